"""An answer in each of its forms: its document as text, HTML, Word and others, or its data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from kg.core.errors import BadInput
from kg.present.data import Rows, as_csv, as_json
from kg.present.forms import FORMS, write
from kg.present.ics import ics

if TYPE_CHECKING:
    from kg.core.agenda import Agenda
    from kg.core.document import Document


class Answered(Protocol):
    """What a verb answers: see ``kg.answers.verbs.answer``."""

    @property
    def warning(self) -> str | None:
        """What a table cannot say of itself."""

    @property
    def rows(self) -> Callable[[], Any] | None:
        """Makes its rows; None where it is no table."""

    @property
    def turtle(self) -> Callable[[], str] | None:
        """Makes its Turtle; None where there is none."""

    @property
    def graph(self) -> Callable[[], str] | None:
        """Makes the graph that it rests on; None where there is none."""

    @property
    def agenda(self) -> Callable[[], Agenda] | None:
        """Makes its days as events; None where it is no calendar."""

    def told(self) -> Document:
        """Returns its document."""

    def record(self) -> Any:
        """Returns its data."""

    def table(self) -> Rows:
        """Returns its rows with the days and the sources of each."""


def forms(answer: Answered) -> tuple[str, ...]:
    """Returns the names of the forms that an answer has."""
    has = {"csv": answer.rows is not None}
    has |= {"turtle": answer.turtle is not None, "data": answer.graph is not None}
    has |= {"ics": answer.agenda is not None}
    return tuple(form.name for form in FORMS if has.get(form.name, True))


def written(
    answer: Answered,
    form: str,
    *,
    link: Callable[[str], str] | None = None,
    width: int | None = None,
    colour: bool = False,
    everything: bool = True,
    how: str = "--all",
) -> bytes:
    """Writes an answer in a form; only what this form needs is made.

    Args:
        answer: the answer.
        form: the name of the form, one of ``forms``.
        link: as all further ones, see ``kg.present.write``.
        width: where lines are wrapped.
        colour: whether to mark tones.
        everything: whether nothing is cut.
        how: what a reader does to get everything.

    Raises:
        BadInput: if it does not have this form, or what the form needs is not installed.
    """
    if form not in forms(answer):
        hint = f"it has {', '.join(forms(answer))}"
        raise BadInput(f"this answer has no form {form}", hint=hint)
    if form == "json":
        return as_json(answer.record()).encode()
    if form == "csv":
        return as_csv(answer.table(), answer.warning).encode()
    if form == "turtle" and answer.turtle is not None:
        return answer.turtle().encode()
    if form == "data" and answer.graph is not None:
        return answer.graph().encode()
    if form == "ics" and answer.agenda is not None:
        return ics(answer.agenda()).encode()
    return write(
        answer.told(),
        form,
        link=link,
        width=width,
        colour=colour,
        everything=everything,
        how=how,
    )
