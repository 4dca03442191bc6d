"""The rows of a question as a table: labels before what they name, ids last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from kg.core.document import Cell, Column, Span, Table, ref

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.graph.queries import Rows
    from kg.graph.query_values import Value
    from kg.graph.regime import Regime

_ID = re.compile(r"skg:\w+|[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)+", re.ASCII)
_WORD = re.compile(r"[a-z][\w-]*", re.ASCII)
_NAMES = ("label", "name")
_YEARS = frozenset(("year", "since", "until", "from"))
# What is no quantity, so that nothing of it is rounded or parted by commas.
_EXACT = frozenset(("latitude", "longitude"))
# What the things in a column are called, where the column is not named so.
_UNITS = {
    **dict.fromkeys(("entailing", "step"), "action"),
    **dict.fromkeys(("twin", "out_of_reach", "stands_in"), "provision"),
    **dict.fromkeys(("told", "blocker", "member"), "actor"),
    **dict.fromkeys(("goods", "part", "type", "after", "one_figure"), "row"),
    "exception": "case",
    "kind": "type of measure",
    "other": "linked record",
    "relief": "relief measure",
}
# Headings that say more than the name of the column does.
_HEADINGS = {"entailing": "action", "out_of_reach": "provision", "stands_in": "in the way"}


class _Shape(NamedTuple):
    """How a column of rows is shown.

    Attributes:
        column: its heading and kind.
        of: the column of the rows from which its cells are made.
        names: the column that holds the ids of what its cells name; empty if they name nothing.
        made: whether its cells are the names of what stands there.
    """

    column: Column
    of: str
    names: str = ""
    made: bool = False


def key_of(rows: Rows) -> str:
    """Returns the column of what each row is about: the one that the label names.

    >>> from kg.graph.queries import Rows
    >>> key_of(Rows(("day", "event", "label"), ({"day": None, "event": "event/x", "label": "X"},)))
    'event'
    """
    ids = [name for name in rows.columns if _holds_ids(rows, name)]
    for own in _NAMES:
        if own in rows.columns:
            before = rows.columns[: rows.columns.index(own)]
            return next((name for name in reversed(before) if name in ids), "") or before[-1]
    first = rows.columns[0]
    if all(isinstance(row[first], str) for row in rows):
        return first
    return ids[0] if ids else ""


def unit_of(rows: Rows, of_package: bool = False) -> tuple[str, int]:
    """Returns what the rows are about, in a word, and how many of these there are.

    Args:
        rows: the rows.
        of_package: whether they are those of a package.
    """
    key = key_of(rows)
    of = _own(rows) if _any(rows, key) else key
    found = {row[of] for row in rows} if key else set()
    if of_package and key == "relief":
        return "relief commitment", len(found)
    unit = _UNITS.get(key, key.replace("_", " ")) or "row"
    return unit, len(rows) if unit == "row" else len(found)


def _own(rows: Rows) -> str:
    """The column of the names of what the rows are about; empty if there is none."""
    return next((each for each in _NAMES if each in rows.columns), "")


def _any(rows: Rows, name: str) -> bool:
    """Whether a column, the key, holds the class that stands for any, whose members are named."""
    own = _own(rows)
    if not own or not name or name != key_of(rows):
        return False
    held = {str(row[name]) for row in rows}
    return len(held) == 1 < len({row[own] for row in rows}) and _terms(rows, name)


def table_of(regime: Regime, rows: Rows, unit: str) -> Table:
    """Returns rows as a table for readers.

    The label of what each row is about comes first, other labels in the place of what they name; an
    id that has no label in the rows gets that of the regime. Ids are columns of their own.

    Args:
        regime: the regime of the rows.
        rows: the rows.
        unit: what a row is.
    """
    label = cache(regime.label)
    shapes = _shapes(rows, label)
    makers = [_maker(each, label) for each in shapes]
    return Table(
        tuple(each.column for each in shapes),
        tuple(tuple(make(row) for make in makers) for row in rows),
        unit,
    )


def _shapes(rows: Rows, label: Callable[[str], str]) -> list[_Shape]:
    names, key = rows.columns, key_of(rows)
    ids = [name for name in names if _holds_ids(rows, name, label)]
    partners = {name: partner for name in ids if (partner := _partner(names, name))}
    own = _own(rows)
    if own and key in ids:
        partners.setdefault(key, own)
    of = {partner: name for name, partner in partners.items()}
    bare = {name for name in ids if name not in partners and _unlike(rows, name, label)}
    found: list[_Shape] = []
    for name in names:
        if name in of:
            found.append(_Shape(Column(name, _heading(of[name])), name, of[name]))
        elif name in bare:
            found.append(_Shape(Column(f"{name}_label", _heading(name)), name, name, made=True))
        elif name not in ids:
            heading = _heading(key) if name == own and key else name.replace("_", " ")
            found.append(_Shape(Column(name, heading, _kind(rows, name)), name))
    head = partners.get(key) or own or key
    found.sort(key=lambda each: each.of != head)
    named = {*bare, *partners}
    shown = [
        name
        for name in ids
        if not _any(rows, name) and (name == key or name not in named or not _terms(rows, name))
    ]
    for name in shown:
        heading = "id" if len(shown) == 1 else f"{_heading(name)} id"
        found.append(_Shape(Column(name, heading, "id"), name))
    return found


def _heading(name: str) -> str:
    return _HEADINGS.get(name, name.removesuffix("_id").replace("_", " "))


def _maker(shape: _Shape, label: Callable[[str], str]) -> Callable[[dict[str, Value]], Cell]:
    of, names = shape.of, shape.names

    def cell(row: dict[str, Value]) -> Cell:
        value = row[of]
        if value is None:
            return None
        if shape.made:
            return Span(_labels(str(value), label), None, _several(str(value))[0])
        id = row[names] if names else None
        if id is not None:
            return ref(str(value), str(id))
        if isinstance(value, float):
            return str(value) if of in _EXACT else Decimal(str(value))
        return value

    return cell


def _partner(names: Sequence[str], name: str) -> str:
    """The column that holds the labels of what a column names; empty if there is none."""
    bare = name.removesuffix("_id")
    wanted = [f"{name}_label", *([bare, f"{bare}_label", "sent_by"] if bare != name else [])]
    wanted += [f"{name.removesuffix('_by')}_label"] if name.endswith("_by") else []
    wanted += ["measure_label"] if name == "grants" else []
    return next((each for each in wanted if each in names), "")


def _holds_ids(rows: Rows, name: str, label: Callable[[str], str] | None = None) -> bool:
    """Whether every cell of a column holds ids, and any does."""
    found = {row[name] for row in rows} - {None}
    return bool(found) and all(isinstance(each, str) and _ids(each, label) for each in found)


def _ids(value: str, label: Callable[[str], str] | None) -> bool:
    if all(map(_ID.fullmatch, _several(value))):
        return True
    # An act of few words, such as msmt, has an id without a stroke.
    return label is not None and bool(_WORD.fullmatch(value)) and label(value) != value


def _several(value: str) -> list[str]:
    return re.split(r"[;\s]+", value)


def _terms(rows: Rows, name: str) -> bool:
    return all(str(row[name]).startswith("skg:") for row in rows if row[name] is not None)


def _unlike(rows: Rows, name: str, label: Callable[[str], str]) -> bool:
    """Whether the regime has names for what a column holds that no other column has yet."""
    ids = [str(row[name] or "") for row in rows]
    told = [_labels(each, label) for each in ids]
    others = (other for other in rows.columns if other != name)
    return told != ids and not any(told == [str(row[o] or "") for row in rows] for o in others)


def _labels(value: str, label: Callable[[str], str]) -> str:
    return "; ".join(map(label, _several(value))) if value else ""


def _kind(rows: Rows, name: str) -> str:
    kinds = {type(row[name]) for row in rows} - {type(None)}
    if kinds == {date}:
        return "day"
    if name in _EXACT or not kinds or not kinds <= {int, float}:
        return "text"
    return "year" if name in _YEARS else "number"
