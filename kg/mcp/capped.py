"""An answer in so many bytes: what does not fit is left out, and what was left out comes first."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kg.mcp.limits import Limits
from kg.mcp.tools import Form, Told
from kg.present.answers import written
from kg.present.data import as_json

#: How a caller gets all of an answer.
MORE = "everything=true"
# Lists are cut to so many entries, until what is left fits.
_KEEP = (1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0)


def capped(told: Told, limits: Limits) -> str:
    """Writes an answer.

    Args:
        told: the answer, and how it is wanted.
        limits: how long it may be.

    Returns:
        The answer as it is, if it fits; else a part of it, after a line or a key ``cut`` that says
        how much there is and with which arguments it becomes shorter.
    """
    most = limits.long if told.everything else limits.short
    if isinstance(told.answer, str):
        return _text(told.answer, lambda: told.answer, told.narrows, most, limits.long)
    if told.form == Form.json:
        return _data(told.answer.data(), told, most, limits.long)
    answer = told.answer

    def whole() -> str:
        return written(answer, "text").decode()

    text = whole() if told.everything else written(answer, "text", everything=False, how=MORE)
    return _text(
        text if isinstance(text, str) else text.decode(), whole, told.narrows, most, limits.long
    )


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _text(text: str, whole: Callable[[], Any], narrows: Sequence[str], most: int, long: int) -> str:
    every, lines = whole(), text.splitlines(keepends=True)
    if _size(text) <= most and text == every:
        return text
    count, size = len(every.splitlines()), _size(every)
    room = most - 1000
    while lines and room < sum(map(_size, lines)):
        lines.pop()
    more = f", or {MORE} for {'all' if size <= long else f'{long:,} bytes'}" if most < long else ""
    head = (
        f"Cut: {len(lines):,} lines of {count:,} are shown ({size:,} bytes in all); "
        f"narrow by {', '.join(narrows)}{more}.\n\n"
    )
    return head + "".join(lines)


def _data(data: Any, told: Told, most: int, long: int) -> str:
    text = as_json(data)
    size = _size(text)
    if size <= most:
        return text
    more = {"more": MORE} if most < long else {}
    for keep in (*_KEEP, None):
        counts: dict[str, list[int]] = {}
        left = {} if keep is None else _cut(data, keep, "", counts)
        if keep is None:
            _cut(data, 0, "", counts)
        head = {
            "shown": {path: f"{shown} of {count}" for path, (shown, count) in counts.items()},
            "bytes": size,
            "narrowBy": list(told.narrows),
            **more,
        }
        said = as_json({"cut": head, **(left if isinstance(left, Mapping) else {"rows": left})})
        if _size(said) <= most:
            return said
    return json.dumps({"cut": {"bytes": size, "narrowBy": list(told.narrows), **more}})


def _cut(data: Any, keep: int, path: str, counts: dict[str, list[int]]) -> Any:
    """Returns data with so many entries of each list, and counts what there was."""
    if isinstance(data, Mapping):
        return {key: _cut(each, keep, f"{path}.{key}", counts) for key, each in data.items()}
    if not isinstance(data, list | tuple):
        return data
    if len(data) > keep:
        found = counts.setdefault(path.removeprefix(".") or "rows", [0, 0])
        found[0] += keep
        found[1] += len(data)
    return [_cut(each, keep, f"{path}[]", counts) for each in data[:keep]]
