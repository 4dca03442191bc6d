"""Seeded random packages, with every word that a package of the regime may use.

Package ``n`` is the same in every run and on every machine, so a difference found by one number can
be looked at again. The mix makes every shape both broken and kept.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kg.deal.terms import HOW, SNAPBACK
from kg.deal.vocabulary import vocabulary
from kg.graph.regime import Regime

DAYS = ("2019-04-09", "2017-12-01", "2026-07-21")
# What the rules ask about most; picked more often, so that rules are kept as well as broken.
STEPS = (
    *("full-declaration", "full-compliance", "denuclearization-complete", "fissile-halt"),
    *("yongbyon-freeze", "yongbyon-dismantlement", "missile-production-freeze", "road-map"),
    *("missile-component-conversion", "no-tests-commitment", "ilo-standards"),
)
BODIES = ("unsc", "1718-committee", "us-president", "us-congress", "us-ofac", "none")
MEASURES = (
    *("food-pilot", "inter-korean-infrastructure", "kumgang-tourism", "kaesong"),
    *("import-suspension", "export-suspension", "financial-access", "some-us-sanctions"),
    *("people-exchanges", "humanitarian-exports", "remaining-un-sanctions", "us-export-waiver"),
)
# Without promised, so that each number gives the package that it gave before the word was there.
WAYS_BACK = tuple(word for word in SNAPBACK if word != "promised")
POWERS = ("us/nkspea/401", "us/nkspea/208/c", "us/power/ofac-licence", "us/nkspea/401/a")


@dataclass(frozen=True)
class Words:
    """What a package may name, by key."""

    actions: tuple[str, ...]
    measures: tuple[str, ...]
    provisions: tuple[str, ...]
    actors: tuple[str, ...]
    powers: tuple[str, ...]
    goods: tuple[str, ...]
    safeguards: tuple[str, ...]
    undertakings: tuple[str, ...]


@lru_cache(maxsize=2)
def words(regime: Regime) -> Words:
    """Returns the words of a regime, sorted."""

    def bare(kind: str) -> tuple[str, ...]:
        return tuple(id.removeprefix(f"{kind}/") for id in regime.known(kind))

    actions = tuple(a for a in bare("action") if not regime.is_a(f"action/{a}", "ActionKind"))
    provisions = tuple(p for p in vocabulary(regime).provisions if regime.is_a(p, "Measure"))
    can = vocabulary(regime).known("authority")
    powers = tuple(p for p in can if regime.is_a(p, "Authority") or regime.is_a(p, "Division"))
    return Words(
        actions,
        bare("relief"),
        provisions,
        bare("actor"),
        powers,
        bare("goods"),
        bare("safeguard"),
        bare("undertaking"),
    )


def packages(regime: Regime, count: int, first: int = 0) -> Iterator[dict[str, Any]]:
    """Yields some packages, as the YAML format has them."""
    known = words(regime)
    return (package(known, number) for number in range(first, first + count))


def line(regime: Regime, number: int) -> str:
    """Returns one package as a line of JSON."""
    return json.dumps(package(words(regime), number))


def package(known: Words, number: int) -> dict[str, Any]:
    """Makes one package."""
    rng = random.Random(number)
    return {
        "id": f"deal/random-{number}",
        "title": f"Random package {number}",
        "as-of": rng.choice(DAYS),
        "phases": [_phase(known, rng, place) for place in range(rng.choice((1, 2, 2, 3, 3, 4, 5)))],
    }


def _phase(known: Words, rng: random.Random, place: int) -> dict[str, Any]:
    phase: dict[str, Any] = {"title": f"Phase {place + 1}"}
    steps = rng.choice((0, 1, 1, 2, 4)) if rng.random() < 0.8 else 12
    pool = [*STEPS, *rng.sample(known.actions, 6)] if steps < 12 else [*STEPS, *known.actions]
    chosen = list(dict.fromkeys(rng.choice(pool) for _ in range(steps)))
    phase["concessions"] = [_concession(rng, each) for each in chosen if each in known.actions]
    phase["relief"] = [_relief(known, rng) for _ in range(rng.choice((0, 1, 1, 2, 3)))]
    for key, pool_, most in (
        ("safeguards", known.safeguards, 3),
        ("undertakings", known.undertakings, 2),
        ("without", known.safeguards, 2),
    ):
        if rng.random() < 0.35:
            phase[key] = rng.sample(pool_, min(len(pool_), rng.randint(1, most)))
    return {key: value for key, value in phase.items() if value != []}


def _concession(rng: random.Random, action: str) -> dict[str, Any]:
    verifiers: list[Any] = [
        "iaea",
        "iaea",
        "us-experts",
        ["iaea", "us-experts"],
        "none",
        "?",
        "dprk",
    ]
    said = rng.choice(verifiers)
    return {"action": action} | ({"verified-by": said} if rng.random() < 0.9 else {})


def _relief(known: Words, rng: random.Random) -> dict[str, Any]:
    relief: dict[str, Any] = {}
    if rng.random() < 0.65:
        relief["measure"] = rng.choice(known.measures if rng.random() < 0.5 else MEASURES)
    else:
        relief["provisions"] = rng.sample(known.provisions, rng.choice((1, 2, 4, 8)))
    choices: tuple[tuple[str, float, Any], ...] = (
        ("by", 0.7, lambda: rng.choice(known.actors if rng.random() < 0.2 else BODIES)),
        ("how", 0.9, lambda: rng.choice(("suspension", "suspension", "exemption", *HOW))),
        (
            "term",
            0.5,
            lambda: rng.choice(("30 days", "90 days", "180 days", "26 weeks", "400 days")),
        ),
        ("renewable", 0.3, lambda: rng.choice((True, False))),
        ("snapback", 0.4, lambda: rng.choice(WAYS_BACK)),
        ("authority", 0.35, lambda: _powers(known, rng)),
        ("ends-if", 0.5, lambda: "the halt is broken"),
        ("except", 0.4, lambda: rng.sample(known.goods, rng.choice((1, 2, 3)))),
        ("only", 0.15, lambda: rng.sample(known.goods, rng.choice((1, 2)))),
    )
    return relief | {key: make() for key, chance, make in choices if rng.random() < chance}


def _powers(known: Words, rng: random.Random) -> list[str]:
    pool = known.powers if rng.random() < 0.5 else POWERS
    return rng.sample(pool, rng.choice((1, 1, 2)))
