"""An answer as PDF. A fixed template reads it as data; the same answer gives the same bytes.

Only fonts that come along are used, so that it looks the same everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from kg.core.document import (
    Block,
    Code,
    Document,
    Fields,
    Finding,
    Item,
    Listing,
    Note,
    Paragraph,
    Span,
    Table,
    Text,
    Tone,
    line,
    spans,
    strong,
)
from kg.core.errors import BadInput
from kg.core.wording import counted
from kg.present.cells import shown
from kg.present.citations import works
from kg.present.parts import KINDS, alike, records, statement, too_wide
from kg.present.plain import plain, plain_lines, web

# A longer word may be broken, after what parts an address and then every so many characters.
_LONG = re.compile(r"\S{24,}")
_JOINT = re.compile(r"([/._?&=-]+|[^/._?&=-]{10})(?=.)")
_SHORT, _HEAD = 90, 200
# In characters: what a line of a table holds, and the most of a word that counts.
_LINE, _LONGEST = 105, 16
_BREAK = re.compile(r"[\s/-]+")


def pdf(document: Document) -> bytes:
    """Returns a document as PDF.

    Raises:
        BadInput: if it cannot be set.
    """
    try:
        return typst.compile(
            _template(),
            font_paths=_fonts(),
            sys_inputs={"answer": json.dumps(_answer(document), ensure_ascii=False)},
            format="pdf",
        )
    except RuntimeError as error:
        hint = "ask for another form"
        raise BadInput(f"the PDF cannot be set: {error}", hint=hint) from None


@cache
def _template() -> bytes:
    return files("kg.present").joinpath("templates/answer.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _answer(document: Document) -> dict[str, Any]:
    title = plain(line(document.title))
    blocks = [each for _, blocks in document.parts for each in blocks]
    return {
        "title": title,
        "short": title if len(title) <= _SHORT else f"{title[:_SHORT]}…",
        "heading": _words(document.title),
        "lead": _said(document.lead),
        "days": _said(document.days),
        "blocks": _blocks([*document.notes, *blocks]),
        "remarks": [_said(each) for each in document.remarks],
        "sources": [_source(each.label, each.address) for each in works(document.citations)],
        "disclaimer": _said(document.disclaimer),
    }


def _source(label: str, address: str) -> dict[str, str]:
    known = web(address)
    words = label if known else ", ".join(filter(None, (label, address)))
    return {"label": _said(words), "address": known}


def _blocks(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [_block(each) for each in blocks]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": _words(block.text)}
    if isinstance(block, Note):
        return {"kind": "note", "head": _said(block.head), "text": _words(block.text)}
    if isinstance(block, Fields):
        pairs = [[_said(label), _words(text)] for label, text in block.pairs]
        return {"kind": "fields", "pairs": pairs}
    if isinstance(block, Listing):
        items = [_item(each) for each in block.items]
        return {"kind": "listing", "items": items, "ordered": block.ordered}
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Finding):
        return _finding(block)
    if isinstance(block, Code):
        return {"kind": "code", "lines": plain_lines(block.text)}
    return {
        "kind": "section",
        "title": _words(block.title),
        "aside": _words((" ", *spans(block.aside)) if block.aside else ""),
        "blocks": _blocks(block.blocks),
    }


def _item(item: Item | Text) -> dict[str, Any]:
    if isinstance(item, Item):
        return {"text": _words(item.text), "inside": _blocks(item.inside)}
    return {"text": _words(item), "inside": []}


def _finding(found: Finding) -> dict[str, Any]:
    kind = Span(found.kind, KINDS.get(found.kind))
    rule = Span(found.rule.text, Tone.strong)
    return {
        "kind": "finding",
        "rule": _words((kind, Span("  "), rule)),
        "text": _words(statement(found)),
        "details": [_words(each) for each in found.details],
        "why": _words(("Why: ", *spans(found.why)) if found.why else ""),
    }


def _table(table: Table) -> dict[str, Any]:
    if not table.rows:
        return {"kind": "paragraph", "text": _words(f"no {table.unit}")}
    found = shown(table)
    caption = table.caption or counted(len(table.rows), table.unit)
    if too_wide(found):
        told: list[Block] = [Paragraph(caption), *(Paragraph(each) for each in alike(table, found))]
        rows = [(Paragraph(strong(first)), Fields(pairs)) for first, pairs in records(found)]
        return {
            "kind": "group",
            "blocks": _blocks([*told, *(each for row in rows for each in row)]),
        }
    labels = [plain(each.label) for each in found.columns]
    return {
        "kind": "table",
        "caption": _words(caption),
        "alike": [_said(each) for each in alike(table, found)],
        "labels": [_said(each) for each in labels],
        # A head that fills pages is not repeated on each.
        "again": max(map(len, labels)) < _HEAD,
        "right": [each.kind == "number" for each in found.columns],
        "rows": [[_said(each) for each in row] for row in found.rows],
        "shares": _shares(labels, found.rows),
    }


def _shares(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Shares the width out: to each column its longest word, and the rest by the longest cell.

    A cell of four times the length gets twice as much of the rest.

    >>> [round(each) for each in _shares(["act", "what"], [["waiver", "long " * 30]])]
    [7, 98]
    """
    columns = list(zip(labels, *rows, strict=True))
    least = [min(_LONGEST, max(map(_piece, each))) + 1 for each in columns]
    longest = [max(map(len, each)) for each in columns]
    more = [
        each**0.5 if each >= at_least else 0.0
        for each, at_least in zip(longest, least, strict=True)
    ]
    room = max(0, _LINE - sum(least))
    return [
        at_least + (room * each / sum(more) if sum(more) else 0)
        for at_least, each in zip(least, more, strict=True)
    ]


def _piece(words: str) -> int:
    """Returns the length of the longest piece that is not broken."""
    return max(map(len, _BREAK.split(words)))


def _words(text: Text) -> list[list[str | None]]:
    return [[each.tone, _said(each.text)] for each in spans(text)]


def _said(words: str) -> str:
    return _LONG.sub(lambda found: _JOINT.sub("\\1\u200b", found[0]), plain(words))
