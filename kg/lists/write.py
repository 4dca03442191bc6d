"""Designations as RDF, one at a time: N-Quads, or TriG with one graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO
from urllib.parse import quote

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.spaces import SPACES
from kg.lists.links import Match
from kg.lists.records import Record

NQUADS, TRIG = ".nq", ".trig"
_TYPE = ox.NamedNode(f"{SPACES['rdf']}type")
_LABEL = ox.NamedNode(f"{SPACES['rdfs']}label")
_DATE = ox.NamedNode(f"{SPACES['xsd']}date")
_CLASS = ox.NamedNode(f"{TERMS}Designation")
# What a list is read from says no more than this of what it lists.
_KINDS = {
    "person": ox.NamedNode(f"{TERMS}listedPerson"),
    "entity": ox.NamedNode(f"{TERMS}listedEntity"),
    "vessel": ox.NamedNode(f"{TERMS}listedVessel"),
    "aircraft": ox.NamedNode(f"{TERMS}listedAircraft"),
}


def iri(base: str, record: Record) -> str:
    """Returns the IRI of a designation: the base, whose record it is, and its id there.

    >>> from kg.lists.records import Record
    >>> iri("https://example.org/", Record(1, "un", "QDi.001/ä", "A", "person", ()))
    'https://example.org/designation/un/QDi.001%2F%C3%A4'
    """
    return f"{base}designation/{record.origin}/{quote(record.id, safe='')}"


def triples(base: str, record: Record, matches: Iterable[Match]) -> list[ox.Triple]:
    """Returns what is kept of a record, sorted: no more than the questions need."""
    subject = ox.NamedNode(iri(base, record))
    found = {
        ox.Triple(subject, _TYPE, _CLASS),
        ox.Triple(subject, _LABEL, ox.Literal(record.name)),
        ox.Triple(subject, _term("listedAs"), _KINDS[record.kind]),
    }
    days = [each.day for each in record.listings if each.day]
    if days:
        first = ox.Literal(min(days).isoformat(), datatype=_DATE)
        found.add(ox.Triple(subject, _term("listedOn"), first))
    for listing in record.listings:
        if listing.reference:
            found.add(ox.Triple(subject, _term("reference"), ox.Literal(listing.reference)))
    for match in matches:
        if match.list:
            found.add(ox.Triple(subject, _term("ofList"), ox.NamedNode(base + match.list)))
        for programme in match.programmes:
            node = ox.NamedNode(base + programme)
            found.add(ox.Triple(subject, _term("designatedUnder"), node))
        for code in match.unknown:
            found.add(ox.Triple(subject, _term("programmeText"), ox.Literal(code)))
    return sorted(found, key=lambda each: (each.predicate != _TYPE, str(each)))


class Writer:
    """Writes designations into one graph of a file."""

    def __init__(self, stream: BinaryIO, suffix: str, graph: str) -> None:
        self._stream, self._trig, self._graph = stream, suffix == TRIG, ox.NamedNode(graph)
        if self._trig:
            stream.write(f"{self._graph} {{\n".encode())

    def write(self, found: Iterable[ox.Triple]) -> None:
        """Writes the triples of one designation."""
        end = "." if self._trig else f"{self._graph} ."
        lines = (f"{each.subject} {each.predicate} {each.object} {end}\n" for each in found)
        self._stream.write("".join(lines).encode())

    def end(self) -> None:
        """Writes what the file ends with."""
        if self._trig:
            self._stream.write(b"}\n")


def _term(name: str) -> ox.NamedNode:
    return ox.NamedNode(TERMS + name)
