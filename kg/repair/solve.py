"""The solver: the cheapest changes that cure a package, and what conflicts where nothing does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import clingo

# One thread and one seed: the same question has the same answer.
_OPTIONS = (
    "--seed=1",
    "--parallel-mode=1",
    # Most of what could be done is not: proving from below that little is enough is fast.
    "-Wno-atom-undefined",
    "-Wno-global-variable",
    "--opt-strategy=usc",
)


@dataclass(frozen=True)
class Answer:
    """One cheapest set of changes, as the solver names them.

    Attributes:
        edits: the changes.
        shared: costs that several changes share, by what they are for.
        cost: what all cost together.
        gist: what the changes are about, wherever and in whichever way they are made.
        broken: what is still broken, as shape and commitment.
    """

    edits: tuple[tuple[str, ...], ...]
    shared: dict[tuple[str, ...], int]
    cost: int
    gist: tuple[str, ...]
    broken: tuple[tuple[str, str], ...]


class Solver:
    """A ground program that is asked again and again."""

    def __init__(self, program: str, rules: Iterable[str], keeps: Iterable[str]) -> None:
        self.rules = tuple(rules)
        self.keeps = tuple(keeps)
        self._control = clingo.Control([*_OPTIONS])
        self._control.add("base", [], program)
        self._control.ground([("base", [])])
        self._blocked = 0
        for atom in self._assumed(self.rules, self.keeps):
            self._control.assign_external(atom, True)

    def best(self, most: int) -> Iterator[Answer]:
        """Yields the cheapest answers, none of which is about all that an earlier one is about."""
        self._config("opt")
        for _ in range(most):
            answer = self._solve()
            if answer is None:
                return
            yield answer
            if not answer.edits:
                return
            self._block(answer)

    def conflict(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Returns a least set of rules and of kept things that cannot all be had."""
        self._config("ignore")
        for atom in self._assumed(self.rules, self.keeps):
            self._control.assign_external(atom, None)
        rules, keeps = list(self.rules), list(self.keeps)
        for group in (rules, keeps):
            for each in list(group):
                fewer = [other for other in group if other != each]
                trial = (fewer, keeps) if group is rules else (rules, fewer)
                if not self._possible(*trial):
                    group.remove(each)
        return tuple(rules), tuple(keeps)

    def _possible(self, rules: Sequence[str], keeps: Sequence[str]) -> bool:
        assumed = [(atom, True) for atom in self._assumed(rules, keeps)]
        return bool(self._control.solve(assumptions=assumed).satisfiable)

    def _solve(self) -> Answer | None:
        found: Answer | None = None
        with self._control.solve(yield_=True) as models:
            for model in models:
                found = _answer(model)
        return found

    def _block(self, answer: Answer) -> None:
        self._blocked += 1
        name = f"block{self._blocked}"
        self._control.add(name, [], f":- {', '.join(answer.gist)}.")
        self._control.ground([(name, [])])

    def _config(self, mode: str) -> None:
        solve = self._control.configuration.solve
        assert isinstance(solve, clingo.Configuration)
        solve.opt_mode = mode

    def _assumed(self, rules: Iterable[str], keeps: Iterable[str]) -> Iterator[clingo.Symbol]:
        yield from (clingo.Function("obey", [clingo.String(rule)]) for rule in rules)
        yield from (clingo.Function("hold", [clingo.String(kept)]) for kept in keeps)


def _answer(model: clingo.Model) -> Answer:
    atoms: dict[str, list[clingo.Symbol]] = {"edit": [], "once": [], "broken": [], "gist": []}
    for atom in model.symbols(shown=True):
        atoms[atom.name].append(atom)
    return Answer(
        edits=tuple(sorted(_named(atom.arguments[0]) for atom in atoms["edit"])),
        shared={_named(a.arguments[0]): a.arguments[1].number for a in sorted(atoms["once"])},
        cost=sum(atom.arguments[1].number for name in ("edit", "once") for atom in atoms[name]),
        gist=tuple(sorted(str(atom) for atom in atoms["gist"])),
        broken=tuple(
            sorted((_text(a.arguments[0]), _text(a.arguments[1])) for a in atoms["broken"])
        ),
    )


def _named(symbol: clingo.Symbol) -> tuple[str, ...]:
    return (symbol.name, *(_text(each) for each in symbol.arguments))


def _text(symbol: clingo.Symbol) -> str:
    return symbol.string if symbol.type == clingo.SymbolType.String else str(symbol.number)
