"""The command that says what concessions justify, also as the most that goes together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.build import VERBS, Call, asks
from kg.cli.common import InputFormat, is_package, package, read, write_file
from kg.cli.completing import completer
from kg.core.errors import BadInput
from kg.graph import names

if TYPE_CHECKING:
    from kg.graph.regime import Regime


@asks("justify", "justify yongbyon-freeze road-map --verified-by iaea", without=["actions"])
def justify(
    call: Call,
    actions: Annotated[
        list[str],
        typer.Argument(
            help="Actions, such as yongbyon-freeze; with --most also a package, whose concessions "
            "stay in their phases.",
            autocompletion=completer("actions"),
        ),
    ],
    most: Annotated[
        bool, typer.Option("--most", help="Find the most relief that goes together, in phases.")
    ] = False,
    phases: Annotated[
        int | None, typer.Option(help="With --most: the most phases; 3 if left out.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="With --most: leave no weakness either.")
    ] = False,
    write: Annotated[
        Path | None,
        typer.Option(readable=False, help="With --most: write the package to this file."),
    ] = None,
    input_format: InputFormat = None,
) -> None:
    """Say which relief concessions can justify, by stage, and what one more would add."""
    if most:
        phases = VERBS["most"].read({"phases": phases})["phases"]
        _most(call, list(call.verb.read({"actions": actions})["actions"]), phases, strict, write)
        return
    for name, given in (("--phases", phases), ("--strict", strict), ("--write", write)):
        if given:
            raise BadInput("this goes with --most alone", where=name)
    call.end(call.ask(actions=actions))


def _most(
    call: Call, actions: list[str], phases: int | None, strict: bool, write: Path | None
) -> None:
    from kg.answers.verbs.possible import most_for

    regime, verified_by = call.regime, call.given["verified_by"]
    path = None
    if len(actions) == 1 and not _is_action(regime, actions[0]):
        path = package(actions[0]) if is_package(actions[0]) else None
    for name, stated in (("--verified-by", verified_by), ("--phases", phases)):
        if path and stated is not None:
            raise BadInput("a package says so itself", where=name, hint="leave it out")
    given = read(regime, actions[0]) if path else actions
    rulebook = call.given["rulebook"]
    answer = most_for(regime, given, verified_by, rulebook, phases=phases, strict=strict)
    call.inputs += [path] if path else []
    if write is not None:
        from kg.deal.edit.files import changed_file

        text = changed_file(path, answer.found.base, answer.found.edits, write)
        write_file(write, text, call.inputs)
    call.end(answer)


def _is_action(regime: Regime, text: str) -> bool:
    try:
        return bool(names.find(regime, text, "action"))
    except BadInput:
        return False
