"""Numbers in words of the graph: counts of names, thresholds, periods, percentages, days."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.check.texts import numbers
from kg.check.texts.days import days
from kg.check.texts.facts import DESCRIPTION, LABEL, NOTE
from kg.check.texts.statement import Part, Place, Statement

_LISTED = {"individual": "(Individuals)", "entit": "(Entities)", "part": "(Entities)"}
_NAMED = re.compile(rf"({numbers.NUMBER}) (individual|entit|part)(?:s|y|ies)?\b", re.I)
_DAYS = re.compile(rf"\bdays? ({numbers.NUMBER})", re.I)
_LONGEST = 40


def statements(place: Place, part: Part) -> Iterator[Statement]:
    """Yields what a provision, or a record within it, says in words."""
    facts, text = place.facts, place.words(part)
    annexed = numbers.numbers(place.act.annexed)
    held = numbers.numbers(numbers.counted(text))
    for summary in facts.values(part.iri, DESCRIPTION):
        for count, kind in _NAMED.findall(summary):
            heading = _LISTED[kind.lower()]
            listed = [place.act.listed(heading)]
            yield place.states(f"names under {heading}", numbers.value(count), listed, part)
        for day in sorted(days(summary)):
            yield place.states("day in the summary", day, days(text), part)
    for good in facts.values(part.iri, "goods"):
        for what, amount in numbers.quantities(" ".join(facts.values(good, LABEL))):
            if "dollar" in what:
                yield place.states("US dollars", amount, held | annexed, part)
    for said in _spoken(place, part):
        quoted = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
        found = list(numbers.quantities(said))
        found += [("day", numbers.value(number)) for number in _DAYS.findall(said)]
        for what, number in found:
            # Thresholds of value stand in annexes.
            there = held | annexed if "dollar" in what else held
            yield place.states(f"number in “{quoted}”", number, there, part)


def _spoken(place: Place, part: Part) -> Iterator[str]:
    """Summaries, notes, and exceptions that the paragraph itself grants."""
    for name in (DESCRIPTION, NOTE):
        yield from place.facts.values(part.iri, name)
    if place.iri in place.facts.values(part.iri, "grantedIn"):
        yield from place.facts.values(part.iri, LABEL)
