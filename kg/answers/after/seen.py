"""Which reliefs of a package can decide what is left after a phase, however many it repeats.

In the question on the state of provisions each relief is held against each other that touches the
same provision. Of reliefs that reach as far as each other the last one stays, so that the others
need not be asked about.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.core.errors import BadInput
from kg.deal.derive.deriver import deriver_of
from kg.deal.derive.reliefs import TOUCHES

if TYPE_CHECKING:
    from kg.deal import Deal, Relief
    from kg.graph.regime import Regime

MOST_PAIRS = 150_000
"""The most pairs of reliefs that touch the same provision: they take some 300 MB."""


def last_of_each(regime: Regime, deal: Deal, after: int) -> Deal:
    """Returns a package up to a phase, without relief that later relief hides in full.

    Args:
        regime: the regime on the day of the package.
        deal: the package.
        after: the phase.

    Raises:
        BadInput: if too many reliefs that differ touch the same provisions.
    """
    last: dict[tuple[object, ...], tuple[int, str]] = {}
    for phase in deal.phases[:after]:
        for each in sorted(phase.relief, key=lambda relief: relief.iri, reverse=True):
            last[reach(each)] = phase.position, each.iri
    kept = {iri for _, iri in last.values()}
    phases = tuple(
        replace(phase, relief=tuple(each for each in phase.relief if each.iri in kept))
        for phase in deal.phases
    )
    found = replace(deal, phases=phases)
    _check(regime, found)
    return found


def reach(each: Relief) -> tuple[object, ...]:
    """Returns what decides how far a relief reaches: all but words, term and way back."""
    said = (each.measure, each.provisions, each.by, each.through, each.acts, each.authority)
    goods = (each.leaves_out, each.covers_only, each.limit, each.unbounded)
    return (*said, *goods, each.for_whom, each.open, each.kinds)


def _check(regime: Regime, deal: Deal) -> None:
    touching: Counter[object] = Counter()
    for each in deal.reliefs:
        for part in each.parts:
            touching.update(deriver_of(regime).commitment(part, deal.as_of).get(TOUCHES, ()))
    if sum(count * count for count in touching.values()) > MOST_PAIRS:
        raise BadInput(
            f"{len(deal.reliefs)} reliefs that differ are more than can be held against each other",
            where=deal.id,
            hint="ask about fewer phases with --after, or write like reliefs as one",
        )
