"""What an answer to who can relax a measure is made of, and how its parts are read from rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.grounds import unverified
from kg.core.ids import short

if TYPE_CHECKING:
    from kg.graph.regime import Regime

ANY = "any of"
NO_CONDUCT, ONE_WAY, CONDUCT = "none", "one way of several", "needed"


@dataclass(frozen=True)
class Named:
    """A thing with its id, its name, and how far its text was not read; None if it was.

    ``first_day`` is its first day on record where that comes after the day asked about and the
    thing may be older; else None.
    """

    id: str
    label: str
    unverified: str | None = None
    first_day: date | None = None


@dataclass(frozen=True)
class Need:
    """A condition, or what joins conditions.

    Attributes:
        id: its short id.
        says: the condition in words.
        kind: the name of its class; ``all of`` or ``any of`` where it joins ``parts``.
        threshold: how far it has to be met.
        only_when: the case in which alone it binds.
        of_target: whether only the target's own conduct can meet it.
        on_rights: whether it concerns human rights.
        actions: the actions of the target that would meet it.
        parts: what it joins.
    """

    id: str
    says: str
    kind: str
    threshold: str | None
    only_when: str | None
    of_target: bool
    on_rights: bool
    actions: tuple[Named, ...]
    parts: tuple[Need, ...]

    def leaves(self) -> Iterator[Need]:
        """Yields the single conditions."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def met_without_conduct(self) -> bool:
        """Says whether it can be met whatever the target does."""
        if self.parts:
            met = [part.met_without_conduct() for part in self.parts]
            return any(met) if self.kind == ANY else all(met)
        return not self.of_target


@dataclass(frozen=True)
class Delegate:
    """One who may use a power in the place of its holder."""

    label: str
    act: str
    citation: str
    since: date


@dataclass(frozen=True)
class Told:
    """One who must be told of the use of a power, with the members of a group."""

    label: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class PowerView:
    """A power on a day, with all its terms. ``reaches`` holds what was asked about, or all."""

    id: str
    label: str
    mechanism: str
    citation: str
    stands: str
    first_day: date | None
    held_by: tuple[str, ...]
    delegates: tuple[Delegate, ...]
    basis: tuple[Named, ...]
    reach: str | None
    needs: Need | None
    conduct: str
    needs_vote: bool
    usable: bool
    certification: str | None
    notice: str | None
    notice_days: int | None
    notice_count: str | None
    renewal_notice_days: int | None
    report_days: int | None
    notice_to: tuple[Told, ...]
    longest_term: str | None
    longest_days: int | None
    shortest_days: int | None
    renewal: str | None
    renews: tuple[Named, ...]
    out_of_reach: tuple[Named, ...]
    out_of_reach_later: tuple[Named, ...]
    reaches: tuple[Named, ...]
    notes: tuple[str, ...]
    unverified: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class CasePower:
    """What a body may permit by itself, as a rule case by case, and what gives it that power."""

    id: str
    label: str
    what: str
    held_by: tuple[Named, ...]
    form: str
    condition: str | None
    basis: tuple[Named, ...]
    over: tuple[Named, ...]
    unverified: str | None


@dataclass(frozen=True)
class Body:
    """A sender that decides by a vote: the rule, who can block it, and its review clauses."""

    id: str
    label: str
    rule: str
    votes: int | None
    blockers: tuple[str, ...]
    review: tuple[Named, ...]
    notes: tuple[str, ...]
    unverified: str | None


@dataclass(frozen=True)
class Return:
    """How measures come back: after a pause or an end, by which route, and for which of them."""

    after: str
    route: str
    decider: str | None
    speed: str | None
    days: int | None
    blockers: tuple[str, ...]
    of: tuple[Named, ...]


@dataclass(frozen=True)
class Twin:
    """A provision on the same subject: how it relates, its sender, and its tie if it has one."""

    provision: Named
    relation: str
    sent_by: str
    tie: str | None
    of: tuple[Named, ...]


@dataclass(frozen=True)
class ProvisionView:
    """A provision that is asked about, in force on the day or older than is recorded, maybe."""

    provision: Named
    says: str
    citation: str | None
    sent_by: str
    sender: str
    since: date
    may_be_older: bool
    caps: tuple[str, ...]
    exceptions: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Barrier:
    """What stands in the way of a relief measure, or only looks so (``needed`` says why then)."""

    provision: Named
    sent_by: str
    needed: str
    note: str | None
    powers: tuple[Named, ...]
    in_force: bool


@dataclass(frozen=True)
class Road:
    """How a relief measure can be given under one sender's law: a judgement."""

    id: str
    label: str
    verdict: str
    executive_alone: bool
    vote_needed: bool
    notice: str | None
    speed: str
    papers: tuple[str, ...]
    author: str
    made_on: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Authority:
    """The answer for one thing on one day.

    Attributes:
        id: the short id of what was asked about.
        label: its name.
        kind: ``provision``, ``division``, ``power`` or ``relief measure``.
        as_of: the day.
        data_date: the day up to which the facts were read.
        usual: the act, body and basis that the author of a relief measure has in mind.
        wording: a model of the words by which a body that decides by a vote gives a relief measure.
        sources: what the record rests on.
        provisions: the provisions asked about that are in force, or may be: then with the first
            day on record.
        powers: the powers that reach them, each once, with their terms.
        given: the powers that the thing itself gives.
        given_terms: the terms of those, where no power over the thing itself is on record.
        bodies: the senders that decide by a vote.
        case_powers: what a body or government can permit by itself.
        deciders: how the bodies that hold those decide, where they decide together.
        returns: how the provisions come back.
        twins: what else bars the same, or has the same subject.
        roads: how a relief measure can be given under the law of a sender.
        barriers: what stands in its way.
        no_barriers: what only looks so.
        left_out: provisions and powers that are not in force on the day.
    """

    id: str
    label: str
    kind: str
    as_of: date
    data_date: date
    usual: str | None
    wording: str | None
    sources: tuple[str, ...]
    provisions: tuple[ProvisionView, ...]
    powers: tuple[PowerView, ...]
    given: tuple[Named, ...]
    given_terms: tuple[PowerView, ...]
    bodies: tuple[Body, ...]
    case_powers: tuple[CasePower, ...]
    deciders: tuple[Body, ...]
    returns: tuple[Return, ...]
    twins: tuple[Twin, ...]
    roads: tuple[Road, ...]
    barriers: tuple[Barrier, ...]
    no_barriers: tuple[Barrier, ...]
    left_out: tuple[Named, ...]


def name(regime: Regime, id: str) -> Named:
    """Returns a thing with its name and its mark."""
    return Named(id, regime.label(id), unverified(regime, id))


def labels(regime: Regime, id: str, property: str) -> tuple[str, ...]:
    """Returns the names of what a thing is linked to by a property, sorted."""
    quads = regime.store.quads_for_pattern(regime.node(id), ox.NamedNode(property), None, None)
    found = {quad.object for quad in quads}
    return tuple(
        sorted(
            each.value if isinstance(each, ox.Literal) else regime.label(each.value)
            for each in found
            if isinstance(each, ox.NamedNode | ox.Literal)
        )
    )


def linked(regime: Regime, id: str, term: str) -> tuple[Named, ...]:
    """Returns what a thing is linked to by a term of the ontology, in the order of ids."""
    nodes = [node for node in regime.values(id, term) if isinstance(node, ox.NamedNode)]
    return tuple(name(regime, short(node.value, regime.base)) for node in nodes)


def text(regime: Regime, id: str, term: str) -> str | None:
    """Returns what a property of the ontology says of a thing in words; None if it says nothing."""
    found = regime.value(id, term)
    return found.value if isinstance(found, ox.Literal) else None
