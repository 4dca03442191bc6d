"""A console for files and pipes; it imports rich, so it is imported where text is written."""

from __future__ import annotations

import re
from typing import Any, TextIO

from rich.console import Console

_BLANKS = re.compile(r" +(?=\n)")


class Plain(Console):
    """A console without colours that leaves no blanks at the ends of the lines that it wraps."""

    def __init__(self, file: TextIO | None, width: int) -> None:
        super().__init__(file=file, highlight=False, emoji=False, width=width)

    def print(self, *objects: Any, **options: Any) -> None:
        """Prints as the console does, and takes the blanks off the ends of lines."""
        with self.capture() as printed:
            super().print(*objects, **options)
        self.file.write(_BLANKS.sub("", printed.get()))
