"""A question asked of many things at once answers what it answers of each alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg.answers.authority.asking import OF_MANY
from kg.graph import at_once, queries
from kg.graph.regime import Regime

ASKED = {
    **OF_MANY,
    "provisions-relaxed-by": "relief",
    "roles-of-stakeholder": "stakeholder",
}
KINDS = {
    "provision": ("un/", "us/", "kr/", "eu/"),
    "power": ("us/power/", "un/power/"),
    "relief": ("relief/",),
    "stakeholder": ("actor/",),
}


@pytest.mark.parametrize("on", [None, date(2017, 10, 1)], ids=["data date", "2017"])
@pytest.mark.parametrize("name", ASKED)
def test_each_thing_gets_its_own_rows(regime: Regime, name: str, on: date | None) -> None:
    by = ASKED[name]
    dated = any(each.name == "day" for each in queries.find(name).parameters)
    day = (on or regime.data_date) if dated else None
    law = regime.on(on or regime.data_date)
    things = [id for id in law.ids if id.startswith(KINDS[by])][::9]
    told = 0
    for id in things:
        given = {by: id} if day is None else {by: id, "day": day}
        alone = queries.run(law, name, **given)
        assert at_once.run(law, name, by, id, day) == alone
        told += len(alone)
    assert told


def test_what_was_asked_of_many_days_is_not_remembered_for_ever(
    regime: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "_MOST_ASKED", 5)
    law = replace(regime)
    for number in range(20):
        day = date(2017, 10, 1 + number)
        at_once.run(law, "case-powers-over-provision", "provision", "un/2397/7", day)
        assert len(at_once._memory(law).asked) <= 5
