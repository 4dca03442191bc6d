"""The nodes of a YAML text with the places at which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from kg.core.errors import BadInput
from kg.deal.read.nodes import Problems
from kg.deal.read.yaml_nodes import joined, parsed

HINT = "write to a name that ends in .ttl or .jsonld instead"
_COMMENT = re.compile(r"(?<!\S)#[^\n]*")


@dataclass(frozen=True, eq=False)
class Node:
    """A text, a list or a mapping, from its first letter to behind its last.

    Attributes:
        kind: ``text``, ``list`` or ``keys``.
        start: where it starts; a block list at its first dash.
        end: where it ends; line ends after it do not count, unless they are part of a text.
        flow: whether it is written in brackets.
        value: what a text says.
        items: the items of a list, or the values of a mapping.
        keys: the keys of a mapping.
        block: whether it is a text in a block of its own, after ``|`` or ``>``.
    """

    kind: str
    start: int
    end: int
    flow: bool = False
    value: str = ""
    items: tuple[Node, ...] = ()
    keys: tuple[Node, ...] = ()
    block: bool = False

    def place(self, key: str) -> int | None:
        """Returns the place of a key in a mapping."""
        return next((n for n, each in enumerate(self.keys) if each.value == key), None)

    def __getitem__(self, key: str | int) -> Node:
        """Returns the value of a key, or an item."""
        if isinstance(key, int):
            return self.items[key]
        return next(v for k, v in zip(self.keys, self.items, strict=True) if k.value == key)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """From where to where each item reaches, or each key with its value."""
        firsts = self.keys or self.items
        return [(first.start, last.end) for first, last in zip(firsts, self.items, strict=True)]

    @property
    def plain(self) -> Any:
        """The same as plain data, every value as text."""
        if self.kind == "text":
            return self.value
        if self.kind == "list":
            return [each.plain for each in self.items]
        return {key.value: each.plain for key, each in zip(self.keys, self.items, strict=True)}

    def texts(self) -> Iterator[Node]:
        """Iterates over all texts inside, keys too, in order."""
        if self.kind == "text":
            yield self
        for n, each in enumerate(self.items):
            if self.keys:
                yield self.keys[n]
            yield from each.texts()


def read_spans(text: str) -> Node:
    """Returns the root of the one document of a YAML text.

    Raises:
        BadInput: if the text is not YAML, or has anchors, aliases, tags or a second document.
    """
    events = parsed(text, Problems("the package as changed"))
    roots = [
        _node(next(events), events, text)
        for event in events
        if isinstance(event, DocumentStartEvent)
    ]
    if len(roots) != 1 or roots[0].kind != "keys":
        raise BadInput("the file does not hold one package", hint="write one package a file")
    return roots[0]


def comments(root: Node, text: str, start: int, end: int) -> list[str]:
    """Returns the comments in a part of a text."""
    spans = []
    for each in root.texts():
        first = text.index("\n", each.start) if each.block else each.start
        spans.append((first, each.end))
    return [
        found[0].rstrip()
        for found in _COMMENT.finditer(text, start, end)
        if not any(a <= found.start() < b for a, b in spans)
    ]


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, AliasEvent) or event.anchor is not None or event.tag is not None:
        raise BadInput(
            "an anchor, an alias or a tag", where=f"line {event.start_mark.line + 1}", hint=HINT
        )
    if isinstance(event, ScalarEvent):
        block = event.style in ("|", ">")
        if block:
            keeps = "+" in text[start : text.index("\n", start)].split("#")[0]
            end = end if keeps else start + len(text[start:end].rstrip())
        return Node("text", start, end, value=joined(event.value), block=block)
    keys, items = [], []
    of_keys = isinstance(event, MappingStartEvent)
    flow = bool(event.flow_style)
    while not isinstance(event := next(events), MappingEndEvent | SequenceEndEvent):
        node = _node(event, events, text)
        if of_keys:
            keys.append(node)
            node = _node(next(events), events, text)
        items.append(node)
    end = event.end_mark.index if flow or not items else items[-1].end
    kind = "keys" if of_keys else "list"
    return Node(kind, start, end, flow, items=tuple(items), keys=tuple(keys))
