"""Reads the rows of an answer: groups them, and takes values out of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph.query_values import Value

Row = Mapping[str, "Value"]


def grouped(rows: Iterable[Row], *columns: str) -> list[list[Row]]:
    """Groups rows that are alike in some columns, in the order in which they first come.

    >>> [[row["n"] for row in group] for group in grouped([{"n": 1}, {"n": 2}, {"n": 1}], "n")]
    [[1, 1], [2]]
    """
    found: dict[tuple[Value, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return list(found.values())


def unique(rows: Iterable[Row], column: str) -> tuple[str, ...]:
    """Returns the different values of a column as text, in the order of the rows, without None.

    >>> unique([{"by": "un/2371/8"}, {"by": None}, {"by": "un/2371/8"}], "by")
    ('un/2371/8',)
    """
    return tuple(dict.fromkeys(str(row[column]) for row in rows if row[column] is not None))


def text(value: object) -> str | None:
    """Returns a value as text; None if there is none."""
    return None if value is None else str(value)


def whole(value: object) -> int | None:
    """Returns a value as a whole number; None if there is none.

    >>> whole("180"), whole(None)
    (180, None)
    """
    return None if value is None else int(str(value))


def day(value: object) -> date:
    """Returns a value that is a day."""
    assert isinstance(value, date)
    return value
