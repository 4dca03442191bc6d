"""Days as users write them."""

from __future__ import annotations

import re
from datetime import date

from kg.errors import BadInput


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
