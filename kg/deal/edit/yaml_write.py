"""Values, and lines of a list, as YAML."""

from __future__ import annotations

import json
import re
from typing import Any

_PLAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 _/.-]*[A-Za-z0-9_/.-])?")
_OTHERWISE = ("null", "Null", "NULL")


def in_line(value: Any) -> str:
    """Returns a value on one line, lists and mappings in brackets."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {in_line(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(in_line(each) for each in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if _PLAIN.fullmatch(value) and value not in _OTHERWISE:
        return str(value)
    return json.dumps(value, ensure_ascii=not value.isprintable())


def item_lines(value: Any, column: int, gap: int) -> str:
    """Returns an item of a list on lines of its own.

    Args:
        value: a text or a mapping.
        column: where its dash stands.
        gap: how many spaces follow the dash.
    """
    dash = " " * column + "-" + " " * gap
    if not isinstance(value, dict) or not value:
        return f"{dash}{in_line(value)}\n"
    lines = [f"{key}: {in_line(each)}\n" for key, each in value.items()]
    return dash + (" " * len(dash)).join(lines)


def shifted(lines: str, by: int) -> str:
    """Returns lines with more or fewer spaces before them."""
    out = []
    for line in lines.splitlines(keepends=True):
        spaces = len(line) - len(line.lstrip(" "))
        if line.strip():
            line = " " * by + line if by > 0 else line[min(-by, spaces) :]
        out.append(line)
    return "".join(out)
