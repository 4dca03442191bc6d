"""What a finding on national law names: the items that are missing, the twins that are live."""

from __future__ import annotations

from pathlib import Path

import kg
from kg.check.findings import Finding
from kg.core.resources import folder
from kg.graph.regime import Regime

RULES = Path(__file__).parent / "rules"


def findings(regime: Regime, path: Path, rule: str) -> list[Finding]:
    """The findings of one rule on a package, in order."""
    report = regime.validate(kg.read_deal(path, regime))
    return [finding for finding in report.findings if finding.rule == rule]


def test_rights_alone_do_not_reach_section_401_and_the_other_three_items_are_named(
    regime: Regime,
) -> None:
    path = RULES / "statutory-basis" / "fail-rights-alone.yaml"
    [finding] = findings(regime, path, "statutory-basis")
    assert finding.kind == "breach"
    power = "suspension of NKSPEA sanctions (first period), not met:"
    items = [f"401(a)({n}) {regime.label(f'us/nkspea/401/a/{n}')}" for n in (1, 2, 3)]
    assert list(finding.details) == [f"{power} {item}" for item in items]
    assert findings(regime, path, "rights-for-us-suspension") == []


def test_the_divided_item_on_abductees_is_named_by_its_parts(
    regime: Regime, tmp_path: Path
) -> None:
    text = (RULES / "statutory-basis" / "pass-all-six.yaml").read_text("utf-8")
    path = tmp_path / "no-abductees.yaml"
    item = "      - action: abductee-accounting\n        verified-by: un-human-rights-bodies\n"
    path.write_text(text.replace(item, ""), "utf-8")
    [finding] = findings(regime, path, "statutory-basis")
    assert [detail.split("not met: ")[1] for detail in finding.details] == [
        regime.label(f"us/nkspea/401/a/4/{part}") for part in "AB"
    ]


def test_an_export_suspension_without_the_united_states_names_the_live_twins(
    regime: Regime,
) -> None:
    path = RULES / "no-hollow-relief" / "fail-exports-without-us.yaml"
    [finding] = findings(regime, path, "no-hollow-relief")
    assert (finding.kind, list(finding.details)) == (
        "weakness",
        [
            "still live: Executive Order 13810, section 1(a)(i), beside resolution 2371, "
            "paragraph 9",
            "still live: Executive Order 13810, section 1(a)(iii), beside resolution 2371, "
            "paragraph 9",
            "still live: NKSPEA, section 104(g)(1)(A)(i)(I), beside resolution 2371, paragraph 9",
        ],
    )


def test_the_twin_of_2019_is_no_twin_in_the_year_of_the_paper(regime: Regime) -> None:
    from datetime import date

    path = RULES / "no-hollow-relief" / "fail-exports-without-us.yaml"
    report = regime.validate(kg.read_deal(path, regime).at(date(2019, 4, 9)))
    [finding] = [each for each in report.findings if each.rule == "no-hollow-relief"]
    assert len(finding.details) == 2
    assert not any("104(g)" in detail for detail in finding.details)


def test_what_falls_with_the_council_by_its_own_words_is_no_live_twin(regime: Regime) -> None:
    path = RULES / "no-hollow-relief" / "pass-every-twin.yaml"
    assert findings(regime, path, "no-hollow-relief") == []
    assert regime.is_a("us/nkspea/104/g/1/A/i/II", "SelfAdjustingMeasure")
    assert not regime.is_a("us/nkspea/104/g/1/A/i/I", "SelfAdjustingMeasure")
    assert not regime.is_a("us/nkspea/201A", "SelfAdjustingMeasure")


def test_the_framework_conforms_only_with_the_three_items_that_the_paper_leaves_out(
    regime: Regime, tmp_path: Path
) -> None:
    text = (folder("deals") / "wertz-2019-framework.yaml").read_text("utf-8")
    for action in ("counterfeiting-end", "money-laundering-rules", "un-verification-steps"):
        start = text.index(f"      - action: {action}")
        end = text.index("      - action:", start + 1)
        text = text[:start] + text[end:]
    path = tmp_path / "framework.yaml"
    path.write_text(text, "utf-8")
    report = regime.validate(kg.read_deal(path, regime))
    # Leaving the FATF blacklist takes steps on money laundering, so two items are missing.
    [finding] = report.findings
    assert (finding.rule, finding.kind, finding.phase) == ("statutory-basis", "breach", 4)
    assert [detail.split("not met: ")[1].split(" ")[0] for detail in finding.details] == [
        "401(a)(1)",
        "401(a)(3)",
    ]


def test_a_power_that_renews_cannot_be_used_first(regime: Regime, tmp_path: Path) -> None:
    text = (RULES / "statutory-basis" / "pass-all-six.yaml").read_text("utf-8")
    path = tmp_path / "renewal.yaml"
    path.write_text(text.replace("us/nkspea/401\n", "us/nkspea/401/b\n"), "utf-8")
    [finding] = findings(regime, path, "statutory-basis")
    assert list(finding.details) == [
        "not reached: NKSPEA, section 104(a)(4)",
        "not reached: NKSPEA, section 104(a)(5)",
        "not reached: NKSPEA, section 304(b)",
    ]
