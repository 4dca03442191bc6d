"""The named questions: their headers, their answers, and what the loader refuses."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from kg import queries
from kg.errors import BadInput, BrokenData, UnknownId
from kg.queries import Query, Rows
from kg.regime import Regime, load
from kg.resources import folder

CASES = Path(__file__).parents[1] / "queries"
QUESTIONS = queries.list_queries()
CHECKS = queries.list_queries("checks")
TEST_REGIME = """
@base <https://w3id.org/sanctions-kg/test/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
HEADER = """
<https://w3id.org/sanctions-kg/test/> a skg:Regime ; rdfs:label "test"@en ;
    skg:dataDate "2020-01-01"^^xsd:date ; skg:defaultRulebook <rulebook/test> .
<rulebook/test> a skg:Rulebook ; rdfs:label "test"@en .
"""


def cases(query: Query) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CASES / f"{query.name}.toml").read_text("utf-8"))["case"]
    return found


ASKED = [pytest.param(q, case, id=f"{q.name}-{n}") for q in QUESTIONS for n, case in enumerate(cases(q), 1)]
JUDGED = [pytest.param(q, case, id=f"{q.name}-{n}") for q in CHECKS for n, case in enumerate(cases(q), 1)]


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
def test_a_question_gives_the_rows_worked_out_by_hand(regime: Regime, query: Query, case: dict[str, Any]) -> None:
    compare(queries.run(regime, query.name, **case.get("parameters", {})), case)


@pytest.mark.parametrize(("query", "case"), JUDGED)
def test_a_check_finds_the_fault_it_is_for(tmp_path: Path, query: Query, case: dict[str, Any]) -> None:
    (tmp_path / "regime.ttl").write_text(TEST_REGIME + HEADER, "utf-8")
    (tmp_path / "facts.ttl").write_text(TEST_REGIME + case["adds"], "utf-8")
    compare(queries.run(load(tmp_path), query.name), case)


@pytest.mark.parametrize("query", [pytest.param(query, id=query.name) for query in CHECKS])
def test_the_shipped_facts_pass_every_check(regime: Regime, query: Query) -> None:
    assert list(queries.run(regime, query.name)) == [], f"found by: sanctions-kg query {query.id}"


@pytest.fixture(scope="session")
def graph(regime: Regime) -> rdflib.Graph:
    """The whole regime in one rdflib graph."""
    triples = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in regime.store}
    return rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")


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


FIRST = [pytest.param(q, cases(q)[0].get("parameters", {}), id=q.name) for q in (*QUESTIONS, *CHECKS)]


@pytest.mark.parametrize(("query", "parameters"), FIRST)
def test_rdflib_gives_the_same_rows(
    regime: Regime, graph: rdflib.Graph, query: Query, parameters: dict[str, str]
) -> None:
    bound = queries.bindings(regime, query, parameters)
    found = graph.query(query.text, initBindings={key: to_rdflib(term) for key, term in bound.items()})
    solutions = ([from_rdflib(row[column]) for column in query.returns] for row in found)  # type: ignore[index,call-overload]
    assert queries.rows(regime, query, solutions) == queries.run(regime, query.name, **parameters)


@pytest.mark.parametrize("query", [pytest.param(query, id=query.name) for query in (*QUESTIONS, *CHECKS)])
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
    assert {path.stem for path in CASES.glob("*.toml")} == {query.name for query in (*QUESTIONS, *CHECKS)}


def test_every_question_answers_something_in_a_case(regime: Regime) -> None:
    for query in QUESTIONS:
        assert any(len(queries.run(regime, query.name, **case.get("parameters", {}))) for case in cases(query)), query


def test_every_term_is_used() -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder("ontology").glob("*.ttl")))
    blocks = {block.split(" ", 1)[0]: block for block in re.split(r"\n(?=skg:)", text) if block.startswith("skg:")}
    python = Path(queries.__file__).parent
    users = [*folder("queries").rglob("*.rq"), *folder("shapes").rglob("*.ttl"), *python.rglob("*.py")]
    mentioned = "\n".join(path.read_text("utf-8") for path in users)
    used = {term for term in blocks if re.search(rf"\b{term[4:]}\b", mentioned)}
    while more := {
        term for term, block in blocks.items() if term not in used and (_named(block) & used or _names(used, blocks, term))
    }:
        used |= more
    assert sorted(set(blocks) - used) == [], "a term that no query, shape or check uses goes"


def _named(block: str) -> set[str]:
    """The terms that an individual is of the kind of: a list of values stands or falls together."""
    kinds = re.match(r"skg:\w+ a ([^;]+)", block)
    return set(re.findall(r"skg:\w+", kinds[1])) if kinds else set()


def _names(used: set[str], blocks: dict[str, str], term: str) -> bool:
    """Whether the definition of a used term needs this one."""
    return any(re.search(rf"{term}\b", blocks[each]) for each in used)


# --- what the loader refuses -------------------------------------------------------------------------


def test_an_unknown_question_gets_a_suggestion(regime: Regime) -> None:
    with pytest.raises(BadInput, match=r"no query history-of-subjct; did you mean history-of-subject\?"):
        queries.run(regime, "history-of-subjct")


def test_a_question_answers_to_its_path(regime: Regime) -> None:
    assert queries.find("law/caps") is queries.find("caps")


def test_a_missing_parameter_is_named_with_its_meaning(regime: Regime) -> None:
    with pytest.raises(BadInput, match=r"needs the parameter subject \(the subject, such as subject/coal\)"):
        queries.run(regime, "history-of-subject")


def test_an_unknown_parameter_gets_a_suggestion(regime: Regime) -> None:
    with pytest.raises(BadInput, match=r"caps has no parameter dy; did you mean day\?"):
        queries.run(regime, "caps", dy="2019-02-28")
    with pytest.raises(BadInput, match="demands has no parameter day; it takes none"):
        queries.run(regime, "demands", day="2019-02-28")


@pytest.mark.parametrize(
    "value",
    [
        "subject/coal> } ; DROP ALL #",
        "subject/coal ?x",
        "../subject/coal",
        "https://example.org/coal",
        'subject/coal" }',
        "subject/coal\nSERVICE <http://example.org/> {}",
        "",
    ],
)
def test_what_cannot_be_an_id_is_refused(regime: Regime, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        queries.run(regime, "history-of-subject", subject=value)
    assert caught.value.where == "subject"


def test_an_id_of_nothing_gets_a_suggestion(regime: Regime) -> None:
    with pytest.raises(UnknownId, match=r"subject: nothing has the id subject/cole; did you mean subject/coal\?"):
        queries.run(regime, "history-of-subject", subject="subject/cole")


@pytest.mark.parametrize("value", ["today", "2019-02-30", "20190228", "2019-W09-4", "2019-02-28T00:00:00", "2019-02-28' }"])
def test_what_is_not_a_day_is_refused(regime: Regime, value: str) -> None:
    with pytest.raises(BadInput, match="is not a day; write YYYY-MM-DD"):
        queries.run(regime, "caps", day=value)


def test_a_day_may_be_a_date(regime: Regime) -> None:
    assert queries.run(regime, "caps", day=date(2017, 4, 1)) == queries.run(regime, "caps", day="2017-04-01")


@pytest.mark.parametrize("value", ["84'] ; DROP ALL", '84" || true || "', "84\\", "\u202e84", "84 ) } #"])
def test_text_is_never_read_as_part_of_the_query(regime: Regime, value: str) -> None:
    assert len(queries.run(regime, "measures-on-hs-code", code=value)) == 0


def test_values_come_as_plain_python(regime: Regime) -> None:
    first = queries.run(regime, "caps").rows[0]
    assert (first["amount"], first["from"], first["until"]) == (4000000, date(2017, 12, 22), None)
    assert not isinstance(first["amount"], Decimal)


QUERY = """# title: What?
# answers: All.
# returns: thing

SELECT DISTINCT ?thing WHERE { ?thing ?is ?that } ORDER BY ?thing
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (QUERY.replace("# answers: All.\n", ""), "the header has no answers"),
        (QUERY.replace("title", "titel"), "not a header line"),
        (QUERY.replace("# answers: All.", "# answers: All.\n# answers: More."), "not a header line"),
        (QUERY.replace("# returns", "# param day : the day\n# returns"), "not a parameter: day : the day"),
        (QUERY.replace("# returns", "# param day day required : the day\n# returns"), "not a parameter"),
        (QUERY.replace("# returns", "# param day date required : the day\n# returns"), "header and SELECT differ in day"),
        (QUERY.replace("returns: thing", "returns: thing, other"), "header and SELECT differ in other"),
        (QUERY.replace("?is ?that", "?is"), "the query does not parse"),
        (QUERY.replace("?thing ?is ?that", "SERVICE <https://example.org/> { ?thing ?is ?that }"), "SERVICE is refused"),
        (QUERY.replace("WHERE", "FROM <file:///etc/passwd> WHERE"), "FROM is refused"),
        (QUERY.replace("SELECT DISTINCT ?thing WHERE", "ASK").replace("ORDER BY ?thing", ""), "one SELECT"),
        (QUERY.replace("# returns", "# severity: error\n# returns"), "a check, and only a check, has a severity"),
    ],
)
def test_a_file_out_of_order_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "law" / "what.rq"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    with pytest.raises(BrokenData, match=re.escape(says)) as caught:
        queries.read(path)
    assert str(path) in str(caught.value)


def test_a_file_in_order_is_read(tmp_path: Path) -> None:
    path = tmp_path / "law" / "what.rq"
    path.parent.mkdir()
    text = QUERY.replace("All.", "All\n#   of it.").replace("# returns", "# param n integer default=3 : how many\n# returns")
    path.write_text(text.replace("?thing WHERE", "?thing ?n WHERE"), "utf-8")
    query = queries.read(path)
    assert (query.id, query.answers, query.returns) == ("law/what", "All of it.", ("thing",))
    assert query.parameters == (queries.Parameter("n", "integer", "3", "how many"),)
