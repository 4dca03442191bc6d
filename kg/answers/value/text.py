"""What relief is worth, as text, as JSON and as rows: ranges in millions of US dollars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.value import NotValued, ReliefWorth, Valuation
from kg.answers.value.sums import ACCESS, ONCE, Estimate, Range, Worth, Yearly
from kg.core.dates import as_of_data, as_of_line
from kg.core.document import NOT_ADVICE
from kg.core.wording import listed
from kg.graph.queries import Rows
from kg.graph.sources import source_labels
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.graph.regime import Regime

COLUMNS = (
    *("phase", "relief", "label", "line", "item", "gross_low", "gross_high", "net_low", "net_high"),
    *("once", "grade", "unverified", "note", "sources"),
)
_ONCE = "paid once, not a yearly worth; the sources give no range"
_MOST = 12
_WIDTH = 44
_HEAD = "Ranges in millions of US dollars. Net is what stays as cash once imported inputs are paid."
_TERMS = (
    "Yearly ranges take every relief to stand for a whole year; a term that can be renewed is "
    "taken to be renewed."
)


def value_text(console: Console, found: Valuation) -> None:
    """Prints a valuation: by phase each relief and the sum up to then, then what it rests on."""
    console.print(f"[bold]{escape(found.title)}[/]: what its relief is worth")
    console.print(_HEAD)
    single = not found.id.startswith("deal/")
    for phase in found.phases:
        if not single:
            console.print(f"\n[bold]Phase {phase.position}[/]  {escape(phase.title)}")
        if not phase.reliefs:
            console.print("  no relief")
        for relief in phase.reliefs:
            _relief(console, relief, single)
        if not single:
            _by_then(console, phase.position, phase.by_then)
    _grounds(console, found)
    console.print(f"\n{as_of_line(found.data_date, found.as_of)} {NOT_ADVICE}")


def value_json(found: Valuation) -> dict[str, Any]:
    """Returns a valuation as JSON data with short ids."""
    return {
        "of": found.id,
        "title": found.title,
        **as_of_data(found.data_date, found.as_of),
        "unit": "millions of US dollars",
        "phases": [
            {
                "phase": phase.position,
                "title": phase.title,
                "relief": [_relief_json(relief) for relief in phase.reliefs],
                "byThen": _worth_json(phase.by_then),
            }
            for phase in found.phases
        ],
        "baselineYears": list(found.baseline),
        "caveats": [{"estimate": label or None, "says": text} for label, text in found.caveats],
        "unverified": [{"estimate": label, "says": text} for label, text in found.doubts],
        "problems": list(found.problems),
        "sources": list(found.sources),
    }


def value_rows(regime: Regime, found: Valuation) -> Rows:
    """Returns a valuation as rows: each estimate, each sum, and what is not valued."""
    rows: list[dict[str, Any]] = []
    for phase in found.phases:
        for relief in phase.reliefs:
            place = {"phase": phase.position, "relief": relief.relief, "label": relief.label}
            rows += [{**place, **row} for row in _worth_rows(regime, relief.worth)]
            for each in relief.not_valued:
                item = " ".join(filter(None, (each.label, each.goods)))
                sources = _sources(regime, [each.provision or relief.relief])
                own = {"item": item, "note": each.why, "sources": sources}
                rows.append({**place, "line": "not valued", **own})
        place = {"phase": phase.position, "relief": None, "label": f"by the end of {phase.title}"}
        rows += [{**place, **row} for row in _worth_rows(regime, phase.by_then)]
    return Rows(COLUMNS, tuple({name: row.get(name) for name in COLUMNS} for row in rows))


def in_words(range_: Range) -> str:
    """Returns a range in whole millions, or "none" where nothing is left.

    >>> in_words(Range(Decimal("238.45"), Decimal(1140)))
    '238–1,140'
    >>> in_words(Range(Decimal(0), Decimal(0)))
    'none'
    """
    return f"{range_.low:,.0f}–{range_.high:,.0f}" if range_.high else "none"


def _relief(console: Console, relief: ReliefWorth, single: bool) -> None:
    if not single:
        own = relief.relief.rsplit("/", 1)[-1]
        console.print(f"  [bold]{escape(relief.label)}[/]  [dim]{own}[/]")
    _worth(console, relief.worth, 4)
    if relief.one_term is not None and relief.term_days is not None:
        again = ", which cannot be renewed" if relief.renewable is False else ""
        for name, yearly in _sums(relief.one_term):
            head = name.replace(" a year", f" in one term of {relief.term_days} days{again}")
            console.print(indented(f"{head}: {_yearly(yearly)}", 4, markup=True))
        if again:
            console.print(
                indented("[dim]each estimate above is for a whole year[/]", 4, markup=True)
            )
    _not_valued(console, relief.not_valued)


def _worth(console: Console, worth: Worth, by: int, lines: bool = True) -> None:
    for name, yearly in _sums(worth):
        console.print(indented(f"{name}: {_yearly(yearly)}", by, markup=True))
        access = yearly.net is None
        yearlies = [each for each in worth.estimates if each.gross is not None]
        mine = [each for each in yearlies if (each.benefit == ACCESS) == access]
        if lines:
            for each in mine:
                console.print(_line(each), soft_wrap=True)
        else:
            text = listed((f"{each.label}{_mark(each)}" for each in mine), _MOST)
            console.print(indented(f"[dim]{escape(text)}[/]", by + 2, markup=True))
        if yearly.held_to:
            text = f"the sum stops at the ceiling of: {listed(yearly.held_to, _MOST)}"
            console.print(indented(f"[dim]{escape(text)}[/]", by + 2, markup=True))
    for each in worth.once:
        text = f"{each.label}: about {each.once:,.0f}, {_ONCE}; grade {each.grade}{_mark(each)}"
        console.print(indented(text, by))


def _line(each: Estimate) -> str:
    assert each.gross is not None
    net = "" if each.benefit == ACCESS or each.net is None else f"net {in_words(each.net):>11}  "
    text = f"{each.label:<{_WIDTH}} {in_words(each.gross):>11}  {net}{each.grade}{_mark(each)}"
    return f"      [dim]{escape(text)}[/]"


def _sums(worth: Worth) -> Iterator[tuple[str, Yearly]]:
    if worth.income is not None:
        yield "Income a year", worth.income
    if worth.access is not None:
        yield "Access to goods a year, not cash", worth.access


def _yearly(yearly: Yearly) -> str:
    net = "" if yearly.net is None else f", net {in_words(yearly.net)}"
    return escape(f"gross {in_words(yearly.gross)}{net}; grade {yearly.grade}")


def _mark(each: Estimate) -> str:
    return " (unverified)" if each.unverified else ""


def _not_valued(console: Console, missing: Iterable[NotValued]) -> None:
    reasons: dict[str, dict[str | None, list[str]]] = {}
    beyond = 0
    for each in missing:
        if each.provision is not None and not each.trade:
            beyond += 1
        else:
            goods = reasons.setdefault(each.why, {}).setdefault(each.label, [])
            goods += [each.goods] if each.goods else []
    for why, things in reasons.items():
        named = [
            f"{label} on {', '.join(goods)}" if goods else label for label, goods in things.items()
        ]
        told = listed(filter(None, named), _MOST)
        text = f"Not valued: {told} ({why})" if told else f"Not valued: {why}"
        console.print(indented(f"[yellow]{escape(text)}[/]", 4, markup=True))
    if beyond:
        count = "1 provision" if beyond == 1 else f"{beyond} provisions"
        text = f"Not valued: {count} on anything but trade and work abroad"
        console.print(indented(f"[yellow]{text}[/]", 4, markup=True))


def _by_then(console: Console, position: int, worth: Worth) -> None:
    console.print(f"  [bold]All relief up to phase {position}[/]")
    if not worth.estimates:
        console.print(indented("nothing that is valued", 4))
    _worth(console, worth, 4, lines=False)


def _grounds(console: Console, found: Valuation) -> None:
    if not found.sources:
        return
    console.print("\n[bold]How to read it[/]")
    years = ", ".join(str(year) for year in found.baseline)
    general = [text for label, text in found.caveats if not label]
    own = [f"{label}: {text}" for label, text in found.caveats if label]
    for text in (f"Baseline years: {years or 'none stated'}.", _TERMS, *general, *own):
        console.print(indented(f"- {text}", 2))
    for heading, texts in (
        ("Known problems of the figures", list(found.problems)),
        (
            "Unverified",
            [f"{label}: {text.removeprefix('unverified: ')}" for label, text in found.doubts],
        ),
        ("Sources", list(found.sources)),
    ):
        if texts:
            console.print(f"\n[bold]{heading}[/]")
        for text in texts:
            console.print(indented(f"- {text}", 2))


def _relief_json(relief: ReliefWorth) -> dict[str, Any]:
    return {
        "id": relief.relief,
        "label": relief.label,
        "termDays": relief.term_days,
        "renewable": relief.renewable,
        **_worth_json(relief.worth),
        "oneTerm": None if relief.one_term is None else _sums_json(relief.one_term),
        "notValued": [
            {
                "provision": each.provision,
                "label": each.label,
                "goods": each.goods,
                "trade": each.trade,
                "why": each.why,
            }
            for each in relief.not_valued
        ],
    }


def _worth_json(worth: Worth) -> dict[str, Any]:
    return {**_sums_json(worth), "estimates": [_estimate_json(each) for each in worth.estimates]}


def _sums_json(worth: Worth) -> dict[str, Any]:
    def yearly(each: Yearly | None) -> dict[str, Any] | None:
        if each is None:
            return None
        return {
            "gross": _range(each.gross),
            "net": _range(each.net),
            "grade": each.grade,
            "heldTo": list(each.held_to),
        }

    return {"income": yearly(worth.income), "access": yearly(worth.access)}


def _estimate_json(each: Estimate) -> dict[str, Any]:
    return {
        "id": each.id,
        "label": each.label,
        "benefit": each.benefit,
        "gross": _range(each.gross),
        "net": None if each.benefit == ACCESS else _range(each.net),
        "once": _number(each.once),
        "note": _ONCE if each.benefit == ONCE else None,
        "grade": each.grade,
        "unverified": each.unverified,
    }


def _worth_rows(regime: Regime, worth: Worth) -> Iterator[dict[str, Any]]:
    for each in worth.estimates:
        line = {ACCESS: "access", ONCE: "once"}.get(each.benefit, "income")
        net = None if each.benefit == ACCESS else each.net
        yield {
            "line": line,
            "item": each.label,
            **_ends(each.gross, net),
            "once": _number(each.once),
            "grade": each.grade,
            "unverified": each.unverified,
            "note": _ONCE if each.benefit == ONCE else None,
            "sources": _sources(regime, [each.id]),
        }
    for name, yearly in (("income", worth.income), ("access", worth.access)):
        if yearly is not None:
            note = f"held to: {'; '.join(yearly.held_to)}" if yearly.held_to else None
            mine = [
                each.id
                for each in worth.estimates
                if each.gross is not None and (each.benefit == ACCESS) == (name == "access")
            ]
            yield {
                "line": f"{name} in all",
                **_ends(yearly.gross, yearly.net),
                "grade": yearly.grade,
                "note": note,
                "sources": _sources(regime, mine),
            }


def _sources(regime: Regime, ids: Iterable[str]) -> str:
    return "; ".join(source_labels(regime, ids))


def _ends(gross: Range | None, net: Range | None) -> dict[str, Any]:
    return {
        f"{name}_{end}": None if range_ is None else _number(getattr(range_, end))
        for name, range_ in (("gross", gross), ("net", net))
        for end in ("low", "high")
    }


def _range(range_: Range | None) -> dict[str, int | float | None] | None:
    if range_ is None:
        return None
    return {"low": _number(range_.low), "high": _number(range_.high)}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else round(float(value), 2)
