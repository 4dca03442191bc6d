"""What follows for the nodes of a package, worked out on dictionaries of the regime.

A node is given as what is said of it, by property. What follows for it depends on that, on the
regime and on the day alone, never on another node of the package; ``derive.whole`` adds what
depends on several.

A package leaves points open, and is read twice: strictly, with every open point filled in the way
that keeps fewest rules, and leniently, in the way that keeps most. What the lenient reading breaks,
every completion breaks; what only the strict one breaks, is a gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.index import Term, term
from kg.core.memo import remembered
from kg.deal.commitments import Relief
from kg.deal.derive.membership import (
    RDF_TYPE,
    UP_TO,
    Statements,
    iris,
    looked_at,
    open_to,
    ordered,
    possible,
    required,
    test,
)
from kg.deal.derive.powers import DRAWS_ON, NAMES_POWER, UNDER
from kg.deal.derive.reliefs import (
    BEYOND_BODY,
    BY,
    COVERS_ONLY,
    EVERYONE,
    FOR_WHOM,
    FREES_BEYOND,
    GRANTS,
    LEAVES_OUT,
    LEAVES_STANDING,
    LIMIT,
    LISTS,
    MAY_FREE,
    NAMED_CASE,
    OPENS_FOR,
    RECKONED,
    THROUGH,
    TOUCHES,
    Reliefs,
)
from kg.deal.derive.steps import ACHIEVES, DELIVERED, DENIES, OF_KIND, Steps, spoken_of
from kg.deal.terms import CLASSES, FOLLOWS, IN_PHASE, LABEL, POSITION, PROPERTIES

if TYPE_CHECKING:
    from kg.core.owl import Definitions, Extension
    from kg.deal.model import Commitment
    from kg.graph.regime import Regime

    Derived = dict[str, AbstractSet[Term]]

OPEN_MEASURE, MAY_TOUCH, COUNTS_AS, COUNTS_FOR = (
    TERMS + name for name in ("openMeasure", "mayTouch", "countsAs", "countsFor")
)
RELIEF, EFFECTIVE, PRICED, IDLE, _GOODWILL, _SECTORAL = (
    TERMS + name
    for name in (
        *("ReliefCommitment", "EffectiveRelief", "PricedRelief"),
        *("IdleRelief", "GoodwillRelief", "SectoralRelief"),
    )
)
# What relief has to be for certain before it is spared a rule.
_SPARED = frozenset(
    TERMS + name
    for name in (
        *("GoodwillRelief", "HumanitarianRelief", "ExchangeRelief", "PilotRelief"),
        *("CaseByCaseRelief", "IdleRelief"),
    )
)
# What is said of a relief on which its classes hang, beside what it relaxes.
_SORTED_BY = (BY, THROUGH, FOR_WHOM, LEAVES_OUT, COVERS_ONLY, LIMIT, UNDER)
_MOST_KNOWN = 4096
# The classes that a package states of its parts.
_STATED = frozenset(CLASSES.values())
# All that a package can say, and all that can follow for it.
PACKAGE_PROPERTIES = frozenset(
    {RDF_TYPE, LABEL, IN_PHASE, POSITION, FOLLOWS, UP_TO, OPEN_MEASURE}
    | {each for keys in PROPERTIES.values() for each in keys.values()}
    | {TOUCHES, LEAVES_OUT, NAMES_POWER, DRAWS_ON, ACHIEVES, DENIES, OPENS_FOR, RECKONED}
    | {BEYOND_BODY, LEAVES_STANDING, FREES_BEYOND, MAY_FREE, MAY_TOUCH, COUNTS_AS, COUNTS_FOR}
    | {
        TERMS + name
        for name in ("openAction", "ofKind", "lists", "verifiedBy", "forWhom", "readLeniently")
    }
)
_NOTHING: frozenset[Term] = frozenset()


@dataclass(frozen=True)
class LeftOpen:
    """What follows for relief that leaves open what it relaxes, over all that could complete it.

    Attributes:
        certain: the classes of all completions.
        strict: the classes of some completion, but none that spares a rule.
        possible: the classes of some completion.
        touches: what some completion touches.
        frees: the sensitive goods that some completion could free.
        beyond: what some completion frees too far.
    """

    certain: frozenset[Term]
    strict: frozenset[Term]
    possible: frozenset[Term]
    touches: frozenset[Term]
    frees: frozenset[Term]
    beyond: frozenset[Term]


def in_layers(
    definitions: Definitions,
) -> tuple[list[list[tuple[Extension, frozenset[Term]]]], bool]:
    """Returns the definitions under which nodes of packages can fall, as ``ordered`` does."""
    supers = definitions.supers
    waiting = [d for d in definitions.defined if possible(d[1], PACKAGE_PROPERTIES)]
    within = frozenset().union(*(iris(supers.get(ox.NamedNode(c), ())) | {c} for c in _STATED))
    found: list[tuple[ox.NamedNode, Extension]] = []
    while fresh := [d for d in waiting if d not in found and open_to(d[1], within)]:
        found += fresh
        within = within.union(*(iris(supers[cls]) for cls, _ in fresh))
    return ordered(
        [
            (looked_at(each), iris(supers[cls]), iris(supers[cls]) - required(each, supers), each)
            for cls, each in waiting
            if (cls, each) in found
        ]
    )


@remembered
def deriver_of(regime: Regime) -> Deriver:
    """Returns what derives for the parts of packages under a regime.

    Raises:
        BrokenData: if a definition looks from one node of a package at another.
    """
    return Deriver(regime)


class Deriver:
    """Says of single nodes what follows for them under one regime.

    Raises:
        BrokenData: if a definition looks from one node of a package at another.
    """

    def __init__(self, regime: Regime) -> None:
        self._index = regime.index
        layers, self._circular = in_layers(regime.definitions)
        self._tests = [
            (test(each, regime.index), supers) for layer in layers for each, supers in layer
        ]
        self._supers = {
            term(cls): iris(supers) for cls, supers in regime.definitions.supers.items()
        }
        self._asked = tuple(sorted(each.value for each in regime.definitions.predicates))
        self._relief_measures = sorted(map(str, self._index.forward(f"{TERMS}usualBody")))
        self._measures = self._index.subjects(RDF_TYPE, f"{TERMS}Measure")
        self.reliefs = Reliefs(regime)
        self.steps = Steps(regime.index)
        self._classes = lru_cache(maxsize=4096)(self._remembered)
        self._completed = lru_cache(maxsize=512)(self._all_completed)
        self._known: dict[object, tuple[Derived, Derived]] = {}

    def node(self, statements: Statements, day: date, lenient: bool = False) -> Derived:
        """Returns what is said of a node and what follows, by property.

        Args:
            said: what is said of it.
            day: the day at which the law is read.
            lenient: whether open points are filled in the way that keeps most rules.
        """
        derived = dict(statements)
        if (
            GRANTS in statements
            or LISTS in statements
            or THROUGH in statements
            or OPEN_MEASURE in statements
        ):
            return self._readings(statements, day)[lenient]
        if spoken_of(statements):
            self.steps.prepare(derived)
            derived[RDF_TYPE] = self._types(derived)
            self.steps.derive(derived, DELIVERED in derived[RDF_TYPE], lenient)
        else:
            derived[RDF_TYPE] = self._types(derived)
        return derived

    def commitment(self, each: Commitment, day: date, lenient: bool = False) -> Derived:
        """Does the same for a commitment, and remembers it: packages of a batch share most.

        Args:
            each: the commitment; in which phase it stands is not said.
            day: the day at which the law is read.
            lenient: as for ``node``.
        """
        return self.both(each, day)[lenient]

    def both(self, each: Commitment, day: date) -> tuple[Derived, Derived]:
        """Returns a commitment under the strict and under the lenient reading.

        Args:
            each: the commitment; in which phase it stands is not said.
            day: the day at which the law is read.

        Returns:
            the two; one and the same object where nothing is open.
        """
        from kg.deal.overlay import about, content

        key = (day, content(each))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            statements = about(each)
            if isinstance(each, Relief):
                found = self._readings(statements, day)
            else:
                strict, lenient = (
                    self.node(statements, day),
                    self.node(statements, day, lenient=True),
                )
                found = (strict, strict if strict == lenient else lenient)
            self._known[key] = found
        return found

    def _readings(self, statements: Statements, day: date) -> tuple[Derived, Derived]:
        """A relief under the strict and the lenient reading, and as what it counts for others.

        What a relief is for certain helps others in the strict reading; what it may be, in the
        lenient one.
        """
        strict, lenient = self._read(statements, day)
        touched, elsewhere = strict.get(TOUCHES, _NOTHING), lenient.get(TOUCHES, _NOTHING)
        if strict is lenient:
            strict[COUNTS_AS] = strict[RDF_TYPE]
            if touched:
                strict[COUNTS_FOR] = touched
            return strict, strict
        strict[COUNTS_AS] = strict[RDF_TYPE] & lenient[RDF_TYPE]
        lenient[COUNTS_AS] = strict[RDF_TYPE] | lenient[RDF_TYPE]
        if OPEN_MEASURE in statements:
            lenient[COUNTS_AS] |= self._left_open(statements, day).possible
        for derived, on in (
            (strict, touched & elsewhere),
            (lenient, touched | elsewhere | strict.get(MAY_TOUCH, _NOTHING)),
        ):
            if on:
                derived[COUNTS_FOR] = on
        return strict, lenient

    def _read(self, statements: Statements, day: date) -> tuple[Derived, Derived]:
        """A relief under the strict and the lenient reading; the same where no point is open."""
        stated = statements.get(RDF_TYPE, _NOTHING) | {RELIEF}
        strict, lenient = self.reliefs.derive({**statements, RDF_TYPE: stated}, day)
        if OPEN_MEASURE in statements:
            found = self._left_open(statements, day)
            lenient = dict(lenient)
            for derived, classes in ((strict, found.strict), (lenient, found.certain)):
                derived[RDF_TYPE] = classes
                derived[OPENS_FOR] = frozenset({EVERYONE if _SECTORAL in classes else NAMED_CASE})
            for predicate, values in (
                (MAY_TOUCH, found.touches),
                (MAY_FREE, found.frees),
                (FREES_BEYOND, found.beyond),
            ):
                if values:
                    strict[predicate] = values
            return strict, lenient
        own = {p: strict[p] for p in self._asked if p in strict}
        strict[RDF_TYPE] = self._sort_relief(self._types(strict))
        if lenient is not strict:
            alike = own == {p: lenient[p] for p in self._asked if p in lenient}
            lenient[RDF_TYPE] = (
                strict[RDF_TYPE] if alike else self._sort_relief(self._types(lenient))
            )
        return strict, lenient

    def _sort_relief(self, classes: frozenset[Term]) -> frozenset[Term]:
        """Closes what no definition can say: what is not effective, and what is not goodwill."""
        if EFFECTIVE not in classes:
            # What touches no law in force is judged by the one rule that says so.
            return frozenset({IDLE, *self._supers.get(RELIEF, ()), RELIEF})
        return classes | {PRICED} if _GOODWILL not in classes or _SECTORAL in classes else classes

    def _left_open(self, statements: Statements, day: date) -> LeftOpen:
        own = frozenset((p, frozenset(statements[p])) for p in _SORTED_BY if p in statements)
        return self._completed(own, frozenset(statements.get(OF_KIND, _NOTHING)), day)

    def _all_completed(
        self, own: frozenset[tuple[str, frozenset[Term]]], kinds: frozenset[Term], day: date
    ) -> LeftOpen:
        """What can be said of relief that does not say what it relaxes.

        It is in the classes that its kinds name. Leniently it is in no class besides but those of
        all relief that would complete it; strictly it is in every class of some such relief, but in
        none that would spare it a rule. Relief of a kind relaxes provisions that are of that kind
        one by one; where a kind hangs on the measure that is granted, it is such a measure.
        """
        named = _NOTHING.union(*(self._supers.get(k, _NOTHING) | {k} for k in kinds))
        named |= self._supers.get(EFFECTIVE, _NOTHING) | {EFFECTIVE}
        certain: frozenset[Term] | None = None
        strict, lenient, touches, frees, beyond = (set[Term]() for _ in range(5))
        one_by_one = False
        for completed in self._completions(dict(own)):
            if kinds and one_by_one and GRANTS in completed:
                break
            most, least = self._read(completed, day)
            if any(IDLE in each[RDF_TYPE] or BEYOND_BODY in each for each in (least, most)):
                continue
            classes = frozenset(least[RDF_TYPE])
            if not kinds <= classes | most[RDF_TYPE]:
                continue
            one_by_one = one_by_one or LISTS in completed
            certain = classes if certain is None else certain & classes
            lenient |= classes
            strict |= most[RDF_TYPE]
            touches |= most.get(TOUCHES, _NOTHING)
            frees |= most.get(MAY_FREE, _NOTHING)
            beyond |= most.get(FREES_BEYOND, _NOTHING)
        return LeftOpen(
            certain=named | (certain or _NOTHING),
            strict=named | (strict - (_SPARED - named)),
            possible=named | strict | lenient,
            touches=frozenset(touches),
            frees=frozenset(frees),
            beyond=frozenset(beyond),
        )

    def _completions(self, own: Derived) -> Iterator[Derived]:
        """A relief with what it leaves open filled in: each measure of law, each relief measure."""
        for provision in sorted(map(str, self._measures)):
            yield {**own, LISTS: frozenset({provision})}
        for measure in self._relief_measures:
            yield {**own, GRANTS: frozenset({measure})}

    def _types(self, derived: Statements) -> frozenset[Term]:
        asked = {p: derived[p] for p in self._asked if p in derived}
        if len(asked) > 2:  # Seldom the same twice.
            return self._sorted(asked)
        return self._classes(frozenset((p, frozenset(each)) for p, each in asked.items()))

    def _remembered(self, statements: frozenset[tuple[str, frozenset[Term]]]) -> frozenset[Term]:
        return self._sorted(dict(statements))

    def _sorted(self, derived: Statements) -> frozenset[Term]:
        found: set[Term] = set()
        for stated in derived.get(RDF_TYPE, ()):
            found |= self._supers.get(stated, _NOTHING) | {stated}
        size = -1
        while size != len(found):
            size = len(found)
            for check, supers in self._tests:
                if not supers <= found and check(derived, found):
                    found |= supers
            if not self._circular:
                break
        return frozenset(found)
