"""Sets of steps told as a choice of parts: one of these, and one of those."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product


def factors(sets: Sequence[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Splits sets into choices that are free of each other, where they are all their combinations.

    Args:
        sets: the sets, none twice.

    >>> factors([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")])
    [[('a',), ('b',)], [('x',), ('y',)]]
    >>> factors([("a", "x"), ("b",)])
    [[('a', 'x'), ('b',)]]
    """
    whole = {frozenset(each) for each in sets}
    steps = list(dict.fromkeys(step for each in sets for step in each))
    choices: list[list[str]] = []
    for step in steps:
        # Two steps of one choice never stand together; two of different choices do.
        for choice in choices:
            if not any(step in each and other in each for each in whole for other in choice):
                choice.append(step)
                break
        else:
            choices.append([step])
    if whole == {frozenset(each) for each in product(*choices)}:
        return [[(step,) for step in choice] for choice in choices]
    return [list(sets)]
