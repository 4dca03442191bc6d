"""The command line inside the process of the tests, with the regime that they share.

A process of its own, and a regime that is loaded anew, take a second for each command. What hangs
on the process is tested with ``process``: the entry, the exit code and the streams.
"""

from __future__ import annotations

import contextlib
import gc
import io
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from typer.testing import CliRunner, Result

import kg
from kg.answers.verbs import Answer
from kg.cli import app, main
from kg.graph.load import load
from kg.graph.regime import Regime
from kg.present.answers import written

Done = subprocess.CompletedProcess[str]


@cache
def shipped() -> Regime:
    """The regime that the project ships, loaded once."""
    return load()


@contextlib.contextmanager
def loaded_once() -> Iterator[None]:
    """What loads the shipped regime gets the one that the tests share."""

    def once(name: str | Path | None = None) -> Regime:
        return shipped() if name is None else load(name)

    kg.load = once
    try:
        yield
    finally:
        kg.load = load


def invoke(*arguments: str | Path, catch_exceptions: bool = True) -> Result:
    """Runs a command without the frame of ``main``: a known error is raised."""
    words = [str(each) for each in arguments]
    with loaded_once():
        done = CliRunner().invoke(app, words, catch_exceptions=catch_exceptions)
    gc.unfreeze()  # Long commands freeze what they load.
    return done


def run(*arguments: str | Path, cwd: Path | None = None, page: str = "utf-8") -> Done:
    """Runs a command as ``process`` does, inside this process; its streams have a code page."""
    words = ["sanctions-kg", *(str(each) for each in arguments)]
    out, error = _pipe(page), _pipe(page)
    code, given, collects = 0, sys.argv, gc.isenabled()
    sys.argv = words
    try:
        with (
            loaded_once(),
            contextlib.chdir(cwd or Path.cwd()),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(error),
        ):
            main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.argv = given
        gc.unfreeze()  # Long commands freeze what they load.
        if collects:
            gc.enable()
    return Done(words, code, _text(out), _text(error))


def process(*arguments: str | Path, cwd: Path | None = None) -> Done:
    """Runs a command in a process of its own, as a user does."""
    command = [sys.executable, "-m", "kg.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def _pipe(page: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), page, write_through=True)


def _text(pipe: io.TextIOWrapper) -> str:
    """What was written, as ``subprocess`` gives text: every end of a line is one character."""
    buffer = pipe.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode().replace("\r\n", "\n").replace("\r", "\n")


def told(answer: Answer, form: str = "text") -> str:
    """An answer in a form, with nothing cut."""
    return written(answer, form).decode()
