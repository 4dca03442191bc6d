"""The order of phases in a graph, which only ``skg:position`` and ``skg:follows`` can give."""

from __future__ import annotations

from collections.abc import Sequence

from kg.core.wording import enumerated
from kg.deal.read.rdf_graph import Graph
from kg.deal.terms import FOLLOWS, POSITION


def ordered(graph: Graph, phases: Sequence[str]) -> list[str]:
    """The phases, first to last.

    Raises:
        BadPackage: when the order has a circle, a fork, a gap or two beginnings, when the two
            properties contradict each other, or when neither is there.
    """
    chain = _by_chain(graph, phases)
    places = _by_position(graph, phases)
    if chain and places and chain != places:
        said = "skg:position and skg:follows order the phases differently"
        graph.problems.refuse(graph.spots.subject(phases[0]), said)
    if not chain and not places and len(phases) > 1:
        said = "the phases have no order; give each skg:position"
        graph.problems.refuse(graph.spots.subject(phases[0]), said)
    return chain or places or list(phases)


def _by_position(graph: Graph, phases: Sequence[str]) -> list[str]:
    places: dict[str, int] = {}
    for iri in phases:
        texts = [value.value for value in graph.values(iri, POSITION)]
        if len(texts) == 1 and texts[0].isascii() and texts[0].isdecimal() and len(texts[0]) < 5:
            places[iri] = int(texts[0])
        elif texts:
            graph.complain(iri, f"{graph.short(iri)} needs one whole number as skg:position")
    graph.problems.check()
    found = sorted(places.values())
    if places and found != list(range(1, len(phases) + 1)):
        shown = enumerated([str(place) for place in found])
        said = f"skg:position must count the {len(phases)} phases from 1, once each, not {shown}"
        graph.problems.refuse(graph.spots.subject(next(iter(places))), said)
    return sorted(places, key=lambda iri: places[iri])


def _by_chain(graph: Graph, phases: Sequence[str]) -> list[str]:
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    for iri in phases:
        follows = graph.iris(iri, FOLLOWS)
        if len(follows) > 1:
            graph.complain(iri, f"{graph.short(iri)} follows more than one phase")
        for other in follows[:1]:
            if other not in phases:
                said = f"{graph.short(iri)} follows {graph.short(other)}, no phase of the package"
                graph.complain(iri, said)
            elif other in after:
                both = f"{graph.short(after[other])} and {graph.short(iri)}"
                graph.complain(iri, f"{both} both follow {graph.short(other)}; only one can")
            else:
                before[iri], after[other] = other, iri
    graph.problems.check()
    if not before:
        return []
    starts = [iri for iri in phases if iri not in before]
    chain = starts[:1]
    while chain and chain[-1] in after:
        chain.append(after[chain[-1]])
    circle = [iri for iri in phases if iri not in chain and iri in before and iri in after]
    if circle and len(starts) < 2:
        names = enumerated([graph.short(iri) for iri in circle])
        graph.complain(circle[0], f"the phases follow each other in a circle: {names}")
    elif len(starts) > 1:
        names = enumerated([graph.short(iri) for iri in starts])
        said = f"more than one first phase: {names}; say with skg:follows which comes after which"
        graph.complain(starts[1], said)
    graph.problems.check()
    return chain
