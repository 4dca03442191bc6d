"""An answer in so many bytes: what does not fit is left out, and what was left out comes first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import accumulate
from typing import Any

from kg.answers.verbs import Answer
from kg.mcp.limits import Limits
from kg.mcp.tools import Form, Told
from kg.present.answers import written
from kg.present.data import as_json

#: How a caller gets all of an answer.
MORE = "everything=true"
# The most bytes of the line that says what was cut.
_HEAD = 1000
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
    if told.form == Form.json and not isinstance(told.answer, str):
        return _data(told.answer.data(), told, most, limits.long)
    whole = short = told.answer if isinstance(told.answer, str) else _written(told.answer, True)
    if not (told.everything or isinstance(told.answer, str)):
        short = _written(told.answer, False)
    if short == whole and _size(whole) <= most:
        return whole
    lines = _fitting(short, most - _HEAD)
    size = _size(whole)
    how_much = "all" if size <= limits.long else f"{limits.long:,} bytes"
    more = "" if told.everything else f", or {MORE} for {how_much}"
    head = (
        f"Cut: {len(lines):,} lines of {len(whole.splitlines()):,} are shown ({size:,} bytes in "
        f"all); narrow by {', '.join(told.narrows)}{more}.\n\n"
    )
    return head + "".join(lines)


def _written(answer: Answer, everything: bool) -> str:
    return written(answer, "text", everything=everything, how=MORE).decode()


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _fitting(text: str, room: int) -> list[str]:
    """Returns the first lines of a text, as many as there is room for."""
    lines = text.splitlines(keepends=True)
    ends = accumulate(map(_size, lines))
    return lines[: sum(end <= room for end in ends)]


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
