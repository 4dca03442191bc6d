"""What stages before the last relax, of which goods and for whom: the scope of relief measures.

A measure of an earlier stage relaxes a provision for the goods that it does not leave out. What a
package frees beyond that is what remains for the last stage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache

from kg.core.closure import closure
from kg.core.ids import TERMS
from kg.core.index import Index, Literal, Term
from kg.deal.derive.membership import RDF_TYPE

_AT_STAGE, _POSITION, _LEAVES_OUT, _FOR_CASE, _GOODS, _MAY_HOLD = (
    TERMS + name for name in ("atStage", "position", "leavesOut", "forCase", "goods", "mayHold")
)
_RESTRICTS, _SCOPED, _COUNCIL = (
    TERMS + name for name in ("restricts", "ScopedMeasure", "CouncilMeasure")
)
_BROADER = "http://www.w3.org/2004/02/skos/core#broader"
_MOST_KNOWN = 100_000
_NOTHING: frozenset[Term] = frozenset()


class Scope:
    """The relief measures of the stages before the last, and the goods that provisions name.

    Attributes:
        sensitive: the goods that some measure of an earlier stage leaves out.
    """

    def __init__(self, index: Index, relaxed: Callable[[Term], AbstractSet[Term]]) -> None:
        """Reads them from the index of a regime.

        Args:
            index: the regime.
            relaxed: the provisions that a relief measure relaxes.
        """
        self._index = index
        self._wider: dict[Term, frozenset[Term]] = {}
        self._general: defaultdict[Term, set[Term]] = defaultdict(set)
        self._for_case: defaultdict[Term, set[Term]] = defaultdict(set)
        sensitive: set[Term] = set()
        for measure in self._earlier():
            if _SCOPED in index.objects(measure, RDF_TYPE):
                for case in index.objects(measure, _FOR_CASE):
                    self._for_case[case] |= relaxed(measure)
                continue
            sensitive |= index.objects(measure, _LEAVES_OUT)
            for provision in relaxed(measure):
                self._general[provision].add(measure)
        self.sensitive = frozenset(sensitive)
        self.beyond = lru_cache(maxsize=_MOST_KNOWN)(self._beyond)
        self.frees = lru_cache(maxsize=_MOST_KNOWN)(self._frees)
        self.stays_barred = lru_cache(maxsize=_MOST_KNOWN)(self._stays_barred)

    def _earlier(self) -> Iterable[Term]:
        places = {
            stage: int(place.text)
            for stage in self._index.backward(_AT_STAGE)
            for place in self._index.objects(stage, _POSITION)
            if isinstance(place, Literal)
        }
        last = max(places.values(), default=0)
        staged = self._index.forward(_AT_STAGE).items()
        return [m for m, stages in staged if any(places.get(s, last) < last for s in stages)]

    def _beyond(
        self,
        provision: Term,
        leaves_out: AbstractSet[Term],
        covers_only: AbstractSet[Term],
        cases: AbstractSet[Term],
    ) -> bool:
        """Says whether a provision is freed further than any measure of an earlier stage frees it.

        Args:
            provision: the provision, of which a relief frees something.
            leaves_out: the goods that the relief leaves barred.
            covers_only: the only goods that it frees; all, if there are none.
            cases: the cases that it names; it is for everyone, if there are none.
        """
        if _COUNCIL not in self._index.objects(provision, RDF_TYPE):
            return False
        if cases and all(provision in self._for_case[case] for case in cases):
            return False
        return not any(
            all(
                self.stays_barred(goods, provision, leaves_out, covers_only)
                for goods in self._index.objects(measure, _LEAVES_OUT)
            )
            for measure in self._general.get(provision, ())
        )

    def _stays_barred(
        self,
        goods: Term,
        provision: Term,
        leaves_out: AbstractSet[Term],
        covers_only: AbstractSet[Term],
    ) -> bool:
        """Says whether goods stay barred under a provision of which a relief frees something."""
        if not self.wider(goods).isdisjoint(leaves_out):
            return True
        freed = covers_only or self._index.objects(provision, _GOODS)
        return bool(freed) and not any(self.may_be(each, goods) for each in freed)

    def may_be(self, goods: Term, others: Term) -> bool:
        """Says whether some goods can be, or hold, other goods."""
        if self._akin(goods, others):
            return True
        return any(
            self._akin(goods, holder) and any(self._akin(others, each) for each in held)
            for holder, held in self._index.forward(_MAY_HOLD).items()
        )

    def _akin(self, one: Term, other: Term) -> bool:
        return one in self.wider(other) or other in self.wider(one)

    def _frees(
        self, provision: Term, leaves_out: AbstractSet[Term], covers_only: AbstractSet[Term]
    ) -> bool:
        """Says whether a relief with these exceptions frees anything that a provision bars.

        A provision that names no goods is freed whatever goods are left out or alone covered.
        """
        named = self._index.objects(provision, _GOODS)
        if not named:
            return True
        if covers_only and not any(self.may_be(g, only) for g in named for only in covers_only):
            return False
        return not all(not self.wider(goods).isdisjoint(leaves_out) for goods in named)

    def could_stay(self, covers_only: AbstractSet[Term]) -> frozenset[Term]:
        """Returns the sensitive goods that a relief which says nothing of them may leave barred.

        Args:
            covers_only: the only goods that it frees: what these are themselves, it does free.
        """
        freed = _NOTHING.union(*(self.wider(each) for each in covers_only))
        return self.sensitive - freed

    def wider(self, goods: Term) -> frozenset[Term]:
        """Returns goods with all goods under which they fall."""
        if goods not in self._wider:
            found = closure({goods}, lambda one: self._index.objects(one, _BROADER))
            self._wider[goods] = frozenset(found)
        return self._wider[goods]

    def remaining_flows(self, in_effect: AbstractSet[Term]) -> frozenset[Term]:
        """Returns the flows under which the Council's measures fall that no earlier stage relaxes.

        Args:
            in_effect: the provisions in force.
        """
        council = self._index.subjects(RDF_TYPE, _COUNCIL)
        left = (council & in_effect) - self._general.keys()
        return _NOTHING.union(*(self._index.objects(each, _RESTRICTS) for each in left))
