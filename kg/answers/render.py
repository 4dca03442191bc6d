"""Rows as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

if TYPE_CHECKING:
    from rich.console import Console

    from kg.graph.queries import Rows


def rows_text(console: Console, rows: Rows) -> None:
    """Prints the rows of a query as a table."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in rows.columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(
            *("" if row[column] is None else escape(str(row[column])) for column in rows.columns)
        )
    console.print(table)
