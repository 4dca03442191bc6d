"""The command that says what relief is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import (
    AsOf,
    AsTable,
    TableFormat,
    app,
    is_package,
    read,
    shipped,
    the_regime,
    write_answer,
)
from kg.core.errors import BadInput, UnknownId

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_ENDINGS = (".yaml", ".yml", ".json", ".jsonld", ".ttl")


@app.command(epilog="Example: sanctions-kg value wertz-2019-framework --after 3")
def value(
    of: Annotated[
        str,
        typer.Argument(
            metavar="FILE|RELIEF",
            help="A package, the name of a shipped one, or a relief measure such as kaesong.",
        ),
    ],
    after: Annotated[int | None, typer.Option(help="Stop after this phase.")] = None,
    as_of: AsOf = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Say what relief is worth a year, as ranges with sources and caveats."""
    from kg.answers.verbs import law, packages

    regime = the_regime()
    if is_package(of) or Path(of).suffix in _ENDINGS:
        answer = packages.value(regime, read(regime, of, as_of), after)
    elif after is not None:
        hint = "name a package"
        raise BadInput(f"a relief measure has no phases: {of}", where="--after", hint=hint)
    else:
        answer = law.worth(regime, known(regime, of), as_of)
    write_answer(format, answer)


def known(regime: Regime, name: str) -> str:
    """Returns the name of a relief measure.

    Raises:
        UnknownId: if there is no such relief measure; it names near ones, and near packages.
    """
    from kg.core.ids import did_you_mean

    measures = [id.removeprefix("relief/") for id in regime.known("relief")]
    own = name.removeprefix("relief/")
    if own in measures:
        return own
    near = did_you_mean(own, [*measures, *shipped()])
    hint = f"did you mean {near[0]}?" if near else "list packages in deals/, or name a relief"
    raise UnknownId(f"no package and no relief measure {name}", hint=hint)
