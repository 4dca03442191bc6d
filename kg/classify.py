"""Sorts things into the classes that the ontology defines; says what follows for a package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.ids import TERMS, short
from kg.owl import TYPE, Definitions, Facts, Node

if TYPE_CHECKING:
    from kg.regime import Regime

_GRANTS, _RELAXES, _RELAXES_EVERY, _RELAXES_MIRRORS, _TOUCHES, _LEAVES_OUT = (
    ox.NamedNode(TERMS + name)
    for name in ("grants", "relaxes", "relaxesEvery", "relaxesMirrorsOf", "touches", "leavesOut")
)
_MIRRORS, _SECONDARY, _THROUGH, _SUBDIVISION_OF, _RESTS_ON = (
    ox.NamedNode(TERMS + name)
    for name in ("mirrors", "SecondaryMeasure", "through", "subdivisionOf", "restsOn")
)
_UNDER, _NAMES_POWER, _DRAWS_ON, _BASIS, _USABLE, _RENEWS, _MECHANISM, _ALSO, _UNSTATED = (
    ox.NamedNode(TERMS + name)
    for name in (
        *("under", "namesPower", "drawsOn", "basis"),
        *("usable", "renews", "mechanism", "alsoThrough", "unstated"),
    )
)
_TRUE = ox.Literal(True)
_PHASE, _FOLLOWS, _UP_TO, _DELIVERED, _ACTION, _ENTAILS, _FULFILS, _ACHIEVES = (
    ox.NamedNode(TERMS + name)
    for name in (
        *("Phase", "follows", "upTo"),
        *("DeliveredConcession", "action", "entails", "fulfils", "achieves"),
    )
)
_SECTORAL, _ENDING, _SUSPENSION, _DIVISION = (
    ox.NamedNode(TERMS + name)
    for name in ("SectoralMechanism", "EndingMechanism", "suspension", "Division")
)


def entailed(regime: Regime, id: str) -> frozenset[str]:
    """Returns the short ids of all that is done whenever a thing is done, itself included.

    Args:
        regime: the loaded regime.
        id: the short id of an action or a safeguard; nothing else entails anything.

    >>> import kg
    >>> sorted(entailed(kg.load(), "action/free-emigration"))
    ['action/emigration-assurances', 'action/free-emigration']
    """
    found = _closure({regime.node(id)}, lambda one: _objects(regime.store, one, _ENTAILS))
    return frozenset(short(str(getattr(node, "value", "")), regime.base) for node in found)


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

    Relief touches the provisions that its measure relaxes, as far as they are in force on the day:
    those named, every member of a class, or every secondary measure that mirrors what another
    measure relaxes. It leaves out the goods that its measure leaves out. With a provision, named
    or not, sectoral relief touches its parts in force; and where the act ends or suspends the
    provision, what rests on it, and the parts of that. It names usable powers, or a provision on
    which they rest, and draws on those that work by its act; a renewal comes after a use. A phase
    is linked to all up to it, and a concession that counts to what it achieves. Every node of the
    package gets the classes that the ontology's definitions give it.

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
    told |= set(_carried(regime, told, as_of))
    told |= set(_drawn_on(regime, told))
    facts = Facts()
    for triple in told:
        if triple.predicate in regime.definitions.predicates:
            facts.add(triple)
    _reach(regime.definitions, facts, regime.store)
    own = {triple.subject for triple in stated}
    sorted_ = {(thing, cls) for thing, cls in _sort(regime.definitions, facts) if thing in own}
    told |= {ox.Triple(thing, TYPE, cls) for thing, cls in sorted_}  # type: ignore[arg-type]
    told |= {*_up_to(told), *_achieved(regime, told)}
    return sorted(told - stated, key=str)


def _from_measure(regime: Regime, triple: ox.Triple, as_of: date) -> Iterator[ox.Triple]:
    relief, predicate, measure = triple
    if predicate != _GRANTS:
        return
    store = regime.store
    relaxed = _relaxed(store, measure)
    for other in _objects(store, measure, _RELAXES_MIRRORS):
        mirrors = {
            each for one in _relaxed(store, other) for each in _subjects(store, _MIRRORS, one)
        }
        relaxed |= {each for each in mirrors if _SECONDARY in _objects(store, each, TYPE)}
    for provision in relaxed:
        if regime.has_effect(provision, as_of):
            yield ox.Triple(relief, _TOUCHES, provision)
    for goods in _objects(store, measure, _LEAVES_OUT):
        yield ox.Triple(relief, _LEAVES_OUT, goods)


def _relaxed(store: ox.Store, measure: Node) -> set[Node]:
    relaxed = _objects(store, measure, _RELAXES)
    for every in _objects(store, measure, _RELAXES_EVERY):
        relaxed |= _subjects(store, TYPE, every)
    return _closure(relaxed, partial(_parts, store))


def _parts(store: ox.Store, node: Node) -> set[Node]:
    # A division is nothing but its parts, whatever the act.
    division = _DIVISION in _objects(store, node, TYPE)
    return _subjects(store, _SUBDIVISION_OF, node) if division else set()


def _carried(regime: Regime, told: AbstractSet[ox.Triple], as_of: date) -> Iterator[ox.Triple]:
    # A case-by-case act reaches the case it names and carries nothing.
    store = regime.store
    touched, through = defaultdict(set), {}
    for relief, predicate, node in told:
        if predicate == _TOUCHES:
            touched[relief].add(node)
        elif predicate == _THROUGH:
            through[relief] = node
    for relief, how in through.items():
        kinds = _objects(store, how, TYPE)
        stops = how == _SUSPENSION or _ENDING in kinds
        links = (_SUBDIVISION_OF, _RESTS_ON) if stops else (_SUBDIVISION_OF,)
        start = touched[relief] if _SECTORAL in kinds else set()
        reached = _closure(start, partial(_linked, store, links))
        for provision in reached:
            if regime.has_effect(provision, as_of):
                yield ox.Triple(relief, _TOUCHES, provision)


def _linked(store: ox.Store, links: tuple[ox.NamedNode, ...], node: Node) -> set[Node]:
    return {each for link in links for each in _subjects(store, link, node)}


def _drawn_on(regime: Regime, told: AbstractSet[ox.Triple]) -> Iterator[ox.Triple]:
    # A package names a power, or the provision or division of an instrument that gives it.
    store = regime.store
    acts = {relief: how for relief, predicate, how in told if predicate == _THROUGH}
    for relief, predicate, named in told:
        if predicate != _UNDER:
            continue
        act = acts.get(relief, _UNSTATED)
        parts = _closure({named}, lambda one: _subjects(store, _SUBDIVISION_OF, one))
        for power in parts | {n for part in parts for n in _subjects(store, _BASIS, part)}:
            usable = _TRUE in _objects(store, power, _USABLE)
            if not usable or _objects(store, power, _RENEWS):
                continue
            yield ox.Triple(relief, _NAMES_POWER, power)
            own = _objects(store, power, _MECHANISM) | _objects(store, power, _ALSO)
            if act == _UNSTATED or act in own:
                yield ox.Triple(relief, _DRAWS_ON, power)


def _up_to(told: AbstractSet[ox.Triple]) -> Iterator[ox.Triple]:
    before = defaultdict(set)
    phases = {s for s, p, o in told if p == TYPE and o == _PHASE}
    for phase, predicate, earlier in told:
        if predicate == _FOLLOWS:
            before[phase].add(earlier)
            phases |= {phase, earlier}
    for phase in phases:
        for each in _closure({phase}, lambda one: before[one]):
            yield ox.Triple(phase, _UP_TO, each)


def _achieved(regime: Regime, told: AbstractSet[ox.Triple]) -> Iterator[ox.Triple]:
    store = regime.store
    counts = {s for s, p, o in told if p == TYPE and o == _DELIVERED}
    for concession, predicate, action in told:
        if predicate == _ACTION and concession in counts:
            done = _closure({action}, lambda one: _objects(store, one, _ENTAILS))
            met = {each for one in done for each in _objects(store, one, _FULFILS)}
            for each in done | met:
                yield ox.Triple(concession, _ACHIEVES, each)


def _closure(start: set[Node], step: Callable[[Node], set[Node]]) -> set[Node]:
    found, new = set(start), set(start)
    while new:
        new = {each for one in new for each in step(one)} - found
        found |= new
    return found


def _objects(store: ox.Store, subject: Node, predicate: ox.NamedNode) -> set[Node]:
    if isinstance(subject, ox.Literal):
        return set()
    return {quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)}


def _subjects(store: ox.Store, predicate: ox.NamedNode, object_: Node) -> set[Node]:
    return {quad.subject for quad in store.quads_for_pattern(None, predicate, object_, None)}


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
