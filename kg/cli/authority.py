"""The command that says who can relax a measure, by which act, on which conditions."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import AsTable, TableFormat, app, the_regime, write_answer


@app.command(epilog="Example: sanctions-kg authority us/nkspea/201B --on 2019-12-20")
def authority(
    id: Annotated[
        str,
        typer.Argument(
            help="A relief measure, such as kaesong, a provision, a division or a power."
        ),
    ],
    on: Annotated[str | None, typer.Option(help="The day (YYYY-MM-DD).")] = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say who can relax a measure: body, act, conditions, notice, term, and the way back."""
    from kg.answers.verbs.law import authority as ask

    write_answer(format, ask(the_regime(), id, on))
