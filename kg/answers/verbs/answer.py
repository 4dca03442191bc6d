"""An answer, told as text, as data or in rows; each is made only when it is asked for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.core.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from kg.core.document import Document
    from kg.graph.queries import Rows
    from kg.graph.regime import Regime

WIDTH = 100


@dataclass(frozen=True)
class Answer:
    """An answer to a question on a regime.

    Attributes:
        regime: the regime asked.
        found: the answer itself, as the Python API gives it.
        as_of: the days at which the law is read; none where the answer depends on no day.
        document: makes it for readers: see ``kg.core.document``.
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
    text: Callable[[Console], None] | None = None
    document: Callable[[], Document] | None = None
    data: Callable[[], Any] = dict
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

        if self.document is not None:
            from kg.present.terminal import text as written

            return written(self.document(), everything=True)
        assert self.text is not None
        out = io.StringIO()
        self.text(Plain(out, WIDTH))
        return out.getvalue()


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
