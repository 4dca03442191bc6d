"""Turtle and JSON-LD parsed: what the file says of each thing, if nothing in it points outside."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from kg.core.ids import LONGEST, TERMS
from kg.core.wording import quoted
from kg.deal.read.jsonld import line_of, resolved
from kg.deal.read.nodes import Problems
from kg.deal.read.spots import Spots
from kg.deal.terms import IMPORTS

Value = ox.NamedNode | ox.Literal
# A parser follows a statement about a statement on its stack; a package has none at all.
_MOST_QUOTED = 20
# A prefix or a base of a line can make IRIs of any length, in any number.
_LONGEST_IRI, _MOST_BASES = 2 * LONGEST, 5
_LONG = re.compile(rf"<[^<>\"\s]{{{_LONGEST_IRI + 1},}}>")
_BASE = re.compile(r"base(?:\s|#[^\n\r]*+)*+<", re.IGNORECASE)
_MOST_QUADS = 100_000


_ABOUT = "a statement about a statement; a package has none"


@dataclass(frozen=True)
class Graph:
    """What a file says, by subject and predicate, with where it says so."""

    said: dict[str, dict[str, dict[Value, None]]]
    spots: Spots
    base: str
    problems: Problems

    def values(self, subject: str, predicate: str) -> list[Value]:
        """All values of a property."""
        return list(self.said.get(subject, {}).get(predicate, ()))

    def iris(self, subject: str, predicate: str) -> list[str]:
        """The values of a property that are IRIs."""
        values = self.values(subject, predicate)
        return [value.value for value in values if isinstance(value, ox.NamedNode)]

    def short(self, iri: str) -> str:
        """An IRI as a message shows it."""
        return iri.removeprefix(self.base).replace(TERMS, "skg:")

    def complain(self, iri: str, text: str) -> None:
        """Notes a problem with a thing, at the line at which the file begins to speak of it."""
        self.problems.add(self.spots.subject(iri), text)


def read_graph(text: str, form: str, base: str, problems: Problems) -> Graph:
    """What a Turtle or JSON-LD text says.

    Args:
        text: the file.
        form: ``ttl`` or ``jsonld``.
        base: the IRI against which relative ids are read, that of the regime.
        problems: where to note what is wrong.

    Raises:
        BadPackage: when the text cannot be parsed, imports something, or holds named graphs,
            things without an IRI, or IRIs that are no web address or too long.
    """
    graph = Graph(defaultdict(lambda: defaultdict(dict)), Spots(text, base), base, problems)
    for quad in _quads(text, form, base, problems):
        _take(quad, graph)
    problems.check()
    return graph


def _quads(text: str, form: str, base: str, problems: Problems) -> list[ox.Quad]:
    language = ox.RdfFormat.JSON_LD if form == "jsonld" else ox.RdfFormat.TURTLE
    if form == "jsonld":
        text = resolved(text, problems)
    else:
        _bounded(text, problems)
    found: list[ox.Quad] = []
    try:
        for quad in ox.parse(text.encode(), format=language, base_iri=base):
            _short(max(map(_length, quad.triple)), None, problems)
            if len(found) == _MOST_QUADS:
                problems.refuse(None, "more statements than a package has; write several")
            found.append(quad)
        return found
    except SyntaxError as error:
        name = "JSON-LD" if form == "jsonld" else "Turtle"
        said = (error.msg or "").split(": ", 1)[-1]
        line = 1 if form == "jsonld" else error.lineno or 1
        problems.refuse(line, f"not valid {name}: {quoted(said, 120)}")


def _bounded(text: str, problems: Problems) -> None:
    """Refuses Turtle that would cost its parser more than its size."""
    if text.count("<<") > _MOST_QUOTED:
        problems.refuse(line_of(text, "<<"), _ABOUT)
    if long := _LONG.search(text):
        _short(len(long[0]) - 2, text.count("\n", 0, long.start()) + 1, problems)
    if len(_BASE.findall(text)) > _MOST_BASES:
        problems.refuse(line_of(text, "@base"), "@base many times; a package needs one")


def _short(length: int, line: int | None, problems: Problems) -> None:
    if length > _LONGEST_IRI:
        said = f"an IRI of {length:,} characters; one has {_LONGEST_IRI} at most"
        problems.refuse(line, said)


def _length(node: object) -> int:
    """How long the IRI in a term is."""
    iri = node.datatype if isinstance(node, ox.Literal) else node
    return len(iri.value) if isinstance(iri, ox.NamedNode) else 0


def _take(quad: ox.Quad, graph: Graph) -> None:
    subject, predicate, value = quad.subject, quad.predicate.value, quad.object
    spots, problems = graph.spots, graph.problems
    line = spots.subject(subject.value) if isinstance(subject, ox.NamedNode) else 1
    if predicate == IMPORTS:
        where = spots.line("owl:imports", IMPORTS)
        return problems.add(where, "owl:imports; nothing is fetched, so remove the line")
    if quad.graph_name != ox.DefaultGraph():
        return problems.add(line, "a named graph; a package is one graph without a name")
    for node in (subject, value):
        if isinstance(node, ox.BlankNode):
            where = spots.line("_:", "[", default=line)
            said = "a thing without an IRI; give every phase and commitment its own"
            return problems.add(where, said)
        if isinstance(node, ox.NamedNode) and not node.value.startswith(("http:", "https:")):
            said = f"{quoted(node.value)} is not a web address; ids begin with {graph.base}"
            return problems.add(spots.line(node.value, default=line), said)
    if not isinstance(subject, ox.NamedNode) or isinstance(value, ox.Triple | ox.BlankNode):
        return problems.add(line, _ABOUT)
    graph.said[subject.value][predicate][value] = None
    return None
