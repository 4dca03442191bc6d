"""What a relief costs, and what concessions can justify, as documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.grounds import named, unverified_under
from kg.answers.justify import AHEAD, FITS, FURTHER_AWAY, NOBODY, ONE_AWAY
from kg.answers.justify.factors import factors
from kg.check.book import find_rulebook
from kg.core.document import (
    Block,
    Document,
    Fields,
    Item,
    Note,
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
from kg.core.ids import short
from kg.core.wording import counted, listed, the
from kg.graph import queries
from kg.graph.sources import citations
from kg.graph.words import cited
from kg.repair.english import with_article

if TYPE_CHECKING:
    from kg.answers.justify import Kept, Option, Price, Reached
    from kg.graph.regime import Regime

_VIEW = "What a rulebook asks for is the view of its author."
_TRIED = (
    "Each relief is tried in the form its author has in mind, in the phase of the concessions. A "
    "stage is reached when each step that the rulebook asks at it, and at those before it, is "
    "delivered. Relief that touches no law in force is left out."
)
_STATES = {
    FITS: Span("Fits the stage reached: no must is broken", Tone.good),
    AHEAD: Span("Allowed, but ahead of it: no must is broken, and steps are missing", Tone.mild),
    ONE_AWAY: Span("One concession away: one more keeps every must", Tone.doubt),
    FURTHER_AWAY: Span("Further away", Tone.bad),
}
# Names that go into a line, and provisions that are named.
_FEW, _LISTED = 3, 12


@dataclass(frozen=True, kw_only=True)
class PriceDocument(Document):
    """The least concessions and safeguards for a relief.

    Attributes:
        about: the stage at which its author places it, and the provisions in force that it relaxes.
        least: the least sets of steps with which no rule is broken and nothing is left open.
        full: the least sets of steps with which no recommendation is missed either.
        asked: the rules that ask for something.
        out_of_reach: the rules that no step on record keeps.
        unverified: what is unverified of what the relief rests on, where it is much.
    """

    about: Fields | None = None
    least: Section | None = None
    full: Section | None = None
    asked: Section | None = None
    out_of_reach: Section | None = None
    unverified: Section | None = None


@dataclass(frozen=True, kw_only=True)
class JustifyDocument(Document):
    """What concessions can justify.

    Attributes:
        missing: the steps that are missing before the next stage.
        fits: relief that fits the stage reached.
        ahead: relief that is allowed, although its stage has not been reached.
        one_away: relief that one more concession would allow.
        further_away: relief that takes more than one.
    """

    missing: Section | None = None
    fits: Section | None = None
    ahead: Section | None = None
    one_away: Section | None = None
    further_away: Section | None = None


def price_document(regime: Regime, answer: Price, rulebook: str | None = None) -> PriceDocument:
    """Makes the document of what a relief costs.

    Args:
        regime: the regime asked.
        answer: what ``price`` found.
        rulebook: the rulebook, as ``price`` was asked.
    """
    book = _Book(regime, rulebook)
    asked = [kept for kept in answer.asked if kept not in answer.out_of_reach]
    same = answer.full == answer.least
    rows = queries.run(regime, "provisions-relaxed-by", relief=answer.relief)
    relaxed = tuple(dict.fromkeys(str(row["provision"]) for row in rows if row["in_force"]))
    rules = {passage for kept in answer.asked for passage in kept.passages}
    return PriceDocument(
        title=("The price of ", ref(with_article(answer.label), answer.relief)),
        lead=_price_lead(regime, answer, asked, book.label),
        data_date=regime.data_date,
        as_of=(regime.data_date,),
        notes=tuple(_doubts(regime, answer.unverified)),
        about=_about(regime, answer.relief, relaxed),
        least=_sets(regime, "To break no rule and leave nothing open", answer.least),
        full=None if same else _sets(regime, "To miss no recommendation either", answer.full),
        asked=book.section("Rules that ask for something", asked),
        out_of_reach=book.section("Out of reach of any step on record", answer.out_of_reach),
        unverified=_unverified(regime, answer.unverified),
        remarks=(_VIEW,),
        citations=citations(regime, [answer.relief, *relaxed[:_LISTED], *sorted(rules)]),
    )


def _about(regime: Regime, relief: str, relaxed: Sequence[str]) -> Fields:
    nodes = regime.values(relief, "atStage")
    stages = [regime.label(each.value) for each in nodes if isinstance(each, ox.NamedNode)]
    barred = _left_out(regime, relief)
    told = joined(ref(named(regime, each), each) for each in relaxed[:_LISTED])
    rest = len(relaxed) - _LISTED
    more = f" and {counted(rest, 'more provision')}: sanctions-kg authority {relief}"
    return pairs(
        ("Stage", "; ".join(stages)),
        ("Relaxes", (*told, more) if rest > 0 else told),
        ("Leaves barred", barred),
    )


def justify_document(
    regime: Regime,
    options: Sequence[Option],
    how_far: Reached,
    actions: Sequence[str],
    verified_by: str | None = None,
    rulebook: str | None = None,
) -> JustifyDocument:
    """Makes the document of what concessions can justify.

    Args:
        regime: the regime asked.
        options: what ``justify`` found.
        how_far: what ``reached`` found.
        actions: the actions asked about.
        verified_by: who verifies them.
        rulebook: the rulebook.
    """
    book = _Book(regime, rulebook)
    given = [short(regime.find(each, "action").value, regime.base) for each in actions]
    kept = [k for o in options for k in (*o.satisfied, *o.broken, *o.better_with)]
    passages = dict.fromkeys(passage for each in kept for passage in each.passages)
    return JustifyDocument(
        title=_asked(regime, given, verified_by),
        lead=_justify_lead(options, how_far, len(given), book.label),
        data_date=regime.data_date,
        as_of=(regime.data_date,),
        missing=_missing(regime, how_far),
        fits=_of_state(regime, book, options, FITS),
        ahead=_of_state(regime, book, options, AHEAD),
        one_away=_of_state(regime, book, options, ONE_AWAY),
        further_away=_of_state(regime, book, options, FURTHER_AWAY),
        remarks=(_TRIED, _VIEW),
        citations=citations(regime, sorted(passages)),
    )


def _price_lead(regime: Regime, answer: Price, asked: Sequence[Kept], book: str) -> str:
    what = with_article(answer.label)
    if not asked:
        lead = f"No rule of {book} asks for anything in return for {what}"
        beyond = counted(len(answer.out_of_reach), "recommendation")
        verb = "is" if len(answer.out_of_reach) == 1 else "are"
        rest = f"; {beyond} {verb} out of reach of any step on record"
        return f"{lead}{rest if answer.out_of_reach else ''}."
    asks = f"{counted(len(asked), 'rule')} of {book} {'asks' if len(asked) == 1 else 'ask'}"
    if not answer.least:
        lead = f"No set of steps on record buys {what} with no rule broken and nothing left open."
        return f"{lead} {asks} for something in return."
    least = "nothing" if answer.least == ((),) else _cost(regime, answer.least)
    whole = "" if answer.full == answer.least else f"; {_whole(regime, answer)}"
    return f"The least price of {what} is {least}{whole}. {asks} for something in return."


def _whole(regime: Regime, answer: Price) -> str:
    if not answer.full:
        return "no set of steps on record misses no recommendation either"
    return f"to miss no recommendation either takes {_cost(regime, answer.full)}"


def _cost(regime: Regime, sets: tuple[tuple[str, ...], ...]) -> str:
    """How many steps of the target and other terms it takes, and which where it is one."""
    steps = [sum(step.startswith("action/") for step in each) for each in sets]
    others = [len(each) - count for each, count in zip(sets, steps, strict=True)]
    parts = (_between(steps, "step"), _between(others, "other term" if any(steps) else "term"))
    said = " and ".join(filter(None, parts))
    if len(sets) > 1:
        return f"{said}, in one of {len(sets)} ways"
    return f"{said} ({regime.label(sets[0][0])})" if len(sets[0]) == 1 else said


def _between(counts: Sequence[int], unit: str) -> str:
    """A number of things, or the least and the most; empty where there is none."""
    least, most = min(counts), max(counts)
    if least == most:
        return counted(least, unit) if most else ""
    return f"{least or 'no'} to {counted(most, unit)}"


def _justify_lead(options: Sequence[Option], how_far: Reached, count: int, book: str) -> str:
    states = [option.state for option in options]
    here = how_far.stage.label if how_far.stage else "no stage"
    fit, ahead, one, far = map(states.count, (FITS, AHEAD, ONE_AWAY, FURTHER_AWAY))
    lead = (
        f"Under {book}, {'this concession reaches' if count == 1 else 'these concessions reach'} "
        f"{here}; of {counted(len(options), 'relief measure')}, {fit} "
        f"{'fits' if fit == 1 else 'fit'} it, {ahead} {'is' if ahead == 1 else 'are'} allowed "
        f"ahead of it, {one} {'is' if one == 1 else 'are'} one concession away and {far} "
        f"{'is' if far == 1 else 'are'} further away."
    )
    if how_far.next is None:
        return f"{lead} No further stage is left."
    owed = len(how_far.owed)
    return (
        f"{lead} {counted(owed, 'step')} {'is' if owed == 1 else 'are'} missing before "
        f"{how_far.next.label}."
    )


def _asked(regime: Regime, given: Sequence[str], verified_by: str | None) -> Text:
    names: tuple[str | Span, ...] = (
        "Relief for ",
        *joined(ref(with_article(regime.label(each)), each) for each in given),
    )
    if verified_by == NOBODY:
        return (*names, " (verified by nobody)")
    if verified_by is None:
        return names
    who = short(regime.find(verified_by, "actor").value, regime.base)
    return (*names, " (verified by ", ref(the(regime.label(who)), who), ")")


def _missing(regime: Regime, how_far: Reached) -> Section | None:
    if how_far.next is None:
        return None
    steps = listing((_step(regime, each) for each in how_far.owed), "step")
    return section(f"Missing before {how_far.next.label}", steps)


def _of_state(regime: Regime, book: _Book, options: Sequence[Option], state: str) -> Section | None:
    items = [_option(regime, book, each) for each in options if each.state == state]
    return section(_STATES[state], listing(items, "relief")) if items else None


def _option(regime: Regime, book: _Book, option: Option) -> Item:
    """A relief with what it needs, keeps and misses."""
    place = f"stage {option.stage.position}" if option.stage else "its author names no stage"
    called = (ref(option.label, option.relief), quiet(f"  {option.relief}, {place}"))
    blocks: list[Block] = []
    if not option.encoded:
        words = "It relaxes no provision on record, so no law is asked for it."
        blocks.append(Paragraph(Span(words, Tone.doubt)))
    fields: list[tuple[str, Text | None]] = [("Leaves barred", _left_out(regime, option.relief))]
    if len(option.needs) == 1:
        fields.append(("Needs", _steps(regime, option.needs[0])))
    elif option.needs:
        ways = listing((_steps(regime, each) for each in option.needs), "way")
        blocks.append(section("Needs one of these", ways))
    if option.broken:
        # Where a must is broken, what is kept and what is only recommended do not matter yet.
        fields.append(("Breaks", book.names(option.broken)))
    else:
        kept, missed = book.names(option.satisfied), book.names(option.better_with)
        fields += [("Keeps", kept), ("Should also keep", missed)]
    if option.unverified:
        doubts = Span(listed(map(regime.label, option.unverified), _FEW), Tone.doubt)
        fields.append(("Unverified, of what it rests on", doubts))
    told = pairs(*fields)
    return Item(called, (*blocks, told) if told.pairs else tuple(blocks))


def _left_out(regime: Regime, relief: str) -> str:
    nodes = regime.values(relief, "leavesOut")
    return ", ".join(regime.label(each.value) for each in nodes if isinstance(each, ox.NamedNode))


def _sets(regime: Regime, title: str, sets: tuple[tuple[str, ...], ...]) -> Section | None:
    """Sets of steps: those that all sets have are told once."""
    if sets == ((),):
        return None
    if not sets:
        return section(title, listing(["no set of steps on record does it"]))
    common = [step for step in sets[0] if all(step in each for each in sets)]
    told = listing((_step(regime, each) for each in common), "step")
    if len(sets) == 1:
        return section(title, told)
    others = [tuple(step for step in each if step not in common) for each in sets]
    blocks: list[Block] = [told] if common else []
    for ways in factors(others):
        entries = listing((_steps(regime, each) for each in ways), "way")
        blocks.append(section("and one of these" if blocks else "One of these", entries))
    return section(title, *blocks)


def _steps(regime: Regime, names: Iterable[str]) -> tuple[Span, ...]:
    return joined(_step(regime, each) for each in names)


def _step(regime: Regime, id: str) -> Text:
    """A step by its label, with its id behind it; relief comes beside or before the one asked."""
    if id.startswith("relief/"):
        doubt = " (rests on what is unverified)" if unverified_under(regime, id) else ""
        return ("with ", ref(f"{regime.label(id)}{doubt}", id), quiet(f"  {id}"))
    return (ref(named(regime, id), id), quiet(f"  {id}"))


def _doubts(regime: Regime, ids: Sequence[str]) -> Iterable[Note]:
    labels = [ref(regime.label(id), id) for id in ids]
    if len(labels) > _FEW:
        many = (
            f"{counted(len(labels), 'record')} that it rests on are unverified; they stand below."
        )
        yield Note(many, "Note", Tone.doubt)
    elif labels:
        yield Note(("It rests on what is unverified: ", *joined(labels), "."), "Note", Tone.doubt)


def _unverified(regime: Regime, ids: Sequence[str]) -> Section | None:
    """Lists what is unverified, where it is too much for a note."""
    if len(ids) <= _FEW:
        return None
    entries = ((ref(regime.label(id), id), quiet(f"  {id}")) for id in ids)
    return section("Unverified, of what it rests on", listing(entries, "record"))


class _Book:
    """A rulebook, and what its rules are called."""

    def __init__(self, regime: Regime, rulebook: str | None) -> None:
        iri = find_rulebook(regime, rulebook)
        self.label = regime.label(iri)
        rules = regime.known("rule")
        self._ids = {each.rsplit("/", 1)[-1]: each for each in rules}
        # Another rulebook may have a rule of the same name.
        own = f"rule/{iri.rsplit('/', 1)[-1]}/"
        self._ids |= {each.removeprefix(own): each for each in rules if each.startswith(own)}
        self._regime = regime

    def names(self, kept: Iterable[Kept]) -> Text:
        """Names rules, with the passages that each stands on."""
        return joined((self._name(each), quiet(cited(each.passages))) for each in kept)

    def section(self, title: str, kept: Iterable[Kept]) -> Section | None:
        """Says what rules ask, with their names and passages; None if there is none."""
        entries = [
            (each.says, quiet("  "), self._quietly(each), quiet(cited(each.passages)))
            for each in kept
        ]
        return section(title, listing(entries, "rule")) if entries else None

    def _quietly(self, kept: Kept) -> Span:
        return quiet(kept.rule, self._ids.get(kept.rule))

    def _name(self, kept: Kept) -> Span:
        id = self._ids.get(kept.rule)
        return ref(self._regime.label(id), id) if id else Span(kept.rule)
