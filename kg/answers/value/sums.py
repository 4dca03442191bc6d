"""What open relief is worth: the estimates of a regime, what each needs, and how they add up.

An estimate holds once all its parts are open. One that lies within another that holds is not added;
what is added under a ceiling stops at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.answers.grounds import unverified
from kg.graph import queries

if TYPE_CHECKING:
    from kg.graph.regime import Regime

INCOME, ACCESS, ONCE = "skg:yearlyIncome", "skg:yearlyAccess", "skg:oneOffSum"

# A relief measure, or a provision with the goods that it frees or none.
Part = tuple[str, str | None]


@dataclass(frozen=True)
class Range:
    """From low to high, in millions of US dollars."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def times(self, low: Decimal, high: Decimal) -> Range:
        """Returns the range with each end multiplied."""
        return Range(self.low * low, self.high * high)

    def within(self, ceiling: Range) -> Range:
        """Returns the range with neither end above that of a ceiling.

        >>> Range(Decimal(2070), Decimal(3134)).within(Range(Decimal(2100), Decimal(2700)))
        Range(low=Decimal('2070'), high=Decimal('2700'))
        """
        return Range(min(self.low, ceiling.low), min(self.high, ceiling.high))


@dataclass(frozen=True)
class Estimate:
    """What some relief is worth, as someone judges it.

    ``gross`` and ``net`` are of a year; a sum paid ``once`` has neither. ``unverified`` says how
    far the record was checked, and is None where its text was read.
    """

    id: str
    label: str
    benefit: str
    gross: Range | None
    net: Range | None
    once: Decimal | None
    grade: str
    unverified: str | None


@dataclass(frozen=True)
class Yearly:
    """Ranges of one kind of benefit added up: the grade is the worst among them.

    ``net`` is None for access to goods, which brings no cash. ``held_to`` names the ceilings at
    which the sum stops.
    """

    gross: Range
    net: Range | None
    grade: str
    held_to: tuple[str, ...]


@dataclass(frozen=True)
class Worth:
    """What is open at one time is worth: the estimates that hold, and their sums by benefit."""

    estimates: tuple[Estimate, ...]
    income: Yearly | None
    access: Yearly | None

    @property
    def once(self) -> tuple[Estimate, ...]:
        """The estimates of sums that are paid once."""
        return tuple(each for each in self.estimates if each.benefit == ONCE)


@dataclass(frozen=True)
class Book:
    """All estimates, what each needs open, and the ceilings above each, nested ones included."""

    estimates: dict[str, Estimate]
    parts: dict[str, frozenset[Part]]
    above: dict[str, frozenset[str]]


def read_book(regime: Regime) -> Book:
    """Reads the estimates of a regime, their parts and their ceilings."""
    estimates, parts, direct = {}, {}, {}
    for row in queries.run(regime, "value-estimates"):
        id = str(row["estimate"])
        estimates[id] = _estimate(regime, row)
        parts[id] = frozenset[Part]()
        direct[id] = frozenset[str]()
    for row in queries.run(regime, "value-parts"):
        parts[str(row["estimate"])] |= {part(row["part"], row["goods"])}
    for row in queries.run(regime, "value-ceilings"):
        direct[str(row["estimate"])] |= {str(row["ceiling"])}
    above = dict(direct)
    while (wider := {k: v.union(*(direct[each] for each in v)) for k, v in above.items()}) != above:
        above = wider
    return Book(estimates, parts, above)


def _estimate(regime: Regime, row: Mapping[str, object]) -> Estimate:
    def number(column: str) -> Decimal | None:
        return None if row[column] is None else Decimal(str(row[column]))

    low, high, least, most = map(number, ("low", "high", "net_share_low", "net_share_high"))
    gross = Range(low, high) if low is not None and high is not None else None
    net = gross.times(least, most) if gross and least is not None and most is not None else None
    id = str(row["estimate"])
    return Estimate(
        id=id,
        label=str(row["label"]),
        benefit=str(row["benefit"]),
        gross=gross,
        net=net,
        once=number("value"),
        grade=str(row["grade"]),
        unverified=unverified(regime, id),
    )


def worth_of(book: Book, opened: Mapping[Part, Decimal]) -> Worth:
    """Returns what open parts are worth; each comes with the share of a year for which it is."""
    held = {id: each for id, each in book.estimates.items() if book.parts[id]}
    held = {id: each for id, each in held.items() if book.parts[id] <= opened.keys()}
    chosen = {id: each for id, each in held.items() if not book.above[id] & held.keys()}
    shares = {id: min(opened[part] for part in book.parts[id]) for id in chosen}
    return Worth(
        estimates=tuple(chosen.values()),
        income=_sum(book, chosen, shares, INCOME),
        access=_sum(book, chosen, shares, ACCESS),
    )


def _sum(
    book: Book, chosen: Mapping[str, Estimate], shares: Mapping[str, Decimal], benefit: str
) -> Yearly | None:
    mine = {id: each for id, each in chosen.items() if each.benefit == benefit}
    sums = {id: _scaled(each, shares[id]) for id, each in mine.items()}
    if not sums:
        return None
    share = {id: shares[id] for id in sums}
    held_to = []
    # From the narrowest ceiling outwards: what stands under it becomes one sum that stands for it.
    ceilings = {ceiling for id in sums for ceiling in book.above[id]}
    for ceiling in sorted(ceilings, key=lambda id: (len(book.parts[id]), id)):
        under = [id for id in sums if ceiling in book.above[id]]
        share[ceiling] = max(share[id] for id in under)
        most = _scaled(book.estimates[ceiling], share[ceiling])
        both = [_total(sums[id][0] for id in under), _total(sums[id][1] for id in under)]
        sums = {id: pair for id, pair in sums.items() if id not in under}
        sums[ceiling] = (both[0].within(most[0]), both[1].within(most[1]))
        if list(sums[ceiling]) != both:
            held_to.append(book.estimates[ceiling].label)
    return Yearly(
        gross=_total(gross for gross, _ in sums.values()),
        net=None if benefit == ACCESS else _total(net for _, net in sums.values()),
        grade=max(each.grade for each in mine.values()),
        held_to=tuple(held_to),
    )


def _scaled(estimate: Estimate, share: Decimal) -> tuple[Range, Range]:
    nothing = Range(Decimal(0), Decimal(0))
    gross, net = estimate.gross or nothing, estimate.net or nothing
    return gross.times(share, share), net.times(share, share)


def _total(ranges: Iterable[Range]) -> Range:
    return sum(ranges, Range(Decimal(0), Decimal(0)))


def part(named: object, goods: object) -> Part:
    """Returns a part from the columns of a question."""
    return str(named), None if goods is None else str(goods)
