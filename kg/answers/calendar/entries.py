"""A calendar as a list of days: what happens on each, for tables and for calendar programmes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.calendar.days import Length
from kg.core.agenda import Agenda, Event
from kg.core.document import NOT_ADVICE
from kg.core.wording import counted

if TYPE_CHECKING:
    from kg.answers.calendar.model import Calendar, Renewal, Row, Stage, Use


@dataclass(frozen=True)
class Entry:
    """Something on a day.

    Attributes:
        day: the day; the earliest or, of a duty, the last on which it can be met.
        kind: ``phase``, ``paper``, ``notice``, ``effect``, ``report``, ``lapse`` or ``renewal``.
        phase: the phase, from 1.
        commitment: the relief, by its short id; of a phase empty.
        relief: what is relaxed; of a phase its title.
        says: what happens.
        told: who must be told.
        wait: how long before the effect, and how that is counted.
        at_least: whether the day may be another one than can be counted.
        number: which renewal it is.
        term_ends: the day on which the running term ends.
        power: the power, by its short id.
    """

    day: date
    kind: str
    phase: int
    commitment: str
    relief: str
    says: str
    told: str = ""
    wait: str = ""
    at_least: bool = False
    number: int | None = None
    term_ends: date | None = None
    power: str = ""


def entries(calendar: Calendar) -> tuple[Entry, ...]:
    """Returns all that happens, day by day; on one day in the order of phases and reliefs.

    Args:
        calendar: the calendar.
    """
    found = [each for stage in calendar.stages for each in _of_stage(stage)]
    return tuple(sorted(found, key=lambda each: each.day))


def agenda(calendar: Calendar) -> Agenda:
    """Returns the same as events for a calendar programme.

    Args:
        calendar: the calendar.
    """
    events = tuple(_event(calendar, each) for each in entries(calendar))
    return Agenda(f"Relief: {calendar.title}", calendar.data_date, events)


def _of_stage(stage: Stage) -> Iterator[Entry]:
    until = "; its concessions are to be delivered" if stage.concessions else ""
    says = f"phase {stage.position} begins{until}"
    late = stage.begins_late
    yield Entry(stage.begins, "phase", stage.position, "", stage.title, says, at_least=late)
    for row in stage.rows:
        yield from _of_row(row)


def _of_row(row: Row) -> Iterator[Entry]:
    def entry(day: date, kind: str, says: str, **more: object) -> Entry:
        return Entry(day, kind, row.phase, row.commitment, row.label, says, **more)  # type: ignore[arg-type]

    for use in row.uses:
        told = "; ".join(use.told)
        if use.paper:
            yield entry(row.begins, "paper", use.paper, power=use.power, at_least=row.begins_late)
        if use.gives_notice:
            yield entry(
                row.begins,
                "notice",
                use.notice or "notice of the use",
                told=told,
                wait=use.wait.said if use.wait.days else "",
                at_least=row.begins_late,
                power=use.power,
            )
    slowest = row.slowest
    yield entry(
        row.effect,
        "effect",
        f"takes effect at the earliest: {decision(row)}",
        wait=slowest.wait.said if slowest else "",
        at_least=row.at_least,
        power="; ".join(use.power for use in row.uses),
    )
    for use in row.uses:
        if use.report_days is not None:
            day = Length(use.report_days, "day").after(row.effect)
            says = use.notice or f"report within {counted(use.report_days, 'day')}"
            yield entry(day, "report", says, power=use.power, at_least=row.at_least)
    if row.lapses and row.term:
        yield entry(row.lapses, "lapse", lapse(row), at_least=row.at_least)
    for renewal in row.renewals:
        yield entry(
            renewal.tell,
            "renewal",
            f"last day for renewal {renewal.number}: {renewing(renewal, row)}",
            told=told_of(renewal.powers),
            wait="; ".join(u.renewal_wait.said for u in renewal.powers if u.renewal_wait.days),
            at_least=row.at_least or renewal.at_most,
            number=renewal.number,
            term_ends=renewal.ends,
            power="; ".join(use.power for use in renewal.powers),
        )


def decision(row: Row) -> str:
    """Says by which act and whom a relief is given.

    Args:
        row: the relief.
    """
    who = " and ".join(each.label for each in row.bodies) or "nobody who is named"
    return f"{row.act} by {who}"


def lapse(row: Row) -> str:
    """Says how a relief ends by itself.

    Args:
        row: a relief with a term.
    """
    assert row.term is not None
    whose = ", the longest that the power allows" if row.of_power else ""
    if row.renewable is False and not row.renewals:
        return f"ends by itself after {row.term.said}{whose}; it is not to be renewed"
    unsaid = "" if row.renewable or row.of_power else "; the package does not say whether it can be"
    return f"lapses by itself after {row.term.said}{whose}, unless it is renewed{unsaid}"


def renewing(renewal: Renewal, row: Row) -> str:
    """Says what a renewal takes: the papers of its powers, or a decision.

    Args:
        renewal: the renewal.
        row: its relief.
    """
    papers = [use.paper for use in renewal.powers if use.paper]
    return "; ".join(dict.fromkeys(papers)) or f"{decision(row)} anew"


def told_of(uses: tuple[Use, ...]) -> str:
    """Names those who must be told of the use of some powers, each once."""
    return "; ".join(dict.fromkeys(each for use in uses for each in use.told))


def _event(calendar: Calendar, each: Entry) -> Event:
    about = each.commitment or f"{calendar.deal}/phase-{each.phase}"
    of = "" if each.number is None else f"-{each.number}"
    more = (
        f"Phase {each.phase}. {each.says[:1].upper()}{each.says[1:]}.",
        f"Told: {each.told}." if each.told else "",
        f"Wait: {each.wait}." if each.wait else "",
        f"The running term ends on {each.term_ends}." if each.term_ends else "",
        f"Power: {each.power}." if each.power else "",
        "The day may be another one than can be counted." if each.at_least else "",
        f"Law as of {calendar.as_of}, data read up to {calendar.data_date}. {NOT_ADVICE}",
    )
    power = (
        f".{each.power.replace('; ', '+')}" if each.kind in ("paper", "notice", "report") else ""
    )
    return Event(
        id=f"{each.kind}{of}.{about}{power}@sanctions-kg".replace("/", "."),
        day=each.day,
        title=f"{_TITLES[each.kind]}: {each.relief}",
        text=" ".join(filter(None, more)),
        kind=each.kind,
    )


_TITLES = {
    "phase": "Phase begins",
    "paper": "Paper",
    "notice": "Notice",
    "effect": "Takes effect",
    "report": "Report due",
    "lapse": "Lapses by itself",
    "renewal": "Renew by",
}
