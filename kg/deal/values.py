"""Single values of a package: texts, ids, days, terms, and what to say when they are none."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date

from kg.deal.nodes import Entry, Items, Keys, Node, Problems, Text, quoted
from kg.deal.terms import NONE
from kg.deal.vocabulary import UnknownName, Vocabulary
from kg.ids import did_you_mean

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TERM = re.compile(r"(\d{1,5})\s+(day|week)s?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NEEDED = ("id", "title", "phases", "action", "measure", "provisions", "safeguard", "undertaking")


class Values:
    """Reads what keys hold. A key that is missing or holds ``?`` gives None, or an empty tuple."""

    def __init__(self, vocabulary: Vocabulary, problems: Problems) -> None:
        self.vocabulary = vocabulary
        self.problems = problems

    def value(self, keys: Keys, key: str) -> Entry | None:
        """What a key holds; None when that is nothing, with a problem noted for an empty key."""
        entry = keys.entries.get(key)
        if entry is None:
            return None
        held = entry.value
        if not isinstance(held, Text):
            return entry
        if held.value == "?":
            return None
        if held.empty or not held.value.strip():
            self.empty(entry)
            return None
        return entry

    def needs(self, keys: Keys, key: str, said: str) -> None:
        """Note a problem when a key is missing or left open."""
        entry = keys.entries.get(key)
        if entry is None or is_open(entry.value):
            self.problems.add(entry.line if entry else keys.line, said)

    def empty(self, entry: Entry) -> None:
        needed = entry.shown in _NEEDED
        said = "fill it in" if needed else "fill it in or leave the key out"
        self.problems.add(entry.line, f"{entry.shown} is empty; {said}")

    def text(self, keys: Keys, key: str) -> str | None:
        entry = self.value(keys, key)
        return self.plain(entry, entry.value) if entry else None

    def texts(self, keys: Keys, key: str) -> tuple[str, ...]:
        entry = self.value(keys, key)
        if entry is None:
            return ()
        parts = [self.plain(entry, node) for node in many(entry.value)]
        return tuple(part for part in parts if part is not None)

    def plain(self, entry: Entry, node: Node) -> str | None:
        if not isinstance(node, Text):
            what = "a list" if isinstance(node, Items) else "a mapping"
            self.problems.add(node.line, f"{entry.shown} must be one text, not {what}")
            return None
        if not node.value.isprintable() and _CONTROL.search(node.value):
            self.problems.add(node.line, f"{entry.shown} holds a control character; delete it")
            return None
        return node.value

    def names(
        self, keys: Keys, key: str, kind: str, none: bool = False, may_be_empty: bool = True
    ) -> tuple[str, ...]:
        entry = self.value(keys, key)
        if entry is None:
            return ()
        nodes = many(entry.value)
        if not nodes and not may_be_empty:
            self.empty(entry)
        found: list[str] = []
        for node in nodes:
            iri = self.iri(entry, node, kind, none and len(nodes) == 1)
            if iri is not None and iri in found:
                self.problems.add(node.line, f"{entry.shown} lists {quoted(word_of(node))} twice")
            elif iri is not None:
                found.append(iri)
        return tuple(found)

    def name(self, keys: Keys, key: str, kind: str, none: bool = False) -> str | None:
        entry = self.value(keys, key)
        return self.iri(entry, entry.value, kind, none) if entry else None

    def iri(self, entry: Entry, node: Node, kind: str, none: bool) -> str | None:
        if isinstance(node, Text):  # What was resolved before needs no second look.
            known = self.vocabulary.resolved.get((kind, node.value, node.exact))
            if known is not None:
                return known
        word = self.plain(entry, node)
        if word is None or not isinstance(node, Text):
            return None
        word = word.strip()
        if none and word == "none":
            return NONE
        try:
            return self.vocabulary.iri(kind, word, node.exact)
        except UnknownName as error:
            self.problems.add(node.line, str(error))
            return None

    def word(self, keys: Keys, key: str, words: dict[str, str]) -> str | None:
        written = self.text(keys, key)
        if written is None or written in words:
            return words[written] if written else None
        entry = keys.entries[key]
        near = did_you_mean(written.lower(), words) if len(written) < 40 else []
        hint = f"did you mean {near[0]}? " if near else ""
        said = f"{entry.shown} is {quoted(written)}; {hint}words: {', '.join(words)}, or ? if open"
        self.problems.add(entry.value.line, said)
        return None

    def day(self, keys: Keys, key: str) -> date | None:
        written = self.text(keys, key)
        if written is None:
            return None
        entry = keys.entries[key]
        match = _DAY.fullmatch(written)
        if match is None:
            said = f"{entry.shown} is {quoted(written)}; write a day as YYYY-MM-DD"
            self.problems.add(entry.value.line, said)
            return None
        year, month, day = (int(part) for part in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            said = f"{entry.shown} is {written}, a day that does not exist"
            if year and 1 <= month <= 12:
                said += f": {month_name[month]} {year} has {monthrange(year, month)[1]} days"
            self.problems.add(entry.value.line, said)
            return None

    def term(self, keys: Keys, key: str) -> int | None:
        written = self.text(keys, key)
        if written is None:
            return None
        match = _TERM.fullmatch(written.strip())
        days = int(match[1]) * (7 if match[2] == "week" else 1) if match else 0
        if days:
            return days
        entry = keys.entries[key]
        said = f"{entry.shown} is {quoted(written)}; write days or weeks, such as 90 days"
        self.problems.add(entry.value.line, said)
        return None

    def truth(self, keys: Keys, key: str) -> bool | None:
        written = self.text(keys, key)
        if written is None or written in _TRUTH:
            return _TRUTH[written] if written else None
        entry = keys.entries[key]
        said = f"{entry.shown} is {quoted(written)}; write true or false"
        self.problems.add(entry.value.line, said)
        return None


def many(node: Node) -> tuple[Node, ...]:
    """The items of a list, or the one value that stands for a list of one."""
    return node.items if isinstance(node, Items) else (node,)


def is_open(node: Node) -> bool:
    """Whether a value is the ``?`` by which a package says that it leaves something open."""
    return isinstance(node, Text) and node.value == "?"


def word_of(node: Node) -> str:
    """The text of a node, for a message."""
    return node.value if isinstance(node, Text) else "an item"
