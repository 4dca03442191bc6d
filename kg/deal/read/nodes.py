"""Plain nodes, the form in which every format of a package reaches the builder.

A node knows the line it stands in. Text is kept as it is written: nothing turns ``NO`` into a
truth value or a day into an object before the key that holds it has said what it wants.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from kg.core.errors import BadInput
from kg.deal.read.spaces import odd_space

MOST_PROBLEMS = 10


class Text(NamedTuple):
    """A single value. ``exact`` marks an id that may not be completed with its leading kind."""

    value: str
    line: int
    empty: bool = False
    exact: bool = False


class Items(NamedTuple):
    """A list of values."""

    items: tuple[Node, ...]
    line: int


class Entry(NamedTuple):
    """One key of a mapping: where it stands, how the file spells it, and its value."""

    line: int
    shown: str
    value: Node


class Keys(NamedTuple):
    """A mapping. ``iri`` is set where the file names the thing itself (Turtle and JSON-LD)."""

    entries: Mapping[str, Entry]
    line: int
    iri: str | None = None


Node = Text | Items | Keys


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file; ``line`` is None where no line can be named."""

    line: int | None
    text: str


class BadPackage(BadInput):
    """A file that cannot be read as a package.

    Attributes:
        name: the file, as the caller named it.
        problems: what is wrong, in the order of the file.
    """

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        self.name = name
        self.problems = problems
        super().__init__("\n".join(_shown(name, problem) for problem in problems))


class Problems:
    """Collects what is wrong with one file, and gives up after the first ten.

    Attributes:
        name: the file, for messages.
        text: its text, in which odd white space is looked for where something is wrong.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self._found: list[Problem] = []

    def add(self, line: int | None, text: str) -> None:
        """Note a problem.

        Raises:
            BadPackage: when ten were noted before.
        """
        problem = Problem(line, text)
        if problem in self._found:
            return
        if len(self._found) == MOST_PROBLEMS:
            self._found.append(Problem(None, f"only the first {MOST_PROBLEMS} problems are shown"))
            self.check()
        self._found.append(problem)

    def refuse(self, line: int | None, text: str, since: int | None = None) -> NoReturn:
        """Note a problem after which nothing more can be read.

        Args:
            line: where it is seen.
            text: what is wrong.
            since: the line at which it may begin.

        Raises:
            BadPackage: always.
        """
        for each in range(since or line or 1, line or 1):
            if self.text and odd_space(self.text, each):
                line = each
                break
        self._found.append(Problem(line, text))
        self.check()
        raise AssertionError("unreachable")

    def check(self) -> None:
        """Raise what was found.

        Raises:
            BadPackage: when anything was.
        """
        if self._found:
            ordered = sorted(self._found, key=lambda problem: problem.line or 10**9)
            raise BadPackage(self.name, tuple(map(self._told, ordered)))

    def _told(self, problem: Problem) -> Problem:
        odd = odd_space(self.text, problem.line) if self.text and problem.line else None
        return Problem(problem.line, f"{problem.text}; {odd}") if odd else problem


def _shown(name: str, problem: Problem) -> str:
    where = name if problem.line is None else f"{name}:{problem.line}"
    return f"{where}: {problem.text}"
