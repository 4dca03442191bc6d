"""Whether ontology, facts, shapes and queries are sound: what ``sanctions-kg check`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check import rules
from kg.check.graphs import described
from kg.check.reference import reference, to_rdflib
from kg.core.errors import KgError
from kg.core.ids import ROOT, short
from kg.core.owl import TYPE
from kg.graph import queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.graph.regime import Regime

_FACT_SHAPES = f"{ROOT}shapes/facts/"


@dataclass(frozen=True)
class Problem:
    """One thing that is not sound: how grave, which record, what, and which check found it."""

    severity: str
    record: str
    message: str
    found_by: str

    def __str__(self) -> str:
        return f"{self.severity}: {self.record}: {self.message} ({self.found_by})"


def problems(regime: Regime) -> list[Problem]:
    """Runs every check: on the rules, on single records, and those in queries/.

    Returns:
        what was found, errors first; empty if all is sound.
    """
    found = [*_rules(regime), *_records(regime), *_checks(regime)]
    return sorted(found, key=lambda p: (p.severity, p.record, p.message, p.found_by))


def _rules(regime: Regime) -> Iterator[Problem]:
    for book in [*regime.known("rulebook"), rules.WELL_FORMED]:
        try:
            rules.rule_shapes(regime, regime.node(book).value)
        except ValueError as error:
            yield Problem("error", book, str(error), "shapes")


def _records(regime: Regime) -> Iterator[Problem]:
    """Runs the shapes for facts on everything but packages, with stated and inferred classes."""
    facts = ox.Store()
    for name in ("law", "assessments", "proposals", "types"):
        facts.extend(
            ox.Quad(q.subject, q.predicate, q.object)
            for q in regime.store.quads_for_pattern(None, None, None, regime.graph(name))
            if name != "types" or q.predicate == TYPE
        )
    roots = {
        quad.subject
        for quad in regime.store.quads_for_pattern(None, None, None, rules.SHAPES)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(_FACT_SHAPES)
    }
    shapes = to_rdflib(triple for root in roots for triple in described(regime, root))
    for _, record, message in reference(facts, shapes)[0]:
        yield Problem("error", short(record, regime.base), message, "shapes/facts.ttl")


def _checks(regime: Regime) -> Iterator[Problem]:
    for query in queries.list_queries("checks"):
        try:
            rows = queries.run(regime, query.id)
        except KgError as error:
            yield Problem("error", query.id, str(error), "queries")
            continue
        for row in rows:
            yield Problem(
                query.severity or "error", str(row["record"]), str(row["detail"]), query.id
            )
