"""Where in a Turtle or JSON-LD text a thing stands: parsers give triples, messages need lines."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict

_WORD = re.compile(
    r'(?P<head>^[ \t]*<?|"@?id"\s*:\s*")?(?P<word>[\w@?][\w/:.#?@%~-]*|_:|[\[{])', re.MULTILINE
)


class Spots:
    """An index of the words of a text, by line. A thing is found by its IRI or its short id."""

    def __init__(self, text: str, base: str) -> None:
        self._base = base
        self._lines: dict[str, list[int]] = defaultdict(list)
        self._subjects: dict[str, int] = {}
        ends = [match.end() for match in re.finditer("\n", text)]
        for match in _WORD.finditer(text):
            line = bisect_right(ends, match.start("word")) + 1
            word = match["word"].rstrip(".")
            local = ":" + word.split(":", 1)[1] if ":" in word and "//" not in word else word
            for spelling in {word, local}:
                self._lines[spelling].append(line)
                if match["head"] is not None:
                    self._subjects.setdefault(spelling, line)
        self._starts = sorted(set(self._subjects.values()))

    def line(self, *words: str, default: int = 1) -> int:
        """The first line that holds one of the words."""
        for word in words:
            for spelling in self._spellings(word):
                if spelling in self._lines:
                    return self._lines[spelling][0]
        return default

    def subject(self, iri: str) -> int:
        """The line at which the file begins to speak of a thing."""
        for spelling in self._spellings(iri):
            if spelling in self._subjects:
                return self._subjects[spelling]
        return self.line(iri)

    def within(self, iri: str, *words: str, default: int | None = None) -> int:
        """The first line from a thing's own on that holds one of the words."""
        start = self.subject(iri)
        found = []
        for word in words:
            for spelling in self._spellings(word):
                lines = self._lines.get(spelling, [])
                place = bisect_left(lines, start)
                found += lines[place : place + 1]
        return min(found, default=default or start)

    def _spellings(self, word: str) -> list[str]:
        short = word.removeprefix(self._base)
        spellings = [word, short]
        if "/" in short:
            spellings.append(":" + short.rsplit("/", 1)[1])
        return spellings
