"""What relief is worth, as JSON data and as rows: ranges in millions of US dollars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.answers.value import ReliefWorth, Valuation
from kg.answers.value.sums import ACCESS, ONCE, Estimate, Range, Worth, Yearly
from kg.core.dates import as_of_data
from kg.graph.queries import Rows
from kg.graph.sources import source_labels

if TYPE_CHECKING:
    from kg.graph.regime import Regime

COLUMNS = (
    *("phase", "relief", "label", "line", "item", "gross_low", "gross_high", "net_low", "net_high"),
    *("once", "grade", "unverified", "note", "sources"),
)
_ONCE = "paid once, not a yearly worth; the sources give no range"


def value_json(found: Valuation) -> dict[str, Any]:
    """Returns a valuation as JSON data with short ids."""
    return {
        "of": found.id,
        "title": found.title,
        **as_of_data(found.data_date, found.as_of),
        "unit": "millions of US dollars",
        "phases": [
            {
                "phase": phase.position,
                "title": phase.title,
                "relief": [_relief_json(relief) for relief in phase.reliefs],
                "byThen": _worth_json(phase.by_then),
            }
            for phase in found.phases
        ],
        "baselineYears": list(found.baseline),
        "caveats": [{"estimate": label or None, "says": text} for label, text in found.caveats],
        "unverified": [{"estimate": label, "says": text} for label, text in found.doubts],
        "problems": list(found.problems),
        "sources": list(found.sources),
    }


def value_rows(regime: Regime, found: Valuation) -> Rows:
    """Returns a valuation as rows: each estimate, each sum, and what is not valued."""
    rows: list[dict[str, Any]] = []
    for phase in found.phases:
        for relief in phase.reliefs:
            place = {"phase": phase.position, "relief": relief.relief, "label": relief.label}
            rows += [{**place, **row} for row in _worth_rows(regime, relief.worth)]
            for each in relief.not_valued:
                item = " ".join(filter(None, (each.label, each.goods)))
                sources = _sources(regime, [each.provision or relief.relief])
                own = {"item": item, "note": each.why, "sources": sources}
                rows.append({**place, "line": "not valued", **own})
        place = {"phase": phase.position, "relief": None, "label": f"by the end of {phase.title}"}
        rows += [{**place, **row} for row in _worth_rows(regime, phase.by_then)]
    return Rows(COLUMNS, tuple({name: row.get(name) for name in COLUMNS} for row in rows))


def _relief_json(relief: ReliefWorth) -> dict[str, Any]:
    return {
        "id": relief.relief,
        "label": relief.label,
        "termDays": relief.term_days,
        "renewable": relief.renewable,
        **_worth_json(relief.worth),
        "oneTerm": None if relief.one_term is None else _sums_json(relief.one_term),
        "notValued": [
            {
                "provision": each.provision,
                "label": each.label,
                "goods": each.goods,
                "trade": each.trade,
                "why": each.why,
            }
            for each in relief.not_valued
        ],
    }


def _worth_json(worth: Worth) -> dict[str, Any]:
    return {**_sums_json(worth), "estimates": [_estimate_json(each) for each in worth.estimates]}


def _sums_json(worth: Worth) -> dict[str, Any]:
    def yearly(each: Yearly | None) -> dict[str, Any] | None:
        if each is None:
            return None
        return {
            "gross": _range(each.gross),
            "net": _range(each.net),
            "grade": each.grade,
            "heldTo": list(each.held_to),
        }

    return {"income": yearly(worth.income), "access": yearly(worth.access)}


def _estimate_json(each: Estimate) -> dict[str, Any]:
    return {
        "id": each.id,
        "label": each.label,
        "benefit": each.benefit,
        "gross": _range(each.gross),
        "net": None if each.benefit == ACCESS else _range(each.net),
        "once": _number(each.once),
        "note": _ONCE if each.benefit == ONCE else None,
        "grade": each.grade,
        "unverified": each.unverified,
    }


def _worth_rows(regime: Regime, worth: Worth) -> Iterator[dict[str, Any]]:
    for each in worth.estimates:
        line = {ACCESS: "access", ONCE: "once"}.get(each.benefit, "income")
        net = None if each.benefit == ACCESS else each.net
        yield {
            "line": line,
            "item": each.label,
            **_ends(each.gross, net),
            "once": _number(each.once),
            "grade": each.grade,
            "unverified": each.unverified,
            "note": _ONCE if each.benefit == ONCE else None,
            "sources": _sources(regime, [each.id]),
        }
    for name, yearly in (("income", worth.income), ("access", worth.access)):
        if yearly is not None:
            note = f"held to: {'; '.join(yearly.held_to)}" if yearly.held_to else None
            mine = [
                each.id
                for each in worth.estimates
                if each.gross is not None and (each.benefit == ACCESS) == (name == "access")
            ]
            yield {
                "line": f"{name} in all",
                **_ends(yearly.gross, yearly.net),
                "grade": yearly.grade,
                "note": note,
                "sources": _sources(regime, mine),
            }


def _sources(regime: Regime, ids: Iterable[str]) -> str:
    return "; ".join(source_labels(regime, ids))


def _ends(gross: Range | None, net: Range | None) -> dict[str, Any]:
    return {
        f"{name}_{end}": None if range_ is None else _number(getattr(range_, end))
        for name, range_ in (("gross", gross), ("net", net))
        for end in ("low", "high")
    }


def _range(range_: Range | None) -> dict[str, int | float | None] | None:
    if range_ is None:
        return None
    return {"low": _number(range_.low), "high": _number(range_.high)}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else round(float(value), 2)
