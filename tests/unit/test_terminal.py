"""The terminal form of a document: what the renderer adds to what a builder says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.core.document import Document, Finding, Span, ref, strong
from kg.present.terminal import text


@dataclass(frozen=True, kw_only=True)
class Found(Document):
    """A document with findings.

    Attributes:
        findings: the findings.
    """

    findings: tuple[Finding, ...] = ()


def lines(*findings: Finding) -> list[str]:
    document = Found(title="T", lead="L.", data_date=date(2026, 7, 21), findings=findings)
    return text(document).splitlines()[2:-2]


def test_a_finding_names_its_rule_by_label_and_by_what_one_asks_with() -> None:
    of_book = ref("exports need a channel", "rule/wertz-2019/exports-need-a-channel")
    of_all = ref("the mechanism is stated", "https://example.org/shapes#mechanism-is-stated")
    assert lines(
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


def test_a_line_never_breaks_within_a_word_of_several_spans() -> None:
    title = ("one ", ref("two", "a/b"), Span(" (three)", None), "; ", strong("four"), " five")
    document = Found(title=title, lead="L.", data_date=date(2026, 7, 21))
    wide = "one two (three); four five"
    assert text(document).splitlines()[0] == wide
    found = text(Found(title=(*title, " ", *title), lead="L.", data_date=date(2026, 7, 21)), 43)
    assert found.splitlines()[:2] == [f"{wide} one two (three);", "four five"]
