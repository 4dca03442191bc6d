"""What is possible, as documents: the most relief for some concessions, and the frontier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.grounds import by_kind, mark
from kg.answers.validate.document import VIEW
from kg.answers.value.sums import INCOME
from kg.core.document import (
    Column,
    Document,
    Fields,
    Note,
    Section,
    Span,
    Table,
    Text,
    Tone,
    joined,
    listing,
    quiet,
    ref,
    section,
)
from kg.core.ids import short
from kg.core.wording import counted
from kg.deal.model import Concession, Relief, Safeguard, Undertaking
from kg.graph.sources import citations

if TYPE_CHECKING:
    from kg.answers.possible.front import Front, Point
    from kg.answers.possible.most import Most
    from kg.answers.value.sums import Range, Yearly
    from kg.deal.model import Commitment, Phase
    from kg.graph.regime import Regime

_USUAL = (
    "Relief measures are given by the act and the body that their author has in mind; each package "
    "was checked by the reference checker."
)
_BETTER = (
    "More relief, by its yearly ranges, counts as better here, and so do fewer steps and less that "
    "is for good: it cannot be taken back, or hardly can. Steps include those that an action "
    "entails."
)
_MILLIONS = "Ranges in millions of US dollars a year; grades from A (good) to D (guess)."
_COUNTS = "Relaxed, and for good, are numbers of provisions."
_POINTS = (
    Column("point", "point", "number"),
    Column("steps", "steps", "number"),
    Column("income", "income"),
    Column("access", "access to goods"),
    Column("relaxed", "relaxed", "number"),
    Column("for_good", "for good", "number"),
    Column("leaves", "leaves"),
)
_ESTIMATES = (
    Column("label", "estimate"),
    Column("benefit", "brings"),
    Column("range", "range"),
    Column("grade", "grade"),
    Column("id", "id", "id"),
)


@dataclass(frozen=True, kw_only=True)
class MostDocument(Document):
    """The most relief that concessions can justify.

    Attributes:
        phases: what each phase asks for and gives.
        left_out: the relief measures that do not go with these concessions.
        not_tried: the relief measures for which no act and no body is on record.
    """

    phases: tuple[Section, ...] = ()
    left_out: Section | None = None
    not_tried: Section | None = None


@dataclass(frozen=True, kw_only=True)
class FrontierDocument(Document):
    """The packages than which none gives more relief for fewer steps and less for good.

    Attributes:
        points: what each package asks for, gives and leaves.
        packages: what each holds, phase by phase.
        estimates: what the yearly ranges rest on.
    """

    points: Table | None = None
    packages: tuple[Section, ...] = ()
    estimates: Section | None = None


def most_document(regime: Regime, answer: Most) -> MostDocument:
    """Makes the document of the most relief that concessions can justify.

    Args:
        regime: the regime asked.
        answer: what ``most`` found.
    """
    deal, own = answer.deal, answer.base.commitments
    passages = {p for finding in answer.report.findings for p in finding.passages}
    given = [id for each in deal.reliefs if (id := _thing(regime, each))]
    return MostDocument(
        title=(f"The most relief for the concessions of {deal.title}" if own else deal.title),
        lead=_most_lead(regime, answer),
        data_date=regime.data_date,
        as_of=(deal.as_of,),
        phases=tuple(_listed(regime, each) for each in deal.phases),
        left_out=_measures(regime, "Not with these concessions", answer.left_out),
        not_tried=_measures(
            regime, "Not tried, since no act and no body is on record", answer.not_tried
        ),
        remarks=(f"{_USUAL} {VIEW}",),
        citations=citations(regime, [*given, *sorted(passages)]),
    )


def front_document(regime: Regime, front: Front) -> FrontierDocument:
    """Makes the document of what is possible.

    Args:
        regime: the regime asked.
        front: what ``frontier`` found.
    """
    used = {e.id: e for point in front.points for e in point.worth.estimates}
    rows = (
        (
            Span(each.label + mark(each.unverified), id=each.id),
            "income" if each.benefit == INCOME else "access to goods",
            _range(each.gross) if each.gross else None,
            each.grade,
            each.id,
        )
        for each in sorted(used.values(), key=lambda e: e.label)
    )
    table = Table(_ESTIMATES, tuple(rows), "estimate")
    fixed = f", with {front.base.title}" if front.base.commitments else ""
    stopped = not front.complete and front.points
    said = "The search was stopped: there may be better points than these."
    return FrontierDocument(
        title=f"What is possible under {regime.label(front.rulebook)}{fixed}",
        lead=_front_lead(regime, front),
        data_date=regime.data_date,
        as_of=(front.base.as_of,),
        notes=(Note(said, tone=Tone.doubt),) if stopped else (),
        points=_points(front) if front.points else None,
        packages=tuple(_point(regime, n, each) for n, each in enumerate(front.points, 1)),
        estimates=section("Estimates that the ranges rest on", table) if used else None,
        remarks=(_BETTER, f"{_USUAL} {VIEW}"),
        citations=citations(regime, used),
    )


def steps_of(point: Point) -> str:
    """Says how many steps a point asks for."""
    return counted(len(point.steps), "step") if point.steps else "no step"


def amount(yearly: Yearly | None) -> str:
    """Says what a yearly benefit comes to, with its grade."""
    return f"{_range(yearly.gross)}, {yearly.grade}" if yearly else "none"


def _range(range_: Range) -> str:
    return f"{range_.low:,.0f}–{range_.high:,.0f}" if range_.high else "none"


def _most_lead(regime: Regime, answer: Most) -> str:
    given = len({each.measure for each in answer.deal.reliefs})
    tried = given + len(answer.left_out)
    left = by_kind(finding.kind for finding in answer.report.findings)
    phases = counted(len(answer.deal.phases), "phase")
    return (
        f"Under {regime.label(answer.report.rulebook)}, {given} of {tried} relief measures go "
        f"together with these concessions, in {phases}. The package leaves {left or 'no finding'}."
    )


def _front_lead(regime: Regime, front: Front) -> str:
    book = regime.label(front.rulebook)
    if not front.points:
        return (
            f"No package was found under {book} before the search was stopped. More seconds may "
            "find some."
        )
    first, last = front.points[0], front.points[-1]
    stand = "package stands" if len(front.points) == 1 else "packages stand"
    said = f"{len(front.points)} {stand} on the frontier under {book}."
    most = f"{counted(first.relaxed, 'provision')} for {steps_of(first)}"
    if first is last:
        return f"{said} It relaxes {most}."
    least = f"{counted(last.relaxed, 'provision')} for {steps_of(last)}"
    return f"{said} The one that is worth most relaxes {most}, the one worth least {least}."


def _points(front: Front) -> Table:
    rows = (
        (
            *(number, len(point.steps), amount(point.worth.income), amount(point.worth.access)),
            *(point.relaxed, point.exposed),
            by_kind(finding.kind for finding in point.report.findings) or "no finding",
        )
        for number, point in enumerate(front.points, 1)
    )
    return Table(_POINTS, tuple(rows), "point", f"{_MILLIONS} {_COUNTS}")


def _point(regime: Regime, number: int, point: Point) -> Section:
    phases = [each for each in point.deal.phases if each.commitments]
    if len(phases) == 1:
        return section(f"Point {number}", _told(regime, phases[0]), unit="point")
    told = (section(each.title, _told(regime, each), unit="phase") for each in phases)
    return section(f"Point {number}", *told, unit="point")


def _told(regime: Regime, phase: Phase) -> Fields:
    """A phase in a few lines."""
    return Fields(
        tuple(
            (head, joined(_named(regime, each) for each in own))
            for head, _, own in _lists(phase)
            if own
        )
    )


def _listed(regime: Regime, phase: Phase) -> Section:
    """A phase with an entry for each of its commitments."""
    parts = (
        section(head, listing((_with_id(regime, each) for each in own), unit))
        for head, unit, own in _lists(phase)
        if own
    )
    return section(phase.title, *parts, unit="phase")


def _lists(phase: Phase) -> Iterator[tuple[str, str, tuple[Commitment, ...]]]:
    yield "Asks for", "concession", phase.concessions
    yield "Gives", "relief measure", phase.relief
    yield "Agrees on", "safeguard", phase.safeguards
    yield "Promises", "undertaking", phase.undertakings


def _named(regime: Regime, each: Commitment) -> Span:
    return Span(each.label, id=_thing(regime, each))


def _with_id(regime: Regime, each: Commitment) -> Text:
    id = _thing(regime, each)
    return (_named(regime, each), quiet(f"  {id}" if id else ""))


def _thing(regime: Regime, each: Commitment) -> str | None:
    """The short id of the action, measure or kind; None of what is open or lists provisions."""
    match each:
        case Concession(open=True) | Relief(open=True):
            return None
        case Concession(action=iri) | Relief(measure=str(iri)):
            return short(iri, regime.base)
        case Safeguard(safeguard=iri) | Undertaking(undertaking=iri):
            return short(iri, regime.base)
    return None


def _measures(regime: Regime, title: str, ids: Iterable[str]) -> Section | None:
    entries = [(ref(regime.label(id), id), quiet(f"  {id}")) for id in ids]
    return section(title, listing(entries, "relief measure")) if entries else None
