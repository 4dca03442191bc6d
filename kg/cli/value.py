"""The command that says what relief is worth, of a package or of a single measure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.build import Call, asks
from kg.cli.common import is_package
from kg.cli.completing import completer, either, packages
from kg.core.errors import BadInput, UnknownId
from kg.deal import shipped

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_LONGEST = 200
_ENDINGS = (".yaml", ".yml", ".json", ".jsonld", ".ttl")


@asks("value", "value wertz-2019-framework --after 3", without=["package"])
def value(
    call: Call,
    of: Annotated[
        str,
        typer.Argument(
            metavar="FILE|RELIEF",
            help="A package, the name of a shipped one, or a relief measure such as kaesong.",
            autocompletion=either(completer("relief"), packages),
        ),
    ],
) -> None:
    """Say what relief is worth a year, as ranges with sources and caveats."""
    if is_package(of) or Path(of).suffix in _ENDINGS:
        call.end(call.ask(package=of))
    if call.given["after"] is not None:
        hint = "name a package"
        raise BadInput(f"a relief measure has no phases: {of}", where="--after", hint=hint)
    from kg.answers.verbs import law

    call.end(law.worth(call.regime, known(call.regime, of), call.as_of))


def known(regime: Regime, name: str) -> str:
    """Returns the id of a relief measure.

    Raises:
        UnknownId: if there is no such relief measure; it names near ones, and near packages.
    """
    from kg.core.ids import did_you_mean
    from kg.graph import names

    try:
        return names.find(regime, name, "relief")
    except UnknownId:
        measures = [id.removeprefix("relief/") for id in regime.known("relief")]
        near = did_you_mean(name[:_LONGEST], [*measures, *shipped.packages()])
        hint = f"did you mean {near[0]}?" if near else "list packages in deals/, or name a relief"
        raise UnknownId(f"no package and no relief measure {name}", hint=hint) from None
