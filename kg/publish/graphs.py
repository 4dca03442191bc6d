"""Which triples an export holds: one part for each named graph, sorted, with blank nodes renamed.

What the law says, what someone judges and what someone proposes stay apart: a part never mixes
graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check import rules
from kg.check.graphs import shapes_triples
from kg.core.ids import ROOT
from kg.core.resources import DERIVATIONS, folder, turtle_files
from kg.deal.overlay import package_triples
from kg.graph.parts import Part, canonical

if TYPE_CHECKING:
    from kg.graph.regime import Regime

FACTS = ("law", "assessments", "proposals", "types")
CONTENT = (*FACTS, "ontology", "inferred", "shapes", "deals")


def content(regime: Regime) -> tuple[Part, ...]:
    """Returns every graph but the one that describes them."""
    return tuple(part for name in CONTENT for part in graphs(regime, name))


def graphs(regime: Regime, name: str) -> tuple[Part, ...]:
    """Returns a named graph, or one for each package; ``describe`` makes the description."""
    if name == "deals":
        return deals(regime)
    if name in _FOR_ENGINES:
        found = canonical(_FOR_ENGINES[name](regime), name)
        return (Part(name, ox.NamedNode(f"{ROOT}graph/{name}"), found),)
    quads = regime.store.quads_for_pattern(None, None, None, regime.graph(name))
    return (part(regime, name, (quad.triple for quad in quads)),)


def part(regime: Regime, name: str, triples: Iterable[ox.Triple]) -> Part:
    """Returns triples as a named graph of the regime."""
    return Part(name, regime.graph(name), canonical(triples, name))


def _rules(regime: Regime) -> Iterator[ox.Triple]:
    """The shapes that judge packages, apart from those that judge the facts."""
    books = [regime.node(id).value for id in regime.known("rulebook")]
    found = (shape for book in books for shape in rules.rule_shapes(regime, book))
    well_formed = rules.rule_shapes(regime, rules.WELL_FORMED)
    return shapes_triples(regime, (*found, *well_formed))


def _derivations(regime: Regime) -> Iterator[ox.Triple]:
    """The rules by which what follows for a package is derived."""
    for path in turtle_files(folder("shapes") / DERIVATIONS):
        yield from (quad.triple for quad in ox.parse(path=path))


_FOR_ENGINES = {"rules": _rules, "derivations": _derivations}


def deals(regime: Regime) -> tuple[Part, ...]:
    """Returns the packages that the project ships, each a graph of its own."""
    import kg
    from kg.core.resources import deal_files

    read = ((path.stem, kg.read_deal(path, regime)) for path in deal_files())
    return tuple(
        Part(
            f"deals/{name}", ox.NamedNode(f"{regime.base}graph/deals/{name}"), package_triples(deal)
        )
        for name, deal in read
    )


def with_deals(regime: Regime) -> Regime:
    """Returns the regime with the shipped packages beside it, in a store of its own."""
    store = ox.Store()
    store.bulk_extend(regime.store.quads_for_pattern(None, None, None, None))
    for part in deals(regime):
        store.bulk_extend(part.quads())
    return replace(regime, store=store, remote=None)
