"""What concessions justify and what relief costs, and that both agree with the checker."""

from __future__ import annotations

import pytest
from amount import WHOLE
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import BadInput
from kg.answers.balance import balance
from kg.answers.justify import Option, justify, price, reached, stages
from kg.answers.justify.trial import Trials
from kg.check.book import find_rulebook, rulebook_of
from kg.core.ids import short
from kg.deal import parse_deal, terms
from kg.graph.regime import Regime
from kg.graph.words import KINDS

TWO_FREEZES = ["yongbyon-dismantlement", "missile-production-freeze"]
ROW_2 = [*TWO_FREEZES, "road-map"]
ROW_3 = [*ROW_2, "fissile-halt", "fissile-declaration", "missile-component-conversion"]
ROW_4 = [*ROW_3, "ilo-standards"]
LAST = ["wmd-dismantlement", "full-declaration"]


def state(regime: Regime, actions: list[str], verifier: str | None = "iaea") -> dict[str, str]:
    return {option.relief: option.state for option in justify(regime, actions, verifier)}


def test_what_the_table_pairs_with_yongbyon_fits_once_its_whole_row_is_delivered(
    regime: Regime,
) -> None:
    row = ("import-suspension", "kumgang-tourism", "inter-korean-infrastructure")
    before, after = state(regime, TWO_FREEZES), state(regime, ROW_2)
    for relief in row:
        assert before[f"relief/{relief}"] == "ahead"
        assert after[f"relief/{relief}"] == "fits"
    # Kaesong breaks no must once the rollback has begun (its row is a should), but is of stage 4.
    assert after["relief/kaesong"] == "ahead"
    assert after["relief/export-suspension"] == "one-away"
    assert after["relief/financial-access"] == "further-away"


@pytest.mark.parametrize(
    ("actions", "stage", "owed"),
    [
        ([], None, ["first-stage-step"]),
        (["permanent-test-halt"], None, ["first-stage-step"]),
        (["no-tests-commitment"], 1, [*ROW_2[1:], "rollback-step", "yongbyon-freeze"]),
        (["yongbyon-freeze"], 1, ROW_2[1:]),
        (ROW_2, 2, [*ROW_3[4:3:-1], *ROW_3[3:4], *ROW_3[5:]]),
        (ROW_3, 3, ["ilo-standards"]),
        # Human rights in general are not what a rule asks of the relief of stage 4.
        ([*ROW_3, "human-rights-progress"], 3, ["ilo-standards"]),
        (ROW_4, 4, ["denuclearization-complete", "full-declaration"]),
        ([*ROW_4, "full-declaration"], 4, ["denuclearization-complete"]),
        # A later row without an earlier one reaches nothing.
        (["ilo-standards", "road-map"], None, ["first-stage-step"]),
        # With everything gone and declared, no rule asks for the steps on the way any more.
        (LAST, 5, []),
        (["full-compliance", "full-declaration"], 5, []),
    ],
)
def test_a_stage_is_reached_when_its_steps_and_all_before_are_delivered(
    regime: Regime, actions: list[str], stage: int | None, owed: list[str]
) -> None:
    found = reached(regime, actions, "iaea")
    assert (found.stage.position if found.stage else None) == stage
    assert sorted(found.owed) == sorted(f"action/{name}" for name in owed)


def test_the_stages_of_a_table_have_steps_and_the_last_is_the_last_of_every_rule(
    regime: Regime,
) -> None:
    steps = stages.steps(regime, find_rulebook(regime, None))
    assert {step.stage.position for step in steps} == {1, 2, 3, 4, 5}
    last = {step.id for step in steps if step.stage.position == 5}
    parts = regime.values("action/last-stage", "doneWhenAll")
    assert last == {short(str(part.value), regime.base) for part in parts}


def test_every_way_in_which_a_rule_asks_for_a_step_is_known(regime: Regime) -> None:
    """A rule kind that is told an action either asks for it or says after what it is moot."""
    told = {
        name
        for shape in rulebook_of(regime, find_rulebook(regime, None)).shapes
        for name, value in zip(shape.kind.parameters, shape.values, strict=True)
        if regime.is_a(value.value, "Action")
    }
    until = {name for name in told if name.endswith("Until")}
    after = {"paidInPhase", "someReliefBefore"}
    assert told - until - after == {*stages.STEPS, *filter(None, stages.STEPS.values())}


def test_nothing_counts_when_nobody_verifies_it(regime: Regime) -> None:
    assert state(regime, ROW_2, "none")["relief/import-suspension"] == "one-away"
    assert reached(regime, ROW_2, "none").stage is None


def test_what_someone_unnamed_verifies_counts(regime: Regime) -> None:
    assert state(regime, ROW_2, None) == state(regime, ROW_2, "iaea")


def test_goodwill_needs_no_concession(regime: Regime) -> None:
    fits = {relief for relief, found in state(regime, []).items() if found == "fits"}
    assert fits == {
        "relief/humanitarian-banking",
        "relief/humanitarian-exports",
        "relief/people-exchanges",
        "relief/us-humanitarian-rules",
    }


def test_a_modest_step_is_price_enough_for_a_pilot(regime: Regime) -> None:
    # Paragraphs 28 and 29: modest actions, such as a promise in writing.
    assert state(regime, [])["relief/food-pilot"] == "one-away"
    assert state(regime, ["no-tests-commitment"])["relief/food-pilot"] == "fits"


def test_relief_of_law_that_is_gone_is_no_option(regime: Regime) -> None:
    assert "relief/twea-termination" not in state(regime, LAST)
    assert "relief/heavy-fuel-oil" not in state(regime, LAST)


def test_what_is_missing_is_named(regime: Regime) -> None:
    options = {option.relief: option for option in justify(regime, TWO_FREEZES, "iaea")}
    # The verified freeze of missile production is a limit on making missiles (paragraph 32).
    assert options["relief/export-suspension"].needs == (("action/fissile-halt",),)
    assert options["relief/kaesong"].needs == ()
    assert options["relief/import-suspension"].owed == ("action/road-map",)
    halted = {option.relief: option for option in justify(regime, ["fissile-halt"], "iaea")}
    assert halted["relief/export-suspension"].needs == (("action/missile-production-limits",),)


def test_the_last_stage_is_two_steps_away_and_both_are_named(regime: Regime) -> None:
    both = ("action/denuclearization-complete", "action/full-declaration")
    options = {option.relief: option for option in justify(regime, ROW_4, "iaea")}
    access = options["relief/financial-access"]
    assert (access.state, access.needs) == ("further-away", (both,))
    declared = justify(regime, [*ROW_4, "full-declaration"], "iaea")
    [access] = [option for option in declared if option.relief == "relief/financial-access"]
    assert (access.state, access.needs) == ("one-away", (both[:1],))


def test_lifting_what_remains_waits_for_what_the_package_does_not_say(regime: Regime) -> None:
    options = {option.relief: option for option in justify(regime, LAST, "iaea")}
    lifting = options["relief/remaining-un-sanctions"]
    assert (lifting.state, lifting.needs) == ("one-away", (("action/full-compliance",),))


def test_rules_satisfied_carry_their_passages(regime: Regime) -> None:
    options = {option.relief: option for option in justify(regime, ROW_2, "iaea")}
    kept = {kept.rule: kept.passages for kept in options["relief/import-suspension"].satisfied}
    assert set(kept) == {
        *("imports-need-yongbyon", "relief-has-a-price", "roadmap-with-first-trade"),
        "rollback-before-commerce",
    }
    assert kept["relief-has-a-price"] == ("source/wertz-2019/27",)


def test_the_price_of_exports(regime: Regime) -> None:
    # The channel, once asked as a must, "would help" (paragraph 34).
    least = ("action/fissile-halt", "action/missile-production-limits")
    found = price(regime, "export-suspension")
    assert found.least == (least,)
    # What would make it all moot, completed denuclearization, is of a later stage.
    for full in found.full:
        assert {"action/fissile-declaration", "action/missile-component-conversion"} <= set(full)
        assert {"relief/financial-channel", "safeguard/export-escrow"} & set(full)


def test_the_price_of_a_food_pilot(regime: Regime) -> None:
    # The limits of the pilot are what could be (paragraph 29); one of its two ways is enough.
    found = price(regime, "food-pilot")
    assert found.least == (("action/first-stage-step",),)
    assert found.full == (
        ("action/first-stage-step", "safeguard/quantity-limit", "safeguard/un-agency-delivery"),
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
    papers = {"undertaking/us-certification", "undertaking/us-congress-notice"}
    for full in found.full:
        assert {*SUSPENSION, *papers} <= set(full)


def test_all_six_items_are_named_as_needed_and_five_leave_one(regime: Regime) -> None:
    def option(actions: list[str]) -> tuple[str, tuple[tuple[str, ...], ...]]:
        options = {each.relief: each for each in justify(regime, actions, "iaea")}
        found = options["relief/some-us-sanctions"]
        return found.state, found.needs

    assert option([]) == ("further-away", (SUSPENSION,))
    assert option([*SUSPENSION[1:]]) == ("one-away", (SUSPENSION[:1],))
    # Nothing stands in its way, and the author places it three stages on.
    assert option([*SUSPENSION]) == ("ahead", ())
    assert option([*SUSPENSION, *ROW_4]) == ("fits", ())


def test_the_sets_of_a_price_are_enough(regime: Regime) -> None:
    trials = Trials(regime, rulebook_of(regime, find_rulebook(regime, None)))
    for relief in ("export-suspension", "some-us-sanctions", "kaesong", "remaining-un-sanctions"):
        name = f"relief/{relief}"
        for chosen in price(regime, relief).least:
            broken = trials.broken(name, chosen)
            assert not [shape for shape in broken if KINDS[shape.severity] == "breach"]


@pytest.mark.parametrize("word", ["yongbyon-freez", "un/2397/7", "", "a b"])
def test_an_unknown_action_is_bad_input(regime: Regime, word: str) -> None:
    with pytest.raises(BadInput):
        justify(regime, [word])


HOW = {iri: word for word, iri in terms.HOW.items()}


def written(regime: Regime, relief: str, actions: list[str]) -> str:
    """A package with concessions and one relief measure, in the form its author has in mind."""

    def usual(term: str) -> list[str]:
        return [str(value.value) for value in regime.values(relief, term)[:1]]

    keys = [f"measure: {relief.removeprefix('relief/')}", "ends-if: broken"]
    keys += [f"by: {short(iri, regime.base)}" for iri in usual("usualBody")]
    keys += [f"authority: [{short(iri, regime.base)}]" for iri in usual("usualAuthority")]
    for iri in usual("usualMechanism"):
        keys.append(f"how: {HOW[iri]}")
        if HOW[iri] == "suspension":
            keys.append("term: 90 days")
    items = "".join(f"      - {{action: {a}, verified-by: iaea}}\n" for a in actions)
    return (
        f"id: deal/trial\ntitle: Trial\nas-of: {regime.data_date}\nphases:\n  - title: Both\n"
        + (f"    concessions:\n{items}" if items else "")
        + f"    relief:\n      - {{{', '.join(keys)}}}\n"
    )


@settings(max_examples=200 if WHOLE else 20, deadline=None)
@given(data=st.data())
def test_justify_balance_and_the_checker_never_contradict_each_other(
    regime: Regime, data: st.DataObject
) -> None:
    """For some relief and any concessions, put into one phase of a package:

    - ``fits`` if and only if balance does not call the phase ahead;
    - ``ahead`` if and only if it is ahead by its stage alone, so that no must refuses it;
    - away if and only if balance names the relief as unpaid, so that it is ahead;
    - in the first two cases no rule finds a breach at the relief, in the third one finds a breach,
      or a gap that a concession would close.

    Three reliefs behind each draw of concessions, or all (see ``amount.py``). Left out is relief
    whose own form breaks a must whatever is delivered.
    """
    actions = [a for a in regime.known("action") if not regime.is_a(a, "ActionKind")]
    few = st.lists(st.sampled_from(actions), unique=True, max_size=5)
    rows = st.sampled_from([[], ROW_2, ROW_3, ROW_4, LAST, ["full-compliance", "full-declaration"]])
    chosen = sorted({*data.draw(few), *(f"action/{name}" for name in data.draw(rows))})
    options = {option.relief: option for option in justify(regime, chosen, "iaea")}
    some = st.lists(st.sampled_from(sorted(options)), unique=True, min_size=3, max_size=3)
    for name in options if WHOLE else data.draw(some):
        if name not in BROKEN_BY_FORM:
            never_contradict(regime, options[name], chosen)


def never_contradict(regime: Regime, option: Option, chosen: list[str]) -> None:
    deal = parse_deal(written(regime, option.relief, chosen), "trial.yaml", regime)
    [phase] = balance(regime, deal).phases
    away = option.state in ("one-away", "further-away")
    assert phase.ahead == (option.state != "fits")
    assert bool(phase.unpaid) == away
    if option.state == "ahead":
        assert (phase.lead or 0) > 0
        assert {step.id for step in phase.missing} == set(option.owed)
    found = [f for f in regime.validate(deal).findings if f.commitment.endswith("/relief-1")]
    kinds = {finding.kind for finding in found}
    broken = {kept.rule for kept in option.broken}
    assert ("breach" in kinds) <= away
    assert broken <= {finding.rule for finding in found}
    stage = reached(regime, chosen, "iaea").stage
    assert phase.reached == stage


# An umbrella over statutes and orders that no single power reaches (see its note in the facts).
BROKEN_BY_FORM = {"relief/us-secondary-adjustment"}


def test_no_other_relief_breaks_a_must_whatever_is_delivered(regime: Regime) -> None:
    everything = [a for a in regime.known("action") if not regime.is_a(a, "ActionKind")]
    options = justify(regime, everything, "iaea")
    assert {option.relief for option in options if option.state != "fits"} == BROKEN_BY_FORM
