"""What the text of a query's functions holds on to: names of slots and terms, and what is bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kg.core.index import Term

Slot = tuple[str, bool]
"""A property, and whether it is read backwards."""


@dataclass
class Source:
    """The functions of one query, and what they need.

    Attributes:
        where: whose query it is, for the message of an error.
        said: whether a package, and whether the regime, can say anything with a property.
        slots: the slots by the names that the text has for them.
        constants: terms by name.
        memories: the names of what is remembered from one call to the next.
        lines: the text.
    """

    where: str
    said: Callable[[str], tuple[bool, bool]]
    slots: dict[Slot, str] = field(default_factory=dict)
    constants: dict[str, Term] = field(default_factory=dict)
    memories: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    _names: dict[Term, str] = field(default_factory=dict)
    _count: int = 0

    def slot(self, predicate: str, backwards: bool) -> str:
        """Returns the name of a slot."""
        return self.slots.setdefault((predicate, backwards), str(len(self.slots)))

    def constant(self, term: Term) -> str:
        """Returns the name of a term."""
        if term not in self._names:
            self._names[term] = f"K{len(self._names)}"
            self.constants[self._names[term]] = term
        return self._names[term]

    def fresh(self, letter: str) -> str:
        """Returns a name that nothing has yet."""
        self._count += 1
        return f"{letter}{self._count}"


@dataclass(frozen=True)
class Scope:
    """What is bound where: variables by their Python names, and those that may have no value.

    ``given`` are those that came from outside the function, which behave like constants.
    """

    names: Mapping[str, str]
    maybe: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    def bind(self, name: str, python: str, maybe: bool = False) -> Scope:
        """Returns a scope with one more variable."""
        added = frozenset({name}) if maybe else frozenset[str]()
        return Scope({**self.names, name: python}, self.maybe | added, self.given)
