"""JSON and rows, which are data and not a document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol


class Rows(Protocol):
    """Rows of values under named columns."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns, in their order."""

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Yields the rows, each with a value for each column."""


def as_json(data: Any) -> str:
    """Returns data as JSON."""
    return json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n"


def as_csv(rows: Rows) -> str:
    """Returns rows as CSV (RFC 4180); an empty field where there is no value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows.columns)
    for row in rows:
        writer.writerow(["" if row[name] is None else row[name] for name in rows.columns])
    return text.getvalue()
