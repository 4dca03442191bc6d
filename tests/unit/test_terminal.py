"""An answer as text: where its lines break."""

from __future__ import annotations

from datetime import date

from kg.core.document import Document, quiet, strong
from kg.present.terminal import text


def test_a_line_never_breaks_inside_a_word_of_several_tones() -> None:
    title = ("the title is of many a word", strong(" (coal"), quiet(")"), "; and more of it")
    found = text(Document(title=title, lead="Lead.", data_date=date(2026, 7, 21)), width=35)
    assert found.splitlines()[:2] == ["the title is of many a word (coal);", "and more of it"]
    narrower = text(Document(title=title, lead="Lead.", data_date=date(2026, 7, 21)), width=34)
    assert narrower.splitlines()[:2] == ["the title is of many a word", "(coal); and more of it"]
