"""Commands on what could be: what mends a package, and what is possible at all."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.check.engines import Engine
from kg.cli.common import (
    As,
    AsOf,
    AsTable,
    Format,
    Rulebook,
    TableFormat,
    app,
    package,
    read,
    talk,
    the_regime,
    write_answer,
    write_file,
)
from kg.core.errors import BadInput


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
    engine: Annotated[
        Engine, typer.Option(help="What checks each proposal again: compiled is faster.")
    ] = Engine.reference,
    write: Annotated[
        Path | None, typer.Option(help="Write the package with the first proposal made.")
    ] = None,
    as_of: AsOf = None,
    format: As = Format.text,
) -> None:
    """Find the smallest changes that cure a package."""
    from kg.answers.verbs.packages import repair as ask
    from kg.deal.edit.files import changed_file
    from kg.repair import read_costs

    if as_of is not None and write is not None:
        hint = "change as-of in the package itself"
        raise BadInput("--write keeps the day that the package names", where="--as-of", hint=hint)
    costs = read_costs(cost)
    regime = the_regime()
    path = package(file)
    deal = read(regime, file, as_of)
    with talk("looking for the smallest changes"):
        answer = ask(
            *(regime, deal, rulebook),
            best=best,
            keep=keep or (),
            strict=strict,
            engine=engine,
            costs=costs,
        )
    if write is not None and answer.good:
        text = changed_file(path, deal, answer.found.proposals[0].edits, write)
        write_file(write, text, [path])
    write_answer(format, answer)
    raise typer.Exit(0 if answer.good else 1)


@app.command(epilog="Example: sanctions-kg frontier --plot frontier.svg")
def frontier(
    fixed: Annotated[
        str | None, typer.Option(help="A package whose commitments stay, or a shipped one's name.")
    ] = None,
    rulebook: Rulebook = None,
    phases: Annotated[int, typer.Option(help="The most phases of a package.")] = 3,
    seconds: Annotated[float, typer.Option(help="Stop after this long with what is found.")] = 30.0,
    strict: Annotated[bool, typer.Option("--strict", help="Leave no weakness either.")] = False,
    write: Annotated[
        Path | None, typer.Option(help="Write each package as YAML into this new folder.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the points into this SVG file.")] = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Show the packages that give the most relief for the fewest steps at the least risk."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from kg.answers.verbs.packages import frontier as ask

    regime = the_regime()
    base = read(regime, fixed) if fixed else None
    source = package(fixed) if fixed else None
    if write is not None and write.exists():
        hint = "choose another name"
        raise BadInput("the folder exists; nothing was written", where=str(write), hint=hint)
    for path in (write, plot):
        if path is not None and not path.parent.is_dir():
            raise BadInput("there is no such folder", where=str(path.parent))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    shown = sys.stderr.isatty()
    bar = Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown)
    with bar as progress:
        task = progress.add_task("searching", total=1.0)

        def tell(points: int, done: float) -> None:
            progress.update(task, completed=done, description=f"searching, {points} found")

        answer = ask(
            *(regime, base, rulebook),
            phases=phases,
            seconds=seconds,
            strict=strict,
            tell=tell,
        )
    front = answer.found
    if plot is not None:
        from kg.answers.possible.plot import svg

        write_file(plot, svg(regime, front), [source] if source else [])
    if write is not None:
        from kg.deal.edit.files import changed_file

        suffix = source.suffix if source else ".yaml"
        try:
            write.mkdir()
        except OSError as error:
            raise BadInput(f"cannot write: {error.strerror}", where=str(write)) from None
        for number, point in enumerate(front.points, 1):
            path = write / f"point-{number}{suffix}"
            write_file(path, changed_file(source, front.base, point.edits, path))
    write_answer(format, answer)
    raise typer.Exit(0 if answer.good else 1)
