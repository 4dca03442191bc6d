"""Graphs as text: the same bytes for the same graph.

Turtle with blank nodes is written by rdflib, which nests them as Protégé users expect; everything
else by Oxigraph, which keeps the order that it is given.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.graph.parts import PREFIXES

if TYPE_CHECKING:
    from kg.graph.regime import Regime

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def turtle(regime: Regime, triples: Sequence[ox.Triple]) -> bytes:
    """Writes one graph as Turtle; blank nodes are nested."""
    if not any(isinstance(triple.subject, ox.BlankNode) for triple in triples):
        return serialize(regime, triples, ox.RdfFormat.TURTLE)
    from rdflib import BNode, Graph, Literal, URIRef

    def node(term: Term) -> URIRef | BNode | Literal:
        if isinstance(term, ox.NamedNode):
            return URIRef(term.value)
        if isinstance(term, ox.BlankNode):
            return BNode(term.value)
        assert isinstance(term, ox.Literal)
        datatype = None if term.language else URIRef(term.datatype.value)
        plain = datatype is None or datatype.endswith("#string")
        return Literal(term.value, lang=term.language, datatype=None if plain else datatype)

    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    for each in triples:
        graph.add((node(each.subject), node(each.predicate), node(each.object)))
    return graph.serialize(format="turtle", encoding="utf-8")


def serialize(
    regime: Regime, found: Sequence[ox.Triple] | Sequence[ox.Quad], format: ox.RdfFormat
) -> bytes:
    """Writes triples or quads in the order in which they are given.

    Args:
        regime: the regime, whose base IRI shortens the others where the format allows it.
        found: the triples, or quads for a format with named graphs.
        format: the format.
    """
    if format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return _written(ox.serialize(found, format=format)).encode()
    used = _used(found, PREFIXES)
    if format == ox.RdfFormat.RDF_XML:
        return _settled(_written(ox.serialize(found, format=format, prefixes=used)))
    written = _written(ox.serialize(found, format=format, prefixes=used))
    return _headed(written, regime.base, used, format)


def _written(data: bytes | None) -> str:
    assert data is not None
    return data.decode()


def _headed(text: str, base: str, used: Mapping[str, str], format: ox.RdfFormat) -> bytes:
    # Oxigraph writes the prefixes in no fixed order; under a base it would shorten every IRI.
    body = [line for line in text.splitlines() if not line.startswith("@prefix ")]
    head = [f"@base <{base}> ."]
    head += [f"@prefix {prefix}: <{iri}> ." for prefix, iri in used.items()]
    if format == ox.RdfFormat.TURTLE:
        body = [line if line.startswith("\t") else f"\n{line}" for line in body]
    short = re.compile(rf"""("(?:[^"\\]|\\.)*")|<{re.escape(base)}(?!/)([^>:]+)>""")
    lines = (short.sub(lambda found: found[1] or f"<{found[2]}>", line) for line in body)
    return "\n".join([*head, *lines, ""]).encode()


def _settled(text: str) -> bytes:
    # The namespaces of the root element come in no fixed order either.
    root = re.search(r"<rdf:RDF ([^>]*)>", text)
    assert root is not None
    spaces = sorted(re.findall(r'xmlns:[\w-]+="[^"]*"', root[1]))
    return f"{text[: root.start(1)]}{' '.join(spaces)}{text[root.end(1) :]}".encode()


def _used(
    found: Sequence[ox.Triple] | Sequence[ox.Quad], known: Mapping[str, str]
) -> dict[str, str]:
    terms = {
        term
        for each in found
        for term in (each.predicate, each.subject, each.object, getattr(each, "graph_name", None))
    }
    iris = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    iris |= {term.datatype.value for term in terms if isinstance(term, ox.Literal)}
    spaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in iris}
    return {prefix: iri for prefix, iri in known.items() if iri in spaces}
