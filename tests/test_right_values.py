"""What the texts say, value by value, where a summary, a day or a link is easy to get wrong.

Each value was worked out from the text of the act, never from an answer. Words, notes, deadlines,
events and points of the page stand in ``data/right-values.csv``, each with the reason.
"""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import invoke

from kg.answers.authority import authority
from kg.answers.law import changes, history, regime_on
from kg.core.ids import short
from kg.graph import queries
from kg.graph.query_values import Value
from kg.graph.regime import Regime

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "where-paper-and-law-differ.md").read_text("utf-8")
POINTS = re.split(r"^## (?=\d)", PAGE, flags=re.MULTILINE)
Row = dict[str, str]
OF_THE_PAPER, TODAY = date(2019, 4, 9), date(2026, 7, 21)
NOTE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#note")
DOUBT = "continued to 26 June 2026; a later continuation was not read"
LUXURY, FREEZE = "un/1718/8/a/iii", "un/1718/8/d"


def rows(what: str) -> list[Row]:
    """The rows of the table that say one kind of thing."""
    table = Path(__file__).parent / "data" / "right-values.csv"
    with table.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["what"] == what]


def named(row: Row) -> str:
    return f"{row['id']} {row['day']}".strip()


def on(text: str) -> date:
    return date.fromisoformat(text)


def linked(regime: Regime, id: str, term: str) -> set[str]:
    """The short ids and the words that a property of the ontology gives a thing."""
    values = regime.values(id, term)
    named = {short(node.value, regime.base) for node in values if isinstance(node, ox.NamedNode)}
    return named | {node.value for node in values if isinstance(node, ox.Literal)}


def notes(regime: Regime, id: str) -> str:
    quads = regime.store.quads_for_pattern(regime.node(id), NOTE, None, None)
    return " ".join(q.object.value for q in quads if isinstance(q.object, ox.Literal))


def column(regime: Regime, name: str, key: str, **given: str | date) -> set[Value]:
    return {row[key] for row in queries.run(regime, name, **given)}


def granted(regime: Regime, id: str) -> dict[Value, Value]:
    """The provisions that take something out of one, each with the step that it asks for."""
    found = queries.run(regime, "exceptions-of-provision", provision=id)
    return {row["granted_in"]: row["procedure"] for row in found}


def answer(*arguments: str, ends: int = 0) -> str:
    """What a command prints, without its line breaks."""
    done = invoke(*arguments)
    assert done.exit_code == ends, done.output
    return " ".join(done.output.split())


# --- the words of the day -------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["102", "104/c/1", "104/d", "104/e", "204"])
def test_before_20_december_2019_no_provision_names_subsection_g(regime: Regime, id: str) -> None:
    """Section 104(g) is of that day (Pub. L. 116-92 s.7122), and so is every mention of it."""
    before, after = (regime.on(date(2019, 12, day)) for day in (19, 20))
    assert "(g)" not in before.description(f"us/nkspea/{id}")
    assert "(g)" in after.description(f"us/nkspea/{id}")


def test_the_act_of_2016_is_answered_as_it_stood_on_the_day_of_the_paper() -> None:
    """The two years of the aid bar are of 2017; five years, (g), 201B and 201C of December 2019."""
    text = answer("regime", "--on", "2019-04-09", "--instrument", "us/nkspea", "--every", "--all")
    assert "for two years, from governments" in text
    assert not [word for word in ("(g)", "201B", "201C", "five years, from") if word in text]


def test_the_licence_of_aid_groups_of_2018_is_not_that_of_2024(regime: Regime) -> None:
    """31 CFR 510.512 as issued on 5 March 2018 has four activities; 89 FR 12233 widened it."""
    found = queries.run(regime, "general-licences", day=OF_THE_PAPER)
    [then] = [str(row["says"]) for row in found if row["provision"] == "us/cfr/31/510/512"]
    assert "four kinds" in then
    assert not [word for word in ("peacebuilding", "school", "30 days") if word in then]


@pytest.mark.parametrize("row", rows("made"), ids=named)
def test_a_change_is_told_by_the_act_that_made_it(regime: Regime, row: Row) -> None:
    """What a later act put into an older one is no work of the older."""
    day = on(row["day"])
    found = changes(regime, day - timedelta(1), day).changes
    told = [f"{each.change} by {each.act}: {each.by}" for each in found if each.id == row["id"]]
    assert told == [row["holds"]], row["why"]


# --- what rests on a term that ran out ------------------------------------------------------------


def test_all_that_rests_on_the_emergency_is_in_doubt_from_26_june_2026(regime: Regime) -> None:
    """The last continuation read ends on that day; six orders and their rules rest on it."""
    basis = "us/national-emergency/13466"
    resting = {str(id) for id in column(regime, "measures-resting-on", "provision", basis=basis)}
    rules = {f"us/cfr/31/510/{n}" for n in ("205", "206", "207", "208", "209", "210/b", "211")}
    assert len(resting) == 44
    for id in resting | rules:
        assert linked(regime, id, "doubt") == {DOUBT}
        assert linked(regime.on(on("2026-06-25")), id, "doubt") == set()
    for statute in ("us/nkspea/104/c/1", "us/nkspea/201B"):
        assert linked(regime, statute, "doubt") == set()


@pytest.mark.parametrize(
    "asked", [("show", "us/eo-13722/3/a/i"), ("regime", "--instrument", "us/eo-13722")]
)
def test_an_answer_on_an_order_says_what_is_in_doubt(asked: tuple[str, ...]) -> None:
    """Whoever asks for an order learns that its emergency was not seen to be continued."""
    assert DOUBT in answer(*asked)


def test_a_late_answer_says_how_old_the_data_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """From 21 July to 30 November 2026 there are 132 days."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796040000")
    assert "2026-07-21 (132 days ago)" in answer("regime", "--sender", "united-states")


# --- the exceptions that died are closed ----------------------------------------------------------


@pytest.mark.parametrize("row", rows("closed"), ids=named)
def test_an_exception_that_died_is_open_to_its_last_day(regime: Regime, row: Row) -> None:
    """Days are counted from the adoption; a livelihood route ends with the text that shut it."""
    days = (on(row["day"]) - timedelta(1), on(row["day"]), TODAY)
    there = [row["id"] in column(regime, "exceptions-on", "exception", day=day) for day in days]
    assert there == [True, False, False], row["why"]


def test_one_case_stays_outside_the_coal_ban(regime: Regime) -> None:
    """Since 5 September 2017 only foreign coal through Rajin is outside 2371, paragraph 8."""
    [ban] = regime_on(regime, TODAY, goods="coal", sender="unsc").provisions
    assert (ban.id, ban.exceptions) == ("un/2371/8", 1)


def test_authority_says_that_earlier_contracts_are_over(regime: Regime) -> None:
    """Five bans on exports let earlier contracts run out, the last of them in January 2018."""
    views = authority(regime, "export-suspension").provisions
    told = {
        view.provision.id: text for view in views for text in view.exceptions if "earlier" in text
    }
    assert {id: re.findall(r"no longer from (\S+) \(", text) for id, text in told.items()} == {
        **{f"un/2371/{number}": ["2017-09-05"] for number in (8, 9, 10)},
        "un/2375/16": ["2017-12-11"],
        "un/2397/6": ["2018-01-22"],
    }


@pytest.mark.parametrize("id", ["un/2270/13", "un/2270/14", "un/2321/33"])
def test_only_the_finding_of_the_committee_needs_the_committee(regime: Regime, id: str) -> None:
    """Judicial, medical, safety and humanitarian grounds ask for no step of the Committee."""
    found = queries.run(regime, "exceptions-of-provision", provision=id)
    steps = {str(row["case"]): row["procedure"] for row in found}
    words = ("judicial", "medical", "safety", "humanitarian")
    own = [step for case, step in steps.items() if all(word in case for word in words)]
    last = [step for case, step in steps.items() if case.startswith("Committee finding")]
    assert (own, last) == (["no committee step"], ["committee determination"])


# --- what takes a case out of what ----------------------------------------------------------------


def test_coal_through_rajin_is_shielded_from_2397_itself(regime: Regime) -> None:
    """2397, paragraph 16, speaks of this resolution; 2371 and 2375 hold exceptions of their own."""
    shielded = linked(regime, "un/2397/16", "excepts")
    assert shielded == {f"un/2397/{number}" for number in (7, 9, 11, 12)}
    assert [id for id in shielded if "un/2397/16" not in granted(regime, id)] == []


FROZEN = "1718/8/d 2094/8 2094/27 2270/10 2270/32 2321/3 2321/12 2356/3 2371/3 2375/3 2397/3"


@pytest.mark.parametrize("id", FROZEN.split())
def test_aid_is_outside_every_asset_freeze_since_9_december_2022(regime: Regime, id: str) -> None:
    """2664, paragraph 1, opens the freezes of all committees, without a step and without an end."""
    assert f"un/{id}" in linked(regime, "un/2664/1", "eases")
    assert granted(regime, f"un/{id}")["un/2664/1"] == "no committee step"
    opened = column(regime, "exceptions-on", "granted_in", day=on("2022-12-08"))
    assert "un/2664/1" not in opened


@pytest.mark.parametrize("id", ["1874/21", "2087/17", "2094/32", "2375/27", "2397/22"])
def test_missions_in_the_country_are_outside_luxury_ban_and_freeze(regime: Regime, id: str) -> None:
    """Four paragraphs name these two; 2397, paragraph 22, names every measure."""
    spared = linked(regime, f"un/{id}", "excepts")
    assert {LUXURY, FREEZE} <= spared
    assert (spared > {LUXURY, FREEZE}) is (id == "2397/22")
    assert f"un/{id}" in granted(regime, LUXURY).keys() & granted(regime, FREEZE).keys()


def test_links_between_paragraphs_of_the_council(regime: Regime) -> None:
    """Ships with immunity, inspection of cargo, ships to be listed, providers to be added."""
    assert linked(regime, "un/2375/10", "excepts") == {"un/2375/7"}
    assert granted(regime, "un/2270/18") == {}
    assert "un/2375/8" in linked(regime, "power/list", "basis")
    assert linked(regime, "power/providers", "basis") == {"un/2664/1"}
    assert "un/2270/2" in linked(regime, "demand/comply", "statedIn")
    assert history(regime, "subject/deregistration").steps[0].id == "un/2270/19"


# --- the Council: what stands, with which verb, and what it says ---------------------------------


def test_a_task_that_is_done_is_not_listed_as_law(regime: Regime) -> None:
    """A report within thirty days of 14 October 2006 is due on 13 November, and then no more."""
    done = ("un/1718/11", "un/1874/22", "un/1874/24", "un/2371/18", "us/caatsa/324")
    listed = [each.id for each in regime_on(regime, TODAY, every=True).provisions]
    assert [id for id in listed if "skg:spent" in linked(regime, id, "standing")] == []
    for id in (*done, "us/nkspea/201/c/1"):
        assert linked(regime, id, "standing") == {"skg:spent"}
    for day, there in ((13, True), (14, False)):
        law = regime_on(regime, date(2006, 11, day), every=True)
        assert ("un/1718/11" in {each.id for each in law.provisions}) is there


def test_an_end_to_diversion_is_demanded(regime: Regime) -> None:
    """2397, paragraph 23, demands it; the welfare of the people is emphasized only."""
    assert linked(regime, "demand/no-diversion", "statedIn") == {"un/2397/23"}
    assert regime.is_a("demand/no-diversion", "BindingDemand")
    assert regime.is_a("demand/welfare", "HortatoryDemand")
    met = column(regime, "demands-fulfilled-by", "demand", action="action/full-compliance")
    assert {"demand/no-diversion", "demand/comply"} <= met


VERBS = {
    "calls-upon": "2087/16 2094/26 2270/41 2371/19 2375/20 2397/18 2087/12/entry",
    "encourages": "2087/11 2270/42",
    "urges": "1874/27",
    "emphasizes": "2087/13 2094/30 2270/47 2321/41 2371/22 2375/23 2397/21",
    "directs": "2270/45 2321/44",
    "requests": "2321/42 2321/43 2371/24",
    "decides": "1718/12/a 1718/12/b 1718/12/f",
    "demands": "2397/23",
}


@pytest.mark.parametrize(
    ("verb", "id"), [(verb, id) for verb in VERBS for id in VERBS[verb].split()]
)
def test_a_paragraph_is_there_with_its_verb(regime: Regime, verb: str, id: str) -> None:
    """Calls to cooperate, the clause on claims (emphasized), tasks of Committee and Panel."""
    assert linked(regime, f"un/{id}", "verb") == {f"verb/{verb}"}
    assert regime.description(f"un/{id}").startswith("No claim") is (verb == "emphasizes")


@pytest.mark.parametrize("row", rows("overtaken"), ids=named)
def test_a_call_is_overtaken_by_the_duty_that_followed(regime: Regime, row: Row) -> None:
    """A call on the subject of a later duty stands in words and governs nothing."""
    assert linked(regime, row["id"], "standing") == {"skg:overtaken"}
    law = {each.id: each for each in regime_on(regime, TODAY, sender="unsc").provisions}
    assert row["holds"] in law[row["id"]].overtaken_by, row["why"]


@pytest.mark.parametrize(
    ("id", "parts"), [("1718/8", "abcdef"), ("1718/9", "abc"), ("2087/5", "ab")]
)
def test_a_paragraph_in_parts_shows_its_parts(id: str, parts: str) -> None:
    """The letters as printed."""
    text = answer("show", f"un/{id}").partition("divided into ")[2].partition(" divided into,")[0]
    found = re.findall(r"- resolution \d+, paragraph \d+(\(.\))(?=: | -)", text)
    assert found == [f"({letter})" for letter in parts]


@pytest.mark.parametrize("row", rows("says"), ids=named)
def test_a_paragraph_is_summed_up_whole(regime: Regime, row: Row) -> None:
    """Each limb that asks for something, and that the Council acts where the Committee does not."""
    assert row["holds"] in regime.on(on(row["day"])).description(row["id"]), row["why"]


def test_details_of_paragraphs(regime: Regime) -> None:
    """A programme that came once, a duty that was no call, landing for inspection, and 2761."""
    assert not re.search("annual|year", regime.description("un/1874/25"))
    assert regime.is_a("un/2321/20", "BindingMeasure")
    cases = column(regime, "exceptions-of-provision", "case", provision="un/2270/21")
    assert "on condition that the aircraft lands for inspection" in cases
    assert linked(regime, "un/2761", "adoptedOn") == {"2024-12-06"}
    assert not regime.is_a("un/2761/1", "Measure")


STATEMENTS = [("2006-41", "2006-10-06"), ("2009-7", "2009-04-13"), ("2012-13", "2012-04-16")]


@pytest.mark.parametrize(("id", "day"), [*STATEMENTS, ("2017-16", "2017-08-29")])
def test_a_statement_of_the_president_is_on_record(regime: Regime, id: str, day: str) -> None:
    """Four of them, none under Chapter VII; the second began the listings."""
    assert linked(regime, f"un/prst/{id}", "adoptedOn") == {day}
    assert linked(regime, f"un/prst/{id}", "chapterSeven") == {"false"}
    assert "presidential statement S/PRST/2009/7, paragraph 5" in answer("show", "un/1874/7")


# --- deadlines and caps ---------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("due"), ids=named)
def test_a_deadline_is_listed_with_its_day_and_how_often_it_comes_back(
    regime: Regime, row: Row
) -> None:
    """Days are counted from the adoption; what comes back says after how long."""
    listed = queries.run(regime, "deadlines-due")
    mine = {(each["due"], each["every"]) for each in listed if each["provision"] == row["id"]}
    assert (on(row["day"]) if row["day"] else None, row["holds"] or None) in mine, row["why"]


def test_the_year_of_the_cap_on_crude_oil_is_an_anniversary_year(regime: Regime) -> None:
    """2397, paragraph 4: twelve months after the adoption, and each twelve months after that."""
    [row] = [row for row in queries.run(regime, "caps") if row["provision"] == "un/2397/4"]
    assert (row["amount"], row["alternative_amount"]) == (4_000_000, 525_000)
    assert "anniversary" in str(row["period"])
    assert "rolling" not in answer("show", "un/2397/4")


# --- the United States ----------------------------------------------------------------------------


def test_a_tie_to_the_council_is_in_the_words(regime: Regime) -> None:
    """201A follows lists of the President; four others follow those of the Council in one limb."""
    found = queries.run(regime, "self-adjusting-measures")
    tied = {str(row["provision"]) for row in found if row["in_force"]}
    assert len([id for id in tied if id.startswith("us/")]) == 13
    assert linked(regime, "us/nkspea/201A", "tie") == set()
    for id in ("104/a/12", "104/b/1/A", "201B", "201C"):
        assert linked(regime, f"us/nkspea/{id}", "tie") == {"skg:tiedByListing"}
        assert "in one limb" in notes(regime, f"us/nkspea/{id}")


MOVED = """nkspea/210 ifi-act/1621 fsia/1605A ear/746.4 ear/742.19 itar/126.1/d/1 nkspea/203/a
nkspea/203/b faa/620/f tsra/908/a exim-act/2/b/2 exim-act/2/b/4 tvpa/110/d irfa/405 aea/129/a
trade-act-1974/502/b/2/A"""


def test_what_the_executive_can_move_is_no_matter_of_congress(regime: Regime) -> None:
    """A certificate ends 210, two bars fall with the listing, the rest have powers of relief."""
    acts, lifting = (
        linked(regime, f"relief/us-{n}", "relaxes") for n in ("acts-changed", "lifting")
    )
    assert {f"us/{id}" for id in MOVED.split()} <= lifting - acts
    bars = {f"us/{id}" for id in ("aeca/102/b", "faa/307", "sfops/7007", "hts/general-note-3/b")}
    assert bars <= acts - lifting


def test_days_of_united_states_law(regime: Regime) -> None:
    """26 U.S.C. 901(j)(2)(B) begins with 1987; 22 U.S.C. 9229(a) runs five years from a report."""
    assert linked(regime, "us/irc/901/j", "inForceFrom") == {"1987-01-01"}
    first_report = on("2018-10-25") + timedelta(90)
    assert regime.in_force("us/nkspea/209/a", first_report.replace(year=2024))
    assert not regime.in_force("us/nkspea/209/a", first_report.replace(year=2024) + timedelta(1))


@pytest.mark.parametrize("row", rows("noted"), ids=named)
def test_a_reading_or_a_limit_is_told_in_a_note(regime: Regime, row: Row) -> None:
    """How the Committee decides, clauses of review, food, readings of statutes, late changes."""
    assert row["holds"] in notes(regime, row["id"]), row["why"]


def test_details_of_united_states_provisions(regime: Regime) -> None:
    """The lowest bar of section 401, ceilings of aid, words on the Council, and section 40."""
    assert regime.label("us/nkspea/401/a/3").startswith("moves toward verification")
    assert linked(regime, "us/nkspea/401/a/3", "threshold") == {"progress (toward taking steps)"}
    assert "not more than 50 million dollars" in regime.label("us/power/faa-614/3")
    assert "us/power/faa-614/3" in linked(regime, "us/power/faa-614/requirement", "operand")
    assert "section 40 of the Arms Export Control Act" in regime.label("us/power/faa-620a-d/3")
    except_for = "except as the Security Council specifically approved"
    assert except_for in regime.description("us/nkspea/104/b/1/N")
    assert "(a)(11)" in regime.description("us/nkspea/104/b/1/H")


def test_measures_that_stand_beside_the_statutes(regime: Regime) -> None:
    """SFAR 79 to 18 September 2028; 90 FR 48295 from 17 November 2025; the order of 1994."""
    assert linked(regime, "us/cfr/14/91.1615/whole", "continuedUntil") == {"2028-09-18"}
    huione = "us/section-311-findings/huione-2025"
    assert linked(regime, huione, "inForceFrom") == {"2025-11-17"}
    order = "us/national-emergency-wmd/12938"
    assert linked(regime, "us/eo-13382/1/a/i", "restsOn") == {order}


# --- what happened since --------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("happened"), ids=named)
def test_what_happened_since_is_on_record(regime: Regime, row: Row) -> None:
    """Monitoring, exemptions and listings, to the last use of an order that was found."""
    assert linked(regime, row["id"], "happenedOn") == {row["day"]}, row["why"]


def test_details_of_what_happened(regime: Regime) -> None:
    """How many projects were let through, and under which orders names were last listed."""
    assert "seventeen" in regime.label("event/exemptions-2026-02-05")
    orders = linked(regime, "event/us-listing-2026-03-12", "actedUnder")
    assert orders == {"us/eo-13382", "us/eo-13810"}


# --- the page on paper and law --------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("page"), ids=named)
def test_the_page_says_what_the_law_says(row: Row) -> None:
    """Points that a reader of the paper alone would miss, or get wrong."""
    assert row["holds"] in " ".join(POINTS[int(row["id"])].split()), row["why"]


# --- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["9018", "3004", "99", "8413"])
def test_a_code_meets_the_bans_on_all_goods_and_the_way_through(regime: Regime, code: str) -> None:
    """The order and the rule of Commerce name no chapter; two general licences open a part."""
    found = {
        each.id: " ".join(each.goods) for each in regime_on(regime, TODAY, goods=code).provisions
    }
    assert "us/ear/746.4" in found
    assert "510.520, 31 CFR 510.521" in found["us/eo-13722/3/a/i"]
    answer("regime", "--goods", "0000", ends=1)


def test_resolution_1540_is_no_measure_on_the_target(regime: Regime) -> None:
    """It binds all States, on other actors than States; the rest are 143 and a call of 2087."""
    listed = {each.id for each in regime_on(regime, TODAY, sender="unsc").provisions}
    lifted = {v.provision.id for v in authority(regime, "remaining-un-sanctions").provisions}
    assert not [id for id in listed | lifted if id.startswith("un/1540")]
    assert len(listed - {"un/2087/12/entry"}) == 143
    assert "resolution 1540" not in answer("exposure", "wertz-2019-framework", "--after", "5")


def test_any_of_the_fifteen_can_block_the_committee(regime: Regime) -> None:
    """It decides by consensus of all members of the Council; in the Council five have a veto."""
    committee, council = (
        column(regime, "who-can-block", "blocker", body=f"actor/{body}")
        for body in ("1718-committee", "unsc")
    )
    assert (len(council), committee - council) == (5, {"actor/elected-members"})


def test_sources_begin_with_the_text(regime: Regime) -> None:
    """A lawyer asks for the paragraph and its address first."""
    for step in history(regime, "coal").steps:
        assert re.match(r"(S/RES/|22 U\.S\.C\.|E\.O\.).*, https://", step.sources[0])
    text = answer("authority", "import-suspension").partition(" Sources - ")[2]
    assert text.startswith("S/RES/2321 (2016), paragraphs 30 and 46, https://")
    resolutions = text.partition(" - UN machine-readable ")[0]
    assert "S/RES/2397 (2017), paragraphs 4, 5, 7, 14 and 25, https://" in resolutions


def test_the_history_of_coal_is_told_whole(regime: Regime) -> None:
    """Both senders, and the livelihood trade of 2270, paragraph 29, that stayed open."""
    steps = {step.id: step for step in history(regime, "coal").steps}
    assert {"un/2270/29", "un/2321/26", "un/2371/8", "us/nkspea/104/g/1/A/i/I"} <= steps.keys()
    told = [label for how, _, label in steps["un/2270/29"].changed_by if how == "leaves out"]
    assert any("livelihood" in label for label in told)


def test_the_own_folder_of_packages_can_be_checked() -> None:
    """The schema beside the packages is no package."""
    assert "package.schema.json" not in answer("validate", str(ROOT / "deals"), ends=1)


@pytest.mark.parametrize("command", ["validate", "stakeholders", "compare"])
def test_what_is_inferred_of_hanoi_is_said(command: str) -> None:
    """The statement of 28 February 2019 names no paragraph."""
    other = ["wertz-2019-framework"] if command == "compare" else []
    text = answer(command, "hanoi-2019-dprk-offer", *other, ends=int(command == "validate"))
    assert "Note: The statement names no paragraphs: which are meant is an inference." in text


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("twins-of-provision", "provision=un/2397", "is an act as a whole, ask for a paragraph"),
        (
            *("papers-for-relief", "relief=relief/import-suspension"),
            "None on record for relief “suspension of UN sanctions on imports”: no road of papers "
            "under national law is assessed for it",
        ),
        (
            *("returns-of-provision", "provision=un/2397/7"),
            "None on record for resolution 2397, paragraph 7.",
        ),
        (
            *("demands-fulfilled-by", "action=action/yongbyon-dismantlement"),
            "None on record for action “dismantlement of the Yongbyon nuclear facility”.",
        ),
        (
            *("measures-by-amenability", "level=skg:moderately"),
            "None on record for level “moderately re-imposable” on 21 July 2026.",
        ),
    ],
)
def test_an_empty_answer_says_so(name: str, given: str, says: str) -> None:
    """A bare row of headings would look like a fault."""
    assert says in answer("query", name, given)
