"""pySHACL, the judge: graphs as it wants them, and what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.check import rules
from kg.check.graphs import shapes_triples
from kg.core.memo import remembered
from kg.core.owl import Node

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.graph.regime import Regime

_MOST_RUNS = 500


@remembered
def shapes_graph(regime: Regime, shapes: tuple[rules.RuleShape, ...]) -> Graph:
    """Returns some shapes, and the rule kinds, as a graph for pySHACL."""
    return to_rdflib(shapes_triples(regime, shapes))


def reference(data: ox.Store, shapes: Graph) -> tuple[list[tuple[str, str, str]], Graph]:
    """Runs pySHACL on a graph.

    Returns:
        what is violated, sorted, as shape, focus node (IRIs) and message; and the validation
        report.
    """
    from pyshacl import validate as shacl_validate
    from rdflib.namespace import SH

    graph = _LAST.turned_into({quad.triple for quad in data})
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


class _Last(local):
    """The graph of the last run in a thread: most of it is the law, which the next needs too."""

    graph: Graph | None = None
    held: AbstractSet[ox.Triple] = frozenset()
    runs = 0

    def turned_into(self, triples: AbstractSet[ox.Triple]) -> Graph:
        """Returns the graph with these triples and no other ones."""
        graph, held = self.graph, self.held
        # A store of rdflib keeps something of all that was ever in it.
        if graph is None or self.runs % _MOST_RUNS == 0:
            graph, held = to_rdflib(()), frozenset()
        self.graph, self.runs = None, self.runs + 1  # None to go on with, if this breaks off.
        for each in held - triples:
            graph.remove(_triple(each))
        for each in triples - held:
            graph.add(_triple(each))
        self.graph, self.held = graph, triples
        return graph


_LAST = _Last()


def to_rdflib(triples: Iterable[ox.Triple]) -> Graph:
    """Copies triples into an rdflib graph that prepares each query once."""
    from kg.check.prepared import PreparedGraph

    graph = PreparedGraph()
    for each in triples:
        graph.add(_triple(each))
    return graph


def _triple(triple: ox.Triple) -> tuple[Any, Any, Any]:
    return _rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)


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
