"""The page on where the paper and the law differ says what the graph says, on both of its days."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

from kg.answers.authority import authority
from kg.answers.authority.model import CONDUCT, NO_CONDUCT, ONE_WAY, labels, linked
from kg.answers.authority.parts import Asked
from kg.deal.derive.deriver import deriver_of
from kg.graph import queries
from kg.graph.query_values import Value
from kg.graph.regime import Regime

PAGE = Path(__file__).parents[1] / "docs" / "where-paper-and-law-differ.md"
TEXT = PAGE.read_text("utf-8")
THEN = date(2019, 4, 9)
POINTS = re.split(r"^## (?=\d)", TEXT, flags=re.MULTILINE)[1:]
CITED = re.compile(r"`([a-z][a-z0-9-]*(?:/[^`\s]+)+|msmt)`")


def now(regime: Regime) -> date:
    return regime.data_date


def on_both(regime: Regime, id: str) -> tuple[bool, bool]:
    return regime.in_force(id, THEN), regime.in_force(id, now(regime))


def column(regime: Regime, name: str, key: str, **given: str | date) -> set[Value]:
    """The different values of a column, of the rows in force where a query says so."""
    rows = queries.run(regime, name, **given)
    return {row[key] for row in rows if row.get("in_force", True)}


def verb(regime: Regime, id: str) -> str:
    [word] = linked(regime, id, "verb")
    return word.label


def conduct(regime: Regime, power: str) -> str:
    [view] = authority(regime, power).powers
    return view.conduct


def barriers(regime: Regime, relief: str, day: date) -> int:
    rows = queries.run(regime, "barriers-to-relief", relief=relief, day=day)
    mine = [row for row in rows if row["sent_by"] == "United States of America"]
    return len({row["barrier"] for row in mine if row["in_force"]})


# --- the page itself -----------------------------------------------------------------------------


def test_every_point_has_a_test() -> None:
    tests = [name for name in dir(sys.modules[__name__]) if re.match(r"test_point_\d\d_", name)]
    numbers = [int(point.split(".")[0]) for point in POINTS]
    assert sorted(int(name[11:13]) for name in tests) == numbers == list(range(1, 29))


@pytest.mark.parametrize("point", [pytest.param(p, id=p.splitlines()[0]) for p in POINTS])
def test_every_point_cites_the_paper_and_the_law_by_ids_that_exist(
    regime: Regime, point: str
) -> None:
    cited = CITED.findall(point)
    assert [id for id in cited if regime.find(id) is None] == []
    assert any(id.startswith("source/wertz-2019/") for id in cited)
    assert any(regime.is_a(id, "Provision") for id in cited)


def test_the_page_says_which_days_it_speaks_of(regime: Regime) -> None:
    assert '"Then" is 9 April 2019; "now" is 21 July 2026' in TEXT
    assert now(regime) == date(2026, 7, 21), "read the page anew, then change its day"


def test_no_line_of_the_page_asks_a_question_that_cannot_be_asked(regime: Regime) -> None:
    for name, rest in re.findall(r"`sanctions-kg query ([a-z-]+)([^`]*)`", TEXT):
        given: dict[str, str | int | date] = dict(pair.split("=", 1) for pair in rest.split())
        assert len(queries.run(regime, name, **given)), name
    for id in re.findall(r"`sanctions-kg authority ([^`\s]+)`", TEXT):
        if id != "ID":
            answer = authority(regime, id)
            assert answer.powers or answer.bodies or answer.roads, id


# --- the points ----------------------------------------------------------------------------------


def test_point_01_section_401_joins_six_items_of_which_three_are_on_rights(regime: Regime) -> None:
    needs = Asked(regime, THEN).needs("us/power/nkspea-401a")
    assert needs is not None
    assert needs.kind == "all of"
    assert [(part.id, part.on_rights) for part in needs.parts] == [
        (f"us/nkspea/401/a/{number}", number > 3) for number in range(1, 7)
    ]
    assert on_both(regime, "us/nkspea/401/a") == (True, True)
    assert conduct(regime, "us/power/nkspea-401a") == CONDUCT
    assert conduct(regime, "us/power/nkspea-208c") == NO_CONDUCT


def test_point_02_three_measures_left_section_401_on_20_december_2019(regime: Regime) -> None:
    out = {"us/nkspea/104/g", "us/nkspea/201B", "us/nkspea/201C"}
    name, power = "out-of-reach-of-power", "us/power/nkspea-401a"
    assert column(regime, name, "out_of_reach", power=power) == out
    assert column(regime, name, "out_of_reach", power=power, day=THEN) == set()
    for id in out:
        assert not regime.in_force(id, date(2019, 12, 19))
        assert regime.in_force(id, date(2019, 12, 20))
        reached_by = column(regime, "powers-over-provision", "power", provision=id)
        assert {"us/power/nkspea-208b", "us/power/nkspea-208c"} < reached_by
        assert "us/power/warmbier-7143b1" in reached_by
        assert "us/power/nkspea-401a" not in reached_by
    [suspension] = authority(regime, "us/power/warmbier-7143b1").powers
    assert suspension.longest_days == 180
    assert authority(regime, "us/power/warmbier-7143b1", THEN).powers == ()


def test_point_03_may_became_shall(regime: Regime) -> None:
    for id in ("us/nkspea/104/b/1/D", "us/nkspea/104/b/1/H"):
        assert (verb(regime, id), on_both(regime, id)) == ("may", (True, True))
    for id in ("us/nkspea/104/g/1/A/i/I", "us/nkspea/104/g/1/A/i/II", "us/nkspea/201B"):
        assert (verb(regime, id), on_both(regime, id)) == ("shall", (False, True))
    policy = regime.values("undertaking/secondary-non-use", "adjusts")
    assert policy == [regime.node("skg:SecondaryMeasure")]


def test_point_04_few_measures_move_with_the_council(regime: Regime) -> None:
    def tied(day: date) -> tuple[int, int]:
        rows = queries.run(regime, "self-adjusting-measures", day=day)
        mine = [r for r in rows if r["in_force"] and str(r["provision"]).startswith("us/")]
        return len({row["provision"] for row in mine}), len({row["tie"] for row in mine})

    def twins(day: date) -> tuple[int, list[Value]]:
        rows = queries.run(regime, "twins-of-provision", provision="un/2371/8", day=day)
        mine = [r for r in rows if r["in_force"] and str(r["twin"]).startswith("us/")]
        return len(mine), [row["twin"] for row in mine if row["tie"]]

    assert (tied(THEN), tied(now(regime))) == ((7, 4), (13, 4))
    assert twins(THEN) == (4, ["us/nkspea/104/b/1/D"])
    assert twins(now(regime)) == (5, ["us/nkspea/104/b/1/D"])
    for id in ("us/nkspea/104/g/1/A/i/I", "us/nkspea/104/g/1/C", "us/nkspea/201A"):
        assert regime.values(id, "tie") == []
    for id in ("104/a/12", "104/b/1/A", "201B", "201C"):
        assert [tie.id for tie in linked(regime, f"us/nkspea/{id}", "tie")] == ["skg:tiedByListing"]


def test_point_05_waiver_and_suspension_are_not_one_thing(regime: Regime) -> None:
    assert {
        power: conduct(regime, f"us/power/{power}")
        for power in ("nkspea-208c", "nkspea-401a", "warmbier-7143b1", "ofac-licence", "eo-revoke")
    } == {
        "nkspea-208c": NO_CONDUCT,
        "nkspea-401a": CONDUCT,
        "warmbier-7143b1": ONE_WAY,
        "ofac-licence": NO_CONDUCT,
        "eo-revoke": NO_CONDUCT,
    }
    rows = queries.run(regime, "powers-that-notify")
    days = {row["power"]: row["days"] for row in rows}
    assert days["us/power/sst-rescind-b"] == 45
    for power in ("nkspea-208c", "nkspea-401a", "warmbier-7143b1"):
        assert days[f"us/power/{power}"] is None


def test_point_06_section_402_asks_for_a_political_order(regime: Regime) -> None:
    needs = Asked(regime, THEN).needs("us/power/nkspea-402")
    assert needs is not None
    assert [(part.id, part.on_rights) for part in needs.parts] == [
        ("us/nkspea/402/1", False),
        ("us/nkspea/402/2/A", False),
        ("us/nkspea/402/2/B", True),
        ("us/nkspea/402/2/C", True),
        ("us/nkspea/402/2/D", True),
        ("us/nkspea/402/2/E", True),
    ]
    assert {part.threshold for part in needs.parts[1:]} == {"significant progress"}
    assert on_both(regime, "us/nkspea/402") == (True, True)
    assert on_both(regime, "us/warmbier/7143/c") == (False, True)


def test_point_07_four_barriers_need_congress(regime: Regime) -> None:
    votes = column(regime, "powers-needing-a-vote", "power")
    movers: dict[Value, set[Value]] = {}
    for row in queries.run(regime, "barriers-to-relief", relief="relief/us-lifting"):
        movers.setdefault(row["stands_in"], set()).add(row["power"])
    assert {stands for stands, powers in movers.items() if powers <= votes} == {
        "us/aeca/102/b",
        "us/faa/307",
        "us/sfops/7007",
        "us/hts/general-note-3/b",
    }
    for id in ("aeca/102/b", "faa/307", "sfops/7007", "hts/general-note-3/b"):
        assert on_both(regime, f"us/{id}") == (True, True)
    for id in ("ifi-act/1621", "fsia/1605A"):
        by = column(regime, "powers-over-provision", "power", provision=f"us/{id}")
        assert {"us/power/sst-rescind-a", "us/power/sst-rescind-b"} <= by
    by = column(regime, "powers-over-provision", "power", provision="us/nkspea/210")
    assert "us/power/nkspea-210" in by - votes
    assert column(regime, "powers-over-provision", "power", provision="us/aeca/102/b") <= votes
    assert regime.in_force("us/aeca/102/b", date(2006, 12, 7))
    assert on_both(regime, "us/aeca/102/b") == (True, True)


def test_point_08_six_orders_rest_on_one_emergency(regime: Regime) -> None:
    basis = "us/national-emergency/13466"
    orders = {f"us/eo-{number}" for number in (13466, 13551, 13570, 13687, 13722, 13810)}
    for day in (THEN, now(regime)):
        name = "measures-resting-on"
        assert column(regime, name, "act", basis=basis, day=day) == orders
        assert len(column(regime, name, "provision", basis=basis, day=day)) == 44
    resting = column(regime, "measures-resting-on", "provision", basis=basis)
    assert "us/eo-13722/1/a" in resting
    assert not resting & {"us/nkspea/104/c/1", "us/eo-13382/1/a/i"}
    twins = column(regime, "twins-of-provision", "twin", provision="us/eo-13722/1/a")
    assert "us/nkspea/104/c/1" in twins
    [end] = authority(regime, "us/power/nea-terminate").powers
    assert end.needs is not None
    assert len(list(end.needs.leaves())) == 3


def test_point_09_normal_trade_needs_a_vote(regime: Regime) -> None:
    [road] = authority(regime, "us-trade-normalization").roads
    assert (road.executive_alone, road.vote_needed) == (False, True)
    assert "us/power/ta404-405" in column(regime, "powers-needing-a-vote", "power")
    ids = ("trade-act-1974/402", "trade-act-1974/404-407", "eo-13570/1", "nkspea/302A")
    assert {on_both(regime, f"us/{id}") for id in ids} == {(True, True)}


def test_point_10_membership_needs_no_vote_and_loans_do(regime: Regime) -> None:
    roads = {row["relief"]: row["vote_needed"] for row in queries.run(regime, "roads-of-relief")}
    assert (roads["relief/lender-membership"], roads["relief/lender-loans"]) == (False, True)
    name = "powers-over-provision"
    assert column(regime, name, "power", provision="us/ifi-act/1621") >= {"us/power/sst-rescind-b"}
    mechanisms = column(regime, name, "mechanism", provision="us/ifi-act/1621")
    assert "waiver" not in mechanisms
    assert "us/ifi-act/1621" in column(
        regime, "measures-resting-on", "provision", basis="us/sst-listing/2017"
    )
    assert on_both(regime, "us/ifi-act/1621") == (True, True)


def test_point_11_resolution_2664_opens_the_freeze_and_no_goods(regime: Regime) -> None:
    assert on_both(regime, "un/2664/1") == (False, True)
    assert regime.in_force("un/2664/1", date(2022, 12, 9))
    assert regime.value("un/2664/1", "inForceUntil") is None
    opened = [*linked(regime, "un/2664/1", "eases"), *linked(regime, "un/2664/1", "excepts")]
    excepted = {each.id for each in opened}
    assert "un/1718/8/d" in excepted
    assert not excepted & {"un/2397/7", "un/2270/33"}
    assert on_both(regime, "un/2397/25") == (True, True)


def test_point_12_three_general_licences_are_of_2024(regime: Regime) -> None:
    then = column(regime, "general-licences", "provision", day=THEN)
    today = column(regime, "general-licences", "provision")
    assert (len(then), len(today)) == (10, 13)
    assert today - then == {f"us/cfr/31/510/{number}" for number in (520, 521, 522)}
    before = column(regime, "general-licences", "provision", day=date(2024, 2, 15))
    assert (before, "us/cfr/31/510/512" in then) == (then, True)
    widened = labels(regime, "us/cfr/31/510/512", "http://www.w3.org/2004/02/skos/core#note")
    assert any("16 Feb 2024" in note for note in widened)


def test_point_13_one_travel_bar_is_gone(regime: Regime) -> None:
    assert on_both(regime, "us/passport-restriction/2017") == (True, True)
    assert on_both(regime, "us/proclamation-9645/2/d") == (True, False)
    assert not regime.in_force("us/proclamation-9645/2/d", date(2021, 1, 20))
    [road] = authority(regime, "people-exchanges").roads
    assert (road.executive_alone, road.vote_needed) == (True, False)


def test_point_14_the_panel_ended_on_30_april_2024(regime: Regime) -> None:
    assert on_both(regime, "un/1874/26") == (True, False)
    assert regime.in_force("un/1874/26", date(2024, 4, 30))
    assert not regime.in_force("un/1874/26", date(2024, 5, 1))
    assert regime.is_a("msmt", "Arrangement")
    assert not regime.is_a("msmt", "CouncilResolution")
    assert len(regime.values("msmt", "memberState")) == 11
    assert on_both(regime, "msmt/f1") == (False, True)


def test_point_15_the_committee_exempts_and_the_council_suspends(regime: Regime) -> None:
    def own(provision: str) -> set[Value]:
        name = "case-powers-over-provision"
        return column(regime, name, "power", provision=provision, day=THEN) - {"power/universal"}

    assert own("un/2375/18") == own("un/2371/12") == {"power/jv"}
    assert (own("un/2375/16"), own("un/2321/29")) == ({"power/textiles"}, {"power/statues"})
    assert own("un/2397/6") == own("un/2397/7") == set()
    assert (own("un/2397/4"), own("un/2397/5")) == ({"power/crude"}, {"power/refined-none"})
    answer = authority(regime, "un/2397/6")
    assert [power.id for power in answer.case_powers] == ["power/universal"]
    assert [body.id for body in answer.bodies] == ["actor/unsc"]
    assert len(answer.bodies[0].blockers) == 5


def test_point_16_kaesong_meets_more_barriers_than_kumgang(regime: Regime) -> None:
    found = {
        relief: tuple(barriers(regime, f"relief/{relief}", day) for day in (THEN, now(regime)))
        for relief in ("kaesong", "kumgang-tourism")
    }
    assert found == {"kaesong": (15, 19), "kumgang-tourism": (10, 12)}
    roads = {row["relief"]: row["vote_needed"] for row in queries.run(regime, "roads-of-relief")}
    assert not roads["relief/kaesong"]
    assert not roads["relief/kumgang-tourism"]
    seoul = ("kr/kaesong-2016/closure", "kr/kumgang-2008/tours", "kr/may-24/trade")
    bodies = ("unsc", "1718-committee", "republic-of-korea")
    council, committee, korea = (regime.node(f"actor/{name}").value for name in bodies)
    can_give = deriver_of(regime).reliefs.bodies.can_give
    for id in seoul:
        provision = regime.node(id).value
        assert can_give(korea, provision, frozenset())
        assert not can_give(council, provision, frozenset())
        assert not can_give(committee, provision, frozenset())
    assert not can_give(korea, regime.node("un/2375/18").value, frozenset())


def test_point_17_the_rule_on_banco_delta_asia_outlived_the_paper(regime: Regime) -> None:
    finding, rule = "us/section-311-findings/bda-2005", "us/cfr/31/1010.655/whole"
    assert on_both(regime, finding) == on_both(regime, rule) == (True, False)
    assert not regime.in_force(rule, date(2007, 4, 17))
    assert regime.in_force(rule, date(2007, 4, 18))
    for id in (finding, rule):
        assert regime.in_force(id, date(2020, 8, 9))
        assert not regime.in_force(id, date(2020, 8, 10))


def test_point_18_what_ended_in_2008_left_most_in_force(regime: Regime) -> None:
    after = date(2008, 10, 12)
    assert not regime.in_force("us/twea/5/b", date(2008, 6, 27))
    assert regime.in_force("us/eo-13466/1", date(2008, 6, 26))
    assert not regime.in_force("us/sst-listing/1988", date(2008, 10, 11))
    for id in ("us/eo-13466/1", "us/aeca/102/b", "us/national-emergency/13466"):
        assert regime.in_force(id, after)
    assert on_both(regime, "us/sst-listing/2017") == (True, True)
    [power] = authority(regime, "us/power/twea-101b").powers
    assert not power.usable


def test_point_19_no_resolution_holds_a_snapback(regime: Regime) -> None:
    assert on_both(regime, "un/2397/28") == (True, True)
    assert regime.is_a("un/draft/2022-431", "CouncilDraft")
    answer = authority(regime, "un/2371/8")
    assert answer.bodies[0].blockers == (
        "China",
        "France",
        "Russian Federation",
        "United Kingdom",
        "United States of America",
    )
    disputed = linked(regime, "dispute/resolution-2231-2025", "disputedBy")
    assert {each.id for each in disputed} == {
        "actor/china",
        "actor/iran",
        "actor/russian-federation",
    }


def test_point_20_labour_has_a_test_in_one_section_only(regime: Regime) -> None:
    [assurances] = authority(regime, "us/power/nkspea-302b-c").powers
    assert (assurances.longest_days, assurances.conduct) == (180, NO_CONDUCT)
    assert on_both(regime, "us/nkspea/302B") == (True, True)
    assert on_both(regime, "us/nkspea/104/g/1/C") == (False, True)
    reached_by = column(regime, "powers-over-provision", "power", provision="us/nkspea/104/g/1/C")
    assert "us/power/nkspea-302b-c" not in reached_by
    assert "us/power/nkspea-208c" in reached_by
    name = "case-powers-over-provision"
    own = column(regime, name, "power", provision="un/2397/8") - {"power/universal"}
    assert own == set()
    assert "power/labour" in column(regime, name, "power", provision="un/2375/17")


def test_point_21_the_committee_can_open_a_channel(regime: Regime) -> None:
    name = "case-powers-over-provision"
    assert "power/banking" in column(regime, name, "power", provision="un/2270/33")
    assert "power/tradefin" in column(regime, name, "power", provision="un/2321/32")
    rule = column(regime, "powers-over-provision", "power", provision="us/cfr/31/1010.659/b/2")
    assert "us/power/fincen-970" in rule
    for id in ("un/2094/11", "un/2270/33", "un/2321/32", "us/cfr/31/1010.659/b/2"):
        assert on_both(regime, id) == (True, True)
    assert on_both(regime, "us/nkspea/201A") == on_both(regime, "us/fsia/1605A") == (True, True)
    for id in ("us/nkspea/201B", "us/nkspea/104/g/1/B"):
        assert on_both(regime, id) == (False, True)


def test_point_22_workers_had_24_months_and_some_may_stay(regime: Regime) -> None:
    spared = column(regime, "exceptions-of-provision", "exception", provision="un/2397/8")
    assert len(spared) >= 2
    assert on_both(regime, "un/2397/8") == on_both(regime, "un/2375/17") == (True, True)
    rows = queries.run(regime, "deadlines-due")
    due = {row["due"] for row in rows if row["provision"] == "un/2397/8"}
    assert date(2019, 12, 22) in due


def test_point_23_goods_of_labour_are_presumed_forced(regime: Regime) -> None:
    by = column(regime, "powers-over-provision", "power", provision="us/nkspea/302A")
    assert "us/power/nkspea-302a-b" in by
    for id in ("nkspea/302A", "eo-13570/1", "tariff-act-1930/307"):
        assert on_both(regime, f"us/{id}") == (True, True)
    assert not regime.in_force("us/nkspea/302A", date(2017, 8, 1))
    assert regime.in_force("us/nkspea/302A", date(2017, 8, 2))


def test_point_24_investigations_and_listings_are_duties(regime: Regime) -> None:
    for id in ("102", "104/a", "104/g"):
        assert verb(regime, f"us/nkspea/{id}") == "shall"
    assert verb(regime, "us/nkspea/104/b") == "may"
    for id in ("102", "104/a", "104/b"):
        assert on_both(regime, f"us/nkspea/{id}") == (True, True)
    assert on_both(regime, "us/nkspea/104/g") == (False, True)


def test_point_25_a_report_on_each_end_of_a_sanction_was_due(regime: Regime) -> None:
    assert on_both(regime, "us/aria/210/b/2") == (True, False)
    assert on_both(regime, "us/aria/210/b/1") == (True, True)
    assert not regime.in_force("us/aria/210/b/2", date(2018, 12, 30))
    assert not regime.in_force("us/aria/210/b/2", date(2024, 1, 1))
    assert on_both(regime, "us/warmbier/7131") == (False, True)


def test_point_26_the_law_made_for_dismantlement_is_gone(regime: Regime) -> None:
    [special] = authority(regime, "us/power/faa-614").powers
    assert special.usable
    [made_for_it] = authority(regime, "us/power/pl110252-1405").powers
    assert not made_for_it.usable
    for id in ("faa/620A", "faa/620/f", "aeca/102/b/2/A", "sfops/7007"):
        assert on_both(regime, f"us/{id}") == (True, True)


def test_point_27_american_aircraft_stay_away(regime: Regime) -> None:
    assert on_both(regime, "us/cfr/14/91.1615/whole") == (True, True)
    by = column(regime, "powers-over-provision", "power", provision="us/cfr/14/91.1615/whole")
    assert {"us/power/sfar-79-approval", "us/power/sfar-79-amend"} <= by


def test_point_28_the_committee_exempts_case_by_case(regime: Regime) -> None:
    assert on_both(regime, "un/2397/25") == (True, True)
    powers = column(regime, "committee-powers", "power")
    assert "power/universal" in powers
