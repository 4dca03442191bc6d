"""Measures every named question, with the parameters of its first test case, on the embedded store
and on rdflib's memory store, and the answers on a package that join several questions.

Goals: a question under 50 ms, ``residual``, ``exposure`` and ``balance`` under 200 ms, both warm.
Run with ``make bench``. A question that rdflib has not answered after the limit counts as that
long.
"""

from __future__ import annotations

import signal
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import rdflib
from rdflib.plugins.sparql import prepareQuery

import kg
from kg.check.questions import package_store, run_on
from kg.check.reference import to_rdflib
from kg.core.resources import folder
from kg.graph import queries
from kg.graph.queries import Query
from kg.graph.query_files import PACKAGE
from kg.graph.regime import Regime

ROOT = Path(__file__).parent.parent
FRAMEWORK = "wertz-2019-framework"
GOAL, GOAL_OF_ANSWERS, LIMIT = 0.050, 0.200, 5


class TooSlow(Exception):
    """The limit has run out."""


@contextmanager
def limit(seconds: int) -> Iterator[None]:
    """Ends what runs inside after some seconds of wall time."""

    def stop(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def best(run: Callable[[], object], times: int) -> float:
    """Returns the shortest processor time of a call in seconds."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        run()
        spent.append(time.process_time() - start)
    return min(spent)


def first_case(query: Query) -> dict[str, Any]:
    """Returns the first test case of a question."""
    text = (ROOT / "tests" / "queries" / f"{query.name}.toml").read_text("utf-8")
    case: dict[str, Any] = tomllib.loads(text)["case"][0]
    return case


def package_of(regime: Regime, case: dict[str, Any]) -> kg.Deal:
    """Reads the package that a case names: shipped, or a path in the tests."""
    name = case["deal"]
    path = folder("deals") / f"{name}.yaml"
    return kg.read_deal(path if path.exists() else ROOT / "tests" / name, regime)


def questions(regime: Regime) -> None:
    """Prints the time of every question, the slowest first."""
    whole = to_rdflib(quad.triple for quad in regime.store)
    rows = []
    for query in queries.list_queries():
        case = first_case(query)
        given = case.get("parameters", {})
        bound = queries.bindings(regime, query, given)
        graph = whole
        if query.asks == PACKAGE:
            deal = package_of(regime, case)
            graph = to_rdflib(q.triple for q in package_store(regime, deal))
            ours = best(lambda d=deal, q=query, g=given: run_on(regime, d, q.name, **g), 5)
        else:
            ours = best(lambda q=query, g=given: queries.run(regime, q.name, **g), 5)
        terms = {k: rdflib.util.from_n3(str(v)) for k, v in bound.items()}
        prepared = prepareQuery(query.text)
        try:
            with limit(LIMIT):
                theirs = best(
                    lambda p=prepared, t=terms, g=graph: list(g.query(p, initBindings=t)), 1
                )
        except TooSlow:
            theirs = float(LIMIT)
        rows.append((ours, theirs, query.id))
    print(f"{'question':48}{'ms':>8}{'rdflib ms':>11}{'ratio':>8}")
    for ours, theirs, name in sorted(rows, reverse=True):
        mark = "  over the goal" if ours > GOAL else ""
        print(f"{name:48}{ours * 1000:8.1f}{theirs * 1000:11.1f}{theirs / ours:8.0f}{mark}")
    over = sum(ours > GOAL for ours, _, _ in rows)
    total, peer = (sum(row[side] for row in rows) for side in (0, 1))
    print(
        f"{len(rows)} questions, {over} over {GOAL * 1000:.0f} ms; all: {total * 1000:.0f} ms, ",
        end="",
    )
    print(f"rdflib {peer:.1f} s, ratio {peer / total:.0f}")


def answers(regime: Regime) -> None:
    """Prints the time of the answers that join several questions of a package."""
    from kg.answers.after import exposure, residual
    from kg.answers.balance import balance

    deal = kg.read_deal(folder("deals") / f"{FRAMEWORK}.yaml", regime)
    calls: dict[str, Callable[[], object]] = {
        "residual": lambda: residual(regime, deal),
        "exposure": lambda: exposure(regime, deal),
        "balance": lambda: balance(regime, deal),
    }
    print(f"\n{'answer on the framework, package graph kept':48}{'ms':>8}")
    for name, call in calls.items():
        call()
        spent = best(call, 5)
        mark = "  over the goal" if spent > GOAL_OF_ANSWERS else ""
        print(f"{name:48}{spent * 1000:8.1f}{mark}")


if __name__ == "__main__":
    loaded = kg.load()
    answers(loaded)
    questions(loaded)
    sys.exit(0)
