"""Sorts things into the classes that the ontology defines; says what follows for a package."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.ids import TERMS
from kg.owl import TYPE, Definitions, Facts, Node

if TYPE_CHECKING:
    from kg.regime import Regime

_GRANTS, _RELAXES, _RELAXES_EVERY, _TOUCHES, _LEAVES_OUT = (
    ox.NamedNode(TERMS + name)
    for name in ("grants", "relaxes", "relaxesEvery", "touches", "leavesOut")
)


def types(definitions: Definitions, store: ox.Store) -> list[ox.Triple]:
    """Returns the types that follow for the things in a store and are not stated there.

    Args:
        definitions: the compiled definitions of the ontology.
        store: the facts.
    """
    facts = Facts()
    for predicate in definitions.predicates:
        for quad in store.quads_for_pattern(None, predicate, None, None):
            facts.add(quad)
    return [ox.Triple(thing, TYPE, cls) for thing, cls in _sort(definitions, facts)]  # type: ignore[arg-type]


def overlay(regime: Regime, package: Iterable[ox.Triple], as_of: date) -> list[ox.Triple]:
    """Returns what follows for a package and is not stated in it, sorted; the regime is only read.

    Relief touches the provisions that its measure relaxes, named or as every member of a class, as
    far as they are in force on the day, and leaves out the goods that its measure leaves out. Every
    node of the package gets the classes that the ontology's definitions give it.

    Args:
        regime: the loaded regime.
        package: the triples of the package.
        as_of: the day at which the law is read.

    >>> import kg
    >>> regime = kg.load()
    >>> relief, grants = ox.NamedNode(f"{regime.base}deal/x/r"), ox.NamedNode(f"{TERMS}grants")
    >>> [measure, *_] = (regime.node(id) for id in regime.known("relief"))
    >>> extra = overlay(regime, [ox.Triple(relief, grants, measure)], regime.data_date)
    >>> {triple.subject for triple in extra} <= {relief}
    True
    """
    stated = set(package)
    told = stated | {fact for triple in stated for fact in _from_measure(regime, triple, as_of)}
    facts = Facts()
    for triple in told:
        if triple.predicate in regime.definitions.predicates:
            facts.add(triple)
    _reach(regime.definitions, facts, regime.store)
    own = {triple.subject for triple in stated}
    sorted_ = {(thing, cls) for thing, cls in _sort(regime.definitions, facts) if thing in own}
    told |= {ox.Triple(thing, TYPE, cls) for thing, cls in sorted_}  # type: ignore[arg-type]
    return sorted(told - stated, key=str)


def _from_measure(regime: Regime, triple: ox.Triple, as_of: date) -> Iterable[ox.Triple]:
    if triple.predicate != _GRANTS or not isinstance(triple.object, ox.NamedNode):
        return
    relaxes = regime.store.quads_for_pattern(triple.object, _RELAXES, None, None)
    relaxed = {quad.object for quad in relaxes}
    for every in regime.store.quads_for_pattern(triple.object, _RELAXES_EVERY, None, None):
        members = regime.store.quads_for_pattern(None, TYPE, every.object, None)
        relaxed |= {quad.subject for quad in members}
    for provision in relaxed:
        if regime.has_effect(provision, as_of):
            yield ox.Triple(triple.subject, _TOUCHES, provision)
    for quad in regime.store.quads_for_pattern(triple.object, _LEAVES_OUT, None, None):
        yield ox.Triple(triple.subject, _LEAVES_OUT, quad.object)


def _reach(definitions: Definitions, facts: Facts, store: ox.Store) -> None:
    # The store is sorted already: of a thing that a package points at, its classes will do, and
    # what a definition follows beyond it. So the facts stay few, however large the regime.
    todo = {thing for pairs in facts.pairs.values() for _, thing in pairs}
    seen: set[Node] = set()
    while todo:
        thing = todo.pop()
        if thing in seen or isinstance(thing, ox.Literal):
            continue
        seen.add(thing)
        for quad in store.quads_for_pattern(thing, TYPE, None, None):
            facts.add(quad)
        for predicate, backwards in definitions.beyond:
            found = (
                store.quads_for_pattern(None, predicate, thing, None)
                if backwards
                else store.quads_for_pattern(thing, predicate, None, None)
            )
            for quad in found:
                facts.add(quad)
                todo.add(quad.subject if backwards else quad.object)


def _sort(definitions: Definitions, facts: Facts) -> set[tuple[Node, ox.NamedNode]]:
    new: set[tuple[Node, ox.NamedNode]] = set()

    def add(cls: Node, things: AbstractSet[Node]) -> bool:
        for each in definitions.supers.get(cls, ()) if things else ():
            fresh = things - facts.members[each]
            facts.members[each] |= fresh
            new.update((thing, each) for thing in fresh)
        return bool(things)

    for stated in list(facts.members):
        add(stated, facts.members[stated])
    # The definitions stand in order: a further round finds something only where they are circular.
    while any([add(cls, of(facts) - facts.members[cls]) for cls, of in definitions.defined]):
        pass
    return new
