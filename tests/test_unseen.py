"""Marks that turn the direction of writing or have no width are shown where readers read."""

from __future__ import annotations

import io
import json
import unicodedata

import docx
import pyoxigraph as ox
import pypdf
import pytest
from samples import said

from kg.answers.verbs.packages import compare, validate
from kg.deal import parse_deal
from kg.graph.regime import Regime
from kg.present import FORMS, write
from kg.present.answers import written

# What has no shape of its own, by hand: the soft hyphen, marks of direction, joiners, invisible
# operators, the byte order mark, annotations and tags.
RANGES = (
    *((0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E)),
    *((0x2060, 0x206F), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xE0001, 0xE0001), (0xE0020, 0xE007F)),
)
MARKS = "".join(chr(each) for first, last in RANGES for each in range(first, last + 1))
# Signs that stand above or around numbers, and those of hieroglyphs, shorthand and music.
SHAPED = ("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND", "MUSICAL")
LETTERS = "평양 朝鮮 كوريا קוריאה क्षत्रिय ｶﾅ é ﷺ 🇰🇵"


def read(data: bytes, form: str) -> str:
    if form == "docx":
        return "\n".join(each.text for each in docx.Document(io.BytesIO(data)).paragraphs)
    if form == "pdf":
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        # The form itself says where a long word may be broken.
        return "".join(each.extract_text() for each in pages).replace("\u200b", "")
    return data.decode()


def test_the_list_is_that_of_unicode() -> None:
    formats = {chr(each) for each in range(0x110000) if unicodedata.category(chr(each)) == "Cf"}
    shaped = {each for each in formats if unicodedata.name(each, "").startswith(SHAPED)}
    assert formats - shaped - set(MARKS) == set()


@pytest.mark.parametrize("form", [form.name for form in FORMS if form.writer])
def test_every_mark_is_named_in_every_form(form: str) -> None:
    text = read(write(said(" ".join(f"a{mark}b" for mark in MARKS)), form), form)
    flat = "".join(text.split()).replace("\\", "")
    for mark in MARKS:
        assert mark not in text
        assert f"a[U+{ord(mark):04X}]b" in flat


@pytest.mark.parametrize(
    "form", [form.name for form in FORMS if form.writer and form.name != "pdf"]
)
def test_letters_of_every_script_stay(form: str) -> None:
    assert LETTERS in read(write(said(LETTERS), form), form)


def test_the_words_of_a_package_are_shown_in_answers_and_kept_in_data(regime: Regime) -> None:
    hidden = "Relief \u202efor\u2066 no\u200bthing\ufeff, so\xadto speak"
    shown = "Relief [U+202E]for[U+2066] no[U+200B]thing[U+FEFF], so[U+00AD]to speak"
    text = {
        "id": "deal/hidden",
        "title": hidden,
        "phases": [{"title": hidden, "relief": [{"measure": "kaesong", "how": "suspension"}]}],
    }
    deal = parse_deal(json.dumps(text).encode(), "package.json", regime)
    for answer in (validate(regime, deal), compare(regime, deal, deal)):
        for form in ("text", "html", "md", "docx", "pdf", "csv"):
            if form == "csv" and answer.rows is None:
                continue
            found = read(written(answer, form), form)
            assert not set(found) & set(MARKS)
            if form in ("text", "html", "docx"):
                assert shown in found
    assert hidden in written(compare(regime, deal, deal), "json").decode()
    quads = ox.parse(written(validate(regime, deal), "data"), format=ox.RdfFormat.N_QUADS)
    assert any(isinstance(q.object, ox.Literal) and q.object.value == hidden for q in quads)
