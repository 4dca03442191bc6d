"""The command that finds what mends a package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.build import Call, asks
from kg.cli.common import package, read, talk, write_file
from kg.core.errors import BadInput


@asks("repair", "repair hanoi-2019-dprk-offer --best 2")
def repair(
    call: Call,
    cost: Annotated[
        Path | None, typer.Option(help="A TOML file with other costs; see docs/repair.md.")
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(readable=False, help="Write the package with the first proposal made."),
    ] = None,
) -> None:
    """Find the smallest changes that cure a package."""
    from kg.deal.edit.files import changed_file
    from kg.repair import read_costs

    if call.as_of is not None and write is not None:
        hint = "change as-of in the package itself"
        raise BadInput("--write keeps the day that the package names", where="--as-of", hint=hint)
    costs = read_costs(cost)
    name = call.given["package"]
    path = package(name)
    deal = read(call.regime, name, call.as_of)
    with talk("looking for the smallest changes"):
        answer = call.ask(package=deal, costs=costs)
    if write is not None and answer.good:
        text = changed_file(path, deal, answer.found.proposals[0].edits, write)
        write_file(write, text, [path])
    call.inputs.append(path)
    call.end(answer)
