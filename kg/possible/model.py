"""Packages that could be, as a program for the solver.

The choices and the rules are those of ``kg.repair``. What is added here: what is given and stays,
what relief is worth, which steps of the target count, and what could not be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kg import queries
from kg.after import lasting
from kg.deal.model import Concession, Deal, Phase, Relief
from kg.ids import short
from kg.repair.costs import read_costs
from kg.repair.edits import Edit, apply
from kg.repair.model import Builder
from kg.repair.moves import Item, Moves, examples
from kg.repair.program import core, facts, goals, program
from kg.repair.terms import quote
from kg.value.sums import ONCE, read_book

if TYPE_CHECKING:
    from kg.regime import Regime
    from kg.rules import RuleShape


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
    """
    costs = read_costs()
    moves = Moves(regime, deal, shapes, costs, examples(regime))
    own = [replace(item, ways=()) for item in moves.own()]
    given = [Item(f"wanted/{n}", each, None, (), 0) for n, each in enumerate(wanted)]
    more = [
        item
        for item in moves.additions()
        if concessions or not isinstance(item.commitment, Concession)
    ]
    items = [*own, *given, *more]
    base = program(regime, shapes) + core("core")
    builder = Builder(
        *(regime, deal, items, base, costs),
        more_phases=max(0, phases - len(deal.phases)),
    )
    model = builder.model()
    lines = [f"fixed({quote(item.name)}, {item.home})." for item in own]
    lines += [f"wanted({quote(item.name)})." for item in given]
    lines += [
        f"counted({quote(id)})."
        for id in regime.known("action")
        if not regime.is_a(id, "ActionKind")
    ]
    if worth:
        lines += _worth(regime, deal, items)
        lines += _exposed(regime, deal, items)
    parts = (base, core("choices"), _design(), facts(regime, base), model.text)
    text = "\n".join((*parts, *goals(shapes, strict), *lines))
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


@cache
def _design() -> str:
    return files("kg.possible").joinpath("design.lp").read_text("utf-8")


def _worth(regime: Regime, deal: Deal, items: Iterable[Item]) -> Iterator[str]:
    """What each estimate is of, what it needs, and what each relief opens.

    The solver compares the sums of both ends of the yearly ranges, and leaves ceilings to
    ``kg.value``, which measures what it finds.
    """
    book = read_book(regime)
    for id, estimate in book.estimates.items():
        if estimate.benefit == ONCE or estimate.gross is None or not book.parts[id]:
            continue
        yield f"estimate({quote(id)}, {int(estimate.gross.low + estimate.gross.high)})."
        for each in sorted(book.parts[id], key=str):
            yield f"needs({quote(id)}, {quote(str(each))})."
        for ceiling in sorted(book.above[id]):
            yield f"above({quote(id)}, {quote(ceiling)})."
    reliefs = {item.name: item.commitment for item in items if isinstance(item.commitment, Relief)}
    trial, names = _trial(regime, deal, reliefs)
    for row in queries.run_on(regime, trial, "valued-parts-of-package"):
        part = (str(row["part"]), None if row["goods"] is None else str(row["goods"]))
        yield f"frees({quote(names[str(row['relief'])])}, {quote(str(part))})."


def _exposed(regime: Regime, deal: Deal, items: Iterable[Item]) -> Iterator[str]:
    """What cannot be taken back, or hardly can, once a relief has been given."""
    reliefs = {item.name: item.commitment for item in items if isinstance(item.commitment, Relief)}
    trial, names = _trial(regime, deal, reliefs)
    for relief, provisions in lasting(regime, trial).items():
        for provision in provisions:
            yield f"exposes({quote(names[relief])}, {quote(provision)})."


def _trial(
    regime: Regime, deal: Deal, reliefs: Mapping[str, Relief]
) -> tuple[Deal, dict[str, str]]:
    """A package of one phase that gives some reliefs, and what each is called there."""
    iri = f"{regime.base}deal/trial"
    given = tuple(
        replace(relief, iri=f"{iri}/phase-1/relief-{number}")
        for number, relief in enumerate(reliefs.values(), 1)
    )
    phase = Phase(f"{iri}/phase-1", "Trial", 1, None, (), given, (), (), (), ())
    names = {short(each.iri, regime.base): name for each, name in zip(given, reliefs, strict=True)}
    return Deal("deal/trial", iri, "Trial", deal.as_of, None, (), (), (phase,)), names
