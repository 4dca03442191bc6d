"""The text of an act, as a file of the user holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kg.check.texts import periods
from kg.check.texts.days import days

#: How an act is cast for, and against: the words of both formats.
CAST = ("inFavour", "against", "abstaining")
_MOST_LISTED = 1000


@dataclass(frozen=True, eq=False)
class Act:
    """The text of a resolution.

    Attributes:
        number: its number, such as 2397.
        adopted: the day of its adoption.
        votes: how many votes were cast each way, by the words of ``CAST``; none if not stated.
        operative: the text of each operative paragraph with all its parts, by number.
        annexes: the texts of its annexes.
        path: the file.
    """

    number: str
    adopted: date
    votes: Mapping[str, int]
    operative: Mapping[str, str]
    annexes: tuple[str, ...]
    path: Path

    @cached_property
    def annexed(self) -> str:
        """The annexes, one after the other."""
        return " ".join(self.annexes)

    def where(self, paragraph: str = "") -> str:
        """Returns how a difference names the place in the text."""
        symbol = f"S/RES/{self.number} ({self.adopted.year})"
        place = f", paragraph {paragraph}" if paragraph else ""
        return f"{symbol}{place}, in {shown(self.path.name)}"

    def paragraph(self, number: str) -> str:
        """Returns the text of a paragraph; of all, if no number is given."""
        return self.operative.get(number, "") if number else " ".join(self.operative.values())

    def listed(self, heading: str) -> int:
        """Counts the numbered entries under an annex heading such as "(Entities)"."""
        parts = re.split(r"Annex [IVX]+ ", self.annexed)
        rest, count = next((part for part in parts if heading in part[:80]), ""), 0
        while count < _MOST_LISTED and (found := re.search(rf"\s{count + 1}\. (?=[A-Z])", rest)):
            rest, count = rest[found.end() :], count + 1
        return count

    def due(self, paragraph: str) -> set[date]:
        """Returns the days that a paragraph writes out, or counts from adoption or another day."""
        text = self.paragraph(paragraph)
        written, spans = days(text), periods.spans(text)
        if re.search(r"\b(?:terminat|expir)", text):
            written |= self.runs_until
        counted = _counted({self.adopted, *written}, spans)
        counted |= _counted(counted, spans)  # a period may begin when another one ends
        if re.search(r"\b(?:prior to|before)\b", text):
            counted |= _counted(written | counted, {(-count, unit) for count, unit in spans})
        return written | counted

    @cached_property
    def runs_until(self) -> set[date]:
        """The days until which something lasts, in any paragraph."""
        return {day for text in self.operative.values() for day in days(_until(text))}


def _counted(starts: set[date], spans: set[periods.Span]) -> set[date]:
    return {periods.after(day, *span) for day in starts for span in spans}


def _until(text: str) -> str:
    return " ".join(re.findall(r"\buntil ([^;,]{1,20})", text))


def shown(path: object) -> str:
    """Returns a name as it can be printed, whatever bytes it is made of.

    >>> shown("a\x1b[31mb.json")
    'a?[31mb.json'
    """
    return "".join(each if each.isprintable() else "?" for each in str(path))
