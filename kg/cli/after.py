"""Commands on what a package leaves, what comes back, and whether its phases are balanced."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import (
    AsOf,
    AsTable,
    Package,
    Rulebook,
    TableFormat,
    app,
    read,
    the_regime,
    write_answer,
)

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
    write_answer(
        format,
        regime,
        deal.as_of,
        text=lambda console: residual_text(console, found, all_),
        data=lambda: residual_json(found, all_),
        rows=lambda: residual_rows(found, all_),
        package_sources=deal.sources,
    )


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
    write_answer(
        format,
        regime,
        deal.as_of,
        text=lambda console: exposure_text(console, regime, found),
        data=lambda: exposure_json(regime, found),
        rows=lambda: exposure_rows(found),
        package_sources=deal.sources,
    )


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
    write_answer(
        format,
        regime,
        deal.as_of,
        text=lambda console: balance_text(console, regime, found),
        data=lambda: balance_json(found),
        rows=lambda: balance_rows(found),
        package_sources=deal.sources,
    )
