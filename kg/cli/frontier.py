"""The command that shows what is possible at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.build import Call, asks
from kg.cli.common import write_file
from kg.core.errors import BadInput
from kg.core.files import put_folder

if TYPE_CHECKING:
    from kg.answers.verbs import Answer


@asks("frontier", "frontier --plot frontier.svg", called={"package": "fixed"})
def frontier(
    call: Call,
    write: Annotated[
        Path | None,
        typer.Option(readable=False, help="Write each package as YAML into this new folder."),
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(readable=False, help="Draw the points into this SVG file.")
    ] = None,
) -> None:
    """Show the packages that give the most relief for the fewest steps at the least risk."""
    source = call.path("package")
    if write is not None and os.path.lexists(write):
        hint = "choose another name"
        raise BadInput("the folder exists; nothing was written", where=str(write), hint=hint)
    for path in (write, plot):
        if path is not None and not os.path.isdir(path.parent):
            raise BadInput("there is no such folder", where=str(path.parent))
    with _search() as tell:
        answer = call.ask(tell=tell)
    if plot is not None:
        from kg.answers.possible.plot import svg

        write_file(plot, svg(call.regime, answer.found), [source] if source else [])
    if write is not None:
        _write(write, source, answer)
    call.end(answer)


@contextmanager
def _search() -> Iterator[Callable[[int, float], None]]:
    """Lets a terminal see how far the search has come."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    hidden = not sys.stderr.isatty()
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden)
    with bar as progress:
        task = progress.add_task("searching", total=1.0)

        def tell(points: int, done: float) -> None:
            progress.update(task, completed=done, description=f"searching, {points} found")

        yield tell


def _write(folder: Path, source: Path | None, answer: Answer) -> None:
    from kg.deal.edit.files import changed_file

    suffix = source.suffix if source else ".yaml"
    files = {}
    for number, point in enumerate(answer.found.points, 1):
        name = f"point-{number}{suffix}"
        text = changed_file(source, answer.found.base, point.edits, folder / name)
        files[name] = text.encode()
    put_folder(folder, files)
    for name in files:
        print(f"wrote {folder / name}", file=sys.stderr)
