"""Whether someone may do something with the target: what bars it, what permits it, who decides.

The questions stand in ``queries/activities``; this asks them of the law of a day, sorts the rows by
sender, and says in the first words of each what comes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.can_i import asked
from kg.answers.can_i.model import Bar, CanI, Leave, Reach, UnderSender, Way
from kg.answers.can_i.senders import reached
from kg.answers.law import reading
from kg.core.dates import past
from kg.core.errors import BadInput
from kg.core.ids import short
from kg.core.wording import enumerated, the
from kg.graph import cells, queries
from kg.graph.cells import Row
from kg.graph.words import target

if TYPE_CHECKING:
    from kg.answers.can_i.asked import Activity, Goods
    from kg.graph.regime import Regime

__all__ = ["Bar", "CanI", "Leave", "Reach", "UnderSender", "Way", "can_i"]

_ORDER = list(Reach)
# The steps after which nobody's leave is waited for.
_FREE = ("skg:noProcedure", "skg:notification")
_MOST_NAMES = 3


def can_i(
    regime: Regime,
    what: Sequence[str],
    place: str | None = None,
    user: str | None = None,
    day: date | None = None,
) -> CanI:
    """Says whether an activity is barred, sender by sender.

    Args:
        regime: the loaded regime.
        what: the activity, and the goods by name or code: ``["send", "8413"]``.
        place: the state from which it is done; every sender is answered if none is given.
        user: who does it: ``ngo``, ``bank``, ``firm``, ``person`` or ``official``.
        day: the day; the data date if none is given.

    Raises:
        BadInput: if one of them means nothing.

    >>> import kg
    >>> found = can_i(kg.load(), ["send", "9018"], "us", "firm")
    >>> [(each.id, each.verdict.partition(" (")[0]) for each in found.senders][0]
    ('actor/unsc', 'Not barred by what is held, save in the cases below')
    """
    day = day or regime.data_date
    law = regime.on(day)
    activity, rest = asked.activity(law, what)
    if rest and not activity.of_goods:
        hint = f"write send {rest} or buy {rest}, or leave it out"
        raise BadInput(f"{activity.label} is asked without goods", where="WHAT", hint=hint)
    goods = asked.goods(law, rest, activity) if rest else None
    kind = asked.user_kind(law, user)
    whose = reached(law, place, day)
    bars, abroad = _bars(law, activity, goods, kind, day)
    ways = list(queries.run(law, "ways-through", activity=activity.id, day=day))
    missing = {str(row["actor"]): str(row["not_held"]) for row in queries.run(law, "law-not-held")}
    senders = []
    for id in whose.senders:
        mine = tuple(bar for bar in bars if bar.sender == law.label(id))
        passing = _ways(law, mine, ways, goods, kind)
        asking = _leave(law, mine, activity, goods, day)
        older = _older(law, id, activity, day)
        verdict = _verdict(mine, passing, asking, bool(older))
        senders.append(
            UnderSender(
                id, law.label(id), verdict, mine, passing, asking, older, missing.get(id, "")
            )
        )
    own = {law.label(id) for id in whose.senders} if whose.place else set()
    return CanI(
        day=day,
        data_date=regime.data_date,
        activity=activity.id,
        doing=_doing(law, activity, goods, whose.place, kind),
        goods=goods,
        senders=tuple(senders),
        abroad=tuple(bar for bar in abroad if bar.sender not in own),
        without=whose.without,
        warning=past(day, regime.data_date),
    )


def _doing(
    regime: Regime, activity: Activity, goods: Goods | None, place: str, kind: str | None
) -> str:
    words = activity.label.replace("the target", target(regime) or "the target")
    if goods:
        code = f" (HS {goods.code})" if goods.code else ""
        words = words.replace("goods", f"{_brief(goods.label)}{code}", 1)
    place = f", from {the(place)}" if place else ""
    return f"{words}{place}{f', as {regime.label(kind)}' if kind else ''}"


def _brief(name: str) -> str:
    brief = name.partition(";")[0].partition(" (")[0]
    return brief[0].lower() + brief[1:] if brief[1:2].islower() else brief


def _bars(
    regime: Regime, activity: Activity, goods: Goods | None, kind: str | None, day: date
) -> tuple[list[Bar], list[Bar]]:
    """Returns what is in the way, and what is a risk for persons abroad, the widest reach first."""
    bound = regime.label(kind) if kind else None
    named = target(regime) or "the target"
    found: dict[str, tuple[Bar, bool]] = {}

    def add(row: Row, reach: Reach, detail: str) -> None:
        id = str(row["provision"])
        bar = Bar(
            id=id,
            label=reading.text(row, "label"),
            sender=reading.text(row, "sent_by"),
            reach=reach,
            detail=detail,
            says=reading.text(row, "says"),
            since=cells.day(row["since"]),
            caps=_caps(caps, id) if reach is Reach.capped else (),
            doubts=reading.doubts(regime, id),
            unverified=row["unverified"] is True,
        )
        known = found.get(id)
        if known is None or _ORDER.index(reach) < _ORDER.index(known[0].reach):
            found[id] = bar, row["abroad"] is True

    caps = list(queries.run(regime, "caps", day=day)) if goods else []
    for row in queries.run(regime, "bars-on-activity", activity=activity.id, day=day):
        binds = row["binds"]
        elsewhere = bound is not None and binds is not None and binds != bound
        part = row["kind"] is not None or elsewhere
        outright = str(row["how"]) == "bars"
        reach = Reach.cases if not outright else Reach.part if part else Reach.everything
        kinds = str(row["kind"] or "").replace("the target", named)
        add(row, reach, "; ".join(filter(None, (kinds, f"binds {binds} only" if binds else ""))))
    for each in cells.grouped(_on_goods(regime, activity, goods, day), "provision"):
        whole = [row for row in each if row["whole"] is True]
        names = dict.fromkeys(reading.goods_words(row) for row in whole or each)
        capped = each[0]["capped"] is True
        reach = Reach.capped if capped else Reach.named if whole else Reach.part
        add(each[0], reach, "; ".join(names))
    ordered = sorted(found.values(), key=lambda bar: (_ORDER.index(bar[0].reach), bar[0].since))
    return [bar for bar, abroad in ordered if not abroad], [bar for bar, away in ordered if away]


def _on_goods(regime: Regime, activity: Activity, goods: Goods | None, day: date) -> Iterable[Row]:
    if goods is None:
        return
    codes = (goods.code,) if goods.code else goods.codes
    for code in codes:
        for row in queries.run(regime, "bars-on-hs-code", activity=activity.id, code=code, day=day):
            yield row if goods.code else {**row, "whole": False}
    if goods.id and not codes:
        yield from queries.run(
            regime, "bars-on-goods", activity=activity.id, goods=goods.id, day=day
        )


def _caps(rows: Iterable[Row], id: str) -> tuple[str, ...]:
    return cells.unique((row for row in rows if row["provision"] == id), "cap")


def _ways(
    regime: Regime,
    bars: tuple[Bar, ...],
    rows: Iterable[Row],
    goods: Goods | None,
    kind: str | None,
) -> tuple[Way, ...]:
    ids = {bar.id for bar in bars}
    firm = {bar.id for bar in bars if bar.reach is not Reach.cases}
    found = []
    for each in cells.grouped((row for row in rows if row["measure"] in ids), "way"):
        users = cells.unique(each, "used_by")
        only = set(cells.unique(each, "goods"))
        mine = not only or (goods is not None and not only.isdisjoint(goods.kinds))
        if (kind and users and kind not in users) or (goods and not mine):
            continue
        for_me = mine and (not users or kind in users)
        first = each[0]
        by_itself = first["permits"] is True and first["procedure"] in _FREE and for_me
        lifts = cells.unique(each, "measure")
        # What passes only what is barred in some cases is told where nothing else is in the way,
        # and there no clause for missions and the like.
        exception = regime.is_a(str(first["way"]), "Exception")
        if not by_itself and (firm.isdisjoint(lifts) if firm else not exception):
            continue
        found.append(
            Way(
                id=str(first["way"]),
                label=reading.text(first, "way_label"),
                case=reading.text(first, "case"),
                procedure=regime.label(str(first["procedure"])),
                by_itself=by_itself,
                lifts=lifts,
                used_by=tuple(regime.label(user) for user in users),
                notice="; ".join(cells.unique(each, "notice")),
                notes=cells.unique(each, "note"),
                unverified=first["unverified"] is True,
                exception=exception,
            )
        )
    return tuple(sorted(found, key=lambda way: not way.by_itself))


def _leave(
    regime: Regime, bars: tuple[Bar, ...], activity: Activity, goods: Goods | None, day: date
) -> tuple[Leave, ...]:
    firm = (bar.id for bar in bars if bar.reach is not Reach.cases)
    rows = [
        {**row, "measure": id}
        for id in firm
        for row in queries.run(regime, "leave-for-measure", measure=id, day=day)
    ]
    return tuple(
        Leave(
            id=str(each[0]["power"]),
            label=reading.text(each[0], "label"),
            held_by=enumerated(list(cells.unique(each, "held_by"))),
            over=cells.unique(each, "measure"),
            form="; ".join(cells.unique(each, "form")),
            conditions=_conditions(each),
            papers="; ".join(cells.unique(each, "papers")),
            notice="; ".join(cells.unique(each, "notice")),
            term="; ".join(cells.unique(each, "term")),
            time="; ".join(cells.unique(each, "time")),
            citation="; ".join(cells.unique(each, "citation"))
            or enumerated(list(cells.unique(each, "basis_label"))),
            basis=cells.unique(each, "basis"),
            unverified=each[0]["unverified"] is True,
        )
        for each in cells.grouped(rows, "power")
        if _extends(set(cells.unique(each, "goods")), goods)
        and activity.id in (cells.unique(each, "only") or (activity.id,))
    )


def _extends(only: set[str], goods: Goods | None) -> bool:
    return not only or goods is None or not only.isdisjoint(goods.kinds)


def _conditions(rows: Sequence[Row]) -> tuple[str, ...]:
    each = cells.unique((row for row in rows if row["any"] is not True), "condition")
    one = cells.unique((row for row in rows if row["any"] is True), "condition")
    return (*each, *([f"one of these: {', or '.join(one)}"] if one else []))


def _older(
    regime: Regime, sender: str, activity: Activity, day: date
) -> tuple[tuple[str, str], ...]:
    """Returns what begins on record after a day, but may have barred the activity already."""
    near = _near(regime, activity.id)
    found = {}
    for row in queries.run(regime, "first-day-not-recorded", day=day, sender=sender):
        id = str(row["provision"])
        if regime.is_a(id, "SecondaryMeasure"):
            continue
        barred = regime.values(id, "bars")
        named = (node.value for node in barred if isinstance(node, ox.NamedNode))
        if not near.isdisjoint(short(iri, regime.base) for iri in named):
            found[id] = reading.text(row, "label")
    return tuple(found.items())


def _near(regime: Regime, activity: str) -> set[str]:
    """Returns an activity with the wider one that covers it and the kinds of it."""
    wider = {
        str(row["activity"]): str(row["wider"])
        for row in queries.run(regime, "activities")
        if row["wider"] is not None
    }
    kinds = {id for id, of in wider.items() if of == activity}
    return {activity, *kinds, *([wider[activity]] if activity in wider else [])}


def _verdict(
    bars: tuple[Bar, ...], ways: tuple[Way, ...], leave: tuple[Leave, ...], older: bool
) -> str:
    reach = {bar.reach for bar in bars}
    outright = [bar.id for bar in bars if bar.outright]
    if outright:
        return _barred(outright, ways, leave)
    if Reach.capped in reach:
        return "Barred above a cap"
    if Reach.part in reach:
        return "Barred in part, as told below"
    cases = ", save in the cases below" if Reach.cases in reach else ""
    doubt = "; what begins on record only later may have barred it" if older else ""
    return f"Not barred by what is held{cases}{doubt}"


def _barred(outright: list[str], ways: tuple[Way, ...], leave: tuple[Leave, ...]) -> str:
    free = [way for way in ways if way.by_itself and not set(outright).isdisjoint(way.lifts)]
    lifted = {id for way in free for id in way.lifts}
    left = {id for id in outright if id not in lifted}
    names = list(dict.fromkeys(way.named for way in free))
    permit = f"{enumerated(names, most=_MOST_NAMES)} {'permit' if len(names) > 1 else 'permits'}"
    if not left:
        return f"Barred, but {permit} it within the terms below"
    holders = _deciders(left, leave)
    if not holders:
        return f"Barred; {permit} a part" if free else "Barred"
    rest = f"; {permit} the rest" if free else ""
    return f"Barred, unless by leave of {enumerated([the(each) for each in holders])}{rest}"


def _deciders(left: set[str], leave: tuple[Leave, ...]) -> list[str]:
    """Returns the fewest who can let pass all that is left; nobody if something cannot pass."""
    found: list[str] = []
    while left:
        best = max(leave, key=lambda power: len(left.intersection(power.over)), default=None)
        if best is None or left.isdisjoint(best.over):
            return []
        found.append(best.held_by)
        left = left.difference(best.over)
    return list(dict.fromkeys(found))
