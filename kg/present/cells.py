"""What the forms share about tables: which columns are shown, in which order, and their cells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from kg.core.document import Cell, Column, Span, Table


class Shown(NamedTuple):
    """A table as readers see it.

    Attributes:
        columns: the columns in which rows differ, ids last.
        rows: their cells in words.
        cells: the same cells as the table has them.
        same: what is the same in all rows, by heading.
        empty: the headings of columns in which no row has anything.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[Cell, ...], ...]
    same: tuple[tuple[str, str], ...]
    empty: tuple[str, ...]


def shown(table: Table, rows: Sequence[tuple[Cell, ...]] | None = None) -> Shown:
    """Returns a table without the columns that tell no row from another.

    Args:
        table: the table.
        rows: those of its rows that are wanted; all if left out.

    >>> columns = (Column("id", "id", "id"), Column("name", "name"), Column("day", "day", "day"))
    >>> found = shown(Table(columns, (("a/1", "one", None), ("a/2", "two", None))))
    >>> [column.name for column in found.columns], found.rows, found.empty
    (['name', 'id'], (('one', 'a/1'), ('two', 'a/2')), ('day',))
    """
    places = sorted(range(len(table.columns)), key=lambda i: table.columns[i].kind == "id")
    every = [tuple(cell(row[i], table.columns[i].kind) for i in places) for row in table.rows]
    count = len(every) if rows is None else len(rows)
    differ, same, empty = [], [], []
    for place, i in enumerate(places):
        found = {row[place] for row in every}
        label = table.columns[i].label
        if found == {""}:
            empty.append(label)
        elif len(found) == 1 and len(every) > 1:
            same.append((label, found.pop()))
        else:
            differ.append((place, table.columns[i]))
    if not differ and every:  # Rows that are all alike.
        differ, same = [(0, table.columns[places[0]])], same[1:]
    return Shown(
        tuple(column for _, column in differ),
        tuple(tuple(row[place] for place, _ in differ) for row in every[:count]),
        tuple(tuple(row[places[place]] for place, _ in differ) for row in table.rows[:count]),
        tuple(same),
        tuple(empty),
    )


def cell(value: Cell, kind: str = "text") -> str:
    """Returns a cell in words; a year has no comma.

    >>> cell(12500, "number"), cell(2016, "year"), cell(None), cell(True)
    ('12,500', '2016', '', 'yes')
    """
    if value is None:
        return ""
    if isinstance(value, Span):
        return value.text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if kind == "year" or isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        value = Decimal(f"{value:.2f}")
    if isinstance(value, Decimal) and not value.is_finite():
        return ""
    whole = value == int(value)
    return f"{int(value):,}" if whole else f"{value:,}"
