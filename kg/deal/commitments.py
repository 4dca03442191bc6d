"""What stands in a phase of a package: commitments, and choices between them; and its sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from kg.deal.terms import UNSTATED


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
    """An action of the target, or one that the package leaves open (``action`` is then empty).

    Attributes:
        action: the action.
        verified_by: empty if unstated, skg:none if expressly nobody, skg:unnamed if somebody.
        open: whether the package says that there is an action, and not which.
        kinds: of an open action, what it is or amounts to.
        extent: how much of it is done; None is all of it, and ``open`` that it is not said.
        sites: the facilities at which it is done, if it is limited to some.
    """

    action: str
    verified_by: tuple[str, ...]
    open: bool = False
    kinds: tuple[str, ...] = ()
    extent: str | None = None
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relief(Commitment):
    """A relaxation: of a relief measure, of the provisions listed, or of what is left open.

    What is None or empty is not stated; ``through`` is then skg:unstated. ``by``, ``snapback`` and
    ``limit`` are skg:none where the package says that there is none.

    Attributes:
        measure: the relief measure.
        provisions: the provisions, if they are listed.
        by: the bodies that decide it.
        through: the act, where it is one for all bodies.
        term_days: after how many days it ends; at the soonest, if the package gives a range.
        renewable: whether it can be decided again.
        snapback: how the measure comes back.
        authority: the powers that it uses.
        ends_if: what would end it, in words.
        leaves_out: goods that stay barred.
        covers_only: the only goods that are freed.
        open: whether the package says that there is relief, and not of what.
        kinds: of open relief, the classes of relief that it is.
        acts: body and act, where the acts of several bodies differ.
        term_most: after how many days it ends at the latest, if the package gives a range.
        term_said: the term as written, where months, years or a range are written.
        term_open: whether it ends after a time that is not said.
        limit: how much is freed, in words.
        for_whom: skg:everyone, or a case of the regime.
        reading: skg:inferred where the source does not name what the package lists.
        unbounded: whether it has no limit since the package goes without what would bound it.
    """

    measure: str | None
    provisions: tuple[str, ...]
    by: tuple[str, ...]
    through: str
    term_days: int | None
    renewable: bool | None
    snapback: str | None
    authority: tuple[str, ...]
    ends_if: str | None
    leaves_out: tuple[str, ...]
    covers_only: tuple[str, ...]
    open: bool = False
    kinds: tuple[str, ...] = ()
    acts: tuple[tuple[str, str], ...] = ()
    term_most: int | None = None
    term_said: str | None = None
    term_open: bool = False
    limit: str | None = None
    for_whom: str | None = None
    reading: str | None = None
    unbounded: bool = False

    @cached_property
    def parts(self) -> tuple[Relief, ...]:
        """What each body does, where their acts differ; else the relief as it is.

        The first part has the IRI of the relief; the others are ``…/by-2``, ``…/by-3`` and so on.

        >>> acts = (("b", "suspension"), ("c", "waiver"))
        >>> relief = Relief("r", "", None, (), "m", (), ("a", "b", "c"), UNSTATED, *[None] * 3,
        ...     (), None, (), (), acts=acts)
        >>> [(part.iri, *part.by, part.through.rpartition("#")[2]) for part in relief.parts]
        [('r', 'a', 'unstated'), ('r/by-2', 'b', 'suspension'), ('r/by-3', 'c', 'waiver')]
        """
        if not self.acts:
            return (self,)
        acts = dict(self.acts)
        return tuple(
            replace(
                self,
                iri=self.iri if number == 1 else f"{self.iri}/by-{number}",
                by=(body,),
                through=acts.get(body, UNSTATED),
                acts=(),
            )
            for number, body in enumerate(self.by, 1)
        )


@dataclass(frozen=True)
class Safeguard(Commitment):
    """Something agreed beside relief that limits its misuse."""

    safeguard: str


@dataclass(frozen=True)
class Undertaking(Commitment):
    """Something a sender promises beside relief; ``limit`` says how much, in words."""

    undertaking: str
    by: tuple[str, ...] = ()
    limit: str | None = None


@dataclass(frozen=True)
class Choice:
    """Alternatives of one kind, of which the package takes one and does not say which.

    Attributes:
        iri: its own IRI.
        line: the line of the file at which it stands, where that is known.
        kind: ``concession``, ``relief``, ``safeguard`` or ``undertaking``.
        alternatives: what may be taken; each may be several commitments.
        place: its place in the list of the file, counted from one; a graph has no such place.
    """

    iri: str
    line: int | None
    kind: str
    alternatives: tuple[tuple[Commitment, ...], ...]
    place: int = 0

    @property
    def label(self) -> str:
        """Its alternatives in words."""
        return " or ".join(", ".join(each.label for each in way) for way in self.alternatives)


@dataclass(frozen=True)
class Document:
    """A source at an address, told of in the package itself."""

    iri: str
    line: int | None
    title: str
    publisher: str | None
    date: str | None
    address: str | None

    @property
    def said(self) -> str:
        """The source in one line.

        >>> Document("d", None, "A statement", "A ministry", "2019-03", None).said
        'A statement, A ministry, 2019-03'
        """
        return ", ".join(filter(None, (self.title, self.publisher, self.date, self.address)))


def parts_of(each: Commitment) -> tuple[Commitment, ...]:
    """The commitment as a graph has it: relief by bodies whose acts differ is one node for each."""
    return each.parts if isinstance(each, Relief) else (each,)


def alternative_iri(choice: str, place: int) -> str:
    """The IRI of an alternative, counted from nought.

    >>> [alternative_iri("c", place) for place in (0, 25, 26, 63)]
    ['c/a', 'c/z', 'c/aa', 'c/bl']
    """
    letters = chr(ord("a") + place % 26)
    if place < 26:
        return f"{choice}/{letters}"
    return f"{alternative_iri(choice, place // 26 - 1)}{letters}"
