"""What proposals say beside names and acts: what is open, several bodies, choices, sources."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pyoxigraph as ox
import pytest
from small import BASE, SMALL, normal, plain, read

import kg
from kg.deal import BadPackage, Concession, Deal, Document, Relief, Undertaking
from kg.deal.jsonld_out import to_jsonld
from kg.deal.model import MOST_BRANCHES
from kg.deal.overlay import package_triples, to_ntriples, to_turtle
from kg.deal.read.build import MOST_COMMITMENTS, MOST_PHASES
from kg.deal.read.nodes import Problems
from kg.deal.read.packages import parse_line
from kg.deal.read.yaml_nodes import read_yaml
from kg.deal.schema import with_ids
from kg.deal.terms import EVERYONE, INFERRED, NONE, PROMISED, TERMS, UNNAMED, UNSTATED

SCHEMA = json.loads((Path(__file__).parents[2] / "deals/package.schema.json").read_text("utf-8"))
IRI = f"{BASE}deal/words"
PHASE = f"{IRI}/phase-1"

WORDS = """\
id: deal/words
title: Words
proposed-by: [republic-of-korea, united-states]
proposed-on: 2019-02
status: open
as-of: 2019-02
sources:
  - source/wertz-2019
  - title: A statement
    publisher: A ministry
    date: 2019-03
    address: https://example.org/a?b=c
ordered: false
phases:
  - concessions:
      - action: open
        kind: [rollback-step, yongbyon-freeze]
        extent: 40 % of the stock
        sites: yongbyon
        verified-by: unnamed
      - one-of:
          - action: yongbyon-freeze
            extent: open
          - - action: plutonium-freeze
              extent: whole
            - action: no-tests-commitment
    relief:
      - measure: open
        kind: export-relief
        by: [unsc, republic-of-korea, united-states]
        how: {republic-of-korea: rescission, unsc: suspension}
        for: kaesong-zone
        limit: 500,000 t a year
        term: 12–18 months
        renewable: open
        snapback: promised
        reading: inferred
      - measure: food-pilot
        by: [unsc, iaea]
        how: exemption
        for: everyone
        limit: none
        term: temporary
    undertakings:
      - undertaking: new-programmes
        by: united-states
        limit: 500,000 t
"""

# Worked out by hand; the labels and what older keys say stand in ``test_deal``.
SAID = """\
<deal/words> skg:proposer <actor/republic-of-korea> , <actor/united-states>
<deal/words> skg:proposedOn "2019-02"
<deal/words> skg:status "open"
<deal/words> skg:asOf "2019-02-01"^^xsd:date
<deal/words> skg:asOfUntil "2019-02-28"^^xsd:date
<deal/words> skg:ordered false
<deal/words> dcterms:source <source/wertz-2019> , <deal/words/source-1>
<deal/words/source-1> dcterms:title "A statement"
<deal/words/source-1> dcterms:publisher "A ministry"
<deal/words/source-1> dcterms:issued "2019-03"
<deal/words/source-1> skg:url "https://example.org/a?b=c"^^xsd:anyURI
<{phase}/concession-1> skg:openAction true
<{phase}/concession-1> skg:ofKind <action/rollback-step> , <action/yongbyon-freeze>
<{phase}/concession-1> skg:extentSaid "40 % of the stock"
<{phase}/concession-1> skg:atSite <facility/yongbyon>
<{phase}/concession-1> skg:verifiedBy skg:unnamed
<{phase}/one-of-1> a skg:Choice
<{phase}/one-of-1> skg:inPhase <{phase}>
<{phase}/one-of-1> skg:alternative <{phase}/one-of-1/a> , <{phase}/one-of-1/b>
<{phase}/one-of-1/a> skg:position 1
<{phase}/one-of-1/a> skg:holds <{phase}/one-of-1/a-1>
<{phase}/one-of-1/b> skg:position 2
<{phase}/one-of-1/b> skg:holds <{phase}/one-of-1/b-1> , <{phase}/one-of-1/b-2>
<{phase}/one-of-1/a-1> skg:action <action/yongbyon-freeze>
<{phase}/one-of-1/a-1> skg:extentSaid "open"
<{phase}/one-of-1/b-1> skg:action <action/plutonium-freeze>
<{phase}/one-of-1/b-2> skg:action <action/no-tests-commitment>
<{phase}/relief-1> skg:openMeasure true
<{phase}/relief-1> skg:ofKind skg:ExportRelief
<{phase}/relief-1> skg:by <actor/unsc>
<{phase}/relief-1> skg:through skg:suspension
<{phase}/relief-1> skg:forWhom <case/kaesong-zone>
<{phase}/relief-1> skg:limit "500,000 t a year"
<{phase}/relief-1> skg:termDays 360
<{phase}/relief-1> skg:termDaysMost 540
<{phase}/relief-1> skg:termAsSaid "12–18 months"
<{phase}/relief-1> skg:snapback skg:promised
<{phase}/relief-1> skg:reading skg:inferred
<{phase}/relief-1/by-2> skg:partOfRelief <{phase}/relief-1>
<{phase}/relief-1/by-2> skg:inPhase <{phase}>
<{phase}/relief-1/by-2> skg:openMeasure true
<{phase}/relief-1/by-2> skg:ofKind skg:ExportRelief
<{phase}/relief-1/by-2> skg:by <actor/republic-of-korea>
<{phase}/relief-1/by-2> skg:through skg:rescission
<{phase}/relief-1/by-2> skg:forWhom <case/kaesong-zone>
<{phase}/relief-1/by-2> skg:limit "500,000 t a year"
<{phase}/relief-1/by-2> skg:termDays 360
<{phase}/relief-1/by-2> skg:termDaysMost 540
<{phase}/relief-1/by-2> skg:termAsSaid "12–18 months"
<{phase}/relief-1/by-2> skg:snapback skg:promised
<{phase}/relief-1/by-2> skg:reading skg:inferred
<{phase}/relief-1/by-3> skg:partOfRelief <{phase}/relief-1>
<{phase}/relief-1/by-3> skg:inPhase <{phase}>
<{phase}/relief-1/by-3> skg:openMeasure true
<{phase}/relief-1/by-3> skg:ofKind skg:ExportRelief
<{phase}/relief-1/by-3> skg:by <actor/united-states>
<{phase}/relief-1/by-3> skg:through skg:unstated
<{phase}/relief-1/by-3> skg:forWhom <case/kaesong-zone>
<{phase}/relief-1/by-3> skg:limit "500,000 t a year"
<{phase}/relief-1/by-3> skg:termDays 360
<{phase}/relief-1/by-3> skg:termDaysMost 540
<{phase}/relief-1/by-3> skg:termAsSaid "12–18 months"
<{phase}/relief-1/by-3> skg:snapback skg:promised
<{phase}/relief-1/by-3> skg:reading skg:inferred
<{phase}/relief-2> skg:grants <relief/food-pilot>
<{phase}/relief-2> skg:by <actor/iaea> , <actor/unsc>
<{phase}/relief-2> skg:through skg:exemption
<{phase}/relief-2> skg:forWhom skg:everyone
<{phase}/relief-2> skg:limit skg:none
<{phase}/relief-2> skg:termOpen true
<{phase}/undertaking-1> skg:undertakes <undertaking/new-programmes>
<{phase}/undertaking-1> skg:by <actor/united-states>
<{phase}/undertaking-1> skg:limit "500,000 t"
"""
PREFIXES = """\
@base <https://w3id.org/sanctions-kg/dprk/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_SAID_ELSEWHERE = (
    *("http://www.w3.org/2000/01/rdf-schema#label", f"{TERMS}hasPhase"),
    *(f"{TERMS}follows", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
)


def graph(text: str) -> set[ox.Triple]:
    quads = ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)
    return {quad.triple for quad in quads}


def refused(text: str, name: str = "x.yaml") -> list[str]:
    with pytest.raises(BadPackage) as caught:
        read(text, name)
    return [problem.text for problem in caught.value.problems]


def with_relief(*lines: str) -> str:
    body = "".join(f"        {line}\n" for line in lines)
    return f"id: x\ntitle: x\nphases:\n  - relief:\n      -\n{body}"


def relief(*lines: str) -> Relief:
    return read(with_relief(*lines)).reliefs[0]


def concession(*lines: str) -> Concession:
    text = with_relief(*lines).replace("relief:", "concessions:")
    return read(text).concessions[0]


def package(*lines: str) -> Deal:
    return read("id: x\ntitle: x\nphases: [{}]\n" + "".join(f"{line}\n" for line in lines))


# --- what the words come to ---------------------------------------------------------------------


def test_the_words_become_exactly_the_graph_worked_out_by_hand() -> None:
    wanted = graph(PREFIXES + SAID.format(phase="deal/words/phase-1").replace("\n", " .\n"))
    found = {
        triple
        for triple in package_triples(read(WORDS))
        if triple.predicate.value not in _SAID_ELSEWHERE
        or getattr(triple.object, "value", "") == f"{TERMS}Choice"
    }
    placed = ox.NamedNode(f"{TERMS}inPhase")
    chosen = {t for t in found if t.predicate == placed and t not in wanted}
    assert {t.subject.value.removeprefix(PHASE) for t in chosen} == {
        "/concession-1",
        "/relief-1",
        "/relief-2",
        "/undertaking-1",
    }
    position = {t for t in found if t.subject == ox.NamedNode(PHASE)}
    assert found - chosen - position == wanted


def test_the_words_become_exactly_these_values() -> None:
    deal = read(WORDS)
    assert deal.proposed_by == (f"{BASE}actor/republic-of-korea", f"{BASE}actor/united-states")
    assert (deal.proposed_on, deal.status, deal.ordered) == ("2019-02", "open", False)
    assert (deal.as_of, deal.as_of_until) == (date(2019, 2, 1), date(2019, 2, 28))
    assert deal.at(date(2019, 3, 1)).as_of_until is None
    assert deal.sources == (f"{BASE}source/wertz-2019",)
    assert deal.documents == (
        Document(
            *(f"{IRI}/source-1", 9, "A statement", "A ministry", "2019-03"),
            "https://example.org/a?b=c",
        ),
    )
    (step,) = deal.concessions
    assert (step.action, step.open, step.extent) == ("", True, "40 % of the stock")
    assert step.kinds == (f"{BASE}action/rollback-step", f"{BASE}action/yongbyon-freeze")
    assert (step.sites, step.verified_by) == ((f"{BASE}facility/yongbyon",), (UNNAMED,))
    assert step.label == (
        "a step that begins to roll the programme back and freeze of Yongbyon, not specified"
    )
    first, second = deal.reliefs
    assert (first.measure, first.provisions, first.open) == (None, (), True)
    assert (first.kinds, first.label) == (
        (f"{TERMS}ExportRelief",),
        "export relief, not specified",
    )
    names = ("unsc", "republic-of-korea", "united-states")
    unsc, rok, us = bodies = tuple(f"{BASE}actor/{name}" for name in names)
    assert (first.by, first.through) == (bodies, UNSTATED)
    assert first.acts == ((unsc, f"{TERMS}suspension"), (rok, f"{TERMS}rescission"))
    assert (first.term_days, first.term_most, first.term_said) == (360, 540, "12–18 months")
    assert (first.renewable, first.snapback, first.reading) == (None, PROMISED, INFERRED)
    assert (first.limit, first.for_whom) == ("500,000 t a year", f"{BASE}case/kaesong-zone")
    assert (second.by, second.acts) == ((unsc, f"{BASE}actor/iaea"), ())
    assert (second.limit, second.for_whom, second.term_open) == (NONE, EVERYONE, True)
    (promise,) = deal.phases[0].undertakings
    assert (promise.by, promise.limit) == ((us,), "500,000 t")


def test_every_format_gives_the_same_package() -> None:
    deal = read(WORDS)
    plain_json = json.dumps(plain(read_yaml(WORDS, Problems("x"))))
    for text, name in (
        (plain_json, "x.json"),
        (to_turtle(deal), "x.ttl"),
        (to_ntriples(deal), "x.ttl"),
        (to_jsonld(deal), "x.jsonld"),
    ):
        assert normal(read(text, name)) == normal(deal), name
        assert package_triples(read(text, name)) == package_triples(deal)


def test_bodies_that_act_alike_are_one_relief_and_others_are_parts_of_one() -> None:
    deal = read(WORDS)
    first, second = deal.reliefs
    assert second.parts == (second,)
    assert [part.iri.removeprefix(PHASE) for part in first.parts] == [
        *("/relief-1", "/relief-1/by-2", "/relief-1/by-3"),
    ]
    assert [part.through for part in first.parts] == [
        *(f"{TERMS}suspension", f"{TERMS}rescission", UNSTATED),
    ]
    assert all(part.acts == () and len(part.by) == 1 for part in first.parts)
    assert deal.label_of(f"{PHASE}/relief-1/by-3") == "export relief, not specified"
    assert deal.phase_of(f"{PHASE}/relief-1/by-3") == 1
    alone = relief("measure: food-pilot", "by: unsc", "how: {unsc: waiver}")
    assert (alone.through, alone.acts) == (f"{TERMS}waiver", ())
    silent = relief("measure: food-pilot", "by: [unsc, iaea]", "how: {unsc: open, iaea: '?'}")
    assert (silent.through, silent.acts) == (UNSTATED, ())


@pytest.mark.parametrize(
    ("written", "days", "most", "said"),
    [
        ("90 days", 90, None, None),
        ("1 day", 1, None, None),
        ("13 weeks", 91, None, None),
        ("12 months", 360, None, "12 months"),
        ("1 year", 365, None, "1 year"),
        ("12–18 months", 360, 540, "12–18 months"),
        ("12-18 months", 360, 540, "12-18 months"),
        ("12 to 18 months", 360, 540, "12 to 18 months"),
        ("6 months to 2 years", 180, 730, "6 months to 2 years"),
        ("30 days – 6 weeks", 30, 42, "30 days – 6 weeks"),
    ],
)
def test_a_term_is_counted_in_days_and_kept_as_said(
    written: str, days: int, most: int | None, said: str | None
) -> None:
    found = relief("measure: food-pilot", f"term: {written}")
    assert (found.term_days, found.term_most, found.term_said) == (days, most, said)
    assert not found.term_open


def test_a_term_without_length_is_not_the_same_as_none() -> None:
    assert relief("measure: food-pilot", "term: temporary").term_open
    assert relief("measure: food-pilot", "term: open").term_open
    assert not relief("measure: food-pilot").term_open


def test_open_is_the_same_as_leaving_a_key_out() -> None:
    bare = relief("measure: food-pilot")
    for key in (
        *("by", "how", "for", "limit", "renewable", "snapback", "authority", "ends-if"),
        *("except", "only", "reading"),
    ):
        for mark in ("open", "?", "'?'"):
            found = relief("measure: food-pilot", f"{key}: {mark}")
            assert normal(found) == normal(bare), key
    step = concession("action: yongbyon-freeze")
    for key in ("verified-by", "sites"):
        assert normal(concession("action: yongbyon-freeze", f"{key}: open")) == normal(step)
    whole = concession("action: yongbyon-freeze", "extent: whole")
    assert (step.extent, whole.extent) == (None, None)
    assert package("proposed-by: open", "proposed-on: open", "as-of: open") == package()
    assert package("ordered: true") == package()


def test_open_relief_and_an_open_action_are_called_what_is_known_of_them() -> None:
    assert relief("measure: open").label == "relief, not specified"
    kinds = relief("measure: open", "kind: [financial-relief, export-relief]")
    assert kinds.label == "export relief and financial relief, not specified"
    assert concession("action: '?'").label == "an action, not specified"


@pytest.mark.parametrize("day", ["2019", "2019-02", "2019-02-28"])
def test_the_day_of_a_proposal_is_kept_as_said(day: str) -> None:
    assert package(f"proposed-on: {day}").proposed_on == day


# --- choices ------------------------------------------------------------------------------------


def test_a_choice_stands_beside_the_commitments_and_in_every_branch_once() -> None:
    deal = read(WORDS)
    (choice,) = deal.choices
    assert (choice.iri, choice.kind) == (f"{PHASE}/one-of-1", "concession")
    assert [[each.iri for each in way] for way in choice.alternatives] == [
        [f"{PHASE}/one-of-1/a-1"],
        [f"{PHASE}/one-of-1/b-1", f"{PHASE}/one-of-1/b-2"],
    ]
    assert choice.alternatives[0][0] not in deal.commitments
    assert [len(branch.concessions) for branch in deal.branches] == [2, 3]
    for branch, way in zip(deal.branches, choice.alternatives, strict=True):
        assert branch.choices == ()
        assert branch.concessions == (*deal.concessions, *way)
        assert (branch.iri, branch.branches) == (deal.iri, (branch,))
    assert deal.label_of(choice.iri) == (
        "freeze of Yongbyon or freeze of the reactors, promise of no tests"
    )
    assert deal.phase_of(f"{PHASE}/one-of-1/b-2") == 1
    assert deal.lines[f"{PHASE}/one-of-1/b-2"] == 26


def test_alternatives_of_an_act_are_reliefs_that_are_otherwise_alike() -> None:
    lines = ("measure: food-pilot", "by: unsc", "how: {one-of: [termination, suspension]}")
    deal = read(with_relief(*lines))
    assert deal.reliefs == ()
    found = [each for branch in deal.branches for each in branch.reliefs]
    assert [each.through for each in found] == [f"{TERMS}termination", f"{TERMS}suspension"]
    for each, word in zip(found, ("termination", "suspension"), strict=True):
        alike = relief("measure: food-pilot", "by: unsc", f"how: {word}")
        assert replace(each, iri="", line=None) == replace(alike, iri="", line=None)
    split = relief_choice("{one-of: [{unsc: waiver, iaea: licence}, suspension]}")
    assert [len(branch.reliefs[0].parts) for branch in split.branches] == [2, 1]


def relief_choice(how: str) -> Deal:
    return read(with_relief("measure: food-pilot", "by: [unsc, iaea]", f"how: {how}"))


def test_every_list_takes_choices_and_branches_multiply() -> None:
    text = """
    id: x
    title: x
    phases:
      - safeguards:
          - consultation
          - one-of: [export-escrow, [consultation, safeguard: export-escrow]]
        undertakings:
          - one-of: [new-programmes, {undertaking: new-programmes, limit: 3}]
      - undertakings:
          - one-of: [new-programmes, {undertaking: new-programmes, limit: none}, new-programmes]
    """
    deal = read(text)
    assert [choice.iri.removeprefix(f"{BASE}deal/x/") for choice in deal.choices] == [
        *("phase-1/one-of-1", "phase-1/one-of-2", "phase-2/one-of-1"),
    ]
    assert len(deal.branches) == 12
    limits = {
        tuple(each.limit for each in branch.commitments if isinstance(each, Undertaking))
        for branch in deal.branches
    }
    assert limits == {(a, b) for a in (None, "3") for b in (None, NONE)}
    assert package_triples(read(to_turtle(deal), "x.ttl")) == package_triples(deal)


def alternatives(count: int, *, of: int = 2) -> str:
    one = f"- one-of: [{', '.join(['export-escrow'] * of)}]"
    lines = "".join(f"          {one}\n" for _ in range(count))
    return f"id: x\ntitle: x\nphases:\n  - safeguards:\n{lines}"


def test_sixty_four_combinations_are_taken_and_more_are_refused_with_a_sentence() -> None:
    assert len(read(alternatives(6)).branches) == MOST_BRANCHES
    assert len(read(alternatives(1, of=MOST_BRANCHES)).branches) == MOST_BRANCHES
    assert refused(alternatives(7)) == [
        "the alternatives make 128 combinations, and at most 64 are judged; write a package for "
        "each of some of them"
    ]
    assert "make more than a million combinations" in refused(alternatives(64))[0]
    many = [{"one-of": ["export-escrow"] * 2}] * 2_000
    line = json.dumps({"id": "x", "title": "x", "phases": [{"safeguards": many}]})
    with pytest.raises(BadPackage, match="make more than a million combinations"):
        parse_line(line.encode(), "x.jsonl", 1, SMALL)


def test_many_alternatives_keep_their_order_in_a_graph() -> None:
    ways = ", ".join(f"{{safeguard: export-escrow, notes: n{n}}}" for n in range(40))
    deal = read(f"id: x\ntitle: x\nphases: [{{safeguards: [one-of: [{ways}]]}}]\n")
    for text, name in ((to_turtle(deal), "x.ttl"), (to_jsonld(deal), "x.jsonld")):
        assert normal(read(text, name)) == normal(deal)


# --- the schema and the reader take the same ----------------------------------------------------


TAKEN = [
    WORDS,
    with_relief("measure: open"),
    with_relief("measure: '?'"),
    with_relief("measure: open", "kind: [export-relief]"),
    with_relief("measure: food-pilot", "by: [unsc, iaea]", "how: {unsc: waiver, iaea: open}"),
    with_relief("measure: food-pilot", "how: {one-of: [waiver, open]}"),
    with_relief("measure: food-pilot", "term: 6 months to 2 years", "limit: 3", "for: everyone"),
    with_relief("one-of: [{measure: food-pilot}, [{measure: open}, {measure: open}]]"),
    with_relief("measure: food-pilot", "renewable: open", "snapback: promised"),
    with_relief("action: open", "kind: rollback-step").replace("relief:", "concessions:"),
    "id: x\ntitle: x\nproposed-on: 2019\nas-of: 2019-02\nphases: [{}]\n",
    "id: x\ntitle: x\nsources: {title: t, address: http://a}\nphases: [{}]\n",
    "id: x\ntitle: x\nphases: [{undertakings: [one-of: [new-programmes, new-programmes]]}]\n",
]
LEFT = [
    with_relief("measure: food-pilot", "kind: export-relief"),
    with_relief("provisions: un/2397/6", "kind: export-relief"),
    with_relief("measure: open", "provisions: un/2397/6"),
    with_relief("by: unsc"),
    with_relief("measure: food-pilot", "how: [waiver, suspension]"),
    with_relief("measure: food-pilot", "how: {one-of: [waiver]}"),
    with_relief("measure: food-pilot", "how: {one-of: [waiver, suspended]}"),
    with_relief("measure: food-pilot", "by: unsc", "how: {unsc: suspended}"),
    with_relief("measure: food-pilot", "term: some months"),
    with_relief("measure: food-pilot", "term: 6 months years"),
    with_relief("measure: food-pilot", "reading: guess"),
    with_relief("one-of: [{measure: food-pilot}]"),
    with_relief("one-of: [{measure: food-pilot}, {measure: open}]", "by: unsc"),
    with_relief("one-of: [{measure: food-pilot}, {one-of: [{measure: open}, {measure: open}]}]"),
    with_relief("one-of: [{measure: food-pilot}, []]"),
    with_relief("action: yongbyon-freeze", "kind: rollback-step").replace(
        "relief:", "concessions:"
    ),
    "id: x\ntitle: x\nas-of: 2019\nphases: [{}]\n",
    "id: x\ntitle: x\nproposed-on: spring\nphases: [{}]\n",
    "id: x\ntitle: x\nsources: {title: t, address: ftp://a}\nphases: [{}]\n",
    "id: x\ntitle: x\nsources: {address: http://a}\nphases: [{}]\n",
    "id: x\ntitle: x\nordered: maybe\nphases: [{}]\n",
]


@pytest.mark.parametrize("text", TAKEN)
def test_the_schema_takes_what_the_reader_takes(text: str) -> None:
    read(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(plain(read_yaml(text, Problems("x"))))


@pytest.mark.parametrize("text", LEFT)
def test_the_schema_refuses_what_the_reader_refuses(text: str) -> None:
    assert refused(text)
    found = plain(read_yaml(text, Problems("x")))
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(found)


# --- graphs that say something else --------------------------------------------------------------

GRAPH = PREFIXES + (
    "@prefix d: <https://w3id.org/sanctions-kg/dprk/deal/g/> .\n"
    '<deal/g> a skg:DealPackage ; rdfs:label "G" ; skg:hasPhase d:p .\n'
    "d:p a skg:Phase .\n"
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "<deal/g> skg:asOf '2019-02-01' ; skg:asOfUntil '2019-02-27' .",
            "skg:asOfUntil is the last day of the month that skg:asOf begins, or left out",
        ),
        (
            "d:r a skg:ReliefCommitment ; skg:inPhase d:p ; skg:openMeasure true ; "
            "skg:grants <relief/food-pilot> .",
            "skg:openMeasure is true where nothing is named, or left out",
        ),
        (
            "d:r skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:termDays 300 ; "
            "skg:termAsSaid '12 months' .",
            "skg:termAsSaid is 12 months; skg:termDays and skg:termDaysMost say otherwise",
        ),
        (
            "d:r skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:termDaysMost 300 .",
            "skg:termDaysMost without skg:termDays, the shorter end",
        ),
        (
            "d:r skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:termDays 300 ; "
            "skg:termOpen true .",
            "skg:termOpen is true where no term is stated, or left out",
        ),
        (
            "d:r skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:limit <goods/coal> .",
            "skg:limit must be a text or skg:none, not "
            "<https://w3id.org/sanctions-kg/dprk/goods/coal>",
        ),
        (
            "d:r skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:by <actor/unsc> .\n"
            "d:s skg:inPhase d:p ; skg:grants <relief/export-suspension> ; skg:by <actor/iaea> ; "
            "skg:partOfRelief d:r .",
            "deal/g/s says something else than deal/g/r; the parts of one relief differ in skg:by "
            "and skg:through alone",
        ),
        (
            "d:r skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:by <actor/unsc> .\n"
            "d:s skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:partOfRelief d:r .",
            "deal/g/s is one of the parts of a relief; it names one body",
        ),
        (
            "d:s skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:by <actor/unsc> ; "
            "skg:partOfRelief d:r .",
            "deal/g/s is part of deal/g/r, no relief beside it",
        ),
        (
            "d:c a skg:Choice ; skg:inPhase d:p ; skg:alternative d:a , d:b .\n"
            "d:a skg:holds d:a1 . d:b skg:holds d:b1 .\n"
            "d:a1 skg:grants <relief/food-pilot> .\n"
            "d:b1 skg:action <action/yongbyon-freeze> .",
            "deal/g/c mixes concession and relief; alternatives are of one kind",
        ),
        (
            "d:c a skg:Choice ; skg:inPhase d:p ; skg:alternative d:a , d:b .\n"
            "d:a skg:holds d:a1 . d:b skg:holds d:a1 .\n"
            "d:a1 skg:grants <relief/food-pilot> .",
            "deal/g/a1 stands in two places, one of them a choice",
        ),
        (
            "d:c a skg:Choice ; skg:inPhase d:p ; skg:alternative d:a , d:b .\n"
            "d:a skg:holds d:a1 . d:b skg:holds d:b1 .\n"
            "d:a1 skg:grants <relief/food-pilot> ; skg:inPhase d:p .\n"
            "d:b1 skg:grants <relief/food-pilot> .",
            "deal/g/a1 cannot be in a phase by skg:inPhase",
        ),
        (
            "d:c a skg:Choice ; skg:inPhase d:p ; skg:alternative d:a , d:b ; skg:by <actor/unsc> ."
            "\nd:a skg:holds d:a1 . d:b skg:holds d:b1 .\n"
            "d:a1 skg:grants <relief/food-pilot> . d:b1 skg:grants <relief/food-pilot> .",
            "skg:by is not said of deal/g/c in a package",
        ),
        (
            "d:c a skg:Choice ; skg:inPhase d:p .",
            "deal/g/c lacks alternatives that hold something, by skg:holds",
        ),
        (
            "d:c a skg:Choice ; skg:inPhase d:p ; skg:alternative d:a , d:b .\n"
            "d:a skg:holds d:a1 . d:a1 skg:grants <relief/food-pilot> .",
            "deal/g/c lacks alternatives that hold something, by skg:holds",
        ),
        (
            "<deal/g> dcterms:source d:s . d:s dcterms:title 'T' ; skg:url 'x' .",
            "skg:url is x; write it in full, from https:// or http:// on",
        ),
    ],
)
def test_a_graph_that_does_not_fit_together_is_refused(text: str, problem: str) -> None:
    assert refused(GRAPH + text, "x.ttl") == [problem]


def test_a_graph_by_hand_may_name_alternatives_and_parts_as_it_likes() -> None:
    deal = read(
        GRAPH + "d:r skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:by <actor/unsc> ; "
        "skg:through skg:waiver .\n"
        "d:s skg:inPhase d:p ; skg:grants <relief/food-pilot> ; skg:by <actor/iaea> ; "
        "skg:partOfRelief d:r .\n"
        "d:c skg:inPhase d:p ; skg:alternative d:second , d:first .\n"
        "d:first skg:position 1 ; skg:holds d:x . d:second skg:position 2 ; skg:holds d:y .\n"
        "d:x skg:openMeasure true . d:y skg:grants <relief/food-pilot> ; skg:termDays 30 ; "
        "skg:termDaysMost 60 .\n",
        "x.ttl",
    )
    (whole,) = deal.reliefs
    assert whole.acts == ((f"{BASE}actor/unsc", f"{TERMS}waiver"),)
    assert whole.by == (f"{BASE}actor/unsc", f"{BASE}actor/iaea")
    first, second = (way[0] for way in deal.choices[0].alternatives)
    assert isinstance(first, Relief)
    assert first.open
    assert isinstance(second, Relief)
    assert second.term_said == "30–60 days"
    assert package_triples(read(to_turtle(deal), "x.ttl")) == package_triples(deal)


def test_the_schema_holds_the_ids_that_an_editor_completes() -> None:
    """After a change to the things that a package names: make schema."""
    assert with_ids(kg.load(), SCHEMA) == SCHEMA
    relief = SCHEMA["$defs"]["relief"]["properties"]
    assert relief["measure"]["anyOf"][0] == {"$ref": "#/$defs/relief-ids"}
    assert "un/2397/7" in SCHEMA["$defs"]["provision-ids"]["enum"]
    assert SCHEMA["$defs"]["action-ids"]["enum"] == sorted(
        id.partition("/")[2] for id in kg.load().known("action")
    )


def test_a_package_has_a_bound_of_phases_and_of_commitments() -> None:
    phases = "".join(f"  - title: {number}\n" for number in range(MOST_PHASES + 1))
    assert refused(f"id: x\ntitle: x\nphases:\n{phases}") == [
        "1,001 phases; a package has at most 1,000"
    ]
    held = "".join("      - export-escrow\n" for _ in range(MOST_COMMITMENTS))
    text = f"id: x\ntitle: x\nphases:\n  - safeguards:\n{held}"
    assert len(read(text).commitments) == MOST_COMMITMENTS
    said = refused(f"{text}      - export-escrow\n")
    assert said == ["more than 5,000 commitments; write several packages"]
