"""One number, day, code or verb of the graph beside the text, and the paragraph it stands in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kg.check.texts.act import Act
from kg.check.texts.facts import Facts

_MOST_SHOWN = 8


@dataclass(frozen=True)
class Statement:
    """What the graph says, and what the text has in its place.

    Attributes:
        record: the id of what states it.
        what: what it is.
        says: what the graph says.
        holds: what the text has; it agrees if it has the same among others.
        where: the place in the text.
    """

    record: str
    what: str
    says: object
    holds: Collection[object]
    where: str

    @property
    def differs(self) -> bool:
        """Whether the text has something else."""
        return self.says not in self.holds

    def __str__(self) -> str:
        found = [shown(each) for each in sorted(self.holds, key=str)]
        more = len(found) - _MOST_SHOWN
        listed = ", ".join(found[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
        return f"{self.what}: the graph says {shown(self.says)}, the text {listed or 'has none'}"


@dataclass(frozen=True)
class Part:
    """A provision, or a record within it: an exception, a cap, a deadline, a version.

    Attributes:
        iri: the record.
        makers: the acts that made it, where others did than its own.
        others: the paragraphs beside its own that made, changed or ended it, each with its act.
        whole: whether the texts of all that made or changed it are held.
        ended: whether those of all that ended it are.
    """

    iri: str
    makers: tuple[Act, ...]
    others: tuple[tuple[Act, str], ...]
    whole: bool
    ended: bool


@dataclass(frozen=True)
class Place:
    """A provision of the graph and the paragraph that it reports.

    Attributes:
        facts: the graph.
        iri: the provision.
        act: the text of its act.
        number: its number as printed, such as 8(a).
        parts: the provision, then the records within it that are no provisions.
    """

    facts: Facts
    iri: str
    act: Act
    number: str
    parts: tuple[Part, ...]

    @property
    def paragraph(self) -> str:
        """The number of the paragraph: that of 8(a) is 8."""
        found = re.match(r"\d+", self.number)
        return found[0] if found else self.number

    @property
    def text(self) -> str:
        """The text of the paragraph; empty if the act has none of this number."""
        return self.act.operative.get(self.paragraph, "")

    def words(self, part: Part) -> str:
        """Returns the text, and those of what made, changed or ended a part."""
        return " ".join([self.text, *(act.paragraph(number) for act, number in part.others)])

    def states(
        self, what: str, says: object, holds: Collection[object], part: Part | None = None
    ) -> Statement:
        """Returns a statement of this provision, or of a part of it."""
        record, where = (
            self.facts.id(part.iri if part else self.iri),
            self.act.where(self.paragraph),
        )
        return Statement(record, what, says, holds, where)


def places(facts: Facts, texts: Mapping[str, Act]) -> Iterator[Place]:
    """Yields the provisions of the acts whose texts are held."""
    acts = {iri: texts[number] for number, iri in facts.acts().items() if number in texts}
    for iri, act in acts.items():
        for provision in facts.provisions(iri):
            number = next(iter(facts.values(provision, "number")), "")
            yield Place(facts, provision, act, number, _parts(facts, acts, provision))


def _parts(facts: Facts, acts: Mapping[str, Act], iri: str) -> tuple[Part, ...]:
    within = [part for part in facts.under(iri)[1:] if not facts.values(part, "partOf")]
    own, *parts = (_part(facts, acts, iri, part) for part in (iri, *within))
    # Words hold what was made before them too; those of today, whatever any version brought.
    brought = [other for part in parts for other in part.others]
    parts = [
        replace(part, others=tuple(dict.fromkeys([*part.others, *_before(part, brought)])))
        for part in parts
    ]
    whole = own.whole and all(part.whole for part in parts)
    return (replace(own, others=tuple(dict.fromkeys([*own.others, *brought])), whole=whole), *parts)


def _before(part: Part, others: Sequence[tuple[Act, str]]) -> list[tuple[Act, str]]:
    since = max((act.adopted for act in part.makers), default=date.min)
    return [other for other in others if other[0].adopted < since]


def _part(facts: Facts, acts: Mapping[str, Act], provision: str, iri: str) -> Part:
    makers, enders = facts.values(iri, "madeBy"), facts.values(iri, "endedBy")
    found = {other: _paragraph(acts, other) for other in (*makers, *enders)}
    places = {other: place for other, place in found.items() if place}
    # What the act of the provision made stands in the paragraph itself.
    others = [
        place for other, place in places.items() if not f"{provision}/".startswith(f"{other}/")
    ]
    made = [places[maker][0] for maker in makers if maker in places]
    ended = all(ender in places for ender in enders)
    return Part(iri, tuple(made), tuple(others), len(made) == len(makers), ended)


def _paragraph(acts: Mapping[str, Act], iri: str) -> tuple[Act, str] | None:
    """Finds the text of a provision, or of an act as a whole, whose paragraph is then empty."""
    for act_iri, act in acts.items():
        if f"{iri}/".startswith(f"{act_iri}/"):
            return act, iri[len(act_iri) + 1 :].partition("/")[0]
    return None


def shown(value: object) -> str:
    """Returns a value as a reader wants it.

    >>> shown(4000000.0), shown("decides")
    ('4,000,000', 'decides')
    """
    return f"{value:,.15g}" if isinstance(value, float) else str(value)
