"""What relief concessions can justify, and what a relief costs.

Both ask the shapes that ``validate`` runs, of trial packages (``justify.trial``): one relief
measure in the form that its author has in mind, with the concessions in the same phase. A relief is
allowed when no rule that is a "must" is broken for want of what has been delivered; it fits when
the stage at which its author places it has been reached, too (``justify.stages``). What one more
step would mend is found by adding each candidate in turn and asking the broken shapes again; what
several steps mend only together, by adding all candidates and taking away those not needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from kg.answers.grounds import unverified_under
from kg.answers.justify import stages
from kg.answers.justify.model import (
    AHEAD,
    FITS,
    FURTHER_AWAY,
    ONE_AWAY,
    Kept,
    Option,
    Price,
    Reached,
)
from kg.answers.justify.search import ALL, Search, least_sets
from kg.check import rules
from kg.core.ids import local, short
from kg.deal.derive.deriver import PRICED
from kg.deal.terms import NONE
from kg.graph.words import KINDS

if TYPE_CHECKING:
    from kg.core.index import Term
    from kg.graph.regime import Regime

__all__ = [
    "AHEAD",
    "FITS",
    "FURTHER_AWAY",
    "NOBODY",
    "ONE_AWAY",
    "Kept",
    "Option",
    "Price",
    "Reached",
    "justify",
    "price",
    "reached",
]
NOBODY = "none"
_MUST, _SHOULD, _SAY = KINDS


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
    trial = Search(regime, rulebook, given, _verifiers(regime, verified_by))
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
    trial = Search(regime, rulebook, given, _verifiers(regime, verified_by))
    achieved = trial.trials.achieved(given)
    here = stages.reached(regime, trial.book, achieved)
    place = here.position if here else 0
    further = (s.stage for s in stages.steps(regime, trial.book) if s.stage.position > place)
    after = next(further, None)
    owed = stages.missing(regime, trial.book, achieved, after.position) if after else ()
    return Reached(here, after, tuple(step.id for step in owed))


def _option(
    trial: Search, relief: str, given: Sequence[str], achieved: AbstractSet[Term]
) -> Option:
    regime = trial.regime
    failed = trial.trials.broken(relief, given)
    musts = [s for s in failed if s.severity == _MUST or stages.asks_for_conduct(s)]
    needs = least_sets(trial, relief, musts, given, ("action",)) if musts else ()
    away = ONE_AWAY if any(len(chosen) == 1 for chosen in needs) else FURTHER_AWAY
    stage = trial.stages[relief]
    owed = stages.missing(regime, trial.book, achieved, stage.position) if stage else ()
    goodwill = PRICED not in trial.trials.classes(relief)
    broken = {shape.rule for shape in failed}
    own = [s for s in trial.looking_at(relief) if s.rule not in broken and trial.states(s)]
    unaided = {shape.rule for shape in trial.unaided.broken(relief, ())}
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
    trial = Search(regime, rulebook)
    failed = [
        shape
        for shape in trial.trials.broken(wanted, ())
        if shape.severity != _SAY or any(trial.helpers(wanted, [shape], [], ALL))
    ]
    needed = [shape for shape in failed if shape.severity in (_MUST, _SAY)]
    hopeless = [s for s in failed if s.severity == _SHOULD and not trial.mendable(wanted, s)]
    wished = [shape for shape in failed if shape not in hopeless]
    return Price(
        relief=wanted,
        label=regime.label(wanted),
        least=least_sets(trial, wanted, needed, [], ALL),
        full=least_sets(trial, wanted, wished, [], ALL),
        asked=_kept(failed, regime),
        out_of_reach=_kept(hopeless, regime),
        unverified=unverified_under(regime, wanted),
    )


def _verifiers(regime: Regime, name: str | None) -> tuple[str, ...]:
    if name is None:
        return ()
    return (NONE if name == NOBODY else regime.find(name, "actor").value,)


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
