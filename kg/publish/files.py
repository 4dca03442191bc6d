"""Files put in place: whole or not at all, and never over what someone else wrote.

A folder that holds an export has ``export.json``, which lists its files with their hashes. Only a
folder that does not exist, is empty, or was written by an export is written to; what stands in it
beside the listed files is left alone.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.core.about import VERSION
from kg.core.errors import BadInput
from kg.publish.describe import File

if TYPE_CHECKING:
    from kg.graph.regime import Regime

MANIFEST = "export.json"


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

    Args:
        home: the folder; a new one, an empty one, or one that holds an earlier export.
        files: the files, ``export.json`` among them.

    Raises:
        BadInput: if the folder holds something else, or cannot be written.
    """
    wanted = {file.path: file.data for file in files}
    before = _earlier(home)
    if foreign := [path for path in wanted if path not in before and (home / path).exists()]:
        raise BadInput(
            f"{sorted(foreign)[0]} stands there and is no file of an earlier export",
            where=str(home),
            hint="choose another folder",
        )
    partial: Path | None = None
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{home.name}.", dir=home.parent))
        for path, data in wanted.items():
            place = partial / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        if before or home.exists():
            _move(partial, home, wanted, before)
        else:
            partial.chmod(0o755)
            partial.replace(home)
    except OSError as error:
        raise BadInput(f"cannot write: {error.strerror}", where=str(home)) from None
    finally:
        if partial is not None:
            shutil.rmtree(partial, ignore_errors=True)


def _move(partial: Path, home: Path, wanted: dict[str, bytes], before: set[str]) -> None:
    # The list goes last: a folder whose writing was cut short still counts as an export.
    for path in sorted(wanted, key=lambda path: (path == MANIFEST, path)):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (partial / path).replace(home / path)
    for path in sorted(before - set(wanted), reverse=True):
        (home / path).unlink(missing_ok=True)
        for folder in (home / path).parents:
            if folder == home or any(folder.iterdir()):
                break
            folder.rmdir()


def _earlier(home: Path) -> set[str]:
    """Returns the files of the export that a folder holds; none for a new or empty one."""
    if not home.exists():
        return set()
    if not home.is_dir():
        raise BadInput("this is a file", where=str(home), hint="name a folder")
    listed = home / MANIFEST
    if listed.is_file():
        try:
            data: Any = json.loads(listed.read_text("utf-8"))
            if data["generator"] == "sanctions-kg":
                return {MANIFEST, *(path for path in data["files"] if _inside(path))}
        except (ValueError, KeyError, TypeError):
            pass
    elif not any(home.iterdir()):
        return set()
    raise BadInput(
        "the folder is not empty and holds no earlier export",
        where=str(home),
        hint="choose another folder",
    )


def _inside(path: str) -> bool:
    parts = Path(path).parts
    return ".." not in parts and not Path(path).is_absolute()
