"""Two packages side by side: worked out by hand, and in what must hold of any two."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.answers.compare import FORGONE, Comparison, Pair, Side, Single, compare, items, side
from kg.answers.compare.items import Item
from kg.check.findings import Finding, Report
from kg.core.ids import TERMS
from kg.core.resources import folder
from kg.deal import Concession, Deal, Phase, Relief, Safeguard, Undertaking, parse_deal
from kg.graph.regime import Regime

PAIR = Path(__file__).parent / "deals"
BASE = "https://example.org/r/"


def shipped(regime: Regime, name: str) -> Side:
    return side(regime, kg.read_deal(folder("deals") / f"{name}.yaml", regime))


@pytest.fixture(scope="module")
def pair(regime: Regime) -> Comparison:
    """The pair made by hand for this test."""
    one, other = (kg.read_deal(PAIR / f"{name}.yaml", regime) for name in ("before", "after"))
    return compare(side(regime, one), side(regime, other))


def names(found: tuple[Single, ...]) -> list[tuple[int, str, str | None]]:
    return [(each.item.phase, each.item.kind, each.item.thing) for each in found]


def test_what_moved_is_what_stands_in_another_phase(pair: Comparison) -> None:
    assert [(p.a.kind, p.a.thing, p.a.phase, p.b.phase, p.changes) for p in pair.moved] == [
        ("concession", "action/road-map", 1, 2, ()),
        (FORGONE, "safeguard/quantity-limit", 1, 2, ()),
        ("undertaking", "undertaking/new-programmes", 2, 3, ()),
    ]


def test_what_only_one_package_has_is_dropped_or_added(pair: Comparison) -> None:
    assert names(pair.dropped) == [(1, "concession", "action/yongbyon-freeze")]
    assert names(pair.added) == [(1, "concession", "action/yongbyon-dismantlement")]


def test_a_concession_that_the_other_one_entails_is_named_beside_it(pair: Comparison) -> None:
    [dropped], [added] = pair.dropped, pair.added
    assert [(n.how, n.item.thing) for n in dropped.near] == [
        ("entailed by", "action/yongbyon-dismantlement")
    ]
    assert [(n.how, n.item.thing) for n in added.near] == [("entails", "action/yongbyon-freeze")]


def test_two_lists_of_provisions_are_one_relief_whose_terms_changed(pair: Comparison) -> None:
    listed, frozen = pair.changed
    assert (listed.a.label, listed.b.label) == ("relief of 4 provisions", "relief of 3 provisions")
    assert [(c.term, c.old, c.new) for c in listed.changes] == [
        (
            "provisions",
            ("un/2371/8", "un/2371/9", "un/2371/10", "un/2375/16"),
            ("un/2371/8", "un/2371/9", "un/2375/16"),
        ),
        ("how", ("skg:suspension",), ("skg:termination",)),
        ("term", ("90 days",), ()),
        ("renewable", ("yes",), ()),
    ]
    assert [(c.term, c.old, c.new) for c in frozen.changes] == [
        ("verified-by", (), ("actor/us-experts",))
    ]


def test_what_stays_is_counted_in_its_phase(pair: Comparison) -> None:
    assert [len(phase.unchanged) for phase in pair.phases] == [1, 1, 0]
    assert [p.a.thing for p in pair.unchanged] == [
        "safeguard/consultation",
        "relief/import-suspension",
    ]


def test_a_phase_that_one_package_lacks_has_no_title_there(pair: Comparison) -> None:
    assert [(phase.a, phase.b) for phase in pair.phases] == [
        ("Start", "Start"),
        ("Trade", "Trade and more"),
        (None, "Later"),
    ]


def test_the_verdicts_differ_by_the_findings_of_one_package_only(pair: Comparison) -> None:
    """Ending the measures is a breach; naming who verifies the missile freeze fills a gap."""
    only_a = {(f.kind, f.rule) for f in pair.only_a}
    only_b = {(f.kind, f.rule) for f in pair.only_b}
    both = {(f.kind, f.rule) for f in pair.both}
    assert ("gap", "verified-or-it-does-not-count") in only_a
    # B does not say how what it ends comes back, which leaves the snapback open.
    assert {("breach", "framework-until-complete"), ("gap", "snapback-on-suspension")} <= only_b
    assert {("breach", "exports-need-fissile-halt"), ("breach", "exports-need-missile-limits")} <= (
        both
    )
    [halt] = [f for f in pair.both if f.shape == "rule/wertz-2019/exports-need-fissile-halt"]
    assert [(f.label, f.phase) for f in halt.a] == [("relief of 4 provisions", 1)]
    assert [(f.label, f.phase) for f in halt.b] == [("relief of 3 provisions", 1)]


def test_the_offer_of_hanoi_keeps_nothing_of_the_framework(regime: Regime) -> None:
    framework = shipped(regime, "wertz-2019-framework")
    found = compare(framework, shipped(regime, "hanoi-2019-dprk-offer"))
    assert (found.moved, found.changed, found.unchanged) == ((), (), ())
    assert tuple(single.item for single in found.dropped) == items(framework)
    assert names(found.added) == [
        (1, "concession", "action/yongbyon-dismantlement"),
        (1, "concession", "action/permanent-test-halt"),
        (1, "relief", None),
    ]
    dismantled, _, relief = found.added
    assert [(n.how, n.item.thing, n.item.phase) for n in dismantled.near] == [
        ("entails", "action/yongbyon-freeze", 2),
        ("entailed by", "action/full-compliance", 5),
    ]
    shared = {n.item.thing: n.count for n in relief.near}
    # The export suspension is the eight bans on goods that the offer lists, no more.
    assert shared["relief/export-suspension"] == 8
    assert shared["relief/remaining-un-sanctions"] == 20
    assert not found.only_a
    assert {(f.kind, f.rule) for f in found.only_b} >= {
        ("breach", "exports-need-fissile-halt"),
        ("weakness", "labour-rights-first"),
        ("weakness", "no-sensitive-goods"),
        ("weakness", "terms-are-clear"),
    }


def test_a_list_is_the_same_relief_as_the_measure_that_relaxes_most_of_it(regime: Regime) -> None:
    text = """\
id: deal/one
title: One
as-of: 2019-04-09
phases:
  - title: Start
    relief:
      - {relief}
        by: unsc
        how: suspension
"""
    touched = side(regime, kg.read_deal(folder("deals") / "tutorial.yaml", regime)).touches
    imports = touched["https://w3id.org/sanctions-kg/dprk/deal/tutorial/phase-2/relief-1"]
    most = sorted(imports)[1:]
    few = sorted(imports)[: len(imports) // 2 - 1]

    def made(relief: str) -> Side:
        return side(regime, parse_deal(text.format(relief=relief), "one.yaml", regime))

    measure = made("measure: import-suspension")
    [same] = compare(measure, made(f"provisions: [{', '.join(most)}]")).changed
    assert [change.term for change in same.changes] == ["measure", "provisions"]
    apart = compare(measure, made(f"provisions: [{', '.join(few)}]"))
    assert (len(apart.dropped), len(apart.added), apart.changed) == (1, 1, ())
    assert [(n.how, n.count) for n in apart.added[0].near] == [("shares", len(few))]


def test_what_one_package_breaks_and_the_other_leaves_open_is_told_apart(regime: Regime) -> None:
    def ended(snapback: str) -> Side:
        relief = f"{{provisions: [un/2371/8], by: unsc, how: termination{snapback}}}"
        text = f"id: deal/one\ntitle: One\nphases:\n  - relief: [{relief}]\n"
        return side(regime, parse_deal(text, "one.yaml", regime))

    found = compare(ended(", snapback: none"), ended(""))
    rule = "snapback-on-suspension"
    assert [each.kind for each in found.only_a if each.rule == rule] == ["breach"]
    assert [each.kind for each in found.only_b if each.rule == rule] == ["gap"]


def test_what_each_body_gives_of_a_relief_counts_as_one(regime: Regime) -> None:
    acts = "by: [unsc, republic-of-korea], how: {unsc: exemption, republic-of-korea: rescission}"
    text = (
        f"id: deal/one\ntitle: One\nphases:\n  - relief: [{{measure: kumgang-tourism, {acts}}}]\n"
    )
    both = side(regime, parse_deal(text, "one.yaml", regime))
    [item] = items(both)
    assert {id.split("/")[0] for id in item.touches} == {"kr", "un"}
    assert compare(both, both).unchanged


# --- what holds of any two packages --------------------------------------------------------------


def report(findings: tuple[Finding, ...]) -> Report:
    verdict = "breaks" if findings else "conforms"
    day = date(2019, 4, 9)
    parts = (findings, (), (), (), (), rdflib.Graph)
    return Report("deal/x", "X", "rulebook/b", day, day, verdict, *parts)


def ids(kind: str, count: int = 3) -> st.SearchStrategy[str]:
    return st.sampled_from([f"{BASE}{kind}/{n}" for n in range(count)])


@st.composite
def sides(draw: st.DrawFn) -> Side:
    """A package of up to three phases over a few things, so that many of them meet."""
    phases, touches, deal = [], {}, f"{BASE}deal/x"
    for position in range(1, draw(st.integers(1, 3)) + 1):
        iri = f"{deal}/phase-{position}"
        concessions = [
            Concession(f"{iri}/concession-{n}", "c", None, (), action, verifiers)
            for n, (action, verifiers) in enumerate(
                draw(st.lists(st.tuples(ids("action"), st.lists(ids("actor")).map(tuple))))[:3], 1
            )
        ]
        reliefs = []
        for n in range(1, draw(st.integers(0, 3)) + 1):
            own = f"{iri}/relief-{n}"
            measure = draw(st.none() | ids("relief"))
            listed = draw(st.sets(ids("law", 6), min_size=1, max_size=4))
            reliefs.append(
                Relief(
                    own,
                    "r",
                    None,
                    (),
                    measure,
                    () if measure else tuple(sorted(listed)),
                    draw(st.lists(ids("actor"), max_size=1).map(tuple)),
                    TERMS + draw(st.sampled_from(["suspension", "termination", "unstated"])),
                    draw(st.none() | st.sampled_from([30, 90])),
                    draw(st.none() | st.booleans()),
                    None,
                    (),
                    draw(st.none() | st.just("a test")),
                    (),
                    (),
                )
            )
            touches[own] = frozenset(each.removeprefix(BASE) for each in listed)
        safeguards = [
            Safeguard(f"{iri}/safeguard-{n}", "s", None, (), kind)
            for n, kind in enumerate(draw(st.lists(ids("safeguard"), max_size=2)), 1)
        ]
        undertakings = [
            Undertaking(f"{iri}/undertaking-{n}", "u", None, (), kind)
            for n, kind in enumerate(draw(st.lists(ids("undertaking"), max_size=2)), 1)
        ]
        parts = (tuple(concessions), tuple(reliefs), tuple(safeguards), tuple(undertakings))
        without = tuple(sorted(draw(st.sets(ids("safeguard"), max_size=2))))
        phases.append(Phase(iri, f"P{position}", position, None, *parts, without, ()))
    made = Deal(
        "deal/x", deal, "X", date(2019, 4, 9), None, sources=(), notes=(), phases=tuple(phases)
    )
    shapes = sorted(draw(st.sets(st.sampled_from("abc"))))
    kinds = {"a": "breach", "b": "gap", "c": "weakness"}
    found = tuple(
        Finding(s, kinds[s], 1, f"deal/x/{s}", "l", s, (), "", (), (), f"rule/{s}") for s in shapes
    )
    entails = {"action/0": frozenset({"action/1", "action/2"}), "action/1": frozenset({"action/2"})}
    return Side(made, report(found), touches, entails)


def differences(found: Comparison) -> tuple[object, ...]:
    judged = (*found.only_a, *found.only_b)
    return (*found.moved, *found.added, *found.dropped, *found.changed, *judged)


def test_a_shipped_package_does_not_differ_from_itself(regime: Regime) -> None:
    for path in sorted(folder("deals").glob("*.yaml")):
        one = side(regime, kg.read_deal(path, regime))
        assert differences(compare(one, one)) == ()
        assert len(compare(one, one).unchanged) == len(items(one))


@given(sides())
def test_a_package_does_not_differ_from_itself(one: Side) -> None:
    found = compare(one, one)
    assert differences(found) == ()
    assert [(p.a, p.b) for p in found.unchanged] == [(item, item) for item in items(one)]
    assert {f.shape for f in found.both} == {f.shape for f in one.report.findings}


def turned(pairs: tuple[Pair, ...]) -> set[tuple[object, ...]]:
    return {(p.b, p.a, tuple((c.term, c.new, c.old) for c in p.changes)) for p in pairs}


def straight(pairs: tuple[Pair, ...]) -> set[tuple[object, ...]]:
    return {(p.a, p.b, tuple((c.term, c.old, c.new) for c in p.changes)) for p in pairs}


@given(sides(), sides())
def test_swapping_two_packages_mirrors_every_difference(one: Side, other: Side) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there.added == back.dropped
    assert there.dropped == back.added
    for name in ("moved", "changed", "unchanged"):
        assert straight(getattr(there, name)) == turned(getattr(back, name))
    assert [f.shape for f in there.only_a] == [f.shape for f in back.only_b]
    assert [(f.a, f.b) for f in there.both] == [(f.b, f.a) for f in back.both]


def bare(item: Item) -> tuple[object, ...]:
    return item.kind, item.thing, item.phase, item.terms


@given(sides(), sides())
def test_the_differences_lead_from_one_package_to_the_other(one: Side, other: Side) -> None:
    """Drop, move, change and add: what comes out is the other package, whatever the two are."""
    found = compare(one, other)
    left = Counter(bare(item) for item in items(one))
    left.subtract(bare(single.item) for single in found.dropped)
    for pair in (*found.moved, *found.changed):
        left[bare(pair.a)] -= 1
        terms = dict(pair.a.terms) | {change.term: change.new for change in pair.changes}
        thing = pair.b.thing
        left[pair.a.kind, thing, pair.b.phase, tuple(terms.items())] += 1
    left.update(bare(single.item) for single in found.added)
    assert +left == Counter(bare(item) for item in items(other))
    assert min(left.values(), default=0) >= 0


def test_what_is_too_long_to_compare_is_refused_before_it_is_judged(
    regime: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.answers.compare as comparing
    from kg.answers.verbs import packages
    from kg.core.errors import BadInput
    from kg.deal.read.packages import read_deal

    deal = read_deal(folder("deals") / "tutorial.yaml", regime)

    def never(*_: object) -> None:
        raise AssertionError

    most = len(items(side(regime, deal))) ** 2
    monkeypatch.setattr(comparing, "MOST_PAIRS", most)
    assert packages.compare(regime, deal, deal).found.unchanged is not None
    monkeypatch.setattr(comparing, "MOST_PAIRS", most - 1)
    monkeypatch.setattr(comparing, "side", never)
    with pytest.raises(BadInput, match="too many to compare"):
        packages.compare(regime, deal, deal)
