"""What the graph states of an act, number by number, beside the act's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kg.check.texts import numbers, periods, words
from kg.check.texts.act import CAST, Act
from kg.check.texts.days import days
from kg.check.texts.facts import DESCRIPTION, LABEL, Facts
from kg.check.texts.statement import Part, Place, Statement, places

_ITEM = re.compile(r"\(\w{1,5}\)")


def statements(facts: Facts, texts: Mapping[str, Act]) -> Iterator[Statement]:
    """Yields whatever the graph states of the acts whose texts are held."""
    for number, iri in facts.acts().items():
        if act := texts.get(number):
            yield from _of_act(facts, iri, act)
    for place in places(facts, texts):
        yield place.states("paragraph", place.paragraph, place.act.operative.keys())
        for item in _ITEM.findall(place.number):
            yield place.states("sub-item", item, set(_ITEM.findall(place.text)))
        yield from _verbs(place)
        yield from _codes(place)
        for part in place.parts:
            if part.whole:
                yield from _spans(place, part)
                yield from _amounts(place, part)
                yield from words.statements(place, part)


def _of_act(facts: Facts, iri: str, act: Act) -> Iterator[Statement]:
    def states(what: str, says: object, *holds: object) -> Statement:
        return Statement(facts.id(iri), what, says, holds, act.where())

    for day in facts.days(iri, "adoptedOn"):
        yield states("adoption day", day, act.adopted)
    for year in re.findall(r"\((\d{4})\)", " ".join(facts.values(iri, "symbol"))):
        yield states("year in the symbol", int(year), act.adopted.year)
    for count in facts.values(iri, "paragraphCount"):
        yield states("number of paragraphs", int(count), len(act.operative))
    for vote in facts.values(iri, "vote") if act.votes else ():
        for way in CAST:
            for count in facts.values(vote, way):
                yield states(f"votes {way}", int(count), act.votes[way])
    for text in facts.values(iri, DESCRIPTION):
        for day in sorted(days(text)):
            yield states("day in the summary", day, *days(act.paragraph("")))


def _verbs(place: Place) -> Iterator[Statement]:
    said = re.sub(r"\bcall(?:s|ed|ing) (?:up)?on\b", "calls upon", place.text.lower())
    said = said.replace("called", "calls").replace("expresses its", "expresses")
    for verb in place.facts.values(place.iri, "verb"):
        for label in place.facts.values(verb, LABEL):
            held = [label] if re.search(rf"\b{re.escape(label)}\b", said) else []
            yield place.states("verb", label, held)


def _spans(place: Place, part: Part) -> Iterator[Statement]:
    """Days: of the provision, of its caps, exceptions, deadlines and versions."""
    facts, whole = place.facts, part.iri == place.iri
    others = {day for act, number in part.others for day in act.due(number)}
    due = place.act.due(place.paragraph) | others
    made = {act.adopted for act in part.makers}
    first = made or ({place.act.adopted} if whole else {place.act.adopted, *due})
    for day in facts.days(part.iri, "inForceFrom"):
        yield place.states("first day", day, first, part)
    # What a text lets last until a day has no effect from the next; it ends when another begins.
    acts = [place.act, *(act for each in place.parts for act, _ in each.others)]
    last = due.union(*(act.runs_until for act in acts))
    ends = {act.adopted for act in acts} | others | {periods.after(day, 1, "day") for day in last}
    # A version ends when what made the next one begins.
    known = part.ended and (not part.makers or place.parts[0].whole)
    for day in facts.days(part.iri, "inForceUntil") if known else ():
        yield place.states("last day", day, ends, part)
    for day in facts.days(part.iri, "dueOn"):
        yield place.states("day due", day, due, part)


def _amounts(place: Place, part: Part) -> Iterator[Statement]:
    text = place.words(part)
    held = numbers.numbers(numbers.counted(text))
    for name in ("amount", "alternativeAmount"):
        for amount in place.facts.values(part.iri, name):
            yield place.states("cap", float(amount), held, part)
    spans = periods.spans(text) | periods.rates(text)
    for name in ("every", "period"):
        for period in place.facts.values(part.iri, name):
            if said := periods.lasting(period) or periods.spans(period) | periods.rates(period):
                there = (
                    [period] if said & spans else [f"{n} {unit}{'s'[: n - 1]}" for n, unit in spans]
                )
                yield place.states("period", period, there, part)


def _codes(place: Place) -> Iterator[Statement]:
    named = numbers.codes(place.text)
    for good in place.facts.values(place.iri, "goods") if named else ():
        for code in place.facts.values(good, "hsCode"):
            yield place.states("HS code", code, named)
