"""What the readers of lists share: a record, a part that gives none, and the limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.lists.listing import Listing

if TYPE_CHECKING:
    from kg.lists.source import Source
    from kg.lists.spill import Spill

KINDS = ("person", "entity", "vessel", "aircraft")
# The longest name, code or number that is kept: no list comes near it.
MOST_TEXT = 1000
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*|[Z+-].*)?", re.DOTALL)
# What no name needs and a file in RDF cannot hold: control characters and halves of characters.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


@dataclass(frozen=True)
class Record:
    """One designation, with no more of a person than the questions need.

    Attributes:
        line: where it begins in the file.
        origin: the first word of its id, for whose record it is.
        id: its number or name there.
        name: the main name.
        kind: one of ``KINDS``.
        listings: where it is listed.
    """

    line: int
    origin: str
    id: str
    name: str
    kind: str
    listings: tuple[Listing, ...]


@dataclass(frozen=True)
class Unread:
    """A part of a file that gives no record, and why."""

    line: int
    reason: str


Read = Record | Unread
Reader = Callable[["Source", "Spill"], Iterator[Read]]


def day(text: str) -> date | None:
    """Returns the day that a text begins with; None if that is no valid one.

    >>> day("2017-12-22T00:00:00"), day("2017-02-30"), day("22 Dec 2017")
    (datetime.date(2017, 12, 22), None, None)
    """
    match = _DAY.fullmatch(text.strip())
    try:
        return date.fromisoformat(match[1]) if match and match[1].isascii() else None
    except ValueError:
        return None


def clean(text: str) -> str:
    """Returns a text on one line, without what a file in RDF cannot hold, cut at ``MOST_TEXT``.

    >>> clean(" Acme\\x00\\n  Trading ")
    'Acme Trading'
    """
    return " ".join(_UNFIT.sub(" ", text).split())[:MOST_TEXT]


def record(
    line: int, origin: str, id: str, name: str, kind: str | None, *listings: Listing
) -> Read:
    """Returns a record, or what it lacks to be one."""
    id, name = clean(id), clean(name)
    if not id:
        return Unread(line, "no id")
    if not name:
        return Unread(line, f"{id} has no name")
    if kind not in KINDS:
        return Unread(line, f"{id} is of a kind that no designation has")
    return Record(line, origin, id, name, kind, listings)
