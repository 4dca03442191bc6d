"""What a package leaves open is stated, what is asked has its weight, and all can be said aloud."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_packages import package, words

import kg
from kg.core.errors import BadInput
from kg.deal import Deal, parse_deal
from kg.deal.edit.json_text import edited_json
from kg.deal.model import Concession
from kg.deal.overlay import package_triples
from kg.graph.regime import Regime
from kg.repair import Proposal, read_costs, repair
from kg.repair.moves import Moves
from kg.repair.weights import targets, weights

ROOT = Path(__file__).parent.parent
DEALS = sorted((ROOT / "deals").glob("*.yaml"))
FREEZE = "{action: yongbyon-freeze, verified-by: iaea}"
IMPORTS = "{measure: import-suspension, by: unsc, how: suspension, term: 90 days, ends-if: x}"


def deal(regime: Regime, concessions: str, relief: str, more: str = "") -> Deal:
    text = (
        f"id: deal/test\ntitle: A test\nas-of: 2019-04-09\n{more}phases:\n  - title: One\n"
        f"    concessions: [{concessions}]\n    relief: [{relief}]\n"
    )
    return parse_deal(text, "test.yaml", regime)


def best(regime: Regime, package: Deal) -> Proposal:
    return repair(regime, package, best=1, engine="compiled").proposals[0]


def said(proposal: Proposal) -> list[str]:
    return [step.says for step in proposal.steps]


# --- what is open is stated ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concession", "relief", "sentences"),
    [
        (
            "{action: yongbyon-freeze, verified-by: unnamed}",
            IMPORTS,
            [
                "Have the International Atomic Energy Agency verify the freeze of the Yongbyon "
                "nuclear facility in phase 1"
            ],
        ),
        (
            "{action: yongbyon-freeze, verified-by: iaea, extent: open}",
            IMPORTS,
            ["Say that all of the freeze of the Yongbyon nuclear facility in phase 1 is meant"],
        ),
        (
            "{action: open}",
            IMPORTS,
            [
                "Say which step is meant in phase 1: the freeze of the Yongbyon nuclear facility",
                "Have the International Atomic Energy Agency verify the freeze of the Yongbyon "
                "nuclear facility in phase 1",
            ],
        ),
        (
            FREEZE,
            IMPORTS.replace("how: suspension, term: 90 days", "how: open"),
            [
                "Say that the suspension of UN sanctions on imports in phase 1 is a suspension for "
                "90 days, renewable"
            ],
        ),
        (
            FREEZE,
            IMPORTS.replace("by: unsc", "by: open"),
            [
                "Let the United Nations Security Council decide the suspension of UN sanctions on "
                "imports in phase 1"
            ],
        ),
        (
            FREEZE,
            IMPORTS.replace("term: 90 days, ", ""),
            ["Limit the suspension of UN sanctions on imports in phase 1 to 90 days, renewable"],
        ),
        (
            FREEZE,
            IMPORTS.replace("term: 90 days", "snapback: promised"),
            ["Limit the suspension of UN sanctions on imports in phase 1 to 90 days, renewable"],
        ),
        (
            FREEZE,
            "{measure: people-exchanges, by: united-states, how: licence}",
            [
                "Name the power for people-to-people exchanges and travel in phase 1: special "
                "validation passport"
            ],
        ),
        (
            FREEZE,
            "{measure: open, by: unsc, kind: import-relief}",
            [
                "Say what is meant in phase 1 by import relief by the United Nations Security "
                "Council that the package does not specify: the suspension of UN sanctions on "
                "imports",
                "Say that the suspension of UN sanctions on imports in phase 1 is a suspension for "
                "90 days, renewable",
            ],
        ),
    ],
)
def test_what_is_open_is_cured_by_stating_it(
    regime: Regime, concession: str, relief: str, sentences: list[str]
) -> None:
    package = deal(regime, concession, relief)
    assert {f.kind for f in regime.validate(package).findings} == {"gap", "weakness"}
    assert said(best(regime, package)) == sentences


def test_the_act_of_one_of_several_bodies_is_stated_beside_that_of_the_other(
    regime: Regime,
) -> None:
    how = "how: {republic-of-korea: rescission}"
    relief = f"{{measure: kaesong, by: [unsc, republic-of-korea], {how}}}"
    steps = "{action: fissile-halt, verified-by: iaea}"
    found = best(regime, deal(regime, steps, relief))
    assert said(found) == [
        "Have the reopening of the Kaesong Industrial Complex in phase 1 given by an exemption by "
        "the United Nations Security Council and a rescission by the Republic of Korea"
    ]


def test_phases_in_no_stated_order_are_put_in_order_where_that_cures(regime: Regime) -> None:
    text = (
        "id: deal/test\ntitle: A test\nas-of: 2019-04-09\nordered: false # for now\nphases:\n"
        f"  - title: One\n    concessions: [{FREEZE}]\n  - title: Two\n    relief: [{IMPORTS}]\n"
    )
    found = best(regime, parse_deal(text, "test.yaml", regime))
    assert said(found) == ["Say that the phases come in the order in which they stand"]
    assert found.deal.ordered
    from kg.deal.edit.yaml_text import edited

    written = edited(text, parse_deal(text, "test.yaml", regime), found.edits)
    assert written == text.replace("ordered: false # for now", "ordered: true # for now")


def test_a_package_that_leaves_a_choice_open_is_refused_by_its_alternatives(
    regime: Regime,
) -> None:
    choice = "{measure: export-suspension, by: unsc, how: {one-of: [suspension, termination]}}"
    with pytest.raises(
        BadInput,
        match=r"leaves a choice open \(suspension of UN sanctions on most exports or suspension of "
        r"UN sanctions on most exports\); choose an alternative first",
    ):
        repair(regime, deal(regime, FREEZE, choice))


def test_relief_that_is_not_specified_is_called_so_and_not_by_the_name_of_another(
    regime: Regime,
) -> None:
    package = deal(regime, FREEZE, "{measure: open, by: united-states}")
    spoken = " ".join(said(best(regime, package)))
    assert "relief of sanctions by the United States of America that the package does not" in spoken
    assert "suspension of some United States sanctions" not in spoken
    with pytest.raises(BadInput, match="write measure: open where it is not said which"):
        deal(regime, FREEZE, "{measure: us-sanctions, by: united-states}")


# --- what is asked ------------------------------------------------------------------------------


def additions(regime: Regime, package: Deal) -> dict[str, tuple[Concession, int]]:
    moves = Moves(regime, package, (), read_costs())
    return {
        item.name.removeprefix("+action/"): (item.commitment, item.cost)
        for item in moves.additions()
        if isinstance(item.commitment, Concession)
    }


def test_what_was_done_already_is_not_asked_for(regime: Regime) -> None:
    package = deal(regime, FREEZE, IMPORTS)
    assert "cooling-tower-demolition" not in additions(regime, package)
    assert "punggye-ri-closure" not in additions(regime, package)
    before = additions(regime, package.at(date(2007, 2, 13)))
    assert {"cooling-tower-demolition", "punggye-ri-closure"} <= before.keys()


def test_what_is_heavier_for_the_target_costs_more(regime: Regime) -> None:
    package = deal(regime, "", IMPORTS)
    cost = {name: cost for name, (_, cost) in additions(regime, package).items()}
    assert cost["road-map"] < cost["yongbyon-freeze"] < cost["yongbyon-dismantlement"]
    assert cost["wmd-dismantlement"] > 3 * cost["yongbyon-dismantlement"]
    assert cost["weapons-handover"] > 3 * cost["yongbyon-dismantlement"]
    beside = additions(regime, deal(regime, "{action: fissile-halt}", IMPORTS))
    assert beside["fissile-dismantlement"][1] < cost["fissile-dismantlement"]


def test_a_step_of_the_stage_of_the_relief_is_asked_before_others(regime: Regime) -> None:
    assert said(best(regime, deal(regime, "", IMPORTS))) == [
        "Ask in phase 1 for the freeze of the Yongbyon nuclear facility, verified by the "
        "International Atomic Energy Agency"
    ]


def test_everybody_verifies_what_is_theirs_to_verify(regime: Regime) -> None:
    offered = additions(regime, deal(regime, "", IMPORTS))
    nobody = {*targets(regime), f"{regime.base}actor/banks-and-firms"}
    for name, (made, _) in offered.items():
        verifiable = regime.is_a(f"action/{name}", "VerifiableAction")
        assert bool(made.verified_by) == verifiable, name
        assert nobody.isdisjoint(made.verified_by), name
        if verifiable:
            assert made.verified_by == weights(regime).verifiers(made.action), name
    who = {name: made.verified_by for name, (made, _) in offered.items()}
    for name, actors in {
        "punggye-ri-inspections": {"ctbto"},
        "fissile-halt": {"iaea"},
        "missile-production-freeze": {"us-experts"},
        "ilo-standards": {"ilo"},
        "wmd-dismantlement": {"iaea", "opcw", "us-experts"},
    }.items():
        assert {each.rpartition("/")[2] for each in who[name]} == actors


def test_a_verifier_that_a_package_names_elsewhere_is_named_again(regime: Regime) -> None:
    steps = "{action: yongbyon-dismantlement, verified-by: joint-experts}, " + (
        "{action: yongbyon-dismantlement}"
    )
    assert said(best(regime, deal(regime, steps, ""))) == [
        "Have technicians of both sides, working jointly verify the dismantlement of the Yongbyon "
        "nuclear facility in phase 1"
    ]


# --- what is said -------------------------------------------------------------------------------

SPOKEN = {
    "panmunjom-2018": [
        "Have the Preparatory Commission for the Comprehensive Nuclear-Test-Ban Treaty "
        "Organization verify the closing of the nuclear test site at Punggye-ri in phase 1",
        "Let the 1718 Committee decide inter-Korean rail, road and other infrastructure in phase 1",
        "Have inter-Korean rail, road and other infrastructure in phase 1 given by an exemption",
    ],
    "joint-statement-2005": [
        "Have the International Atomic Energy Agency, the Organisation for the Prohibition of "
        "Chemical Weapons and the United States experts on site verify the abandonment of all "
        "nuclear weapons and existing nuclear programmes in phase 2",
        "Have the International Atomic Energy Agency verify return to the Non-Proliferation Treaty "
        "and to IAEA safeguards in phase 2",
    ],
    "tutorial": [
        "Have the International Atomic Energy Agency verify the freeze of the Yongbyon nuclear "
        "facility in phase 1",
        "Ask in phase 2 for a freeze on making ballistic missiles and testing engines, verified by "
        "the United States experts on site",
        "Put off the suspension of UN sanctions on most exports from phase 1 to phase 2",
        "Let the United Nations Security Council instead of the 1718 Committee decide the "
        "suspension of UN sanctions on imports in phase 2",
        "Give the approval of single new investments in phase 2, an exemption by the 1718 "
        "Committee, instead of the relief of resolution 2375, paragraph 18",
        "Let the 1718 Committee decide the reopening of the Kaesong Industrial Complex in phase 2",
    ],
}


@pytest.mark.parametrize("name", SPOKEN)
def test_the_first_repair_of_a_shipped_deal_can_be_said_aloud(regime: Regime, name: str) -> None:
    found = best(regime, kg.read_deal(ROOT / f"deals/{name}.yaml", regime))
    assert said(found) == SPOKEN[name]


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_nothing_goes_from_a_shipped_deal_that_anything_else_cures(
    regime: Regime, path: Path
) -> None:
    found = best(regime, kg.read_deal(path, regime))
    left = [step.says for step in found.steps if step.edit.kind == "drop"]
    # The power that ended the Trading with the Enemy Act programme has been used up.
    used_up = "Leave the end of the Trading with the Enemy Act programme out of phase 3"
    assert left == ([used_up] if path.stem == "six-party-2007-2008" else [])
    for sentence in said(found):
        assert "say," not in sentence
        assert "verified halt" not in sentence


# --- any package --------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(number=st.integers(0, 2_000))
def test_a_repaired_package_passes_and_reads_back_the_same(regime: Regime, number: int) -> None:
    tree = package(words(regime), number)
    text = json.dumps(tree)
    read = parse_deal(text, "random.json", regime)
    for proposal in repair(regime, read, best=1, engine="compiled").proposals:
        back = parse_deal(edited_json(text, read, proposal.edits), "random.json", regime)
        assert package_triples(back) == package_triples(proposal.deal)
        report = regime.validate(back)
        assert [f for f in report.findings if f.kind != "weakness"] == []
        again = repair(regime, back, best=1, engine="compiled").proposals
        assert [each.edits for each in again] == [()]


def test_what_a_repair_names_is_written_in_the_place_of_open(regime: Regime) -> None:
    package = deal(regime, FREEZE, "{measure: open, by: unsc, kind: import-relief}")
    from kg.deal.edit.yaml_text import edited

    text = (
        "id: deal/test\ntitle: A test\nas-of: 2019-04-09\nphases:\n  - title: One\n"
        f"    concessions: [{FREEZE}]\n    relief:\n      - measure: open # not said\n"
        "        kind: import-relief\n        by: unsc\n"
    )
    package = replace(parse_deal(text, "test.yaml", regime))
    found = best(regime, package)
    written = edited(text, package, found.edits)
    assert written == text.replace("open # not said", "import-suspension # not said").replace(
        "        kind: import-relief\n        by: unsc\n",
        "        by: unsc\n        how: suspension\n        term: 90 days\n"
        "        renewable: true\n",
    )
    assert package_triples(parse_deal(written, "test.yaml", regime)) == package_triples(found.deal)
