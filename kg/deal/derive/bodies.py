"""Who can relax what, and by which act, as the facts have it.

A sender relaxes its own measures. Another body relaxes those for which the facts give it a power:
it holds the power, it was delegated to it, or it makes the sender's laws. A body that is limited to
some acts has no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.core.closure import closure
from kg.core.ids import TERMS
from kg.core.index import Term

if TYPE_CHECKING:
    from kg.core.index import Index

_PART_OF, _SENDER, _ORGAN_OF, _LIMITED_TO, _HELD_BY, _DELEGATE, _DELEGATES = (
    TERMS + name
    for name in (
        *("partOf", "sender", "organOf", "limitedTo", "heldBy"),
        *("delegate", "delegates"),
    )
)
_BASIS, _RELAXABLE, _CAPACITY, _IN_ROLE, _SUBDIVISION_OF = (
    TERMS + name for name in ("basis", "relaxableUnder", "capacity", "inRole", "subdivisionOf")
)
_LEGISLATOR, _LEGISLATION, _UNSTATED = (
    TERMS + name for name in ("legislator", "legislativeAct", "unstated")
)
_NOTHING: frozenset[Term] = frozenset()


class Bodies:
    """Says of provisions who can relax them, from the index of a regime."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._senders: dict[Term, frozenset[Term]] = {}
        self.can_give = lru_cache(maxsize=100_000)(self._can_give)
        self._above = lru_cache(maxsize=None)(self._all_above)
        self._covered: dict[Term, frozenset[Term]] | None = None

    def senders(self, provision: Term) -> frozenset[Term]:
        """Returns who imposed a provision."""
        if provision not in self._senders:
            found = (
                self._index.objects(whole, _SENDER)
                for whole in self._index.objects(provision, _PART_OF)
            )
            self._senders[provision] = _NOTHING.union(*found)
        return self._senders[provision]

    def _can_give(self, body: Term, provision: Term, acts: AbstractSet[Term]) -> bool:
        """Says whether a body can relax a provision by one of some acts.

        Args:
            body: the body.
            provision: the provision.
            acts: the acts that are stated; an act that is not stated may be any.
        """
        limits = self._index.objects(body, _LIMITED_TO)
        stated = acts - {_UNSTATED}
        if limits and stated and limits.isdisjoint(stated):
            return False
        senders = self.senders(provision)
        if body in senders:
            return True
        if senders.isdisjoint(self._above(body)):
            return False
        if self._empowered(body, provision, limits):
            return True
        legislates = any(
            _LEGISLATOR in self._index.objects(role, _IN_ROLE)
            for role in self._index.objects(body, _CAPACITY)
        )
        return legislates and (not stated or _LEGISLATION in stated)

    def _all_above(self, body: Term) -> frozenset[Term]:
        def above(one: Term) -> frozenset[Term]:
            return self._index.objects(one, _ORGAN_OF)

        return frozenset(closure(above(body), above))

    def _empowered(self, body: Term, provision: Term, limits: frozenset[Term]) -> bool:
        # A body that is limited to exempting and delisting can do so under every measure of its
        # parent; any other needs a power over this very provision.
        return bool(limits) or provision in self._powers()[body]

    def _powers(self) -> dict[Term, frozenset[Term]]:
        if self._covered is None:
            index = self._index
            found: defaultdict[Term, set[Term]] = defaultdict(set)
            for provision, powers in index.forward(_RELAXABLE).items():
                for power in powers:
                    for body in self._holders(power):
                        found[body].add(provision)
            for power, provisions in index.forward(_BASIS).items():
                for body in self._holders(power):
                    found[body] |= provisions
            self._covered = defaultdict(frozenset, {k: frozenset(v) for k, v in found.items()})
        return self._covered

    def _holders(self, power: Term) -> set[Term]:
        held = set(self._index.objects(power, _HELD_BY))
        for basis in self._index.objects(power, _BASIS):
            for part in {basis, *self._index.objects(basis, _SUBDIVISION_OF)}:
                for delegation in self._index.subjects(_DELEGATES, part):
                    held |= self._index.objects(delegation, _DELEGATE)
        return held
