"""Documents as text: what is cut, what is never broken, and how tables fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.core.document import (
    Block,
    Citation,
    Code,
    Column,
    Document,
    Finding,
    Span,
    Table,
    quiet,
    ref,
    strong,
)
from kg.present.citations import cited
from kg.present.terminal import text


@dataclass(frozen=True, kw_only=True)
class Small(Document):
    """A document of some blocks.

    Attributes:
        blocks: the blocks.
    """

    blocks: tuple[Block, ...] = ()


def lines(*blocks: Block, width: int | None = None, everything: bool = False) -> list[str]:
    document = Small(title="Title", lead="Lead.", data_date=date(2026, 7, 21), blocks=blocks)
    body, _, _ = text(document, width, everything=everything).rpartition("\n\n")
    return body.splitlines()[3:]


def test_code_keeps_its_lines_and_margins_at_any_width() -> None:
    written = "<a> a skg:Measure ;\n    skg:effect skg:imposition ."
    assert lines(Code(written, "Turtle"), width=12) == written.splitlines()


def test_code_is_shown_whole_or_not_at_all() -> None:
    written = "\n".join(f"<a> <b> {number} ." for number in range(130))
    assert lines(Code(written, "Turtle")) == ["… 130 lines of Turtle (--all)"]
    assert lines(Code(written, "Turtle"), everything=True) == written.splitlines()


def test_headings_of_numbers_are_broken_before_a_table_is_told_row_by_row() -> None:
    columns = (
        Column("sender", "sender"),
        Column("suspended", "suspended in part", "number"),
        Column("ended", "terminated in part", "number"),
    )
    table = Table(columns, (("United States", 12, 3), ("Security Council", 4, 5)), "sender")
    assert lines(table, width=44) == [
        "sender            suspended  terminated",
        "                    in part     in part",
        "United States            12           3",
        "Security Council          4           5",
        "2 senders",
    ]


def test_what_stands_on_one_page_is_cited_in_one_line() -> None:
    url = "https://example.org/9214"
    found = [Citation(f"us/{place}", f"22 U.S.C. 9214({place})", "", url) for place in "ab"]
    elsewhere = Citation("us/c", "22 U.S.C. 9221a", "", "https://example.org/9221a")
    assert cited([*found, elsewhere]) == (
        "22 U.S.C. 9214(a), 9214(b), https://example.org/9214",
        "22 U.S.C. 9221a, https://example.org/9221a",
    )


def test_a_line_never_breaks_inside_a_word_of_several_tones() -> None:
    title = ("the title is of many a word", strong(" (coal"), quiet(")"), "; and more of it")
    found = text(Document(title=title, lead="Lead.", data_date=date(2026, 7, 21)), width=35)
    assert found.splitlines()[:2] == ["the title is of many a word (coal);", "and more of it"]
    narrower = text(Document(title=title, lead="Lead.", data_date=date(2026, 7, 21)), width=34)
    assert narrower.splitlines()[:2] == ["the title is of many a word", "(coal); and more of it"]


def found_lines(*findings: Finding) -> list[str]:
    document = Small(title="T", lead="L.", data_date=date(2026, 7, 21), blocks=findings)
    return text(document).splitlines()[2:-2]


def test_a_finding_names_its_rule_by_label_and_by_what_one_asks_with() -> None:
    of_book = ref("exports need a channel", "rule/wertz-2019/exports-need-a-channel")
    of_all = ref("the mechanism is stated", "https://example.org/shapes#mechanism-is-stated")
    assert found_lines(
        Finding("breach", of_book, "One."),
        Finding("gap", of_all, "Two.", ("missing: it",), "so it is", open=True),
        Finding("weakness", Span("a-name"), "Three.", open=True),
    ) == [
        "",
        "breach   exports need a channel  exports-need-a-channel",
        "  One.",
        "gap      the mechanism is stated  mechanism-is-stated",
        "  Left open. Two.",
        "  - missing: it",
        "  Why: so it is",
        "weakness a-name",
        "  Not said. Three.",
    ]


def test_rows_on_one_thing_say_its_name_and_what_they_share_once() -> None:
    columns = (
        Column("power", "power"),
        Column("told", "told"),
        Column("member", "member"),
        Column("days", "days", "number"),
        Column("id", "id", "id"),
    )
    committees, aid = "the committees of Congress named in NKSPEA", "aid waiver"
    table = Table(
        columns,
        (
            (aid, committees, "House Foreign Affairs", 15, "us/power/aid"),
            (aid, committees, "Senate Banking", None, "us/power/aid"),
            (aid, committees, None, None, "us/power/aid"),
            ("country waiver", "the Speaker", None, 10, "us/power/country"),
        ),
    )
    assert lines(table, width=48) == [
        "aid waiver",
        "  told: the committees of Congress named in",
        "  NKSPEA",
        "  id: us/power/aid",
        "  - member: House Foreign Affairs; days: 15",
        "  - member: Senate Banking",
        "  - as above",
        "country waiver",
        "  told: the Speaker",
        "  days: 10",
        "  id: us/power/country",
        "4 rows",
    ]
