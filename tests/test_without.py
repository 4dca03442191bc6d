"""Rules left out of a rulebook: what they found is gone, and nothing else changes."""

from __future__ import annotations

from functools import cache

import pytest
from commands import invoke

import kg
from kg.check.book import find_rulebook, rulebook_of
from kg.check.findings import Report
from kg.core.errors import BadInput
from kg.deal import Deal
from kg.graph.regime import Regime

# What the offer of Hanoi breaks, by hand: it ends bans on trade and ventures for Yongbyon alone.
BROKEN = (
    "exports-need-fissile-halt",
    "exports-need-missile-limits",
    "finance-and-investment-last",
    "framework-until-complete",
    "remaining-sanctions-last",
)
OPEN = "snapback-on-suspension"


@cache
def offer(regime: Regime) -> Deal:
    return kg.read_deal("deals/hanoi-2019-dprk-offer.yaml", regime)


def judged(regime: Regime, *without: str, engine: str = "compiled") -> Report:
    return regime.validate(offer(regime), engine=engine, without=without)


@pytest.mark.parametrize("named", [*BROKEN, OPEN, "no-hollow-relief", "terms-are-clear"])
def test_leaving_out_a_rule_takes_away_what_it_finds_and_no_more(
    regime: Regime, named: str
) -> None:
    whole, less = judged(regime), judged(regime, named)
    assert less.findings == tuple(each for each in whole.findings if each.rule != named)
    assert named not in {*less.passed, *less.not_applicable}
    assert named in less.notes[0]


@pytest.mark.parametrize(
    ("without", "verdict"),
    [
        ((), "breaks"),
        (BROKEN[:4], "breaks"),
        (BROKEN, "underspecified"),
        ((*BROKEN, OPEN), "conforms-with-weaknesses"),
    ],
)
def test_the_verdict_follows_from_the_rules_that_are_left(
    regime: Regime, without: tuple[str, ...], verdict: str
) -> None:
    assert judged(regime, *without).verdict == verdict


def test_the_judge_leaves_out_the_same(regime: Regime) -> None:
    assert judged(regime, *BROKEN, engine="reference").findings == judged(regime, *BROKEN).findings


def test_a_rule_is_named_in_any_form_and_has_to_be_one(regime: Regime) -> None:
    whole_id = f"rule/wertz-2019/{OPEN}"
    assert judged(regime, whole_id).findings == judged(regime, OPEN).findings
    with pytest.raises(BadInput, match="no rule snapback-on-suspensoin") as caught:
        judged(regime, "snapback-on-suspensoin")
    assert caught.value.hint == f"did you mean {OPEN}?"


def test_the_rulebook_itself_stays_whole(regime: Regime) -> None:
    book = rulebook_of(regime, find_rulebook(regime, None))
    judged(regime, *BROKEN)
    assert set(BROKEN) <= book.checkable
    assert judged(regime).verdict == "breaks"


def test_the_command_ends_with_the_verdict_on_what_is_left() -> None:
    without = [word for each in (*BROKEN, OPEN) for word in ("--without", each)]
    assert invoke("validate", "hanoi-2019-dprk-offer", *without).exit_code == 0
    assert invoke("validate", "hanoi-2019-dprk-offer", *without[:-2]).exit_code == 1
    with pytest.raises(BadInput, match="cannot be left out of this"):
        invoke("validate", "deals", *without, catch_exceptions=False)
