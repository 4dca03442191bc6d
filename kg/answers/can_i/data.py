"""The answer to "can I" as JSON data and as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.core.dates import as_of_data
from kg.core.wording import camel
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.answers.can_i.model import CanI, UnderSender
    from kg.graph.query_values import Value

WARNING = (
    "NOT LEGAL ADVICE. This tells what the facts of this project hold, which is not the whole law: "
    "no lists of names, no orders for single cases, no control lists of goods. Before acting, ask "
    "a lawyer and the authority that decides."
)
_COLUMNS = (
    *("sender", "verdict", "what", "provision", "label", "reach", "says", "decider", "papers"),
    *("notice", "time", "unverified", "as_of", "data_date"),
)


def can_i_json(found: CanI) -> dict[str, Any]:
    """Returns the answer as data."""
    goods = found.goods
    return {
        "warning": WARNING,
        **as_of_data(found.data_date, found.day),
        "activity": found.activity,
        "doing": found.doing,
        "goods": None
        if goods is None
        else {
            "label": goods.label,
            "code": goods.code,
            "id": goods.id,
            "path": [{"code": code, "name": name} for code, name in goods.path],
            "kinds": sorted(goods.kinds),
        },
        "senders": [camel(asdict(each)) for each in found.senders],
        "abroad": [camel(asdict(each)) for each in found.abroad],
        "withoutOwnLaw": found.without,
    }


def can_i_rows(found: CanI) -> Rows:
    """Returns the answer as rows: one for each measure, way and power, or for a bare verdict."""
    values = [row for each in found.senders for row in _of_sender(each, found)]
    for bar in found.abroad:
        says = (bar.reach, bar.says, "", "", "", "", bar.unverified)
        row = (bar.sender, "", "reaches persons abroad", bar.id, bar.label, *says)
        values.append((*row, found.day, found.data_date))
    return Rows(_COLUMNS, tuple(dict(zip(_COLUMNS, each, strict=True)) for each in values))


def _of_sender(each: UnderSender, found: CanI) -> Iterator[tuple[Value, ...]]:
    head, days = (each.label, each.verdict), (found.day, found.data_date)
    if not (each.bars or each.ways or each.leave):
        yield (*head, "no measure", "", "", "", "", "", "", "", "", False, *days)
    for bar in each.bars:
        detail = f"{bar.reach}: {bar.detail}" if bar.detail else str(bar.reach)
        rest = ("", "", "", "", bar.unverified)
        yield (*head, "bars", bar.id, bar.label, detail, bar.says, *rest, *days)
    for way in each.ways:
        what = "permits" if way.by_itself else "takes a case out"
        rest = ("", "", way.notice, "", way.unverified)
        yield (*head, what, way.id, way.label, way.procedure, way.case, *rest, *days)
    for power in each.leave:
        says = "; ".join(power.conditions)
        rest = (power.held_by, power.papers, power.notice, power.time, power.unverified)
        yield (*head, "leave", power.id, power.label, power.form, says, *rest, *days)
