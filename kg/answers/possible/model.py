"""Packages that could be, as a program for the solver.

The choices and the rules are those of ``kg.repair``. What is added here: what is given and stays,
what relief is worth, which steps of the target count, and what could not be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.answers.after import lasting
from kg.answers.value import sums
from kg.check.questions import run_on
from kg.core.ids import short
from kg.deal.edit.edits import Edit, apply
from kg.deal.model import Concession, Deal, Phase, Relief
from kg.repair.costs import read_costs
from kg.repair.cure import no_choices
from kg.repair.model import Builder
from kg.repair.moves import Item, Moves
from kg.repair.program import base, part, whole
from kg.repair.terms import quote

if TYPE_CHECKING:
    from kg.check.rules import RuleShape
    from kg.graph.regime import Regime


PHASES = 3
"""How many phases a package has at most, where nobody says."""


@dataclass(frozen=True)
class Space:
    """All packages that could be made.

    Attributes:
        deal: what is given: a package whose commitments stay, or an empty one.
        text: the program.
        rules: the rules that bind, by IRI.
        added: what adds a commitment, by the name that the solver has for it and by phase.
    """

    deal: Deal
    text: str
    rules: tuple[str, ...]
    added: Mapping[tuple[str, int], Edit]


def empty(regime: Regime, id: str, title: str) -> Deal:
    """Returns a package without phases, as of the data date of a regime."""
    return Deal(id, regime.base + id, title, regime.data_date, None, (), (), ())


def space(
    regime: Regime,
    deal: Deal,
    shapes: Sequence[RuleShape],
    *,
    wanted: Sequence[Concession] = (),
    concessions: bool,
    worth: bool,
    phases: int,
    strict: bool,
) -> Space:
    """Says which packages could be made of what is given and what could be added.

    Args:
        regime: the loaded regime.
        deal: what is given; its commitments stay where they are, as they are.
        shapes: the shapes that bind.
        wanted: concessions that are made as well, in phases that may be chosen.
        concessions: whether others may be added.
        worth: whether worth and exposure are asked for; they take seconds to ask.
        phases: how many phases a package has at most; a given one keeps all it has.
        strict: whether weaknesses count as breaches.

    Raises:
        BadInput: if what is given names alternatives.
    """
    no_choices(deal)
    costs = read_costs()
    moves = Moves(regime, deal, shapes, costs)
    own = [replace(item, ways=()) for item in moves.own()]
    given = [Item(f"wanted/{n}", each, None, (), 0) for n, each in enumerate(wanted)]
    more = [
        item
        for item in moves.additions()
        if concessions or not isinstance(item.commitment, Concession)
    ]
    items = [*own, *given, *more]
    rules = base(regime, shapes)
    more_phases = max(0, phases - len(deal.phases))
    model = Builder(regime, deal, items, rules, costs, more_phases=more_phases).model()
    lines = [f"fixed({quote(item.name)}, {item.home})." for item in own]
    lines += [f"wanted({quote(item.name)})." for item in given]
    lines += [f"counted({quote(id)})." for id in counted(regime)]
    if worth:
        trial, names = _trial(regime, deal, items)
        lines += _worth(regime, trial, names)
        lines += _exposed(regime, trial, names)
    aims = part("design", "kg.answers.possible")
    text = whole(regime, shapes, rules, model.text, aims, strict, lines)
    added = {
        (name, int(phase)): edits[0]
        for (kind, name, *rest), edits in model.meaning.items()
        for phase in rest
        if kind == "add"
    }
    return Space(deal, text, tuple(sorted({shape.rule.iri for shape in shapes})), added)


def made(could: Space, places: Iterable[tuple[str, int]]) -> tuple[tuple[Edit, ...], Deal]:
    """Returns what makes a package out of what is given, and the package.

    Args:
        could: what could be made.
        places: commitments, by the solver's names, with their phases.
    """
    edits = [could.added[place] for place in places if place in could.added]
    edits.sort(key=lambda edit: (edit.phase, str(edit.added and edit.added.iri)))
    return tuple(edits), apply(could.deal, edits)


def counted(regime: Regime) -> list[str]:
    """Lists the actions that count as steps of the target; kinds of step are none."""
    return [id for id in regime.known("action") if not regime.is_a(id, "ActionKind")]


def _worth(regime: Regime, trial: Deal, names: Mapping[str, str]) -> Iterator[str]:
    """What each estimate is of, what it needs, and what each relief opens.

    The solver compares the sums of both ends of the yearly ranges, and leaves ceilings to
    ``kg.answers.value``, which measures what it finds.
    """
    book = sums.read_book(regime)
    for id, estimate in book.estimates.items():
        if estimate.benefit == sums.ONCE or estimate.gross is None or not book.parts[id]:
            continue
        yield f"estimate({quote(id)}, {int(estimate.gross.low + estimate.gross.high)})."
        for each in sorted(book.parts[id], key=str):
            yield f"needs({quote(id)}, {quote(str(each))})."
        for ceiling in sorted(book.above[id]):
            yield f"above({quote(id)}, {quote(ceiling)})."
    for row in run_on(regime, trial, "valued-parts-of-package"):
        opened = sums.part(row["part"], row["goods"])
        yield f"frees({quote(names[str(row['relief'])])}, {quote(str(opened))})."


def _exposed(regime: Regime, trial: Deal, names: Mapping[str, str]) -> Iterator[str]:
    """What cannot be taken back, or hardly can, once a relief has been given."""
    for relief, provisions in lasting(regime, trial).items():
        for provision in provisions:
            yield f"exposes({quote(names[relief])}, {quote(provision)})."


def _trial(regime: Regime, deal: Deal, items: Iterable[Item]) -> tuple[Deal, dict[str, str]]:
    """A package of one phase that gives every relief there is, and what the solver calls each."""
    reliefs = {item.name: item.commitment for item in items if isinstance(item.commitment, Relief)}
    iri = f"{regime.base}deal/trial"
    given = tuple(
        replace(relief, iri=f"{iri}/phase-1/relief-{number}")
        for number, relief in enumerate(reliefs.values(), 1)
    )
    phase = Phase(f"{iri}/phase-1", "Trial", 1, None, (), given, (), (), (), ())
    names = {short(each.iri, regime.base): name for each, name in zip(given, reliefs, strict=True)}
    return Deal("deal/trial", iri, "Trial", deal.as_of, None, (), (), (phase,)), names
