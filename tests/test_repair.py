"""Repairs cure at the least cost, keep what is to be kept, and come back as a file.

That the solver and the checker agree on every package is tested in test_rules.py.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import run
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import violations

import kg
from kg.check import rules
from kg.check.book import applied_shapes, find_rulebook
from kg.check.findings import NOTHING_TO_JUDGE, Report
from kg.core.errors import BadInput, BrokenData
from kg.deal import Deal, parse_deal
from kg.deal.edit.edits import apply
from kg.graph.regime import Regime
from kg.repair import Edit, Proposal, read_costs
from kg.repair import repair as repair_and_judge
from kg.repair.cure import broken_as_written, prepared
from kg.repair.program import program
from kg.repair.solve import Solver

ROOT = Path(__file__).parent.parent
# What pySHACL would find, by the faster engine; test_engines.py holds the two equal.
repair = partial(repair_and_judge, engine="compiled")


def shapes(regime: Regime) -> tuple[rules.RuleShape, ...]:
    return applied_shapes(regime, find_rulebook(regime, None))


def deal(regime: Regime, body: str) -> Deal:
    head = "id: deal/test\ntitle: A test\nas-of: 2019-04-09\nphases:\n"
    return parse_deal(head + body, "test.yaml", regime)


def said(proposal: Proposal) -> list[str]:
    return [step.says for step in proposal.steps]


def left(found: Report, *kinds: str) -> list[str]:
    return [finding.rule for finding in found.findings if finding.kind in kinds]


# --- one copy of the rules ----------------------------------------------------------------------


def test_every_rule_kind_has_a_program(regime: Regime) -> None:
    kinds = set(rules.rule_kinds(regime).values())
    assert {kind.label for kind in kinds if kind.program is None} == set()


def test_a_rule_kind_without_a_program_is_refused_by_name(regime: Regime) -> None:
    first, *others = shapes(regime)
    mute = replace(first, kind=replace(first.kind, program=None))
    with pytest.raises(BrokenData, match=f"“{first.kind.label}” has no program"):
        program(regime, (mute, *others))


def with_rulebook(text: str) -> Regime:
    """The regime with a rulebook of its own beside the shipped ones."""
    regime = kg.load()
    prefixes = "".join(
        f"@prefix {name}: <{iri}> .\n"
        for name, iri in (
            ("sh", "http://www.w3.org/ns/shacl#"),
            ("skg", "https://w3id.org/sanctions-kg/ontology#"),
            ("skos", "http://www.w3.org/2004/02/skos/core#"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        )
    )
    turtle = f"@base <{regime.base}> .\n{prefixes}{text}"
    regime.store.load(turtle.encode(), format=ox.RdfFormat.TURTLE, to_graph=regime.graph("shapes"))
    return replace(regime)


def test_a_rule_added_as_data_is_obeyed_without_code() -> None:
    regime = with_rulebook(
        """
        <rulebook/strict> a skg:Rulebook ; rdfs:label "a strict rulebook"@en .
        <rule/strict/road-map-first> a sh:NodeShape , skg:Rule ;
            skg:inRulebook <rulebook/strict> ;
            sh:name "a road map first"@en ; sh:description "Relief must wait for a road map."@en ;
            skos:note "A test."@en ; sh:severity sh:Violation ;
            sh:targetClass skg:ReliefCommitment ;
            skg:requiresConcession <action/road-map> ; skg:mootAfter <action/full-compliance> ;
            sh:message "No road map."@en .
        """
    )
    package = deal(
        regime,
        """
  - title: Relief
    relief:
      - measure: import-suspension
        by: unsc
        how: suspension
""",
    )
    (best,) = repair(regime, package, "strict", best=1).proposals
    assert said(best) == ["Ask in phase 1 for an agreed road map and sequence for denuclearization"]
    assert [(each.rule, each.commitment) for each in best.steps[0].mends] == [
        ("road-map-first", package.phases[0].relief[0].iri)
    ]


# --- what is proposed ---------------------------------------------------------------------------


def test_a_package_that_conforms_needs_no_change(regime: Regime) -> None:
    answer = repair(regime, kg.read_deal(ROOT / "deals/wertz-2019-framework.yaml", regime))
    assert [proposal.edits for proposal in answer.proposals] == [()]


def test_the_best_repair_of_the_hanoi_offer_asks_for_what_the_rulebook_asks(
    regime: Regime,
) -> None:
    offer = kg.read_deal(ROOT / "deals/hanoi-2019-dprk-offer.yaml", regime)
    best = repair_and_judge(regime, offer, best=1).proposals[0]
    asked = [(step.says, sorted({each.rule for each in step.mends})) for step in best.steps]
    assert asked == [
        (
            "Ask in phase 1 for the halt of all fissile-material production, covert enrichment "
            "included, verified by the International Atomic Energy Agency",
            ["exports-need-fissile-halt", "rollback-before-commerce"],
        ),
        (
            "Ask in phase 1 for a freeze on making ballistic missiles and testing engines, "
            "verified by the United States experts on site",
            ["exports-need-missile-limits", "imports-need-yongbyon"],
        ),
        (
            "Keep resolution 2270, paragraph 31 (fuel to the target), resolution 2371, paragraph "
            "12 (investment and joint ventures) and resolution 2375, paragraph 18 (investment and "
            "joint ventures) in force, out of the relief of 20 provisions in phase 1",
            ["finance-and-investment-last", "investment-case-by-case", "remaining-sanctions-last"],
        ),
        (
            "Say that dual-use goods, luxury goods and military goods stay barred under the relief "
            "of 17 provisions in phase 1",
            ["no-sensitive-goods", "remaining-sanctions-last"],
        ),
        (
            "Suspend the 17 provisions in phase 1 for 90 days, renewable, instead of ending them "
            "for good",
            ["framework-until-complete", "snapback-on-suspension"],
        ),
    ]


def test_a_gap_is_closed_by_saying_who_verifies(regime: Regime) -> None:
    package = deal(
        regime,
        """
  - title: A freeze
    concessions:
      - action: yongbyon-freeze
""",
    )
    (best,) = repair(regime, package, best=1).proposals
    assert said(best) == [
        "Have the International Atomic Energy Agency verify the freeze of the Yongbyon nuclear "
        "facility in phase 1"
    ]
    assert best.cost == read_costs()["verifier"]


def test_nobody_verifies_itself_and_a_repair_asks_someone_else(regime: Regime) -> None:
    package = deal(
        regime,
        """
  - title: A freeze
    concessions:
      - action: yongbyon-freeze
        verified-by: dprk
      - action: fissile-halt
        verified-by: [dprk, iaea]
""",
    )
    (best,) = repair(regime, package, best=1).proposals
    assert said(best) == [
        "Have the International Atomic Energy Agency verify the freeze of the Yongbyon nuclear "
        "facility in phase 1",
        "Have the International Atomic Energy Agency verify the halt of all fissile-material "
        "production, covert enrichment included, in phase 1",
    ]


def test_an_act_and_the_power_for_it_are_named_together(regime: Regime) -> None:
    """A waiver that no power of the statute gives is given by the act of one that is on record."""
    package = deal(
        regime,
        """
  - title: A waiver
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
    relief:
      - measure: us-import-waiver
        by: united-states
        how: '?'
        ends-if: a test
""",
    )
    (best,) = repair(regime, package, best=1).proposals
    assert [sorted(dict(step.edit.changes)) for step in best.steps] == [["authority"], ["through"]]
    assert best.cost == read_costs()["act"] + read_costs()["authority"]


def test_strict_cures_weaknesses_too(regime: Regime) -> None:
    package = deal(
        regime,
        """
  - title: Banking for aid
    relief:
      - measure: humanitarian-banking
        by: unsc
        how: exemption
""",
    )
    assert repair(regime, package, best=1).proposals[0].edits == ()
    strict = repair(regime, package, best=1, strict=True).proposals[0]
    assert strict.report.findings == ()
    # Relief for aid is asked neither for a snapback nor for what would end it.
    assert [step.says for step in strict.steps] == [
        "Give in phase 1 people-to-people exchanges and travel: a licence by the United States of "
        "America"
    ]


def test_the_same_question_has_the_same_answer_in_another_process() -> None:
    question = ("repair", "tutorial", "--format", "json")
    command = [sys.executable, "-m", "kg.cli", *question]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    # The order of hashes in this process is another one, and no two runs of the tests have one.
    assert done.stdout == run(*question).stdout
    assert len(json.loads(done.stdout)["proposals"]) == 3


def test_later_proposals_cost_no_less_and_say_something_else(regime: Regime) -> None:
    offer = kg.read_deal(ROOT / "deals/hanoi-2019-dprk-offer.yaml", regime)
    proposals = repair(regime, offer, best=4).proposals
    costs = [proposal.cost for proposal in proposals]
    assert costs == sorted(costs)
    for one, other in itertools.combinations(proposals, 2):
        assert not set(said(one)) <= set(said(other))


# --- what is kept -------------------------------------------------------------------------------


KEPT = """
  - title: Everything at once
    relief:
      - measure: export-suspension
        by: unsc
        how: termination
"""


def test_what_is_kept_stays_as_it_is(regime: Regime) -> None:
    package = deal(regime, KEPT)
    for proposal in repair(regime, package, best=2, keep=["phase-1/relief-1"]).proposals:
        kept = proposal.deal.phases[0].relief[0]
        assert replace(kept, line=None) == replace(package.phases[0].relief[0], line=None)


def test_a_phase_that_is_kept_gets_nothing_new(regime: Regime) -> None:
    package = deal(
        regime,
        """
  - title: A freeze
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
  - title: Exports
    relief:
      - measure: export-suspension
        by: unsc
        how: suspension
""",
    )
    free = repair(regime, package, best=1).proposals[0]
    kept = repair(regime, package, best=1, keep=["phase-2"]).proposals[0]
    assert {edit.phase for edit in free.edits} == {2}
    assert {edit.phase for edit in kept.edits} == {1}


def test_what_is_promised_later_is_brought_forward_and_not_asked_for_twice(regime: Regime) -> None:
    package = deal(
        regime,
        """
  - title: Imports
    relief:
      - measure: import-suspension
        by: unsc
        how: suspension
  - title: A freeze
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
""",
    )
    for proposal in repair(regime, package, best=4, keep=["phase-1/relief-1"]).proposals:
        actions = [each.action for phase in proposal.deal.phases for each in phase.concessions]
        assert actions.count(f"{regime.base}action/yongbyon-freeze") <= 1


def test_a_safeguard_is_not_agreed_where_the_phase_goes_without_it(regime: Regime) -> None:
    package = deal(
        regime,
        """
  - title: A pilot
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
    relief:
      - measure: food-pilot
        by: unsc
        how: exemption
    without: [quantity-limit]
""",
    )
    for proposal in repair(regime, package, best=3).proposals:
        for phase in proposal.deal.phases:
            assert not {each.safeguard for each in phase.safeguards} & set(phase.without)


def test_a_new_phase_has_a_title_of_its_own(regime: Regime) -> None:
    package = deal(regime, "  - title: Phase 2\n    concessions:\n      - action: road-map\n")
    added = Edit("add", 0, phase=2, added=package.phases[0].concessions[0])
    assert [p.title for p in apply(package, [added]).phases] == ["Phase 2", "New phase 2"]


def test_a_conflict_names_the_least_that_cannot_be_had_together(regime: Regime) -> None:
    package = deal(
        regime,
        KEPT
        + """
  - title: Nobody looks
    concessions:
      - action: yongbyon-freeze
        verified-by: none
""",
    )
    answer = repair(regime, package, keep=["phase-1/relief-1", "phase-2/concession-1"])
    assert answer.proposals == ()
    assert answer.conflict is not None
    assert answer.conflict.keep == ("phase-2/concession-1",)
    assert [rule for rule, _ in answer.conflict.rules] == ["verified-or-it-does-not-count"]


def test_a_conflict_is_as_small_as_can_be() -> None:
    """Four things cannot be had together, and two others cannot; taking out one by one, in order,
    would have come to the four."""
    program = """
        of_rule("a", "a"). of_rule("b", "b"). of_rule("c", "c"). of_rule("d", "d").
        keep("k", 0). keep("l", 0).
        #external obey(R) : of_rule(_, R).
        #external hold(I) : keep(I, _).
        :- obey("b"), obey("c"), obey("d"), hold("l").
        :- obey("a"), hold("k").
    """
    assert Solver(program, "abcd", "kl").conflict() == (("a",), ("k",))


def test_a_search_that_stops_at_its_limit_says_so_and_still_cures(regime: Regime) -> None:
    offer = kg.read_deal(ROOT / "deals/hanoi-2019-dprk-offer.yaml", regime)
    best = repair(regime, offer, best=1)
    stopped = repair(regime, offer, best=3, limit=20)
    assert (best.proved, stopped.proved) == (True, False)
    (only,) = stopped.proposals
    assert left(only.report, "breach", "gap") == []
    assert only.cost >= best.proposals[0].cost


def test_an_unknown_thing_to_keep_is_refused_with_a_near_one(regime: Regime) -> None:
    with pytest.raises(BadInput, match=r"no “phase-1/relif-1”; did you mean phase-1/relief-1\?"):
        repair(regime, deal(regime, KEPT), keep=["phase-1/relif-1"])


# --- what it costs ------------------------------------------------------------------------------


IMPORTS = """
  - title: Imports for a freeze
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
    relief:
      - measure: import-suspension
        by: unsc
        how: termination
"""
EXCHANGES = """
      - measure: people-exchanges
        by: us-secretary-of-state
        how: licence
        authority: [us/power/passport-validate]
        ends-if: production resumes
"""


def test_other_costs_give_another_repair(regime: Regime) -> None:
    package = deal(regime, IMPORTS + EXCHANGES.lstrip("\n"))
    cheap = repair(regime, package, best=1, costs=read_costs() | {"drop-relief": 1})
    assert [edit.kind for edit in cheap.proposals[0].edits] == ["drop"]
    usual = repair(regime, package, best=1)
    assert said(usual.proposals[0]) == [
        "Suspend the measures behind the suspension of UN sanctions on imports in phase 1 for 90 "
        "days, renewable, instead of ending them for good"
    ]


LISTED = """
  - title: A list of what is in force, of what has ended and of what bars other goods
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
    relief:
      - provisions: [us/nkspea/104/c/2, us/eo-13687/4, us/faa/620H, un/2094/23]
        by: us-congress
        how: exemption
        authority: [us/nkspea/401/a]
        ends-if: production resumes
"""
ARMS = """
  - title: Arms
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
    relief:
      - provisions: [un/1718/8/a/i]
        by: unsc
        how: suspension
        term: 90 days
"""
UNSAID = """
  - title: Some relief
    concessions:
      - action: yongbyon-freeze
        verified-by: iaea
    relief:
      - measure: open
"""


@pytest.mark.parametrize(
    "body", [IMPORTS, LISTED, ARMS, UNSAID], ids=("whole", "listed", "arms", "unsaid")
)
def test_a_package_with_something_to_judge_keeps_something_to_judge(
    regime: Regime, body: str
) -> None:
    """However little it costs to leave relief out, whole or in part."""
    package = deal(regime, body)
    assert regime.validate(package).verdict in ("breaks", "underspecified")
    cheap = {"drop-relief": 1, "drop-relief-each": 0, "take-out": 0, "take-out-each": 0}
    for costs in (read_costs(), read_costs() | cheap | {"leave-out": 0}):
        proposals = repair(regime, package, costs=costs).proposals
        assert proposals
        assert {each.report.conforms for each in proposals} == {True}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("verifyer = 1", "no change has the name verifyer; did you mean verifier?"),
        ("verifier = 0", "verifier = 0; write a whole number from 1 to 10,000"),
        ("verifier = true", "verifier = True; write a whole number from 1 to 10,000"),
        ("verifier = ", "not valid TOML"),
    ],
)
def test_costs_that_make_no_sense_are_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "costs.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadInput, match=re.escape(message)):
        read_costs(path)


def test_costs_that_a_file_leaves_out_stay(tmp_path: Path) -> None:
    path = tmp_path / "costs.toml"
    path.write_text("verifier = 7\n", "utf-8")
    assert read_costs(path) == read_costs() | {"verifier": 7}


# --- any package --------------------------------------------------------------------------------

ACTIONS = ("yongbyon-freeze", "fissile-halt", "missile-component-conversion", "road-map")
MEASURES = ("import-suspension", "export-suspension", "kaesong", "us-export-waiver", "food-pilot")
PROVISIONS = ("un/2371/8", "un/2375/13", "un/2375/18", "un/2397/8", "un/2270/31")


@st.composite
def packages(draw: st.DrawFn, most: int = 3) -> str:
    body = ""
    for number in range(1, draw(st.integers(1, most)) + 1):
        body += f"  - title: Phase {number}\n"
        actions = draw(st.lists(st.sampled_from(ACTIONS), max_size=2, unique=True))
        if actions:
            body += "    concessions:\n"
        for action in actions:
            who = draw(st.sampled_from(("iaea", "none", "'?'")))
            body += f"      - action: {action}\n        verified-by: {who}\n"
        wholes = [f"measure: {name}" for name in MEASURES]
        lists = st.lists(st.sampled_from(PROVISIONS), min_size=1, max_size=4, unique=True)
        what = st.one_of(
            st.sampled_from(wholes), lists.map(lambda ids: f"provisions: [{', '.join(ids)}]")
        )
        reliefs = draw(st.lists(what, max_size=2))
        if reliefs:
            body += "    relief:\n"
        for relief in reliefs:
            how = draw(st.sampled_from(("suspension", "termination", "exemption", "'?'")))
            by = draw(st.sampled_from(("unsc", "1718-committee", "united-states", "'?'")))
            body += f"      - {relief}\n        by: {by}\n        how: {how}\n"
            if draw(st.booleans()):
                body += "        term: 180 days\n"
    return body


@settings(max_examples=12, deadline=None)
@given(body=packages())
def test_every_proposal_for_any_package_cures_it(regime: Regime, body: str) -> None:
    package = deal(regime, body)
    judged = regime.validate(package).verdict != NOTHING_TO_JUDGE
    for proposal in repair(regime, package, best=2).proposals:
        assert left(proposal.report, "breach", "gap") == []
        assert proposal.report.conforms or not judged
        assert broken_as_written(regime, proposal.deal, shapes(regime)) == sorted(
            (regime.base + f.shape if "://" not in f.shape else f.shape, regime.base + f.commitment)
            for f in proposal.report.findings
        )


def proper_subsets(edits: tuple[Edit, ...]) -> Iterator[tuple[Edit, ...]]:
    for size in range(len(edits)):
        yield from itertools.combinations(edits, size)


@settings(max_examples=8, deadline=None)
@given(body=packages(most=2))
def test_no_part_of_a_proposal_would_have_been_enough(regime: Regime, body: str) -> None:
    package = deal(regime, body)
    for proposal in repair(regime, package, best=1).proposals:
        if len(proposal.edits) > 7:
            continue
        for fewer in proper_subsets(proposal.edits):
            trial = apply(package, fewer)
            if not all(each.provisions or each.measure for p in trial.phases for each in p.relief):
                continue
            assert any(each.kind != "weakness" for each in violations(regime, trial)), fewer


def test_no_cheaper_set_of_changes_would_have_cured_a_small_package(regime: Regime) -> None:
    """Every set of changes that costs less than the repair, tried one by one."""
    package = deal(
        regime,
        """
  - title: Imports for a freeze
    concessions:
      - action: yongbyon-freeze
    relief:
      - measure: import-suspension
        by: unsc
        how: termination
""",
    )
    costs = read_costs()
    (best,) = repair(regime, package, best=1).proposals
    assert best.cost == costs["verifier"] + costs["suspend"]
    _, meaning = prepared(regime, package, shapes(regime), {}, costs, False)
    every = [edit for steps in meaning.values() for edit in steps]
    first = [edit for edit in every if edit.kind != "add" or edit.phase == 1]
    cheap = [edit for edit in first if 0 < edit.cost < best.cost]
    sets = [
        chosen
        for size in range(4)
        for chosen in itertools.combinations(cheap, size)
        if sum(edit.cost for edit in chosen) < best.cost
    ]
    assert len(sets) > len(cheap)
    for chosen in sets:
        found = violations(regime, apply(package, chosen))
        assert any(each.kind != "weakness" for each in found), chosen


@pytest.mark.parametrize(
    ("limit", "forgone"), [(", limit: none", ""), ("", "    without: [quantity-limit]\n")]
)
def test_a_pilot_without_limit_is_cured_by_agreeing_one(
    limit: str, forgone: str, regime: Regime
) -> None:
    """Whichever way it says that it has none."""
    keys = f"measure: food-pilot, by: unsc, how: exemption{limit}"
    steps = "  - concessions: [action: no-tests-commitment]\n"
    pilot = deal(regime, f"{steps}    relief: [{{{keys}}}]\n{forgone}")
    (best,) = repair(regime, pilot, best=1).proposals
    assert said(best) == [
        "Agree a limit to pilot sales of barred goods for food and medicine in phase 1"
    ]
    assert best.cost == read_costs()["limit"]
    assert left(best.report, "breach", "gap") == []
