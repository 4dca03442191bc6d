"""Trial packages: a relief measure in the form that its author has in mind, behind other items.

A trial has two phases: the relief stands in the second, with what the target does for it; what the
senders give beside it stands in the first, so that it comes before. A trial is a package of its
own, so that what several commitments make up together (``derive.whole``) never mixes with another
trial. The relief is read leniently, since what its author leaves open is no fault of the
concessions; these are read strictly.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check import rules
from kg.core.ids import TERMS
from kg.core.index import Term
from kg.deal.commitments import Commitment, Concession, Relief, Safeguard, Undertaking
from kg.deal.derive import whole
from kg.deal.derive.deriver import deriver_of
from kg.deal.derive.membership import RDF_TYPE, Statements
from kg.deal.derive.reliefs import TOUCHES
from kg.deal.derive.steps import ACHIEVES
from kg.deal.model import Deal, Phase
from kg.deal.overlay import about_package, about_phase
from kg.deal.terms import IN_PHASE, UNNAMED, UNSTATED

if TYPE_CHECKING:
    from kg.check.book import Book
    from kg.graph.regime import Regime

_SUSPENSION = f"{TERMS}suspension"
_TERM_DAYS = 90
_KINDS = ("action", "safeguard", "undertaking", "relief")
_DEPRECATED = ox.NamedNode("http://www.w3.org/2002/07/owl#deprecated")

Facts = dict[Term, dict[str, AbstractSet[Term]]]


class Trials:
    """Makes trial packages under one rulebook, and says which shapes they break.

    Attributes:
        regime: the regime.
        book: the rulebook.
        items: all that a trial can hold, by id.
        offered: the ids of those that can be asked for: none that is out of use, and none that is
            made up of others, since these are asked for instead.
    """

    def __init__(
        self,
        regime: Regime,
        book: Book,
        given: Iterable[str] = (),
        verified_by: tuple[str, ...] = (UNNAMED,),
    ) -> None:
        """Writes every item once.

        Args:
            regime: the regime.
            book: the rulebook.
            given: the ids of actions of which it is known who verifies them.
            verified_by: who does, as in a package; all others are verified by somebody.
        """
        known = dict.fromkeys(given, verified_by)
        self.regime, self.book = regime, book
        names = chain.from_iterable(map(regime.known, _KINDS))
        self.items = {name: self._item(name, known.get(name, (UNNAMED,))) for name in names}
        self.offered = tuple(name for name in self.items if self._serves(name))
        deriver, day = deriver_of(regime), regime.data_date
        self._told: dict[str, Statements] = {
            name: deriver.commitment(item, day, isinstance(item, Relief))
            for name, item in self.items.items()
        }
        first, second = (
            Phase(self._iri(f"phase-{n}"), "", n, None, (), (), (), (), (), ()) for n in (1, 2)
        )
        deal = Deal("deal/trial", self._iri("deal"), "", day, None, (), (), (first, second))
        self._frame = {deal.iri: deriver.node(about_package(deal), day)} | {
            phase.iri: deriver.node(about_phase(deal, phase), day) for phase in deal.phases
        }
        self._first, self._second = (frozenset({phase.iri}) for phase in deal.phases)

    def facts(self, relief: str, given: Iterable[str]) -> Facts:
        """Returns what is said, and what follows, for a relief behind some items."""
        derived = self._frame_with(given)
        derived[self.items[relief].iri] = {**self._told[relief], IN_PHASE: self._second}
        self._derive(derived)
        return derived

    def classes(self, relief: str) -> AbstractSet[Term]:
        """Returns the classes of a relief by itself."""
        return self.facts(relief, ())[self.items[relief].iri][RDF_TYPE]

    def touches(self, relief: str) -> bool:
        """Says whether a relief by itself touches any provision in force."""
        return TOUCHES in self.facts(relief, ())[self.items[relief].iri]

    def achieved(self, given: Iterable[str]) -> frozenset[Term]:
        """Returns what some actions achieve together."""
        derived = self._frame_with(given)
        self._derive(derived)
        return frozenset().union(*(statements.get(ACHIEVES, ()) for statements in derived.values()))

    def broken(
        self, relief: str, given: Iterable[str], shapes: Iterable[rules.RuleShape] | None = None
    ) -> list[rules.RuleShape]:
        """Lists the shapes that a relief breaks behind some items; all are asked by default."""
        iri = self.items[relief].iri
        asked = list(self.book.shapes if shapes is None else shapes)
        facts = self.facts(relief, given)
        found = self.book.checker.still(facts, ((shape, iri) for shape in asked))
        return [shape for shape in asked if (shape.iri, iri) in found]

    def _frame_with(self, given: Iterable[str]) -> Facts:
        derived: Facts = {iri: dict(statements) for iri, statements in self._frame.items()}
        for name in given:
            phase = self._second if name.startswith("action/") else self._first
            derived[self.items[name].iri] = {**self._told[name], IN_PHASE: phase}
        return derived

    def _derive(self, derived: Facts) -> None:
        deriver, day = deriver_of(self.regime), self.regime.data_date
        whole.derive(derived, deriver, self.regime.index, day, lenient=False)

    def _serves(self, name: str) -> bool:
        node = self.regime.node(name)
        if any(self.regime.store.quads_for_pattern(node, _DEPRECATED, None, None)):
            return False
        return not self.regime.values(name, "doneWhenAll")

    def _item(self, name: str, verified_by: tuple[str, ...]) -> Commitment:
        regime, thing = self.regime, self.regime.node(name).value
        head = (self._iri(name), regime.label(name), None, ())
        if name.startswith("action/"):
            return Concession(*head, thing, verified_by)
        if name.startswith("safeguard/"):
            return Safeguard(*head, thing)
        if name.startswith("undertaking/"):
            return Undertaking(*head, thing)
        by, how, under = (
            tuple(str(getattr(each, "value", each)) for each in regime.values(name, usual)[:1])
            for usual in ("usualBody", "usualMechanism", "usualAuthority")
        )
        act = next(iter(how), UNSTATED)
        days = _TERM_DAYS if act == _SUSPENSION else None
        return Relief(*head, thing, (), by, act, days, None, None, under, "to be agreed", (), ())

    def _iri(self, path: str) -> str:
        return f"{self.regime.base}trial/{path}"
