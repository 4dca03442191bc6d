"""The formats of an export: text of one graph, or of several where the format has named graphs."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.errors import BadInput
from kg.graph.parts import Part
from kg.graph.serialize import serialize, turtle
from kg.publish.names import WITH_GRAPHS, Syntax

if TYPE_CHECKING:
    from kg.graph.regime import Regime

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
    >>> from kg.publish.sets import What, parts
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
        return serialize(regime, parts[0].triples, _OXIGRAPH[syntax])
    quads = [quad for part in parts for quad in part.quads()]
    return serialize(regime, quads, _OXIGRAPH[syntax])


def zipped(data: bytes) -> bytes:
    """Compresses a file; no clock and no name goes into it.

    >>> zipped(b"law") == zipped(b"law")
    True
    """
    return gzip.compress(data, compresslevel=9, mtime=0)
