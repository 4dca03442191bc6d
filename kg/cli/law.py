"""Commands on the law itself: what was in force, what changed, how it came about."""

from __future__ import annotations

import sys
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
    write_answer(
        format,
        regime,
        law.day,
        text=lambda console: law_text(console, law, "provisions" if all_ else "measures"),
        data=lambda: law_json(law),
        rows=lambda: law_rows(law),
    )
    _warn(format, law.warning)


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
    write_answer(
        format,
        regime,
        found.last,
        text=lambda console: changes_text(console, found),
        data=lambda: changes_json(found),
        rows=lambda: changes_rows(found),
    )
    _warn(format, found.warning)


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
    write_answer(
        format,
        regime,
        found.data_date,
        text=lambda console: history_text(console, found),
        data=lambda: history_json(found),
        rows=lambda: history_rows(found),
    )


def _warn(format: TableFormat, warning: str | None) -> None:
    """Says on stderr what a text says itself and a table cannot."""
    if warning and format is not TableFormat.text:
        print(f"sanctions-kg: warning: {warning}", file=sys.stderr)
