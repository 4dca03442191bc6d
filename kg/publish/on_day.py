"""The law of one day, cut out of the graph of law.

It holds each provision that has effect on the day, and what can be reached from there: its
instrument, verb, goods, limits, exceptions, sources, the powers to relax it and their conditions,
and the powers and demands that name it as their basis, all in the words of that day. Left out is
what has no effect on that day, an instrument adopted or put to the vote later, an event that came
later, every link to one of these, and ``skg:standing``, which speaks of the data date.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.owl import TYPE

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_PROVISION = ox.NamedNode(f"{TERMS}Provision")
_FROM = ox.NamedNode(f"{TERMS}inForceFrom")
_UNTIL = ox.NamedNode(f"{TERMS}inForceUntil")
_STANDING = ox.NamedNode(f"{TERMS}standing")
# What is said of a provision from the other side: a power's basis, the places of a demand.
_NAMING = (ox.NamedNode(f"{TERMS}basis"), ox.NamedNode(f"{TERMS}statedIn"))
_LATER = tuple(ox.NamedNode(TERMS + name) for name in ("adoptedOn", "votedOn", "happenedOn"))

Triples = list[ox.Triple]


def law_on(regime: Regime, day: date) -> tuple[Triples, Triples]:
    """Returns the law of a day, and the classes that what it holds belongs to by definition.

    Args:
        regime: the regime.
        day: the day.

    >>> import kg
    >>> law, _ = law_on(kg.load(), date(2006, 7, 14))
    >>> sum(triple.predicate == TYPE and triple.object == _PROVISION for triple in law) > 10
    True
    """
    regime = regime.on(day)
    said: defaultdict[object, Triples] = defaultdict(list)
    naming: defaultdict[object, list[ox.NamedNode]] = defaultdict(list)
    for quad in regime.store.quads_for_pattern(None, None, None, regime.graph("law")):
        said[quad.subject].append(quad.triple)
        if quad.predicate in _NAMING and isinstance(quad.subject, ox.NamedNode):
            naming[quad.object].append(quad.subject)
    out = {node for node, triples in said.items() if _is_out(regime, node, triples, day)}
    provisions = {node for node in said if _is_provision(said[node]) and node not in out}
    kept: set[object] = {ox.NamedNode(regime.base)}
    waiting: list[object] = [*provisions, ox.NamedNode(regime.base)]
    while waiting:
        node = waiting.pop()
        kept.add(node)
        linked: list[object] = [triple.object for triple in said[node]]
        if node in provisions:
            linked += naming[node]
        waiting += [
            each for each in linked if each in said and each not in kept and each not in out
        ]
    law = [
        triple
        for node in kept
        for triple in said[node]
        if triple.predicate != _STANDING and triple.object not in out
    ]
    types = regime.store.quads_for_pattern(None, None, None, regime.graph("types"))
    return law, [quad.triple for quad in types if quad.subject in kept]


def _is_provision(triples: Triples) -> bool:
    return any(triple.predicate == TYPE and triple.object == _PROVISION for triple in triples)


def _is_out(regime: Regime, node: object, triples: Triples, day: date) -> bool:
    dated = any(triple.predicate == _FROM for triple in triples)
    if dated or _is_provision(triples):
        assert isinstance(node, ox.NamedNode)
        return not regime.has_effect(node, day)
    days = [triple.object.value for triple in triples if triple.predicate in _LATER]  # type: ignore[union-attr]
    over = [triple.object.value for triple in triples if triple.predicate == _UNTIL]  # type: ignore[union-attr]
    return (bool(days) and min(days) > day.isoformat()) or any(d <= day.isoformat() for d in over)
