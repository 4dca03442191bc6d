"""Which single changes cure most of what was found on a package: one cause, one finding.

The changes are those of a repair, in the same words. Each is made alone and the package is checked
again; of those that bring no breach and no gap, the one that cures most comes first, then the one
that cures most of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.check import validation
from kg.check.book import find_rulebook, rulebook_of
from kg.check.engines import Engine
from kg.check.readings import judge
from kg.core.ids import short
from kg.deal.derive.deriver import deriver_of
from kg.deal.edit.edits import Edit, apply
from kg.deal.edit.written import planned
from kg.deal.model import Commitment, Concession, Safeguard, Undertaking
from kg.repair.costs import read_costs
from kg.repair.moves import Item, Moves
from kg.repair.words import Sayer

if TYPE_CHECKING:
    from kg.check.book import Book
    from kg.check.findings import Report
    from kg.deal import Deal
    from kg.graph.regime import Regime

# A change that cures less than this is said by the finding itself.
_LEAST = 2
_MOST_TRIED = 160
# What costs more, such as the end of all weapons, is a deal of its own and no cure of a finding.
_MOST_COST = 30
# Each trial checks the whole package, so a long one has fewer, and a very long one none.
_MOST_CHECKED, _FEWEST = 10_000, 20

Found = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Cure:
    """A single change, and what it cures that none before it does.

    Attributes:
        edit: the change.
        sentence: the same in words, without a full stop.
        findings: the places in the report of the findings that go.
    """

    edit: Edit
    sentence: str
    findings: tuple[int, ...]


def cures(regime: Regime, deal: Deal, report: Report) -> tuple[Cure, ...]:
    """Groups what was found on a package under the single changes that cure it.

    Args:
        regime: the loaded regime.
        deal: the package.
        report: what ``validate`` says of it.

    >>> import kg
    >>> from kg.core.resources import folder
    >>> regime = kg.load()
    >>> deal = kg.read_deal(folder("deals") / "panmunjom-2018.yaml", regime)
    >>> best = cures(regime, deal, regime.validate(deal))[0]
    >>> best.sentence[:50], len(best.findings)
    ('Let the 1718 Committee decide inter-Korean rail, r', 15)
    """
    regime = regime.on(deal.as_of)
    most = min(_MOST_TRIED, _MOST_CHECKED // max(1, len(deal.commitments)))
    if len(report.findings) < _LEAST or most < _FEWEST:
        return ()
    book = rulebook_of(regime, find_rulebook(regime, report.rulebook))
    before = _found(regime, deal, book)
    places = {(f.shape, f.commitment): n for n, f in enumerate(report.findings)}
    tried: list[tuple[Edit, frozenset[int]]] = []
    edits = (e for e in _candidates(regime, deal, report, book) if e.cost <= _MOST_COST)
    for edit in islice(edits, most):
        after = _found(regime, apply(deal, [edit], renumber=False), book)
        new = after.keys() - before.keys()
        worse = (edit.kind == "move" and new) or any(
            kind != "weakness" and before.get(key, "weakness") == "weakness"
            for key, kind in after.items()
        )
        gone = frozenset(places[key] for key in before.keys() - after.keys() if key in places)
        if len(gone) >= _LEAST and not worse:
            tried.append((edit, gone))
    return tuple(_chosen(regime, deal, tried))


def cure_data(regime: Regime, deal: Deal, cure: Cure) -> dict[str, Any]:
    """Returns a cure as data: what it says, what it changes, and which findings go."""
    edit, plan = cure.edit, planned(deal, [cure.edit])
    on = short(edit.on, regime.base).removeprefix(f"{deal.id}/")
    keys = {key: value for values in plan.sets.values() for key, value in values.items()}
    added = [item for items in plan.ins.values() for item in items if not isinstance(item, tuple)]
    statements: dict[str, Any] = {"kind": edit.kind, "phase": edit.phase or None, "on": on or None}
    statements |= {"set": keys or None, "add": added[0] if added else None}
    return {
        "sentence": cure.sentence,
        "edit": {key: value for key, value in statements.items() if value is not None},
        "cures": list(cure.findings),
    }


def _chosen(regime: Regime, deal: Deal, tried: list[tuple[Edit, frozenset[int]]]) -> Iterator[Cure]:
    left = frozenset().union(*(gone for _, gone in tried))
    while tried:
        edit, gone = max(tried, key=lambda each: (len(each[1] & left), -each[0].cost))
        if len(gone & left) < _LEAST:
            return
        yield Cure(edit, Sayer(regime, deal, [edit]).say(edit), tuple(sorted(gone & left)))
        left -= gone


def _found(regime: Regime, deal: Deal, book: Book) -> Found:
    if deal.choices:
        found = validation.validate(regime, deal, book.id).findings
        return {(f.shape, f.commitment): f.kind for f in found}
    judged = judge(regime, deal, book, Engine.compiled, details=False)
    base = regime.base
    return {(short(v.shape.iri, base), short(v.focus, base)): v.kind for v in judged.violated}


def _candidates(regime: Regime, deal: Deal, report: Report, book: Book) -> Iterator[Edit]:
    """What may be said of what is there, what may come in, and what may come later or sooner."""
    costs = read_costs()
    moves = Moves(regime, deal, book.shapes, costs)
    if not deal.ordered:
        yield Edit("change", costs["order"], deal.iri, changes=(("ordered", True),))
    own = moves.own()
    for item in own:
        for way in item.ways:
            if len(way.parts) == 1:
                ((changes, cost),) = way.parts
                yield Edit("change", cost, item.commitment.iri, item.home or 0, changes)
    yield from _additions(regime, deal, report, book, moves.additions())
    concerned = {f.commitment for f in report.findings}
    for item in own:
        if short(item.commitment.iri, regime.base) in concerned:
            for phase in deal.phases:
                if phase.position != item.home:
                    cost = costs["move"] * abs(phase.position - (item.home or 0))
                    yield Edit("move", cost, item.commitment.iri, phase.position)


def _additions(
    regime: Regime, deal: Deal, report: Report, book: Book, items: Iterable[Item]
) -> Iterator[Edit]:
    """What the rules name that are broken, in the first phase where one of them is."""
    by_id = {short(shape.iri, regime.base): shape for shape in book.shapes}
    first: dict[str, int] = {}
    for finding in report.findings:
        shape = by_id.get(finding.shape)
        for value in shape.values if shape else ():
            place = first.get(value.value, len(deal.phases))
            first[value.value] = min(place, finding.phase or 1)
    added = []
    for item in items:
        wanted = [first[iri] for iri in _gives(regime, item.commitment) if iri in first]
        if wanted:
            phase = min(wanted)
            added.append(Edit("add", item.cost, phase=phase, added=item.commitment))
    yield from sorted(added, key=lambda edit: edit.cost)


def _gives(regime: Regime, each: Commitment) -> Iterable[str]:
    match each:
        case Concession():
            return map(str, deriver_of(regime).steps.achieved(each.action))
        case Safeguard():
            return (each.safeguard,)
        case Undertaking():
            return (each.undertaking,)
    return ()
