"""Which relief measure could stand for relief that is not specified, or in the place of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kg.core.ids import TERMS
from kg.deal.derive.deriver import deriver_of
from kg.deal.derive.membership import RDF_TYPE
from kg.deal.derive.reliefs import BEYOND_BODY, TOUCHES
from kg.deal.model import Deal, Relief
from kg.deal.terms import NONE, UNSTATED
from kg.repair.ways import FORM, SUSPENSION, Changes, Part, Way
from kg.repair.weights import weights

if TYPE_CHECKING:
    from kg.graph.regime import Regime
    from kg.repair.usual import Usual

_EFFECTIVE = f"{TERMS}EffectiveRelief"
# A narrower measure relaxes at least this share of what another does.
_SHARE = 0.3


@dataclass(frozen=True)
class Measures:
    """The relief measures of a regime, for the reliefs of one package.

    Attributes:
        regime: the loaded regime.
        deal: the package.
        costs: what changes cost.
        usual: how relief is usually given.
        termed: what says that relief ends after the term that a rule names.
    """

    regime: Regime
    deal: Deal
    costs: dict[str, int]
    usual: Usual
    termed: Changes

    def narrower(self, each: Relief) -> Iterator[Way]:
        """Another relief measure: one for single cases in the place of a provision opened for all,
        or one whose act is on record in the place of one that no single act could give."""
        relaxed = deriver_of(self.regime).reliefs.relaxed
        if len(each.provisions) == 1:
            scoped = [id for id in self.regime.known("relief") if self._scoped(id, each)]
            if scoped:  # The one that relaxes least beside it.
                id = min(scoped, key=lambda id: (len(relaxed(self.regime.base + id)[0]), id))
                more = len(relaxed(self.regime.base + id)[0]) - 1
                yield from self._instead(each, id, self.costs["narrow"] + more)
        elif each.measure and each.through == UNSTATED and not self.usual.on_record(each):
            whole = relaxed(each.measure)[0]
            for id in self.regime.known("relief"):
                part = relaxed(self.regime.base + id)[0]
                if part and part < whole and len(part) > _SHARE * len(whole):
                    lost = len(whole - part) * 10 // len(whole)
                    yield from self._instead(each, id, self.costs["narrow"] + lost)

    def _scoped(self, id: str, each: Relief) -> bool:
        relaxed = deriver_of(self.regime).reliefs.relaxed(self.regime.base + id)[0]
        return self.regime.is_a(id, "ScopedMeasure") and each.provisions[0] in relaxed

    def _instead(self, each: Relief, id: str, cost: int) -> Iterator[Way]:
        iri = self.regime.base + id
        acts, bodies, powers = (
            tuple(self.usual.of_measure(iri, term))
            for term in ("usualMechanism", "usualBody", "usualAuthority")
        )
        if not acts or not bodies:
            return
        suspended = acts[0] == SUSPENSION
        changes: Changes = (
            *(("measure", iri), ("provisions", ()), ("label", self.regime.label(id))),
            *(("by", bodies[:1]), ("through", acts[0]), ("authority", powers)),
            *(self.termed if suspended else (("term_days", None), ("renewable", None))),
            *(("leaves_out", ()), ("snapback", None)),
        )
        written = tuple(
            (key, value)
            for key, value in changes
            if value not in (None, ()) or getattr(each, key) not in (None, ())
        )
        yield Way(FORM, ((written, cost),))

    # --- relief that is not specified ------------------------------------------------------------

    def specified(self, each: Relief) -> Iterator[Way]:
        """Each relief measure that it could be, given as far as it is not said as it usually is."""
        # As it is said; if none can be given so, by another body, or by another act as well.
        for anew in ((), ("by",), ("by", "through")):
            if found := list(self._meant(each, anew)):
                yield from found
                return

    def _meant(self, each: Relief, anew: Sequence[str]) -> Iterator[Way]:
        day, deriver = self.deal.as_of, deriver_of(self.regime)
        for id in self.regime.known("relief"):
            iri = self.regime.base + id
            changes: Changes = (
                ("measure", iri),
                ("open", False),
                ("kinds", ()),
                ("label", self.regime.label(id)),
            )
            meant = replace(each, **dict(changes))
            named: Part = changes, self.costs["measure"] + self._unlike(each, iri)
            parts = [named, *self._filled(each, iri, anew)]
            given = replace(meant, **{key: value for p, _ in parts for key, value in p})
            if self._can_be(each, given, deriver.commitment(given, day)):
                yield Way(FORM, tuple(parts))

    def _unlike(self, each: Relief, measure: str) -> int:
        """How far a measure is from what open relief says: its stage from that of the steps that
        the package promises, its act and its body from those that are stated."""
        own = [weights(self.regime).stage(c.action) for c in self.deal.concessions if c.action]
        away = abs(weights(self.regime).stage(measure) - max(own, default=0))
        acts, bodies = (self.usual.of_measure(measure, t) for t in ("usualMechanism", "usualBody"))
        strange = each.through != UNSTATED and each.through not in acts
        return away + 2 * strange + 2 * (bool(each.by) and set(bodies).isdisjoint(each.by))

    def _filled(self, each: Relief, measure: str, anew: Sequence[str]) -> Iterator[Part]:
        """What open relief does not say, and what is said anew, as it is usual for a measure."""
        acts, bodies, powers = (
            tuple(self.usual.of_measure(measure, term))
            for term in ("usualMechanism", "usualBody", "usualAuthority")
        )
        unsaid = each.through == UNSTATED and not each.acts
        if acts and (unsaid or "through" in anew):
            act: Changes = ("through", acts[0]), *(self.termed if acts[0] == SUSPENSION else ())
            yield act, self.costs["act" if unsaid else "change-act"]
        elif each.through == SUSPENSION and each.term_days is None and self.termed:
            yield self.termed, self.costs["term"]
        if bodies and (each.by in ((), (NONE,)) or "by" in anew):
            yield (("by", bodies),), self.costs["body"]
        if powers and (not each.authority or "through" in anew):
            yield (("authority", powers),), self.costs["authority"]

    def _can_be(self, each: Relief, given: Relief, derived: Any) -> bool:
        """Says whether open relief can be meant by a relief that is given in some way."""
        if not given.by or (given.through == UNSTATED and not given.acts):
            return False
        classes = derived.get(RDF_TYPE, frozenset())
        theirs = TOUCHES in derived or each.by in ((), (NONE,))
        fits = _EFFECTIVE in classes and set(each.kinds) <= classes
        return fits and theirs and BEYOND_BODY not in derived
