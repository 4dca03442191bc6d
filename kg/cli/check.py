"""The command that checks the soundness of the whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import command, talk, the_regime
from kg.cli.output import width

if TYPE_CHECKING:
    from kg.check.texts import Comparison
    from kg.graph.regime import Regime


@command("check --texts resolutions/")
def check(
    texts: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Compare the numbers of the facts with the texts of the acts in this folder too.",
        ),
    ] = None,
) -> None:
    """Check the integrity of the ontology, the facts, the shapes and the queries."""
    from kg.check.document import check_document
    from kg.check.integrity import problems
    from kg.present.terminal import text

    regime = the_regime()
    compared = None if texts is None else _compared(regime, texts)
    with talk("checking ontology, facts, shapes and queries"):
        found = problems(regime)
    if compared:
        found = [*found, *compared.problems]
        for line in compared.left_aside:
            print(line, file=sys.stderr)
    document = check_document(regime.data_date, found, compared)
    # What is not sound is told whole, each problem in one line unless a terminal is narrower.
    print(text(document, width(), sys.stdout.isatty(), everything=True), end="")
    raise typer.Exit(1 if any(each.severity == "error" for each in found) else 0)


def _compared(regime: Regime, folder: Path) -> Comparison:
    from kg.check.texts import compare

    with talk("comparing the facts with the texts"):
        return compare(regime, folder)
