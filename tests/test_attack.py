"""No other word, body, item or split gets past a rule.

The attack: every relief measure and every provision of the Council, by every act and every body, at
every stage of concessions. Relief that names no case is never judged more lightly than the same
relief as an open-ended suspension by its own sender. A seeded sample runs in every test run; with
``SANCTIONS_KG_ATTACK=all`` the whole product runs, which takes most of an hour.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import pytest
from judging import STAGES, Found, Item, deal, found, heaviest, judged, lighter, phase, steps

from kg.answers.after import residual
from kg.deal import Deal
from kg.deal.derive.deriver import deriver_of
from kg.deal.derive.reliefs import LEAVES_OUT, LEAVES_STANDING, NAMED_CASE, OPENS_FOR, TOUCHES
from kg.deal.terms import HOW
from kg.deal.vocabulary import vocabulary
from kg.graph.regime import Regime

# What only the law of a sender asks: these hang on the act and the power that are named.
OF_STATUTES = {"statutory-basis", "congress-informed", "rights-for-us-suspension"}
DELIVERED: tuple[tuple[int, ...], ...] = ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4, 5))
ACTS = (None, *HOW)
SAMPLE, JUDGED = 10_000, 12
WHOLE = os.environ.get("SANCTIONS_KG_ATTACK") == "all"


class Try(NamedTuple):
    """One relief: what it relaxes, by which act, by whom, and after which stages."""

    what: str
    how: str | None
    by: str
    stages: tuple[int, ...]


def relaxable(regime: Regime) -> list[str]:
    """Every relief measure, and every measure of the Council in force or not."""
    council = [p for p in vocabulary(regime).provisions if regime.is_a(p, "CouncilMeasure")]
    return [*regime.known("relief"), *council]


def bodies(regime: Regime) -> list[str]:
    return [each.removeprefix("actor/") for each in regime.known("actor")]


def tries(regime: Regime) -> Iterator[Try]:
    every = relaxable(regime), ACTS, bodies(regime), DELIVERED
    if WHOLE:
        yield from map(Try._make, product(*every))
        return
    rng = random.Random(12)
    decide = ["unsc", "1718-committee", "united-states", "us-ofac", "republic-of-korea", "japan"]
    for _ in range(SAMPLE):
        what, how, by, stages = (rng.choice(each) for each in every)  # type: ignore[attr-defined]
        yield Try(what, how, by if rng.random() < 0.5 else rng.choice(decide), stages)


def relief(regime: Regime, each: Try) -> Item:
    own: Item = {"by": each.by} | ({"how": each.how} if each.how else {})
    if each.what.startswith("relief/"):
        return {"measure": each.what.removeprefix("relief/"), **own}
    return {"provisions": [each.what], **own}


@lru_cache(maxsize=4096)
def suspended(
    regime: Regime, what: tuple[tuple[str, Any], ...], by: tuple[str, ...], stages: tuple[int, ...]
) -> dict[str, str]:
    """What is found on an open-ended suspension by its own senders."""
    item = {key: list(value) if isinstance(value, tuple) else value for key, value in what}
    own = item | {"by": list(by), "how": "suspension"}
    return heaviest(judged(regime, [phase(steps(*stages), [own])]))


def open_ended(regime: Regime, each: Try, package: Deal) -> dict[str, str] | None:
    """What is found on the same relief, suspended; None for relief of nothing, or of a case.

    Of a relief measure of which the bodies named give a part, that part is suspended.
    """
    derived = deriver_of(regime).commitment(package.reliefs[0], package.as_of)
    touched = derived.get(TOUCHES, frozenset())
    if not touched or NAMED_CASE in derived[OPENS_FOR]:
        return None
    senders = frozenset[Any]().union(*map(deriver_of(regime).reliefs.bodies.senders, touched))
    what: dict[str, Any] = {"measure": each.what.removeprefix("relief/")}
    if not each.what.startswith("relief/"):
        what = {"provisions": (each.what,)}
    elif LEAVES_STANDING in derived:
        what = {"provisions": ids(regime, touched)}
        if LEAVES_OUT in derived:
            what["except"] = ids(regime, derived[LEAVES_OUT])
    by = tuple(each.removeprefix("actor/") for each in ids(regime, senders))
    return suspended(regime, tuple(what.items()), by, each.stages)


def ids(regime: Regime, things: Set[Any]) -> tuple[str, ...]:
    return tuple(sorted(str(each).removeprefix(regime.base) for each in things))


def may_be_a_case(regime: Regime, package: Deal) -> bool:
    """Whether an act that is left open could be one that opens a case."""
    derived = deriver_of(regime).commitment(package.reliefs[0], package.as_of, lenient=True)
    return NAMED_CASE in derived[OPENS_FOR]


def test_relief_that_names_no_case_is_never_judged_more_lightly(regime: Regime) -> None:
    compared = 0
    for each in tries(regime):
        package = deal(regime, [phase(steps(*each.stages), [relief(regime, each)])])
        expected = open_ended(regime, each, package)
        if expected is None:
            continue
        compared += 1
        mine = heaviest(found(regime, package))
        # A part is suspended as a list, of which each provision is asked for what the goods leave.
        apart = OF_STATUTES | {"touches-law-in-force"}
        less = lighter(mine, {r: k for r, k in expected.items() if r not in apart})
        if may_be_a_case(regime, package):
            # What some act would keep is a gap.
            less = {rule: kinds for rule, kinds in less.items() if kinds != ("gap", "breach")}
        assert less == {}, each
    assert WHOLE or compared > SAMPLE / 2


def test_pyshacl_judges_some_of_them_alike(regime: Regime) -> None:
    rng = random.Random(3)
    for each in rng.sample(list(tries(regime))[:SAMPLE], JUDGED):
        package = deal(regime, [phase(steps(*each.stages), [relief(regime, each)])])
        assert found(regime, package) == found(regime, package, "reference"), each


def test_a_pilot_without_its_bound_is_a_pilot_without_limit(regime: Regime) -> None:
    """Two ways to say that nothing bounds a pilot, by every act, every body, at every stage."""
    rng = random.Random(4)
    every = list(product(("relief/food-pilot",), ACTS, bodies(regime), DELIVERED))
    for each in map(Try._make, rng.sample(every, 400)):
        item, done = relief(regime, each), steps(*each.stages)
        forgone = judged(regime, [phase(done, [item], without=["quantity-limit"])])
        unlimited = judged(regime, [phase(done, [item | {"limit": "none"}])])
        assert forgone == unlimited, each


def test_to_go_without_a_safeguard_never_makes_relief_lighter(regime: Regime) -> None:
    names = [each.removeprefix("safeguard/") for each in regime.known("safeguard")]
    for measure, name, stages in product(regime.known("relief"), names, DELIVERED):
        item = {"measure": measure.removeprefix("relief/")}
        silent = judged(regime, [phase(steps(*stages), [item])])
        forgone = judged(regime, [phase(steps(*stages), [item], without=[name])])
        assert lighter(heaviest(forgone), heaviest(silent)) == {}, (measure, name, stages)


PILOT: Item = {"measure": "food-pilot", "by": "unsc", "how": "exemption", "ends-if": "x"}
BOUND = ["quantity-limit"]


@pytest.mark.parametrize(
    ("phases", "unlimited"),
    [
        ([phase(relief=[PILOT], without=BOUND)], {1}),
        ([phase(without=BOUND), phase(relief=[PILOT])], {2}),
        ([phase(relief=[PILOT]), phase(without=BOUND)], set()),
        ([phase(relief=[PILOT | {"limit": "5 t"}], without=BOUND)], set()),
        ([phase(relief=[PILOT], without=["un-escrow"])], set()),
        ([phase(safeguards=BOUND), phase(relief=[PILOT], without=BOUND)], {2}),
        ([phase(relief=[PILOT], safeguards=BOUND, without=BOUND)], {1}),
        ([phase(safeguards=BOUND), phase(without=BOUND), phase(relief=[PILOT])], {3}),
        ([phase(without=BOUND), phase(relief=[PILOT], safeguards=BOUND)], set()),
    ],
    ids=[
        *("here", "from then on", "later", "own limit", "another", "taken back", "both at once"),
        *("taken back before", "agreed after all"),
    ],
)
def test_from_which_phase_on_a_pilot_has_no_limit(
    phases: list[dict[str, Any]], unlimited: set[int], regime: Regime
) -> None:
    package = deal(regime, phases)
    stated = {p.position for p in package.phases for each in p.relief if each.unbounded}
    assert stated == unlimited


def test_a_phase_in_no_order_speaks_of_limits_for_itself_only(regime: Regime) -> None:
    phases = [phase(without=BOUND), phase(relief=[PILOT]), phase(relief=[PILOT], without=BOUND)]
    package = deal(regime, phases, ordered=False)
    assert [each.unbounded for each in package.reliefs] == [False, True]


def test_an_alternative_is_bounded_by_what_is_chosen_with_it(regime: Regime) -> None:
    ways = {"one-of": [PILOT, PILOT | {"limit": "5 t"}]}
    maybe = [{"one-of": [*BOUND, "un-escrow"]}]
    package = deal(regime, [phase(without=BOUND), phase(relief=[ways], safeguards=maybe)])
    stated = [(r.unbounded, r.limit) for branch in package.branches for r in branch.reliefs]
    assert stated == [(False, None), (True, None), (False, "5 t"), (False, "5 t")]


def test_a_pilot_without_its_bound_breaks_what_exports_break(regime: Regime) -> None:
    promise = {"action": "no-tests-commitment"}
    findings = judged(regime, [phase([promise], [PILOT], without=BOUND)])
    assert {rule for rule, kind, at in findings if kind == "breach" and at == ON} == {
        *("relief-has-a-price", "rollback-before-commerce"),
        *("exports-need-fissile-halt", "exports-need-missile-limits"),
    }


# --- one by one -----------------------------------------------------------------------------------

ON = "phase-1/relief-1"
FREEZE: Item = {"action": "yongbyon-freeze", "verified-by": "iaea"}
VISIT: Item = {"action": "punggye-ri-inspections", "verified-by": "ctbto"}
# Every package here leaves out the goodwill of the first phase, which is not what is tested.
GOODWILL = ("confidence-first", "weakness", "package")


def suspension(**keys: Any) -> Item:
    """A suspension by the Council as the paper wants it."""
    own = {"by": "unsc", "how": "suspension", "term": "90 days", "ends-if": "the step is undone"}
    return own | keys


def on(where: str, *findings: str) -> Found:
    """Findings written as ``kind rule`` at one place."""
    pairs = (each.split() for each in findings)
    return frozenset((rule, kind, where) for kind, rule in pairs)


def without_goodwill(findings: Found) -> Found:
    return findings - {GOODWILL}


@pytest.mark.parametrize("how", ["exemption", "licence", "general-licence", "case-waiver"])
@pytest.mark.parametrize(
    "measure", ["export-suspension", "import-suspension", "financial-access", "investment-opening"]
)
def test_1_a_whole_sector_under_a_case_word_is_a_sector(
    measure: str, how: str, regime: Regime
) -> None:
    item = {"measure": measure, "by": "unsc"}
    named = judged(regime, [phase([FREEZE], [item | {"how": how}])])
    plain = judged(regime, [phase([FREEZE], [item | {"how": "suspension"}])])
    assert named == plain | {("exemption-names-its-case", "breach", ON)}
    assert "breach" in {kind for _, kind, _ in plain} or measure == "import-suspension"


def test_1_exports_by_exemption_break_what_exports_break(regime: Regime) -> None:
    item = {"measure": "export-suspension", "by": "unsc", "how": "exemption"}
    assert without_goodwill(judged(regime, [phase(relief=[item])])) == on(
        ON,
        *("breach exemption-names-its-case", "breach relief-has-a-price"),
        *("breach rollback-before-commerce", "breach exports-need-fissile-halt"),
        *("breach exports-need-missile-limits", "gap snapback-on-suspension"),
        *("weakness relief-has-a-price", "weakness exports-need-fissile-halt"),
        *("weakness exports-need-missile-limits", "weakness exports-need-a-channel"),
        *("weakness imports-before-exports", "weakness no-hollow-relief"),
        *("weakness roadmap-with-first-trade", "weakness terms-are-clear"),
        "weakness tests-stay-stopped",
    )


def test_1_the_scope_that_a_measure_carries_is_a_case(regime: Regime) -> None:
    item = {"measure": "case-by-case-investment", "by": "1718-committee", "how": "exemption"}
    phases = [phase(steps(1, 2), [item | {"ends-if": "a venture serves the army"}])]
    assert without_goodwill(judged(regime, phases)) == frozenset()


def test_1_a_project_wider_than_the_project_is_judged_by_what_it_touches(regime: Regime) -> None:
    phases = [phase([FREEZE], [suspension(provisions=["un/2375/18"])])]
    assert without_goodwill(judged(regime, phases)) == on(
        ON,
        *("breach finance-and-investment-last", "breach remaining-sanctions-last"),
        *("weakness investment-case-by-case", "weakness no-hollow-relief"),
    )


def test_1_a_project_under_the_name_of_its_case_is_the_project(regime: Regime) -> None:
    """Listing the provisions of Kaesong for the case of Kaesong is Kaesong."""
    exempt = {"by": "1718-committee", "how": "exemption", "ends-if": "the zone is misused"}
    listed = {"provisions": ["un/2375/16", "un/2375/18", "un/2397/7"], "for": "case/kaesong-zone"}
    assert judged(regime, [phase([VISIT], [listed | exempt])]) == judged(
        regime, [phase([VISIT], [{"measure": "kaesong"} | exempt])]
    )


@pytest.mark.parametrize(
    "body", ["japan", "dprk", "iaea", "banks-and-firms", "panel-of-experts", "us-president"]
)
def test_2_nobody_else_relaxes_what_the_council_imposed(body: str, regime: Regime) -> None:
    coal = suspension(provisions=["un/2371/8"])
    own = judged(regime, [phase([FREEZE], [coal])])
    other = judged(regime, [phase([FREEZE], [coal | {"by": body}])])
    assert other == own | {("mechanism-fits-body", "breach", ON)}


def test_2_the_finding_names_who_could(regime: Regime) -> None:
    package = deal(regime, [phase(relief=[suspension(provisions=["un/2371/8"], by="japan")])])
    [finding] = [f for f in regime.validate(package).findings if f.rule == "mechanism-fits-body"]
    assert finding.details == (
        "resolution 2371, paragraph 8 is for the United Nations Security Council to relax",
    )


@pytest.mark.parametrize("measure", ["us-orders-revoked", "us-lifting", "terrorism-delisting"])
def test_2_the_council_does_not_relax_what_the_united_states_imposed(
    measure: str, regime: Regime
) -> None:
    item = suspension(measure=measure)
    assert ("mechanism-fits-body", "breach", ON) in judged(regime, [phase([FREEZE], [item])])


def test_2_each_body_gives_its_part_and_the_rest_is_named(regime: Regime) -> None:
    item = {"measure": "kumgang-tourism", "by": "1718-committee", "how": "exemption"}
    package = deal(regime, [phase([FREEZE], [item | {"ends-if": "a visitor is harmed"}])])
    assert without_goodwill(found(regime, package)) == frozenset()
    assert regime.validate(package).notes == (
        "South Korean tourism at Mount Kumgang: what the bodies named cannot relax stays in force: "
        "South Korea's halt of tours to Mount Kumgang (2008).",
    )


def test_2_a_listed_provision_that_is_nobody_s_is_a_breach(regime: Regime) -> None:
    """Of a measure the rest stands; of a list each provision must be some named body's."""
    listed = {"provisions": ["un/2094/11", "kr/kumgang-2008/tours"], "how": "suspension"}
    one = judged(regime, [phase([FREEZE], [listed | {"by": "unsc"}])])
    both = judged(regime, [phase([FREEZE], [listed | {"by": ["unsc", "republic-of-korea"]}])])
    assert one == both | {("mechanism-fits-body", "breach", ON)}


@pytest.mark.parametrize(
    ("provision", "more"),
    [
        ("un/1718/8/a/i", ("weakness no-sensitive-goods",)),
        ("un/1718/8/d", ()),
        ("un/1718/8/e", ()),
        ("un/2270/18", ()),
        ("un/1718/8/a/iii", ("weakness no-sensitive-goods",)),
    ],
    ids=["arms embargo", "asset freeze", "travel ban", "inspections", "luxury goods"],
)
def test_3_what_no_earlier_stage_frees_is_not_for_sale(
    provision: str, more: tuple[str, ...], regime: Regime
) -> None:
    item = suspension(provisions=[provision])
    sold = judged(regime, [phase([FREEZE], [item])])
    # Whether a secondary sanction stands beside it is not what is tested.
    sold -= {("no-hollow-relief", "weakness", ON)}
    assert without_goodwill(sold) == on(ON, "breach remaining-sanctions-last", *more)
    last = judged(regime, [phase([*steps(1, 2, 3, 4), *STAGES[4]], [item])])
    assert {rule for rule, kind, _ in last if kind != "weakness"} == set()


def test_3_what_an_earlier_stage_frees_for_some_is_not_freed_for_everyone(regime: Regime) -> None:
    """Aid agencies' goods pass the inspections in stage 1; everyone's do not."""
    aid = {"measure": "humanitarian-exports", "by": "unsc", "how": "exemption", "ends-if": "x"}
    assert judged(regime, [phase(relief=[aid])]) == {GOODWILL}
    everyone = judged(regime, [phase([FREEZE], [suspension(provisions=["un/2270/18"])])])
    assert ("remaining-sanctions-last", "breach", ON) in everyone


ORDINARY = ["un/2371/8", "un/2397/7"]


def test_4_sensitive_goods_stand_alone_or_beside_ordinary_ones(regime: Regime) -> None:
    together = judged(
        regime, [phase([FREEZE], [suspension(provisions=["un/1718/8/a/i", *ORDINARY])])]
    )
    apart = judged(
        regime,
        [phase([FREEZE], [suspension(provisions=[each]) for each in ("un/1718/8/a/i", *ORDINARY)])],
    )
    assert heaviest(together) == heaviest(apart)


def test_4_machine_tools_and_heavy_lorries_may_be_dual_use(regime: Regime) -> None:
    goods = ["industrial-machinery", "transportation-vehicles"]
    phases = [phase(steps(1, 2), [suspension(provisions=["un/2397/7"], only=goods)])]
    assert {(r, k) for r, k, _ in judged(regime, phases)} == {
        ("remaining-sanctions-last", "gap"),
        ("no-sensitive-goods", "weakness"),
        ("no-hollow-relief", "weakness"),
        ("confidence-first", "weakness"),
    }
    barred = suspension(
        provisions=["un/2397/7"], only=goods, **{"except": ["military", "dual-use", "luxury-goods"]}
    )
    kept = judged(regime, [phase(steps(1, 2), [barred])])
    assert without_goodwill(kept) == on(ON, "weakness no-hollow-relief")


def test_4_a_pilot_touches_no_more_than_the_goods_that_it_names(regime: Regime) -> None:
    item = {"measure": "food-pilot", "by": "unsc", "how": "exemption", "only": ["coal"]}
    package = deal(regime, [phase([VISIT], [item])])
    derived = deriver_of(regime).commitment(package.reliefs[0], package.as_of)
    assert ids(regime, derived[TOUCHES]) == ("un/2371/8",)


def test_4_what_remains_is_what_remains_as_a_list_too(regime: Regime) -> None:
    """Lifting everything by naming it asks for the same compliance as the measure that does."""
    at = deal(regime, [phase(relief=[{"measure": "remaining-un-sanctions", "by": "unsc"}])])
    derived = deriver_of(regime).commitment(at.reliefs[0], at.as_of)
    listed = {"provisions": list(ids(regime, derived[TOUCHES])), "by": "unsc", "how": "termination"}
    named = {"measure": "remaining-un-sanctions", "by": "unsc", "how": "termination"}
    for stages in ((1, 2, 3), (1, 2, 3, 4), (1, 2, 3, 4, 5)):
        one, other = (judged(regime, [phase(steps(*stages), [item])]) for item in (listed, named))
        assert one == other
        kinds = {kind for rule, kind, _ in one if rule == "lift-needs-full-compliance"}
        assert kinds == ({"breach", "gap"} if 5 not in stages else set())


def test_5_one_old_concession_does_not_pay_for_every_later_phase(regime: Regime) -> None:
    exempt = {"by": "1718-committee", "how": "exemption", "ends-if": "x"}
    phases = [
        phase([VISIT]),
        phase(relief=[{"measure": "inter-korean-infrastructure"} | exempt]),
        phase(relief=[{"measure": "kumgang-tourism"} | exempt]),
    ]
    assert without_goodwill(judged(regime, phases)) == on(
        "phase-2/relief-1", "weakness relief-has-a-price", "weakness rollback-before-commerce"
    ) | on("phase-3/relief-1", "weakness relief-has-a-price", "weakness rollback-before-commerce")


def test_6_the_projects_are_commerce_whatever_the_act(regime: Regime) -> None:
    exempt = {"by": "1718-committee", "how": "exemption", "ends-if": "x"}
    standards = {"action": "ilo-standards", "verified-by": "ilo"}
    relief = [
        {"measure": "kaesong"} | exempt,
        {"measure": "kumgang-tourism"} | exempt,
        suspension(measure="overseas-workers"),
    ]
    assert without_goodwill(judged(regime, [phase([VISIT, standards], relief)])) == (
        # Kaesong comes with Kumgang, not after it; both workers' rows stand behind stage 3.
        on(
            "phase-1/relief-1",
            *("breach rollback-before-commerce", "weakness rollback-before-commerce"),
            "weakness kumgang-before-kaesong",
        )
        | on("phase-1/relief-2", "weakness rollback-before-commerce")
        | on(
            "phase-1/relief-3",
            *("breach rollback-before-commerce", "weakness rollback-before-commerce"),
            "weakness no-hollow-relief",
        )
    )


@pytest.mark.parametrize(
    ("measure", "stages", "kinds"),
    [
        ("kaesong", (1, 4), {"breach", "weakness"}),
        ("kaesong", (1, 2, 4), {"weakness"}),
        ("kaesong", (1, 2, 3, 4), set()),
        ("kumgang-tourism", (1,), {"weakness"}),
        ("kumgang-tourism", (1, 2), set()),
        ("inter-korean-infrastructure", (1,), {"weakness"}),
        ("inter-korean-infrastructure", (1, 2), set()),
    ],
)
def test_6_a_rollback_step_and_the_steps_of_the_interim_agreement(
    measure: str, stages: tuple[int, ...], kinds: set[str], regime: Regime
) -> None:
    item = {"measure": measure, "by": "1718-committee", "how": "exemption", "ends-if": "x"}
    findings = judged(regime, [phase(steps(*stages), [item])])
    assert {kind for rule, kind, _ in findings if rule == "rollback-before-commerce"} == kinds


def test_7_seoul_ends_its_own_measures_by_its_own_act(regime: Regime) -> None:
    own = {"by": "republic-of-korea", "how": "rescission", "ends-if": "x"}
    aid = {"measure": "humanitarian-exports", "by": "unsc", "how": "exemption"}
    phases = [
        phase(
            steps(1),
            [
                aid,
                {
                    "measure": "people-exchanges",
                    "by": "us-secretary-of-state",
                    "how": "licence",
                    "authority": "us/power/passport-validate",
                },
            ],
        ),
        phase(steps(2), [{"measure": "kr-kumgang-tours"} | own]),
        phase(steps(3)),
        phase(steps(4), [{"measure": "kr-kaesong-reopening"} | own]),
    ]
    assert judged(regime, phases) == frozenset()


def test_7_seoul_s_measures_of_2010_relax_no_ban_of_the_council(regime: Regime) -> None:
    item = {"measure": "kr-may-24-lifting", "by": "republic-of-korea", "how": "rescission"}
    package = deal(regime, [phase(steps(1, 2), [item | {"ends-if": "x"}])])
    assert without_goodwill(found(regime, package)) == frozenset()
    [note] = regime.validate(package).notes
    assert note.startswith(
        "end of South Korea's measures of 24 May 2010: it relaxes no measure of the Security "
        "Council on the same dealings; still in force: "
    )


def test_8_goods_that_stay_barred_do_not_keep_what_is_not_about_goods(regime: Regime) -> None:
    """All but luxury goods of a rule on visas is the whole of it."""
    item = {"by": "united-states", "how": "termination", "except": ["luxury-goods"]}
    package = deal(regime, [phase(steps(5), [item | {"provisions": ["us/visa-waiver/217/a/12"]}])])
    [standing] = [
        each for each in residual(regime, package, 1).standings if each.state == "skg:terminated"
    ]
    assert (standing.provision, standing.in_part) == ("us/visa-waiver/217/a/12", False)


def test_9_an_inferred_list_says_so(regime: Regime) -> None:
    item = suspension(provisions=["un/2371/8"])
    statements = regime.validate(deal(regime, [phase([FREEZE], [item | {"reading": "inferred"}])]))
    plain = regime.validate(deal(regime, [phase([FREEZE], [item])]))
    assert statements.findings == plain.findings
    assert set(statements.notes) - set(plain.notes) == {
        "Which provisions are meant is an inference of whoever wrote the package down: the source "
        "names none."
    }
