"""How days are counted: lengths of time, working days, and what the law does not say."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from kg.core.errors import BadInput
from kg.core.wording import counted
from kg.deal.durations import shortest_of

_WEEKEND = 5
_MONTHS = {"month": 1, "year": 12}


@dataclass(frozen=True)
class Length:
    """So many days, weeks, months or years."""

    count: int
    unit: str

    @property
    def said(self) -> str:
        """The length in words.

        >>> Length(90, "day").said
        '90 days'
        """
        return counted(self.count, self.unit)

    def after(self, day: date, times: int = 1) -> date:
        """Returns the day on which as many such lengths, begun on a day, are over.

        A month that has no such day gives its last one; each length counts from the first day, so
        that nothing is lost on the way.

        Args:
            day: the first day.
            times: how many lengths.

        Raises:
            BadInput: if there is no such day.

        >>> [str(Length(1, "month").after(date(2020, 1, 31), times)) for times in (1, 2)]
        ['2020-02-29', '2020-03-31']
        """
        count = self.count * times
        try:
            if self.unit not in _MONTHS:
                return day + timedelta(days=count * (7 if self.unit == "week" else 1))
            months = day.year * 12 + day.month - 1 + count * _MONTHS[self.unit]
            year, month = months // 12, months % 12 + 1
            return date(year, month, min(day.day, monthrange(year, month)[1]))
        except (OverflowError, ValueError):
            hint = "begin it on another day"
            raise BadInput("the calendar leaves the years 1 to 9999", hint=hint) from None


def length(text: str | None, days: int | None = None) -> Length | None:
    """Returns the length that a text states, at the soonest; else so many days; else None.

    >>> length("12–18 months"), length("permanent", 3), length("permanent")
    (Length(count=12, unit='month'), Length(count=3, unit='day'), None)
    """
    found = shortest_of(text) if text else None
    if found:
        return Length(*found)
    return Length(days, "day") if days else None


@dataclass(frozen=True)
class Wait:
    """A number of days by which something must be told before.

    Attributes:
        days: how many.
        count: the kind of day that the law names, by its term; None where it names none.
        label: what that kind is called.
    """

    days: int
    count: str | None = None
    label: str | None = None

    @property
    def working(self) -> bool:
        """Whether weekends do not count."""
        return self.count == "skg:workingDays"

    @property
    def at_least(self) -> bool:
        """Whether it may last longer than is counted: by holidays, or days out of session."""
        return self.days > 0 and self.count not in (None, "skg:calendarDays")

    @property
    def brief(self) -> str:
        """How long it is.

        >>> Wait(45, "skg:workingDays", "working days").brief
        'at least 45 working days'
        """
        unit = f"{self.days} {self.label}" if self.label else counted(self.days, "day")
        return f"at least {unit}" if self.at_least else unit

    @property
    def said(self) -> str:
        """How long it is, with what is assumed.

        >>> Wait(45).said
        '45 days; the law on record names no kind, calendar days are assumed'
        """
        if self.label is None:
            unit = counted(self.days, "day")
            return f"{unit}; the law on record names no kind, calendar days are assumed"
        how = (
            "weekends are left out, holidays are not"
            if self.working
            else "counted as calendar days"
        )
        more = f"; {how}, so at least" if self.at_least else ""
        return f"{self.days} {self.label}{more}"

    def after(self, day: date) -> date:
        """Returns the first day on which the wait is over, if it begins on a day.

        >>> Wait(5, "skg:workingDays").after(date(2020, 2, 28)).isoformat()
        '2020-03-06'
        """
        if not self.working:
            return Length(self.days, "day").after(day)
        left = self.days
        while left:
            day = _next(day)
            left -= day.weekday() < _WEEKEND
        return day

    def before(self, day: date) -> date:
        """Returns the last day on which to begin, for the wait to be over by a day.

        >>> Wait(5, "skg:workingDays").before(date(2020, 3, 6)).isoformat()
        '2020-03-01'
        """
        begin = _next(day, -self.days)
        while self.after(begin) > day:
            begin = _next(begin, -1)
        return begin


def _next(day: date, days: int = 1) -> date:
    return Length(days, "day").after(day)
