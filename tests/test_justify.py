"""What concessions justify and what relief costs, and that both agree with the checker."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import BadInput
from kg.justify import justify, price
from kg.regime import Regime

YONGBYON = ["yongbyon-dismantlement", "missile-production-freeze"]


def state(regime: Regime, actions: list[str], verifier: str | None = "iaea") -> dict[str, str]:
    return {option.relief: option.state for option in justify(regime, actions, verifier)}


def test_yongbyon_and_the_missile_freeze_justify_imports_and_no_exports(regime: Regime) -> None:
    states = state(regime, YONGBYON)
    for relief in ("import-suspension", "kumgang-tourism", "inter-korean-infrastructure"):
        assert states[f"relief/{relief}"] == "justified"
    assert states["relief/kaesong"] == "one-away"
    assert states["relief/financial-access"] == "one-away"
    assert states["relief/export-suspension"] == "further-away"


def test_nothing_counts_when_nobody_verifies_it(regime: Regime) -> None:
    assert state(regime, YONGBYON, None)["relief/import-suspension"] != "justified"


def test_goodwill_needs_no_concession(regime: Regime) -> None:
    justified = {relief for relief, found in state(regime, []).items() if found == "justified"}
    assert justified == {
        "relief/humanitarian-banking",
        "relief/humanitarian-exports",
        "relief/people-exchanges",
        "relief/us-humanitarian-rules",
    }


def test_what_is_missing_is_named(regime: Regime) -> None:
    options = {option.relief: option for option in justify(regime, YONGBYON, "iaea")}
    assert options["relief/export-suspension"].needs == (
        ("action/fissile-halt", "action/missile-production-limits"),
    )
    assert options["relief/kaesong"].needs == (
        ("action/denuclearization-complete",),
        ("action/ilo-standards",),
    )


def test_rules_satisfied_carry_their_passages(regime: Regime) -> None:
    options = {option.relief: option for option in justify(regime, YONGBYON, "iaea")}
    kept = {kept.rule: kept.passages for kept in options["relief/import-suspension"].satisfied}
    assert set(kept) == {"imports-need-yongbyon", "relief-has-a-price", "rollback-before-commerce"}
    assert kept["relief-has-a-price"] == ("source/wertz-2019/27",)


def test_the_price_of_exports(regime: Regime) -> None:
    halt = ("action/fissile-halt", "action/missile-production-limits")
    assert price(regime, "export-suspension").least == (
        (*halt, "relief/financial-channel"),
        (*halt, "safeguard/export-escrow"),
    )


def test_the_price_of_a_food_pilot(regime: Regime) -> None:
    assert price(regime, "food-pilot").least == (
        (
            "action/tangible-wmd-step",
            "safeguard/approved-partners",
            "safeguard/committee-vetting",
            "safeguard/pilot-revenue-control",
            "safeguard/quantity-limit",
        ),
    )


def test_exchanges_cost_nothing(regime: Regime) -> None:
    assert price(regime, "people-exchanges").full == ((),)


# NKSPEA, section 401: items 1 to 6.
SIX = (
    *("action/abductee-accounting", "action/aid-monitoring-standards"),
    *("action/counterfeiting-end", "action/money-laundering-rules"),
    *("action/prison-camp-improvement", "action/un-verification-steps"),
)
SUSPENSION = tuple(sorted((*SIX, "action/tangible-wmd-step")))


def test_what_several_steps_mend_only_together_is_priced(regime: Regime) -> None:
    found = price(regime, "some-us-sanctions")
    assert found.least == (SUSPENSION,)
    papers = ("undertaking/us-certification", "undertaking/us-congress-notice")
    assert found.full == ((*SUSPENSION, *papers),)
    assert [kept.rule for kept in found.out_of_reach] == ["no-hollow-relief"]


def test_all_six_items_are_named_as_needed_and_five_leave_one(regime: Regime) -> None:
    def option(actions: list[str]) -> tuple[str, tuple[tuple[str, ...], ...]]:
        options = {each.relief: each for each in justify(regime, actions, "iaea")}
        found = options["relief/some-us-sanctions"]
        return found.state, found.needs

    assert option([]) == ("further-away", (SUSPENSION,))
    assert option([*SUSPENSION[1:]]) == ("one-away", (SUSPENSION[:1],))
    assert option([*SUSPENSION]) == ("justified", ())


@pytest.mark.parametrize("word", ["yongbyon-freez", "un/2397/7", "", "a b"])
def test_an_unknown_action_is_bad_input(regime: Regime, word: str) -> None:
    with pytest.raises(BadInput):
        justify(regime, [word])


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_justify_says_of_imports_is_what_the_checker_finds(
    regime: Regime, data: st.DataObject
) -> None:
    actions = [a for a in regime.known("action") if not regime.is_a(a, "ActionKind")]
    chosen = data.draw(st.lists(st.sampled_from(actions), unique=True, max_size=4))
    relief = data.draw(st.sampled_from(["import-suspension", "export-suspension", "kaesong"]))
    how, body = {
        "import-suspension": ("suspension", "unsc"),
        "export-suspension": ("suspension", "unsc"),
        "kaesong": ("exemption", "1718-committee"),
    }[relief]
    given_ = "".join(f"      - {{action: {a}, verified-by: iaea}}\n" for a in chosen)
    text = (
        "id: deal/trial\ntitle: Trial\nphases:\n  - title: First\n"
        + (f"    concessions:\n{given_}" if chosen else "")
        + "  - title: Second\n    relief:\n"
        + f"      - {{measure: {relief}, by: {body}, how: {how}, term: 90 days, ends-if: broken}}\n"
    )
    from kg.deal import parse_deal

    report = regime.validate(parse_deal(text, "trial.yaml", regime))
    breached = any(f.kind == "breach" for f in report.findings)
    states = state(regime, chosen)
    assert (states[f"relief/{relief}"] == "justified") == (not breached)
