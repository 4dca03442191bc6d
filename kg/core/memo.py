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


def remembered(function: Callable[Concatenate[K, P], R]) -> Callable[Concatenate[K, P], R]:
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

    @wraps(function)
    def kept(keeper: K, /, *args: P.args, **kwargs: P.kwargs) -> R:
        key = (function, *args)
        if kwargs:
            raise TypeError(f"{function.__name__} takes its arguments by position")
        try:
            return keeper.memo[key]  # type: ignore[no-any-return]
        except KeyError:
            found = keeper.memo[key] = function(keeper, *args, **kwargs)
            return found

    return kept
