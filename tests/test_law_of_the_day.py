"""The law of a day against tables that were worked out by hand from the texts.

``law-of-the-day.csv`` says of provisions on days whether they had effect, which words their record
has to hold and which it must not, and whether an exception of theirs that ran out or was closed
was still open. ``changes-by-year.csv`` names the acts that changed the law in each year.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import shipped

from kg.answers.law import changes
from kg.core.ids import short
from kg.graph import queries
from kg.graph.query_values import Value
from kg.graph.regime import Regime

DATA = Path(__file__).parent / "data"
Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LAW, CHANGES = table("law-of-the-day.csv"), table("changes-by-year.csv")
YEARS = sorted({row["year"] for row in CHANGES})


def words(cell: str) -> list[str]:
    return [] if cell == "-" else [word.strip().casefold() for word in cell.split("|")]


@lru_cache(maxsize=8)
def listed(regime: Regime, day: date) -> set[Value]:
    every = {"type": "skg:Provision", "day": day}
    return {row["provision"] for row in queries.run(regime, "measures-by-type", **every)}  # type: ignore[arg-type]


def standing(regime: Regime, id: str, day: date) -> str:
    """Whether a provision is listed on a day, and whether that is in doubt."""
    if id not in listed(regime, day):
        return "no"
    doubts = [str(node) for node in regime.on(day).values(id, "doubt")]
    return "doubtful" if any("continuation" in doubt for doubt in doubts) else "yes"


def said(regime: Regime, id: str) -> str:
    """The words of a provision and of its caps, exceptions and deadlines."""
    parts = (regime.values(id, term) for term in ("cap", "exception", "deadline"))
    inside = [node.value for those in parts for node in those if isinstance(node, ox.NamedNode)]
    amounts = [
        f"{float(node.value):,.0f}"
        for cap in inside
        for term in ("amount", "alternativeAmount")
        for node in regime.values(cap, term)
        if isinstance(node, ox.Literal)
    ]
    texts = [regime.description(id), *map(regime.label, inside), *amounts]
    return " ".join(texts).casefold().replace("-", " ")


# By day, for the law of a day is made anew once others were asked about.
@pytest.mark.parametrize(
    "row", sorted(LAW, key=itemgetter("day")), ids=lambda row: f"{row['provision']} {row['day']}"
)
def test_a_provision_on_a_day(row: Row) -> None:
    regime, id, day = shipped(), row["provision"], date.fromisoformat(row["day"])
    assert standing(regime, id, day) == row["in_force"], row["why"]
    then = regime.on(day)
    told = said(then, id)
    missing = [word for word in words(row["holds"]) if word not in told]
    assert not missing, (row["why"], told)
    description = then.description(id).casefold()
    assert not [word for word in words(row["not_holds"]) if word in description], description
    if row["wording"] != "-":
        held = not description.startswith("the wording of this day is not on record")
        assert ("held" if held else "not held") == row["wording"], row["why"]
    if row["exception_open"] != "-":
        assert ("yes" if dated_exception_open(regime, id, day) else "no") == row["exception_open"]


def dated_exception_open(regime: Regime, id: str, day: date) -> bool:
    """Whether a cap counted on a day, or where there is none, an exception was open.

    Where one of the exceptions has an end, only those that have count.
    """
    if regime.values(id, "cap"):
        return id in {row["provision"] for row in queries.run(regime, "caps", day=day)}
    mine = [node.value for node in regime.values(id, "exception") if isinstance(node, ox.NamedNode)]
    ending = {short(iri, regime.base) for iri in mine if regime.values(iri, "inForceUntil")}
    rows = queries.run(regime, "exceptions-on", day=day)
    found = {row["exception"] for row in rows if row["provision"] == id}
    return bool(found & ending if ending else found)


def test_the_table_covers_twenty_years_of_two_senders_and_more() -> None:
    assert len(LAW) >= 60
    assert {row["day"][:4] for row in LAW} >= {str(year) for year in range(2006, 2027)} - {"2007"}
    assert {row["provision"].partition("/")[0] for row in LAW} >= {"un", "us", "kr"}


@pytest.mark.parametrize("year", YEARS)
def test_the_changes_of_a_year_name_the_acts_that_made_them(year: str) -> None:
    first, last = date(int(year) - 1, 12, 31), min(date(int(year), 12, 31), date(2026, 7, 21))
    found = {(each.act, str(each.day)) for each in changes(shipped(), first, last).changes}
    wanted = {(row["act"], row["day"]) for row in CHANGES if row["year"] == year}
    assert wanted <= found
