"""``validate`` on many packages: JSON lines out, a progress bar, and going on after a break."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from kg.cli.common import input_form
from kg.cli.process import unheard
from kg.core.errors import BadInput
from kg.core.files import growing
from kg.core.wording import counted

if TYPE_CHECKING:
    from kg.check.batch import Answer
    from kg.graph.regime import Regime


def is_batch(names: list[str]) -> bool:
    """Whether the one thing to check is a folder or a file of JSON lines."""
    if len(names) != 1:
        return False
    path = Path(names[0])
    return os.path.isdir(path) or (input_form() or path.suffix.lower().lstrip(".")) == "jsonl"


def validate_many(
    regime: Regime,
    source: Path,
    rulebook: str | None,
    engine: str,
    jobs: int,
    output: Path | None,
    go_on: bool,
) -> None:
    """Checks all packages of a folder or a file.

    Raises:
        BadInput: if there is nothing to check, or nowhere to write.
        Exit: always, with 0 if all conform, 1 if some do not, 2 if some cannot be read.
    """
    from kg.check import batch
    from kg.check.entries import Begun, entries, resume

    if output is not None and output.exists() and source.exists() and output.samefile(source):
        raise BadInput("the output file is the input", where=str(output), hint="choose another")
    if output is not None and output.exists() and source.is_dir() and _holds(source, output):
        hint = "choose another, outside of the folder"
        raise BadInput("the output file is one of the packages", where=str(output), hint=hint)
    if go_on and output is None:
        raise BadInput("--resume needs the output to go on with", hint="name it with -o")
    judge = batch.judge(regime, source, rulebook, engine)
    begun = resume(output, source) if go_on and output else Begun(entries(source))
    first = next(begun.waiting, None)
    _tell_passed(source)
    if first is None and not begun.done:
        raise _nothing(source)
    waiting = begun.waiting if first is None else chain([first], begun.waiting)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
    worst = begun.worst
    answers = _begun(_seen(batch.answers(judge, waiting, jobs)))
    with _writer(output, go_on) as write:
        try:
            for answer in answers:
                write.write(answer.text + "\n")
                worst = max(worst, answer.code)
                if unheard(write):
                    break
        except KeyboardInterrupt:
            write.flush()
            told = "; go on with --resume" if output else ""
            print(f"interrupted{told}", file=sys.stderr)
            raise typer.Exit(130) from None
    raise typer.Exit(worst)


def _holds(folder: Path, file: Path) -> bool:
    from kg.check.entries import entries

    return any(isinstance(each, Path) and each.samefile(file) for each in entries(folder))


def _tell_passed(source: Path) -> None:
    from kg.check.entries import packages_in

    if not os.path.isdir(source):
        return
    count = len(packages_in(source)[1])
    if count:
        told = f"passed over {counted(count, 'file')}: hidden, no ordinary file, or JSON that is"
        print(f"{source}: {told} no package", file=sys.stderr)


def _nothing(source: Path) -> BadInput:
    if not os.path.isdir(source):
        return BadInput("no package in it; nothing was checked", where=str(source))
    inside = [each for each in sorted(source.iterdir()) if os.path.isdir(each)]
    seen = [each for each in inside if not each.name.startswith(".")]
    hint = f"subfolders are not looked into: name one, such as {seen[0]}" if seen else None
    return BadInput("no package in this folder; nothing was checked", where=str(source), hint=hint)


@contextmanager
def _writer(output: Path | None, go_on: bool) -> Iterator[TextIO]:
    if output is None:
        yield sys.stdout
        return
    with growing(output, go_on) as stream:
        yield stream


def _begun(answers: Iterator[Answer]) -> Iterator[Answer]:
    """The same, with the first one made: an input that cannot be read empties no earlier output."""
    first = next(answers, None)
    return answers if first is None else chain([first], answers)


def _seen(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Lets a terminal see how far it has come."""
    if not sys.stderr.isatty():
        yield from answers
        return
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), "checked", MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("checking", total=None)
        for number, answer in enumerate(answers, 1):
            if not number % 100:
                bar.update(task, completed=number)
            yield answer
