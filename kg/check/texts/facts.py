"""What the graph says of the acts that a text can be compared with."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from kg.check.texts import numbers, periods
from kg.check.texts.days import days
from kg.core.ids import TERMS, short
from kg.core.owl import RDFS, Node
from kg.graph.regime import Regime

LABEL = f"{RDFS}label"
DESCRIPTION = "http://purl.org/dc/terms/description"
NOTE = "http://www.w3.org/2004/02/skos/core#note"
_CODE, _UNTIL = f"{TERMS}hsCode", f"{TERMS}inForceUntil"
_SYMBOL = re.compile(r"S/RES/(\d{1,4})\b")


@dataclass(frozen=True)
class Said:
    """Every number, day and code that some records state, in words or as values.

    Attributes:
        ends: the first days without effect.
        days: all other days.
    """

    numbers: set[float] = field(default_factory=set)
    ends: set[date] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)


class Facts:
    """The law of a regime, by subject; the store is read once."""

    def __init__(self, regime: Regime) -> None:
        self.base = regime.base
        self._of: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for quad in regime.store.quads_for_pattern(None, None, None, regime.graph("law")):
            if isinstance(quad.subject, ox.NamedNode):
                self._of[quad.subject.value][quad.predicate.value].append(quad.object)
        self._subjects = sorted(self._of)

    def id(self, iri: str) -> str:
        """Returns the short id of a record."""
        return short(iri, self.base)

    def values(self, iri: str, name: str) -> list[str]:
        """Returns the values of a property as text, sorted; a bare name is a term of ours."""
        property_ = name if "://" in name else TERMS + name
        found = self._of[iri][property_] if iri in self._of else []
        return sorted(node.value for node in found if not isinstance(node, ox.Triple))

    def days(self, iri: str, *names: str) -> list[date]:
        """Returns the days that some properties state."""
        stated = (value for name in names for value in self.values(iri, name))
        return [day for value in stated if (day := _day(value))]

    def acts(self) -> dict[str, str]:
        """Returns the acts that have a symbol of a resolution, by its number."""
        found = {}
        for iri in self._subjects:
            for symbol in self.values(iri, "symbol"):
                if match := _SYMBOL.match(symbol):
                    found[match[1]] = iri
        return dict(sorted(found.items(), key=lambda item: int(item[0])))

    def provisions(self, act: str) -> list[str]:
        """Returns the provisions of an act, in its order."""
        inside = [iri for iri in self.under(act) if act in self.values(iri, "partOf")]
        return sorted(inside, key=lambda iri: [int(n) for n in self.values(iri, "position")])

    def under(self, iri: str) -> list[str]:
        """Returns a record and those whose ids lie under its own."""
        found = [iri] if iri in self._of else []
        for other in self._subjects[bisect_left(self._subjects, f"{iri}/") :]:
            if not other.startswith(f"{iri}/"):
                break
            found.append(other)
        return found

    def head(self, act: str) -> list[str]:
        """Returns an act and its records that are no part of a paragraph: vote and occasion."""
        return [iri for iri in self.under(act) if not iri[len(act) + 1 :][:1].isdigit()]

    def said(self, iris: Iterable[str]) -> Said:
        """Gathers what some records, and the goods that they name, state."""
        said, known = Said(), dict.fromkeys(iris)
        goods = [good for iri in known for good in self.values(iri, "goods")]
        for iri in (*known, *goods):
            for property_, nodes in self._of.get(iri, {}).items():
                _add(said, property_, [node for node in nodes if isinstance(node, ox.Literal)])
        return said


def _add(said: Said, property_: str, literals: list[ox.Literal]) -> None:
    for literal in literals:
        kind = literal.datatype.value.rpartition("#")[2]
        if property_ == _CODE:
            said.codes.add(literal.value)
        elif kind == "date":
            days_ = said.ends if property_ == _UNTIL else said.days
            days_.update(day for day in [_day(literal.value)] if day)
        elif kind == "duration":
            said.numbers.update(periods.numbers_of(periods.lasting(literal.value)))
        else:
            rates = periods.numbers_of(periods.rates(literal.value))
            said.numbers.update(numbers.numbers(literal.value) | rates)
            said.days.update(days(literal.value))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
