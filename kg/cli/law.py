"""Commands on the law itself: what was in force, what changed, how it came about."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import AsTable, TableFormat, app, the_regime, write_answer

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
    from kg.answers.verbs.law import regime as ask

    write_answer(format, ask(the_regime(), on, type, goods, sender, instrument, all_))


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
    from kg.answers.verbs.law import changes as ask

    write_answer(format, ask(the_regime(), from_, to, sender))


@app.command(epilog="Example: sanctions-kg history coal")
def history(
    id: Annotated[
        str,
        typer.Argument(help="A subject or goods, such as coal, or a provision, such as un/2371/8."),
    ],
    format: AsTable = TableFormat.text,
) -> None:
    """Tell how the law on a subject, on goods or in a provision came about, with caps and dates."""
    from kg.answers.verbs.law import history as ask

    write_answer(format, ask(the_regime(), id))
