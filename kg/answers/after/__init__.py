"""What a package leaves in force after one of its phases, and how what it relaxed comes back.

The answers come from the questions in ``queries/deals``; here they are joined and counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from kg.answers.after.model import (
    BY_LAW,
    HARDLY,
    LAPSE,
    NO_WAY,
    TRIGGER,
    UNTOUCHED,
    VETO,
    After,
    Dispute,
    Exposed,
    Exposure,
    Residual,
    Silent,
    Standing,
    Trigger,
)
from kg.answers.after.seen import last_of_each
from kg.answers.law import lookup
from kg.check.questions import run_on
from kg.core.errors import BadInput
from kg.core.ids import short
from kg.deal.terms import EVERYONE, NONE
from kg.graph import cells, queries
from kg.graph.sources import source_labels
from kg.graph.words import target

if TYPE_CHECKING:
    from kg.deal import Deal, Relief
    from kg.graph.query_values import Value
    from kg.graph.regime import Regime

__all__ = [
    "BY_LAW",
    "HARDLY",
    "LAPSE",
    "NO_WAY",
    "TRIGGER",
    "UNTOUCHED",
    "VETO",
    "After",
    "Dispute",
    "Exposed",
    "Exposure",
    "Residual",
    "Silent",
    "Standing",
    "Trigger",
    "at_end_of",
    "counted",
    "disputes",
    "exposure",
    "lasting",
    "residual",
]
Item = TypeVar("Item")


def residual(
    regime: Regime, deal: Deal, after: int | None = None, sender: str | None = None
) -> Residual:
    """Says of every provision in force at the deal's date in what state a phase leaves it.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.
        after: the phase, counted from one; the last by default.
        sender: the state or body whose law alone is wanted, by id or name, such as ``unsc``.

    Raises:
        BadInput: if there is no such phase or no such sender.

    >>> import kg
    >>> from kg.core.resources import folder
    >>> regime = kg.load()
    >>> deal = kg.read_deal(folder("deals") / "hanoi-2019-dprk-offer.yaml", regime)
    >>> len(residual(regime, deal).relieved)
    20
    """
    regime = regime.on(deal.as_of)
    at = at_end_of(regime, deal, after)
    types: dict[Value, set[str]] = defaultdict(set)
    for row in queries.run(regime, "measures-in-force-on", day=deal.as_of):
        types[row["provision"]].add(str(row["type"]))
    limits = _limits(regime, deal)
    found: dict[Value, Standing] = {}
    parts: dict[tuple[Value, Value], Standing] = {}
    asked = last_of_each(regime, deal, at.phase)
    for row in _each_relief_once(run_on(regime, asked, "states-after-phase", after=at.phase)):
        standing = Standing(
            **{  # type: ignore[arg-type]
                **row,
                "sender_label": row["sender_label"] or "no sender on record",
                "types": tuple(sorted(types[row["provision"]])),
                "temporary": bool(row["temporary"]),
                "limits": limits.get(row["relief"], ()) if row["in_part"] else (),
            }
        )
        if found.setdefault(row["provision"], standing).relief != standing.relief:
            parts.setdefault((row["provision"], row["relief"]), standing)
    who = None if sender is None else lookup.sender(regime, sender)
    wanted, further = (
        tuple(each for each in those if who in (None, each.sender))
        for those in (found.values(), parts.values())
    )
    return Residual(at, wanted, further, _silent(regime, deal, at.phase))


def exposure(
    regime: Regime, deal: Deal, after: int | None = None, sender: str | None = None
) -> Exposure:
    """Says how each provision comes back that a package has relaxed by the end of a phase.

    Args:
        regime: as for ``residual``.
        deal: as for ``residual``.
        after: as for ``residual``.
        sender: as for ``residual``.

    Raises:
        BadInput: as for ``residual``.
    """
    regime = regime.on(deal.as_of)
    left = residual(regime, deal, after, sender)
    vetoes = _vetoes(regime)
    ways = _ways_back(regime, last_of_each(regime, deal, left.after.phase), left.after.phase)
    items, parts = (
        tuple(_exposed(each, ways[each.provision, each.relief], vetoes) for each in those)
        for those in (left.relieved, left.parts)
    )
    every = (*items, *parts)
    noted = any(each.route == TRIGGER or VETO in each.caveats for each in every)
    bases = sorted({each.basis for each in every if each.basis})
    return Exposure(
        after=left.after,
        items=items,
        parts=parts,
        triggers=tuple(_triggers(regime, deal, (each.standing for each in every))),
        disputes=disputes(regime) if noted else (),
        silent=left.silent,
        bases=tuple(bases),
    )


def _triggers(regime: Regime, deal: Deal, standings: Iterable[Standing]) -> Iterator[Trigger]:
    """Yields what ends each relief, by phase and in the order of the package."""
    said = {
        short(part.iri, regime.base): part.ends_if for each in deal.reliefs for part in each.parts
    }
    used = {each.relief: each for each in standings if each.relief}
    for relief, ends_if in said.items():
        if (one := used.get(relief)) and one.phase and one.relief_label:
            yield Trigger(one.phase, relief, one.relief_label, ends_if)


def lasting(regime: Regime, deal: Deal) -> dict[str, tuple[str, ...]]:
    """Says which provisions each relief of a package, taken by itself, cannot have taken back.

    Args:
        regime: as for ``residual``.
        deal: as for ``residual``.

    Returns:
        ids of provisions that ``exposure`` would show with a caveat, by the id of the relief.
    """
    found: dict[str, list[str]] = defaultdict(list)
    ended = regime.values("skg:terminated", "resultOf")
    parts = (part for each in deal.reliefs for part in each.parts)
    ends = {short(e.iri, regime.base): regime.node(e.through) in ended for e in parts}
    vetoes = _vetoes(regime)
    for (provision, relief), ways in _ways_back(regime, deal, len(deal.phases)).items():
        if _caveats(_longest(ways), ends[str(relief)], vetoes):
            found[str(relief)].append(str(provision))
    return {relief: tuple(sorted(provisions)) for relief, provisions in found.items()}


def disputes(regime: Regime, route: str = TRIGGER) -> tuple[Dispute, ...]:
    """Lists what is disputed about a route of snapback."""
    rows = queries.run(regime, "snapback-disputes", route=route)
    return tuple(
        Dispute(
            label=str(first["label"]),
            day=cells.day(first["day"]),
            says=str(first["says"]),
            disputed_by=cells.unique(each, "disputed_by"),
            sources=source_labels(regime, [str(first["dispute"])]),
            checked=str(first["checked"]),
        )
        for first, each in ((each[0], each) for each in cells.grouped(rows, "dispute"))
    )


def at_end_of(regime: Regime, deal: Deal, after: int | None) -> After:
    """Returns what an answer about the end of a phase says first.

    Raises:
        BadInput: if there is no such phase.
    """
    number = len(deal.phases) if after is None else after
    if not 1 <= number <= len(deal.phases):
        known = ", ".join(f"{phase.position} ({phase.title})" for phase in deal.phases)
        raise BadInput(f"there is no phase {number}", where="--after", hint=f"there is {known}")
    return After(
        deal=deal.id,
        title=deal.title,
        phase=number,
        phases=len(deal.phases),
        phase_title=deal.phases[number - 1].title,
        as_of=deal.as_of,
        data_date=regime.data_date,
        sources=(
            *(regime.label(source) for source in deal.sources),
            *(document.said for document in deal.documents),
        ),
        target=target(regime),
    )


def tally(items: Iterable[Item], *keys: str) -> dict[tuple[str, ...], int]:
    """Counts items by some of their attributes, in the order in which they first come.

    >>> from datetime import date
    >>> tally([date(2019, 4, 9), date(2019, 5, 1)], "year")
    {('2019',): 2}
    """
    return dict(Counter(tuple(str(getattr(item, name)) for name in keys) for item in items))


def _each_relief_once(rows: Iterable[dict[str, Value]]) -> Iterable[dict[str, Value]]:
    """Joins the rows on a provision and a relief that differ by the body only."""
    found: dict[tuple[Value, Value], list[dict[str, Value]]] = defaultdict(list)
    for row in rows:
        found[row["provision"], row["relief"]].append(row)
    for same in found.values():
        bodies = dict.fromkeys(str(row["body"]) for row in same if row["body"])
        yield {**same[0], "body": " and ".join(bodies) or None}


def _exposed(
    standing: Standing, ways: list[dict[str, Value]], vetoes: Mapping[Value, list[str]]
) -> Exposed:
    way = _longest(ways)
    blockers = tuple(vetoes.get(way["veto_at"], ()))
    return Exposed(
        standing=standing,
        route=way["route"],  # type: ignore[arg-type]
        route_label=str(way["route_label"] or "not said"),
        lapses_after=way["lapses_after"],  # type: ignore[arg-type]
        longest=way["longest"],  # type: ignore[arg-type]
        decider=way["decider"],  # type: ignore[arg-type]
        return_days=way["days"],  # type: ignore[arg-type]
        speed=way["speed"],  # type: ignore[arg-type]
        blockers=blockers,
        caveats=_caveats(way, standing.state == "skg:terminated", vetoes),
        basis=way["basis"],  # type: ignore[arg-type]
        unverified=bool(way["unverified"]) or standing.unverified,
    )


def _vetoes(regime: Regime) -> dict[Value, list[str]]:
    vetoes: dict[Value, list[str]] = defaultdict(list)
    for row in queries.run(regime, "vetoes"):
        vetoes[row["body"]].append(str(row["label"]))
    return vetoes


def _ways_back(
    regime: Regime, deal: Deal, after: int
) -> dict[tuple[Value, Value], list[dict[str, Value]]]:
    """The rows on each provision and each relief of it, up to a phase."""
    ways: dict[tuple[Value, Value], list[dict[str, Value]]] = defaultdict(list)
    for row in run_on(regime, deal, "ways-back-after-phase", after=after):
        ways[row["provision"], row["relief"]].append(row)
    return ways


def _longest(ways: list[dict[str, Value]]) -> dict[str, Value]:
    # Two powers of different length are two rows; the longer one is how long the relief can last.
    return max(ways, key=lambda row: int(str(row["longest"] or 0)))


def _caveats(
    way: Mapping[str, Value], ended: bool, vetoes: Mapping[Value, list[str]]
) -> tuple[str, ...]:
    held = {
        VETO: ended and bool(vetoes.get(way["veto_at"])),
        BY_LAW: way["route"] == "skg:freshLegislation",
        NO_WAY: way["route"] == "skg:none" and way["lapses_after"] is None,
        HARDLY: bool(way["hardly"]),
    }
    return tuple(caveat for caveat, holds in held.items() if holds)


def _limits(regime: Regime, deal: Deal) -> dict[Value, tuple[str, ...]]:
    goods: dict[Value, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in run_on(regime, deal, "goods-limits-of-relief"):
        goods[row["relief"]][str(row["limit"])].append(str(row["label"]))
    found = {
        relief: tuple(f"{limit} {', '.join(names)}" for limit, names in each.items())
        for relief, each in goods.items()
    }
    for part in (part for each in deal.reliefs for part in each.parts):
        said = tuple(_said_limits(regime, part))
        if said:
            id = short(part.iri, regime.base)
            found[id] = (*found.get(id, ()), *said)
    return found


def _said_limits(regime: Regime, relief: Relief) -> Iterable[str]:
    if relief.limit not in (None, NONE):
        yield f"up to {relief.limit}"
    if relief.for_whom not in (None, EVERYONE):
        yield f"for {regime.label(str(relief.for_whom))}"


def _silent(regime: Regime, deal: Deal, phase: int) -> tuple[Silent, ...]:
    rows = run_on(regime, deal, "relief-that-touches-nothing", after=phase)
    return tuple(Silent(**row) for row in rows)  # type: ignore[arg-type]
