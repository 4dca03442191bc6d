"""A deal package as data. Everything that a package names is held by its IRI."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyoxigraph as ox


@dataclass(frozen=True)
class Commitment:
    """One thing that one side takes on in a phase.

    Attributes:
        iri: its own IRI.
        label: what is committed to, in words.
        line: the line of the file at which it stands, where that is known.
        notes: remarks of the package.
    """

    iri: str
    label: str
    line: int | None
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Concession(Commitment):
    """An action of the target. ``verified_by`` is empty if unstated, skg:none if expressly none."""

    action: str
    verified_by: tuple[str, ...]


@dataclass(frozen=True)
class Relief(Commitment):
    """A relaxation, of a relief measure or of the provisions listed: exactly one of the two.

    What is None or empty is not stated; ``through`` is then skg:unstated. ``by`` and ``snapback``
    are skg:none where the package says that there is none.
    """

    measure: str | None
    provisions: tuple[str, ...]
    by: str | None
    through: str
    term_days: int | None
    renewable: bool | None
    snapback: str | None
    authority: tuple[str, ...]
    ends_if: str | None
    leaves_out: tuple[str, ...]
    covers_only: tuple[str, ...]


@dataclass(frozen=True)
class Safeguard(Commitment):
    """Something agreed beside relief that limits its misuse."""

    safeguard: str


@dataclass(frozen=True)
class Undertaking(Commitment):
    """Something a sender promises beside relief."""

    undertaking: str


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

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """All commitments of the phase, concessions first."""
        return (*self.concessions, *self.relief, *self.safeguards, *self.undertakings)


@dataclass(frozen=True)
class Deal:
    """A package as a file states it, before anything is inferred from it.

    Attributes:
        id: its short id, ``deal/…``.
        iri: the id under the base of its regime.
        title: its title.
        as_of: the day at which it takes the law to stand.
        line: the line of the file at which it begins, where that is known.
        sources: IRIs of its sources.
        notes: remarks of the package.
        phases: its phases, in order.
    """

    id: str
    iri: str
    title: str
    as_of: date
    line: int | None
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    phases: tuple[Phase, ...]

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """All commitments, phase by phase."""
        return tuple(each for phase in self.phases for each in phase.commitments)

    @property
    def concessions(self) -> tuple[Concession, ...]:
        """All concessions, phase by phase."""
        return tuple(each for phase in self.phases for each in phase.concessions)

    @property
    def reliefs(self) -> tuple[Relief, ...]:
        """All reliefs, phase by phase."""
        return tuple(each for phase in self.phases for each in phase.relief)

    @property
    def lines(self) -> dict[str, int]:
        """The line of the package, of each phase and of each commitment, by IRI."""
        lines = {self.iri: self.line}
        lines |= {phase.iri: phase.line for phase in self.phases}
        lines |= {each.iri: each.line for each in self.commitments}
        return {iri: line for iri, line in lines.items() if line is not None}

    def phase_of(self, iri: str) -> int | None:
        """The position of the phase that is, or holds, the thing with this IRI."""
        for phase in self.phases:
            if iri == phase.iri or any(iri == each.iri for each in phase.commitments):
                return phase.position
        return None

    def label_of(self, iri: str) -> str:
        """The title of the package or of a phase, or the label of a commitment.

        Raises:
            KeyError: when the package holds nothing with this IRI.
        """
        titles = {self.iri: self.title} | {phase.iri: phase.title for phase in self.phases}
        return (titles | {each.iri: each.label for each in self.commitments})[iri]

    def at(self, day: date) -> Deal:
        """The same package, read against the law of another day."""
        return replace(self, as_of=day)

    @cached_property
    def triples(self) -> tuple[ox.Triple, ...]:
        """The package graph, sorted."""
        from kg.deal.overlay import triples

        return triples(self)

    def to_ntriples(self) -> str:
        """The package graph as N-Triples, sorted by line."""
        from kg.deal.overlay import to_ntriples

        return to_ntriples(self)

    def to_turtle(self) -> str:
        """The package graph as Turtle, which ``read_deal`` reads back."""
        from kg.deal.overlay import to_turtle

        return to_turtle(self)

    def to_jsonld(self) -> str:
        """The package as JSON-LD, with the keys of the YAML format; ``read_deal`` reads it back."""
        from kg.deal.overlay import to_jsonld

        return to_jsonld(self)
