"""All that steps lead to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from collections.abc import Set as AbstractSet
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def closure(start: AbstractSet[T], step: Callable[[T], Iterable[T]]) -> set[T]:
    """Returns some things and all that steps lead to from them, over any number of steps.

    >>> sorted(closure({1}, lambda number: [number * 2] if number < 5 else []))
    [1, 2, 4, 8]
    """
    found, new = set(start), set(start)
    while new:
        new = {each for one in new for each in step(one)} - found
        found |= new
    return found
