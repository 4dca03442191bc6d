"""The answer to "can I" as a document: verdicts first, then each sender, then what is not held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.can_i.data import WARNING
from kg.answers.can_i.model import Reach
from kg.core.dates import written
from kg.core.document import (
    Column,
    Document,
    Fields,
    Item,
    Listing,
    Note,
    Section,
    Table,
    Tone,
    listing,
    pairs,
    quiet,
    ref,
    section,
    strong,
)
from kg.core.wording import enumerated
from kg.graph import harmonized
from kg.graph.sources import citations

if TYPE_CHECKING:
    from kg.answers.can_i.model import Bar, CanI, Leave, UnderSender, Way
    from kg.graph.regime import Regime

_ABROAD = "What other senders may do to you for it, wherever you are"
_HS = (
    "Names of codes are those of the Harmonized System of 2022 as UN Comtrade publishes them; "
    "codes marked indicative are customs practice and stand in no text."
)
_NO_TIME = "no time is on record"


@dataclass(frozen=True, kw_only=True)
class CanIDocument(Document):
    """Whether someone may do something with the target.

    Attributes:
        verdicts: a row for each sender, with its verdict and the measures that decide it.
        goods: the goods by section, chapter and heading of the Harmonized System.
        senders: a section for each sender: what bars it, what permits it, who decides and how.
        abroad: the measures of other senders that press on persons abroad.
        held: what of the law is known to be missing.
    """

    verdicts: Table
    goods: Fields | None = None
    senders: tuple[Section, ...] = ()
    abroad: Section | None = None
    held: Section | None = None


def can_i_document(regime: Regime, found: CanI) -> CanIDocument:
    """Makes the document.

    Args:
        regime: the regime asked.
        found: what ``can_i`` found.
    """
    lead = "; ".join(f"{each.label}: {_lower(each.verdict)}" for each in found.senders)
    late = Note(found.warning, "Warning", Tone.doubt) if found.warning else None
    without = Note(found.without, "Not held", Tone.doubt) if found.without else None
    notes = (Note(WARNING, "Warning", Tone.bad), without, late)
    missing = [(each.label, each.not_held) for each in found.senders if each.not_held]
    return CanIDocument(
        title=f"Can I? {found.doing[0].upper()}{found.doing[1:]}",
        lead=f"{lead}.",
        data_date=found.data_date,
        as_of=(found.day,),
        notes=tuple(each for each in notes if each),
        verdicts=_verdicts(found),
        goods=_goods(found),
        senders=tuple(_sender(regime, each) for each in found.senders),
        abroad=section(_ABROAD, _bars(found.abroad, by_sender=True)) if found.abroad else None,
        held=section("What is not held", pairs(*missing)) if missing else None,
        remarks=(_HS,) if found.goods else (),
        citations=citations(regime, [id for each in found.senders for id in _cited(each)]),
        disclaimer=WARNING,
    )


def _cited(each: UnderSender) -> Iterator[str]:
    """What the answer under one sender's law rests on."""
    yield from (bar.id for bar in each.bars)
    yield from (way.id for way in each.ways if way.by_itself)
    yield from (id for power in each.leave for id in power.basis)


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _verdicts(found: CanI) -> Table:
    columns = (
        Column("sender", "law of"),
        Column("verdict", "verdict"),
        Column("because", "decided by"),
    )
    rows = []
    for each in found.senders:
        outright = [bar.label for bar in each.bars if bar.outright]
        others = [bar.label for bar in each.bars if bar.reach is not Reach.cases]
        rows.append((each.label, each.verdict, enumerated(outright or others)))
    return Table(columns, tuple(rows), "sender")


def _goods(found: CanI) -> Fields | None:
    goods = found.goods
    if goods is None:
        return None
    steps = ("Section", "Chapter", "Heading", "Subheading")
    kinds = {
        code: steps[0] if not code.isdecimal() else steps[len(code) // 2] for code, _ in goods.path
    }
    codes = [(kinds[code], f"{code} {name}") for code, name in goods.path]
    return pairs(
        ("Goods", goods.label if not goods.path else f"HS {goods.code} ({harmonized.EDITION})"),
        *codes,
    )


def _sender(regime: Regime, each: UnderSender) -> Section:
    outright = [bar for bar in each.bars if bar.reach is not Reach.cases]
    cases = [bar for bar in each.bars if bar.reach is Reach.cases]
    free = [way for way in each.ways if way.by_itself]
    other = [way for way in each.ways if not way.by_itself]
    older = listing([ref(label, id) for id, label in each.older], "measure")
    return section(
        f"{each.label}: {_lower(each.verdict)}",
        section("What bars it", _bars(outright)) if outright else None,
        section("Barred in these cases only", _bars(cases)) if cases else None,
        section("What permits it, without leave", _ways(regime, free)) if free else None,
        section("Who can permit a single case", _leave(regime, each.leave)) if each.leave else None,
        section("Cases taken out", _ways(regime, other)) if other else None,
        section("On record only later, may have been in force", older) if each.older else None,
        unit="sender",
    )


def _bars(bars: tuple[Bar, ...] | list[Bar], by_sender: bool = False) -> Listing:
    items = []
    for bar in bars:
        head = (strong(bar.label, bar.id), quiet(" (unverified)") if bar.unverified else "")
        reach = f"{bar.reach}: {bar.detail}" if bar.detail else str(bar.reach)
        inside = pairs(
            ("Reaches", reach if bar.reach is not Reach.cases or bar.detail else None),
            ("Cap", "; ".join(bar.caps)),
            ("Since", written(bar.since)),
            ("In doubt", "; ".join(bar.doubts)),
        )
        sender = f"{bar.sender}, " if by_sender else ""
        items.append(Item((sender, *head, f": {bar.says}"), (inside,)))
    return listing(items, "measure")


def _ways(regime: Regime, ways: list[Way]) -> Listing:
    items = []
    for way in ways:
        inside = pairs(
            ("Passes", enumerated([regime.label(id) for id in way.lifts])),
            ("For", enumerated(list(way.used_by), "or") if way.used_by else None),
            ("Step", way.procedure if not way.by_itself else None),
            ("Notice", way.notice),
            ("Terms", "; ".join(way.notes)),
        )
        mark = quiet(" (unverified)") if way.unverified else ""
        items.append(Item((strong(way.label, way.id), mark, f": {way.case}"), (inside,)))
    return listing(items, "way")


def _leave(regime: Regime, powers: tuple[Leave, ...]) -> Listing:
    items = []
    for power in powers:
        inside = pairs(
            ("Decides", power.held_by),
            ("Over", enumerated([regime.label(id) for id in power.over])),
            ("By", power.form),
            ("Conditions", "; ".join(power.conditions)),
            ("Papers", power.papers),
            ("Notice", power.notice),
            ("Term", power.term),
            ("Usual time", power.time or _NO_TIME),
            ("Stands in", power.citation),
        )
        mark = quiet(" (unverified)") if power.unverified else ""
        items.append(Item((strong(power.label, power.id), mark), (inside,)))
    return listing(items, "power")
