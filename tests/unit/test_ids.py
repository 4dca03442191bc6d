from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.core.errors import BadInput
from kg.core.ids import TERMS, did_you_mean, expand, short

BASE = "https://example.org/regime/"
WORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", fullmatch=True)
PATHS = st.lists(WORDS, min_size=1, max_size=5).map("/".join)
NAMES = st.from_regex(r"skg:[A-Za-z][A-Za-z0-9_]*", fullmatch=True)


@given(PATHS | NAMES)
def test_an_id_comes_back_from_its_iri(id: str) -> None:
    assert short(expand(id, BASE), BASE) == id


@given(st.text() | st.text().map(BASE.__add__) | st.text().map(TERMS.__add__))
def test_an_iri_is_shortened_only_where_the_id_leads_back_to_it(iri: str) -> None:
    id = short(iri, BASE)
    assert id == iri or expand(id, BASE) == iri


@given(st.text())
def test_any_text_either_expands_to_an_iri_of_this_project_or_is_refused(text: str) -> None:
    try:
        iri = expand(text, BASE)
    except BadInput:
        return
    assert iri.startswith((BASE, TERMS))
    assert not set(iri) & set(' <>"{}|\\^`\n')


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/law/7",
        "law//7",
        "law/7/",
        "law/../7",
        "law/7 ",
        "law/7\n",
        "law/é",
        "https://example.org/law/7",
        "file:law/7",
        "skg:",
        "skg:law/7",
        "-law",
    ],
)
def test_what_cannot_be_an_id_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not an id"):
        expand(text, BASE)


def test_an_iri_from_elsewhere_and_the_base_itself_stay_as_they_are() -> None:
    assert short("http://www.w3.org/ns/prov#Plan", BASE) == "http://www.w3.org/ns/prov#Plan"
    assert short(BASE, BASE) == BASE


def test_a_mistyped_word_brings_the_known_word_most_like_it() -> None:
    known = ["law/7", "law/17", "action/freeze"]
    assert did_you_mean("law/77", known, 2) == ["law/7", "law/17"]
    assert did_you_mean("Action/Freze", known) == ["action/freeze"]
    assert did_you_mean("something else", known) == []
