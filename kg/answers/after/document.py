"""What a package leaves in force after a phase, as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.answers.after import UNTOUCHED, tally
from kg.answers.after.data import by_state, nested
from kg.answers.law import lookup
from kg.core.dates import written
from kg.core.document import (
    Cell,
    Column,
    Document,
    Paragraph,
    Section,
    Span,
    Table,
    filled,
    listing,
    quiet,
    ref,
    section,
)
from kg.core.wording import counted, listed
from kg.graph.sources import citations
from kg.graph.words import sided

if TYPE_CHECKING:
    from kg.answers.after import After, Residual, Silent, Standing
    from kg.graph.regime import Regime

RENEWED = "A suspension with a term is taken to be renewed. Later phases are left out of account."
IN_PART = "Besides, in part: reaches further than what is shown above, or to other goods"
#: The columns of a provision and of the relief that governs it.
PROVISION = Column("label", "provision")
LIMITS, UNTIL = Column("limits", "how far"), Column("until", "how long")
RELIEF = (Column("phase", "phase", "number"), Column("act", "act"), Column("body", "by"))
ID = Column("provision", "id", "id")
_MOST_SENDERS = 3
_REST = "not measures"


@dataclass(frozen=True, kw_only=True)
class ResidualDocument(Document):
    """What is left in force after a phase.

    Attributes:
        by_sender: how many measures are in which state, by who imposed them.
        by_type: how many measures are in which state, by type.
        relaxed: what the package relaxes, by state and by who imposed it.
        besides: further relief in part, which no count has.
        no_effect: the relief that relaxes no provision in force.
        untouched: what stands as it was, by who imposed it.
        unlisted: how many provisions restrict nothing, where these are not listed.
    """

    by_sender: Table | None = None
    by_type: Table | None = None
    relaxed: tuple[Section, ...] = ()
    besides: Section | None = None
    no_effect: Section | None = None
    untouched: tuple[Section, ...] = ()
    unlisted: Paragraph | None = None


def residual_document(
    regime: Regime, found: Residual, every: bool = False, sender: str | None = None
) -> ResidualDocument:
    """Makes the document of what a package leaves in force.

    Args:
        regime: the regime asked.
        found: what ``residual`` found.
        every: whether provisions that restrict nothing are listed too.
        sender: whose law alone was asked for; None if everybody's was.
    """
    after, regime = found.after, regime.on(found.after.as_of)
    measures = [each for each in found.standings if each.measure]
    rest = [each for each in found.standings if not each.measure]
    told = list(found.standings) if every else measures
    parts = [each for each in found.parts if each.measure or every]
    groups = list(_grouped(told))
    return ResidualDocument(
        title=after.title,
        lead=_lead(found, measures, only(regime, sender)),
        data_date=after.data_date,
        as_of=(after.as_of,),
        by_sender=_by_sender(found.standings, measures, rest),
        by_type=_by_type(found.standings, measures, after.target),
        relaxed=tuple(
            section(upper(those[0].state_label), _relaxed(those), aside=sender)
            for state, sender, those in groups
            if state != UNTOUCHED
        ),
        besides=_besides(parts),
        no_effect=no_effect(found.silent),
        untouched=tuple(
            section(
                f"{upper(those[0].state_label)}: {sender}",
                listing((_named(each) for each in those), "provision"),
                aside=counted(len(those), "provision"),
                unit="sender",
            )
            for state, sender, those in groups
            if state == UNTOUCHED
        ),
        unlisted=None if every else _unlisted(rest),
        remarks=remarks(after),
        citations=citations(regime, (each.provision for each in (*told, *parts))),
    )


def span_of(after: After) -> str:
    """Says after which phase a package is looked at.

    Args:
        after: the package and the phase.
    """
    return f"phase {after.phase} of {after.phases} ({after.phase_title})"


def only(regime: Regime, sender: str | None) -> str:
    """Says whose law alone is looked at; empty if everybody's is."""
    if sender is None:
        return ""
    return f" (only those by {regime.label(lookup.sender(regime, sender))})"


def remarks(after: After) -> tuple[str, ...]:
    """Says from what a package is read, and how its terms are taken."""
    read = f"The package is read from: {'; '.join(after.sources)}."
    return (*([read] if after.sources else []), RENEWED)


def no_effect(silent: Sequence[Silent]) -> Section | None:
    """Lists the relief that relaxes no provision in force."""
    if not silent:
        return None
    entries = (
        (f"phase {each.phase}: {each.label}", f", by {each.body}" if each.body else "")
        for each in silent
    )
    return section("Relief that relaxes no provision in force", listing(entries, "relief item"))


def cells_of(each: Standing, doubt: str = "") -> dict[str, Cell]:
    """Returns what a table says of a provision and its relief, by the names of columns.

    Args:
        each: the provision and its relief.
        doubt: a mark on what else is unverified about it.
    """
    by_the_way = each.state == "skg:relaxedSomehow"
    in_part = each.in_part and each.state != "skg:exemptedInPart"
    relief: dict[str, Cell] = {
        "phase": each.phase,
        "act": "not stated" if by_the_way else each.act,
        "body": each.body,
    }
    return {
        "label": _ref(each, doubt),
        "state_label": each.state_label,
        "limits": "; ".join(each.limits) or ("in part" if in_part else None),
        "until": each.until,
        "provision": each.provision,
        **(relief if each.relief_label else {}),
    }


def rows_of(columns: Iterable[Column], rows: Iterable[dict[str, Cell]]) -> list[tuple[Cell, ...]]:
    """Returns what tables say of provisions as rows."""
    names = [column.name for column in columns]
    return [tuple(row.get(name) for name in names) for row in rows]


def counts(
    label: str, unit: str, caption: str, states: Sequence[str], rows: dict[str, dict[str, int]]
) -> Table | None:
    """Returns counts of provisions, a column for each state or sender; None where there is none.

    Args:
        label: the heading of what they are counted by.
        unit: what one row is.
        caption: what is counted.
        states: the headings of the counts.
        rows: the counts, by what they are counted by and then by heading.
    """
    if not states or not rows:
        return None
    columns = [Column(unit, label)]
    columns += [Column(name.replace(" ", "_"), name, "number") for name in states]
    cells = ((name, *(own.get(each) for each in states)) for name, own in rows.items())
    return filled(columns, cells, unit, caption)


def upper(text: str) -> str:
    """Returns a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def _lead(found: Residual, measures: Sequence[Standing], only: str) -> str:
    after, total, relaxed = found.after, len(found.standings), len(found.relieved)
    head = f"After {span_of(after)},"
    asked = f"in force on {written(after.as_of)}{only}"
    if not total:
        return f"{head} no provision was {asked}."
    every = f"{counted(total, 'provision')} {asked}"
    if not relaxed:
        stand = f"{head} nothing is relaxed: all {every} stand untouched."
    else:
        verb = "is" if relaxed == 1 else "are"
        furthest = sorted(found.relieved, key=lambda each: (-each.extent, each.state_label))
        states = by_state(furthest)
        how = "; ".join(f"{count:,} {state}" for state, count in states.items())
        many = f"relaxed in whole or in part ({how})"
        changed = f"{relaxed:,} {verb} {many if len(states) > 1 else next(iter(states))}"
        stand = f"{head} {total - relaxed:,} of the {every} stand untouched and {changed}."
    left = [each for each in measures if each.state == UNTOUCHED]
    by = sorted(tally(left, "sender_label").items(), key=lambda pair: -pair[1])
    named = listed((f"{sender} {count:,}" for (sender,), count in by), _MOST_SENDERS)
    whose = f" ({named})" if len(by) > 1 else ""
    be = "is a measure" if len(left) == 1 else "are measures"
    return f"{stand} Of the untouched, {len(left):,} {be}{whose}; the others restrict nothing."


def _by_sender(
    standings: Sequence[Standing], measures: Sequence[Standing], rest: Sequence[Standing]
) -> Table | None:
    found = nested(tally(measures, "sender_label", "state_label"))
    order = sorted(found, key=lambda sender: (-sum(found[sender].values()), sender))
    every = {sender: found[sender] for sender in order}
    if rest:
        every[_REST] = by_state(rest)
    table = counts("sender", "sender", "Provisions by sender", _states(standings), every)
    # A row that is no sender is not counted as one.
    return replace(table, unit="row") if table and rest else table


def _by_type(
    standings: Sequence[Standing], measures: Sequence[Standing], target: str
) -> Table | None:
    names = sorted({name for each in measures for name in each.types})
    every = {
        sided(name, target): by_state([e for e in measures if name in e.types]) for name in names
    }
    caption = "Measures by type; a measure of two types counts in both"
    return counts("type", "type", caption, _states(standings), every)


def _states(standings: Iterable[Standing]) -> list[str]:
    """The states that there are, those that nothing touched first."""
    found = {each.state_label: each.state for each in standings}
    return sorted(found, key=lambda label: (found[label] != UNTOUCHED, label))


def _grouped(standings: Iterable[Standing]) -> Iterator[tuple[str, str, list[Standing]]]:
    """Yields provisions by state and sender: what reaches furthest first, then most of them."""
    found: dict[tuple[str, str, str], list[Standing]] = {}
    for each in standings:
        found.setdefault((each.state, each.state_label, each.sender_label), []).append(each)
    for (state, _, sender), those in sorted(
        found.items(), key=lambda pair: (-pair[1][0].extent, pair[0][1], -len(pair[1]), pair[0][2])
    ):
        yield state, sender, those


def _relaxed(those: Iterable[Standing]) -> Table:
    columns = (PROVISION, LIMITS, UNTIL, *RELIEF, ID)
    return filled(columns, rows_of(columns, (cells_of(e) for e in those)), "provision")


def _besides(parts: Sequence[Standing]) -> Section | None:
    if not parts:
        return None
    columns = (PROVISION, Column("state_label", "state"), LIMITS, UNTIL, *RELIEF, ID)
    rows = rows_of(columns, (cells_of(each) for each in parts))
    return section(IN_PART, filled(columns, rows, "provision"))


def _unlisted(rest: Sequence[Standing]) -> Paragraph | None:
    if not rest:
        return None
    one = len(rest) == 1
    verb, them = ("restricts", "it") if one else ("restrict", "them")
    return Paragraph(
        f"{counted(len(rest), 'more provision')} {verb} nothing and {'is' if one else 'are'} not "
        f"listed: demands, powers, definitions and the like (--every lists {them})."
    )


def _named(each: Standing) -> tuple[Span, ...]:
    return (_ref(each), quiet(f"  {each.provision}"))


def _ref(each: Standing, doubt: str = "") -> Span:
    mark = " (unverified)" if each.unverified else doubt
    return ref(f"{each.label}{mark}", each.provision)
