"""The folder that the texts are read from: plain files of a limited size, read once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.check.texts.act import Act, shown
from kg.core.errors import BadInput

#: The longest resolution has an eighth of a megabyte.
MOST_BYTES = 4 << 20
MOST_FILES = 1000
_HINT = "give the folder that holds the texts of the acts, one file each"


@dataclass(frozen=True)
class Texts:
    """What a folder holds.

    Attributes:
        acts: the texts, by the number of the act.
        left_aside: the files that were not read, each with the reason.
    """

    acts: dict[str, Act]
    left_aside: tuple[str, ...]


def read(folder: Path) -> Texts:
    """Reads the texts in a folder.

    Raises:
        BadInput: if there is no such folder, if it holds no text, if a file of it cannot be read as
            one, or if two hold the same act.
    """
    from kg.check.texts import akn, json_act

    readers = {".json": json_act.read, ".xml": akn.read}
    acts: dict[str, Act] = {}
    aside = []
    for path in _files(folder):
        if reason := _not_plain(path, tuple(readers)):
            aside.append(f"{shown(path)}: left aside: {reason}")
            continue
        act = readers[path.suffix.lower()](path, content(path))
        if isinstance(act, str):
            aside.append(f"{shown(path)}: left aside: {act}")
        elif act.number in acts:
            said = f"resolution {act.number} stands in {shown(acts[act.number].path.name)} too"
            raise BadInput(said, where=shown(path), hint="keep one of the two")
        else:
            acts[act.number] = act
    if not acts:
        raise BadInput("no text of an act is here", where=shown(folder), hint=_HINT)
    return Texts(acts, tuple(aside))


def content(path: Path) -> bytes:
    """Returns the bytes of a file.

    Raises:
        BadInput: if it cannot be read or is longer than any act.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        said = f"cannot read: {error.strerror}"
        raise BadInput(said, where=shown(path), hint="see who may read it") from None
    if len(data) > MOST_BYTES:
        said = f"larger than {MOST_BYTES >> 20} MB, which no act is"
        raise BadInput(said, where=shown(path), hint="give one act per file")
    return data


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        said = "is no folder" if folder.exists() else "no such folder"
        raise BadInput(said, where=shown(folder), hint=_HINT)
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        said = f"cannot read: {error.strerror}"
        raise BadInput(said, where=shown(folder), hint="see who may read it") from None
    if len(names) > MOST_FILES:
        raise BadInput(f"more than {MOST_FILES:,} files", where=shown(folder), hint=_HINT)
    return (folder / name for name in names)


def _not_plain(path: Path, suffixes: tuple[str, ...]) -> str:
    """Says why a file is not opened; empty if it is."""
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        return f"cannot read: {error.strerror}"
    if stat.S_ISLNK(mode):
        return "a symbolic link; put the file itself here"
    if not stat.S_ISREG(mode):
        return "a folder; its files are not read" if stat.S_ISDIR(mode) else "not a plain file"
    if path.suffix.lower() not in suffixes:
        return f"its name ends in neither {' nor '.join(suffixes)}"
    return ""
