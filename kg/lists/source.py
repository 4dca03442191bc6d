"""The file that a list is read from: opened as often as needed, in pieces of limited size."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from kg.core.errors import BadInput

PIECE = 1 << 16
MOST_LINE = 1 << 22
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Source:
    """A file, compressed with gzip or not."""

    path: Path

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Yields the bytes of the list.

        Raises:
            BadInput: if the file cannot be read or is damaged.
        """
        try:
            with self.path.open("rb") as raw:
                packed = raw.read(2) == _GZIP
                raw.seek(0)
                if not packed:
                    yield raw
                    return
                with gzip.GzipFile(fileobj=raw) as unpacked:
                    yield cast(BinaryIO, io.BufferedReader(unpacked))
        except (EOFError, gzip.BadGzipFile, zlib.error):
            hint = "fetch it again"
            raise BadInput("the compressed file is damaged", where=self.at(), hint=hint) from None
        except OSError as error:
            raise BadInput(f"cannot read: {error.strerror}", where=self.at()) from None

    def at(self, line: int | None = None) -> str:
        """Returns the file, and the line, as an error names it."""
        return str(self.path) if line is None else f"{self.path}:{line}"

    def head(self) -> bytes:
        """Returns the first piece of the list."""
        with self.open() as stream:
            return stream.read(PIECE)

    def lines(self, most: int = MOST_LINE) -> Iterator[tuple[int, bytes | None]]:
        """Yields the lines with their numbers; None for a line that is too long.

        Args:
            most: how many bytes a line may have.
        """
        with self.open() as stream:
            number = 0
            while line := stream.readline(most + 1):
                number += 1
                if len(line) <= most or line.endswith(b"\n"):
                    yield number, line
                    continue
                while line and not line.endswith(b"\n"):
                    line = stream.readline(PIECE)
                yield number, None
