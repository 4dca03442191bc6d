"""What is possible, as JSON data and as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.core.dates import as_of_data
from kg.core.ids import short
from kg.deal.jsonld_out import to_jsonld
from kg.deal.model import Concession, Relief, Safeguard, Undertaking
from kg.deal.terms import LISTS
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.answers.possible.front import Front
    from kg.answers.possible.most import Most
    from kg.answers.value.sums import Yearly
    from kg.deal import Deal
    from kg.graph.query_values import Value
    from kg.graph.regime import Regime

_COLUMNS = (
    *("point", "steps", "income_low", "income_high", "access_low", "access_high"),
    *("relaxed", "for_good", "verdict", "concessions", "relief", "safeguards", "undertakings"),
    "sources",
)


def most_json(regime: Regime, answer: Most) -> dict[str, Any]:
    """Returns the most relief as data; the package has the keys of the file format."""
    return {
        **as_of_data(regime.data_date, answer.deal.as_of),
        "rulebook": answer.report.rulebook,
        "verdict": answer.report.verdict,
        "package": json.loads(to_jsonld(answer.deal)),
        "leftOut": list(answer.left_out),
        "notTried": list(answer.not_tried),
    }


def front_json(regime: Regime, front: Front) -> dict[str, Any]:
    """Returns the points as data; a package has the keys of the file format."""
    return {
        **as_of_data(regime.data_date, front.base.as_of),
        "rulebook": front.rulebook,
        "complete": front.complete,
        "sources": sorted({each for p in front.points for each in p.valuation.sources}),
        "points": [
            {
                "steps": list(point.steps),
                "income": _ends(point.worth.income),
                "access": _ends(point.worth.access),
                "relaxed": point.relaxed,
                "forGood": point.exposed,
                "verdict": point.report.verdict,
                "estimates": [each.id for each in point.worth.estimates],
                "package": json.loads(to_jsonld(point.deal)),
            }
            for point in front.points
        ],
    }


def front_rows(regime: Regime, front: Front) -> Rows:
    """Returns one row for each point."""
    rows: list[dict[str, Value]] = []
    for number, point in enumerate(front.points, 1):
        income, access = (_ends(each) or {} for each in (point.worth.income, point.worth.access))
        cells: tuple[Value, ...] = (
            *(number, len(point.steps)),
            *(income.get("low"), income.get("high"), access.get("low"), access.get("high")),
            *(point.relaxed, point.exposed, point.report.verdict),
            *("; ".join(_ids(regime, point.deal, kind)) for kind in LISTS.values()),
            "; ".join(point.valuation.sources),
        )
        rows.append(dict(zip(_COLUMNS, cells, strict=True)))
    return Rows(_COLUMNS, tuple(rows))


def _ends(yearly: Yearly | None) -> dict[str, float] | None:
    return {"low": float(yearly.gross.low), "high": float(yearly.gross.high)} if yearly else None


def _ids(regime: Regime, deal: Deal, kind: str) -> Iterator[str]:
    for phase in deal.phases:
        for each in getattr(phase, kind):
            match each:
                case Concession(open=True) | Relief(open=True):
                    yield "open"
                case Concession(action=iri) | Relief(measure=str(iri)):
                    yield short(iri, regime.base)
                case Safeguard(safeguard=iri) | Undertaking(undertaking=iri):
                    yield short(iri, regime.base)
                case Relief(provisions=provisions):
                    yield from (short(iri, regime.base) for iri in provisions)
