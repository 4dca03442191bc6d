"""The command that reads a published list of designations into a graph."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import command, the_regime
from kg.lists.formats import ListFormat

if TYPE_CHECKING:
    from kg.graph.regime import Regime
    from kg.lists import Report

# So many are named; the rest is counted.
_MOST_UNREAD = 100
_MOST_CODES = 12


@command("import-designations consolidated.xml -o designations.nq", name="import-designations")
def import_designations(
    file: Annotated[
        Path, typer.Argument(help="The list, as its publisher has it; gzip is read too.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="A file in .nq or .trig.")],
    format: Annotated[
        ListFormat | None, typer.Option("--format", help="The format, if not by the content.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Keep records under no programme of the regime too.")
    ] = False,
) -> None:
    """Read a list of designations into a graph, linked to the provisions that they rest on."""
    from kg.lists import bring

    gc.enable()  # A list may be long.
    told = 0

    def tell(line: str) -> None:
        nonlocal told
        told += 1
        if told <= _MOST_UNREAD:
            print(line, file=sys.stderr)

    regime = the_regime()
    report = bring(regime, file, output, format, all_, tell)
    if told > _MOST_UNREAD:
        print(f"… and {told - _MOST_UNREAD:,} more", file=sys.stderr)
    print("\n".join(_lines(regime, report, file, output)), file=sys.stderr)


def _lines(regime: Regime, report: Report, file: Path, output: Path) -> list[str]:
    read = f"read {report.read:,} records as {report.format}, kept {report.kept:,}"
    lines = [f"{read}, wrote {output}"]
    if report.programmes:
        lines.append("by programme:")
        for id, count in sorted(report.programmes.items()):
            lines.append(f"  {count:,}  {regime.label(id)} ({id})")
    if report.unknown:
        lines.append("under programmes that are not on record, kept as text:")
        ordered = sorted(report.unknown.items(), key=lambda each: (-each[1], each[0]))
        lines += [f"  {count:,}  {code}" for code, count in ordered[:_MOST_CODES]]
        if more := len(ordered) - _MOST_CODES:
            lines += [f"  and {more:,} more"] if more > 0 else []
    for reason, count in sorted(report.skipped.items()):
        first = f"{file}:{report.first[reason]}"
        lines.append(f"skipped {count:,}: {reason} (the first: {first})")
    if report.unread:
        lines.append(f"not readable: {report.unread:,}")
    return lines
