"""When relief takes effect and when it must be renewed, worked out by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.answers.calendar import Calendar, calendar
from kg.answers.calendar.days import Length, Wait
from kg.answers.calendar.document import calendar_document
from kg.answers.calendar.entries import agenda, entries
from kg.answers.calendar.model import MEANT, POWER, UNKNOWN, VOTE, Row
from kg.answers.verbs import VERBS
from kg.core.agenda import Agenda, Event
from kg.core.document import line
from kg.core.errors import BadInput
from kg.core.resources import folder
from kg.deal import Deal, parse_deal
from kg.graph.regime import Regime
from kg.present.answers import written
from kg.present.data import Rows
from kg.present.ics import ics

VERB = next(verb for verb in VERBS if verb.name == "calendar")
LAW = {"provisions": ["us/nkspea/104/a/1"], "by": "united-states"}
COUNCIL = {"measure": "import-suspension", "by": "unsc", "how": "suspension"}
FREEZE = {"action": "yongbyon-freeze", "verified-by": "iaea"}


def under(power: str, how: str, **more: Any) -> dict[str, Any]:
    """Returns a relief under a power."""
    return {**LAW, "authority": power, "how": how, **more}


def package(regime: Regime, *phases: list[dict[str, Any]], **more: Any) -> Deal:
    """Returns a package with some reliefs, and a concession, in each phase."""
    listed = [
        {"title": f"Step {at}", "concessions": [FREEZE], "relief": reliefs}
        for at, reliefs in enumerate(phases, 1)
    ]
    text = json.dumps({"id": "try", "title": "Try", **more, "phases": listed})
    return parse_deal(text, "try.yaml", regime)


def day(text: str) -> date:
    """Returns a day."""
    return date.fromisoformat(text)


def shipped(regime: Regime, name: str) -> Deal:
    """Returns a package that the project ships."""
    return kg.read_deal(folder("deals") / f"{name}.yaml", regime)


@dataclass(frozen=True)
class Case:
    """A relief, its first day, and what follows: days of effect and lapse, and of renewals."""

    relief: dict[str, Any]
    first: str
    effect: str
    lapses: str | None = None
    # Of the renewals: the last day to tell and the end of the term.
    renewals: tuple[tuple[str, str], ...] = ()
    known: str = POWER
    at_least: bool = False
    horizon: str | None = None


CASES = {
    # 9 days to 29 February, and 6 more.
    "15 days of notice, in a leap year": Case(
        under("us/power/aeca-40g", "waiver"), "2020-02-20", "2020-03-06"
    ),
    "45 days of notice, over the end of a year": Case(
        under("us/power/sst-rescind-b", "rescission"), "2019-12-31", "2020-02-14"
    ),
    "no notice": Case(
        under("us/power/ofac-licence", "general-licence"), "2020-02-29", "2020-02-29"
    ),
    "a vote of the Council, for good": Case(
        {"measure": "import-suspension", "by": "unsc", "how": "termination"},
        "2019-06-01",
        "2019-06-01",
        known=VOTE,
    ),
    # A year of the first use, which 2021 has no 29 February to end on; then 180 days at a time.
    "a first period of a year and others of 180 days": Case(
        under("us/nkspea/401", "suspension"),
        "2020-02-29",
        "2020-02-29",
        "2021-02-28",
        (
            ("2021-02-28", "2021-02-28"),
            ("2021-08-27", "2021-08-27"),
            ("2022-02-23", "2022-02-23"),
        ),
    ),
    "the 180 days of a power, two years from 29 February": Case(
        under("us/power/warmbier-7143b1", "case-suspension"),
        "2020-02-29",
        "2020-02-29",
        "2020-08-27",
        (
            ("2020-08-27", "2020-08-27"),
            ("2021-02-23", "2021-02-23"),
            ("2021-08-22", "2021-08-22"),
            ("2022-02-18", "2022-02-18"),
        ),
    ),
    # Told 30 days before the end of the term, and not before the first use.
    "twelve months, with notice of the renewal": Case(
        under("us/power/ta402c", "waiver"),
        "2019-01-31",
        "2019-01-31",
        "2020-01-31",
        (("2020-01-01", "2020-01-31"), ("2021-01-01", "2021-01-31")),
    ),
    "the shorter term of the package": Case(
        under("us/power/ta402c", "waiver", term="6 months", renewable=True),
        "2019-08-31",
        "2019-08-31",
        "2020-02-29",
        (("2020-01-30", "2020-02-29"),),
        horizon="200 days",
    ),
    "a power that must be used again within a term that is not to be renewed": Case(
        under("us/power/warmbier-7143b1", "case-suspension", term="400 days", renewable=False),
        "2020-01-01",
        "2020-01-01",
        "2020-06-29",
        (("2020-06-29", "2020-06-29"), ("2020-12-26", "2020-12-26")),
    ),
    "months that end on the last day": Case(
        {**COUNCIL, "term": "1 month", "renewable": True},
        "2020-01-31",
        "2020-01-31",
        "2020-02-29",
        (
            ("2020-02-29", "2020-02-29"),
            ("2020-03-31", "2020-03-31"),
            ("2020-04-30", "2020-04-30"),
        ),
        known=VOTE,
        horizon="100",
    ),
    "a year that is not renewed": Case(
        {**COUNCIL, "term": "1 year", "renewable": False},
        "2020-02-29",
        "2020-02-29",
        "2021-02-28",
        known=VOTE,
    ),
    "a horizon on the first day": Case(
        {**COUNCIL, "term": "90 days", "renewable": True},
        "2020-02-29",
        "2020-02-29",
        "2020-05-29",
        known=VOTE,
        horizon="2020-02-29",
    ),
    "a term on an act that ends a measure says nothing": Case(
        under("us/power/sst-rescind-b", "rescission", term="90 days", renewable=True),
        "2021-01-01",
        "2021-02-15",
    ),
    # 30 days of January, 29 of February, and 1 March.
    "60 days of session are no fewer days": Case(
        under("us/power/aea-129a", "waiver"), "2020-01-01", "2020-03-01", at_least=True
    ),
    # Nine weeks from a Monday.
    "45 working days": Case(
        under("us/power/aeca-73e", "waiver"), "2020-01-06", "2020-03-09", at_least=True
    ),
    # From a Friday to the next.
    "five working days of the Committee": Case(
        {
            "provisions": ["un/1718/8/d"],
            "by": "1718-committee",
            "how": "exemption",
            "authority": "un/1718/9/a",
        },
        "2020-02-28",
        "2020-03-06",
        at_least=True,
    ),
    "two powers at once: the longer wait counts": Case(
        under(["us/power/aeca-40g", "us/power/faa-620a-d", "us/power/irc-901j-5"], "waiver"),  # type: ignore[arg-type]
        "2020-02-29",
        "2020-03-30",
    ),
    "the power that its author has in mind": Case(
        {"measure": "some-us-sanctions", "by": "united-states", "how": "suspension"},
        "2020-02-28",
        "2020-02-28",
        "2021-02-28",
        (("2021-02-28", "2021-02-28"),),
        known=MEANT,
        horizon="2021-03-01",
    ),
    "no power is named": Case({**LAW, "how": "waiver"}, "2020-02-29", "2020-02-29", known=UNKNOWN),
    "a power that does not work by the act": Case(
        under("us/power/aeca-40g", "licence"), "2020-02-29", "2020-02-29", known=UNKNOWN
    ),
}


@pytest.mark.parametrize("case", [pytest.param(each, id=name) for name, each in CASES.items()])
def test_a_calendar_worked_out_by_hand(regime: Regime, case: Case) -> None:
    [row] = calendar(regime, package(regime, [case.relief]), day(case.first), case.horizon).rows
    assert (row.effect, row.lapses) == (
        day(case.effect),
        day(case.lapses) if case.lapses else None,
    )
    assert [(each.tell, each.ends) for each in row.renewals] == [
        (day(tell), day(ends)) for tell, ends in case.renewals
    ]
    assert (row.known, row.at_least) == (case.known, case.at_least)


def test_ninety_days_are_renewed_eight_times_in_two_years(regime: Regime) -> None:
    deal = package(regime, [{**COUNCIL, "term": "90 days", "renewable": True}])
    [row] = calendar(regime, deal, day("2019-06-01")).rows
    days = [each.tell for each in row.renewals]
    assert (len(days), days[0], days[-1]) == (8, day("2019-08-30"), day("2021-05-21"))


def test_a_phase_begins_when_the_one_before_is_done(regime: Regime) -> None:
    first = [under("us/power/sst-rescind-b", "rescission"), under("us/power/aeca-40g", "waiver")]
    deal = package(regime, first, [under("us/nkspea/210", "termination")], [COUNCIL])
    found = calendar(regime, deal, day("2020-01-01"))
    spans = [(stage.begins, stage.ends) for stage in found.stages]
    # 45 days, 30 days, none: 1 January, 15 February, 16 March.
    assert spans == [
        (day("2020-01-01"), day("2020-02-15")),
        (day("2020-02-15"), day("2020-03-16")),
        (day("2020-03-16"), day("2020-03-16")),
    ]
    path = [(stage.position, stage.decided_by) for stage in found.critical]
    assert path == [(1, "deal/try/phase-1/relief-1"), (2, "deal/try/phase-2/relief-1")]
    # Concessions that take longer than the notices decide a phase; all three take 40 days more.
    slow = calendar(regime, deal, day("2020-01-01"), phase_days=40)
    assert [(s.decided_by, (s.ends - s.begins).days) for s in slow.stages] == [
        ("deal/try/phase-1/relief-1", 45),
        (None, 40),
        (None, 40),
    ]


def test_what_cannot_be_counted_marks_all_that_follows(regime: Regime) -> None:
    deal = package(regime, [under("us/power/aea-129a", "waiver")], [COUNCIL])
    found = calendar(regime, deal, day("2020-01-01"))
    assert [(row.begins_late, row.at_least) for row in found.rows] == [(False, True), (True, True)]
    assert "or later" in calendar_document(regime, found).lead


def test_without_an_order_all_phases_begin_at_once(regime: Regime) -> None:
    reliefs = [under("us/power/sst-rescind-b", "rescission")], [COUNCIL]
    found = calendar(regime, package(regime, *reliefs, ordered=False), day("2020-01-01"))
    assert [stage.begins for stage in found.stages] == [day("2020-01-01")] * 2
    assert [stage.position for stage in found.critical] == [1]


def test_each_body_whose_act_differs_has_a_row(regime: Regime) -> None:
    acts = {"unsc": "suspension", "united-states": "waiver"}
    relief = {"measure": "import-suspension", "by": ["unsc", "united-states"], "how": acts}
    found = calendar(regime, package(regime, [relief]), day("2020-01-01"))
    assert [(row.act, row.known) for row in found.rows] == [
        ("suspension", VOTE),
        ("waiver", UNKNOWN),
    ]


def test_the_framework_of_the_paper(regime: Regime) -> None:
    found = calendar(regime, shipped(regime, "wertz-2019-framework"), day("2019-06-01"))
    assert [stage.begins for stage in found.stages] == [day("2019-06-01")] * 5
    # Only the end of the cyber sanctions waits: 30 days, in the last phase.
    assert [stage.decided_by for stage in found.critical] == [
        "deal/wertz-2019-framework/phase-5/relief-6"
    ]
    assert found.last == day("2019-07-01")
    # Eight reliefs of 90 days, eight times each, and a year, which 2020 makes end a day sooner.
    assert len(found.renewals) == 8 * 8 + 2
    assert found.renewals[-1][0].tell == day("2021-05-31")
    # The exception for ports is reported within 15 days after.
    assert [each.day for each in entries(found) if each.kind == "report"] == [day("2019-06-16")]
    told = {name for each in entries(found) for name in each.told.split("; ") if name}
    assert "House Foreign Affairs" in told


def test_what_is_not_known_is_counted_and_its_road_is_named(regime: Regime) -> None:
    found = calendar(regime, shipped(regime, "hanoi-2019-us-position"))
    document = calendar_document(regime, found)
    assert "; the notices of 1 are not known." in document.lead
    [row] = [each for each in found.rows if each.known == UNKNOWN]
    papers = [paper for road in row.roads for paper in road.papers]
    assert papers
    assert all(paper in str(document.unknown) for paper in papers)


def test_the_answer_says_what_it_assumes(regime: Regime) -> None:
    deal = package(regime, [under("us/power/aeca-40g", "waiver")], **{"as-of": "2020-01-05"})
    document = calendar_document(regime, calendar(regime, deal))
    notes = [line(each.text) for each in document.notes]
    assert notes[0].startswith("No first day was given: it is 5 January 2020")
    assert "how long they take is not on record" in notes[1]
    assert "calendar days are assumed" in str(document.powers)
    assert document.unknown is None


@pytest.mark.parametrize(
    ("first", "horizon", "says"),
    [
        ("2020-02-29", "2020-02-28", "2020-02-28 is before the first day"),
        ("2020-02-29", "2019", "2019 days"),
        ("2020-02-29", "soon", "no horizon"),
        ("2020-02-29", "", "no horizon"),
        ("2020-02-29", "2020-02-30", "not a day"),
        ("2020-02-29", "11 years", "too far"),
        ("9999-12-01", None, "years 1 to 9999"),
    ],
)
def test_a_horizon_that_is_none_is_refused(
    regime: Regime, first: str, horizon: str | None, says: str
) -> None:
    if horizon == "2019":
        # A bare number counts days.
        found = calendar(regime, package(regime, [COUNCIL]), day(first), horizon)
        assert (found.horizon - found.first).days == 2019
        return
    with pytest.raises(BadInput, match=says):
        calendar(regime, package(regime, [COUNCIL]), day(first), horizon)


def test_more_renewals_than_anyone_reads_are_refused(regime: Regime) -> None:
    daily = {**COUNCIL, "term": "1 day", "renewable": True}
    deal = package(regime, [daily, daily, daily])
    assert len(calendar(regime, deal, day("2020-01-01"), "1 year").renewals) == 3 * 366
    with pytest.raises(BadInput, match="more than 10,000 renewals"):
        calendar(regime, deal, day("2020-01-01"), "10 years")


def test_the_first_days_there_are_can_be_counted_from(regime: Regime) -> None:
    deal = package(regime, [under("us/power/ta402c", "waiver", term="1 day", renewable=True)])
    with pytest.raises(BadInput, match="years 1 to 9999"):
        calendar(regime, deal, date.min, "3 days")


DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
KINDS = st.sampled_from([None, "skg:calendarDays", "skg:sessionDays", "skg:workingDays"])


@given(DAYS, st.integers(0, 90), st.integers(0, 90), KINDS)
def test_a_longer_notice_never_makes_an_earlier_day(
    day: date, one: int, other: int, kind: str | None
) -> None:
    short, long = (Wait(days, kind) for days in sorted((one, other)))
    assert day <= short.after(day) <= long.after(day)
    assert long.before(day) <= short.before(day) <= day


@given(DAYS, st.integers(0, 90), KINDS)
def test_the_last_day_to_tell_is_in_time_and_the_next_is_not(
    end: date, days: int, kind: str | None
) -> None:
    wait = Wait(days, kind)
    last = wait.before(end)
    assert wait.after(last) <= end < wait.after(last + timedelta(days=1))


@given(DAYS, st.integers(1, 60), st.integers(1, 20), st.sampled_from(["month", "year"]))
def test_months_follow_each_other_and_keep_their_day(
    day: date, count: int, times: int, unit: str
) -> None:
    length = Length(count, unit)
    end, later = length.after(day, times), length.after(day, times + 1)
    assert end < later
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)


@pytest.fixture(scope="module")
def counted_in_days(regime: Regime) -> Deal:
    """A package in which every length is one of days, and no day is left out."""
    return package(
        regime,
        [under("us/power/aeca-40g", "waiver", term="60 days", renewable=True)],
        [
            under("us/power/sst-rescind-b", "rescission"),
            under("us/power/warmbier-7143b1", "case-suspension"),
            {**COUNCIL, "term": "13 weeks", "renewable": True},
        ],
    )


@pytest.mark.parametrize("days", [1, 29, 366, 1461])
def test_moving_the_first_day_moves_every_day(
    regime: Regime, counted_in_days: Deal, days: int
) -> None:
    def told(first: date) -> list[tuple[str, str, date]]:
        found = calendar(regime, counted_in_days, first, "700 days", 10)
        return [(each.kind, each.commitment, each.day) for each in entries(found)]

    first, move = day("2020-02-29"), timedelta(days=days)
    assert told(first + move) == [(kind, id, at + move) for kind, id, at in told(first)]


def rows_of(found: Rows) -> list[tuple[str, str, str]]:
    """Returns day, kind and relief of each row."""
    return [(str(row["day"]), row["kind"], row["relief"]) for row in found]


def unfolded(text: str) -> list[str]:
    """Returns the lines of an iCalendar file as they were before they were broken."""
    return text.replace("\r\n ", "").split("\r\n")


def test_the_calendar_programme_gets_the_days_of_the_table(regime: Regime) -> None:
    answer = VERB.ask(
        regime, package=shipped(regime, "wertz-2019-framework"), from_="2020-02-29", phase_days=20
    )
    text = written(answer, "ics").decode()
    assert all(len(each.encode()) <= 75 for each in text.split("\r\n"))
    found = [each[-8:] for each in unfolded(text) if each.startswith("DTSTART")]
    rows = rows_of(answer.table())
    assert [f"{at[:4]}-{at[4:6]}-{at[6:]}" for at in found] == [at for at, _, _ in rows]
    ids = [each for each in unfolded(text) if each.startswith("UID")]
    assert len(set(ids)) == len(ids) == len(rows)
    assert written(answer, "ics").decode() == text


def test_a_parser_of_others_reads_the_calendar(regime: Regime) -> None:
    icalendar = pytest.importorskip("icalendar")
    answer = VERB.ask(regime, package=shipped(regime, "hanoi-2019-us-position"), from_="2020-02-29")
    parsed = icalendar.Calendar.from_ical(written(answer, "ics"))
    read = [
        (event.decoded("DTSTART").isoformat(), str(event["CATEGORIES"].cats[0]))
        for event in parsed.walk("VEVENT")
    ]
    assert read == [(at, kind) for at, kind, _ in rows_of(answer.table())]


@given(st.text(max_size=120), st.text(max_size=300))
def test_no_words_break_the_calendar(title: str, text: str) -> None:
    found = ics(Agenda(title, date(2026, 7, 21), (Event("one", date(2020, 2, 29), title, text),)))
    lines = found.split("\r\n")
    assert all(len(each.encode()) <= 75 for each in lines)
    # Nothing but the breaks of lines controls anything, and nobody's words begin a line.
    assert not any(letter < " " for each in lines for letter in each)
    assert [each for each in unfolded(found) if each.startswith(("BEGIN", "END"))] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_alternatives_are_left_aside_and_the_answer_says_so(regime: Regime) -> None:
    relief = {"one-of": [COUNCIL, {**COUNCIL, "measure": "export-suspension"}]}
    answer = VERB.ask(regime, package=package(regime, [relief]), from_="2020-01-01")
    assert [each["kind"] for each in answer.table()] == ["phase"]
    assert any("alternatives" in line(each.text) for each in answer.told().notes)


def test_events_have_the_same_ids_when_the_first_day_moves(regime: Regime) -> None:
    def ids(found: Calendar) -> list[str]:
        return sorted(each.id for each in agenda(found).events)

    deal = shipped(regime, "wertz-2019-framework")
    days = day("2019-06-01"), day("2019-06-08")
    one, other = (ids(calendar(regime, deal, each, "700 days")) for each in days)
    assert one == other


def test_the_slowest_power_is_the_one_that_is_named(regime: Regime) -> None:
    powers = ["us/power/aeca-40g", "us/power/irc-901j-5"]
    relief = {**LAW, "authority": powers, "how": "waiver"}
    [row] = calendar(regime, package(regime, [relief]), day("2020-02-29")).rows
    assert isinstance(row, Row)
    assert row.slowest is not None
    assert row.slowest.power == "us/power/irc-901j-5"
