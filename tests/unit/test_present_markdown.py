"""Markdown: exact output for every kind of block, and words that are read back as words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from samples import said, sample

from kg.core.document import Document, Paragraph, listing, section
from kg.present.markdown import markdown
from kg.present.plain import plain

EXPECTED = """\
# What **coal** costs

Two steps. One rule asks.

> **Warning:** It rests on what is unverified.

## Least

A paragraph.

- with a freeze  action/a
- steps
  1. in
  2. side

  below

* Basis: 22 U.S.C. 9251
* Day: 2019

### Inner  inner/id

The rows

In every row: state: in force

Not stated: end

| name | sum | day | id |
| --- | ---: | --- | --- |
| one | 12,500 | 2019-01-02 | a/1 |
| two | 3.50 |  | a/2 |

2 rows

### Inner

no row

**breach** **A price**

It is missing.

- a detail

Why: So.

**gap** **Other**

Left open. Say it.

1. a
2. b

Not looked at: more.

## Sources

1. A book (press), javascript:alert(1)
2. [S/RES/2397 (2017), paragraphs 7 and 8](<https://undocs.org/S/RES/2397(2017)>)

Law as of 2026-07-21, data read up to 2026-07-21. An analyst's tool; not legal advice.
"""
READER = MarkdownIt("commonmark").enable("table")
HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](http://x/y)",
    "| a | b |\n| --- | --- |",
    "# heading\n- list\n1. one\n> quote\n```\ncode",
    "***bold*** __bold__ ~~gone~~ `code` &amp; \\",
    "=====\n-----",
    "<http://example.org> https://example.org",
    "    indented",
]


@pytest.fixture(autouse=True)
def at_the_data_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1784592000")


def test_every_kind_of_block_has_its_marks() -> None:
    assert markdown(sample()) == EXPECTED


def test_lists_side_by_side_stay_two() -> None:
    assert shape(READER.parse(markdown(sample()))).count("bullet_list_open") == 3


def words_of(tokens: list[Token]) -> list[str]:
    """The words of each piece of text, with nothing of the markup."""
    return [
        "".join(each.content for each in token.children or [])
        for token in tokens
        if token.type == "inline"
    ]


def shape(tokens: list[Token]) -> list[str]:
    return [token.type for token in tokens]


def marks(tokens: list[Token]) -> set[str]:
    return {each.type for token in tokens for each in token.children or []}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile: str) -> None:
    known = READER.parse(markdown(said("words")))
    found = READER.parse(markdown(said(hostile)))
    assert shape(found) == shape(known)
    assert marks(found) <= {"text", "strong_open", "strong_close", "text_special"}
    assert plain(hostile).strip() in words_of(found)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_words_stay_words(words: str) -> None:
    expected = plain(words).strip()
    document = Document(title="t", lead="l", data_date=sample().data_date)
    text = markdown(document) + "\n"
    tokens = READER.parse(text + _alone(words))
    assert marks(tokens) <= {"text", "text_special"}
    assert not expected or expected.strip() in [each.strip() for each in words_of(tokens)]


def _alone(words: str) -> str:
    from kg.present.markdown import _blocks

    found = [section("Head", Paragraph(words), listing([words]))]
    return "\n\n".join(_blocks(found, 2))
