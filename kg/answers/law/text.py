"""Answers on the law itself as text, as JSON data and as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.padding import Padding

from kg.core.dates import as_of_data, as_of_line, written
from kg.core.document import NOT_ADVICE
from kg.core.wording import camel
from kg.graph.queries import Rows
from kg.graph.sources import lines
from kg.graph.words import sided

if TYPE_CHECKING:
    from rich.console import Console

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
    from kg.graph.query_values import Value

_NO_SENDER = "no sender"
# Changes told in the words of what changed, not of the act that did it.
_BY_OTHERS = ("began", "ended", "reworded", "exception ended", "cap ended")
_OLDER = "First day not recorded, may have been in force already"
_BY_NAME = (
    "Listed are measures that name the goods, a group that holds them or a part of them, those "
    "that reach all goods, and those on trade that name none: their text tells which they reach."
)


def law_text(console: Console, law: LawOn, what: str, target: str = "") -> None:
    """Prints what was in force on a day, under each sender.

    Args:
        console: where to print.
        law: the answer.
        what: what is listed: ``measures`` or ``provisions``.
        target: the name of the target, whose sales and purchases types of measure are about.
    """
    of = f" ({'; '.join(law.asked)})" if law.asked else ""
    console.print(f"[bold]{what.capitalize()} in force on {written(law.day)}{escape(of)}[/]")
    _warn(console, law.warning)
    counts = Counter(each.sender or _NO_SENDER for each in law.provisions)
    if not counts:
        console.print("none on record" if law.may_be_older else "none")
    for sender, count in sorted(counts.items()):
        console.print(f"\n[bold]{escape(sender)}[/]: {count:,}")
        for each in law.provisions:
            if (each.sender or _NO_SENDER) == sender:
                _in_force(console, each, target)
    if law.may_be_older:
        console.print(f"\n[bold]{_OLDER}[/]: {len(law.may_be_older):,}")
    for each in law.may_be_older:
        _older(console, each, target)
    if law.goods:
        console.print(f"\n{_BY_NAME}")
    told = (*law.provisions, *law.may_be_older)
    _foot(console, law.day, law.data_date, (each.sources for each in told))


def law_json(law: LawOn) -> dict[str, Any]:
    """Returns the same as data."""
    return {
        **as_of_data(law.data_date, law.day),
        "asked": list(law.asked),
        "warning": law.warning,
        **({"goodsNote": _BY_NAME} if law.goods else {}),
        "provisions": [camel(asdict(each)) for each in law.provisions],
        "mayBeOlder": [camel(asdict(each)) for each in law.may_be_older],
        "note": NOT_ADVICE,
    }


def law_rows(law: LawOn) -> Rows:
    """Returns the same as rows; a cell with several values parts them by semicolons."""
    columns = (
        *("provision", "label", "instrument", "sender", "types", "effects", "since", "until"),
        *("stands", "may_be_older", "doubts", "deadlines"),
        *("says", "caps", "exceptions", "overtaken_by", "goods", "unverified", "sources"),
        *("as_of", "data_date"),
    )
    values: list[tuple[Value, ...]] = [
        (
            *(each.id, each.label, each.instrument, each.sender, _joined(each.types)),
            *(_joined(each.effects), each.since, each.until, stands, each.may_be_older),
            *(_joined(each.doubts), _joined(map(_due_words, each.deadlines)), each.says),
            *(_joined(map(_cap_words, each.caps)), each.exceptions, _joined(each.overtaken_by)),
            *(_joined(each.goods), each.unverified, _joined(each.sources)),
            *(law.day, law.data_date),
        )
        for stands, those in (("in force", law.provisions), (_OLDER.lower(), law.may_be_older))
        for each in those
    ]
    return _rows(columns, values)


def changes_text(console: Console, found: Changes) -> None:
    """Prints what changed, by day and act."""
    console.print(
        f"[bold]What changed after {written(found.first)}, up to {written(found.last)}[/]"
    )
    _warn(console, found.warning)
    if not found.changes:
        console.print("nothing")
    for (day, act, made), group in groupby(
        found.changes, key=lambda each: (each.day, each.act_label, each.act_day)
    ):
        of = f", of {written(made)}" if made and made != day else ""
        console.print(f"\n[bold]{written(day)}[/], by {escape(act)}{of}")
        for change, those in groupby(group, key=lambda each: each.change):
            console.print(f"  [bold]{escape(change)}[/]")
            for each in those:
                _change(console, each)
    _foot(console, found.last, found.data_date, (each.sources for each in found.changes))


def changes_json(found: Changes) -> dict[str, Any]:
    """Returns the same as data."""
    return {
        "from": str(found.first),
        "to": str(found.last),
        **as_of_data(found.data_date, found.last),
        "warning": found.warning,
        "changes": [camel(asdict(each)) for each in found.changes],
        "note": NOT_ADVICE,
    }


def changes_rows(found: Changes) -> Rows:
    """Returns the same as rows."""
    columns = (
        *("day", "change", "provision", "label", "what", "by", "by_label", "act", "act_label"),
        *("act_day", "sender", "unverified", "sources", "data_date"),
    )
    values: list[tuple[Value, ...]] = [
        (
            *(each.day, each.change, each.id, each.label, each.what, each.by, each.by_label),
            *(each.act, each.act_label, each.act_day, each.sender, each.unverified),
            *(_joined(each.sources), found.data_date),
        )
        for each in found.changes
    ]
    return _rows(columns, values)


def history_text(console: Console, found: History) -> None:
    """Prints a chain in one line, and then each of its steps."""
    console.print(f"[bold]{escape(found.label)}[/]  [dim]{found.id}[/]")
    console.print(escape(" → ".join(step.label for step in found.steps)) or "no provision")
    for step in found.steps:
        _step(console, step)
    sources = (step.sources for step in found.steps)
    _foot(console, found.data_date, found.data_date, sources)


def history_json(found: History) -> dict[str, Any]:
    """Returns the same as data."""
    steps = [camel(asdict(step)) for step in found.steps]
    for step in steps:
        step["changedBy"] = [
            {"how": how, "id": id, "label": label} for how, id, label in step["changedBy"]
        ]
    return {
        "id": found.id,
        "label": found.label,
        "kind": found.kind,
        **as_of_data(found.data_date),
        "steps": steps,
        "note": NOT_ADVICE,
    }


def history_rows(found: History) -> Rows:
    """Returns the same as rows, one for each step."""
    columns = (
        *("provision", "label", "sender", "since", "until", "may_be_older", "says", "caps"),
        *("changed_by", "unverified", "sources", "data_date"),
    )
    values: list[tuple[Value, ...]] = [
        (
            *(step.id, step.label, step.sender, step.since, step.until, step.may_be_older),
            step.says,
            _joined(f"{_amounts(cap)} ({_span(cap.since, cap.until)})" for cap in step.caps),
            _joined(f"{how} {label}" for how, _, label in step.changed_by),
            *(step.unverified, _joined(step.sources), found.data_date),
        )
        for step in found.steps
    ]
    return _rows(columns, values)


def _in_force(console: Console, each: InForce, target: str) -> None:
    console.print(_name(each.label, each.id, each.unverified))
    types = ", ".join(sided(kind, target) for kind in each.types)
    kinds = "; ".join(filter(None, (types, ", ".join(each.effects))))
    console.print(_indented(f"{kinds}; {_span(each.since, each.until, each.may_be_older)}", 4))
    console.print(_indented(each.says, 4))
    for line in _marks(each):
        console.print(_indented(line, 4))


def _older(console: Console, each: InForce, target: str) -> None:
    console.print(_name(each.label, each.id, each.unverified))
    kinds = ", ".join((*(sided(kind, target) for kind in each.types), *each.effects))
    sender = each.sender or _NO_SENDER
    day = written(each.since)
    console.print(_indented(f"{sender}; {kinds}; first day on record is {day}", 4))
    for line in (each.says, *each.doubts):
        console.print(_indented(line, 4))
    if each.goods:
        console.print(_indented(f"goods: {'; '.join(each.goods)}", 4))


def _marks(each: InForce) -> Iterator[str]:
    if each.goods:
        yield f"goods: {'; '.join(each.goods)}"
    for doubt in each.doubts:
        yield f"in doubt: {doubt}"
    for cap in each.caps:
        yield f"cap: {_cap_words(cap)}"
    if each.exceptions:
        yield f"exceptions: {each.exceptions}"
    if each.overtaken_by:
        yield f"overtaken by {'; '.join(each.overtaken_by)}"
    for deadline in each.deadlines:
        yield f"{_due_words(deadline)}; this is after the data date, what came of it is not known"


def _due_words(deadline: Due) -> str:
    return f"due on {written(deadline.due)}: {deadline.what}"


def _cap_words(cap: Cap) -> str:
    words = f"{_amounts(cap)}, {_span(cap.since, cap.until)}"
    return f"{words} (unverified)" if cap.unverified else words


def _amounts(cap: Cap | Span) -> str:
    other = f"or {cap.alternative_amount:,} {cap.alternative_unit}" if cap.alternative_unit else ""
    return ", ".join(filter(None, (cap.label, other, "; ".join(cap.notes))))


def _change(console: Console, each: Change) -> None:
    console.print(_name(each.label, each.id, each.unverified, 4))
    if each.by in (each.id, each.act):
        words = each.what
    elif each.change in _BY_OTHERS:
        words = f"{each.what} (by {each.by_label})"
    else:
        words = f"{each.by_label}: {each.what}"
    console.print(_indented(words, 6))


def _step(console: Console, step: Step) -> None:
    console.print()
    console.print(f"[bold]{_span(step.since, step.until, step.may_be_older)}[/]")
    console.print(_name(step.label, step.id, step.unverified))
    console.print(_indented(step.says, 4))
    for cap in step.caps:
        late = step.until is not None and cap.since >= step.until
        days = "never counted" if late else _span(cap.since, cap.until)
        console.print(_indented(f"cap: {_amounts(cap)}, {days}", 4))
    for how, _, label in step.changed_by:
        console.print(_indented(f"{how} {label}", 4))
    for words in step.versions:
        console.print(_indented(f"{_wording(words)}", 4))


def _wording(words: Words) -> str:
    by = f", by {words.by_label}" if words.by_label else ""
    says = words.says or "the wording of these days is not on record"
    mark = " (unverified)" if words.unverified else ""
    return f"{_span(words.since, words.until)}{by}: {says}{mark}"


def _name(label: str, id: str, unverified: bool, left: int = 2) -> Padding:
    mark = "  [yellow]unverified[/]" if unverified else ""
    return Padding(f"[bold]{escape(label)}[/]  [dim]{escape(id)}[/]{mark}", (0, 0, 0, left))


def _span(since: date, until: date | None, may_be_older: bool = False) -> str:
    end = f", no longer from {written(until)}" if until else ""
    if may_be_older:
        return f"on record since {written(since)}, may be older{end}"
    return f"since {written(since)}{end}"


def _warn(console: Console, warning: str | None) -> None:
    if warning:
        console.print(f"[bold yellow]Warning:[/] {escape(warning)}.")


def _foot(console: Console, day: date, data_date: date, sources: Iterable[tuple[str, ...]]) -> None:
    if told := lines(sources):
        console.print("\nSources:")
    for line in told:
        console.print(_indented(line, 2))
    console.print(
        f"\n{as_of_line(data_date, day)} Committee decisions and lists are not in the facts. "
        f"{NOT_ADVICE}"
    )


def _indented(text: str, left: int) -> Padding:
    return Padding(escape(text), (0, 0, 0, left))


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words)


def _rows(columns: tuple[str, ...], values: Iterable[tuple[Value, ...]]) -> Rows:
    return Rows(columns, tuple(dict(zip(columns, each, strict=True)) for each in values))
