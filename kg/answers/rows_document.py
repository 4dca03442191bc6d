"""The rows of a named question as a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.columns import table_of, unit_of
from kg.answers.grounds import ids_in, unverified_among
from kg.core.dates import day as day_of
from kg.core.dates import written
from kg.core.document import (
    Document,
    Note,
    Section,
    Table,
    Tone,
    joined,
    listing,
    ref,
    section,
    spans,
)
from kg.core.wording import counted, the
from kg.graph.query_files import PACKAGE
from kg.graph.sources import citations, source_labels

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.queries import Rows
    from kg.graph.query_files import Parameter, Query
    from kg.graph.regime import Regime

# So many are named in a sentence.
_FEW = 8
# Days that stand for no bound.
_OPEN = frozenset(("1945-10-24", "2100-01-01"))
# What parameters are called in a sentence, where not by their names; some things need no word.
_CALLED = {
    **dict.fromkeys(("of", "start", "provision", "body", "stakeholder", "partner", "actor"), ""),
    **{"by": "grants by", "code": "HS code"},
}
_SENDER = "sender"
_NUMBERS = {"after": "after phase {}", "year": "in {}", "first": "from {} on"}


@dataclass(frozen=True, kw_only=True)
class RowsDocument(Document):
    """The rows of a named question.

    Attributes:
        rows: a row for each answer, in the columns of the question.
        unverified: the records that the rows name and that nobody compared with their texts, where
            there are many.
    """

    rows: Table | None = None
    unverified: Section | None = None


def rows_document(
    regime: Regime,
    query: Query,
    given: Mapping[str, str],
    rows: Rows,
    as_of: Sequence[date],
    misplaced: str | None = None,
    package: Deal | None = None,
) -> RowsDocument:
    """Makes the document of the rows of a question.

    Args:
        regime: the regime asked.
        query: the question.
        given: the values that were given for its parameters.
        rows: its rows.
        as_of: the days at which the law is read.
        misplaced: at which level to ask instead.
        package: the package, for a question that asks of one.
    """
    unit, count = unit_of(rows, query.asks == PACKAGE) if rows else ("row", 0)
    asked = asked_for(regime, query, given, package)
    ids = ids_in(value for row in rows for value in row.values())
    doubts = unverified_among(regime, ids)
    sources = package.sources if package else ()
    alike = count == len(rows)
    found = citations(regime, [*sources, *ids])
    unsourced = "No source is recorded for what the rows name." if rows and not found else ""
    return RowsDocument(
        title=query.title,
        lead=_lead(unit, count, len(rows), asked, misplaced),
        data_date=regime.data_date,
        as_of=tuple(each for each in as_of if each.isoformat() not in _OPEN),
        notes=tuple(_notes(regime, rows, doubts, misplaced, sources)),
        rows=table_of(regime, rows, unit if alike else "row") if rows else None,
        unverified=section(
            "Unverified", listing([ref(regime.label(id), id) for id in doubts], "record")
        )
        if len(doubts) > _FEW
        else None,
        remarks=tuple(filter(None, (query.notes, unsourced))),
        citations=found,
    )


def asked_for(
    regime: Regime, query: Query, given: Mapping[str, str], package: Deal | None = None
) -> str:
    """Says in words what a question was asked for; empty if for nothing in particular.

    >>> import kg
    >>> from kg.graph.queries import find
    >>> given = {"provision": "un/2371/8", "day": "2019-04-09"}
    >>> asked_for(kg.load(), find("twins-of-provision"), given)
    'for resolution 2371, paragraph 8 on 9 April 2019'
    """
    told = [
        (each, str(value))
        for each in query.parameters
        if (value := given.get(each.name, each.default)) is not None
    ]
    named = [
        (each, value)
        for each, value in told
        if each.type not in ("date", "integer") and not _any(each, value)
    ]
    things = [_thing(regime, each, value) for each, value in named if each.name != _SENDER]
    senders = [the(regime.label(value)) for each, value in named if each.name == _SENDER]
    times = [
        *(
            _NUMBERS.get(each.name, each.name + " {}").format(value)
            for each, value in told
            if each.type == "integer"
        ),
        *(
            f"{_before(each)} {written(_day(regime, value))}"
            for each, value in told
            if each.type == "date" and value not in _OPEN
        ),
    ]
    whose = [f"of {each}" for each in senders]
    whose += [f"in the package “{package.title}”"] if package else []
    about = [f"for {', '.join(things)}"] if things else []
    return " ".join((*whose, *about, *times))


def _day(regime: Regime, value: str) -> date:
    return regime.data_date if value == "data-date" else day_of(value, "day")


def _before(parameter: Parameter) -> str:
    """The word before a day."""
    first = "after" if "left out" in parameter.meaning else "from"
    return {"day": "on", "first": first, "last": "up to"}.get(parameter.name, parameter.name)


def _any(parameter: Parameter, value: str) -> bool:
    """Whether a value is the class that stands for any where nothing is given."""
    return value == parameter.default and value.startswith("skg:") and value[4:5].isupper()


def _thing(regime: Regime, parameter: Parameter, value: str) -> str:
    label = regime.label(value) if parameter.type == "id" else value
    name = _CALLED.get(parameter.name, parameter.name)
    if not name or name in label.lower().split():
        return the(label) if value.startswith("actor/") else label
    return f"{name} “{label}”" if label[:1].islower() else f"{name} {label}"


def _lead(unit: str, count: int, rows: int, asked: str, misplaced: str | None) -> str:
    asked = f" {asked}" if asked else ""
    if not rows:
        return f"None on record{asked}{f': {misplaced}' if misplaced else ''}."
    if count == rows:
        return f"{counted(rows, unit)}{asked}."
    if count == 1:
        return f"{counted(rows, 'row')}{asked}."
    return f"{counted(count, unit)}{asked}, in {counted(rows, 'row')}."


def _notes(
    regime: Regime,
    rows: Rows,
    doubts: Sequence[str],
    misplaced: str | None,
    sources: Sequence[str],
) -> Iterator[Note]:
    if misplaced and rows:
        yield Note(f"{misplaced}.", tone=Tone.doubt)
    if doubts:
        names = [ref(regime.label(id), id) for id in doubts]
        verb = "is" if len(doubts) == 1 else "are"
        many = f"{counted(len(doubts), 'record')} that the rows name {verb} unverified"
        few = len(doubts) <= _FEW
        which = joined([": ", *joined(names)], "") if few else "; they are listed after the rows"
        yield Note((many, *spans(which), "."), tone=Tone.doubt)
    if sources:
        yield Note("; ".join(source_labels(regime, sources)), "The package is read from")
