"""The powers that a relief names, and those of them on which its act can draw."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache

from kg.core.closure import closure
from kg.core.ids import TERMS
from kg.core.index import Index, Term

UNDER, NAMES_POWER, DRAWS_ON, UNSTATED = (
    TERMS + name for name in ("under", "namesPower", "drawsOn", "unstated")
)
_MECHANISM, _ALSO, _BASIS, _USABLE, _RENEWS, _SUBDIVISION_OF = (
    TERMS + name
    for name in ("mechanism", "alsoThrough", "basis", "usable", "renews", "subdivisionOf")
)


class Powers:
    """The powers in the index of a regime.

    A package names a power, or the provision or division of an instrument that gives it.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._named = lru_cache(maxsize=None)(self._usable)

    def draw_on(self, derived: dict[str, AbstractSet[Term]], acts: AbstractSet[Term]) -> None:
        """Adds to what is said of a relief the powers that it names, and draws on by its acts."""
        named, drawn = set(derived.get(NAMES_POWER, ())), set(derived.get(DRAWS_ON, ()))
        for each in derived[UNDER]:
            for power in self._named(each):
                named.add(power)
                if UNSTATED in acts or not self.acts(power).isdisjoint(acts):
                    drawn.add(power)
        for predicate, found in ((NAMES_POWER, named), (DRAWS_ON, drawn)):
            if found:
                derived[predicate] = found

    def acts(self, power: Term) -> frozenset[Term]:
        """Returns the acts by which a power works."""
        return self._index.objects(power, _MECHANISM) | self._index.objects(power, _ALSO)

    def _usable(self, named: Term) -> tuple[Term, ...]:
        """The usable powers that a name stands for."""
        index = self._index
        parts = closure({named}, lambda one: index.subjects(_SUBDIVISION_OF, one))
        powers = parts.union(*(index.subjects(_BASIS, part) for part in parts))
        return tuple(
            power
            for power in powers
            if any(
                not isinstance(each, str) and each.text == "true"
                for each in index.objects(power, _USABLE)
            )
            and not index.objects(power, _RENEWS)
        )
