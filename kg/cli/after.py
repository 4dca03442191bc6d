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
    from kg.answers.verbs.packages import residual as ask

    regime = the_regime()
    write_answer(format, ask(regime, read(regime, file, as_of), after, all_, sender))


@app.command(epilog="Example: sanctions-kg exposure wertz-2019-framework --after 3")
def exposure(
    file: Package,
    after: After = None,
    sender: Sender = None,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say how what is relaxed by a phase comes back, who decides and who can block it."""
    from kg.answers.verbs.packages import exposure as ask

    regime = the_regime()
    write_answer(format, ask(regime, read(regime, file, as_of), after, sender))


@app.command(epilog="Example: sanctions-kg balance hanoi-2019-dprk-offer")
def balance(
    file: Package,
    rulebook: Rulebook = None,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Compare, phase by phase, the stage of the relief with the stage of the concessions."""
    from kg.answers.verbs.packages import balance as ask

    regime = the_regime()
    write_answer(format, ask(regime, read(regime, file, as_of), rulebook))
