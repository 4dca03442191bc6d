"""Membership in the classes that the ontology defines, as tests on what is said of one node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from kg.core.closure import closure
from kg.core.errors import BrokenData
from kg.core.ids import TERMS
from kg.core.index import Index, Term, term
from kg.core.owl import TYPE, AllOf, AnyOf, Extension, Named, Node, OneOf, Role
from kg.deal.terms import FOLLOWS, HAS_PHASE, IN_PHASE

if TYPE_CHECKING:
    import pyoxigraph as ox

Statements = Mapping[str, AbstractSet[Term]]
"""What is said of one node, by property."""
Test = Callable[[Statements, AbstractSet[Term]], bool]
"""Whether a node of which something is said, and that is in some classes, belongs to a class."""

RDF_TYPE = TYPE.value
UP_TO = f"{TERMS}upTo"
_INSIDE = frozenset({FOLLOWS, HAS_PHASE, IN_PHASE, UP_TO})
_NOTHING: frozenset[Term] = frozenset()


def iris(classes: Iterable[ox.NamedNode]) -> frozenset[Term]:
    """Returns classes as terms."""
    return frozenset(each.value for each in classes)


def test(extension: Extension, index: Index) -> Test:
    """A definition as a test on one node.

    Raises:
        BrokenData: if it looks from one node of a package at another.
    """
    if isinstance(extension, Named):
        cls = extension.cls.value
        return lambda statements, classes: cls in classes
    if isinstance(extension, AllOf):
        parts = [test(part, index) for part in extension.parts]
        if len(parts) == 2 and isinstance(extension.parts[0], Named):  # Most definitions.
            above, (_, also) = extension.parts[0].cls.value, parts
            return lambda statements, classes: above in classes and also(statements, classes)
        return lambda statements, classes: all(part(statements, classes) for part in parts)
    if isinstance(extension, AnyOf):
        names = frozenset(p.cls.value for p in extension.parts if isinstance(p, Named))
        ways = [test(part, index) for part in extension.parts if not isinstance(part, Named)]
        if not ways:
            return lambda statements, classes: not names.isdisjoint(classes)
        return lambda statements, classes: (
            not names.isdisjoint(classes) or any(way(statements, classes) for way in ways)
        )
    if isinstance(extension, OneOf):
        return lambda statements, classes: False
    inside = _INSIDE & {part.value for part, _ in extension.role.parts}
    if inside:
        what = "a definition looks from one node of a package at another"
        raise BrokenData(what, where=min(inside), hint="define the class by what one node says")
    wanted = _members(extension.filler, index)
    if extension.role.transitive:
        wanted |= _linked(extension.role, wanted, index)
    (first, *more) = [part.value for part, backwards in extension.role.parts if not backwards]
    if not more:
        return lambda statements, classes: not wanted.isdisjoint(statements.get(first, ()))
    properties = (first, *more)
    return lambda statements, classes: any(
        not wanted.isdisjoint(statements.get(p, ())) for p in properties
    )


def possible(extension: Extension, properties: AbstractSet[str]) -> bool:
    """Whether what a package can say could make a node of it a member; no ontology lists one.

    Args:
        extension: the definition.
        properties: all properties with which something can be said of a node of a package.
    """
    if isinstance(extension, Named):
        return True
    if isinstance(extension, AllOf):
        return all(possible(part, properties) for part in extension.parts)
    if isinstance(extension, AnyOf):
        return any(possible(part, properties) for part in extension.parts)
    if isinstance(extension, OneOf):
        return False
    parts = extension.role.parts
    return bool(_INSIDE & {p.value for p, _ in parts}) or any(
        part.value in properties and not backwards for part, backwards in parts
    )


def open_to(extension: Extension, classes: AbstractSet[Term]) -> bool:
    """Whether a node could be a member that can be in some classes, and in no others."""
    if isinstance(extension, Named):
        return extension.cls.value in classes
    if isinstance(extension, AllOf):
        return all(open_to(part, classes) for part in extension.parts)
    if isinstance(extension, AnyOf):
        return any(open_to(part, classes) for part in extension.parts)
    return True


def looked_at(extension: Extension) -> frozenset[Term]:
    """The classes of the node itself that a definition looks at."""
    if isinstance(extension, Named):
        return frozenset({extension.cls.value})
    if isinstance(extension, AllOf | AnyOf):
        return _NOTHING.union(*(looked_at(part) for part in extension.parts))
    return _NOTHING


def required(
    extension: Extension, supers: Mapping[Node, frozenset[ox.NamedNode]]
) -> frozenset[Term]:
    """The classes in which every member of a definition is before it is looked at."""
    if isinstance(extension, Named):
        return iris(supers.get(extension.cls, ())) | {extension.cls.value}
    if isinstance(extension, AllOf):
        return _NOTHING.union(*(required(part, supers) for part in extension.parts))
    if isinstance(extension, AnyOf):
        first, *others = (required(part, supers) for part in extension.parts)
        return first.intersection(*others)
    return _NOTHING


def ordered(
    defined: Sequence[tuple[frozenset[Term], frozenset[Term], frozenset[Term], Extension]],
) -> tuple[list[list[tuple[Extension, frozenset[Term]]]], bool]:
    """Puts definitions in layers, after those of the classes that they look at.

    Args:
        defined: of each, the classes of the node itself that it looks at, the classes in which a
            member is, those of them that it brings, and the definition.

    Returns:
        the layers, each definition with the classes in which a member is; and whether some are
        circular, which then make up the last layer.
    """
    waiting = list(defined)
    layers: list[list[tuple[Extension, frozenset[Term]]]] = []
    while waiting:
        later = [
            each
            for each in waiting
            if any(other is not each and not other[2].isdisjoint(each[0]) for other in waiting)
        ]
        if len(later) == len(waiting):
            return [*layers, [(each[3], each[1]) for each in waiting]], True
        layers.append([(each[3], each[1]) for each in waiting if each not in later])
        waiting = later
    return layers, False


def _members(extension: Extension, index: Index) -> frozenset[Term]:
    """The members of a class among the things of the regime, which is sorted already."""
    if isinstance(extension, Named):
        return index.subjects(RDF_TYPE, extension.cls.value)
    if isinstance(extension, OneOf):
        return frozenset(term(each) for each in extension.things)
    if isinstance(extension, AnyOf):
        return _NOTHING.union(*(_members(part, index) for part in extension.parts))
    if isinstance(extension, AllOf):
        first, *others = (_members(part, index) for part in extension.parts)
        return first.intersection(*others)
    return _linked(extension.role, _members(extension.filler, index), index)


def _linked(role: Role, values: frozenset[Term], index: Index) -> frozenset[Term]:
    """What a role links to some values."""

    def step(value: Term) -> set[Term]:
        return {
            each
            for part, backwards in role.parts
            for each in (
                index.objects(value, part.value) if backwards else index.subjects(part.value, value)
            )
        }

    near = {each for value in values for each in step(value)}
    return frozenset(closure(near, step) if role.transitive else near)
