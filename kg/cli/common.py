"""What the commands share: the application, the formats, files in and out."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.core.dates import day
from kg.core.errors import BadInput
from kg.core.files import put

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.verbs import Answer
    from kg.deal import Deal
    from kg.graph.queries import Rows
    from kg.graph.regime import Regime

app = typer.Typer(
    help="What relief can a concession justify? Checks deals, prices relief, shows the law behind.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

# The store named before the command.
_STORE: ContextVar[str | None] = ContextVar("store", default=None)


class Format(StrEnum):
    """How an answer is printed."""

    text = "text"
    json = "json"


class TableFormat(StrEnum):
    """How an answer in rows is printed."""

    text = "text"
    json = "json"
    csv = "csv"


Package = Annotated[str, typer.Argument(help="A package, or the name of a shipped one.")]
Rulebook = Annotated[str | None, typer.Option(help="The rulebook, by name.")]
As = Annotated[Format, typer.Option("--format", help="text or json.")]
AsTable = Annotated[TableFormat, typer.Option("--format", help="text, json or csv.")]
AsOf = Annotated[str | None, typer.Option(help="Read the law as of this day (YYYY-MM-DD).")]


@app.callback()
def options(
    store: Annotated[
        str | None,
        typer.Option(
            envvar="SANCTIONS_KG_STORE",
            help="Ask a SPARQL store at this address instead of the one that comes along.",
        ),
    ] = None,
) -> None:
    # No docstring: it would take the place of the application's help.
    _STORE.set(store)


def the_regime() -> Regime:
    """Loads the regime that the project ships, or the one in the store that the user names."""
    import kg

    store = the_store()
    if store is None:
        return kg.load()
    from kg.remote import connect

    return connect(store)


def the_store() -> str | None:
    """Returns the address of the store that the user names before the command, if any."""
    return _STORE.get()


def read(regime: Regime, name: str, as_of: str | None = None) -> Deal:
    """Reads a package given as a file or by the name of a shipped one.

    Args:
        regime: the regime whose ids the package uses.
        name: the path, or the name.
        as_of: the day at which the law is read, where it is not the package's own.
    """
    import kg

    deal = kg.read_deal(package(name), regime)
    return deal if as_of is None else deal.at(day(as_of, "--as-of"))


def package(name: str) -> Path:
    """Finds a file, or a shipped package by its name.

    Raises:
        BadInput: for a bare name that neither a file nor a shipped package has.
    """
    from kg.core.ids import did_you_mean

    path = Path(name)
    known = shipped()
    if not path.exists() and name in known:
        return known[name]
    if path.exists() or path.suffix or path.name != name:
        return path
    near = did_you_mean(name, known)
    hint = f"did you mean {near[0]}?" if near else f"shipped are {', '.join(known)}"
    raise BadInput(f"no file {name} and no shipped package of this name", hint=hint)


def is_package(name: str) -> bool:
    """Whether a file or a shipped package has this name."""
    return Path(name).exists() or name in shipped()


def shipped() -> dict[str, Path]:
    """Finds the packages that the project ships, by name."""
    from kg.core.resources import folder

    return {each.stem: each for each in sorted(folder("deals").glob("*.yaml"))}


def progress(paths: list[Path]) -> Iterator[Path]:
    """Yields the paths; a terminal sees how far it has come."""
    if len(paths) < 2 or not sys.stderr.isatty():
        yield from paths
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(paths, description="checking", console=Console(stderr=True), transient=True)


@contextmanager
def talk(what: str) -> Iterator[None]:
    """Says on stderr what is being done, while it lasts."""
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


@contextmanager
def out(output: Path | None = None, inputs: Sequence[Path] = ()) -> Iterator[Console]:
    """Yields a console on stdout, or on a file that is put in place only once it is complete."""
    from rich.console import Console

    from kg.present.console import Plain

    if output is None:
        terminal = sys.stdout.isatty()
        yield Console(highlight=False, emoji=False) if terminal else Plain(None, 100)
        return
    if any(path.exists() and output.exists() and path.samefile(output) for path in inputs):
        raise BadInput(
            "the output file is one that is read", where=str(output), hint="choose another name"
        )
    text = io.StringIO()
    yield Plain(text, 100)
    put(output, text.getvalue().encode())


def write_file(path: Path, text: str, inputs: Sequence[Path] = ()) -> None:
    """Writes a file, put in place only once it is complete, and says so on stderr."""
    with out(path, inputs) as console:
        console.file.write(text)
    print(f"wrote {path}", file=sys.stderr)


def write_answer(format: Format | TableFormat, answer: Answer) -> None:
    """Writes an answer on stdout in the format asked for; only that one is made.

    What a table cannot say of itself, its day and a warning, goes to stderr.
    """
    from kg.core.dates import as_of_line

    with out() as console:
        if format == Format.text and answer.document is not None:
            from kg.present.terminal import text as written

            console.file.write(written(answer.document(), width(), sys.stdout.isatty()))
        elif format == Format.text and answer.text is not None:
            answer.text(console)
        else:
            console.file.write(answer.told(format.value))
    if format == TableFormat.csv:
        print(as_of_line(answer.regime.data_date, *answer.as_of), file=sys.stderr)
    if answer.warning and format != Format.text:
        print(f"sanctions-kg: warning: {answer.warning}", file=sys.stderr)


def width(wide: bool = False) -> int | None:
    """Returns where lines are wrapped: at COLUMNS, else at the edge of a terminal, else nowhere.

    Args:
        wide: whether they are wrapped nowhere.
    """
    columns = os.environ.get("COLUMNS", "")
    if wide:
        return None
    if columns.isdecimal() and int(columns):
        return int(columns)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def write_json(console: Console, data: Any) -> None:
    """Writes data as JSON."""
    from kg.answers.verbs.answer import as_json

    console.file.write(as_json(data))


def write_rows(console: Console, rows: Rows, format: TableFormat) -> None:
    """Writes the rows of an answer as JSON or as CSV (RFC 4180)."""
    if format is TableFormat.json:
        write_json(console, [dict(row) for row in rows])
        return
    from kg.answers.verbs.answer import as_csv

    console.file.write(as_csv(rows))
