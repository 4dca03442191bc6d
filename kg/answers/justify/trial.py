"""Trial packages: a relief measure in the form that its author has in mind, behind other items.

A trial has two phases: the relief stands in the second, with what the target does for it; what the
senders give beside it stands in the first, so that it comes before. A trial is a package of its
own, so that what several commitments make up together (``derive.whole``) never mixes with another
trial. The relief is read leniently, since what its author leaves open is no fault of the
concessions; these are read strictly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check import rules
from kg.check.compiled.functions import Beside, Overlay
from kg.core.ids import TERMS
from kg.core.index import Term
from kg.core.memo import remembered
from kg.deal.commitments import Commitment, Concession, Relief, Safeguard, Undertaking
from kg.deal.derive import whole
from kg.deal.derive.deriver import deriver_of
from kg.deal.derive.membership import RDF_TYPE
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

Derived = dict[str, AbstractSet[Term]]
Facts = dict[Term, Derived]


@dataclass(frozen=True)
class Placed:
    """An item in its phase of a trial.

    Attributes:
        iri: what it is called there.
        said: what is said of it, and what follows for it alone.
        alone: whether nothing follows from it together with others.
    """

    iri: str
    statements: Derived
    alone: bool


@dataclass(frozen=True)
class Frame:
    """What all trials have in common.

    Attributes:
        said: what is said of the package and its phases.
        before: each phase with itself and those before it.
        phases: the IRIs of the two phases.
    """

    statements: Mapping[Term, Derived]
    before: Mapping[Term, AbstractSet[Term]]
    phases: tuple[str, str]


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
        """Takes every item as it is verified by somebody, but for those given.

        Args:
            regime: the regime.
            book: the rulebook.
            given: the ids of actions of which it is known who verifies them.
            verified_by: who does, as in a package; all others are verified by somebody.
        """
        self.regime, self.book = regime, book
        self.items = _items(regime)
        self.offered = _offered(regime)
        own = {name: _item(regime, name, verified_by) for name in given}
        self._frame = _frame(regime)
        self._items = {
            **_all_placed(regime),
            **{name: _placed(regime, name, item) for name, item in own.items()},
        }
        self._seen = lru_cache(maxsize=256)(self._look)
        self._all_broken = lru_cache(maxsize=256)(self._check)

    def facts(self, relief: str, given: Sequence[str]) -> Facts:
        """Returns what is said, and what follows, for a relief behind some items."""
        derived = self._frame_with(given)
        tried = self._items[relief]
        derived[tried.iri] = {**tried.statements, IN_PHASE: frozenset({self._frame.phases[1]})}
        self._combine(derived, (*given, relief))
        return derived

    def classes(self, relief: str) -> AbstractSet[Term]:
        """Returns the classes of a relief by itself."""
        return self._seen(relief, ())[0][self._items[relief].iri][RDF_TYPE]

    def touches(self, relief: str) -> bool:
        """Says whether a relief by itself touches any provision in force."""
        return TOUCHES in self._seen(relief, ())[0][self._items[relief].iri]

    def achieved(self, given: Sequence[str]) -> frozenset[Term]:
        """Returns what some actions achieve together."""
        derived = self._frame_with(given)
        self._combine(derived, given)
        return frozenset().union(*(statements.get(ACHIEVES, ()) for statements in derived.values()))

    def broken(
        self, relief: str, given: Iterable[str], shapes: Iterable[rules.RuleShape] | None = None
    ) -> list[rules.RuleShape]:
        """Lists the shapes that a relief breaks behind some items; all are asked by default."""
        if shapes is None:
            return list(self._all_broken(relief, tuple(given)))
        derived, overlay = self._seen(relief, tuple(given))
        return self._breaks(relief, derived, overlay, shapes)

    def broken_with(
        self, relief: str, given: Iterable[str], name: str, shapes: Iterable[rules.RuleShape]
    ) -> list[rules.RuleShape]:
        """Lists those of some shapes that a relief breaks behind some items and one more.

        It is what ``broken`` finds, without a new package where the item changes nothing of the
        others.
        """
        added, items = self._items[name], tuple(given)
        if not added.alone:
            return self.broken(relief, (*items, name), shapes)
        derived, overlay = self._seen(relief, items)
        return self._breaks(relief, derived, Beside(overlay, added.iri, added.statements), shapes)

    def _breaks(
        self, relief: str, derived: Facts, overlay: Overlay, shapes: Iterable[rules.RuleShape]
    ) -> list[rules.RuleShape]:
        iri = self._items[relief].iri
        classes, breaks = derived[iri][RDF_TYPE], self.book.checker.breaks
        return [s for s in shapes if s.target in classes and breaks(s, overlay, iri)]

    def _check(self, relief: str, given: tuple[str, ...]) -> tuple[rules.RuleShape, ...]:
        return tuple(self.broken(relief, given, self.book.shapes))

    def _look(self, relief: str, given: tuple[str, ...]) -> tuple[Facts, Overlay]:
        derived = self.facts(relief, given)
        return derived, self.book.checker.glance(derived)

    def _frame_with(self, given: Iterable[str]) -> Facts:
        found = (self._items[name] for name in given)
        return {**self._frame.statements, **{each.iri: each.statements for each in found}}

    def _combine(self, derived: Facts, names: Iterable[str]) -> None:
        if all(self._items[name].alone for name in names):
            return
        regime = self.regime
        rest = (regime.index, regime.data_date, self._frame.before)
        whole.combine(derived, deriver_of(regime), *rest, lenient=False)


@remembered
def standard(regime: Regime, book: Book) -> Trials:
    """Returns trials of which nothing is known but the regime; they remember what they find."""
    return Trials(regime, book)


@remembered
def _items(regime: Regime) -> Mapping[str, Commitment]:
    names = chain.from_iterable(map(regime.known, _KINDS))
    return {name: _item(regime, name, (UNNAMED,)) for name in names}


@remembered
def _all_placed(regime: Regime) -> Mapping[str, Placed]:
    return {name: _placed(regime, name, item) for name, item in _items(regime).items()}


@remembered
def _offered(regime: Regime) -> tuple[str, ...]:
    return tuple(name for name in _items(regime) if _serves(regime, name))


@remembered
def _frame(regime: Regime) -> Frame:
    day = regime.data_date
    first, second = (
        Phase(_iri(regime, f"phase-{n}"), "", n, None, (), (), (), (), (), ()) for n in (1, 2)
    )
    deal = Deal("deal/trial", _iri(regime, "deal"), "", day, None, (), (), (first, second))
    derived: Facts = {deal.iri: deriver_of(regime).node(about_package(deal), day)}
    for phase in deal.phases:
        derived[phase.iri] = deriver_of(regime).node(about_phase(deal, phase), day)
    before = whole.order(derived, lenient=False)
    return Frame(derived, before, (first.iri, second.iri))


def _placed(regime: Regime, name: str, item: Commitment) -> Placed:
    phases = _frame(regime).phases
    # What the senders give beside the relief that is tried comes before it.
    here = phases[name.startswith("action/")]
    derived = deriver_of(regime).commitment(item, regime.data_date, isinstance(item, Relief))
    statements = {**derived, IN_PHASE: frozenset({here})}
    return Placed(item.iri, statements, whole.stands_alone(statements, regime.index))


def _serves(regime: Regime, name: str) -> bool:
    if any(regime.store.quads_for_pattern(regime.node(name), _DEPRECATED, None, None)):
        return False
    return not regime.values(name, "doneWhenAll")


def _item(regime: Regime, name: str, verified_by: tuple[str, ...]) -> Commitment:
    thing = regime.node(name).value
    head = (_iri(regime, name), regime.label(name), None, ())
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


def _iri(regime: Regime, path: str) -> str:
    return f"{regime.base}trial/{path}"
