"""Commands on single things, named questions and the soundness of the whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import (
    As,
    AsTable,
    Format,
    TableFormat,
    app,
    out,
    read,
    talk,
    the_regime,
    width,
    write_answer,
    write_rows,
)
from kg.core.errors import BadInput

if TYPE_CHECKING:
    from kg.check.texts import Comparison
    from kg.graph.regime import Regime


@app.command(epilog="Example: sanctions-kg show un/2397/7")
def show(
    id: Annotated[
        str, typer.Argument(help="An id, such as un/2397/7, action/yongbyon-freeze or goods/coal.")
    ],
    format: As = Format.text,
) -> None:
    """Tell everything known of a thing, with its sources."""
    from kg.answers.verbs.law import show as ask

    write_answer(format, ask(the_regime(), id))


@app.command(epilog="Example: sanctions-kg query history-of-subject subject=subject/coal")
def query(
    name: Annotated[str | None, typer.Argument(help="The question's file name.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Values, as key=value.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the questions.")] = False,
    package: Annotated[
        str | None, typer.Option(help="The package, for a question that asks of one.")
    ] = None,
    with_: Annotated[
        list[Path] | None,
        typer.Option("--with", help="A file to ask as well, such as lists.nq; repeatable."),
    ] = None,
    format: AsTable = TableFormat.text,
) -> None:
    """Ask one of the named questions."""
    from kg import lists
    from kg.answers.verbs import questions
    from kg.graph import queries

    if list_ or name is None:
        with out() as console:
            for known in queries.list_queries():
                console.print(f"{known.name}: {known.title}", markup=False, highlight=False)
        return
    regime, given = the_regime(), pairs(parameters or [])
    regime = lists.beside(regime, with_) if with_ else regime
    deal = None if package is None else read(regime, package)
    answer = questions.ask(regime, name, given, deal)
    about_lists = queries.find(name).theme == "designations"
    if not answer.found and about_lists and (told := lists.hint(regime)):
        print(told, file=sys.stderr)
    if format is TableFormat.text:
        write_answer(format, answer)
        return
    with out() as console:
        write_rows(console, answer.found, format)
    print("\n".join(questions.grounds(answer)), file=sys.stderr)


@app.command(epilog="Example: sanctions-kg check --texts resolutions/")
def check(
    texts: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Compare the numbers of the facts with the texts of the acts in this folder too.",
        ),
    ] = None,
) -> None:
    """Check the integrity of the ontology, the facts, the shapes and the queries."""
    from kg.check.document import check_document
    from kg.check.integrity import problems
    from kg.present.terminal import text

    regime = the_regime()
    compared = None if texts is None else _compared(regime, texts)
    with talk("checking ontology, facts, shapes and queries"):
        found = problems(regime)
    if compared:
        found = [*found, *compared.problems]
        for line in compared.left_aside:
            print(line, file=sys.stderr)
    document = check_document(regime.data_date, found, compared)
    # What is not sound is told whole, each problem in one line unless a terminal is narrower.
    print(text(document, width(), sys.stdout.isatty(), everything=True), end="")
    raise typer.Exit(1 if any(each.severity == "error" for each in found) else 0)


def _compared(regime: Regime, folder: Path) -> Comparison:
    from kg.check.texts import compare

    with talk("comparing the facts with the texts"):
        return compare(regime, folder)


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
