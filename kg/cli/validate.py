"""The command that checks packages, one or many, also with shapes of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.answers.verbs import packages as verbs
from kg.cli.batch import is_batch, validate_many
from kg.cli.build import Call, asks
from kg.cli.common import package, progress, read
from kg.cli.completing import packages
from kg.core.errors import BadInput

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.deal import Deal
    from kg.graph.regime import Regime


@asks("validate", "validate hanoi-2019-dprk-offer", without=["package"])
def validate(
    call: Call,
    files: Annotated[
        list[str],
        typer.Argument(
            help="Packages, or names of shipped ones, or -; or a folder or JSON lines.",
            autocompletion=packages,
        ),
    ],
    shapes: Annotated[
        list[Path] | None,
        typer.Option(help="Turtle with SHACL shapes of your own, run beside the rulebook."),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option(help="A rule of the rulebook to leave out; repeatable.")
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, max=64, help="Processes, for a folder or JSON lines.")
    ] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the output of a run that was broken off.")
    ] = False,
) -> None:
    """Check deal packages against a rulebook.

    A folder, or a file of JSON lines (FILE.jsonl, one package a line), gives JSON lines.
    --format data writes the judged graph, as Turtle or to FILE.nq.
    """
    regime, form = call.regime, call.output.form
    if shapes and (is_batch(files) or form not in ("text", "json")):
        hint = "give single packages, and --format text or json"
        raise BadInput("shapes of your own cannot go with this", where="--shapes", hint=hint)
    if without and (is_batch(files) or form == "data"):
        hint = "give single packages, and another format than data"
        raise BadInput("rules cannot be left out of this", where="--without", hint=hint)
    if is_batch(files):
        _batch(call, files[0], jobs, resume)
    paths = [package(name) for name in files]
    if form == "data":
        _judged(call, files)
        return
    rulebook, engine = call.given["rulebook"], call.given["engine"]
    own = _read_shapes(shapes or [])
    answers = []
    for name in progress(files):
        deal = read(regime, name, call.as_of)
        answers.append(
            verbs.validate(
                *(regime, deal, rulebook, engine),
                with_cures=len(paths) == 1 and not without,
                foreign=_judge(regime, deal, own),
                without=without or (),
            )
        )
    call.output.write(*answers, inputs=[*paths, *(shapes or [])])
    raise typer.Exit(0 if all(answer.good for answer in answers) else 1)


def _batch(call: Call, name: str, jobs: int, resume: bool) -> None:
    format, out = call.output.format, call.output.file
    if call.as_of or format not in (None, "text", "json"):
        where = "--as-of" if call.as_of else "--format"
        hint = "each package has a day of its own, and its answer is a line of JSON"
        raise BadInput("this cannot go with a folder or JSON lines", where=where, hint=hint)
    rulebook, engine = call.given["rulebook"], call.given["engine"]
    validate_many(call.regime, Path(name), rulebook, engine, jobs, out, resume)


def _read_shapes(paths: list[Path]) -> list[tuple[Path, Graph]]:
    if not paths:
        return []
    from kg.check.foreign import read_shapes

    return [(path, read_shapes(path)) for path in paths]


def _judge(regime: Regime, deal: Deal, shapes: list[tuple[Path, Graph]]) -> Any:
    """What each file of shapes finds on a package."""
    if not shapes:
        return ()
    from kg.check.foreign import judge

    return tuple((str(path), judge(regime, deal, each)) for path, each in shapes)


def _judged(call: Call, names: list[str]) -> None:
    """Writes all that another SHACL engine needs to judge a package."""
    from kg.check import judged

    if len(names) != 1:
        hint = "give one package; each judged graph is a file of its own"
        raise BadInput(f"{len(names)} packages", where="--format data", hint=hint)
    deal, file = read(call.regime, names[0], call.as_of), call.output.file
    quads = file is not None and file.suffix == ".nq"
    write = judged.as_quads if quads else judged.as_turtle
    call.output.put(write(call.regime, deal, call.given["rulebook"]).encode(), [package(names[0])])
