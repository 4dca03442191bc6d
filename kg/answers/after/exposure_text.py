"""How what a package relaxed comes back, as text, JSON data and rows; counts come first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.after import BY_LAW, HARDLY, NO_WAY, VETO
from kg.answers.after.parts import (
    IN_PART,
    RENEWED,
    foot,
    head,
    head_data,
    rows,
    silent_lines,
    standing_line,
    table,
    upper,
    with_parts,
)
from kg.core.dates import written as day
from kg.core.document import NOT_ADVICE
from kg.core.wording import camel, counted
from kg.graph.queries import Rows
from kg.graph.sources import source_labels, told
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.after import Dispute, Exposed, Exposure, Standing
    from kg.graph.regime import Regime

_WAYS = (
    *("provision", "label", "sender_label", "state_label", "in_part", "route", "route_label"),
    *("lapses_after", "longest", "decider", "return_days", "speed", "blockers", "caveats"),
    *("phase", "relief", "relief_label", "unverified", "sources", "as_of", "data_date"),
)
_POWER_ENDS = "lapses when the power's term ends"
_CAVEATS = (VETO, BY_LAW, HARDLY, NO_WAY)
_OWN = (
    *("route", "route_label", "lapses_after", "longest", "decider", "return_days", "speed"),
    *("blockers", "caveats", "basis", "unverified"),
)


def exposure_text(console: Console, regime: Regime, found: Exposure) -> None:
    """Prints how each relaxed provision comes back, and what does not."""
    head(console, found.after)
    total = len(found.items)
    console.print(
        f"{counted(total, 'provision')} relaxed by then: "
        f"{sum(each.by_itself for each in found.items)} come back by themselves, "
        f"a veto can stop {sum(bool(each.blockers) for each in found.items)}, "
        f"{sum(bool(each.caveats) for each in found.items)} cannot be taken back or hardly can"
    )
    if found.parts:
        console.print(
            f"besides, in part, and in no count here: {len(found.parts)}, of which "
            f"{sum(each.by_itself for each in found.parts)} come back by themselves, a veto can "
            f"stop {sum(bool(each.blockers) for each in found.parts)}, "
            f"{sum(bool(each.caveats) for each in found.parts)} cannot be taken back or hardly can"
        )
    routes = list(dict.fromkeys(_way(each) for each in found.items))
    senders = _grouped(found.items)
    cells = [
        (way, {sender: sum(_way(each) == way for each in those) for sender, those in senders})
        for way in routes
    ]
    table(console, "Way back, by sender", [sender for sender, _ in senders], cells)
    for way in routes:
        those = [each for each in found.items if _way(each) == way]
        console.print(f"\n[bold]{escape(upper(way))}[/] ({len(those)})")
        for terms, group in groupby(sorted(those, key=_terms), key=_terms):
            if terms:
                console.print(indented(terms, 2))
            for each in group:
                console.print(indented(standing_line(each.standing, each.unverified), 4))
    if found.parts:
        console.print(f"\n[bold]{IN_PART}[/] ({len(found.parts)})")
    for each in found.parts:
        where = standing_line(each.standing, each.unverified)
        how = "; ".join(filter(None, (_way(each), _terms(each))))
        console.print(indented(f"{each.standing.state_label}: {where}: {how}", 2))
    every = (*found.items, *found.parts)
    caveats = {why: [e for e in every if why in e.caveats] for why in _CAVEATS}
    if any(caveats.values()):
        console.print("\n[bold]What cannot be taken back, or hardly[/]")
    for why, those in caveats.items():
        if those:
            names = "; ".join(_named(each.standing) for each in those)
            console.print(indented(f"{why} ({len(those)}): {names}", 2))
    if caveats[VETO]:
        advice = (
            "A suspension with a term, or a veto-proof trigger, would bring these back past a veto."
        )
        console.print(indented(advice, 2))
    if found.disputes:
        console.print("\n[bold]Disputed: the veto-proof trigger[/]")
    for dispute in found.disputes:
        _dispute(console, dispute)
    silent_lines(console, found.silent)
    rests_on = source_labels(regime, found.bases)
    foot(console, found.after, RENEWED, [each.standing for each in every], rests_on)


def exposure_json(regime: Regime, found: Exposure) -> dict[str, Any]:
    """Returns the same as data."""
    return {
        **head_data(found.after),
        "counts": {
            "relaxed": len(found.items),
            "byThemselves": sum(each.by_itself for each in found.items),
            "vetoCanStop": sum(bool(each.blockers) for each in found.items),
            "bySender": {
                sender: Counter(_way(each) for each in those)
                for sender, those in _grouped(found.items)
            },
            "caveats": {why: sum(why in each.caveats for each in found.items) for why in _CAVEATS},
        },
        "provisions": [_exposed_data(each) for each in found.items],
        "besidesInPart": [_exposed_data(each) for each in found.parts],
        "disputes": [camel({**asdict(each), "day": str(each.day)}) for each in found.disputes],
        "notShown": [camel(asdict(each)) for each in found.silent],
        "restsOn": list(source_labels(regime, found.bases)),
        "note": NOT_ADVICE,
    }


def exposure_rows(found: Exposure) -> Rows:
    """Returns the same as rows."""
    return rows(
        _WAYS,
        found.after,
        (
            {**asdict(each.standing), **{name: getattr(each, name) for name in _OWN}}
            for each in with_parts(found.items, found.parts, lambda each: each.standing.provision)
        ),
    )


def _exposed_data(each: Exposed) -> dict[str, Any]:
    return camel(
        {
            **asdict(each.standing),
            **{name: getattr(each, name) for name in _OWN},
            "until": each.standing.until,
            "byItself": each.by_itself,
        }
    )


def _named(each: Standing) -> str:
    return f"{each.label} (in part)" if each.in_part else each.label


def _way(each: Exposed) -> str:
    """The heading under which a way back stands."""
    if each.route is None:
        return "neither package nor facts say how"
    if each.by_itself and each.route == "skg:lapse":
        stated = each.lapses_after is not None or each.standing.temporary
        return each.standing.until if stated else _POWER_ENDS
    also = f", or lapses after {each.lapses_after} days" if each.lapses_after is not None else ""
    return each.route_label + also


def _terms(each: Exposed) -> str:
    parts = []
    if each.decider:
        parts.append(f"decided by {each.decider}")
    if each.longest is not None:
        parts.append(f"the power lasts {each.longest} days at most")
    if each.return_days is not None:
        days = f"back in {each.return_days} days" if each.return_days else "back the same day"
        parts.append(days)
    if each.blockers:
        parts.append(f"each of these can block it: {', '.join(each.blockers)}")
    if each.speed:
        parts.append(each.speed)
    return "; ".join(parts)


def _dispute(console: Console, each: Dispute) -> None:
    by = f" Disputed by {', '.join(each.disputed_by)}." if each.disputed_by else ""
    mark = "" if each.checked == "checked against the text" else f" ({each.checked})"
    sources = f" Sources: {told([each.sources])}" if each.sources else ""
    text = f"{each.label}{mark}, {day(each.day)}: {each.says}{by}{sources}"
    console.print(indented(text, 2))


def _grouped(items: Iterable[Exposed]) -> list[tuple[str, list[Exposed]]]:
    found: dict[str, list[Exposed]] = {}
    for each in items:
        found.setdefault(each.standing.sender_label, []).append(each)
    return sorted(found.items())
