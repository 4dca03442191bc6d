"""Long packages: work grows with their length, and what would not is refused with its bound."""

from __future__ import annotations

import cProfile
import json
import pstats
from collections.abc import Callable
from typing import Any

import pytest

import kg
from kg.answers.after.seen import last_of_each
from kg.answers.balance import balance
from kg.answers.stakeholders import stakeholders
from kg.answers.value import value
from kg.check.questions import run_on
from kg.core.errors import BadInput
from kg.core.resources import folder
from kg.deal import Deal, parse_deal
from kg.graph.regime import Regime
from kg.repair import repair

FREEZE = {"action": "yongbyon-freeze", "verified-by": "iaea"}
EXPORTS = {"measure": "export-suspension", "by": "unsc", "how": "suspension", "term": "90 days"}
LISTED = {"provisions": ["un/2397/7"], "by": "unsc", "how": "suspension", "term": "90 days"}
PILOT = {"measure": "kaesong", "how": "exemption"}


def package(regime: Regime, phases: list[dict[str, Any]], **keys: Any) -> Deal:
    titled = [{"title": f"Step {n}", **phase} for n, phase in enumerate(phases, 1)]
    said = {"id": "deal/long", "title": "Long", "as-of": "2019-04-09", "phases": titled, **keys}
    return parse_deal(json.dumps(said), "long.json", regime)


def phases(n: int) -> list[dict[str, Any]]:
    return [{"concessions": [FREEZE], "relief": [EXPORTS, PILOT]}] * n


def reliefs(n: int) -> list[dict[str, Any]]:
    return [{"concessions": [FREEZE], "relief": [LISTED] * n}]


def commitments(n: int) -> list[dict[str, Any]]:
    return [{"concessions": [FREEZE] * n, "relief": [EXPORTS] * n}]


def promised_late(n: int) -> list[dict[str, Any]]:
    late = {"concessions": [{"action": "fissile-halt", "verified-by": "iaea"}]}
    return [{"relief": [EXPORTS]}] * n + [late]


@pytest.mark.parametrize("kind", [phases, reliefs, commitments, promised_late])
def test_the_steps_of_a_check_grow_with_the_package(
    regime: Regime, kind: Callable[[int], list[dict[str, Any]]]
) -> None:
    """Twice the length is twice the calls; of pairs it would be four times."""

    def calls(n: int) -> int:
        deal = package(regime, kind(n))
        with cProfile.Profile() as profile:
            _ = regime.validate(deal).turtle
        return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]

    calls(10)  # What is made once is made.
    once, twice, four_times = calls(60), calls(120), calls(240)
    assert four_times - twice < 2.5 * (twice - once)


@pytest.mark.parametrize("name", ["wertz-2019-framework", "six-party-2007-2008"])
def test_relief_that_is_repeated_changes_no_state(regime: Regime, name: str) -> None:
    shipped = kg.read_deal(folder("deals") / f"{name}.yaml", regime)
    on_day = regime.on(shipped.as_of)
    told = [
        package(regime, [{"relief": [EXPORTS, PILOT, EXPORTS]}, *phases(2), *reliefs(2)]),
        shipped,
    ]
    for deal in told:
        after = len(deal.phases)
        fewer = last_of_each(on_day, deal, after)
        assert run_on(on_day, fewer, "states-after-phase", after=after) == run_on(
            on_day, deal, "states-after-phase", after=after
        )
    assert len(last_of_each(on_day, told[0], 5).reliefs) == 3


def test_what_would_take_too_long_is_refused(regime: Regime) -> None:
    with pytest.raises(BadInput, match="1,001 phases; a package has at most 1,000"):
        package(regime, phases(1001))
    with pytest.raises(BadInput, match="101 phases in no stated order; 100 at most"):
        package(regime, phases(101), ordered=False)
    with pytest.raises(BadInput, match="too many to repair"):
        repair(regime, package(regime, phases(100)))
    with pytest.raises(BadInput, match="300 commitments are too many for a SHACL engine"):
        regime.validate(package(regime, phases(100)), engine="reference")
    everything = {"measure": "remaining-un-sanctions", "by": "unsc", "how": "termination"}
    many = package(regime, [{"relief": [everything] * 200}])
    for ask in (value, stakeholders, balance):
        with pytest.raises(BadInput, match=r"touch provisions .* times, and 20,000 can be told of"):
            ask(regime, many)
    differing = [{"relief": [{**EXPORTS, "limit": f"{n} tons"}]} for n in range(200)]
    with pytest.raises(BadInput, match="200 reliefs that differ"):
        last_of_each(regime, package(regime, differing), 200)
