"""What an answer holds, whatever form it is then written in.

A verb builds a document: a kind of ``Document`` whose own fields are its parts, in the order in
which they are read. ``kg.present`` writes any document as text for a terminal, HTML, Markdown, Word
and PDF, and its tables as CSV. A text is a string, a span, or several of these in a row.

>>> line(("Relief ", ref("coal", "goods/coal"), " stays barred"))
'Relief coal stays barred'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from kg.core.dates import as_of_line

NOT_ADVICE = "An analyst's tool; not legal advice."


class Tone(StrEnum):
    """How a text is meant: it is shown in bold, in grey or in a colour where the form has them."""

    strong = "strong"
    quiet = "quiet"
    good = "good"
    bad = "bad"
    doubt = "doubt"
    mild = "mild"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text.

    Attributes:
        text: the words.
        tone: how they are meant; None for plain words.
        id: the short id of the thing that they name; a page makes a link of it.
    """

    text: str
    tone: Tone | None = None
    id: str | None = None


Text: TypeAlias = "str | Span | tuple[str | Span, ...]"


@dataclass(frozen=True)
class Note:
    """A remark, such as a warning, set apart from what it is about.

    Attributes:
        text: the remark, in sentences.
        head: the word before it, such as ``Note`` or ``Warning``.
        tone: how it is meant.
    """

    text: Text
    head: str = "Note"
    tone: Tone | None = None


@dataclass(frozen=True)
class Paragraph:
    """A text of its own."""

    text: Text


@dataclass(frozen=True)
class Item:
    """An entry of a list, with what stands under it."""

    text: Text
    inside: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Listing:
    """A list; a short form of it shows the first items and counts the others.

    Attributes:
        items: its entries; an entry without anything under it may be a text.
        unit: what one entry is, such as ``provision``, for the count.
        ordered: whether the entries are numbered.
    """

    items: tuple[Item | Text, ...]
    unit: str = "item"
    ordered: bool = False


@dataclass(frozen=True)
class Fields:
    """Labelled values of one thing: ``Basis: 22 U.S.C. 9251(a)``."""

    pairs: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: its name in data, such as ``notice_days``.
        label: its heading for readers, such as ``notice (days)``.
        kind: ``text``, ``number``, ``year``, ``day`` or ``id``; ids stand last.
    """

    name: str
    label: str
    kind: str = "text"


Cell: TypeAlias = "str | Span | int | Decimal | bool | date | float | None"


@dataclass(frozen=True)
class Table:
    """Rows of cells.

    Attributes:
        columns: the columns, those that name things first.
        rows: for each row a cell for each column.
        unit: what one row is, such as ``provision``.
        caption: what the rows are; empty where the heading above says it.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    unit: str = "row"
    caption: Text = ""


@dataclass(frozen=True)
class Finding:
    """Something that a check found.

    Attributes:
        kind: ``breach``, ``gap`` or ``weakness``.
        rule: the rule, by label and id.
        text: what is wrong and what would mend it.
        details: what is missing or in the way, by name.
        why: why the rule is there, with the passage.
        open: whether the package leaves it open.
    """

    kind: str
    rule: Span
    text: Text
    details: tuple[Text, ...] = ()
    why: Text = ""
    open: bool = False


@dataclass(frozen=True)
class Code:
    """Lines in a formal language, which keep their breaks and are shown whole or not at all.

    Attributes:
        text: the lines.
        language: the language, such as ``Turtle``.
    """

    text: str
    language: str


@dataclass(frozen=True)
class Section:
    """A part with a heading.

    Attributes:
        title: the heading.
        blocks: what stands under it.
        aside: what is said quietly behind the heading, such as an id.
        unit: what such a section is about, such as ``power``, where several stand side by side.
    """

    title: Text
    blocks: tuple[Block, ...] = ()
    aside: Text = ""
    unit: str = "section"


Block: TypeAlias = "Paragraph | Note | Listing | Fields | Table | Finding | Code | Section"


@dataclass(frozen=True)
class Citation:
    """Where something can be read.

    Attributes:
        id: the short id of the record that is cited.
        work: the document, such as ``S/RES/2397 (2017)``.
        place: the place in it, such as ``paragraph 7``; empty for the whole.
        address: where it can be read; empty if no address is on record.
        kind: what it is, such as ``official text``; empty if no kind is on record.
    """

    id: str
    work: str
    place: str = ""
    address: str = ""
    kind: str = ""

    @property
    def label(self) -> str:
        """The document and the place in it.

        >>> Citation("un/2397/7", "S/RES/2397 (2017)", "paragraph 7").label
        'S/RES/2397 (2017), paragraph 7'
        """
        return f"{self.work}, {self.place}" if self.place else self.work


@dataclass(frozen=True, kw_only=True)
class Document:
    """An answer. Each verb has a kind of its own, whose further fields are the parts of it.

    Attributes:
        title: what was asked, or what it was asked of.
        lead: the answer, in at most two sentences, with the counts.
        data_date: the day up to which the facts were read.
        as_of: the days at which the law is read; none where the answer depends on no day.
        notes: what should be known before the rest is read.
        remarks: what is said at the end: what was not looked at, how figures are to be read.
        citations: where it can be read.
        disclaimer: what the answer is not.
    """

    title: Text
    lead: str
    data_date: date
    as_of: tuple[date, ...] = ()
    notes: tuple[Note, ...] = ()
    remarks: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    disclaimer: str = NOT_ADVICE

    @property
    def parts(self) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """The fields of its kind that hold anything, by name, each as blocks."""
        own = (each.name for each in fields(self) if each.name not in _COMMON)
        found = ((name, tuple(_blocks(getattr(self, name)))) for name in own)
        return tuple((name, blocks) for name, blocks in found if blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        """All tables in it, in their order."""
        return tuple(
            table for _, blocks in self.parts for each in blocks for table in _tables(each)
        )

    @property
    def days(self) -> str:
        """At which day the law is read, and up to which day the facts were."""
        return as_of_line(self.data_date, *self.as_of)


_COMMON = frozenset(each.name for each in fields(Document))


def strong(text: str, id: str | None = None) -> Span:
    """Returns words that stand out."""
    return Span(text, Tone.strong, id)


def quiet(text: str, id: str | None = None) -> Span:
    """Returns words that matter less."""
    return Span(text, Tone.quiet, id)


def ref(text: str, id: str) -> Span:
    """Returns the label of a thing, which leads to it where the form has links."""
    return Span(text, None, id)


def spans(text: Text) -> tuple[Span, ...]:
    """Returns a text as spans; nothing for an empty one.

    >>> [each.text for each in spans(("see ", ref("paragraph 7", "un/2397/7")))]
    ['see ', 'paragraph 7']
    """
    parts = text if isinstance(text, tuple) else (text,)
    found = (each if isinstance(each, Span) else Span(each) for each in parts)
    return tuple(each for each in found if each.text)


def line(text: Text) -> str:
    """Returns a text without its tones."""
    return "".join(each.text for each in spans(text))


def joined(texts: Iterable[Text], between: str = "; ") -> tuple[Span, ...]:
    """Joins texts, with some characters between any two.

    >>> line(joined(["one", "two"]))
    'one; two'
    """
    found: list[Span] = []
    for each in texts:
        if found:
            found.append(Span(between))
        found += spans(each)
    return tuple(found)


def section(title: Text, *blocks: Block | None, aside: Text = "", unit: str = "section") -> Section:
    """Returns a section with those blocks that are not None."""
    return Section(title, tuple(each for each in blocks if each is not None), aside, unit)


def listing(items: Iterable[Item | Text], unit: str = "item", ordered: bool = False) -> Listing:
    """Returns a list of some entries."""
    return Listing(tuple(items), unit, ordered)


def pairs(*found: tuple[str, Text | None]) -> Fields:
    """Returns labelled values, without those that are None or empty."""
    return Fields(tuple((name, value) for name, value in found if value))


def filled(
    columns: Sequence[Column], rows: Iterable[tuple[Cell, ...]], unit: str, caption: Text = ""
) -> Table:
    """Returns a table without the columns in which nothing stands.

    >>> columns = Column("name", "name"), Column("day", "day")
    >>> filled(columns, [("one", None), ("two", "")], "thing").rows
    (('one',), ('two',))
    """
    every = list(rows)
    kept = [i for i in range(len(columns)) if any(row[i] not in (None, "") for row in every)]
    return Table(
        tuple(columns[i] for i in kept),
        tuple(tuple(row[i] for i in kept) for row in every),
        unit,
        caption,
    )


def _blocks(value: Any) -> Iterator[Block]:
    if value is None:
        return
    if isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _blocks(each)
    elif isinstance(value, Listing):
        if value.items:
            yield value
    elif isinstance(value, Fields):
        if value.pairs:
            yield value
    elif isinstance(value, Paragraph | Note | Table | Finding | Code | Section):
        yield value
    else:
        yield Paragraph(value)


def _tables(block: Block) -> Iterator[Table]:
    if isinstance(block, Table):
        yield block
    elif isinstance(block, Section):
        for each in block.blocks:
            yield from _tables(each)
    elif isinstance(block, Listing):
        for item in block.items:
            if isinstance(item, Item):
                for each in item.inside:
                    yield from _tables(each)
