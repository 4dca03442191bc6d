"""Cuts and insertions in a text, made all at once, with every other byte of it kept."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, NamedTuple


def alike(text: str) -> str:
    """Returns a text as the package reader sees it, without mark and with line ends made alike."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


class _Put(NamedTuple):
    at: int
    rank: int
    order: int
    text: str
    owner: Any


class Splices:
    """Changes to a text, collected.

    Places are counted in ``text``: the original without its byte-order mark, with each line end
    as a line feed, and with one behind the last line.

    Attributes:
        text: the text.
        eol: how the original ends its lines.
        whole: whether it ends its last line.
    """

    def __init__(self, original: str) -> None:
        self._mark = "\ufeff" if original.startswith("\ufeff") else ""
        self.eol = "\r\n" if "\r\n" in original else "\n"
        if "\r" in original and "\n" not in original:
            self.eol = "\r"
        self.whole = original.endswith(("\n", "\r"))
        self._original = original.removeprefix("\ufeff") + ("" if self.whole else self.eol)
        self.text = alike(self._original)
        self._long: list[int] = []
        place = -2
        while (place := self._original.find("\r\n", place + 2)) >= 0:
            self._long.append(place - len(self._long))
        self._cuts: list[tuple[int, int]] = []
        self._puts: list[_Put] = []

    def start_of_line(self, place: int) -> int:
        """Returns where the line of a place starts."""
        return self.text.rfind("\n", 0, place) + 1

    def end_of_line(self, place: int) -> int:
        """Returns where the line after that of a place starts."""
        return self.text.index("\n", place) + 1

    def column(self, place: int) -> int:
        """Returns how many letters stand before a place in its line."""
        return place - self.start_of_line(place)

    def line(self, place: int) -> int:
        """Returns the number of the line of a place."""
        return self.text.count("\n", 0, place) + 1

    def cut(self, start: int, end: int) -> None:
        """Leaves out a part of the text."""
        self._cuts.append((start, end))

    def cut_at(self, place: int) -> int | None:
        """Returns where the cut ends that takes a letter; None if the letter stays."""
        return next((end for start, end in self._cuts if start <= place < end), None)

    def put(self, at: int, text: str, rank: int = 0, owner: Any = None) -> None:
        """Inserts a text.

        Args:
            at: the place.
            text: what to insert.
            rank: of what is put at one place, the lower rank comes first.
            owner: what it belongs to, and leaves with.
        """
        self._puts.append(_Put(at, rank, len(self._puts), text, owner))

    def take(self, start: int, end: int, owner: Any) -> tuple[str, str]:
        """Returns a part of the text as changed, and what its owner has put outside of it.

        What the owner has put is forgotten; the part itself is left for the caller to cut.
        """
        own = [put for put in self._puts if put.owner == owner]
        self._puts = [put for put in self._puts if put.owner != owner]
        inside = [put for put in own if start <= put.at <= end]
        outside = "".join(put.text for put in own if put not in inside)
        return self._made(start, end, inside, lambda a, b: self.text[a:b], "\n"), outside

    def result(self) -> str:
        """Returns the original with all changes made."""
        made = self._made(0, len(self.text), self._puts, self._as_written, self.eol)
        return self._mark + (made if self.whole else made.rstrip("\r\n"))

    def _made(
        self, start: int, end: int, puts: list[_Put], source: Callable[[int, int], str], eol: str
    ) -> str:
        out: list[str] = []
        place = start
        for put in sorted(puts):
            out += [self._kept(place, put.at, source), put.text.replace("\n", eol)]
            place = put.at
        return "".join([*out, self._kept(place, end, source)])

    def _kept(self, start: int, end: int, source: Callable[[int, int], str]) -> str:
        out = ""
        for a, b in sorted(self._cuts):
            if b > start and a < end:
                out += source(start, a) if a > start else ""
                start = b
        return out + source(start, end) if start < end else out

    def _as_written(self, start: int, end: int) -> str:
        first, last = bisect_left(self._long, start), bisect_left(self._long, end)
        return self._original[start + first : end + last]
