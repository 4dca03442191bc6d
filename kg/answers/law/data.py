"""Answers on the law itself as JSON data and as rows, and the words of caps and days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.core.dates import as_of_data, written
from kg.core.document import NOT_ADVICE
from kg.core.wording import camel, counted
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.answers.law.types import Cap, Changes, Due, History, LawOn, Span
    from kg.graph.query_values import Value

OLDER = "First day not recorded, may have been in force already"
BY_NAME = (
    "Listed are measures that name the goods, a group that holds them or a part of them, those "
    "that reach all goods, and those on trade that name none: their text tells which they reach."
)


def law_json(law: LawOn) -> dict[str, Any]:
    """Returns what was in force as data."""
    return {
        **as_of_data(law.data_date, law.day),
        "asked": list(law.asked),
        "warning": law.warning,
        **({"goodsNote": BY_NAME} if law.goods else {}),
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
            *(_joined(each.doubts), _joined(map(due_words, each.deadlines)), each.says),
            *(_joined(map(cap_words, each.caps)), each.exceptions, _joined(each.overtaken_by)),
            *(_joined(each.goods), each.unverified, _joined(each.sources)),
            *(law.day, law.data_date),
        )
        for stands, those in (("in force", law.provisions), (OLDER.lower(), law.may_be_older))
        for each in those
    ]
    return _rows(columns, values)


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
            _joined(f"{amounts(cap)} ({span(cap.since, cap.until)})" for cap in step.caps),
            _joined(f"{how} {label}" for how, _, label in step.changed_by),
            *(step.unverified, _joined(step.sources), found.data_date),
        )
        for step in found.steps
    ]
    return _rows(columns, values)


def due_words(deadline: Due) -> str:
    """Says what falls due on which day."""
    return f"due on {written(deadline.due)}: {deadline.what}"


def cap_words(cap: Cap) -> str:
    """Says what a cap allows, and on which days it counts."""
    words = f"{amounts(cap)}, {span(cap.since, cap.until)}"
    return f"{words} (unverified)" if cap.unverified else words


def amounts(cap: Cap | Span) -> str:
    """Returns the quantities of a cap, with its notes."""
    other = f"or {cap.alternative_amount:,} {cap.alternative_unit}" if cap.alternative_unit else ""
    return ", ".join(filter(None, (cap.label, other, "; ".join(cap.notes))))


def cap_told(cap: Cap) -> str:
    """Says the same as ``cap_words`` to a reader, the unit of the other quantity in the plural."""
    return cap_words(cap).replace(amounts(cap), amounts_told(cap), 1)


def amounts_told(cap: Cap | Span) -> str:
    """Returns the quantities of a cap for a reader."""
    if not cap.alternative_amount or not cap.alternative_unit:
        return amounts(cap)
    amount = f"{cap.alternative_amount:,} "
    _, _, units = counted(2, cap.alternative_unit).partition(" ")
    return amounts(cap).replace(f"{amount}{cap.alternative_unit}", f"{amount}{units}", 1)


def span(since: date, until: date | None, may_be_older: bool = False) -> str:
    """Says from when and until when something has effect."""
    end = f", no longer from {written(until)}" if until else ""
    if may_be_older:
        return f"on record since {written(since)}, may be older{end}"
    return f"since {written(since)}{end}"


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words)


def _rows(columns: tuple[str, ...], values: Iterable[tuple[Value, ...]]) -> Rows:
    return Rows(columns, tuple(dict(zip(columns, each, strict=True)) for each in values))
