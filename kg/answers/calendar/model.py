"""What a calendar of a package is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kg.answers.authority.model import Named, Road
from kg.answers.calendar.days import Length, Wait

#: How far the way of a relief is known.
POWER, MEANT, VOTE, UNKNOWN = "power", "usual power", "vote", "not known"


@dataclass(frozen=True)
class Use:
    """A power that a relief uses: its paper, its notices, and for how long it can be used at once.

    Attributes:
        power: its short id.
        label: its name.
        paper: what must be certified, found or determined on paper.
        notice: who must be told and when, in the words of the record.
        told: those who must be told, with the members of a group.
        duty: whether the record says that its use calls for papers or notices.
        wait: how long before its effect.
        renewal_wait: how long before a term ends, for its further use.
        report_days: within how many days after its use it must be reported.
        longest: the longest time for which it can be used at once, where it can be counted.
        longest_said: the same in words.
        renewal: whether and how its use can be prolonged, in words.
        unverified: how far its record was read, if not fully.
    """

    power: str
    label: str
    paper: str | None
    notice: str | None
    told: tuple[str, ...]
    duty: bool
    wait: Wait
    renewal_wait: Wait
    report_days: int | None
    longest: Length | None
    longest_said: str | None
    renewal: str | None
    unverified: str | None

    @property
    def gives_notice(self) -> bool:
        """Whether someone must be told before; what is told after its use is a report."""
        owed = self.duty and self.notice is not None and self.report_days is None
        return owed or bool(self.told or self.wait.days)


@dataclass(frozen=True)
class Renewal:
    """A further term of a relief: by when it must be told, so that the relief does not lapse.

    Attributes:
        number: which renewal it is, from 1.
        tell: the last day on which to tell.
        ends: the day on which the running term ends.
        powers: the powers that are used again; none where a body decides without one on record.
        at_most: whether the last day may be earlier than can be counted.
    """

    number: int
    tell: date
    ends: date
    powers: tuple[Use, ...]
    at_most: bool


@dataclass(frozen=True)
class Row:
    """A relief in the calendar.

    Attributes:
        phase: its phase, from 1.
        commitment: its short id in the package.
        label: what is relaxed.
        act: by which act.
        bodies: who decides it.
        rule: by which rule they do, where one is on record.
        known: how far its way is known: through a power that the package names or that the author
            of its relief measure has in mind, by a vote, or not.
        why: what is not known, or assumed; None where nothing is.
        roads: where it is not known, how its relief measure could be given: judgements.
        begins: the first day of its phase, on which papers and notices go out.
        begins_late: whether that day may be later than can be counted.
        effect: the earliest day on which it takes effect.
        at_least: the same of this day.
        uses: the powers that it uses; the longest wait counts.
        term: how long it lasts, by whichever is shorter of the package and the powers.
        of_power: whether it is the power that sets that term.
        renewable: whether the package has it renewed; None where it does not say.
        lapses: the day on which the first term ends; None where there is none.
        renewals: the renewals up to the horizon.
    """

    phase: int
    commitment: str
    label: str
    act: str
    bodies: tuple[Named, ...]
    rule: str | None
    known: str
    why: str | None
    roads: tuple[Road, ...]
    begins: date
    begins_late: bool
    effect: date
    at_least: bool
    uses: tuple[Use, ...]
    term: Length | None
    of_power: bool
    renewable: bool | None
    lapses: date | None
    renewals: tuple[Renewal, ...]

    @property
    def slowest(self) -> Use | None:
        """The power whose wait sets the day; None where none does."""
        found = [use for use in self.uses if use.wait.days]
        return max(found, key=lambda use: use.wait.after(self.begins), default=None)


@dataclass(frozen=True)
class Stage:
    """A phase in the calendar.

    Attributes:
        position: which phase it is, from 1.
        title: its title.
        concessions: how many concessions are delivered in it.
        begins: its first day.
        begins_late: whether that day may be later than can be counted.
        ends: the day on which all of it has taken effect, and the next phase begins.
        at_least: the same of this day.
        decided_by: the id of the relief that takes longest; None where it is the concessions, or
            where nothing takes time.
        rows: its reliefs.
    """

    position: int
    title: str
    concessions: int
    begins: date
    begins_late: bool
    ends: date
    at_least: bool
    decided_by: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Calendar:
    """The answer of ``calendar``.

    Attributes:
        deal: the short id of the package.
        title: its title.
        as_of: the day at which the law is read.
        data_date: the day up to which the facts were read.
        first: the first day.
        given: whether that day was given; otherwise it is that at which the package reads the law.
        horizon: the last day up to which renewals are named.
        phase_days: how many days the concessions of a phase take.
        ordered: whether the phases follow each other; otherwise all begin on the first day.
        stages: the phases.
        critical: those of the phases that decide the last day.
    """

    deal: str
    title: str
    as_of: date
    data_date: date
    first: date
    given: bool
    horizon: date
    phase_days: int
    ordered: bool
    stages: tuple[Stage, ...]
    critical: tuple[Stage, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All reliefs, phase by phase."""
        return tuple(row for stage in self.stages for row in stage.rows)

    @property
    def renewals(self) -> tuple[tuple[Renewal, Row], ...]:
        """All renewals with their reliefs, the first to be told first."""
        found = [(each, row) for row in self.rows for each in row.renewals]
        return tuple(sorted(found, key=lambda pair: pair[0].tell))

    @property
    def last(self) -> date:
        """The day on which all has taken effect."""
        return max((stage.ends for stage in self.stages), default=self.first)

    @property
    def at_least(self) -> bool:
        """Whether that day may be later than can be counted."""
        return any(stage.at_least for stage in self.stages if stage.ends == self.last)
