"""What follows for a package as a whole: the order of its phases, and what parts make up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING

from kg.core.ids import TERMS
from kg.core.index import Literal, Term
from kg.deal.derive.membership import RDF_TYPE, UP_TO, Statements
from kg.deal.derive.phases import by_then, up_to
from kg.deal.derive.reliefs import FREES_BEYOND
from kg.deal.derive.steps import ACHIEVES
from kg.deal.terms import FOLLOWS, IN_PHASE

if TYPE_CHECKING:
    from kg.core.index import Index
    from kg.deal.derive.deriver import Deriver

    Derived = dict[str, AbstractSet[Term]]

DONE_WHEN_ALL, _ORDERED = TERMS + "doneWhenAll", TERMS + "ordered"
_PHASE, RESIDUAL = TERMS + "Phase", TERMS + "ResidualRelief"
# On what of single nodes hangs that which follows for several.
DEPEND_ON = frozenset({FOLLOWS, UP_TO, ACHIEVES, FREES_BEYOND})
READ_LENIENTLY = TERMS + "readLeniently"
LENIENTLY: Statements = {
    READ_LENIENTLY: frozenset({Literal("true", "http://www.w3.org/2001/XMLSchema#boolean")})
}
_NOTHING: frozenset[Term] = frozenset()


def derive(
    derived: dict[Term, Derived], deriver: Deriver, index: Index, day: date, lenient: bool
) -> None:
    """Adds to the nodes of a package what depends on more than one of them.

    Args:
        told: what is said of each node, and what follows for it alone; it is added to.
        deriver: what follows for single nodes.
        index: the regime.
        day: the day at which the law is read.
        lenient: whether open points are filled in the way that keeps most rules.
    """
    before = order(derived, lenient)
    combine(derived, deriver, index, day, before, lenient)


def order(derived: dict[Term, Derived], lenient: bool) -> Mapping[Term, AbstractSet[Term]]:
    """Adds to the phases of a package which come before them, and returns it, by phase.

    Args:
        told: as for ``derive``.
        lenient: as for ``derive``.
    """
    before = _order(derived, lenient)
    for phase, earlier in before.items():
        statements = derived.setdefault(phase, {})
        stated = statements.get(UP_TO)
        statements[UP_TO] = earlier | stated if stated else earlier
        if lenient:
            statements |= LENIENTLY
    return before


def combine(
    derived: dict[Term, Derived],
    deriver: Deriver,
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
    parts = _at(derived, ACHIEVES, index.backward(DONE_WHEN_ALL).keys())
    frees = _at(derived, FREES_BEYOND)
    if parts:
        _make_up(derived, deriver, index, before, parts)
    if frees:
        _add_up(derived, deriver, _freed_by_then(derived, before, lenient), frees, day)


def stands_alone(statements: Statements, index: Index) -> bool:
    """Says of a commitment that nothing follows from it together with others.

    Args:
        said: what is said of it, and what follows.
        index: the regime.
    """
    parts = index.backward(DONE_WHEN_ALL).keys()
    return FREES_BEYOND not in statements and parts.isdisjoint(statements.get(ACHIEVES, _NOTHING))


def _at(
    derived: Mapping[Term, Statements], predicate: str, values: AbstractSet[Term] | None = None
) -> dict[Term, list[Term]]:
    """The commitments of which a property is said, with any value or one of some, by phase."""
    found: defaultdict[Term, list[Term]] = defaultdict(list)
    for node, statements in derived.items():
        own = statements.get(predicate)
        if own and (values is None or not values.isdisjoint(own)):
            for phase in statements.get(IN_PHASE, ()):
                found[phase].append(node)
    return found


def _order(derived: Mapping[Term, Statements], lenient: bool) -> Mapping[Term, AbstractSet[Term]]:
    """Each phase with itself and all that come before it.

    Where a package says that its phases come in no order, each comes last in the lenient reading,
    and first in the strict one: rules look from a commitment back at what is there by then. What
    breaks rules by standing before or after others is looked for the other way round.
    """
    direct: defaultdict[Term, set[Term]] = defaultdict(set)
    phases: dict[Term, None] = {}
    for node, statements in derived.items():
        if _PHASE in statements.get(RDF_TYPE, ()):
            phases[node] = None
        for earlier in statements.get(FOLLOWS, ()):
            direct[node].add(earlier)
            phases |= dict.fromkeys((node, earlier))
    if _in_no_order(derived):
        every = set(phases)
        for phase in phases:
            derived[phase][FOLLOWS] = _NOTHING if lenient else every - {phase}  # type: ignore[index]
        return {phase: every if lenient else {phase} for phase in phases}
    return up_to(phases, direct)


def _freed_by_then(
    derived: Mapping[Term, Statements], before: Mapping[Term, AbstractSet[Term]], lenient: bool
) -> Mapping[Term, AbstractSet[Term]]:
    """Each phase with those whose relief adds up with its own.

    That relief adds up breaks rules, so without an order the readings change places.
    """
    if not _in_no_order(derived):
        return before
    return {phase: {phase} if lenient else set(before) for phase in before}


def _in_no_order(derived: Mapping[Term, Statements]) -> bool:
    return any(
        _is_false(each) for statements in derived.values() for each in statements.get(_ORDERED, ())
    )


def _is_false(value: Term) -> bool:
    return isinstance(value, Literal) and value.text in ("false", "0")


def _make_up(
    derived: dict[Term, Derived],
    deriver: Deriver,
    index: Index,
    before: Mapping[Term, AbstractSet[Term]],
    parts: Mapping[Term, list[Term]],
) -> None:
    """Lets a concession achieve a kind of step of which it gives the last part."""
    achieved = {p: _NOTHING.union(*(derived[n][ACHIEVES] for n in parts[p])) for p in parts}
    for phase, done in by_then(before, achieved).items():
        if phase not in parts:
            continue
        for kind, needed in index.forward(DONE_WHEN_ALL).items():
            if not needed <= done:
                continue
            for node in parts[phase]:
                own = derived[node][ACHIEVES]
                if not needed.isdisjoint(own) and kind not in own:
                    derived[node] = {**derived[node], ACHIEVES: own | deriver.steps.achieved(kind)}


def _add_up(
    derived: dict[Term, Derived],
    deriver: Deriver,
    before: Mapping[Term, AbstractSet[Term]],
    frees: Mapping[Term, list[Term]],
    day: date,
) -> None:
    """Sorts relief that, with what was freed by then, leaves nothing of what remains untouched."""
    flows = deriver.reliefs.flows
    freed = {
        phase: _NOTHING.union(*(flows(frozenset(derived[node][FREES_BEYOND])) for node in nodes))
        for phase, nodes in frees.items()
    }
    remaining = deriver.reliefs.remaining_flows(day)
    for phase, there in by_then(before, freed).items():
        if phase not in frees or not remaining <= there:
            continue
        for node in frees[phase]:
            derived[node] = {**derived[node], RDF_TYPE: derived[node][RDF_TYPE] | {RESIDUAL}}
