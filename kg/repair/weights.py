"""What the assessments of a regime say of the target's steps: how heavy, on offer, who checks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS, expand, short
from kg.core.index import Literal
from kg.core.memo import remembered
from kg.deal.derive import entail
from kg.deal.model import Deal
from kg.deal.terms import NONE, UNNAMED

if TYPE_CHECKING:
    from kg.core.index import Index, Term
    from kg.graph.regime import Regime

_WEIGHS, _GIVES_UP, _ON_OFFER, _USED_UP, _AGAIN, _LOOKS_AFTER, _VERIFIER, _AT_STAGE, _POSITION = (
    TERMS + name
    for name in (
        *("weighs", "givesUp", "onOffer", "usedUpFrom", "onOfferAgainFrom"),
        *("looksAfter", "usualVerifier", "atStage", "position"),
    )
)
# The grade of a step that nobody has weighed: the middle of the scale.
_UNKNOWN = 10


class Weights:
    """The assessments of the steps of one regime."""

    def __init__(self, regime: Regime) -> None:
        """Reads them.

        Args:
            regime: the loaded regime.
        """
        self._index: Index = regime.index
        self._assessed: dict[Term, Term] = {
            action: assessment
            for assessment, actions in self._index.forward(_WEIGHS).items()
            for action in actions
        }

    def grade(self, action: str) -> int:
        """Returns how much the target gives up by an action, from 1 to 20."""
        found = self._texts(action, _GIVES_UP)
        return int(found[0]) if found else _UNKNOWN

    def on_offer(self, action: str, day: date) -> bool:
        """Says whether the target can still do on a day what an action asks."""
        if "false" not in self._texts(action, _ON_OFFER):
            return True
        since, again = (self._texts(action, term) for term in (_USED_UP, _AGAIN))
        if since and day.isoformat() < since[0]:
            return True
        return bool(again and day.isoformat() >= again[0])

    def verifiers(self, action: str) -> tuple[str, ...]:
        """Returns who would usually verify an action, as IRIs; nobody if none is on record."""
        found: set[str] = set()
        for assessment in self._index.subjects(_LOOKS_AFTER, action):
            found |= set(map(str, self._index.objects(assessment, _VERIFIER)))
        return tuple(sorted(found))

    def stage(self, thing: str) -> int:
        """Returns the stage of an author's sequence at which a thing stands; 0 if at none."""
        places = [
            int(place.text)
            for stage in self._index.objects(thing, _AT_STAGE)
            for place in self._index.objects(stage, _POSITION)
            if isinstance(place, Literal)
        ]
        return min(places, default=0)

    def _texts(self, action: str, term: str) -> list[str]:
        found = self._index.objects(self._assessed.get(action, ""), term)
        return sorted(each.text for each in found if isinstance(each, Literal))


@remembered
def weights(regime: Regime) -> Weights:
    """Returns the assessments of a regime, read when first asked for."""
    return Weights(regime)


@remembered
def entailed(regime: Regime, action: str) -> frozenset[str]:
    """The same as ``entail.entailed``, by IRI."""
    found = entail.entailed(regime, short(action, regime.base))
    return frozenset(expand(id, regime.base) for id in found)


def verifiers(regime: Regime, deals: Iterable[Deal], action: str) -> tuple[tuple[str, ...], bool]:
    """Says who would verify an action.

    Args:
        regime: the loaded regime.
        deals: packages; the first is asked before all else.
        action: the IRI of the action.

    Returns:
        the actors, and whether they are on record for this: in the first package they verify this
        action, an assessment names them, or they verify in some package this action or a step
        that it entails or that entails it. If nobody is, it is who verifies most in the first
        package, or in all.
    """
    nobody = {NONE, UNNAMED, *targets(regime)}
    counts: defaultdict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    kin = entailed(regime, action)
    for place, deal in enumerate(deals):
        for each in deal.concessions:
            named = tuple(who for who in each.verified_by if who not in nobody)
            if not named:
                continue
            counts["all"][named] += 1
            if not place:
                counts["first"][named] += 1
            if each.action == action:
                counts["same" if place else "own"][named] += 1
            elif each.action and (each.action in kin or action in entailed(regime, each.action)):
                counts["near"][named] += 1
    assessed = weights(regime).verifiers(action)
    if assessed:
        counts["assessed"][assessed] += 1
    for name in ("own", "assessed", "same", "near", "first", "all"):
        if counts[name]:
            best = min(counts[name].items(), key=lambda each: (-each[1], each[0]))
            return best[0], name not in ("first", "all")
    return (), False


@remembered
def targets(regime: Regime) -> frozenset[str]:
    """Returns the IRIs of those on whom the sanctions lie."""
    quads = regime.store.quads_for_pattern(None, ox.NamedNode(f"{TERMS}target"), None, None)
    return frozenset(q.object.value for q in quads if isinstance(q.object, ox.NamedNode))


@remembered
def examples(regime: Regime) -> tuple[Deal, ...]:
    """Returns the packages that ship: they say who verifies what."""
    from kg.core.resources import deal_files
    from kg.deal import BadPackage, read_deal

    found = []
    for path in deal_files():
        try:
            found.append(read_deal(path, regime))
        except BadPackage:  # A package of another regime.
            continue
    return tuple(found)
