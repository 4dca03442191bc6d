"""The class definitions of an ontology, compiled from its triples into what can be asked of facts.

A class is the set of its members: an intersection intersects, an enumeration lists, a restriction
follows a property. Domains and ranges define nothing here: they are checks, and a thing that only
they would sort has a fact missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.core.errors import BrokenData

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Pair = tuple[Node, Node]

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE = ox.NamedNode(f"{RDF}type")

_SETS = ("intersectionOf", "unionOf", "disjointUnionOf", "oneOf")
_WORDS = {
    **{name: OWL + name for name in (*_SETS, "equivalentClass", "inverseOf")},
    **{name: OWL + name for name in ("onProperty", "someValuesFrom", "hasValue")},
    **{name: RDFS + name for name in ("subClassOf", "subPropertyOf")},
    **{name: RDF + name for name in ("first", "rest")},
}


@dataclass(frozen=True)
class Facts:
    """What definitions look at: the members of each class, the pairs that each property links."""

    members: defaultdict[Node, set[Node]] = field(default_factory=lambda: defaultdict(set))
    pairs: defaultdict[Node, set[Pair]] = field(default_factory=lambda: defaultdict(set))

    def add(self, fact: ox.Triple | ox.Quad) -> None:
        """Takes up one triple."""
        if fact.predicate == TYPE:
            self.members[fact.object].add(fact.subject)
        else:
            self.pairs[fact.predicate].add((fact.subject, fact.object))


@dataclass(frozen=True)
class Role:
    """A property as a restriction follows it, with the properties whose triples count as its own.

    ``parts`` says of each whether it runs backwards.
    """

    parts: frozenset[tuple[ox.NamedNode, bool]]
    transitive: bool

    def pairs(self, facts: Facts) -> set[Pair]:
        """Returns everything that the property links."""
        found: set[Pair] = set()
        for part, backwards in self.parts:
            pairs = facts.pairs[part]
            found |= {(b, a) for a, b in pairs} if backwards else pairs
        new = found if self.transitive else set()
        while new:
            new = {(a, c) for a, b in new for x, c in found if x == b} - found
            found |= new
        return found


@dataclass(frozen=True)
class Named:
    """The members of a named class."""

    cls: ox.NamedNode

    def members(self, facts: Facts) -> AbstractSet[Node]:
        """Returns who they are, by some facts."""
        return facts.members[self.cls]


@dataclass(frozen=True)
class OneOf:
    """The things that are listed."""

    things: frozenset[Node]

    def members(self, facts: Facts) -> AbstractSet[Node]:
        """Returns them, whatever the facts."""
        return self.things


@dataclass(frozen=True)
class AllOf:
    """What belongs to each part."""

    parts: tuple[Extension, ...]

    def members(self, facts: Facts) -> AbstractSet[Node]:
        """Returns what that is, by some facts."""
        found = self.parts[0].members(facts)
        for part in self.parts[1:]:
            found = found & part.members(facts) if found else found
        return found


@dataclass(frozen=True)
class AnyOf:
    """What belongs to some part."""

    parts: tuple[Extension, ...]

    def members(self, facts: Facts) -> AbstractSet[Node]:
        """Returns what that is, by some facts."""
        return frozenset[Node]().union(*(part.members(facts) for part in self.parts))


@dataclass(frozen=True)
class Some:
    """What a property links to a member of a class."""

    role: Role
    filler: Extension

    def members(self, facts: Facts) -> AbstractSet[Node]:
        """Returns what that is, by some facts."""
        values = self.filler.members(facts)
        return {a for a, b in self.role.pairs(facts) if b in values} if values else values


Extension = Named | OneOf | AllOf | AnyOf | Some


@dataclass(frozen=True)
class Definitions:
    """The defined classes of an ontology.

    Attributes:
        defined: a class and what makes a thing its member, after the classes that this looks at;
            a class with two definitions comes twice.
        supers: every class with itself and all classes above it.
        predicates: the properties of which the definitions look at triples, ``rdf:type`` included.
        beyond: those that a definition follows from a value on, not from the thing that it sorts.
    """

    defined: tuple[tuple[ox.NamedNode, Extension], ...]
    supers: Mapping[Node, frozenset[ox.NamedNode]]
    predicates: frozenset[ox.NamedNode]
    beyond: frozenset[tuple[ox.NamedNode, bool]]


def compile_definitions(store: ox.Store) -> Definitions:
    """Compiles the definitions that a store holds, in whichever graph.

    Raises:
        BrokenData: for a construct that facts alone cannot decide, such as a complement.
    """
    compiler = _Compiler(store)
    for quad in store.quads_for_pattern(None, TYPE, ox.NamedNode(f"{OWL}Class"), None):
        if isinstance(quad.subject, ox.NamedNode):
            compiler.visit(quad.subject)
    parts = {part for role in compiler.roles.values() for part, _ in role.parts}
    return Definitions(
        tuple(compiler.defined),
        {cls: frozenset(supers) for cls, supers in compiler.supers.items()},
        frozenset({TYPE, *parts}),
        frozenset(compiler.beyond),
    )


class _Compiler:
    def __init__(self, store: ox.Store) -> None:
        self.defined: list[tuple[ox.NamedNode, Extension]] = []
        self.supers: dict[Node, set[ox.NamedNode]] = {}
        self.roles: dict[Node, Role] = {}
        self.beyond: set[tuple[ox.NamedNode, bool]] = set()
        self._said: defaultdict[tuple[str, Node], list[Node]] = defaultdict(list)
        self._said_of: defaultdict[tuple[str, Node], list[Node]] = defaultdict(list)
        for name, iri in _WORDS.items():
            for quad in store.quads_for_pattern(None, ox.NamedNode(iri), None, None):
                self._said[name, quad.subject].append(quad.object)
                self._said_of[name, quad.object].append(quad.subject)
        transitive = ox.NamedNode(f"{OWL}TransitiveProperty")
        found = store.quads_for_pattern(None, TYPE, transitive, None)
        self._transitive = {quad.subject for quad in found}

    def visit(self, cls: ox.NamedNode) -> None:
        """Lists the definitions of a class, after those of its subclasses and of what they name."""
        if cls in self.supers:
            return
        self.supers[cls] = {node for node in self._upwards(cls) if isinstance(node, ox.NamedNode)}
        below = {*self._said_of["subClassOf", cls], *self._alike(cls)}
        for node in below:
            if isinstance(node, ox.NamedNode):
                self.visit(node)
            else:
                self.defined.append((cls, self._extension(node)))
        if any(self._said[name, cls] for name in _SETS):
            self.defined.append((cls, self._construct(cls)))

    def _extension(self, node: Node, deep: bool = False) -> Extension:
        if isinstance(node, ox.NamedNode):
            self.visit(node)
            return Named(node)
        return self._construct(node, deep)

    def _construct(self, node: Node, deep: bool = False) -> Extension:
        for name in _SETS:
            for head in self._said[name, node]:
                things = list(self._list(head))
                if name == "oneOf":
                    return OneOf(frozenset(things))
                combine = AllOf if name == "intersectionOf" else AnyOf
                return combine(tuple(self._extension(thing, deep) for thing in things))
        for prop in self._said["onProperty", node]:
            role = self._role(prop)
            if deep:
                self.beyond |= role.parts
            for filler in self._said["someValuesFrom", node]:
                return Some(role, self._extension(filler, deep=True))
            for value in self._said["hasValue", node]:
                return Some(role, OneOf(frozenset({value})))
        hint = "write it with intersectionOf, unionOf, oneOf, someValuesFrom or hasValue"
        raise BrokenData("a class definition is not understood", where=str(node), hint=hint)

    def _role(self, prop: Node) -> Role:
        if prop not in self.roles:
            parts: set[tuple[Node, bool]] = set()
            todo = {(prop, False)}
            while todo:
                part, backwards = todo.pop()
                parts.add((part, backwards))
                inverse = [*self._said["inverseOf", part], *self._said_of["inverseOf", part]]
                todo |= {(each, backwards) for each in self._said_of["subPropertyOf", part]} - parts
                todo |= {(each, not backwards) for each in inverse} - parts
            named = {(part, end) for part, end in parts if isinstance(part, ox.NamedNode)}
            self.roles[prop] = Role(frozenset(named), prop in self._transitive)
        return self.roles[prop]

    def _upwards(self, cls: Node) -> set[Node]:
        found, todo = {cls}, {cls}
        while todo:
            near = todo.pop()
            todo |= {*self._said["subClassOf", near], *self._alike(near)} - found
            found |= todo
        return found

    def _alike(self, cls: Node) -> list[Node]:
        return [*self._said["equivalentClass", cls], *self._said_of["equivalentClass", cls]]

    def _list(self, head: Node) -> Iterator[Node]:
        for first in self._said["first", head]:
            yield first
            for rest in self._said["rest", head]:
                yield from self._list(rest)
