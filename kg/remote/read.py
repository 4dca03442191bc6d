"""Reads the regime from a store elsewhere: its own named graphs, each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.core import resources
from kg.core.errors import BadAnswer, NotPushed, StoreError
from kg.core.owl import compile_definitions
from kg.graph.load import described, header
from kg.graph.regime import GRAPHS, Regime, graph_name
from kg.remote.endpoint import Endpoint, endpoint
from kg.remote.engines import is_sure

# The graph that holds what all of them hold, and that questions are asked of.
ALL = "all"
# Without these there is no regime; the others may be empty.
_NEEDED = ("ontology", "shapes", "law")
_NAMELESS = "isBlank(?s) || isBlank(?o)"
_DIGITS = "0123456789abcdef"


def connect(url: str, name: str | Path | None = None, seconds: float | None = None) -> Regime:
    """Returns a regime that a store elsewhere holds; its questions are asked of that store.

    A store that is known to answer wrongly (``kg.remote.engines``) is read and not asked.

    Args:
        url: the address of the store for queries.
        name: the regime, as for ``kg.load``; only the base of its ids is taken from here.
        seconds: how long one answer may take; without it the environment may say.

    Raises:
        BadInput: if the address is none.
        NotPushed: if the store does not hold the regime.
        StoreError: if the store does not answer as it must.
    """
    home = resources.regime_folder(name)
    base, _, _ = header(home / resources.HEADER)
    names = tuple(graph_name(each, base) for each in GRAPHS)
    remote = endpoint(url, seconds=seconds).greeted()
    remote = replace(remote, graphs=(graph_name(ALL, base).value,))
    _see_that_graphs_are_picked(remote, base)
    store = ox.Store()
    for part, graph in zip(GRAPHS, names, strict=True):
        triples = read_graph(remote, graph)
        if not triples and part in _NEEDED:
            raise _not_pushed(url, graph.value)
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    if count(remote) != len({quad.triple for quad in store}):
        raise _not_pushed(url, remote.graphs[0])
    base, day, book = described(store, url)
    definitions = compile_definitions(store)
    asked = _with_lists(remote, base) if is_sure(remote.server) else None
    return Regime(home.resolve().name, base, store, day, book, definitions, home, asked)


def _with_lists(remote: Endpoint, base: str) -> Endpoint:
    """The endpoint; asked of the designations as well, where the store holds some."""
    lists = graph_name("designations", base).value
    there = replace(remote, graphs=(lists,)).ask("ASK { ?s ?p ?o }")
    return replace(remote, graphs=(*remote.graphs, lists)) if there else remote


def _not_pushed(url: str, graph: str) -> NotPushed:
    hint = f"push it: sanctions-kg push --store {url}"
    return NotPushed(f"the store does not hold the regime whole in <{graph}>", where=url, hint=hint)


def read_graph(remote: Endpoint, graph: ox.NamedNode) -> frozenset[ox.Triple]:
    """Reads a named graph.

    A store may send no more than so many triples and not say so (Virtuoso: 10,000). They are
    counted, and if some are missing, read again in parts: those with nameless nodes, whose names
    hold within one answer only, and the others by the digest of their subject.

    Raises:
        BadAnswer: if some are missing from the smallest part, too.
    """
    one = replace(remote, graphs=(graph.value,))
    found = _part(one, "")
    if found is not None:
        return found
    nameless = _part(one, _NAMELESS)
    if nameless is None:
        hint = "raise the limit on rows of the server (Virtuoso: ResultSetMaxRows)"
        message = f"the store cuts short what it sends of <{graph.value}>"
        raise BadAnswer(message, where=remote.url, hint=hint)
    return nameless.union(*_named(one, ""))


def count(remote: Endpoint, condition: str = "") -> int:
    """Returns how many triples the graphs of an endpoint hold."""
    query = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s ?p ?o {_filter(condition)} }}"
    rows = remote.select(query).rows
    number = rows[0]["n"] if rows else None
    if not isinstance(number, ox.Literal) or not number.value.isdecimal():
        raise BadAnswer("the store does not count", where=remote.url)
    return int(number.value)


def _part(remote: Endpoint, condition: str) -> frozenset[ox.Triple] | None:
    """The triples for which a condition holds; None if not all of them come."""
    there = count(remote, condition)
    if not there:
        return frozenset()
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o {_filter(condition)} }}"
    found = remote.triples(query)
    return found if len(found) == there else None


def _named(remote: Endpoint, begin: str) -> Iterator[frozenset[ox.Triple]]:
    for digit in _DIGITS:
        start = begin + digit
        condition = f"!({_NAMELESS}) && STRSTARTS(MD5(STR(?s)), '{start}')"
        found = _part(remote, condition)
        if found is not None:
            yield found
        elif len(start) < 8:
            yield from _named(remote, start)
        else:
            raise BadAnswer("the store does not send what it counts", where=remote.url)


def _filter(condition: str) -> str:
    return f"FILTER({condition})" if condition else ""


def _see_that_graphs_are_picked(remote: Endpoint, base: str) -> None:
    """Raises StoreError for a store that answers from all graphs, whichever it is asked of."""
    if count(replace(remote, graphs=(graph_name("none", base).value,))):
        raise StoreError(
            "the store does not heed default-graph-uri, and would mix in what else it holds",
            where=remote.url,
            hint="use a store that follows the SPARQL 1.1 Protocol",
        )
