"""The result of a query as a table in a page, for whoever asks with a browser."""

from __future__ import annotations

from html import escape
from itertools import islice
from urllib.parse import quote

import pyoxigraph as ox

from kg.core.ids import ROOT

_MOST = 1000


def table(found: ox.QuerySolutions | ox.QueryBoolean) -> str:
    """Returns the rows as HTML; so many, since nobody reads more.

    Args:
        found: the result of a query.

    >>> store = ox.Store()
    >>> table(store.query("ASK {}"))
    '<h1>Result</h1><p class="lead">Yes.</p>'
    """
    if isinstance(found, ox.QueryBoolean):
        return f'<h1>Result</h1><p class="lead">{"Yes" if found else "No"}.</p>'
    names = [each.value for each in found.variables]
    rows = list(islice(found, _MOST + 1))
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    lines = (
        f"<tr>{''.join(f'<td>{_cell(row[name])}</td>' for name in names)}</tr>"
        for row in rows[:_MOST]
    )
    count = f"The first {_MOST:,} rows" if len(rows) > _MOST else f"{len(rows):,} rows"
    return (
        f'<h1>Result</h1><p class="lead">{count}; programs get JSON, XML, CSV or TSV.</p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
    )


def _cell(term: object) -> str:
    if isinstance(term, ox.NamedNode) and term.value.startswith(ROOT):
        id = term.value.removeprefix(ROOT)
        return f'<a href="/{escape(quote(id))}">{escape(id)}</a>'
    if isinstance(term, ox.NamedNode | ox.Literal):
        return escape(term.value)
    return escape("" if term is None else str(term))
