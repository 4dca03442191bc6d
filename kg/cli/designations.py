"""The command that reads a published list of designations into a graph."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import command, the_regime
from kg.cli.output import width
from kg.lists.formats import ListFormat

# So many are named; the rest is counted.
_MOST_UNREAD = 100


@command("import-designations consolidated.xml -o designations.nq", name="import-designations")
def import_designations(
    file: Annotated[
        Path, typer.Argument(help="The list, as its publisher has it; gzip is read too.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", readable=False, help="A file in .nq or .trig.")
    ],
    format: Annotated[
        ListFormat | None, typer.Option("--format", help="The format, if not by the content.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Keep records under no programme of the regime too.")
    ] = False,
) -> None:
    """Read a list of designations into a graph, linked to the provisions that they rest on."""
    from kg.lists import bring
    from kg.lists.document import import_document
    from kg.present.terminal import text

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
    written = text(import_document(regime, report, file, output), width())
    print(written, end="", file=sys.stderr)
