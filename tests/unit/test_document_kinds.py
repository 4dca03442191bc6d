"""The page on documents says of each kind what it holds."""

from __future__ import annotations

from pathlib import Path

from kg.answers.kinds import kinds, parts, rebuilt
from kg.core.document import Document

PAGE = Path(__file__).parents[2] / "docs" / "documents.md"


def test_the_page_lists_the_kinds_as_they_are() -> None:
    page = PAGE.read_text("utf-8")
    assert rebuilt(page) == page, "run python -m kg.answers.kinds"


def test_each_part_says_what_it_holds() -> None:
    missing = [
        f"{kind.__name__}.{name}"
        for kind in kinds()
        for name, meaning in parts(kind).items()
        if not meaning
    ]
    assert missing == []


def test_each_kind_has_a_name_and_parts() -> None:
    assert kinds()
    for kind in kinds():
        assert kind.__name__.endswith("Document")
        assert issubclass(kind, Document)
        assert parts(kind), kind
