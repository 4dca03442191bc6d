"""The command that mends a package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import (
    As,
    AsOf,
    Format,
    Rulebook,
    app,
    out,
    package,
    read,
    the_regime,
    write_json,
)


@app.command(epilog="Example: sanctions-kg repair hanoi-2019-dprk-offer --best 2")
def repair(
    file: Annotated[str, typer.Argument(help="A package, or the name of a shipped one.")],
    rulebook: Rulebook = None,
    best: Annotated[int, typer.Option(help="How many proposals to show.")] = 3,
    keep: Annotated[
        list[str] | None,
        typer.Option(help="A phase or commitment that stays as it is, such as phase-2/relief-1."),
    ] = None,
    cost: Annotated[
        Path | None, typer.Option(help="A TOML file with other costs; see docs/repair.md.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Cure weaknesses too.")] = False,
    write: Annotated[
        Path | None, typer.Option(help="Write the package with the first proposal made.")
    ] = None,
    as_of: AsOf = None,
    format: As = Format.text,
) -> None:
    """Find the smallest changes that cure a package."""
    from kg.repair import read_costs
    from kg.repair import repair as ask
    from kg.repair.text import cured, repair_json, repair_text

    costs = read_costs(cost)
    regime = the_regime()
    path = package(file)
    deal = read(regime, file, as_of)
    answer = ask(regime, deal, rulebook, best=best, keep=keep or (), costs=costs, strict=strict)
    if write is not None and answer.proposals:
        text = cured(path, deal, answer.proposals[0], write)
        with out(write, [path]) as written:
            written.file.write(text)
        print(f"wrote {write}", file=sys.stderr)
    with out() as console:
        if format is Format.json:
            write_json(console, repair_json(regime, deal, answer))
        else:
            repair_text(console, regime, deal, answer)
    raise typer.Exit(0 if answer.proposals else 1)
