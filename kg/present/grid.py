"""The columns of a table on a terminal: how wide they are, and their rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from kg.core.document import Span, Tone

# A column is not made narrower than this.
_NARROW = 20


def grid(
    labels: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    right: Sequence[bool],
    left: int,
) -> Iterator[tuple[Span, ...]]:
    """Yields rows in columns; a cell wider than its column goes on below."""
    for number, row in enumerate((labels, *rows)):
        folded = [_folded(value, width) for value, width in zip(row, widths, strict=True)]
        for place in range(max(map(len, folded))):
            parts = (each[place] if place < len(each) else "" for each in folded)
            padded = "  ".join(
                " " * (width - cells(part)) + part
                if at_right
                else part + " " * (width - cells(part))
                for part, width, at_right in zip(parts, widths, right, strict=True)
            )
            yield (Span(" " * left), Span(padded, None if number else Tone.strong))


def narrowed(widths: list[int], words: Sequence[int], room: int) -> list[int]:
    """Makes the widest columns narrower until they fit, where that leaves them readable.

    Args:
        widths: how wide each column is.
        words: the longest word of each, which stays whole.
        room: how wide they may be together.
    """
    found = list(widths)
    while sum(found) > room:
        wide = [i for i, width in enumerate(found) if width > max(words[i], _NARROW)]
        if not wide:
            return widths
        found[max(wide, key=lambda i: found[i])] -= 1
    return found


def longest(value: str) -> int:
    return max(map(cells, value.split(" ")))


def _folded(value: str, width: int) -> list[str]:
    """Breaks a cell between words; a word that is longer than the column stays whole."""
    found, now = [], ""
    for word in value.split(" "):
        if now and cells(now) + 1 + cells(word) > width:
            found.append(now)
            now = word
        else:
            now = f"{now} {word}" if now else word
    return [*found, now]


def cells(words: str) -> int:
    """How many columns a text takes."""
    if words.isascii():
        return len(words)
    wide = sum(unicodedata.east_asian_width(each) in "WF" for each in words)
    return len(words) + wide - sum(unicodedata.combining(each) > 0 for each in words)
