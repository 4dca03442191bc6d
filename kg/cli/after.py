"""Commands on what a package leaves, what comes back, and whether its phases are balanced."""

from __future__ import annotations

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
    write_csv,
    write_json,
)

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.queries import Rows
    from kg.regime import Regime

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
    deal = read(regime, file, as_of)
    found = ask(regime, deal, after, sender)
    if format is TableFormat.text:
        with out() as console:
            residual_text(console, found, all_)
        return
    _data(format, regime, deal, residual_json(found, all_), residual_rows(found, all_))


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
    deal = read(regime, file, as_of)
    found = ask(regime, deal, after, sender)
    if format is TableFormat.text:
        with out() as console:
            exposure_text(console, regime, found)
        return
    _data(format, regime, deal, exposure_json(regime, found), exposure_rows(found))


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
    deal = read(regime, file, as_of)
    found = ask(regime, deal, rulebook)
    if format is TableFormat.text:
        with out() as console:
            balance_text(console, regime, found)
        return
    _data(format, regime, deal, balance_json(found), balance_rows(found))


def _data(
    format: TableFormat, regime: Regime, deal: Deal, data: dict[str, Any], rows: Rows
) -> None:
    with out() as console:
        if format is TableFormat.json:
            write_json(console, data)
        else:
            write_csv(console, regime, rows, deal.as_of, package_sources=deal.sources)
