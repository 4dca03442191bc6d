"""Answers on the law itself as documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kg.answers.law.data import BY_NAME, OLDER, amounts_told, cap_told, due_words, span
from kg.core.dates import days_in, written
from kg.core.document import (
    Document,
    Fields,
    Item,
    Paragraph,
    Section,
    Span,
    Text,
    Tone,
    joined,
    listing,
    pairs,
    quiet,
    ref,
    section,
)
from kg.core.wording import counted
from kg.graph.sources import citations
from kg.graph.words import sided

if TYPE_CHECKING:
    from kg.answers.law.types import Change, Changes, History, InForce, LawOn, Step, Words
    from kg.graph.regime import Regime

_NO_SENDER = "No sender"
_NOT_HELD = "Committee decisions and lists are not in the facts."
# Of a measure it goes without saying.
_IMPOSES = "imposes"
# Changes told in the words of what changed, not of the act that did it.
_BY_OTHERS = ("began", "ended", "reworded", "exception ended", "cap ended")
# So many kinds of change are counted in a sentence.
_MOST_KINDS = 6
# How many changes of a kind there are, in words; what is not here was done by another provision.
_COUNTS = {
    "began": "{n} began",
    "on record since, may be older": "{n} first on record, maybe older",
    "ended": "{n} ended",
    "ran out": "{n} ran out",
    "spent": "{n} spent",
    "reworded": "{n} reworded",
    "no continuation read": "{n} without a continuation that was read",
    "has an exception in": "{n} given an exception",
}


@dataclass(frozen=True, kw_only=True)
class RegimeDocument(Document):
    """What was in force on a day.

    Attributes:
        senders: a section for each sender, most measures first, with its measures by time.
        may_be_older: what begins on record after the day, but may have been in force on it.
    """

    senders: tuple[Section, ...] = ()
    may_be_older: Section | None = None


@dataclass(frozen=True, kw_only=True)
class ChangesDocument(Document):
    """What changed in the law between two days.

    Attributes:
        acts: a section for each act and day, with its changes by kind.
    """

    acts: tuple[Section, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HistoryDocument(Document):
    """How the law on something came about.

    Attributes:
        chain: the provisions in a line, by time.
        steps: a section for each of them, with its days, its caps and what changed it.
    """

    chain: Paragraph | None = None
    steps: tuple[Section, ...] = ()


def regime_document(
    regime: Regime, law: LawOn, unit: str = "measure", target: str = "", others: int = 0
) -> RegimeDocument:
    """Makes the document of what was in force on a day.

    Args:
        regime: the regime asked.
        law: what ``regime_on`` found.
        unit: what is listed: ``measure`` or ``provision``.
        target: the name of the target, whose sales and purchases types of measure are about.
        others: where no measure is found, how many provisions there are that are none.
    """
    asked = f" ({'; '.join(law.asked)})" if law.asked else ""
    many = counted(2, unit).partition(" ")[2]
    counts = Counter(each.sender or _NO_SENDER for each in law.provisions)
    every = (*law.provisions, *law.may_be_older)
    sides = {sided(kind, target) for each in every for kind in each.types if target}
    told = sorted(each for each in sides if each.endswith(")"))
    remarks = [
        BY_NAME if law.goods else "",
        f"Types are seen from the target: {', '.join(told)}." if told else "",
        _NOT_HELD,
    ]
    return RegimeDocument(
        title=f"{many.capitalize()} in force on {written(law.day)}{asked}",
        lead=_law_lead(law, unit, asked, counts, others),
        data_date=law.data_date,
        as_of=(law.day,),
        senders=tuple(
            Section(
                f"{sender}: {counts[sender]:,}",
                tuple(
                    _in_force(each, unit)
                    for each in law.provisions
                    if (each.sender or _NO_SENDER) == sender
                ),
            )
            for sender in _by_count(counts)
        ),
        may_be_older=_all_older(law, unit),
        remarks=tuple(filter(None, remarks)),
        citations=citations(regime, [each.id for each in every]),
    )


def _law_lead(law: LawOn, unit: str, asked: str, counts: Counter[str], others: int) -> str:
    past = law.day < law.data_date
    older = len(law.may_be_older)
    if not counts:
        known = "on record as in force" if older else "in force"
        lead = f"No {unit}{asked} {'was' if past else 'is'} {known} on {written(law.day)}."
    else:
        total = counts.total()
        were = ("was", "were") if past else ("is", "are")
        parts = ", ".join(f"{sender} {counts[sender]:,}" for sender in _by_count(counts))
        by = f": {parts}" if len(counts) > 1 or not law.asked else ""
        lead = (
            f"{counted(total, unit)}{asked} {were[total != 1]} in force on {written(law.day)}{by}."
        )
    if older:
        more_ = f"{older:,} more" if counts else f"{older:,}"
        verb = "begins" if older == 1 else "begin"
        return f"{lead} {more_} {verb} on record only later and may have been in force already."
    if others:
        stood = (
            f"{counted(others, 'provision')} that {'impose' if others > 1 else 'imposes'} nothing"
        )
        return f"{lead} Ask for every provision to see {stood}."
    return lead


def _in_force(each: InForce, unit: str) -> Section:
    effects = each.effects if unit != "measure" else (e for e in each.effects if e != _IMPOSES)
    kinds = ", ".join((*each.types, *effects))
    days = span(each.since, each.until, each.may_be_older)
    return section(
        _name(each.label, each.id, each.unverified),
        Paragraph(each.says),
        Paragraph(_capital(f"{kinds}; {days}" if kinds else days)),
        _marks(each),
        aside=each.id,
        unit=unit,
    )


def _all_older(law: LawOn, unit: str) -> Section | None:
    counts = Counter(each.sender or _NO_SENDER for each in law.may_be_older)
    parts = ", ".join(f"{sender} {counts[sender]:,}" for sender in _by_count(counts))
    entries = (_older(each, unit, len(counts) > 1) for each in law.may_be_older)
    return section(f"{OLDER}: {parts}", *entries) if counts else None


def _older(each: InForce, unit: str, by_sender: bool) -> Section:
    kinds = ", ".join((*each.types, *(e for e in each.effects if e != _IMPOSES)))
    sender = (each.sender or _NO_SENDER) if by_sender else ""
    first = f"first day on record is {written(each.since)}"
    return section(
        _name(each.label, each.id, each.unverified),
        Paragraph(each.says),
        Paragraph(_capital("; ".join(filter(None, (sender, kinds, first))))),
        pairs(
            *(("In doubt", doubt.removeprefix("unverified: ")) for doubt in each.doubts),
            ("Goods", "; ".join(each.goods)),
        ),
        aside=each.id,
        unit=unit,
    )


def _marks(each: InForce) -> Fields:
    late = "; this is after the data date, what came of it is not known"
    return pairs(
        ("Goods", "; ".join(each.goods)),
        *(("In doubt", doubt) for doubt in each.doubts),
        *(("Cap", cap_told(cap)) for cap in each.caps),
        ("Exceptions", f"{each.exceptions:,}" if each.exceptions else None),
        ("Overtaken by", "; ".join(each.overtaken_by)),
        *(("Deadline", f"{due_words(due)}{late}") for due in each.deadlines),
    )


def changes_document(regime: Regime, found: Changes) -> ChangesDocument:
    """Makes the document of what changed between two days.

    Args:
        regime: the regime asked.
        found: what ``changes`` found.
    """
    stretch = f"after {written(found.first)}, up to {written(found.last)}"
    by_act = groupby(found.changes, key=lambda each: (each.day, each.act, each.act_label))
    acts = tuple(_act(label, list(group)) for (_, _, label), group in by_act)
    ids = dict.fromkeys(id for each in found.changes for id in (each.id, each.by))
    return ChangesDocument(
        title=f"What changed {stretch}",
        lead=_changes_lead(found),
        data_date=found.data_date,
        as_of=(found.last,),
        acts=acts,
        remarks=(_NOT_HELD,),
        citations=citations(regime, ids),
    )


def _changes_lead(found: Changes) -> str:
    stretch = f"after {written(found.first)} and up to {written(found.last)}"
    if not found.changes:
        return f"Nothing changed {stretch}."
    acts = counted(len({each.act for each in found.changes}), "act")
    kinds = Counter(each.change for each in found.changes)
    told = [_kind(kind, kinds[kind]) for kind in _by_count(kinds)[:_MOST_KINDS]]
    rest = kinds.total() - sum(kinds[kind] for kind in _by_count(kinds)[:_MOST_KINDS])
    parts = ", ".join([*told, *([f"{rest:,} of other kinds"] if rest else [])])
    lead = f"{counted(kinds.total(), 'change')} took effect {stretch}, by {acts}"
    return f"{lead}: {parts}."


def _kind(change: str, count: int) -> str:
    """How many changes of a kind there are: ``3 ended``, ``2 caps began``, ``4 tightened``."""
    if words := _COUNTS.get(change):
        return words.format(n=f"{count:,}")
    thing, _, verb = change.partition(" ")
    if verb == "by":
        return f"{count:,} {thing}"
    return f"{counted(count, thing)} {verb}"


def _act(label: str, made: Sequence[Change]) -> Section:
    """What an act did on a day."""
    day, of = made[0].day, made[0].act_day
    when = f", of {written(of)}" if of and of != day else ""
    by = (f"{written(day)}, by ", Span(label, None, made[0].act), when)
    kinds = (
        section(_capital(change), listing(_by_provision(those), "provision"))
        for change, those in groupby(made, key=lambda each: each.change)
    )
    return section(by, *kinds, unit="entry")


def _by_provision(made: Iterable[Change]) -> Iterator[Item]:
    """The provisions that changed, each once with all that changed it."""
    for _, those in groupby(made, key=lambda each: each.id):
        first, *others = those
        name = _name(first.label, first.id, first.unverified)
        words = tuple(Paragraph(_change(each)) for each in (first, *others))
        yield Item((*name, quiet(f"  {first.id}")), words)


def _change(each: Change) -> Text:
    if each.by in (each.id, each.act):
        return each.what
    if each.change in _BY_OTHERS:
        return (f"{each.what.rstrip('.')} (by ", ref(each.by_label, each.by), ")")
    return (ref(each.by_label, each.by), f": {each.what}")


def history_document(regime: Regime, found: History) -> HistoryDocument:
    """Makes the document of a chain.

    Args:
        regime: the regime asked.
        found: what ``history`` found.
    """
    links = joined((ref(step.label, step.id) for step in found.steps), " → ")
    return HistoryDocument(
        title=(found.label, quiet(f"  {found.id}")),
        lead=_history_lead(found),
        data_date=found.data_date,
        as_of=(found.data_date,),
        chain=Paragraph(links) if len(found.steps) > 1 else None,
        steps=tuple(map(_step, found.steps)),
        remarks=(_NOT_HELD,),
        citations=citations(regime, [step.id for step in found.steps]),
    )


def _history_lead(found: History) -> str:
    label, single = found.label, found.kind == "provision"
    if not found.steps:
        about = f"led to {label} or came out of it" if single else f"deals with {label}"
        return f"No provision on record {about}."
    day = found.data_date
    stand = [s for s in found.steps if s.since <= day and (s.until is None or s.until > day)]
    first, count = found.steps[0], len(found.steps)
    began = f"the first since {written(first.since)}"
    if single and count == 1:
        lead = f"No other provision on record changes {label} or is changed by it."
    elif single:
        lead = f"{_capital(label)} stands in a chain of {counted(count, 'provision')}, {began}."
    elif count == 1:
        lead = f"1 provision deals with {label}, {span(first.since, None)}."
    else:
        lead = f"{counted(count, 'provision')} deal or dealt with {label}, {began}."
    if len(stand) == count:
        which = "It is" if count == 1 else "All of them are"
    else:
        which = f"{len(stand):,} of them is" if len(stand) == 1 else f"{len(stand):,} of them are"
        which = "None of them is" if not stand else which
        which = "It is not" if count == 1 else which
    return f"{lead} {which} in force on {written(day)}."


def _step(step: Step) -> Section:
    return section(
        _name(step.label, step.id, step.unverified),
        Paragraph(_capital(span(step.since, step.until, step.may_be_older))),
        # The wordings by date end with the one that is in force.
        None if any(each.says == step.says for each in step.versions) else Paragraph(step.says),
        _capped(step),
        listing((f"{how} ", ref(days_in(label), id)) for how, id, label in step.changed_by)
        if step.changed_by
        else None,
        section("What it said by date", listing(map(_wording, step.versions), "wording"))
        if step.versions
        else None,
        aside=step.id,
        unit="provision",
    )


def _capped(step: Step) -> Fields:
    def told() -> Iterator[tuple[str, str]]:
        for cap in step.caps:
            late = step.until is not None and cap.since >= step.until
            days = "never counted" if late else span(cap.since, cap.until)
            yield "Cap", f"{amounts_told(cap)}, {days}"

    return pairs(*told())


def _wording(words: Words) -> Text:
    by = (", by ", ref(words.by_label, words.by)) if words.by_label else ()
    says = words.says or "the wording of these days is not on record"
    mark = (Span(" (unverified)", Tone.doubt),) if words.unverified else ()
    return (_capital(span(words.since, words.until)), *by, f": {says}", *mark)


def _name(label: str, id: str, unverified: bool) -> tuple[Span, ...]:
    mark = (Span(" (unverified)", Tone.doubt),) if unverified else ()
    return (ref(label, id), *mark)


def _by_count(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda each: (-counts[each], each))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
