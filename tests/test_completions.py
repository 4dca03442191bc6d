"""What a package leaves open is judged by its completions: every point filled in an allowed way.

A breach is what every completion breaks; a gap, what some keep and some break; and openness alone
never makes a breach. Random packages are completed at random; docs/format.md says what is open.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice, permutations
from typing import Any

import completing
import pytest
from completing import Phases, completed, fill_relief, fill_step
from judging import STAGES, Found, Item, book, deal, found, judged, phase, steps, violations

from kg.check import validation
from kg.core.errors import BadInput
from kg.graph.regime import Regime
from kg.repair.cure import broken_as_written

PACKAGES, EACH, TRIED, SHARED, JUDGED = 700, 5, 60, 150, 6
"""Random packages; completions of each; of a gap, until one is without it; packages of which the
gaps are searched, orders are tried; and what pySHACL and the solver judge too."""
Places = set[tuple[str, str]]


def of(kind: str, findings: Found) -> Places:
    return {(rule, where) for rule, each, where in findings if each == kind}


def random_completions(regime: Regime, own: Phases, number: int) -> Iterator[Phases]:
    """Full completions, and every third of a share of the points only."""
    for each in range(EACH):
        rng = random.Random(f"{number}/{each}")
        yield completed(regime, own, rng, 0.5 if each % 3 == 2 else 1.0)


def test_what_is_a_breach_stays_one_and_completing_never_adds_a_gap(regime: Regime) -> None:
    for number in range(PACKAGES):
        own = completing.phases(number)
        before = found(regime, deal(regime, own))
        breaches, gaps = of("breach", before), of("gap", before)
        for filled in random_completions(regime, own, number):
            after = found(regime, deal(regime, filled))
            assert breaches <= of("breach", after), (number, filled)
            assert of("gap", after) <= gaps, (number, filled)
            # The word of an act is judged when it is said; until then mechanism-is-stated asks.
            new = of("breach", after) - breaches - gaps
            assert {rule for rule, _ in new} <= {"exemption-names-its-case"}, (number, filled)


def test_a_full_completion_leaves_nothing_open_but_demands(regime: Regime) -> None:
    for number in range(PACKAGES // 2):
        filled = completed(regime, completing.phases(number), random.Random(number))
        gaps = of("gap", found(regime, deal(regime, filled)))
        assert {rule for rule, _ in gaps} <= {"lift-needs-full-compliance"}, (number, filled)


def test_each_gap_is_missing_from_some_completion(regime: Regime) -> None:
    searched = 0
    for number in range(SHARED):
        own = completing.phases(number)
        gaps = broken(regime, own, "gap")
        searched += len(gaps)
        for filled in islice(kindest(regime, own, number), TRIED):
            if not gaps:
                break
            gaps &= broken(regime, filled, "gap", "breach")
        # A demand of which nothing is said is met by a further concession, not by a completion.
        assert {each for each in gaps if not each[0].endswith("/unsaid")} == set(), (number, own)
    assert searched > SHARED


def broken(regime: Regime, own: Phases, *kinds: str) -> Places:
    """The shapes that are broken so, each with its place."""
    package = deal(regime, own)
    return {(v.shape.iri, v.focus) for v in violations(regime, package) if v.kind in kinds}


# What keeps most rules where it may be chosen.
KIND_STEPS = ("full-declaration", "full-compliance", "wmd-dismantlement", "fissile-dismantlement")
KIND_RELIEF: tuple[Item, ...] = (
    {"measure": "people-exchanges", "by": "united-states", "how": "licence"},
    {"measure": "humanitarian-exports", "by": "unsc", "how": "exemption"},
    {"measure": "kumgang-tourism", "by": ["unsc", "republic-of-korea"], "how": "exemption"},
    {"provisions": ["kr/may-24/visits"], "by": "republic-of-korea", "how": "suspension"},
)


def kindest(regime: Regime, own: Phases, number: int) -> Iterator[Phases]:
    """Completions that keep as much as they can, and then any."""
    for each in range(TRIED):
        rng = random.Random(f"{number}/kind/{each}")
        made = [dict(held) for held in own]
        for held in made:
            if "concessions" in held:
                held["concessions"] = [
                    step for each in held["concessions"] for step in kind_steps(regime, each, rng)
                ]
            if "relief" in held:
                held["relief"] = [kind_relief(regime, dict(i), rng) for i in held["relief"]]
        yield made


def kind_steps(regime: Regime, said: Item, rng: random.Random) -> Iterator[Item]:
    """What is not said to be one action may be several."""
    able = completing.actions(regime, tuple(said.get("kind", ())))
    left_open = said["action"] == "open"
    kind = [each for each in KIND_STEPS if each in able] or [rng.choice(able)]
    for action in kind if left_open else [said["action"]]:
        step = {key: value for key, value in said.items() if not (left_open and key == "kind")}
        step["action"] = action
        if step.get("extent") == "open":
            step["extent"] = "whole"
        fill_step(regime, step, rng)
        yield step


def kind_relief(regime: Regime, relief: Item, rng: random.Random) -> Item:
    if relief.get("measure") == "open" and "kind" not in relief and rng.random() < 0.7:
        kind = rng.choice(KIND_RELIEF)
        if all(relief.get(key, value) == value for key, value in kind.items() if key != "measure"):
            relief |= kind
            if "provisions" in kind:
                relief.pop("measure")
    if "how" not in relief and rng.random() < 0.7:
        word = rng.choice(("suspension", "exemption"))
        trial = dict(relief)
        fill_relief(regime, trial, rng)
        if word in completing.acts(regime, trial):
            relief["how"] = word
    if rng.random() < 0.7:
        relief.setdefault("except", ["military", "dual-use", "luxury-goods"])
        if relief.get("snapback") in (None, "promised"):
            relief["snapback"] = "veto-proof-trigger"
        if relief.get("term") in ("temporary", "3–12 months"):
            relief["term"] = "90 days"
    fill_relief(regime, relief, rng)
    return relief


def test_both_engines_and_the_solver_agree_on_what_is_open(regime: Regime) -> None:
    for number in range(JUDGED):
        package = deal(regime, completing.phases(number), ordered=number % 2 == 0)
        assert found(regime, package) == found(regime, package, "reference"), number
        broken = sorted((v.shape.iri, v.focus) for v in violations(regime, package))
        assert broken_as_written(regime, package, book(regime).shapes) == broken, number


# --- verifiers ------------------------------------------------------------------------------------


def test_with_no_verifier_named_a_concession_counts_and_is_one_gap(regime: Regime) -> None:
    """For every other rule it is as if someone were named; ``none`` counts for nothing."""
    relief = {"measure": "import-suspension", "by": "unsc", "how": "suspension", "term": "90 days"}
    needed = [each for stage in STAGES for each in stage if "verified-by" in each]
    for step in needed:
        named, unnamed, silent, none = (
            judged(regime, [phase([{"action": step["action"]} | said], [relief])])
            for said in (
                {"verified-by": step["verified-by"]},
                {"verified-by": "unnamed"},
                {},
                {"verified-by": "none"},
            )
        )
        gap = ("verified-or-it-does-not-count", "gap", "phase-1/concession-1")
        assert unnamed == silent == named | {gap}, step
        empty = judged(regime, [phase(relief=[relief])])
        own = {each for each in none if each[0] == "verified-or-it-does-not-count"}
        # Asked for is asked for, whoever looks.
        assert none - own - {("not-all-or-nothing", "weakness", "package")} == empty, step
        assert len(own) in (1, 2), step


# --- ranges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "kind", "left_open"),
    [
        ("90 days", None, False),
        ("1–3 months", None, False),
        ("91 days", "weakness", False),
        ("12–18 months", "weakness", False),
        ("2–6 months", "weakness", True),
        ("temporary", "weakness", True),
    ],
)
def test_a_range_is_judged_at_both_ends(
    term: str, kind: str | None, left_open: bool, regime: Regime
) -> None:
    item = {"measure": "import-suspension", "by": "unsc", "how": "suspension", "term": term}
    package = deal(regime, [phase(steps(1, 2), [item])])
    long = [
        (f.kind, f.open)
        for f in regime.validate(package).findings
        if f.rule == "snapback-on-suspension"
    ]
    assert long == ([(kind, left_open)] if kind else [])


@pytest.mark.parametrize(
    ("keys", "kinds"),
    [
        ({}, ["gap"]),
        ({"snapback": "promised"}, ["gap"]),
        ({"snapback": "lapse"}, ["gap"]),
        ({"snapback": "none"}, ["breach"]),
        ({"snapback": "fresh-council-decision"}, ["breach"]),
        ({"snapback": "veto-proof-trigger"}, []),
        ({"term": "90 days"}, []),
        ({"term": "temporary"}, ["weakness"]),
    ],
    ids=str,
)
def test_a_way_back_is_said_promised_or_left_open(
    keys: Item, kinds: list[str], regime: Regime
) -> None:
    item = {"measure": "import-suspension", "by": "unsc", "how": "suspension", **keys}
    findings = judged(regime, [phase(steps(1, 2), [item])])
    assert [kind for rule, kind, _ in findings if rule == "snapback-on-suspension"] == kinds


# --- no stated order ------------------------------------------------------------------------------


def ordered(regime: Regime, own: Phases, order: tuple[int, ...]) -> Found:
    """What is found in one order of the phases, at the places that they have as written."""
    findings = found(regime, deal(regime, [own[each] for each in order]))
    return frozenset((rule, kind, _moved(where, order)) for rule, kind, where in findings)


def _moved(where: str, order: tuple[int, ...]) -> str:
    if where == "package":
        return where
    own, _, rest = where.partition("/")
    return f"phase-{order[int(own.removeprefix('phase-')) - 1] + 1}/{rest}"


def test_phases_in_no_order_are_judged_by_the_best_and_the_worst_of_them(regime: Regime) -> None:
    """The test lists the orders; what it tests never does."""
    for number in range(SHARED):
        own = completed(regime, completing.phases(number), random.Random(number))
        findings = found(regime, deal(regime, own, ordered=False))
        orders = [ordered(regime, own, each) for each in permutations(range(len(own)))]
        always = set.intersection(*(of("breach", each) for each in orders))
        ever = set[tuple[str, str]]().union(*(of("breach", each) for each in orders))
        assert of("breach", findings) <= always, number
        assert ever <= of("breach", findings) | of("gap", findings), number


def test_two_phases_in_no_order_leave_open_what_hangs_on_it(regime: Regime) -> None:
    halt = phase([{"action": "yongbyon-freeze", "verified-by": "iaea"}])
    item = {"measure": "import-suspension", "by": "unsc", "how": "suspension", "term": "90 days"}
    trade = phase(relief=[item])
    kinds = {
        order: {k for r, k, _ in judged(regime, phases, ordered=order) if r == rule}
        for rule in ("rollback-before-commerce",)
        for order, phases in ((True, [trade, halt]), (False, [trade, halt]))
    }
    assert kinds == {True: {"breach"}, False: {"gap"}}


# --- alternatives ---------------------------------------------------------------------------------


def either(*ways: Any) -> Item:
    return {"one-of": list(ways)}


TRADE: Item = {"by": "unsc", "how": "suspension", "term": "90 days", "ends-if": "x"}


def test_a_breach_of_one_alternative_only_is_a_gap(regime: Regime) -> None:
    ends = either(
        {**TRADE, "measure": "import-suspension", "how": "termination"},
        {**TRADE, "measure": "import-suspension"},
    )
    findings = judged(regime, [phase(steps(1, 2), [ends])])
    assert {kind for _, kind, _ in findings} == {"gap", "weakness"}


def test_where_every_alternative_breaks_one_finding_names_each(regime: Regime) -> None:
    ways = either(
        {**TRADE, "measure": "import-suspension", "how": "termination"},
        {**TRADE, "measure": "financial-access"},
    )
    package = deal(regime, [phase(steps(1, 2), [ways])])
    report = regime.validate(package)
    assert report.verdict == "breaks"
    [every] = [each for each in report.findings if each.kind == "breach"]
    assert every.rule == validation.EVERY_ALTERNATIVE
    named = {detail.partition(": ")[0]: detail.partition(": ")[2] for detail in every.details}
    assert (
        named.keys()
        == {
            "suspension of UN sanctions on imports",
            "access to the financial system",
        }
        or len(named) == 2
    )
    assert "framework-until-complete" in " ".join(named.values())
    assert "finance-and-investment-last" in " ".join(named.values())


def test_what_every_alternative_breaks_is_a_breach_of_the_package(regime: Regime) -> None:
    ways = either([{**TRADE, "measure": "import-suspension"}], [{**TRADE, "measure": "kaesong"}])
    report = regime.validate(deal(regime, [phase(steps(4), [ways])]))
    assert report.verdict == "breaks"
    assert validation.EVERY_ALTERNATIVE in {each.rule for each in report.findings}


def test_more_than_sixty_four_combinations_are_refused_with_a_sentence(regime: Regime) -> None:
    way = either({**TRADE, "measure": "import-suspension"}, {**TRADE, "measure": "kaesong"})
    assert len(deal(regime, [phase(relief=[way] * 6)]).branches) == 64
    with pytest.raises(BadInput, match="64"):
        deal(regime, [phase(relief=[way] * 7)])


def test_random_alternatives_are_judged_branch_by_branch(regime: Regime) -> None:
    rng = random.Random(5)
    for number in range(SHARED // 2):
        first, second = (
            completed(regime, completing.phases(each), rng)[0] for each in (number, number + 7)
        )
        ways = [each["relief"] for each in (first, second) if each.get("relief")]
        if len(ways) < 2:
            continue
        held = {key: value for key, value in first.items() if key != "relief"}
        package = deal(regime, [held | {"relief": [either(*ways)]}])
        branches = [found(regime, each) for each in package.branches]
        findings = found(regime, package)
        outside = {
            each for each in of("breach", findings) if each[0] != validation.EVERY_ALTERNATIVE
        }
        assert outside == set.intersection(*(of("breach", each) for each in branches))
        ever = set[tuple[str, str]]().union(*(of("breach", each) for each in branches))
        assert ever <= outside | of("gap", findings)
        breaks = all(of("breach", each) for each in branches)
        assert breaks == bool(of("breach", findings))
