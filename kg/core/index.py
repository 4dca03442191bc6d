"""Triples by property, as Python dictionaries: what is asked thousands of times a second.

A store answers in microseconds, most of them spent on making its terms. Here a resource is the text
of its IRI and a literal a tuple, and what a property links is one look into a dictionary.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from sys import intern
from typing import NamedTuple

import pyoxigraph as ox

RDF_LANGSTRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_NOTHING: frozenset[Term] = frozenset()


class Literal(NamedTuple):
    """A literal: its text, the IRI of its datatype, its language or None."""

    text: str
    datatype: str = XSD_STRING
    language: str | None = None


Term = str | Literal
Links = Mapping[Term, AbstractSet[Term]]


def term(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    """Returns the term that stands for a node of the store.

    >>> term(ox.Literal("food", language="en")).text
    'food'
    """
    if isinstance(node, ox.NamedNode):
        return intern(node.value)
    if isinstance(node, ox.Literal):
        return Literal(node.value, intern(node.datatype.value), node.language)
    return str(node)


def node(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Returns the node of the store that a term stands for.

    >>> node("https://example.org/a")
    <NamedNode value=https://example.org/a>
    """
    if isinstance(term, str):
        return ox.BlankNode(term[2:]) if term.startswith("_:") else ox.NamedNode(term)
    if term.language is not None:
        return ox.Literal(term.text, language=term.language)
    return ox.Literal(term.text, datatype=ox.NamedNode(term.datatype))


class Index:
    """A store by property; each property is read when it is first asked for, and kept.

    The store must not change afterwards.
    """

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._pairs: dict[str, list[tuple[Term, Term]]] = {}
        self._forward: dict[str, dict[Term, frozenset[Term]]] = {}
        self._backward: dict[str, dict[Term, frozenset[Term]]] = {}

    def forward(self, predicate: str) -> dict[Term, frozenset[Term]]:
        """What a property links each subject to."""
        if predicate not in self._forward:
            self._forward[predicate] = _grouped(self._read(predicate))
        return self._forward[predicate]

    def backward(self, predicate: str) -> dict[Term, frozenset[Term]]:
        """What a property links to each object."""
        if predicate not in self._backward:
            pairs = ((object_, subject) for subject, object_ in self._read(predicate))
            self._backward[predicate] = _grouped(pairs)
        return self._backward[predicate]

    def objects(self, subject: Term, predicate: str) -> frozenset[Term]:
        """What a property links a thing to."""
        return self.forward(predicate).get(subject, _NOTHING)

    def subjects(self, predicate: str, object_: Term) -> frozenset[Term]:
        """What a property links to a thing."""
        return self.backward(predicate).get(object_, _NOTHING)

    def _read(self, predicate: str) -> list[tuple[Term, Term]]:
        if predicate not in self._pairs:
            quads = self._store.quads_for_pattern(None, ox.NamedNode(predicate), None, None)
            self._pairs[predicate] = [(term(quad.subject), term(quad.object)) for quad in quads]
        return self._pairs[predicate]


def _grouped(pairs: Iterable[tuple[Term, Term]]) -> dict[Term, frozenset[Term]]:
    found: defaultdict[Term, set[Term]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
