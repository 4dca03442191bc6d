"""What is possible at all: the most relief for some concessions, and the front of all packages."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from amount import WHOLE
from commands import run
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import violations

import kg
import kg.answers.possible.front
from kg.answers.after import exposure, lasting
from kg.answers.possible import Front, Most, frontier, most
from kg.answers.possible.data import front_json, front_rows
from kg.answers.possible.plot import svg
from kg.answers.value import value
from kg.check import rules
from kg.check.book import applied_shapes, find_rulebook
from kg.core.errors import BadInput
from kg.deal import Deal, parse_deal
from kg.deal.edit.edits import Edit, apply
from kg.deal.edit.files import changed_file
from kg.deal.model import Safeguard, Undertaking
from kg.deal.overlay import package_triples
from kg.graph.regime import Regime
from kg.graph.words import KINDS
from kg.repair.costs import read_costs
from kg.repair.moves import Moves

ROOT = Path(__file__).parent.parent
FREEZES = ("yongbyon-freeze", "missile-production-freeze")


@pytest.fixture(autouse=True)
def fast(front: Front, request: pytest.FixtureRequest) -> None:
    """pySHACL checks the front; what is tried after it, the faster engine."""
    request.getfixturevalue("checked_fast")


@pytest.fixture(scope="module")
def front(regime: Regime) -> Front:
    return frontier(regime, seconds=600)


@cache
def for_freezes(regime: Regime, strict: bool = False) -> Most:
    return most(regime, FREEZES, "iaea", strict=strict)


def hard(regime: Regime) -> list[rules.RuleShape]:
    shapes = applied_shapes(regime, find_rulebook(regime, None))
    return [shape for shape in shapes if KINDS[shape.severity] != "weakness"]


def breaks(regime: Regime, deal: Deal) -> bool:
    return any(each.kind != "weakness" for each in violations(regime, deal))


def gives(regime: Regime, deal: Deal) -> set[str]:
    return {
        str(relief.measure).removeprefix(regime.base)
        for phase in deal.phases
        for relief in phase.relief
    }


# --- the most relief for some concessions ---------------------------------------------------------


def test_two_freezes_justify_imports_and_not_exports(regime: Regime) -> None:
    answer = for_freezes(regime)
    assert [f.kind for f in answer.report.findings if f.kind != "weakness"] == []
    assert "relief/import-suspension" in gives(regime, answer.deal)
    assert "relief/export-suspension" in answer.left_out
    asked = {c.action.rpartition("/")[2] for p in answer.deal.phases for c in p.concessions}
    assert asked == set(FREEZES)


def test_nothing_that_was_left_out_could_have_been_given_as_well(regime: Regime) -> None:
    """Each relief measure is tried in each phase, with every safeguard and undertaking there is."""
    answer = for_freezes(regime)
    own = {e.safeguard for p in answer.deal.phases for e in p.safeguards}
    own |= {e.undertaking for p in answer.deal.phases for e in p.undertakings}
    offers = Moves(regime, answer.deal, hard(regime), read_costs()).additions()
    made = {item.name.removeprefix("+"): item.commitment for item in offers}
    helps = [
        Edit("add", 0, phase=1, added=each)
        for each in made.values()
        if (isinstance(each, Safeguard) and each.safeguard not in own)
        or (isinstance(each, Undertaking) and each.undertaking not in own)
    ]
    # Some promises break a rule whatever else is in a package.
    helps = [help for help in helps if not breaks(regime, apply(answer.deal, [help]))]
    assert answer.left_out
    for id in answer.left_out:
        for phase in range(1, len(answer.deal.phases) + 2):
            edit = Edit("add", 0, phase=phase, added=made[id])
            assert breaks(regime, apply(answer.deal, [*helps, edit])), id


def test_a_package_keeps_its_concessions_where_they_are(regime: Regime) -> None:
    offer = kg.read_deal(ROOT / "deals/wertz-2019-framework.yaml", regime)
    answer = most(regime, offer)
    asked = [[c.action for c in phase.concessions] for phase in answer.deal.phases]
    assert asked == [[c.action for c in phase.concessions] for phase in offer.phases]
    early = {
        str(relief.measure).rpartition("/")[2]
        for phase in answer.deal.phases[:2]
        for relief in phase.relief
    }
    assert "import-suspension" in early
    assert "export-suspension" not in early


def test_concessions_that_nobody_verifies_leave_a_gap_that_is_named(regime: Regime) -> None:
    with pytest.raises(
        BadInput, match="no package of these concessions keeps every rule; name who"
    ):
        most(regime, ["yongbyon-freeze"])


def test_strict_leaves_no_weakness(regime: Regime) -> None:
    answer = for_freezes(regime, strict=True)
    assert answer.report.findings == ()
    assert gives(regime, answer.deal) < gives(regime, for_freezes(regime).deal)


@settings(max_examples=20 if WHOLE else 2, deadline=None)
@given(data=st.data())
def test_the_most_for_any_concessions_keeps_every_rule(regime: Regime, data: st.DataObject) -> None:
    """Of two draws, or of twenty (see ``amount.py``)."""
    actions = [id for id in regime.known("action") if not regime.is_a(id, "ActionKind")]
    chosen = data.draw(st.lists(st.sampled_from(actions), max_size=4, unique=True))
    answer = most(regime, chosen, "iaea")
    assert not breaks(regime, answer.deal)
    more = most(regime, [*chosen, "action/full-compliance"], "iaea")
    assert len(more.left_out) <= len(answer.left_out)


# --- the front ------------------------------------------------------------------------------------


def test_the_front_is_complete_and_no_point_beats_another(front: Front) -> None:
    assert front.complete
    # Nothing asked, one freeze, and what exports need.
    assert [len(point.steps) for point in front.points] == [7, 1, 0]
    for one, other in itertools.permutations(front.points, 2):
        assert not one.beats(other)


def test_every_point_keeps_every_rule_and_is_measured_by_the_answers(
    regime: Regime, front: Front
) -> None:
    for point in front.points:
        assert not breaks(regime, point.deal)
        assert point.worth == value(regime, point.deal).phases[-1].by_then
        shown = exposure(regime, point.deal).items
        assert point.exposed == sum(bool(each.caveats) for each in shown)


def test_one_step_gives_no_more_than_the_front_says(regime: Regime, front: Front) -> None:
    """Each action that is one step, with every relief measure that keeps every rule beside it."""
    (point,) = (each for each in front.points if len(each.steps) == 1)
    names = ("yongbyon-freeze", "missile-production-freeze", "road-map", "no-tests-commitment")
    packages = [most(regime, [name], "iaea", phases=2).deal for name in names]
    scales = [replace(point, valuation=value(regime, each)).scale for each in packages]
    assert max(scales) == point.scale


def test_the_least_that_the_front_asks_for_exports_is_what_the_rulebook_asks(
    front: Front,
) -> None:
    """Exports need the fissile halt and missile limits (¶32); the halt entails five others, the
    freeze that imports need (¶30) among them."""
    point = next(each for each in front.points if len(each.steps) == 7)
    asked = sorted(c.action.rpartition("/")[2] for p in point.deal.phases for c in p.concessions)
    assert asked == ["fissile-halt", "missile-component-conversion"]
    assert [each.id for each in point.worth.estimates if each.id == "estimate/all-exports"] == [
        "estimate/all-exports"
    ]


def test_a_point_written_to_a_file_reads_back(regime: Regime, front: Front) -> None:
    for point in front.points:
        for suffix in (".yaml", ".json", ".ttl", ".jsonld"):
            name = f"point{suffix}"
            text = changed_file(None, front.base, point.edits, Path(name))
            assert package_triples(parse_deal(text, name, regime)) == package_triples(point.deal)


def test_what_is_fixed_stays(regime: Regime) -> None:
    text = (
        "id: deal/test\ntitle: A test # kept\nas-of: 2019-04-09\nphases:\n  - title: A start\n"
        "    concessions:\n      - action: yongbyon-freeze\n        verified-by: iaea\n"
    )
    fixed = parse_deal(text, "test.yaml", regime)
    found = frontier(regime, fixed, phases=2, seconds=600)
    assert found.complete
    for point in found.points:
        first = point.deal.phases[0]
        assert first.title == "A start"
        assert first.concessions[0].action == fixed.phases[0].concessions[0].action
    assert min(len(point.steps) for point in found.points) == 1


def test_what_nothing_can_save_is_refused(regime: Regime) -> None:
    text = (
        "id: deal/test\ntitle: A test\nas-of: 2019-04-09\nphases:\n  - title: A start\n"
        "    concessions:\n      - action: yongbyon-freeze\n        verified-by: none\n"
    )
    with pytest.raises(BadInput, match="nothing that is added cures the fixed package"):
        frontier(regime, parse_deal(text, "test.yaml", regime))


def test_an_interrupted_search_keeps_what_it_has_and_says_so(regime: Regime, front: Front) -> None:
    def interrupt(points: int, done: float) -> None:
        if points == 2:
            raise KeyboardInterrupt

    stopped = frontier(regime, seconds=600, tell=interrupt)
    assert not stopped.complete
    assert [p.measures for p in stopped.points] == [p.measures for p in front.points[:2]]
    assert "The search was stopped" in svg(regime, stopped)


def test_without_time_there_is_no_point_and_the_front_is_incomplete(regime: Regime) -> None:
    stopped = frontier(regime, seconds=0)
    assert (stopped.points, stopped.complete) == ((), False)


def test_rows_and_json_hold_the_same_points(regime: Regime, front: Front) -> None:
    points = front_json(regime, front)["points"]
    rows = list(front_rows(regime, front))
    assert [row["for_good"] for row in rows] == [point["forGood"] for point in points]
    assert [row["income_high"] for row in rows] == [
        point["income"] and point["income"]["high"] for point in points
    ]
    assert [len(point["steps"]) for point in points] == [row["steps"] for row in rows]


def test_the_same_question_has_the_same_front_in_another_process() -> None:
    question = ("frontier", "--phases", "1", "--seconds", "600", "--format", "json")
    command = [sys.executable, "-m", "kg.cli", *question]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    # The order of hashes in this process is another one, and no two runs of the tests have one.
    assert done.stdout == run(*question).stdout
    assert json.loads(done.stdout)["complete"]


def test_what_each_relief_cannot_have_taken_back_is_what_exposure_says(regime: Regime) -> None:
    """All reliefs at once, and each in a package of its own."""
    for id in (
        "remaining-un-sanctions",
        "us-orders-revoked",
        "import-suspension",
        "us-acts-changed",
    ):
        body = f"      - measure: {id}\n        how: termination\n"
        text = "id: deal/test\ntitle: A test\nas-of: 2019-04-09\n"
        text += "phases:\n  - title: All\n    relief:\n"
        package = parse_deal(text + body, "test.yaml", regime)
        shown = [each for each in exposure(regime, package).items if each.caveats]
        wanted = tuple(sorted(each.standing.provision for each in shown))
        assert wanted
        assert lasting(regime, package) == {"deal/test/phase-1/relief-1": wanted}


def test_a_kind_of_step_is_no_concession(regime: Regime) -> None:
    with pytest.raises(BadInput, match="rollback-step is a kind of step, not an action"):
        most(regime, ["rollback-step"], "iaea")


def test_the_most_for_a_package_is_written_over_what_the_package_said(regime: Regime) -> None:
    path = ROOT / "deals/hanoi-2019-dprk-offer.yaml"
    answer = most(regime, kg.read_deal(path, regime))
    text = changed_file(path, answer.base, answer.edits, Path("most.yaml"))
    assert package_triples(parse_deal(text, "most.yaml", regime)) == package_triples(answer.deal)
    assert "# " in text


@pytest.mark.parametrize("when", ["before", "while measuring"])
def test_an_interrupt_at_any_time_keeps_what_is_found(
    regime: Regime, front: Front, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = {"before": "space", "while measuring": "_point"}[when]
    usual, calls = getattr(kg.answers.possible.front, name), []

    def stop(*given: object, **more: object) -> object:
        calls.append(given)
        if when == "before" or len(calls) > 2:
            raise KeyboardInterrupt
        return usual(*given, **more)

    monkeypatch.setattr(kg.answers.possible.front, name, stop)
    stopped = frontier(regime, seconds=600)
    assert not stopped.complete
    assert len(stopped.points) == (0 if when == "before" else 2)


@pytest.mark.parametrize("seconds", [-1.0, float("nan")])
def test_a_time_that_makes_no_sense_is_refused(regime: Regime, seconds: float) -> None:
    with pytest.raises(BadInput, match="write 0 or more"):
        frontier(regime, seconds=seconds)
