"""Lengths of time and days as packages write them: ``90 days``, ``12–18 months``, ``2019-02``."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date

# How many days a unit counts. Months and years vary; the text is kept beside the count.
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_EXACT = ("day", "week")
_UNIT = "(day|week|month|year)s?"
_TERM = re.compile(
    rf"([0-9]{{1,5}})(?:(?: +{_UNIT})?(?: *[–-] *| +to +)([0-9]{{1,5}}))? +{_UNIT}", re.ASCII
)
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class Term:
    """A term: days, or the ends of a range; the text where it says more than a count of days."""

    days: int | None = None
    most: int | None = None
    said: str | None = None
    open: bool = False


def term_of(text: str) -> Term | None:
    """The term that a text states; None where it states none.

    Raises:
        ValueError: with what is wrong, where the ends of a range are not in order.

    >>> term_of("13 weeks"), term_of("6 months to 2 years").most
    (Term(days=91, most=None, said=None, open=False), 730)
    >>> term_of("18-12 months")
    Traceback (most recent call last):
    ...
    ValueError: the shorter end of a range comes first
    """
    match = _TERM.fullmatch(text)
    if match is None:
        return None
    first, unit, second, last = match.groups()
    if second is None:
        days = int(first) * _DAYS[last]
        said = None if last in _EXACT else text
        return Term(days, None, said) if days else None
    low, high = int(first) * _DAYS[unit or last], int(second) * _DAYS[last]
    if low >= high:
        raise ValueError("the shorter end of a range comes first")
    return Term(low, high, text) if low else None


def shortest_of(text: str) -> tuple[int, str] | None:
    """How long a term lasts at the soonest, in the unit in which it is written; None if it is none.

    >>> shortest_of("12–18 months"), shortest_of("1 year"), shortest_of("permanent")
    ((12, 'month'), (1, 'year'), None)
    """
    match = _TERM.fullmatch(text)
    if match is None or not int(match[1]):
        return None
    first, unit, _, last = match.groups()
    return int(first), unit or last


def days_of(text: str, least: str = "day") -> tuple[date, date | None] | None:
    """The first day of what a text names, and the last where it names more than a day.

    Args:
        text: a day, a month or a year.
        least: the widest that is taken: ``day``, ``month`` or ``year``.

    Returns:
        None where the text names no such thing.

    Raises:
        ValueError: with what is wrong, where the day does not exist.

    >>> days_of("2019-02", "month")
    (datetime.date(2019, 2, 1), datetime.date(2019, 2, 28))
    """
    match = _DAY.fullmatch(text)
    if match is None or (match[3] is None and least == "day"):
        return None
    if match[2] is None and least != "year":
        return None
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        what = "day" if match[3] else "month" if match[2] else "year"
        said = f"a {what} that does not exist"
        if year and 1 <= month <= 12:
            said += f": {month_name[month]} {year} has {monthrange(year, month)[1]} days"
        raise ValueError(said) from None
    if match[3]:
        return first, None
    month = month if match[2] else 12
    return first, date(year, month, monthrange(year, month)[1])
