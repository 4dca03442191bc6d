"""Checks a deal package against a rulebook: with the compiled checker, or with pySHACL, the judge.

Either sees the package (phases, commitments, what they touch, sorted by the ontology) beside the
part of the regime that the shapes can reach: the triples whose predicates occur in the queries of
the rule kinds. Tests hold the two to the same findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import classify, rules
from kg.engines import Engine
from kg.errors import BadInput
from kg.ids import TERMS, expand, short
from kg.owl import RDFS, TYPE, Node
from kg.spaces import SPACES

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.compiled import Checker
    from kg.deal import Deal
    from kg.regime import Regime

CONFORMING = ("conforms", "conforms-with-weaknesses")
GRAVITY = {"breach": 0, "gap": 1, "weakness": 2}
_PREDICATES = re.compile(r"\b(skg|skos|dcterms|rdf|rdfs|sh):([a-z]\w*)")
_LABEL = ox.NamedNode(f"{RDFS}label")
_TOUCHES = f"{TERMS}touches"


@dataclass(frozen=True)
class Finding:
    """One commitment that breaks one shape of a rule.

    ``kind`` is breach, weakness or gap; ids are short ids; ``phase`` counts from one and is None
    for the package as a whole.
    """

    rule: str
    kind: str
    phase: int | None
    commitment: str
    label: str
    message: str
    details: tuple[str, ...]
    why: str
    provisions: tuple[str, ...]
    passages: tuple[str, ...]
    shape: str


@dataclass(frozen=True)
class Report:
    """The answer of ``validate``: verdict, findings, what passed and what was not checked."""

    deal: str
    title: str
    rulebook: str
    as_of: date
    data_date: date
    verdict: str
    findings: tuple[Finding, ...]
    passed: tuple[str, ...]
    not_applicable: tuple[str, ...]
    not_checked: tuple[str, ...]
    judge: Callable[[], Graph] = field(repr=False, compare=False)

    @cached_property
    def graph(self) -> Graph:
        """The SHACL validation report, from pySHACL, which runs when it is first asked for."""
        return self.judge()

    @property
    def conforms(self) -> bool:
        """True for the two conforming verdicts."""
        return self.verdict in CONFORMING

    @property
    def turtle(self) -> str:
        """The SHACL validation report as Turtle."""
        return str(self.graph.serialize(format="turtle"))


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
    findings = tuple(sorted(found, key=_place))
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


def package_graph(regime: Regime, deal: Deal) -> ox.Store:
    """Builds what shapes judge: the package, what follows for it, and the facts they reach."""
    return graph_of(regime, list(deal.triples), deal.as_of)


def graph_of(
    regime: Regime, overlay: list[ox.Triple], as_of: date, queries: str | None = None
) -> ox.Store:
    """Builds the same graph from the bare triples of a package, as of a day.

    Args:
        regime: the loaded regime.
        overlay: the triples of the package.
        as_of: the day at which the law is read.
        queries: the text of what the graph is for; by default the queries of the rule kinds, which
            look at no rule.
    """
    graph = ox.Store()
    if queries is None:
        graph.extend(reachable(regime, kinds_text(regime)))
    else:
        graph.extend(reachable(regime, queries, rules_too=True))
    for triples in (overlay, classify.overlay(regime, overlay, as_of)):
        graph.extend(ox.Quad(*triple) for triple in triples)
    return graph


@lru_cache(maxsize=4)
def shapes_graph(regime: Regime, shapes: tuple[rules.RuleShape, ...]) -> Graph:
    """Returns some shapes, and the rule kinds, as a graph for pySHACL."""
    return to_rdflib(shapes_triples(regime, shapes))


def shapes_triples(regime: Regime, shapes: tuple[rules.RuleShape, ...]) -> Iterator[ox.Triple]:
    """Yields what a SHACL engine needs of some shapes: them, the rule kinds and the prefixes."""
    kinds = {kind.iri for kind in rules.rule_kinds(regime.store).values()}
    for root in sorted({*(shape.iri for shape in shapes), *kinds, rules.PREFIXED}):
        yield from described(regime, ox.NamedNode(root))


def described(regime: Regime, node: ox.NamedNode | ox.BlankNode) -> Iterator[ox.Triple]:
    """Yields what the shapes graph says of a node, through nameless nodes."""
    for quad in regime.store.quads_for_pattern(node, None, None, rules.SHAPES):
        yield quad.triple
        if isinstance(quad.object, ox.BlankNode):
            yield from described(regime, quad.object)


def to_rdflib(triples: Iterable[ox.Triple]) -> Graph:
    """Copies triples into an rdflib graph that prepares each query once."""
    from kg.prepared import PreparedGraph

    graph = PreparedGraph()
    for subject, predicate, object_ in triples:
        graph.add((_rdflib(subject), _rdflib(predicate), _rdflib(object_)))
    return graph


@lru_cache(maxsize=100_000)
def _rdflib(term: Node) -> Any:
    """The same term of rdflib; kept, since packages share most of theirs."""
    from rdflib import BNode, Literal, URIRef

    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype.value))


@lru_cache(maxsize=8)
def reachable(regime: Regime, queries: str, rules_too: bool = False) -> tuple[ox.Quad, ...]:
    """Returns the triples of a regime whose predicates occur in some queries, and types.

    Args:
        regime: the loaded regime.
        queries: their text, with the usual prefixes.
        rules_too: whether the shapes are wanted beside facts and terms. Without them only the types
            that some shape or query names are kept, and the labels of what is in some other triple.
    """
    predicates = {SPACES[space] + name for space, name in _PREDICATES.findall(queries)}
    predicates.add(TYPE.value)
    found = {
        ox.Quad(*quad.triple)
        for predicate in predicates
        for quad in regime.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None)
        if isinstance(quad.subject, ox.NamedNode) and (rules_too or quad.graph_name != rules.SHAPES)
    }
    if rules_too:
        return tuple(found)
    asked = _classes_asked(regime, queries)
    found = {q for q in found if q.predicate != TYPE or q.object in asked}
    nodes = {n for q in found if q.predicate != _LABEL for n in (q.subject, q.object)}
    return tuple(q for q in found if q.predicate != _LABEL or q.subject in nodes)


def _classes_asked(regime: Regime, queries: str) -> set[Node]:
    named = {TERMS + name for name in re.findall(r"\bskg:([A-Z]\w*)", queries)}
    shapes = regime.store.quads_for_pattern(None, None, None, rules.SHAPES)
    return {ox.NamedNode(iri) for iri in named} | {quad.object for quad in shapes}


@lru_cache(maxsize=4)
def kinds_text(regime: Regime) -> str:
    """Returns the queries of all rule kinds as one text."""
    kinds = set(rules.rule_kinds(regime.store).values())
    return " ".join(sorted(f"{kind.ask} {kind.detail or ''}" for kind in kinds))


def reference(data: ox.Store, shapes: Graph) -> tuple[list[tuple[str, str, str]], Graph]:
    """Runs pySHACL on a graph.

    Returns:
        what is violated, sorted, as shape, focus node (IRIs) and message; and the validation
        report.
    """
    from pyshacl import validate as shacl_validate
    from rdflib.namespace import SH

    graph = to_rdflib(quad.triple for quad in data)
    _, report, _ = shacl_validate(graph, shacl_graph=shapes, inplace=True)
    results = [
        (
            str(report.value(result, SH.sourceShape)),
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.resultMessage)),
        )
        for result in report.objects(None, SH.result)
    ]
    return sorted(results), report


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
    return tuple(sorted((short(iri, base) for iri in iris), key=_natural))


def verdict(kinds: Iterable[str]) -> str:
    """Returns the verdict on a package with findings of some kinds.

    >>> verdict(["weakness", "gap"])
    'underspecified'
    """
    kinds = set(kinds)
    if "breach" in kinds:
        return "breaks"
    if "gap" in kinds:
        return "underspecified"
    return "conforms-with-weaknesses" if kinds else "conforms"


def _place(finding: Finding) -> tuple[object, ...]:
    return (
        finding.phase or 0,
        GRAVITY[finding.kind],
        _natural(finding.commitment),
        finding.rule,
        finding.shape,
    )


@lru_cache(maxsize=10_000)
def _natural(text: str) -> tuple[object, ...]:
    return tuple(
        (int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", text)
    )
