"""How what a package relaxed comes back, as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.after import VETO
from kg.answers.after.data import CAVEATS, by_sender, way
from kg.answers.after.document import (
    ID,
    IN_PART,
    LIMITS,
    PROVISION,
    RELIEF,
    UNTIL,
    cells_of,
    counts,
    no_effect,
    only,
    remarks,
    rows_of,
    span_of,
    upper,
)
from kg.core.dates import written
from kg.core.document import (
    Cell,
    Column,
    Document,
    Fields,
    Paragraph,
    Section,
    Span,
    Table,
    Text,
    filled,
    joined,
    listing,
    pairs,
    ref,
    section,
)
from kg.core.wording import counted
from kg.graph.sources import citations

if TYPE_CHECKING:
    from kg.answers.after import Dispute, Exposed, Exposure, Trigger
    from kg.graph.regime import Regime

_WAY_BACK = " (way back unverified)"
_DECIDER = "Decided by"
_ADVICE = "A suspension with a term, or a veto-proof trigger, would bring these back past a veto."


@dataclass(frozen=True, kw_only=True)
class ExposureDocument(Document):
    """How what a package relaxed comes back.

    Attributes:
        ways: how many provisions come back in which way, where several imposed them.
        lasting: what cannot be taken back, or hardly, and why.
        triggers: what ends each relief, in the words of the package.
        back: the provisions by way back: who decides, who can block it, how fast it is.
        besides: the ways back of further relief in part, which no count has.
        disputed: what is disputed about the veto-proof trigger.
        no_effect: the relief that relaxes no provision in force.
    """

    ways: Table | None = None
    lasting: Section | None = None
    triggers: Section | None = None
    back: tuple[Section, ...] = ()
    besides: Section | None = None
    disputed: Section | None = None
    no_effect: Section | None = None


def exposure_document(
    regime: Regime, found: Exposure, sender: str | None = None
) -> ExposureDocument:
    """Makes the document of how each relaxed provision comes back, and of what does not.

    Args:
        regime: the regime asked.
        found: what ``exposure`` found.
        sender: whose law alone was asked for; None if everybody's was.
    """
    after, regime = found.after, regime.on(found.after.as_of)
    groups: dict[str, list[Exposed]] = {}
    for each in found.items:
        groups.setdefault(way(each), []).append(each)
    groups = dict(sorted(groups.items(), key=lambda pair: -len(pair[1])))
    shown = [each.standing.provision for each in (*found.items, *found.parts)]
    return ExposureDocument(
        title=after.title,
        lead=_lead(found, only(regime, sender)),
        data_date=after.data_date,
        as_of=(after.as_of,),
        ways=_ways(found.items, groups),
        lasting=_lasting(found, groups),
        triggers=_triggers(found.triggers),
        back=tuple(_back(name, those) for name, those in groups.items()),
        besides=_besides(found.parts),
        disputed=_disputed(found.disputes),
        no_effect=no_effect(found.silent),
        remarks=remarks(after),
        citations=citations(regime, [*shown, *found.bases]),
    )


def _lead(found: Exposure, whose: str) -> str:
    total, after = len(found.items), found.after
    head = f"By the end of {span_of(after)},"
    if not total:
        asked = f"no provision in force on {written(after.as_of)}{whose} is relaxed"
        later = (
            " Relief of later phases is left out of account." if after.phase < after.phases else ""
        )
        return f"{head} {asked}, so that nothing has to come back.{later}"
    are = "is" if total == 1 else "are"
    some = f"{counted(total, 'provision')}{whose}"
    said = f"{head} {some} {are} relaxed, of which {_counts(found.items)}."
    if not found.parts:
        return said
    further = counted(len(found.parts), "further relief")
    return f"{said} Of {further} in part, {_counts(found.parts)}."


def _counts(items: Sequence[Exposed]) -> str:
    """Says of how many relaxed provisions what holds."""
    itself = sum(each.by_itself for each in items)
    veto = sum(bool(each.blockers) for each in items)
    hard = sum(bool(each.caveats) for each in items)
    comes = "come back by themselves" if itself > 1 else "comes back by itself"
    stop = (
        f"a veto can stop the return of {veto:,}" if veto else "no veto can stop the return of any"
    )
    be = f"{hard:,} are" if hard > 1 else "1 is" if hard else "none is known to be"
    some = "all" if itself == len(items) > 1 else f"{itself:,}" if itself else "none"
    return f"{some} {comes}, {stop}, and {be} hard or impossible to take back"


def _ways(items: Sequence[Exposed], groups: dict[str, list[Exposed]]) -> Table | None:
    senders = [sender for sender, _ in by_sender(items)]
    if len(senders) == 1:  # The headings of the ways have the counts.
        return None
    rows = {
        name: {sender: len(those) for sender, those in by_sender(each)}
        for name, each in groups.items()
    }
    return counts("way back", "way", "Provisions by way back and sender", senders, rows)


def _triggers(triggers: Iterable[Trigger]) -> Section | None:
    """What ends each relief; the reliefs that end by the same are told together."""
    groups: dict[str, list[Trigger]] = {}
    for each in triggers:
        groups.setdefault(each.ends_if or "the package does not say", []).append(each)
    if not groups:
        return None
    entries: list[Text] = [
        (f"{says}: ", *joined(_relief(each) for each in those)) for says, those in groups.items()
    ]
    return section("What ends it, in the words of the package", listing(entries, "trigger"))


def _relief(each: Trigger) -> Text:
    return (ref(each.relief_label, each.relief), f" (phase {each.phase})")


def _back(name: str, those: list[Exposed]) -> Section:
    """The provisions that come back in one way, by who decides it and how fast it is."""
    groups: dict[tuple[tuple[str, str], ...], list[Exposed]] = {}
    for each in those:
        groups.setdefault(tuple(_terms(each)), []).append(each)
    aside, title = counted(len(those), "provision"), upper(name)
    if len(groups) == 1:
        blocks = _group(name, *groups.popitem())
        return section(title, *blocks, aside=aside, unit="way")
    parts = []
    for terms, group in sorted(groups.items(), key=lambda pair: -len(pair[1])):
        decider = dict(terms).get(_DECIDER)
        head = f"{_DECIDER} {decider}" if decider else "By nobody that is named"
        rest = tuple(pair for pair in terms if pair[0] != _DECIDER)
        parts.append(section(head, *_group(name, rest, group), unit="decision"))
    return section(title, *parts, aside=aside, unit="way")


def _group(
    name: str, terms: tuple[tuple[str, str], ...], group: Iterable[Exposed]
) -> tuple[Fields | None, Table]:
    columns = (PROVISION, LIMITS, UNTIL, *RELIEF, ID)
    rows = rows_of(columns, (_cells(name, each) for each in group))
    return pairs(*terms) if terms else None, filled(columns, rows, "provision")


def _terms(each: Exposed) -> list[tuple[str, str]]:
    """Who decides that a provision comes back, who can block it, how long it takes."""
    found = []
    if each.decider:
        found.append((_DECIDER, each.decider))
    if each.blockers:
        found.append(("Can be blocked by each of", ", ".join(each.blockers)))
    if each.longest is not None:
        found.append(("The power lasts", f"{counted(each.longest, 'day')} at most"))
    if each.return_days is not None:
        days = f"in {counted(each.return_days, 'day')}" if each.return_days else "the same day"
        found.append(("Back", days))
    if each.speed:
        found.append(("How fast", each.speed))
    return found


def _cells(name: str, each: Exposed) -> dict[str, Cell]:
    """What a table says of a provision under the name of its way back, which is not said again."""
    cells = cells_of(each.standing, _WAY_BACK if each.unverified else "")
    return {**cells, "until": None} if cells["until"] == name else cells


def _besides(parts: Sequence[Exposed]) -> Section | None:
    if not parts:
        return None
    labels = dict.fromkeys(label for each in parts for label, _ in _terms(each))
    terms = tuple(Column(label.lower().replace(" ", "_"), label.lower()) for label in labels)
    columns = (
        *(PROVISION, Column("state_label", "state"), LIMITS, UNTIL, Column("way", "way back")),
        *(*terms, *RELIEF, ID),
    )
    rows: list[dict[str, Cell]] = []
    for each in parts:
        told = {label.lower().replace(" ", "_"): value for label, value in _terms(each)}
        rows.append({**_cells(way(each), each), "way": way(each), **told})
    return section(IN_PART, filled(columns, rows_of(columns, rows), "provision"))


def _lasting(found: Exposure, groups: dict[str, list[Exposed]]) -> Section | None:
    """Names the provisions under each reason; all that come back in one way are named together."""
    every = (*found.items, *found.parts)
    reasons = []
    for why in CAVEATS:
        those = [each for each in every if why in each.caveats]
        whole = [
            name
            for name, group in groups.items()
            if len(group) > 1 and all(e in those for e in group)
        ]
        together = (f"all {len(groups[name]):,} under “{name}”" for name in whole)
        apart = (_named(each) for each in those if way(each) not in whole or each in found.parts)
        if those:
            names = listing([*together, *apart], "provision")
            reasons.append(section(upper(why), names, aside=counted(len(those), "provision")))
    if not reasons:
        return None
    advice = Paragraph(_ADVICE) if any(VETO in each.caveats for each in every) else None
    return section("Hard or impossible to take back", *reasons, advice)


def _named(each: Exposed) -> tuple[str | Span, ...]:
    in_part = " (in part)" if each.standing.in_part else ""
    return (ref(each.standing.label, each.standing.provision), in_part)


def _disputed(disputes: Iterable[Dispute]) -> Section | None:
    told = list(_disputes(disputes))
    return section("Disputed: the veto-proof trigger", *told) if told else None


def _disputes(disputes: Iterable[Dispute]) -> Iterator[Section]:
    for each in disputes:
        doubt = "" if each.checked == "checked against the text" else f" ({each.checked})"
        yield section(
            f"{each.label}{doubt}",
            Paragraph(each.says),
            pairs(
                ("Disputed by", ", ".join(each.disputed_by)),
                ("Sources", "; ".join(each.sources)),
            ),
            aside=written(each.day),
            unit="dispute",
        )
