"""Values that an argument of a verb must refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, get_origin

from kg.answers.verbs import Argument
from kg.answers.verbs.argument import LONGEST, MOST

HUGE = 10**5000


def wrong(argument: Argument) -> Iterator[Any]:
    """Values that an argument of this kind must refuse."""
    kind = argument.kind
    text_like = kind is str or (isinstance(kind, type) and issubclass(kind, Enum))
    if get_origin(kind) is Mapping:
        yield from ("x", 3, ["x"], {"x": 1}, {"x": ["y"]}, {"x" * (LONGEST + 1): "y"})
        yield {f"x{number}": "y" for number in range(MOST + 1)}
        return
    yield from ([], {}) if not (argument.is_list or argument.is_package) else ()
    yield from (3, 1.5, True) if text_like else ()
    if kind is str:
        yield from ("x" * (LONGEST + 1), "a\ud800")
    elif text_like:
        yield from ("compild", "", "x" * 100_000)
    elif kind is bool:
        yield from (1, 0, "true", "")
    elif kind in (int, float):
        yield from ("3", True, float("nan"), float("inf"), HUGE, -HUGE)
    elif argument.is_list:
        yield from ("x", {"x": 1}, [1], [["x"]], ["\udfff"], ["x" * (LONGEST + 1)])
        yield [f"x{number}" for number in range(MOST + 1)]
        yield from [["a", "a"]] if argument.once else []
    elif argument.is_package:
        yield from (3, True, [], ["tutorial"])
    else:
        raise AssertionError(f"{argument.name} is of a kind that this test does not know")
