"""The named questions as the tests ask them: their cases, and the packages that the cases name."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import kg
from kg import lists
from kg.check.questions import run_on
from kg.core.resources import folder
from kg.deal import Deal
from kg.graph import queries
from kg.graph.queries import Query, Rows
from kg.graph.regime import Regime

CASES = Path(__file__).parent / "queries"
LISTS = Path(__file__).parent / "data" / "designations"


def cases(query: Query) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CASES / f"{query.name}.toml").read_text("utf-8"))[
        "case"
    ]
    return found


@cache
def package(regime: Regime, name: str) -> Deal:
    """A package that the project ships, by name, or one that the tests hold, by its path there."""
    shipped, ours = folder("deals") / f"{name}.yaml", CASES.parent / name
    return kg.read_deal(ours if name.endswith(".yaml") else shipped, regime)


@cache
def with_lists(regime: Regime, *names: str) -> Regime:
    """The regime with lists of designations that the tests hold beside it, if any are named."""
    if not names:
        return regime
    with TemporaryDirectory() as folder:
        graphs = [Path(folder) / f"{name}.nq" for name in names]
        for name, graph in zip(names, graphs, strict=True):
            lists.bring(regime, LISTS / name, graph)
        return lists.beside(regime, graphs)


_ANSWERS: dict[tuple[Regime, str, str], Rows] = {}
"""For the rows of a case are what several tests compare with."""


def answer(regime: Regime, query: Query, case: dict[str, Any]) -> Rows:
    key = (
        regime,
        query.name,
        repr({name: case.get(name) for name in ("parameters", "lists", "deal")}),
    )
    if key not in _ANSWERS:
        _ANSWERS[key] = _answer(regime, query, case)
    return _ANSWERS[key]


def _answer(regime: Regime, query: Query, case: dict[str, Any]) -> Rows:
    parameters = case.get("parameters", {})
    regime = with_lists(regime, *case.get("lists", ()))
    if query.asks is None:
        assert "deal" not in case
        return queries.run(regime, query.name, **parameters)
    return run_on(regime, package(regime, case["deal"]), query.name, **parameters)
