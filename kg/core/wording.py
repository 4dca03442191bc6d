"""Counts and lists in words, the keys of JSON, and the order of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

# The first words of names that take an article; so do all that are something "of" something.
_WITH_ARTICLE = ("United ", "European ", "Russian ", "International ", "1718 ")


def counted(count: int, unit: str) -> str:
    """Returns a number of things.

    >>> counted(1, "phase"), counted(1200, "power"), counted(2, "body")
    ('1 phase', '1,200 powers', '2 bodies')
    """
    if count == 1:
        return f"1 {unit}"
    if unit.endswith(("s", "x", "ch", "sh")):
        return f"{count:,} {unit}es"
    if unit.endswith("y") and unit[-2:-1] not in "aeiou":
        return f"{count:,} {unit[:-1]}ies"
    return f"{count:,} {unit}s"


def listed(words: Iterable[str], most: int) -> str:
    """Joins words by semicolons, and counts those beyond the most.

    >>> listed(["one", "two", "three"], 2)
    'one; two; and 1 more'
    """
    every = list(words)
    rest = [f"and {len(every) - most:,} more"] if len(every) > most else []
    return "; ".join([*every[:most], *rest])


def the(name: str) -> str:
    """Returns the name of a state, a body or an office as it stands in a sentence.

    >>> the("United Nations Security Council"), the("President of the United States"), the("Japan")
    ('the United Nations Security Council', 'the President of the United States', 'Japan')
    """
    return f"the {name}" if " of " in name or name.startswith(_WITH_ARTICLE) else name


def joint(words: Sequence[str]) -> str:
    """Joins words by commas, and the last by "and".

    >>> joint(["one"]), joint(["one", "two"]), joint(["one", "two", "three"])
    ('one', 'one and two', 'one, two and three')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def camel(data: dict[str, Any]) -> dict[str, Any]:
    """Returns data with the keys that JSON has: ``may_be_older`` becomes ``mayBeOlder``.

    >>> camel({"may_be_older": ({"first_day": None},)})
    {'mayBeOlder': [{'firstDay': None}]}
    """
    return {_key(key): _value(value) for key, value in data.items()}


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return camel(value)
    return [_value(each) for each in value] if isinstance(value, list | tuple) else value


def _key(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@lru_cache(maxsize=10_000)
def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Returns a key that sorts numbers within a text by their value.

    >>> sorted(["un/2375/15", "un/2375/9"], key=natural)
    ['un/2375/9', 'un/2375/15']
    """
    parts = re.split(r"([0-9]+)", text)
    bare = [part.lstrip("0") if part.isdecimal() else part for part in parts]
    return tuple((len(part) if part.isdecimal() else 0, part) for part in bare)


def quoted(value: str, most: int = 60) -> str:
    """Returns a value for a message: on one line, printable, and not too long.

    >>> quoted("a\\n  b")
    'a b'
    """
    line = " ".join(value.split())
    line = "".join(letter if letter.isprintable() else "\ufffd" for letter in line)
    return line if len(line) <= most else line[: most - 1] + "…"


def enumerated(words: list[str], joint: str = "and", most: int = 8) -> str:
    """Returns words as a phrase, the surplus counted.

    >>> enumerated(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"
