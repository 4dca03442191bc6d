"""What follows for a relief: what it touches, for whom it opens the law, what it frees too far.

What a relief is follows from what it names, from who gives it and for whom, never from the word
under which it is given.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from kg.core.closure import closure
from kg.core.ids import TERMS
from kg.core.index import Literal, Term
from kg.deal.derive.bodies import Bodies
from kg.deal.derive.membership import RDF_TYPE, Statements
from kg.deal.derive.powers import NAMES_POWER, UNDER, UNSTATED, Powers
from kg.deal.derive.scope import Scope

if TYPE_CHECKING:
    from kg.graph.regime import Regime

    Derived = dict[str, AbstractSet[Term]]

GRANTS, LISTS, TOUCHES, LEAVES_OUT, COVERS_ONLY, THROUGH, BY, FOR_WHOM, OPENS_FOR = (
    TERMS + name
    for name in (
        *("grants", "lists", "touches", "leavesOut", "coversOnly"),
        *("through", "by", "forWhom", "opensFor"),
    )
)
BEYOND_BODY, LEAVES_STANDING, FREES_BEYOND, MAY_FREE = (
    TERMS + name for name in ("beyondBody", "leavesStanding", "freesBeyond", "mayFree")
)
TERM_DAYS, TERM_MOST, TERM_OPEN, RECKONED, SNAPBACK, LIMIT = (
    TERMS + name
    for name in ("termDays", "termDaysMost", "termOpen", "reckonedDays", "snapback", "limit")
)
NONE, EVERYONE, NAMED_CASE, PROMISED = (
    TERMS + name for name in ("none", "everyone", "namedCase", "promised")
)
_IMPORTS, _FRAMEWORK = TERMS + "ImportMeasure", TERMS + "FrameworkMeasure"
ENDING_RELIEF, SCOPED = TERMS + "EndingRelief", TERMS + "ScopedMeasure"
_RELAXES, _EVERY, _MIRRORS_OF, _MIRRORS, _SUBDIVISION_OF, _RESTS_ON, _FOR_CASE = (
    TERMS + name
    for name in (
        *("relaxes", "relaxesEvery", "relaxesMirrorsOf", "mirrors"),
        *("subdivisionOf", "restsOn", "forCase"),
    )
)
_LIMITED_TO = TERMS + "limitedTo"
_RESTRICTS = TERMS + "restricts"
_VETO_PROOF, _LAPSE = TERMS + "vetoProofTrigger", TERMS + "lapse"
_SECONDARY, _ENDING, _CASE_OPENING, _DIVISION, _PILOT = (
    TERMS + name
    for name in (
        *("SecondaryMeasure", "EndingMechanism", "CaseOpeningMechanism"),
        *("Division", "NecessitiesPilot"),
    )
)
_EXCHANGE = TERMS + "PeopleExchange"
# The scope of these holds by any act: they ease no more than what they name.
_ALWAYS_SCOPED = frozenset(
    TERMS + name for name in ("PeopleExchange", "NationalFacilitation", "SecondaryAdjustment")
)
_INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
# A term that is left open lies between these.
_SHORTEST, _LONGEST = "1", "1000000"
_MOST_KNOWN = 4096
_NOTHING: frozenset[Term] = frozenset()


class Reliefs:
    """Says what follows for reliefs, from a regime."""

    def __init__(self, regime: Regime) -> None:
        self._index = regime.index
        self._spans = regime.spans
        self.in_effect = lru_cache(maxsize=512)(self._has_effect)
        self.relaxed = lru_cache(maxsize=None)(self._relaxed_by)
        self._carried = lru_cache(maxsize=None)(self._carried_with)
        self._powers = Powers(regime.index)
        self._wanted = lru_cache(maxsize=_MOST_KNOWN)(self._wanted_of)
        self._able = lru_cache(maxsize=_MOST_KNOWN)(self._able_to_give)
        self._reached = lru_cache(maxsize=_MOST_KNOWN)(self._with_carried)
        self._freed = lru_cache(maxsize=_MOST_KNOWN)(self._freed_of)
        self.remaining_flows = lru_cache(maxsize=512)(self._remaining_flows)
        self.flows = lru_cache(maxsize=_MOST_KNOWN)(self._flows_of)
        self.bodies = Bodies(self._index)
        index = self._index
        self._imports = index.subjects(RDF_TYPE, _IMPORTS) & index.subjects(RDF_TYPE, _FRAMEWORK)
        self.scope = Scope(self._index, lambda measure: self.relaxed(measure)[0])

    def derive(self, statements: Statements, day: date) -> tuple[Derived, Derived]:
        """Returns what is said of a relief and what follows before it is sorted into classes.

        Args:
            said: what is said of it.
            day: the day at which the law is read.

        Returns:
            the strict and the lenient reading; one and the same where no point is open.
        """
        derived = dict(statements)
        acts = frozenset(derived.get(THROUGH) or {UNSTATED})
        if UNDER in derived:
            self._powers.draw_on(derived, acts)
        measures = derived.get(GRANTS, _NOTHING)
        excepted = frozenset(derived.get(LEAVES_OUT, _NOTHING))
        leaves_out = excepted.union(*(self.relaxed(each)[1] for each in measures))
        if leaves_out:
            derived[LEAVES_OUT] = leaves_out
        covers_only = frozenset(derived.get(COVERS_ONLY, _NOTHING))
        named = frozenset(derived.get(LISTS, _NOTHING)).union(
            *(self.relaxed(each)[0] for each in measures)
        )
        wanted = self._wanted(named, excepted, covers_only, day)
        strict = self._reading(dict(derived), day, acts, wanted, lenient=False)
        if not self._is_open(strict, acts):
            return strict, strict
        lenient = self._reading(derived, day, acts, wanted, lenient=True)
        if not strict.keys() & {LEAVES_OUT, MAY_FREE, FREES_BEYOND}:
            lenient.pop(LEAVES_OUT, None)
        return strict, lenient

    def _wanted_of(
        self,
        named: frozenset[Term],
        excepted: frozenset[Term],
        covers_only: frozenset[Term],
        day: date,
    ) -> frozenset[Term]:
        """What a relief is to relax: what it names and is in force, unless its goods spare it."""
        in_effect, frees = self.in_effect(day), self.scope.frees
        return frozenset(each for each in named & in_effect if frees(each, excepted, covers_only))

    def _is_open(self, strict: Derived, acts: frozenset[Term]) -> bool:
        """Whether a relief leaves a point open on which something hangs."""
        return (
            UNSTATED in acts
            or BY not in strict
            or TERM_MOST in strict
            or TERM_OPEN in strict
            or strict.get(SNAPBACK, _NOTHING) <= {PROMISED, _LAPSE}
            or (LEAVES_OUT not in strict and (MAY_FREE in strict or FREES_BEYOND in strict))
        )

    def _reading(
        self,
        derived: Derived,
        day: date,
        acts: frozenset[Term],
        wanted: frozenset[Term],
        lenient: bool,
    ) -> Derived:
        given, fits = self._given(derived, acts, wanted)
        self._reckon(derived, lenient)
        if UNSTATED in acts and not lenient and self._may_end(derived):
            derived[RDF_TYPE] = derived.get(RDF_TYPE, _NOTHING) | {ENDING_RELIEF}
        cases = self._cases(derived, acts, derived.get(GRANTS, _NOTHING), fits, lenient)
        exchanged = self._exchanged & derived.get(LISTS, _NOTHING)
        if exchanged and exchanged == derived[LISTS]:
            cases = _NOTHING
        derived[OPENS_FOR] = frozenset({EVERYONE if cases is None else NAMED_CASE})
        self._name_measures(derived, exchanged, cases or _NOTHING)
        # A case-by-case act reaches the case it names and carries nothing. What is for everyone
        # carries what rests on it, whatever the act is called.
        touched = given if cases is not None else self._reached(given, day)
        if touched:
            derived[TOUCHES] = touched
        covers_only = frozenset(derived.get(COVERS_ONLY, _NOTHING))
        if lenient and LEAVES_OUT not in derived:
            derived[LEAVES_OUT] = self.scope.could_stay(covers_only)
        if cases is None or cases:
            leaves_out = frozenset(derived.get(LEAVES_OUT, _NOTHING))
            for predicate, found in zip(
                (MAY_FREE, FREES_BEYOND),
                self._freed(touched, leaves_out, covers_only, cases),
                strict=True,
            ):
                if found:
                    derived[predicate] = found
        if lenient and BY not in derived:
            # Whoever a rule wants.
            derived[BY] = frozenset({UNSTATED})
        return derived

    def _freed_of(
        self,
        touched: frozenset[Term],
        leaves_out: frozenset[Term],
        covers_only: frozenset[Term],
        cases: frozenset[Term] | None,
    ) -> tuple[frozenset[Term], frozenset[Term]]:
        """Which sensitive goods a relief may free, and what it frees too far."""
        may_free = self._may_free(touched, leaves_out, covers_only) if cases is None else _NOTHING
        beyond = frozenset(
            each
            for each in touched
            if self.scope.beyond(each, leaves_out, covers_only, cases or _NOTHING)
        )
        return may_free, beyond

    @cached_property
    def _exchanged(self) -> frozenset[Term]:
        """The provisions that relief for exchanges between people relaxes, which hold no more."""
        return _NOTHING.union(
            *(self.relaxed(each)[0] for each in self._index.subjects(RDF_TYPE, _EXCHANGE))
        )

    def _name_measures(
        self, derived: Derived, exchanged: frozenset[Term], cases: AbstractSet[Term]
    ) -> None:
        """Adds the relief measures that a relief amounts to without naming them.

        What is given for the case of a project is relief for that project, and what lists a limit
        on travel between peoples is relief for exchanges.
        """
        amounts = {m for case in cases for m in self._index.subjects(_FOR_CASE, case)}
        if exchanged:
            derived[OPENS_FOR] = derived[OPENS_FOR] | {NAMED_CASE}
            amounts |= {
                each
                for each in self._index.subjects(RDF_TYPE, _EXCHANGE)
                if not self.relaxed(each)[0].isdisjoint(exchanged)
            }
        if amounts:
            derived[GRANTS] = derived.get(GRANTS, _NOTHING) | amounts

    def _may_free(
        self,
        touched: AbstractSet[Term],
        leaves_out: AbstractSet[Term],
        covers_only: AbstractSet[Term],
    ) -> frozenset[Term]:
        """The sensitive goods that could be among the imports that a relief frees."""
        imports = touched & self._imports
        return frozenset(
            goods
            for goods in self.scope.sensitive
            if not all(
                self.scope.stays_barred(goods, each, leaves_out, covers_only) for each in imports
            )
        )

    def _flows_of(self, provisions: frozenset[Term]) -> frozenset[Term]:
        """The flows that some provisions restrict."""
        return _NOTHING.union(*(self._index.objects(each, _RESTRICTS) for each in provisions))

    def _remaining_flows(self, day: date) -> frozenset[Term]:
        """The flows of what no stage before the last relaxes, as of a day."""
        return self.scope.remaining_flows(self.in_effect(day))

    def _given(
        self, derived: Derived, acts: AbstractSet[Term], wanted: frozenset[Term]
    ) -> tuple[frozenset[Term], bool]:
        """What the bodies named give of what is wanted, and whether they can give it by the act.

        With a relief measure each body gives its part and the rest stands; of a list of provisions
        all must be theirs. What nobody among them can give is judged as if it were given.
        """
        bodies = derived.get(BY, _NOTHING)
        if not bodies or not wanted:
            return wanted, True
        able = self._able(frozenset(bodies), wanted, frozenset(acts))
        listed = derived.get(LISTS, _NOTHING)
        if listed or not able:
            beyond = wanted - able
            if beyond:
                derived[BEYOND_BODY] = beyond
            # A list is judged provision by provision; for whom it is does not hang on the others.
            return wanted, bool(listed) or not beyond
        if wanted - able:
            derived[LEAVES_STANDING] = wanted - able
        return able, True

    def _able_to_give(
        self, bodies: frozenset[Term], wanted: frozenset[Term], acts: frozenset[Term]
    ) -> frozenset[Term]:
        can_give = self.bodies.can_give
        return frozenset(each for each in wanted if any(can_give(b, each, acts) for b in bodies))

    def _cases(
        self,
        derived: Derived,
        acts: AbstractSet[Term],
        measures: AbstractSet[Term],
        fits: bool,
        lenient: bool,
    ) -> frozenset[Term] | None:
        """The cases that a relief is for, none of them named for the scope of a measure; None if
        it is for everyone."""
        for_whom = derived.get(FOR_WHOM, _NOTHING)
        if EVERYONE in for_whom:
            return None
        opens = fits and (
            any(_CASE_OPENING in self._index.objects(act, RDF_TYPE) for act in acts)
            or (UNSTATED in acts and (lenient or self._only_cases(derived.get(BY, _NOTHING))))
        )
        if for_whom:
            return frozenset(for_whom) if opens else None
        if not measures:
            return None
        kinds = [self._index.objects(measure, RDF_TYPE) for measure in measures]
        if not all(SCOPED in each for each in kinds):
            return None
        if not all(_ALWAYS_SCOPED.isdisjoint(each) for each in kinds):
            return _NOTHING
        unlimited = any(_PILOT in each for each in kinds) and NONE in derived.get(LIMIT, _NOTHING)
        return _NOTHING if opens and not unlimited else None

    def _only_cases(self, bodies: AbstractSet[Term]) -> bool:
        limits = [self._index.objects(body, _LIMITED_TO) for body in bodies]
        return bool(limits) and all(limits)

    def _may_end(self, derived: Derived) -> bool:
        """Whether an act that is not stated could be one that ends a measure for good."""
        if self._only_cases(derived.get(BY, _NOTHING)):
            return False
        powers = derived.get(NAMES_POWER, _NOTHING)
        acts = {act for power in powers for act in self._powers.acts(power)}
        return not acts or any(_ENDING in self._index.objects(act, RDF_TYPE) for act in acts)

    def _reckon(self, derived: Derived, lenient: bool) -> None:
        key = TERM_MOST if not lenient and TERM_MOST in derived else TERM_DAYS
        days = derived.get(key, _NOTHING)
        route = derived.get(SNAPBACK, _NOTHING)
        # A way back that is a lapse says that there is a term, and not how long it is.
        if not days and (TERM_OPEN in derived or (lenient and route == {_LAPSE})):
            days = frozenset({Literal(_SHORTEST if lenient else _LONGEST, _INTEGER)})
        if days:
            derived[RECKONED] = days
        ends = any(_ENDING in self._index.objects(a, RDF_TYPE) for a in derived.get(THROUGH, ()))
        if lenient and (not days or ends) and route <= {PROMISED}:
            derived[SNAPBACK] = frozenset({_VETO_PROOF})

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
        return frozenset(relaxed), self._index.objects(measure, LEAVES_OUT)

    def _named(self, measure: Term) -> set[Term]:
        relaxed = set(self._index.objects(measure, _RELAXES))
        for every in self._index.objects(measure, _EVERY):
            relaxed |= self._index.subjects(RDF_TYPE, every)
        return closure(relaxed, self._parts)

    def _parts(self, node: Term) -> frozenset[Term]:
        # A division is nothing but its parts, whatever the act.
        division = _DIVISION in self._index.objects(node, RDF_TYPE)
        return self._index.subjects(_SUBDIVISION_OF, node) if division else _NOTHING

    def _with_carried(self, given: frozenset[Term], day: date) -> frozenset[Term]:
        """Some provisions with their parts and with what rests on them, as far as in force."""
        return _NOTHING.union(*(self._carried(each) for each in given)) & self.in_effect(day)

    def _carried_with(self, provision: Term) -> frozenset[Term]:
        index = self._index
        links = (_SUBDIVISION_OF, _RESTS_ON)
        return frozenset(
            closure(
                {provision}, lambda one: _NOTHING.union(*(index.subjects(p, one) for p in links))
            )
        )
