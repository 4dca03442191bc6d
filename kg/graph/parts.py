"""Named graphs as they are written: sorted, with blank nodes that keep their names.

Blank nodes get the labels of RDFC-1.0 (https://www.w3.org/TR/rdf-canon/), so the same graph gives
the same bytes in every process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.core.ids import ROOT
from kg.core.owl import TYPE
from kg.core.spaces import SPACES

# The prefixes of every file, in a fixed order.
PREFIXES = dict(
    sorted(
        {
            **SPACES,
            "bibo": "http://purl.org/ontology/bibo/",
            "dcat": "http://www.w3.org/ns/dcat#",
            "eli": "http://data.europa.eu/eli/ontology#",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "graph": f"{ROOT}graph/",
            "pplan": "http://purl.org/net/p-plan#",
            "prov": "http://www.w3.org/ns/prov#",
            "schema": "https://schema.org/",
            "sd": "http://www.w3.org/ns/sparql-service-description#",
            "shape": f"{ROOT}shapes/",
            "vann": "http://purl.org/vocab/vann/",
            "void": "http://rdfs.org/ns/void#",
        }.items()
    )
)


@dataclass(frozen=True)
class Part:
    """A named graph as it is written.

    Attributes:
        name: the name of its file, without the suffix.
        graph: its IRI.
        triples: its triples, sorted.
    """

    name: str
    graph: ox.NamedNode
    triples: tuple[ox.Triple, ...]

    def quads(self) -> Iterator[ox.Quad]:
        """Yields the triples with their graph."""
        for each in self.triples:
            yield ox.Quad(each.subject, each.predicate, each.object, self.graph)


def canonical(triples: Iterable[ox.Triple], scope: str) -> tuple[ox.Triple, ...]:
    """Returns triples sorted, with blank nodes that are named by what is said of them.

    Args:
        triples: the triples of one graph.
        scope: a word that begins each blank node's name, so that graphs in one file keep theirs.

    >>> one = ox.Triple(ox.BlankNode("x"), ox.NamedNode("urn:p"), ox.BlankNode("y"))
    >>> two = ox.Triple(ox.BlankNode("b"), ox.NamedNode("urn:p"), ox.BlankNode("a"))
    >>> canonical([one], "s") == canonical([two], "s")
    True
    """
    found = list(triples)
    if any(isinstance(each, ox.BlankNode) for t in found for each in (t.subject, t.object)):
        dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in found)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        found = [
            ox.Triple(_scoped(quad.subject, scope), quad.predicate, _scoped(quad.object, scope))
            for quad in dataset
        ]
    return tuple(sorted(set(found), key=_order))


def _scoped(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, scope: str):  # type: ignore[no-untyped-def]
    if not isinstance(node, ox.BlankNode):
        return node
    return ox.BlankNode(f"{scope}{int(node.value.removeprefix('c14n')):04}")


def _order(triple: ox.Triple) -> tuple[bool, str, bool, str, str]:
    subject = triple.subject
    return (
        isinstance(subject, ox.BlankNode),
        getattr(subject, "value", str(subject)),
        triple.predicate != TYPE,
        triple.predicate.value,
        str(triple.object),
    )
