"""What may be changed in a package: ways to write each commitment anew, and what could be added.

The ways come from the regime's data: the act, the body and the power by which a relief measure is
usually given, the actor that verifies an action elsewhere, the goods and the term that rules name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import classify
from kg.deal.model import Commitment, Concession, Deal, Relief, Safeguard, Undertaking
from kg.deal.terms import NONE, UNNAMED, UNSTATED
from kg.ids import TERMS, expand, short
from kg.repair.edits import kind_of

if TYPE_CHECKING:
    from kg.regime import Regime
    from kg.rules import RuleShape

TO_BE_AGREED = "to be agreed"
_SUSPENSION = f"{TERMS}suspension"
_MOST_POWERS = 4

Changes = tuple[tuple[str, Any], ...]
Part = tuple[Changes, int]


@dataclass(frozen=True)
class Way:
    """One way to write a commitment anew.

    Attributes:
        axis: what it is about; of each axis one way is chosen.
        parts: new values of attributes, with the cost of each step.
        shared: whether a further cost is shared with the other ways of this sort.
    """

    axis: str
    parts: tuple[Part, ...]
    shared: bool = False

    @property
    def changes(self) -> Changes:
        """All new values."""
        return tuple(change for changes, _ in self.parts for change in changes)

    @property
    def cost(self) -> int:
        """What all steps cost."""
        return sum(cost for _, cost in self.parts)


@dataclass(frozen=True)
class Item:
    """A commitment of a package, or one that could be added (``home`` is then None)."""

    name: str
    commitment: Commitment
    home: int | None
    ways: tuple[Way, ...]
    cost: int


class Moves:
    """The changes that a regime's data, a rulebook and a table of costs allow."""

    def __init__(
        self,
        regime: Regime,
        deal: Deal,
        shapes: Iterable[RuleShape],
        costs: dict[str, int],
        examples: Iterable[Deal] = (),
    ) -> None:
        self.regime = regime
        self.deal = deal
        self.shapes = tuple(shapes)
        self.costs = costs
        self.examples = tuple(examples)

    def items(self) -> list[Item]:
        """Lists the commitments of the package, then those that could be added."""
        return [*self.own(), *self.additions()]

    def own(self) -> list[Item]:
        """Lists the commitments of the package."""
        return [
            Item(self._short(each.iri), each, phase.position, self._ways(each), self._price(each))
            for phase in self.deal.phases
            for each in phase.commitments
        ]

    @cached_property
    def term(self) -> int | None:
        """The shortest term that a rule names, in days; None if no rule names one."""
        days = [
            int(value.value)
            for shape in self.shapes
            if "skg:termDays" in (shape.kind.program or "")
            for value in shape.values
            if isinstance(value, ox.Literal) and value.value.isdigit()
        ]
        return min(days, default=None)

    @cached_property
    def goods(self) -> list[str]:
        """The goods that rules name, as IRIs."""
        goods = {self._iri(id) for id in self.regime.known("goods")}
        return sorted({v.value for shape in self.shapes for v in shape.values} & goods)

    @cached_property
    def _promised(self) -> frozenset[str]:
        """What the package promises already: a step beyond it costs no more for entailing it."""
        own = (each.action for each in self.deal.concessions if not each.open)
        return frozenset().union(*(_entailed(self.regime, action) for action in own))

    @cached_property
    def _reached(self) -> int:
        """The furthest stage of an author's sequence from which the package promises an action."""
        return max((self._stage(action) for action in self._promised), default=0)

    def _stage(self, action: str) -> int:
        places = [
            int(place.value)
            for stage in self._values(action, "atStage")
            for place in self.regime.values(stage, "position")
            if isinstance(place, ox.Literal)
        ]
        return min(places, default=0)

    def _price(self, each: Commitment) -> int:
        cost = self.costs[f"drop-{kind_of(each)}"]
        listed = len(each.provisions) if isinstance(each, Relief) else 0
        return cost + listed * self.costs["drop-relief-each"]

    def _ways(self, each: Commitment) -> tuple[Way, ...]:
        if isinstance(each, Concession):
            return tuple(self._verified(each))
        return tuple(self._rewritten(each)) if isinstance(each, Relief) else ()

    def _verified(self, each: Concession) -> Iterator[Way]:
        if each.open or not self.regime.is_a(each.action, "VerifiableAction"):
            return
        nobody = (NONE, UNNAMED, *targets(self.regime))
        others = tuple(who for who in each.verified_by if who not in nobody)
        who = others or tuple(filter(None, [self.verifier(each.action)]))
        if who and who != each.verified_by:
            yield Way("form", (((("verified_by", who),), self.costs["verifier"]),))

    def _rewritten(self, each: Relief) -> Iterator[Way]:
        # Which powers a relief draws on depends on its act: the two are written together.
        powers = [
            ((("authority", named),), self.costs["authority"])
            for named in self._powers(each)
            if set(named) != set(each.authority)
        ]
        for act in (None, *self._acts(each)):
            for power in (None, *powers):
                if parts := tuple(part for part in (act, power) if part is not None):
                    yield Way("form", parts)
        for body in self._bodies(each):
            if (body,) != each.by:
                yield Way("by", (((("by", (body,)),), self.costs["body"]),))
        if each.ends_if is None:
            yield Way("ends_if", (((("ends_if", TO_BE_AGREED),), self.costs["ends-if"]),))
        for goods in self.goods:
            if goods not in each.leaves_out:
                leave = ((("leaves_out", (goods,)),), 1)
                yield Way(f"without {self._short(goods)}", (leave,), shared=True)

    def _acts(self, each: Relief) -> Iterator[Part]:
        if each.acts:  # Several bodies, each with its own act: none of them is changed for all.
            return
        unstated = each.through == UNSTATED
        ends = self.regime.is_a(each.through, "EndingMechanism")
        suspended: Changes = (("through", _SUSPENSION), *self._termed())
        usual = self._usual_acts(each)
        if each.through != _SUSPENSION and (not unstated or _SUSPENSION in usual):
            yield suspended, self.costs["suspend"]
        too_long = self.term and (each.term_days is None or each.term_days > self.term)
        if too_long and not unstated and not ends:
            yield self._termed(), self.costs["term"]
        for act in usual:
            if act not in (each.through, _SUSPENSION):
                yield (("through", act),), self.costs["act" if unstated else "change-act"]

    def _termed(self) -> Changes:
        return (("term_days", self.term), ("renewable", True)) if self.term else ()

    def _usual_acts(self, each: Relief) -> list[str]:
        found = self._usual(each, "usualMechanism")
        if not found and each.through == UNSTATED:
            return self._most_common("usualMechanism", "usualBody", *each.by[:1])[:3]
        return found[:1]

    def _bodies(self, each: Relief) -> list[str]:
        found = self._usual(each, "usualBody")
        named = Counter(body for each in self.deal.reliefs for body in each.by if body != NONE)
        if each.by in ((), (NONE,)):
            found += [body for body, _ in sorted(named.most_common(), key=_by_count)]
            found += self._most_common("usualBody")
        return list(dict.fromkeys(found))[:2]

    def _powers(self, each: Relief) -> list[tuple[str, ...]]:
        found = self._usual(each, "usualAuthority")[:_MOST_POWERS]
        every: list[tuple[str, ...]] = [(power,) for power in found]
        return [*every, tuple(found)] if len(found) > 1 else every

    def _usual(self, each: Relief, term: str) -> list[str]:
        """What the relief measure says of itself; of a bare list, what measures like it say."""
        if each.measure is not None:
            return self._values(each.measure, term)
        own = set(each.provisions)
        likeness = {id: len(own & relaxed) for id, relaxed in self._relaxed.items()}
        near = sorted((id for id, n in likeness.items() if n), key=lambda id: (-likeness[id], id))
        found = [value for id in near for value in self._values(self._iri(id), term)]
        return list(dict.fromkeys(found))

    @cached_property
    def _relaxed(self) -> dict[str, set[str]]:
        """The provisions that each relief measure relaxes by name."""
        ids = self.regime.known("relief")
        return {id: set(self._values(self._iri(id), "relaxes")) for id in ids}

    def _most_common(self, term: str, where: str = "", value: str | None = None) -> list[str]:
        every: Counter[str] = Counter()
        own: Counter[str] = Counter()
        for id in self.regime.known("relief"):
            found = self._values(self._iri(id), term)
            every.update(found)
            if where and value in self._values(self._iri(id), where):
                own.update(found)
        counted = (*sorted(own.items(), key=_by_count), *sorted(every.items(), key=_by_count))
        return list(dict.fromkeys(iri for iri, _ in counted))

    def verifier(self, action: str) -> str | None:
        """Says who would verify an action; see the function of this name."""
        return verifier(self.regime, (self.deal, *self.examples), action)[0]

    def additions(self) -> Iterator[Item]:
        costs = self.costs
        own = {each.action for each in self.deal.concessions}
        for id in self.regime.known("action"):
            iri = self._iri(id)
            # What is promised already is brought forward, and not asked for twice.
            if self.regime.is_a(iri, "ActionKind") or iri in own:
                continue
            who = self.verifier(iri) if self.regime.is_a(iri, "VerifiableAction") else None
            made = Concession(
                self._trial(id), self._label(iri), None, (), iri, (who,) if who else ()
            )
            steps = [
                step
                for step in self._entailed(iri) - self._promised
                if not self.regime.is_a(step, "ActionKind")
            ]
            cost = costs["concession"] + costs["concession-each"] * len(steps)
            ahead = max(0, self._stage(iri) - self._reached)
            yield self._added(id, made, cost + costs["concession-stage"] * ahead)
        for id in self.regime.known("safeguard"):
            iri = self._iri(id)
            guard = Safeguard(self._trial(id), self._label(iri), None, (), iri)
            yield self._added(id, guard, costs["safeguard"])
        for id in self.regime.known("undertaking"):
            iri = self._iri(id)
            promise = Undertaking(self._trial(id), self._label(iri), None, (), iri)
            yield self._added(id, promise, costs["undertaking"])
        for id in self.regime.known("relief"):
            usual = self._usual_relief(id)
            if usual is not None:
                yield self._added(id, usual, costs["relief"])

    def _usual_relief(self, id: str) -> Relief | None:
        iri = self._iri(id)
        acts, bodies = self._values(iri, "usualMechanism"), self._values(iri, "usualBody")
        if not acts or not bodies:
            return None
        bare = Relief(
            *(self._trial(id), self._label(iri), None, (), iri, ()),
            *((bodies[0],), acts[0], None, None, None),
            *(tuple(self._values(iri, "usualAuthority")), TO_BE_AGREED, (), ()),
        )
        return replace(bare, **dict(self._termed())) if acts[0] == _SUSPENSION else bare

    def _added(self, id: str, made: Commitment, cost: int) -> Item:
        return Item(f"+{id}", made, None, (), cost)

    def _entailed(self, action: str) -> frozenset[str]:
        return _entailed(self.regime, action) - {action}

    def _values(self, iri: str, term: str) -> list[str]:
        found = self.regime.values(self._short(iri), term)
        return [node.value for node in found if isinstance(node, ox.NamedNode)]

    def _label(self, iri: str) -> str:
        return self.regime.label(self._short(iri))

    def _iri(self, id: str) -> str:
        return self.regime.base + id

    def _trial(self, id: str) -> str:
        return f"{self.regime.base}trial/{id}"

    def _short(self, iri: str) -> str:
        return iri.removeprefix(self.regime.base)


def _by_count(pair: tuple[Any, int]) -> tuple[int, str]:
    return -pair[1], str(pair[0])


@lru_cache(maxsize=1024)
def _entailed(regime: Regime, action: str) -> frozenset[str]:
    """The same as ``classify.entailed``, by IRI."""
    found = classify.entailed(regime, short(action, regime.base))
    return frozenset(expand(id, regime.base) for id in found)


def verifier(regime: Regime, deals: Iterable[Deal], action: str) -> tuple[str | None, bool]:
    """Says who would verify an action, by who verifies what in some packages.

    Args:
        regime: the loaded regime.
        deals: the packages; the first counts more than all others.
        action: the IRI of the action.

    Returns:
        the actor, and whether that one verifies this action, or a step that it entails or that
        entails it. If nobody does, it is who verifies most in the first package, or in all.
    """
    same: Counter[str] = Counter()
    near: Counter[str] = Counter()
    first: Counter[str] = Counter()
    every: Counter[str] = Counter()
    kin, nobody = _entailed(regime, action), {NONE, UNNAMED, *targets(regime)}
    for place, deal in enumerate(deals):
        for each in (each for each in deal.concessions if not each.open):
            named = [who for who in each.verified_by if who not in nobody]
            every.update(named)
            if not place:
                first.update(named)
            if each.action == action:
                same.update(named)
            if each.action in kin or action in _entailed(regime, each.action):
                near.update(named)
    for counted, sure in ((same, True), (near, True), (first, False), (every, False)):
        if counted:
            return min(counted.items(), key=_by_count)[0], sure
    return None, False


def targets(regime: Regime) -> frozenset[str]:
    """Returns the IRIs of those on whom the sanctions lie."""
    quads = regime.store.quads_for_pattern(None, ox.NamedNode(f"{TERMS}target"), None, None)
    return frozenset(q.object.value for q in quads if isinstance(q.object, ox.NamedNode))


@lru_cache(maxsize=2)
def examples(regime: Regime) -> tuple[Deal, ...]:
    """Returns the packages that ship: they say who verifies what."""
    from kg.deal import BadPackage, read_deal
    from kg.resources import deal_files

    found = []
    for path in deal_files():
        try:
            found.append(read_deal(path, regime))
        except BadPackage:  # A package of another regime.
            continue
    return tuple(found)
