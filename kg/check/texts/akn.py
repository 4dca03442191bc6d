"""The text of an act in Akoma Ntoso, as the United Nations publish resolutions (AKN4UN).

A document type is refused, so that no entity of a file can grow or reach for another file. Quoted
blocks ("shall be replaced by the following") have no number, or numbers of the act that they
amend: they belong to the paragraph before them.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

from kg.check.texts.act import Act, shown
from kg.check.texts.json_act import cast
from kg.core.dates import day
from kg.core.errors import BadInput

_MOST_DEPTH = 100
_ROOT = "akomaNtoso"
# What breaks words apart, what is no part of a paragraph, and what numbers do not count in.
_BLOCKS = {"p", "num", "heading", "subheading", "content", "intro", "point", "td", "th", "tr"}
_SILENT = {"authorialNote", "heading", "subheading", "meta"}
_WITHIN = {"quotedStructure", "embeddedStructure", "list", "sublist", "point", "blockList", "item"}
_HINT = "fetch it again, in English, from its publisher"


def read(path: Path, data: bytes) -> Act | str:
    """Reads a text.

    Args:
        path: the file, as errors name it.
        data: what it holds.

    Returns:
        the text; or why the file is left aside: another language, or no resolution.

    Raises:
        BadInput: if it is no such text.
    """
    reading = _Reading(path)
    reading.parse(data)
    if reading.language not in ("", "en", "eng"):
        return f"its language is {reading.language}, not English"
    symbol = re.fullmatch(r"S/RES/(\d{1,4})(?: \(\d{4}\))?", reading.symbol.strip())
    if symbol is None:
        return (
            f"its symbol, {shown(reading.symbol.strip()[:40]) or 'not stated'}, is no resolution's"
        )
    adopted = day(reading.adopted or "no day", f"{shown(path)}: day of adoption")
    operative = {number: " ".join(words.split()) for number, words in reading.operative.items()}
    annexes = tuple(" ".join(words.split()) for words in reading.annexes)
    return Act(symbol[1], adopted, cast(path, reading.votes), operative, annexes, path)


class _Reading:
    """What is known of a file so far."""

    def __init__(self, path: Path) -> None:
        self.file = path
        self.path: list[str] = []
        self.adopted = self.language = self.symbol = self.num = ""
        self.votes: dict[str, str] = {}
        self.operative: dict[str, str] = {}
        self.annexes: list[str] = []
        self.words: list[str] = []  # of the paragraph or annex in hand
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype

    def parse(self, data: bytes) -> None:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            said = f"is no whole XML: {expat.ErrorString(error.code)}"
            raise self.error(said, error.lineno) from None
        except (LookupError, ValueError, UnicodeError):
            raise self.error("the encoding is not known") from None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self.path and name != _ROOT:
            raise self.error(f"begins with {name[:80]}, not {_ROOT}")
        self.path.append(name)
        if len(self.path) > _MOST_DEPTH:
            raise self.error(f"nested more than {_MOST_DEPTH} levels deep")
        if name == "FRBRdate" and self.path[-2] == "FRBRWork":
            self.adopted = self.adopted or attributes.get("date", "")
        elif name == "FRBRlanguage":
            self.language = self.language or attributes.get("language", "")
        elif name == "count" and "voting" in self.path:
            self.votes[attributes.get("refersTo", "").lstrip("#")] = attributes.get("value", "")
        elif name == "num":
            self.num = ""

    def end(self, _: str) -> None:
        name = self.path[-1]
        if name == "num":
            self.numbered(self.num.strip())
        if name in _BLOCKS:
            self.words.append(" ")
        if name == "mainBody":
            self.close()
        self.path.pop()

    def text(self, text: str) -> None:
        if self.path[-1] == "docNumber" and "attachment" not in self.path:
            self.symbol += text
        if "mainBody" not in self.path or "authorialNote" in self.path:
            return
        if self.path[-1] == "num":
            self.num += text
        elif "attachment" in self.path or not _SILENT.intersection(self.path):
            self.words.append(text)

    def numbered(self, num: str) -> None:
        """Begins the next paragraph, or takes the number as words of the one in hand."""
        following = str(len(self.operative) + 1)
        own = "attachment" not in self.path and not _WITHIN.intersection(self.path)
        if own and num.rstrip(".") == following:
            self.close()
            self.operative[following] = ""
        else:
            self.words.append(f"{num} ")

    def close(self) -> None:
        """Puts the words in hand where they belong."""
        words, self.words = "".join(self.words), []
        if "attachment" in self.path:
            self.annexes.append(words)
        elif self.operative:
            last = str(len(self.operative))
            self.operative[last] = self.operative[last] or words

    def doctype(self, *_: object) -> None:
        raise self.error("declares a document type, in which entities may hide")

    def error(self, said: str, line: int | None = None) -> BadInput:
        where = f"{shown(self.file)}:{line or self.parser.CurrentLineNumber}"
        return BadInput(said, where=where, hint=_HINT)
