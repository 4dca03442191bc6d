"""Brings a list into a graph: reads, links, writes, and counts what became of each record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kg.core.errors import BadInput
from kg.core.files import putting
from kg.core.ids import did_you_mean
from kg.lists.formats import READERS, ListFormat, recognised
from kg.lists.links import Links, Match
from kg.lists.records import Record, Unread
from kg.lists.source import Source
from kg.lists.spill import Spill
from kg.lists.write import NQUADS, TRIG, Writer, triples

if TYPE_CHECKING:
    from kg.graph.regime import Regime

GRAPH = "graph/designations"
NO_PROGRAMME = "under no programme of the regime"
OTHERS_TOO = "only under programmes that hold names of other targets too, without its mark"
TWICE = "the id was read before"
# So many codes that no programme has are told apart; a list has some dozens.
_MOST_CODES = 1000


@dataclass
class Report:
    """What became of the records of a file.

    Attributes:
        format: the format that was read.
        read: how many records were read.
        kept: how many designations were written.
        programmes: how many of them stand under each programme, by its id.
        unknown: how many of them stand under each programme that the facts do not know, as the list
            writes it.
        skipped: how many records were left out for each reason.
        first: the line of the first record that was left out for a reason.
        unread: how many parts of the file gave no record.
    """

    format: ListFormat
    read: int = 0
    kept: int = 0
    programmes: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    unread: int = 0

    def skip(self, reason: str, line: int) -> None:
        """Counts a record that is left out."""
        self.skipped[reason] += 1
        self.first.setdefault(reason, line)


def bring(
    regime: Regime,
    path: Path,
    output: Path,
    format: ListFormat | None = None,
    every: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Reads a list into a file of RDF with one named graph, in memory that does not grow with it.

    Args:
        regime: the regime whose programmes are looked for.
        path: the list, compressed with gzip or not.
        output: where the graph goes, ``.nq`` or ``.trig``; put in place only once it is complete.
        format: the format; recognised by the content if left out.
        every: whether records under no programme of the regime are kept too.
        tell: is told of each part of the file that cannot be read: file, line, and why.

    Raises:
        BadInput: if the file cannot be read at all, or the output cannot be written.
    """
    _check_output(path, output)
    source, links = Source(path), Links(regime)
    report = Report(format or recognised(source))
    with putting(output) as stream, Spill() as spill:
        writer = Writer(stream, output.suffix.lower(), regime.base + GRAPH)
        for each in READERS[report.format](source, spill):
            if isinstance(each, Unread):
                report.unread += 1
                tell(f"{source.at(each.line)}: {each.reason}")
                continue
            report.read += 1
            if not spill.first(each.id):
                report.skip(TWICE, each.line)
                continue
            matches = [links.match(listing) for listing in each.listings]
            if every or _belongs(each, matches, report):
                _count(matches, report)
                writer.write(triples(regime.base, each, matches))
        if report.unread and not report.read:
            hint = f"is it {report.format}? see --format"
            raise BadInput("not one record can be read", where=source.at(), hint=hint)
        writer.end()
    return report


def _belongs(record: Record, matches: list[Match], report: Report) -> bool:
    if any(match.ours for match in matches):
        return True
    found = any(match.programmes for match in matches)
    report.skip(OTHERS_TOO if found else NO_PROGRAMME, record.line)
    return False


def _count(matches: list[Match], report: Report) -> None:
    report.kept += 1
    report.programmes.update({id for match in matches for id in match.programmes})
    for code in {code for match in matches for code in match.unknown}:
        known = code in report.unknown or len(report.unknown) < _MOST_CODES
        report.unknown[code if known else "others"] += 1


def _check_output(path: Path, output: Path) -> None:
    if output.suffix.lower() not in (NQUADS, TRIG):
        near = did_you_mean(output.suffix.lower(), (NQUADS, TRIG))
        hint = f"did you mean {output.stem}{near[0]}?" if near else f"end it in {NQUADS} or {TRIG}"
        raise BadInput("the output is N-Quads or TriG", where=str(output), hint=hint)
    if output.exists() and path.exists() and output.samefile(path):
        raise BadInput("the output file is the list itself", where=str(output))
