"""The shapes for facts find what a single record lacks."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from bare import DESCRIPTION, LABEL, SOURCE, STATUS, lacking

from kg.check.integrity import problems
from kg.graph.regime import Regime


def test_a_bare_provision_lacks_everything_that_a_citation_needs(tmp_path: Path) -> None:
    assert lacking(tmp_path, "<law/1> a skg:Provision .") == {
        ("law/1", message)
        for message in (
            LABEL,
            DESCRIPTION,
            STATUS,
            SOURCE,
            "a provision is part of one instrument",
            "a provision needs its printed number",
            "a provision needs its place in the instrument",
            "a provision needs an effect",
            "a provision needs one operative verb",
            "a provision needs the day from which it is in force",
            "a provision needs its standing",
        )
    }


def test_an_exception_needs_its_ground_procedure_grant_and_provision(tmp_path: Path) -> None:
    facts = """
    <law/1> skg:exception <exception/1> .
    <exception/1> a skg:Exception ; rdfs:label "one"@en .
    <exception/2> a skg:Exception ; rdfs:label "two"@en ; skg:ground "relief" ;
        skg:procedure skg:noProcedure ; skg:grantedIn <law/1> .
    """
    assert lacking(tmp_path, facts) == {
        ("exception/1", "an exception needs its ground"),
        ("exception/1", "an exception needs its procedure"),
        ("exception/1", "an exception needs the paragraph that grants it"),
        ("exception/2", "an exception belongs to a provision"),
    }


def test_a_judgement_needs_author_day_source_flow_and_level(tmp_path: Path) -> None:
    facts = """
    <assessment/a> a skg:Assessment ; rdfs:label "a"@en .
    <assessment/b> a skg:Assessment ; rdfs:label "b"@en ; dcterms:creator "A. Nalyst" ;
        dcterms:date "2019-04-09"^^xsd:date ; dcterms:source <source/x/1> ;
        skg:assesses skg:aid ; skg:amenability skg:readily .
    """
    assert lacking(tmp_path, facts) == {
        ("assessment/a", SOURCE),
        ("assessment/a", "a judgement needs its author"),
        ("assessment/a", "a judgement needs its day"),
        ("assessment/a", "a judgement needs the flow it judges"),
        ("assessment/a", "a judgement needs its level"),
    }


def test_a_demand_needs_a_provision_that_states_it(tmp_path: Path) -> None:
    facts = """
    <demand/a> a skg:BindingDemand ; rdfs:label "stop"@en .
    <demand/b> a skg:HortatoryDemand ; rdfs:label "talk"@en ; skg:statedIn <law/1> .
    """
    assert lacking(tmp_path, facts) == {("demand/a", "a demand needs a provision that states it")}


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_the_shipped_regime_is_sound(regime: Regime, severity: str) -> None:
    assert [str(p) for p in problems(regime) if p.severity == severity] == []


def test_a_programme_needs_its_list_a_provision_and_a_way_to_know_it(tmp_path: Path) -> None:
    facts = """
    <programme/1> a skg:Programme .
    <list/1> a skg:DesignationList .
    """
    assert lacking(tmp_path, facts) == {
        *(("programme/1", each) for each in (LABEL, STATUS, SOURCE)),
        ("programme/1", "a programme stands on one list"),
        ("programme/1", "a programme rests on a provision"),
        ("programme/1", "a programme needs a code, or the beginning of its references"),
        *(("list/1", each) for each in (LABEL, STATUS, SOURCE)),
        ("list/1", "a list needs the body that keeps it"),
        ("list/1", "a list needs the power by which a name comes off it"),
    }


def test_an_address_is_written_in_ascii(tmp_path: Path) -> None:
    """One that is not stops a reasoner over the whole graph."""
    facts = """
    <source/a> skg:url "https://example.org/Ⅵ"^^xsd:anyURI .
    <source/b> skg:url "https://example.org/%E2%85%A5"^^xsd:anyURI .
    <source/c> skg:url "https://example.org/a b"^^xsd:anyURI .
    """
    said = "an address is written in ASCII; percent-encode other characters"
    assert {(id, told) for id, told in lacking(tmp_path, facts) if told == said} == {
        ("source/a", said),
        ("source/c", said),
    }


# What no test above lacks, with what is found on it.
TOLD = {
    "a passage needs its number": "<x> a skg:Passage .",
    "a passage stands in one source": "<x> a skg:Passage .",
    "a resolution needs one symbol": "<x> a skg:CouncilResolution .",
    "a resolution needs its vote": "<x> a skg:CouncilResolution .",
    "a resolution needs the day it was adopted": "<x> a skg:CouncilResolution .",
    "a resolution needs its count of operative paragraphs": "<x> a skg:CouncilResolution .",
    "a cap needs its unit": "<x> a skg:Cap .",
    "a cap needs its period": "<x> a skg:Cap .",
    "a cap needs its first day": "<x> a skg:Cap .",
    "a deadline needs its day, or how often it comes back": "<x> a skg:Deadline .",
    "a deadline has one first day": '<x> a skg:Deadline ; skg:dueOn "soon" .',
    "a deadline comes back after one length of time": '<x> a skg:Deadline ; skg:every "year" .',
    "a provision ends on one day": '<x> a skg:Provision ; skg:inForceUntil "never" .',
    "whether its first day stands in for an earlier one is true or false": (
        '<x> a skg:Provision ; skg:mayBeOlder "perhaps" .'
    ),
    "a figure has at most one day, that on which it was stated": (
        '<x> a skg:TradeFigure ; dcterms:date "lately" .'
    ),
    "the low end of a figure is below its high end": (
        "<x> a skg:TradeFigure ; skg:lowUsd 2 ; skg:highUsd 1 ."
    ),
    "a programme has one day of listing, if any": '<x> a skg:Programme ; skg:listedOn "x" .',
    "an exemption has one last day, if it was read": (
        '<x> a skg:GrantedExemption ; skg:usableUntil "x" .'
    ),
    "an exemption is granted before its last day": (
        '<x> a skg:GrantedExemption ; skg:grantedOn "2020-01-02"^^xsd:date ; '
        'skg:usableUntil "2020-01-01"^^xsd:date .'
    ),
}


def test_each_check_of_a_record_finds_what_it_is_for(tmp_path: Path) -> None:
    facts = [text.replace("<x>", f"<x/{n}>") for n, text in enumerate(TOLD.values())]
    found = lacking(tmp_path, "\n".join(facts))
    assert {(f"x/{n}", told) for n, told in enumerate(TOLD)} <= found


def test_every_check_of_a_record_is_expected_by_a_test() -> None:
    """One that is switched off must be missed."""
    root = Path(__file__).parents[2]
    texts = "\n".join(path.read_text("utf-8") for path in sorted(root.glob("tests/**/*.py")))
    joined = re.sub(r'"\s*\n\s*f?"', "", texts)
    message = "http://www.w3.org/ns/shacl#message"
    checks = {
        quad.object.value  # type: ignore[union-attr]
        for name in ("facts", "people")
        for quad in ox.parse(path=root / "shapes" / f"{name}.ttl")
        if quad.predicate.value == message
    }
    assert len(checks) > 90
    assert {each for each in checks if each not in joined} == set()
