"""The named questions and the checks: their answers on two engines, and their files."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from amount import WHOLE
from asked import CASES, answer, cases, package, with_lists
from bare import bare

import kg
from kg.check.questions import package_store
from kg.core.resources import folder
from kg.graph import queries
from kg.graph.queries import Query, Rows
from kg.graph.regime import Regime

QUESTIONS = queries.list_queries()
CHECKS = queries.list_queries("checks")
RULEBOOK = '<rulebook/test> a skg:Rulebook ; rdfs:label "test"@en .'


ASKED = [
    pytest.param(q, case, id=f"{q.name}-{n}")
    for q in QUESTIONS
    for n, case in enumerate(cases(q), 1)
]
JUDGED = [
    pytest.param(q, case, id=f"{q.name}-{n}") for q in CHECKS for n, case in enumerate(cases(q), 1)
]


def compare(rows: Rows, case: dict[str, Any]) -> None:
    columns = case.get("columns", rows.columns)
    found = [["" if row[column] is None else row[column] for column in columns] for row in rows]
    if "rows" in case:
        assert found == case["rows"]
    if "count" in case:
        assert len(found) == case["count"]
    for wanted in case.get("includes", []):
        assert wanted in found
    for unwanted in case.get("excludes", []):
        assert unwanted not in found


@pytest.mark.parametrize(("query", "case"), ASKED)
def test_a_question_gives_the_rows_worked_out_by_hand(
    regime: Regime, query: Query, case: dict[str, Any]
) -> None:
    compare(answer(regime, query, case), case)


@pytest.mark.parametrize(("query", "case"), JUDGED)
def test_a_check_finds_the_fault_it_is_for(
    tmp_path: Path, query: Query, case: dict[str, Any]
) -> None:
    compare(queries.run(bare(tmp_path, case["adds"], RULEBOOK), query.name), case)


@pytest.mark.parametrize("query", [pytest.param(query, id=query.name) for query in CHECKS])
def test_the_shipped_facts_pass_every_check(regime: Regime, query: Query) -> None:
    assert list(queries.run(regime, query.name)) == [], f"found by: sanctions-kg query {query.id}"


@lru_cache(maxsize=4)
def graph(regime: Regime, deal: str | None) -> rdflib.Graph:
    """The whole regime in one rdflib graph, or what questions of a package are asked of."""
    store = package_store(regime, package(regime, deal)) if deal else regime.store
    triples = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in store}
    return rdflib.Graph().parse(
        data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt"
    )


def to_rdflib(term: ox.NamedNode | ox.Literal) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if term.datatype.value.endswith("#string"):
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value))


def from_rdflib(term: object) -> ox.NamedNode | ox.Literal | None:
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if not isinstance(term, rdflib.Literal):
        return None
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or rdflib.XSD.string)))


# Each of these takes rdflib up to a minute; they are left to the SPARQL server of test_remote.py
# unless all is tried (see amount.py).
SLOW = {"concessions-that-buy-nothing", "lists-and-relief-measures", "states-after-phase"}
FIRST = [
    pytest.param(q, cases(q)[0], id=q.name)
    for q in (*QUESTIONS, *CHECKS)
    if WHOLE or q.name not in SLOW
]


@pytest.mark.parametrize(("query", "case"), FIRST)
def test_rdflib_gives_the_same_rows(regime: Regime, query: Query, case: dict[str, Any]) -> None:
    given = {} if query.severity else case
    regime = with_lists(regime, *given.get("lists", ()))
    bound = queries.bindings(regime, query, given.get("parameters", {}))
    day = bound.get(queries.DAY) if query.asks is None else None
    of_day = regime.on(date.fromisoformat(day.value)) if day else regime
    found = graph(of_day, given.get("deal")).query(
        query.text, initBindings={key: to_rdflib(term) for key, term in bound.items()}
    )
    solutions = ([from_rdflib(row[column]) for column in query.returns] for row in found)  # type: ignore[index,call-overload]
    beside = {key: value for key, value in given.items() if key != "lists"}
    assert queries.rows(regime, query, solutions) == answer(regime, query, beside)


@pytest.mark.parametrize(
    "query", [pytest.param(query, id=query.name) for query in (*QUESTIONS, *CHECKS)]
)
def test_a_query_file_keeps_house_style(query: Query) -> None:
    prefixes = re.findall(r"^PREFIX (\w+):", query.text, re.MULTILINE)
    body = re.sub(r"^(#|PREFIX).*$", "", query.text, flags=re.MULTILINE)
    assert query.title.endswith("?")
    assert prefixes == sorted(prefixes)
    assert all(f"{prefix}:" in body for prefix in prefixes)
    assert "ORDER BY" in body
    assert "SELECT DISTINCT" in body
    assert max(map(len, query.text.splitlines())) <= 120


def test_every_case_belongs_to_a_query() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == {
        query.name for query in (*QUESTIONS, *CHECKS)
    }


def test_every_question_answers_something_in_a_case(regime: Regime) -> None:
    for query in QUESTIONS:
        assert any(len(answer(regime, query, case)) for case in cases(query)), query


def test_every_term_is_used() -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder("ontology").glob("*.ttl")))
    blocks = {
        block.split(" ", 1)[0]: block
        for block in re.split(r"\n(?=skg:)", text)
        if block.startswith("skg:")
    }
    python = Path(kg.__file__).parent
    users = [
        *folder("queries").rglob("*.rq"),
        *folder("shapes").rglob("*.ttl"),
        *python.rglob("*.py"),
    ]
    mentioned = "\n".join(path.read_text("utf-8") for path in users)
    used = {term for term in blocks if re.search(rf"\b{term[4:]}\b", mentioned)}
    while more := {term for term in blocks if term not in used and is_reached(term, blocks, used)}:
        used |= more
    assert sorted(set(blocks) - used) == [], "a term that no query, shape or check uses goes"


def is_reached(term: str, blocks: dict[str, str], used: set[str]) -> bool:
    """Whether it is a kind or a value of a used class, a type of measure, or in a used
    definition."""
    block = blocks[term]
    kinds = re.match(r"skg:\w+ a ([^;]+)", block)
    above = [kinds[1] if kinds else "", *re.findall(r"rdfs:subClassOf ([^;]+)", block)]
    if any(re.search(rf"{each}\b", line) for each in used for line in above):
        return True
    if re.search(r"owl:(intersectionOf|unionOf) \( skg:\w*Measure\b", block):
        return True  # measures-by-type asks for any of them
    return any(re.search(rf"{term}\b", blocks[each]) for each in used)
