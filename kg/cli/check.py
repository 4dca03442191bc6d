"""The command that checks the soundness of the whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import command, out, talk, the_regime

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
    from kg.check.integrity import problems
    from kg.core.wording import counted

    regime = the_regime()
    compared = None if texts is None else _compared(regime, texts)
    with talk("checking ontology, facts, shapes and queries"):
        found = problems(regime)
    if compared:
        found = [*found, *compared.problems]
        for line in compared.left_aside:
            print(line, file=sys.stderr)
    with out() as console:
        for problem in found:
            console.print(str(problem), markup=False, highlight=False, soft_wrap=True)
        errors = [problem for problem in found if problem.severity == "error"]
        console.print(
            f"{counted(len(errors), 'error')}, {counted(len(found) - len(errors), 'warning')}"
        )
        for line in compared.summary() if compared else ():
            console.print(line, markup=False, soft_wrap=True)
    raise typer.Exit(1 if errors else 0)


def _compared(regime: Regime, folder: Path) -> Comparison:
    from kg.check.texts import compare

    with talk("comparing the facts with the texts"):
        return compare(regime, folder)
