"""The answer of ``calendar`` as a document: the critical path, phases, duties of renewal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.authority.words import called
from kg.answers.calendar.data import NOTES
from kg.answers.calendar.entries import decision, lapse, renewing, told_of
from kg.answers.calendar.model import MEANT, UNKNOWN, VOTE
from kg.answers.grounds import mark
from kg.core.dates import written
from kg.core.document import (
    Cell,
    Column,
    Document,
    Fields,
    Item,
    Note,
    Section,
    Text,
    filled,
    listing,
    pairs,
    quiet,
    ref,
    section,
)
from kg.core.wording import counted
from kg.graph.sources import citations

if TYPE_CHECKING:
    from kg.answers.authority.model import Named, Road
    from kg.answers.calendar.model import Calendar, Row, Stage, Use
    from kg.graph.regime import Regime

_AT_LEAST = " at least"
_CRITICAL = (
    Column("decided_by", "what takes longest"),
    Column("phase", "phase", "number"),
    Column("begins", "from", "day"),
    Column("ends", "until", "day"),
    Column("days", "days", "number"),
    Column("wait", "wait"),
    Column("id", "id", "id"),
)
_RELIEFS = (
    Column("relief", "relief"),
    Column("effect", "earliest day", "day"),
    Column("decision", "given as"),
    Column("power", "under"),
    Column("wait", "wait"),
    Column("term", "term"),
    Column("id", "id", "id"),
)
_RENEWALS = (
    Column("tell", "tell by", "day"),
    Column("relief", "relief"),
    Column("number", "renewal", "number"),
    Column("ends", "term ends", "day"),
    Column("takes", "takes"),
    Column("told", "told"),
    Column("id", "id", "id"),
)
_LAPSES = (
    Column("day", "day", "day"),
    Column("relief", "relief"),
    Column("how", "how"),
    Column("id", "id", "id"),
)


@dataclass(frozen=True, kw_only=True)
class CalendarDocument(Document):
    """When the relief of a package can take effect, and when it must be renewed.

    Attributes:
        critical: the critical path: the phases that take time, each with what takes longest in it.
        phases: the phases, each with the earliest day of every relief in it.
        powers: the powers that are used: paper, notice, who is told, term, report.
        votes: the bodies that decide by a vote, each with its rule, and no notice on record.
        unknown: the reliefs whose notices are not known, or rest on an assumption.
        renewals: the duties of renewal up to the horizon, the first first.
        lapses: what ends by itself, and when it does unless it is renewed.
    """

    critical: Section | None = None
    phases: tuple[Section, ...] = ()
    powers: Section | None = None
    votes: Section | None = None
    unknown: Section | None = None
    renewals: Section | None = None
    lapses: Section | None = None


def calendar_document(regime: Regime, calendar: Calendar) -> CalendarDocument:
    """Makes the document of when relief takes effect.

    Args:
        regime: the regime asked.
        calendar: what ``calendar`` found.
    """
    uses = {use.power: use for row in calendar.rows for use in _uses(row)}
    return CalendarDocument(
        title=(calendar.title, quiet(f"  {calendar.deal}")),
        lead=_lead(calendar),
        data_date=calendar.data_date,
        as_of=(calendar.as_of,),
        notes=tuple(map(Note, _notes(calendar))),
        critical=_critical(calendar),
        phases=tuple(_phase(calendar, stage) for stage in calendar.stages),
        powers=_powers(uses),
        votes=_votes(calendar),
        unknown=_unknown(calendar),
        renewals=_renewals(calendar),
        lapses=_lapses(calendar),
        remarks=NOTES,
        citations=citations(regime, [*uses, *(body.id for body in _voting(calendar))]),
    )


def _lead(calendar: Calendar) -> str:
    reliefs = calendar.rows
    if not reliefs:
        return "The package holds no relief, so nothing takes effect."
    last = f"{written(calendar.last)}{', or later,' if calendar.at_least else ''}"
    of = f"the {len(reliefs)} reliefs of" if len(reliefs) > 1 else "the relief of"
    phases = counted(len(calendar.stages), "phase")
    every = "all " if len(reliefs) > 1 else ""
    effect = (
        f"If it begins on {written(calendar.first)}, {of} the package, in {phases}, can {every}"
        f"have taken effect by {last} at the earliest"
    )
    unknown = sum(row.known == UNKNOWN for row in reliefs)
    if unknown:
        effect += f"; the notices of {unknown if len(reliefs) > 1 else 'it'} are not known"
    duties = calendar.renewals
    if not duties:
        return f"{effect}. No renewal is due by {written(calendar.horizon)}."
    due = f"{counted(len(duties), 'renewal')} {'is' if len(duties) == 1 else 'are'} due"
    first = written(duties[0][0].tell)
    return f"{effect}. By {written(calendar.horizon)} {due}, the first by {first}."


def _notes(calendar: Calendar) -> Iterator[str]:
    if not calendar.given:
        yield (
            f"No first day was given: it is {written(calendar.first)}, the day at which the "
            "package reads the law."
        )
    if any(stage.concessions for stage in calendar.stages):
        days = calendar.phase_days
        need = f"to take {counted(days, 'day')} in each phase" if days else "to be done at once"
        yield f"Concessions are assumed {need}: how long they take is not on record."
    if not calendar.ordered:
        yield "The package has no order of phases, so all begin on the first day."


def _critical(calendar: Calendar) -> Section:
    title = "Critical path"
    by_id = {row.commitment: row for row in calendar.rows}
    rows = [_slow(stage, by_id.get(stage.decided_by or "")) for stage in calendar.critical]
    if not rows:
        return section(title, Note("No notice or wait on record takes time."))
    return section(title, filled(_CRITICAL, rows, "phase"))


def _slow(stage: Stage, row: Row | None) -> tuple[Cell, ...]:
    label = row.label if row else f"delivery of {counted(stage.concessions, 'concession')}"
    wait = f"{row.slowest.wait.brief}, {row.slowest.label}" if row and row.slowest else None
    days = (stage.ends - stage.begins).days
    id = _short(row.commitment) if row else None
    return label, stage.position, stage.begins, stage.ends, days, wait, id


def _phase(calendar: Calendar, stage: Stage) -> Section:
    late = _AT_LEAST if stage.begins_late else ""
    begins = f"{written(stage.begins)}{late}"
    done = f"{written(stage.ends)}{_AT_LEAST if stage.at_least else ''}"
    when = begins if begins == done else f"{begins} to {done}"
    table = filled(_RELIEFS, map(_relief, stage.rows), "relief") if stage.rows else None
    told = counted(stage.concessions, "concession") if stage.concessions else None
    return section(
        f"Phase {stage.position}, {stage.title}: {when}",
        pairs(("Delivered in it", told)),
        table,
        unit="phase",
    )


def _relief(row: Row) -> tuple[Cell, ...]:
    powers = "; ".join(f"{use.label}{mark(use.unverified)}" for use in row.uses)
    return (
        row.label,
        row.effect,
        decision(row),
        powers or None,
        _wait(row),
        _term(row),
        _short(row.commitment),
    )


def _wait(row: Row) -> str:
    if row.slowest:
        return row.slowest.wait.brief
    return "not known" if row.known == UNKNOWN else "none on record"


def _term(row: Row) -> str | None:
    if row.term is None:
        return None
    return f"{row.term.said}{', the longest of its power' if row.of_power else ''}"


def _uses(row: Row) -> Iterator[Use]:
    yield from row.uses
    for renewal in row.renewals:
        yield from renewal.powers


def _powers(uses: dict[str, Use]) -> Section | None:
    items = [Item(_named(use), (_terms(use),)) for _, use in sorted(uses.items())]
    return section("Papers, notices and terms", listing(items, "power")) if items else None


def _named(use: Use) -> Text:
    return ref(f"{use.label}{mark(use.unverified)}", use.power), quiet(f"  {use.power}")


def _terms(use: Use) -> Fields:
    report = counted(use.report_days, "day") if use.report_days else None
    return pairs(
        ("Paper", use.paper),
        ("Notice", use.notice),
        ("Told", ", ".join(use.told)),
        ("Wait", use.wait.said if use.wait.days else None),
        ("Notice of renewal", _again(use)),
        ("To be reported within", report),
        ("Longest term", use.longest_said),
        ("Renewal", use.renewal),
    )


def _again(use: Use) -> str | None:
    differs = use.renewal_wait != use.wait and use.renewal_wait.days
    return f"{use.renewal_wait.said}, before the term ends" if differs else None


def _votes(calendar: Calendar) -> Section | None:
    items = [(called(body), f": {rule}") for body, rule in _voting(calendar).items()]
    return section("Decided by a vote, no notice on record", listing(items)) if items else None


def _voting(calendar: Calendar) -> dict[Named, str | None]:
    """The bodies that decide by a vote, each with its rule."""
    return {body: row.rule for row in calendar.rows if row.known == VOTE for body in row.bodies}


def _unknown(calendar: Calendar) -> Section | None:
    rows = [row for row in calendar.rows if row.known in (UNKNOWN, MEANT)]
    items = [
        Item(
            (row.label, f": {row.why}", quiet(f"  {_short(row.commitment)}")),
            tuple(map(_road, row.roads)),
        )
        for row in rows
    ]
    return section("Not known, or assumed", listing(items, "relief")) if items else None


def _road(road: Road) -> Fields:
    """Says how a relief measure could be given, which is somebody's judgement."""
    return pairs(
        (f"As {road.author} judge", road.label),
        ("Papers, in order", "; ".join(road.papers)),
        ("Notice", road.notice),
    )


def _renewals(calendar: Calendar) -> Section | None:
    rows = [
        (
            each.tell,
            row.label,
            each.number,
            each.ends,
            renewing(each, row),
            told_of(each.powers) or None,
            _short(row.commitment),
        )
        for each, row in calendar.renewals
    ]
    title = f"Duties of renewal up to {written(calendar.horizon)}"
    return section(title, filled(_RENEWALS, rows, "renewal")) if rows else None


def _lapses(calendar: Calendar) -> Section | None:
    rows = sorted(
        (row.lapses, row.label, lapse(row), _short(row.commitment))
        for row in calendar.rows
        if row.lapses
    )
    return section("What ends by itself", filled(_LAPSES, rows, "relief")) if rows else None


def _short(commitment: str) -> str:
    return commitment.split("/", 2)[-1]
