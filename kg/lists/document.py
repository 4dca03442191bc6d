"""What came of reading a list of designations, as a document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.core.document import Column, Document, Listing, Note, Table, listing, ref
from kg.core.wording import counted

if TYPE_CHECKING:
    from kg.graph.regime import Regime
    from kg.lists import Report

_COUNT = Column("records", "records", "number")

# What the formats are called.
_FORMATS = {
    "un-xml": "the consolidated list of the United Nations",
    "ofac-xml": "the XML of OFAC",
    "ofac-csv": "the CSV of OFAC",
    "ftm": "FollowTheMoney",
}


@dataclass(frozen=True, kw_only=True)
class ImportDocument(Document):
    """What was read from a list of designations.

    Attributes:
        programmes: how many records stand under each programme on record.
        unknown: how many stand under codes that are no programme on record, kept as text.
        skipped: why records were left out, how many, and the first of them.
    """

    programmes: Table | None = None
    unknown: Table | None = None
    skipped: Listing | None = None


def import_document(regime: Regime, report: Report, file: Path, output: Path) -> ImportDocument:
    """Makes the document of a list that was read.

    Args:
        regime: the regime that the designations are linked to.
        report: what came of it.
        file: the list.
        output: the graph that was written.
    """
    known = sorted(report.programmes.items())
    unknown = sorted(report.unknown.items(), key=lambda each: (-each[1], each[0]))
    skipped = [
        f"skipped {count:,}: {reason} (the first: {file}:{report.first[reason]})"
        for reason, count in sorted(report.skipped.items())
    ]
    notes = [f"not readable: {counted(report.unread, 'record')}."] if report.unread else []
    form = _FORMATS.get(report.format, report.format)
    return ImportDocument(
        title=f"Designations in {file.name}",
        lead=(
            f"Read {counted(report.read, 'record')} as {form}, kept {report.kept:,}, "
            f"wrote {output}."
        ),
        data_date=regime.data_date,
        notes=tuple(map(Note, notes)),
        programmes=Table(
            (Column("programme", "programme"), _COUNT, Column("id", "id", "id")),
            tuple((ref(regime.label(id), id), count, id) for id, count in known),
            "programme",
            "By programme",
        )
        if known
        else None,
        unknown=Table(
            (Column("code", "code"), _COUNT),
            tuple(unknown),
            "code",
            "Under programmes that are not on record, kept as text",
        )
        if unknown
        else None,
        skipped=listing(skipped, "reason") if skipped else None,
    )
