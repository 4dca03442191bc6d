"""A named question asked of many things: once for all of them, from the third on.

A question of one thing leaves its other variables open; with the parameter itself left open the
store tells everything that is on record in hardly more time. Not every question can be asked so:
its parameter must stand in its patterns, and not in a filter alone. Tests hold those that are asked
here to what each single question answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.memo import remembered
from kg.graph import queries
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_FEW = 2
_MOST_KNOWN = 64
_MOST_ASKED = 4096

_Key = tuple[str, str, date | None]
_Found = dict[str, list[Sequence[object]]]


@dataclass
class _Memory:
    """What was asked of a regime, and how often before that."""

    asked: Counter[_Key] = field(default_factory=Counter)
    found: dict[_Key, _Found] = field(default_factory=dict)


def run(regime: Regime, name: str, by: str, id: str, day: date | None = None) -> Rows:
    """Asks a named question of one thing among many, as ``queries.run`` does.

    Args:
        regime: the regime asked.
        name: the file name of the question.
        by: the parameter that names the thing.
        id: the short id of the thing, which the regime has.
        day: the day, for a question that has one.

    Raises:
        BadInput: as for ``queries.run``.

    >>> import kg
    >>> found = run(kg.load(), "powers-given-by", "provision", "us/nkspea/208")
    >>> [row["power"] for row in found]
    ['us/power/nkspea-208a', 'us/power/nkspea-208b', 'us/power/nkspea-208c', 'us/power/nkspea-208d']
    """
    key = name, by, day
    memory = _memory(regime)
    if key not in memory.found:
        if len(memory.asked) >= _MOST_ASKED:  # Each day that is asked for is another question.
            memory.asked.clear()
        memory.asked[key] += 1
        if regime.remote or memory.asked[key] <= _FEW:
            given = {by: id} if day is None else {by: id, "day": day}
            return queries.run(regime, name, **given)
        if len(memory.found) >= _MOST_KNOWN:
            memory.found.clear()
        memory.found[key] = _everything(regime, name, by, day)
    solutions = memory.found[key].get(regime.node(id).value, ())
    return queries.rows(regime, queries.find(name), solutions)


@remembered
def _memory(regime: Regime) -> _Memory:
    """What is remembered of a regime; it goes with the regime."""
    return _Memory()


def _everything(regime: Regime, name: str, by: str, day: date | None) -> _Found:
    """Asks with the parameter left open; the order of rows is the same among those of a thing."""
    query = queries.find(name)
    on_day = regime if day is None else regime.on(day)
    others = {} if day is None else {"day": day}
    bound = queries.bindings(regime, query, others, left_open=by)
    solutions = on_day.store.query(
        query.text,
        use_default_graph_as_union=True,
        substitutions={ox.Variable(key): value for key, value in bound.items()},
    )
    assert isinstance(solutions, ox.QuerySolutions)
    found: _Found = {}
    for each in solutions:
        thing = each[by]
        if isinstance(thing, ox.NamedNode):
            found.setdefault(thing.value, []).append([each[column] for column in query.returns])
    return found
