"""An argument of a verb: what it means, which values it takes, and how one is read.

The bounds stand with the argument, in the signature of its verb, so that every caller refuses the
same values in the same words.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NoReturn, get_args, get_origin

from kg.core.errors import BadInput
from kg.core.ids import did_you_mean, only_known

#: The most letters of a text, and the most entries of a list, that is no package.
LONGEST, MOST = 200, 200


@dataclass(frozen=True)
class Between:
    """The least and the greatest number that an argument takes."""

    least: float
    greatest: float


class Narrows:
    """Marks an argument with which an answer becomes shorter."""


class Once:
    """Marks a list in which nothing may stand twice."""


@dataclass(frozen=True)
class Argument:
    """An argument of a verb.

    Attributes:
        parameter: the name of the Python parameter.
        name: its name for users; a last underscore is left out.
        type: its type, in Python.
        default: its value where none is given; ``inspect.Parameter.empty`` where one must be.
        meaning: what it is, in a few words.
        bounds: the numbers that it takes; None if it is none.
        narrows: whether an answer becomes shorter with it.
        once: whether nothing may stand twice in its list.
    """

    parameter: str
    name: str
    type: Any
    default: Any
    meaning: str
    bounds: Between | None = None
    narrows: bool = False
    once: bool = False

    @property
    def is_package(self) -> bool:
        """Whether it is a deal package."""
        from kg.deal import Deal

        return self.kind is Deal

    @property
    def is_list(self) -> bool:
        """Whether it takes several values."""
        return get_origin(self.type) is Sequence

    @property
    def required(self) -> bool:
        """Whether there must be one."""
        return self.default is inspect.Parameter.empty

    @property
    def optional(self) -> bool:
        """Whether None may be given for it."""
        return NoneType in get_args(self.type)

    @property
    def kind(self) -> Any:
        """Its type where one is given: ``str`` for ``str | None``."""
        if isinstance(self.type, UnionType):
            return next(each for each in get_args(self.type) if each is not NoneType)
        return self.type

    def read(self, value: Any) -> Any:
        """Returns a value as the verb takes it; a package may still be in any form.

        Args:
            value: the value, as JSON or as Python has it.

        Raises:
            BadInput: if it is of another kind or out of bounds.

        >>> Argument("best", "best", int, 3, "how many", Between(1, 100)).read(7)
        7
        """
        if value is None and (self.optional or value is self.default):
            return None
        if self.is_list:
            return self._list(value)
        if get_origin(self.kind) is Mapping:
            return self._texts(value)
        if self.is_package:
            return self._package(value)
        if isinstance(self.kind, type) and issubclass(self.kind, Enum):
            return self._word(value)
        if self.kind is bool:
            return value if isinstance(value, bool) else self._wrong(value, "true or false")
        if self.kind in (int, float):
            return self._number(value)
        return self._text(value)

    def _text(self, value: Any) -> str:
        if not isinstance(value, str):
            self._wrong(value, "a text")
        if len(value) > LONGEST:
            raise BadInput(
                f"a text of {len(value):,} letters", where=self.name, hint=f"{LONGEST} at most"
            )
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadInput("half of a letter", where=self.name, hint="send whole ones, in UTF-8")
        return value

    def _number(self, value: Any) -> int | float:
        whole, bounds = self.kind is int, self.bounds
        span = f" from {bounds.least:g} to {bounds.greatest:g}" if bounds else ""
        expected = f"a {'whole ' if whole else ''}number{span}"
        number = isinstance(value, int | float) and not isinstance(value, bool)
        # Nothing is said of a number that would fill a page.
        if not number or (isinstance(value, float) and not math.isfinite(value)):
            self._wrong(value, expected)
        if whole and value != int(value):
            self._wrong(value, expected)
        if bounds and not bounds.least <= value <= bounds.greatest:
            self._wrong(value, expected)
        return int(value) if whole else float(value)

    def _word(self, value: Any) -> Any:
        words = [each.value for each in self.kind]
        if isinstance(value, self.kind):
            return value
        if not isinstance(value, str) or value not in words:
            near = did_you_mean(value[:LONGEST], words) if isinstance(value, str) else []
            self._wrong(value, near[0] if near else " or ".join(words))
        return self.kind(value)

    def _list(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            self._wrong(value, "a list of texts")
        if len(value) > MOST:
            raise BadInput(
                f"a list of {len(value):,} entries", where=self.name, hint=f"{MOST} at most"
            )
        read = tuple(self._text(each) for each in value)
        twice = next((each for each in read if read.count(each) > 1), None)
        if self.once and twice is not None:
            raise BadInput(f"{twice} stands there twice", where=self.name, hint="name it once")
        return read

    def _texts(self, value: Any) -> dict[str, str]:
        if not isinstance(value, Mapping):
            self._wrong(value, "an object of texts")
        if len(value) > MOST:
            raise BadInput(
                f"an object of {len(value):,} keys", where=self.name, hint=f"{MOST} at most"
            )
        return {self._text(key): self._text(each) for key, each in value.items()}

    def _package(self, value: Any) -> Any:
        from kg.answers.verbs.given import Text
        from kg.deal import Deal

        if not isinstance(value, Deal | Text | str | Mapping):
            self._wrong(value, "a package: a name, a text in YAML or JSON, or an object")
        return value

    def _wrong(self, value: Any, expected: str) -> NoReturn:
        raise BadInput(f"{_shown(value)} is not {expected}", where=self.name)


def parameters(
    owner: str, arguments: Iterable[Argument], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Returns what was given under the names of arguments, by the parameters of the function.

    Args:
        owner: what is asked, for errors.
        arguments: what it takes.
        given: the values that were given, by the names that users know.

    Raises:
        BadInput: if a name is unknown, a value is missing, or one is not as ``Argument.read`` says.
    """
    known = {each.name: each for each in arguments}
    only_known(given, known, owner)
    for each in known.values():
        if each.required and each.name not in given:
            raise BadInput(f"{owner} needs {each.name}", hint=f"it is {each.meaning}")
    return {known[name].parameter: known[name].read(value) for name, value in given.items()}


def _shown(value: Any) -> str:
    """Tells a value in a few letters."""
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, Mapping):
        return "an object"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and abs(value) >= 10**20:
        return "a number of more than 20 digits"
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
