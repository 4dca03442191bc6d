"""Whether the phases of a package are balanced: how far its relief goes, how far its concessions.

The stages are those at which an author places relief measures and actions. What has a price, and
what a concession buys, is as a rulebook says. The questions stand in ``queries/deals``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg import check, queries
from kg.ids import short

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.query_values import Value
    from kg.regime import Regime


@dataclass(frozen=True)
class Stage:
    """A stage of an author's sequence."""

    position: int
    id: str
    label: str


@dataclass(frozen=True)
class ReliefPlace:
    """A relief and where authors place it.

    ``measures`` are the relief measures from which the stage follows: the one that is granted, or,
    where ``inferred``, those to which a bare list of provisions amounts. ``stage`` is the furthest
    of theirs, None if none has one. ``unverified`` says that the record of the measure is.
    """

    relief: str
    label: str
    goodwill: bool
    measures: tuple[str, ...]
    inferred: bool
    stage: Stage | None
    unverified: bool


@dataclass(frozen=True)
class ConcessionPlace:
    """A concession, whether it counts, and the furthest stage of what it does or entails."""

    concession: str
    label: str
    counts: bool
    stage: Stage | None
    unverified: bool


@dataclass(frozen=True)
class PhaseBalance:
    """One phase: its own relief, and all that has been delivered by its end.

    ``relief_stage`` is the furthest of the phase's relief, ``reached`` the furthest of all
    concessions by then that count. ``unpriced`` and ``idle`` hold labels: relief without a price,
    and concessions that buy nothing.
    """

    position: int
    title: str
    relief: tuple[ReliefPlace, ...]
    relief_stage: Stage | None
    concessions: tuple[ConcessionPlace, ...]
    reached: Stage | None
    unpriced: tuple[str, ...]
    idle: tuple[str, ...]

    @property
    def lead(self) -> int | None:
        """By how many stages relief is ahead; negative if concessions are, None if unknown.

        Concessions that stand at no stage have reached none, the stage before the first.
        """
        if self.relief_stage is None:
            return None
        return self.relief_stage.position - (self.reached.position if self.reached else 0)


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
    >>> from kg.resources import folder
    >>> regime = kg.load()
    >>> deal = kg.read_deal(folder("deals") / "hanoi-2019-dprk-offer.yaml", regime)
    >>> [(phase.relief_stage.position, phase.lead) for phase in balance(regime, deal).phases]
    [(5, 3)]
    """
    book = short(check.find_rulebook(regime, rulebook), regime.base)
    relief = _relief(regime, deal)
    concessions = _concessions(regime, deal)
    unpriced, idle = (
        _by_phase(queries.run_on(regime, deal, name, rulebook=book))
        for name in ("relief-without-price", "concessions-that-buy-nothing")
    )
    phases = []
    reached: Stage | None = None
    for phase in deal.phases:
        mine = tuple(concessions.get(phase.position, ()))
        reached = furthest([reached, *(each.stage for each in mine if each.counts)])
        given = tuple(relief.get(phase.position, ()))
        phases.append(
            PhaseBalance(
                position=phase.position,
                title=phase.title,
                relief=given,
                relief_stage=furthest(each.stage for each in given),
                concessions=mine,
                reached=reached,
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


def furthest(stages: Iterable[Stage | None]) -> Stage | None:
    """Returns the stage with the highest place; None if there is none.

    >>> furthest([Stage(2, "s/2", "second"), None, Stage(1, "s/1", "first")]).label
    'second'
    """
    known = [stage for stage in stages if stage is not None]
    return max(known, key=lambda stage: (stage.position, stage.id)) if known else None


def _relief(regime: Regime, deal: Deal) -> dict[Value, list[ReliefPlace]]:
    held: dict[Value, list[dict[str, Value]]] = defaultdict(list)
    if any(each.measure is None for each in deal.reliefs):
        for row in queries.run_on(regime, deal, "lists-and-relief-measures"):
            held[row["relief"]].append(row)
    found: dict[Value, dict[Value, ReliefPlace]] = defaultdict(dict)
    for row in queries.run_on(regime, deal, "stages-of-relief"):
        rows = [row] if row["grants"] else held[row["relief"]]
        found[row["phase"]][row["relief"]] = ReliefPlace(
            relief=str(row["relief"]),
            label=str(row["label"]),
            goodwill=bool(row["goodwill"]),
            measures=tuple(dict.fromkeys(str(each["measure_label"]) for each in rows)),
            inferred=not row["grants"],
            stage=furthest(map(_stage, rows)),
            unverified=bool(row["unverified"]),
        )
    return {phase: list(each.values()) for phase, each in found.items()}


def _concessions(regime: Regime, deal: Deal) -> dict[Value, list[ConcessionPlace]]:
    rows: dict[Value, dict[Value, list[dict[str, Value]]]] = defaultdict(lambda: defaultdict(list))
    for row in queries.run_on(regime, deal, "stages-of-concessions"):
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
