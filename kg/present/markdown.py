"""An answer as Markdown: CommonMark, with tables as GitHub has them.

Whatever could be read as markup is escaped, so that the words of a package stay words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    spans,
)
from kg.core.wording import counted
from kg.present.cells import shown
from kg.present.citations import works
from kg.present.parts import alike, statement
from kg.present.plain import plain, plain_lines, web

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&]")
# What is markup at the beginning of a line only: a list, a heading drawn below, a number.
_FIRST = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_DEEPEST = 6


def markdown(document: Document) -> str:
    """Returns a document as Markdown."""
    found = [_line("# ", document.title), _text(document.lead)]
    found += [_noted(each) for each in document.notes]
    found += _blocks([each for _, blocks in document.parts for each in blocks], 2)
    found += [_text(each) for each in document.remarks]
    if document.citations:
        found += ["## Sources", "\n".join(_sources(document))]
    found += [_text(f"{document.days} {document.disclaimer}")]
    return "\n\n".join(each for each in found if each) + "\n"


def escaped(words: str) -> str:
    """Returns words as Markdown that is read as these words.

    >>> escaped("<b> 1 | *2*")
    '\\\\<b\\\\> 1 \\\\| \\\\*2\\\\*'
    """
    return _MARKUP.sub(lambda found: f"\\{found[0]}", plain(words))


def _sources(document: Document) -> Iterator[str]:
    for number, each in enumerate(works(document.citations), 1):
        label, address = _text(each.label) or "–", web(each.address)
        if address:
            label = f"[{label}](<{address}>)"
        elif each.address:
            label += f", {escaped(each.address)}"
        yield f"{number}. {label}"


def _blocks(blocks: Sequence[Block], level: int) -> Iterator[str]:
    """Yields blocks, to be parted by empty lines."""
    other = False
    for before, block in zip((None, *blocks), blocks, strict=False):
        # A list that follows another needs other marks, or it would go on with it.
        follows = isinstance(block, Fields | Listing) and isinstance(before, Fields | Listing)
        other = follows and not other
        if isinstance(block, Paragraph):
            yield _text(block.text)
        elif isinstance(block, Note):
            yield _noted(block)
        elif isinstance(block, Fields):
            mark = "* " if other else "- "
            yield "\n".join(
                _line(mark, (f"{label}: ", *spans(text))) for label, text in block.pairs
            )
        elif isinstance(block, Listing):
            yield _entries(block.items, level, block.ordered, other)
        elif isinstance(block, Table):
            yield from _table(block)
        elif isinstance(block, Finding):
            yield from _finding(block, level)
        elif isinstance(block, Code):
            yield _code(block)
        else:
            aside = (Span("  "), *spans(block.aside)) if block.aside else ()
            yield _line("#" * min(level, _DEEPEST) + " ", (*spans(block.title), *aside))
            yield from _blocks(block.blocks, level + 1)


def _code(code: Code) -> str:
    """Lines between fences that are longer than any row of the same mark in them."""
    lines = plain_lines(code.text)
    marks = (len(found) for each in lines for found in re.findall("`+", each))
    fence = "`" * max(3, 1 + max(marks, default=0))
    language = re.sub(r"[^\w-]", "", code.language.lower())
    return "\n".join([fence + language, *lines, fence])


def _entries(
    items: Sequence[Item | Text], level: int, ordered: bool = False, other: bool = False
) -> str:
    found = []
    for number, item in enumerate(items, 1):
        mark = f"{number}{')' if other else '.'} " if ordered else "* " if other else "- "
        text, inside = (item.text, item.inside) if isinstance(item, Item) else (item, ())
        # An entry without words would let what stands in it be read as its text.
        found.append(mark + (_text(text) or "–"))
        for each in _blocks(inside, level):
            # A list stands close to the entry above it; other blocks are parted by a line.
            if not each.startswith(("- ", "1. ")):
                found.append("")
            found += [f"{' ' * len(mark)}{line}".rstrip() for line in each.split("\n")]
    return "\n".join(found)


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield _text(table.caption)
    if not table.rows:
        yield _text(f"no {table.unit}")
        return
    found = shown(table)
    for each in alike(table, found):
        yield _text(each)
    rules = ["---:" if each.kind == "number" else "---" for each in found.columns]
    lines = [[escaped(each.label) for each in found.columns], rules]
    lines += [[escaped(each) for each in row] for row in found.rows]
    yield "\n".join(f"| {' | '.join(each)} |" for each in lines)
    if len(table.rows) > 1:
        yield _text(counted(len(table.rows), table.unit))


def _finding(found: Finding, level: int) -> Iterator[str]:
    rule = _inline((Span(plain(found.rule.text).strip(), Tone.strong),))
    yield f"**{escaped(found.kind)}** {rule}"
    yield _text(statement(found))
    if found.details:
        yield _entries(found.details, level)
    if found.why:
        yield _text(("Why: ", *spans(found.why)))


def _noted(note: Note) -> str:
    return f"> **{escaped(note.head)}:** {_inline(note.text)}"


def _line(mark: str, text: Text) -> str:
    """Returns a heading or an entry, which ends with its line."""
    return (mark + (_text(text) or "–")).rstrip()


def _text(text: Text) -> str:
    """Returns a text that stands at the beginning of a line."""
    return _FIRST.sub(_not_first, _inline(text).strip())


def _not_first(found: re.Match[str]) -> str:
    mark = found[2]
    return found[1] + (f"\\{mark}" if not mark.isdecimal() else f"{mark}\\")


def _inline(text: Text) -> str:
    return "".join(map(_span, spans(text)))


def _span(span: Span) -> str:
    """Returns a run of text; what stands out is set bold, the blanks around it left outside."""
    words = escaped(span.text)
    inner = words.strip()
    if span.tone is not Tone.strong or not inner or not inner[0].isalnum():
        return words
    if not inner[-1].isalnum():
        return words
    before = len(words) - len(words.lstrip())
    return f"{words[:before]}**{inner}**{words[before + len(inner) :]}"
