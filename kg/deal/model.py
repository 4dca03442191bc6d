"""A deal package as data. Everything that a package names is held by its IRI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import product
from math import prod
from typing import TypeVar

from kg.deal.commitments import (
    Choice,
    Commitment,
    Concession,
    Document,
    Relief,
    Safeguard,
    Undertaking,
    parts_of,
)

__all__ = [
    "MOST_BRANCHES",
    "Choice",
    "Commitment",
    "Concession",
    "Deal",
    "Document",
    "Phase",
    "Relief",
    "Safeguard",
    "Undertaking",
    "combinations",
    "parts_of",
]

MOST_BRANCHES = 64

Part = TypeVar("Part", bound=Commitment)


@dataclass(frozen=True)
class Phase:
    """A step of a package; ``position`` counts from one, ``without`` lists safeguards forgone."""

    iri: str
    title: str
    position: int
    line: int | None
    concessions: tuple[Concession, ...]
    relief: tuple[Relief, ...]
    safeguards: tuple[Safeguard, ...]
    undertakings: tuple[Undertaking, ...]
    without: tuple[str, ...]
    notes: tuple[str, ...]
    choices: tuple[Choice, ...] = ()

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """All commitments of the phase outside choices, concessions first."""
        return (*self.concessions, *self.relief, *self.safeguards, *self.undertakings)

    def with_chosen(self, chosen: tuple[Commitment, ...]) -> Phase:
        """The phase with some commitments beside its own, and without choices."""

        def more(own: tuple[Part, ...], kind: type[Part]) -> tuple[Part, ...]:
            return (*own, *(each for each in chosen if isinstance(each, kind)))

        return replace(
            self,
            concessions=more(self.concessions, Concession),
            relief=more(self.relief, Relief),
            safeguards=more(self.safeguards, Safeguard),
            undertakings=more(self.undertakings, Undertaking),
            choices=(),
        )


@dataclass(frozen=True)
class Deal:
    """A package as a file states it, before anything is inferred from it.

    Attributes:
        id: its short id, ``deal/…``.
        iri: the id under the base of its regime.
        title: its title.
        as_of: the day at which it takes the law to stand; of a month, the first.
        line: the line of the file at which it begins, where that is known.
        sources: IRIs of its sources.
        notes: remarks of the package.
        phases: its phases, in order.
        documents: sources that the package tells of itself.
        as_of_until: the last day of the month, where a month is given.
        proposed_by: who proposed it.
        proposed_on: the day, month or year of the proposal.
        status: what became of it, in words.
        ordered: whether the phases happen in their order.
        bounds: the safeguards that give a relief measure its bound, for those that have any.
    """

    id: str
    iri: str
    title: str
    as_of: date
    line: int | None
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    phases: tuple[Phase, ...]
    documents: tuple[Document, ...] = ()
    as_of_until: date | None = None
    proposed_by: tuple[str, ...] = ()
    proposed_on: str | None = None
    status: str | None = None
    ordered: bool = True
    bounds: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Says of relief whether it is unbounded, which hangs on the phases up to its own."""
        if any(p.without or any(each.unbounded for each in p.relief) for p in self.phases):
            found = bounded(self.phases, self.ordered, self.bounds)
            object.__setattr__(self, "phases", found)

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """All commitments outside choices, phase by phase."""
        return tuple(each for phase in self.phases for each in phase.commitments)

    @property
    def concessions(self) -> tuple[Concession, ...]:
        """All concessions outside choices, phase by phase."""
        return tuple(each for phase in self.phases for each in phase.concessions)

    @property
    def reliefs(self) -> tuple[Relief, ...]:
        """All reliefs outside choices, phase by phase."""
        return tuple(each for phase in self.phases for each in phase.relief)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All choices, phase by phase."""
        return tuple(each for phase in self.phases for each in phase.choices)

    @cached_property
    def branches(self) -> tuple[Deal, ...]:
        """The package once for each combination of its alternatives, with the choices put in.

        Raises:
            ValueError: when there are more than 64; a file that has more is refused.

        >>> import kg
        >>> from kg.deal import parse_deal
        >>> text = '''
        ... id: either
        ... title: Either
        ... phases: [{relief: [{measure: kaesong, how: {one-of: [exemption, suspension]}}]}]
        ... '''
        >>> deal = parse_deal(text, "either.yaml", kg.load())
        >>> [relief.through.split("#")[1] for each in deal.branches for relief in each.reliefs]
        ['exemption', 'suspension']
        >>> deal.reliefs
        ()
        """
        if not self.choices:
            return (self,)
        count = combinations(self.choices)
        if count > MOST_BRANCHES:
            raise ValueError(f"{count} combinations of alternatives")
        return tuple(
            replace(
                self,
                phases=tuple(
                    phase.with_chosen(
                        tuple(
                            each
                            for choice, way in zip(self.choices, ways, strict=True)
                            if choice in phase.choices
                            for each in way
                        )
                    )
                    for phase in self.phases
                ),
            )
            for ways in product(*(choice.alternatives for choice in self.choices))
        )

    @property
    def labels(self) -> dict[str, str]:
        """What the package and each thing in it is called, by IRI: parts and choices too."""
        return {iri: label for iri, (label, _, _) in self._things.items()}

    @property
    def lines(self) -> dict[str, int]:
        """The line of the package, of each phase and of each commitment, by IRI."""
        return {iri: line for iri, (_, _, line) in self._things.items() if line is not None}

    @cached_property
    def _things(self) -> dict[str, tuple[str, int | None, int | None]]:
        """What each thing of the package is called, in which phase and at which line it stands."""
        found: dict[str, tuple[str, int | None, int | None]] = {}
        found[self.iri] = self.title, None, self.line
        for document in self.documents:
            found[document.iri] = document.title, None, document.line
        for phase in self.phases:
            found[phase.iri] = phase.title, phase.position, phase.line
            for choice in phase.choices:
                found[choice.iri] = choice.label, phase.position, choice.line
            for each in _with_parts(phase):
                found[each.iri] = each.label, phase.position, each.line
        return found

    def phase_of(self, iri: str) -> int | None:
        """The position of the phase that is, or holds, the thing with this IRI."""
        return self._things[iri][1] if iri in self._things else None

    def label_of(self, iri: str) -> str:
        """The title of the package or of a phase, or the label of a commitment.

        Raises:
            KeyError: when the package holds nothing with this IRI.
        """
        return self._things[iri][0]

    def at(self, day: date) -> Deal:
        """The same package, read against the law of another day."""
        return replace(self, as_of=day, as_of_until=None)


def combinations(choices: tuple[Choice, ...]) -> int:
    """How many ways there are to take one alternative of each choice."""
    return prod(len(choice.alternatives) for choice in choices)


def _with_parts(phase: Phase) -> Iterator[Commitment]:
    """All commitments of a phase with their parts, those of its choices too."""
    chosen = (each for c in phase.choices for way in c.alternatives for each in way)
    for each in (*phase.commitments, *chosen):
        yield from parts_of(each)


def bounded(
    phases: tuple[Phase, ...], ordered: bool, bounds: Mapping[str, frozenset[str]]
) -> tuple[Phase, ...]:
    """The same phases, with relief said to be unbounded as far as they go without its bound.

    A limit of its own bounds a relief. Of a safeguard that is agreed and done without the last
    word counts, in one phase that it is done without. Without an order nothing is known of other
    phases, so each speaks for itself. What stands in a choice is judged once it is chosen.

    Args:
        phases: the phases of a package, as they are listed.
        ordered: whether they happen in that order.
        bounds: the safeguards that give a relief measure its bound.
    """
    gone: set[str] = set()
    found = []
    for phase in phases:
        agreed = {each.safeguard for each in phase.safeguards}
        gone = ((gone if ordered else set()) - agreed) | set(phase.without)
        relief = (
            replace(
                each,
                unbounded=each.limit is None
                and not gone.isdisjoint(bounds.get(each.measure or "", ())),
            )
            for each in phase.relief
        )
        found.append(replace(phase, relief=tuple(relief)))
    return tuple(found)
