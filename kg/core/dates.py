"""Days as users write them, and as they read them."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from typing import Any

from kg.core.errors import BadInput

# Not strftime, which follows the language of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def day(text: str, where: str) -> date:
    """Returns a day given as YYYY-MM-DD.

    Args:
        text: what was given.
        where: the parameter or option, named in errors.

    Raises:
        BadInput: if the text is no day.

    >>> day("2019-02-28", "--on")
    datetime.date(2019, 2, 28)
    """
    try:
        # date.fromisoformat also takes 20190228 and 2019-W09-4, which no reader expects here.
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadInput(f"{text} is not a day", where=where, hint="write YYYY-MM-DD")


def written(day: date) -> str:
    """Returns a day in words.

    >>> written(date(2019, 2, 28))
    '28 February 2019'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def days_in(text: str) -> str:
    """Returns a text with its days in words.

    >>> days_in("earlier contracts, no longer from 2017-09-05")
    'earlier contracts, no longer from 5 September 2017'
    """
    return re.sub(
        r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b",
        lambda found: written(date.fromisoformat(found[0])),
        text,
    )


def period(length: str) -> str:
    """Returns a length of time as it stands behind "every"; the text itself if it is none.

    Args:
        length: years, months, weeks or days, as ISO 8601 writes them.

    >>> period("P1M"), period("P90D")
    ('month', '90 days')
    """
    found = re.fullmatch(r"P(\d+)([YMWD])", length, re.ASCII)
    if not found:
        return length
    unit = {"Y": "year", "M": "month", "W": "week", "D": "day"}[found[2]]
    return unit if found[1] == "1" else f"{found[1]} {unit}s"


def today() -> date:
    """Returns the day of the clock, or of SOURCE_DATE_EPOCH where that is set.

    The variable, in seconds since 1970, is the one by which build tools make their output
    repeatable (reproducible-builds.org).
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(fixed), UTC).date() if fixed.isdecimal() else date.today()


def as_of_line(data_date: date, *as_of: date) -> str:
    """Says at which day the law is read, and up to which day the facts were.

    Args:
        data_date: the day up to which the facts of the regime were read.
        *as_of: the days at which the law is read, where the answer depends on one.

    >>> as_of_line(date(2026, 7, 21), date(2019, 4, 9))  # doctest: +ELLIPSIS
    'Law as of 2019-04-09, data read up to 2026-07-21...'
    >>> as_of_line(date(2026, 7, 21), date(2026, 8, 1))  # doctest: +ELLIPSIS
    'Law as of 2026-08-01, data read up to 2026-07-21...: what changed since then is missing.'
    """
    age = (today() - data_date).days
    read = f"ata read up to {data_date}{f' ({age:,} days ago)' if age > 0 else ''}"
    if not as_of:
        return f"D{read}."
    days = " and ".join(str(day) for day in dict.fromkeys(as_of))
    late = ": what changed since then is missing" if max(as_of) > data_date else ""
    return f"Law as of {days}, d{read}{late}."


def as_of_data(data_date: date, as_of: date | None = None) -> dict[str, Any]:
    """Says the same as data, for JSON.

    >>> as_of_data(date(2026, 7, 21))  # doctest: +ELLIPSIS
    {'asOf': '2026-07-21', 'dataDate': '2026-07-21', 'dataAgeDays': ...}
    """
    day = as_of or data_date
    found = {
        "asOf": str(day),
        "dataDate": str(data_date),
        "dataAgeDays": max(0, (today() - data_date).days),
    }
    if late := past(day, data_date):
        found["pastDataDate"] = late
    return found


def past(day: date, data_date: date) -> str | None:
    """Says of a day after the data date that it is; None of any other.

    >>> past(date(2026, 8, 1), date(2026, 7, 21))
    '2026-08-01 is after 2026-07-21, up to which the facts were read: later changes are missing'
    """
    if day <= data_date:
        return None
    return f"{day} is after {data_date}, up to which the facts were read: later changes are missing"


def before(day: date, first: date) -> str | None:
    """Says of a day before the first law on record that it is; None of any other.

    >>> before(date(1900, 1, 1), date(1930, 6, 17))
    '1900-01-01 is before 1930-06-17, from which on law is on record: earlier law is missing'
    """
    if day >= first:
        return None
    return f"{day} is before {first}, from which on law is on record: earlier law is missing"
