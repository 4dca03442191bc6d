"""Writes the regime's graphs to a store elsewhere, graph by graph, each wholly or not at all.

A graph is written in batches beside its place, counted, and moved there in one request, together
with its digest. A reader sees the old graph or the new one. Whatever breaks off, the next push
goes on with the first graph whose digest is not there. What else the store holds is not touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pyoxigraph as ox

from kg.core.errors import BadAnswer
from kg.graph.parts import Part
from kg.graph.regime import GRAPHS, Regime
from kg.publish.names import What
from kg.publish.sets import parts
from kg.remote.endpoint import Endpoint
from kg.remote.read import ALL, count

_DIGEST = "https://schema.org/sha256"
_BATCH = 1000
# Virtuoso makes thousands of lines of SQL from a text with nameless nodes, and has a limit.
_NAMELESS_BATCH = 200


@dataclass(frozen=True)
class Pushed:
    """What became of a graph: its IRI, its triples, and whether it had to be written."""

    graph: str
    triples: int
    written: bool


def push(
    regime: Regime, remote: Endpoint, tell: Callable[[Pushed], None] = lambda _: None
) -> tuple[Pushed, ...]:
    """Writes the graphs of a regime to a store.

    Args:
        regime: the regime, as ``kg.load`` returns it.
        remote: the store.
        tell: is told of each graph once it is in place.

    Raises:
        StoreError: if the store does not answer, or refuses; graphs told of are in place.
    """
    found = []
    for part in graphs(regime):
        found.append(put(part, remote, f"{regime.base}graph/pushed"))
        tell(found[-1])
    return tuple(found)


def graphs(regime: Regime) -> tuple[Part, ...]:
    """Returns what a store holds: the graphs of the regime, and one that is their union.

    Questions are asked of the union. Over several graphs at once engines are slow, and err.
    """
    apart = [part for name in GRAPHS for part in parts(regime, What(name))]
    union = {triple for part in apart for triple in part.triples}
    return (*apart, Part(ALL, regime.graph(ALL), tuple(sorted(union, key=str))))


def digest(part: Part) -> str:
    """Returns the SHA-256 of a graph's sorted N-Triples."""
    return hashlib.sha256(_text(part.triples).encode()).hexdigest()


def put(part: Part, remote: Endpoint, ledger: str) -> Pushed:
    """Writes one graph to a store, unless it is there.

    Args:
        part: the graph.
        remote: the store.
        ledger: the graph in which the digests of what is written stand.

    Raises:
        StoreError: as for ``push``.
    """
    graph, number, sum_ = part.graph.value, len(part.triples), digest(part)
    new = f"{graph}/new"
    there, beside = (replace(remote, graphs=(each,)) for each in (graph, new))
    noted = f'<{graph}> <{_DIGEST}> "{sum_}"'
    if replace(remote, graphs=(ledger,)).ask(f"ASK {{ {noted} }}") and count(there) == number:
        return Pushed(graph, number, written=False)
    remote.update(f"DROP SILENT GRAPH <{new}>")
    for batch in _batches(part, new):
        remote.update(batch)
    if (written := count(beside)) != number:
        message = f"{written} of {number} triples arrived in <{new}>"
        raise BadAnswer(message, where=remote.update_url, hint="push again")
    remote.update(
        f"DELETE WHERE {{ GRAPH <{ledger}> {{ <{graph}> <{_DIGEST}> ?sum }} }} ;\n"
        f"MOVE GRAPH <{new}> TO GRAPH <{graph}> ;\n"
        f"INSERT DATA {{ GRAPH <{ledger}> {{ {noted} }} }}"
    )
    if (written := count(there)) != number:
        message = f"{written} of {number} triples are in <{graph}> after it was moved there"
        raise BadAnswer(message, where=remote.update_url, hint="push again")
    return Pushed(graph, number, written=True)


def _batches(part: Part, into: str) -> Iterator[str]:
    """Yields updates that together fill a graph; a nameless node is whole within one of them."""
    named = [each for each in part.triples if not _nameless(each)]
    for start in range(0, len(named), _BATCH):
        yield f"INSERT DATA {{ GRAPH <{into}> {{ {_text(named[start : start + _BATCH])} }} }}"
    batch: list[ox.Triple] = []
    for together in _groups([each for each in part.triples if _nameless(each)]):
        if batch and len(batch) + len(together) > _NAMELESS_BATCH:
            yield _insert(batch, into)
            batch = []
        batch = batch + together
    if batch:
        yield _insert(batch, into)


def _insert(batch: list[ox.Triple], into: str) -> str:
    # Virtuoso refuses nameless nodes in INSERT DATA, but not in a template.
    return f"INSERT {{ GRAPH <{into}> {{ {_text(batch)} }} }} WHERE {{}}"


def _nameless(triple: ox.Triple) -> list[ox.BlankNode]:
    return [n for n in (triple.subject, triple.object) if isinstance(n, ox.BlankNode)]


def _groups(triples: list[ox.Triple]) -> list[list[ox.Triple]]:
    """Sorts triples by the nameless nodes that hang together."""
    leader: dict[ox.BlankNode, ox.BlankNode] = {}

    def lead(node: ox.BlankNode) -> ox.BlankNode:
        while (above := leader.setdefault(node, node)) != node:
            node = above
        return node

    for triple in triples:
        first, *others = (lead(node) for node in _nameless(triple))
        leader.update((other, first) for other in others)
    groups: dict[ox.BlankNode, list[ox.Triple]] = {}
    for triple in triples:
        groups.setdefault(lead(_nameless(triple)[0]), []).append(triple)
    return list(groups.values())


def _text(triples: tuple[ox.Triple, ...] | list[ox.Triple]) -> str:
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    return text.decode()
