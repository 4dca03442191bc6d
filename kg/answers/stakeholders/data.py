"""The answer of ``stakeholders`` as JSON and as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.answers.stakeholders import BLOCKS, DECIDES, NEEDED
from kg.core.dates import as_of_data
from kg.core.document import NOT_ADVICE
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.answers.stakeholders import Answer, Role, Source
    from kg.graph.query_values import Value

COLUMNS = (
    *("phase", "commitment", "relief", "part", "actor", "actor_label", "says", "day"),
    *("provision", "sources", "unverified"),
)
ADJUSTS = " (adjusts by its own words)"
MISSING = (
    "Not covered: members of the Council elected for a term, except those recorded; measures of "
    "other senders whose first day is not recorded; what somebody wants and no source here says."
)


def stakeholders_json(answer: Answer) -> dict[str, Any]:
    """Returns the answer as JSON data with short ids."""
    return {
        "deal": answer.deal,
        "title": answer.title,
        **as_of_data(answer.data_date, answer.as_of),
        "remarks": list(answer.remarks),
        "reliefs": [asdict(relief) for relief in answer.reliefs],
        "stakeholders": [
            {**asdict(each), "parts": dict(each.parts)} for each in answer.stakeholders
        ],
        "notes": [MISSING, NOT_ADVICE],
    }


def stakeholders_rows(answer: Answer) -> Rows:
    """Returns the answer as rows: one for each part in a relief, each role and each position."""
    return Rows(COLUMNS, tuple(dict(zip(COLUMNS, row, strict=True)) for row in _rows(answer)))


def _rows(answer: Answer) -> Iterator[tuple[Value, ...]]:
    for relief in answer.reliefs:
        head: tuple[Value, ...] = (relief.phase, relief.commitment, relief.label)
        if (body := relief.body) is None:
            yield *head, DECIDES, None, None, "nobody is named", None, None, None, None
        else:
            tail = None, None, _labels(body.sources), body.unverified
            yield *head, DECIDES, body.id, body.label, body.rule, *tail
        for one in relief.blockers:
            yield *head, BLOCKS, one.id, one.label, one.because, None, None, None, one.unverified
        for other in relief.beside:
            yield (
                *(*head, NEEDED, other.sender, other.sender_label),
                f"{other.because}{ADJUSTS if other.adjusts else ''}",
                *(None, other.provision, None, other.unverified),
            )
    none: tuple[Value, ...] = (None, None, None)
    for each in answer.stakeholders:
        for one_role in each.roles:
            tail = None, None, _labels(one_role.sources), one_role.unverified
            yield *none, "role", each.id, each.label, role(one_role), *tail
        for part, taken in (("position", each.positions), ("later position", each.later)):
            for position in taken:
                yield (
                    *(*none, part, each.id, each.label, position.says, position.on_record),
                    *(None, _labels(position.sources), position.unverified),
                )


def role(of: Role) -> str:
    """Names a role, with its years where it has any."""
    if of.since is None and of.until is None:
        return of.role
    years = f"since {of.since}" if of.until is None else f"{of.since or ''} to {of.until}"
    return f"{of.role} ({years.strip()})"


def _labels(sources: Iterable[Source]) -> str:
    return "; ".join(source.label for source in sources)
