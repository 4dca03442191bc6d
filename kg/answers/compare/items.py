"""What a package commits to, entry by entry, in a form in which two packages can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.core.ids import TERMS, short
from kg.core.wording import natural
from kg.deal.model import (
    Commitment,
    Concession,
    Deal,
    Phase,
    Relief,
    Safeguard,
    Undertaking,
    parts_of,
)
from kg.deal.overlay import package_triples
from kg.deal.terms import NONE, UNSTATED

if TYPE_CHECKING:
    from kg.check.findings import Report
    from kg.graph.regime import Regime

FORGONE = "safeguard forgone"


@dataclass(frozen=True)
class Side:
    """A package, what the checker says of it, and what it reaches in the regime.

    Attributes:
        deal: the package.
        report: the answer of ``validate``.
        touches: by the IRI of a relief, the ids of the provisions that it touches, through a
            measure or not.
        entails: by the id of an action, the ids of all that it entails, its own among them.
        labels: the names of safeguards forgone, by id.
    """

    deal: Deal
    report: Report = field(repr=False)
    touches: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    entails: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Item:
    """One entry of a phase.

    ``thing`` is the id of the action, the relief measure or the kind; None for listed provisions,
    and empty for what the package leaves open, a choice among others.
    ``terms`` are its other terms by the key of the file: ids, or words where a term takes words.
    ``touches`` are the provisions that a relief touches.
    """

    kind: str
    thing: str | None
    id: str
    label: str
    phase: int
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    touches: frozenset[str] = frozenset()


def side(regime: Regime, deal: Deal, rulebook: str | None = None) -> Side:
    """Checks a package and looks up what it reaches.

    Raises:
        BadInput: if there is no such rulebook.
    """
    regime = regime.on(deal.as_of)
    from kg.deal.derive import entail

    report = regime.validate(deal, rulebook)  # It refuses what is too long for the rest.
    base, touches = regime.base, dict[str, set[str]]()
    for triple in (
        *package_triples(deal),
        *entail.entailments(regime, package_triples(deal), deal.as_of),
    ):
        if triple.predicate.value == f"{TERMS}touches":
            subject, node = (str(getattr(each, "value", "")) for each in (triple[0], triple[2]))
            touches.setdefault(subject, set()).add(short(node, base))
    forgone = {short(iri, base) for phase in deal.phases for iri in phase.without}
    named = (each.kinds if each.open else (each.action,) for each in deal.concessions)
    actions = {short(iri, base) for iris in named for iri in iris}
    return Side(
        deal,
        report,
        {relief: frozenset(found) for relief, found in touches.items()},
        {action: entail.entailed(regime, action) for action in sorted(actions)},
        {id: regime.label(id) for id in sorted(forgone)},
    )


def entries(phase: Phase) -> int:
    """Counts what ``items`` lists of a phase."""
    return len(phase.commitments) + len(phase.choices) + len(phase.without)


def items(side: Side) -> tuple[Item, ...]:
    """Lists what a package commits to, phase by phase, and what it goes without."""
    deal, found = side.deal, list[Item]()
    base = deal.iri.removesuffix(deal.id)
    for phase in deal.phases:
        for each in phase.commitments:
            kind, thing = _thing(each)
            found.append(
                Item(
                    kind,
                    thing and short(thing, base),
                    short(each.iri, base),
                    each.label,
                    phase.position,
                    tuple(_terms(each, base)),
                    frozenset().union(*(side.touches.get(p.iri, ()) for p in parts_of(each))),
                )
            )
        for choice in phase.choices:
            ways = tuple(sorted(_said(way, base) for way in choice.alternatives))
            kind, own = f"choice of {choice.kind}", short(choice.iri, base)
            terms = (("one-of", ways),)
            found.append(Item(kind, "", own, choice.label, phase.position, terms))
        for iri in phase.without:
            id = short(iri, base)
            own = f"{short(phase.iri, base)}/without/{id}"
            label = side.labels.get(id, id)
            found.append(Item(FORGONE, id, own, label, phase.position, ()))
    return tuple(found)


def _thing(each: Commitment) -> tuple[str, str | None]:
    match each:
        case Concession():
            return "concession", each.action
        case Relief():
            return "relief", "" if each.open else each.measure
        case Safeguard():
            return "safeguard", each.safeguard
        case Undertaking():
            return "undertaking", each.undertaking
    raise TypeError(type(each))


def _said(way: tuple[Commitment, ...], base: str) -> str:
    """An alternative in one line, with its terms: alternatives are alike if these are."""

    def one(each: Commitment) -> str:
        terms = [f"{key} {' '.join(values)}" for key, values in _terms(each, base) if values]
        return f"{each.label} ({'; '.join(terms)})" if terms else each.label

    return ", ".join(sorted(map(one, way)))


def _terms(each: Commitment, base: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    def ids(*iris: str | None) -> tuple[str, ...]:
        given = {short(iri, base) for iri in iris if iri and iri != UNSTATED}
        return tuple(sorted(given, key=natural))

    def text(said: str | None) -> tuple[str, ...]:
        return () if said is None else ("none" if said == NONE else said,)

    if isinstance(each, Concession):
        yield "kind", ids(*each.kinds)
        yield "extent", text(each.extent)
        yield "sites", ids(*each.sites)
        yield "verified-by", ids(*each.verified_by)
    elif isinstance(each, Relief):
        yield "measure", ids(each.measure)
        yield "provisions", ids(*each.provisions)
        yield "kind", ids(*each.kinds)
        yield "by", ids(*each.by)
        yield "how", ids(each.through)
        acts = (f"{short(act, base)} by {short(body, base)}" for body, act in each.acts)
        yield "how by body", tuple(sorted(acts))
        yield "for", ids(each.for_whom)
        yield "limit", text(each.limit)
        days = None if each.term_days is None else f"{each.term_days} days"
        yield "term", text(each.term_said or days or ("temporary" if each.term_open else None))
        yield "renewable", () if each.renewable is None else ("yes" if each.renewable else "no",)
        yield "snapback", ids(each.snapback)
        yield "authority", ids(*each.authority)
        yield "except", ids(*each.leaves_out)
        yield "only", ids(*each.covers_only)
        yield "ends-if", text(each.ends_if)
        yield "reading", ids(each.reading)
    elif isinstance(each, Undertaking):
        yield "by", ids(*each.by)
        yield "limit", text(each.limit)
