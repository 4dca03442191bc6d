"""Records of an XML file, one at a time: nothing is kept of a record that has gone by.

No document type, no entity of its own and nothing from outside is accepted, so that no file can
grow in memory or reach for another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from kg.core.errors import BadInput
from kg.lists.records import Unread
from kg.lists.source import PIECE, Source

MOST_DEPTH = 40
MOST_RECORD = 1 << 20
MOST_TAG = 1 << 20
# Names of tags and attributes, which the parser keeps to the end; lists have about a hundred.
MOST_NAMES = 2000
MOST_NAMES_TEXT = 1 << 17


@dataclass
class Element:
    """One record: where it begins, its tag, and its texts by their path in it.

    >>> Element(3, "ENTRY", {"programs/program": ["A", "B"]}).first("uid")
    ''
    """

    line: int
    tag: str
    texts: dict[str, list[str]] = field(default_factory=dict)

    def first(self, path: str) -> str:
        """Returns the first text at a path; empty if there is none."""
        return next(iter(self.texts.get(path, ())), "")

    def under(self, path: str) -> list[str]:
        """Returns every text at a path."""
        return self.texts.get(path, [])


def elements(source: Source, root: str, records: Mapping[str, str]) -> Iterator[Element | Unread]:
    """Yields the records of a file.

    Args:
        source: the file.
        root: the tag that the file must begin with, without its namespace.
        records: the tag of a record, by the path of where it stands under the root.

    Raises:
        BadInput: if the file is no such XML, breaks off, or declares a document type.
    """
    reading = _Reading(source, root, records)
    with source.open() as stream:
        while True:
            piece = stream.read(PIECE)
            reading.feed(piece)
            yield from reading.done
            reading.done.clear()
            if not piece:
                return


class _Reading:
    """What is known between two pieces of a file."""

    def __init__(self, source: Source, root: str, records: Mapping[str, str]) -> None:
        self.source, self.root, self.records = source, root, records
        self.done: list[Element | Unread] = []
        self.path: list[str] = []
        self.current: Element | None = None
        self.depth = 0  # of the record in hand
        self.size = 0
        self.fed = 0
        self.text: list[str] = []
        self.names = 0
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self.doctype

    def feed(self, piece: bytes) -> None:
        self.fed += len(piece)
        try:
            self.parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            said = f"the XML breaks off or is not well formed: {expat.ErrorString(error.code)}"
            raise self.error(said, "fetch it again", error.lineno) from None
        except (LookupError, ValueError, UnicodeError):
            raise self.error("the encoding is not known", "save it as UTF-8") from None
        # The parser holds a tag, a comment or an instruction in memory until it ends.
        if self.fed - max(self.parser.CurrentByteIndex, 0) > MOST_TAG + PIECE:
            raise self.error("a tag or comment is longer than any list has", "fetch it again")
        if len(self.parser.intern) > self.names:
            self.names = len(self.parser.intern)
            if self.names > MOST_NAMES or sum(map(len, self.parser.intern)) > MOST_NAMES_TEXT:
                raise self.error("more kinds of tags than any list has", "fetch it again")

    def start(self, tag: str, _: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self.path and name != self.root:
            raise self.error(f"the file begins with {tag[:80]}, not {self.root}", "see --format")
        self.path.append(name)
        if len(self.path) > MOST_DEPTH:
            raise self.error(f"nested more than {MOST_DEPTH} levels deep", "fetch it again")
        self.text = []
        if self.current is None and self.records.get("/".join(self.path[1:-1])) == name:
            self.current = Element(self.parser.CurrentLineNumber, name)
            self.depth, self.size = len(self.path), 0

    def end(self, _: str) -> None:
        if self.current is not None:
            if len(self.path) == self.depth:
                self.finish(self.current)
            elif self.size <= MOST_RECORD and (text := "".join(self.text).strip()):
                path = "/".join(self.path[self.depth :])
                self.current.texts.setdefault(path, []).append(text)
        self.path.pop()
        self.text = []

    def data(self, text: str) -> None:
        if self.current is None:
            return
        self.size += len(text)
        if self.size <= MOST_RECORD:
            self.text.append(text)

    def finish(self, element: Element) -> None:
        too_large = self.size > MOST_RECORD
        reason = f"a record of more than {MOST_RECORD:,} characters"
        self.done.append(Unread(element.line, reason) if too_large else element)
        self.current = None

    def doctype(self, *_: object) -> None:
        said = "the file declares a document type, in which entities may hide"
        raise self.error(said, "lists have none; fetch it from its publisher")

    def error(self, said: str, hint: str, line: int | None = None) -> BadInput:
        where = self.source.at(line or self.parser.CurrentLineNumber)
        return BadInput(said, where=where, hint=hint)
