"""What a package leaves, and how that comes back, as JSON data and as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from kg.answers.after import BY_LAW, HARDLY, NO_WAY, VETO, tally
from kg.core.dates import as_of_data
from kg.core.document import NOT_ADVICE
from kg.core.wording import camel
from kg.graph.queries import Rows
from kg.graph.sources import source_labels

if TYPE_CHECKING:
    from kg.answers.after import After, Exposed, Exposure, Residual, Standing
    from kg.graph.query_values import Value
    from kg.graph.regime import Regime

Item = TypeVar("Item")

CAVEATS = (VETO, BY_LAW, HARDLY, NO_WAY)
_POWER_ENDS = "lapses when the power's term ends"
_STATES = (
    *("provision", "label", "sender", "sender_label", "measure", "types", "state", "state_label"),
    *("in_part", "limits", "until", "phase", "relief", "relief_label", "act", "body", "days"),
    *("days_most", "temporary", "renewable", "unverified", "sources", "as_of", "data_date"),
)
_WAYS = (
    *("provision", "label", "sender_label", "state_label", "in_part", "route", "route_label"),
    *("lapses_after", "longest", "decider", "return_days", "speed", "blockers", "caveats"),
    *("phase", "relief", "relief_label", "unverified", "sources", "as_of", "data_date"),
)
_OWN = (
    *("route", "route_label", "lapses_after", "longest", "decider", "return_days", "speed"),
    *("blockers", "caveats", "basis", "unverified"),
)


def residual_json(regime: Regime, found: Residual, every: bool = False) -> dict[str, Any]:
    """Returns what a package leaves as data; the counts are of all provisions.

    Args:
        regime: the regime asked.
        found: the answer.
        every: whether provisions that restrict nothing are listed too.
    """
    measures = [each for each in found.standings if each.measure]
    return {
        **_head(found.after),
        "counts": {
            "inForce": len(found.standings),
            "relaxed": len(found.relieved),
            "measures": len(measures),
            "bySender": nested(tally(measures, "sender_label", "state_label")),
            "byType": {
                name: by_state([each for each in measures if name in each.types])
                for name in sorted({name for each in found.standings for name in each.types})
            },
            "restrictNothing": by_state([each for each in found.standings if not each.measure]),
            "besidesInPart": by_state(found.parts),
        },
        **{
            name: [
                camel({**_standing(regime, found.after, each), "until": each.until})
                for each in those
                if each.measure or every
            ]
            for name, those in (("provisions", found.standings), ("besidesInPart", found.parts))
        },
        "notShown": [camel(asdict(each)) for each in found.silent],
        "note": NOT_ADVICE,
    }


def residual_rows(regime: Regime, found: Residual, every: bool = False) -> Rows:
    """Returns the same as rows; a cell with several values parts them by semicolons.

    Further relief in part is a row after that of its provision, with ``in_part``.
    """
    return _rows(
        _STATES,
        found.after,
        (
            {**_standing(regime, found.after, each), "until": each.until}
            for each in _with_parts(found.standings, found.parts, lambda each: each.provision)
            if each.measure or every
        ),
    )


def exposure_json(regime: Regime, found: Exposure) -> dict[str, Any]:
    """Returns how what a package relaxed comes back as data."""
    return {
        **_head(found.after),
        "counts": {
            "relaxed": len(found.items),
            "byThemselves": sum(each.by_itself for each in found.items),
            "vetoCanStop": sum(bool(each.blockers) for each in found.items),
            "bySender": {
                sender: Counter(way(each) for each in those)
                for sender, those in by_sender(found.items)
            },
            "caveats": {why: sum(why in each.caveats for each in found.items) for why in CAVEATS},
        },
        "provisions": [_exposed(regime, found.after, each) for each in found.items],
        "besidesInPart": [_exposed(regime, found.after, each) for each in found.parts],
        "triggers": [camel(asdict(each)) for each in found.triggers],
        "disputes": [camel({**asdict(each), "day": str(each.day)}) for each in found.disputes],
        "notShown": [camel(asdict(each)) for each in found.silent],
        "restsOn": list(source_labels(regime, found.bases)),
        "note": NOT_ADVICE,
    }


def exposure_rows(regime: Regime, found: Exposure) -> Rows:
    """Returns the same as rows."""
    return _rows(
        _WAYS,
        found.after,
        (
            {
                **_standing(regime, found.after, each.standing),
                **{name: getattr(each, name) for name in _OWN},
            }
            for each in _with_parts(found.items, found.parts, lambda each: each.standing.provision)
        ),
    )


def way(each: Exposed) -> str:
    """Names the way back of a provision, as headings and counts have it."""
    if each.route is None:
        return "neither package nor facts say how"
    if each.by_itself and each.route == "skg:lapse":
        stated = each.lapses_after is not None or each.standing.temporary
        return each.standing.until if stated else _POWER_ENDS
    also = f", or lapses after {each.lapses_after} days" if each.lapses_after is not None else ""
    return each.route_label + also


def by_state(standings: Iterable[Standing]) -> dict[str, int]:
    """Counts provisions by the label of their state."""
    return {key[0]: count for key, count in tally(standings, "state_label").items()}


def by_sender(items: Iterable[Exposed]) -> list[tuple[str, list[Exposed]]]:
    """Groups provisions by the name of their sender."""
    found: dict[str, list[Exposed]] = {}
    for each in items:
        found.setdefault(each.standing.sender_label, []).append(each)
    return sorted(found.items())


def nested(counts: dict[tuple[str, ...], int]) -> dict[str, dict[str, int]]:
    """Returns counts by two keys as counts by the second within the first."""
    found: dict[str, dict[str, int]] = {}
    for (outer, inner), count in counts.items():
        found.setdefault(outer, {})[inner] = count
    return found


def _head(after: After) -> dict[str, Any]:
    return {
        "deal": after.deal,
        "title": after.title,
        "after": after.phase,
        "phases": after.phases,
        "phaseTitle": after.phase_title,
        **as_of_data(after.data_date, after.as_of),
        "sources": list(after.sources),
    }


def _standing(regime: Regime, after: After, each: Standing) -> dict[str, Any]:
    """A provision with its sources, of which the first is its own text."""
    return {
        **asdict(each),
        "sources": source_labels(regime.on(after.as_of), [each.provision]),
    }


def _exposed(regime: Regime, after: After, each: Exposed) -> dict[str, Any]:
    return camel(
        {
            **_standing(regime, after, each.standing),
            **{name: getattr(each, name) for name in _OWN},
            "until": each.standing.until,
            "byItself": each.by_itself,
        }
    )


def _with_parts(
    items: Iterable[Item], parts: Sequence[Item], key: Callable[[Item], str]
) -> Iterable[Item]:
    """Yields each item with the further reliefs in part of the same provision after it."""
    for item in items:
        yield item
        yield from (part for part in parts if key(part) == key(item))


def _rows(columns: tuple[str, ...], after: After, items: Iterable[dict[str, Any]]) -> Rows:
    days = {"as_of": after.as_of, "data_date": after.data_date}
    return Rows(
        columns,
        tuple({name: _plain({**each, **days}[name]) for name in columns} for each in items),
    )


def _plain(value: Any) -> Value:
    return "; ".join(value) if isinstance(value, tuple) else value
