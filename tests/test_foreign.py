"""Shapes of a user's own run beside the rulebook, and stay inside the graph."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import invoke
from rdflib import Graph
from typer.testing import Result

import kg
from kg.check.foreign import judge, read_shapes
from kg.core.errors import BadInput
from kg.core.resources import folder
from kg.core.wording import counted
from kg.deal.derive.deriver import deriver_of
from kg.graph.regime import Regime

HEAD = """\
@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .
"""
# Core: relief has to say what ends it. Of the tutorial's reliefs one in phase 1 does not.
CORE = """\
ex:Ends a sh:NodeShape ; sh:targetClass skg:ReliefCommitment ;
    sh:property [ sh:path skg:endsIf ; sh:minCount 1 ; sh:message "Say what ends it." ] .
"""
SPARQL = """\
ex:Capital a sh:NodeShape ; sh:targetClass skg:CapitalRelief ; sh:severity sh:Warning ;
    sh:sparql [ sh:message "The ministry of finance wants to hear of it." ;
        sh:select "SELECT $this WHERE { $this ?any ?thing }" ] .
"""


def shapes(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "own.ttl"
    path.write_text(HEAD + text, "utf-8")
    return path


def validate(package: str, path: Path, *more: str) -> Result:
    return invoke("validate", package, "--shapes", path, *more)


def test_core_and_sparql_shapes_run_over_what_is_judged(tmp_path: Path, regime: Regime) -> None:
    """Classes that follow count: nobody says in a package that its relief opens capital."""
    deal = kg.read_deal(folder("deals") / "tutorial.yaml", regime)
    without = {each.iri for each in deal.reliefs if each.ends_if is None}
    finance = {
        each.iri
        for each in deal.reliefs
        if any(str(c).endswith("#CapitalRelief") for c in _classes(regime, deal, each))
    }
    assert without
    assert finance
    found = judge(regime, deal, read_shapes(shapes(tmp_path, CORE + SPARQL)))
    assert {(each.severity, each.focus, each.messages) for each in found} == {
        *(("Violation", iri, ("Say what ends it.",)) for iri in without),
        *(("Warning", iri, ("The ministry of finance wants to hear of it.",)) for iri in finance),
    }
    assert [each.severity for each in found] == sorted(each.severity for each in found)


def _classes(regime: Regime, deal: kg.Deal, each: kg.deal.model.Relief) -> frozenset[object]:
    derived = deriver_of(regime).commitment(each, deal.as_of)
    return frozenset(derived["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"])


def test_the_command_prints_them_and_a_violation_is_exit_code_1(tmp_path: Path) -> None:
    name = "wertz-2019-framework"
    assert invoke("validate", name).exit_code == 0
    warning = validate(name, shapes(tmp_path, SPARQL))
    assert warning.exit_code == 0
    own = tmp_path / "own.ttl"
    lines = warning.stdout.splitlines()
    start = lines.index(f"Your shapes in {own}") + 1
    results = lines[start : lines.index("", start)]
    assert results
    for line in results:
        assert line.startswith("  - warning  ")
        assert line.endswith(": The ministry of finance wants to hear of it.")
    found = f"your own shapes find {counted(len(results), 'warning')}."
    assert f"Note: Beside the rulebook, {found}" in lines
    need = "[ sh:path ex:no ; sh:minCount 1 ]"
    every = f"ex:All a sh:NodeShape ; sh:targetClass skg:Phase ; sh:property {need} ."
    broken = validate(name, shapes(tmp_path, every), "--format", "json")
    assert broken.exit_code == 1
    [own] = json.loads(broken.stdout)["shapes"]
    assert len(own["results"]) == 5
    assert {each["path"] for each in own["results"]} == {"http://example.org/no"}


def test_nothing_is_found_where_nothing_is_broken(tmp_path: Path) -> None:
    kept = "ex:Kept a sh:NodeShape ; sh:targetClass skg:Phase ; sh:nodeKind sh:IRI ."
    answer = validate("wertz-2019-framework", shapes(tmp_path, kept))
    assert answer.exit_code == 0
    assert f"\nYour shapes in {tmp_path / 'own.ttl'}\n  - nothing found\n" in answer.stdout
    assert "Beside the rulebook" not in answer.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            SPARQL.replace("WHERE {", "WHERE { SERVICE <http://example.org/> { ?s ?p ?o } "),
            "SERVICE",
        ),
        (SPARQL.replace("WHERE {", "FROM <file:///etc/passwd> WHERE {"), "FROM"),
        ("ex:a {", "no Turtle"),
        (CORE.replace("sh:minCount 1", 'sh:minCount "one"'), "cannot run"),
        (SPARQL.replace("SELECT $this", "SELEKT"), "cannot run"),
    ],
    ids=["service", "from", "turtle", "count", "query"],
)
def test_what_cannot_run_is_refused_with_a_sentence(
    text: str, said: str, tmp_path: Path, regime: Regime
) -> None:
    deal = kg.read_deal(folder("deals") / "tutorial.yaml", regime)
    with pytest.raises(BadInput, match=said):
        judge(regime, deal, read_shapes(shapes(tmp_path, text)))


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        read_shapes(tmp_path / "none.ttl")


def test_nothing_is_imported(tmp_path: Path, regime: Regime) -> None:
    """An import would reach the network; the shapes beside it run."""
    owl = "http://www.w3.org/2002/07/owl#"
    imports = f"ex:own a <{owl}Ontology> ; <{owl}imports> <http://127.0.0.1:1/x.ttl> ."
    deal = kg.read_deal(folder("deals") / "tutorial.yaml", regime)
    assert judge(regime, deal, read_shapes(shapes(tmp_path, imports + "\n" + CORE)))


@pytest.mark.parametrize("format", ["turtle", "data"])
def test_shapes_go_with_text_and_json_alone(format: str, tmp_path: Path) -> None:
    answer = validate("tutorial", shapes(tmp_path, CORE), "--format", format)
    assert isinstance(answer.exception, BadInput)


OUT = "http://127.0.0.1:1/"
SNEAKED = {
    "namespace": """\
ex:o sh:declare [ sh:prefix "q" ;
    sh:namespace "http://x/> SELECT $this ?value WHERE { SERVICE <OUT> { ?s ?p ?value } #" ] .
ex:S a sh:NodeShape ; sh:targetClass skg:DealPackage ;
    sh:sparql [ sh:prefixes ex:o ; sh:select " BIND($this AS ?x) }" ] .
""",
    "prefix": """\
ex:o sh:declare [ sh:prefix "q: <http://x/> SELECT $this WHERE { SERVICE <OUT> { ?s ?p ?o } } #" ;
    sh:namespace "http://x/" ] .
ex:S a sh:NodeShape ; sh:targetClass skg:DealPackage ;
    sh:sparql [ sh:prefixes ex:o ; sh:select "SELECT $this { }" ] .
""",
    "path": """\
ex:S a sh:NodeShape ; sh:targetClass skg:DealPackage ;
    sh:property [ sh:path <http://x/p\\u003E\\u0020?z\\u0020\\u007D\\u0020SERVICE> ;
        sh:sparql [ sh:select "SELECT $this ?value WHERE { $this $PATH ?value }" ] ] .
""",
}


@pytest.mark.parametrize("way", SNEAKED)
def test_nothing_that_is_put_into_a_query_takes_it_out_of_the_graph(
    way: str, tmp_path: Path
) -> None:
    """pySHACL pastes prefixes and paths into the text of a query as they stand."""
    with pytest.raises(BadInput, match="is no"):
        read_shapes(shapes(tmp_path, SNEAKED[way].replace("OUT", OUT)))


def test_no_server_is_asked_even_by_a_query_that_got_through(regime: Regime) -> None:
    """pySHACL refuses too, and rdflib asks nobody while shapes run."""
    query = f"SELECT $this WHERE {{ SERVICE <{OUT}> {{ ?s ?p ?o }} }}"
    text = (
        "ex:S a sh:NodeShape ; sh:targetClass skg:DealPackage ; "
        f'sh:sparql [ sh:select "{query}" ] .'
    )
    deal = kg.read_deal(folder("deals") / "tutorial.yaml", regime)
    with pytest.raises(BadInput, match="SERVICE"):
        judge(regime, deal, Graph().parse(data=HEAD + text, format="turtle"))


def test_the_file_of_shapes_is_never_the_output(tmp_path: Path) -> None:
    path = shapes(tmp_path, CORE)
    before = path.read_bytes()
    answer = validate("tutorial", path, "-o", str(path))
    assert isinstance(answer.exception, BadInput)
    assert path.read_bytes() == before


def test_a_file_without_shapes_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no shapes"):
        read_shapes(shapes(tmp_path, 'ex:a ex:b "c" .'))


def test_a_batch_never_overwrites_one_of_its_packages(tmp_path: Path) -> None:
    package = tmp_path / "a.yaml"
    package.write_bytes((folder("deals") / "tutorial.yaml").read_bytes())
    before = package.read_bytes()
    answer = invoke("validate", tmp_path, "-o", package)
    assert isinstance(answer.exception, BadInput)
    assert package.read_bytes() == before


@pytest.mark.parametrize("more", [("--as-of", "2017-01-01"), ("--format", "turtle")])
def test_a_batch_refuses_what_it_does_not_heed(more: tuple[str, str], tmp_path: Path) -> None:
    answer = invoke("validate", tmp_path, *more)
    assert isinstance(answer.exception, BadInput)
