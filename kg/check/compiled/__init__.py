"""The compiled checker: each rule shape as a function, run on the facts of one package.

``algebra`` reads the query of a rule kind; ``source`` writes it as a function, with ``paths`` and
``expressions`` for what stands inside its patterns and filters; ``values`` holds what expressions
work out, ``functions`` runs them, and ``canary`` proves that every shape fires before any is
trusted. A construct that none of them knows is refused when the shapes are loaded, by its name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kg.check.compiled.functions import Checker, Package, compiled

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from kg.check.rules import RuleShape
    from kg.core.index import Term
    from kg.deal import Deal
    from kg.graph.regime import Regime

__all__ = ["Checker", "Package", "checker", "facts", "strict_facts"]


@lru_cache(maxsize=8)
def checker(regime: Regime, shapes: tuple[RuleShape, ...]) -> Checker:
    """Returns the checker of some shapes, compiled when first asked for.

    Args:
        regime: the loaded regime.
        shapes: its rule shapes.

    Raises:
        BrokenData: for what cannot be compiled, and for a shape that no canary breaks.
    """
    from kg.check.compiled.canary import prove

    made = compiled(regime, shapes)
    prove(regime, made)
    return made


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
    return _told(regime, deal, lenient, lenient if lenient_relief is None else lenient_relief)[0]


def strict_facts(regime: Regime, deal: Deal) -> tuple[Package, Package]:
    """Returns the facts of a package read strictly, and what is otherwise read leniently.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.

    Returns:
        what ``facts`` does; and the commitments of which the lenient reading says anything else,
        each as it stands there, whatever depends on several of them left aside.
    """
    return _told(regime, deal, False, False)


def _told(
    regime: Regime, deal: Deal, lenient: bool, lenient_relief: bool
) -> tuple[Package, Package]:
    from kg.deal.derive import whole
    from kg.deal.model import Relief, parts_of
    from kg.deal.overlay import about_package, about_phase
    from kg.deal.terms import IN_PHASE

    follower, day = regime.follower, deal.as_of
    told: dict[Term, dict[str, AbstractSet[Term]]] = {
        deal.iri: follower.node(about_package(deal), day)
    }
    otherwise: dict[Term, dict[str, AbstractSet[Term]]] = {}
    for phase in deal.phases:
        told[phase.iri] = follower.node(about_phase(deal, phase), day)
        inside = {phase.iri}
        for each in phase.commitments:
            reading = lenient_relief if isinstance(each, Relief) else lenient
            for part in parts_of(each):
                both = follower.both(part, day)
                told[part.iri] = {**both[reading], IN_PHASE: inside}
                if both[0] is not both[1]:
                    otherwise[part.iri] = {**both[not reading], IN_PHASE: inside}
    whole.derive(told, follower, regime.index, day, lenient)
    return told, otherwise
