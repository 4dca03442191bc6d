"""Exports: the same bytes each time, the same triples in every format, nothing mixed or lost."""

from __future__ import annotations

import csv
import gzip as gz
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import owlready2
import pyoxigraph as ox
import pytest
from commands import invoke
from rdflib import Graph
from typer.testing import Result

import kg
from kg.core.errors import BadInput
from kg.core.ids import ROOT, TERMS, short
from kg.core.owl import OWL, TYPE
from kg.deal import Deal
from kg.deal.commitments import Commitment
from kg.deal.overlay import placed
from kg.deal.shipped import packages
from kg.graph.parts import PREFIXES, Part
from kg.graph.regime import Regime
from kg.publish import describe
from kg.publish.describe import File, dcat, void
from kg.publish.files import MANIFEST, manifest, write_folder
from kg.publish.graphs import content
from kg.publish.jsonld import Writer, whole_context
from kg.publish.names import SUFFIX, WITH_GRAPHS, Syntax, Table, What
from kg.publish.selection import codebook_of, files, single
from kg.publish.sets import parts
from kg.publish.table import BETWEEN, WITHIN, codebook_csv, rows, table_csv, variables
from kg.publish.things import Things

READ = {
    Syntax.turtle: ox.RdfFormat.TURTLE,
    Syntax.trig: ox.RdfFormat.TRIG,
    Syntax.jsonld: ox.RdfFormat.JSON_LD,
    Syntax.nt: ox.RdfFormat.N_TRIPLES,
    Syntax.nq: ox.RdfFormat.N_QUADS,
    Syntax.rdfxml: ox.RdfFormat.RDF_XML,
}
GRAPHS = (What.law, What.assessments, What.ontology, What.shapes)
VOID = "http://rdfs.org/ns/void#"


def run(*arguments: str | Path) -> Result:
    result = invoke("export", *arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(*arguments: str | Path) -> str:
    with pytest.raises(BadInput) as error:
        invoke("export", *arguments, catch_exceptions=False)
    return str(error.value)


def canonical(quads: list[ox.Quad]) -> ox.Dataset:
    found = ox.Dataset(quads)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def wanted(found: tuple[Part, ...], syntax: Syntax) -> ox.Dataset:
    if syntax in WITH_GRAPHS and (syntax is not Syntax.jsonld or len(found) > 1):
        return canonical([quad for part in found for quad in part.quads()])
    [part] = found
    return canonical([ox.Quad(t.subject, t.predicate, t.object) for t in part.triples])


# --- formats -------------------------------------------------------------------------------------


@pytest.mark.parametrize("syntax", READ)
@pytest.mark.parametrize("what", GRAPHS)
def test_what_was_written_reads_back_as_the_same_graph(
    what: What, syntax: Syntax, regime: Regime
) -> None:
    read = list(ox.parse(single(regime, what, syntax), format=READ[syntax]))
    assert canonical(read) == wanted(parts(regime, what), syntax)


@pytest.mark.parametrize("syntax", [Syntax.trig, Syntax.jsonld])
def test_a_format_with_named_graphs_keeps_every_graph_apart(syntax: Syntax, regime: Regime) -> None:
    read = list(ox.parse(single(regime, What.all, syntax), format=READ[syntax]))
    found = parts(regime, What.all)
    assert canonical(read) == wanted(found, syntax)
    sizes = Counter(quad.graph_name for quad in set(read))
    assert sizes == {part.graph: len(part.triples) for part in found}


@pytest.mark.parametrize("what", [What.ontology, What.shapes])
def test_rdflib_reads_the_same_from_turtle_and_from_json_ld(what: What, regime: Regime) -> None:
    """One graph is no named graph in JSON-LD, where rdflib's plain graph would not see it."""
    turtle, linked = Graph(), Graph()
    turtle.parse(data=single(regime, what, Syntax.turtle), format="turtle")
    linked.parse(data=single(regime, what, Syntax.jsonld), format="json-ld")
    for graph in (turtle, linked):
        lines = graph.serialize(format="nt", encoding="utf-8")
        read = list(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
        assert canonical(read) == wanted(parts(regime, what), Syntax.turtle)


def test_an_ontology_editor_finds_every_class_and_property(regime: Regime, tmp_path: Path) -> None:
    place = tmp_path / "ontology.rdf"
    place.write_bytes(single(regime, What.ontology, Syntax.rdfxml))
    world = owlready2.World()
    world.get_ontology(place.as_uri()).load()
    named = [*world.classes(), *world.object_properties(), *world.data_properties()]
    kinds = {f"{OWL}{name}" for name in ("Class", "ObjectProperty", "DatatypeProperty")}
    wanted = {
        quad.subject.value
        for quad in regime.store.quads_for_pattern(None, TYPE, None, regime.graph("ontology"))
        if isinstance(quad.subject, ox.NamedNode) and quad.object.value in kinds  # type: ignore[union-attr]
    }
    assert {each.iri for each in named} == wanted
    assert len(wanted) > 400


def test_other_processes_write_the_same_bytes(regime: Regime) -> None:
    code = """
import hashlib, kg
from kg.publish.names import Syntax, What
from kg.publish.selection import single
regime = kg.load()
for what, syntax in [
    *((What.ontology, each) for each in Syntax if each is not Syntax.csv),
    *((What.shapes, each) for each in (Syntax.turtle, Syntax.jsonld)),
    *((What.law, each) for each in (Syntax.turtle, Syntax.rdfxml, Syntax.csv)),
    (What.description, Syntax.nt),
]:
    print(what, syntax, hashlib.sha256(single(regime, what, syntax)).hexdigest())
"""
    found = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        found.add(done.stdout)
    assert len(found) == 1


def test_a_format_without_named_graphs_makes_a_file_for_each_graph(regime: Regime) -> None:
    names = ["assessments.nt", "law.nt", "proposals.nt", "types.nt"]
    assert [file.path for file in files(regime, What.facts, Syntax.nt)] == names
    with pytest.raises(BadInput, match=r"nt holds one graph, and there are law, assessments"):
        single(regime, What.facts, Syntax.nt)


def test_graphs_of_facts_hold_what_the_regime_holds(regime: Regime) -> None:
    for part in parts(regime, What.facts):
        quads = regime.store.quads_for_pattern(None, None, None, part.graph)
        assert set(part.triples) == {quad.triple for quad in quads}


# --- documents -----------------------------------------------------------------------------------


def test_a_provision_reads_as_a_document(regime: Regime) -> None:
    node = regime.find("un/2397/5")
    text = Writer(regime).document(node, Things(regime).said(node))
    found = json.loads(text)
    assert found["id"] == "un/2397/5"
    assert found["inForceFrom"] == "2017-12-22"
    instrument = {"id": "un/2397", "label": "UN Security Council resolution 2397 (2017)"}
    assert found["partOf"] == instrument
    assert found["cap"]["unit"] == "barrel"
    assert {"id": "source/uksi", "label": "United Kingdom, SI 2019/411"} in found["source"]
    whole = json.loads(whole_context(regime))["@context"]
    assert found["@context"].items() <= whole.items()


def test_a_document_holds_the_triples_of_the_thing_its_parts_and_names(regime: Regime) -> None:
    node = regime.find("un/2397/5")
    said = Things(regime).said(node)
    text = Writer(regime).document(node, said)
    assert {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)} == set(said)
    within = ("", "/cap-1", "/exception-1", "/deadline-1")
    whole = {regime.node(f"un/2397/5{each}") for each in within}
    others = {triple.predicate.value for triple in said if triple.subject not in whole}
    assert others == {"http://www.w3.org/2000/01/rdf-schema#label"}
    for each in whole:
        stated = regime.store.quads_for_pattern(each, None, None, None)
        assert {t for t in said if t.subject == each} == {quad.triple for quad in stated}


# --- as of a day ---------------------------------------------------------------------------------


def test_the_law_of_a_day_holds_the_provisions_with_effect_that_day_and_no_other(
    regime: Regime,
) -> None:
    day = date(2017, 8, 4)
    [law, types] = parts(regime, What.facts, day)
    kind = ox.NamedNode(f"{TERMS}Provision")
    held = {triple.subject.value for triple in law.triples if triple.object == kind}  # type: ignore[union-attr]
    every = {row["p"].value for row in regime.select(f"SELECT ?p {{ ?p a <{kind.value}> }}")}  # type: ignore[union-attr]
    assert held == {iri for iri in every if regime.in_force(iri, day)}
    assert len(held) == 451
    assert not any("/un/2371" in str(term) for t in law.triples for term in (t.subject, t.object))
    assert not any(triple.predicate.value == f"{TERMS}standing" for triple in law.triples)
    subjects = {triple.subject for triple in law.triples}
    assert {triple.subject for triple in types.triples} <= subjects


def test_the_law_of_a_day_links_to_nothing_that_it_leaves_out(regime: Regime) -> None:
    [law] = parts(regime, What.law, date(2017, 8, 4))
    subjects = {triple.subject for triple in law.triples}
    whole = {triple.subject for triple in parts(regime, What.law)[0].triples}
    assert not {t.object for t in law.triples if t.object in whole - subjects}


def test_only_law_has_a_day(regime: Regime) -> None:
    with pytest.raises(BadInput, match="ontology has no day"):
        parts(regime, What.ontology, date(2020, 1, 1))


# --- the table -----------------------------------------------------------------------------------


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline=""), strict=True))


def test_the_table_has_a_row_for_each_measure_and_reads_strictly(regime: Regime) -> None:
    data = table_csv(regime)
    found = read(data)
    count = regime.select(f"SELECT (COUNT(DISTINCT ?m) AS ?n) {{ ?m a <{TERMS}Measure> }}")
    assert len(found) == int(count[0]["n"].value)  # type: ignore[union-attr]
    assert data.count(b"\r\n") == len(found) + 1
    assert all(None not in row and None not in row.values() for row in found)


def test_a_row_has_the_coded_variables_of_its_measure(regime: Regime) -> None:
    [row] = [row for row in read(table_csv(regime)) if row["id"] == "un/2397/5"]
    assert {
        "instrument": "un/2397",
        "adopted_on": "2017-12-22",
        "in_force": "TRUE",
        "sender": "actor/unsc",
        "effects": "ceiling | reporting",
        "flows": "fuelToTarget",
        "hs_in_text": "",
        "hs_indicative": "2710 | 2711 | 2712 | 2713",
        "cap_amount": "500000",
        "cap_unit": "barrel",
        "exception_procedures": "notification",
        "amenability": "readily",
        "amenability_author": "Daniel Wertz",
        "amenability_date": "2019-04-09",
        "checked": "checkedAgainstText",
    }.items() <= row.items()


def test_lists_that_belong_together_have_as_many_places(regime: Regime) -> None:
    for row in rows(regime):
        for first, *others in (
            ("cap_amount", "cap_unit", "cap_period", "cap_from", "cap_until"),
            ("exceptions", "exception_grounds", "exception_procedures"),
            ("amenability", "amenability_flow", "amenability_author", "amenability_date"),
            ("powers", "relaxed_through", "power_form", "relaxed_by"),
        ):
            assert {len(row[first])} == {len(row[each]) for each in others}, row["id"]
        for ids, names in (("goods", "goods_labels"), ("source_ids", "sources")):
            assert [regime.label(id) for id in row[ids]] == row[names], row["id"]


def test_each_power_stands_beside_its_acts_and_its_holder(regime: Regime) -> None:
    [row] = [row for row in rows(regime) if row["id"] == "us/eo-13810/1/a/i"]
    columns = (row[name] for name in ("powers", "relaxed_through", "relaxed_by"))
    found = list(zip(*columns, strict=True))
    assert ("us/power/ofac-licence", "generalLicence, licence", "actor/us-ofac") in found
    assert (
        "us/power/nea-terminate",
        "termination",
        "actor/us-congress, actor/us-president",
    ) in found


EVERY = [pytest.param(table, id=table) for table in Table]


@pytest.mark.parametrize("table", EVERY)
def test_no_value_holds_what_stands_between_values(table: Table, regime: Regime) -> None:
    cells = (cell for row in rows(regime, table) for cell in row.values())
    every = [each for cell in cells for each in ([cell] if isinstance(cell, str) else cell)]
    assert not [each for each in every if BETWEEN in each]


@pytest.mark.parametrize("table", EVERY)
def test_the_codebook_explains_every_variable_and_every_code(table: Table, regime: Regime) -> None:
    book = {row["variable"]: row for row in read(codebook_csv(regime, table))}
    found = read(table_csv(regime, table))
    assert list(book) == list(found[0]) == [variable.name for variable in variables(table)]
    types = {"id", "ids", "text", "texts", "code", "codes", "number", "numbers"}
    for name, explained in book.items():
        assert len(explained["label"]) > 5, name
        assert explained["type"] in types | {"date", "dates", "logical"}, name
        cells = [each for row in found for each in row[name].split(BETWEEN)]
        if explained["type"] in ("code", "codes"):
            codes = {each.split(" = ")[0] for each in explained["values"].split(BETWEEN)}
            used = {code for each in cells for code in each.split(WITHIN)} - {"", "NA"}
            assert used == codes - {""}, name
        if explained["type"] == "logical":
            assert set(cells) <= {"TRUE", "FALSE", ""}, name
        if explained["type"].startswith("number"):
            assert all(re.fullmatch(r"-?\d+(\.\d+)?|NA|", each) for each in cells), name


def test_codes_have_their_meaning_beside_them(regime: Regime) -> None:
    book = {row["variable"]: row for row in read(codebook_csv(regime))}
    assert "ceiling = caps" in book["effects"]["values"]


@pytest.mark.parametrize("table", EVERY)
def test_a_table_has_a_row_for_each_of_its_things(table: Table, regime: Regime) -> None:
    found = read(table_csv(regime, table))
    if table is Table.commitments:
        deals = [kg.read_deal(path, regime) for path in packages().values()]
        wanted = {short(part.iri, regime.base) for deal in deals for part in all_parts(deal)}
        assert {row["package"] for row in found} == {deal.id for deal in deals}
    else:
        name = {"measures": "Measure", "powers": "Power", "episodes": "Episode"}[table]
        terms = regime.select(f"SELECT DISTINCT ?x {{ ?x a <{TERMS}{name}> }}")
        wanted = {short(row["x"].value, regime.base) for row in terms}  # type: ignore[union-attr]
    ids = [row["id"] for row in found]
    assert set(ids) == wanted
    assert len(ids) == len(wanted)


def all_parts(deal: Deal) -> Iterator[Commitment]:
    return (part for phase in deal.phases for part, _ in placed(phase))


WORKED_OUT = [
    (
        Table.powers,
        "us/power/nkspea-402",
        {
            "mechanisms": "termination",
            "ends_measures": "TRUE",
            "basis_in_force_from": "2016-02-18",
            "notice_to": "actor/us-committees-nkspea",
            "needs_vote": "FALSE",
            "usable": "TRUE",
        },
    ),
    (
        Table.powers,
        "us/power/nkspea-401a",
        {
            "ends_measures": "FALSE",
            "condition_kinds": "ConductCondition",
            "asks_conduct": "TRUE",
            "on_rights": "TRUE",
            "longest_days": "366",
            "renewal": "under section 401(b)",
        },
    ),
    (Table.powers, "power/textiles", {"kind": "Power", "usable": "", "needs_vote": ""}),
    (
        Table.episodes,
        "episode/libya-2003",
        {
            "outcome": "implemented",
            "phases": "5",
            "return_spans": "2003-09-12 | 2004-02-26 | 2004-04-23 | 2004-09-20 | 2006-05/2006-06",
            "return_types": "tradeOpening | politicalRecognition | tradePause | accessToFinance | "
            "listRemoval",
            "sequel_spans": "2011",
        },
    ),
    (
        Table.commitments,
        "deal/wertz-2019-framework/phase-4/relief-4",
        {
            "package": "deal/wertz-2019-framework",
            "phase": "4",
            "kind": "ReliefCommitment",
            "thing": "relief/some-us-sanctions",
            "under": "us/nkspea/401",
            "term_days": "90",
            "renewable": "TRUE",
            "relaxes": "us/nkspea/104/a/4 | us/nkspea/104/a/5 | us/nkspea/304/b",
        },
    ),
    (
        Table.measures,
        "un/2397/7",
        {"review_clauses": "un/2397/28", "ends_under": "", "ends_on_conditions": ""},
    ),
    (Table.measures, "us/nkspea/104/a/8", {"ends_under": "us/power/nkspea-402"}),
]


@pytest.mark.parametrize(("table", "id", "cells"), WORKED_OUT)
def test_a_row_holds_what_the_file_of_its_thing_says(
    table: Table, id: str, cells: dict[str, str], regime: Regime
) -> None:
    [row] = [row for row in read(table_csv(regime, table)) if row["id"] == id]
    assert {name: row[name] for name in cells} == cells


def test_what_a_power_asks_for_reads_as_a_sentence(regime: Regime) -> None:
    [row] = [row for row in rows(regime, Table.powers) if row["id"] == "us/power/eo-revoke"]
    [said] = row["conditions"]
    assert said.startswith("all of (no statute independently requires the same sanction")
    assert said.count(";") == 1
    for row in rows(regime):
        assert len(row["ends_under"]) == len(row["ends_on_conditions"]), row["id"]
        assert set(row["ends_under"]) <= set(row["powers"])
        assert len(row["review_clauses"]) == len(row["review_levers"]), row["id"]


def test_the_catalogue_says_of_each_table_what_a_row_is(regime: Regime) -> None:
    made = [File(f"data/{table}.csv", b"1") for table in Table]
    made += [File(f"data/{codebook_of(table)}", b"1") for table in Table]
    described = {
        triple.subject.value.partition("#")[2]  # type: ignore[union-attr]
        for triple in dcat(regime, made)
        if triple.predicate.value.endswith("/terms/description")
    }
    assert {each.path for each in made} <= described


def test_powers_of_a_day_are_those_that_stood(regime: Regime) -> None:
    found = {row["id"] for row in rows(regime, Table.powers, date(2016, 2, 17))}
    assert "us/power/nkspea-401a" not in found
    assert "us/power/nea-terminate" in found
    for table in (Table.episodes, Table.commitments):
        with pytest.raises(BadInput, match="has no day"):
            rows(regime, table, date(2016, 2, 17))


def test_a_table_is_no_graph_and_a_graph_no_table(regime: Regime) -> None:
    with pytest.raises(BadInput, match="powers is a table"):
        single(regime, What.powers, Syntax.trig)
    with pytest.raises(BadInput, match="ontology is no table"):
        single(regime, What.ontology, Syntax.csv)
    assert single(regime, What.deals, Syntax.csv) == table_csv(regime, Table.commitments)


def test_the_table_of_a_day_has_the_measures_in_force_that_day(regime: Regime) -> None:
    found = read(table_csv(regime, as_of=date(2017, 8, 4)))
    assert {row["in_force"] for row in found} == {"TRUE"}
    assert {row["as_of"] for row in found} == {"2017-08-04"}
    assert not [row for row in found if row["instrument"] == "un/2371"]


# --- description ---------------------------------------------------------------------------------


def test_the_counts_of_void_are_those_of_the_graphs(regime: Regime) -> None:
    said = {
        (triple.subject, triple.predicate.value.removeprefix(VOID)): triple.object.value  # type: ignore[union-attr]
        for triple in describe.void(regime)
        if triple.predicate.value.startswith(VOID) and isinstance(triple.object, ox.Literal)
    }
    graphs = content(regime)
    for part in graphs:
        assert int(said[part.graph, "triples"]) == len(part.triples)
        assert int(said[part.graph, "distinctSubjects"]) == len({t.subject for t in part.triples})
    whole = ox.NamedNode(describe.dataset(regime))
    assert int(said[whole, "triples"]) == sum(len(part.triples) for part in graphs)
    measure = ox.NamedNode(f"{regime.graph('types').value}#class-ontology-Measure")
    assert int(said[measure, "entities"]) == len(rows(regime))


def test_the_release_names_each_input_with_its_hash(regime: Regime) -> None:
    hashes = [
        triple.object.value  # type: ignore[union-attr]
        for triple in describe.prov(regime)
        if triple.predicate.value == "https://schema.org/sha256"
    ]
    assert len(hashes) == len(describe.inputs(regime)) > 100
    assert "regimes/dprk/un/2397.ttl" in describe.inputs(regime)


def test_a_distribution_has_the_size_of_its_file(regime: Regime) -> None:
    found = describe.dcat(regime, [File("data/a.ttl.gz", b"1234")], "https://example.org/x/")
    sizes = [t.object.value for t in found if t.predicate.value.endswith("#byteSize")]  # type: ignore[union-attr]
    links = [t.object.value for t in found if t.predicate.value.endswith("#downloadURL")]  # type: ignore[union-attr]
    assert (sizes, links) == (["4"], ["https://example.org/x/data/a.ttl.gz"])


# --- the command and its files -------------------------------------------------------------------


def test_the_command_writes_one_graph_to_stdout_and_talks_on_stderr(regime: Regime) -> None:
    result = run("--what", "inferred", "--format", "nt")
    assert result.stdout_bytes == single(regime, What.inferred, Syntax.nt)
    assert result.stderr == f"Data read up to {regime.data_date}.\n"


def test_a_compressed_file_holds_the_same_bytes(regime: Regime, tmp_path: Path) -> None:
    place = tmp_path / "inferred.nt.gz"
    assert run("--what", "inferred", "--format", "nt", "-o", place, "--gzip").exit_code == 0
    assert gz.decompress(place.read_bytes()) == single(regime, What.inferred, Syntax.nt)


def test_a_folder_lists_its_files_and_the_day(tmp_path: Path) -> None:
    home = tmp_path / "out"
    result = run("--format", "csv", "-o", home, "--as-of", "2019-04-09")
    assert "Law as of 2019-04-09, data read up to" in result.stderr
    listed = json.loads((home / MANIFEST).read_text("utf-8"))
    tables = ["codebook-powers.csv", "codebook.csv", "measures.csv", "powers.csv"]
    assert sorted(listed["files"]) == tables
    assert listed["asOf"] == "2019-04-09"


def test_a_later_export_replaces_an_earlier_one_and_leaves_other_files_alone(
    regime: Regime, tmp_path: Path
) -> None:
    home = tmp_path / "out"
    first = [File("a/b.nt", b"1"), File("c.nt", b"2")]
    write_folder(home, [*first, manifest(regime, first)])
    (home / "mine.txt").write_text("mine", "utf-8")
    second = [File("c.nt", b"3")]
    write_folder(home, [*second, manifest(regime, second)])
    assert (home / "c.nt").read_bytes() == b"3"
    assert sorted(path.name for path in home.iterdir()) == ["c.nt", MANIFEST, "mine.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_that_no_export_wrote_is_never_written_over(regime: Regime, tmp_path: Path) -> None:
    first = [File("a.nt", b"1")]
    write_folder(tmp_path / "out", [*first, manifest(regime, first)])
    (tmp_path / "out" / "law.nt").write_text("mine", "utf-8")
    message = refused("--what", "law", "--format", "nt", "-o", tmp_path / "out")
    assert "law.nt stands there and is no file of an earlier export" in message
    assert (tmp_path / "out" / "law.nt").read_text("utf-8") == "mine"


@pytest.mark.parametrize("listed", [None, "{}", "[1]", "no json", '{"generator": "other"}'])
def test_a_folder_of_other_files_is_refused(listed: str | None, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    if listed is not None:
        (tmp_path / MANIFEST).write_text(listed, "utf-8")
    message = refused("--what", "law", "--format", "nt", "-o", tmp_path)
    assert "the folder is not empty and holds no earlier export" in message
    assert not (tmp_path / "law.nt").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--format", "turtle"), "turtle holds one graph"),
        (("--what", "deals", "--as-of", "2019-01-01"), "deals has no day"),
        (("--what", "shapes", "--format", "csv"), "shapes is no table"),
        (("--as-of", "2019-13-01"), "2019-13-01 is not a day"),
        (("--gzip",), "compressed data goes to a file"),
        (("--what", "law", "--format", "nt", "-o", "law.ttl"), "the file would hold nt"),
        (("--what", "law", "--format", "nt", "-o", "law.nt.gz"), "name and --gzip differ"),
        (("--base-url", "https://example.org/"), "only a site has an address"),
        (("--site", "out", "--what", "law"), "the site holds everything"),
        (("--site", "out", "--base-url", "example.org"), "example.org is no address"),
        (("--what", "law", "-o", "missing/law.trig"), "cannot write: No such file or directory"),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_reason(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert message in refused(*arguments)
    assert not list(tmp_path.iterdir())


def test_every_suffix_belongs_to_one_format() -> None:
    assert len(set(SUFFIX.values())) == len(Syntax)


# --- what the catalogue says ---------------------------------------------------------------------


def test_the_catalogue_says_what_dcat_ap_demands(regime: Regime) -> None:
    """Title, description and publisher of each; a creator is an agent, not a name."""
    store = ox.Store()
    found = (*dcat(regime, endpoint=f"{ROOT}sparql"), *void(regime, endpoint=f"{ROOT}sparql"))
    store.extend(ox.Quad(*each) for each in found)
    lacking = """SELECT ?thing ?kind {
        ?thing a ?kind . FILTER(?kind IN (dcat:Catalog, dcat:Dataset))
        FILTER(NOT EXISTS { ?thing dcterms:title ?t }
            || NOT EXISTS { ?thing dcterms:description ?d }
            || NOT EXISTS { ?thing dcterms:publisher/a foaf:Agent })
    }"""
    nameless = "SELECT ?who { ?x dcterms:creator ?who FILTER NOT EXISTS { ?who a foaf:Agent } }"
    served = """SELECT ?url {
        ?catalogue a dcat:Catalog ; dcat:service ?service ; dcat:dataset ?data .
        ?service a dcat:DataService ; dcat:endpointURL ?url ; dcat:servesDataset ?data .
        ?service dcterms:title ?title .
        ?data void:sparqlEndpoint ?url
    }"""
    prefixes = {name: PREFIXES[name] for name in ("dcat", "dcterms", "foaf", "void")}
    assert list(store.query(lacking, prefixes=prefixes)) == []
    assert list(store.query(nameless, prefixes=prefixes)) == []
    [row] = store.query(served, prefixes=prefixes)
    assert row["url"].value == f"{ROOT}sparql"


def test_a_catalogue_of_files_alone_names_no_endpoint(regime: Regime) -> None:
    said = {each.predicate.value for each in (*dcat(regime), *void(regime))}
    assert not {each for each in said if each.endswith(("#service", "sparqlEndpoint"))}
