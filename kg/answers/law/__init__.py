"""The law itself: what was in force on a day, what changed between two days, how it came about.

The questions stand in ``queries/law`` and ``queries/measures``; this asks them, puts the rows of
one provision together and says what each answer rests on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kg.answers.law import lookup, reading
from kg.answers.law.types import (
    Cap,
    Change,
    Changes,
    Due,
    History,
    InForce,
    LawOn,
    Span,
    Step,
    Words,
)
from kg.core.dates import past
from kg.core.errors import BadInput
from kg.graph import cells, queries
from kg.graph.cells import Row
from kg.graph.sources import source_labels

if TYPE_CHECKING:
    from kg.graph.regime import Regime

__all__ = [
    "Cap",
    "Change",
    "Changes",
    "Due",
    "History",
    "InForce",
    "LawOn",
    "Span",
    "Step",
    "Words",
    "changes",
    "history",
    "regime_on",
    "words_of",
]

ANY_MEASURE, ANY_PROVISION = "skg:Measure", "skg:Provision"
ANY_SENDER, ANY_INSTRUMENT = "skg:Actor", "skg:Instrument"
# The query that tells a chain, and its parameter, by the kind of what was asked for.
_CHAINS = {
    "subject": ("history-of-subject", "subject"),
    "goods": ("history-of-goods", "goods"),
    "provision": ("history-of-provision", "start"),
}
_EVERYTHING = (ANY_MEASURE, ANY_PROVISION, ANY_SENDER, ANY_INSTRUMENT)


def regime_on(
    regime: Regime,
    day: date | None = None,
    *,
    type: str | None = None,
    goods: str | None = None,
    sender: str | None = None,
    instrument: str | None = None,
    every: bool = False,
) -> LawOn:
    """Says what was in force on a day.

    Args:
        regime: the loaded regime.
        day: the day; the data date if none is given. After the data date the law is answered as it
            was read, with a warning.
        type: a type of measure, by class or in words: ``ExportBan``, ``export ban``, ``financial``.
        goods: goods by id or name, or a chapter or heading of the Harmonized System.
        sender: a state or body, by id or name.
        instrument: an act, by id or name.
        every: whether to list demands, powers and definitions beside the measures.

    Raises:
        BadInput: if one of them means nothing, or ``every`` is asked with a type or goods.

    >>> import kg
    >>> law = regime_on(kg.load(), date(2017, 8, 4), goods="coal", sender="unsc")
    >>> [(each.id, each.caps[0].amount) for each in law.provisions]
    [('un/2321/26', 7500000)]
    """
    if every and (type is not None or goods is not None):
        hint = "leave out one of them"
        raise BadInput("a type and goods pick measures, not every provision", hint=hint)
    day = day or regime.data_date
    regime = regime.on(day)
    every_kind = ANY_PROVISION if every else ANY_MEASURE
    kind = every_kind if type is None else lookup.measure_type(regime, type)
    who = lookup.sender(regime, sender) if sender is not None else ANY_SENDER
    act = ANY_INSTRUMENT if instrument is None else lookup.instrument(regime, instrument)
    rows = queries.run(regime, "measures-by-type", type=kind, day=day, sender=who, instrument=act)
    by_id = reading.grouped(rows)
    named = None if goods is None else reading.goods(regime, goods, day, who)
    if named is not None:
        by_id = {id: found for id, found in by_id.items() if id in named}
    due = _due(regime, day)
    types = reading.grouped(queries.run(regime, "measures-in-force-on", day=day, sender=who))
    caps = reading.grouped(queries.run(regime, "caps", day=day, sender=who))
    rows = queries.run(regime, "exceptions-on", day=day, sender=who)
    outside = Counter(id for id, _ in {(row["provision"], row["exception"]) for row in rows})
    found = []
    for id, mine in by_id.items():
        found.append(
            replace(
                _in_force(regime, id, mine, types, named or {}),
                until=reading.end(mine[0], "until"),
                deadlines=tuple(due.get(id, ())),
                overtaken_by=cells.unique(mine, "overtaken_by"),
                caps=tuple(reading.cap(regime, row) for row in caps.get(id, ())),
                exceptions=outside[id],
                doubts=reading.doubts(regime, id),
            )
        )
    words = [regime.label(each) for each in (kind, who, act) if each not in _EVERYTHING]
    asked = (*words, *([f"goods: {reading.goods_label(regime, goods)}"] if goods else []))
    warning = past(day, regime.data_date)
    older = _may_be_older(regime, day, goods, type=kind, sender=who, instrument=act)
    return LawOn(day, regime.data_date, asked, goods, warning, tuple(found), older)


def changes(
    regime: Regime, first: date, last: date | None = None, *, sender: str | None = None
) -> Changes:
    """Says what changed between two days, and by which act.

    What took effect on the first day is left out, what took effect on the last is told: two
    stretches that meet add up to the whole.

    Args:
        regime: the loaded regime.
        first: the day whose law is the starting point.
        last: the last day; the data date if none is given.
        sender: only the law of this state or body.

    Raises:
        BadInput: if the first day is not before the last, or nobody is the sender.

    >>> import kg
    >>> found = changes(kg.load(), date(2017, 8, 4), date(2017, 8, 5), sender="unsc").changes
    >>> [(each.change, each.by) for each in found if each.id == "un/2321/26"]
    [('cap ended', 'un/2371/8'), ('ended', 'un/2371/8'), ('superseded by', 'un/2371/8')]
    """
    last = last or regime.data_date
    if first >= last:
        hint = "give an earlier first day or a later last one"
        raise BadInput(f"{first} is not before {last}", hint=hint)
    who = lookup.sender(regime, sender) if sender is not None else ANY_SENDER
    rows = queries.run(regime, "changes-between", first=first, last=last, sender=who)
    found = tuple(
        Change(
            day=cells.day(row["day"]),
            change=reading.text(row, "change"),
            id=reading.text(row, "provision"),
            label=reading.text(row, "label"),
            what=reading.text(row, "what"),
            by=reading.text(row, "by"),
            by_label=reading.text(row, "by_label"),
            act=reading.text(row, "act"),
            act_label=reading.text(row, "act_label"),
            act_day=reading.end(row, "act_day"),
            sender=reading.text(row, "sent_by"),
            unverified=row["unverified"] is True,
            sources=source_labels(
                regime, [reading.text(row, "provision"), reading.text(row, "by")]
            ),
        )
        for row in rows
    )
    return Changes(first, last, regime.data_date, past(last, regime.data_date), found)


def history(regime: Regime, id: str) -> History:
    """Tells the chain of a subject, of goods or of a provision.

    Args:
        regime: the loaded regime.
        id: a subject, goods or a provision, by id or name; in this order where several fit. A
            provision is followed to what it changes and to what changes it, to the ends.

    Raises:
        BadInput: if nothing of these kinds is meant.

    >>> import kg
    >>> steps = history(kg.load(), "coal").steps
    >>> [step.id for step in steps if step.id.startswith("un/")]
    ['un/2270/29', 'un/2321/26', 'un/2371/8']
    """
    kind, found = lookup.chain(regime, id)
    name, parameter = _CHAINS[kind]
    steps = []
    for each, rows in reading.grouped(queries.run(regime, name, **{parameter: found})).items():
        spans = {reading.cap_span(regime, row): None for row in rows if row["cap"] is not None}
        by = {
            (reading.text(row, "how"), reading.text(row, "by"), reading.text(row, "by_label")): None
            for row in rows
            if row["by"] is not None
        }
        first = rows[0]
        steps.append(
            Step(
                id=each,
                label=reading.text(first, "label"),
                says=reading.text(first, "says"),
                sender=reading.text(first, "sent_by"),
                since=cells.day(first["from"]),
                until=reading.end(first, "until"),
                may_be_older=first["may_be_older"] is True,
                caps=tuple(spans),
                changed_by=tuple(by),
                versions=words_of(regime, each),
                unverified=first["unverified"] is True,
                sources=source_labels(regime, [each]),
            )
        )
    return History(found, regime.label(found), kind, regime.data_date, tuple(steps))


def words_of(regime: Regime, id: str) -> tuple[Words, ...]:
    """Tells what a provision or a power said by date; nothing if its words never changed.

    Args:
        regime: the loaded regime.
        id: the provision or the power.
    """
    return tuple(
        Words(
            since=cells.day(row["from"]),
            until=reading.end(row, "until"),
            says=reading.text(row, "says"),
            by=reading.text(row, "by"),
            by_label=reading.text(row, "by_label"),
            unverified=row["unverified"] is True,
        )
        for row in queries.run(regime, "versions-of-provision", provision=id)
    )


def _may_be_older(
    regime: Regime, day: date, goods: str | None, **asked: str
) -> tuple[InForce, ...]:
    """Returns what begins on record after a day, but may have been in force on it already."""
    by_id = reading.grouped(queries.run(regime, "first-day-not-recorded", day=day, **asked))
    named: dict[str, tuple[str, ...]] = {}
    types: dict[str, list[Row]] = {}
    for first in sorted({cells.day(rows[0]["from"]) for rows in by_id.values()}):
        named |= reading.goods(regime, goods, first, asked["sender"]) if goods else {}
        types |= reading.grouped(queries.run(regime, "measures-in-force-on", day=first))
    return tuple(
        replace(
            _in_force(regime, id, rows, types, named),
            may_be_older=True,
            doubts=cells.unique(rows, "doubt"),
        )
        for id, rows in by_id.items()
        if not goods or id in named
    )


def _in_force(
    regime: Regime,
    id: str,
    rows: list[Row],
    types: Mapping[str, list[Row]],
    named: Mapping[str, tuple[str, ...]],
) -> InForce:
    """Returns what is told of every provision; the rest is still empty."""
    first = rows[0]
    return InForce(
        id=id,
        label=reading.text(first, "label"),
        says=reading.text(first, "says"),
        instrument=reading.text(first, "act"),
        sender=reading.text(first, "sent_by"),
        types=cells.unique(types.get(id, ()), "type"),
        effects=reading.effects(regime, id),
        since=cells.day(first["from"]),
        until=None,
        may_be_older=first.get("may_be_older") is True,
        doubts=(),
        deadlines=(),
        overtaken_by=(),
        caps=(),
        exceptions=0,
        goods=named.get(id, ()),
        unverified=first["unverified"] is True,
        sources=source_labels(regime, [id]),
    )


def _due(regime: Regime, day: date) -> dict[str, list[Due]]:
    """Returns what fell due after the data date and up to a day, by provision."""
    found: defaultdict[str, list[Due]] = defaultdict(list)
    if day > regime.data_date:
        first = regime.data_date + timedelta(days=1)
        for row in queries.run(regime, "deadlines-due", first=first, last=day):
            if row["every"] is None:
                due = Due(cells.day(row["due"]), reading.text(row, "what"))
                found[reading.text(row, "provision")].append(due)
    return found
