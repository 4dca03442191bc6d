"""What relief concessions can justify, and what a relief costs.

Both ask the shapes that ``validate`` runs, of trial packages (``justify.trial``): one relief
measure in the form that its author has in mind, with the concessions in the same phase. A relief is
allowed when no rule that is a "must" is broken for want of what has been delivered; it fits when
the stage at which its author places it has been reached, too (``justify.stages``). What one more
step would mend is found by adding each candidate in turn and asking the broken shapes again; what
several steps mend only together, by adding all candidates and taking away those not needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from kg.answers.grounds import unverified_under
from kg.answers.justify import stages
from kg.answers.justify.stages import Stage
from kg.answers.justify.trial import Trials
from kg.check import rules
from kg.check.book import find_rulebook, rulebook_of
from kg.core.ids import local, short
from kg.deal.derive import entail
from kg.deal.derive.deriver import EFFECTIVE, PRICED
from kg.deal.terms import NONE, UNNAMED
from kg.graph.words import KINDS

if TYPE_CHECKING:
    from kg.core.index import Term
    from kg.graph.regime import Regime

FITS, AHEAD, ONE_AWAY, FURTHER_AWAY = "fits", "ahead", "one-away", "further-away"
NOBODY = "none"
_NO_STAGE = 9
_MUST, _SHOULD, _SAY = KINDS
_ALL = ("action", "safeguard", "undertaking", "relief")


@dataclass(frozen=True)
class Kept:
    """A rule that a relief keeps or misses, with the passages behind it."""

    rule: str
    says: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """What some concessions mean for one relief measure.

    Attributes:
        relief: its id.
        label: its name.
        state: ``fits`` if no must is broken and its stage has been reached, or it is aid or an
            exchange of persons, or its author places it at no stage; ``ahead`` if no must is broken
            and its stage has not been reached; ``one-away`` if one more step keeps every must;
            else ``further-away``.
        stage: the stage at which its author places it; None if there is none.
        owed: ids of the steps that are still to come before its stage is reached.
        encoded: false where it relaxes no provision on record, so that no law is asked for it.
        satisfied: the rules that the concessions keep.
        by_form: the rules that the form of the relief keeps anyway.
        broken: the musts that are broken.
        needs: the least further steps that keep every must, as sets of short ids.
        better_with: the shoulds that are missed.
        unverified: ids of what it relaxes, and of the power that its author has in mind, that
            nobody compared with the text.
    """

    relief: str
    label: str
    state: str
    stage: Stage | None
    owed: tuple[str, ...]
    encoded: bool
    satisfied: tuple[Kept, ...]
    by_form: tuple[Kept, ...]
    broken: tuple[Kept, ...]
    needs: tuple[tuple[str, ...], ...]
    better_with: tuple[Kept, ...]
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Price:
    """What a relief costs.

    ``least`` are the least sets that break no rule and leave no gap; ``full`` also miss nothing
    but the recommendations of ``out_of_reach``, which no step on record mends, alone or with
    others. Each set holds short ids of actions or kinds of step, of safeguards, of undertakings,
    and of relief measures that come with it or before it. ``unverified`` is as in ``Option``.
    """

    relief: str
    label: str
    least: tuple[tuple[str, ...], ...]
    full: tuple[tuple[str, ...], ...]
    asked: tuple[Kept, ...]
    out_of_reach: tuple[Kept, ...]
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reached:
    """How far some concessions have come.

    Attributes:
        stage: the furthest stage of which, and of all before it, every step is delivered; None if
            not even the first is.
        next: the stage after it; None after the last.
        owed: ids of the steps that are still to come before that one is reached.
    """

    stage: Stage | None
    next: Stage | None
    owed: tuple[str, ...]


def justify(
    regime: Regime,
    actions: Sequence[str],
    verified_by: str | None = None,
    rulebook: str | None = None,
) -> tuple[Option, ...]:
    """Says for every relief measure whether concessions justify it.

    Relief measures that touch no law in force on the data date, or are out of use, are left out.

    Args:
        regime: the loaded regime.
        actions: short ids of actions, with or without ``action/``.
        verified_by: short id of the actor that verifies those that need it; ``none`` if nobody
            does, so that they count for nothing; not said by default, which counts.
        rulebook: as for ``validate``.

    Returns:
        One option for each relief measure, by stage and id; those at no stage come last.

    Raises:
        BadInput: for an unknown action, actor or rulebook.

    >>> import kg
    >>> found = justify(kg.load(), ["yongbyon-freeze"], "iaea")
    >>> [option.state for option in found if option.relief == "relief/kumgang-tourism"]
    ['ahead']
    """
    given = [_id(regime, "action", name) for name in actions]
    trial = _Search(regime, rulebook, given, _verifiers(regime, verified_by))
    achieved = trial.trials.achieved(given)
    return tuple(_option(trial, relief, given, achieved) for relief in trial.effective)


def reached(
    regime: Regime,
    actions: Sequence[str],
    verified_by: str | None = None,
    rulebook: str | None = None,
) -> Reached:
    """Says which stage concessions reach.

    A stage is reached when its steps and those of every stage before it are delivered: what the
    rulebook asks of the relief of a stage, and stands at that stage itself (``justify.stages``).

    Args:
        regime: as for ``justify``.
        actions: as for ``justify``.
        verified_by: as for ``justify``.
        rulebook: as for ``justify``.

    Raises:
        BadInput: as for ``justify``.

    >>> import kg
    >>> found = reached(kg.load(), ["yongbyon-freeze", "road-map"], "iaea")
    >>> found.stage.position, found.owed
    (1, ('action/missile-production-freeze',))
    """
    given = [_id(regime, "action", name) for name in actions]
    trial = _Search(regime, rulebook, given, _verifiers(regime, verified_by))
    achieved = trial.trials.achieved(given)
    here = stages.reached(regime, trial.book, achieved)
    place = here.position if here else 0
    further = (s.stage for s in stages.steps(regime, trial.book) if s.stage.position > place)
    after = next(further, None)
    owed = stages.missing(regime, trial.book, achieved, after.position) if after else ()
    return Reached(here, after, tuple(step.id for step in owed))


def _option(
    trial: _Search, relief: str, given: Sequence[str], achieved: AbstractSet[Term]
) -> Option:
    regime = trial.regime
    failed = trial.trials.broken(relief, given)
    musts = [s for s in failed if s.severity == _MUST or stages.asks_for_conduct(s)]
    needs = _least_sets(trial, relief, musts, given, ("action",)) if musts else ()
    away = ONE_AWAY if any(len(chosen) == 1 for chosen in needs) else FURTHER_AWAY
    stage = trial.stages[relief]
    owed = stages.missing(regime, trial.book, achieved, stage.position) if stage else ()
    goodwill = PRICED not in trial.trials.classes(relief)
    broken = {shape.rule for shape in failed}
    own = [s for s in trial.looking_at(relief) if s.rule not in broken and trial.states(s)]
    unaided = {shape.rule for shape in trial.trials.broken(relief, ())}
    must_rules = {shape.rule for shape in musts}
    shoulds = [s for s in failed if s.severity == _SHOULD and s.rule not in must_rules]
    return Option(
        relief=relief,
        label=regime.label(relief),
        state=away if musts else AHEAD if owed and not goodwill else FITS,
        stage=stage,
        owed=() if goodwill else tuple(step.id for step in owed),
        encoded=trial.trials.touches(relief),
        satisfied=_kept([shape for shape in own if shape.rule in unaided], regime),
        by_form=_kept([shape for shape in own if shape.rule not in unaided], regime),
        broken=_kept(musts, regime),
        needs=needs,
        better_with=_kept(shoulds, regime),
        unverified=unverified_under(regime, relief),
    )


def price(regime: Regime, relief: str, rulebook: str | None = None) -> Price:
    """Finds the least sets of concessions and safeguards for a relief measure.

    Raises:
        BadInput: for an unknown relief measure or rulebook.
    """
    wanted = _id(regime, "relief", relief)
    trial = _Search(regime, rulebook)
    failed = [
        shape
        for shape in trial.trials.broken(wanted, ())
        if shape.severity != _SAY or trial.helpers(wanted, shape, [], _ALL)
    ]
    needed = [shape for shape in failed if shape.severity in (_MUST, _SAY)]
    hopeless = [s for s in failed if s.severity == _SHOULD and not trial.mendable(wanted, s)]
    wished = [shape for shape in failed if shape not in hopeless]
    return Price(
        relief=wanted,
        label=regime.label(wanted),
        least=_least_sets(trial, wanted, needed, [], _ALL),
        full=_least_sets(trial, wanted, wished, [], _ALL),
        asked=_kept(failed, regime),
        out_of_reach=_kept(hopeless, regime),
        unverified=unverified_under(regime, wanted),
    )


def _verifiers(regime: Regime, name: str | None) -> tuple[str, ...]:
    if name is None:
        return ()
    return (NONE if name == NOBODY else regime.find(name, "actor").value,)


class _Search:
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
        self.trials = Trials(regime, rulebook_of(regime, self.book), given, verified_by)
        self.form = {rule.iri for rule in rules.rules(regime, rules.WELL_FORMED)}
        reliefs = (name for name in self.trials.items if name.startswith("relief/"))
        self.stages = {
            name: stages.furthest(stages.stages_of(regime, name)) for name in sorted(reliefs)
        }
        self.entailed = {i: entail.entailed(regime, i) for i in self.trials.items}

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
        self, relief: str, shape: rules.RuleShape, added: Sequence[str], kinds: tuple[str, ...]
    ) -> set[str]:
        """Returns the candidates of some kinds any one of which mends a shape.

        Relief measures of a later stage are none.
        """
        return {
            name
            for name in self.offered(relief, kinds)
            if not self.trials.broken(relief, [*added, name], [shape])
        }

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
            self._enough(relief, [shape], [], _ALL) or self.helpers(relief, shape, [], _ALL)
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


def _weakest(trial: _Search, names: Iterable[str]) -> tuple[str, ...]:
    """Keeps the candidates that entail no other of them: the least that would do."""
    pool = set(names)
    return tuple(sorted(n for n in pool if not (trial.entailed[n] & pool) - {n}))


def _least_sets(
    trial: _Search,
    relief: str,
    shapes: Sequence[rules.RuleShape],
    given: Sequence[str],
    kinds: tuple[str, ...],
) -> tuple[tuple[str, ...], ...]:
    answers = [trial.helpers(relief, shape, given, kinds) for shape in shapes]
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
    trial: _Search, chosen: frozenset[str], satisfiers: set[str], least: Iterable[str]
) -> Iterator[frozenset[str]]:
    if any(trial.entailed[name] & satisfiers for name in chosen):
        yield chosen
        return
    for name in least:
        yield frozenset(c for c in chosen if c not in trial.entailed[name]) | {name}


def _undercuts(trial: _Search, other: frozenset[str], chosen: frozenset[str]) -> bool:
    """True if the other set is entailed by the chosen one and asks for less."""
    reach = set().union(*(trial.entailed[name] for name in chosen))
    return other != chosen and other <= reach


def _kept(shapes: Iterable[rules.RuleShape], regime: Regime) -> tuple[Kept, ...]:
    unique = {shape.rule.iri: shape.rule for shape in shapes}
    return tuple(
        Kept(
            local(rule.iri),
            rule.says,
            tuple(short(iri, regime.base) for iri in rule.passages),
        )
        for rule in unique.values()
    )


def _id(regime: Regime, kind: str, name: str) -> str:
    return short(regime.find(name, kind).value, regime.base)
