"""The command that says who decides a package, who can block it and where they stand."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import (
    AsOf,
    AsTable,
    TableFormat,
    app,
    out,
    read,
    the_regime,
    write_csv,
    write_json,
)


@app.command(epilog="Example: sanctions-kg stakeholders wertz-2019-framework")
def stakeholders(
    file: Annotated[str, typer.Argument(help="A package, or the name of a shipped one.")],
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say who decides each relief, who can block it, whom else it needs, and where they stood."""
    from kg.stakeholders import stakeholders as ask
    from kg.stakeholders.text import stakeholders_json, stakeholders_rows, stakeholders_text

    regime = the_regime()
    deal = read(regime, file, as_of)
    answer = ask(regime, deal)
    with out() as console:
        if format is TableFormat.json:
            write_json(console, stakeholders_json(answer))
        elif format is TableFormat.csv:
            rows = stakeholders_rows(answer)
            write_csv(console, regime, rows, answer.as_of, package_sources=deal.sources)
        else:
            stakeholders_text(console, answer)
