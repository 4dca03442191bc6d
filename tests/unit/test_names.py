"""A thing is found alike by what a person writes, in every verb and in every question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from asked import cases, package

from kg.answers.verbs import VERBS
from kg.core.errors import BadInput, UnknownId
from kg.graph import levels, names, queries
from kg.graph.query_files import Parameter, Query
from kg.graph.regime import Regime

# The verbs that take an id: what else they need, which argument takes it, and things of its kinds.
TAKEN: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    ("validate", {"package": "tutorial"}, "rulebook", ("rulebook/wertz-2019",)),
    ("repair", {"package": "tutorial"}, "rulebook", ("rulebook/wertz-2019",)),
    ("balance", {"package": "tutorial"}, "rulebook", ("rulebook/wertz-2019",)),
    ("why", {"package": "tutorial"}, "rule", ("rule/wertz-2019/exports-need-fissile-halt",)),
    ("residual", {"package": "tutorial"}, "sender", ("actor/unsc", "actor/united-states")),
    ("exposure", {"package": "tutorial"}, "sender", ("actor/unsc",)),
    ("justify", {}, "actions", ("action/road-map", "action/yongbyon-freeze")),
    ("justify", {"actions": ["road-map"]}, "verified_by", ("actor/iaea",)),
    ("justify", {"actions": ["road-map"]}, "rulebook", ("rulebook/wertz-2019",)),
    ("price", {"relief": "kaesong"}, "rulebook", ("rulebook/wertz-2019",)),
    ("price", {}, "relief", ("relief/kaesong", "relief/export-suspension")),
    ("worth", {}, "relief", ("relief/kaesong",)),
    (
        *("authority", {}, "id"),
        ("relief/kaesong", "un/2397/7", "us/nkspea/104", "us/power/nkspea-401a"),
    ),
    ("regime", {}, "type", ("skg:ExportBan",)),
    ("regime", {}, "goods", ("goods/coal",)),
    ("regime", {}, "sender", ("actor/unsc",)),
    ("regime", {}, "instrument", ("un/2397", "us/nkspea")),
    ("changes", {"from_": "2017-01-01"}, "sender", ("actor/unsc",)),
    ("history", {}, "id", ("subject/coal", "goods/iron-ore", "un/2371/8")),
    (
        *("show", {}, "id"),
        ("un/2397/7", "un/1718/8/d", "actor/iaea", "skg:ExportBan", "deal/tutorial"),
    ),
]
CELLS = [
    pytest.param(name, more, parameter, id, id=f"{name}-{parameter}-{id}")
    for name, more, parameter, ids in TAKEN
    for id in ids
]
ASKED = [
    pytest.param(query, parameter, id=f"{query.name}-{parameter.name}")
    for query in queries.list_queries()
    for parameter in query.parameters
    if parameter.type == "id"
]


def forms(regime: Regime, id: str) -> list[str]:
    """The ways to write an id without leaving anything of it out."""
    iri, own = regime.node(id).value, regime.base.rstrip("/").rpartition("/")[2]
    with_prefix = [] if id.startswith("skg:") else [f"{own}/{id}", f"{own}:{id}"]
    return [id, iri, f"<{iri}>", f" {id} ", *with_prefix]


def bare(id: str) -> str:
    return id.removeprefix("skg:") if id.startswith("skg:") else id.partition("/")[2]


def data(regime: Regime, name: str, given: dict[str, Any]) -> Any:
    verb = next(verb for verb in VERBS if verb.name == name)
    given = dict(given)
    if "package" in given:
        given["package"] = package(regime, given["package"])
    return verb.ask(regime, **given).data()


@pytest.mark.parametrize(("name", "more", "parameter", "id"), CELLS)
def test_a_verb_takes_every_form_of_an_id_for_the_same_thing(
    regime: Regime, name: str, more: dict[str, Any], parameter: str, id: str
) -> None:
    def asked(text: str) -> Any:
        return data(regime, name, {**more, parameter: [text] if parameter == "actions" else text})

    plain = asked(id)
    for form in [*forms(regime, id), bare(id)]:
        assert asked(form) == plain, form


def test_the_table_has_every_argument_of_a_verb_that_takes_an_id() -> None:
    taken = {(name, parameter) for name, _, parameter, _ in TAKEN}
    words = ("rulebook", "rule", "sender", "actions", "verified_by", "relief", "id", "goods")
    same = {("most", "rulebook"), ("frontier", "rulebook"), ("compare", "rulebook")}
    same |= {("why", "rulebook")}
    for verb in VERBS:
        for each in verb.arguments:
            if each.parameter in (*words, "type", "instrument"):
                assert (verb.name, each.parameter) in taken | same


@pytest.mark.parametrize(("query", "parameter"), ASKED)
def test_a_question_takes_every_form_of_an_id_for_the_same_thing(
    regime: Regime, query: Query, parameter: Parameter
) -> None:
    """Of what its own examples name, each in each form; bare only where no other is of its kind."""
    given = [case.get("parameters", {}).get(parameter.name) for case in cases(query)]
    examples = {str(each) for each in given if each} | set(levels.examples_of(parameter))
    for id in sorted(each for each in examples if each in regime.ids):
        for form in forms(regime, id):
            assert levels.meant(regime, parameter, form) == id, form
        alike = [each for each in regime.ids if bare(each) == bare(id)]
        wanted = levels.wanted(regime, parameter)
        fit = [each for each in alike if levels.kind_of(regime, each) in wanted] or alike
        if bare(id) in regime.ids or not bare(id):
            continue
        if fit == [id]:
            assert levels.meant(regime, parameter, bare(id)) == id
        elif id in fit:
            with pytest.raises(BadInput) as caught:
                levels.meant(regime, parameter, bare(id))
            assert all(each in str(caught.value) for each in fit)


def test_a_question_asks_for_what_a_bare_name_means(regime: Regime) -> None:
    for name, parameter, text, id in (
        ("history-of-subject", "subject", "coal", "subject/coal"),
        ("history-of-goods", "goods", "coal", "goods/coal"),
        ("powers-over-provision", "provision", "2397/7", "un/2397/7"),
    ):
        rest = {each.name: each.default for each in queries.find(name).parameters if each.default}
        given = {**rest, parameter: id}
        assert queries.run(regime, name, **{**given, parameter: text}) == queries.run(
            regime, name, **given
        )


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda regime: names.find(regime, "coal"), ("goods/coal", "subject/coal")),
        (lambda regime: names.find(regime, "7"), ("un/", "one of")),
    ],
)
def test_a_name_of_several_things_is_refused_and_they_are_named(
    regime: Regime, ask: Callable[[Regime], str], said: tuple[str, ...]
) -> None:
    with pytest.raises(BadInput, match="can mean") as caught:
        ask(regime)
    assert not isinstance(caught.value, UnknownId)
    assert all(each in str(caught.value) for each in said)


def test_what_is_of_another_kind_is_said_to_be(regime: Regime) -> None:
    with pytest.raises(BadInput, match="no provision, division, power or relief measure"):
        data(regime, "authority", {"id": "goods/coal"})
    with pytest.raises(UnknownId, match="no actor kaesong"):
        names.find(regime, "kaesong", "actor")


@pytest.mark.parametrize("text", ["", " ", "<>", "a b", "a\x01b", "../x", "x" * 3000, "://"])
def test_what_is_no_id_is_refused_in_a_sentence(regime: Regime, text: str) -> None:
    with pytest.raises(BadInput) as caught:
        names.find(regime, text)
    assert len(str(caught.value)) < 500
    assert str(caught.value).isprintable()


def test_an_id_that_is_written_out_wins_over_a_name() -> None:
    known = {"a/x": {"a/x", "x"}, "b/x": {"b/x", "x"}}
    base = "https://example.org/"
    assert names.find_among(base, "b/x", known, "thing", "it") == "b/x"
    with pytest.raises(BadInput, match="x can mean 2 things; write a/x or b/x"):
        names.find_among(base, "x", known, "thing", "it")


def test_a_shipped_package_is_shown_with_its_phases(regime: Regime) -> None:
    verb = next(verb for verb in VERBS if verb.name == "show")
    found = verb.ask(regime, id="hanoi-2019-dprk-offer").found
    deal = package(regime, "hanoi-2019-dprk-offer")
    lines = [line for _, lines in found.sections for line in lines]
    assert (found.id, found.label) == (deal.id, deal.title)
    assert all(any(each.label in line for line in lines) for each in deal.commitments)
    with pytest.raises(UnknownId, match="did you mean deal/tutorial"):
        verb.ask(regime, id="tutoriel")
