"""What the questions about the law itself answer with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Cap:
    """A quantity up to which something may flow; ``until`` is the first day it no longer counts."""

    label: str
    amount: float | None
    unit: str
    alternative_amount: float | None
    alternative_unit: str
    period: str
    since: date
    until: date | None
    notes: tuple[str, ...]
    unverified: bool


@dataclass(frozen=True)
class Due:
    """What falls due on a day."""

    due: date
    what: str


@dataclass(frozen=True)
class InForce:
    """A provision as it stood on a day, or may have stood if its first day is not recorded.

    Attributes:
        id: its short id.
        label: its citation.
        says: what it says, in the project's words.
        instrument: the id of the act that holds it.
        sender: the name of the state or body that sent it; empty where there is none.
        types: the names of the types of sanction that its flows make it.
        effects: the names of what it does in law.
        since: its first day.
        until: the first day without effect, as far as it is known; None for no end.
        may_be_older: whether the first day stands in for an earlier one that is not recorded.
        doubts: what is not sure of it on the day.
        deadlines: what fell due after the data date and up to the day, so that it is not known
            what came of it.
        overtaken_by: later provisions that governed in its place on the day.
        caps: the quantities that counted on the day.
        exceptions: how many cases stayed outside it on the day.
        goods: the words in which it names the goods that were asked for.
        unverified: whether nobody read its text, or only a part of it.
        sources: the names of what the record rests on.
    """

    id: str
    label: str
    says: str
    instrument: str
    sender: str
    types: tuple[str, ...]
    effects: tuple[str, ...]
    since: date
    until: date | None
    may_be_older: bool
    doubts: tuple[str, ...]
    deadlines: tuple[Due, ...]
    overtaken_by: tuple[str, ...]
    caps: tuple[Cap, ...]
    exceptions: int
    goods: tuple[str, ...]
    unverified: bool
    sources: tuple[str, ...]


@dataclass(frozen=True)
class LawOn:
    """The law on a day.

    Attributes:
        day: the day.
        data_date: the day up to which the facts were read.
        asked: in words, what was picked.
        goods: the goods or the code that were asked for, as written.
        warning: what to mind.
        provisions: what was in force, in order of time.
        may_be_older: what begins on record after the day, but may have been in force already.
    """

    day: date
    data_date: date
    asked: tuple[str, ...]
    goods: str | None
    warning: str | None
    provisions: tuple[InForce, ...]
    may_be_older: tuple[InForce, ...]


@dataclass(frozen=True)
class Change:
    """One change of the law.

    Attributes:
        day: the first day on which it has effect.
        change: ``began``, ``on record since, may be older``, ``ended``, ``ran out``, ``spent``,
            ``reworded``, ``no continuation read``, ``exception ended``, ``exception ran out``,
            ``cap began``, ``cap ended``, or how a later provision changed this one, such as
            ``tightened by``.
        id: the provision that changed.
        label: its citation.
        what: the provision, the later provision or the cap, in words.
        by: the id of the provision or act that did it.
        by_label: its name.
        act: the id of the act that did it, or holds what did it.
        act_label: its name.
        act_day: the day of that act; None where none is recorded.
        sender: the name of the state or body whose law changed; empty where there is none.
        unverified: whether it rests on a record that nobody read, or only in part.
        sources: the names of what the record rests on.
    """

    day: date
    change: str
    id: str
    label: str
    what: str
    by: str
    by_label: str
    act: str
    act_label: str
    act_day: date | None
    sender: str
    unverified: bool
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What changed after ``first``, up to and on ``last``, in order of time."""

    first: date
    last: date
    data_date: date
    warning: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Span:
    """A quantity and the days on which it counted."""

    label: str
    alternative_amount: float | None
    alternative_unit: str
    notes: tuple[str, ...]
    since: date
    until: date | None


@dataclass(frozen=True)
class Words:
    """What a provision said between two days.

    Attributes:
        since: the first day on which it said so.
        until: the first day on which it did not any more; None for its words of today.
        says: what it said, in the project's words; empty where no source that was read has it.
        by: the id of the act or provision that gave it these words; empty if none is on record.
        by_label: the name of that.
        unverified: whether nobody read this text, or only a part of it.
    """

    since: date
    until: date | None
    says: str
    by: str
    by_label: str
    unverified: bool


@dataclass(frozen=True)
class Step:
    """A provision in a chain; ``changed_by`` holds how, by which id, under which name.

    ``versions`` holds what it said by date, if its words ever changed.
    """

    id: str
    label: str
    says: str
    sender: str
    since: date
    until: date | None
    may_be_older: bool
    caps: tuple[Span, ...]
    changed_by: tuple[tuple[str, str, str], ...]
    versions: tuple[Words, ...]
    unverified: bool
    sources: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """The chain of one subject, some goods or one provision, in order of time."""

    id: str
    label: str
    kind: str
    data_date: date
    steps: tuple[Step, ...]
