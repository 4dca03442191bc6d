"""What may be changed in a package: ways to write each commitment anew, and what could be added.

The ways come from the regime's data: the act, the body and the power by which a relief measure is
usually given, who verifies an action, how much the target gives up by it and whether it still can,
the goods and the term that rules name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg.deal.edit.edits import kind_of
from kg.deal.model import Commitment, Concession, Deal, Relief, Safeguard, Undertaking
from kg.repair.rewrites import TO_BE_AGREED, Rewrites
from kg.repair.ways import SUSPENSION, Way
from kg.repair.weights import entailed, examples, verifiers

if TYPE_CHECKING:
    from kg.check.rules import RuleShape
    from kg.graph.regime import Regime


@dataclass(frozen=True)
class Item:
    """A commitment of a package, or one that could be added.

    Attributes:
        name: what the solver calls it.
        commitment: the commitment.
        home: the phase in which it stands; None if it could be added.
        ways: the ways to write it anew.
        cost: what it costs to add it, or to leave it out.
        ahead: what it costs besides to add it to a phase that stands and not to a new one.
    """

    name: str
    commitment: Commitment
    home: int | None
    ways: tuple[Way, ...]
    cost: int
    ahead: int = 0


class Moves:
    """The changes that a regime's data, a rulebook and a table of costs allow."""

    def __init__(
        self, regime: Regime, deal: Deal, shapes: Iterable[RuleShape], costs: dict[str, int]
    ) -> None:
        self.regime = regime
        self.deal = deal
        self.costs = costs
        self._rewrites = Rewrites(regime, deal, shapes, costs)
        self._weights = self._rewrites.weights

    def items(self) -> list[Item]:
        """Lists the commitments of the package, then those that could be added."""
        return [*self.own(), *self.additions()]

    def own(self) -> list[Item]:
        """Lists the commitments of the package."""
        return [
            Item(
                self._short(each.iri),
                each,
                phase.position,
                self._rewrites.ways(each),
                self._price(each),
            )
            for phase in self.deal.phases
            for each in phase.commitments
        ]

    def additions(self) -> Iterator[Item]:
        """Yields what could be added."""
        yield from self._concessions()
        for id in self.regime.known("safeguard"):
            iri = self._iri(id)
            guard = Safeguard(self._trial(id), self.regime.label(id), None, (), iri)
            yield self._added(id, guard, self.costs["safeguard"])
        for id in self.regime.known("undertaking"):
            iri = self._iri(id)
            promise = Undertaking(self._trial(id), self.regime.label(id), None, (), iri)
            yield self._added(id, promise, self.costs["undertaking"])
        for id in self.regime.known("relief"):
            usual = self._usual_relief(id)
            if usual is not None:
                yield self._added(id, usual, self.costs["relief"])

    def _concessions(self) -> Iterator[Item]:
        own = {each.action for each in self.deal.concessions}
        deals = (self.deal, *examples(self.regime))
        for id in self.regime.known("action"):
            iri = self._iri(id)
            # What is promised already is brought forward, and not asked for twice.
            if self.regime.is_a(iri, "ActionKind") or iri in own:
                continue
            if not self._weights.on_offer(iri, self.deal.as_of):
                continue
            verifiable = self.regime.is_a(iri, "VerifiableAction")
            who = verifiers(self.regime, deals, iri)[0] if verifiable else ()
            made = Concession(self._trial(id), self.regime.label(id), None, (), iri, who)
            inside = (s for s in entailed(self.regime, iri) & self._promised if self._is_step(s))
            cost = self.costs["concession"] + self._rewrites.heavy(iri, inside)
            cost += self.costs["concession-stage"] * self._rewrites.away(iri)
            ahead = self._heaviest <= self.costs["ahead-from"] < self._weights.grade(iri)
            yield Item(f"+{id}", made, None, (), cost, self.costs["ahead"] if ahead else 0)

    @cached_property
    def _promised(self) -> frozenset[str]:
        """What the package promises already: a step beyond it costs less for entailing it."""
        own = (each.action for each in self.deal.concessions if each.action)
        return frozenset().union(*(entailed(self.regime, action) for action in own))

    @cached_property
    def _heaviest(self) -> int:
        """The grade of the heaviest step that the package promises."""
        return max((self._weights.grade(s) for s in self._promised if self._is_step(s)), default=0)

    def _is_step(self, action: str) -> bool:
        return not self.regime.is_a(action, "ActionKind")

    def _price(self, each: Commitment) -> int:
        cost = self.costs[f"drop-{kind_of(each)}"]
        listed = len(each.provisions) if isinstance(each, Relief) else 0
        return cost + listed * self.costs["drop-relief-each"]

    def _usual_relief(self, id: str) -> Relief | None:
        iri, usual = self._iri(id), self._rewrites.usual
        acts, bodies = (usual.of_measure(iri, term) for term in ("usualMechanism", "usualBody"))
        if not acts or not bodies:
            return None
        bare = Relief(
            *(self._trial(id), self.regime.label(id), None, (), iri, ()),
            *((bodies[0],), acts[0], None, None, None),
            *(tuple(usual.of_measure(iri, "usualAuthority")), TO_BE_AGREED, (), ()),
        )
        return replace(bare, **dict(self._rewrites.termed())) if acts[0] == SUSPENSION else bare

    def _added(self, id: str, made: Commitment, cost: int) -> Item:
        return Item(f"+{id}", made, None, (), cost)

    def _iri(self, id: str) -> str:
        return self.regime.base + id

    def _trial(self, id: str) -> str:
        return f"{self.regime.base}trial/{id}"

    def _short(self, iri: str) -> str:
        return iri.removeprefix(self.regime.base)
