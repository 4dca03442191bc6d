"""The answer to who can relax a measure, as JSON and as rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.core.dates import as_of_data
from kg.core.wording import camel
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.answers.authority.model import Authority

_COLUMNS = (
    *("power", "label", "mechanism", "held_by", "delegates", "citation", "conduct", "condition"),
    *("kind", "threshold", "needs_vote", "certification", "notice_days", "notice_to"),
    *("longest_term", "renewal", "usable", "reaches", "first_day", "unverified"),
)


def authority_json(answer: Authority) -> dict[str, Any]:
    """Returns the answer as JSON data with short ids."""
    return {**camel(asdict(answer)), **as_of_data(answer.data_date, answer.as_of)}


def authority_rows(answer: Authority) -> Rows:
    """Returns the answer as rows: a row for each single condition of each power."""
    rows: list[dict[str, Any]] = []
    for power in answer.powers:
        leaves = list(power.needs.leaves()) if power.needs else [None]
        for leaf in leaves:
            rows.append(
                {
                    **dict.fromkeys(_COLUMNS),
                    "power": power.id,
                    "label": power.label,
                    "mechanism": power.mechanism,
                    "held_by": "; ".join(power.held_by),
                    "delegates": "; ".join(each.label for each in power.delegates),
                    "citation": power.citation,
                    "conduct": power.conduct,
                    "condition": leaf.says if leaf else None,
                    "kind": leaf.kind if leaf else None,
                    "threshold": leaf.threshold if leaf else None,
                    "needs_vote": power.needs_vote,
                    "certification": power.certification,
                    "notice_days": power.notice_days,
                    "notice_to": "; ".join(told.label for told in power.notice_to),
                    "longest_term": power.longest_term,
                    "renewal": power.renewal,
                    "usable": power.usable,
                    "reaches": "; ".join(each.id for each in power.reaches),
                    "first_day": power.first_day,
                    "unverified": power.unverified,
                }
            )
    for body in answer.bodies:
        rows.append(
            {
                **dict.fromkeys(_COLUMNS),
                "power": body.id,
                "label": "own decision",
                "held_by": body.label,
                "condition": body.rule,
                "needs_vote": True,
                "reaches": "; ".join(
                    each.provision.id for each in answer.provisions if each.sender == body.id
                ),
                "unverified": body.unverified,
            }
        )
    for case in answer.case_powers:
        rows.append(
            {
                **dict.fromkeys(_COLUMNS),
                "power": case.id,
                "label": case.label,
                "mechanism": case.form,
                "held_by": "; ".join(each.label for each in case.held_by),
                "citation": "; ".join(each.label for each in case.basis),
                "condition": case.condition,
                "reaches": "; ".join(each.id for each in case.over),
                "unverified": case.unverified,
            }
        )
    return Rows(_COLUMNS, tuple(rows))
