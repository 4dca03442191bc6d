"""YAML as plain nodes with line numbers.

The nodes are built here from parser events, not by a YAML loader: no tag, anchor or alias is ever
resolved, depth is bounded while reading, and every scalar stays the text that the file holds.
JSON is read the same way, being YAML.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.scanner import Scanner

from kg.core.wording import quoted
from kg.deal.read.nodes import Entry, Items, Keys, Node, Problems, Text

MOST_LEVELS = 20
# A large package has 50,000; the parser takes a second for 40,000.
MOST_EVENTS = 120_000
_NULLS = ("", "~", "null", "Null", "NULL")


class _Scanner(Scanner):
    """Reads a bare ``?`` as text. YAML keeps it for keys that are mappings; no package has any."""

    def check_key(self) -> bool:
        return False

    def check_plain(self) -> bool:
        return self.reader.peek() == "?" or bool(super().check_plain())


def read_yaml(text: str, problems: Problems) -> Node:
    """The one document of a YAML text.

    Raises:
        BadPackage: when the text is not YAML, or uses what packages do without: several
            documents, anchors, aliases, tags, deep nesting, or more than a package holds.
    """
    events = _few(parsed(text, problems), problems)
    root: Node | None = None
    for event in events:
        if isinstance(event, DocumentStartEvent):
            if root is not None:
                problems.refuse(_line(event), "a second document starts here; one package a file")
            root = _node(next(events), events, problems, 1)
    if root is None or (isinstance(root, Text) and root.empty):
        problems.refuse(1, "the file is empty; a package needs id, title and phases")
    return root


def _few(events: Iterator[Any], problems: Problems) -> Iterator[Any]:
    for number, event in enumerate(events):
        if number == MOST_EVENTS:
            problems.refuse(_line(event), "more keys and values than a package has; write several")
        yield event


def parsed(text: str, problems: Problems) -> Iterator[Any]:
    """The parser events of a YAML text, with what is not YAML refused."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    try:
        yield from yaml.parse(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        begun = error.context_mark
        # Where the parser does not say what it was reading, that began a line before at most.
        since = begun.line + 1 if begun else max(1, mark.line if mark else 1)
        problems.refuse(mark.line + 1 if mark else 1, _syntax(error, text), since)
    except (
        YAMLError,
        ArithmeticError,
        AssertionError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        # Hostile input makes ruamel.yaml slip: an escape beyond Unicode is a ValueError.
        problems.refuse(1, f"not valid YAML: {quoted(str(error))}")


def _node(event: Any, events: Iterator[Any], problems: Problems, level: int) -> Node:
    line = _line(event)
    if isinstance(event, AliasEvent):
        problems.refuse(line, f"alias *{quoted(event.anchor)}; write the value out in full")
    if event.anchor is not None:
        problems.refuse(
            line, f"anchor &{quoted(event.anchor)}; write the value out where it is meant"
        )
    if event.tag is not None:
        problems.refuse(line, f"tag {quoted(str(event.tag))}; packages hold plain text only")
    if isinstance(event, ScalarEvent):
        return Text(joined(event.value), line, event.style is None and event.value in _NULLS)
    if level > MOST_LEVELS:
        problems.refuse(line, f"nested more than {MOST_LEVELS} levels deep; a package needs nine")
    if isinstance(event, SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), SequenceEndEvent):
            items.append(_node(event, events, problems, level + 1))
        return Items(tuple(items), line)
    assert isinstance(event, MappingStartEvent)
    entries: dict[str, Entry] = {}
    while not isinstance(event := next(events), MappingEndEvent):
        key = _node(event, events, problems, level + 1)
        value = _node(next(events), events, problems, level + 1)
        if not isinstance(key, Text):
            problems.add(key.line, "a key must be one word, not a list or a mapping")
        elif key.value in entries:
            first = entries[key.value].line
            problems.add(key.line, f"key {quoted(key.value)} is in line {first} already")
        else:
            entries[key.value] = Entry(key.line, key.value, value)
    return Keys(entries, line)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def joined(value: str) -> str:
    r"""JSON writes letters beyond the first plane as two escapes, ``\ud83d\ude00``."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _syntax(error: MarkedYAMLError, text: str) -> str:
    problem = error.problem or "cannot be read"
    if "'\\t'" in problem:
        column = error.problem_mark.column + 1 if error.problem_mark else 1
        return f"a tab stands in column {column}, where YAML wants spaces; indent with spaces"
    if problem == "mapping values are not allowed here":
        return "a colon and a space inside a text, or a key indented too far; quote the text"
    if problem == "found unexpected end of stream" and error.context_mark:
        return f"the quote opened in line {error.context_mark.line + 1} is never closed"
    if "cannot start any token" in problem:
        return "a text cannot begin with this character; put the text in quotes"
    return f"not valid YAML: {quoted(problem)}"
