"""The formats of an export: text of one graph, or of several where the format has named graphs.

Triples come sorted and blank nodes named (``graphs``), so each writer gives the same bytes for the
same graph. Turtle with blank nodes is written by rdflib, which nests them as Protégé users expect;
everything else by Oxigraph, which keeps the order that it is given.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.errors import BadInput
from kg.publish.graphs import PREFIXES, Part
from kg.publish.names import WITH_GRAPHS, Syntax

if TYPE_CHECKING:
    from kg.graph.regime import Regime


Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
_OXIGRAPH = {
    Syntax.turtle: ox.RdfFormat.TURTLE,
    Syntax.trig: ox.RdfFormat.TRIG,
    Syntax.nt: ox.RdfFormat.N_TRIPLES,
    Syntax.nq: ox.RdfFormat.N_QUADS,
    Syntax.rdfxml: ox.RdfFormat.RDF_XML,
}


def write(regime: Regime, parts: Sequence[Part], syntax: Syntax) -> bytes:
    """Writes graphs in one file.

    Args:
        regime: the regime, whose base IRI shortens the others where the format allows it.
        parts: the graphs; a format without named graphs takes one.
        syntax: the format, which is no table.

    Raises:
        BadInput: if the format cannot hold several graphs.

    >>> import kg
    >>> from kg.publish.graphs import What, parts
    >>> regime = kg.load()
    >>> write(regime, parts(regime, What.inferred), Syntax.nt).count(b" .\\n")
    264
    """
    if syntax is Syntax.jsonld:
        from kg.publish.jsonld import dataset

        return dataset(regime, parts)
    if syntax not in WITH_GRAPHS:
        if len(parts) != 1:
            names = ", ".join(part.name for part in parts)
            hint = "give a folder with -o, or choose trig, nq or jsonld"
            raise BadInput(f"{syntax} holds one graph, and there are {names}", hint=hint)
        if syntax is Syntax.turtle:
            return turtle(regime, parts[0].triples)
        return _oxigraph(parts[0].triples, syntax, regime)
    quads = [quad for part in parts for quad in part.quads()]
    return _oxigraph(quads, syntax, regime)


def turtle(regime: Regime, triples: Sequence[ox.Triple]) -> bytes:
    """Writes one graph as Turtle; blank nodes are nested."""
    if not any(isinstance(triple.subject, ox.BlankNode) for triple in triples):
        return _oxigraph(triples, Syntax.turtle, regime)
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


def zipped(data: bytes) -> bytes:
    """Compresses a file; no clock and no name goes into it.

    >>> zipped(b"law") == zipped(b"law")
    True
    """
    return gzip.compress(data, compresslevel=9, mtime=0)


def _oxigraph(
    found: Sequence[ox.Triple] | Sequence[ox.Quad], syntax: Syntax, regime: Regime
) -> bytes:
    format = _OXIGRAPH[syntax]
    if syntax in (Syntax.nt, Syntax.nq):
        return _written(ox.serialize(found, format=format)).encode()
    used = _used(found, PREFIXES)
    if syntax is Syntax.rdfxml:
        return _settled(_written(ox.serialize(found, format=format, prefixes=used)))
    written = _written(ox.serialize(found, format=format, prefixes=used))
    return _headed(written, regime.base, used, syntax)


def _written(data: bytes | None) -> str:
    assert data is not None
    return data.decode()


def _headed(text: str, base: str, used: Mapping[str, str], syntax: Syntax) -> bytes:
    # Oxigraph writes the prefixes in no fixed order; under a base it would shorten every IRI.
    body = [line for line in text.splitlines() if not line.startswith("@prefix ")]
    head = [f"@base <{base}> ."]
    head += [f"@prefix {prefix}: <{iri}> ." for prefix, iri in used.items()]
    if syntax is Syntax.turtle:
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
