"""A document that has every kind of block, for the tests of the forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kg.core.document import (
    Citation,
    Column,
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
    Tone,
    listing,
    quiet,
    ref,
    section,
    strong,
)

DAY = date(2026, 7, 21)
_COLUMNS = (
    Column("id", "id", "id"),
    Column("name", "name"),
    Column("sum", "sum", "number"),
    Column("day", "day", "day"),
    Column("state", "state"),
    Column("end", "end", "day"),
)
_ROWS = (
    ("a/1", ref("one", "a/1"), Decimal(12500), date(2019, 1, 2), "in force", None),
    ("a/2", "two", 3.5, None, "in force", None),
)
RESOLUTION = ("S/RES/2397 (2017)", "https://undocs.org/S/RES/2397(2017)")


@dataclass(frozen=True, kw_only=True)
class SampleDocument(Document):
    """A document with a part of each kind."""

    least: Section | None = None
    found: tuple[Finding, ...] = ()
    steps: Listing | None = None


def sample() -> SampleDocument:
    """Returns a document with every kind of block."""
    work, address = RESOLUTION
    return SampleDocument(
        title=("What ", strong("coal", "goods/coal"), " costs"),
        lead="Two steps. One rule asks.",
        data_date=DAY,
        as_of=(DAY,),
        notes=(Note("It rests on what is unverified.", "Warning", Tone.doubt),),
        least=section(
            "Least",
            Paragraph("A paragraph."),
            listing(
                [
                    ("with ", ref("a freeze", "action/a"), quiet("  action/a")),
                    Item("steps", (listing(["in", "side"], "step", True), Paragraph("below"))),
                ],
                "step",
            ),
            Fields((("Basis", ref("22 U.S.C. 9251", "us/x")), ("Day", "2019"))),
            section("Inner", Table(_COLUMNS, _ROWS, "row", "The rows"), aside="inner/id"),
            section("Inner", Table(_COLUMNS, (), "row")),
        ),
        found=(
            Finding(
                "breach",
                ref("A price", "rule/x"),
                "It is missing.",
                ("a detail",),
                "So.",
            ),
            Finding("gap", Span("Other"), "Say it.", open=True),
        ),
        steps=listing(["a", "b"], "step", True),
        remarks=("Not looked at: more.",),
        citations=(
            Citation("un/2397/7", work, "paragraph 7", address),
            Citation("un/2397/8", work, "paragraph 8", address),
            Citation("x", "A book", "", "javascript:alert(1)", "press"),
        ),
    )


def said(text: str) -> Document:
    """Returns a document that says one text in every place that can hold one."""
    columns = (Column("a", text), Column("b", text, "number"), Column("c", "c", "id"))
    rows = tuple((each, each, Span(text, None, text)) for each in (text, "other"))
    return SampleDocument(
        title=(text, Span(text, Tone.strong, text)),
        lead=text,
        data_date=DAY,
        notes=(Note((text, Span(text, Tone.doubt)), text, Tone.bad),),
        least=section(
            Span(text, None, text),
            Paragraph(text),
            listing([text, Item(text, (Paragraph(text), listing([text], text)))], text, True),
            Fields(((text, text),)),
            Table(columns, rows, text, text),
            aside=text,
        ),
        found=(Finding("weakness", Span(text, None, text), text, (text,), text, True),),
        remarks=(text,),
        citations=(Citation(text, text, text, text, text),),
        disclaimer=text,
    )
