"""The search for the best of all packages that could be, within bounds and a time."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import clingo

from kg.repair.solve import FROM_BELOW, OPTIONS

if TYPE_CHECKING:
    from kg.answers.possible.model import Space

_TICK = 0.1


@dataclass(frozen=True)
class Placed:
    """A package as the solver puts it.

    Attributes:
        places: commitments, by the solver's names for them, with their phases.
        worth: what it counts for the relief, where it was asked to.
        steps: how many steps of the target it counts.
        exposed: how many provisions it counts that cannot be taken back, or hardly can.
    """

    places: tuple[tuple[str, int], ...]
    worth: int
    steps: int
    exposed: int

    def beats(self, other: Placed) -> bool:
        """Says whether this package is as good as another in all respects and better in one."""
        mine, theirs = ((p.worth, -p.steps, -p.exposed) for p in (self, other))
        return beats(mine, theirs)


def beats(mine: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Says whether no number is below its counterpart and one is above.

    >>> beats((2, 1), (1, 1)), beats((2, 0), (1, 1)), beats((1, 1), (1, 1))
    (True, False, False)
    """
    pairs = list(zip(mine, theirs, strict=True))
    return all(m >= t for m, t in pairs) and any(m > t for m, t in pairs)


class TimeUp(Exception):
    """The time has run out, or the user has interrupted the search."""


class Search:
    """A ground program that is asked for the best package within changing bounds."""

    def __init__(self, space: Space, aim: str) -> None:
        """Grounds the program.

        Args:
            space: what could be made.
            aim: ``law`` for the most law relaxed, ``money`` for the most worth to the target.
        """
        self._control = clingo.Control([*OPTIONS, f"--opt-strategy={FROM_BELOW}"])
        self._control.add("base", [], space.text)
        self._control.ground([("base", [])])
        self._control.assign_external(clingo.Function(aim), True)
        for rule in space.rules:
            self._control.assign_external(clingo.Function("obey", [clingo.String(rule)]), True)
        self._bounds: set[tuple[str, int]] = set()

    def best(self, until: float, **bounds: int | None) -> Placed | None:
        """Returns the best package; None if there is none.

        Args:
            until: when to give up, as ``time.monotonic`` counts.
            **bounds: the most steps of the target (``fewer``), the most exposed provisions
                (``safer``).

        Raises:
            TimeUp: if the time runs out or the user interrupts.
        """
        if time.monotonic() > until:
            raise TimeUp
        found: list[Placed] = []
        with (
            self._bounded(bounds),
            self._control.solve(
                on_model=lambda model: found.append(_placed(model)), async_=True
            ) as handle,
        ):
            try:
                while not handle.wait(_TICK):
                    if time.monotonic() > until:
                        raise TimeUp
            except (KeyboardInterrupt, TimeUp):
                handle.cancel()
                raise
        return found[-1] if found else None

    @contextmanager
    def _bounded(self, bounds: dict[str, int | None]) -> Iterator[None]:
        stated = [(name, most) for name, most in bounds.items() if most is not None]
        for name, most in stated:
            if (name, most) not in self._bounds:
                self._control.ground([(name, [clingo.Number(most)])])
                self._bounds.add((name, most))
            self._control.assign_external(clingo.Function(name, [clingo.Number(most)]), True)
        try:
            yield
        finally:
            for name, most in stated:
                self._control.assign_external(clingo.Function(name, [clingo.Number(most)]), False)


def _placed(model: clingo.Model) -> Placed:
    atoms: dict[str, list[list[clingo.Symbol]]] = defaultdict(list)
    for atom in model.symbols(shown=True):
        atoms[atom.name].append(atom.arguments)
    return Placed(
        places=tuple(sorted((each.string, phase.number) for each, phase in atoms["at"])),
        worth=sum(worth.number for _, worth in atoms["worth"]),
        steps=len(atoms["obtained"]),
        exposed=len(atoms["exposed"]),
    )
