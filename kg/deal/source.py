"""The bytes of a package file as text: bounded, UTF-8, with line ends made alike."""

from __future__ import annotations

from pathlib import Path

from kg.deal.nodes import BadPackage, Problem, Problems

MOST_BYTES = 1_000_000


def read_bytes(path: Path) -> bytes:
    """The content of a file, or one byte more than the limit where it is too large.

    Raises:
        BadPackage: when there is no such file, or it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        reason = "no such file"
    except IsADirectoryError:
        reason = "this is a folder; name one package file"
    except (OSError, ValueError) as error:
        reason = f"cannot be read ({getattr(error, 'strerror', None) or error})"
    raise BadPackage(str(path), (Problem(None, reason),))


def decode(data: bytes, problems: Problems) -> str:
    """Text of a file. A UTF-8 byte-order mark is dropped: some editors write one, it says nothing.

    Raises:
        BadPackage: when the file is too large, empty, or not UTF-8 text.
    """
    if len(data) > MOST_BYTES:
        problems.refuse(1, "larger than 1 MB; a package is a page or two of text")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.refuse(1, "written as UTF-16; save the file as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data[error.start]
        line = _line(data.decode("latin-1"), error.start)
        letter = bytes([bad]).decode("cp1252", "replace")
        likely = f" (in Latin-1 it would be {letter})" if letter.isalpha() else ""
        problems.refuse(line, f"byte 0x{bad:02X} is not UTF-8{likely}; save the file as UTF-8")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for place, letter in enumerate(text):
        if letter < " " and letter not in "\n\t":
            code = ord(letter)
            problems.refuse(_line(text, place), f"control character U+{code:04X}; delete it")
    if not text.strip():
        problems.refuse(1, "the file is empty; a package needs id, title and phases")
    return text


def _line(text: str, place: int) -> int:
    before = text[:place].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1
