"""Counts and lists in words, and the keys of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

# The first words of names that take an article; so do all that are something "of" something.
_WITH_ARTICLE = ("United ", "European ", "Russian ", "1718 ")


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
