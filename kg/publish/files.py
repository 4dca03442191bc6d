"""Files put in place: whole or not at all, and never over what someone else wrote.

A folder that holds an export has ``export.json``, which lists its files with their hashes. Only a
folder that does not exist, is empty, or was written by an export is written to; what stands in it
beside the listed files is left alone, and a listed file that was changed since is not touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.core.about import VERSION
from kg.core.errors import BadInput
from kg.core.files import put_folder, staged
from kg.publish.describe import File

if TYPE_CHECKING:
    from kg.graph.regime import Regime

MANIFEST = "export.json"
_BOTH = f"{MANIFEST}.both"


def manifest(regime: Regime, files: Iterable[File], as_of: date | None = None) -> File:
    """Returns the list of an export's files: version, days, and the hash of each.

    Args:
        regime: the regime.
        files: the files.
        as_of: the day at which the law is read, where it is not the data date.
    """
    data = {
        "generator": "sanctions-kg",
        "version": VERSION,
        "regime": regime.base,
        "dataDate": str(regime.data_date),
        "asOf": str(as_of or regime.data_date),
        "files": {
            file.path: hashlib.sha256(file.data).hexdigest()
            for file in sorted(files, key=lambda file: file.path)
        },
    }
    return File(MANIFEST, (json.dumps(data, indent=1) + "\n").encode())


def write_folder(home: Path, files: Iterable[File]) -> None:
    """Writes the files of an export into a folder, and removes those of the export before it.

    Only what still has the hash that the earlier export listed is replaced or removed, and no link
    in the folder is followed. If anything else stands where a file goes, nothing is written.

    Args:
        home: the folder; a new one, an empty one, or one that holds an earlier export.
        files: the files, ``export.json`` among them.

    Raises:
        BadInput: if the folder holds something else, or cannot be written.
    """
    wanted = {file.path: file.data for file in files}
    try:
        if not os.path.lexists(home):
            home.parent.mkdir(parents=True, exist_ok=True)
            put_folder(home, wanted)
            return
        before = _earlier(home)
        for path in sorted({*wanted, *before} - {MANIFEST}):
            _check(home, path, before.get(path, []))
        # A folder whose writing is cut short has files of both exports, so that its list has both.
        both = json.dumps(json.loads(wanted[MANIFEST]) | {"before": before}).encode()
        whole = Path(os.path.realpath(home))
        with staged(whole, {**wanted, _BOTH: both}) as partial:
            _move(partial, whole, [*wanted], before)
    except OSError as error:
        raise BadInput(f"cannot write: {error.strerror}", where=str(home)) from None


def _move(partial: Path, home: Path, wanted: list[str], before: Iterable[str]) -> None:
    (partial / _BOTH).replace(home / MANIFEST)
    for path in sorted(wanted, key=lambda path: (path == MANIFEST, path)):
        place = home / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            shutil.copymode(place, partial / path)
        (partial / path).replace(place)
    for path in sorted({*before} - {*wanted}, reverse=True):
        (home / path).unlink(missing_ok=True)
        for folder in (home / path).parents:
            if folder == home or not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def _check(home: Path, path: str, hashes: list[str]) -> None:
    """Refuses a place at which something else stands than a file that an export left there."""
    place = home
    for part in Path(path).parts:
        place = place / part
        if not os.path.lexists(place):
            return
        if place.is_symlink() or not place.is_dir():
            break
    hint = "move it away, or choose another folder"
    told = place.relative_to(home)
    if place != home / path or not hashes or not _is_own_file(place):
        wrong = f"{told} stands there and is no file of an earlier export"
    elif hashlib.sha256(place.read_bytes()).hexdigest() not in hashes:
        wrong = f"{told} was changed since it was exported"
    elif not place.stat().st_mode & 0o222:
        wrong = f"{told} may not be written"
    else:
        return
    raise BadInput(f"{wrong}; nothing was written", where=str(home), hint=hint)


def _earlier(home: Path) -> dict[str, list[str]]:
    """Returns the files of the export that a folder holds, each with the hashes that it may have.

    There are none in an empty folder. What the list says of places outside is passed over.
    """
    if not home.is_dir():
        raise BadInput("this is a file", where=str(home), hint="name a folder")
    listed = home / MANIFEST
    if _is_own_file(listed):
        try:
            data: Any = json.loads(listed.read_text("utf-8"))
            if data["generator"] == "sanctions-kg":
                found = {path: [str(hash)] for path, hash in data["files"].items()}
                for path, hashes in data.get("before", {}).items():
                    found.setdefault(path, []).extend(map(str, hashes))
                return {path: found[path] for path in found if _inside(home, path)}
        except (ValueError, KeyError, TypeError, AttributeError):
            pass
    elif not any(home.iterdir()):
        return {}
    raise BadInput(
        "the folder is not empty and holds no earlier export",
        where=str(home),
        hint="choose another folder",
    )


def _inside(home: Path, path: str) -> bool:
    """Whether a path leads to a place in a folder, by no link."""
    parts = Path(path).parts
    if not parts or ".." in parts or Path(path).is_absolute() or path == MANIFEST:
        return False
    folders = [home.joinpath(*parts[:depth]) for depth in range(1, len(parts))]
    return not any(folder.is_symlink() or folder.is_file() for folder in folders)


def _is_own_file(place: Path) -> bool:
    return place.is_file() and not place.is_symlink()
