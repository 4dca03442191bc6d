"""Reading a package, and the graph that it becomes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest
from amount import WHOLE
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from small import SMALL, normal, plain, read

from kg.core.errors import BadInput
from kg.deal import BadPackage, Deal, parse_deal, read_deal
from kg.deal.jsonld_out import to_jsonld
from kg.deal.overlay import package_triples, to_ntriples, to_turtle
from kg.deal.read.jsonld import shipped_context
from kg.deal.read.nodes import Items, Keys, Problems, Text
from kg.deal.read.yaml_nodes import read_yaml
from kg.deal.terms import CONTEXT, HOW, KEYS, LISTS, PROPERTIES, SNAPBACK, WORDS
from kg.graph.regime import Regime

ROOT = Path(__file__).parents[2]
DEALS = sorted((ROOT / "deals").glob("*.yaml"))
BASE = "https://w3id.org/sanctions-kg/dprk/"
SKG = "https://w3id.org/sanctions-kg/ontology#"

EXAMPLE = """\
id: deal/example
title: An example
as-of: 2019-02-28
sources: [source/wertz-2019/32]
notes: Written for a test.
phases:
  - title: First exchange
    concessions:
      - action: yongbyon-freeze
        verified-by: [iaea, united-states]
      - action: no-tests-commitment
    relief:
      - measure: export-suspension
        by: unsc
        how: suspension
        term: 13 weeks
        renewable: true
        snapback: lapse
        ends-if: production resumes
        except: [military, dual-use]
        notes: [one, two]
    safeguards: [export-escrow]
    undertakings:
      - undertaking: new-programmes
        notes: A threat.
  - title: Second exchange
    relief:
      - provisions: [un/2397/7, un/2397/8]
        by: none
        how: "?"
        authority: un/2397/17
        only: coal
      - provisions: un/2397/6
    without: [consultation]
"""

# Worked out by hand from the table of the package graph.
TRIPLES = """\
<deal/example> a skg:DealPackage
<deal/example> rdfs:label "An example"@en
<deal/example> skg:asOf "2019-02-28"^^xsd:date
<deal/example> dcterms:source <source/wertz-2019/32>
<deal/example> skos:note "Written for a test."
<deal/example> skg:hasPhase <deal/example/phase-1>
<deal/example> skg:hasPhase <deal/example/phase-2>
<deal/example/phase-1> a skg:Phase
<deal/example/phase-1> rdfs:label "First exchange"@en
<deal/example/phase-1> skg:position 1
<deal/example/phase-1/concession-1> a skg:ConcessionCommitment
<deal/example/phase-1/concession-1> rdfs:label "freeze of Yongbyon"@en
<deal/example/phase-1/concession-1> skg:inPhase <deal/example/phase-1>
<deal/example/phase-1/concession-1> skg:action <action/yongbyon-freeze>
<deal/example/phase-1/concession-1> skg:verifiedBy <actor/iaea>
<deal/example/phase-1/concession-1> skg:verifiedBy <actor/united-states>
<deal/example/phase-1/concession-2> a skg:ConcessionCommitment
<deal/example/phase-1/concession-2> rdfs:label "promise of no tests"@en
<deal/example/phase-1/concession-2> skg:inPhase <deal/example/phase-1>
<deal/example/phase-1/concession-2> skg:action <action/no-tests-commitment>
<deal/example/phase-1/relief-1> a skg:ReliefCommitment
<deal/example/phase-1/relief-1> rdfs:label "suspension of export bans"@en
<deal/example/phase-1/relief-1> skg:inPhase <deal/example/phase-1>
<deal/example/phase-1/relief-1> skg:grants <relief/export-suspension>
<deal/example/phase-1/relief-1> skg:by <actor/unsc>
<deal/example/phase-1/relief-1> skg:through skg:suspension
<deal/example/phase-1/relief-1> skg:termDays 91
<deal/example/phase-1/relief-1> skg:renewable true
<deal/example/phase-1/relief-1> skg:snapback skg:lapse
<deal/example/phase-1/relief-1> skg:endsIf "production resumes"
<deal/example/phase-1/relief-1> skg:leavesOut <goods/military>
<deal/example/phase-1/relief-1> skg:leavesOut <goods/dual-use>
<deal/example/phase-1/relief-1> skos:note "one"
<deal/example/phase-1/relief-1> skos:note "two"
<deal/example/phase-1/safeguard-1> a skg:SafeguardCommitment
<deal/example/phase-1/safeguard-1> rdfs:label "escrow for export proceeds"@en
<deal/example/phase-1/safeguard-1> skg:inPhase <deal/example/phase-1>
<deal/example/phase-1/safeguard-1> skg:safeguard <safeguard/export-escrow>
<deal/example/phase-1/undertaking-1> a skg:Undertaking
<deal/example/phase-1/undertaking-1> rdfs:label "new sanctions programmes"@en
<deal/example/phase-1/undertaking-1> skg:inPhase <deal/example/phase-1>
<deal/example/phase-1/undertaking-1> skg:undertakes <undertaking/new-programmes>
<deal/example/phase-1/undertaking-1> skos:note "A threat."
<deal/example/phase-2> a skg:Phase
<deal/example/phase-2> rdfs:label "Second exchange"@en
<deal/example/phase-2> skg:position 2
<deal/example/phase-2> skg:follows <deal/example/phase-1>
<deal/example/phase-2> skg:goesWithout <safeguard/consultation>
<deal/example/phase-2/relief-1> a skg:ReliefCommitment
<deal/example/phase-2/relief-1> rdfs:label "relief of 2 provisions"@en
<deal/example/phase-2/relief-1> skg:inPhase <deal/example/phase-2>
<deal/example/phase-2/relief-1> skg:lists <un/2397/7>
<deal/example/phase-2/relief-1> skg:lists <un/2397/8>
<deal/example/phase-2/relief-1> skg:by skg:none
<deal/example/phase-2/relief-1> skg:through skg:unstated
<deal/example/phase-2/relief-1> skg:under <un/2397/17>
<deal/example/phase-2/relief-1> skg:coversOnly <goods/coal>
<deal/example/phase-2/relief-2> a skg:ReliefCommitment
<deal/example/phase-2/relief-2> rdfs:label "ban on further exports"@en
<deal/example/phase-2/relief-2> skg:inPhase <deal/example/phase-2>
<deal/example/phase-2/relief-2> skg:lists <un/2397/6>
<deal/example/phase-2/relief-2> skg:through skg:unstated
"""

PREFIXES = """\
@base <https://w3id.org/sanctions-kg/dprk/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def graph(text: str, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=form, base_iri=BASE)}


# --- YAML -----------------------------------------------------------------------------------------


def test_a_package_becomes_exactly_the_graph_worked_out_by_hand() -> None:
    expected = graph(PREFIXES + TRIPLES.replace("\n", " .\n"))
    assert set(package_triples(read(EXAMPLE))) == expected


def test_n_triples_are_sorted_and_say_the_same() -> None:
    written = to_ntriples(read(EXAMPLE))
    lines = written.splitlines()
    assert lines == sorted(lines)
    assert graph(written, ox.RdfFormat.N_TRIPLES) == set(package_triples(read(EXAMPLE)))


def test_every_part_knows_its_line() -> None:
    inside = {iri.removeprefix(BASE + "deal/example"): n for iri, n in read(EXAMPLE).lines.items()}
    assert inside == {
        "": 1,
        "/phase-1": 7,
        "/phase-1/concession-1": 9,
        "/phase-1/concession-2": 11,
        "/phase-1/relief-1": 13,
        "/phase-1/safeguard-1": 22,
        "/phase-1/undertaking-1": 24,
        "/phase-2": 26,
        "/phase-2/relief-1": 28,
        "/phase-2/relief-2": 33,
    }


def test_a_package_says_which_phase_holds_a_thing_and_what_it_is_called() -> None:
    deal = read(EXAMPLE)
    assert deal.id == "deal/example"
    assert deal.phase_of(deal.iri) is None
    assert deal.phase_of(f"{deal.iri}/phase-2") == 2
    assert deal.phase_of(f"{deal.iri}/phase-2/relief-1") == 2
    assert deal.label_of(deal.iri) == "An example"
    assert deal.label_of(f"{deal.iri}/phase-1") == "First exchange"
    assert deal.label_of(f"{deal.iri}/phase-1/relief-1") == "suspension of export bans"


def test_silence_a_question_mark_and_none_are_told_apart() -> None:
    def relief(line: str) -> Any:
        text = (
            f"id: x\ntitle: x\nphases:\n  - relief:\n      - measure: food-pilot\n        {line}\n"
        )
        return read(text).phases[0].relief[0]

    silent = relief("notes: nothing")
    assert (silent.by, silent.snapback, silent.through) == ((), None, SKG + "unstated")
    for open_value in ("?", "'?'", '"?"', "?  # not said", "open", "open  # not said"):
        assert relief(f"by: {open_value}").by == ()
        assert relief(f"snapback: {open_value}").snapback is None
        assert relief(f"how: {open_value}").through == SKG + "unstated"
        assert relief(f"except: {open_value}").leaves_out == ()
        assert relief(f"renewable: {open_value}").renewable is None
    assert relief("by: none").by == (SKG + "none",)
    assert relief("snapback: none").snapback == SKG + "none"


def test_verification_by_nobody_is_said_and_not_left_out() -> None:
    text = "id: x\ntitle: x\nphases:\n  - concessions:\n      - action: yongbyon-freeze\n"
    assert read(text).phases[0].concessions[0].verified_by == ()
    none = read(text + "        verified-by: none\n")
    assert none.phases[0].concessions[0].verified_by == (SKG + "none",)


def test_ids_may_be_written_with_their_kind() -> None:
    kinds = {
        r"action: ": "action/",
        r"by: (?!none)": "actor/",
        r"measure: ": "relief/",
        r"undertaking: ": "undertaking/",
        r"safeguards: \[": "safeguard/",
        r"only: ": "goods/",
    }
    text = EXAMPLE
    for key, kind in kinds.items():
        text = re.sub(rf"({key})(?=\w)", rf"\g<1>{kind}", text)
    text = text.replace("[iaea, united-states]", "[actor/iaea, actor/united-states]")
    assert text.count("/") > EXAMPLE.count("/") + 6
    assert read(text) == read(EXAMPLE)


def test_a_byte_order_mark_windows_lines_and_document_marks_change_nothing() -> None:
    data = EXAMPLE.encode()
    assert read(b"\xef\xbb\xbf" + data) == read(EXAMPLE)
    assert read(data.replace(b"\n", b"\r\n")) == read(EXAMPLE)
    marked = read(b"---\n" + data + b"...\n")
    assert replace(marked, line=1, phases=()) == replace(read(EXAMPLE), phases=())
    assert package_triples(marked) == package_triples(read(EXAMPLE))


def test_json_is_read_as_yaml() -> None:
    text = json.dumps(plain(read_yaml(EXAMPLE, Problems("x"))), indent=2)
    assert package_triples(read(text, "deal.json")) == package_triples(read(EXAMPLE))
    emoji = '{"id": "x", "title": "\\ud83d\\ude00", "phases": [{}]}'
    assert read(emoji, "deal.json").title == "\U0001f600"


def test_no_is_a_word_and_a_day_is_not_an_object() -> None:
    deal = read("id: x\ntitle: NO\nnotes: [2019-02-28, 0x1F, 1e3, yes]\nphases: [{title: 12:30}]\n")
    assert deal.title == "NO"
    assert deal.notes == ("2019-02-28", "0x1F", "1e3", "yes")
    assert deal.phases[0].title == "12:30"


def test_without_a_day_the_law_stands_as_the_data_have_it() -> None:
    deal = read("id: x\ntitle: x\nphases: [{}]\n")
    assert deal.as_of == date(2026, 7, 21)
    assert deal.phases[0].title == "phase 1"
    assert deal.at(date(2019, 2, 28)).as_of == date(2019, 2, 28)
    assert '"2019-02-28"' in to_ntriples(deal.at(date(2019, 2, 28)))


def test_reading_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    path.chmod(0o444)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read_deal(path, SMALL)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


# --- Turtle and JSON-LD ---------------------------------------------------------------------------


@st.composite
def packages(draw: st.DrawFn) -> str:
    """Packages as JSON text, in all the ways that the format allows."""
    word = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
    words = word.filter(lambda text: text.strip() not in ("", "?", "open", "none", "whole"))
    units = ("day", "days", "week", "weeks", "month", "months", "year", "years")
    bodies = ("unsc", "actor/iaea", "republic-of-korea")

    def some(*ids: str, least: int = 1) -> st.SearchStrategy[list[str]]:
        return st.lists(st.sampled_from(ids), unique=True, min_size=least, max_size=3)

    terms = st.one_of(
        st.builds("{} {}".format, st.integers(1, 400), st.sampled_from(units)),
        st.builds("{}–{} months".format, st.integers(1, 9), st.integers(10, 20)),
        st.builds("{} days to {} weeks".format, st.integers(1, 20), st.integers(3, 20)),
        st.sampled_from(["temporary", "open", "?"]),
    )
    acts = st.sampled_from([*HOW, "open"])
    by_each = some(*bodies, least=2).flatmap(
        lambda named: st.fixed_dictionaries(
            {
                "by": st.just(named),
                "how": st.dictionaries(st.sampled_from(named), acts, min_size=1),
            }
        )
    )
    maybe: dict[str, st.SearchStrategy[Any]] = {
        "by": st.one_of(st.sampled_from(["unsc", "none", "?", "open"]), some(*bodies)),
        "how": st.one_of(
            st.sampled_from([*HOW, "?", "open"]),
            st.fixed_dictionaries({"one-of": st.lists(acts, min_size=2, max_size=2)}),
        ),
        "for": st.sampled_from(["everyone", "kaesong-zone", "case/kaesong-zone", "open"]),
        "limit": st.one_of(words, st.just("none")),
        "term": terms,
        "renewable": st.one_of(st.booleans(), st.just("open")),
        "snapback": st.sampled_from([*SNAPBACK, "?"]),
        "authority": some("un/2397/7", "un/2397/17"),
        "ends-if": words,
        "except": some("coal", "goods/military", "dual-use"),
        "only": some("coal", "military"),
        "reading": st.sampled_from(["inferred", "open"]),
        "notes": st.lists(words, unique=True, min_size=1, max_size=2),
    }
    note = {"notes": words}
    measure = st.sampled_from(["food-pilot", "relief/export-suspension"])
    provisions = some("un/2397/6", "un/2397/7", "un/1718/8/a/i", "msmt/f1")
    kinds = some("export-relief", "financial-relief")
    plain_how = {**maybe, "how": st.sampled_from([*HOW, "open"])}

    def relief(more: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
        return st.one_of(
            st.fixed_dictionaries({"measure": measure}, optional=more),
            st.fixed_dictionaries({"provisions": provisions}, optional=more),
            st.fixed_dictionaries({"measure": st.just("open")}, optional={**more, "kind": kinds}),
        )

    reliefs = st.one_of(relief(maybe), st.builds(dict.__or__, relief(plain_how), by_each))
    done = {
        "verified-by": st.one_of(
            st.sampled_from(["none", "unnamed", "open"]), some("iaea", "united-states")
        ),
        "extent": st.one_of(words, st.sampled_from(["whole", "partial", "open"])),
        "sites": some("yongbyon"),
        **note,
    }
    concessions = st.one_of(
        st.fixed_dictionaries(
            {"action": st.sampled_from(["yongbyon-freeze", "no-tests-commitment"])}, optional=done
        ),
        st.fixed_dictionaries(
            {"action": st.just("open")},
            optional={**done, "kind": some("rollback-step", "action/yongbyon-freeze")},
        ),
    )
    safeguards = st.one_of(
        st.fixed_dictionaries({"safeguard": st.just("export-escrow")}, optional=note),
        st.just("consultation"),
    )
    undertakings = st.fixed_dictionaries(
        {"undertaking": st.just("new-programmes")},
        optional={"by": some(*bodies), "limit": words, **note},
    )

    def chosen(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        way = st.one_of(items, st.lists(items, min_size=1, max_size=2))
        return st.fixed_dictionaries({"one-of": st.lists(way, min_size=2, max_size=3)})

    phase = st.fixed_dictionaries(
        {},
        optional={
            "concessions": st.lists(concessions, max_size=3),
            "relief": st.lists(reliefs, max_size=12),
            "safeguards": st.lists(safeguards, max_size=2),
            "undertakings": st.lists(undertakings, max_size=2),
            "without": some("export-escrow", "consultation"),
            "notes": words,
        },
    )
    when = st.dates(date(1950, 1, 1)).map(str)
    document = st.fixed_dictionaries(
        {"title": words},
        optional={
            "publisher": words,
            "date": st.one_of(when, when.map(lambda day: day[:7]), when.map(lambda day: day[:4])),
            "address": st.sampled_from(["https://example.org/a?b=c#d", "http://example.org"]),
        },
    )
    package = draw(
        st.fixed_dictionaries(
            {"id": st.from_regex(r"\A(deal/)?[a-z0-9]{1,4}(-[a-z]{1,4})?\Z"), "title": words},
            optional={
                "proposed-by": some(*bodies),
                "proposed-on": when.map(lambda day: day[:7]),
                "status": words,
                "as-of": st.one_of(when, when.map(lambda day: day[:7])),
                "sources": st.one_of(
                    some("source/wertz-2019", "wertz-2019/32"), st.lists(document, max_size=11)
                ),
                "ordered": st.booleans(),
                "notes": words,
                "phases": st.lists(phase, min_size=1, max_size=12),
            },
        )
    )
    phases = package.setdefault("phases", [{}])
    kinds_of_item = {
        "concessions": concessions,
        "relief": relief(plain_how),
        "safeguards": safeguards,
        "undertakings": undertakings,
    }
    # Only a few choices, since their combinations are counted.
    for held in phases[:1]:
        for key in draw(st.lists(st.sampled_from(list(kinds_of_item)), max_size=2)):
            held.setdefault(key, []).append(draw(chosen(kinds_of_item[key])))
    left = 2
    for held in phases:
        for each in held.get("relief", []):
            if isinstance(each.get("how"), dict) and "one-of" in each["how"]:
                left -= 1
                if left < 0:
                    each["how"] = "suspension"
    return json.dumps(package)


# Three times as many where amount.py says so, and of the tests of refusals below.
@settings(max_examples=100 if WHOLE else 30, suppress_health_check=[HealthCheck.too_slow])
@given(packages())
def test_what_is_written_as_turtle_or_json_ld_is_read_as_the_same_graph(text: str) -> None:
    deal = read(text, "deal.json")
    for written, name in (
        (to_turtle(deal), "deal.ttl"),
        (to_ntriples(deal), "deal.ttl"),
        (to_jsonld(deal), "deal.jsonld"),
    ):
        again = read(written, name)
        assert package_triples(again) == package_triples(deal)
        assert normal(again) == normal(deal)


def test_the_shipped_context_says_the_same_to_another_json_ld_reader() -> None:
    from rdflib import Graph
    from rdflib.compare import to_isomorphic

    deal = read(EXAMPLE)
    document = json.loads(to_jsonld(deal))
    assert document["@context"][0] == CONTEXT
    document["@context"][0] = shipped_context()
    theirs = Graph().parse(data=json.dumps(document), format="json-ld")
    ours = Graph().parse(data=to_ntriples(deal), format="nt")
    # JSON-LD has no word for what a package leaves open: there it is left out.
    unstated = {triple for triple in ours if str(triple[2]) == SKG + "unstated"}
    for triple in unstated:
        ours.remove(triple)
    assert to_isomorphic(theirs) == to_isomorphic(ours)


def test_json_ld_may_be_written_by_hand_without_types_and_labels() -> None:
    text = """
    {
      "@context": "https://w3id.org/sanctions-kg/context/deal.jsonld",
      "id": "deal/by-hand",
      "type": "DealPackage",
      "title": "By hand",
      "phases": [
        {
          "id": "deal/by-hand/later",
          "position": 2,
          "safeguards": [{"id": "deal/by-hand/s", "safeguard": "safeguard/export-escrow"}]
        },
        {
          "id": "deal/by-hand/first",
          "position": 1,
          "concessions": {
            "id": "deal/by-hand/c", "action": "action/yongbyon-freeze", "verified-by": "none"
          },
          "relief": {
            "id": "deal/by-hand/r", "provisions": ["un/2397/7"], "how": "legislation", "term": 90
          }
        }
      ]
    }
    """
    deal = read(text, "deal.jsonld")
    assert [phase.iri for phase in deal.phases] == [f"{deal.iri}/first", f"{deal.iri}/later"]
    assert deal.phases[0].concessions[0].verified_by == (SKG + "none",)
    assert deal.phases[0].relief[0].through == SKG + "legislativeAct"
    assert deal.phases[0].relief[0].term_days == 90
    assert deal.phases[1].safeguards[0].label == "escrow for export proceeds"
    assert deal.lines[f"{deal.iri}/r"] == 20


def test_turtle_keeps_its_own_iris_and_its_order() -> None:
    text = PREFIXES + (
        "@prefix d: <https://w3id.org/sanctions-kg/dprk/deal/own/> .\n"
        '<deal/own> a skg:DealPackage ; rdfs:label "Own" ; skg:hasPhase d:z , d:a .\n'
        "d:z a skg:Phase .\n"
        "d:a a skg:Phase ; skg:follows d:z .\n"
        "d:r10 a skg:ReliefCommitment ; skg:inPhase d:z ; skg:grants <relief/food-pilot> .\n"
        "d:r9 a skg:ReliefCommitment ; skg:inPhase d:z ; skg:lists <un/2397/6> .\n"
    )
    deal = read(text, "deal.ttl")
    iri = deal.iri
    assert [phase.iri for phase in deal.phases] == [f"{iri}/z", f"{iri}/a"]
    assert [relief.iri for relief in deal.phases[0].relief] == [f"{iri}/r9", f"{iri}/r10"]
    assert deal.lines == {iri: 8, f"{iri}/z": 9, f"{iri}/a": 10, f"{iri}/r10": 11, f"{iri}/r9": 12}


# --- the schema and the context say what the reader does ----------------------------------------


def schema() -> Any:
    return json.loads((ROOT / "deals" / "package.schema.json").read_text("utf-8"))


def test_the_schema_knows_the_keys_and_words_of_the_reader() -> None:
    found = schema()
    parts = {
        "package": found,
        **{kind: found["$defs"].get(kind) for kind in KEYS if kind != "package"},
    }
    for kind, keys in KEYS.items():
        assert set(parts[kind]["properties"]) == set(keys), kind
        assert parts[kind]["additionalProperties"] is False
    relief = parts["relief"]["properties"]
    assert relief["how"]["anyOf"][0]["enum"] == [*HOW, "open", "?"]
    assert relief["snapback"]["enum"] == [*SNAPBACK, "open", "?"]
    assert relief["reading"]["enum"] == [*WORDS["reading"], "open", "?"]


def test_the_context_gives_every_key_its_property() -> None:
    context = shipped_context()

    def full(name: str) -> str:
        prefix, _, local = name.partition(":")
        return f"{context[prefix]}{local}"

    for kind, properties in PROPERTIES.items():
        own = context["sources"]["@context"] if kind == "source" else context
        for key, iri in properties.items():
            assert full(own[key]["@id"]) == iri, (kind, key)
    for key, words in WORDS.items():
        if key != "limit":  # It may hold a text, so that its one word is written as an IRI.
            terms = {word: full(term) for word, term in context[key]["@context"].items()}
            assert words.items() <= terms.items()
    for key in LISTS.values():
        assert context[key]["@reverse"] == "skg:inPhase"


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_the_packages_of_the_project_fit_the_schema(path: Path) -> None:
    node = read_yaml(path.read_text("utf-8"), Problems(str(path)))
    jsonschema.Draft202012Validator(schema()).validate(plain(node))


def test_the_example_fits_the_schema_and_its_own_examples_do() -> None:
    found = schema()
    jsonschema.Draft202012Validator.check_schema(found)
    validator = jsonschema.Draft202012Validator(found)
    validator.validate(plain(read_yaml(EXAMPLE, Problems("x"))))
    wrong = EXAMPLE.replace("how: suspension", "how: suspended")
    assert not validator.is_valid(plain(read_yaml(wrong, Problems("x"))))

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            for case in part.get("examples", []):
                jsonschema.Draft202012Validator({**part, "$defs": found["$defs"]}).validate(case)
            for child in part.values():
                walk(child)
        elif isinstance(part, list):
            for child in part:
                walk(child)

    walk(found)


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_the_packages_of_the_project_are_read_and_survive_the_round_trip(
    path: Path, regime: Regime
) -> None:
    deal = read_deal(path, regime)
    for text, name in ((to_turtle(deal), "x.ttl"), (to_jsonld(deal), "x.jsonld")):
        assert package_triples(parse_deal(text, name, regime)) == package_triples(deal)


# --- whatever is thrown at it ---------------------------------------------------------------------

NAMES = st.sampled_from(["x.yaml", "x.json", "x.jsonld", "x.ttl"])
# fmt: off
SPLINTERS = st.sampled_from([
    "&a ", "*a", "!!int ", "<<: ", "? ", "?", ": ", "- ", "\t", "\x00", "\x85", "\u2028", "\ufeff",
    "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "[", "]", "{", "}", "'", '"', "|\n", ">-\n",
    "\\", '"\\UFFFFFFFF"', '"\\ud800"', "#", "@context", "null", "NO", "~", "1e999", "\n", "  ",
    "_:b ", "<file:///x> ", "<< <a> <b> <c> >> ", '"@id": ', '"@type": ', "@base <x:> .\n",
    "deal/", "un/2397/", "2019-02-30", "-1", "9" * 5000, "a" * 5000,
])
# fmt: on


def survives(data: bytes | str, name: str) -> None:
    """A package comes back, or an error with one line per problem; anything else fails the test."""
    try:
        deal: Deal | BadInput = parse_deal(data, name, SMALL)
    except BadInput as error:
        deal = error
    if isinstance(deal, Deal):
        assert package_triples(read(to_ntriples(deal), "x.ttl")) == package_triples(deal)
    else:
        assert isinstance(deal, BadPackage)
        assert all(line.startswith(name) for line in str(deal).split("\n"))
        assert 1 <= len(deal.problems) <= 11


@st.composite
def trees(draw: st.DrawFn) -> str:
    """JSON that has the keys and the values of a package, each in any place."""
    keys = st.sampled_from(
        sorted({key for keys in KEYS.values() for key in keys} | {"@id", "x", "one-of"})
    )
    ids = [
        "un/2397/7",
        "un/2397",
        "unsc",
        "iaea",
        "food-pilot",
        "coal",
        "yongbyon-freeze",
        "none",
        "open",
        "unnamed",
        "everyone",
        "export-relief",
        "?",
    ]
    leaves = st.one_of(
        st.sampled_from([*ids, "90 days", "12–18 months", "2019-02", "suspension", ""]),
        st.none(),
        st.booleans(),
    )
    inner = st.recursive(
        leaves,
        lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(keys, part, max_size=5)),
        max_leaves=25,
    )
    phase = st.dictionaries(st.sampled_from(KEYS["phase"]), st.lists(inner, max_size=3), max_size=4)
    package = {"id": "deal/x", "title": "x", "phases": draw(st.lists(phase, max_size=2))}
    return json.dumps(package | draw(st.dictionaries(keys, inner, max_size=2)))


@settings(max_examples=200 if WHOLE else 70)
@given(trees())
def test_keys_and_values_in_any_place_give_a_package_or_a_clear_refusal(text: str) -> None:
    survives(text, "x.json")
    document = {"@context": CONTEXT, "type": "DealPackage", **json.loads(text)}
    survives(json.dumps(document), "x.jsonld")


@settings(max_examples=300 if WHOLE else 100)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300)), NAMES)
@example('a: "\\UFFFFFFFF"', "x.yaml")
@example('title: "\\ud800"', "x.yaml")
@example("\ud800", "x.yaml")
@example('{"@context": {"a": {"@id": "a:b", "@type": "@json"}}, "a": "\\ud800"}', "x.jsonld")
@example("9" * 6000, "x.jsonld")
def test_any_bytes_give_a_package_or_a_clear_refusal(data: bytes | str, name: str) -> None:
    survives(data, name)


@settings(max_examples=400 if WHOLE else 130)
@given(st.data())
def test_a_broken_package_gives_a_package_or_a_clear_refusal(data: st.DataObject) -> None:
    deal = read(EXAMPLE)
    name = data.draw(NAMES)
    text = {
        "x.yaml": EXAMPLE,
        "x.json": json.dumps(plain(read_yaml(EXAMPLE, Problems("x"))), indent=1),
        "x.jsonld": to_jsonld(deal),
        "x.ttl": to_turtle(deal),
    }[name]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.sampled_from([0, 0, 1, 2, 10, 100]))
        text = text[:start] + data.draw(SPLINTERS) + text[start + gone :]
    survives(text, name)


def test_texts_in_nodes_are_only_texts() -> None:
    node = read_yaml("a: {b: [NO, 1, 2019-02-28, ~]}", Problems("x"))
    assert isinstance(node, Keys)
    inner = node.entries["a"].value
    assert isinstance(inner, Keys)
    items = inner.entries["b"].value
    assert isinstance(items, Items)
    assert [item.value for item in items.items if isinstance(item, Text)] == [
        "NO",
        "1",
        "2019-02-28",
        "~",
    ]
