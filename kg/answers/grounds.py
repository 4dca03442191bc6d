"""What every answer carries: as of when it holds, and a mark on what nobody read the text for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check.findings import GRAVITY
from kg.core.ids import TERMS, short
from kg.core.memo import remembered, remembered_up_to
from kg.core.wording import counted, listed
from kg.graph import at_once
from kg.graph.queries import Rows
from kg.graph.sources import source_labels, told

if TYPE_CHECKING:
    from kg.graph.query_values import Value
    from kg.graph.regime import Regime

_READ = ox.NamedNode(f"{TERMS}checkedAgainstText")
_ID = re.compile(r"[A-Za-z0-9][\w.-]*(?:/[A-Za-z0-9][\w.-]*)+", re.ASCII)
_MOST_SOURCES = 8
# A package brings ids of its own.
_MOST_KNOWN = 10_000


def by_kind(kinds: Iterable[str]) -> str:
    """Counts findings by kind, the gravest first; empty if there is none.

    >>> by_kind(["gap", "breach", "gap"])
    '1 breach, 2 gaps'
    """
    found = list(kinds)
    return ", ".join(counted(found.count(kind), kind) for kind in GRAVITY if kind in found)


@remembered_up_to(_MOST_KNOWN)
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
    return name + mark(unverified(regime, id))


def mark(doubt: str | None) -> str:
    """Returns what stands behind a name, by how far its text was not read; empty if it was.

    >>> mark("read in part"), mark(None)
    (' (unverified: read in part)', '')
    """
    if doubt is None:
        return ""
    return f" ({doubt})" if doubt.startswith("unverified") else f" (unverified: {doubt})"


def named(regime: Regime, id: str) -> str:
    """Returns the name of a record, with a mark if it is unverified.

    >>> import kg
    >>> named(kg.load(), "un/2397/7")
    'resolution 2397, paragraph 7'
    """
    return marked(regime, id, regime.label(id))


def ids_in(values: Iterable[Value]) -> tuple[str, ...]:
    """Returns the short ids among values, each once; a cell may hold several.

    >>> ids_in(["un/2371/8", "an input/output table", 3, None, "un/2371/9; un/2371/8"])
    ('un/2371/8', 'un/2371/9')
    """
    cells = (re.split(r"[;\s]+", value) for value in values if isinstance(value, str))
    held = (cell for cell in cells if all(map(_ID.fullmatch, cell)))
    return tuple(dict.fromkeys(id for cell in held for id in cell))


def unverified_among(regime: Regime, ids: Iterable[str]) -> tuple[str, ...]:
    """Returns those of some ids whose records are unverified, each once, in the given order.

    >>> import kg
    >>> unverified_among(kg.load(), ["un/2397/7", "us/power/ofac-licence"])
    ('us/power/ofac-licence',)
    """
    return tuple(id for id in dict.fromkeys(ids) if unverified(regime, id) is not None)


@remembered
def unverified_under(regime: Regime, relief: str) -> tuple[str, ...]:
    """Returns what is unverified of a relief measure: itself, what it relaxes, its usual power.

    Args:
        regime: the regime that holds the measure.
        relief: the id of the measure.
    """
    relaxed = at_once.run(regime, "provisions-relaxed-by", "relief", relief)
    ids = dict.fromkeys(str(row["provision"]) for row in relaxed)
    usual = (str(getattr(node, "value", "")) for node in regime.values(relief, "usualAuthority"))
    return unverified_among(regime, [relief, *ids, *(short(iri, regime.base) for iri in usual)])


def rows_lines(regime: Regime, rows: Rows, package_sources: Iterable[str] = ()) -> Iterator[str]:
    """Says on which sources rows rest, and which of the records that they name are unverified.

    Args:
        regime: the regime of the rows.
        rows: the rows; their ids are read in every column.
        package_sources: the sources of the package that was asked about.
    """
    ids = ids_in(value for row in rows for value in row.values())
    package = source_labels(regime, package_sources)
    if package:
        yield f"The package is read from: {told([package])}"
    if sources := source_labels(regime, ids):
        yield f"Sources: {told([sources], _MOST_SOURCES)}"
    elif len(rows) and not package:
        yield "Sources: none is recorded for what the rows name."
    if doubts := unverified_among(regime, ids):
        labels = sorted({regime.label(id) for id in doubts})
        yield f"Unverified: {listed(labels, 3 * _MOST_SOURCES)}."


def grounded(regime: Regime, rows: Rows, *as_of: date, package_sources: Iterable[str] = ()) -> Rows:
    """Adds to rows the days and the sources, where they do not have them yet.

    Args:
        regime: the regime of the rows.
        rows: the rows; their ids are read in every column.
        *as_of: the days at which the law is read; the data date if none is given.
        package_sources: the sources of the package, for rows that name no other.

    >>> import kg
    >>> row = {"power": "us/power/nkspea-208c"}
    >>> [found] = grounded(kg.load(), Rows(("power",), (row,)))
    >>> found["as_of"], found["sources"].partition(", http")[0]
    ('2026-07-21', '22 U.S.C. 9228(c)')
    """
    package, day = tuple(package_sources), str(regime.data_date)
    read_at = "; ".join(str(each) for each in dict.fromkeys(as_of)) or day
    added: list[dict[str, Value]] = []
    for row in rows:
        sources = row.get("sources")
        if not sources:
            ids = ids_in(value for name, value in row.items() if name != "rulebook")
            found = source_labels(regime, ids) or source_labels(regime, package)
            sources = "; ".join(found)
        added.append({"as_of": read_at, "data_date": day, **row, "sources": sources})
    new = (name for name in ("as_of", "data_date", "sources") if name not in rows.columns)
    return Rows((*rows.columns, *new), tuple(added))
