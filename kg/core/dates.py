"""Days as users write them, and as they read them."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime

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


def today() -> date:
    """Returns the day of the clock, or of SOURCE_DATE_EPOCH where that is set.

    The variable, in seconds since 1970, is the one by which build tools make their output
    repeatable (reproducible-builds.org).
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(fixed), UTC).date() if fixed.isdecimal() else date.today()
