"""What relief is worth to the target a year: ranges with sources and caveats, never one number.

Which estimates there are, what each needs relaxed, which ceiling holds it, and what a package frees
are questions in ``queries/values``; ``value.sums`` adds up what is open. Here that is done for
each relief of a package by itself, and for all relief up to each phase.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.value.sums import Book, Part, Worth, part, read_book, worth_of
from kg.check.questions import run_on
from kg.core.errors import BadInput
from kg.core.ids import short
from kg.deal import Deal
from kg.deal.model import Phase, Relief
from kg.deal.terms import UNSTATED
from kg.graph import cells, queries

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_YEAR = 365
_WHOLE = Decimal(1)


@dataclass(frozen=True)
class NotValued:
    """Something that a relief frees and no estimate counts.

    ``provision`` and ``goods`` are None where the relief as a whole is meant. ``trade`` says
    whether the provision limits trade or work abroad.
    """

    provision: str | None
    label: str | None
    goods: str | None
    trade: bool
    why: str


@dataclass(frozen=True)
class ReliefWorth:
    """What one relief of a package is worth by itself; ``one_term`` is for its term alone."""

    relief: str
    label: str
    term_days: int | None
    renewable: bool | None
    worth: Worth
    one_term: Worth | None
    not_valued: tuple[NotValued, ...]


@dataclass(frozen=True)
class PhaseWorth:
    """What the relief of a phase is worth, and that of all phases up to it taken together."""

    position: int
    title: str
    reliefs: tuple[ReliefWorth, ...]
    by_then: Worth


@dataclass(frozen=True)
class Valuation:
    """The answer of ``value``: by phase, with what it rests on.

    ``caveats`` and ``doubts`` are pairs of the label of an estimate and a remark; the label of a
    caveat is empty where it holds for all.
    """

    id: str
    title: str
    as_of: date
    data_date: date
    phases: tuple[PhaseWorth, ...]
    baseline: tuple[int, ...]
    caveats: tuple[tuple[str, str], ...]
    doubts: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    sources: tuple[str, ...]


def value(regime: Regime, deal: Deal, after: int | None = None) -> Valuation:
    """Says what the relief of a package is worth a year, by relief and up to each phase.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.
        after: the last phase that counts, from one; all of them by default.

    Raises:
        BadInput: if the package has no such phase.

    >>> import kg
    >>> from kg.cli.common import package
    >>> regime = kg.load()
    >>> answer = value(regime, kg.read_deal(package("wertz-2019-framework"), regime), after=3)
    >>> answer.phases[-1].by_then.access.gross
    Range(low=Decimal('1100'), high=Decimal('1520'))
    """
    regime = regime.on(deal.as_of)
    last = len(deal.phases) if after is None else after
    if not 1 <= last <= len(deal.phases):
        hint = f"phases are numbered from 1 to {len(deal.phases)}"
        raise BadInput(f"{deal.id} has no phase {last}", where="--after", hint=hint)
    book = read_book(regime)
    freed: dict[str, set[Part]] = {}
    for row in run_on(regime, deal, "valued-parts-of-package"):
        freed.setdefault(str(row["relief"]), set()).add(part(row["part"], row["goods"]))
    missing = _missing(regime, deal)
    opened: dict[Part, Decimal] = {}
    phases = []
    for phase in deal.phases[:last]:
        reliefs = []
        for relief in phase.relief:
            ids = [short(each.iri, regime.base) for each in relief.parts]
            open_ = set().union(*(freed.get(id, ()) for id in ids))
            left = tuple(dict.fromkeys(each for id in ids for each in missing.get(id, ())))
            reliefs.append(_relief(regime, book, relief, open_, left))
            for each in open_:
                opened[each] = max(opened.get(each, Decimal(0)), _yearly_share(relief))
        worth = worth_of(book, opened)
        phases.append(PhaseWorth(phase.position, phase.title, tuple(reliefs), worth))
    return _with_grounds(regime, deal, tuple(phases))


def of_measure(regime: Regime, relief: str, as_of: date | None = None) -> Valuation:
    """Says what a relief measure is worth a year, given by the act that its author has in mind.

    Args:
        regime: the loaded regime.
        relief: short id of the relief measure, with or without ``relief/``.
        as_of: the day at which the law is read; the data date by default.

    Raises:
        BadInput: for an unknown relief measure.

    >>> import kg
    >>> of_measure(kg.load(), "kaesong").phases[0].by_then.income.gross
    Range(low=Decimal('100'), high=Decimal('120'))
    """
    measure = regime.find(relief, "relief")
    id, label = short(measure.value, regime.base), regime.label(measure.value)
    how, body = (regime.value(id, term) for term in ("usualMechanism", "usualBody"))
    iri = f"{regime.base}deal/worth-of-{id.rpartition('/')[2]}"
    given = Relief(
        iri=f"{iri}/phase-1/relief-1",
        label=label,
        line=None,
        notes=(),
        measure=measure.value,
        provisions=(),
        by=(body.value,) if isinstance(body, ox.NamedNode) else (),
        through=how.value if isinstance(how, ox.NamedNode) else UNSTATED,
        term_days=None,
        renewable=None,
        snapback=None,
        authority=(),
        ends_if=None,
        leaves_out=(),
        covers_only=(),
    )
    phase = Phase(f"{iri}/phase-1", label, 1, None, (), (given,), (), (), (), ())
    day = as_of or regime.data_date
    deal = Deal(short(iri, regime.base), iri, label, day, None, (), (), (phase,))
    return replace(value(regime, deal), id=id)


def _relief(
    regime: Regime,
    book: Book,
    relief: Relief,
    freed: set[Part],
    missing: Iterable[NotValued],
) -> ReliefWorth:
    worth = worth_of(book, dict.fromkeys(freed, _yearly_share(relief)))
    term = None
    if relief.term_days is not None and relief.term_days < _YEAR and freed:
        term = worth_of(book, dict.fromkeys(freed, Decimal(relief.term_days) / _YEAR))
    counted = {part for each in worth.estimates for part in book.parts[each.id]}
    alone = [_alone(regime, book, each) for each in sorted(freed - counted, key=str)]
    return ReliefWorth(
        relief=short(relief.iri, regime.base),
        label=relief.label,
        term_days=relief.term_days,
        renewable=relief.renewable,
        worth=worth,
        one_term=term,
        not_valued=(*alone, *missing),
    )


def _alone(regime: Regime, book: Book, open_: Part) -> NotValued:
    """Says of a part that is open by itself within which estimate it would count."""
    holders = [id for id, parts in book.parts.items() if open_ in parts]
    nearest = book.estimates[min(holders, key=lambda id: (len(book.parts[id]), id))].label
    provision, goods = open_
    return NotValued(
        provision=provision,
        label=regime.label(provision),
        goods=regime.label(goods) if goods else None,
        trade=True,
        why=f"counted only within “{nearest}”, which it does not open as a whole",
    )


def _yearly_share(relief: Relief) -> Decimal:
    """The share of a year for which relief stands: less than one only if it cannot be renewed."""
    if relief.renewable is False and relief.term_days is not None:
        return min(_WHOLE, Decimal(relief.term_days) / _YEAR)
    return _WHOLE


def _missing(regime: Regime, deal: Deal) -> dict[str, tuple[NotValued, ...]]:
    found: dict[str, tuple[NotValued, ...]] = {}
    for row in run_on(regime, deal, "not-valued-in-package"):
        each = NotValued(
            provision=cells.text(row["provision"]),
            label=cells.text(row["provision_label"]),
            goods=cells.text(row["goods_label"]),
            trade=bool(row["trade"]),
            why=str(row["why"]),
        )
        id = str(row["relief"])
        found[id] = (*found.get(id, ()), each)
    return found


def _with_grounds(regime: Regime, deal: Deal, phases: tuple[PhaseWorth, ...]) -> Valuation:
    worths = [relief.worth for phase in phases for relief in phase.reliefs]
    worths += [phase.by_then for phase in phases]
    used = {each.id: each.label for worth in worths for each in worth.estimates}

    def remarks(name: str, record: str, text: str) -> list[tuple[str, str, str]]:
        rows = [row for row in queries.run(regime, name) if row[record] in used]
        return [(str(r[record]), str(r.get("about", "")), str(r[text])) for r in rows]

    caveats = remarks("value-caveats", "estimate", "caveat")
    problems = remarks("problems-of-estimates", "estimate", "says")
    given = [year for id in used for year in regime.values(id, "baselineYear")]
    years = {int(year.value) for year in given if isinstance(year, ox.Literal)}
    sources = remarks("value-sources", "estimate", "source_label")
    doubts = remarks("unverified-values", "record", "doubt")
    said = [("" if about == "method" else used[id], text) for id, about, text in caveats]
    return Valuation(
        id=deal.id,
        title=deal.title,
        as_of=deal.as_of,
        data_date=regime.data_date,
        phases=phases,
        baseline=tuple(sorted(years)),
        caveats=tuple(sorted(dict.fromkeys(said), key=lambda pair: bool(pair[0]))),
        doubts=tuple((used[id], text) for id, _, text in doubts),
        problems=tuple(sorted({text for _, _, text in problems})),
        sources=tuple(dict.fromkeys(text for _, _, text in sources)),
    )
