"""When the relief of a package can take effect at the earliest, and when it must be renewed.

Phases follow each other. In a phase papers and notices go out on its first day, a relief takes
effect when the longest wait of the powers that it uses is over, and the next phase begins when all
of it has taken effect and its concessions are delivered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.calendar.days import Length, Wait, length
from kg.answers.calendar.model import Calendar, Renewal, Row, Stage, Use
from kg.answers.calendar.uses import Way, ways
from kg.core.dates import day
from kg.core.errors import BadInput
from kg.core.ids import short
from kg.core.wording import quoted
from kg.deal.commitments import Relief

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.deal.model import Phase
    from kg.graph.regime import Regime

__all__ = ["Calendar", "calendar"]

#: How far renewals are named where nothing is said, and at most.
USUAL, MOST = Length(2, "year"), Length(10, "year")
#: How many renewals a calendar names at most.
MOST_RENEWALS = 10_000
_NO_WAIT = Wait(0)


def calendar(
    regime: Regime,
    deal: Deal,
    first: date | None = None,
    horizon: str | None = None,
    phase_days: int = 0,
) -> Calendar:
    """Says when the relief of a package can take effect, and when it must be renewed.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.
        first: the first day; that at which the package reads the law, if none is given.
        horizon: the last day up to which renewals are named, or how long after the first day it is,
            such as ``2 years`` or ``90 days``.
        phase_days: how many days the concessions of each phase take.

    Raises:
        BadInput: if the horizon is no day or length, lies before the first day or more than ten
            years after it or so far that there are too many renewals, or if a day would lie outside
            the years 1 to 9999.

    >>> import kg
    >>> from kg.core.resources import folder
    >>> regime = kg.load()
    >>> deal = kg.read_deal(folder("deals") / "wertz-2019-framework.yaml", regime)
    >>> calendar(regime, deal).last.isoformat()
    '2019-05-09'
    """
    regime = regime.on(deal.as_of)
    begin = first or deal.as_of
    until = _horizon(begin, horizon)
    reliefs = [[(short(each.iri, regime.base), each) for each in _of(p)] for p in deal.phases]
    found = ways(regime, deal, dict(pair for phase in reliefs for pair in phase))
    stages: list[Stage] = []
    renewals = 0
    for phase, inside in zip(deal.phases, reliefs, strict=True):
        before = stages[-1] if stages and deal.ordered else None
        start, late = (before.ends, before.at_least) if before else (begin, False)
        rows = tuple(
            _row(id, each, phase.position, found[id], start, late, until) for id, each in inside
        )
        renewals += sum(len(row.renewals) for row in rows)
        if renewals > MOST_RENEWALS:
            what = f"more than {MOST_RENEWALS:,} renewals by {until}"
            raise BadInput(what, where="horizon", hint="name a nearer day")
        stages.append(_stage(phase, start, late, rows, phase_days))
    return Calendar(
        deal=deal.id,
        title=deal.title,
        as_of=deal.as_of,
        data_date=regime.data_date,
        first=begin,
        given=first is not None,
        horizon=until,
        phase_days=phase_days,
        ordered=deal.ordered,
        stages=tuple(stages),
        critical=tuple(_critical(stages, deal.ordered)),
    )


def _horizon(first: date, said: str | None) -> date:
    text = (said or "").strip()
    if said is None:
        return USUAL.after(first)
    if re.fullmatch(r"\d{4}-.*", text, re.ASCII):
        until = day(text, "horizon")
    elif found := length(f"{text} days" if text.isdecimal() and text.isascii() else text):
        until = found.after(first)
    else:
        hint = "write a day, YYYY-MM-DD, or a length, such as 2 years or 90 days"
        raise BadInput(f"{quoted(said)} is no horizon", where="horizon", hint=hint)
    if until < first:
        hint = f"the calendar begins on {first}"
        raise BadInput(f"{until} is before the first day", where="horizon", hint=hint)
    if until > MOST.after(first):
        hint = f"{MOST.said} after the first day at most"
        raise BadInput(f"{until} is too far", where="horizon", hint=hint)
    return until


def _of(phase: Phase) -> Iterator[Relief]:
    """Yields the reliefs of a phase, one for each body where their acts differ."""
    for each in phase.relief:
        yield from each.parts


def _row(
    id: str,
    relief: Relief,
    phase: int,
    way: Way,
    begins: date,
    late: bool,
    until: date,
) -> Row:
    effect = max((use.wait.after(begins) for use in way.first), default=begins)
    own = None if way.ends else length(relief.term_said, relief.term_days)
    term, of_power = _shorter(effect, own, way.first)
    row = Row(
        phase=phase,
        commitment=id,
        label=relief.label,
        act=way.act,
        bodies=way.bodies,
        rule=way.rule,
        known=way.known,
        why=way.why,
        roads=way.roads,
        begins=begins,
        begins_late=late,
        effect=effect,
        at_least=late or any(use.wait.at_least for use in way.first),
        uses=way.first,
        term=term,
        of_power=of_power,
        renewable=relief.renewable,
        lapses=term.after(effect) if term else None,
        renewals=(),
    )
    # What is not to be renewed ends with its own term; until then a shorter power is used again.
    last = own.after(effect) if own and relief.renewable is False else None
    return replace(row, renewals=tuple(_renewals(row, way, own, until, last)))


def _shorter(begin: date, own: Length | None, uses: Iterable[Use]) -> tuple[Length | None, bool]:
    """Returns the shorter of the package's own term and the powers', and whether it is theirs."""
    longest = [use.longest for use in uses if use.longest]
    found = min(longest, key=lambda each: each.after(begin), default=None)
    if own and (found is None or own.after(begin) <= found.after(begin)):
        return own, False
    return found, found is not None


def _renewals(
    row: Row, way: Way, own: Length | None, until: date, last: date | None
) -> Iterator[Renewal]:
    if row.term is None or row.lapses is None:
        return
    uses = way.renewing or way.first
    again, _ = _shorter(row.lapses, own, uses)
    waits = [use.renewal_wait for use in uses] or [_NO_WAIT]
    number, ends = 1, row.lapses
    while last is None or ends < last:
        tell = min(wait.before(ends) for wait in waits)
        if tell > until:
            return
        yield Renewal(number, tell, ends, uses, any(wait.at_least for wait in waits))
        if again is None:
            return
        ends = _end(row, again, number)
        number += 1


def _end(row: Row, again: Length, number: int) -> date:
    """Returns the end of a further term, counted from the first day where all terms are alike."""
    assert row.lapses is not None
    if again == row.term:
        return again.after(row.effect, number + 1)
    return again.after(row.lapses, number)


def _stage(phase: Phase, begins: date, late: bool, rows: tuple[Row, ...], phase_days: int) -> Stage:
    concessions = len(phase.concessions) + sum(
        choice.kind == "concession" for choice in phase.choices
    )
    delivered = Length(phase_days if concessions else 0, "day").after(begins)
    ends = max((row.effect for row in rows), default=begins)
    slowest = next((row for row in rows if row.effect == ends), None)
    by_relief = slowest is not None and begins < ends and ends >= delivered
    return Stage(
        position=phase.position,
        title=phase.title,
        concessions=concessions,
        begins=begins,
        begins_late=late,
        ends=max(ends, delivered),
        at_least=late or any(row.at_least for row in rows),
        decided_by=slowest.commitment if slowest and by_relief else None,
        rows=rows,
    )


def _critical(stages: list[Stage], ordered: bool) -> Iterator[Stage]:
    last = max((stage.ends for stage in stages), default=None)
    for stage in stages:
        if stage.begins < stage.ends and (ordered or stage.ends == last):
            yield stage
            if not ordered:
                return
