"""What follows for a concession: what it achieves, and what it says will not be achieved."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.core.closure import closure
from kg.core.ids import TERMS
from kg.core.index import Index, Literal, Term
from kg.deal.derive.membership import RDF_TYPE, Statements

if TYPE_CHECKING:
    Derived = dict[str, AbstractSet[Term]]

ACTION, ENTAILS, FULFILS, ACHIEVES, DENIES, VERIFIED_BY, UNSTATED = (
    TERMS + name
    for name in (
        *("action", "entails", "fulfils", "achieves", "denies"),
        *("verifiedBy", "unstated"),
    )
)
OPEN_ACTION, OF_KIND, EXTENT, SITE, CONCERNS, WITHIN, PART_SUFFICES = (
    TERMS + name
    for name in (
        *("openAction", "ofKind", "extentSaid", "atSite"),
        *("concerns", "within", "partSuffices"),
    )
)
DELIVERED = f"{TERMS}DeliveredConcession"
_OPEN = "open"
_NOTHING: frozenset[Term] = frozenset()


class Steps:
    """Says what concessions achieve, from the index of a regime."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._whole = lru_cache(maxsize=None)(self._achieved_by)
        self._amounting = lru_cache(maxsize=None)(self._all_amounting_to)

    def prepare(self, derived: Derived) -> None:
        """Adds to a concession that it does not say who verifies it, where it does not."""
        if VERIFIED_BY not in derived:
            derived[VERIFIED_BY] = frozenset({UNSTATED})

    def derive(self, derived: Derived, counts: bool, lenient: bool) -> None:
        """Adds what a concession achieves, and what it names without achieving it.

        Args:
            told: what is said of it.
            counts: whether it counts.
            lenient: whether open points are filled in the way that achieves most.
        """
        whole = _NOTHING.union(*(self._whole(action) for action in derived.get(ACTION, ())))
        done = whole
        extents = {each.text for each in derived.get(EXTENT, ()) if isinstance(each, Literal)}
        if SITE in derived:
            done = _NOTHING.union(
                *(self._at(action, derived[SITE]) for action in derived.get(ACTION, ()))
            )
        if extents and not (lenient and extents == {_OPEN}):
            done = self._in_part(done)
        if OPEN_ACTION in derived:
            done |= self._open(derived.get(OF_KIND, _NOTHING), lenient)
        if counts and done:
            derived[ACHIEVES] = done | derived.get(ACHIEVES, _NOTHING)
        denied = whole if not counts else whole - done
        if denied:
            derived[DENIES] = denied

    def achieved(self, action: Term) -> frozenset[Term]:
        """Returns an action with all that it entails and all demands and conditions it meets."""
        return self._whole(action)

    def _achieved_by(self, action: Term) -> frozenset[Term]:
        done = closure({action}, lambda one: self._index.objects(one, ENTAILS))
        return frozenset(done.union(*(self._index.objects(each, FULFILS) for each in done)))

    def _in_part(self, done: frozenset[Term]) -> frozenset[Term]:
        """What a part of a step amounts to: the kinds of step of which a part is enough."""
        enough = {each for each in done if self._index.objects(each, PART_SUFFICES)}
        return _NOTHING.union(*(self._whole(each) for each in enough))

    def _at(self, action: Term, sites: AbstractSet[Term]) -> frozenset[Term]:
        """What an action amounts to that is done at some sites only."""
        index = self._index
        covered = closure(sites, lambda one: index.subjects(WITHIN, one))
        whole = self._whole(action)
        places = index.objects(action, CONCERNS)
        if places and places <= covered:
            return whole
        inside = {
            each
            for each in whole
            if index.objects(each, CONCERNS) and index.objects(each, CONCERNS) <= covered
        }
        return self._in_part(whole).union(*(self._whole(each) for each in inside))

    def _open(self, kinds: AbstractSet[Term], lenient: bool) -> frozenset[Term]:
        if not lenient:
            return _NOTHING.union(*(self._whole(kind) for kind in kinds))
        return self._amounting(frozenset(kinds))

    def _all_amounting_to(self, kinds: frozenset[Term]) -> frozenset[Term]:
        """All that some action of the kinds achieves; of any kind, if there are none."""
        actions = self._index.forward(ENTAILS).keys() | self._index.forward(FULFILS).keys()
        every = (self._whole(action) for action in actions if self._is_action(action))
        return _NOTHING.union(*(done for done in every if kinds <= done))

    def _is_action(self, thing: Term) -> bool:
        kinds = self._index.objects(thing, RDF_TYPE)
        return f"{TERMS}Action" in kinds


def spoken_of(statements: Statements) -> bool:
    """Says whether a node is a concession."""
    return ACTION in statements or OPEN_ACTION in statements
