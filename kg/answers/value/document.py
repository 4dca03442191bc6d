"""What relief is worth, as a document: ranges in millions of US dollars, with what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.value.sums import ACCESS, INCOME, ONCE, Estimate, Range, Worth, Yearly
from kg.core.dates import written
from kg.core.document import (
    Cell,
    Column,
    Document,
    Item,
    Section,
    Span,
    Table,
    Text,
    filled,
    joined,
    listing,
    pairs,
    quiet,
    ref,
    section,
)
from kg.core.wording import counted, listed
from kg.graph.sources import citations, source_labels

if TYPE_CHECKING:
    from kg.answers.value import NotValued, ReliefWorth, Valuation
    from kg.graph.regime import Regime

_INCOME, _GOODS = "Income a year", "Access to goods a year, not cash"
_NET = "Net is what stays as cash once imported inputs are paid."
_ONCE = "A sum paid once is no yearly worth; the sources give no range for it."
_TERMS = (
    "Yearly ranges take every relief to stand for a whole year; a term that can be renewed is "
    "taken to be renewed."
)
_MILLIONS = "in millions of US dollars"
_SUMS = (
    *(Column("phase", "up to phase", "number"), Column("income", "income")),
    *(Column("net", "net"), Column("grade", "grade")),
    *(Column("access", "goods"), Column("access_grade", "grade (goods)")),
    Column("held_to", "held to the ceiling of"),
)
_ESTIMATES = (
    *(Column("estimate", "estimate"), Column("gross", "gross"), Column("net", "net")),
    *(Column("once", "once"), Column("grade", "grade"), Column("baseline", "baseline")),
)
_MOST = 12


@dataclass(frozen=True, kw_only=True)
class ValueDocument(Document):
    """What relief is worth a year.

    Attributes:
        by_phase: what all relief up to each phase is worth together, where there are several.
        relief: each relief that is valued: its sums, their estimates, and what they leave out.
        not_valued: the relief that no estimate counts.
        income: the estimates of income, with ranges, grades and baseline years.
        access: the estimates of access to goods, which brings no cash.
        once: the estimates of sums that are paid once.
        reading: how the figures are to be read, and their caveats.
        grounds: on which sources each estimate rests, and what of it is unverified.
        problems: known problems of the figures.
    """

    by_phase: Table | None = None
    relief: tuple[Section, ...] = ()
    not_valued: Section | None = None
    income: Table | None = None
    access: Table | None = None
    once: Table | None = None
    reading: Section | None = None
    grounds: Section | None = None
    problems: Section | None = None


def value_document(regime: Regime, found: Valuation) -> ValueDocument:
    """Makes the document of what relief is worth.

    Args:
        regime: the regime asked.
        found: what ``value`` or ``of_measure`` found.
    """
    single = not found.id.startswith("deal/")
    estimates = _used(found)
    several = len(found.phases) > 1
    return ValueDocument(
        title=found.title,
        lead=_lead(found, single),
        data_date=found.data_date,
        as_of=(found.as_of,),
        by_phase=_by_phase(found) if several else None,
        relief=tuple(_reliefs(found, single)),
        not_valued=_without(found, single),
        income=_table(regime, estimates, INCOME, f"Estimates of income, {_MILLIONS} a year"),
        access=_table(
            regime, estimates, ACCESS, f"Estimates of access to goods, not cash, {_MILLIONS} a year"
        ),
        once=_table(regime, estimates, ONCE, f"Sums paid once, {_MILLIONS}"),
        reading=_reading(found, estimates),
        grounds=_grounds(regime, found, estimates),
        problems=_list("Known problems of the figures", found.problems, "problem"),
        citations=citations(regime, [each.id for each in estimates]),
    )


def in_words(range_: Range) -> str:
    """Returns a range in whole millions, or "none" where nothing is left.

    >>> from decimal import Decimal
    >>> in_words(Range(Decimal("238.45"), Decimal(1140)))
    '238–1,140'
    >>> in_words(Range(Decimal(0), Decimal(0)))
    'none'
    """
    return f"{range_.low:,.0f}–{range_.high:,.0f}" if range_.high else "none"


def _lead(found: Valuation, single: bool) -> str:
    last = found.phases[-1]
    count = sum(len(phase.reliefs) for phase in found.phases)
    if not count:
        return f"Up to phase {last.position} the package holds no relief of sanctions."
    what, be = "this relief", "is"
    if not single:
        what = f"the only relief up to phase {last.position}"
    if count > 1:
        what, be = f"the {count} reliefs up to phase {last.position}", "are"
        valued = sum(bool(each.worth.estimates) for p in found.phases for each in p.reliefs)
        if 0 < valued < count:
            are = "one" if valued == 1 else str(valued)
            what = f"{are} of {what}"
            be = "is" if valued == 1 else "are"
    said = [_amount(yearly) for _, yearly in _sums(last.by_then)]
    said += [
        f"about {each.once:,.0f} million US dollars once ({each.label}), grade {each.grade}"
        for each in last.by_then.once
    ]
    if not said and single and not any(relief.not_valued for relief in last.reliefs):
        day = written(found.as_of)
        return f"Nothing that {what} would relax is in force on {day}, so no estimate counts it."
    if not said:
        return f"No estimate on record counts what {what} would free."
    first, *others = said
    more = f" To this {'comes' if len(others) == 1 else 'come'} {' and '.join(others)}."
    return f"{what[:1].upper()}{what[1:]} {be} estimated to bring {first}.{more if others else ''}"


def _amount(yearly: Yearly) -> str:
    gross = f"{in_words(yearly.gross)} million US dollars a year"
    if yearly.net is None:
        return f"access to goods worth {gross}, which is not cash, grade {yearly.grade}"
    net = f"{in_words(yearly.net)} net of imported inputs"
    return f"an income of {gross} gross, {net}, grade {yearly.grade}"


def _sums(worth: Worth) -> Iterator[tuple[str, Yearly]]:
    if worth.income is not None:
        yield _INCOME, worth.income
    if worth.access is not None:
        yield _GOODS, worth.access


def _by_phase(found: Valuation) -> Table | None:
    rows: list[tuple[Cell, ...]] = []
    for phase in found.phases:
        income, access = phase.by_then.income, phase.by_then.access
        held = [name for each in (income, access) if each for name in each.held_to]
        rows.append(
            (
                phase.position,
                in_words(income.gross) if income else "",
                in_words(income.net) if income and income.net else "",
                income.grade if income else "",
                in_words(access.gross) if access else "",
                access.grade if access else "",
                "; ".join(held),
            )
        )
    if len({row[1:] for row in rows}) == 1:
        return None  # The lead says it.
    caption = f"All relief up to each phase together, {_MILLIONS} a year; goods are not cash"
    return filled(_SUMS, rows, "phase", caption)


def _reliefs(found: Valuation, single: bool) -> Iterator[Section]:
    for phase in found.phases:
        for relief in phase.reliefs:
            if relief.worth.estimates and not single:
                yield _relief(relief, phase.position)
            elif relief.worth.estimates and (told := _alone(relief)):
                yield told


def _relief(relief: ReliefWorth, phase: int) -> Section:
    fields: list[tuple[str, Text | None]] = []
    for name, yearly in _sums(relief.worth):
        fields.append((name, _yearly(yearly)))
        access = yearly.net is None
        mine = [e for e in relief.worth.estimates if e.gross is not None]
        fields.append(("Counted", joined(_ref(e) for e in mine if (e.benefit == ACCESS) == access)))
        fields += _held(yearly)
    for each in relief.worth.once:
        fields.append(("Once", (_ref(each), f", about {each.once:,.0f}; grade {each.grade}")))
    fields += [*_one_term(relief), *_missing(relief)]
    aside = relief.relief.rsplit("/", 1)[-1]
    return section(f"Phase {phase}, {relief.label}", pairs(*fields), aside=aside, unit="relief")


def _alone(relief: ReliefWorth) -> Section | None:
    """What the sums of a single relief, which the lead has, take in and leave out."""
    held = [pair for _, yearly in _sums(relief.worth) for pair in _held(yearly)]
    fields = pairs(*held, *_missing(relief))
    return section("What the sums leave out", fields) if fields.pairs else None


def _held(yearly: Yearly) -> list[tuple[str, Text | None]]:
    names = "; ".join(yearly.held_to)
    return [("The sum stops at the ceiling of", names)] if names else []


def _missing(relief: ReliefWorth) -> list[tuple[str, Text | None]]:
    return [("Not valued", text) for text in _left_out(relief.not_valued)]


def _one_term(relief: ReliefWorth) -> Iterator[tuple[str, Text | None]]:
    if relief.one_term is None or relief.term_days is None:
        return
    again = ", which cannot be renewed" if relief.renewable is False else ""
    for name, yearly in _sums(relief.one_term):
        term = f" in one term of {counted(relief.term_days, 'day')}{again}"
        yield name.replace(" a year", term), _yearly(yearly)


def _yearly(yearly: Yearly) -> str:
    net = "" if yearly.net is None else f", net {in_words(yearly.net)}"
    return f"gross {in_words(yearly.gross)}{net}; grade {yearly.grade}"


def _left_out(missing: Iterable[NotValued]) -> Iterator[Text]:
    """Says by reason what no estimate counts."""
    reasons: dict[str, dict[tuple[str | None, str | None], list[str]]] = {}
    beyond = 0
    for each in missing:
        if each.provision is not None and not each.trade:
            beyond += 1
        else:
            key = (each.label, each.provision)
            goods = reasons.setdefault(each.why, {}).setdefault(key, [])
            goods += [each.goods] if each.goods else []
    for why, things in reasons.items():
        named = [
            (ref(label, id) if id else label, f" on {', '.join(goods)}" if goods else "")
            for (label, id), goods in things.items()
            if label
        ]
        rest = f"; and {len(named) - _MOST} more" if len(named) > _MOST else ""
        yield (*joined(named[:_MOST]), f"{rest} ({why})") if named else why
    if beyond:
        yield f"{counted(beyond, 'provision')} on anything but trade and work abroad"


def _without(found: Valuation, single: bool) -> Section | None:
    """Lists the relief that no estimate counts, with the reasons."""
    entries: list[Item | Text] = []
    for phase in found.phases:
        for relief in phase.reliefs:
            if not relief.worth.estimates:
                why = list(_left_out(relief.not_valued))
                if single:
                    entries += why
                    continue
                why = why or ["no estimate counts what it frees"]
                if len(why) == 1:
                    head = (f"phase {phase.position}: {relief.label}: ",)
                    entries.append((*head, *joined(why)))
                else:
                    own = listing(why, "reason")
                    entries.append(Item(f"phase {phase.position}: {relief.label}", (own,)))
    if not entries:
        return None
    return section("Relief that no estimate counts", listing(entries, "relief"))


def _used(found: Valuation) -> list[Estimate]:
    """The estimates that count for any relief or any phase, each once."""
    worths = [relief.worth for phase in found.phases for relief in phase.reliefs]
    worths += [phase.by_then for phase in found.phases]
    return list({each.id: each for worth in worths for each in worth.estimates}.values())


def _table(
    regime: Regime, estimates: Iterable[Estimate], benefit: str, caption: str
) -> Table | None:
    """The estimates that bring one kind of benefit."""
    rows = [
        (
            _ref(each),
            in_words(each.gross) if each.gross else "",
            in_words(each.net) if each.net and benefit != ACCESS else "",
            "" if each.once is None else f"about {each.once:,.0f}",
            *(each.grade, ", ".join(_years(regime, each))),
        )
        for each in estimates
        if benefit == (each.benefit if each.benefit in (ACCESS, ONCE) else INCOME)
    ]
    return filled(_ESTIMATES, rows, "estimate", caption) if rows else None


def _years(regime: Regime, each: Estimate) -> list[str]:
    given = regime.values(each.id, "baselineYear")
    return sorted(year.value for year in given if isinstance(year, ox.Literal))


def _reading(found: Valuation, estimates: list[Estimate]) -> Section | None:
    if not estimates:
        return None
    general = [text for label, text in found.caveats if not label]
    own = [f"{label}: {text}" for label, text in found.caveats if label]
    years = listed((str(year) for year in found.baseline), len(found.baseline)).replace(";", ",")
    once = [_ONCE] if any(each.once is not None for each in estimates) else []
    unit = "Baseline year" if len(found.baseline) == 1 else "Baseline years"
    head = [f"{unit}: {years or 'none stated'}.", _NET, _TERMS, *once]
    return _list("How to read it", (*head, *general, *own), "caveat")


def _grounds(regime: Regime, found: Valuation, estimates: Iterable[Estimate]) -> Section | None:
    doubts: dict[str, list[str]] = {}
    for label, text in found.doubts:
        doubts.setdefault(label, []).append(text.removeprefix("unverified: "))
    entries: list[Text] = []
    for each in estimates:
        sources = "; ".join(source_labels(regime, [each.id])) or "no source on record"
        doubt = "".join(f". Unverified: {text}" for text in doubts.get(each.label, ()))
        entries.append((ref(each.label, each.id), quiet(f"  {each.id}"), f": {sources}{doubt}"))
    name = "What each estimate rests on"
    return section(name, listing(entries, "estimate")) if entries else None


def _list(title: str, texts: Iterable[Text], unit: str) -> Section | None:
    every = listing(texts, unit)
    return section(title, every) if every.items else None


def _ref(each: Estimate) -> Span:
    return ref(f"{each.label}{' (unverified)' if each.unverified else ''}", each.id)
