"""How far the relief of a phase goes and how far concessions have come, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.answers.balance import Balance, PhaseBalance, Stage, balance, furthest
from kg.answers.balance.document import balance_document
from kg.core.errors import BadInput
from kg.core.resources import deal_files, folder
from kg.deal import Deal, parse_deal
from kg.graph.regime import Regime

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
    # of the opening to investment (stage 5), aid is a measure of stage 1. The promise reaches the
    # first stage. The freeze at Yongbyon is one step of the second and reaches nothing alone, nor
    # do human rights in the fourth, nor the halt in the third, since the missile freeze is refused
    # verification and no road map is agreed.
    assert [places(phase) for phase in lists.phases] == [(3, 1, 2), (5, 1, 4), (1, 1, 0)]
    assert [[each.inferred for each in phase.relief] for phase in lists.phases] == [
        [True],
        [True],
        [False],
    ]
    assert lists.phases[1].relief[0].measures == (
        "general opening to investment and joint ventures",
    )


def test_relief_ahead_of_any_tangible_step_has_no_price(lists: Balance) -> None:
    # The first is the price of a pilot of sales for food (paragraphs 28 and 29).
    assert lists.price == (
        "a step of the first stage",
        "a tangible step on weapons of mass destruction",
    )
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
            "verified halt of all fissile-material production, covert enrichment included",
            "freeze on making ballistic missiles and testing engines",
        ),
    ]


def test_a_concession_that_nobody_verifies_reaches_no_stage(lists: Balance) -> None:
    halt, freeze = lists.phases[2].concessions
    assert (halt.counts, place(halt.stage)) == (True, 3)
    assert (freeze.counts, place(freeze.stage)) == (False, 2)


def test_the_offer_of_hanoi_asks_for_the_fifth_stage_and_pays_one_step_of_the_second(
    regime: Regime,
) -> None:
    [phase] = balance(regime, shipped(regime, "hanoi-2019-dprk-offer")).phases
    assert places(phase) == (5, 1, 4)
    second = [step.id for step in phase.missing if step.stage.position == 2]
    assert second == ["action/missile-production-freeze", "action/road-map"]
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
    # The full declaration reaches no stage before everything is gone.
    assert [places(phase) for phase in found.phases] == [
        (None, 1, None),
        (None, 5, None),
        (5, 5, 0),
    ]


def test_what_a_must_refuses_is_ahead_though_its_stage_is_reached(regime: Regime) -> None:
    # Lifting all waits for every demand of the Council, and the paper of Hanoi does not name all.
    phase = balance(regime, shipped(regime, "hanoi-2019-us-position")).phases[-1]
    assert (phase.lead, phase.ahead) == (0, True)
    assert [each.rules for each in phase.unpaid] == [("lift-needs-full-compliance",)]


def one_phase(regime: Regime, concessions: str, relief: str) -> PhaseBalance:
    text = "id: deal/x\ntitle: X\nas-of: 2019-04-09\nphases:\n  - title: All\n"
    text += f"    concessions: [{concessions}]\n    relief: [{relief}]\n"
    [phase] = balance(regime, parse_deal(text, "x.yaml", regime)).phases
    return phase


IMPORTS = "{measure: import-suspension, by: unsc, how: suspension, term: 90 days}"
FREEZE = "{action: yongbyon-freeze, verified-by: iaea}"
MISSILES = "{action: missile-production-freeze, verified-by: iaea}"
MAP = "{action: road-map}"


@pytest.mark.parametrize(
    ("concessions", "reached", "missing"),
    [
        ([FREEZE], 1, ["missile-production-freeze", "road-map"]),
        ([FREEZE, MAP], 1, ["missile-production-freeze"]),
        ([FREEZE, MISSILES, MAP], 2, []),
        # A part of the freeze is a tangible step, and not the freeze.
        (
            [FREEZE[:-1] + ", extent: partial}", MISSILES, MAP],
            1,
            ["rollback-step", "yongbyon-freeze"],
        ),
        # An action that is left open is only what is said of it.
        (["{action: open, kind: rollback-step}", MISSILES, MAP], 1, ["yongbyon-freeze"]),
    ],
)
def test_steps_of_one_row_are_not_paid_with_some_of_them(
    regime: Regime, concessions: list[str], reached: int, missing: list[str]
) -> None:
    phase = one_phase(regime, ", ".join(concessions), IMPORTS)
    assert places(phase) == (2, reached, 2 - reached)
    assert phase.ahead == (reached < 2)
    assert [step.id for step in phase.missing] == [f"action/{name}" for name in missing]


def test_aid_is_never_ahead_and_relief_of_law_that_is_gone_is_nothing(regime: Regime) -> None:
    aid = one_phase(regime, "", "{measure: humanitarian-exports, by: unsc, how: exemption}")
    assert (places(aid), aid.ahead) == ((1, None, 0), False)
    gone = one_phase(regime, "", "{measure: twea-termination, by: united-states, how: termination}")
    assert (gone.lead, gone.relief[0].effective) == (None, False)


def test_relief_by_two_bodies_with_their_own_acts_is_one_relief(regime: Regime) -> None:
    bodies = "by: [unsc, republic-of-korea], how: {unsc: exemption, republic-of-korea: rescission}"
    phase = one_phase(regime, FREEZE, f"{{measure: kumgang-tourism, {bodies}}}")
    assert len(phase.relief) == 1
    assert places(phase) == (2, 1, 1)


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


def test_the_document_tells_an_overview_only_where_there_are_several_phases(
    regime: Regime, lists: Balance
) -> None:
    several = balance_document(regime, lists)
    assert [name for name, _ in several.parts] == ["overview", "phases"]
    one = balance_document(regime, balance(regime, shipped(regime, "hanoi-2019-dprk-offer")))
    assert [name for name, _ in one.parts] == ["phases"]
    assert one.lead == (
        "In the only phase, relief is ahead of the concessions. No relief comes without a price, "
        "but 1 asks for more than is paid, and no concession buys nothing."
    )
    passages = ["Table 1, stage 1", "Table 1, stage 5", "¶28", "¶29", "¶39"]
    assert [each.place for each in one.citations] == passages


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        (
            "wertz-2019-framework",
            "In all 5 phases, relief is level with the concessions. No relief comes without a "
            "price, and 2 concessions buy nothing.",
        ),
        (
            "hanoi-2019-us-position",
            "Of 3 phases, relief is ahead of the concessions in 1; there is none in 2. No relief "
            "comes without a price, but 1 asks for more than is paid, and 1 concession buys "
            "nothing.",
        ),
        (
            "leap-day-2012",
            "There is no relief of sanctions in the only phase. 2 concessions buy nothing.",
        ),
    ],
)
def test_the_lead_counts_phases_and_what_is_unpaid(regime: Regime, name: str, lead: str) -> None:
    assert balance_document(regime, balance(regime, shipped(regime, name))).lead == lead
