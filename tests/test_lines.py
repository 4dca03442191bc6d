"""How much is told of one package: bounded by a count, and what is alike is held once."""

from __future__ import annotations

from collections import defaultdict

import pytest

from kg.check import lines
from kg.check.compiled import Checker
from kg.check.lines import MOST_LINES, PER_FINDING
from kg.core.errors import BadInput
from kg.deal import Deal
from kg.deal.read.packages import parse_deal
from kg.graph.regime import Regime

_ITEM = "{measure: remaining-un-sanctions, by: unsc, how: suspension}"


def package(regime: Regime, relief: str, times: int = 1) -> Deal:
    text = "id: deal/x\ntitle: X\nas-of: 2019-04-09\nphases:\n  - title: One\n    relief:\n"
    return parse_deal(text + f"      - {relief}\n" * times, "x.yaml", regime)


def test_what_is_alike_is_held_once(regime: Regime) -> None:
    found = regime.validate(package(regime, _ITEM, 5)).findings
    by_shape = defaultdict(list)
    for each in found:
        by_shape[each.shape].append(each)
    alike = [own for own in by_shape.values() if len(own) == 5]
    assert sum(bool(own[0].details) for own in alike) > 4
    assert sum(len(own[0].provisions) > 100 for own in alike) > 4
    for own in alike:
        assert len({id(each.details) for each in own}) == 1
        assert len({id(each.provisions) for each in own}) == 1


@pytest.mark.parametrize("times", [1, 3])
def test_the_lines_are_counted_to_the_last(
    regime: Regime, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = package(regime, _ITEM, times)
    found = regime.validate(deal).findings
    count = sum(PER_FINDING + len(each.details) + len(each.provisions) for each in found)
    monkeypatch.setattr(lines, "MOST_LINES", count)
    assert regime.validate(deal).findings == found
    monkeypatch.setattr(lines, "MOST_LINES", count - 1)
    with pytest.raises(BadInput, match=f"more than {count - 1:,} lines") as refused:
        regime.validate(deal)
    assert (refused.value.where, "write relief that is alike once" in str(refused.value)) == (
        "deal/x",
        True,
    )


def test_what_is_too_much_is_refused_before_its_details_are_made(
    regime: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(Checker, "details", lambda *given: asked.append(given) or iter(()))
    regime.validate(package(regime, _ITEM))
    assert len(asked) == 1
    many = package(regime, _ITEM, 100)
    with pytest.raises(BadInput, match=f"more than {MOST_LINES:,} lines"):
        regime.validate(many)
    assert len(asked) == 1


def test_details_are_made_no_further_than_the_bound(
    regime: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = package(regime, _ITEM, 3)
    found = regime.validate(deal).findings
    before = sum(PER_FINDING + len(each.provisions) for each in found)
    details, made = Checker.details, []

    def counted(*given: object) -> object:
        for each in details(*given):  # type: ignore[arg-type]
            made.append(each)
            yield each

    monkeypatch.setattr(Checker, "details", counted)
    monkeypatch.setattr(lines, "MOST_LINES", before)
    with pytest.raises(BadInput):
        regime.validate(deal)
    # The first that names anything is the last.
    assert [bool(texts) for _, texts in made].count(True) == 1


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_both_engines_refuse_it(
    regime: Regime, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST_LINES", 50)
    with pytest.raises(BadInput, match="more than 50 lines"):
        regime.validate(package(regime, _ITEM), engine=engine)


def test_what_several_alternatives_add_up_to_is_bounded(
    regime: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = ", ".join(["{measure: kaesong}"] * 6)
    deal = package(regime, f"one-of: [{ways}]")
    most = 0
    for branch in deal.branches:
        own = regime.validate(branch).findings
        most += PER_FINDING * len(own)
    monkeypatch.setattr(lines, "MOST_LINES", most)
    regime.validate(deal)
    monkeypatch.setattr(lines, "MOST_LINES", most - 1)
    with pytest.raises(BadInput):
        regime.validate(deal)
