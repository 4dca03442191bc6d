"""Turtle and JSON-LD parsed: what the file says of each thing, if nothing in it points outside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.wording import quoted
from kg.deal.read.jsonld import resolved
from kg.deal.read.nodes import Problems
from kg.deal.read.spots import Spots
from kg.deal.terms import IMPORTS

Value = ox.NamedNode | ox.Literal


@dataclass(frozen=True)
class Graph:
    """What a file says, by subject and predicate, with where it says so."""

    said: dict[str, dict[str, list[Value]]]
    spots: Spots
    base: str
    problems: Problems

    def values(self, subject: str, predicate: str) -> list[Value]:
        """All values of a property."""
        return self.said.get(subject, {}).get(predicate, [])

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
            things without an IRI, or IRIs that are no web address.
    """
    graph = Graph(defaultdict(lambda: defaultdict(list)), Spots(text, base), base, problems)
    for quad in _quads(text, form, base, problems):
        _take(quad, graph)
    problems.check()
    return graph


def _quads(text: str, form: str, base: str, problems: Problems) -> list[ox.Quad]:
    language = ox.RdfFormat.JSON_LD if form == "jsonld" else ox.RdfFormat.TURTLE
    if form == "jsonld":
        text = resolved(text, problems)
    try:
        return list(ox.parse(text.encode(), format=language, base_iri=base))
    except SyntaxError as error:
        name = "JSON-LD" if form == "jsonld" else "Turtle"
        said = (error.msg or "").split(": ", 1)[-1]
        line = 1 if form == "jsonld" else error.lineno or 1
        problems.refuse(line, f"not valid {name}: {quoted(said, 120)}")


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
        return problems.add(line, "a statement about a statement; a package has none")
    values = graph.said[subject.value][predicate]
    if value not in values:
        values.append(value)
    return None
