"""From an answer of the solver to steps: what each changes, in words, and what it is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.check.compiled import facts
from kg.check.rules import RuleShape
from kg.core.ids import local, short
from kg.deal.edit.edits import Edit, apply
from kg.deal.read.items import list_label
from kg.repair.words import Sayer

if TYPE_CHECKING:
    from kg.check.book import Book
    from kg.deal import Deal
    from kg.graph.regime import Regime
    from kg.repair.solve import Answer

Names = tuple[str, ...]


@dataclass(frozen=True)
class Mended:
    """A shape that a package would break at a commitment if a step were not made.

    ``shape`` and ``rule`` are short ids; ``commitment`` is the IRI of the commitment or, where the
    shape looks at the package, of the package; ``passages`` are short ids.
    """

    shape: str
    rule: str
    says: str
    passages: tuple[str, ...]
    commitment: str
    label: str


@dataclass(frozen=True)
class Step:
    """A change, the same in words, and what it is for."""

    edit: Edit
    says: str
    mends: tuple[Mended, ...]


def steps(
    regime: Regime,
    deal: Deal,
    book: Book,
    changes: Iterable[Edit],
) -> Iterator[Step]:
    """Yields changes as steps.

    What a step is for is what the compiled checker finds when it alone is not made.

    Args:
        regime: the loaded regime.
        deal: the package.
        book: the rulebook.
        changes: the changes, in order.
    """
    edits = [_labelled(regime, deal, edit) for edit in changes]
    sayer = Sayer(regime, deal, edits)
    left = _violated(regime, deal, book, edits)
    for edit in edits:
        others = [each for each in edits if each is not edit]
        broken = _violated(regime, deal, book, others)
        mends = [_mended(sayer, broken[key], key[1]) for key in sorted(broken.keys() - left.keys())]
        yield Step(edit, sayer.say(edit), tuple(mends))


def _violated(
    regime: Regime, deal: Deal, book: Book, edits: Iterable[Edit]
) -> dict[tuple[str, str], RuleShape]:
    made = apply(deal, edits, renumber=False)
    found = book.checker.check(facts(regime, made)).violated
    return {(shape.iri, focus): shape for shape, focus in found}


def edits_of(answer: Answer, meaning: Mapping[Names, tuple[Edit, ...]]) -> list[Edit]:
    """Returns the changes of an answer, phase by phase; what leaves one list is one change.

    Args:
        answer: the answer of the solver.
        meaning: what each change means that the solver may make.
    """
    merged: dict[Names, Edit] = {}
    for name, edit in ((each, edit) for each in answer.edits for edit in meaning[each]):
        attributes = tuple(attribute for attribute, _ in edit.changes)
        shared = {"take-out": "out"}.get(edit.kind, "")
        key = (shared, edit.on) if shared else (*name, *attributes)
        if key in merged:
            merged[key] = _joined(merged[key], edit)
        else:
            more = answer.shared.get((shared, name[1]), 0) if shared else 0
            merged[key] = replace(edit, cost=edit.cost + more)
    found = sorted(merged.values(), key=_place)
    for (what, *rest), cost in answer.shared.items():
        if what == "phase":
            opens = next(n for n, edit in enumerate(found) if str(edit.phase) == rest[0])
            found[opens] = replace(found[opens], cost=found[opens].cost + cost)
    return found


def _joined(one: Edit, other: Edit) -> Edit:
    provisions = (*one.provisions, *other.provisions)
    return replace(one, cost=one.cost + other.cost, provisions=provisions)


def _mended(sayer: Sayer, shape: RuleShape, focus: str) -> Mended:
    base = sayer.regime.base
    return Mended(
        shape=short(shape.iri, base),
        rule=local(shape.rule.iri),
        says=shape.rule.says,
        passages=tuple(short(iri, base) for iri in shape.rule.passages),
        commitment=focus,
        label=sayer.name(focus),
    )


def _labelled(regime: Regime, deal: Deal, edit: Edit) -> Edit:
    if edit.kind != "take-out":
        return edit
    relief = next(each for each in deal.reliefs if each.iri == edit.on)
    kept = tuple(each for each in relief.provisions if each not in edit.provisions)
    return replace(edit, label=list_label(kept, regime.label))


def _place(edit: Edit) -> tuple[int, int, str, int, str]:
    order = ("add", "move", "drop", "restore", "take-out", "change")
    added = edit.added.iri if edit.added is not None else ""
    # What a commitment is comes before what else is said of it.
    named = 0 if "label" in dict(edit.changes) else 1
    return edit.phase, order.index(edit.kind), edit.on or added, named, str(edit.changes)
