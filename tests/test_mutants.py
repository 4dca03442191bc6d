"""A rule that is a little wrong is seen: by the packages of the rules, or by the table beside.

All of them take a quarter of a minute. What no package can tell from the rule is named in
``data/equivalent-mutants.csv`` with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mutants
import pyoxigraph as ox
import pytest
from judging import violations
from mutants import RULES, TABLE, tabled

from kg.core.ids import TERMS, short
from kg.graph.regime import Regime


def achieved(regime: Regime, some: tuple[str, ...]) -> set[str]:
    """What some actions amount to by the facts, by short ids: worked out the slow way."""
    graph = regime.store
    done = {regime.node(action) for action in some}
    entails, all_of = (ox.NamedNode(TERMS + name) for name in ("entails", "doneWhenAll"))
    parts: dict[Any, set[Any]] = {}
    for quad in graph.quads_for_pattern(None, all_of, None, None):
        parts.setdefault(quad.subject, set()).add(quad.object)
    size = -1
    while size != len(done):
        size = len(done)
        for each in list(done):
            done |= {q.object for q in graph.quads_for_pattern(each, entails, None, None)}
        done |= {whole for whole, all_ in parts.items() if all_ <= done}
    return {short(each.value, regime.base) for each in done}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["shape"])
def test_a_rule_on_concessions_is_kept_by_what_it_asks_and_by_nothing_else(
    row: Mapping[str, str], regime: Regime
) -> None:
    """Every action alone, and pairs of those that end a sequence."""
    asked = {f"action/{row[key]}" for key in ("asks", "moot") if row[key]}
    for some, package in tabled(regime, row["shape"]).items():
        done = achieved(regime, some)
        broken = {
            short(each.shape.iri, regime.base).removeprefix(RULES)
            for each in violations(regime, package)
            if each.focus != package.iri
        }
        assert (row["shape"] in broken) == (not done & asked), some


def test_every_shape_on_concessions_stands_in_the_table(regime: Regime) -> None:
    kinds = {"requiresConcession", "requiresSaid", "matchedBy", "touchesNo", "freesNone", "onlyBy"}
    kinds |= {"comesBackUntil", "lapsesWithin"}
    wanted = {
        short(shape.iri, regime.base).removeprefix(RULES)
        for shape in mutants.book(regime).shapes
        if kinds & set(shape.kind.parameters)
    }
    assert {row["shape"] for row in TABLE} == wanted


def test_a_rule_that_is_a_little_wrong_is_seen(regime: Regime) -> None:
    judge = mutants.Judge(regime, mutants.packages(regime))
    every = list(mutants.mutants(regime))
    assert len(every) > 700
    survived = [each for each in every if judge.killer(each) is None]
    unseen = {each.name for each in survived if not mutants.told_apart(each)}
    assert unseen == set(mutants.excused())
