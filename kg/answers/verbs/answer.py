"""An answer as a document, as data and in rows; each is made only when it is asked for.

What it looks like is for ``kg.present`` to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.core.dates import past
from kg.core.errors import BadInput

if TYPE_CHECKING:
    from kg.core.document import Document
    from kg.graph.queries import Rows
    from kg.graph.regime import Regime


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
        warning: what a table cannot say of itself; that a day is after the data is added to it.
    """

    regime: Regime
    found: Any
    as_of: tuple[date, ...]
    document: Callable[[], Document]
    data: Callable[[], Any]
    rows: Callable[[], Rows] | None = None
    turtle: Callable[[], str] | None = None
    graph: Callable[[], str] | None = None
    package_sources: tuple[str, ...] = ()
    good: bool = True
    warning: str | None = None

    def __post_init__(self) -> None:
        """Warns of a day after that of the data, whatever was asked."""
        late = past(max(self.as_of), self.regime.data_date) if self.as_of else None
        if late and late not in (self.warning or ""):
            both = (
                late if not self.warning else f"{late}. {self.warning[0].upper()}{self.warning[1:]}"
            )
            object.__setattr__(self, "warning", both)

    def table(self) -> Rows:
        """Returns its rows with the days and the sources of each.

        Raises:
            BadInput: if it is no table.
        """
        from kg.answers.grounds import grounded

        if self.rows is None:
            raise BadInput("this answer is no table", hint="ask for JSON or text")
        return grounded(self.regime, self.rows(), *self.as_of, package_sources=self.package_sources)
