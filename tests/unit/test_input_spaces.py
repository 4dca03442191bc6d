"""White space that is no plain space is named where it keeps a package from being read."""

from __future__ import annotations

import pytest
from small import SMALL

from kg.deal import BadPackage, parse_deal
from kg.deal.read.packages import parse_line

GOOD = """id: deal/x
title: X
phases:
  - title: One
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
"""
ODD = {
    "\u00a0": "U+00A0 (no-break space): write a plain space",
    "\u3000": "U+3000 (ideographic space): write a plain space",
    "\u2009": "U+2009 (thin space): write a plain space",
    "\u200b": "U+200B (zero width space): delete it",
    "\ufeff": "U+FEFF (zero width no-break space): delete it",
}
# What is replaced, by what around the odd character, and where that then stands.
PLACES = {
    "indentation": ("  - title", "  {}- title", 4, 3),
    "before a key": ("title: X", "{}title: X", 2, 1),
    "behind a colon": ("title: X", "title:{}X", 2, 7),
    "behind a dash": ("- title", "-{}title", 4, 4),
    "inside a key": ("verified-by", "verified{}-by", 7, 17),
    "inside an id": ("yongbyon-freeze", "yongbyon{}-freeze", 6, 25),
}


@pytest.mark.parametrize("letter", ODD)
@pytest.mark.parametrize("place", PLACES)
def test_an_odd_space_is_named_with_its_column(place: str, letter: str) -> None:
    before, after, line, column = PLACES[place]
    text = GOOD.replace(before, after.format(letter), 1)
    with pytest.raises(BadPackage) as caught:
        parse_deal(text, "x.yaml", SMALL)
    said = f"column {column} holds {ODD[letter]}"
    assert any(each.line == line and each.text.endswith(said) for each in caught.value.problems), (
        str(caught.value)
    )


@pytest.mark.parametrize("letter", ODD)
def test_in_a_title_it_is_a_letter_like_any_other(letter: str) -> None:
    text = GOOD.replace("title: X", f"title: X{letter}Y")
    assert parse_deal(text, "x.yaml", SMALL).title == f"X{letter}Y"


@pytest.mark.parametrize("letter", ODD)
def test_between_the_marks_of_json_it_is_named_too(letter: str) -> None:
    line = f'{{"id": "x",{letter}"title": "X"}}'
    with pytest.raises(BadPackage, match="column 12 holds") as caught:
        parse_line(line.encode(), "x.jsonl", 1, SMALL)
    assert ODD[letter] in str(caught.value)
