"""From a package to proposals that cure it, each checked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.check.book import find_rulebook, rulebook_of
from kg.check.rules import RuleShape
from kg.core.errors import BadInput, BrokenData
from kg.core.ids import did_you_mean, local
from kg.deal.edit.edits import Edit, apply
from kg.repair.costs import read_costs
from kg.repair.model import Builder
from kg.repair.moves import Moves
from kg.repair.program import base, binds, part, whole
from kg.repair.solve import MOST_CONFLICTS, Solver
from kg.repair.steps import Step, edits_of, steps
from kg.repair.terms import quote, term

if TYPE_CHECKING:
    from kg.check.findings import Finding, Report
    from kg.deal import Deal
    from kg.graph.regime import Regime


# The solver is given each way of changing each commitment in each phase: this takes ten seconds.
MOST_PLACES = 2_000


@dataclass(frozen=True)
class Proposal:
    """One way to cure a package.

    Attributes:
        steps: the changes; none of them can be left out.
        cost: what they cost together.
        deal: the package with the changes made.
        report: what the checker says of it, the compiled one unless pySHACL was asked for.
    """

    steps: tuple[Step, ...]
    cost: int
    deal: Deal
    report: Report

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The changes as data."""
        return tuple(step.edit for step in self.steps)


@dataclass(frozen=True)
class Conflict:
    """Rules and kept things that cannot all be had: taking any one out of the set frees the rest.

    Attributes:
        rules: rules, by the last part of their ids and what they say.
        keep: what was to be kept, as given.
    """

    rules: tuple[tuple[str, str], ...]
    keep: tuple[str, ...]


@dataclass(frozen=True)
class Repair:
    """The answer: the package's own report, the proposals from the cheapest on, or a conflict.

    ``proved`` is false where the search stopped at its limit: the last proposal may then not be the
    cheapest, and there may be further ones.
    """

    report: Report
    strict: bool
    proposals: tuple[Proposal, ...]
    conflict: Conflict | None
    proved: bool


def repair(
    regime: Regime,
    deal: Deal,
    rulebook: str | None = None,
    *,
    best: int = 3,
    keep: Sequence[str] = (),
    costs: Mapping[str, int] | None = None,
    strict: bool = False,
    limit: int = MOST_CONFLICTS,
    engine: str = "compiled",
) -> Repair:
    """Finds the cheapest changes after which a package has no breach and no gap.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.
        rulebook: as for ``validate``.
        best: how many proposals to return at most.
        keep: phases and commitments that stay as they are, such as ``phase-1`` or
            ``phase-2/relief-1``.
        costs: what each kind of change costs; see ``read_costs``.
        strict: whether weaknesses are cured too.
        limit: after how many conflicts the solver gives up a search.
        engine: what checks each proposal again, as for ``validate``.

    Raises:
        BadInput: for an unknown rulebook, an unknown thing to keep, fewer than one proposal, or a
            package that names alternatives.
        BrokenData: if a rule kind has no translation, or solver and checker disagree.

    >>> import kg
    >>> from kg.core.resources import folder
    >>> regime = kg.load()
    >>> offer = kg.read_deal(folder("deals") / "panmunjom-2018.yaml", regime)
    >>> [proposal.cost for proposal in repair(regime, offer, best=1).proposals]
    [4]
    """
    regime = regime.on(deal.as_of)
    if best < 1:
        raise BadInput(f"{best} proposals", where="--best", hint="write 1 or more")
    book = rulebook_of(regime, find_rulebook(regime, rulebook))
    shapes = book.shapes
    kept = {name: _kept(deal, name) for name in keep}
    prices = dict(costs) if costs is not None else read_costs()
    no_choices(deal)
    places = len(deal.phases) * len(deal.commitments)
    if places > MOST_PLACES:
        many = f"{len(deal.commitments)} commitments in {len(deal.phases)} phases"
        raise BadInput(
            f"{many} are too many to repair",
            where=deal.id,
            hint=f"phases times commitments may be {MOST_PLACES:,} at most; repair a part of it",
        )
    report = regime.validate(deal, rulebook)
    if not _left(report, strict):
        return Repair(report, strict, (Proposal((), 0, deal, report),), None, proved=True)
    # The solver takes phases in their order; whether that has to be said is seen afterwards.
    ordered = replace(deal, ordered=True)
    solver, meaning = prepared(regime, ordered, shapes, kept, prices, strict, limit)
    proposals = []
    for answer in solver.best(best):
        edits, order = edits_of(answer, meaning), 0
        if not deal.ordered and _left(regime.validate(apply(deal, edits), rulebook), strict):
            order = prices["order"]
            edits.insert(0, Edit("change", order, deal.iri, changes=(("ordered", True),)))
        made = tuple(steps(regime, deal, book, edits))
        cured = apply(deal, (step.edit for step in made))
        found = regime.validate(cured, rulebook, engine) if made else report
        proposals.append(Proposal(made, answer.cost + order, cured, found))
        checked(found, strict)
    conflict = None
    if not proposals and solver.proved:
        rules, kept_ones = solver.conflict()
        says = {shape.rule.iri: shape.rule.says for shape in shapes}
        conflict = Conflict(tuple((local(rule), says[rule]) for rule in rules), kept_ones)
    return Repair(report, strict, tuple(proposals), conflict, solver.proved)


def broken_as_written(
    regime: Regime, deal: Deal, shapes: tuple[RuleShape, ...]
) -> list[tuple[str, str]]:
    """Lists what the solver calls broken when nothing may be changed: shape and focus, as IRIs.

    A test compares this with what the reference checker finds.
    """
    rules = base(regime, shapes)
    items = [replace(item, ways=()) for item in Moves(regime, deal, (), read_costs()).own()]
    model = Builder(regime, deal, items, rules, read_costs(), more_phases=0).model()
    everything = [f"keep(all, {quote(item.name)})." for item in items]
    everything += [f"keep(all, {phase.position})." for phase in deal.phases]
    everything.append(":- changed(C), keep(all, C).")
    text = whole(regime, shapes, rules, model.text, part("edits"), False, everything)
    (answer,) = Solver(text, (), ()).best(1)
    return sorted((shape, regime.base + focus) for shape, focus in answer.broken)


def prepared(
    regime: Regime,
    deal: Deal,
    shapes: tuple[RuleShape, ...],
    kept: Mapping[str, Sequence[str]],
    costs: dict[str, int],
    strict: bool,
    limit: int = MOST_CONFLICTS,
) -> tuple[Solver, Mapping[tuple[str, ...], tuple[Edit, ...]]]:
    """Returns a solver for a package, and what each change means that the solver may make."""
    program = base(regime, shapes)
    items = Moves(regime, deal, shapes, costs).items()
    hard = [shape for shape in shapes if binds(shape, strict)]
    wanted = frozenset(term(value, regime.base) for s in hard for value in s.values)
    model = Builder(regime, deal, items, program, costs, wanted).model()
    keeps = [f"keep({quote(name)}, {each})." for name, all_ in kept.items() for each in all_]
    text = whole(regime, shapes, program, model.text, part("edits"), strict, keeps)
    rules = sorted({shape.rule.iri for shape in shapes})
    return Solver(text, rules, kept, limit), model.meaning


def _kept(deal: Deal, name: str) -> tuple[str, ...]:
    """What the solver calls a phase with all it holds, or a commitment."""
    iri = f"{deal.iri}/{name.removeprefix(f'{deal.iri}/').removeprefix(f'{deal.id}/')}"
    base = deal.iri.removesuffix(deal.id)
    phases = {phase.iri: phase for phase in deal.phases}
    if iri in phases:
        phase = phases[iri]
        held = [quote(each.iri.removeprefix(base)) for each in phase.commitments]
        return (*held, str(phase.position))
    if any(iri == each.iri for each in deal.commitments):
        return (quote(iri.removeprefix(base)),)
    iris = [*phases, *(each.iri for each in deal.commitments)]
    known = [each.removeprefix(f"{deal.iri}/") for each in iris]
    near = did_you_mean(name, known)
    hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
    raise BadInput(f"the package has no “{name}”", where="--keep", hint=hint)


def no_choices(deal: Deal) -> None:
    """Makes sure that a package names no alternatives.

    Raises:
        BadInput: if it does.
    """
    if deal.choices:
        named = "; ".join(choice.label for choice in deal.choices)
        raise BadInput(
            f"the package leaves a choice open ({named})",
            where=deal.id,
            hint="choose an alternative first, and put it in the place of one-of",
        )


def _left(report: Report, strict: bool) -> list[Finding]:
    return [f for f in report.findings if strict or f.kind != "weakness"]


def checked(report: Report, strict: bool) -> None:
    """Makes sure that a package which the solver made keeps what it was to keep.

    Raises:
        BrokenData: if the checker finds a breach or a gap, or a weakness where ``strict``
            counts it as a breach.
    """
    left = _left(report, strict)
    if left:
        raise BrokenData(
            f"the solver's package fails at {left[0].commitment}: solver and checker disagree",
            where=left[0].shape,
            hint="compare the skg:program of its rule kind with its sh:validator",
        )
