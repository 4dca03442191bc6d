from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.core.errors import BadInput, BrokenData, UnknownId
from kg.core.ids import ROOT, TERMS
from kg.graph.load import load
from kg.graph.regime import Regime

MINI = Path(__file__).parents[1] / "data" / "mini"
SKG = f"PREFIX skg: <{TERMS}> "


def test_a_folder_that_nothing_ships_loads_as_a_regime(mini: Regime) -> None:
    assert mini.name == "mini"
    assert mini.base == "https://w3id.org/sanctions-kg/mini/"
    assert mini.data_date == date(2020, 6, 30)
    assert mini.default_rulebook == "rulebook/toy"


def test_nothing_of_another_regime_comes_with_a_folder(mini: Regime) -> None:
    law = mini.store.quads_for_pattern(None, None, None, mini.graph("law"))
    things = {quad.subject.value for quad in law if isinstance(quad.subject, ox.NamedNode)}
    assert all(iri.startswith(mini.base) for iri in things)


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("ontology", f"{ROOT}graph/ontology"),
        ("shapes", f"{ROOT}graph/shapes"),
        ("law", "https://w3id.org/sanctions-kg/mini/graph/law"),
        ("assessments", "https://w3id.org/sanctions-kg/mini/graph/assessments"),
        ("types", "https://w3id.org/sanctions-kg/mini/graph/types"),
    ],
)
def test_each_kind_of_file_has_a_graph_of_its_own(mini: Regime, name: str, iri: str) -> None:
    assert mini.graph(name).value == iri
    assert next(iter(mini.store.quads_for_pattern(None, None, None, mini.graph(name))))


def test_a_judgement_does_not_stand_among_the_law(mini: Regime) -> None:
    quads = list(mini.store.quads_for_pattern(mini.node("assessment/goods"), None, None, None))
    assert {quad.graph_name for quad in quads} == {mini.graph("assessments")}


def test_a_label_is_the_english_one(mini: Regime) -> None:
    assert mini.label("act/1/1") == "import ban"
    assert mini.label("https://w3id.org/sanctions-kg/mini/act/1/1") == "import ban"
    assert mini.label("goods/toys") == "toys"
    assert mini.label("skg:termination") == "termination"


def test_what_has_no_label_is_called_by_its_id(mini: Regime) -> None:
    assert mini.label("assessment/goods") == "assessment/goods"
    assert mini.label("https://example.org/x") == "https://example.org/x"


def test_a_description_is_the_sentence_in_the_facts_or_empty(mini: Regime) -> None:
    assert mini.description("act/1/1") == "No toys may be sold to the target."
    assert mini.description("act/1/2") == ""


def test_known_ids_are_those_of_one_kind(mini: Regime) -> None:
    assert mini.known("action") == ["action/halt", "action/promise"]
    assert mini.known("act")[:2] == ["act/1", "act/1/1"]
    assert mini.known("acti") == []


def test_provisions_come_in_the_order_of_the_text(mini: Regime) -> None:
    numbers = [id.removeprefix("act/1/") for id in mini.provisions("act/1")]
    assert numbers == ["1", "2", "3", "4", "10", "11"]
    assert mini.provisions("actor/council") == []


@pytest.mark.parametrize(
    ("id", "day", "answer"),
    [
        ("act/1/4", date(2012, 4, 30), False),
        ("act/1/4", date(2012, 5, 1), True),
        ("act/1/2", date(2014, 12, 31), True),
        ("act/1/2", date(2015, 1, 1), False),
        ("act/2/2", date(2015, 1, 1), False),
    ],
)
def test_a_provision_is_in_force_from_its_first_day_to_the_day_before_its_end(
    mini: Regime, id: str, day: date, answer: bool
) -> None:
    assert mini.in_force(id, day) is answer


def test_an_unknown_id_is_named_with_its_likeliest_neighbour(mini: Regime) -> None:
    with pytest.raises(UnknownId, match=r"^nothing has the id act/1/44; did you mean act/1/4\?$"):
        mini.in_force("act/1/44", date(2015, 1, 1))
    with pytest.raises(UnknownId, match="nothing has the id atc/1"):
        mini.provisions("atc/1")


def test_values_are_sorted_and_the_first_is_the_value(mini: Regime) -> None:
    flows = mini.values("act/1/4", "restricts")
    assert flows == [mini.node("skg:armsToTarget"), mini.node("skg:luxuryGoods")]
    assert mini.value("act/1/4", "restricts") == flows[0]
    assert mini.value("act/1/4", "cap") is None


def test_a_thing_is_what_is_stated_and_what_follows(mini: Regime) -> None:
    assert mini.is_a("act/1/1", "Provision")
    assert mini.is_a("act/1/1", "ImportBan")
    assert not mini.is_a("act/1/1", "ExportBan")


def test_a_question_is_asked_of_all_graphs_together(mini: Regime) -> None:
    rows = mini.select(
        SKG + "SELECT ?flow ?level { ?provision skg:restricts ?flow . "
        "OPTIONAL { [] skg:assesses ?flow ; skg:amenability ?level } "
        "FILTER(?flow IN (skg:travel, skg:goodsToTarget)) } ORDER BY ?flow"
    )
    assert rows == [
        {"flow": mini.node("skg:goodsToTarget"), "level": mini.node("skg:readily")},
        {"flow": mini.node("skg:travel"), "level": None},
    ]


def test_a_variable_takes_the_value_it_is_given(mini: Regime) -> None:
    query = SKG + "SELECT ?act ?n { [] skg:partOf ?act ; skg:position ?n } ORDER BY ?n"
    assert [row["n"] for row in mini.select(query, act="act/2")] == [ox.Literal(1), ox.Literal(2)]
    assert mini.ask(SKG + "ASK { ?x skg:entails ?y }", y="action/promise")
    assert not mini.ask(SKG + "ASK { ?x skg:entails ?y }", y="action/halt")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * { ?s ?p }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
    ],
)
def test_a_select_takes_nothing_but_a_question_to_this_store(mini: Regime, query: str) -> None:
    with pytest.raises(BadInput):
        mini.select(query)


def test_an_ask_takes_no_select(mini: Regime) -> None:
    with pytest.raises(BadInput, match="no ASK"):
        mini.ask("SELECT * { ?s ?p ?o }")


def test_a_value_for_a_variable_that_is_not_selected_is_refused(mini: Regime) -> None:
    with pytest.raises(BadInput, match="select every variable"):
        mini.select("SELECT ?s { ?s ?p ?o }", o="act/1")


def test_what_a_file_imports_is_not_followed(tmp_path: Path) -> None:
    home = shutil.copytree(MINI, tmp_path / "toy")
    (home / "more.ttl").write_text(
        "<https://example.org/a> <http://www.w3.org/2002/07/owl#imports> <http://127.0.0.1:9/x> ."
    )
    assert load(home).name == "toy"


def test_a_file_that_is_no_turtle_is_named_with_its_line(tmp_path: Path) -> None:
    home = shutil.copytree(MINI, tmp_path / "toy")
    (home / "more.ttl").write_text("@prefix a: <https://example.org/> .\na:b a:c .\n")
    with pytest.raises(BrokenData, match=r"more\.ttl:2: "):
        load(home)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("skg:dataDate", "skg:asOf", "this describes no regime"),
        ("skg:defaultRulebook", "skg:inRulebook", "this describes no regime"),
        ("2020-06-30", "summer 2020", "is not a day"),
    ],
)
def test_a_header_that_lacks_something_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = (MINI / "regime.ttl").read_text("utf-8")
    (tmp_path / "regime.ttl").write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BrokenData, match=message):
        load(tmp_path)


def test_the_package_offers_what_it_says_and_imports_late() -> None:
    assert kg.load is load
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kg.nothing  # noqa: B018
