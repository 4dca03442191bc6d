"""What a compiled checker runs on: what a package says and what follows for it, as dictionaries."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from kg.deal.derive import whole
from kg.deal.derive.deriver import deriver_of
from kg.deal.model import Relief, parts_of
from kg.deal.overlay import about_package, about_phase
from kg.deal.terms import IN_PHASE

if TYPE_CHECKING:
    from kg.check.compiled.functions import Package
    from kg.core.index import Term
    from kg.deal import Deal
    from kg.graph.regime import Regime


def facts(
    regime: Regime, deal: Deal, lenient: bool = False, lenient_relief: bool | None = None
) -> Package:
    """Returns what a package says and what follows for it.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.
        lenient: whether open points are filled in the way that keeps most rules.
        lenient_relief: the same for the open points of relief, if it differs.
    """
    return _derived(regime, deal, lenient, lenient if lenient_relief is None else lenient_relief)[0]


def strict_facts(regime: Regime, deal: Deal) -> tuple[Package, Package]:
    """Returns the facts of a package read strictly, and what is otherwise read leniently.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.

    Returns:
        what ``facts`` does; and the commitments of which the lenient reading says anything else,
        each as it stands there, whatever depends on several of them left aside.
    """
    return _derived(regime, deal, False, False)


def _derived(
    regime: Regime, deal: Deal, lenient: bool, lenient_relief: bool
) -> tuple[Package, Package]:
    deriver, day = deriver_of(regime), deal.as_of
    derived: dict[Term, dict[str, AbstractSet[Term]]] = {
        deal.iri: deriver.node(about_package(deal), day)
    }
    otherwise: dict[Term, dict[str, AbstractSet[Term]]] = {}
    for phase in deal.phases:
        derived[phase.iri] = deriver.node(about_phase(deal, phase), day)
        inside = {phase.iri}
        for each in phase.commitments:
            reading = lenient_relief if isinstance(each, Relief) else lenient
            for part in parts_of(each):
                both = deriver.both(part, day)
                derived[part.iri] = {**both[reading], IN_PHASE: inside}
                if both[0] is not both[1]:
                    otherwise[part.iri] = {**both[not reading], IN_PHASE: inside}
    whole.derive(derived, deriver, regime.index, day, lenient)
    return derived, otherwise
