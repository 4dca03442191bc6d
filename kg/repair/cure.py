"""From a package to proposals that cure it, each checked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kg import check
from kg.deal.build import list_label
from kg.errors import BadInput, BrokenData
from kg.ids import did_you_mean
from kg.repair.costs import read_costs
from kg.repair.edits import Edit, apply
from kg.repair.model import Builder
from kg.repair.moves import Moves
from kg.repair.program import core, facts, program
from kg.repair.solve import Answer, Solver
from kg.repair.terms import quote, term
from kg.repair.words import NEW_PHASE, Sayer
from kg.rules import KINDS, RuleShape, local

if TYPE_CHECKING:
    from kg.check import Report
    from kg.deal import Deal
    from kg.regime import Regime


@dataclass(frozen=True)
class Proposal:
    """One way to cure a package.

    Attributes:
        edits: the changes, with the cost of each.
        steps: the same in words, one sentence each.
        cost: what they cost together.
        deal: the package with the changes made.
        report: what the reference checker says of it.
    """

    edits: tuple[Edit, ...]
    steps: tuple[str, ...]
    cost: int
    deal: Deal
    report: Report


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
    """The answer: the package's own report, the proposals from the cheapest on, or a conflict."""

    report: Report
    strict: bool
    proposals: tuple[Proposal, ...]
    conflict: Conflict | None


def repair(
    regime: Regime,
    deal: Deal,
    rulebook: str | None = None,
    *,
    best: int = 3,
    keep: Sequence[str] = (),
    costs: Mapping[str, int] | None = None,
    strict: bool = False,
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

    Raises:
        BadInput: for an unknown rulebook, an unknown thing to keep, or fewer than one proposal.
        BrokenData: if a rule kind has no translation, or solver and checker disagree.

    >>> import kg
    >>> from kg.resources import folder
    >>> regime = kg.load()
    >>> offer = kg.read_deal(folder("deals") / "panmunjom-2018.yaml", regime)
    >>> [proposal.cost for proposal in repair(regime, offer, best=1).proposals]
    [3]
    """
    if best < 1:
        raise BadInput(f"{best} proposals", where="--best", hint="write 1 or more")
    shapes = check.applied_shapes(regime, check.find_rulebook(regime, rulebook))
    kept = {name: _kept(deal, name) for name in keep}
    prices = dict(costs) if costs is not None else read_costs()
    solver, meaning = prepared(regime, deal, shapes, kept, prices, strict)
    report = regime.validate(deal, rulebook)
    sayer = Sayer(regime, deal)
    proposals = []
    for answer in solver.best(best):
        edits = tuple(_labelled(regime, deal, edit) for edit in _edits(answer, meaning))
        cured = apply(deal, edits, NEW_PHASE)
        proposal = Proposal(
            edits,
            tuple(sayer.say(edit) for edit in edits),
            answer.cost,
            cured,
            regime.validate(cured, rulebook) if edits else report,
        )
        _checked(proposal, strict)
        proposals.append(proposal)
    conflict = None
    if not proposals:
        rules, kept_ones = solver.conflict()
        says = {shape.rule.iri: shape.rule.says for shape in shapes}
        conflict = Conflict(tuple((local(rule), says[rule]) for rule in rules), kept_ones)
    return Repair(report, strict, tuple(proposals), conflict)


def broken_as_written(
    regime: Regime, deal: Deal, shapes: tuple[RuleShape, ...]
) -> list[tuple[str, str]]:
    """Lists what the solver calls broken when nothing may be changed: shape and focus, as IRIs.

    A test compares this with what the reference checker finds.
    """
    base = program(regime, shapes) + core("core")
    items = [replace(item, ways=()) for item in Moves(regime, deal, (), read_costs()).own()]
    model = Builder(regime, deal, items, base, read_costs()).model(more_phases=0)
    everything = [f"keep(all, {quote(item.name)})." for item in items]
    everything += [f"keep(all, {phase.position})." for phase in deal.phases]
    everything.append(":- changed(C), keep(all, C).")
    parts = [base, core("choices"), facts(regime, base), model.text]
    text = "\n".join([*parts, *_goals(shapes, False), *everything])
    (answer,) = Solver(text, (), ()).best(1)
    return sorted((shape, regime.base + focus) for shape, focus in answer.broken)


def prepared(
    regime: Regime,
    deal: Deal,
    shapes: tuple[RuleShape, ...],
    kept: Mapping[str, Sequence[str]],
    costs: dict[str, int],
    strict: bool,
) -> tuple[Solver, Mapping[tuple[str, ...], Edit]]:
    """Returns a solver for a package, and what each change means that the solver may make."""
    base = program(regime, shapes) + core("core")
    items = Moves(regime, deal, shapes, costs, _examples(regime)).items()
    hard = [s for s in shapes if strict or KINDS[s.severity] != "weakness"]
    wanted = frozenset(term(value, regime.base) for s in hard for value in s.values)
    model = Builder(regime, deal, items, base, costs, wanted).model()
    text = "\n".join(
        [base, core("choices"), facts(regime, base), model.text, *_goals(shapes, strict)]
        + [f"keep({quote(name)}, {each})." for name, all_ in kept.items() for each in all_]
    )
    return Solver(text, sorted({shape.rule.iri for shape in shapes}), kept), model.meaning


def _goals(shapes: Iterable[RuleShape], strict: bool) -> Iterable[str]:
    for shape in shapes:
        yield f"of_rule({quote(shape.iri)}, {quote(shape.rule.iri)})."
        if strict or KINDS[shape.severity] != "weakness":
            yield f"hard({quote(shape.iri)})."


def _kept(deal: Deal, name: str) -> tuple[str, ...]:
    """What the solver calls a phase with all it holds, or a commitment."""
    iri = f"{deal.iri}/{name.removeprefix(f'{deal.id}/')}"
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
    raise BadInput(f"the package has no {name}", where="--keep", hint=hint)


def _edits(answer: Answer, meaning: Mapping[tuple[str, ...], Edit]) -> tuple[Edit, ...]:
    """The changes of an answer; what is taken out of one list, or stays barred, in one step."""
    merged: dict[tuple[str, ...], Edit] = {}
    for name in answer.edits:
        edit = meaning[name]
        goods = [key for key, _ in edit.changes] == ["leaves_out"]
        key = (edit.kind, edit.on) if edit.kind == "take-out" else name
        key = ("leave-out", edit.on) if goods else key
        if key in merged:
            old = merged[key]
            both = tuple(dict(old.changes).get("leaves_out", ())) if goods else ()
            also = tuple(dict(edit.changes).get("leaves_out", ())) if goods else ()
            merged[key] = replace(
                old,
                cost=old.cost + edit.cost,
                provisions=(*old.provisions, *edit.provisions),
                changes=(("leaves_out", (*both, *also)),) if goods else old.changes,
            )
        else:
            shared = {"take-out": "out", "leave-out": "leave_out"}.get(key[0], "")
            more = answer.shared.get((shared, name[1]), 0)
            merged[key] = replace(edit, cost=edit.cost + more)
    steps = sorted(merged.values(), key=_place)
    for (what, *rest), cost in answer.shared.items():
        if what == "phase":
            opens = next(n for n, e in enumerate(steps) if str(e.phase) == rest[0])
            steps[opens] = replace(steps[opens], cost=steps[opens].cost + cost)
    return tuple(steps)


def _labelled(regime: Regime, deal: Deal, edit: Edit) -> Edit:
    if edit.kind != "take-out":
        return edit
    reliefs = {relief.iri: relief for phase in deal.phases for relief in phase.relief}
    relief = reliefs[edit.on]
    kept = tuple(each for each in relief.provisions if each not in edit.provisions)
    return replace(edit, label=list_label(kept, regime.label))


def _place(edit: Edit) -> tuple[int, int, str, str]:
    order = ("add", "move", "drop", "restore", "take-out", "change")
    added = edit.added.iri if edit.added is not None else ""
    return edit.phase, order.index(edit.kind), edit.on or added, str(edit.changes)


def _checked(proposal: Proposal, strict: bool) -> None:
    left = [f for f in proposal.report.findings if strict or f.kind != "weakness"]
    if left:
        raise BrokenData(
            f"a proposal does not cure {left[0].commitment}: solver and checker disagree",
            where=left[0].shape,
            hint="compare the skg:program of its rule kind with its sh:validator",
        )


@lru_cache(maxsize=2)
def _examples(regime: Regime) -> tuple[Deal, ...]:
    """The packages that ship: they say who verifies what."""
    from kg.deal import BadPackage, read_deal
    from kg.resources import folder

    found = []
    for path in sorted(folder("deals").glob("*.yaml")):
        try:
            found.append(read_deal(path, regime))
        except BadPackage:  # A package of another regime.
            continue
    return tuple(found)
