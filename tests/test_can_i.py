"""Whether one may: a table worked out by hand from the texts, and what each answer must say."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from commands import invoke

import kg
from kg.answers.can_i import CanI, Reach, UnderSender, can_i
from kg.answers.can_i.asked import activity, goods
from kg.answers.can_i.data import WARNING, can_i_rows
from kg.answers.can_i.document import can_i_document
from kg.core.errors import BadInput, UnknownId
from kg.graph import harmonized, queries
from kg.graph.regime import Regime

TABLE = Path(__file__).parent / "data" / "can-i.csv"
CASES = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def regime() -> Regime:
    return kg.load()


def ask(regime: Regime, what: str, place: str = "", user: str = "", on: str = "") -> CanI:
    day = date.fromisoformat(on) if on else None
    return can_i(regime, what.split(), place or None, user or None, day)


def under(found: CanI, sender: str) -> UnderSender:
    return next(each for each in found.senders if each.id == sender)


def name(case: dict[str, str]) -> str:
    return "-".join(filter(None, (case[key] for key in ("what", "from", "as", "on", "sender"))))


@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_cells_that_decide_are_those_of_the_table(regime: Regime, case: dict[str, str]) -> None:
    mine = under(ask(regime, case["what"], case["from"], case["as"], case["on"]), case["sender"])
    assert mine.verdict.startswith(case["verdict"])
    if case["verdict"] == "Barred":
        assert mine.verdict == "Barred"
    assert {bar.id for bar in mine.bars if bar.reach is not Reach.cases} == {*case["bars"].split()}
    assert {way.id for way in mine.ways if way.by_itself} == {*case["permits"].split()}
    assert {power.id for power in mine.leave} == {*case["leave"].split()}


def test_the_table_has_both_sides_of_each_day() -> None:
    assert len(CASES) >= 40
    assert {case["verdict"].partition(" ")[0].strip(",") for case in CASES} == {"Barred", "Not"}


def test_the_measures_that_decide_are_in_force_on_the_day(regime: Regime) -> None:
    for case in CASES:
        day = date.fromisoformat(case["on"]) if case["on"] else regime.data_date
        assert all(regime.in_force(id, day) for id in case["bars"].split()), case


@pytest.mark.parametrize(
    ("what", "sender", "first"),
    [
        ("send 8413", "actor/unsc", "2017-12-22"),
        ("buy 0302", "actor/unsc", "2017-08-05"),
        ("invest", "actor/united-states", "2016-03-16"),
        ("buy 0603", "actor/united-states", "2011-04-19"),
        ("travel", "actor/united-states", "2017-09-01"),
        ("travel", "actor/republic-of-korea", "2010-05-24"),
        ("ship ship-to-ship", "actor/unsc", "2017-09-11"),
    ],
)
def test_a_bar_begins_on_its_day(regime: Regime, what: str, sender: str, first: str) -> None:
    day = date.fromisoformat(first)
    before = under(can_i(regime, what.split(), day=day - timedelta(1)), sender)
    after = under(can_i(regime, what.split(), day=day), sender)
    assert before.verdict.startswith("Not barred")
    assert after.verdict.startswith("Barred")


@pytest.mark.parametrize("place", ["us", "USA", "united-states", "United States", "America"])
def test_a_state_is_known_in_its_usual_forms(regime: Regime, place: str) -> None:
    found = ask(regime, "pay", place)
    assert [each.id for each in found.senders] == ["actor/unsc", "actor/united-states"]


@pytest.mark.parametrize(
    ("place", "on", "union"),
    [
        ("de", "2026-07-21", True),
        ("Croatia", "2013-06-30", False),
        ("Croatia", "2013-07-01", True),
        ("uk", "2018-01-01", True),
        ("uk", "2026-07-21", False),
        ("Norway", "2026-07-21", False),
    ],
)
def test_the_law_of_a_union_reaches_its_members_of_the_day(
    regime: Regime, place: str, on: str, union: bool
) -> None:
    ids = [each.id for each in ask(regime, "pay", place, "", on).senders]
    assert ("actor/european-union" in ids) is union


def test_where_no_law_of_a_state_is_held_the_answer_says_so(regime: Regime) -> None:
    found = ask(regime, "send pumps", "china")
    assert [each.id for each in found.senders] == ["actor/unsc"]
    assert found.without.startswith("No law of China is held")
    assert "No law of China" in invoke("can-i", "send", "pumps", "--from", "china").stdout
    assert ask(regime, "send pumps", "us").without == ""


def test_what_is_missing_of_a_law_is_said(regime: Regime) -> None:
    said = invoke("can-i", "send", "10", "--from", "germany", "--all").stdout
    assert "2017/1509" in said
    assert all(each.not_held for each in ask(regime, "pay").senders if each.id != "actor/unsc")


def test_who_is_abroad_hears_of_the_risk_and_who_is_at_home_does_not(regime: Regime) -> None:
    abroad = {bar.id for bar in ask(regime, "pay", "germany", "bank").abroad}
    assert {"us/eo-13810/4/a/i", "us/eo-13810/4/a/ii", "us/nkspea/201B"} <= abroad
    assert ask(regime, "pay", "us", "bank").abroad == ()


def test_the_first_and_the_last_words_are_that_it_is_no_advice(regime: Regime) -> None:
    said = invoke("can-i", "send", "8413", "--from", "us").stdout
    assert said.index("NOT LEGAL ADVICE") < said.index("What bars it")
    assert said.rstrip().endswith(WARNING.rpartition(". ")[2])
    document = can_i_document(regime, ask(regime, "send 8413", "us"))
    assert document.disclaimer == WARNING
    assert json.loads(invoke("can-i", "pay", "--format", "json").stdout)["warning"] == WARNING


def test_notice_papers_and_times_stand_where_a_source_gives_them(regime: Regime) -> None:
    found = ask(regime, "send 8413", "us", "ngo")
    ngo = next(w for w in under(found, "actor/united-states").ways if w.id.endswith("510/512"))
    assert ngo.notice.startswith("30 days before, to the Department of State")
    earlier = under(ask(regime, "send 8413", "us", "ngo", "2020-01-01"), "actor/united-states")
    assert [way.notice for way in earlier.ways if way.id.endswith("510/512")] == [""]
    power = next(p for p in under(found, "actor/unsc").leave if p.id == "power/universal")
    assert (power.held_by, "letterhead" in power.papers, "three days" in power.time) == (
        "1718 Committee",
        True,
        True,
    )
    passport = under(ask(regime, "travel", "us"), "actor/united-states").leave[0]
    assert passport.held_by == "Secretary of State"
    assert passport.conditions[0].startswith("one of these: ")


def test_a_licence_for_one_kind_of_user_frees_no_other(regime: Regime) -> None:
    for user, free in (("ngo", True), ("firm", False), ("bank", False), ("", False)):
        mine = under(ask(regime, "pay", "us", user), "actor/united-states")
        assert ("510.512" in mine.verdict) is free, user


def test_a_doubt_on_the_day_is_told(regime: Regime) -> None:
    def doubts(on: str) -> tuple[str, ...]:
        return under(ask(regime, "travel", "us", "", on), "actor/united-states").bars[0].doubts

    assert doubts("2026-08-31") == ()
    assert doubts("2026-09-01") != ()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("send 8499", "HS 2022 has no code 8499; did you mean 84"),
        ("send 77", "is no code of the Harmonized System"),
        ("send 84139", "is no code of the Harmonized System"),
        ("send 8413.99", "has no code 8413.99"),
        ("send pmups", "did you mean pumps"),
        ("send wheat", "write the code: 1001"),
        ("sned 8413", "no activity sned; did you mean send"),
        ("ship 8413", "asked without goods; write send 8413"),
        ("pay 8413", "asked without goods"),
        ("", "begin with"),
    ],
)
def test_what_means_nothing_is_an_error_with_what_comes_near(
    regime: Regime, what: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        ask(regime, what)


@pytest.mark.parametrize(
    ("place", "user", "said"),
    [
        ("Chnia", "", "did you mean China"),
        ("north-korea", "", "is the target"),
        ("us", "charity", "no kind of user charity"),
    ],
)
def test_so_is_a_wrong_state_or_user(regime: Regime, place: str, user: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        ask(regime, "pay", place, user)


@pytest.mark.parametrize(
    ("what", "text", "found"),
    [
        ("send", "pumps", ("8413", None)),
        ("send", "Pumps", ("8413", None)),
        ("send", "HS 84.13", ("8413", None)),
        ("send", "841311", ("841311", None)),
        ("send", "cereals", ("10", None)),
        ("send", "medicines", (None, "supplies/medicine")),
        ("send", "food", (None, "supplies/food")),
        ("buy", "food", (None, "goods/food")),
        ("buy", "coal", (None, "goods/coal")),
        ("send", "refined petroleum products", (None, "goods/refined-petroleum")),
    ],
)
def test_goods_are_known_by_name_and_by_code(
    regime: Regime, what: str, text: str, found: tuple[str | None, str | None]
) -> None:
    named = goods(regime, text, activity(regime, [what])[0])
    assert (named.code, named.id) == found


def test_the_table_of_the_harmonized_system_is_whole() -> None:
    table = harmonized.table()
    codes = [code for code in table if code.isdecimal()]
    count = {length: sum(len(code) == length for code in codes) for length in (2, 4, 6)}
    # 96 chapters, for 77 is kept free, and one for what is not specified.
    assert count == {2: 97, 4: 1229, 6: 5613}
    assert all(code[: len(code) - 2] in table for code in codes if len(code) > 2)
    assert all(name.strip() for name in table.values())
    assert [number for number, _ in harmonized.path("7108")] == ["XIV", "71", "7108"]
    assert set(map(len, (n for n in table if not n.isdecimal()))) <= {1, 2, 3, 4, 5}


def test_every_code_of_the_facts_is_one_of_the_table(regime: Regime) -> None:
    rows = regime.select(
        "PREFIX skg: <https://w3id.org/sanctions-kg/ontology#> SELECT DISTINCT ?code WHERE "
        "{ ?x skg:hsCode|skg:hsIndicative|skg:amongOthers ?code }"
    )
    assert {str(row["code"]).strip('"') for row in rows} <= set(harmonized.table())


@pytest.mark.parametrize("code", ["8499", "0200", "99.99.11", "5555"])
def test_a_code_that_does_not_exist_is_unknown(code: str) -> None:
    with pytest.raises(BadInput):
        harmonized.known_code(code, "goods")


def test_bars_are_stated_of_measures_only_and_each_moves_a_flow_of_the_activity(
    regime: Regime,
) -> None:
    odd = regime.select(
        "PREFIX skg: <https://w3id.org/sanctions-kg/ontology#> SELECT ?m ?a WHERE { "
        "{ ?m skg:bars ?a } UNION { ?m skg:barsInCases ?a } "
        "FILTER NOT EXISTS { ?m a skg:Measure } }"
    )
    assert odd == []


def test_what_permits_is_an_exempting_provision_an_exception_or_a_power(regime: Regime) -> None:
    odd = regime.select(
        "PREFIX skg: <https://w3id.org/sanctions-kg/ontology#> SELECT ?p WHERE { "
        "?p skg:permits ?a FILTER NOT EXISTS { ?p skg:effect skg:exempting } "
        "FILTER NOT EXISTS { ?p a skg:Exception } FILTER NOT EXISTS { ?p a skg:Power } }"
    )
    assert odd == []


def test_every_activity_is_barred_by_something_or_in_cases(regime: Regime) -> None:
    for id in {str(row["activity"]) for row in queries.run(regime, "activities")}:
        assert len(queries.run(regime, "bars-on-activity", activity=id)), id


def test_the_rows_name_each_measure_way_and_power(regime: Regime) -> None:
    found = ask(regime, "send 8413", "us", "ngo")
    rows = can_i_rows(found)
    for each in found.senders:
        mine = {row["provision"] for row in rows if row["sender"] == each.label}
        assert {x.id for x in (*each.bars, *each.ways, *each.leave)} == mine


def test_an_unknown_activity_is_unknown(regime: Regime) -> None:
    with pytest.raises(UnknownId):
        activity(regime, ["frobnicate"])
