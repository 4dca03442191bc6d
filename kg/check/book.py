"""Rulebooks as a check runs them: their shapes, with those of a well-formed package."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kg.check import rules
from kg.check.compiled import Checker, checker
from kg.core.errors import BadInput
from kg.core.ids import did_you_mean, expand, local, short
from kg.core.memo import remembered

if TYPE_CHECKING:
    from datetime import date

    from kg.graph.regime import Regime


@dataclass(frozen=True, eq=False)
class Book:
    """A rulebook with the shapes of a well-formed package.

    Attributes:
        regime: the regime that has it.
        id: its short id.
        shapes: the shapes of both.
        checkable: the names of their rules.
        waiting: the names of the rules that have no shape yet, sorted.
    """

    regime: Regime = field(repr=False)
    id: str
    shapes: tuple[rules.RuleShape, ...] = field(repr=False)
    checkable: frozenset[str]
    waiting: tuple[str, ...]

    def without(self, names: Collection[str]) -> Book:
        """Returns the rulebook less some of its rules.

        Args:
            names: the rules, by id or by the last part of it.

        Raises:
            BadInput: if the rulebook has no such rule; those of a well-formed package stay.
        """
        book = expand(self.id, self.regime.base)
        own = {local(rule.iri) for rule in rules.rules(self.regime, book) if rule.checkable}
        left_out = {name.rpartition("/")[2] for name in names}
        if unknown := sorted(left_out - own):
            near = did_you_mean(unknown[0], own)
            hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(sorted(own))}"
            raise BadInput(f"{self.id} has no rule {unknown[0]}", where="without", hint=hint)
        shapes = tuple(shape for shape in self.shapes if local(shape.rule.iri) not in left_out)
        return replace(self, shapes=shapes, checkable=self.checkable - left_out)

    def on(self, day: date) -> Book:
        """Returns the rulebook in the regime as the law was on a day."""
        return rulebook_of(self.regime.on(day), expand(self.id, self.regime.base))

    @cached_property
    def checker(self) -> Checker:
        """The compiled checker of its shapes, made and proved when it is first asked for."""
        return checker(self.regime, self.shapes)


@remembered
def rulebook_of(regime: Regime, iri: str) -> Book:
    """Returns a rulebook by its IRI."""
    shapes = applied_shapes(regime, iri)
    waiting = (rule.iri for rule in rules.rules(regime, iri) if not rule.checkable)
    return Book(
        regime,
        short(iri, regime.base),
        shapes,
        frozenset(local(shape.rule.iri) for shape in shapes),
        tuple(sorted(local(iri) for iri in waiting)),
    )


def find_rulebook(regime: Regime, name: str | None) -> str:
    """Returns the IRI of a rulebook given by id, last part or nothing.

    Raises:
        BadInput: if there is no such rulebook.
    """
    if name is None:
        return expand(regime.default_rulebook, regime.base)
    return regime.find(name, "rulebook").value


def applied_shapes(regime: Regime, book: str) -> tuple[rules.RuleShape, ...]:
    """Returns the shapes of a rulebook and those of a well-formed package."""
    well_formed = rules.rule_shapes(regime, rules.WELL_FORMED)
    return rules.rule_shapes(regime, book) + well_formed
