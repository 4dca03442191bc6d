"""What follows for a package as a whole: the order of its phases, and what parts make up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING

from kg.core.ids import TERMS
from kg.core.index import Literal, Term
from kg.deal.derive.membership import RDF_TYPE, UP_TO, Said, closure
from kg.deal.derive.reliefs import FREES_BEYOND
from kg.deal.derive.steps import ACHIEVES
from kg.deal.terms import FOLLOWS, IN_PHASE

if TYPE_CHECKING:
    from kg.core.index import Index
    from kg.deal.derive.nodes import Follower

    Told = dict[str, AbstractSet[Term]]

DONE_WHEN_ALL, _ORDERED = TERMS + "doneWhenAll", TERMS + "ordered"
_PHASE, RESIDUAL = TERMS + "Phase", TERMS + "ResidualRelief"
# On what of single nodes hangs that which follows for several.
DEPEND_ON = frozenset({FOLLOWS, UP_TO, ACHIEVES, FREES_BEYOND})
READ_LENIENTLY = TERMS + "readLeniently"
LENIENTLY: Said = {
    READ_LENIENTLY: frozenset({Literal("true", "http://www.w3.org/2001/XMLSchema#boolean")})
}
_NOTHING: frozenset[Term] = frozenset()


def derive(
    told: dict[Term, Told], follower: Follower, index: Index, day: date, lenient: bool
) -> None:
    """Adds to the nodes of a package what depends on more than one of them.

    Args:
        told: what is said of each node, and what follows for it alone; it is added to.
        follower: what follows for single nodes.
        index: the regime.
        day: the day at which the law is read.
        lenient: whether open points are filled in the way that keeps most rules.
    """
    before = order(told, lenient)
    combine(told, follower, index, day, before, lenient)


def order(told: dict[Term, Told], lenient: bool) -> dict[Term, AbstractSet[Term]]:
    """Adds to the phases of a package which come before them, and returns it, by phase.

    Args:
        told: as for ``derive``.
        lenient: as for ``derive``.
    """
    before = _order(told, lenient)
    for phase, earlier in before.items():
        said = told.setdefault(phase, {})
        said[UP_TO] = earlier | said.get(UP_TO, _NOTHING)
        if lenient:
            said |= LENIENTLY
    return before


def combine(
    told: dict[Term, Told],
    follower: Follower,
    index: Index,
    day: date,
    before: Mapping[Term, AbstractSet[Term]],
    lenient: bool,
) -> None:
    """Adds to the commitments of a package what they make up together.

    Args:
        told: as for ``derive``.
        follower: as for ``derive``.
        index: as for ``derive``.
        day: as for ``derive``.
        before: each phase with itself and all that come before it.
        lenient: as for ``derive``.
    """
    parts = _at(told, ACHIEVES, index.backward(DONE_WHEN_ALL).keys())
    frees = _at(told, FREES_BEYOND)
    if parts:
        _make_up(told, follower, index, before, parts)
    if frees:
        _add_up(told, follower, _freed_by_then(told, before, lenient), frees, day)


def stands_alone(said: Said, index: Index) -> bool:
    """Says of a commitment that nothing follows from it together with others.

    Args:
        said: what is said of it, and what follows.
        index: the regime.
    """
    parts = index.backward(DONE_WHEN_ALL).keys()
    return FREES_BEYOND not in said and parts.isdisjoint(said.get(ACHIEVES, _NOTHING))


def _at(
    told: Mapping[Term, Said], predicate: str, values: AbstractSet[Term] | None = None
) -> dict[Term, list[Term]]:
    """The commitments of which a property is said, with any value or one of some, by phase."""
    found: defaultdict[Term, list[Term]] = defaultdict(list)
    for node, said in told.items():
        own = said.get(predicate)
        if own and (values is None or not values.isdisjoint(own)):
            for phase in said.get(IN_PHASE, ()):
                found[phase].append(node)
    return found


def _order(told: Mapping[Term, Said], lenient: bool) -> dict[Term, AbstractSet[Term]]:
    """Each phase with itself and all that come before it.

    Where a package says that its phases come in no order, each comes last in the lenient reading,
    and first in the strict one: rules look from a commitment back at what is there by then. What
    breaks rules by standing before or after others is looked for the other way round.
    """
    direct: defaultdict[Term, set[Term]] = defaultdict(set)
    phases: dict[Term, None] = {}
    for node, said in told.items():
        if _PHASE in said.get(RDF_TYPE, ()):
            phases[node] = None
        for earlier in said.get(FOLLOWS, ()):
            direct[node].add(earlier)
            phases |= dict.fromkeys((node, earlier))
    if _in_no_order(told):
        every = set(phases)
        for phase in phases:
            told[phase][FOLLOWS] = _NOTHING if lenient else every - {phase}  # type: ignore[index]
        return {phase: every if lenient else {phase} for phase in phases}
    return {phase: closure({phase}, lambda one: direct.get(one, ())) for phase in phases}


def _freed_by_then(
    told: Mapping[Term, Said], before: Mapping[Term, AbstractSet[Term]], lenient: bool
) -> Mapping[Term, AbstractSet[Term]]:
    """Each phase with those whose relief adds up with its own.

    That relief adds up breaks rules, so without an order the readings change places.
    """
    if not _in_no_order(told):
        return before
    return {phase: {phase} if lenient else set(before) for phase in before}


def _in_no_order(told: Mapping[Term, Said]) -> bool:
    return any(_is_false(each) for said in told.values() for each in said.get(_ORDERED, ()))


def _is_false(value: Term) -> bool:
    return isinstance(value, Literal) and value.text in ("false", "0")


def _make_up(
    told: dict[Term, Told],
    follower: Follower,
    index: Index,
    before: Mapping[Term, AbstractSet[Term]],
    parts: Mapping[Term, list[Term]],
) -> None:
    """Lets a concession achieve a kind of step of which it gives the last part."""
    achieved = {p: _NOTHING.union(*(told[n][ACHIEVES] for n in parts[p])) for p in parts}
    for phase, earlier in before.items():
        if phase not in parts:
            continue
        done = _NOTHING.union(*(achieved.get(each, _NOTHING) for each in earlier))
        for kind, needed in index.forward(DONE_WHEN_ALL).items():
            if not needed <= done:
                continue
            for node in parts[phase]:
                own = told[node][ACHIEVES]
                if not needed.isdisjoint(own) and kind not in own:
                    told[node] = {**told[node], ACHIEVES: own | follower.steps.achieved(kind)}


def _add_up(
    told: dict[Term, Told],
    follower: Follower,
    before: Mapping[Term, AbstractSet[Term]],
    frees: Mapping[Term, list[Term]],
    day: date,
) -> None:
    """Sorts relief that, with what was freed by then, leaves nothing of what remains untouched."""
    flows = follower.reliefs.flows
    freed = {
        phase: _NOTHING.union(*(flows(frozenset(told[node][FREES_BEYOND])) for node in nodes))
        for phase, nodes in frees.items()
    }
    remaining = follower.reliefs.remaining_flows(day)
    for phase, earlier in before.items():
        if phase not in frees or not remaining <= _NOTHING.union(
            *(freed.get(each, _NOTHING) for each in earlier)
        ):
            continue
        for node in frees[phase]:
            told[node] = {**told[node], RDF_TYPE: told[node][RDF_TYPE] | {RESIDUAL}}
