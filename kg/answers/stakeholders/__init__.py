"""Who decides the relief of a package, who can block it, whom else it needs, and where each stood.

The answers are those of the questions in ``queries/people``. A position counts up to the day at
which the package reads the law; what came later is named and not used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.grounds import unverified
from kg.check.questions import run_on
from kg.graph import cells, queries
from kg.graph.cells import Row
from kg.graph.sources import in_order

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

DECIDES, BLOCKS, NEEDED, LEGISLATES = "decides", "can block", "also needed", "legislates"
_READ = "checked against the text"


@dataclass(frozen=True)
class Source:
    """What something rests on."""

    id: str
    label: str


@dataclass(frozen=True)
class Body:
    """The body that decides a relief.

    Attributes:
        id: its short id.
        label: its name.
        named: whether the package names it; otherwise it is the one that the author of the relief
            measure has in mind.
        rule: how it comes to a decision; None where that is not recorded.
        votes: how many votes it needs, where it votes.
        sources: what the record of the body rests on.
        unverified: how far that record was read, if not fully.
    """

    id: str
    label: str
    named: bool
    rule: str | None
    votes: int | None
    sources: tuple[Source, ...]
    unverified: str | None


@dataclass(frozen=True)
class Blocker:
    """An actor that can block a decision alone, and the role in which it can."""

    id: str
    label: str
    because: str
    unverified: str | None


@dataclass(frozen=True)
class Beside:
    """A measure in force of another sender, and why a relief needs that sender too.

    ``adjusts`` is true of a measure that falls with what it mirrors by its own words.
    """

    sender: str
    sender_label: str
    because: str
    provision: str
    label: str
    adjusts: bool
    unverified: str | None


@dataclass(frozen=True)
class Stakes:
    """One relief of a package. ``body`` is None where nobody is named or meant."""

    phase: int
    commitment: str
    label: str
    how: str
    body: Body | None
    blockers: tuple[Blocker, ...]
    beside: tuple[Beside, ...]


@dataclass(frozen=True)
class Role:
    """A formal role of an actor, with its years where it has any."""

    role: str
    since: str | None
    until: str | None
    sources: tuple[Source, ...]
    unverified: str | None


@dataclass(frozen=True)
class Position:
    """Where an actor stood: ``dated`` has the words of the source where it gives no single day."""

    id: str
    on_record: date
    dated: str | None
    says: str
    kind: str
    author: str | None
    sources: tuple[Source, ...]
    unverified: str | None


@dataclass(frozen=True)
class Stakeholder:
    """An actor that some relief turns on: its parts in it, its roles, and its positions.

    ``later`` are the positions taken after the day of the package: named, and not used.
    """

    id: str
    label: str
    parts: tuple[tuple[str, int], ...]
    roles: tuple[Role, ...]
    positions: tuple[Position, ...]
    later: tuple[Position, ...]


@dataclass(frozen=True)
class Answer:
    """The answer of ``stakeholders``; ``remarks`` are the notes of the package."""

    deal: str
    title: str
    as_of: date
    data_date: date
    remarks: tuple[str, ...]
    reliefs: tuple[Stakes, ...]
    stakeholders: tuple[Stakeholder, ...]


def stakeholders(regime: Regime, deal: Deal) -> Answer:
    """Says who decides each relief of a package, who can block it and whom else it needs.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.

    >>> import kg
    >>> from kg.core.resources import folder
    >>> regime = kg.load()
    >>> deal = kg.read_deal(folder("deals") / "tutorial.yaml", regime)
    >>> answer = stakeholders(regime, deal)
    >>> answer.reliefs[0].body.label
    'United Nations Security Council'
    """
    regime = regime.on(deal.as_of)
    beside: dict[str, list[Beside]] = {}
    for row in run_on(regime, deal, "senders-beside"):
        beside.setdefault(str(row["commitment"]), []).append(_beside(row))
    reliefs = tuple(
        _stakes(regime, deal, row, tuple(beside.get(str(row["commitment"]), ())))
        for row in run_on(regime, deal, "deciders-of-relief")
    )
    return Answer(
        deal=deal.id,
        title=deal.title,
        as_of=deal.as_of,
        data_date=regime.data_date,
        remarks=deal.notes,
        reliefs=reliefs,
        stakeholders=tuple(_stakeholders(regime, deal, reliefs)),
    )


def _stakes(regime: Regime, deal: Deal, row: Row, beside: tuple[Beside, ...]) -> Stakes:
    body: Body | None = None
    blockers: tuple[Blocker, ...] = ()
    if row["body"] is not None and row["body"] != "skg:none":
        id = str(row["body"])
        body = Body(
            id=id,
            label=str(row["body_label"]),
            named=bool(row["named"]),
            rule=cells.text(row["rule"]),
            votes=cells.whole(row["votes"]),
            sources=_sources(regime, queries.run(regime, "sources-of", record=id)),
            unverified=unverified(regime, id),
        )
        found = queries.run(regime, "who-can-block", body=id, day=deal.as_of)
        blockers = tuple(
            Blocker(str(each["blocker"]), str(each["label"]), str(each["because"]), _doubt(each))
            for each in found
            if each["blocker"] is not None
        )
    commitment, how = str(row["commitment"]), str(row["how"])
    phase = cells.whole(row["phase"]) or 0
    return Stakes(phase, commitment, str(row["relief"]), how, body, blockers, beside)


def _stakeholders(regime: Regime, deal: Deal, reliefs: tuple[Stakes, ...]) -> Iterator[Stakeholder]:
    parts = [part for relief in reliefs for part in _parts(relief)]
    for row in queries.run(regime, "legislatures"):
        behind = [c for part, actor, c in parts if actor == row["sender"] and part != BLOCKS]
        parts += [(LEGISLATES, str(row["legislature"]), each) for each in dict.fromkeys(behind)]
    everyone = queries.run(regime, "positions-on", day=date.max)
    for actor in dict.fromkeys(actor for _, actor, _ in parts):
        counts = {
            part: len({c for p, a, c in parts if (p, a) == (part, actor)})
            for part in (DECIDES, BLOCKS, NEEDED, LEGISLATES)
        }
        taken = list(_positions(regime, [row for row in everyone if row["actor"] == actor]))
        yield Stakeholder(
            id=actor,
            label=regime.label(actor),
            parts=tuple((part, count) for part, count in counts.items() if count),
            roles=tuple(_roles(regime, actor, deal.as_of)),
            positions=tuple(each for each in taken if each.on_record <= deal.as_of),
            later=tuple(each for each in taken if each.on_record > deal.as_of),
        )


def _parts(relief: Stakes) -> Iterator[tuple[str, str, str]]:
    if relief.body is not None:
        yield DECIDES, relief.body.id, relief.commitment
    for blocker in relief.blockers:
        yield BLOCKS, blocker.id, relief.commitment
    for each in relief.beside:
        yield NEEDED, each.sender, relief.commitment


def _roles(regime: Regime, actor: str, day: date) -> Iterator[Role]:
    found = queries.run(regime, "roles-of-stakeholder", stakeholder=actor, day=day)
    for rows in cells.grouped(found, "role", "since"):
        first = rows[0]
        since, until = cells.text(first["since"]), cells.text(first["until"])
        yield Role(str(first["role"]), since, until, _sources(regime, rows), _doubt(first))


def _positions(regime: Regime, found: Iterable[Row]) -> Iterator[Position]:
    for rows in cells.grouped(found, "position"):
        first = rows[0]
        yield Position(
            id=str(first["position"]),
            on_record=cells.day(first["on_record"]),
            dated=cells.text(first["dated"]),
            says=str(first["says"]),
            kind=str(first["kind"]),
            author=cells.text(first["author"]),
            sources=_sources(regime, rows),
            unverified=_doubt(first),
        )


def _beside(row: Row) -> Beside:
    return Beside(
        sender=str(row["sender"]),
        sender_label=str(row["sender_label"]),
        because=str(row["because"]),
        provision=str(row["provision"]),
        label=str(row["label"]),
        adjusts=bool(row["adjusts"]),
        unverified=_doubt(row),
    )


def _sources(regime: Regime, rows: Iterable[Row]) -> tuple[Source, ...]:
    found = {
        str(row["source"]): str(row["source_label"] if "source_label" in row else row["label"])
        for row in rows
    }
    return tuple(Source(id, found[id]) for id in in_order(regime, found))


def _doubt(row: Row) -> str | None:
    return None if row["checked"] == _READ else cells.text(row["checked"])
