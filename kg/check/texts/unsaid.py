"""What an act states in numbers, looked for in the graph: the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kg.check.texts import numbers, periods
from kg.check.texts.act import Act
from kg.check.texts.days import dated
from kg.check.texts.facts import Facts, Said

# A day that tells which document or event is meant is no term of the paragraph.
_NAMED_BY = re.compile(r"\b(?:of|issued on|dated|and)(?: the)? $", re.I)
_NAMES = re.compile(
    r"^ (?:joint |presidential |interim |final )?(?:statement|proposal|report)", re.I
)


@dataclass(frozen=True)
class Looked:
    """A number, day or code of a text.

    Attributes:
        record: the id of the paragraph's record; of the act, if it has none.
        what: the words of the text.
        found: whether the graph has it.
        recorded: whether the paragraph has a record at all.
        where: the place in the text.
    """

    record: str
    what: str
    found: bool
    recorded: bool
    where: str

    def __str__(self) -> str:
        missing = "" if self.recorded else ", and no record of the paragraph"
        return f"the text says {self.what}, the graph has no such number{missing}"


def looked(facts: Facts, texts: Mapping[str, Act]) -> Iterator[Looked]:
    """Yields every number of the operative paragraphs of the acts whose texts are held."""
    for number, iri in facts.acts().items():
        if act := texts.get(number):
            for paragraph in act.operative:
                yield from _of_paragraph(facts, iri, act, paragraph)


def _of_paragraph(facts: Facts, iri: str, act: Act, paragraph: str) -> Iterator[Looked]:
    records = facts.under(f"{iri}/{paragraph}")
    said = facts.said(records or facts.head(iri))
    record = facts.id(f"{iri}/{paragraph}" if records else iri)
    text, where = act.operative[paragraph], act.where(paragraph)
    found = {
        **{what: _has_day(said, day) for what, day in _terms(text)},
        **{what: _has_number(said, act, what, each) for what, each in _counted(text)},
        **{f"HS code {code}": code in said.codes for code in sorted(numbers.codes(text))},
    }
    for what, has in found.items():
        yield Looked(record, what, has, bool(records), where)


def _terms(text: str) -> Iterator[tuple[str, date]]:
    """The days of a text that say when something is due, begins or ends."""
    for found, day in dated(text):
        before, behind = text[max(0, found.start() - 20) : found.start()], text[found.end() :]
        if not (_NAMED_BY.search(before) or _NAMES.match(behind[:30])):
            yield found[0], day


def _counted(text: str) -> Iterator[tuple[str, float]]:
    for what, number in numbers.quantities(text):
        yield what.replace("percent", "per cent"), number


def _has_day(said: Said, day: date) -> bool:
    return day in said.days or periods.after(day, 1, "day") in said.ends


def _has_number(said: Said, act: Act, what: str, number: float) -> bool:
    # A period may stand in the graph as the day on which it ends.
    starts, spans = {act.adopted, *said.days}, periods.spans(what)
    ends = (
        periods.after(day, sign * count, unit)
        for day in starts
        for count, unit in spans
        for sign in (1, -1)
    )
    return number in said.numbers or any(_has_day(said, day) for day in ends)
