"""What a package leaves, and the ways back, as text, JSON data and rows; counts come first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from rich.markup import escape

from kg.after import BY_LAW, HARDLY, NO_WAY, UNTOUCHED, VETO, counted, source_labels
from kg.answers import as_of_data, as_of_line
from kg.phrases import NOT_ADVICE, day
from kg.printing import camel, indented
from kg.queries import Rows

if TYPE_CHECKING:
    from rich.console import Console

    from kg.after import After, Dispute, Exposed, Exposure, Residual, Silent, Standing
    from kg.query_values import Value
    from kg.regime import Regime

Item = TypeVar("Item")

_COLUMNS = (
    *("provision", "label", "sender", "sender_label", "measure", "types", "state", "state_label"),
    *("in_part", "limits", "until", "phase", "relief", "relief_label", "act", "body", "days"),
    *("renewable", "unverified", "as_of", "data_date"),
)
_WAYS = (
    *("provision", "label", "sender_label", "state_label", "in_part", "route", "route_label"),
    *("lapses_after", "longest", "decider", "return_days", "speed", "blockers", "caveats"),
    *("phase", "relief", "relief_label", "unverified", "as_of", "data_date"),
)
_POWER_ENDS = "lapses when the power's term ends"
_RENEWED = "A suspension with a term is taken to be renewed. Later phases are left out of account."
_IN_PART = "Besides, in part: reaches further than what is shown above, or to other goods"
_REST = "not measures"
_NOT_MEASURES = "not measures: demands, powers, definitions and the like, which restrict nothing"


def residual_text(console: Console, found: Residual, every: bool = False) -> None:
    """Prints in what state each provision is.

    Args:
        console: where to print.
        found: the answer.
        every: whether provisions that restrict nothing are listed too.
    """
    measures = [each for each in found.standings if each.measure]
    _head(console, found.after)
    console.print(
        f"{len(found.standings)} provisions in force that day: "
        f"{len(found.standings) - len(found.relieved)} untouched, {len(found.relieved)} relaxed "
        "in whole or in part"
    )
    if found.parts:
        counts = ", ".join(f"{number} {state}" for state, number in _by_state(found.parts).items())
        console.print(f"besides, in part, and in no count here: {counts}", markup=False)
    states = _states(found.standings)
    rest = [each for each in found.standings if not each.measure]
    _table(
        console,
        "By sender",
        states,
        [*_cells(measures, "sender_label"), *([(_REST, _by_state(rest))] if rest else [])],
    )
    by_type = [
        (name, _by_state([each for each in measures if name in each.types]))
        for name in sorted({name for each in measures for name in each.types})
    ]
    _table(console, "By type; a measure of two types counts in both", states, by_type)
    listed = list(found.standings) if every else measures
    for state in sorted(states, key=lambda name: name == states[0]):
        those = [each for each in listed if each.state_label == state]
        if those:
            console.print(f"\n[bold]{escape(_upper(state))}[/] ({len(those)})")
        for sender, group in groupby(those, key=lambda each: each.sender_label):
            console.print(f"  {escape(sender)}")
            for each in group:
                console.print(indented(_standing(each), 4))
    parts = [each for each in found.parts if each.measure or every]
    if parts:
        console.print(f"\n[bold]{_IN_PART}[/] ({len(parts)})")
    for each in parts:
        console.print(indented(f"{each.state_label}: {_standing(each)}", 2))
    if not every and rest:
        console.print(f"\n{len(rest)} provisions are {_NOT_MEASURES}; --all lists them.")
    _silent(console, found.silent)
    _foot(console, found.after, _RENEWED)


def residual_json(found: Residual, every: bool = False) -> dict[str, Any]:
    """Returns the same as data; the counts are of all provisions."""
    return {
        **_head_data(found.after),
        "counts": {
            "inForce": len(found.standings),
            "relaxed": len(found.relieved),
            "measures": sum(each.measure for each in found.standings),
            "bySender": _nested(counted(_measures(found), "sender_label", "state_label")),
            "byType": {
                name: _by_state([each for each in _measures(found) if name in each.types])
                for name in sorted({name for each in found.standings for name in each.types})
            },
            "restrictNothing": dict(
                _by_state([each for each in found.standings if not each.measure])
            ),
            "besidesInPart": _by_state(found.parts),
        },
        **{
            name: [
                camel({**asdict(each), "until": each.until})
                for each in those
                if each.measure or every
            ]
            for name, those in (("provisions", found.standings), ("besidesInPart", found.parts))
        },
        "notShown": [camel(asdict(each)) for each in found.silent],
        "note": NOT_ADVICE,
    }


def residual_rows(found: Residual, every: bool = False) -> Rows:
    """Returns the same as rows; a cell with several values parts them by semicolons.

    Further relief in part is a row after that of its provision, with ``in_part``.
    """
    return _rows(
        _COLUMNS,
        found.after,
        (
            {**asdict(each), "until": each.until}
            for each in _with_parts(found.standings, found.parts, lambda each: each.provision)
            if each.measure or every
        ),
    )


def exposure_text(console: Console, regime: Regime, found: Exposure) -> None:
    """Prints how each relaxed provision comes back, and what does not."""
    _head(console, found.after)
    total = len(found.items)
    console.print(
        f"{total} provisions relaxed by then: {sum(each.by_itself for each in found.items)} come "
        f"back by themselves, a veto can stop {sum(bool(each.blockers) for each in found.items)}, "
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
    _table(console, "Way back, by sender", [sender for sender, _ in senders], cells)
    for way in routes:
        those = [each for each in found.items if _way(each) == way]
        console.print(f"\n[bold]{escape(_upper(way))}[/] ({len(those)})")
        for terms, group in groupby(sorted(those, key=_terms), key=_terms):
            if terms:
                console.print(indented(terms, 2))
            for each in group:
                console.print(indented(_standing(each.standing, each.unverified), 4))
    if found.parts:
        console.print(f"\n[bold]{_IN_PART}[/] ({len(found.parts)})")
    for each in found.parts:
        where = _standing(each.standing, each.unverified)
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
    _silent(console, found.silent)
    _foot(console, found.after, _RENEWED, source_labels(regime, found.bases))


def exposure_json(regime: Regime, found: Exposure) -> dict[str, Any]:
    """Returns the same as data."""
    return {
        **_head_data(found.after),
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
    return _rows(
        _WAYS,
        found.after,
        (
            {**asdict(each.standing), **{name: getattr(each, name) for name in _OWN}}
            for each in _with_parts(found.items, found.parts, lambda each: each.standing.provision)
        ),
    )


_CAVEATS = (VETO, BY_LAW, HARDLY, NO_WAY)
_OWN = (
    *("route", "route_label", "lapses_after", "longest", "decider", "return_days", "speed"),
    *("blockers", "caveats", "basis", "unverified"),
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


def _with_parts(
    items: Iterable[Item], parts: Sequence[Item], key: Callable[[Item], str]
) -> Iterable[Item]:
    """Yields each item with the further reliefs in part of the same provision after it."""
    for item in items:
        yield item
        yield from (part for part in parts if key(part) == key(item))


def _named(each: Standing) -> str:
    return f"{each.label} (in part)" if each.in_part else each.label


def _way(each: Exposed) -> str:
    """The heading under which a way back stands."""
    if each.route is None:
        return "neither package nor facts say how"
    if each.by_itself and each.route == "skg:lapse":
        return each.standing.until if each.lapses_after is not None else _POWER_ENDS
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


def _standing(each: Standing, doubtful: bool = False) -> str:
    parts = [each.label]
    if each.in_part and each.limits:
        parts.append(f"in part: {'; '.join(each.limits)}")
    elif each.in_part and each.state != "skg:exemptedInPart":
        parts.append("in part")
    if each.until:
        parts.append(each.until)
    if each.relief_label:
        by = f" by {each.body}" if each.body else ""
        act = each.act if each.state != "skg:relaxedSomehow" else "act not stated,"
        parts.append(f"phase {each.phase}, {act}{by}")
    if each.unverified or doubtful:
        parts.append("unverified")
    return "; ".join(parts)


def _dispute(console: Console, each: Dispute) -> None:
    by = f" Disputed by {', '.join(each.disputed_by)}." if each.disputed_by else ""
    mark = "" if each.checked == "checked against the text" else f" ({each.checked})"
    sources = f" Sources: {'; '.join(each.sources)}." if each.sources else ""
    text = f"{each.label}{mark}, {day(each.day)}: {each.says}{by}{sources}"
    console.print(indented(text, 2))


def _head(console: Console, after: After) -> None:
    console.print(f"[bold]{escape(after.title)}[/]")
    console.print(f"after phase {after.phase} of {after.phases}: {after.phase_title}", markup=False)


def _foot(console: Console, after: After, note: str, rests_on: Sequence[str] = ()) -> None:
    if after.sources:
        console.print(f"\nThe package is read from: {'; '.join(after.sources)}.", markup=False)
    if rests_on:
        console.print(f"How measures come back: {'; '.join(rests_on)}.", markup=False)
    console.print(
        f"{as_of_line(after.data_date, after.as_of)} {note} A provision is cited by its own "
        f"paragraph; show tells where it was read. {NOT_ADVICE}",
        markup=False,
    )


def _silent(console: Console, silent: Sequence[Silent]) -> None:
    if silent:
        console.print("\n[bold]Not shown above[/]: relief that touches no provision in force")
    for each in silent:
        by = f", by {each.body}" if each.body else ""
        console.print(indented(f"phase {each.phase}, {each.label}{by}", 2))


def _states(standings: Iterable[Standing]) -> list[str]:
    """The states that there are, those that nothing touched first."""
    found = {each.state_label: each.state for each in standings}
    return sorted(found, key=lambda label: (found[label] != UNTOUCHED, label))


def _by_state(standings: Iterable[Standing]) -> dict[str, int]:
    return {key[0]: count for key, count in counted(standings, "state_label").items()}


def _measures(found: Residual) -> list[Standing]:
    return [each for each in found.standings if each.measure]


def _cells(standings: Sequence[Standing], key: str) -> list[tuple[str, dict[str, int]]]:
    nested = _nested(counted(standings, key, "state_label"))
    return sorted(nested.items())


def _nested(counts: dict[tuple[str, ...], int]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (outer, inner), count in counts.items():
        found.setdefault(outer, {})[inner] = count
    return found


def _grouped(items: Iterable[Exposed]) -> list[tuple[str, list[Exposed]]]:
    found: dict[str, list[Exposed]] = {}
    for each in items:
        found.setdefault(each.standing.sender_label, []).append(each)
    return sorted(found.items())


def _table(
    console: Console, title: str, columns: Sequence[str], rows: list[tuple[str, dict[str, int]]]
) -> None:
    from rich.table import Table

    if not columns or not rows:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(escape(title))
    for column in columns:
        table.add_column(escape(column), justify="right", overflow="fold")
    for name, counts in rows:
        table.add_row(escape(name), *(str(counts.get(column, 0) or "–") for column in columns))
    console.print()
    console.print(table)


def _rows(columns: tuple[str, ...], after: After, items: Iterable[dict[str, Any]]) -> Rows:
    days = {"as_of": after.as_of, "data_date": after.data_date}
    return Rows(
        columns,
        tuple({name: _plain({**each, **days}[name]) for name in columns} for each in items),
    )


def _plain(value: Any) -> Value:
    return "; ".join(value) if isinstance(value, tuple) else value


def _head_data(after: After) -> dict[str, Any]:
    return {
        "deal": after.deal,
        "title": after.title,
        "after": after.phase,
        "phases": after.phases,
        "phaseTitle": after.phase_title,
        **as_of_data(after.data_date, after.as_of),
        "sources": list(after.sources),
    }


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
