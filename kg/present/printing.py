"""What the answers share when they are written out as text."""

from __future__ import annotations

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
