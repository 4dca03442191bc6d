"""The shapes for national law find what a single record lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from bare import DESCRIPTION, LABEL, SOURCE, STATUS, lacking

CITED = "a provision of a statute, an executive act or an agency act needs its citation"
SENDER = "a national act needs one sender"


@pytest.mark.parametrize(
    "kind", ["Statute", "ExecutiveAct", "Regulation", "AgencyAct", "AdministrativeMeasure"]
)
def test_a_bare_act_lacks_name_sender_words_status_and_source(tmp_path: Path, kind: str) -> None:
    assert lacking(tmp_path, f"<act> a skg:{kind} .") == {
        ("act", message) for message in (LABEL, DESCRIPTION, STATUS, SOURCE, SENDER)
    }


def test_a_treaty_has_no_sender(tmp_path: Path) -> None:
    assert lacking(tmp_path, "<treaty> a skg:Treaty .") == {
        ("treaty", message) for message in (LABEL, DESCRIPTION, STATUS, SOURCE)
    }


@pytest.mark.parametrize(
    ("kind", "cited"),
    [
        ("Statute", True),
        ("ExecutiveAct", True),
        ("AgencyAct", True),
        ("Regulation", False),
        ("AdministrativeMeasure", False),
        ("Treaty", False),
        ("CouncilResolution", False),
        ("Arrangement", False),
    ],
)
def test_a_provision_of_a_statute_or_an_order_needs_its_citation(
    tmp_path: Path, kind: str, cited: bool
) -> None:
    facts = f"""
    <act> a skg:{kind} .
    <act/1> a skg:Provision ; skg:partOf <act> .
    <act/2> a skg:Provision ; skg:partOf <act> ; skg:citation "1 Code 2" .
    """
    found = {record for record, message in lacking(tmp_path, facts) if message == CITED}
    assert found == ({"act/1"} if cited else set())


def test_a_division_needs_a_number_and_something_to_group(tmp_path: Path) -> None:
    facts = """
    <act/1> a skg:Division ; rdfs:label "section 1"@en .
    <act/2> a skg:Division ; rdfs:label "section 2"@en ; skg:number "2" .
    <act/2/a> skg:subdivisionOf <act/2> .
    """
    assert lacking(tmp_path, facts) == {
        ("act/1", "a division needs its printed number"),
        ("act/1", "a division groups at least one provision"),
    }


def test_a_bare_power_to_relax_lacks_act_requirement_place_vote_and_use(tmp_path: Path) -> None:
    facts = """
    <power/1> a skg:Authority .
    <power/2> a skg:Authority ; rdfs:label "waiver"@en ; skg:mechanism skg:waiver ;
        skg:requirement <all> ; skg:basis <act/1> ; skg:needsVote false ; skg:usable true ;
        skg:checked skg:checkedAgainstText ; dcterms:source <source/1> .
    """
    found = lacking(tmp_path, facts)
    assert {message for record, message in found if record == "power/1"} == {
        LABEL,
        STATUS,
        SOURCE,
        "a power to relax needs one mechanism",
        "a power to relax needs one requirement",
        "a power to relax needs a citation or a basis",
        "a power to relax must say whether it needs a vote of the legislature",
        "a power to relax must say whether it can be used",
    }
    assert {record for record, _ in found} == {"power/1"}


def test_a_combination_has_operands_and_a_condition_has_none(tmp_path: Path) -> None:
    facts = """
    <all> a skg:AllOf ; rdfs:label "all"@en ; skg:operand <one> .
    <any> a skg:AnyOf ; rdfs:label "any"@en .
    <one> a skg:ConductCondition ; rdfs:label "one"@en .
    <two> a skg:FindingCondition .
    <three> a skg:CaseCondition ; rdfs:label "three"@en ; skg:operand <one> .
    <four> a skg:ProcedureCondition .
    """
    parts = "a condition has no operands; a requirement with parts is an all-of or an any-of"
    assert lacking(tmp_path, facts) == {
        ("any", "a combination of requirements needs at least one operand"),
        ("two", LABEL),
        ("three", parts),
        ("four", LABEL),
    }


def test_a_bare_delegation_lacks_function_holder_citation_and_day(tmp_path: Path) -> None:
    facts = '<delegation> a skg:Delegation ; rdfs:label "delegation"@en .'
    assert {message for _, message in lacking(tmp_path, facts)} == {
        STATUS,
        SOURCE,
        "a delegation needs a function that it hands on",
        "a delegation needs someone who may use the powers",
        "a delegation needs its citation",
        "a delegation needs its day",
    }


def test_a_reversal_says_what_follows_and_a_return_who_decides(tmp_path: Path) -> None:
    facts = """
    <reversal> a skg:Reversal ; rdfs:label "reversal"@en ; skg:afterPause <return> .
    <return> a skg:Return ; rdfs:label "return"@en ; skg:route skg:lapse .
    <other> a skg:Return ; rdfs:label "other"@en ; skg:decider "the executive" .
    """
    assert lacking(tmp_path, facts) == {
        ("reversal", "a reversal must say what follows an end"),
        ("return", "a return must say who decides"),
        ("other", "a return needs one route"),
    }


def test_a_bare_reversal_lacks_what_follows_a_pause(tmp_path: Path) -> None:
    facts = '<reversal> a skg:Reversal ; rdfs:label "reversal"@en ; skg:afterEnd <return> .'
    assert ("reversal", "a reversal must say what follows a pause") in lacking(tmp_path, facts)


def test_barriers_roads_and_papers_say_what_they_are_about(tmp_path: Path) -> None:
    facts = """
    <barrier> a skg:Barrier ; rdfs:label "barrier"@en .
    <none> a skg:NonBarrier ; rdfs:label "none"@en .
    <road> a skg:RoadOfRelief ; rdfs:label "road"@en .
    <paper> a skg:Paper ; rdfs:label "paper"@en .
    """
    assert lacking(tmp_path, facts) == {
        ("barrier", "a barrier needs the relief measure that it meets"),
        ("barrier", "a barrier needs the provision that it stands in"),
        ("none", "what is no barrier needs the relief measure"),
        ("none", "what is no barrier needs the provision"),
        ("none", "what is no barrier needs the reason"),
        ("road", DESCRIPTION),
        ("road", SOURCE),
        ("road", "a road needs the relief measure that it leads to"),
        ("road", "a road must say whether the executive can go it alone"),
        ("road", "a road must say whether it needs a vote"),
        ("road", "a judgement needs its author"),
        ("road", "a judgement needs its day"),
        ("paper", "a paper needs its road"),
        ("paper", "a paper needs its place on the road"),
    }
