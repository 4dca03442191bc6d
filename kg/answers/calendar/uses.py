"""What each relief of a package uses: the powers that it draws on, or the body that decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.authority.model import Named, Road, labels, linked, name
from kg.answers.authority.parts import Asked
from kg.answers.calendar.days import Wait, length
from kg.answers.calendar.model import MEANT, POWER, UNKNOWN, VOTE, Use
from kg.answers.grounds import unverified
from kg.check.questions import run_on
from kg.core.ids import TERMS, short
from kg.graph import cells
from kg.graph.cells import Row

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.deal.commitments import Relief
    from kg.graph.regime import Regime

_RENEWAL, _FIRST = "renewal", "first"


@dataclass(frozen=True)
class Way:
    """How a relief is given.

    Attributes:
        act: by which act.
        ends: whether that act ends a measure, so that a term says nothing.
        bodies: who decides.
        rule: by which rule.
        first: the powers that it uses at first.
        renewing: the powers that serve its renewal alone.
        known: how far all that is known.
        why: what is not known or assumed.
        roads: where it is not known, how its relief measure could be given: judgements.
    """

    act: str
    ends: bool
    bodies: tuple[Named, ...]
    rule: str | None
    first: tuple[Use, ...]
    renewing: tuple[Use, ...]
    known: str
    why: str | None
    roads: tuple[Road, ...]


def ways(regime: Regime, deal: Deal, reliefs: Mapping[str, Relief]) -> dict[str, Way]:
    """Returns how each relief of a package is given, by its short id.

    Args:
        regime: the regime of the day at which the package reads the law.
        deal: the package.
        reliefs: its reliefs by their short ids.
    """
    asked: dict[str, list[Row]] = {}
    for row in run_on(regime, deal, "notices-of-package"):
        asked.setdefault(str(row["commitment"]), []).append(row)
    rows = run_on(regime, deal, "deciders-of-relief")
    deciders = {str(those[0]["commitment"]): those for those in cells.grouped(rows, "commitment")}
    law = Asked(regime, deal.as_of)
    return {
        id: _way(regime, law, relief, deciders[id], asked.get(id, []))
        for id, relief in reliefs.items()
    }


def _way(regime: Regime, law: Asked, relief: Relief, deciders: list[Row], asked: list[Row]) -> Way:
    found = deciders[0]
    bodies = tuple(name(regime, id) for id in cells.unique(deciders, "body"))
    rule = next((cells.text(row["rule"]) for row in deciders if row["rule"]), None)
    first = [row for row in asked if row["part"] != _RENEWAL]
    if first:
        meant = any(row["part"] != _FIRST for row in first)
        known = MEANT if meant else POWER
        why = "the package names no power; its author has this one in mind" if meant else None
    elif relief.authority:
        known, why = UNKNOWN, "none of the powers that it names works by this act"
    elif rule:
        known, why = VOTE, None
    else:
        known, why = UNKNOWN, "no power is named: its notices are not known"
    return Way(
        str(found["how"]),
        regime.is_a(short(relief.through, regime.base), "EndingMechanism"),
        bodies,
        rule,
        tuple(_use(regime, row) for row in first),
        tuple(_use(regime, row) for row in asked if row["part"] == _RENEWAL),
        known,
        why,
        law.roads(short(relief.measure, regime.base))
        if known == UNKNOWN and relief.measure
        else (),
    )


def _use(regime: Regime, row: Row) -> Use:
    power, count = str(row["power"]), cells.text(row["count"])
    wait = Wait(cells.whole(row["days"]) or 0, count, regime.label(count) if count else None)
    again = cells.whole(row["renewal_days"])
    return Use(
        power=power,
        label=str(row["label"]),
        paper=cells.text(row["certification"]),
        notice=cells.text(row["notice"]),
        told=_told(regime, power),
        duty=bool(regime.values(power, "duty")),
        wait=wait,
        # The use of a power for a further term is a use, so it is told as the first one is.
        renewal_wait=wait if again is None else Wait(again, wait.count, wait.label),
        report_days=cells.whole(row["report_days"]),
        longest=length(cells.text(row["longest"]), cells.whole(row["longest_days"])),
        longest_said=cells.text(row["longest"]),
        renewal=cells.text(row["renewal"]),
        unverified=unverified(regime, power),
    )


def _told(regime: Regime, power: str) -> tuple[str, ...]:
    """Those who must be told of the use of a power: the members of a group, else its name."""
    found: list[str] = []
    for actor in linked(regime, power, "noticeTo"):
        found += labels(regime, actor.id, f"{TERMS}members") or (actor.label,)
    return tuple(dict.fromkeys(found))
