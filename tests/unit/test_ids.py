from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answers.verbs import VERBS, Verb
from kg.core.errors import BadInput
from kg.core.ids import LONGEST, TERMS, did_you_mean, expand, short
from kg.graph import queries
from kg.graph.regime import Regime

BASE = "https://example.org/regime/"
WORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", fullmatch=True)
PATHS = st.lists(WORDS, min_size=1, max_size=5).map("/".join).filter(lambda id: len(id) <= LONGEST)
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


def test_what_is_longer_than_any_id_is_looked_up_nowhere(regime: Regime) -> None:
    longest, longer = "un/" + "1" * (LONGEST - 3), "un" + "/1" * LONGEST
    assert expand(longest, "x:") == f"x:{longest}"
    assert did_you_mean(longer, [longer]) == []
    for look_up in (
        lambda: expand(longer, "x:"),
        lambda: regime.find(longer),
        lambda: regime.find(regime.base + longer),
        lambda: queries.run(regime, "history-of-subject", subject=longer),
    ):
        with pytest.raises(BadInput, match="characters; an id has 200 at most"):
            look_up()


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_no_verb_takes_an_argument_that_is_longer_than_any_id(verb: Verb, regime: Regime) -> None:
    longer = "un" + "/1" * LONGEST
    for argument in verb.arguments:
        if argument.is_package or "str" not in str(argument.type):
            continue
        given = {argument.parameter: [longer] if argument.is_list else longer}
        with pytest.raises(BadInput, match="200 at most") as caught:
            verb.ask(regime, **given)
        assert caught.value.where == argument.name
