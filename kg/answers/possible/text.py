"""What is possible, as text, as JSON and as rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.grounds import as_of_data, as_of_line, counted, mark, sources_line
from kg.answers.value.text import in_words
from kg.core.ids import short
from kg.deal.model import Concession, Relief, Safeguard, Undertaking
from kg.deal.terms import LISTS
from kg.graph.queries import Rows
from kg.graph.words import NOT_ADVICE, listed
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.possible.front import Front, Point
    from kg.answers.possible.most import Most
    from kg.answers.value.sums import Yearly
    from kg.deal import Deal
    from kg.deal.model import Commitment
    from kg.graph.query_values import Value
    from kg.graph.regime import Regime

_USUAL = (
    "Relief measures are given by the act and the body that their author has in mind; each package "
    "was checked again."
)
_COLUMNS = (
    *("point", "steps", "income_low", "income_high", "access_low", "access_high"),
    *("relaxed", "for_good", "verdict", "concessions", "relief", "safeguards", "undertakings"),
    "sources",
)


def most_text(console: Console, regime: Regime, answer: Most) -> None:
    """Prints the most relief that concessions can justify, phase by phase."""
    console.print(f"[bold]{escape(answer.deal.title)}[/]")
    left = counted(finding.kind for finding in answer.report.findings)
    book = regime.label(answer.report.rulebook)
    console.print(f"under {escape(book)}; {'leaves ' + left if left else 'nothing found'}")
    _package(console, answer.deal)
    if answer.left_out:
        names = (f"{regime.label(id)} [{id}]" for id in answer.left_out)
        console.print("\nNot with these concessions:")
        console.print(indented("; ".join(names), 2))
    if answer.not_tried:
        names = (f"{regime.label(id)} [{id}]" for id in answer.not_tried)
        console.print("\nNot tried, since no act and no body is on record:")
        console.print(indented("; ".join(names), 2))
    findings = {p for finding in answer.report.findings for p in finding.passages}
    given = [short(str(each.measure), regime.base) for each in answer.deal.reliefs]
    console.print()
    if line := sources_line(regime, findings, given):
        console.print(line)
    day = as_of_line(regime.data_date, answer.deal.as_of)
    console.print(f"{day} {_USUAL} The rulebook's view is its author's. {NOT_ADVICE}")


def most_json(regime: Regime, answer: Most) -> dict[str, Any]:
    """Returns the same as data; the package has the keys of the file format."""
    return {
        **as_of_data(regime.data_date, answer.deal.as_of),
        "rulebook": answer.report.rulebook,
        "verdict": answer.report.verdict,
        "package": json.loads(answer.deal.to_jsonld()),
        "leftOut": list(answer.left_out),
        "notTried": list(answer.not_tried),
    }


def front_text(console: Console, regime: Regime, front: Front) -> None:
    """Prints the points of a front as a table, then each package."""
    from rich.table import Table

    console.print(f"[bold]What is possible under {escape(regime.label(front.rulebook))}[/]")
    console.print("Ranges in millions of US dollars a year.")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("point", "asks for", "income", "access to goods", "relaxes", "for good", "leaves"):
        table.add_column(name, no_wrap=name == "asks for")
    for number, point in enumerate(front.points, 1):
        table.add_row(
            str(number),
            steps_of(point),
            amount(point.worth.income),
            amount(point.worth.access),
            f"{point.relaxed} provisions",
            str(point.exposed),
            counted(finding.kind for finding in point.report.findings) or "nothing found",
        )
    console.print(table)
    for number, point in enumerate(front.points, 1):
        console.print(f"\n[bold]Point {number}[/]")
        _package(console, point.deal)
    console.print()
    for line in _grounds(regime, front):
        console.print(line)


def front_json(regime: Regime, front: Front) -> dict[str, Any]:
    """Returns the points as data; a package has the keys of the file format."""
    return {
        **as_of_data(regime.data_date, front.base.as_of),
        "rulebook": front.rulebook,
        "complete": front.complete,
        "sources": sorted({each for p in front.points for each in p.valuation.sources}),
        "points": [
            {
                "steps": list(point.steps),
                "income": _ends(point.worth.income),
                "access": _ends(point.worth.access),
                "relaxed": point.relaxed,
                "forGood": point.exposed,
                "verdict": point.report.verdict,
                "estimates": [each.id for each in point.worth.estimates],
                "package": json.loads(point.deal.to_jsonld()),
            }
            for point in front.points
        ],
    }


def front_rows(regime: Regime, front: Front) -> Rows:
    """Returns one row for each point."""
    rows: list[dict[str, Value]] = []
    for number, point in enumerate(front.points, 1):
        income, access = (_ends(each) or {} for each in (point.worth.income, point.worth.access))
        cells: tuple[Value, ...] = (
            *(number, len(point.steps)),
            *(income.get("low"), income.get("high"), access.get("low"), access.get("high")),
            *(point.relaxed, point.exposed, point.report.verdict),
            *("; ".join(_ids(regime, point.deal, kind)) for kind in LISTS.values()),
            "; ".join(point.valuation.sources),
        )
        rows.append(dict(zip(_COLUMNS, cells, strict=True)))
    return Rows(_COLUMNS, tuple(rows))


def steps_of(point: Point) -> str:
    """Says how many steps a point asks for."""
    count = len(point.steps)
    return "no step" if not count else f"{count} step" if count == 1 else f"{count} steps"


def amount(yearly: Yearly | None) -> str:
    """Says what a yearly benefit comes to, with its grade."""
    return f"{in_words(yearly.gross)}, {yearly.grade}" if yearly else "none"


def _package(console: Console, deal: Deal) -> None:
    for phase in deal.phases:
        console.print(f"  {escape(phase.title)}")
        told: tuple[tuple[str, Iterable[Commitment]], ...] = (
            ("asks for", phase.concessions),
            ("gives", phase.relief),
            ("agrees on", phase.safeguards),
            ("promises", phase.undertakings),
        )
        for word, commitments in told:
            if labels := [each.label for each in commitments]:
                console.print(indented(f"{word}: {'; '.join(labels)}", 4))


def _grounds(regime: Regime, front: Front) -> Iterator[str]:
    if not front.complete:
        yield "The search was stopped: there may be better points than these."
    yield (
        "More relief counts as better here, and so do fewer steps and less that is for good: it "
        "cannot be taken back, or hardly can. Steps include those that an action entails."
    )
    used = {e.id: e for point in front.points for e in point.worth.estimates}
    if used:
        names = (f"{each.label}{mark(each.unverified)}" for each in used.values())
        yield f"Estimates, grades from A (good) to D (guess): {listed(sorted(names), 20)}."
        sources = dict.fromkeys(s for p in front.points for s in p.valuation.sources)
        yield f"Sources: {listed(list(sources), 20)}."
    day = as_of_line(regime.data_date, front.base.as_of)
    yield f"{day} {_USUAL} The rulebook's view is its author's. {NOT_ADVICE}"


def _ends(yearly: Yearly | None) -> dict[str, float] | None:
    return {"low": float(yearly.gross.low), "high": float(yearly.gross.high)} if yearly else None


def _ids(regime: Regime, deal: Deal, kind: str) -> Iterator[str]:
    for phase in deal.phases:
        for each in getattr(phase, kind):
            match each:
                case Concession(open=True) | Relief(open=True):
                    yield "open"
                case Concession(action=iri) | Relief(measure=str(iri)):
                    yield short(iri, regime.base)
                case Safeguard(safeguard=iri) | Undertaking(undertaking=iri):
                    yield short(iri, regime.base)
                case Relief(provisions=provisions):
                    yield from (short(iri, regime.base) for iri in provisions)
