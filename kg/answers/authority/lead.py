"""Who can relax a measure, by which act and what stands in the way, in two sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.authority.model import NO_CONDUCT, ONE_WAY, linked
from kg.answers.authority.power_sections import asks
from kg.answers.authority.words import spaced
from kg.answers.grounds import mark
from kg.core.dates import written
from kg.core.ids import TERMS, short
from kg.core.wording import counted, joint, the

if TYPE_CHECKING:
    from kg.answers.authority.model import Authority, PowerView
    from kg.graph.regime import Regime

_PART_OF = ox.NamedNode(f"{TERMS}subdivisionOf")
# How many holders, and how many kinds of act of each, a sentence names.
_MOST, _ACTS = 2, 2


def lead(regime: Regime, answer: Authority) -> str:
    """Returns the answer in two sentences.

    Args:
        regime: the regime asked; it knows which provisions are parts of others.
        answer: what ``authority`` found.
    """
    if answer.kind == "power" and answer.powers:
        return _of_power(answer.powers[0])
    ways = list(_ways(answer))
    if not ways:
        return _none(regime, answer)
    verb = {"relief measure": "given", "power": "used"}.get(answer.kind, "relaxed")
    obstacles = list(_obstacles(answer))
    rest = f" {_capital('; '.join(obstacles))}." if obstacles else ""
    return f"{_capital(answer.label)} can be {verb} {'; '.join(ways)}.{rest}"


def _ways(answer: Authority) -> Iterator[str]:
    """Who can relax it, and by which act; who can do it as a whole comes first."""
    for body in answer.bodies:
        count = len(body.blockers)
        vote = f"each of {count} members can block" if count > 1 else body.rule
        yield f"by {the(body.label)} ({vote})"
    powers = _over(answer)
    holders = Counter(holder for power in powers for holder in power.held_by)
    for place, (holder, count) in enumerate(holders.most_common(_MOST)):
        acts = Counter(power.mechanism for power in powers if holder in power.held_by)
        some = ", ".join(each for each, _ in acts.most_common(_ACTS))
        more = " and others" if len(acts) > _ACTS else ""
        by = f"by {the(holder)} under {counted(count, 'power')}"
        yield by if place else f"{by} ({some}{more})"
    if len(holders) > _MOST:
        yield f"by {counted(len(holders) - _MOST, 'other holder')} of powers"
    if free := sum(not power.held_by for power in powers):
        yield f"by law ({counted(free, 'power')} held by nobody)"
    permitting = Counter(holder.label for case in answer.case_powers for holder in case.held_by)
    told = [_permits(answer, holder, count) for holder, count in permitting.most_common(_MOST)]
    if told:
        part = "in part " if answer.bodies else ""
        yield f"{part}by {joint(told)}"


def _permits(answer: Authority, holder: str, count: int) -> str:
    if count > 1:
        return f"{the(holder)} under {counted(count, 'power')}"
    forms = (
        case.form for case in answer.case_powers for each in case.held_by if each.label == holder
    )
    return f"{the(holder)} ({spaced(next(forms))})"


def _over(answer: Authority) -> list[PowerView]:
    """The powers over what is asked about; others only move what stands in its way."""
    asked = {each.provision.id for each in answer.provisions}
    found = (p for p in answer.powers if any(each.id in asked for each in p.reaches))
    return list(found) if answer.barriers else list(answer.powers)


def _obstacles(answer: Authority) -> Iterator[str]:
    """What stands in the way, in counts."""
    if answer.barriers:
        count = len(answer.barriers)
        yield f"{counted(count, 'barrier')} {_stand(count)} in the way"
    if answer.powers:
        yield _conduct(answer.powers)
    twins = [each for each in answer.twins if each.relation != "overlaps"]
    if twins and not answer.barriers:
        count = len({each.provision.id for each in twins})
        of = f" of {joint(sorted({the(each.sent_by) for each in twins}))}"
        whose = "" if answer.powers else of
        yield f"{counted(count, 'provision')}{whose} on the same subject {_stand(count)} besides"


def _conduct(powers: Sequence[PowerView]) -> str:
    """On how many powers' conditions the target has to act, and how many need a vote."""
    count = len(powers)
    free = sum(power.conduct in (NO_CONDUCT, ONE_WAY) for power in powers)
    votes = sum(power.needs_vote for power in powers)
    if free == count:
        needed = f"{counted(count, 'power')} {'needs' if count == 1 else 'need'} no conduct"
    elif free:
        needed = f"{free:,} of {count:,} powers {'needs' if free == 1 else 'need'} no conduct"
    else:
        needed = f"{counted(count, 'power')} {'needs' if count == 1 else 'need'} conduct"
    vote = f"; {votes:,} {'needs' if votes == 1 else 'need'} a" if votes else " and none a"
    return f"{needed} of the target{vote} vote of the legislature"


def _of_power(power: PowerView) -> str:
    holders = joint([the(each) for each in power.held_by]) if power.held_by else ""
    held = f"is held by {holders}" if holders else "applies by law, held by nobody,"
    reach = counted(len(power.reaches), "provision") if power.reaches else "no provision"
    needs = len(list(power.needs.leaves())) if power.needs else 0
    under = f" on {counted(needs, 'condition')}" if needs else ""
    act = "" if power.mechanism in power.label.lower() else f" ({power.mechanism})"
    named = f"{_capital(power.label)}{act}{mark(power.unverified)}"
    first = f"{named} {held} and reaches {reach} in force"
    unusable = ", but cannot be used at the data date" if not power.usable else ""
    return f"{first}{under}{unusable}. {asks(power)}"


def _none(regime: Regime, answer: Authority) -> str:
    """What is said where nobody is found, and at which level to ask instead."""
    if answer.given:
        told = joint([each.label for each in answer.given])
        return (
            f"{_capital(answer.label)} gives {counted(len(answer.given), 'power')}: {told}. "
            "No power over it is on record."
        )
    if answer.left_out and not answer.provisions:
        return f"Nothing of {answer.label} is in force on {written(answer.as_of)}."
    level = _level(regime, answer.id)
    if answer.provisions:
        return f"No power on record reaches {answer.label}.{level}"
    found = f"No provision that {answer.label} would relax, and no power over it, is on record."
    return f"{found}{level}"


def _level(regime: Regime, id: str) -> str:
    """At which other level the same law is recorded."""
    quads = regime.store.quads_for_pattern(None, _PART_OF, regime.node(id), None)
    found = (quad.subject for quad in quads)
    parts = sorted(short(p.value, regime.base) for p in found if isinstance(p, ox.NamedNode))
    if parts:
        return f" Its parts are recorded by themselves: ask about one, such as {parts[0]}."
    for whole in linked(regime, id, "subdivisionOf"):
        return f" It is recorded as a part: ask about the whole, {whole.id}, too."
    return ""


def _stand(count: int) -> str:
    return "stands" if count == 1 else "stand"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
