"""Changes inside the brackets of a YAML list or mapping."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kg.core.errors import BadInput
from kg.deal.edit.splices import Splices
from kg.deal.edit.yaml_spans import HINT, Node

_TAIL = re.compile(r"[ \t]*(#[^\n]*)?\n")
_GAP = re.compile(r"#[^\n]*|,")


def edit_flow(
    splices: Splices,
    node: Node,
    gone: set[int],
    new: Sequence[str],
    rank: int = 0,
    owner: Any = None,
) -> dict[int, list[str]]:
    """Takes elements out of brackets and puts others behind the last that stays.

    An element goes with its comma and, if it has a line to itself, with the line and its comments.

    Args:
        splices: the text.
        node: a list or a mapping in brackets.
        gone: the places of what goes.
        new: the texts of what comes.
        rank: the rank of what is put.
        owner: what it belongs to.

    Returns:
        The comments that go with each element.
    """
    kept = [n for n in range(len(node.items)) if n not in gone]
    comments = {n: _cut(splices, node, n, kept) for n in gone}
    if not kept:
        splices.cut(node.start + 1, node.end - 1)
        splices.put(node.start + 1, ", ".join(new), rank, owner)
    elif new:
        splices.put(node.spans[kept[-1]][1], "".join(f", {each}" for each in new), rank, owner)
    return comments


def _cut(splices: Splices, node: Node, n: int, kept: list[int]) -> list[str]:
    text, spans = splices.text, node.spans
    start, end = spans[n]
    before = spans[n - 1][1] if n else node.start + 1
    comma = _comma(text, end, spans[n + 1][0] if n + 1 < len(spans) else node.end - 1)
    line = splices.start_of_line(start)
    lead = text[line:start].strip()
    alone = before <= line or not n
    if (comma is not None and "\n" in text[end:comma]) or (n and before <= line and lead):
        where = f"line {splices.line(start)}"
        raise BadInput("a comma that starts a line", where=where, hint=HINT)
    behind = end if comma is None else comma + 1
    tail = _TAIL.match(text, behind)
    if tail and not lead:
        first = comments_above(splices, line, splices.end_of_line(before))
        splices.cut(first, tail.end())
        return [*_lines(text[first:line]), *filter(None, [tail[1]])]
    if tail and alone:
        splices.cut(before, tail.end() - 1)
        return list(filter(None, [tail[1]]))
    if tail and not any(spans[k][1] > line for k in kept if k < n):
        splices.cut(start, tail.end() - 1)
        return list(filter(None, [tail[1]]))
    if tail:
        # Others share the line, and its comment stays with them.
        mark = _comma(text, before, start) if n - 1 in kept else None
        splices.cut(start if mark is None else mark + 1, behind)
        return []
    if n + 1 < len(spans) and "\n" not in text[behind : spans[n + 1][0]]:
        splices.cut(start, spans[n + 1][0])
        return []
    last = max((k for k in kept if k < n), default=None)
    if last is not None and spans[last][1] > line:
        splices.cut(spans[last][1], behind)
    elif lead:
        splices.cut(start, node.end - 1)
    else:
        return _cut_before_bracket(splices, node, n, splices.end_of_line(before) if alone else line)
    return []


def _cut_before_bracket(splices: Splices, node: Node, n: int, floor: int) -> list[str]:
    """Takes out what stands alone before the closing bracket, with the comment behind it."""
    line = splices.start_of_line(node.spans[n][0])
    first = comments_above(splices, line, floor)
    splices.cut(first, line)
    splices.cut(node.spans[n][0], node.end - 1)
    tail = _TAIL.match(splices.text, node.end)
    if tail and tail[1] and n:
        splices.cut(node.end, tail.end() - 1)
    return [*_lines(splices.text[first:line]), *filter(None, [tail[1] if tail and n else None])]


def comments_above(splices: Splices, line: int, floor: int, column: int | None = None) -> int:
    """Returns where the comment lines directly above a line start.

    Args:
        splices: the text.
        line: the start of the line.
        floor: the start of the first line that may be one of them.
        column: the column at which they have to start; None for any.
    """
    while line > floor:
        above = splices.start_of_line(line - 1)
        bare = splices.text[above : line - 1]
        found = bare.lstrip()
        if not found.startswith("#") or column not in (None, len(bare) - len(found)):
            break
        line = above
    return line


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]


def _comma(text: str, start: int, end: int) -> int | None:
    for found in _GAP.finditer(text, start, end):
        if found[0] == ",":
            return found.start()
    return None
