"""The search for what could be added to a relief measure, so that it keeps the rules it breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from kg.answers.justify import stages
from kg.answers.justify.stages import Stage
from kg.answers.justify.trial import Trials, standard
from kg.check import rules
from kg.check.book import find_rulebook, rulebook_of
from kg.core.memo import remembered
from kg.deal.derive import entail
from kg.deal.derive.deriver import EFFECTIVE
from kg.deal.terms import UNNAMED
from kg.graph.words import KINDS

if TYPE_CHECKING:
    from kg.graph.regime import Regime

ALL = ("action", "safeguard", "undertaking", "relief")
_NO_STAGE = 9
_, _, _SAY = KINDS


class Search:
    """Trials of all relief measures, and what could be added to each."""

    def __init__(
        self,
        regime: Regime,
        rulebook: str | None,
        given: Sequence[str] = (),
        verified_by: tuple[str, ...] = (UNNAMED,),
    ) -> None:
        self.regime = regime
        self.book = find_rulebook(regime, rulebook)
        book = rulebook_of(regime, self.book)
        self.unaided = standard(regime, book)
        self.trials = Trials(regime, book, given, verified_by) if given else self.unaided
        self.form = {rule.iri for rule in rules.rules(regime, rules.WELL_FORMED)}
        self.stages = _furthest_stages(regime)
        self.entailed = _entailed(regime)

    @property
    def effective(self) -> list[str]:
        """The relief measures that change anything, by stage and id."""
        found = [
            name
            for name in self.stages
            if name in self.trials.offered and EFFECTIVE in self.trials.classes(name)
        ]
        return sorted(found, key=lambda name: (self._place(name), name))

    def looking_at(self, relief: str) -> list[rules.RuleShape]:
        """Lists the shapes that look at the trial of a relief."""
        classes = self.trials.classes(relief)
        return [shape for shape in self.trials.book.shapes if shape.target in classes]

    def states(self, shape: rules.RuleShape) -> bool:
        """Says whether a shape belongs to the rulebook, and is more than a question of form."""
        return shape.rule.iri not in self.form and shape.severity != _SAY

    def helpers(
        self,
        relief: str,
        shapes: Sequence[rules.RuleShape],
        added: Sequence[str],
        kinds: tuple[str, ...],
    ) -> list[set[str]]:
        """Returns for each of some shapes the candidates any one of which mends it.

        Relief measures of a later stage are none.
        """
        found: list[set[str]] = [set() for _ in shapes]
        for name in self.offered(relief, kinds):
            broken = {s.iri for s in self.trials.broken_with(relief, added, name, shapes)}
            for shape, helpful in zip(shapes, found, strict=True):
                if shape.iri not in broken:
                    helpful.add(name)
        return found

    def offered(self, relief: str, kinds: tuple[str, ...]) -> list[str]:
        """Lists the candidates of some kinds that may come with a relief or before it."""
        return [
            name
            for name in self.trials.offered
            if name.startswith(kinds)
            and name != relief
            and (name not in self.stages or self._place(name) <= self._place(relief))
        ]

    def in_time(self, relief: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """Keeps the actions of no later stage than the relief; all, if there are none."""
        last = self._place(relief)
        found = [stages.stage_of_step(self.regime, self.regime.node(name).value) for name in names]
        early = tuple(
            name
            for name, stage in zip(names, found, strict=True)
            if stage is None or stage.position <= last
        )
        return early or names

    def _place(self, relief: str) -> int:
        stage = self.stages[relief]
        return stage.position if stage else _NO_STAGE

    def together(
        self,
        relief: str,
        shapes: Sequence[rules.RuleShape],
        added: Sequence[str],
        kinds: tuple[str, ...],
    ) -> frozenset[str]:
        """Finds candidates that mend some shapes together, none of which can be spared.

        The kinds come in one by one, until all candidates of them do it. Then what is not needed
        goes: reliefs first, then what entails most. Where no one step stands in for another, there
        is no smaller set; where some do, there may be others as small. Empty if nothing does it.
        """
        enough = self._enough(relief, shapes, added, kinds)
        needed = set(enough)
        order = sorted(enough, key=lambda n: (n not in self.stages, -len(self.entailed[n]), n))
        chunks = [order] if order else []
        while chunks:
            chunk = chunks.pop()
            if not self._broken(relief, shapes, [*added, *sorted(needed.difference(chunk))]):
                needed.difference_update(chunk)
            elif len(chunk) > 1:
                half = len(chunk) // 2
                chunks += [chunk[half:], chunk[:half]]
        return frozenset(needed)

    def mendable(self, relief: str, shape: rules.RuleShape) -> bool:
        """Says whether any candidates, alone or together, mend a shape."""
        return bool(
            self._enough(relief, [shape], [], ALL) or any(self.helpers(relief, [shape], [], ALL))
        )

    def _enough(
        self,
        relief: str,
        shapes: Sequence[rules.RuleShape],
        added: Sequence[str],
        kinds: tuple[str, ...],
    ) -> list[str]:
        for count in range(1, len(kinds) + 1):
            pool = self.offered(relief, kinds[:count])
            if not self._broken(relief, shapes, [*added, *pool]):
                return pool
        return []

    def _broken(
        self, relief: str, shapes: Sequence[rules.RuleShape], given: Sequence[str]
    ) -> list[rules.RuleShape]:
        return self.trials.broken(relief, given, shapes)


def _weakest(trial: Search, names: Iterable[str]) -> tuple[str, ...]:
    """Keeps the candidates that entail no other of them: the least that would do."""
    pool = set(names)
    return tuple(sorted(n for n in pool if not (trial.entailed[n] & pool) - {n}))


def least_sets(
    trial: Search,
    relief: str,
    shapes: Sequence[rules.RuleShape],
    given: Sequence[str],
    kinds: tuple[str, ...],
) -> tuple[tuple[str, ...], ...]:
    """Returns the least sets of candidates that mend some shapes.

    Args:
        trial: the trials.
        relief: the relief measure that breaks the shapes.
        shapes: the shapes.
        given: what stands beside it anyway.
        kinds: the kinds of candidates.

    Returns:
        the sets, each sorted, the smallest first; none where no candidates mend all of the shapes.
    """
    answers = trial.helpers(relief, shapes, given, kinds)
    hard = [shape for shape, helpful in zip(shapes, answers, strict=True) if not helpful]
    joint = trial.together(relief, hard, given, kinds) if hard else frozenset()
    if hard and not joint:
        return ()
    sets: set[frozenset[str]] = {joint}
    for helpful in sorted(filter(None, answers), key=len):
        least = trial.in_time(relief, _weakest(trial, helpful))
        sets = set(chain.from_iterable(_extended(trial, each, helpful, least) for each in sets))
    kept = [each for each in sets if not any(_undercuts(trial, other, each) for other in sets)]
    return tuple(sorted((tuple(sorted(each)) for each in kept), key=lambda s: (len(s), s)))


def _extended(
    trial: Search, chosen: frozenset[str], satisfiers: set[str], least: Iterable[str]
) -> Iterator[frozenset[str]]:
    if any(trial.entailed[name] & satisfiers for name in chosen):
        yield chosen
        return
    for name in least:
        yield frozenset(c for c in chosen if c not in trial.entailed[name]) | {name}


def _undercuts(trial: Search, other: frozenset[str], chosen: frozenset[str]) -> bool:
    """True if the other set is entailed by the chosen one and asks for less."""
    reach = set().union(*(trial.entailed[name] for name in chosen))
    return other != chosen and other <= reach


@remembered
def _furthest_stages(regime: Regime) -> Mapping[str, Stage | None]:
    """The relief measures with the last stage at which their author places each."""
    return {n: stages.furthest(stages.stages_of(regime, n)) for n in regime.known("relief")}


@remembered
def _entailed(regime: Regime) -> Mapping[str, frozenset[str]]:
    """All that can be added, with what is done whenever it is done."""
    return {name: entail.entailed(regime, name) for kind in ALL for name in regime.known(kind)}
