"""What is worked out from a regime once and kept with it, for as long as the regime is kept."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Keeper(Protocol):
    """Something that keeps what is worked out from it, such as a regime."""

    @property
    def memo(self) -> dict[Hashable, Any]: ...


K = TypeVar("K", bound=Keeper)
P = ParamSpec("P")
R = TypeVar("R")


Kept = Callable[Concatenate[K, P], R]


def remembered(function: Kept[K, P, R]) -> Kept[K, P, R]:
    """Makes a function of a regime work out each result once.

    The results stand in ``memo`` of the regime and go with it. Further arguments must be hashable
    and are given by position.

    >>> from types import SimpleNamespace
    >>> keeper, calls = SimpleNamespace(memo={}), []
    >>> @remembered
    ... def double(keeper, number):
    ...     calls.append(number)
    ...     return 2 * number
    >>> double(keeper, 4), double(keeper, 4), calls
    (8, 8, [4])
    """
    return _kept(function, None)


def remembered_up_to(most: int) -> Callable[[Kept[K, P, R]], Kept[K, P, R]]:
    """Does the same for a function of what users bring, and begins anew after so many results.

    >>> from types import SimpleNamespace
    >>> keeper, calls = SimpleNamespace(memo={}), []
    >>> @remembered_up_to(1)
    ... def double(keeper, number):
    ...     calls.append(number)
    ...     return 2 * number
    >>> double(keeper, 4), double(keeper, 5), double(keeper, 4), calls
    (8, 10, 8, [4, 5, 4])
    """
    return lambda function: _kept(function, most)


def _kept(function: Kept[K, P, R], most: int | None) -> Kept[K, P, R]:
    @wraps(function)
    def kept(keeper: K, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            raise TypeError(f"{function.__name__} takes its arguments by position")
        known = keeper.memo.get(function)
        if known is None:
            known = keeper.memo.setdefault(function, {})
        if args not in known:
            found = function(keeper, *args, **kwargs)
            if most is not None and len(known) >= most:
                known.clear()
            known[args] = found
        return known[args]  # type: ignore[no-any-return]

    return kept
