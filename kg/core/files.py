"""Files put in place: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import BinaryIO

from kg.core.errors import BadInput


def put(path: Path, data: bytes) -> None:
    """Writes a file, put in place only once it is complete.

    Raises:
        BadInput: if it cannot be written.
    """
    with putting(path) as stream:
        stream.write(data)


@contextmanager
def putting(path: Path) -> Iterator[BinaryIO]:
    """Yields what to write a file into, piece by piece; it is put in place once all went well.

    A link is followed. What is no file, such as a pipe or ``/dev/stdout``, is written as it is.

    Raises:
        BadInput: if it cannot be written.
    """
    try:
        if _is_device(path):
            with path.open("wb") as stream:
                yield stream
            return
        if path.is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        whole = Path(os.path.realpath(path))
        partial = whole.with_name(f".{whole.name}.part")
        with partial.open("wb") as stream:
            try:
                yield stream
                stream.close()
                partial.replace(whole)
            finally:
                partial.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"cannot write: {error.strerror}", where=str(path)) from None


def _is_device(path: Path) -> bool:
    # In these folders stand streams that are open, even where such a stream is a file.
    if Path(os.path.realpath(path.parent)).parts[1:2] in (("dev",), ("proc",)):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()
