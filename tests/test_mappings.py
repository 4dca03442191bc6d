"""The mappings to other vocabularies hold: each side exists, and nothing was made up."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib.namespace import PROV, SDO
from ruamel.yaml import YAML

import kg
from kg.core.about import CREATOR, LICENCE
from kg.core.ids import TERMS
from kg.core.resources import mapping_files
from kg.graph.regime import Regime

FILES = mapping_files()
COLUMNS = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label"),
    *("mapping_justification", "comment"),
)
Row = dict[str, str]


def read(path: Path) -> tuple[dict[str, object], list[Row]]:
    """Reads the header and the rows of a mapping set."""
    lines = path.read_text("utf-8").splitlines()
    head = "\n".join(line.removeprefix("#") for line in lines if line.startswith("#"))
    rows = list(csv.DictReader([each for each in lines if each[0] != "#"], delimiter="\t"))
    return YAML(typ="safe").load(head), rows


def iri(path: Path, curie: str) -> str:
    """Writes a short name out, by the header of its file."""
    prefix, _, name = curie.partition(":")
    spaces = read(path)[0]["curie_map"]
    assert isinstance(spaces, dict)
    return str(spaces[prefix]) + name


ROWS = [(path, row) for path in FILES for row in read(path)[1]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_header_says_what_the_project_says_of_itself(path: Path) -> None:
    head, rows = read(path)
    name = path.name.removesuffix(".sssom.tsv")
    assert head["mapping_set_id"] == f"https://w3id.org/sanctions-kg/mappings/{name}"
    assert head["mapping_set_version"] == kg.__version__
    assert head["license"] == LICENCE
    assert head["creator_label"] == [CREATOR]
    assert tuple(rows[0]) == COLUMNS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_rows_are_sorted_and_none_stands_twice(path: Path) -> None:
    keys = [tuple(row.values())[:4] for row in read(path)[1]]
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_header_explains_exactly_the_prefixes_that_the_rows_use(path: Path) -> None:
    head, rows = read(path)
    curies = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[column].partition(":")[0] for row in rows for column in curies}
    assert set(head["curie_map"]) == used  # type: ignore[call-overload]


def test_every_subject_is_in_the_graph_under_its_label(regime: Regime) -> None:
    for path, row in ROWS:
        subject = iri(path, row["subject_id"])
        regime.find(subject.replace(TERMS, "skg:").removeprefix(regime.base))
        assert row["subject_label"] == regime.label(subject), row


def test_a_record_of_the_digital_library_is_one_that_the_act_links_to(regime: Regime) -> None:
    found = [(path, row) for path, row in ROWS if row["object_id"].startswith("undl:")]
    assert len(found) == 54
    for path, row in found:
        act = iri(path, row["subject_id"]).removesuffix("/vote")
        assert iri(path, row["object_id"]) in {each.value for each in regime.values(act, "url")}  # type: ignore[union-attr]


def test_the_codes_of_goods_are_those_of_the_graph_and_all_of_them(regime: Regime) -> None:
    mapped = {
        (iri(path, row["subject_id"]), row["object_id"].removeprefix("hs:"))
        for path, row in ROWS
        if row["object_id"].startswith("hs:")
    }
    step = f"<{TERMS}hsCode>|<{TERMS}hsIndicative>"
    rows = regime.select(f"SELECT ?g ?c WHERE {{ ?g {step} ?c }}")
    assert mapped == {(row["g"].value, row["c"].value) for row in rows}  # type: ignore[union-attr]


def test_a_code_that_no_text_names_is_never_more_than_related(regime: Regime) -> None:
    for path, row in ROWS:
        if row["object_id"].startswith("hs:"):
            subject = iri(path, row["subject_id"])
            named = {each.value for each in regime.values(subject, "hsCode")}  # type: ignore[union-attr]
            code = row["object_id"].removeprefix("hs:")
            assert (row["predicate_id"] == "skos:relatedMatch") == (code not in named), row


def test_a_type_of_the_sanctions_app_is_one_that_a_source_links_to(regime: Regime) -> None:
    urls = regime.select(f"SELECT ?u WHERE {{ ?s <{TERMS}url> ?u }}")
    seen = {row["u"].value for row in urls}  # type: ignore[union-attr]
    found = [iri(path, row["object_id"]) for path, row in ROWS if row["object_id"][:6] == "unapp:"]
    assert len(found) == 7
    assert set(found) <= seen


def test_a_term_of_another_vocabulary_is_declared_in_the_ontology_or_known_to_rdflib(
    regime: Regime,
) -> None:
    quads = regime.store.quads_for_pattern(None, None, None, regime.graph("ontology"))
    declared = {str(getattr(quad.subject, "value", "")) for quad in quads}
    known = {str(term) for space in (SDO, PROV) for term in dir(space) if "://" in str(term)}
    for path, row in ROWS:
        if path.name.startswith("terms."):
            assert iri(path, row["object_id"]) in declared | known, row


def test_a_broad_match_of_a_term_is_what_the_ontology_states(regime: Regime) -> None:
    broad = [
        (path, row)
        for path, row in ROWS
        if "the ontology states" in row["comment"] and path.name.startswith("terms.")
    ]
    assert len(broad) == 10
    for path, row in broad:
        assert row["predicate_id"] == "skos:broadMatch"
        subject, object_ = iri(path, row["subject_id"]), iri(path, row["object_id"])
        rdfs = "http://www.w3.org/2000/01/rdf-schema#"
        step = f"<{rdfs}subClassOf>|<{rdfs}subPropertyOf>"
        assert regime.ask(f"ASK {{ <{subject}> ({step})+ <{object_}> }}"), row
