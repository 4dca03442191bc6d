"""The shipped packages have the verdicts and the findings that their sources give reason for."""

from __future__ import annotations

from collections import Counter

import pytest

import kg
from kg.check.findings import Report
from kg.core.resources import folder
from kg.graph.regime import Regime


def check(regime: Regime, name: str) -> Report:
    return regime.validate(kg.read_deal(folder("deals") / f"{name}.yaml", regime))


def found(report: Report, kind: str) -> Counter[tuple[str, str]]:
    """Counts the findings of a kind by rule and by the last parts of the commitment's id."""
    inside = f"{report.deal}/"
    return Counter(
        (f.rule, f.commitment.removeprefix(inside) if f.phase else "package")
        for f in report.findings
        if f.kind == kind
    )


def test_the_framework_of_the_paper_conforms_without_any_finding(regime: Regime) -> None:
    report = check(regime, "wertz-2019-framework")
    assert (report.verdict, report.findings) == ("conforms", ())
    assert report.not_checked == ()
    assert {
        "congress-informed",
        "no-hollow-relief",
        "rights-for-us-suspension",
        "statutory-basis",
        "un-before-us",
    } <= set(report.passed)


def test_the_offer_of_hanoi_breaks_named_rules(regime: Regime) -> None:
    report = check(regime, "hanoi-2019-dprk-offer")
    assert report.verdict == "breaks"
    only = "phase-1/relief-1"
    # Covert enrichment and missiles go on, joint ventures and the framework go, and aviation fuel
    # is freed, which no earlier relief measure frees. By which route it comes back is not said.
    assert found(report, "breach") == {
        ("exports-need-fissile-halt", only): 1,
        ("exports-need-missile-limits", only): 1,
        ("finance-and-investment-last", only): 1,
        ("framework-until-complete", only): 1,
        ("remaining-sanctions-last", only): 1,
    }
    assert found(report, "gap") == {("snapback-on-suspension", only): 1}
    # No declaration, no conversion; work abroad comes before two steps of stage 3; imports come
    # with exports; a channel and three kinds of sensitive goods are not mentioned.
    assert found(report, "weakness") == {
        ("confidence-first", "package"): 2,
        ("exports-need-a-channel", only): 1,
        ("exports-need-fissile-halt", only): 1,
        ("exports-need-missile-limits", only): 1,
        ("imports-before-exports", only): 1,
        ("imports-need-yongbyon", only): 1,
        ("investment-case-by-case", only): 1,
        ("labour-rights-first", only): 1,
        ("no-hollow-relief", only): 1,
        ("no-sensitive-goods", only): 3,
        ("roadmap-with-first-trade", only): 1,
        ("rollback-before-commerce", only): 2,
        ("terms-are-clear", only): 1,
        ("tests-stay-stopped", only): 1,
    }


def test_the_position_of_the_united_states_is_all_or_nothing(regime: Regime) -> None:
    report = check(regime, "hanoi-2019-us-position")
    assert report.verdict == "underspecified"
    assert found(report, "breach") == {}
    # Everything is freed in one phase, so exports come with imports.
    assert found(report, "weakness") == {
        ("confidence-first", "package"): 2,
        ("imports-before-exports", "phase-3/relief-1"): 1,
        ("imports-before-exports", "phase-3/relief-2"): 1,
        ("not-all-or-nothing", "package"): 1,
        ("terms-are-clear", "phase-3/relief-1"): 1,
        ("terms-are-clear", "phase-3/relief-2"): 1,
    }
    assert found(report, "gap") == {
        ("lift-needs-full-compliance", "phase-3/relief-1"): 1,
        ("mechanism-is-stated", "phase-3/relief-2"): 1,
        ("statutory-basis", "phase-3/relief-2"): 1,
    }


def test_the_demands_that_the_united_states_paper_leaves_open_are_listed(regime: Regime) -> None:
    [finding] = [
        f
        for f in check(regime, "hanoi-2019-us-position").findings
        if f.rule == "lift-needs-full-compliance"
    ]
    # Nineteen demands bind. Dismantling everything meets the seven that it implies: three on
    # programmes, and those on tests, on missile activity, on chemical weapons and on resources.
    assert len(finding.details) == 12
    assert "not met: return to the NPT and to IAEA safeguards" in finding.details


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("agreed-framework-1994", "nothing-to-judge"),
        ("six-party-2007-2008", "breaks"),
        ("tutorial", "breaks"),
    ],
)
def test_other_packages_have_their_verdicts(regime: Regime, name: str, verdict: str) -> None:
    assert check(regime, name).verdict == verdict


def test_the_tutorial_names_every_rule_that_finds_something_in_it(regime: Regime) -> None:
    text = (folder("deals") / "tutorial.yaml").read_text("utf-8")
    rules = {finding.rule for finding in check(regime, "tutorial").findings}
    assert {rule for rule in rules if rule not in text} == set()
