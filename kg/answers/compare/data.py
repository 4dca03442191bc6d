"""A comparison as JSON data and as rows. B is told from A: what was, then what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kg.answers.grounds import unverified_among
from kg.core.dates import as_of_data
from kg.core.ids import short
from kg.core.wording import natural
from kg.graph.queries import Rows

if TYPE_CHECKING:
    from kg.answers.compare import Change, Comparison, Findings, Item, Pair, Side, Single
    from kg.check.findings import Finding
    from kg.graph.regime import Regime

COLUMNS = (
    *("change", "kind", "id", "label", "phaseA", "phaseB", "term", "old", "new", "unverified"),
    *("as_of", "sources"),
)
# Terms that hold words of the package.
FREE = ("term", "renewable", "ends-if", "extent", "limit", "one-of")


def compare_json(regime: Regime, found: Comparison) -> dict[str, Any]:
    """Returns a comparison as JSON data with short ids."""

    def pair(each: Pair) -> dict[str, Any]:
        return {
            "a": _item(regime, each.a),
            "b": _item(regime, each.b),
            "changes": [
                {
                    "term": one.term,
                    "old": list(one.old),
                    "new": list(one.new),
                    "unverified": list(unverified_of(regime, one)),
                }
                for one in each.changes
            ],
        }

    def single(each: Single) -> dict[str, Any]:
        near = [{"how": n.how, "count": n.count, **_item(regime, n.item)} for n in each.near]
        return {**_item(regime, each.item), "near": near}

    def group(each: Findings) -> dict[str, Any]:
        where = {"a": _places(each.a), "b": _places(each.b)}
        first, *_ = (*each.a, *each.b)
        words = {"message": each.message, "passages": list(first.passages)}
        return {"rule": each.rule, "kind": each.kind, **words, **where}

    return {
        "a": _side(found.a),
        "b": _side(found.b),
        "rulebook": found.a.report.rulebook,
        **as_of_data(regime.data_date, max(found.a.deal.as_of, found.b.deal.as_of)),
        "phases": [
            {
                "phase": phase.number,
                "titleA": phase.a,
                "titleB": phase.b,
                "moved": [pair(each) for each in phase.moved],
                "added": [single(each) for each in phase.added],
                "dropped": [single(each) for each in phase.dropped],
                "changed": [pair(each) for each in phase.changed],
                "unchanged": len(phase.unchanged),
            }
            for phase in found.phases
        ],
        "findings": {
            "onlyA": [group(each) for each in found.only_a],
            "onlyB": [group(each) for each in found.only_b],
            "both": [group(each) for each in found.both],
        },
    }


def compare_rows(regime: Regime, found: Comparison) -> Rows:
    """Returns a comparison as rows: one for each difference, each changed term and each finding.

    A row has the days and the sources of the package or packages that it speaks of, a finding
    the passages of its rule too.
    """
    a, b = found.a.deal, found.b.deal
    own = {"dropped": [a], "added": [b], "found-only-a": [a], "found-only-b": [b]}
    rows = []
    for *cells, doubts, passages in _rows(regime, found):
        deals = own.get(str(cells[0]), [a, b])
        days = dict.fromkeys(str(deal.as_of) for deal in deals)
        labels = {regime.label(iri) for deal in deals for iri in (*deal.sources, *passages)}
        labels |= {each.said for deal in deals for each in deal.documents}
        values = (
            *(*cells, " ".join(doubts) or None),
            *("; ".join(days), "; ".join(sorted(labels)) or None),
        )
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return Rows(COLUMNS, tuple(rows))


def _rows(regime: Regime, found: Comparison) -> Iterator[tuple[Any, ...]]:
    """Yields the cells up to "new", then what is unverified, then the passages."""
    for phase in found.phases:
        for word, pairs in (("moved", phase.moved), ("changed", phase.changed)):
            for pair in pairs:
                item, b = pair.a, pair.b
                head: tuple[str | int | None, ...]
                head = (word, item.kind, item.id, item.label, item.phase, b.phase)
                if pair.moved:
                    yield (*head, None, None, None, doubts_on(regime, item, b), ())
                for each in pair.changes:
                    change = "changed" if pair.moved else word
                    words = " ".join(each.old) or None, " ".join(each.new) or None
                    yield (change, *head[1:], each.term, *words, unverified_of(regime, each), ())
        for one in phase.dropped:
            item = one.item
            head = ("dropped", item.kind, item.id, item.label, item.phase, None)
            yield (*head, *(None,) * 3, doubts_on(regime, item), ())
        for one in phase.added:
            item = one.item
            head = ("added", item.kind, item.id, item.label, None, item.phase)
            yield (*head, *(None,) * 3, doubts_on(regime, item), ())
        for pair in phase.unchanged:
            a, b = pair.a, pair.b
            head = ("unchanged", a.kind, a.id, a.label, a.phase, b.phase)
            yield (*head, *(None,) * 3, doubts_on(regime, a, b), ())
    for group in found.findings:
        where = "both" if group.a and group.b else "only-a" if group.a else "only-b"
        words = (spots(group.a) or None, spots(group.b) or None)
        every = (*group.a, *group.b)
        ids = dict.fromkeys(id for each in every for id in each.provisions)
        yield (
            *(f"found-{where}", group.kind, group.rule, group.message, *(None,) * 3, *words),
            *(unverified_among(regime, ids), every[0].passages),
        )


def spots(found: Iterable[Finding]) -> str:
    return "; ".join(
        each.label if each.phase is None else f"{each.label} (phase {each.phase})" for each in found
    )


def _places(found: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {"commitment": each.commitment, "label": each.label, "phase": each.phase} for each in found
    ]


def _item(regime: Regime, item: Item) -> dict[str, Any]:
    keys = {"kind": item.kind, "id": item.id, "thing": item.thing or None}
    doubts = list(doubts_on(regime, item))
    return {**keys, "label": item.label, "phase": item.phase, "unverified": doubts}


def doubts_on(regime: Regime, *items: Item) -> tuple[str, ...]:
    """Lists what is unverified of entries: the thing, the provisions touched, the powers named."""
    ids = set[str]()
    for item in items:
        ids |= {*item.touches, *([item.thing] if item.thing else ())}
        ids |= {id for term, values in item.terms if term not in FREE for id in ids_of(values)}
    return unverified_among(regime, sorted(ids, key=natural))


def unverified_of(regime: Regime, change: Change) -> tuple[str, ...]:
    if change.term in FREE:
        return ()
    return unverified_among(regime, dict.fromkeys(ids_of((*change.old, *change.new))))


def ids_of(values: Iterable[str]) -> list[str]:
    return [id for value in values for id in value.split(" by ")]


def _side(side: Side) -> dict[str, Any]:
    base = side.deal.iri.removesuffix(side.deal.id)
    return {
        "deal": side.deal.id,
        "title": side.deal.title,
        "asOf": str(side.deal.as_of),
        "verdict": side.report.verdict,
        "sources": [
            *(short(iri, base) for iri in side.deal.sources),
            *(each.said for each in side.deal.documents),
        ],
        "remarks": list(side.deal.notes),
        "notChecked": list(side.report.not_checked),
    }
