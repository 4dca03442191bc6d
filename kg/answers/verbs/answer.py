"""An answer as a document, as data and in rows; each is made only when it is asked for.

What it looks like is for ``kg.present`` to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kg.core.dates import before, past
from kg.core.document import Note, Tone
from kg.core.errors import BadInput

if TYPE_CHECKING:
    from kg.core.agenda import Agenda
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
        agenda: makes the days of it as events; None where it is no calendar.
        package_sources: the sources of the package, for rows that name no other.
        good: whether it is what was hoped for: a package that conforms, a repair that was found.
        remark: what a table cannot say of itself, beside its days.
    """

    regime: Regime
    found: Any
    as_of: tuple[date, ...]
    document: Callable[[], Document]
    data: Callable[[], Any]
    rows: Callable[[], Rows] | None = None
    turtle: Callable[[], str] | None = None
    graph: Callable[[], str] | None = None
    agenda: Callable[[], Agenda] | None = None
    package_sources: tuple[str, ...] = ()
    good: bool = True
    remark: str | None = None

    @property
    def outside(self) -> tuple[str, ...]:
        """Says which of its days are after the facts that were read, or before the first law."""
        days = sorted(set(self.as_of))
        late = (past(day, self.regime.data_date) for day in days)
        early = (before(day, self.regime.first_day) for day in days)
        return tuple(filter(None, (*early, *late)))

    @property
    def warning(self) -> str | None:
        """What a table cannot say of itself; None if that is nothing."""
        return "; ".join(filter(None, (*self.outside, self.remark))) or None

    def told(self) -> Document:
        """Returns its document, which begins with a warning of days that are outside."""
        made = self.document()
        warned = (Note(f"{each}.", "Warning", Tone.doubt) for each in self.outside)
        return replace(made, notes=(*warned, *made.notes))

    def record(self) -> Any:
        """Returns its JSON data, with the warning if there is one."""
        data = self.data()
        return data | {"warning": self.warning} if self.warning else data

    def table(self) -> Rows:
        """Returns its rows with the days and the sources of each.

        Raises:
            BadInput: if it is no table.
        """
        from kg.answers.grounds import grounded

        if self.rows is None:
            raise BadInput("this answer is no table", hint="ask for JSON or text")
        return grounded(self.regime, self.rows(), *self.as_of, package_sources=self.package_sources)
