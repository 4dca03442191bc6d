"""What is left after a phase, and what comes back: by hand, and as a property of packages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from amount import WHOLE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.answers import after
from kg.answers.after import Exposed, Exposure, Residual, Standing, exposure, residual
from kg.core.errors import BadInput
from kg.core.ids import TERMS, short
from kg.core.resources import deal_files
from kg.deal import Deal, Phase, Relief, parse_deal
from kg.graph.regime import Regime

HERE = Path(__file__).parent / "deals"
SHIPPED = [pytest.param(path, id=path.stem) for path in deal_files()]
# Of two states the higher one reaches further.
EXTENT = {
    "skg:untouched": 0,
    "skg:exemptedInPart": 1,
    "skg:relaxedSomehow": 2,
    "skg:suspended": 3,
    "skg:waived": 3,
    "skg:unused": 3,
    "skg:terminated": 4,
}


@cache
def read(regime: Regime, path: Path) -> Deal:
    return kg.read_deal(path, regime)


@pytest.fixture(scope="module")
def states(regime: Regime) -> Deal:
    return read(regime, HERE / "states.yaml")


@pytest.fixture(scope="module")
def parts(regime: Regime) -> Deal:
    return read(regime, HERE / "parts.yaml")


def relaxed(found: Residual) -> dict[str, str]:
    return {each.provision: each.state_label for each in found.relieved}


def one(found: Residual, provision: str) -> Standing:
    [each] = [each for each in found.standings if each.provision == provision]
    return each


def way(found: Exposure, provision: str) -> Exposed:
    [each] = [each for each in found.items if each.standing.provision == provision]
    return each


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        (
            1,
            {
                "un/2270/18": "exempted in part",
                "un/2375/16": "suspended",
                "un/2397/7": "exempted in part",
            },
        ),
        (
            2,
            {
                "un/2270/18": "exempted in part",
                "un/2371/8": "relaxed, act not stated",
                "un/2375/16": "suspended",
                "un/2375/18": "terminated",
                "un/2397/7": "suspended in part",
                "us/cfr/31/510/206": "terminated",
                "us/eo-13810/1/a/i": "terminated",
                "us/nkspea/104/a/8": "waived",
                "us/nkspea/104/b/1/E": "unused",
                "us/nkspea/302B": "terminated",
            },
        ),
        (
            3,
            {
                "un/2270/18": "exempted in part",
                "un/2371/8": "relaxed, act not stated",
                "un/2375/16": "terminated",
                "un/2375/18": "terminated",
                "un/2397/7": "suspended",
                "us/cfr/31/510/206": "terminated",
                "us/eo-13810/1/a/i": "terminated",
                "us/nkspea/104/a/8": "waived",
                "us/nkspea/104/b/1/E": "unused",
                "us/nkspea/302B": "terminated",
            },
        ),
    ],
)
def test_each_provision_is_in_the_state_that_its_furthest_relief_gives(
    regime: Regime, states: Deal, phase: int, expected: dict[str, str]
) -> None:
    assert relaxed(residual(regime, states, phase)) == expected


@pytest.mark.parametrize(
    ("provision", "phase", "until", "limits"),
    [
        ("un/2375/16", 1, "lapses after 90 days unless renewed", ()),
        ("un/2375/16", 3, "", ()),
        ("un/2397/7", 1, "", ("all but dual-use goods, luxury goods, military goods",)),
        ("un/2397/7", 2, "no term stated", ("all but dual-use goods",)),
        ("un/2397/7", 3, "lapses after 90 days", ()),
        ("us/nkspea/104/a/8", 2, "no term stated", ()),
        ("un/2371/8", 2, "", ()),
        ("un/2397/6", 3, "", ()),
    ],
)
def test_how_long_relief_lasts_and_what_it_leaves_out_is_said(
    regime: Regime, states: Deal, provision: str, phase: int, until: str, limits: tuple[str, ...]
) -> None:
    found = one(residual(regime, states, phase), provision)
    assert (found.until, found.limits, found.in_part) == (until, limits, bool(limits))


def test_what_is_in_force_is_read_at_the_date_of_the_package(regime: Regime, states: Deal) -> None:
    named = {each.provision for each in residual(regime, states).standings}
    assert "us/nkspea/104/g" not in named
    assert "us/nkspea/104/a/8" in named
    later = residual(regime, states.at(regime.data_date)).standings
    assert "us/nkspea/104/g" in {each.provision for each in later}


def test_relief_that_touches_no_law_in_force_is_listed_apart(regime: Regime, states: Deal) -> None:
    silent = residual(regime, states).silent
    assert [(each.phase, each.label) for each in silent] == [
        (3, "resolution 2270, paragraph 29"),
        (3, "deliveries of heavy fuel oil and other energy aid"),
    ]
    assert residual(regime, states, 2).silent == ()


def test_one_sender_can_be_asked_for_by_name(regime: Regime, states: Deal) -> None:
    found = residual(regime, states, 2, "United States")
    assert {each.sender for each in found.standings} == {"actor/united-states"}
    assert relaxed(found) == {
        "us/cfr/31/510/206": "terminated",
        "us/eo-13810/1/a/i": "terminated",
        "us/nkspea/104/a/8": "waived",
        "us/nkspea/104/b/1/E": "unused",
        "us/nkspea/302B": "terminated",
    }


@pytest.mark.parametrize("phase", [0, 4, -1])
def test_a_phase_that_is_not_there_is_refused_and_the_phases_are_named(
    regime: Regime, states: Deal, phase: int
) -> None:
    with pytest.raises(BadInput, match=r"there is 1 \(First exchange\), 2 \(Second exchange\)"):
        residual(regime, states, phase)
    with pytest.raises(BadInput, match=f"--after: there is no phase {phase}"):
        exposure(regime, states, phase)


@pytest.mark.parametrize(
    ("provision", "phase", "route", "lapses_after", "return_days", "decider"),
    [
        ("un/2375/16", 1, "lapses unless renewed", 90, None, None),
        ("un/2375/16", 3, "fresh Council decision", None, None, "the Security Council"),
        ("un/2397/7", 1, "not said", None, None, None),
        ("un/2397/7", 2, "fresh Council decision", None, None, "the Security Council"),
        ("us/eo-13810/1/a/i", 2, "executive decision", None, 0, "President"),
        (
            "us/nkspea/104/b/1/E",
            2,
            "executive decision",
            None,
            0,
            "Treasury (OFAC) with State",
        ),
        ("us/cfr/31/510/206", 2, "fresh rule", None, None, "issuing agency"),
        (
            "us/nkspea/302B",
            2,
            "fresh legislation",
            None,
            None,
            "Congress (or President by a new IEEPA order reproducing the effect)",
        ),
        (
            "us/nkspea/104/a/8",
            2,
            "lapses unless renewed",
            None,
            0,
            "nobody (statutory duty revives)",
        ),
        ("un/2371/8", 2, "not said", None, None, None),
    ],
)
def test_the_way_back_is_that_of_the_package_or_else_of_the_facts(
    regime: Regime,
    states: Deal,
    provision: str,
    phase: int,
    route: str,
    lapses_after: int | None,
    return_days: int | None,
    decider: str | None,
) -> None:
    found = way(exposure(regime, states, phase), provision)
    assert found.route_label == route
    assert (found.lapses_after, found.return_days) == (lapses_after, return_days)
    assert found.decider == decider


def test_a_trigger_that_the_package_states_takes_the_thirty_days_on_record(
    regime: Regime, states: Deal
) -> None:
    found = way(exposure(regime, states, 3), "un/2397/7")
    assert (found.route, found.return_days, found.lapses_after) == (after.TRIGGER, 30, 90)
    assert found.basis == "snapback/resolution-2231"
    assert (found.by_itself, found.blockers) == (True, ())


def test_only_what_the_council_must_decide_anew_can_be_blocked(
    regime: Regime, states: Deal
) -> None:
    found = exposure(regime, states, 3)
    blocked = {each.standing.provision: each.blockers for each in found.items if each.blockers}
    five = (
        "China",
        "France",
        "Russian Federation",
        "United Kingdom",
        "United States of America",
    )
    assert blocked == {"un/2375/16": five, "un/2375/18": five}


def test_what_cannot_be_taken_back_is_named_with_the_reason(regime: Regime, states: Deal) -> None:
    found = exposure(regime, states, 2)
    assert {each.standing.provision: each.caveats for each in found.items if each.caveats} == {
        "un/2375/18": (after.VETO, after.HARDLY),
        "us/eo-13810/1/a/i": (after.HARDLY,),
        "us/nkspea/302B": (after.BY_LAW,),
    }


def test_a_package_that_says_there_is_no_way_back_is_believed(regime: Regime, states: Deal) -> None:
    [first, *rest] = states.phases
    aid, textiles = first.relief
    bare = replace(textiles, snapback=TERMS + "none", term_days=None)
    deal = replace(states, phases=(replace(first, relief=(aid, bare)), *rest))
    assert way(exposure(regime, deal, 1), "un/2375/16").caveats == (after.NO_WAY,)


def test_the_dispute_of_2025_is_noted_where_the_trigger_is_used_or_would_help(
    regime: Regime, states: Deal
) -> None:
    assert exposure(regime, states, 1).disputes == ()
    for phase in (2, 3):
        noted = exposure(regime, states, phase).disputes
        assert "Whether the measures on Iran came back in 2025" in [each.label for each in noted]
        [dispute] = [each for each in noted if each.day.year == 2025]
        assert dispute.disputed_by == ("China", "Iran", "Russian Federation")
        assert dispute.sources


def test_an_end_for_coal_alone_hides_no_suspension_of_all(regime: Regime, parts: Deal) -> None:
    found = residual(regime, parts, 2)
    whole = one(found, "un/2371/8")
    assert (whole.state_label, whole.in_part, whole.phase) == ("suspended", False, 1)
    assert whole.until == "lapses after 90 days unless renewed"
    [coal] = found.parts
    assert (coal.provision, coal.state_label, coal.phase) == ("un/2371/8", "terminated in part", 2)
    assert coal.limits == ("only coal",)
    assert len(found.relieved) == 2


def test_the_suspension_still_lapses_and_only_coal_needs_the_council(
    regime: Regime, parts: Deal
) -> None:
    found = exposure(regime, parts, 2)
    assert way(found, "un/2371/8").lapses_after == 90
    assert way(found, "un/2371/8").caveats == ()
    [coal] = found.parts
    assert (coal.route_label, coal.caveats) == ("fresh Council decision", (after.VETO,))
    assert found.disputes


def test_an_end_in_full_takes_in_what_had_ended_in_part(regime: Regime, parts: Deal) -> None:
    found = residual(regime, parts, 3)
    assert (one(found, "un/2371/8").state_label, found.parts) == ("terminated", ())


def test_relief_in_part_for_other_goods_stands_beside_it(regime: Regime, parts: Deal) -> None:
    first, second, _ = parts.phases
    coal = second.relief[0].covers_only
    but_coal = replace(first.relief[0], leaves_out=coal)
    deal = replace(parts, phases=(replace(first, relief=(but_coal,)), second))
    found = residual(regime, deal)
    assert relaxed(found) == {"un/2371/8": "terminated in part"}
    assert [(each.state_label, each.limits) for each in found.parts] == [
        ("suspended in part", ("all but coal",))
    ]


def given_by(regime: Regime, *relief: str) -> Residual:
    items = "".join(f"      - {{{each}}}\n" for each in relief)
    text = f"id: deal/x\ntitle: X\nas-of: 2019-04-09\nphases:\n  - relief:\n{items}"
    return residual(regime, parse_deal(text, "x.yaml", regime))


@pytest.mark.parametrize(
    ("relief", "label", "until", "limits"),
    [
        # For everyone an exemption leaves nothing of the ban but its words.
        ("provisions: [un/2371/8], by: unsc, how: exemption", "waived", "no term stated", ()),
        ("provisions: [un/2371/8], by: unsc, how: licence", "waived", "no term stated", ()),
        (
            "provisions: [un/2371/8], by: unsc, how: suspension, term: 12–18 months",
            "suspended",
            "lapses after 360 to 540 days unless renewed",
            (),
        ),
        (
            "provisions: [un/2371/8], by: unsc, how: suspension, term: temporary, renewable: false",
            "suspended",
            "lapses after a time that is not said",
            (),
        ),
        (
            "provisions: [un/2371/8], by: unsc, how: suspension, term: 90 days, limit: 1 t a year",
            "suspended in part",
            "lapses after 90 days unless renewed",
            ("up to 1 t a year",),
        ),
        # Not the Council, nor for the Council: the ban stands.
        ("provisions: [un/2371/8], by: japan, how: suspension", "in force", "", ()),
    ],
)
def test_how_far_relief_reaches_follows_from_who_gives_it_for_whom_and_how_much(
    regime: Regime, relief: str, label: str, until: str, limits: tuple[str, ...]
) -> None:
    found = given_by(regime, relief)
    ban = one(found, "un/2371/8")
    assert (ban.state_label, ban.until, ban.limits) == (label, until, limits)
    assert [each.label for each in found.silent] == (
        ["resolution 2371, paragraph 8"] if label == "in force" else []
    )


def test_a_relief_for_a_named_case_leaves_the_law_in_force_for_all_others(regime: Regime) -> None:
    zone = "provisions: [un/2375/16], for: case/kaesong-zone, by: unsc, how: exemption"
    textiles = one(given_by(regime, zone), "un/2375/16")
    assert (textiles.state, textiles.in_part) == ("skg:exemptedInPart", True)
    [limit] = textiles.limits
    assert limit.startswith("for ")


def test_exceptions_of_goods_say_nothing_of_law_that_is_not_about_goods(regime: Regime) -> None:
    both = "provisions: [un/2371/8, un/2375/18], except: coal, by: unsc, how: termination"
    found = given_by(regime, both)
    # Iron stays in the one, and ventures have no goods to leave out.
    assert one(found, "un/2371/8").state_label == "terminated in part"
    assert one(found, "un/2375/18").state_label == "terminated"


def test_of_two_bodies_each_gives_its_part_and_both_are_named(regime: Regime) -> None:
    tours = "measure: kumgang-tourism, by: [unsc, republic-of-korea], how: exemption"
    relieved = given_by(regime, tours).relieved
    assert relieved
    assert {each.body for each in relieved} == {
        "Republic of Korea and United Nations Security Council"
    }
    alone = given_by(regime, "measure: kumgang-tourism, by: republic-of-korea, how: exemption")
    # What the Council holds is left standing.
    assert {each.sender for each in alone.relieved} <= {"actor/republic-of-korea"}


# --- properties ----------------------------------------------------------------------------------


def keeps_the_properties(regime: Regime, deal: Deal) -> None:
    in_force = {id for id in _provisions(regime) if regime.has_effect(regime.node(id), deal.as_of)}
    before: dict[str, tuple[int, bool]] = {}
    for phase in deal.phases:
        left = residual(regime, deal, phase.position)
        names = [each.provision for each in left.standings]
        assert len(names) == len(set(names))
        assert set(names) == in_force
        untouched = {each.provision for each in left.standings if each.state == after.UNTOUCHED}
        relieved = {each.provision for each in left.relieved}
        assert not untouched & relieved
        assert untouched | relieved == in_force
        assert {each.provision for each in left.parts} <= relieved
        assert all(each.in_part for each in left.parts)
        exposed = exposure(regime, deal, phase.position)
        assert [each.standing for each in exposed.parts] == list(left.parts)
        assert Counter(each.standing.provision for each in exposed.items) == Counter(relieved)
        full = {each.provision: EXTENT[each.state] for each in left.standings if not each.in_part}
        any_ = dict.fromkeys(in_force, 0)
        for each in (*left.standings, *left.parts):
            any_[each.provision] = max(any_[each.provision], EXTENT[each.state])
        now = {name: (full.get(name, 0), any_[name]) for name in in_force}
        for name, (in_full, furthest) in before.items():
            assert now[name][0] >= in_full
            assert now[name][1] >= furthest
        before = now


@cache
def _provisions(regime: Regime) -> tuple[str, ...]:
    rows = regime.select(f"SELECT DISTINCT ?p {{ ?p a <{TERMS}Provision> }}")
    return tuple(short(str(row["p"].value), regime.base) for row in rows)  # type: ignore[union-attr]


@pytest.mark.parametrize("path", SHIPPED)
def test_after_every_phase_what_is_left_and_what_is_relieved_are_all_that_is_in_force(
    regime: Regime, path: Path
) -> None:
    keeps_the_properties(regime, read(regime, path))


SOME = (
    *("un/2270/18", "un/2270/29", "un/2371/8", "un/2375/16", "un/2375/18", "un/2397/7"),
    *("un/2397/25", "us/nkspea/104/a", "us/nkspea/104/a/8", "us/eo-13810/1/a/i"),
    *("us/national-emergency/13466", "us/sst-listing/2017", "us/cfr/31/510/206"),
)
ACTS = (
    *("suspension", "termination", "waiver", "licence", "exemption", "delisting", "rescission"),
    *("ruleChange", "nonUse", "legislativeAct", "unstated"),
)


@st.composite
def packages(draw: st.DrawFn) -> Deal:
    """Random packages: which provisions, by which act, for how long, in which phase.

    Ten are tried; a hundred where ``amount.py`` says so.
    """
    base = "https://w3id.org/sanctions-kg/dprk/"
    deal = f"{base}deal/random"

    def relief(iri: str) -> Relief:
        names = draw(st.lists(st.sampled_from(SOME), min_size=1, max_size=4, unique=True))
        ways = st.sampled_from(("lapse", "vetoProofTrigger", "executiveDecision", "none"))
        said = draw(st.none() | ways)
        limits = draw(st.lists(st.sampled_from(("goods/coal", "goods/dual-use")), max_size=1))
        alone = draw(st.lists(st.just("goods/coal"), max_size=1))
        return Relief(
            iri=iri,
            label="relief",
            line=None,
            notes=(),
            measure=None,
            provisions=tuple(base + name for name in names),
            by=(),
            through=TERMS + draw(st.sampled_from(ACTS)),
            term_days=draw(st.none() | st.integers(1, 400)),
            renewable=draw(st.none() | st.booleans()),
            snapback=TERMS + said if said else None,
            authority=(),
            ends_if=None,
            leaves_out=tuple(base + name for name in limits),
            covers_only=tuple(base + name for name in alone),
        )

    def phase(position: int) -> Phase:
        iri = f"{deal}/phase-{position}"
        count = draw(st.integers(0, 3))
        given = tuple(relief(f"{iri}/relief-{number}") for number in range(1, count + 1))
        return Phase(iri, f"phase {position}", position, None, (), given, (), (), (), ())

    phases = tuple(phase(position) for position in range(1, draw(st.integers(1, 3)) + 1))
    day = draw(st.dates(date(2006, 11, 1), date(2026, 7, 1)))
    return Deal("deal/random", deal, "Random", day, None, (), (), phases)


@settings(
    max_examples=100 if WHOLE else 10, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(deal=packages())
def test_any_package_keeps_the_same_properties(regime: Regime, deal: Deal) -> None:
    keeps_the_properties(regime, deal)
