"""What a shipped package says, as a thing and as a document; what it is worth, others say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.answers.show import Thing
from kg.answers.show_document import ShowDocument
from kg.core.dates import written
from kg.core.document import Note, listing, quiet, ref, section
from kg.core.wording import counted, listed
from kg.graph.sources import citations

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.deal.model import Phase
    from kg.graph.regime import Regime

_PACKAGE = "skg:DealPackage"
_MOST = 30


def show_package(regime: Regime, deal: Deal) -> Thing:
    """Tells what a package says: who proposed it and when, and its phases.

    Args:
        regime: the regime by which the package was read.
        deal: the package.

    >>> import kg
    >>> from kg.deal import shipped
    >>> deal = kg.read_deal(shipped.find("tutorial"), kg.load())
    >>> [heading for heading, _ in show_package(kg.load(), deal).sections][1:3]
    ['Phase 1: Trade at once', 'Phase 2: Everything else']
    """
    told = [("Proposal", tuple(_proposal(regime, deal)))]
    for phase in deal.phases:
        told.append((f"Phase {phase.position}: {phase.title}", tuple(_commitments(phase))))
    told.append(("Notes", deal.notes))
    sections = tuple((heading, lines) for heading, lines in told if lines)
    return Thing(deal.id, deal.title, (regime.label(_PACKAGE),), sections)


def package_document(regime: Regime, deal: Deal, thing: Thing) -> ShowDocument:
    """Makes the document of what a package says.

    Args:
        regime: the regime by which the package was read.
        deal: the package.
        thing: what ``show_package`` found.
    """
    phases, made = len(deal.phases), len(deal.commitments)
    says = f"{counted(phases, 'phase')} with {counted(made, 'commitment')}"
    name = deal.id.removeprefix("deal/")
    return ShowDocument(
        title=(ref(thing.label, thing.id), quiet(f"  {thing.id}")),
        lead=f"{thing.label} is a {thing.kinds[0]} of {says}.",
        notes=(Note(f"How it is judged, says sanctions-kg validate {name}."),),
        data_date=regime.data_date,
        as_of=(deal.as_of,),
        sections=tuple(section(heading, listing(lines)) for heading, lines in thing.sections),
        citations=citations(regime, deal.sources),
    )


def _proposal(regime: Regime, deal: Deal) -> Iterator[str]:
    if deal.proposed_by:
        yield f"proposed by: {listed([regime.label(who) for who in deal.proposed_by], _MOST)}"
    if deal.proposed_on:
        yield f"proposed on: {deal.proposed_on}"
    if deal.status:
        yield f"status: {deal.status}"
    yield f"law as of: {written(deal.as_of)}"


def _commitments(phase: Phase) -> Iterator[str]:
    for kind in ("concessions", "relief", "safeguards", "undertakings"):
        for each in getattr(phase, kind):
            yield f"{kind.removesuffix('s')}: {each.label}"
    for choice in phase.choices:
        yield f"one of {len(choice.alternatives)}: {choice.label}"
