"""One cause, one finding: the report says first which single change cures most."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import kg
from kg.answers.render import report_json, report_text
from kg.deal import Deal, parse_deal
from kg.deal.edit.edits import apply
from kg.graph.regime import Regime
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


def printed(regime: Regime, package: Deal, with_cures: bool = True) -> str:
    out = StringIO()
    report = regime.validate(package)
    report_text(Console(file=out, width=100), regime, package, report, with_cures)
    return " ".join(out.getvalue().split())


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


def test_the_report_lists_each_finding_once_under_its_cure_or_its_phase(regime: Regime) -> None:
    package = kg.read_deal(ROOT / "deals/panmunjom-2018.yaml", regime)
    report = regime.validate(package)
    data = report_json(regime, package, report)
    assert data["cures"] == [cure_data(regime, package, c) for c in cures(regime, package, report)]
    text = printed(regime, package)
    for cure in data["cures"]:
        assert f"{cure['sentence']}: {len(cure['cures'])} findings go" in text
    for finding in report.findings:
        assert " ".join(finding.message.split()) in text
    assert "findings go" not in printed(regime, package, with_cures=False)


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
        assert f"{reason[0].upper()}{reason[1:]}." in printed(regime, package)
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
