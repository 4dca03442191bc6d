"""The answer of ``calendar`` as JSON and as rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.answers.calendar.entries import entries
from kg.core.dates import as_of_data
from kg.core.document import NOT_ADVICE
from kg.core.wording import camel
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.answers.calendar.model import Calendar

COLUMNS = (
    *("day", "kind", "phase", "commitment", "relief", "says", "told", "wait", "at_least"),
    *("number", "term_ends", "power"),
)
COUNTING = (
    "A wait begins on the day of the notice and is over after as many days: told on the 1st, 15 "
    "days are over on the 16th. The first day of a term does not count either: 90 days from "
    "9 April end on 8 July, the last day for a renewal that needs no notice. A month or year ends "
    "on the day of the same number, or the last of a shorter month."
)
LEFT_OUT = (
    "Every day is the earliest or the latest that the law on record allows: drafting, votes, and "
    "the delivery and verification of concessions take time that nobody records. Whether the "
    "conditions of a power are met is not looked at: validate does."
)
LATER = (
    "Terms are counted from the earliest day of effect; what takes effect later is renewed later "
    "by as much."
)
NOTES = (COUNTING, LEFT_OUT, LATER)


def calendar_json(calendar: Calendar) -> dict[str, Any]:
    """Returns the answer as JSON data with short ids."""
    return {
        **camel(asdict(calendar)),
        **as_of_data(calendar.data_date, calendar.as_of),
        "last": str(calendar.last),
        "days": [camel(asdict(each)) for each in entries(calendar)],
        "notes": [*NOTES, NOT_ADVICE],
    }


def calendar_rows(calendar: Calendar) -> Rows:
    """Returns the answer as rows: one for all that happens on a day."""
    found = ({name: getattr(each, name) for name in COLUMNS} for each in entries(calendar))
    return Rows(COLUMNS, tuple({**row, "day": str(row["day"])} for row in found))
