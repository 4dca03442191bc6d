"""The law itself: what was in force on a day, what changed, how a subject came about."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from amount import WHOLE
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.answers.law import LawOn, changes, history, lookup, regime_on
from kg.check.integrity import problems
from kg.core.errors import BadInput, UnknownId
from kg.core.ids import TERMS, short
from kg.core.owl import TYPE
from kg.graph.load import load
from kg.graph.regime import Regime

FIRST, LAST = date(1990, 1, 1), date(2032, 12, 31)
# Of random days ten or twelve are tried; a hundred where amount.py says so.
DAYS = st.dates(FIRST, LAST)


def ids(law: LawOn) -> list[str]:
    return [each.id for each in law.provisions]


# --- what was in force on a day -------------------------------------------------------------------


def test_before_the_ban_coal_stands_under_the_cap_of_2321(regime: Regime) -> None:
    law = regime_on(regime, date(2017, 8, 4), goods="coal", sender="unsc")
    [paragraph] = law.provisions
    assert (paragraph.id, paragraph.label) == ("un/2321/26", "resolution 2321, paragraph 26")
    assert (paragraph.instrument, paragraph.sender) == (
        "un/2321",
        "United Nations Security Council",
    )
    assert (paragraph.since, paragraph.until) == (date(2016, 11, 30), date(2017, 8, 5))
    assert (paragraph.types, paragraph.effects) == (("export measure",), ("caps", "imposes"))
    assert (paragraph.goods, paragraph.exceptions, paragraph.unverified) == (("coal",), 3, False)
    assert paragraph.overtaken_by == ()
    assert "UN machine-readable Security Council resolutions" in paragraph.sources
    [cap] = paragraph.caps
    assert (cap.amount, cap.unit, cap.period) == (7500000, "metric ton", "calendar year")
    assert (cap.alternative_amount, cap.alternative_unit) == (400870018, "US dollar")
    assert (cap.since, cap.until) == (date(2017, 1, 1), date(2017, 8, 5))
    assert cap.notes == ("whichever is lower",)
    assert not cap.unverified


def test_on_the_last_days_of_2016_the_one_off_cap_counts(regime: Regime) -> None:
    law = regime_on(regime, date(2016, 12, 31), goods="coal", sender="unsc")
    [cap] = law.provisions[0].caps
    assert (cap.amount, cap.period, cap.until) == (1000866, "one-off", date(2017, 1, 1))


@pytest.mark.parametrize("day", [date(2017, 8, 5), date(2017, 8, 6), date(2019, 4, 9)])
def test_from_the_day_of_2371_on_coal_is_banned(regime: Regime, day: date) -> None:
    [paragraph] = regime_on(regime, day, goods="coal", sender="unsc").provisions
    assert (paragraph.id, paragraph.effects, paragraph.caps) == ("un/2371/8", ("imposes",), ())
    assert paragraph.since == date(2017, 8, 5)
    assert paragraph.until is None


def test_before_2270_no_measure_of_the_council_names_coal(regime: Regime) -> None:
    assert ids(regime_on(regime, date(2016, 3, 1), goods="coal", sender="unsc")) == []


def test_an_exception_counts_from_the_day_on_which_it_is_granted(regime: Regime) -> None:
    before, after = (
        regime_on(regime, day, instrument="un/2375", goods="condensates").provisions[0].exceptions
        for day in (date(2017, 12, 21), date(2017, 12, 22))
    )
    # Since 2397, paragraph 22, what missions in the country need.
    assert (before, after) == (0, 1)


def test_an_exception_counts_to_its_last_day(regime: Regime) -> None:
    last, after = (
        regime_on(regime, day, instrument="un/2371", goods="coal").provisions[0].exceptions
        for day in (date(2017, 9, 4), date(2017, 9, 5))
    )
    # Rajin, and to the thirtieth day the wind-down for iron and iron ore.
    assert (last, after) == (2, 1)


def test_a_group_is_found_by_its_parts_and_a_part_by_its_group(regime: Regime) -> None:
    fuel = regime_on(regime, goods="fuel", sender="unsc")
    assert ids(fuel) == ["un/2270/31", "un/2375/13", "un/2397/4", "un/2397/5"]
    assert fuel.provisions[0].goods == ("aviation and rocket fuel",)


def test_a_code_tells_whether_it_stands_in_the_text(regime: Regime) -> None:
    coal = regime_on(regime, date(2019, 2, 28), goods="2701", sender="unsc")
    assert coal.provisions[0].goods == ("coal (HS 2701, indicative HS code, unverified)",)
    machines = regime_on(regime, goods="84", sender="unsc")
    assert ids(machines) == ["un/2397/6", "un/2397/7"]
    assert machines.provisions[1].goods == ("industrial machinery (HS 84, HS code in the text)",)


@pytest.mark.parametrize("code", ["27.01", "27 01"])
def test_a_code_may_be_written_with_dots_and_blanks(regime: Regime, code: str) -> None:
    day = date(2019, 2, 28)
    assert ids(regime_on(regime, day, goods=code, sender="unsc")) == ["un/2371/8"]


@pytest.mark.parametrize(
    "type", ["ExportBan", "skg:ExportBan", "export ban", "Export bans", "export-ban"]
)
def test_a_type_may_be_written_as_class_or_in_words(regime: Regime, type: str) -> None:
    assert ids(regime_on(regime, type=type, sender="unsc")) == [
        "un/2270/30",
        "un/2321/28",
        "un/2321/29",
        "un/2371/8",
        "un/2371/9",
        "un/2371/10",
        "un/2375/16",
        "un/2397/6",
    ]


@pytest.mark.parametrize(
    ("text", "type"),
    [
        ("financial", "skg:FinancialMeasure"),
        ("export measure", "skg:ExportMeasure"),
        ("asset freeze", "skg:AssetFreeze"),
        ("Security Council", "skg:CouncilMeasure"),
    ],
)
def test_the_word_measure_may_be_left_out(regime: Regime, text: str, type: str) -> None:
    assert lookup.measure_type(regime, text) == type


@pytest.mark.parametrize(
    "sender",
    ["unsc", "actor/unsc", "un", "Security Council", "United Nations Security Council", "UNSC"],
)
def test_a_sender_may_be_written_in_many_ways(regime: Regime, sender: str) -> None:
    assert lookup.sender(regime, sender) == "actor/unsc"


def test_other_senders_are_found_by_the_first_word_of_their_instruments(regime: Regime) -> None:
    found = [lookup.sender(regime, text) for text in ("us", "kr", "South Korea", "japan")]
    korea = "actor/republic-of-korea"
    assert found == ["actor/united-states", korea, korea, "actor/japan"]


@pytest.mark.parametrize("text", ["un/2397", "2397", "resolution 2397", "Resolution-2397"])
def test_an_instrument_may_be_written_by_id_or_name(regime: Regime, text: str) -> None:
    assert lookup.instrument(regime, text) == "un/2397"


def test_the_senders_share_out_everything_in_force(regime: Regime) -> None:
    every = regime_on(regime).provisions
    senders = Counter(each.sender for each in every)
    assert {"United Nations Security Council", "United States of America"} <= set(senders)
    council = regime_on(regime, sender="unsc").provisions
    assert len(council) == senders["United Nations Security Council"]
    assert set(council) <= set(every)


def test_only_measures_are_listed_unless_everything_is_asked_for(regime: Regime) -> None:
    day = date(2010, 12, 31)
    assert ids(regime_on(regime, day, instrument="un/1928")) == []
    panel, reports = regime_on(regime, day, instrument="un/1928", every=True).provisions
    assert (panel.id, panel.effects, panel.types) == ("un/1928/1", ("establishes",), ())
    # Until 12 June 2011, with that day in it.
    assert (panel.since, panel.until) == (date(2010, 6, 7), date(2011, 6, 13))
    assert (reports.id, reports.effects) == ("un/1928/2", ("requires reports",))


def test_what_nobody_read_is_marked(regime: Regime) -> None:
    [team] = regime_on(regime, instrument="msmt", every=True).provisions
    assert (team.id, team.sender, team.unverified) == ("msmt/f1", "", True)


def test_what_is_overtaken_names_what_governs(regime: Regime) -> None:
    law = regime_on(regime, date(2018, 1, 1), type="labour", sender="unsc")
    assert {each.id: each.overtaken_by for each in law.provisions} == {
        "un/2321/23": (),  # crews hired from the target
        "un/2321/34": ("resolution 2371, paragraph 11",),
        "un/2371/11": ("resolution 2375, paragraph 17",),
        "un/2375/17": (),
        "un/2397/8": (),
    }


def test_the_day_is_the_data_date_if_none_is_given(regime: Regime) -> None:
    law = regime_on(regime, instrument="un/2397")
    assert (law.day, law.data_date, law.warning) == (regime.data_date, regime.data_date, None)


def test_a_day_after_the_data_date_is_answered_with_a_warning(regime: Regime) -> None:
    day = regime.data_date + timedelta(days=1)
    law = regime_on(regime, day, instrument="un/2397")
    assert ids(law) == ids(regime_on(regime, instrument="un/2397"))
    assert law.warning == (
        f"{day} is after {regime.data_date}, up to which the facts were read: "
        "later changes are missing"
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"goods": "cole"}, "no goods cole; did you mean coal?"),
        ({"goods": "goods/cole"}, "did you mean goods/coal?"),
        ({"goods": "8"}, "8 is no code of the Harmonized System"),
        ({"type": "export bann"}, r"did you mean export bans? \(skg:ExportBan\)\?"),
        ({"sender": "united-state"}, "no sender united-state; did you mean united-states?"),
        ({"sender": "zzz"}, "no sender zzz; there is actor/"),
        ({"instrument": "un/2398"}, "did you mean un/2397?"),
        ({"type": "export", "every": True}, "leave out one of them"),
        ({"goods": "coal", "every": True}, "leave out one of them"),
    ],
)
def test_what_means_nothing_gets_a_hint(regime: Regime, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=says.replace("?", r"\?").replace(r"s\? \(", "s? \\(")):
        regime_on(regime, **asked)


def test_a_state_that_sends_nothing_is_no_sender(regime: Regime) -> None:
    with pytest.raises(UnknownId, match="no sender china"):
        regime_on(regime, sender="china")


@settings(max_examples=100 if WHOLE else 12)
@given(day=DAYS)
def test_a_provision_is_listed_from_its_first_day_up_to_its_end(regime: Regime, day: date) -> None:
    expected = {
        id
        for id, (begin, end) in spans(regime).items()
        if begin <= day and (end is None or day < end)
    }
    listed = ids(regime_on(regime, day, every=True))
    assert set(listed) == expected
    assert len(listed) == len(set(listed))


def spans(regime: Regime) -> dict[str, tuple[date, date | None]]:
    """The days of every provision, read from the triples and not through a query.

    What is spent ends here on the day on which its task was done.
    """

    def days(name: str) -> dict[Any, date]:
        predicate = ox.NamedNode(TERMS + name)
        quads = regime.store.quads_for_pattern(None, predicate, None, None)
        return {q.subject: date.fromisoformat(getattr(q.object, "value", "")) for q in quads}

    begins, ends = days("inForceFrom"), days("inForceUntil") | days("spentFrom")
    provision = ox.NamedNode(f"{TERMS}Provision")
    nodes = {q.subject for q in regime.store.quads_for_pattern(None, TYPE, provision, None)}
    return {
        short(str(getattr(node, "value", "")), regime.base): (begins[node], ends.get(node))
        for node in nodes
    }


# --- what changed ---------------------------------------------------------------------------------


def test_the_turn_of_2018_by_act_and_day(regime: Regime) -> None:
    found = changes(regime, date(2017, 12, 30), date(2018, 1, 2), sender="unsc").changes
    assert [(each.day, each.change, each.id, each.by, each.act) for each in found] == [
        (date(2018, 1, 1), "cap began", "un/2397/5", "un/2397/5", "un/2397"),
        (date(2018, 1, 1), "cap ended", "un/2375/14", "un/2397/5", "un/2397"),
        (date(2018, 1, 1), "ended", "un/2375/14", "un/2397/5", "un/2397"),
    ]
    assert {each.act_label for each in found} == {"UN Security Council resolution 2397 (2017)"}
    assert {each.act_day for each in found} == {date(2017, 12, 22)}
    assert all(each.sources for each in found)


def test_a_cap_that_never_counted_begins_on_no_day(regime: Regime) -> None:
    # 2375, paragraph 14, caps refined products from 2018 on, and ends on that very day.
    whole = changes(regime, date(2017, 9, 1), date(2019, 1, 1), sender="unsc").changes
    mine = [
        (each.day, each.change)
        for each in whole
        if each.id == "un/2375/14" and "cap" in each.change
    ]
    assert mine == [(date(2017, 10, 1), "cap began"), (date(2018, 1, 1), "cap ended")]


def test_a_term_that_ran_out_is_told_from_what_was_ended(regime: Regime) -> None:
    found = changes(regime, date(2024, 4, 30), date(2024, 5, 1), sender="unsc").changes
    assert [(each.change, each.id) for each in found] == [
        ("spent", "un/2321/42"),
        ("spent", "un/2321/43"),
        ("spent", "un/2371/24"),
        ("ended", "un/1874/26"),
        ("ran out", "un/2680/1"),
        ("ran out", "un/2680/2"),
    ]


def test_after_the_panel_the_council_changed_a_limit_of_another_regime_only(
    regime: Regime,
) -> None:
    found = changes(regime, date(2024, 5, 1), sender="unsc").changes
    assert [(each.day, each.change, each.id, each.by) for each in found] == [
        (date(2024, 12, 6), "began", "un/2761/1", "un/2761/1"),
        (date(2024, 12, 6), "reworded", "un/2664/2", "un/2761/1"),
    ]


@pytest.mark.parametrize("last", [date(2018, 1, 1), date(2017, 12, 31)])
def test_the_first_day_must_be_before_the_last(regime: Regime, last: date) -> None:
    with pytest.raises(BadInput, match="2018-01-01 is not before"):
        changes(regime, date(2018, 1, 1), last)


def test_changes_after_the_data_date_come_with_a_warning(regime: Regime) -> None:
    assert changes(regime, regime.data_date, regime.data_date + timedelta(days=9)).warning
    assert changes(regime, FIRST).warning is None


@settings(max_examples=100 if WHOLE else 10)
@given(days=st.lists(DAYS, min_size=3, max_size=3, unique=True).map(sorted))
def test_two_stretches_that_meet_add_up(regime: Regime, days: list[date]) -> None:
    a, b, c = days
    parts = changes(regime, a, b).changes + changes(regime, b, c).changes
    assert changes(regime, a, c).changes == parts


@settings(max_examples=100 if WHOLE else 10)
@given(days=st.lists(DAYS, min_size=2, max_size=2, unique=True).map(sorted))
def test_what_began_and_ended_leads_from_one_day_to_the_other(
    regime: Regime, days: list[date]
) -> None:
    first, last = days
    found = changes(regime, first, last).changes
    starts = ("began", "on record since, may be older")
    began = {each.id for each in found if each.change in starts}
    gone = {each.id for each in found if each.change in ("ended", "ran out", "spent")}
    before, after = (set(ids(regime_on(regime, day, every=True))) for day in days)
    assert (before | began) - gone == after


# --- how it came about ----------------------------------------------------------------------------


@pytest.mark.parametrize("id", ["coal", "subject/coal", "Coal"])
def test_coal_was_banned_then_capped_then_banned_whole(regime: Regime, id: str) -> None:
    found = history(regime, id)
    assert (found.id, found.kind, found.label) == ("subject/coal", "subject", "coal")
    assert [
        (step.id, step.since, step.until, [(cap.since, cap.until) for cap in step.caps])
        for step in found.steps
        if step.id.startswith("un/")
    ] == [
        ("un/2270/29", date(2016, 3, 2), date(2016, 11, 30), []),
        (
            "un/2321/26",
            date(2016, 11, 30),
            date(2017, 8, 5),
            [(date(2016, 11, 30), date(2017, 1, 1)), (date(2017, 1, 1), date(2017, 8, 5))],
        ),
        ("un/2371/8", date(2017, 8, 5), None, []),
    ]
    council = [step for step in found.steps if step.id.startswith("un/")]
    assert [[each[:2] for each in step.changed_by] for step in council] == [
        [
            ("leaves out", "un/2270/29/exception-1"),
            ("leaves out", "un/2270/29/exception-2"),
            ("superseded by", "un/2321/26"),
        ],
        [
            ("leaves out", "un/2321/26/exception-1"),
            ("leaves out", "un/2321/26/exception-2"),
            ("leaves out", "un/2321/26/exception-3"),
            ("superseded by", "un/2371/8"),
        ],
        [("leaves out", "un/2371/8/exception-1"), ("leaves out", "un/2371/8/exception-2")],
    ]
    assert [step.since for step in found.steps] == sorted(step.since for step in found.steps)
    assert {step.id.partition("/")[0] for step in found.steps} == {"un", "us"}


def test_what_excepts_a_provision_is_named_with_words(regime: Regime) -> None:
    told = {
        label
        for step in history(regime, "un/1718/8/d").steps
        for how, _, label in step.changed_by
        if how == "has an exception in"
    }
    assert told
    assert all(": " in label for label in told)


def test_goods_have_a_chain_of_their_own(regime: Regime) -> None:
    found = history(regime, "goods/crude-oil")
    council = [step.id for step in found.steps if step.sender == "United Nations Security Council"]
    assert (found.kind, council) == ("goods", ["un/2375/15", "un/2397/4"])


def test_a_provision_is_followed_to_both_ends(regime: Regime) -> None:
    found = history(regime, "un/2270/36")
    chain = ["un/1874/20", "un/2094/15", "un/2270/36", "un/2321/32"]
    assert (found.kind, [step.id for step in found.steps]) == ("provision", chain)


def test_the_first_word_of_a_provision_may_be_left_out(regime: Regime) -> None:
    assert history(regime, "2270/36") == history(regime, "un/2270/36")
    assert history(regime, "resolution 2270, paragraph 36") == history(regime, "un/2270/36")


@pytest.mark.parametrize(
    ("id", "hint"),
    [("cole", "did you mean coal?"), ("un/2371/88", "did you mean un/2371/8?"), ("", "there is")],
)
def test_what_has_no_history_gets_a_hint(regime: Regime, id: str, hint: str) -> None:
    with pytest.raises(UnknownId, match="no subject, goods or provision") as caught:
        history(regime, id)
    assert caught.value.hint is not None
    assert hint in caught.value.hint


def test_a_resolution_without_a_sender_is_found(tmp_path: Path) -> None:
    base = "https://w3id.org/sanctions-kg/test/"
    head = f"@base <{base}> .\n@prefix skg: <{TERMS}> .\n"
    header = (
        f'<{base}> a skg:Regime ; skg:dataDate "2020-01-01"^^'
        "<http://www.w3.org/2001/XMLSchema#date> ; skg:defaultRulebook <rulebook/test> .\n"
    )
    facts = (
        "<act/1> a skg:CouncilResolution .\n"
        "<act/2> a skg:CouncilResolution ; skg:sender <actor/council> .\n"
    )
    (tmp_path / "regime.ttl").write_text(head + header, "utf-8")
    (tmp_path / "facts.ttl").write_text(head + facts, "utf-8")
    found = {(each.record, each.message) for each in problems(load(tmp_path))}
    assert ("act/1", "a resolution needs one sender") in found
    assert ("act/2", "a resolution needs one sender") not in found


# --- speed ----------------------------------------------------------------------------------------


# --- first days that are not recorded ------------------------------------------------------------


def test_before_its_first_day_on_record_what_may_be_older_is_listed_apart(regime: Regime) -> None:
    law = regime_on(regime, date(2019, 4, 9), sender="japan")
    assert law.provisions == ()
    names = ("trade", "ports", "flights", "entry", "remittances", "listings")
    assert [each.id for each in law.may_be_older] == [f"jp/2025/{name}" for name in names]
    assert {each.since for each in law.may_be_older} == {date(2025, 4, 8)}
    first = "unverified: the first day; the ban is older than the renewal from which it is dated"
    assert law.may_be_older[0].doubts == (f"{first} here",)
    later = regime_on(regime, date(2025, 4, 8), sender="japan")
    assert (len(later.provisions), later.may_be_older) == (6, ())
    assert {each.may_be_older for each in later.provisions} == {True}


def test_a_first_day_that_stands_in_for_another_is_no_beginning(regime: Regime) -> None:
    found = changes(regime, date(2025, 4, 7), date(2025, 4, 8), sender="japan").changes
    assert [each.change for each in found] == ["on record since, may be older"] * 6
    assert [step.may_be_older for step in history(regime, "jp/2025/trade").steps] == [True]


def test_a_term_that_ran_out_after_the_data_date_is_told(regime: Regime) -> None:
    before, after = (
        regime_on(regime, day, sender="japan", type="ImportBan").provisions[0].deadlines
        for day in (date(2027, 4, 12), date(2027, 4, 13))
    )
    assert before == ()
    assert [(each.due, each.what) for each in after] == [
        (date(2027, 4, 13), "end of the term unless the cabinet renews it")
    ]


def test_the_chain_of_coal_keeps_both_halves_of_its_caps(regime: Regime) -> None:
    [caps] = (each.caps for each in history(regime, "coal").steps if each.id == "un/2321/26")
    told = [(cap.alternative_amount, cap.alternative_unit, cap.notes) for cap in caps]
    assert told[1] == (400870018, "US dollar", ("whichever is lower",))


@pytest.mark.parametrize("code", ["27..", "2", "270", "27011", "27011200", "2701."])
def test_a_malformed_code_is_bad_input(regime: Regime, code: str) -> None:
    with pytest.raises(BadInput, match="write 2, 4 or 6 digits"):
        regime_on(regime, goods=code)
