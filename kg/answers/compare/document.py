"""A comparison as a document. B is told from A: what was, then what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.compare.data import FREE, doubts_on, ids_of, spots, unverified_of
from kg.answers.grounds import by_kind, named
from kg.answers.validate.document import VIEW, rule
from kg.core.document import (
    Block,
    Document,
    Fields,
    Finding,
    Item,
    Note,
    Paragraph,
    Section,
    Span,
    Text,
    Tone,
    joined,
    listing,
    quiet,
    ref,
    section,
)
from kg.core.wording import counted, listed, natural
from kg.graph.sources import citations
from kg.graph.words import cited

if TYPE_CHECKING:
    from kg.answers import compare
    from kg.answers.compare import Change, Comparison, Findings, Link, Pair, PhaseChanges, Single
    from kg.check.findings import Report
    from kg.graph.regime import Regime

# So many names stand in a sentence; more make a list.
_MOST = 4
# A term that holds acts and bodies.
_BY_BODY = "how by body"
_TONES = {
    "dropped": Tone.bad,
    "added": Tone.good,
    "moved": Tone.doubt,
    "changed": Tone.mild,
}


@dataclass(frozen=True, kw_only=True)
class CompareDocument(Document):
    """How package B differs from package A, and how both are judged.

    Attributes:
        packages: both packages, with what they are read from and what they remark.
        phases: what is moved, dropped, added and changed in each phase.
        only_a: what the rulebook finds in A only.
        only_b: what it finds in B only.
        both: what it finds in both.
        not_checked: the rules that wait for data.
    """

    packages: tuple[Section, ...] = ()
    phases: tuple[Section, ...] = ()
    only_a: Section | None = None
    only_b: Section | None = None
    both: Section | None = None
    not_checked: Section | None = None


def compare_document(regime: Regime, found: Comparison) -> CompareDocument:
    """Makes the document of a comparison.

    Args:
        regime: the regime asked.
        found: what ``compare`` found.
    """
    a, b = found.a.deal, found.b.deal
    every = [each for group in found.findings for each in (*group.a, *group.b)]
    passages = {passage for each in every for passage in each.passages}
    # Which rules wait for data is a matter of the rulebook, so it is the same for both.
    book, waiting = found.a.report.rulebook, found.a.report.not_checked
    rules = listing(((rule(regime, book, n), quiet(f"  {n}")) for n in waiting), "rule")
    return CompareDocument(
        title=(f"{a.title} (A) and {b.title} (B)"),
        lead=_lead(regime, found),
        data_date=regime.data_date,
        as_of=tuple(dict.fromkeys((a.as_of, b.as_of))),
        packages=tuple(_package(regime, *each) for each in (("A", found.a), ("B", found.b))),
        phases=tuple(_phase(regime, each, found) for each in found.phases),
        only_a=_findings(regime, book, "Found in A only", found.only_a),
        only_b=_findings(regime, book, "Found in B only", found.only_b),
        both=_findings(regime, book, "Found in both", found.both),
        not_checked=section("Rules not checked, no data yet", rules) if waiting else None,
        remarks=(VIEW,),
        citations=citations(regime, [*a.sources, *b.sources, *sorted(passages)]),
    )


def _lead(regime: Regime, found: Comparison) -> str:
    changes = (
        ("adds", found.added),
        ("drops", found.dropped),
        ("moves", found.moved),
        ("changes", found.changed),
    )
    done = [f"{verb} {len(each)}" for verb, each in changes if each]
    count = len(found.unchanged)
    same = f"{count} stay as they are" if count > 1 else f"{count or 'none'} stays as it is"
    said = f"B commits to the same as A: {counted(count, 'commitment')} in all."
    if done:
        verb, number = done[0].split(" ")
        first = f"{verb} {counted(int(number), 'commitment')}"
        most = ", ".join([first, *done[1:-1]])
        more = f"{most} and {done[-1]}" if len(done) > 1 else most
        said = f"Measured against A, B {more}; {same}."
    book = regime.label(found.a.report.rulebook)
    return f"{said} Under {book} A {_verdict(found.a.report)}, and B {_verdict(found.b.report)}."


def _verdict(report: Report) -> str:
    counts = by_kind(finding.kind for finding in report.findings)
    words = {
        "breaks": "breaks rules",
        "underspecified": "is underspecified",
        "conforms-with-weaknesses": "conforms with weaknesses",
        "conforms": "conforms",
    }.get(report.verdict, "holds nothing to judge")
    return f"{words} ({counts})" if counts else words


def _package(regime: Regime, name: str, side: compare.Side) -> Section:
    deal = side.deal
    sources: list[Text] = [ref(named(regime, iri), iri) for iri in deal.sources]
    sources += [each.said for each in deal.documents]
    read = Fields((("Read from", joined(sources)),)) if sources else None
    remarks = (Note(note) for note in deal.notes)
    return section(f"{name}: {deal.title}", read, *remarks, aside=deal.id, unit="package")


def _phase(regime: Regime, phase: PhaseChanges, found: Comparison) -> Section:
    entries = [
        _entry("moved", pair.a, f", to phase {pair.b.phase}", _changes(regime, pair))
        for pair in phase.moved
    ]
    here = [pair for pair in found.moved if pair.b.phase == phase.number]
    entries += [_entry("moved", p.b, f", from phase {p.a.phase}", ()) for p in here]
    for word, singles in (("dropped", phase.dropped), ("added", phase.added)):
        entries += [_entry(word, one.item, "", _single(regime, one, found)) for one in singles]
    entries += [_entry("changed", p.a, "", _changes(regime, p)) for p in phase.changed]
    count = len(phase.unchanged)
    same = Paragraph(quiet(f"{count} unchanged")) if count or not entries else None
    changes = listing(entries, "change") if entries else None
    aside = _titles(phase.a, phase.b)
    return section(f"Phase {phase.number}", changes, same, aside=aside, unit="phase")


def _entry(word: str, item: compare.Item, more: str, inside: Iterable[Block]) -> Item:
    label = Span(item.label, Tone.strong, item.thing or None)
    return Item((Span(word, _TONES[word]), f" {item.kind}: ", label, more), tuple(inside))


def _titles(a: str | None, b: str | None) -> str:
    if a == b:
        return a or ""
    return f"A: {a or 'no such phase'}; B: {b or 'no such phase'}"


def _changes(regime: Regime, pair: Pair) -> Iterator[Block]:
    if pair.a.label != pair.b.label:
        yield Paragraph(f"now: {pair.b.label}")
    for each in pair.changes:
        if each.term == "provisions":
            yield from _provisions(regime, each)
        else:
            old, new = (_words(regime, each.term, values) for values in (each.old, each.new))
            yield Paragraph(f"{each.term}: {old} → {new}")


def _provisions(regime: Regime, change: Change) -> Iterator[Block]:
    old, new = set(change.old), set(change.new)
    if not (old and new):
        yield Paragraph(
            f"provisions: {'listed' if old else 'not listed'} → {'listed' if new else 'not'}"
        )
        if doubts := unverified_of(regime, change):
            yield _names(f"{len(doubts)} of them unverified", map(regime.label, doubts))
        return
    for word, ids in (("dropped", old - new), ("added", new - old)):
        if ids:
            names = (named(regime, id) for id in sorted(ids, key=natural))
            yield _names(f"{counted(len(ids), 'provision')} {word}", names)


def _names(head: str, names: Iterable[str]) -> Block:
    """Names in a sentence, or in a list where they are many."""
    every = list(names)
    if len(every) <= _MOST:
        return Paragraph(f"{head}: {'; '.join(every)}")
    return section(f"{head}:", listing(every, "provision"))


def _single(regime: Regime, one: Single, found: Comparison) -> Iterator[Block]:
    terms = (
        f"{term}: {_words(regime, term, values)}"
        for term, values in one.item.terms
        if values and term not in ("measure", "provisions")
    )
    if said := "; ".join(terms):
        yield Paragraph(said)
    yield from _doubts(regime, one.item)
    other = "B" if any(one is each for each in found.dropped) else "A"
    for link in one.near:
        yield Paragraph(_link(link, other, len(one.item.touches)))


def _doubts(regime: Regime, item: compare.Item) -> Iterator[Block]:
    terms = (values for term, values in item.terms if term not in ("measure", "provisions"))
    told = {id for values in terms for id in ids_of(values)}
    if doubts := [id for id in doubts_on(regime, item) if id not in told]:
        yield Paragraph(f"unverified: {listed(map(regime.label, doubts), _MOST)}")


def _link(link: Link, other: str, reach: int) -> str:
    where = f"{link.item.label} (phase {link.item.phase} of {other})"
    if link.how == "shares":
        return f"shares {link.count} of its {counted(reach, 'provision')} with {where}"
    return f"{'is entailed by' if link.how == 'entailed by' else 'entails'} {where}"


def _words(regime: Regime, term: str, values: tuple[str, ...]) -> str:
    if not values:
        return "not stated"
    if term in FREE:
        return " or ".join(values)
    if term == _BY_BODY:
        said = (" by ".join(named(regime, id) for id in each.split(" by ")) for each in values)
        return ", ".join(sorted(said))
    return ", ".join(sorted(named(regime, value) for value in values))


def _findings(
    regime: Regime, book: str, title: str, groups: tuple[Findings, ...]
) -> Section | None:
    return section(title, *(_finding(regime, book, each) for each in groups)) if groups else None


def _finding(regime: Regime, book: str, group: Findings) -> Finding:
    first, *_ = (*group.a, *group.b)
    where = tuple(
        f"{name}: {spots(found)}" for name, found in (("A", group.a), ("B", group.b)) if found
    )
    text = (group.message, quiet(cited(first.passages)))
    return Finding(group.kind, rule(regime, book, group.rule), text, where)
