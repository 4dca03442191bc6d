"""What rows on the law say: goods, caps, doubts and days, as an answer holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.law import lookup
from kg.answers.law.types import Cap, Span
from kg.graph import cells, queries
from kg.graph.cells import Row
from kg.graph.query_values import hs_code

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_NOTE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#note")
_CODE = re.compile(r"\d[\d. ]*", re.ASCII)


def goods(regime: Regime, asked: str, day: date, who: str) -> dict[str, tuple[str, ...]]:
    """Returns the measures on some goods, each with the words in which it names them.

    What reaches all goods names the general licences that may be a way through.
    """
    if _CODE.fullmatch(asked):
        code = hs_code(asked, "goods")
        rows = queries.run(regime, "measures-on-hs-code", code=code, day=day, sender=who)
    else:
        id = lookup.goods(regime, asked)
        rows = queries.run(regime, "measures-on-goods", goods=id, day=day, sender=who)
    ways = licences(regime, day)
    return {
        id: (*dict.fromkeys(goods_words(row) for row in found), *ways.get(id, ()))
        for id, found in grouped(rows).items()
    }


def goods_label(regime: Regime, asked: str) -> str:
    """Returns what goods are called that a person asks for; a code as it was written."""
    return asked if _CODE.fullmatch(asked) else regime.label(lookup.goods(regime, asked))


def licences(regime: Regime, day: date) -> dict[str, tuple[str, ...]]:
    """Returns for each measure on all goods the general licences for goods, in a phrase."""
    if not regime.known("subject"):
        return {}
    found = grouped(queries.run(regime, "licences-for-goods", day=day))
    return {
        id: (f"general licences to look at: {', '.join(cells.unique(rows, 'label'))}",)
        for id, rows in found.items()
    }


def goods_words(row: Row) -> str:
    """Returns how a measure names goods, with the code by which it lists them."""
    if row.get("listed_code") is None:
        return text(row, "named")
    mark = ", unverified" if row["unverified"] is True else ""
    return f"{row['named']} (HS {row['listed_code']}, {row['basis']}{mark})"


def cap(regime: Regime, row: Row) -> Cap:
    """Returns the cap that a row states."""
    return Cap(
        label=text(row, "cap"),
        amount=number(row, "amount"),
        unit=text(row, "unit"),
        alternative_amount=number(row, "alternative_amount"),
        alternative_unit=text(row, "alternative_unit"),
        period=text(row, "period"),
        since=cells.day(row["from"]),
        until=end(row, "until"),
        notes=notes(regime, text(row, "cap_id")),
        unverified=row["unverified"] is True,
    )


def cap_span(regime: Regime, row: Row) -> Span:
    """Returns the days of a cap that a row states."""
    return Span(
        label=text(row, "cap"),
        alternative_amount=number(row, "alternative_amount"),
        alternative_unit=text(row, "alternative_unit"),
        notes=notes(regime, text(row, "cap_id")),
        since=cells.day(row["cap_from"]),
        until=end(row, "cap_until"),
    )


def notes(regime: Regime, id: str) -> tuple[str, ...]:
    """Returns the notes on a record, sorted."""
    quads = regime.store.quads_for_pattern(regime.node(id), _NOTE, None, None)
    return tuple(sorted({q.object.value for q in quads if isinstance(q.object, ox.Literal)}))


def doubts(regime: Regime, id: str) -> tuple[str, ...]:
    """Says why a provision is in doubt on the day of a regime."""
    nodes = (node for node in regime.values(id, "doubt") if isinstance(node, ox.Literal))
    return tuple(node.value for node in nodes)


def effects(regime: Regime, id: str) -> tuple[str, ...]:
    """Returns the effects of a provision by name, sorted."""
    nodes = (node for node in regime.values(id, "effect") if isinstance(node, ox.NamedNode))
    return tuple(sorted(regime.label(node.value) for node in nodes))


def grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Returns rows by the provision that they are about."""
    return {text(each[0], "provision"): each for each in cells.grouped(rows, "provision")}


def text(row: Row, column: str) -> str:
    """Returns a cell as text; empty where there is none."""
    value = row[column]
    return "" if value is None else str(value)


def number(row: Row, column: str) -> float | None:
    """Returns a cell that is a number; None where it is none."""
    value = row[column]
    return value if isinstance(value, int | float) else None


def end(row: Row, column: str) -> date | None:
    """Returns a cell that is a day; None where there is none."""
    return None if row[column] is None else cells.day(row[column])
