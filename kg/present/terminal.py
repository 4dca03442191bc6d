"""An answer as text for a terminal, a file or a pipe.

On a terminal lines are wrapped between words; elsewhere they are not. Unless everything is asked
for, long lists and tables are cut with a count, so that the whole takes at most 120 lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

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
    Section,
    Span,
    Table,
    Text,
    Tone,
    joined,
    line,
    quiet,
    spans,
    strong,
)
from kg.core.wording import counted
from kg.present.cells import shown
from kg.present.citations import cited
from kg.present.grid import cells, grid, longest, narrowed
from kg.present.parts import KINDS, alike, statement
from kg.present.plain import plain, plain_lines

MOST_LINES = 120
# How many parts are shown and how many entries: the first pair that makes the whole short enough.
# A part takes several lines, an entry one or two.
_MOST: tuple[tuple[int | None, int | None], ...] = (
    *((None, None), (None, 50), (50, 24), (24, 24), (12, 24), (12, 12), (8, 24), (8, 12), (5, 24)),
    *((5, 12), (5, 8), (3, 24), (3, 12), (3, 8), (3, 5), (2, 12), (2, 8), (2, 5), (1, 12), (1, 8)),
    *((1, 5), (1, 3), (1, 1)),
)
# A table that needs more is told row by row where nothing bounds the line.
_WIDE = 160
_NARROWEST = 30
_ANSI = {
    Tone.strong: "1",
    Tone.quiet: "2",
    Tone.good: "1;32",
    Tone.bad: "1;31",
    Tone.doubt: "33",
    Tone.mild: "36",
}
_WORD = re.compile(r"\s+|\S+")

Line = tuple[Span, ...]


def text(
    document: Document,
    width: int | None = None,
    colour: bool = False,
    everything: bool = False,
    how: str = "--all",
) -> str:
    """Returns a document as text.

    Args:
        document: the answer.
        width: where lines are wrapped, in columns; None for nowhere.
        colour: whether to mark tones for a terminal.
        everything: whether nothing is cut.
        how: what a reader does to get everything, where something was cut.
    """
    found = list(_Page(width).lines(document)) if everything else _cut(document, width, how)
    return "".join(f"{_drawn(each, colour)}\n" for each in found)


def _cut(document: Document, width: int | None, how: str) -> list[Line]:
    """The lines of a document with as many entries of its lists as leave it short enough."""
    for parts, most in _MOST:
        page = _Page(width, most, parts, how)
        found = list(islice(page.lines(document), MOST_LINES + 1))
        if len(found) <= MOST_LINES:
            return found
    foot = list(page.foot(document))
    room = MOST_LINES - len(foot) - 1
    return [*islice(page.lines(document), room), (quiet(f"… {how} shows the rest"),), *foot]


@dataclass(frozen=True)
class _Page:
    """The sheet that is written on.

    Attributes:
        width: where lines are wrapped; None for nowhere.
        most: how many entries of a list, or rows of a table, are shown; None for all.
        parts: how many sections on alike things, findings, or entries that hold more are shown.
        how: what a reader does to get everything.
    """

    width: int | None
    most: int | None = None
    parts: int | None = None
    how: str = "--all"

    def lines(self, document: Document) -> Iterator[Line]:
        """Yields a document line by line."""
        yield from self.wrapped([_as(each, Tone.strong) for each in spans(document.title)])
        yield from self.wrapped(document.lead)
        for note in document.notes:
            yield from self.block(note, 0)
        for _, blocks in document.parts:
            if not isinstance(blocks[0], Section):
                yield ()
            yield from self.blocks(blocks, 0)
        yield from self.foot(document)

    def foot(self, document: Document) -> Iterator[Line]:
        """Yields what stands at the end: sources, remarks, the days."""
        yield ()
        sources = cited(document.citations)
        if sources:
            yield (strong("Sources"),)
        yield from self.entries(sources, 2, "source")
        for remark in document.remarks:
            yield from self.wrapped(remark)
        yield from self.wrapped(f"{document.days} {document.disclaimer}")

    def blocks(self, blocks: Sequence[Block], left: int) -> Iterator[Line]:
        """Yields blocks; of sections on things of one unit, and of findings, the first ones."""
        for unit, run in _runs(blocks):
            kept = run[: self.parts] if unit else run
            for each in kept:
                if left == 0 and isinstance(each, Section):
                    yield ()
                yield from self.block(each, left)
            yield from self.more(len(run) - len(kept), unit, left)

    def block(self, block: Block, left: int) -> Iterator[Line]:
        """Yields a block."""
        if isinstance(block, Paragraph):
            yield from self.wrapped(block.text, left)
        elif isinstance(block, Note):
            head = Span(f"{block.head}: ", block.tone)
            yield from self.wrapped((head, *spans(block.text)), left)
        elif isinstance(block, Fields):
            for label, value in block.pairs:
                yield from self.wrapped((f"{label}: ", *spans(value)), left)
        elif isinstance(block, Listing):
            yield from self.entries(block.items, left, block.unit, block.ordered)
        elif isinstance(block, Table):
            yield from self.table(block, left)
        elif isinstance(block, Finding):
            yield from self.finding(block, left)
        elif isinstance(block, Code):
            yield from self.code(block, left)
        else:
            aside = (Span("  "), *(_as(each, Tone.quiet) for each in spans(block.aside)))
            title = [_as(each, Tone.strong) for each in spans(block.title)]
            yield from self.wrapped([*title, *(aside if block.aside else ())], left)
            yield from self.blocks(block.blocks, left + 2)

    def entries(
        self, items: Sequence[Item | Text], left: int, unit: str, ordered: bool = False
    ) -> Iterator[Line]:
        """Yields the entries of a list, with a mark before each."""
        full = any(isinstance(item, Item) and item.inside for item in items)
        kept = items[: self.parts if full else self.most]
        for number, item in enumerate(kept, 1):
            mark = f"{number}. " if ordered else "- "
            words = item.text if isinstance(item, Item) else item
            yield from self.wrapped([Span(mark), *spans(words)], left, len(mark))
            if isinstance(item, Item):
                yield from self.blocks(item.inside, left + len(mark))
        yield from self.more(len(items) - len(kept), unit, left)

    def more(self, left_out: int, unit: str, left: int) -> Iterator[Line]:
        """Yields a line that counts what was cut."""
        if left_out > 0:
            words = plain(f"… and {counted(left_out, f'more {unit}')} ({self.how})")
            yield (Span(" " * left), quiet(words))

    def finding(self, found: Finding, left: int) -> Iterator[Line]:
        """Yields a finding: its kind and rule, what is wrong, and why that matters."""
        kind = Span(f"{found.kind:<9}", KINDS.get(found.kind))
        # By the last part of its id a rule is asked about: sanctions-kg why PACKAGE RULE.
        name = f"  {re.split('[/#]', found.rule.id)[-1]}" if found.rule.id else ""
        yield from self.wrapped((kind, _as(found.rule, Tone.strong), quiet(name)), left)
        yield from self.wrapped(statement(found), left + 2)
        yield from self.entries(found.details, left + 2, "detail")
        if found.why:
            why = [Span("Why: "), *spans(found.why)]
            yield from self.wrapped([_as(each, Tone.quiet) for each in why], left + 2)

    def code(self, code: Code, left: int) -> Iterator[Line]:
        """Yields lines as they stand, to be copied; in a short form none but their count."""
        every = plain_lines(code.text)
        if self.most is not None:
            words = f"… {counted(len(every), 'line')} of {code.language} (--all)"
            yield (Span(" " * left), quiet(words))
            return
        for each in every:
            yield (Span(each),)

    def table(self, table: Table, left: int) -> Iterator[Line]:
        """Yields a table: in columns where they fit, else row by row."""
        if table.caption:
            yield from self.wrapped(table.caption, left)
        if not table.rows:
            yield (Span(" " * left + plain(f"no {table.unit}")),)
            return
        found = shown(table, table.rows[: self.most])
        for each in alike(table, found):
            yield from self.wrapped([quiet(each)], left)
        labels = [plain(column.label) for column in found.columns]
        right = [column.kind == "number" for column in found.columns]
        rows = [[plain(value) for value in row] for row in found.rows]
        widths = [max(map(cells, each)) for each in zip(labels, *rows, strict=True)]
        room = (self.width or _WIDE) - left - 2 * (len(widths) - 1)
        if sum(widths) > room and self.width:
            heads = [
                max(map(cells, label.split())) if n else 0
                for label, n in zip(labels, right, strict=True)
            ]
            widths = [
                max(head, *(cells(row[i]) for row in rows)) if head else widths[i]
                for i, head in enumerate(heads)
            ]
            words = [max(map(longest, each)) for each in zip(*rows, strict=True)]
            widths = narrowed(widths, words, room) if sum(widths) > room else widths
        if sum(widths) <= room and len(table.rows) > 1:
            yield from grid(labels, rows, widths, right, left)
        else:
            rows = rows[: self.parts]
            for _, run in groupby(rows, key=lambda row: row[0]):
                yield from self.record(labels, list(run), left)
        cut = len(table.rows) - len(rows)
        yield from self.more(cut, table.unit, left)
        if not cut and len(rows) > 1:
            yield (Span(" " * left), quiet(plain(counted(len(rows), table.unit))))

    def record(
        self, labels: Sequence[str], rows: Sequence[Sequence[str]], left: int
    ) -> Iterator[Line]:
        """Yields rows on one thing under its name: what is the same in all, then what differs."""
        yield from self.wrapped([strong(rows[0][0] or "–")], left)
        told = [
            [(label, value) for label, value in zip(labels[1:], row[1:], strict=True) if value]
            for row in rows
        ]
        same = [each for each in told[0] if all(each in others for others in told)]
        for label, value in same:
            yield from self.wrapped([quiet(f"{label}: "), Span(value)], left + 2)
        for each in told if len(rows) > 1 else ():
            own = [(quiet(f"{label}: "), Span(value)) for label, value in each]
            own = [pair for pair, known in zip(own, each, strict=True) if known not in same]
            words = joined(own or [(Span("as above"),)])
            yield from self.wrapped([Span("- "), *words], left + 2, 2)

    def wrapped(self, words: Text | list[Span], left: int = 0, hang: int = 0) -> Iterator[Line]:
        """Yields a text from a left margin, wrapped between words.

        Args:
            words: the text.
            left: the margin, in columns.
            hang: how much further in the second line and those after it begin.
        """
        found = words if isinstance(words, list) else spans(words)
        if not found:
            return
        if self.width is None:
            yield (Span(" " * left), *(Span(plain(s.text), s.tone) for s in found))
            return
        room, margin, used = max(self.width - left, _NARROWEST), left, 0
        now: list[Span] = []
        for word in _words(found):
            size, blank = sum(cells(part.text) for part in word), word[0].text.isspace()
            if used and used + size > room and not blank:
                yield (Span(" " * margin), *now)
                margin, now, used = left + hang, [], 0
                room = max(self.width - margin, _NARROWEST)
            if now or not blank:
                now += word
                used += size
        if now:
            yield (Span(" " * margin), *now)


def _words(found: Sequence[Span]) -> Iterator[list[Span]]:
    """Yields words and the blanks between them; a word may be of several tones: ``"coal";``."""
    word: list[Span] = []
    for each in found:
        for part in _WORD.findall(plain(each.text)):
            if part.isspace():
                yield from filter(None, (word, [Span(part, each.tone)]))
                word = []
            else:
                word.append(Span(part, each.tone))
    if word:
        yield word


def _runs(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Yields neighbours that are of one unit, with the unit; what has none, under none."""
    run: list[Block] = []
    unit = ""
    for each in blocks:
        of = _unit(each)
        if run and of != unit:
            yield unit, run
            run = []
        run.append(each)
        unit = of
    if run:
        yield unit, run


def _unit(block: Block) -> str:
    if isinstance(block, Section):
        return "" if block.unit == "section" else block.unit
    return "finding" if isinstance(block, Finding) else ""


def _as(span: Span, tone: Tone) -> Span:
    return span if span.tone else Span(span.text, tone, span.id)


def _drawn(found: Line, colour: bool) -> str:
    if not colour:
        return line(found).rstrip()
    while found and not found[-1].text.strip():
        found = found[:-1]
    return "".join(
        f"\x1b[{_ANSI[each.tone]}m{each.text}\x1b[0m" if each.tone else each.text for each in found
    )
