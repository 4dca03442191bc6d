"""Why a thing of a package belongs to a class: the triples that its definition looked at.

``core.owl`` compiles the definitions of the ontology to sets; this reads the same definitions and
walks back from a member to what made it one. Each step is a triple that the package states, that
the regime states, or that follows from further triples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.why.links import closure, derivation
from kg.answers.why.overlaid import FOLLOWS, Overlaid
from kg.core.owl import OWL, RDFS, TYPE, Node

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

_SUB_CLASS, _SUB_PROPERTY = (ox.NamedNode(f"{RDFS}sub{name}Of") for name in ("Class", "Property"))
_EQUIVALENT, _INVERSE, _ON, _SOME, _HAS, _ONE_OF, _ALL_OF = (
    ox.NamedNode(OWL + name)
    for name in (
        *("equivalentClass", "inverseOf", "onProperty", "someValuesFrom", "hasValue"),
        *("oneOf", "intersectionOf"),
    )
)
_ANY_OF = (ox.NamedNode(f"{OWL}unionOf"), ox.NamedNode(f"{OWL}disjointUnionOf"))


@dataclass(frozen=True)
class Reason:
    """A triple that holds, and why.

    Attributes:
        triple: what holds.
        origin: who says so: the package, the regime, or nobody, because it follows.
        because: what it follows from; empty for what is stated, and for what a definition lists.
        of_object: what holds of the object of the triple, where a definition asked for that.
        alike: other objects of which the same holds.
    """

    triple: ox.Triple
    origin: str
    because: tuple[Reason, ...] = ()
    of_object: tuple[Reason, ...] = ()
    alike: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Reason]:
        """Yields this reason and all that stand under it."""
        yield self
        for each in (*self.because, *self.of_object):
            yield from each.walk()


class Chains:
    """Explains the things of one package, laid over its regime."""

    def __init__(self, regime: Regime, deal: Deal) -> None:
        self.view = Overlaid(regime, deal)

    def why_is(self, thing: Node, cls: Node) -> Reason | None:
        """Says why a thing belongs to a class; None if it does not, or nothing tells why."""
        return self._type(thing, cls, frozenset())

    def why_linked(self, triple: ox.Triple) -> Reason:
        """Says why a triple other than one of class holds.

        What follows has one reason here, though it may have several: the nearest.
        """
        return self._linked(triple, frozenset())

    def _linked(self, triple: ox.Triple, seen: frozenset[ox.Triple]) -> Reason:
        origin = self.view.origin(triple)
        if origin != FOLLOWS or triple in seen:
            return Reason(triple, origin)
        because = []
        for each in derivation(self.view, triple):
            if each.predicate == TYPE:
                because.append(self.why_is(each.subject, each.object) or Reason(each, FOLLOWS))
            else:
                because.append(self._linked(each, seen | {triple}))
        return Reason(triple, FOLLOWS, tuple(because))

    # --- classes -------------------------------------------------------------------------------

    def _type(self, thing: Node, cls: Node, seen: frozenset[tuple[Node, Node]]) -> Reason | None:
        if isinstance(thing, ox.Literal) or (thing, cls) in seen:
            return None
        triple = ox.Triple(thing, TYPE, cls)
        if not self.view.holds(triple):
            return None
        origin = self.view.origin(triple)
        if origin != FOLLOWS:
            return Reason(triple, origin)
        seen |= {(thing, cls)}
        below = [*self.view.objects(cls, _EQUIVALENT), *self.view.subjects(_EQUIVALENT, cls)]
        below += self.view.subjects(_SUB_CLASS, cls)
        for node in (cls, *sorted(_anonymous(below), key=self._spelled)):
            found = self._members(thing, node, seen)
            if found is not None:
                return Reason(triple, FOLLOWS, tuple(found))
        for node in sorted({n for n in below if isinstance(n, ox.NamedNode)}, key=str):
            reason = self._type(thing, node, seen)
            if reason is not None:
                return Reason(triple, FOLLOWS, (reason,))
        if told := closure(self.view, thing, cls):
            return Reason(triple, FOLLOWS, tuple(self._any(each, seen) for each in told))
        return None

    def _any(self, triple: ox.Triple, seen: frozenset[tuple[Node, Node]]) -> Reason:
        if triple.predicate != TYPE:
            return self._linked(triple, frozenset())
        found = self._type(triple.subject, triple.object, seen)
        return found or Reason(triple, self.view.origin(triple))

    def _members(
        self, thing: Node, node: Node, seen: frozenset[tuple[Node, Node]]
    ) -> list[Reason] | None:
        """Says why a thing meets a class expression; an empty list where it is listed there."""
        for head in self.view.objects(node, _ONE_OF):
            return [] if thing in self.view.members(head) else None
        for head in self.view.objects(node, _ALL_OF):
            parts = [self._expression(thing, part, seen) for part in self.view.members(head)]
            if any(part is None for part in parts):
                return None
            return [reason for part in parts for reason in part or ()]
        for union in _ANY_OF:
            for head in self.view.objects(node, union):
                for part in self.view.members(head):
                    found = self._expression(thing, part, seen)
                    if found is not None:
                        return found
        for prop in self.view.objects(node, _ON):
            return self._restriction(thing, node, prop, seen)
        return None

    def _spelled(self, node: Node) -> str:
        # Names of nameless nodes differ from run to run; what a definition says does not.
        if not isinstance(node, ox.BlankNode):
            return str(node)
        said = self.view.told(node)
        return " ".join(sorted(f"{t.predicate} {self._spelled(t.object)}" for t in said))

    def _expression(
        self, thing: Node, node: Node, seen: frozenset[tuple[Node, Node]]
    ) -> list[Reason] | None:
        if isinstance(node, ox.NamedNode):
            reason = self._type(thing, node, seen)
            return None if reason is None else [reason]
        return self._members(thing, node, seen)

    def _restriction(
        self, thing: Node, node: Node, prop: Node, seen: frozenset[tuple[Node, Node]]
    ) -> list[Reason] | None:
        found: list[tuple[ox.Triple, Node, list[Reason]]] = []
        wanted = self.view.objects(node, _HAS)
        for triple, value in self._links(thing, prop):
            if wanted:
                reasons: list[Reason] | None = [] if value in wanted else None
            else:
                (filler,) = self.view.objects(node, _SOME)
                reasons = self._expression(value, filler, seen)
            if reasons is not None:
                found.append((triple, value, reasons))
        if not found:
            return None
        triple, _, reasons = found[0]
        link = self.why_linked(triple)
        alike = tuple(value for _, value, _ in found[1:])
        return [replace(link, of_object=tuple(reasons), alike=alike)]

    def _links(self, thing: Node, prop: Node) -> list[tuple[ox.Triple, Node]]:
        """Lists what a property, its subproperties and their inverses link a thing to."""
        parts, todo = set[tuple[Node, bool]](), {(prop, False)}
        while todo:
            part, backwards = todo.pop()
            parts.add((part, backwards))
            inverse = {*self.view.objects(part, _INVERSE), *self.view.subjects(_INVERSE, part)}
            below = self.view.subjects(_SUB_PROPERTY, part)
            todo |= {(each, backwards) for each in below} - parts
            todo |= {(each, not backwards) for each in inverse} - parts
        found = dict[Node, ox.Triple]()
        for part, backwards in sorted(parts, key=str):
            if isinstance(part, ox.NamedNode):
                view = self.view
                values = view.subjects(part, thing) if backwards else view.objects(thing, part)
                for value in values:
                    one, other = (value, thing) if backwards else (thing, value)
                    found.setdefault(value, ox.Triple(one, part, other))  # type: ignore[arg-type]
        return [(found[value], value) for value in self.view.ordered(found)]


def _anonymous(nodes: Iterable[Node]) -> list[Node]:
    return [node for node in nodes if isinstance(node, ox.BlankNode)]
