"""Periods in the words of an act, or in those of a record, and the days on which they end."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta

from kg.check.texts.numbers import NUMBER, value

_SPAN = re.compile(
    rf"({NUMBER})[- ](?:(?:working|calendar|consecutive) )?(day|week|month|year)", re.I
)
_UNITS = {"day": (1, "day"), "week": (7, "day"), "month": (1, "month"), "year": (12, "month")}
_LONGEST = 1000
_DURATION = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?")
_EACH = r"(?:calendar|per|each|every|a) "
_OFTEN = {
    rf"\b(?:annual|annually|yearly|{_EACH}year)\b": (12, "month"),
    r"\bquarterly\b": (3, "month"),
    rf"\b(?:monthly|{_EACH}month)\b": (1, "month"),
    rf"\b(?:weekly|{_EACH}week)\b": (7, "day"),
}

Span = tuple[int, str]


def spans(text: str) -> set[Span]:
    """Returns the periods in a text, each as a count of days or of months.

    >>> sorted(spans("within 30 days, for one year; a 3-month term"))
    [(3, 'month'), (12, 'month'), (30, 'day')]
    """
    found = set()
    for count, unit in _SPAN.findall(text):
        times, base = _UNITS[unit.lower()]
        if value(count) <= _LONGEST:
            found.add((int(value(count)) * times, base))
    return found


def after(day: date, count: int, unit: str) -> date:
    """Returns the day that lies so many days or months after another, or before it.

    >>> str(after(date(2017, 12, 22), 27, "month")), str(after(date(2016, 3, 31), -1, "month"))
    ('2020-03-22', '2016-02-29')
    """
    try:
        if unit == "day":
            return day + timedelta(days=count)
        years, month = divmod(day.month - 1 + count, 12)
        last = calendar.monthrange(day.year + years, month + 1)[1]
        return date(day.year + years, month + 1, min(day.day, last))
    except (OverflowError, ValueError):
        return day


def rates(text: str) -> set[Span]:
    """Returns the periods that a text writes without a number.

    >>> rates("per calendar year"), rates("published monthly")
    ({(12, 'month')}, {(1, 'month')})
    """
    return {span for words, span in _OFTEN.items() if re.search(words, text, re.I)}


def lasting(duration: str) -> set[Span]:
    """Returns the period that a duration states; nothing if it is none of one kind of unit.

    >>> lasting("P90D"), lasting("P1Y"), lasting("a year")
    ({(90, 'day')}, {(12, 'month')}, set())
    """
    if not (found := _DURATION.fullmatch(duration)):
        return set()
    years, months, weeks, days = (int(each or 0) for each in found.groups())
    counted = {(years * 12 + months, "month"), (weeks * 7 + days, "day")}
    return {(count, unit) for count, unit in counted if count}


def numbers_of(spans: Iterable[Span]) -> set[float]:
    """Returns the numbers that periods can be written with.

    >>> sorted(numbers_of({(12, "month"), (14, "day")}))
    [1.0, 2.0, 12.0, 14.0]
    """
    larger = {"month": 12, "day": 7}
    return {
        float(number)
        for count, unit in spans
        for number in (count, count / larger[unit])
        if number == int(number)
    }
