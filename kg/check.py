"""Checks a deal package against a rulebook: with the compiled checker, or with pySHACL, the judge.

Either sees the package (phases, commitments, what they touch, sorted by the ontology) beside the
part of the regime that the shapes can reach: the triples whose predicates occur in the queries of
the rule kinds. Tests hold the two to the same findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import rules
from kg.engines import Engine
from kg.errors import BadInput
from kg.findings import CONFORMING, GRAVITY, Finding, Report, natural, place, verdict
from kg.graphs import (
    described,
    graph_of,
    kinds_text,
    package_graph,
    reachable,
    shapes_triples,
)
from kg.ids import TERMS, expand, short
from kg.reference import reference, shapes_graph, to_rdflib

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.compiled import Checker
    from kg.deal import Deal
    from kg.regime import Regime

__all__ = [
    "CONFORMING",
    "GRAVITY",
    "Book",
    "Engine",
    "Finding",
    "Report",
    "applied_shapes",
    "described",
    "find_rulebook",
    "graph_of",
    "judged",
    "kinds_text",
    "package_graph",
    "reachable",
    "reference",
    "rulebook_of",
    "shapes_graph",
    "shapes_triples",
    "to_rdflib",
    "validate",
    "verdict",
]
_TOUCHES = f"{TERMS}touches"


def validate(
    regime: Regime, deal: Deal, rulebook: str | None = None, engine: str = Engine.compiled
) -> Report:
    """Checks a package against a rulebook and against what every package must keep.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.
        rulebook: the rulebook's id (``rulebook/wertz-2019``) or its last part; the regime's own by
            default.
        engine: ``compiled``, or ``reference`` for pySHACL.

    Raises:
        BadInput: if there is no such rulebook or no such engine.
        BrokenData: if a shape cannot be compiled, or the canary does not make it fire.
    """
    if engine not in list(Engine):
        known = ", ".join(Engine)
        raise BadInput(f"no engine {engine}", hint=f"there is {known}")
    book = rulebook_of(regime, find_rulebook(regime, rulebook))
    run = _compiled if engine == Engine.compiled else _referred
    found, applied, judge = run(regime, deal, book)
    findings = tuple(sorted(found, key=place))
    broken = {finding.rule for finding in findings}
    return Report(
        deal=deal.id,
        title=deal.title,
        rulebook=book.id,
        as_of=deal.as_of,
        data_date=regime.data_date,
        verdict=verdict(finding.kind for finding in findings),
        findings=findings,
        passed=tuple(sorted(applied - broken)),
        not_applicable=tuple(sorted(book.checkable - applied)),
        not_checked=book.waiting,
        judge=judge,
    )


@dataclass(frozen=True, eq=False)
class Book:
    """A rulebook with the shapes of a well-formed package.

    Attributes:
        regime: the regime that has it.
        id: its short id.
        shapes: the shapes of both.
        checkable: the names of their rules.
        waiting: the names of the rules that have no shape yet, sorted.
    """

    regime: Regime = field(repr=False)
    id: str
    shapes: tuple[rules.RuleShape, ...] = field(repr=False)
    checkable: frozenset[str]
    waiting: tuple[str, ...]

    @cached_property
    def checker(self) -> Checker:
        """The compiled checker of its shapes, made and proved when it is first asked for."""
        from kg.compiled import checker

        return checker(self.regime, self.shapes)


@lru_cache(maxsize=8)
def rulebook_of(regime: Regime, iri: str) -> Book:
    """Returns a rulebook by its IRI."""
    shapes = applied_shapes(regime, iri)
    waiting = (rule.iri for rule in rules.rules(regime.store, iri) if not rule.checkable)
    return Book(
        regime,
        short(iri, regime.base),
        shapes,
        frozenset(rules.local(shape.rule.iri) for shape in shapes),
        tuple(sorted(rules.local(iri) for iri in waiting)),
    )


Run = tuple[list[Finding], set[str], "Callable[[], Graph]"]


def _compiled(regime: Regime, deal: Deal, book: Book) -> Run:
    from kg.compiled import facts

    package = facts(regime, deal)
    result = book.checker.check(package)
    details = book.checker.details(package, result.violated)
    found = [
        _finding(
            regime,
            deal,
            shape,
            focus,
            details.get((shape.iri, focus), ()),
            (str(each) for each in package[focus].get(_TOUCHES, ())),
        )
        for shape, focus in result.violated
    ]

    applied = {rules.local(shape.rule.iri) for shape in result.applied}
    return found, applied, lambda: judged(regime, package_graph(regime, deal), book)[1]


def _referred(regime: Regime, deal: Deal, book: Book) -> Run:
    package = package_graph(regime, deal)
    results, graph = judged(regime, package, book)
    by_iri = {shape.iri: shape for shape in book.shapes}
    touches = ox.NamedNode(_TOUCHES)
    found = []
    for iri, focus, _ in results:
        node = ox.NamedNode(focus)
        touched = (q.object for q in package.quads_for_pattern(node, touches, None, None))
        details = tuple(by_iri[iri].details(package, node))
        provisions = (str(getattr(each, "value", "")) for each in touched)
        found.append(_finding(regime, deal, by_iri[iri], focus, details, provisions))
    applied = {
        rules.local(shape.rule.iri)
        for shape in book.shapes
        if any(rules.instances(package, shape.target))
    }
    return found, applied, lambda: graph


def judged(
    regime: Regime, package: ox.Store, book: Book
) -> tuple[list[tuple[str, str, str]], Graph]:
    """Runs pySHACL with the shapes of a rulebook; returns what ``reference`` does."""
    return reference(package, shapes_graph(regime, book.shapes))


def find_rulebook(regime: Regime, name: str | None) -> str:
    """Returns the IRI of a rulebook given by id, last part or nothing.

    Raises:
        BadInput: if there is no such rulebook.
    """
    if name is None:
        return expand(regime.default_rulebook, regime.base)
    return regime.find(name, "rulebook").value


def applied_shapes(regime: Regime, book: str) -> tuple[rules.RuleShape, ...]:
    """Returns the shapes of a rulebook and those of a well-formed package."""
    well_formed = rules.rule_shapes(regime.store, rules.WELL_FORMED)
    return rules.rule_shapes(regime.store, book) + well_formed


def _finding(
    regime: Regime,
    deal: Deal,
    shape: rules.RuleShape,
    focus: str,
    details: tuple[str, ...],
    touched: Iterable[str],
) -> Finding:
    return Finding(
        rule=rules.local(shape.rule.iri),
        kind=rules.KINDS[shape.severity],
        phase=deal.phase_of(focus),
        commitment=short(focus, regime.base),
        label=deal.label_of(focus),
        message=shape.message,
        details=details,
        why=shape.rule.why,
        provisions=_ids(frozenset(touched), regime.base),
        passages=_ids(frozenset(shape.rule.passages), regime.base),
        shape=short(shape.iri, regime.base),
    )


@lru_cache(maxsize=1024)
def _ids(iris: frozenset[str], base: str) -> tuple[str, ...]:
    return tuple(sorted((short(iri, base) for iri in iris), key=natural))
