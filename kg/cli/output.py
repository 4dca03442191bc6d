"""In which form an answer is written, and where: on stdout, or in a file."""

from __future__ import annotations

import inspect
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.common import command, write_bytes
from kg.core.errors import BadInput
from kg.present import BY_NAME, BY_SUFFIX

if TYPE_CHECKING:
    from kg.answers.verbs import Answer

RULE = "─"
_MOST_DIGITS = 4


class Format(StrEnum):
    """The forms of an answer: see ``kg.present.FORMS``."""

    text = "text"
    html = "html"
    md = "md"
    docx = "docx"
    pdf = "pdf"
    csv = "csv"
    json = "json"
    turtle = "turtle"
    data = "data"
    ics = "ics"


@dataclass(frozen=True)
class Output:
    """How an answer is to be written.

    Attributes:
        format: the form that the user named; None if the name of the file says it.
        file: the file; None for stdout.
        everything: whether long lists are not cut; in a file they never are.
        wide: whether lines are not wrapped.
    """

    format: Format | None = None
    file: Path | None = None
    everything: bool = False
    wide: bool = False

    @property
    def form(self) -> str:
        """The name of the form: as named, else by the suffix of the file, else text."""
        if self.format is not None:
            return self.format.value
        known = BY_SUFFIX.get(self.file.suffix.lower()) if self.file else None
        return known.name if known else "text"

    def write(self, *answers: Answer, inputs: Sequence[Path] = ()) -> None:
        """Writes one answer, or several one after another, in the form asked for.

        What data cannot say of itself, its day and a warning, goes to stderr.

        Args:
            *answers: the answers.
            inputs: the files that are read, none of which is written.

        Raises:
            BadInput: if they have no such form, or it cannot go where it should.
        """
        if len(answers) > 1 and self.form not in ("text", "json", "turtle"):
            hint = "give one package, or --format text or json"
            raise BadInput(f"{len(answers)} answers do not fit into one {self.form}", hint=hint)
        self.check()
        self.put(self._made(answers), inputs)
        for answer in answers:
            self._tell(answer)

    def check(self) -> None:
        """Refuses to write what is no text on a terminal.

        Raises:
            BadInput: if it is.
        """
        if BY_NAME[self.form].binary and self.file is None and sys.stdout.isatty():
            hint = f"name a file: -o answer.{self.form}"
            raise BadInput(f"{self.form} cannot be shown on a terminal", hint=hint)

    def put(self, data: bytes, inputs: Sequence[Path] = ()) -> None:
        """Puts bytes where they should go."""
        if self.file is not None:
            write_bytes(self.file, data, inputs)
        elif self.form == "text":
            sys.stdout.write(data.decode())
        else:
            # Only words for readers are in the letters of the terminal; all else is UTF-8.
            sys.stdout.flush()
            sys.stdout.buffer.write(data)

    def _made(self, answers: Sequence[Answer]) -> bytes:
        from kg.present.answers import written
        from kg.present.data import as_json

        if self.form == "json" and len(answers) > 1:
            return as_json([answer.record() for answer in answers]).encode()
        colour = sys.stdout.isatty() and self.file is None
        columns = width(self.wide, self.file is not None)
        whole = self.everything or self.file is not None
        made = [
            written(*(answer, self.form), width=columns, colour=colour, everything=whole)
            for answer in answers
        ]
        rule = f"{RULE * (columns or 100)}\n" if self.form == "text" else "\n"
        return rule.encode().join(made)

    def _tell(self, answer: Answer) -> None:
        from kg.core.dates import as_of_line

        if self.form in ("csv", "ics"):
            print(as_of_line(answer.regime.data_date, *answer.as_of), file=sys.stderr)
        if answer.warning and self.form in ("csv", "json", "turtle", "data", "ics"):
            print(f"sanctions-kg: warning: {answer.warning}", file=sys.stderr)


def width(wide: bool = False, in_file: bool = False) -> int | None:
    """Returns where lines are wrapped: at COLUMNS, else at the edge of a terminal, else nowhere.

    Args:
        wide: whether they are wrapped nowhere.
        in_file: whether they stand in a file, which has no edge.
    """
    columns = os.environ.get("COLUMNS", "")
    if wide:
        return None
    # More digits than this are no width, and a line that is wider than it is not wrapped.
    if columns.isdecimal() and len(columns) <= _MOST_DIGITS and int(columns):
        return int(columns)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() and not in_file else None


def options() -> list[inspect.Parameter]:
    """Returns the parameters by which a user says so, as ``output`` reads them."""
    forms = "Its form; if left out, by the name of the file, else text."
    found: dict[str, tuple[Any, Any]] = {
        "format": (Annotated[Format | None, typer.Option("--format", help=forms)], None),
        "output": (
            Annotated[
                Path | None,
                typer.Option("-o", "--output", readable=False, help="Write to this file."),
            ],
            None,
        ),
        "everything": (
            Annotated[bool, typer.Option("--all", help="Cut no list, however long.")],
            False,
        ),
        "wide": (Annotated[bool, typer.Option("--wide", help="Wrap no line.")], False),
    }
    kind = inspect.Parameter.KEYWORD_ONLY
    return [
        inspect.Parameter(name, kind, annotation=annotation, default=default)
        for name, (annotation, default) in found.items()
    ]


def output(given: dict[str, Any]) -> Output:
    """Takes what ``options`` asked for out of the values of a command."""
    return Output(*(given.pop(each.name) for each in options()))


def writes(name: str, example: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Makes a command of a function that takes where to write and options of its own.

    Args:
        name: the name of the command.
        example: how it is called.
    """

    def make(own: Callable[..., None]) -> Callable[..., None]:
        def run(**given: Any) -> None:
            own(output(given), **given)

        further = list(inspect.signature(own, eval_str=True).parameters.values())[1:]
        signed(run, [*further, *options()], own.__doc__)
        return command(example, name)(run)

    return make


def signed(run: Callable[..., None], wanted: Sequence[inspect.Parameter], says: str | None) -> None:
    """Gives a function the parameters and the words that the command line reads off it."""
    kind = inspect.Parameter.KEYWORD_ONLY
    found = [each.replace(kind=kind) for each in wanted]
    run.__signature__ = inspect.Signature(found)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in found}
    run.__doc__ = says
