"""The result of a query as a table in a page, for whoever asks with a browser."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.core.ids import ROOT
from kg.publish.html import Link
from kg.publish.places import address

_MOST = 1000


def table(found: ox.QuerySolutions | ox.QueryBoolean) -> Mapping[str, Any]:
    """Returns what the page of a result says: so many rows, since nobody reads more.

    Args:
        found: the result of a query.

    >>> store = ox.Store()
    >>> table(store.query("ASK {}"))["lead"]
    'Yes.'
    """
    if isinstance(found, ox.QueryBoolean):
        return {"lead": f"{'Yes' if found else 'No'}.", "names": [], "rows": []}
    names = [each.value for each in found.variables]
    rows = list(islice(found, _MOST + 1))
    count = f"The first {_MOST:,} rows" if len(rows) > _MOST else f"{len(rows):,} rows"
    return {
        "lead": f"{count}; programs get JSON, XML, CSV or TSV.",
        "names": names,
        "rows": [[_cell(row[name]) for name in names] for row in rows[:_MOST]],
    }


def _cell(term: object) -> Link:
    if isinstance(term, ox.NamedNode) and term.value.startswith(ROOT):
        return Link(address(term.value), term.value.removeprefix(ROOT))
    if isinstance(term, ox.NamedNode | ox.Literal):
        return Link("", term.value)
    return Link("", "" if term is None else str(term))
