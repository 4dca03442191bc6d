"""How far the relief of a phase goes and how far concessions have come, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.balance import Balance, PhaseBalance, Stage, balance, furthest
from kg.deal import Deal
from kg.errors import BadInput
from kg.regime import Regime
from kg.resources import deal_files, folder

HERE = Path(__file__).parent / "deals"
DEALS = [pytest.param(path, id=path.stem) for path in deal_files()]


def shipped(regime: Regime, name: str) -> Deal:
    return kg.read_deal(folder("deals") / f"{name}.yaml", regime)


@pytest.fixture(scope="module")
def lists(regime: Regime) -> Balance:
    return balance(regime, kg.read_deal(HERE / "lists.yaml", regime))


def place(stage: Stage | None) -> int | None:
    return stage.position if stage else None


def places(phase: PhaseBalance) -> tuple[int | None, int | None, int | None]:
    return place(phase.relief_stage), place(phase.reached), phase.lead


def test_a_bare_list_belongs_to_the_stage_of_what_it_amounts_to(lists: Balance) -> None:
    # Textiles are named by the export suspension (stage 3), the two bans on ventures are the whole
    # of the opening to investment (stage 5), aid is a measure of stage 1. Delivered are the promise
    # (1), the freeze (2) and human rights (4), and later the halt (3), which adds nothing.
    assert [places(phase) for phase in lists.phases] == [(3, 1, 2), (5, 4, 1), (1, 4, -3)]
    assert [[each.inferred for each in phase.relief] for phase in lists.phases] == [
        [True],
        [True],
        [False],
    ]
    assert lists.phases[1].relief[0].measures == (
        "general opening to investment and joint ventures",
    )


def test_relief_ahead_of_any_tangible_step_has_no_price(lists: Balance) -> None:
    assert lists.price == ("a tangible step on weapons of mass destruction",)
    assert [phase.unpriced for phase in lists.phases] == [
        ("resolution 2375, paragraph 16",),
        (),
        (),
    ]


def test_a_concession_buys_nothing_when_only_aid_follows_or_no_rule_asks_for_it(
    lists: Balance,
) -> None:
    assert [phase.idle for phase in lists.phases] == [
        (),
        ("improvements on human rights",),
        (
            "declared and verified halt of all fissile-material production",
            "freeze on making ballistic missiles and testing engines",
        ),
    ]


def test_a_concession_that_nobody_verifies_reaches_no_stage(lists: Balance) -> None:
    halt, freeze = lists.phases[2].concessions
    assert (halt.counts, place(halt.stage)) == (True, 3)
    assert (freeze.counts, place(freeze.stage)) == (False, 2)


def test_the_offer_of_hanoi_asks_for_the_fifth_stage_and_gives_the_second(
    regime: Regime,
) -> None:
    [phase] = balance(regime, shipped(regime, "hanoi-2019-dprk-offer")).phases
    assert places(phase) == (5, 2, 3)
    assert phase.relief[0].measures == (
        "suspension of UN sanctions on imports",
        "suspension of UN sanctions on most exports",
        "work of North Koreans abroad",
        "general opening to investment and joint ventures",
    )


def test_the_framework_of_the_paper_is_level_in_every_phase(regime: Regime) -> None:
    found = balance(regime, shipped(regime, "wertz-2019-framework"))
    assert [places(phase) for phase in found.phases] == [(n, n, 0) for n in range(1, 6)]
    assert [phase.unpriced for phase in found.phases] == [()] * 5


def test_a_phase_without_relief_has_no_lead(regime: Regime) -> None:
    found = balance(regime, shipped(regime, "hanoi-2019-us-position"))
    assert [places(phase) for phase in found.phases] == [
        (None, 5, None),
        (None, 5, None),
        (5, 5, 0),
    ]


@pytest.mark.parametrize("path", DEALS)
def test_what_has_been_reached_is_never_lost_and_every_commitment_is_placed(
    regime: Regime, path: Path
) -> None:
    deal = kg.read_deal(path, regime)
    found = balance(regime, deal)
    reached = [place(phase.reached) or 0 for phase in found.phases]
    assert reached == sorted(reached)
    for phase, stated in zip(found.phases, deal.phases, strict=True):
        assert len(phase.relief) == len(stated.relief)
        assert len(phase.concessions) == len(stated.concessions)
        assert set(phase.unpriced) <= {each.label for each in phase.relief if not each.goodwill}
        assert set(phase.idle) <= {each.label for each in phase.concessions}


def test_an_unknown_rulebook_is_refused(regime: Regime) -> None:
    with pytest.raises(BadInput, match="no rulebook nobody"):
        balance(regime, shipped(regime, "tutorial"), "nobody")


def test_no_stage_is_further_than_none() -> None:
    assert furthest([None, None]) is None
