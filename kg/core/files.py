"""Files put in place: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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

    Raises:
        BadInput: if it cannot be written.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("wb") as stream:
            yield stream
        partial.replace(path)
    except OSError as error:
        raise BadInput(f"cannot write: {error.strerror}", where=str(path)) from None
    finally:
        partial.unlink(missing_ok=True)
