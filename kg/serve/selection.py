"""Any query on the graph, answered in the forms of SPARQL 1.1 within a number of bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from typing_extensions import Buffer

from kg.core import sparql
from kg.core.errors import BadInput
from kg.graph.parts import PREFIXES
from kg.graph.regime import Regime
from kg.serve import negotiate
from kg.serve.reply import Reply, TooLarge, problem
from kg.serve.table import table

_RESULTS = {
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "text/csv": ox.QueryResultsFormat.CSV,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
}
_GRAPHS = {
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
}
# What clients ask for that means one of these.
_ALSO = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
    "text/plain": "application/n-triples",
}
#: Every media type that an answer may have.
_PAGE = "text/html"
MEDIA = (*_RESULTS, *_GRAPHS, _PAGE)


class _Bounded(io.BytesIO):
    """Takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Buffer) -> int:
        if self.tell() + len(bytes(data)) > self._most:
            raise TooLarge
        return super().write(data)


def answered(
    regime: Regime,
    query: str,
    accept: str | None,
    default: Sequence[str],
    named: Sequence[str],
    most: int,
    page: Callable[[Mapping[str, Any]], bytes],
) -> Reply:
    """Answers a query in the form that the client takes.

    Args:
        regime: the regime asked.
        query: the text of the query.
        accept: the media types that the client takes.
        default: the graphs that make up the default graph; all if neither these nor others are
            named.
        named: the graphs that GRAPH finds; all if neither these nor others are named.
        most: the most bytes.
        page: makes a page of the result, for a browser.

    Raises:
        BadInput: if the query cannot be read, reaches outside or changes the store, or a graph is
            not there.
    """
    sparql.check(query)
    chosen = bool(default or named)
    try:
        found = regime.store.query(
            query,
            use_default_graph_as_union=not chosen,
            default_graph=[*_graphs(regime, default)] if chosen else None,
            named_graphs=[*_graphs(regime, named)] if chosen else None,
        )
    except SyntaxError as error:
        raise BadInput(f"the query cannot be read: {error.msg}") from None
    forms = _GRAPHS if isinstance(found, ox.QueryTriples) else _RESULTS
    pages = [] if isinstance(found, ox.QueryTriples) else [_PAGE]
    short = [media for media, stands in _ALSO.items() if stands in forms]
    media = negotiate.best(accept, [*pages, *short, *forms])
    if media is None:
        return problem(406, "no such form of this answer", hint=f"it has {', '.join(forms)}")
    try:
        if media == _PAGE and not isinstance(found, ox.QueryTriples):
            return Reply(page(table(found)), media, headers={"Vary": "Accept"})
    except RuntimeError as error:
        raise _failed(error) from None
    media, out = _ALSO.get(media, media), _Bounded(most)
    try:
        if isinstance(found, ox.QueryTriples):
            ox.serialize(found, out, _GRAPHS[media], prefixes=PREFIXES)
        else:
            found.serialize(out, _RESULTS[media])
    except RuntimeError as error:
        raise _failed(error) from None
    return Reply(out.getvalue(), media, headers={"Vary": "Accept"})


def _failed(error: RuntimeError) -> BadInput:
    return BadInput(f"the query cannot be answered: {error}")


def _graphs(regime: Regime, names: Sequence[str]) -> Iterator[ox.NamedNode]:
    graphs = (graph for graph in regime.store.named_graphs() if isinstance(graph, ox.NamedNode))
    known = {graph.value: graph for graph in graphs}
    for name in names:
        if name not in known:
            hint = f"there is {', '.join(sorted(known))}"
            raise BadInput(f"no graph {name[:200]}; nothing is loaded from elsewhere", hint=hint)
        yield known[name]
