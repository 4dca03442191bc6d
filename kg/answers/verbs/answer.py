"""An answer, told as text, as data or in rows; each is made only when it is asked for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any

from kg.core.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from kg.graph.queries import Rows
    from kg.graph.regime import Regime

WIDTH = 100
_CONSTANTS = {None: "null", True: "true", False: "false"}


@dataclass(frozen=True)
class Answer:
    """An answer to a question on a regime.

    Attributes:
        regime: the regime asked.
        found: the answer itself, as the Python API gives it.
        as_of: the days at which the law is read; none where the answer depends on no day.
        text: prints it on a console.
        data: makes its JSON data.
        rows: makes its rows; None where it is no table.
        turtle: makes a Turtle document of it; None where there is none.
        graph: makes N-Quads of all that it rests on; None where it rests on no package.
        package_sources: the sources of the package, for rows that name no other.
        good: whether it is what was hoped for: a package that conforms, a repair that was found.
        warning: what a table cannot say of itself.
    """

    regime: Regime
    found: Any
    as_of: tuple[date, ...]
    text: Callable[[Console], None]
    data: Callable[[], Any]
    rows: Callable[[], Rows] | None = None
    turtle: Callable[[], str] | None = None
    graph: Callable[[], str] | None = None
    package_sources: tuple[str, ...] = ()
    good: bool = True
    warning: str | None = None

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats that it has: ``json`` and ``text``, and any of the others."""
        more = (("csv", self.rows), ("turtle", self.turtle), ("data", self.graph))
        return ("json", "text", *(name for name, made in more if made is not None))

    def table(self) -> Rows:
        """Returns its rows with the days and the sources of each.

        Raises:
            BadInput: if it is no table.
        """
        from kg.answers.grounds import grounded

        if self.rows is None:
            raise BadInput("this answer is no table", hint="ask for JSON or text")
        return grounded(self.regime, self.rows(), *self.as_of, package_sources=self.package_sources)

    def told(self, format: str) -> str:
        """Returns it in a format.

        Args:
            format: one of ``formats``.

        Raises:
            BadInput: if it does not have this format.
        """
        if format == "json":
            return as_json(self.data())
        if format == "csv":
            return as_csv(self.table())
        if format == "turtle" and self.turtle is not None:
            return self.turtle()
        if format == "data" and self.graph is not None:
            return self.graph()
        if format != "text":
            hint = f"it has {', '.join(self.formats)}"
            raise BadInput(f"this answer has no form {format}", hint=hint)
        from kg.present.console import Plain

        out = io.StringIO()
        self.text(Plain(out, WIDTH))
        return out.getvalue()


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


def as_csv(rows: Rows) -> str:
    """Returns rows as CSV (RFC 4180); an empty field where there is no value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows.columns)
    for row in rows:
        writer.writerow(["" if row[name] is None else row[name] for name in rows.columns])
    return text.getvalue()
