"""The ways to write a commitment anew: what it leaves open stated, what is wrong put right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.deal.derive.deriver import deriver_of
from kg.deal.derive.membership import RDF_TYPE
from kg.deal.derive.reliefs import BEYOND_BODY, MAY_FREE, OPENS_FOR
from kg.deal.edit.edits import Edit, with_lists
from kg.deal.model import Commitment, Concession, Deal, Relief
from kg.deal.terms import EVERYONE, NONE, PROMISED, SNAPBACK, UNNAMED, UNSTATED
from kg.repair.measures import Measures
from kg.repair.usual import Usual
from kg.repair.ways import FORM, SUSPENSION, Changes, Part, Way
from kg.repair.weights import examples, targets, verifiers, weights

if TYPE_CHECKING:
    from kg.check.rules import RuleShape
    from kg.graph.regime import Regime

TO_BE_AGREED = "to be agreed"
_CASE_ACT = f"{TERMS}CaseActRelief"
_OPEN = "open"
_AT_NO_STAGE = 2


class Rewrites:
    """The ways that the data of a regime, a rulebook and a table of costs allow."""

    def __init__(
        self, regime: Regime, deal: Deal, shapes: Iterable[RuleShape], costs: dict[str, int]
    ) -> None:
        self.regime = regime
        self.deal = deal
        self.shapes = tuple(shapes)
        self.costs = costs
        self.weights = weights(regime)
        self.usual = Usual(regime, deal)
        self._measures = Measures(regime, deal, costs, self.usual, self.termed())

    def ways(self, each: Commitment) -> tuple[Way, ...]:
        """Returns the ways to write a commitment anew, without the one that it has."""
        found: Iterable[Way] = ()
        if isinstance(each, Concession):
            found = self._promised(each)
        elif isinstance(each, Relief):
            found = self._measures.specified(each) if each.open else self._given(each)
        seen, kept = {replace(each, line=None)}, []
        for way in found:
            changes = Edit("change", 0, changes=way.changes)
            new = replace(each, **(with_lists(each, changes) | {"line": None}))
            if new not in seen:
                seen.add(new)
                kept.append(way)
        return tuple(kept)

    @cached_property
    def term(self) -> int | None:
        """The shortest term that a rule names, in days; None if no rule names one."""
        days = [
            int(value.value)
            for shape in self.shapes
            if "skg:reckonedDays" in (shape.kind.program or "")
            for value in shape.values
            if isinstance(value, ox.Literal) and value.value.isdigit()
        ]
        return min(days, default=None)

    def termed(self) -> Changes:
        """What says that relief ends after that term, and can be decided again."""
        return (("term_days", self.term), ("renewable", True)) if self.term else ()

    def heavy(self, action: str, promised: Iterable[str] = ()) -> int:
        """What it costs that the target gives something up, beyond what it promises already."""
        spared = max((self.weights.grade(each) for each in promised), default=0)
        more = self.weights.grade(action) ** 2 - spared**2
        return max(0, self.costs["gives-up"] * more // 10)

    @cached_property
    def _stages(self) -> frozenset[int]:
        """The stages of an author's sequence at which the relief of the package stands."""
        named = {each.measure for each in self.deal.reliefs if each.measure}
        listed = {iri for each in self.deal.reliefs for iri in each.provisions}
        for id in self.regime.known("relief") if listed else ():
            relaxes = deriver_of(self.regime).reliefs.relaxed(self.regime.base + id)[0]
            if not listed.isdisjoint(relaxes):
                named.add(self.regime.base + id)
        return frozenset(filter(None, map(self.weights.stage, named)))

    def away(self, action: str) -> int:
        """Says how many stages an action stands away from the relief; 2 if it is at none."""
        stage = self.weights.stage(action)
        if not stage or not self._stages:
            return _AT_NO_STAGE
        return min(abs(stage - each) for each in self._stages)

    # --- concessions -----------------------------------------------------------------------------

    def _promised(self, each: Concession) -> Iterator[Way]:
        for parts in _combined((self._stated(each), self._whole(each))):
            if each.open:
                yield from (Way(FORM, parts),) if _names(parts, "action") else ()
                continue
            yield Way(FORM, parts)
        if not each.open:
            return

    def _stated(self, each: Concession) -> list[tuple[Part, ...]]:
        """The action and who verifies it, as far as they are not said or cannot stand."""
        if not each.open:
            check = self._checked(each, each.action)
            return [(check,)] if check else []
        found: list[tuple[Part, ...]] = []
        steps, day = deriver_of(self.regime).steps, self.deal.as_of
        for id in self.regime.known("action"):
            iri = self.regime.base + id
            kind = self.regime.is_a(id, "ActionKind")
            if kind or not set(each.kinds) <= steps.achieved(iri):
                continue
            if not self.weights.on_offer(iri, day):
                continue
            label = self.regime.label(id)
            named: Changes = (("action", iri), ("open", False), ("kinds", ()), ("label", label))
            away = self.costs["concession-stage"] * self.away(iri)
            part = named, self.costs["action"] + self.heavy(iri) + away
            check = self._checked(each, iri)
            found.append((part, check) if check else (part,))
        return found

    def _checked(self, each: Concession, action: str) -> Part | None:
        nobody = (NONE, UNNAMED, *targets(self.regime))
        others = tuple(who for who in each.verified_by if who not in nobody)
        if not self.regime.is_a(action, "VerifiableAction"):
            if targets(self.regime).isdisjoint(each.verified_by):
                return None
            return (("verified_by", others),), self.costs["verifier"]
        who = others or verifiers(self.regime, (self.deal, *examples(self.regime)), action)[0]
        if not who or who == each.verified_by:
            return None
        return (("verified_by", who),), self.costs["verifier"]

    def _whole(self, each: Concession) -> list[tuple[Part, ...]]:
        """All of it, where only a part is promised, or it is not said how much."""
        if each.extent is None and not each.sites:
            return []
        statements = each.extent not in (None, _OPEN) or bool(each.sites)
        cost = (
            self.costs["concession"] + self.heavy(each.action)
            if statements
            else self.costs["extent"]
        )
        return [(((("extent", None), ("sites", ())), cost),)]

    # --- relief ----------------------------------------------------------------------------------

    def _given(self, each: Relief) -> Iterator[Way]:
        derived = deriver_of(self.regime).commitment(each, self.deal.as_of)
        several = [
            [(part,) for part in self._acts(each)],
            [(part,) for part in self._powers(each)],
            [(part,) for part in self._bodies(each)],
            [(part,) for part in self._goods(each, derived)],
            [(part,) for part in self._routes(each)],
            [(part,) for part in self._whom(each, derived)],
            [(part,) for part in self._limits(each)],
        ]
        for parts in _combined(several):
            yield Way(FORM, parts)
        yield from self._measures.narrower(each)
        if each.ends_if is None:
            yield Way("ends_if", (((("ends_if", TO_BE_AGREED),), self.costs["ends-if"]),))

    def _acts(self, each: Relief) -> Iterator[Part]:
        costs = self.costs
        usual = self.usual.acts(each)
        if each.acts:
            yield from self._acts_of_parts(each, usual)
            return
        unstated = each.through == UNSTATED
        ends = self.regime.is_a(each.through, "EndingMechanism")
        suspended: Changes = (("through", SUSPENSION), *self.termed())
        if each.through != SUSPENSION and (not unstated or SUSPENSION in usual):
            yield suspended, costs["act" if unstated else "suspend"]
        too_long = self.term and (each.term_days is None or each.term_days > self.term)
        if too_long and not unstated and not ends:
            yield self.termed(), costs["term"]
        for act in usual:
            if act not in (each.through, SUSPENSION):
                cost = costs["act" if unstated else "change-act"]
                yield (("through", act),), cost
                if each.term_open:  # A power may last less long than a term that is not said.
                    yield (("through", act), *self.termed()), cost

    def _acts_of_parts(self, each: Relief, usual: Sequence[str]) -> Iterator[Part]:
        """Several bodies, each with its own act: those that are not said, and all suspended."""
        acts = dict(each.acts)
        unsaid = [body for body in each.by if body not in acts]
        if unsaid and usual:
            filled = tuple((body, acts.get(body, usual[0])) for body in each.by)
            yield (("acts", filled),), self.costs["act"]
        if any(self.regime.is_a(act, "EndingMechanism") for act in acts.values()):
            own = tuple((body, SUSPENSION) for body in each.by)
            yield (("acts", own), *self.termed()), self.costs["suspend"]
        elif self.term and each.term_days is None:
            yield self.termed(), self.costs["term"]

    def _powers(self, each: Relief) -> Iterator[Part]:
        # The most usual first: those that come later are named less readily.
        for place, named in enumerate(self.usual.powers(each)):
            if set(named) != set(each.authority):
                yield (("authority", named),), self.costs["authority"] + place

    def _bodies(self, each: Relief) -> Iterator[Part]:
        if each.acts:
            yield from self._bodies_of_parts(each)
            return
        for bodies in self.usual.bodies(each):
            if set(bodies) != set(each.by):
                yield (("by", bodies),), self.costs["body"]

    def _bodies_of_parts(self, each: Relief) -> Iterator[Part]:
        """Only those that can give their part, or the usual body by the usual act."""
        deriver, day = deriver_of(self.regime), self.deal.as_of
        able = [p.by[0] for p in each.parts if BEYOND_BODY not in deriver.commitment(p, day)]
        if able and len(able) < len(each.by):
            yield (("by", tuple(able)),), self.costs["body"]
        for bodies in self.usual.bodies(each)[:1]:
            for act in self.usual.acts(replace(each, acts=(), by=bodies))[:1]:
                changes: Changes = (("by", bodies), ("through", act))
                yield changes, self.costs["body"] + self.costs["change-act"]

    def _goods(self, each: Relief, derived: Any) -> Iterator[Part]:
        """The goods that rules name, as far as the relief could free them."""
        goods = {self.regime.base + id for id in self.regime.known("goods")}
        ruled = {value.value for shape in self.shapes for value in shape.values} & goods
        free = ruled & self._freed(each, derived) - set(each.leaves_out)
        if free:
            cost = self.costs["leave-out"] + len(free) - 1
            yield (("leaves_out", tuple(sorted(free))),), cost

    def _freed(self, each: Relief, derived: Any) -> set[str]:
        """The sensitive goods that a relief could free by this act or by another."""
        found = set(map(str, derived.get(MAY_FREE, ())))
        if each.through == SUSPENSION or each.acts:
            return found
        other = replace(each, through=SUSPENSION, for_whom=None)
        follows = deriver_of(self.regime).commitment(other, self.deal.as_of)
        return found | set(map(str, follows.get(MAY_FREE, ())))

    def _routes(self, each: Relief) -> Iterator[Part]:
        if each.snapback == PROMISED:
            yield (("snapback", SNAPBACK["veto-proof-trigger"]),), self.costs["snapback"]

    def _whom(self, each: Relief, derived: Any) -> Iterator[Part]:
        """For everyone, where an act for single cases names none, or could be used."""
        everyone = EVERYONE in derived.get(OPENS_FOR, ())
        case_act = _CASE_ACT in derived.get(RDF_TYPE, ()) or (
            bool(each.provisions)
            and any(self.regime.is_a(act, "CaseOpeningMechanism") for act in self.usual.acts(each))
        )
        if each.for_whom is None and everyone and case_act:
            yield (("for_whom", EVERYONE),), self.costs["for-whom"]

    def _limits(self, each: Relief) -> Iterator[Part]:
        """A limit to what turns into other relief without one."""
        if (each.limit == NONE or each.unbounded) and each.measure in self.deal.bounds:
            yield (("limit", TO_BE_AGREED),), self.costs["limit"]


def _combined(several: Sequence[Sequence[tuple[Part, ...]]]) -> Iterator[tuple[Part, ...]]:
    """Each combination of at most one of each, but not none of all."""
    for chosen in product(*([(), *each] for each in several)):
        if parts := tuple(part for each in chosen for part in each):
            yield parts


def _names(parts: Iterable[Part], attribute: str) -> bool:
    return any(key == attribute for changes, _ in parts for key, _ in changes)
