"""An answer as a document for Word, in Word's own styles; the same answer gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

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
    quiet,
    spans,
)
from kg.core.wording import counted
from kg.present.cells import shown
from kg.present.citations import works
from kg.present.parts import KINDS, alike, records, statement, too_wide
from kg.present.plain import plain, plain_lines, web

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MARGIN = Mm(20)
_DEEPEST_HEADING, _DEEPEST_LIST = 6, 3
_COLOURS = {
    Tone.quiet: "5A6470",
    Tone.good: "1B6E3C",
    Tone.bad: "B00020",
    Tone.doubt: "8A4B00",
    Tone.mild: "0B5F73",
}
_BOLD = (Tone.strong, Tone.good, Tone.bad)
_LINK = "0B57A4"
_SIZES = {"Normal": 10.5, "Title": 20, "Subtitle": 12, "Caption": 9, "Footer": 8}
# In half points.
_SMALL = "18"
_RIGHT = '<w:jc w:val="right"/>'
_SHORT = 90
_AFTER = 4


def word(document: Document) -> bytes:
    """Returns a document as a file for Word."""
    return _Writer(document).written()


class _Writer:
    """Writes blocks one after another as XML, which is read once: long tables need that."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = docx.Document()
        self.styles = {each.name: each.style_id for each in self.file.styles}
        self.numbering: Any = self.file.part.numbering_part.element
        self.xml: list[str] = []

    def written(self) -> bytes:
        document = self.document
        self.set_up()
        self.paragraph(document.title, "Title")
        self.paragraph(document.lead, "Subtitle")
        self.blocks(document.notes, 1, 0)
        for _, blocks in document.parts:
            self.blocks(blocks, 1, 0)
        for remark in document.remarks:
            self.paragraph(quiet(remark))
        if document.citations:
            self.paragraph("Sources", "Heading 1")
            numbers = self.numbers(1)
            for each in works(document.citations):
                self.source(each.label, each.address, numbers)
        self.paragraph(quiet(document.days))
        self.paragraph(quiet(document.disclaimer))
        out = io.BytesIO()
        self.file.save(out)
        return _put(out.getvalue(), "".join(self.xml))

    def set_up(self) -> None:
        """Sets the page, the properties and what stands at the foot of each page."""
        [sheet] = self.file.sections
        sheet.page_width, sheet.page_height = Mm(210), Mm(297)
        sheet.left_margin = sheet.right_margin = sheet.top_margin = _MARGIN
        sheet.bottom_margin = Mm(25)
        for name, size in _SIZES.items():
            style: Any = self.file.styles[name]
            style.font.size = Pt(size)
            style.paragraph_format.space_after = Pt(_AFTER)
        subtitle: Any = self.file.styles["Subtitle"]
        subtitle.font.italic = False
        about, title = self.file.core_properties, plain(line(self.document.title))
        about.title, about.author, about.comments = title[:255], "", ""
        about.last_modified_by, about.language, about.revision = "", "en", 1
        day = self.document.data_date
        about.created = about.modified = datetime(day.year, day.month, day.day)
        short = title if len(title) <= _SHORT else f"{title[:_SHORT]}…"
        foot: Any = sheet.footer.paragraphs[0]._p
        words = _run(quiet(f"{short}. {self.document.days} Page "))
        found = [words, _field("PAGE"), _run(quiet(" of ")), _field("NUMPAGES")]
        for each in list(parse_xml(f"<w:p {nsdecls('w')}>{''.join(found)}</w:p>")):
            foot.append(each)

    def blocks(self, blocks: Sequence[Block], level: int, depth: int) -> None:
        """Writes blocks.

        Args:
            blocks: the blocks.
            level: that of a heading among them.
            depth: in how many lists they stand.
        """
        for each in blocks:
            self.block(each, level, depth)

    def block(self, block: Block, level: int, depth: int) -> None:
        """Writes a block."""
        beside = _list_style("List Continue", depth)
        if isinstance(block, Paragraph):
            self.paragraph(block.text, beside)
        elif isinstance(block, Note):
            head = Span(f"{block.head}: ", block.tone or Tone.strong)
            self.paragraph((head, *spans(block.text)), beside if depth else "Intense Quote")
        elif isinstance(block, Fields):
            for label, text in block.pairs:
                self.paragraph((Span(f"{label}: ", Tone.strong), *spans(text)), beside)
        elif isinstance(block, Listing):
            self.entries(block.items, level, depth + 1, block.ordered)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Finding):
            self.finding(block, level, depth)
        elif isinstance(block, Code):
            for each in plain_lines(block.text):
                self.paragraph(each, "macro")
        else:
            aside = [quiet(f"  {line(block.aside)}")] if block.aside else []
            style = f"Heading {min(level, _DEEPEST_HEADING)}"
            self.paragraph((*spans(block.title), *aside), style)
            self.blocks(block.blocks, level + 1, depth)

    def entries(
        self, items: Sequence[Item | Text], level: int, depth: int, ordered: bool = False
    ) -> None:
        """Writes the entries of a list, each with what stands under it."""
        numbers = self.numbers(depth) if ordered else ""
        style = _list_style("List Number" if ordered else "List Bullet", depth)
        for item in items:
            words, inside = (item.text, item.inside) if isinstance(item, Item) else (item, ())
            self.paragraph(words, style, numbers)
            self.blocks(inside, level, depth)

    def numbers(self, depth: int) -> str:
        """Returns what makes a paragraph the next of a list that begins with one."""
        style: Any = self.file.styles[_list_style("List Number", depth)].element
        known = style.pPr.numPr.numId.val
        new = self.numbering.add_num(self.numbering.num_having_numId(known).abstractNumId.val)
        new.add_lvlOverride(ilvl=0).add_startOverride(1)
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{new.numId}"/></w:numPr>'

    def finding(self, found: Finding, level: int, depth: int) -> None:
        """Writes a finding: its kind and rule, what is wrong, and why that matters."""
        beside = _list_style("List Continue", depth)
        kind = Span(f"{found.kind}: ", KINDS.get(found.kind))
        self.paragraph((kind, Span(found.rule.text, Tone.strong)), beside)
        self.paragraph(statement(found), beside)
        self.entries(found.details, level, depth + 1)
        if found.why:
            self.paragraph(quiet(f"Why: {line(found.why)}"), beside)

    def source(self, label: str, address: str, numbers: str) -> None:
        """Writes a source, which leads to where it can be read."""
        if web(address):
            to = self.file.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            words = _run(Span(label), colour=_LINK, underlined=True)
            words = f'<w:hyperlink r:id="{to}">{words}</w:hyperlink>'
        else:
            words = _run(Span(", ".join(filter(None, (label, address)))))
        self.write("List Number", words, numbers)

    def table(self, table: Table) -> None:
        """Writes a table; its first row stands on each page again."""
        if not table.rows:
            self.paragraph(f"no {table.unit}")
            return
        found = shown(table)
        for each in alike(table, found):
            self.paragraph(quiet(each))
        caption = table.caption or counted(len(table.rows), table.unit)
        self.write("Caption", "".join(map(_run, spans(caption))), "<w:keepNext/>")
        if too_wide(found):
            for first, pairs in records(found):
                self.write("Normal", _run(Span(first, Tone.strong)), "<w:keepNext/>")
                for label, value in pairs:
                    self.paragraph((quiet(f"{label}: "), value), "List Continue")
            return
        right = [each.kind == "number" for each in found.columns]
        labels = [each.label for each in found.columns]
        self.xml.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.styles["Table Grid"]}"/>'
            f'<w:tblW w:type="pct" w:w="5000"/></w:tblPr>'
            f"<w:tblGrid>{'<w:gridCol/>' * len(labels)}</w:tblGrid>{_row(labels, right, head=True)}"
        )
        self.xml += (_row(row, right) for row in found.rows)
        self.xml.append("</w:tbl>")
        # Two tables that touch would be one.
        self.paragraph("")

    def paragraph(self, text: Text, style: str = "Normal", about: str = "") -> None:
        """Writes a paragraph."""
        self.write(style, "".join(map(_run, spans(text))), about)

    def write(self, style: str, runs: str, about: str = "") -> None:
        """Writes a paragraph of some runs.

        Args:
            style: the name of its style.
            runs: the runs.
            about: further properties.
        """
        known = f'<w:pStyle w:val="{self.styles[style]}"/>{about}'
        self.xml.append(f"<w:p><w:pPr>{known}</w:pPr>{runs}</w:p>")


def _row(cells: Sequence[str], right: Sequence[bool], head: bool = False) -> str:
    about = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>"
    tone = Tone.strong if head else None
    found = (
        f'<w:tc><w:p><w:pPr><w:spacing w:before="20" w:after="20"/>{_RIGHT if at_right else ""}'
        f"</w:pPr>{_run(Span(cell, tone), size=_SMALL)}</w:p></w:tc>"
        for cell, at_right in zip(cells, right, strict=True)
    )
    return f"<w:tr>{about}{''.join(found)}</w:tr>"


def _run(span: Span, size: str = "", colour: str = "", underlined: bool = False) -> str:
    """Returns a run of text with its tone; properties stand in the order that the schema has."""
    colour = colour or (_COLOURS.get(span.tone, "") if span.tone else "")
    about = "<w:b/>" if span.tone in _BOLD else ""
    about += f'<w:color w:val="{colour}"/>' if colour else ""
    about += f'<w:sz w:val="{size}"/>' if size else ""
    about += '<w:u w:val="single"/>' if underlined else ""
    words = f'<w:t xml:space="preserve">{escape(plain(span.text))}</w:t>'
    return f"<w:r><w:rPr>{about}</w:rPr>{words}</w:r>"


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr="{name}">{_run(quiet("1"))}</w:fldSimple>'


def _list_style(name: str, depth: int) -> str:
    """Returns the style of a paragraph in so many lists; outside of any it is that of the text."""
    if depth == 0:
        return "Normal"
    return name if depth == 1 else f"{name} {min(depth, _DEEPEST_LIST)}"


def _put(file: bytes, body: str) -> bytes:
    """Puts a body into an empty file, and the first day that an archive can hold on each part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            about = zipfile.ZipInfo(name, _EPOCH)
            about.compress_type, about.create_system = zipfile.ZIP_DEFLATED, 3
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:sectPr", body.encode() + b"<w:sectPr", 1)
            new.writestr(about, data)
    return out.getvalue()
