"""Commands on what a package leaves, what comes back, and whether its phases are balanced."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli.common import (
    AsOf,
    AsTable,
    Rulebook,
    TableFormat,
    app,
    out,
    read,
    the_regime,
    write_json,
    write_rows,
)

if TYPE_CHECKING:
    from datetime import date

    from kg.queries import Rows

Package = Annotated[str, typer.Argument(help="A package, or the name of a shipped one.")]
After = Annotated[
    int | None, typer.Option(help="The phase after which to look, from 1; the last if left out.")
]
Sender = Annotated[
    str | None,
    typer.Option(help="Only the law of this state or body, such as unsc or united-states."),
]


@app.command(epilog="Example: sanctions-kg residual wertz-2019-framework --after 3")
def residual(
    file: Package,
    after: After = None,
    all_: Annotated[
        bool, typer.Option("--all", help="List what restricts nothing too, not only measures.")
    ] = False,
    sender: Sender = None,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say what is left in force after a phase, and what is relaxed how far."""
    from kg.after import residual as ask
    from kg.after.text import residual_json, residual_rows, residual_text

    regime = the_regime()
    found = ask(regime, read(regime, file, as_of), after, sender)
    if format is TableFormat.text:
        with out() as console:
            residual_text(console, found, all_)
        return
    days = (found.after.data_date, found.after.as_of)
    _data(format, residual_json(found, all_), residual_rows(found, all_), *days)


@app.command(epilog="Example: sanctions-kg exposure wertz-2019-framework --after 3")
def exposure(
    file: Package,
    after: After = None,
    sender: Sender = None,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say how what is relaxed by a phase comes back, who decides and who can block it."""
    from kg.after import exposure as ask
    from kg.after.text import exposure_json, exposure_rows, exposure_text

    regime = the_regime()
    found = ask(regime, read(regime, file, as_of), after, sender)
    if format is TableFormat.text:
        with out() as console:
            exposure_text(console, regime, found)
        return
    days = (found.after.data_date, found.after.as_of)
    _data(format, exposure_json(regime, found), exposure_rows(found), *days)


@app.command(epilog="Example: sanctions-kg balance hanoi-2019-dprk-offer")
def balance(
    file: Package,
    rulebook: Rulebook = None,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Compare, phase by phase, the stage of the relief with the stage of the concessions."""
    from kg.balance import balance as ask
    from kg.balance.text import balance_json, balance_rows, balance_text

    regime = the_regime()
    found = ask(regime, read(regime, file, as_of), rulebook)
    if format is TableFormat.text:
        with out() as console:
            balance_text(console, regime, found)
        return
    _data(format, balance_json(found), balance_rows(found), found.data_date, found.as_of)


def _data(
    format: TableFormat, data: dict[str, Any], rows: Rows, data_date: date, as_of: date
) -> None:
    from kg.answers import as_of_line

    with out() as console:
        if format is TableFormat.json:
            write_json(console, data)
        else:
            write_rows(console, rows, format)
    if format is TableFormat.csv:
        print(as_of_line(data_date, as_of), file=sys.stderr)
