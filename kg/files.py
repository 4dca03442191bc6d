"""Files put in place: whole or not at all."""

from __future__ import annotations

from pathlib import Path

from kg.errors import BadInput


def put(path: Path, data: bytes) -> None:
    """Writes a file, put in place only once it is complete.

    Raises:
        BadInput: if it cannot be written.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise BadInput(f"cannot write: {error.strerror}", where=str(path)) from None
