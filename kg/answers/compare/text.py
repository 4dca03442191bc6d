"""A comparison as text, as JSON and as rows. B is told from A: what was, then what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.grounds import by_kind, named, unverified_among
from kg.core.dates import as_of_data, as_of_line
from kg.core.document import NOT_ADVICE
from kg.core.ids import short
from kg.core.wording import listed, natural
from kg.graph.queries import Rows
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.compare import Change, Comparison, Findings, Item, Link, Pair, Side, Single
    from kg.check.findings import Finding, Report
    from kg.graph.regime import Regime

COLUMNS = (
    *("change", "kind", "id", "label", "phaseA", "phaseB", "term", "old", "new", "unverified"),
    *("as_of", "sources"),
)
_MOST = 12
# Terms that hold words of the package, and one that holds acts and bodies.
_FREE = ("term", "renewable", "ends-if", "extent", "limit", "one-of")
_BY_BODY = "how by body"
_VERDICTS = {"conforms-with-weaknesses": "conforms with weaknesses"}


def compare_text(console: Console, regime: Regime, found: Comparison) -> None:
    """Prints a comparison: both packages, each phase, both verdicts."""
    for name, side in (("A", found.a), ("B", found.b)):
        console.print(f"[bold]{name}[/]  {escape(side.deal.title)}  [dim]{side.deal.id}[/]")
        ids = (named(regime, iri) for iri in side.deal.sources)
        if sources := "; ".join((*ids, *(each.said for each in side.deal.documents))):
            console.print(indented(f"[dim]{escape(sources)}[/]", 3, markup=True))
        for note in side.deal.notes:
            console.print(indented(f"Note: {escape(note)}", 3, markup=True))
    for phase in found.phases:
        console.print(f"\n[bold]Phase {phase.number}[/]  {escape(_titles(phase.a, phase.b))}")
        for pair in phase.moved:
            to = f", to phase {pair.b.phase}"
            _entry(console, "moved", pair.a, to, _told_changes(regime, pair))
        here = [pair for pair in found.moved if pair.b.phase == phase.number]
        for pair in here:
            _entry(console, "moved", pair.b, f", from phase {pair.a.phase}", ())
        for word, singles in (("dropped", phase.dropped), ("added", phase.added)):
            for one in singles:
                _entry(console, word, one.item, "", _told_single(regime, one, found))
        for pair in phase.changed:
            _entry(console, "changed", pair.a, "", _told_changes(regime, pair))
        count = len(phase.unchanged)
        if count or not (here or phase.moved or phase.dropped or phase.added or phase.changed):
            console.print(f"  [dim]{count} unchanged[/]")
    console.print(f"\n[bold]Verdicts[/]  {escape(regime.label(found.a.report.rulebook))}")
    for name, side in (("A", found.a), ("B", found.b)):
        console.print(f"  {name}  {verdict(side.report)}")
    heads = (("Found in A only", found.only_a), ("Found in B only", found.only_b))
    for head, groups in (*heads, ("Found in both", found.both)):
        if groups:
            console.print(f"\n[bold]{head}[/]")
        for group in groups:
            _finding(console, regime, group)
    # Which rules wait for data is a matter of the rulebook, so it is the same for both.
    if waiting := found.a.report.not_checked:
        console.print(f"\nNot checked, no data yet: {', '.join(waiting)}")
    days = found.a.deal.as_of, found.b.deal.as_of
    line = as_of_line(regime.data_date, *days)
    console.print(f"\n{line} The rulebook's view is its author's. {NOT_ADVICE}")


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
                    "unverified": list(_unverified(regime, one)),
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


def verdict(report: Report) -> str:
    """Returns a verdict in words, with the findings counted."""
    counts = by_kind(finding.kind for finding in report.findings)
    words = _VERDICTS.get(report.verdict, report.verdict)
    return f"{words}; {counts}" if counts else words


def _rows(regime: Regime, found: Comparison) -> Iterator[tuple[Any, ...]]:
    """Yields the cells up to "new", then what is unverified, then the passages."""
    for phase in found.phases:
        for word, pairs in (("moved", phase.moved), ("changed", phase.changed)):
            for pair in pairs:
                item, b = pair.a, pair.b
                head: tuple[str | int | None, ...]
                head = (word, item.kind, item.id, item.label, item.phase, b.phase)
                if pair.moved:
                    yield (*head, None, None, None, _doubts(regime, item, b), ())
                for each in pair.changes:
                    change = "changed" if pair.moved else word
                    words = " ".join(each.old) or None, " ".join(each.new) or None
                    yield (change, *head[1:], each.term, *words, _unverified(regime, each), ())
        for one in phase.dropped:
            item = one.item
            head = ("dropped", item.kind, item.id, item.label, item.phase, None)
            yield (*head, *(None,) * 3, _doubts(regime, item), ())
        for one in phase.added:
            item = one.item
            head = ("added", item.kind, item.id, item.label, None, item.phase)
            yield (*head, *(None,) * 3, _doubts(regime, item), ())
        for pair in phase.unchanged:
            a, b = pair.a, pair.b
            head = ("unchanged", a.kind, a.id, a.label, a.phase, b.phase)
            yield (*head, *(None,) * 3, _doubts(regime, a, b), ())
    for group in found.findings:
        where = "both" if group.a and group.b else "only-a" if group.a else "only-b"
        words = (_spots(group.a) or None, _spots(group.b) or None)
        every = (*group.a, *group.b)
        ids = dict.fromkeys(id for each in every for id in each.provisions)
        yield (
            *(f"found-{where}", group.kind, group.rule, group.message, *(None,) * 3, *words),
            *(unverified_among(regime, ids), every[0].passages),
        )


def _entry(console: Console, word: str, item: Item, more: str, lines: Iterable[str]) -> None:
    colour = {"dropped": "red", "added": "green", "moved": "yellow", "changed": "cyan"}[word]
    head = f"[{colour}]{word:<8}[/] {item.kind}: [bold]{escape(item.label)}[/]{more}"
    console.print(indented(head, 2, markup=True))
    for line in lines:
        console.print(indented(line, 13))


def _told_changes(regime: Regime, pair: Pair) -> Iterator[str]:
    if pair.a.label != pair.b.label:
        yield f"now: {pair.b.label}"
    for each in pair.changes:
        if each.term == "provisions":
            yield from _told_provisions(regime, each)
        else:
            old, new = (_words(regime, each.term, values) for values in (each.old, each.new))
            yield f"{each.term}: {old} → {new}"


def _told_provisions(regime: Regime, change: Change) -> Iterator[str]:
    old, new = set(change.old), set(change.new)
    if not (old and new):
        yield f"provisions: {'listed' if old else 'not listed'} → {'listed' if new else 'not'}"
        if doubts := _unverified(regime, change):
            yield f"unverified: {listed(map(regime.label, doubts), _MOST)}"
        return
    for word, ids in (("dropped", old - new), ("added", new - old)):
        if ids:
            names = listed((named(regime, id) for id in sorted(ids, key=natural)), _MOST)
            yield f"{len(ids)} {'provision' if len(ids) == 1 else 'provisions'} {word}: {names}"


def _told_single(regime: Regime, one: Single, found: Comparison) -> Iterator[str]:
    terms = (
        f"{term}: {_words(regime, term, values)}"
        for term, values in one.item.terms
        if values and term not in ("measure", "provisions")
    )
    if said := "; ".join(terms):
        yield said
    yield from _told_doubts(regime, one.item)
    other = "B" if any(one is each for each in found.dropped) else "A"
    for link in one.near:
        yield _told_link(link, other, len(one.item.touches))


def _told_doubts(regime: Regime, item: Item) -> Iterator[str]:
    terms = (values for term, values in item.terms if term not in ("measure", "provisions"))
    told = {id for values in terms for id in _ids(values)}
    if doubts := [id for id in _doubts(regime, item) if id not in told]:
        yield f"unverified: {listed(map(regime.label, doubts), _MOST)}"


def _told_link(link: Link, other: str, reach: int) -> str:
    where = f"{link.item.label} (phase {link.item.phase} of {other})"
    if link.how == "shares":
        return f"shares {link.count} of its {reach} provisions with {where}"
    return f"{'is entailed by' if link.how == 'entailed by' else 'entails'} {where}"


def _words(regime: Regime, term: str, values: tuple[str, ...]) -> str:
    if not values:
        return "not stated"
    if term in _FREE:
        return " or ".join(values)
    if term == _BY_BODY:
        said = (" by ".join(named(regime, id) for id in each.split(" by ")) for each in values)
        return ", ".join(sorted(said))
    return ", ".join(sorted(named(regime, value) for value in values))


def _titles(a: str | None, b: str | None) -> str:
    if a == b:
        return a or ""
    return f"A: {a or 'no such phase'}; B: {b or 'no such phase'}"


def _finding(console: Console, regime: Regime, group: Findings) -> None:
    first, *_ = (*group.a, *group.b)
    console.print(f"  {group.kind:<8} [bold]{group.rule}[/]")
    cited = "; ".join(regime.label(passage) for passage in first.passages)
    words = f"{group.message} ({cited})" if cited else group.message
    console.print(indented(words, 11))
    for name, found in (("A", group.a), ("B", group.b)):
        if found:
            text = f"[dim]{name}: {escape(_spots(found))}[/]"
            console.print(indented(text, 11, markup=True))


def _spots(found: Iterable[Finding]) -> str:
    return "; ".join(
        each.label if each.phase is None else f"{each.label} (phase {each.phase})" for each in found
    )


def _places(found: Iterable[Finding]) -> list[dict[str, Any]]:
    return [
        {"commitment": each.commitment, "label": each.label, "phase": each.phase} for each in found
    ]


def _item(regime: Regime, item: Item) -> dict[str, Any]:
    keys = {"kind": item.kind, "id": item.id, "thing": item.thing or None}
    doubts = list(_doubts(regime, item))
    return {**keys, "label": item.label, "phase": item.phase, "unverified": doubts}


def _doubts(regime: Regime, *items: Item) -> tuple[str, ...]:
    """Lists what is unverified of entries: the thing, the provisions touched, the powers named."""
    ids = set[str]()
    for item in items:
        ids |= {*item.touches, *([item.thing] if item.thing else ())}
        ids |= {id for term, values in item.terms if term not in _FREE for id in _ids(values)}
    return unverified_among(regime, sorted(ids, key=natural))


def _unverified(regime: Regime, change: Change) -> tuple[str, ...]:
    if change.term in _FREE:
        return ()
    return unverified_among(regime, dict.fromkeys(_ids((*change.old, *change.new))))


def _ids(values: Iterable[str]) -> list[str]:
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
