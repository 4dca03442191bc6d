"""What the answers share when they are written out, as text and as JSON."""

from __future__ import annotations

from typing import Any

from rich.markup import escape
from rich.padding import Padding


def indented(text: str, left: int, *, markup: bool = False) -> Padding:
    """Returns a text that keeps its indent on every line of a console.

    Args:
        text: the text.
        left: the indent, in columns.
        markup: whether the text has marks of its own, such as ``[dim]``.
    """
    return Padding(text if markup else escape(text), (0, 0, 0, left), expand=False)


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
