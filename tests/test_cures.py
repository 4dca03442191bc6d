"""One cause, one finding: the report says first which single change cures most."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

import kg
from kg.answers.validate.data import report_json
from kg.answers.validate.document import ValidateDocument, validate_document
from kg.core.document import Span, Tone, line
from kg.deal import Deal, parse_deal
from kg.deal.edit.edits import apply
from kg.graph.regime import Regime
from kg.present.terminal import text as written
from kg.repair.cures import cure_data, cures

ROOT = Path(__file__).parent.parent
DEALS = sorted((ROOT / "deals").glob("*.yaml"))
UNVERIFIED = """
id: deal/test
title: Everything hangs on one check
as-of: 2019-04-09
phases:
  - title: One
    concessions:
      - {action: fissile-halt, verified-by: none}
      - {action: missile-component-conversion, verified-by: us-experts}
    relief:
      - {measure: export-suspension, by: unsc, how: suspension, term: 90 days, ends-if: x}
      - {measure: kaesong, by: 1718-committee, how: exemption, ends-if: x}
"""


def deal(regime: Regime, text: str) -> Deal:
    return parse_deal(text, "test.yaml", regime)


def told(regime: Regime, package: Deal, with_cures: bool = True) -> ValidateDocument:
    return validate_document(regime, package, regime.validate(package), with_cures)


def printed(regime: Regime, package: Deal, with_cures: bool = True) -> str:
    return written(told(regime, package, with_cures), everything=True)


def test_nobody_named_to_verify_is_one_cause_of_several_findings(regime: Regime) -> None:
    package = deal(regime, UNVERIFIED)
    found = cures(regime, package, regime.validate(package))
    assert found[0].sentence == (
        "Have the International Atomic Energy Agency verify the halt of all fissile-material "
        "production, covert enrichment included, in phase 1"
    )
    rules = [regime.validate(package).findings[place].rule for place in found[0].findings]
    assert {"exports-need-fissile-halt", "verified-or-it-does-not-count"} <= set(rules)
    assert len(rules) >= 3


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
def test_each_cure_cures_what_it_says_and_brings_no_breach_and_no_gap(
    regime: Regime, path: Path
) -> None:
    package = kg.read_deal(path, regime)
    report = regime.validate(package)
    before = {(f.shape, f.commitment): f.kind for f in report.findings}
    seen: set[int] = set()
    for cure in cures(regime, package, report):
        changed = apply(package, [cure.edit], renumber=False)
        after = {(f.shape, f.commitment): f.kind for f in regime.validate(changed).findings}
        grave = {key for key, kind in after.items() if kind != "weakness"}
        assert grave <= {key for key, kind in before.items() if kind != "weakness"}
        gone = {(report.findings[n].shape, report.findings[n].commitment) for n in cure.findings}
        assert len(gone) > 1
        assert gone.isdisjoint(after)
        assert seen.isdisjoint(cure.findings)
        seen |= set(cure.findings)


def test_the_first_cure_cures_most(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/tutorial.yaml", regime)
    found = cures(regime, package, regime.validate(package))
    sizes = [len(cure.findings) for cure in found]
    assert sizes == sorted(sizes, reverse=True)
    assert found[0].sentence.startswith("Give the approval of single new investments in phase 2")


def test_the_same_package_has_the_same_cures(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/pyongyang-2018.yaml", regime)
    report = regime.validate(package)
    assert cures(regime, package, report) == cures(regime, package, report)


def test_alternatives_are_cured_together(regime: Regime) -> None:
    choice = "how: {one-of: [suspension, termination]}"
    package = deal(regime, UNVERIFIED.replace("how: suspension", choice))
    assert package.choices
    report = regime.validate(package)
    for cure in cures(regime, package, report):
        changed = apply(package, [cure.edit], renumber=False)
        assert changed.choices == package.choices


# --- how it is told -----------------------------------------------------------------------------


def test_the_report_lists_each_cure_and_each_finding_once(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/panmunjom-2018.yaml", regime)
    report = regime.validate(package)
    data = report_json(regime, package, report)
    assert data["cures"] == [cure_data(regime, package, c) for c in cures(regime, package, report)]
    lines = printed(regime, package).splitlines()
    changes = section(lines, "Single changes that cure more than one finding")
    assert len(changes) == len(data["cures"])
    for change, cure in zip(changes, data["cures"], strict=True):
        assert change.startswith(f"  - {cure['sentence']}: cures ")
        counts = change.removeprefix(f"  - {cure['sentence']}: cures ").partition(" (")[0]
        assert sum(map(int, re.findall(r"\d+", counts))) == len(cure["cures"])
    said = [each.strip().removeprefix("Not said. ").removeprefix("Left open. ") for each in lines]
    for message in {each.message for each in report.findings}:
        wanted = sum(each.message == message for each in report.findings)
        assert said.count(" ".join(message.split())) == wanted
    assert "cures " not in printed(regime, package, with_cures=False)


def section(lines: list[str], head: str) -> list[str]:
    """The lines below a heading, up to the next empty one."""
    start = lines.index(head) + 1
    return lines[start : lines.index("", start)]


def test_the_document_has_its_parts_in_order_and_its_lead_counts(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/hanoi-2019-dprk-offer.yaml", regime)
    document = told(regime, package)
    assert document.title == ("What the DPRK asked for at Hanoi", ": ", Span("breaks", Tone.bad))
    assert document.lead == (
        "The package breaks the rulebook of Wertz (2019): 5 breaches, 1 gap, 18 weaknesses. "
        "One change would cure 1 breach and 1 gap: suspend the 20 provisions in phase 1 for 90 "
        "days, renewable, instead of ending them for good."
    )
    parts = ["cures", "findings", "touched", "passed", "not_applicable"]
    assert [name for name, _ in document.parts] == parts
    assert [line(each.title) for each in document.findings] == [
        "Phase 1: relief of 20 provisions",
        "The package as a whole",
    ]
    kinds = [each.kind for each in document.findings[0].blocks]  # type: ignore[union-attr]
    assert kinds == ["breach"] * 5 + ["gap"] + ["weakness"] * 16
    assert document.days.startswith("Law as of 2019-02-28, data read up to 2026-07-21")


def test_a_reason_is_told_once_for_each_commitment(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/hanoi-2019-dprk-offer.yaml", regime)
    lines = printed(regime, package).splitlines()
    missiles = [n for n, each in enumerate(lines) if each.endswith("  exports-need-missile-limits")]
    breach, weakness = missiles[:2]
    assert lines[breach : breach + 3] == [
        "  breach   exports need missile limits  exports-need-missile-limits",
        "    Exports are freed without verifiable limits on making ballistic missiles. Add a "
        "verified freeze of production, or the inspection and conversion of plants, by this "
        "phase, or move the exports later.",
        "    Why: Hard currency from exports would otherwise pay for more missiles. (Wertz 2019, "
        "¶32; Table 1, stage 3)",
    ]
    assert lines[weakness : weakness + 2] == [
        "  weakness exports need missile limits  exports-need-missile-limits",
        "    Exports are freed before the plants for critical missile components are inspected and "
        "converted. Add that by this phase.",
    ]
    assert not lines[weakness + 2].startswith("    Why: ")
    assert sum("pay for more missiles" in each for each in lines) == 1


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        (
            "wertz-2019-framework",
            "The package conforms to the rulebook of Wertz (2019): all 40 rules that apply to it "
            "are kept.",
        ),
        (
            "agreed-framework-1994",
            "There is nothing to judge under the rulebook of Wertz (2019): the package holds no "
            "relief of sanctions. All the same, it finds 2 weaknesses.",
        ),
    ],
)
def test_the_lead_says_the_verdict(regime: Regime, name: str, lead: str) -> None:
    assert told(regime, kg.read_deal(ROOT / f"deals/{name}.yaml", regime)).lead == lead


def test_phases_in_which_nothing_is_found_are_named(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/hanoi-2019-us-position.yaml", regime)
    document = told(regime, package)
    assert document.clean == "In phases 1 and 2 nothing is found."
    assert document.lead.startswith(
        "The package leaves open whether it keeps the rulebook of Wertz (2019): 3 gaps, "
        "7 weaknesses. One change would cure 2 gaps: give the rolling waiver"
    )


def test_an_edit_is_told_as_data_with_the_keys_of_a_file(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/hanoi-2019-dprk-offer.yaml", regime)
    found = report_json(regime, package, regime.validate(package))["cures"]
    json.dumps(found)
    by_kind = {cure["edit"]["kind"]: cure["edit"] for cure in found}
    assert by_kind["add"]["add"]["action"] in ("fissile-halt", "missile-component-conversion")
    assert by_kind["change"]["on"] == "phase-1/relief-1"
    assert set(by_kind["change"]["set"]) <= {"except", "how", "term", "renewable"}


def test_nothing_to_judge_says_why(regime: Regime) -> None:
    head = "id: deal/test\ntitle: A test\nas-of: 2015-01-01\nphases:\n  - title: One\n"
    none = deal(regime, head + "    concessions: [{action: road-map}]\n")
    early = deal(regime, head + "    relief: [{measure: export-suspension, by: unsc}]\n")
    for package, reason in (
        (none, "the package holds no relief of sanctions"),
        (early, "no relief touches law in force on 2015-01-01"),
    ):
        report = regime.validate(package)
        assert report.verdict == "nothing-to-judge"
        assert report_json(regime, package, report)["reason"] == reason
        said = reason.replace("2015-01-01", "1 January 2015")
        lead = f"There is nothing to judge under the rulebook of Wertz (2019): {said}."
        assert told(regime, package).lead.startswith(lead)
    now = early.at(date(2019, 4, 9))
    assert report_json(regime, now, regime.validate(now))["reason"] is None


def test_notes_and_what_is_not_said_are_told(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/hanoi-2019-dprk-offer.yaml", regime)
    report = regime.validate(package)
    data = report_json(regime, package, report)
    assert data["notes"] == list(report.notes)
    text = printed(regime, package)
    for note in report.notes:
        assert f"Note: {note}" in text
    left_open = [f for f in data["findings"] if f["open"] and f["kind"] == "weakness"]
    assert left_open
    assert "Not said." in text
