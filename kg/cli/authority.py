"""The command that says who can relax a measure, by which act, on which conditions."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import (
    AsTable,
    TableFormat,
    app,
    day,
    out,
    the_regime,
    write_csv,
    write_json,
)


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
    with out() as console:
        if format is TableFormat.json:
            write_json(console, authority_json(found))
        elif format is TableFormat.csv:
            write_csv(console, regime, authority_rows(found), found.as_of)
        else:
            authority_text(console, found)
