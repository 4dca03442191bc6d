"""What the answers to what concessions justify, and what a relief costs, are made of."""

from __future__ import annotations

from dataclasses import dataclass

from kg.answers.justify.stages import Stage

FITS, AHEAD, ONE_AWAY, FURTHER_AWAY = "fits", "ahead", "one-away", "further-away"


@dataclass(frozen=True)
class Kept:
    """A rule that a relief keeps or misses, with the passages behind it."""

    rule: str
    says: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """What some concessions mean for one relief measure.

    Attributes:
        relief: its id.
        label: its name.
        state: ``fits`` if no must is broken and its stage has been reached, or it is aid or an
            exchange of persons, or its author places it at no stage; ``ahead`` if no must is broken
            and its stage has not been reached; ``one-away`` if one more step keeps every must;
            else ``further-away``.
        stage: the stage at which its author places it; None if there is none.
        owed: ids of the steps that are still to come before its stage is reached.
        encoded: false where it relaxes no provision on record, so that no law is asked for it.
        satisfied: the rules that the concessions keep.
        by_form: the rules that the form of the relief keeps anyway.
        broken: the musts that are broken.
        needs: the least further steps that keep every must, as sets of short ids.
        better_with: the shoulds that are missed.
        unverified: ids of what it relaxes, and of the power that its author has in mind, that
            nobody compared with the text.
    """

    relief: str
    label: str
    state: str
    stage: Stage | None
    owed: tuple[str, ...]
    encoded: bool
    satisfied: tuple[Kept, ...]
    by_form: tuple[Kept, ...]
    broken: tuple[Kept, ...]
    needs: tuple[tuple[str, ...], ...]
    better_with: tuple[Kept, ...]
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Price:
    """What a relief costs.

    ``least`` are the least sets that break no rule and leave no gap; ``full`` also miss nothing
    but the recommendations of ``out_of_reach``, which no step on record mends, alone or with
    others. Each set holds short ids of actions or kinds of step, of safeguards, of undertakings,
    and of relief measures that come with it or before it. ``unverified`` is as in ``Option``.
    """

    relief: str
    label: str
    least: tuple[tuple[str, ...], ...]
    full: tuple[tuple[str, ...], ...]
    asked: tuple[Kept, ...]
    out_of_reach: tuple[Kept, ...]
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reached:
    """How far some concessions have come.

    Attributes:
        stage: the furthest stage of which, and of all before it, every step is delivered; None if
            not even the first is.
        next: the stage after it; None after the last.
        owed: ids of the steps that are still to come before that one is reached.
    """

    stage: Stage | None
    next: Stage | None
    owed: tuple[str, ...]
