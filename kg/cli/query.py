"""The command that asks the named questions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import InputFormat, read, the_regime
from kg.cli.common import package as found_package
from kg.cli.completing import packages, questions
from kg.cli.output import Output, writes
from kg.core.errors import BadInput


@writes("query", "query history-of-subject subject=subject/coal")
def query(
    output: Output,
    name: Annotated[
        str | None, typer.Argument(help="The question's file name.", autocompletion=questions)
    ] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Values, as key=value.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the questions.")] = False,
    package: Annotated[
        str | None,
        typer.Option(help="The package, for a question that asks of one.", autocompletion=packages),
    ] = None,
    with_: Annotated[
        list[Path] | None,
        typer.Option("--with", help="A file to ask as well, such as lists.nq; repeatable."),
    ] = None,
    input_format: InputFormat = None,
) -> None:
    """Ask one of the named questions."""
    from kg import lists
    from kg.answers.verbs import questions as asked
    from kg.graph import queries
    from kg.present.data import as_csv, as_json

    if list_ or name is None:
        for known in queries.list_queries():
            print(f"{known.name}: {known.title}")
        return
    regime, given = the_regime(), pairs(parameters or [])
    regime = lists.beside(regime, with_) if with_ else regime
    deal = None if package is None else read(regime, package)
    answer = asked.ask(regime, name, given, deal)
    rows, lines = answer.found, asked.grounds(answer)
    inputs = [*(with_ or []), *([] if package is None else [found_package(package)])]
    if not rows and queries.find(name).theme == "designations" and (told := lists.hint(regime)):
        print(told, file=sys.stderr)
    if output.form == "json":
        output.put(as_json([dict(row) for row in rows]).encode(), inputs)
    elif output.form == "csv":
        output.put(as_csv(rows).encode(), inputs)
    else:
        output.write(answer, inputs=inputs)
    if output.form in ("json", "csv"):
        print("\n".join(lines), file=sys.stderr)


def pairs(parameters: list[str]) -> dict[str, str]:
    """Reads parameters given as key=value.

    Raises:
        BadInput: if one has no equals sign.
    """
    found = {}
    for given in parameters:
        key, equals, value = given.partition("=")
        if not equals:
            raise BadInput(f"{given} is not a parameter", hint="write key=value")
        found[key] = value
    return found
