"""The most relief that some concessions can justify, all of it together and placed in phases."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg import check
from kg.deal.model import Concession, Relief
from kg.errors import BadInput
from kg.ids import short
from kg.possible.model import empty, made, space
from kg.possible.search import Search
from kg.repair.cure import checked

if TYPE_CHECKING:
    from kg.check import Report
    from kg.deal import Deal
    from kg.regime import Regime
    from kg.repair.edits import Edit

PHASES = 3


@dataclass(frozen=True)
class Most:
    """The answer of ``most``.

    Attributes:
        base: the package to which the edits are made: what was given, or an empty one.
        edits: what is added to it.
        deal: the package that gives the most relief.
        report: what the reference checker says of it.
        left_out: short ids of relief measures that it cannot give.
        not_tried: short ids of those for which no act and no body is on record.
    """

    base: Deal
    edits: tuple[Edit, ...]
    deal: Deal
    report: Report
    left_out: tuple[str, ...]
    not_tried: tuple[str, ...]


def most(
    regime: Regime,
    given: Sequence[str] | Deal,
    verified_by: str | None = None,
    rulebook: str | None = None,
    *,
    phases: int = PHASES,
    strict: bool = False,
) -> Most:
    """Finds the package that relaxes the most law for some concessions and breaks no rule.

    Relief measures are given by the act and the body that their author has in mind. Safeguards and
    undertakings are added as far as they help. Of several such packages the one with the fewest
    weaknesses is taken, and of these the one that gives relief the earliest.

    Args:
        regime: the loaded regime.
        given: short ids of actions, with or without ``action/``, to be placed in phases; or a
            package, whose concessions stay in theirs and whose other commitments do not count.
        verified_by: short id of the actor that verifies actions given by their ids.
        rulebook: as for ``validate``.
        phases: the most phases for actions given by their ids.
        strict: whether weaknesses count as breaches.

    Raises:
        BadInput: for an unknown action, actor or rulebook, or if no package can be made: a gap in
            what is given, say, or a weakness that no relief mends.

    >>> import kg
    >>> answer = most(kg.load(), ["ctbt-signature"], phases=1)
    >>> "relief/import-suspension" in answer.left_out
    True
    """
    shapes = check.applied_shapes(regime, check.find_rulebook(regime, rulebook))
    wanted: list[Concession] = []
    if isinstance(given, (list, tuple)):
        base = empty(regime, "deal/most", "The most relief that these concessions can justify")
        who = (regime.find(verified_by, "actor").value,) if verified_by else ()
        actions = dict.fromkeys(regime.find(name, "action").value for name in given)
        for iri in actions:
            verifiers = who if regime.is_a(iri, "VerifiableAction") else ()
            wanted.append(Concession(f"{iri}/wanted", regime.label(iri), None, (), iri, verifiers))
    else:
        assert not isinstance(given, Sequence)
        base = _only_concessions(given)
        phases = len(base.phases)
    if phases < 1:
        raise BadInput(f"{phases} phases", where="--phases", hint="write 1 or more")
    could = space(
        *(regime, base, shapes),
        wanted=wanted,
        concessions=False,
        worth=False,
        phases=phases,
        strict=strict,
    )
    found = Search(could, "law").best(time.monotonic() + 600)
    if found is None:
        hint = "name who verifies each concession" + (", or leave out --strict" if strict else "")
        raise BadInput("no package of these concessions keeps every rule", hint=hint)
    edits, deal = made(could, found.places)
    report = regime.validate(deal, rulebook)
    checked(report, strict)
    relief = {name for name, _ in could.added if name.startswith("+relief/")}
    gives = {short(str(each.measure), regime.base) for each in _reliefs(deal)}
    tried = {name.removeprefix("+") for name in relief}
    return Most(
        base,
        edits,
        deal,
        report,
        tuple(sorted(tried - gives)),
        tuple(each for each in regime.known("relief") if each not in tried),
    )


def _only_concessions(deal: Deal) -> Deal:
    phases = (
        replace(phase, relief=(), safeguards=(), undertakings=(), without=(), notes=())
        for phase in deal.phases
    )
    return replace(deal, phases=tuple(phases), notes=())


def _reliefs(deal: Deal) -> list[Relief]:
    return [relief for phase in deal.phases for relief in phase.relief]
