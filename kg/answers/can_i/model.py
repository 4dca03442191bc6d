"""What the question "can I" is answered with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kg.answers.can_i.asked import Goods


class Reach(StrEnum):
    """How much of what was asked a measure bars; the first reaches most."""

    everything = "all of it"
    named = "these goods by name"
    capped = "above a cap"
    part = "a part of it"
    cases = "in the cases that it names"


@dataclass(frozen=True)
class Bar:
    """A measure that stands in the way.

    Attributes:
        id: its id.
        label: its citation.
        sender: the name of its sender.
        reach: how much of what was asked it bars.
        detail: the goods as it names them, the kind of activity, or whom alone it binds.
        says: what it says, in the project's words.
        since: its first day.
        caps: the quantities up to which goods pass.
        doubts: what is not sure of it on the day.
        unverified: whether nobody read its text, or only a part of it.
    """

    id: str
    label: str
    sender: str
    reach: Reach
    detail: str
    says: str
    since: date
    caps: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    unverified: bool = False

    @property
    def outright(self) -> bool:
        """Whether nothing of what was asked is left outside it."""
        return self.reach in (Reach.everything, Reach.named)


@dataclass(frozen=True)
class Way:
    """An exception or a licence in force.

    Attributes:
        id: its id.
        label: the provision that opens it.
        case: what it lets through.
        procedure: the step that it needs.
        by_itself: whether it permits what was asked to the one who asks, without anybody's leave.
        lifts: the measures that it takes this out of.
        used_by: the kinds of users who alone may use it, by name.
        notice: who must be told, and when.
        notes: its terms.
        unverified: whether nobody read its text, or only a part of it.
        exception: whether it is an exception inside the provision.
    """

    id: str
    label: str
    case: str
    procedure: str
    by_itself: bool
    lifts: tuple[str, ...]
    used_by: tuple[str, ...]
    notice: str
    notes: tuple[str, ...]
    unverified: bool
    exception: bool = False

    @property
    def named(self) -> str:
        """How it is called in a sentence."""
        return f"the exception in {self.label}" if self.exception else self.label


@dataclass(frozen=True)
class Leave:
    """A power to permit a single case.

    Attributes:
        id: the power.
        label: its name.
        held_by: who decides.
        over: the measures that it reaches.
        form: the act.
        conditions: what must be so.
        papers: what must be handed in or found.
        notice: who is told, and when.
        term: for how long.
        time: how long it took, where a source tells.
        citation: where it stands.
        basis: the provisions that give it, where it has no citation of its own.
        unverified: whether nobody read its text, or only a part of it.
    """

    id: str
    label: str
    held_by: str
    over: tuple[str, ...]
    form: str
    conditions: tuple[str, ...]
    papers: str
    notice: str
    term: str
    time: str
    citation: str
    basis: tuple[str, ...]
    unverified: bool


@dataclass(frozen=True)
class UnderSender:
    """The answer under one sender's law.

    Attributes:
        id: the sender.
        label: its name.
        verdict: the answer, which begins with ``Barred`` or ``Not barred``.
        bars: the measures in the way, those that reach most first.
        ways: the exceptions and licences in force.
        leave: the powers to permit a single case.
        older: measures that begin on record only later and may have been in force already.
        not_held: what of its law is known to be missing; empty if nothing is on record.
    """

    id: str
    label: str
    verdict: str
    bars: tuple[Bar, ...]
    ways: tuple[Way, ...]
    leave: tuple[Leave, ...]
    older: tuple[tuple[str, str], ...]
    not_held: str


@dataclass(frozen=True)
class CanI:
    """The answer.

    Attributes:
        day: the day at which the law is read.
        data_date: the day up to which the facts were read.
        activity: the id of the activity.
        doing: the activity with what and for whom, in words.
        goods: the goods, where goods move.
        senders: the answer under each sender's law that reaches the one who asks.
        abroad: measures of other senders that press on persons outside their reach.
        without: what is said where no law of the state's own is held.
        warning: what is said of a day after the data date.
    """

    day: date
    data_date: date
    activity: str
    doing: str
    goods: Goods | None
    senders: tuple[UnderSender, ...]
    abroad: tuple[Bar, ...]
    without: str
    warning: str | None
