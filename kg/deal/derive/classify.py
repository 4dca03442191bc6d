"""Sorts things into the classes that the ontology defines; says what follows for a package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS, short
from kg.core.index import Term, node, term
from kg.core.owl import TYPE, Definitions, Facts, Node
from kg.deal.derive import nodes, whole

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_ENTAILS = f"{TERMS}entails"


def entailed(regime: Regime, id: str) -> frozenset[str]:
    """Returns the short ids of all that is done whenever a thing is done, itself included.

    Args:
        regime: the loaded regime.
        id: the short id of an action or a safeguard; nothing else entails anything.

    >>> import kg
    >>> sorted(entailed(kg.load(), "action/free-emigration"))
    ['action/emigration-assurances', 'action/free-emigration']
    """
    start = regime.node(id).value
    found = nodes.closure({start}, lambda one: regime.index.objects(one, _ENTAILS))
    return frozenset(short(str(each), regime.base) for each in found)


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


def overlay(
    regime: Regime, package: Iterable[ox.Triple], as_of: date, lenient: bool = False
) -> list[ox.Triple]:
    """Returns what follows for a package and is not stated in it, sorted; the regime is only read.

    What a relief touches, for whom it opens the law and which bodies can give it follows as in
    ``derive.reliefs``, what a concession achieves as in ``derive.steps``, and what the package
    makes up as a whole as in ``derive.whole``. Every node gets the classes that the ontology's
    definitions give it.

    Args:
        regime: the loaded regime.
        package: the triples of the package.
        as_of: the day at which the law is read.
        lenient: whether open points are filled in the way that keeps most rules.

    >>> import kg
    >>> regime = kg.load()
    >>> relief, grants = ox.NamedNode(f"{regime.base}deal/x/r"), ox.NamedNode(f"{TERMS}grants")
    >>> [measure, *_] = (regime.node(id) for id in regime.known("relief"))
    >>> extra = overlay(regime, [ox.Triple(relief, grants, measure)], regime.data_date)
    >>> {triple.subject for triple in extra} <= {relief}
    True
    """
    said: defaultdict[Term, defaultdict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, object_ in package:
        said[term(subject)][predicate.value].add(term(object_))
    found = follow_all(regime, said, as_of, lenient)
    new = (
        ox.Triple(node(one), ox.NamedNode(predicate), node(each))  # type: ignore[arg-type]
        for one, told in found.items()
        for predicate, objects in told.items()
        for each in objects - (said[one][predicate] if one in said else frozenset())
    )
    return sorted(new, key=str)


def triples(package: Mapping[Term, nodes.Said]) -> list[ox.Triple]:
    """Returns dictionaries of what is said of nodes as triples, in no order."""
    return [
        ox.Triple(node(one), ox.NamedNode(predicate), node(each))  # type: ignore[arg-type]
        for one, told in package.items()
        for predicate, objects in told.items()
        for each in objects
    ]


def follow_all(
    regime: Regime, package: Mapping[Term, nodes.Said], as_of: date, lenient: bool = False
) -> dict[Term, dict[str, AbstractSet[Term]]]:
    """Does the same as ``overlay`` on dictionaries; what is stated stands beside what follows.

    Args:
        regime: the loaded regime.
        package: what is said of each node, by property.
        as_of: the day at which the law is read.
        lenient: as for ``overlay``.
    """
    told = {one: regime.follower.node(said, as_of, lenient) for one, said in package.items()}
    whole.derive(told, regime.follower, regime.index, as_of, lenient)
    return told


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
    while any(
        [add(cls, of.members(facts) - facts.members[cls]) for cls, of in definitions.defined]
    ):
        pass
    return new
