"""What a question says when it is asked at the wrong level."""

from __future__ import annotations

from typing import Any

import pytest
from asked import cases

from kg.graph import levels, queries
from kg.graph.queries import Query
from kg.graph.query_files import PACKAGE, Parameter
from kg.graph.regime import Regime

# One thing of each kind.
THINGS = {
    "act": "un/2397",
    "division": "us/nkspea/104",
    "provision": "un/2397/7",
    "power": "us/power/nkspea-401a",
    "actor": "actor/1718-committee",
    "action": "action/rollback-step",
    "relief": "relief/kaesong",
    "goods": "goods/luxury-goods",
    "subject": "subject/coal",
    "facility": "facility/yongbyon",
    "programme": "programme/un-persons",
    "list": "list/un",
    "stage": "stage/wertz-2019/2",
    "class": "skg:ExportBan",
    "role": "skg:monitor",
}
ASKED = [
    pytest.param(query, parameter, id=f"{query.name}-{parameter.name}")
    for query in queries.list_queries()
    if query.asks != PACKAGE
    for parameter in query.parameters
    if parameter.type == "id"
]


def given(query: Query, parameter: Parameter, id: str) -> dict[str, Any]:
    return {**cases(query)[0].get("parameters", {}), parameter.name: id}


@pytest.mark.parametrize(("kind", "id"), THINGS.items())
def test_a_thing_is_of_its_kind(regime: Regime, kind: str, id: str) -> None:
    assert levels.kind_of(regime, id) == kind


@pytest.mark.parametrize(("query", "parameter"), ASKED)
def test_a_parameter_takes_what_its_meaning_names(
    regime: Regime, query: Query, parameter: Parameter
) -> None:
    takes = levels.wanted(regime, parameter)
    for id in levels.examples_of(parameter):
        regime.find(id)
        assert not takes or levels.kind_of(regime, id) in takes
    asked = [case["parameters"] for case in cases(query) if "parameters" in case]
    for id in (each[parameter.name] for each in asked if parameter.name in each):
        assert not takes or levels.kind_of(regime, id) in takes, id


@pytest.mark.parametrize(("query", "parameter"), ASKED)
def test_whatever_is_not_of_the_kind_is_told_so_with_a_level_that_is(
    regime: Regime, query: Query, parameter: Parameter
) -> None:
    takes = levels.wanted(regime, parameter)
    for kind, id in THINGS.items():
        if not takes or kind in takes:
            continue
        asked = given(query, parameter, id)
        rows = queries.run(regime, query.name, **asked)
        said = queries.misplaced(regime, query, asked, answered=bool(rows))
        assert said, (kind, id)
        assert said.startswith(f"{id} is "), said
        if said.endswith(" has any either"):
            continue
        instead = said.rpartition(" ")[2]
        assert levels.kind_of(regime, instead) in takes, said
        if "ask for one" not in said:
            assert queries.run(regime, query.name, **given(query, parameter, instead)), said


@pytest.mark.parametrize(
    ("name", "parameter", "id", "says"),
    [
        (
            "twins-of-provision",
            "provision",
            "un/2397",
            "un/2397 is an act as a whole, ask for a paragraph of it, such as un/2397/4",
        ),
        (
            "returns-of-provision",
            "provision",
            "us/nkspea/104",
            "us/nkspea/104 is a division of an act, ask for a provision in it, such as "
            "us/nkspea/104/a",
        ),
        (
            "provisions-of-instrument",
            "instrument",
            "un/2397/7",
            "un/2397/7 is a provision, ask for the act that holds it, un/2397",
        ),
        (
            "exemptions-granted",
            "by",
            "actor/unsc",
            "nothing is recorded for actor/unsc itself, ask for a part of it, such as "
            "actor/1718-committee",
        ),
        (
            "caps",
            "sender",
            "actor/1718-committee",
            "nothing is recorded for actor/1718-committee itself, ask for the whole that holds "
            "it, actor/unsc",
        ),
        (
            "demands-fulfilled-by",
            "action",
            "relief/kaesong",
            "relief/kaesong is a relief measure, not an action: ask for one, such as "
            "action/full-compliance",
        ),
        ("twins-of-provision", "provision", "un/2397/7", None),
        ("caps", "sender", "actor/japan", None),
    ],
)
def test_an_empty_answer_names_the_level_at_which_to_ask(
    regime: Regime, name: str, parameter: str, id: str, says: str | None
) -> None:
    query = queries.find(name)
    assert not queries.run(regime, name, **{parameter: id}) or says is None
    assert queries.misplaced(regime, query, {parameter: id}, answered=False) == says


def test_rows_for_a_thing_of_another_kind_are_not_taken_for_an_answer(regime: Regime) -> None:
    # Measures on all goods are rows whatever is asked for.
    query, asked = queries.find("measures-on-goods"), {"goods": "subject/coal"}
    assert queries.run(regime, query.name, **asked)
    assert queries.misplaced(regime, query, asked, answered=True) == (
        "subject/coal is a subject, not goods: ask for goods/coal"
    )
    right = {"goods": "goods/coal"}
    assert queries.misplaced(regime, query, right, answered=True) is None
