"""Triples in words: how a property reads from either side, and what a value is called.

The words come from the graph: labels of things and terms, and the phrase by which a property reads
from the side of its value. Only the words of SHACL, which has no labels of this kind, stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from kg.core.closure import closure
from kg.core.dates import written
from kg.core.ids import ROOT, TERMS, local, short
from kg.core.memo import remembered
from kg.core.owl import OWL, RDF, RDFS, TYPE
from kg.graph.query_values import XSD
from kg.graph.regime import Regime

Node = ox.NamedNode | ox.Literal

SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
LABEL = ox.NamedNode(f"{RDFS}label")
ALSO = ox.NamedNode(f"{SKOS}altLabel")
NAMES = (LABEL, ox.NamedNode(f"{SKOS}prefLabel"), ox.NamedNode(f"{SH}name"))
_INVERSE = ox.NamedNode(f"{TERMS}inversePhrase")
_TRANSITIVE = ox.NamedNode(f"{OWL}TransitiveProperty")
VIOLATION = "http://www.w3.org/ns/shacl#Violation"
#: What is found where a shape is broken, by its severity.
KINDS = {
    VIOLATION: "breach",
    "http://www.w3.org/ns/shacl#Warning": "weakness",
    "http://www.w3.org/ns/shacl#Info": "gap",
}
_SHACL = {
    f"{SH}targetClass": "judges",
    f"{SH}severity": "finding",
    f"{SH}message": "message",
    f"{SH}NodeShape": "shape",
    **KINDS,
}
_WORDS = {
    f"{OWL}Class": "class",
    f"{OWL}ObjectProperty": "property",
    f"{OWL}DatatypeProperty": "property",
    f"{OWL}AnnotationProperty": "property",
    f"{RDFS}subClassOf": "is a kind of",
    f"{RDFS}subPropertyOf": "is a way of",
    f"{OWL}disjointWith": "is never",
    f"{SKOS}Concept": "concept",
    f"{SKOS}ConceptScheme": "list of concepts",
    **_SHACL,
}

# Upwards from a class: what it is a kind of, what it is an intersection of, what it is one side of.
_WIDER = f"""
PREFIX owl: <{OWL}>
PREFIX rdf: <{RDF}>
PREFIX rdfs: <{RDFS}>
SELECT DISTINCT ?kind ?wider WHERE {{
    ?kind (rdfs:subClassOf | owl:equivalentClass/owl:intersectionOf/rdf:rest*/rdf:first
        | ^rdf:first/^rdf:rest*/^owl:unionOf/^owl:equivalentClass)+ ?wider .
}}"""


@dataclass(frozen=True)
class Step:
    """A property followed forwards, or backwards from its value."""

    property: ox.NamedNode
    backwards: bool = False


class Words:
    """The words of one regime."""

    def __init__(self, regime: Regime) -> None:
        self._regime = regime
        self._store = regime.store

    @property
    def regime(self) -> Regime:
        """The regime whose words they are."""
        return self._regime

    @property
    def data_date(self) -> str:
        """The day up to which the facts were read."""
        return written(self._regime.data_date)

    def name(self, node: Node) -> str:
        """Returns what a thing, a term or a literal is called."""
        if isinstance(node, ox.Literal):
            return literal(node)
        for predicate in NAMES:
            if texts := [text.value for text in self.objects(node, predicate) if _english(text)]:
                return min(texts)
        return _WORDS.get(node.value) or local(node.value).replace("-", " ")

    def told(self, node: Node, step: Step) -> str:
        """Returns what the value of a step is called; a year is no quantity and has no comma."""
        year = step.property.value.lower().endswith("year")
        return node.value if year and isinstance(node, ox.Literal) else self.name(node)

    def phrase(self, step: Step) -> str | None:
        """Returns how a property reads; None if it is not told backwards."""
        if not step.backwards:
            return self.name(step.property)
        return next((text.value for text in self.objects(step.property, _INVERSE)), None)

    def values(self, node: Node, step: Step) -> list[Node]:
        """Returns what a step leads to, in the order of names; provisions in the order of time."""
        found: set[Node] = set()
        if not step.backwards:
            found.update(self.objects(node, step.property))
        else:
            quads = self._store.quads_for_pattern(None, step.property, node, None)
            found.update(q.subject for q in quads if isinstance(q.subject, ox.NamedNode))
        return sorted(found, key=self._order)

    def closure(self, node: Node, step: Step) -> list[Node]:
        """Returns what a step of a transitive property only leads to through others."""
        if _TRANSITIVE not in self.objects(step.property, TYPE):
            return []
        direct = self.values(node, step)
        found = closure(set(direct), lambda near: self.values(near, step))
        return sorted(found - {*direct, node}, key=self._order)

    def objects(self, node: Node, predicate: ox.NamedNode) -> list[Node]:
        """Returns the values of a property as they stand; blank nodes have no name and are left."""
        if not isinstance(node, ox.NamedNode):
            return []
        found = (q.object for q in self._store.quads_for_pattern(node, predicate, None, None))
        return [each for each in found if isinstance(each, ox.NamedNode | ox.Literal)]

    def named(self, node: Node) -> set[object]:
        """Returns everything that a thing names."""
        if not isinstance(node, ox.NamedNode):
            return set()
        return {q.object for q in self._store.quads_for_pattern(node, None, None, None)}

    def steps(self, node: ox.NamedNode) -> Iterator[Step]:
        """Yields each property that a thing has, and each that leads to it."""
        for quad in self._store.quads_for_pattern(node, None, None, None):
            yield Step(quad.predicate)
        for quad in self._store.quads_for_pattern(None, None, node, None):
            yield Step(quad.predicate, backwards=True)

    def kinds(self, node: Node) -> list[ox.NamedNode]:
        """Returns the classes of a thing that no other of its classes is a part of."""
        all_ = {each for each in self.objects(node, TYPE) if isinstance(each, ox.NamedNode)}
        above = {wider for each in all_ for wider in _wider(self._regime, each) - {each}}
        ours = [
            each for each in all_ - above if each.value in _WORDS or each.value.startswith(ROOT)
        ]
        return sorted(ours, key=self.name)

    def short(self, node: ox.NamedNode) -> str:
        """Returns the short id of a node."""
        return short(node.value, self._regime.base)

    def _order(self, node: Node) -> tuple[str, int, str, str]:
        since, place = (
            next((each.value for each in self.objects(node, term(name))), "")
            for name in ("inForceFrom", "position")
        )
        number = int(place) if place.isdigit() else 0
        return since, number, self.name(node), str(node)


def term(name: str) -> ox.NamedNode:
    """Returns the node of a term of the ontology by its local name."""
    return ox.NamedNode(TERMS + name)


def literal(node: ox.Literal) -> str:
    """Returns a literal in words.

    >>> day = ox.Literal("2017-12-22", datatype=ox.NamedNode(XSD + "date"))
    >>> literal(day), literal(ox.Literal(True)), literal(ox.Literal(525000))
    ('22 December 2017', 'yes', '525,000')
    """
    kind = node.datatype.value.removeprefix(XSD)
    if kind in ("date", "dateTime"):
        return written(date.fromisoformat(node.value[:10]))
    if kind == "boolean":
        return "yes" if node.value in ("true", "1") else "no"
    if kind in ("integer", "decimal"):
        number = Decimal(node.value)
        return f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,}"
    return node.value


def target(regime: Regime) -> str:
    """Returns the shortest name of the target of a regime; empty if none is stated.

    >>> import kg
    >>> target(kg.load())
    'North Korea'
    """
    node = regime.value(regime.base, "target")
    if not isinstance(node, ox.NamedNode):
        return ""
    also = [each.value for each in Words(regime).objects(node, ALSO) if _english(each)]
    return min([*also, regime.label(node.value)], key=len)


def sided(kind: str, of: str) -> str:
    """Returns the name of a type of measure, and whose sales or purchases it is about.

    Export and import are those of the target; who deals with it sees them from the other side.

    Args:
        kind: the name of the type.
        of: the name of the target.

    >>> sided("import ban", "North Korea"), sided("asset freeze", "North Korea")
    ('import ban (what North Korea buys)', 'asset freeze')
    """
    does = {"export": "sells", "import": "buys"}.get(kind.partition(" ")[0])
    return f"{kind} (what {of} {does})" if does and of else kind


@remembered
def _wider(regime: Regime, kind: ox.NamedNode) -> frozenset[ox.NamedNode]:
    rows = regime.select(_WIDER, kind=kind)
    return frozenset(row["wider"] for row in rows if isinstance(row["wider"], ox.NamedNode))


def _english(node: Node) -> bool:
    return isinstance(node, ox.Literal) and (node.language in (None, "en"))


def cited(passages: Iterable[str]) -> str:
    """Names passages of a paper in brackets, by the last part of their ids; empty if none.

    >>> cited(["source/wertz-2019/27", "source/wertz-2019/T1.3"])
    ' (¶27 T1.3)'
    """
    numbers = [passage.rsplit("/", 1)[-1] for passage in passages]
    return f" ({' '.join('¶' + n if n.isdigit() else n for n in numbers)})" if numbers else ""
