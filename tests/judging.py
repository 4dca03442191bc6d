"""Packages written as Python data, judged fast, and their findings as plain sets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from kg.check.book import Book, find_rulebook, rulebook_of
from kg.check.readings import Violation, judge
from kg.core.ids import local
from kg.deal import Deal
from kg.deal.read.packages import parse_line
from kg.graph.regime import Regime

Item = dict[str, Any]
Found = frozenset[tuple[str, str, str]]
"""Findings as rule, kind, and the last parts of the id of the commitment (or ``package``)."""

DAY = "2019-04-09"
# The concessions of the paper's own framework, stage by stage.
STAGES: tuple[tuple[Item, ...], ...] = (
    (
        {"action": "no-tests-commitment"},
        {"action": "ctbt-signature"},
        {"action": "punggye-ri-inspections", "verified-by": "ctbto"},
        {"action": "sohae-dismantlement", "verified-by": "us-experts"},
    ),
    (
        {"action": "yongbyon-freeze", "verified-by": "iaea"},
        {"action": "missile-production-freeze", "verified-by": "us-experts"},
        {"action": "road-map"},
    ),
    (
        {"action": "fissile-declaration", "verified-by": "iaea"},
        {"action": "fissile-halt", "verified-by": "iaea"},
        {"action": "missile-component-conversion", "verified-by": "us-experts"},
    ),
    (
        {"action": "ilo-standards", "verified-by": "ilo"},
        {"action": "human-rights-progress", "verified-by": "un-human-rights-bodies"},
        {"action": "economic-transparency", "verified-by": "international-lenders"},
        {"action": "fatf-standards", "verified-by": "fatf"},
        {"action": "illicit-activity-reduction", "verified-by": "united-states"},
    ),
    (
        {"action": "full-declaration", "verified-by": "iaea"},
        {"action": "full-compliance", "verified-by": ["iaea", "opcw", "us-experts"]},
    ),
)
HEAVY = {"weakness": 1, "gap": 2, "breach": 3}


def steps(*stages: int) -> list[Item]:
    """The concessions of some stages, counted from one, as one list."""
    return [each for stage in stages for each in STAGES[stage - 1]]


def phase(
    concessions: Iterable[Item] = (), relief: Iterable[Item] = (), **keys: Any
) -> dict[str, Any]:
    """A phase; empty lists are left out."""
    made = {"concessions": list(concessions), "relief": list(relief), **keys}
    return {key: value for key, value in made.items() if value not in ([], ())}


def deal(regime: Regime, phases: Sequence[dict[str, Any]], day: str = DAY, **keys: Any) -> Deal:
    """A package with some phases, read as any other."""
    written = {"id": "deal/t", "title": "T", "as-of": day, "phases": list(phases), **keys}
    return parse_line(json.dumps(written).encode(), "t", 1, regime)


@lru_cache(maxsize=2)
def book(regime: Regime) -> Book:
    """The paper's rulebook, compiled."""
    return rulebook_of(regime, find_rulebook(regime, None))


def violations(regime: Regime, package: Deal, engine: str = "compiled") -> tuple[Violation, ...]:
    """What is broken in a package without alternatives, shape by shape."""
    return judge(regime, package, book(regime), engine, details=False).violated


def place(package: Deal, iri: str) -> str:
    """The last parts of an id, without the package."""
    return iri.removeprefix(f"{package.iri}/") if iri != package.iri else "package"


def found(regime: Regime, package: Deal, engine: str = "compiled") -> Found:
    """The findings on a package, each once."""
    if len(package.branches) > 1:
        report = regime.validate(package, engine=engine)
        inside = f"{report.deal}/"
        return frozenset(
            (f.rule, f.kind, f.commitment.removeprefix(inside) if f.phase else "package")
            for f in report.findings
        )
    return frozenset(
        (local(v.shape.rule.iri), v.kind, place(package, v.focus))
        for v in violations(regime, package, engine)
    )


def judged(regime: Regime, phases: Sequence[dict[str, Any]], **keys: Any) -> Found:
    """Both at once: the findings on a package that is written here."""
    return found(regime, deal(regime, phases, **keys))


def heaviest(findings: Iterable[tuple[str, str, str]], where: str | None = None) -> dict[str, str]:
    """The gravest kind that each rule has, at one place or anywhere."""
    gravest: dict[str, str] = {}
    for rule, kind, at in findings:
        if where is None or at == where:
            gravest[rule] = max(gravest.get(rule, kind), kind, key=HEAVY.__getitem__)
    return gravest


def lighter(one: dict[str, str], other: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Where the first findings are lighter than the others: by rule, what they are and were."""
    return {
        rule: (one.get(rule, "none"), kind)
        for rule, kind in other.items()
        if HEAVY.get(one.get(rule, ""), 0) < HEAVY[kind]
    }
