"""Stages of an author's sequence, and how far the concessions of a package have come.

An author's table puts relief and actions side by side, row by row. The steps of a row are those
that the rulebook asks of the row's own relief and that stand in the same row: what it asks of later
relief only, or of another row, is no step of it. A stage is reached when its steps and those of all
stages before it are delivered. A kind of step stands where the first action stands that amounts to
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.justify.trial import standard
from kg.check import rules
from kg.check.book import rulebook_of
from kg.core.closure import closure
from kg.core.ids import TERMS, short
from kg.core.index import Literal, Term
from kg.core.memo import remembered
from kg.graph.words import KINDS

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_AT_STAGE, _POSITION, _ENTAILS, _DONE_WHEN_ALL = (
    TERMS + name for name in ("atStage", "position", "entails", "doneWhenAll")
)
_, _SHOULD, _ = KINDS
# How a rule kind asks for one step, and what makes that moot.
STEPS = {"requiresConcession": "mootAfter", "requiresSaid": "saidMootAfter", "matchedBy": ""}
# How rule kinds ask for conduct of the target that is no single step.
_CONDUCT = frozenset(
    (*STEPS, "meetsConditions", "meetsRightsUnder", "meetsAll", "deniesNone"),
)


@dataclass(frozen=True)
class Stage:
    """A stage of an author's sequence."""

    position: int
    id: str
    label: str


@dataclass(frozen=True)
class Step:
    """What a rulebook asks at a stage.

    Attributes:
        id: the action, or the kind of step.
        label: its name.
        stage: the stage.
        enough: the IRIs of steps any of which will do: the step itself, and what makes it moot.
    """

    id: str
    label: str
    stage: Stage
    enough: frozenset[str]


def stages_of(regime: Regime, id: str) -> list[Stage]:
    """Returns the stages at which an author places a thing, in their order.

    >>> import kg
    >>> [stage.position for stage in stages_of(kg.load(), "relief/kaesong")]
    [4]
    """
    return _stages(regime, regime.node(id).value)


def furthest(stages: Iterable[Stage | None]) -> Stage | None:
    """Returns the stage with the highest place; None if there is none.

    >>> furthest([Stage(2, "s/2", "second"), None, Stage(1, "s/1", "first")]).label
    'second'
    """
    known = [stage for stage in stages if stage is not None]
    return max(known, key=lambda stage: (stage.position, stage.id)) if known else None


def stage_of_step(regime: Regime, step: str) -> Stage | None:
    """Returns where an author places a step, or else the first action that amounts to it.

    Args:
        regime: the loaded regime.
        step: the IRI of an action or a kind of step.
    """
    if own := _stages(regime, step):
        return own[-1]
    above = closure(frozenset[Term]((step,)), lambda one: regime.index.subjects(_ENTAILS, one))
    found = (stage for each in above for stage in _stages(regime, str(each)))
    return min(found, key=lambda stage: stage.position, default=None)


@remembered
def steps(regime: Regime, book: str) -> tuple[Step, ...]:
    """Returns the steps of all stages, by stage and id.

    Args:
        regime: the loaded regime.
        book: the IRI of a rulebook.

    >>> import kg
    >>> from kg.check.book import find_rulebook
    >>> regime = kg.load()
    >>> found = steps(regime, find_rulebook(regime, None))
    >>> [step.id for step in found if step.stage.position == 2]
    ['action/missile-production-freeze', 'action/road-map', 'action/rollback-step', \
'action/yongbyon-freeze']
    """
    trials = standard(regime, rulebook_of(regime, book))
    enough: dict[tuple[str, Stage], frozenset[str]] = {}
    for relief in trials.offered:
        if not relief.startswith("relief/"):
            continue
        rows = stages_of(regime, relief)
        for shape in trials.broken(relief, ()):
            told = dict(zip(shape.kind.parameters, map(_iri, shape.values), strict=True))
            for name in told.keys() & STEPS:
                asked, moot = told[name], told.get(STEPS[name], "")
                for step in regime.index.objects(asked, _DONE_WHEN_ALL) or (asked,):
                    if (stage := stage_of_step(regime, str(step))) in rows:
                        # Asked for twice, it is delivered when it is for both.
                        instead = frozenset({moot})
                        before = enough.get((str(step), stage), instead)
                        enough[str(step), stage] = before & instead
    found = (
        Step(short(iri, regime.base), regime.label(iri), stage, instead - {""} | {iri})
        for (iri, stage), instead in enough.items()
    )
    return tuple(sorted(found, key=lambda step: (step.stage.position, step.id)))


def missing(regime: Regime, book: str, achieved: AbstractSet[Term], up_to: int) -> tuple[Step, ...]:
    """Returns the steps of the stages up to some place that have not been delivered.

    Args:
        regime: the loaded regime.
        book: the IRI of a rulebook.
        achieved: the IRIs of what concessions have achieved.
        up_to: the place of the last stage.
    """
    return tuple(
        step
        for step in steps(regime, book)
        if step.stage.position <= up_to and step.enough.isdisjoint(achieved)
    )


def reached(regime: Regime, book: str, achieved: AbstractSet[Term]) -> Stage | None:
    """Returns the furthest stage whose steps, and those of all before it, have been delivered.

    Args:
        regime: as for ``missing``.
        book: as for ``missing``.
        achieved: as for ``missing``.
    """
    found = None
    for stage in sorted({s.stage for s in steps(regime, book)}, key=lambda each: each.position):
        if missing(regime, book, achieved, stage.position):
            break
        found = stage
    return found


def asks_for_conduct(shape: rules.RuleShape) -> bool:
    """Says whether a shape asks relief for conduct of the target, as a must or as what must be
    said."""
    return shape.severity != _SHOULD and not _CONDUCT.isdisjoint(shape.kind.parameters)


@remembered
def _stages(regime: Regime, iri: str) -> list[Stage]:
    index = regime.index
    found = [
        Stage(int(place.text), short(str(stage), regime.base), regime.label(str(stage)))
        for stage in index.objects(iri, _AT_STAGE)
        for place in index.objects(stage, _POSITION)
        if isinstance(place, Literal)
    ]
    return sorted(found, key=lambda stage: (stage.position, stage.id))


def _iri(value: ox.NamedNode | ox.Literal) -> str:
    return value.value
