"""Changes to a package, as data, and a package with changes made to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from kg.deal.model import Commitment, Concession, Deal, Phase, Relief, Safeguard, Undertaking
from kg.deal.terms import LISTS, UNSTATED

KINDS: dict[str, type[Commitment]] = {
    "concession": Concession,
    "relief": Relief,
    "safeguard": Safeguard,
    "undertaking": Undertaking,
}


@dataclass(frozen=True)
class Edit:
    """One step of a repair.

    Attributes:
        kind: ``change``, ``take-out``, ``move``, ``drop``, ``add`` or ``restore``.
        cost: what it costs, as far as it is not shared with other steps.
        on: the IRI of the commitment, the phase or the package that it changes; of what is added,
            none.
        phase: the number of the phase that something moves or is added to, or that is changed.
        changes: the attributes of the commitment that get new values.
        provisions: the IRIs of provisions taken out, or of the safeguard no longer forgone.
        added: the commitment that is added.
        label: what the commitment is called afterwards, where that changes.
    """

    kind: str
    cost: int
    on: str = ""
    phase: int = 0
    changes: tuple[tuple[str, Any], ...] = ()
    provisions: tuple[str, ...] = ()
    added: Commitment | None = None
    label: str = ""


def kind_of(commitment: Commitment) -> str:
    """Returns ``concession``, ``relief``, ``safeguard`` or ``undertaking``."""
    return next(kind for kind, cls in KINDS.items() if isinstance(commitment, cls))


def changed(commitment: Commitment, edits: Iterable[Edit]) -> Commitment:
    """Returns a commitment with the changes made that concern it."""
    for edit in edits:
        if edit.on != commitment.iri:
            continue
        if edit.kind == "change":
            new = {"label": edit.label or commitment.label, **with_lists(commitment, edit)}
            commitment = replace(commitment, **new)
        elif edit.kind == "take-out" and isinstance(commitment, Relief):
            kept = tuple(each for each in commitment.provisions if each not in edit.provisions)
            commitment = replace(commitment, provisions=kept, label=edit.label)
    return commitment


def with_lists(commitment: Commitment, edit: Edit) -> dict[str, Any]:
    """Returns the new values of attributes; what is left out comes on top of what was.

    A new act is that of all bodies, where none is given for each, and a new term takes the place of
    all that was said of one.
    """
    new = dict(edit.changes)
    if not isinstance(commitment, Relief):
        return new
    if "acts" in new:
        new["through"] = UNSTATED
    if "leaves_out" in new:
        new["leaves_out"] = tuple(dict.fromkeys([*commitment.leaves_out, *new["leaves_out"]]))
    if "term_days" in new:
        new |= {"term_most": None, "term_said": None, "term_open": False}
    acts_now = new.get("acts", commitment.acts)
    if commitment.acts and "through" in dict(edit.changes):
        new["acts"] = ()
    elif acts_now and "by" in new:
        acts = {body: act for body, act in acts_now if body in new["by"]}
        one = len(new["by"]) == 1
        new["through"] = acts.get(new["by"][0], UNSTATED) if one else UNSTATED
        new["acts"] = () if one else tuple(acts.items())
    return new


def phase_title(deal: Deal, position: int) -> str:
    """Returns a title, not yet taken, for a phase that is opened after the last."""
    title, taken = f"Phase {position}", {phase.title for phase in deal.phases}
    while title in taken:
        title = f"New {title[0].lower()}{title[1:]}"
    return title


def apply(deal: Deal, edits: Iterable[Edit], renumber: bool = True) -> Deal:
    """Returns a package with changes made.

    Commitments are numbered anew; what moves comes after what was there, what is added last. A
    phase that loses all it holds stays, so that the others keep their numbers.

    Args:
        deal: the package.
        edits: the changes.
        renumber: whether commitments get the IRIs that their new places give them; if not, each
            keeps its own.
    """
    steps = tuple(edits)
    for edit in steps:
        if edit.on == deal.iri:
            deal = replace(deal, **dict(edit.changes))
    dropped = {edit.on for edit in steps if edit.kind == "drop"}
    moved = {edit.on: edit.phase for edit in steps if edit.kind == "move"}
    places: dict[int, list[Commitment]] = {phase.position: [] for phase in deal.phases}
    by_iri = {each.iri: each for each in deal.commitments}
    for phase in deal.phases:
        for each in phase.commitments:
            if each.iri not in dropped and each.iri not in moved:
                places[phase.position].append(changed(each, steps))
    for iri, place in moved.items():
        places.setdefault(place, []).append(changed(by_iri[iri], steps))
    for edit in steps:
        if edit.added is not None:
            places.setdefault(edit.phase, []).append(edit.added)
    phases = (
        _phase(_old(deal, position), holds, steps, renumber)
        for position, holds in sorted(places.items())
    )
    return replace(deal, phases=tuple(phases))


def _old(deal: Deal, position: int) -> Phase:
    for phase in deal.phases:
        if phase.position == position:
            return phase
    iri = f"{deal.iri}/phase-{position}"
    return Phase(iri, phase_title(deal, position), position, None, (), (), (), (), (), ())


def _phase(
    phase: Phase, holds: Iterable[Commitment], edits: tuple[Edit, ...], renumber: bool
) -> Phase:
    found: dict[str, Any] = {}
    everything = list(holds)
    for kind, cls in KINDS.items():
        own = [each for each in everything if isinstance(each, cls)]
        names = [f"{phase.iri}/{kind}-{n}" if renumber else e.iri for n, e in enumerate(own, 1)]
        found[LISTS[kind]] = tuple(replace(e, iri=i) for e, i in zip(own, names, strict=True))
    restored = {
        each for e in edits if e.kind == "restore" and e.on == phase.iri for each in e.provisions
    }
    without = tuple(each for each in phase.without if each not in restored)
    return replace(phase, without=without, **found)
