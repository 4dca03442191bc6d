"""What the forms say of the parts of a document in the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.core.document import Document, Finding, Span, Table, Text, Tone, line, spans
from kg.present.cells import Shown

#: How the kinds of findings are meant.
KINDS = {"breach": Tone.bad, "gap": Tone.doubt, "weakness": Tone.mild}
_LEFT_OPEN = {"gap": "Left open. ", "weakness": "Not said. "}
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 60
# In characters: what counts of a cell, and what the cells of a row may take together on a sheet.
_CELL, _SHEET = 40, 200


def statement(found: Finding) -> tuple[Span, ...]:
    """Returns what a finding says, and first that the package leaves it open."""
    return spans((_LEFT_OPEN.get(found.kind, "") if found.open else "", *spans(found.text)))


def alike(table: Table, found: Shown) -> Iterator[str]:
    """Yields what is the same in all rows of a table, and what none of them states."""
    if found.same:
        same = "; ".join(f"{label}: {value}" for label, value in found.same)
        yield f"In every {table.unit}: {same}"
    if found.empty and len(table.rows) > 1:
        yield f"Not stated: {', '.join(found.empty)}"


def too_wide(found: Shown) -> bool:
    """Whether a table cannot be read on a sheet of paper, so that it is told row by row."""
    labels = [column.label for column in found.columns]
    longest = (max(map(len, column)) for column in zip(labels, *found.rows, strict=True))
    return sum(min(_CELL, each) for each in longest) > _SHEET


def records(found: Shown) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yields the first cell of each row, and its other cells by their headings."""
    labels = [column.label for column in found.columns]
    for first, *others in found.rows:
        pairs = zip(labels[1:], others, strict=True)
        yield first or "–", tuple((label, value) for label, value in pairs if value)


def kind(document: Document | type[Document]) -> str:
    """Returns the kind of a document in lower case.

    >>> class PriceOfReliefDocument(Document): ...
    >>> kind(PriceOfReliefDocument)
    'price-of-relief'
    """
    cls = document if isinstance(document, type) else type(document)
    return _CAPITAL.sub("-", cls.__name__.removesuffix("Document")).lower() or "document"


class Slugs:
    """Gives each heading of a document a name of its own, by which a link can lead to it.

    >>> slugs = Slugs()
    >>> slugs("Asked by"), slugs("Asked by!"), slugs("…")
    ('asked-by', 'asked-by-2', 'section')
    """

    def __init__(self) -> None:
        self._used: set[str] = set()

    def __call__(self, title: Text) -> str:
        """Returns a name that no heading before had."""
        words = _OTHER.sub("-", line(title).lower()).strip("-")
        stem = words[:_LONGEST_SLUG].strip("-") or "section"
        found, number = stem, 1
        while found in self._used:
            number += 1
            found = f"{stem}-{number}"
        self._used.add(found)
        return found
