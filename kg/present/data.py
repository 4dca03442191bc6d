"""JSON and rows, which are data and not a document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from kg.present.plain import text_csv

_CONSTANTS = {None: "null", True: "true", False: "false"}
_quoted = json.encoder.encode_basestring


class Rows(Protocol):
    """Rows of values under named columns."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns, in their order."""

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Yields the rows, each with a value for each column."""


def as_json(data: Any) -> str:
    """Returns data as JSON."""
    out: list[str] = []
    _write(data, "\n", out)
    return f"{''.join(out)}\n"


def _write(value: Any, line: str, out: list[str]) -> None:
    """Writes what ``json.dumps`` does with an indent of two, which it does in slow Python."""
    if isinstance(value, str):
        out.append(_quoted(value))
    elif value is None or value is True or value is False:
        out.append(_CONSTANTS[value])
    elif type(value) is int:
        out.append(str(value))
    elif isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        inner, start = f"{line}  ", "{"
        for key, each in value.items():
            out.append(f"{start}{inner}{_quoted(key)}: ")
            _write(each, inner, out)
            start = ","
        out.append(f"{line}}}")
    elif isinstance(value, list | tuple) and value and all(type(each) is str for each in value):
        inner = f"{line}  "
        out.append(f"[{inner}{f',{inner}'.join(map(_quoted, value))}{line}]")
    elif isinstance(value, list | tuple) and value:
        inner, start = f"{line}  ", "["
        for each in value:
            out.append(f"{start}{inner}")
            _write(each, inner, out)
            start = ","
        out.append(f"{line}]")
    elif isinstance(value, int | float | dict | list | tuple):
        text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
        out.append(text.replace("\n", line))
    else:
        out.append(_quoted(str(value)))


def _field(value: Any) -> Any:
    return "" if value is None else text_csv(value) if isinstance(value, str) else value


def as_csv(rows: Rows, warning: str | None = None) -> str:
    """Returns rows as CSV (RFC 4180); an empty field where there is no value.

    Texts are written as ``table_csv`` writes them.

    Args:
        rows: the rows.
        warning: what should be known of each row; it stands in a last column of that name.
    """
    more = [warning] if warning else []
    fields = ([_field(row[name]) for name in rows.columns] + more for row in rows)
    return csv_lines([[*rows.columns, *(["warning"] if warning else [])], *fields])


def csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    """Returns lines of fields as CSV (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
