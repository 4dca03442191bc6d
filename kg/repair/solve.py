"""The solver: the cheapest changes that cure a package, and what conflicts where nothing does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import clingo

# One thread and one seed: the same question has the same answer.
OPTIONS = (
    "--seed=1",
    "--parallel-mode=1",
    "-Wno-atom-undefined",
    "-Wno-global-variable",
)
# Most of what could be done is not: proving from below that little is enough is fast. It finds
# nothing before it has found the best; from above, something is found soon.
FROM_BELOW, FROM_ABOVE = "usc,oll,disjoint,succinct", "bb,lin"
# A limit in conflicts and not in seconds, so that each machine gives the same answer.
MOST_CONFLICTS = 20_000


Broken = tuple[str, str]


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
    broken: tuple[Broken, ...]


class Solver:
    """A ground program that is asked again and again.

    ``proved`` is false once a search has stopped at the limit: the last answer may then not be the
    cheapest, and there may be further ones.
    """

    def __init__(
        self,
        program: str,
        rules: Iterable[str],
        keeps: Iterable[str],
        limit: int = MOST_CONFLICTS,
    ) -> None:
        """Grounds a program.

        Args:
            program: the text.
            rules: the rules to be obeyed.
            keeps: what is kept.
            limit: after how many conflicts a search stops.
        """
        self.proved = True
        self.limit = limit
        self.rules = tuple(rules)
        self.keeps = tuple(keeps)
        self._control = clingo.Control([*OPTIONS])
        self._control.add("base", [], program)
        self._control.ground([("base", [])])
        self._blocked = 0
        self._assign(True)

    def best(self, most: int) -> Iterator[Answer]:
        """Yields the cheapest answers, none of which is about all that an earlier one is about."""
        for number in range(most):
            self._config("opt")
            answer = self._solve(FROM_BELOW)
            if not self.proved and not number:
                self.proved = True
                answer = self._solve(FROM_ABOVE)
            if answer is None:
                return
            yield answer
            if not answer.edits or not self.proved:
                return
            self._block(answer)

    def conflict(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Returns a smallest set of rules and of kept things that cannot all be had.

        Each set that can be had leaves something out; what cannot be had holds a part of each such
        remainder. The smallest set that does is either the answer, or can be had, and is then
        widened to one that leaves out something new.
        """
        self._config("ignore")
        self._assign(None)
        every = tuple(self._assumed(self.rules, self.keeps))
        left_out: list[list[int]] = []
        while True:
            chosen = _hitting(len(every), left_out)
            if not self._possible(every[place] for place in chosen):
                break
            had = list(chosen)
            for place in range(len(every)):
                if place not in had and self._possible(every[each] for each in (*had, place)):
                    had.append(place)
            left_out.append([place for place in range(len(every)) if place not in had])
        rules = len(self.rules)
        return (
            tuple(self.rules[place] for place in chosen if place < rules),
            tuple(self.keeps[place - rules] for place in chosen if place >= rules),
        )

    def _possible(self, atoms: Iterable[clingo.Symbol]) -> bool:
        assumed = [(atom, True) for atom in atoms]
        return bool(self._control.solve(assumptions=assumed).satisfiable)

    def _solve(self, strategy: str) -> Answer | None:
        solvers = self._control.configuration.solver
        assert isinstance(solvers, clingo.Configuration)
        solvers[0].opt_strategy = strategy
        found: Answer | None = None
        with self._control.solve(yield_=True) as models:
            for model in models:
                found = _answer(model)
            self.proved = self.proved and models.get().exhausted
        return found

    def _block(self, answer: Answer) -> None:
        self._blocked += 1
        name = f"block{self._blocked}"
        self._control.add(name, [], f":- {', '.join(answer.gist)}.")
        self._control.ground([(name, [])])

    def _assign(self, value: bool | None) -> None:
        for atom in self._assumed(self.rules, self.keeps):
            self._control.assign_external(atom, value)

    def _config(self, mode: str) -> None:
        solve = self._control.configuration.solve
        assert isinstance(solve, clingo.Configuration)
        solve.opt_mode = mode
        solve.solve_limit = str(self.limit) if mode == "opt" else "umax"

    def _assumed(self, rules: Iterable[str], keeps: Iterable[str]) -> Iterator[clingo.Symbol]:
        yield from (clingo.Function("obey", [clingo.String(rule)]) for rule in rules)
        yield from (clingo.Function("hold", [clingo.String(kept)]) for kept in keeps)


def _hitting(size: int, sets: Iterable[Iterable[int]]) -> tuple[int, ...]:
    """Returns a smallest set of numbers below a size that shares one with each of some sets.

    >>> _hitting(4, [[0, 1], [1, 2], [1, 3]])
    (1,)
    """
    rules = [f"{{ x(0..{size - 1}) }}. #minimize {{ 1@2, X : x(X); X@1, X : x(X) }}. #show x/1."]
    rules += [f":- {', '.join(f'not x({each})' for each in one)}." for one in sets]
    control = clingo.Control(["--seed=1"])
    control.add("base", [], "\n".join(rules))
    control.ground([("base", [])])
    chosen: tuple[int, ...] = ()
    with control.solve(yield_=True) as models:
        for model in models:
            chosen = tuple(sorted(each.arguments[0].number for each in model.symbols(shown=True)))
    return chosen


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
