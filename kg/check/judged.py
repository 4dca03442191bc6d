"""The judged graph: all that a SHACL engine needs to reach our verdict on a package, in one file.

It holds the package with what follows for it under both readings, the part of the law that the
rules reach, and the rules themselves. ``shapes/verdict.rq`` turns an engine's report on it into
breaches, gaps and weaknesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check.book import find_rulebook, rulebook_of
from kg.check.graphs import kinds_text, reachable, shapes_triples
from kg.check.readings import both
from kg.core.ids import ROOT
from kg.core.memo import remembered
from kg.graph.parts import Part, canonical
from kg.graph.serialize import serialize, turtle

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime


def parts(regime: Regime, deal: Deal, rulebook: str | None = None) -> tuple[Part, ...]:
    """Returns the graphs: the package, the law that the rules reach, and the rules.

    Args:
        regime: the loaded regime.
        deal: the package; one that names alternatives is there once for each combination of them,
            as ``…/combination-1`` and so on.
        rulebook: as for ``validate``.

    Raises:
        BadInput: if there is no such rulebook.
    """
    regime = regime.on(deal.as_of)
    return _part("package", _packages(regime, deal)), *_of_all(
        regime, find_rulebook(regime, rulebook)
    )


def as_turtle(regime: Regime, deal: Deal, rulebook: str | None = None) -> str:
    """Returns the judged graph as Turtle, all in one graph."""
    together = (each for part in parts(regime, deal, rulebook) for each in part.triples)
    return turtle(regime, canonical(together, "judged")).decode()


def as_quads(regime: Regime, deal: Deal, rulebook: str | None = None) -> str:
    """Returns the judged graph as N-Quads, a named graph for each part."""
    quads = [quad for part in parts(regime, deal, rulebook) for quad in part.quads()]
    return serialize(regime, quads, ox.RdfFormat.N_QUADS).decode()


@remembered
def _of_all(regime: Regime, book: str) -> tuple[Part, Part]:
    """What is the same for all packages: the law and the rules."""
    law = (quad.triple for quad in reachable(regime, kinds_text(regime)))
    rules = shapes_triples(regime, rulebook_of(regime, book).shapes)
    return _part("law", law), _part("rules", rules)


def _packages(regime: Regime, deal: Deal) -> Iterator[ox.Triple]:
    for number, branch in enumerate(deal.branches, 1):
        found = both(regime, branch)
        if len(deal.branches) == 1:
            yield from found
        else:
            yield from _renamed(found, deal.iri, f"{deal.iri}/combination-{number}")


def _renamed(triples: Iterable[ox.Triple], old: str, new: str) -> Iterator[ox.Triple]:
    def named(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple):  # type: ignore[no-untyped-def]
        if isinstance(node, ox.NamedNode) and (
            node.value == old or node.value.startswith(f"{old}/")
        ):
            return ox.NamedNode(new + node.value.removeprefix(old))
        return node

    for each in triples:
        yield ox.Triple(named(each.subject), each.predicate, named(each.object))


def _part(name: str, triples: Iterable[ox.Triple]) -> Part:
    return Part(name, ox.NamedNode(f"{ROOT}graph/judged/{name}"), canonical(triples, name))
