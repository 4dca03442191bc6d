"""The most relief that some concessions can justify, all of it together and placed in phases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.possible.model import PHASES, empty, made, space
from kg.answers.possible.search import Search
from kg.check.book import applied_shapes, find_rulebook
from kg.core.errors import BadInput
from kg.core.ids import short
from kg.deal.edit.edits import Edit, apply
from kg.deal.model import Concession
from kg.repair.cure import checked

if TYPE_CHECKING:
    from kg.check.findings import Report
    from kg.deal import Deal
    from kg.graph.regime import Regime


@dataclass(frozen=True)
class Most:
    """The answer of ``most``.

    Attributes:
        base: the package to which the edits are made: what was given, or an empty one.
        edits: what makes the package out of it.
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
    phases: int | None = None,
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
        phases: the most phases for actions given by their ids; three by default.
        strict: whether weaknesses count as breaches.

    Raises:
        BadInput: for an unknown action, actor or rulebook, a kind of step in the place of an
            action, or if no package can be made: a gap in what is given, say, or a weakness that no
            relief mends.

    >>> import kg
    >>> answer = most(kg.load(), ["ctbt-signature"], phases=1)
    >>> "relief/import-suspension" in answer.left_out
    True
    """
    shapes = applied_shapes(regime, find_rulebook(regime, rulebook))
    wanted: list[Concession] = []
    if isinstance(given, (list, tuple)):
        base = empty(regime, "deal/most", "The most relief that these concessions can justify")
        start, cleared = base, tuple[Edit, ...]()
        who = (regime.find(verified_by, "actor").value,) if verified_by else ()
        actions = dict.fromkeys(regime.find(name, "action").value for name in given)
        for iri in actions:
            if regime.is_a(iri, "ActionKind"):
                what = f"{short(iri, regime.base)} is a kind of step, not an action"
                raise BadInput(what, hint="name an action of this kind")
            verifiers = who if regime.is_a(iri, "VerifiableAction") else ()
            wanted.append(Concession(f"{iri}/wanted", regime.label(iri), None, (), iri, verifiers))
    else:
        assert not isinstance(given, Sequence)
        base, cleared = given, tuple(_clearing(given))
        start, phases = apply(base, cleared), len(base.phases)
    phases = PHASES if phases is None else phases
    if phases < 1:
        raise BadInput(f"{phases} phases", where="--phases", hint="write 1 or more")
    could = space(
        *(regime, start, shapes),
        wanted=wanted,
        concessions=False,
        worth=False,
        phases=phases,
        strict=strict,
    )
    found = Search(could, "law").best(float("inf"))
    if found is None:
        hint = "name who verifies each concession, and not the target"
        hint += ", or leave out --strict" if strict else ""
        raise BadInput("no package of these concessions keeps every rule", hint=hint)
    added, _ = made(could, found.places)
    edits = (*cleared, *added)
    deal = apply(base, edits)
    report = regime.validate(deal, rulebook, engine="reference")
    checked(report, strict)
    relief = {name for name, _ in could.added if name.startswith("+relief/")}
    gives = {short(str(each.measure), regime.base) for each in deal.reliefs}
    tried = {name.removeprefix("+") for name in relief}
    return Most(
        base,
        edits,
        deal,
        report,
        tuple(sorted(tried - gives)),
        tuple(each for each in regime.known("relief") if each not in tried),
    )


def _clearing(deal: Deal) -> Iterator[Edit]:
    """What takes everything but the concessions out of a package."""
    for phase in deal.phases:
        for each in phase.commitments:
            if not isinstance(each, Concession):
                yield Edit("drop", 0, each.iri, phase.position)
        if phase.without:
            yield Edit("restore", 0, phase.iri, phase.position, provisions=phase.without)
