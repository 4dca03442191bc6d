"""Single values of a package: texts, ids, days, terms, and what to say when they are none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kg.core.ids import did_you_mean
from kg.core.wording import quoted
from kg.deal.durations import Term, days_of, term_of
from kg.deal.read.nodes import Entry, Items, Keys, Node, Problems, Text
from kg.deal.terms import OPEN, WORDS
from kg.deal.vocabulary import UnknownName, Vocabulary

_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`/?#]+[^\s<>\"{}|\\^`]*", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NEEDED = ("id", "title", "phases", "action", "measure", "provisions", "safeguard", "undertaking")
# Texts in which the word open is a word like any other.
_FREE = frozenset(("id", "title", "notes", "status", "publisher"))
_NO_WORDS: Mapping[str, str] = {}


class Values:
    """Reads what keys hold. A key that is missing or open gives None, or an empty tuple."""

    def __init__(self, vocabulary: Vocabulary, problems: Problems) -> None:
        self.vocabulary = vocabulary
        self.problems = problems
        self._wrong: dict[tuple[str, str, bool], str] = {}

    def value(self, keys: Keys, key: str) -> Entry | None:
        """What a key holds; None when that is nothing, with a problem noted for an empty key."""
        entry = keys.entries.get(key)
        if entry is None:
            return None
        held = entry.value
        if not isinstance(held, Text):
            return entry
        if held.value in OPEN and not (key in _FREE and held.value != "?"):
            return None
        if held.empty or not held.value.strip():
            self.empty(entry)
            return None
        return entry

    def needs(self, keys: Keys, key: str, said: str) -> None:
        """Note a problem when a key is missing or left open."""
        entry = keys.entries.get(key)
        if entry is None or (is_open(entry.value) and self.value(keys, key) is None):
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
        self, keys: Keys, key: str, kind: str, special: bool = False, may_be_empty: bool = True
    ) -> tuple[str, ...]:
        """The things that a key names; or one word of the key, where ``special`` lets it."""
        entry = self.value(keys, key)
        if entry is None:
            return ()
        nodes = many(entry.value)
        if not nodes and not may_be_empty:
            self.empty(entry)
        words = WORDS[key] if special else _NO_WORDS
        found: dict[str, None] = {}
        for node in nodes:
            if len(nodes) > 1 and isinstance(node, Text) and node.value in words:
                said = f"{entry.shown} lists {node.value} beside others; it stands alone"
                self.problems.add(node.line, said)
                continue
            iri = self.iri(entry, node, kind, words)
            if iri is not None and iri in found:
                self.problems.add(node.line, f"{entry.shown} lists {quoted(word_of(node))} twice")
            elif iri is not None:
                found[iri] = None
        return tuple(found)

    def name(self, keys: Keys, key: str, kind: str, special: bool = False) -> str | None:
        entry = self.value(keys, key)
        words = WORDS[key] if special else _NO_WORDS
        return self.iri(entry, entry.value, kind, words) if entry else None

    def iri(
        self, entry: Entry, node: Node, kind: str, words: Mapping[str, str] = _NO_WORDS
    ) -> str | None:
        if isinstance(node, Text):  # What was resolved before needs no second look.
            known = self.vocabulary.resolved.get((kind, node.value, node.exact))
            if known is not None:
                return known
        word = self.plain(entry, node)
        if word is None or not isinstance(node, Text):
            return None
        word = word.strip()
        if word in words:
            return words[word]
        asked = (kind, word, node.exact)
        if asked not in self._wrong:
            try:
                return self.vocabulary.iri(*asked)
            except UnknownName as error:  # What is near takes long to find, so it is kept.
                self._wrong[asked] = str(error)
        self.problems.add(node.line, self._wrong[asked])
        return None

    def word(self, keys: Keys, key: str, words: Mapping[str, str]) -> str | None:
        written = self.text(keys, key)
        if written is None or written in words:
            return words[written] if written else None
        entry = keys.entries[key]
        near = did_you_mean(written.lower(), words)
        hint = f"did you mean {near[0]}? " if near else ""
        said = f"{entry.shown} is {quoted(written)}; {hint}words: {', '.join(words)}, or open"
        self.problems.add(entry.value.line, said)
        return None

    def words_or_text(self, keys: Keys, key: str) -> str | None:
        """A text, or what a word of the key stands for."""
        written = self.text(keys, key)
        return WORDS[key].get(written, written) if written is not None else None

    def days(self, keys: Keys, key: str, least: str) -> tuple[date, date | None] | None:
        """The day that a key holds; the first and the last day, where it may hold more."""
        written = self.text(keys, key)
        if written is None:
            return None
        entry = keys.entries[key]
        try:
            found = days_of(written, least)
        except ValueError as error:
            self.problems.add(entry.value.line, f"{entry.shown} is {written}, {error}")
            return None
        if found is None:
            wider = ", or a month as YYYY-MM" if least == "month" else ", YYYY-MM or YYYY"
            said = f"{entry.shown} is {quoted(written)}; write a day as YYYY-MM-DD{wider}"
            self.problems.add(entry.value.line, said)
        return found

    def when(self, keys: Keys, key: str) -> str | None:
        """A day, a month or a year as it is written."""
        return self.text(keys, key) if self.days(keys, key, "year") else None

    def term(self, keys: Keys, key: str) -> Term:
        entry = keys.entries.get(key)
        if entry is None:
            return Term()
        if is_open(entry.value) or word_of(entry.value) == "temporary":
            return Term(open=True)
        written = self.text(keys, key)
        if written is None:
            return Term()
        try:
            found = term_of(written.strip())
        except ValueError as error:
            self.problems.add(entry.value.line, f"{entry.shown} is {quoted(written)}; {error}")
            return Term()
        if found is None:
            said = (
                f"{entry.shown} is {quoted(written)}; write days, weeks, months or years, such as "
                "90 days or 12–18 months, or temporary"
            )
            self.problems.add(entry.value.line, said)
        return found or Term()

    def address(self, keys: Keys, key: str) -> str | None:
        written = self.text(keys, key)
        if written is None or _ADDRESS.fullmatch(written):
            return written
        entry = keys.entries[key]
        said = f"{entry.shown} is {quoted(written)}; write it in full, from https:// or http:// on"
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
    """Whether a value is the word, or the mark, by which a package leaves something open."""
    return isinstance(node, Text) and node.value in OPEN


def word_of(node: Node) -> str:
    """The text of a node, for a message."""
    return node.value if isinstance(node, Text) else "an item"
