"""What every answer carries: as of when it holds, and a mark on what nobody read the text for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.ids import TERMS

if TYPE_CHECKING:
    from kg.regime import Regime

_KINDS = {"breach": "breaches", "gap": "gaps", "weakness": "weaknesses"}
_READ = ox.NamedNode(f"{TERMS}checkedAgainstText")


def as_of_line(data_date: date, *as_of: date) -> str:
    """Says at which day the law is read, and up to which day the facts were.

    Args:
        data_date: the day up to which the facts of the regime were read.
        *as_of: the days at which the law is read, where the answer depends on one.

    >>> as_of_line(date(2026, 7, 21), date(2019, 4, 9))
    'Law as of 2019-04-09, data read up to 2026-07-21.'
    """
    if not as_of:
        return f"Data read up to {data_date}."
    days = " and ".join(str(day) for day in dict.fromkeys(as_of))
    return f"Law as of {days}, data read up to {data_date}."


def as_of_data(data_date: date, as_of: date | None = None) -> dict[str, str]:
    """Says the same as data, for JSON.

    >>> as_of_data(date(2026, 7, 21))
    {'asOf': '2026-07-21', 'dataDate': '2026-07-21'}
    """
    return {"asOf": str(as_of or data_date), "dataDate": str(data_date)}


def counted(kinds: Iterable[str]) -> str:
    """Counts findings by kind, the gravest first; empty if there is none.

    >>> counted(["gap", "breach", "gap"])
    '1 breach, 2 gaps'
    """
    found = list(kinds)
    words = ((found.count(kind), kind, many) for kind, many in _KINDS.items() if kind in found)
    return ", ".join(f"{count} {kind if count == 1 else many}" for count, kind, many in words)


def unverified(regime: Regime, id: str) -> str | None:
    """Says of a record whose text was not, or only partly, read how far it was; else None.

    Args:
        regime: the regime that holds the record.
        id: the short id or IRI of the record.
    """
    for status in regime.values(id, "checked"):
        if isinstance(status, ox.NamedNode) and status != _READ:
            return regime.label(status.value)
    return None


def marked(regime: Regime, id: str, name: str) -> str:
    """Returns a name, with a mark if the record that has it is unverified."""
    doubt = unverified(regime, id)
    if doubt is None:
        return name
    return f"{name} ({doubt if doubt.startswith('unverified') else f'unverified: {doubt}'})"


def named(regime: Regime, id: str) -> str:
    """Returns the name of a record, with a mark if it is unverified.

    >>> import kg
    >>> named(kg.load(), "un/2397/7")
    'resolution 2397, paragraph 7'
    """
    return marked(regime, id, regime.label(id))
