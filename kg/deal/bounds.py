"""A pilot that goes without what would bound it states no limit, whatever words say so."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TypeVar

from kg.deal.commitments import Commitment, Relief
from kg.deal.model import Phase
from kg.deal.terms import NONE
from kg.deal.vocabulary import Vocabulary

Held = TypeVar("Held", bound=Commitment)


def bounded(phases: tuple[Phase, ...], ordered: bool, vocabulary: Vocabulary) -> tuple[Phase, ...]:
    """The same phases, with ``limit: none`` where they say so by doing without a safeguard.

    A limit of its own bounds a relief, and so does the safeguard once it is agreed for certain:
    outside ``one-of``. Without an order nothing is known of other phases, so each speaks for
    itself.

    Args:
        phases: the phases of a package, as they are listed.
        ordered: whether they happen in that order.
        vocabulary: the names of the regime.
    """
    if not any(phase.without for phase in phases):
        return phases
    forgone: set[str] = set()
    agreed: set[str] = set()
    found = []
    for phase in phases:
        if not ordered:
            forgone, agreed = set(), set()
        forgone |= set(phase.without)
        agreed = agreed.union(*(vocabulary.entailed(e.safeguard) for e in phase.safeguards))
        choices = tuple(
            replace(
                choice,
                alternatives=tuple(
                    _stated(held, forgone - agreed, vocabulary) for held in choice.alternatives
                ),
            )
            for choice in phase.choices
        )
        relief = _stated(phase.relief, forgone - agreed, vocabulary)
        found.append(replace(phase, relief=relief, choices=choices))
    return tuple(found)


def _stated(
    held: tuple[Held, ...], forgone: AbstractSet[str], vocabulary: Vocabulary
) -> tuple[Held, ...]:
    return tuple(
        replace(each, limit=NONE)
        if isinstance(each, Relief)
        and each.limit is None
        and each.measure is not None
        and not forgone.isdisjoint(vocabulary.bounds(each.measure))
        else each
        for each in held
    )
