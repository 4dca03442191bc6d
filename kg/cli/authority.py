"""The command that says who can relax a measure, by which act, on which conditions."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import (
    AsTable,
    TableFormat,
    app,
    the_regime,
    write_answer,
)
from kg.dates import day


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
    from kg.authority import authority as ask
    from kg.authority.text import authority_json, authority_rows, authority_text

    regime = the_regime()
    found = ask(regime, id, None if on is None else day(on, "--on"))
    write_answer(
        format,
        regime,
        found.as_of,
        text=lambda console: authority_text(console, found),
        data=lambda: authority_json(found),
        rows=lambda: authority_rows(found),
    )
