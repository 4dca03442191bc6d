"""Classifies things: which classes of the ontology they fall under by its definitions."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import pyoxigraph as ox

from kg.core.owl import TYPE, Definitions, Facts, Node


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
    return [ox.Triple(thing, TYPE, cls) for thing, cls in _classify(definitions, facts)]  # type: ignore[arg-type]


def _classify(definitions: Definitions, facts: Facts) -> set[tuple[Node, ox.NamedNode]]:
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
    while any(
        [add(cls, of.members(facts) - facts.members[cls]) for cls, of in definitions.defined]
    ):
        pass
    return new
