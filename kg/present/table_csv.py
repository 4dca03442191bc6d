"""The tables of an answer as CSV (RFC 4180)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kg.core.document import Cell, Document, Span, Table, line
from kg.core.errors import BadInput
from kg.present.data import csv_lines
from kg.present.plain import text_csv


def table_csv(table: Table) -> str:
    """Returns a table as CSV: its columns by their names in data, numbers as they are.

    A text that a spreadsheet would take for a formula has an apostrophe before it.

    >>> from kg.core.document import Column
    >>> table_csv(Table((Column("id", "id"), Column("n", "number")), (("a", 1200), ("=b", None))))
    "id,n\\r\\na,1200\\r\\n'=b,\\r\\n"
    """
    return csv_lines([[column.name for column in table.columns], *_rows(table)])


def tables_csv(document: Document) -> str:
    """Returns all tables of a document as CSV, with an empty line between any two.

    Where there are several, each has its caption or its unit above it.

    Raises:
        BadInput: if there is none.
    """
    found = document.tables
    if not found:
        raise BadInput("this answer has no table", hint="ask for JSON or text")
    if len(found) == 1:
        return table_csv(found[0])
    named = (
        csv_lines([[text_csv(line(each.caption) or each.unit)]]) + table_csv(each) for each in found
    )
    return "\r\n".join(named)


def _rows(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        yield [_field(cell) for cell in row]


def _field(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str | Span):
        return text_csv(cell.text if isinstance(cell, Span) else cell)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
