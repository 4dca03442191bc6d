"""What the answers on what a package leaves in force, and on its way back, are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

UNTOUCHED = "skg:untouched"
LAPSE, TRIGGER = "skg:lapse", "skg:vetoProofTrigger"
# Why something cannot be taken back, or hardly: the words of ``Exposed.caveats``.
VETO = "ended, and a veto can stop its return"
HARDLY = "judged hardly re-imposable"
BY_LAW = "comes back only by fresh legislation"
NO_WAY = "the package says that there is no way back"


@dataclass(frozen=True)
class After:
    """A package at the end of one of its phases: what every answer about it says first."""

    deal: str
    title: str
    phase: int
    phases: int
    phase_title: str
    as_of: date
    data_date: date
    sources: tuple[str, ...]
    target: str = ""


@dataclass(frozen=True)
class Standing:
    """A provision in force on the day of the package, and the relief that governs it by then.

    ``measure`` is false for what restricts nothing. ``in_part`` and ``limits`` say that the relief
    is for single cases, for some goods only or up to a quantity; ``state_label`` then says "in
    part", too. ``extent`` is how far the state reaches. ``body`` names all who decide the relief.
    ``days`` is its term, ``days_most`` the longest of a range; ``temporary`` says that there is a
    term and not which. What concerns relief is None where there is none.
    """

    provision: str
    label: str
    sender: str | None
    sender_label: str
    measure: bool
    types: tuple[str, ...]
    state: str
    extent: int
    state_label: str
    in_part: bool
    limits: tuple[str, ...]
    phase: int | None
    relief: str | None
    relief_label: str | None
    act: str | None
    body: str | None
    days: int | None
    days_most: int | None
    temporary: bool
    renewable: bool | None
    unverified: bool

    @property
    def until(self) -> str:
        """Says for how long the relief lasts; empty where that is not the question."""
        again = "" if self.renewable is False else " unless renewed"
        if self.days is not None and self.state != "skg:terminated":
            most = f" to {self.days_most}" if self.days_most is not None else ""
            return f"lapses after {self.days}{most} days{again}"
        if self.temporary and self.state != "skg:terminated":
            return f"lapses after a time that is not said{again}"
        return "no term stated" if self.state in ("skg:suspended", "skg:waived") else ""


@dataclass(frozen=True)
class Silent:
    """Relief that touches no provision in force, so that its effect on the law is not shown."""

    phase: int
    relief: str
    label: str
    body: str | None


@dataclass(frozen=True)
class Residual:
    """The answer of ``residual``: everything in force that day, each provision once.

    A provision stands in its furthest state in full, or else in its furthest state in part. In
    ``parts`` are the further reliefs in part, which the first does not cover: iron ore is still
    suspended where coal alone is free for good. They are counted in no total.
    """

    after: After
    standings: tuple[Standing, ...]
    parts: tuple[Standing, ...]
    silent: tuple[Silent, ...]

    @property
    def relieved(self) -> tuple[Standing, ...]:
        """Those that the package has relaxed by then, in whole or in part."""
        return tuple(each for each in self.standings if each.state != UNTOUCHED)


@dataclass(frozen=True)
class Exposed:
    """A relaxed provision and the way back, as the package or else the facts have it.

    ``lapses_after`` is the term in days where the package states one, ``longest`` the longest term
    of the power that it names; ``return_days`` is how long the return takes once it is decided.
    ``route`` is None where neither package nor facts say how it comes back.
    """

    standing: Standing
    route: str | None
    route_label: str
    lapses_after: int | None
    longest: int | None
    decider: str | None
    return_days: int | None
    speed: str | None
    blockers: tuple[str, ...]
    caveats: tuple[str, ...]
    basis: str | None
    unverified: bool

    @property
    def by_itself(self) -> bool:
        """Whether it comes back unless someone decides to keep the relief."""
        return self.lapses_after is not None or self.route == LAPSE


@dataclass(frozen=True)
class Dispute:
    """A recorded disagreement over a route of snapback."""

    label: str
    day: date
    says: str
    disputed_by: tuple[str, ...]
    sources: tuple[str, ...]
    checked: str


@dataclass(frozen=True)
class Trigger:
    """What ends a relief in the words of the package; ``ends_if`` is None where it says nothing."""

    phase: int
    relief: str
    relief_label: str
    ends_if: str | None


@dataclass(frozen=True)
class Exposure:
    """The answer of ``exposure``: exactly the provisions that ``residual`` shows as relaxed.

    ``parts`` has the ways back of the further reliefs in part, as ``residual`` has them, and
    ``triggers`` what ends each relief that relaxes any of them.
    """

    after: After
    items: tuple[Exposed, ...]
    parts: tuple[Exposed, ...]
    triggers: tuple[Trigger, ...]
    disputes: tuple[Dispute, ...]
    silent: tuple[Silent, ...]
    bases: tuple[str, ...]
