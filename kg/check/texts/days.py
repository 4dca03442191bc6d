"""Days in the words of an act, or in those of a record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_NAMES = "January February March April May June July August September October November December"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split(), 1)}
_MONTH = "|".join(_MONTHS)
#: A day written out.
DAY = re.compile(
    rf"\b(\d{{1,2}}) ({_MONTH}) (\d{{4}})\b|\b({_MONTH}) (\d{{1,2}})(?:,| of) (\d{{4}})\b"
)


def days(text: str) -> set[date]:
    """Returns every day that a text writes out.

    >>> sorted(map(str, days("from January 1, 2018 until 30 April 2024, not 31 June 2020")))
    ['2018-01-01', '2024-04-30']
    """
    return {day for _, day in dated(text)}


def dated(text: str) -> Iterator[tuple[re.Match[str], date]]:
    """Yields the days that a text writes out, with where they stand."""
    for found in DAY.finditer(text):
        number, month, year = found[1] or found[5], found[2] or found[4], found[3] or found[6]
        try:
            yield found, date(int(year), _MONTHS[month], int(number))
        except ValueError:
            continue
