"""Commands that look at packages from the side: two beside each other, a finding from behind."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.common import (
    As,
    AsOf,
    AsTable,
    Format,
    Package,
    Rulebook,
    TableFormat,
    app,
    out,
    read,
    the_regime,
    write_answer,
    write_json,
)


@app.command(epilog="Example: sanctions-kg compare hanoi-2019-us-position hanoi-2019-dprk-offer")
def compare(
    a: Package,
    b: Package,
    rulebook: Rulebook = None,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say how package B differs from package A, and how both are judged."""
    from kg.compare import compare as ask
    from kg.compare import side
    from kg.compare.text import compare_json, compare_rows, compare_text

    regime = the_regime()
    one, other = (side(regime, read(regime, name, as_of), rulebook) for name in (a, b))
    found = ask(one, other)
    write_answer(
        format,
        regime,
        one.deal.as_of,
        other.deal.as_of,
        text=lambda console: compare_text(console, regime, found),
        data=lambda: compare_json(regime, found),
        rows=lambda: compare_rows(regime, found),
    )


@app.command(epilog="Example: sanctions-kg why hanoi-2019-dprk-offer exports-need-fissile-halt")
def why(
    file: Package,
    rule: Annotated[str, typer.Argument(help="A rule, by its id or the last part of it.")],
    rulebook: Rulebook = None,
    as_of: AsOf = None,
    format: As = Format.text,
) -> None:
    """Show the words, the text, the passages and the triples behind a finding."""
    from kg.why import why as ask
    from kg.why.text import why_json, why_text

    regime = the_regime()
    deal = read(regime, file, as_of)
    answer = ask(regime, deal, rule, rulebook)
    with out() as console:
        if format is Format.json:
            write_json(console, why_json(regime, deal, answer))
        else:
            why_text(console, regime, deal, answer)
