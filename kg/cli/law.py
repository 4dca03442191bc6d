"""Commands on the law itself: what was in force, what changed, how it came about."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from datetime import date

    from kg.queries import Rows
    from kg.regime import Regime

Sender = Annotated[
    str | None,
    typer.Option(help="Only of this state or body, such as unsc, united-states or 'South Korea'."),
]


@app.command("regime", epilog="Example: sanctions-kg regime --on 2017-08-04 --goods coal")
def regime_on(
    on: Annotated[
        str | None, typer.Option(help="The day (YYYY-MM-DD); the data date if left out.")
    ] = None,
    type: Annotated[
        str | None,
        typer.Option(help="A type of measure, such as ExportBan, 'export ban' or financial."),
    ] = None,
    goods: Annotated[
        str | None, typer.Option(help="Goods, such as coal, or an HS code, such as 2701.")
    ] = None,
    sender: Sender = None,
    instrument: Annotated[
        str | None, typer.Option(help="Only of this act, such as un/2397.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Demands, powers and definitions too, not only measures.")
    ] = False,
    format: AsTable = TableFormat.text,
) -> None:
    """Say what was in force on a day."""
    from kg.law import regime_on as ask
    from kg.law.text import law_json, law_rows, law_text

    regime = the_regime()
    law = ask(
        regime,
        day(on, "--on") if on is not None else None,
        type=type,
        goods=goods,
        sender=sender,
        instrument=instrument,
        every=all_,
    )
    if format is TableFormat.text:
        with out() as console:
            law_text(console, law, "provisions" if all_ else "measures")
        return
    _as_data(format, regime, law_json(law), law_rows(law), law.day, law.warning)


@app.command(epilog="Example: sanctions-kg changes --from 2017-08-01 --to 2017-12-31 --sender unsc")
def changes(
    from_: Annotated[
        str, typer.Option("--from", help="The starting point; what happened on it is left out.")
    ],
    to: Annotated[str | None, typer.Option(help="The last day; the data date if left out.")] = None,
    sender: Sender = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say what changed in the law between two days, and by which act."""
    from kg.law import changes as ask
    from kg.law.text import changes_json, changes_rows, changes_text

    last = day(to, "--to") if to is not None else None
    regime = the_regime()
    found = ask(regime, day(from_, "--from"), last, sender=sender)
    if format is TableFormat.text:
        with out() as console:
            changes_text(console, found)
        return
    data, rows = changes_json(found), changes_rows(found)
    _as_data(format, regime, data, rows, found.last, found.warning)


@app.command(epilog="Example: sanctions-kg history coal")
def history(
    id: Annotated[
        str,
        typer.Argument(help="A subject or goods, such as coal, or a provision, such as un/2371/8."),
    ],
    format: AsTable = TableFormat.text,
) -> None:
    """Tell how the law on a subject, on goods or in a provision came about, with caps and dates."""
    from kg.law import history as ask
    from kg.law.text import history_json, history_rows, history_text

    regime = the_regime()
    found = ask(regime, id)
    if format is TableFormat.text:
        with out() as console:
            history_text(console, found)
        return
    data, rows = history_json(found), history_rows(found)
    _as_data(format, regime, data, rows, found.data_date, None)


def _as_data(
    format: TableFormat,
    regime: Regime,
    data: dict[str, Any],
    rows: Rows,
    as_of: date,
    warning: str | None,
) -> None:
    """Writes an answer as JSON or CSV; what a table cannot say goes to stderr."""
    with out() as console:
        if format is TableFormat.json:
            write_json(console, data)
        else:
            write_csv(console, regime, rows, as_of)
    if warning:
        print(f"sanctions-kg: warning: {warning}", file=sys.stderr)
