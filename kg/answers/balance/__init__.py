"""Whether the phases of a package are balanced: how far its relief goes, how far its concessions.

The stages are those at which an author places relief measures and actions. A stage has been reached
when all that the rulebook asks at it, and at those before it, has been delivered
(``justify.stages``), so that two steps of a row are never paid with one. What has a price, and what
a concession buys, is as the rulebook says. The questions stand in ``queries/deals``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from kg.answers.after.seen import reach
from kg.answers.justify import stages
from kg.answers.justify.stages import Stage, Step, furthest
from kg.check.book import find_rulebook, rulebook_of
from kg.check.compiled import facts
from kg.check.questions import run_on
from kg.core.ids import local, short
from kg.deal.derive.membership import UP_TO
from kg.deal.derive.phases import by_then
from kg.deal.derive.steps import ACHIEVES
from kg.deal.model import parts_of
from kg.deal.terms import IN_PHASE
from kg.graph import queries

if TYPE_CHECKING:
    from kg.check.compiled import Package
    from kg.core.index import Term
    from kg.deal import Deal
    from kg.deal.model import Phase, Relief
    from kg.graph.query_values import Value
    from kg.graph.regime import Regime

__all__ = [
    "Balance",
    "ConcessionPlace",
    "PhaseBalance",
    "ReliefPlace",
    "Stage",
    "Unpaid",
    "balance",
    "furthest",
]


@dataclass(frozen=True)
class ReliefPlace:
    """A relief and where authors place it.

    ``measures`` are the relief measures from which the stage follows: the one that is granted, or,
    where ``inferred``, those to which a bare list of provisions amounts. ``stage`` is the furthest
    of theirs, None if none has one. ``effective`` is false where it touches no law in force.
    ``unverified`` says that the record of the measure is.
    """

    relief: str
    label: str
    goodwill: bool
    effective: bool
    measures: tuple[str, ...]
    inferred: bool
    stage: Stage | None
    unverified: bool


@dataclass(frozen=True)
class ConcessionPlace:
    """A concession, whether it counts, and the furthest stage of what it achieves."""

    concession: str
    label: str
    counts: bool
    stage: Stage | None
    unverified: bool


@dataclass(frozen=True)
class Unpaid:
    """A relief that a must of the rulebook refuses for want of what the target has done by then."""

    relief: str
    label: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class PhaseBalance:
    """One phase: its own relief, and all that has been delivered by its end.

    Attributes:
        position: its place.
        title: its title.
        relief: its relief.
        relief_stage: the furthest stage of that.
        concessions: its concessions.
        reached: the furthest stage of which, and of all before it, every step that the rulebook
            asks is delivered by then.
        missing: the steps up to the stage of the relief that are not.
        unpaid: the relief that a must refuses.
        unpriced: labels of relief without a price.
        idle: labels of concessions that buy nothing.
    """

    position: int
    title: str
    relief: tuple[ReliefPlace, ...]
    relief_stage: Stage | None
    concessions: tuple[ConcessionPlace, ...]
    reached: Stage | None
    missing: tuple[Step, ...]
    unpaid: tuple[Unpaid, ...]
    unpriced: tuple[str, ...]
    idle: tuple[str, ...]

    @property
    def lead(self) -> int | None:
        """By how many stages relief is ahead; negative if concessions are, None if unknown.

        Concessions that reach no stage stand before the first. Aid and exchanges of persons are
        never ahead, since no price is asked for them; what touches no law in force gives nothing.
        """
        place = self.reached.position if self.reached else 0
        leads = [
            min(0, each.stage.position - place) if each.goodwill else each.stage.position - place
            for each in self.relief
            if each.stage is not None and each.effective
        ]
        return max(leads, default=None)

    @property
    def ahead(self) -> bool:
        """Whether relief is ahead of the concessions: by its stage, or since a must refuses it."""
        return bool(self.unpaid) or (self.lead or 0) > 0


@dataclass(frozen=True)
class Balance:
    """The answer of ``balance``.

    ``price`` is what the rulebook asks as a price; empty if it asks none.
    """

    deal: str
    title: str
    rulebook: str
    rulebook_label: str
    price: tuple[str, ...]
    as_of: date
    data_date: date
    sources: tuple[str, ...]
    phases: tuple[PhaseBalance, ...]


def balance(regime: Regime, deal: Deal, rulebook: str | None = None) -> Balance:
    """Compares phase by phase how far relief goes and how far concessions have come.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.
        rulebook: as for ``kg.check.validate``.

    Raises:
        BadInput: if there is no such rulebook.

    >>> import kg
    >>> from kg.core.resources import folder
    >>> regime = kg.load()
    >>> deal = kg.read_deal(folder("deals") / "hanoi-2019-dprk-offer.yaml", regime)
    >>> [(phase.relief_stage.position, phase.lead) for phase in balance(regime, deal).phases]
    [(5, 4)]
    """
    regime = regime.on(deal.as_of)
    iri = find_rulebook(regime, rulebook)
    book = short(iri, regime.base)
    relief = _relief(regime, deal)
    concessions = _concessions(regime, deal)
    unpriced, idle = (
        _by_phase(run_on(regime, deal, name, rulebook=book))
        for name in ("relief-without-price", "concessions-that-buy-nothing")
    )
    # What the package leaves open of its relief is no fault of its concessions.
    told = facts(regime, deal, lenient_relief=True)
    achieved_by = _achieved_by(told, deal.phases)
    unpaid = _unpaid(regime, iri, told, deal.phases)
    reached, missing = cache(stages.reached), cache(stages.missing)
    phases = []
    for phase in deal.phases:
        achieved = achieved_by[phase.iri]
        given = tuple(relief.get(phase.position, ()))
        charged = furthest(e.stage for e in given if e.effective and not e.goodwill)
        phases.append(
            PhaseBalance(
                position=phase.position,
                title=phase.title,
                relief=given,
                relief_stage=furthest(each.stage for each in given),
                concessions=tuple(concessions.get(phase.position, ())),
                reached=reached(regime, iri, achieved),
                missing=(missing(regime, iri, achieved, charged.position) if charged else ()),
                unpaid=unpaid[phase.iri],
                unpriced=unpriced.get(phase.position, ()),
                idle=idle.get(phase.position, ()),
            )
        )
    return Balance(
        deal=deal.id,
        title=deal.title,
        rulebook=book,
        rulebook_label=regime.label(book),
        price=tuple(str(row["label"]) for row in queries.run(regime, "prices", rulebook=book)),
        as_of=deal.as_of,
        data_date=regime.data_date,
        sources=(
            *(regime.label(source) for source in deal.sources),
            *(document.said for document in deal.documents),
        ),
        phases=tuple(phases),
    )


def _achieved_by(told: Package, phases: Sequence[Phase]) -> dict[Term, frozenset[Term]]:
    """What is achieved by the end of each phase."""
    here: defaultdict[Term, set[Term]] = defaultdict(set)
    for said in told.values():
        for phase in said.get(IN_PHASE, ()) if ACHIEVES in said else ():
            here[phase] |= said[ACHIEVES]
    before: Mapping[Term, AbstractSet[Term]] = {
        phase.iri: told[phase.iri][UP_TO] for phase in phases
    }
    return {phase: frozenset(there) for phase, there in by_then(before, here).items()}


def _unpaid(
    regime: Regime, book: str, told: Package, phases: Sequence[Phase]
) -> dict[str, tuple[Unpaid, ...]]:
    """The relief of each phase for which a rule asks conduct that is not there by then."""
    found = rulebook_of(regime, book)
    asked = [shape for shape in found.shapes if stages.asks_for_conduct(shape)]
    names = {shape.iri: local(shape.rule.iri) for shape in asked}
    parts = [part.iri for phase in phases for each in phase.relief for part in parts_of(each)]
    missed: defaultdict[str, set[str]] = defaultdict(set)
    every = ((shape, iri) for shape in asked for iri in parts)
    for shape_iri, iri in found.checker.still(told, every):
        missed[iri].add(names[shape_iri])

    def of(each: Relief) -> Iterable[Unpaid]:
        rules = set[str]().union(*(missed[part.iri] for part in parts_of(each)))
        if rules:
            yield Unpaid(short(each.iri, regime.base), each.label, tuple(sorted(rules)))

    return {
        phase.iri: tuple(unpaid for each in phase.relief for unpaid in of(each)) for phase in phases
    }


def _relief(regime: Regime, deal: Deal) -> dict[Value, list[ReliefPlace]]:
    held: Mapping[Value, list[dict[str, Value]]] = {}
    listing = {short(each.iri, regime.base) for each in deal.reliefs if each.provisions}
    if listing:
        held = _lists(regime, deal)
    found: dict[Value, dict[Value, ReliefPlace]] = defaultdict(dict)
    for row in run_on(regime, deal, "stages-of-relief"):
        rows = [row] if row["grants"] else held.get(row["relief"], [])
        found[row["phase"]][row["relief"]] = ReliefPlace(
            relief=str(row["relief"]),
            label=str(row["label"]),
            goodwill=bool(row["goodwill"]),
            effective=bool(row["effective"]),
            measures=tuple(dict.fromkeys(str(each["measure_label"]) for each in rows)),
            inferred=not row["grants"] and str(row["relief"]) in listing,
            stage=furthest(map(_stage, rows)),
            unverified=bool(row["unverified"]),
        )
    return {phase: list(each.values()) for phase, each in found.items()}


def _lists(regime: Regime, deal: Deal) -> dict[Value, list[dict[str, Value]]]:
    """The relief measures to which each list amounts; of like lists one is asked about."""
    alike: defaultdict[object, list[str]] = defaultdict(list)
    for each in deal.reliefs:
        alike[reach(each)].append(each.iri)
    first = {iri for iri, *_ in alike.values()}
    phases = (
        replace(phase, relief=tuple(each for each in phase.relief if each.iri in first))
        for phase in deal.phases
    )
    held: defaultdict[Value, list[dict[str, Value]]] = defaultdict(list)
    for row in run_on(regime, replace(deal, phases=tuple(phases)), "lists-and-relief-measures"):
        held[row["relief"]].append(row)
    ids = ([short(iri, regime.base) for iri in iris] for iris in alike.values())
    return {id: held[one] for one, *others in ids for id in (one, *others)}


def _concessions(regime: Regime, deal: Deal) -> dict[Value, list[ConcessionPlace]]:
    rows: dict[Value, dict[Value, list[dict[str, Value]]]] = defaultdict(lambda: defaultdict(list))
    for row in run_on(regime, deal, "stages-of-concessions"):
        rows[row["phase"]][row["concession"]].append(row)
    return {
        phase: [
            ConcessionPlace(
                concession=str(concession),
                label=str(each[0]["label"]),
                counts=bool(each[0]["counts"]),
                stage=furthest(map(_stage, each)),
                unverified=bool(each[0]["unverified"]),
            )
            for concession, each in those.items()
        ]
        for phase, those in rows.items()
    }


def _stage(row: dict[str, Value]) -> Stage | None:
    if row["stage"] is None:
        return None
    return Stage(int(str(row["position"])), str(row["stage"]), str(row["stage_label"]))


def _by_phase(rows: Iterable[dict[str, Value]]) -> dict[Value, tuple[str, ...]]:
    found: dict[Value, list[str]] = defaultdict(list)
    for row in rows:
        found[row["phase"]].append(str(row["label"]))
    return {phase: tuple(dict.fromkeys(labels)) for phase, labels in found.items()}
