"""Who compared a fact with its text, when and with which copies."""

from __future__ import annotations

from datetime import date

import pytest
from bare import bare

from kg.answers.show import show
from kg.core.about import CREATOR
from kg.core.dates import written
from kg.core.ids import ROOT
from kg.graph.checked import readings
from kg.graph.regime import Regime

FACTS = """
@prefix prov: <http://www.w3.org/ns/prov#> .
<check/1> rdfs:label "first"@en ; prov:endedAtTime "2031-01-01T23:59:59Z"^^xsd:dateTime ;
    prov:used <source/a> , <source/p> .
<check/2> rdfs:label "second"@en ; prov:endedAtTime "2031-02-01T23:59:59Z"^^xsd:dateTime ;
    prov:used <source/a> , <source/b> .
<law> skg:checkedIn <check/2> , <check/1> ; skg:checked skg:checkedAgainstText .
<law/1> skg:partOf <law> ; skg:checked skg:checkedAgainstText ; skg:cap <law/1/cap-1> .
<law/1/cap-1> skg:checked skg:checkedAgainstText .
<law/2> skg:partOf <law> ; skg:checked skg:fromMemory ; dcterms:source <source/a> .
<new> skg:checkedIn <check/2> .
<new/1> skg:partOf <new> ; skg:checked skg:partlyChecked ; dcterms:source <source/a> .
<power/1> skg:basis <new/1> ; skg:checked skg:checkedAgainstText ; dcterms:source <source/a> .
<demand/1> skg:statedIn <law/1> ; skg:checked skg:checkedAgainstText .
<goods/1> skg:checked skg:checkedAgainstText ; dcterms:source <source/a> .
<goods/2> skg:checked skg:checkedAgainstText ; dcterms:source <source/a> , <source/b> .
<role/1> skg:checked skg:checkedAgainstText ; dcterms:source <source/p/1> .
<source/p/1> skg:passageOf <source/p> .
<goods/3> skg:checked skg:checkedAgainstText ; dcterms:source <source/c> .
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Regime:
    """A regime with two readings."""
    return bare(tmp_path_factory.mktemp("regime"), FACTS)


@pytest.mark.parametrize(
    ("id", "found"),
    {
        "law": ("first", "second"),
        "law/1": ("first", "second"),
        "law/1/cap-1": ("first", "second"),
        "demand/1": ("first", "second"),
        "law/2": (),
        "new/1": ("second",),
        "power/1": ("second",),
        "goods/1": ("first",),
        "goods/2": ("first", "second"),
        "role/1": ("first",),
        "goods/3": (),
    }.items(),
)
def test_a_record_shares_in_the_readings_of_its_act_or_else_of_its_sources(
    small: Regime, id: str, found: tuple[str, ...]
) -> None:
    assert readings(small, id) == found


def test_a_thing_tells_its_readings(regime: Regime) -> None:
    lines = dict(show(regime, "un/2397/7").sections)["Checked and sources"]
    assert [line for line in lines if line.startswith("checked in: ")] == [
        "checked in: first reading of the United Nations part, 23 November 2026",
        "checked in: second reading of the United Nations part, 30 November 2026",
    ]


def test_a_reading_tells_by_whom_when_and_with_which_copies(regime: Regime) -> None:
    lines = [line for _, lines in show(regime, "check/un-2026-11-30").sections for line in lines]
    assert f"done by: {CREATOR}" in lines
    assert "ended at: 30 November 2026" in lines
    assert any("UN machine-readable Security Council resolutions" in line for line in lines)
    assert regime.label(f"{ROOT}maintainers") == CREATOR


def test_the_name_of_a_reading_says_its_day(regime: Regime) -> None:
    ids = regime.known("check")
    assert len(ids) == 10
    for id in ids:
        asked = "SELECT ?check ?time { ?check <http://www.w3.org/ns/prov#endedAtTime> ?time }"
        [row] = regime.select(asked, check=regime.node(id))
        day = date.fromisoformat(str(getattr(row["time"], "value", ""))[:10])
        assert id.endswith(f"-{day}")
        assert regime.label(id).endswith(f", {written(day)}")
