"""A listing: on which list a record stands, and on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Listing:
    """On which list a record stands, and what the list says of the ground.

    Attributes:
        list: the list, by the name that its file or its source gives it.
        codes: its programmes, as the list writes them.
        reference: the number that the list gives the record.
        day: the day of listing, where it is a valid one.
        remarks: what else the list says, in which a mark of the regime may stand; never kept.
    """

    list: str
    codes: tuple[str, ...] = ()
    reference: str | None = None
    day: date | None = None
    remarks: str = ""
