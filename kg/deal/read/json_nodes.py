"""JSON as plain nodes, by Python's own reader: for many packages, one a line.

A line is read as ``yaml_nodes`` reads JSON, a hundred times faster: every value stays the text that
the file holds, and a key that comes twice is a problem. All nodes stand in the line of the package.
"""

from __future__ import annotations

import json
from typing import Any

from kg.core.wording import quoted
from kg.deal.read.nodes import Entry, Items, Keys, Node, Problems, Text
from kg.deal.read.spaces import odd
from kg.deal.read.yaml_nodes import MOST_LEVELS, joined


class _Pairs(list[tuple[str, Any]]):
    """The members of an object, in order."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=str, parse_float=str, parse_constant=str
)


def read_json(text: str, line: int, problems: Problems) -> Node:
    """The one value of a JSON text.

    Args:
        text: the text.
        line: the line at which it stands, for messages.
        problems: where to note what is wrong.

    Raises:
        BadPackage: when the text is not JSON, or nested too deep.
    """
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        said = f"not valid JSON: {quoted(error.msg)}, at character {error.colno}"
        space = odd(text[error.pos : error.pos + 1], error.colno)
        problems.refuse(line, f"{said}; {space}" if space else said)
    except RecursionError:
        found = None
        problems.refuse(line, _too_deep())
    escaped = "\\u" in text
    return _node(found, line, problems, 1, escaped)


def _node(found: Any, line: int, problems: Problems, level: int, escaped: bool) -> Node:
    if isinstance(found, str):
        return Text(joined(found) if escaped else found, line)
    if found is None or isinstance(found, bool):
        return Text("null" if found is None else str(found).lower(), line, found is None)
    if level > MOST_LEVELS:
        problems.refuse(line, _too_deep())
    if isinstance(found, _Pairs):
        entries: dict[str, Entry] = {}
        for written, value in found:
            key = joined(written) if escaped else written
            node = _node(value, line, problems, level + 1, escaped)
            if key in entries:
                problems.add(line, f"key {quoted(key)} is in line {line} already")
            else:
                entries[key] = Entry(line, key, node)
        return Keys(entries, line)
    items = tuple(_node(each, line, problems, level + 1, escaped) for each in found)
    return Items(items, line)


def _too_deep() -> str:
    return f"nested more than {MOST_LEVELS} levels deep; a package needs nine"
