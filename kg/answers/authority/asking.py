"""What every part of the answer to who can relax a measure asks of the regime of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.authority.model import Named, labels, linked, name, text
from kg.graph import at_once, queries
from kg.graph.cells import Row

if TYPE_CHECKING:
    from kg.graph.regime import Regime

DCTERMS, _SKOS = "http://purl.org/dc/terms/", "http://www.w3.org/2004/02/skos/core#"
# The questions that are asked of each provision or power, with the parameter that names it.
OF_MANY = {
    "exceptions-of-provision": "provision",
    "case-powers-over-provision": "provision",
    "returns-of-provision": "provision",
    "twins-of-provision": "provision",
    "conditions-of-power": "power",
    "actions-that-meet-conditions": "power",
    "out-of-reach-of-power": "power",
}


class Law:
    """A regime asked about one day."""

    def __init__(self, regime: Regime, day: date) -> None:
        self._regime, self._day = regime, day

    def in_force(self, id: str) -> bool:
        """Says whether a provision has effect on the day; a division, whether a part has."""
        return self._regime.has_effect(self._regime.node(id), self._day)

    def first_day(self, id: str) -> date | None:
        """Returns the first day on record of what may be older, if it comes after the day."""
        begins = text(self._regime, id, "inForceFrom")
        if not begins or text(self._regime, id, "mayBeOlder") != "true":
            return None
        first = date.fromisoformat(begins)
        return first if first > self._day else None

    def may_stand(self, id: str) -> bool:
        """Says whether a provision is in force on the day, or may have been already."""
        return self.in_force(id) or self.first_day(id) is not None

    def _notes(self, id: str) -> tuple[str, ...]:
        notes = labels(self._regime, id, f"{_SKOS}note")
        return (*notes, *labels(self._regime, id, f"{_SKOS}editorialNote"))

    def _ask(self, query: str, day: date | None = None, **parameters: str) -> list[Row]:
        given: dict[str, str | int | date] = dict(parameters)
        if any(parameter.name == "day" for parameter in queries.find(query).parameters):
            given["day"] = day or self._day
        by = OF_MANY.get(query)
        if by is None or given.get("day", self._day) != self._day:
            rows = queries.run(self._regime, query, **given)
        else:
            on = self._day if "day" in given else None
            rows = at_once.run(self._regime, query, by, parameters[by], on)
        return [{**parameters, **row} for row in rows]

    def _name(self, id: str) -> Named:
        return replace(name(self._regime, id), first_day=self.first_day(id))

    def _sender(self, id: str) -> str | None:
        acts = linked(self._regime, id, "partOf")
        senders = [each.id for act in acts for each in linked(self._regime, act.id, "sender")]
        return next(iter(senders), None)
