"""White space that looks like none or like a plain space, and is another character."""

from __future__ import annotations

import re
import unicodedata

# All that Unicode calls a space but the plain one, and marks that are not seen.
_ODD = re.compile("[\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u2064\u3000\ufeff]")


def odd_space(text: str, line: int) -> str | None:
    """What the first odd white space in a line is, and what to do; None where there is none.

    Args:
        text: the whole text.
        line: the number of the line.

    >>> odd_space("id: deal/x\\n\\u00a0title: X", 2)
    'column 1 holds U+00A0 (no-break space): write a plain space'
    """
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
        if not start:
            return None
    end = text.find("\n", start)
    found = _ODD.search(text, start, len(text) if end < 0 else end)
    return None if found is None else odd(found[0], found.start() - start + 1)


def odd(letter: str, column: int) -> str | None:
    """What an odd white space is, and what to do; None for any other character.

    Args:
        letter: the character.
        column: where it stands.
    """
    if not _ODD.fullmatch(letter):
        return None
    name = unicodedata.name(letter, "character").lower()
    advice = "write a plain space" if unicodedata.category(letter) == "Zs" else "delete it"
    return f"column {column} holds U+{ord(letter):04X} ({name}): {advice}"
