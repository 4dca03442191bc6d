"""Questions on what could be: what mends a package, and what is possible at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from kg.answers.verbs.answer import Answer
from kg.answers.verbs.argument import Between, Narrows, Once
from kg.check.engines import Engine

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime


def repair(
    regime: Regime,
    package: Deal,
    rulebook: str | None = None,
    best: Annotated[int, Between(1, 100), Narrows] = 3,
    keep: Annotated[Sequence[str], Once] = (),
    strict: bool = False,
    engine: Engine = Engine.compiled,
    *,
    costs: Mapping[str, int] | None = None,
) -> Answer:
    """Find the smallest changes that cure a package.

    Args:
        package: the package.
        rulebook: the rulebook, by name.
        best: how many proposals to show.
        keep: phases and commitments that stay as they are, such as phase-2/relief-1.
        strict: cure weaknesses too.
        engine: what checks each proposal again: compiled, or reference: pySHACL.
        costs: what each change costs; see docs/repair.md.
    """
    from kg.answers.repair.data import repair_json
    from kg.answers.repair.document import repair_document
    from kg.repair import repair as ask

    found = ask(
        *(regime, package, rulebook),
        best=best,
        keep=keep,
        costs=costs,
        strict=strict,
        engine=engine,
    )
    return Answer(
        regime,
        found,
        (package.as_of,),
        document=lambda: repair_document(regime, package, found, engine),
        data=lambda: repair_json(regime, package, found),
        good=bool(found.proposals),
    )


def most(
    regime: Regime,
    package: Deal,
    rulebook: str | None = None,
    phases: Annotated[int | None, Between(1, 20), Narrows] = None,
    strict: bool = False,
) -> Answer:
    """Find the most relief that goes together with the concessions of a package.

    Args:
        package: the package, whose concessions stay in their phases.
        rulebook: the rulebook, by name.
        phases: the most phases; 3, or as many as the package has, if left out.
        strict: leave no weakness either.
    """
    return most_for(regime, package, None, rulebook, phases, strict)


def most_for(
    regime: Regime,
    given: Deal | Sequence[str],
    verified_by: str | None = None,
    rulebook: str | None = None,
    phases: int | None = None,
    strict: bool = False,
) -> Answer:
    """The same for a package or for actions that someone verifies; see ``possible.most``."""
    from kg.answers.possible import most as ask
    from kg.answers.possible.data import most_json
    from kg.answers.possible.document import most_document

    found = ask(regime, given, verified_by, rulebook, phases=phases, strict=strict)
    return Answer(
        regime,
        found,
        (found.base.as_of,),
        document=lambda: most_document(regime, found),
        data=lambda: most_json(regime, found),
    )


def frontier(
    regime: Regime,
    package: Deal | None = None,
    rulebook: str | None = None,
    phases: Annotated[int, Between(1, 20), Narrows] = 3,
    seconds: Annotated[float, Between(0, 3600)] = 30.0,
    strict: bool = False,
    *,
    tell: Callable[[int, float], Any] | None = None,
) -> Answer:
    """Show the packages that give the most relief for the fewest steps at the least risk.

    Args:
        package: a package whose commitments stay; none if left out.
        rulebook: the rulebook, by name.
        phases: the most phases of a package.
        seconds: stop after this long with what is found.
        strict: leave no weakness either.
        tell: is told how many were found and how much is done, from 0 to 1.
    """
    from kg.answers.possible import frontier as ask
    from kg.answers.possible.data import front_json, front_rows
    from kg.answers.possible.document import front_document

    found = ask(
        *(regime, package, rulebook),
        phases=phases,
        seconds=seconds,
        strict=strict,
        tell=tell or (lambda points, done: None),
    )
    return Answer(
        regime,
        found,
        (found.base.as_of,),
        document=lambda: front_document(regime, found),
        data=lambda: front_json(regime, found),
        rows=lambda: front_rows(regime, found),
        good=bool(found.points),
    )
