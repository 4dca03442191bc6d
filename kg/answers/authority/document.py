"""The answer to who can relax a measure, as a document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.authority.lead import lead
from kg.answers.authority.model import CONDUCT, NO_CONDUCT, ONE_WAY
from kg.answers.authority.power_sections import power_section
from kg.answers.authority.words import called, names, spaced, under
from kg.answers.grounds import mark
from kg.core.dates import days_in, written
from kg.core.document import (
    Block,
    Column,
    Document,
    Fields,
    Item,
    Note,
    Paragraph,
    Section,
    Table,
    Text,
    filled,
    listing,
    pairs,
    quiet,
    ref,
    section,
)
from kg.core.wording import counted, joint, the
from kg.graph.sources import citations

if TYPE_CHECKING:
    from kg.answers.authority.model import (
        Authority,
        Body,
        PowerView,
        ProvisionView,
        Return,
        Road,
        Twin,
    )
    from kg.graph.regime import Regime

_MODEL = "By this project, from the record and no text of the body; for a lawyer to settle."
_PERMITTED = (
    Column("power", "power"),
    Column("what", "what it permits"),
    Column("held_by", "held by"),
    Column("form", "act"),
    Column("condition", "condition"),
    Column("under", "under"),
    Column("over", "over"),
    Column("id", "id", "id"),
)
_BARRIERS = (
    Column("provision", "provision"),
    Column("sender", "law of"),
    Column("needed", "for"),
    Column("powers", "moved by"),
    Column("id", "id", "id"),
)


@dataclass(frozen=True, kw_only=True)
class AuthorityDocument(Document):
    """Who can relax a measure.

    Attributes:
        about: what a provision says, or how the author of a relief measure has it given.
        decisions: the bodies that decide by a vote, each with who can block it.
        wording: a model of the words of such a decision.
        permitted: what a body or government can permit by itself.
        roads: how a relief measure can be given under the law of a sender: judgements.
        barriers: what stands in its way.
        no_barriers: what only looks so.
        powers: the powers that reach it, with their terms; those that ask least come first.
        given: the powers that the thing itself gives, by name.
        given_terms: their terms, where no power over the thing itself is on record.
        returns: how it comes back.
        measures: the provisions that a relief measure or a power concerns, by sender.
        twins: what else bars the same.
        left_out: what is not in force on the day.
    """

    about: Fields | None = None
    decisions: tuple[Section, ...] = ()
    wording: Section | None = None
    permitted: Section | None = None
    roads: tuple[Section, ...] = ()
    barriers: Section | None = None
    no_barriers: Section | None = None
    powers: tuple[Section, ...] = ()
    given: Section | None = None
    given_terms: tuple[Section, ...] = ()
    returns: Section | None = None
    measures: tuple[Section, ...] = ()
    twins: Section | None = None
    left_out: Section | None = None


def authority_document(regime: Regime, answer: Authority) -> AuthorityDocument:
    """Makes the document of who can relax a measure.

    Args:
        regime: the regime asked.
        answer: what ``authority`` found.
    """
    return AuthorityDocument(
        title=(ref(answer.label, answer.id), quiet(f"  {answer.kind}")),
        lead=lead(regime, answer),
        data_date=answer.data_date,
        as_of=(answer.as_of,),
        about=_about(answer),
        decisions=tuple(_decision(body) for body in answer.bodies),
        wording=_wording(answer),
        permitted=_permitted(answer),
        roads=tuple(_road(road) for road in answer.roads),
        barriers=_barriers(answer),
        no_barriers=_no_barriers(answer),
        powers=tuple(power_section(each, answer) for each in _least_first(answer)),
        given=None if answer.given_terms else _given(answer),
        given_terms=tuple(power_section(each, answer) for each in answer.given_terms),
        returns=_returns(answer),
        measures=tuple(_measures(answer)),
        twins=_twins(answer),
        left_out=_left_out(answer),
        citations=citations(regime, _ids(answer)),
    )


def _ids(answer: Authority) -> Iterator[str]:
    yield answer.id
    things = (answer.roads, answer.powers, answer.given, answer.case_powers)
    yield from (each.id for group in things for each in group)
    yield from (each.provision.id for each in answer.provisions)
    yield from (each.provision.id for each in answer.barriers)


def _least_first(answer: Authority) -> list[PowerView]:
    """The powers that can be used on the fewest terms first, else in the order of ids."""
    order = (NO_CONDUCT, ONE_WAY, CONDUCT)
    return sorted(answer.powers, key=lambda p: (not p.usable, p.needs_vote, order.index(p.conduct)))


def _about(answer: Authority) -> Fields | None:
    if answer.kind != "provision":
        return pairs(("As its author has it", answer.usual)) if answer.usual else None
    for each in answer.provisions:
        return pairs(
            ("Says", each.says),
            ("Sender", each.sent_by),
            ("In force", _since(each)),
            ("Cited as", each.citation),
            *_limits(each),
        )
    return None


def _decision(body: Body) -> Section:
    return section(
        f"Decision of {the(body.label)} itself{mark(body.unverified)}",
        pairs(
            ("Vote", f"{body.rule}."),
            ("Each of these can block it", f"{', '.join(body.blockers)}." if body.blockers else ""),
        ),
        under("It says that it may suspend or lift in", body.review),
        *(Paragraph(note) for note in body.notes),
        aside=body.id,
        unit="body",
    )


def _wording(answer: Authority) -> Section | None:
    if not answer.wording:
        return None
    return section("A model of its words", Paragraph(answer.wording), Note(_MODEL))


def _permitted(answer: Authority) -> Section | None:
    if not answer.case_powers:
        return None
    rows = tuple(
        (
            ref(f"{each.label}{mark(each.unverified)}", each.id),
            each.what,
            ", ".join(holder.label for holder in each.held_by),
            spaced(each.form),
            each.condition,
            names(each.basis),
            names(each.over)
            if each.over != each.basis and len(each.over) < len(answer.provisions)
            else None,
            each.id,
        )
        for each in answer.case_powers
    )
    alone = " without such a decision" if answer.bodies else ""
    decide = (
        Paragraph(f"{_capital(the(d.label))}{mark(d.unverified)} decides by {d.rule}.")
        for d in answer.deciders
    )
    return section(f"What can be permitted{alone}", *decide, filled(_PERMITTED, rows, "power"))


def _road(road: Road) -> Section:
    alone = "can" if road.executive_alone else "cannot"
    vote = "is" if road.vote_needed else "is not"
    return section(
        _capital(road.label),
        Paragraph(
            f"The executive {alone} do it alone; a vote of the legislature {vote} needed. "
            f"{road.verdict}"
        ),
        pairs(
            ("Notice", road.notice),
            ("Turning back", road.speed),
            ("Judgement of", f"{road.author}, {_days(road.made_on)}"),
            ("Source", "; ".join(each.partition(", http")[0] for each in road.sources)),
        ),
        section("Papers, in order", listing(road.papers, "paper", ordered=True)),
        aside=road.id,
        unit="road",
    )


def _barriers(answer: Authority) -> Section | None:
    rows = tuple(
        (
            called(each.provision),
            each.sent_by,
            f"{each.needed}{f' ({each.note})' if each.note else ''}",
            names(each.powers) or None,
            each.provision.id,
        )
        for each in answer.barriers
    )
    if not rows:
        return None
    by = Counter(each.sent_by for each in answer.barriers)
    laws = joint([f"{count:,} in the law of {the(sender)}" for sender, count in by.most_common()])
    return section("What stands in the way", Table(_BARRIERS, rows, "barrier"), aside=laws)


def _no_barriers(answer: Authority) -> Section | None:
    items = [(called(each.provision), f": {each.needed}") for each in answer.no_barriers]
    return (
        section("What only looks like an obstacle", listing(items, "provision")) if items else None
    )


def _given(answer: Authority) -> Section | None:
    items = [(called(each), quiet(f"  {each.id}")) for each in answer.given]
    return section("Gives these powers", listing(items, "power")) if items else None


def _returns(answer: Authority) -> Section | None:
    many = len(answer.returns) > 2
    items = [_return(each, many) for each in answer.returns]
    return section("How it comes back", listing(items, "way")) if items else None


def _return(way: Return, many: bool) -> Item:
    who = f", by {way.decider}" if way.decider else ""
    fast = f" {way.speed}" if way.speed else ""
    inside: list[Block] = [pairs(("Can be blocked by", ", ".join(way.blockers)))]
    if many and (of := under("For", way.of)):
        inside.append(of)
    return Item(f"After {way.after}: {way.route}{who}.{fast}", tuple(inside))


def _measures(answer: Authority) -> Iterator[Section]:
    if answer.kind == "provision":
        return
    for sender in dict.fromkeys(each.sent_by for each in answer.provisions):
        mine = [each for each in answer.provisions if each.sent_by == sender]
        older = sum(each.provision.first_day is not None for each in mine)
        counts = [f"{len(mine) - older} in force"] if len(mine) > older else []
        counts += [f"{older} with first day not recorded, may have been in force"] if older else []
        yield section(
            f"Measures of {the(sender) if sender else 'a sender not recorded'}",
            listing((_measure(each) for each in mine), "provision"),
            aside=", ".join(counts),
            unit="sender",
        )


def _measure(each: ProvisionView) -> Item:
    cited = f" ({each.citation})" if each.citation else ""
    label = f"{each.provision.label}{cited}{mark(each.provision.unverified)}"
    text = (ref(label, each.provision.id), f": {each.says} {_since(each)}.")
    limits = _limits(each)
    return Item(text, (pairs(*limits),) if limits else ())


def _limits(each: ProvisionView) -> list[tuple[str, str]]:
    """What may still flow, and what stands outside a provision."""
    caps = [("Up to", cap) for cap in each.caps]
    return [*caps, *(("Outside it", days_in(exception)) for exception in each.exceptions)]


def _twins(answer: Authority) -> Section | None:
    own = [each for each in answer.twins if each.relation == "overlaps"]
    others = [each for each in answer.twins if each.relation != "overlaps"]
    items: list[Item | Text] = []
    for sender in dict.fromkeys(each.sent_by for each in others):
        mine = [each for each in others if each.sent_by == sender]
        things = tuple(dict.fromkeys(each.provision for each in mine))
        ties = [_tie(each) for each in mine if each.tie]
        inside = (listing(map(called, things), "provision"), listing(ties, "tie"))
        items.append(Item(f"{_capital(the(sender))}: {counted(len(things), 'provision')}", inside))
    if not answer.twins:
        return None
    return section(
        "What else bars the same",
        Paragraph("Relief of one leaves the others in force unless a tie says so."),
        under("Of the same sender", tuple(dict.fromkeys(each.provision for each in own))),
        listing(items, "sender") if items else None,
    )


def _tie(twin: Twin) -> str:
    moving = twin.provision.label if twin.relation == "mirrored by" else names(twin.of)
    return f"Moves with it: {moving}, which {twin.tie}."


def _left_out(answer: Authority) -> Section | None:
    items = [called(each) for each in answer.left_out]
    title = f"Not in force on {written(answer.as_of)}, left out"
    return section(title, listing(items, "provision")) if items else None


def _since(each: ProvisionView) -> str:
    if each.provision.first_day:
        return f"The first day on record is {written(each.since)}; it may be older"
    if each.may_be_older:
        return f"On record since {written(each.since)}, may be older"
    return f"Since {written(each.since)}"


def _days(days: str) -> str:
    return ", ".join(written(date.fromisoformat(each)) for each in days.split(", ") if each)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
