"""The law of a day: the words of each day, what is in doubt on it, and what stays the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg
from kg.core.errors import BrokenData
from kg.core.ids import TERMS
from kg.graph.regime import Regime

MINI = Path(__file__).parents[1] / "data" / "mini"
# A ban on toys since 2010: "toy guns" until 2013, words that nobody has until 2014, all toys since.
VERSIONS = """@base <https://example.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<act/1/1> skg:version <act/1/1/version-1> , <act/1/1/version-2> , <act/1/1/version-3> .
<act/1/1/version-1> a skg:Version ; dcterms:description "No toy guns."@en ;
    skg:restricts skg:armsToTarget ; skg:lacks skg:goods ;
    skg:inForceFrom "2010-01-01"^^xsd:date ; skg:inForceUntil "2013-01-01"^^xsd:date .
<act/1/1/version-2> a skg:Version ; skg:wordingNotHeld true ;
    skg:inForceFrom "2013-01-01"^^xsd:date ; skg:inForceUntil "2014-01-01"^^xsd:date .
<act/1/1/version-3> a skg:Version ; skg:inForceFrom "2014-01-01"^^xsd:date .
<act/1/3> skg:continuedUntil "2016-06-26"^^xsd:date .
<act/1/4> skg:restsOn <act/1/3> .
<act/1/11> skg:restsOn <act/1/4> .
"""
NOW = "No toys may be sold to the target."
NOT_HELD = f"The wording of this day is not on record; as amended on 1 January 2014: {NOW}"
LATER = "continued to 26 June 2016; a later continuation was not read"


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Regime:
    home = tmp_path_factory.mktemp("dated") / "mini"
    shutil.copytree(MINI, home)
    base = next(line for line in (home / "regime.ttl").read_text().splitlines() if "@base" in line)
    (home / "versions.ttl").write_text(f"{base}\n{VERSIONS.partition(chr(10))[2]}")
    return kg.load(home)


def doubts(regime: Regime) -> dict[str, str]:
    rows = regime.select(f"SELECT ?of ?why {{ ?of <{TERMS}doubt> ?why }}")
    return {str(row["of"].value).removeprefix(regime.base): row["why"].value for row in rows}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2009-12-31", NOW),
        ("2010-01-01", "No toy guns."),
        ("2012-12-31", "No toy guns."),
        ("2013-01-01", NOT_HELD),
        ("2013-12-31", NOT_HELD),
        ("2014-01-01", NOW),
        ("2030-01-01", NOW),
    ],
)
def test_a_provision_says_what_it_said_on_the_day(dated: Regime, day: str, says: str) -> None:
    assert dated.on(date.fromisoformat(day)).description("act/1/1") == says


def test_what_follows_from_the_words_follows_on_their_days(dated: Regime) -> None:
    then, now = dated.on(date(2011, 5, 1)), dated.on(date(2014, 1, 1))
    assert (then.is_a("act/1/1", "ArmsMeasure"), then.is_a("act/1/1", "ImportBan")) == (True, False)
    assert (now.is_a("act/1/1", "ArmsMeasure"), now.is_a("act/1/1", "ImportBan")) == (False, True)
    assert (then.values("act/1/1", "goods"), len(now.values("act/1/1", "goods"))) == ([], 1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2012-06-01", {}),
        ("2013-06-01", {"act/1/1": "the wording of this day is not on record"}),
        ("2016-06-25", {}),
        ("2016-06-26", dict.fromkeys(("act/1/3", "act/1/4", "act/1/11"), LATER)),
    ],
)
def test_doubt_is_inherited_from_what_a_provision_rests_on(
    dated: Regime, day: str, expected: dict[str, str]
) -> None:
    on_day = dated.on(date.fromisoformat(day))
    assert doubts(on_day) == expected
    mark = ox.NamedNode(f"{TERMS}inDoubt")
    marked = on_day.select(f"SELECT ?of {{ ?of <{TERMS}checked> {mark} }}")
    assert {row["of"].value.removeprefix(dated.base) for row in marked} == set(expected)  # type: ignore[union-attr]


def test_a_regime_is_made_once_for_all_days_between_two_turns(dated: Regime) -> None:
    first, last = dated.on(date(2010, 1, 1)), dated.on(date(2012, 12, 31))
    assert first is last
    assert first.on(dated.data_date) is dated
    assert dated.on(date(2013, 1, 1)) is not first


def test_a_regime_without_versions_is_the_same_on_every_day(mini: Regime) -> None:
    assert mini.on(date(2010, 6, 1)) is mini


def test_a_day_changes_nothing_of_the_regime_as_loaded(dated: Regime) -> None:
    before = set(dated.store)
    dated.on(date(2011, 1, 1))
    assert set(dated.store) == before


@given(day=st.dates(min_value=date(2005, 1, 1), max_value=date(2030, 1, 1)))
def test_only_what_has_versions_differs_on_any_day(
    day: date, unchanged: Callable[[Regime], set[ox.Triple]], dated: Regime
) -> None:
    assert unchanged(dated.on(day)) == unchanged(dated)


@pytest.fixture(scope="module")
def unchanged() -> Callable[[Regime], set[ox.Triple]]:
    """What a regime says of all but the one provision with versions, doubts left out."""

    def found(regime: Regime) -> set[ox.Triple]:
        toys, doubts = regime.node("act/1/1"), ("doubt", "checked")
        left_out = [ox.NamedNode(TERMS + name) for name in doubts]
        kept = (q for q in regime.store if q.predicate not in left_out and q.subject != toys)
        return {quad.triple for quad in kept}

    return found


@pytest.mark.parametrize("written", ['"2013-02-30"^^xsd:date', '"soon"', "<act/1>"])
@pytest.mark.parametrize(
    "stated",
    [
        '<act/1/1/version-1> a skg:Version ; skg:inForceFrom "2010-01-01"^^xsd:date ;'
        " skg:inForceUntil {} . <act/1/1> skg:version <act/1/1/version-1> .",
        "<act/1/1> skg:version <act/1/1/version-1> . <act/1/1/version-1> skg:inForceFrom {} .",
        "<act/1/3> skg:continuedUntil {} .",
    ],
)
def test_what_is_no_day_is_named_with_the_record_that_states_it(
    tmp_path: Path, stated: str, written: str
) -> None:
    home = tmp_path / "mini"
    shutil.copytree(MINI, home)
    prefixes = VERSIONS.partition("\n<act")[0]
    (home / "versions.ttl").write_text(f"{prefixes}\n{stated.format(written)}\n", "utf-8")
    with pytest.raises(BrokenData, match=r"act/1/\d.*is not a day"):
        _ = kg.load(home).turns
