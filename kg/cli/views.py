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
    read,
    the_regime,
    write_answer,
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
    from kg.answers.verbs.packages import compare as ask

    regime = the_regime()
    one, other = (read(regime, name, as_of) for name in (a, b))
    write_answer(format, ask(regime, one, other, rulebook))


@app.command(epilog="Example: sanctions-kg why hanoi-2019-dprk-offer exports-need-fissile-halt")
def why(
    file: Package,
    rule: Annotated[str, typer.Argument(help="A rule, by its id or the last part of it.")],
    rulebook: Rulebook = None,
    as_of: AsOf = None,
    format: As = Format.text,
) -> None:
    """Show the words, the text, the passages and the triples behind a finding."""
    from kg.answers.verbs.packages import why as ask

    regime = the_regime()
    write_answer(format, ask(regime, read(regime, file, as_of), rule, rulebook))
