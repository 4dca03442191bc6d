"""The bytes of a package file as text: bounded, UTF-8, with line ends made alike."""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path
from typing import BinaryIO

from kg.deal.read.nodes import BadPackage, Problem, Problems

MOST_BYTES = 1_000_000
#: The name of standard input.
STDIN = Path("-")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


def opened(path: Path) -> BinaryIO:
    """Opens a file, or standard input by the name ``-``, to be read.

    Raises:
        OSError: if that cannot be.
    """
    if path != STDIN:
        return path.open("rb")
    if sys.stdin is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    return sys.stdin.buffer


def read_bytes(path: Path) -> bytes:
    """The content of a file, or one byte more than the limit where it is too large.

    Raises:
        BadPackage: when there is no such file, or it cannot be read.
    """
    try:
        with opened(path) as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        reason = "no such file"
    except IsADirectoryError:
        reason = "this is a folder; name one package file"
    except (OSError, ValueError) as error:
        reason = f"cannot be read ({getattr(error, 'strerror', None) or error})"
    raise BadPackage(str(path), (Problem(None, reason),))


def decode(data: bytes, problems: Problems, first: int = 1) -> str:
    """Text of a file. A UTF-8 byte-order mark is dropped: some editors write one, it says nothing.

    Args:
        data: its bytes.
        problems: where to note what is wrong.
        first: the number of its first line.

    Raises:
        BadPackage: when the file is too large, empty, or not UTF-8 text.
    """
    if len(data) > MOST_BYTES:
        problems.refuse(first, "larger than 1 MB; a package is a page or two of text")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.refuse(first, "written as UTF-16; save the file as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data[error.start]
        line = _line(data.decode("latin-1"), error.start) + first - 1
        letter = bytes([bad]).decode("cp1252", "replace")
        likely = f" (in Latin-1 it would be {letter})" if letter.isalpha() else ""
        problems.refuse(line, f"byte 0x{bad:02X} is not UTF-8{likely}; save the file as UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := _CONTROL.search(text):
        said = f"control character U+{ord(control[0]):04X}; delete it"
        problems.refuse(_line(text, control.start()) + first - 1, said)
    if not text.strip():
        problems.refuse(first, "the file is empty; a package needs id, title and phases")
    return text


def _line(text: str, place: int) -> int:
    before = text[:place].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1
