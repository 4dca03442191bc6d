"""What follows for the nodes of a package, worked out on dictionaries of the regime.

A node is given as what is said of it, by property. What follows for it depends on that, on the
regime and on the day alone, never on another node of the package; only the order of the phases
does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.deal.terms import FOLLOWS, HAS_PHASE, IN_PHASE, LABEL, POSITION, PROPERTIES
from kg.errors import BrokenData
from kg.ids import TERMS
from kg.index import Index, Term, term
from kg.owl import TYPE, AllOf, AnyOf, Extension, Named, OneOf, Role

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.deal import Commitment
    from kg.regime import Regime

Said = Mapping[str, AbstractSet[Term]]
"""What is said of one node, by property."""
Test = Callable[[Said, AbstractSet[Term]], bool]
"""Whether a node of which something is said, and that is in some classes, belongs to a class."""

RDF_TYPE = TYPE.value
_GRANTS, _RELAXES, _EVERY, _MIRRORS_OF, _TOUCHES, _LEAVES_OUT, _MIRRORS = (
    TERMS + name
    for name in (
        *("grants", "relaxes", "relaxesEvery", "relaxesMirrorsOf"),
        *("touches", "leavesOut", "mirrors"),
    )
)
_THROUGH, _SUBDIVISION_OF, _RESTS_ON, _UNDER, _NAMES_POWER, _DRAWS_ON, _BASIS, _USABLE, _RENEWS = (
    TERMS + name
    for name in (
        *("through", "subdivisionOf", "restsOn", "under", "namesPower"),
        *("drawsOn", "basis", "usable", "renews"),
    )
)
_MECHANISM, _ALSO, _UNSTATED, _SUSPENSION, UP_TO = (
    TERMS + name for name in ("mechanism", "alsoThrough", "unstated", "suspension", "upTo")
)
_ACTION, _ENTAILS, _FULFILS, _ACHIEVES = (
    TERMS + name for name in ("action", "entails", "fulfils", "achieves")
)
_SECONDARY, _SECTORAL, _ENDING, _DIVISION, _PHASE, _DELIVERED = (
    TERMS + name
    for name in (
        *("SecondaryMeasure", "SectoralMechanism", "EndingMechanism"),
        *("Division", "Phase", "DeliveredConcession"),
    )
)
_MOST_KNOWN = 4096
# All that a package can say, and all that can follow for it.
PACKAGE_PROPERTIES = frozenset(
    {RDF_TYPE, LABEL, IN_PHASE, POSITION, FOLLOWS}
    | {each for keys in PROPERTIES.values() for each in keys.values()}
    | {_TOUCHES, _LEAVES_OUT, _NAMES_POWER, _DRAWS_ON, _ACHIEVES, UP_TO}
)
_INSIDE = frozenset({FOLLOWS, UP_TO, IN_PHASE, HAS_PHASE})
_NOTHING: frozenset[Term] = frozenset()


class Follower:
    """Says of single nodes what follows for them under one regime.

    Raises:
        BrokenData: if a definition looks from one node of a package at another.
    """

    def __init__(self, regime: Regime) -> None:
        self._index = regime.index
        defined = [
            (extension, _iris(regime.definitions.supers[cls]))
            for cls, extension in regime.definitions.defined
            if _possible(extension)
        ]
        self._tests = [(_test(extension, regime.index), supers) for extension, supers in defined]
        self._in_order = not any(
            supers & _looked_at(extension)
            for place, (extension, _) in enumerate(defined)
            for _, supers in defined[place + 1 :]
        )
        self._supers = {
            term(cls): _iris(supers) for cls, supers in regime.definitions.supers.items()
        }
        self._asked = tuple(sorted(each.value for each in regime.definitions.predicates))
        self._spans = regime.spans
        self._in_effect = lru_cache(maxsize=512)(self._has_effect)
        self._relaxed = lru_cache(maxsize=None)(self._relaxed_by)
        self._carried = lru_cache(maxsize=None)(self._carried_with)
        self._powers = lru_cache(maxsize=None)(self._powers_of)
        self._achieved = lru_cache(maxsize=None)(self._achieved_by)
        self._classes = lru_cache(maxsize=4096)(self._remembered)
        self._known: dict[object, dict[str, AbstractSet[Term]]] = {}

    def node(self, said: Said, day: date) -> dict[str, AbstractSet[Term]]:
        """Returns what is said of a node and what follows, by property.

        Args:
            said: what is said of it.
            day: the day at which the law is read.
        """
        told = dict(said)
        if _GRANTS in said or _THROUGH in said:
            self._reach(told, day)
        if _UNDER in said:
            self._draw_on(told)
        told[RDF_TYPE] = classes = self._types(told)
        if _ACTION in said and _DELIVERED in classes:
            done = (self._achieved(action) for action in said[_ACTION])
            told[_ACHIEVES] = _NOTHING.union(told.get(_ACHIEVES, _NOTHING), *done)
        return told

    def commitment(self, each: Commitment, day: date) -> dict[str, AbstractSet[Term]]:
        """Does the same for a commitment, and remembers it: packages of a batch share most.

        Args:
            each: the commitment; in which phase it stands is not said.
            day: the day at which the law is read.
        """
        from kg.deal.overlay import about, content

        key = (day, content(each))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = self.node(about(each), day)
        return found

    def _reach(self, told: dict[str, AbstractSet[Term]], day: date) -> None:
        touched = set(told.get(_TOUCHES, _NOTHING))
        in_effect = self._in_effect(day)
        for measure in told.get(_GRANTS, ()):
            relaxed, left_out = self._relaxed(measure)
            touched |= relaxed & in_effect
            if left_out:
                told[_LEAVES_OUT] = left_out | told.get(_LEAVES_OUT, _NOTHING)
        # A case-by-case act reaches the case it names and carries nothing.
        for how in told.get(_THROUGH, ()):
            kinds = self._index.objects(how, RDF_TYPE)
            if _SECTORAL in kinds:
                stops = how == _SUSPENSION or _ENDING in kinds
                carried = (self._carried(each, stops) for each in tuple(touched))
                touched |= _NOTHING.union(*carried) & in_effect
        if touched:
            told[_TOUCHES] = touched

    def _has_effect(self, day: date) -> frozenset[Term]:
        return frozenset(
            each
            for each, (begin, end) in self._spans.items()
            if begin <= day and (end is None or day < end)
        )

    def _relaxed_by(self, measure: Term) -> tuple[frozenset[Term], frozenset[Term]]:
        """What a relief measure relaxes, in force or not, and the goods that it leaves out."""
        relaxed = self._named(measure)
        for other in self._index.objects(measure, _MIRRORS_OF):
            for one in self._named(other):
                mirrors = self._index.subjects(_MIRRORS, one)
                relaxed |= {m for m in mirrors if _SECONDARY in self._index.objects(m, RDF_TYPE)}
        return frozenset(relaxed), self._index.objects(measure, _LEAVES_OUT)

    def _named(self, measure: Term) -> set[Term]:
        relaxed = set(self._index.objects(measure, _RELAXES))
        for every in self._index.objects(measure, _EVERY):
            relaxed |= self._index.subjects(RDF_TYPE, every)
        return closure(relaxed, self._parts)

    def _parts(self, node: Term) -> frozenset[Term]:
        # A division is nothing but its parts, whatever the act.
        division = _DIVISION in self._index.objects(node, RDF_TYPE)
        return self._index.subjects(_SUBDIVISION_OF, node) if division else _NOTHING

    def _carried_with(self, provision: Term, stops: bool) -> frozenset[Term]:
        links = (_SUBDIVISION_OF, _RESTS_ON) if stops else (_SUBDIVISION_OF,)
        index = self._index
        return frozenset(
            closure(
                {provision}, lambda one: _NOTHING.union(*(index.subjects(p, one) for p in links))
            )
        )

    def _draw_on(self, told: dict[str, AbstractSet[Term]]) -> None:
        # A package names a power, or the provision or division of an instrument that gives it.
        acts = told.get(_THROUGH) or frozenset({_UNSTATED})
        named, drawn = set(told.get(_NAMES_POWER, ())), set(told.get(_DRAWS_ON, ()))
        for each in told[_UNDER]:
            for power, own in self._powers(each):
                named.add(power)
                if _UNSTATED in acts or not own.isdisjoint(acts):
                    drawn.add(power)
        for predicate, found in ((_NAMES_POWER, named), (_DRAWS_ON, drawn)):
            if found:
                told[predicate] = found

    def _powers_of(self, named: Term) -> tuple[tuple[Term, frozenset[Term]], ...]:
        """The usable powers that a name stands for, each with the acts by which it works."""
        index = self._index
        parts = closure({named}, lambda one: index.subjects(_SUBDIVISION_OF, one))
        powers = parts.union(*(index.subjects(_BASIS, part) for part in parts))
        return tuple(
            (power, index.objects(power, _MECHANISM) | index.objects(power, _ALSO))
            for power in powers
            if any(
                not isinstance(each, str) and each.text == "true"
                for each in index.objects(power, _USABLE)
            )
            and not index.objects(power, _RENEWS)
        )

    def _achieved_by(self, action: Term) -> frozenset[Term]:
        done = closure({action}, lambda one: self._index.objects(one, _ENTAILS))
        return frozenset(done.union(*(self._index.objects(each, _FULFILS) for each in done)))

    def _types(self, told: Said) -> frozenset[Term]:
        asked = {p: told[p] for p in self._asked if p in told}
        if len(asked) > 2:  # Seldom the same twice.
            return self._sorted(asked)
        return self._classes(frozenset((p, frozenset(each)) for p, each in asked.items()))

    def _remembered(self, said: frozenset[tuple[str, frozenset[Term]]]) -> frozenset[Term]:
        return self._sorted(dict(said))

    def _sorted(self, told: Said) -> frozenset[Term]:
        found: set[Term] = set()
        for stated in told.get(RDF_TYPE, ()):
            found |= self._supers.get(stated, _NOTHING) | {stated}
        size = -1
        while size != len(found):
            size = len(found)
            for test, supers in self._tests:
                if not supers <= found and test(told, found):
                    found |= supers
            if self._in_order:
                break
        return frozenset(found)


def closure(start: AbstractSet[Term], step: Callable[[Term], Iterable[Term]]) -> set[Term]:
    """Returns some terms and all that steps lead to from them."""
    found, new = set(start), set(start)
    while new:
        new = {each for one in new for each in step(one)} - found
        found |= new
    return found


def up_to(package: Mapping[Term, Said]) -> dict[Term, set[Term]]:
    """Returns each phase of a package with itself and all phases before it.

    Args:
        package: what is said of each node, with what follows.
    """
    before: defaultdict[Term, set[Term]] = defaultdict(set)
    phases: dict[Term, None] = {}
    for node, said in package.items():
        if _PHASE in said.get(RDF_TYPE, ()):
            phases[node] = None
        for earlier in said.get(FOLLOWS, ()):
            before[node].add(earlier)
            phases |= dict.fromkeys((node, earlier))
    return {phase: closure({phase}, lambda one: before.get(one, ())) for phase in phases}


def _iris(classes: Iterable[ox.NamedNode]) -> frozenset[Term]:
    return frozenset(each.value for each in classes)


def _test(extension: Extension, index: Index) -> Test:
    """A definition as a test on one node."""
    if isinstance(extension, Named):
        cls = extension.cls.value
        return lambda said, classes: cls in classes
    if isinstance(extension, AllOf):
        parts = [_test(part, index) for part in extension.parts]
        if len(parts) == 2 and isinstance(extension.parts[0], Named):  # Most definitions.
            above, (_, also) = extension.parts[0].cls.value, parts
            return lambda said, classes: above in classes and also(said, classes)
        return lambda said, classes: all(part(said, classes) for part in parts)
    if isinstance(extension, AnyOf):
        names = frozenset(p.cls.value for p in extension.parts if isinstance(p, Named))
        ways = [_test(part, index) for part in extension.parts if not isinstance(part, Named)]
        if not ways:
            return lambda said, classes: not names.isdisjoint(classes)
        return lambda said, classes: (
            not names.isdisjoint(classes) or any(way(said, classes) for way in ways)
        )
    if isinstance(extension, OneOf):
        return lambda said, classes: False
    inside = _INSIDE & {part.value for part, _ in extension.role.parts}
    if inside:
        what = "a definition looks from one node of a package at another"
        raise BrokenData(what, where=min(inside), hint="define the class by what one node says")
    wanted = _members(extension.filler, index)
    if extension.role.transitive:
        wanted |= _linked(extension.role, wanted, index)
    (first, *more) = [part.value for part, backwards in extension.role.parts if not backwards]
    if not more:
        return lambda said, classes: not wanted.isdisjoint(said.get(first, ()))
    properties = (first, *more)
    return lambda said, classes: any(not wanted.isdisjoint(said.get(p, ())) for p in properties)


def _possible(extension: Extension) -> bool:
    """Whether what a package can say could make a node of it a member; no ontology lists one."""
    if isinstance(extension, Named):
        return True
    if isinstance(extension, AllOf):
        return all(_possible(part) for part in extension.parts)
    if isinstance(extension, AnyOf):
        return any(_possible(part) for part in extension.parts)
    if isinstance(extension, OneOf):
        return False
    parts = extension.role.parts
    return bool(_INSIDE & {p.value for p, _ in parts}) or any(
        part.value in PACKAGE_PROPERTIES and not backwards for part, backwards in parts
    )


def _looked_at(extension: Extension) -> frozenset[Term]:
    """The classes of the node itself that a definition looks at."""
    if isinstance(extension, Named):
        return frozenset({extension.cls.value})
    if isinstance(extension, AllOf | AnyOf):
        return _NOTHING.union(*(_looked_at(part) for part in extension.parts))
    return _NOTHING


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
