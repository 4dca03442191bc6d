"""What a batch reads: the packages of a folder or the lines of a file, and what is answered."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.check.findings import CONFORMING
from kg.core.errors import BadInput
from kg.core.files import growing
from kg.deal.read.packages import FORMATS, is_foreign
from kg.deal.read.source import MOST_BYTES, opened

Entry = tuple[int, bytes] | Path
"""A line with its number, or a file of a folder."""


@dataclass(frozen=True)
class Begun:
    """A run that goes on.

    Attributes:
        waiting: the packages that have no answer yet.
        done: how many have one.
        worst: the worst code of those answers.
    """

    waiting: Iterator[Entry]
    done: int = 0
    worst: int = 0


def entries(source: Path) -> Iterator[Entry]:
    """Yields the packages of a folder, sorted by name, or the lines of a file that hold any.

    Args:
        source: the folder, or the file of JSON lines; ``-`` is standard input.

    Raises:
        BadInput: if it cannot be read.
    """
    try:
        yield from packages_in(source)[0] if source.is_dir() else _lines(source)
    except FileNotFoundError:
        raise BadInput("no such file", where=str(source)) from None
    except OSError as error:
        raise BadInput(f"cannot be read ({error.strerror})", where=str(source)) from None


def packages_in(folder: Path) -> tuple[list[Path], list[Path]]:
    """Returns the packages of a folder and what has the name of one but is passed over.

    That is what is hidden, what is no ordinary file, such as a pipe, and JSON that holds something
    else, such as a schema. What lies in subfolders is left alone.

    Args:
        folder: the folder.

    Raises:
        OSError: if it cannot be read.
    """
    packages: list[Path] = []
    passed: list[Path] = []
    for each in sorted(folder.iterdir()):
        if each.suffix.lower() not in FORMATS or os.path.isdir(each):
            continue
        foreign = each.name.startswith(".") or not os.path.isfile(each) or is_foreign(each)
        (passed if foreign else packages).append(each)
    return packages, passed


def _lines(source: Path) -> Iterator[Entry]:
    with opened(source) as stream:
        number = 0
        while line := stream.readline(MOST_BYTES + 1):
            number += 1
            rest = line
            while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
                rest = stream.readline(MOST_BYTES + 1)
            if line.strip():
                yield number, line


def place_of(entry: Entry) -> dict[str, Any]:
    """What names a package in its answer: the file, or the line."""
    return {"file": entry.name} if isinstance(entry, Path) else {"line": entry[0]}


def resume(output: Path, source: Path) -> Begun:
    """Returns what is left to answer; an answer cut short is taken off.

    Args:
        output: the answers so far; may be missing.
        source: the folder, or the file of JSON lines.

    Raises:
        BadInput: if the answers are not those of this input.
    """
    waiting = entries(source)
    if not output.exists():
        return Begun(waiting)
    with growing(output, go_on=True):
        done = worst = kept = 0  # What may not be added to is not cut short either.
    with output.open("r+b") as stream:
        for line in stream:
            if not line.endswith(b"\n"):
                break
            entry = next(waiting, None)
            code = None if entry is None else _code(line, entry)
            if code is None:
                hint = "name another output, or leave --resume out"
                where = f"{output}:{done + 1}"
                raise BadInput(f"this is no answer on {source}", where=where, hint=hint)
            done, worst, kept = done + 1, max(worst, code), kept + len(line)
        stream.truncate(kept)
    return Begun(waiting, done, worst)


def _code(line: bytes, entry: Entry) -> int | None:
    """The code of an answer that was written; None where it is none on this package."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict) or not place_of(entry).items() <= found.items():
        return None
    if "error" in found:
        return 2
    return 0 if found.get("verdict") in CONFORMING else 1
