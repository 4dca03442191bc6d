"""Commands on deals: check one, price relief, write a new one."""

from __future__ import annotations

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.check.engines import Engine
from kg.cli.batch import is_batch, validate_many
from kg.cli.common import (
    As,
    AsOf,
    Format,
    Rulebook,
    app,
    is_package,
    out,
    package,
    progress,
    read,
    the_regime,
    width,
    write_answer,
    write_file,
    write_json,
)
from kg.core.errors import BadInput

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.check.findings import Report
    from kg.check.foreign import ForeignResult
    from kg.deal import Deal
    from kg.graph.regime import Regime

    Foreign = tuple[tuple[str, tuple[ForeignResult, ...]], ...]


class ReportFormat(StrEnum):
    """How a report is printed."""

    text = "text"
    json = "json"
    turtle = "turtle"
    data = "data"


@app.command(epilog="Example: sanctions-kg validate hanoi-2019-dprk-offer")
def validate(
    files: Annotated[
        list[str],
        typer.Argument(help="Packages, or names of shipped ones; or a folder or JSON lines."),
    ],
    rulebook: Rulebook = None,
    as_of: AsOf = None,
    format: Annotated[
        ReportFormat,
        typer.Option(
            help="text, json, turtle, or data: the judged graph, as Turtle or to FILE.nq."
        ),
    ] = ReportFormat.text,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to this file.")
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="compiled, or reference: pySHACL, the judge.")
    ] = Engine.compiled,
    shapes: Annotated[
        list[Path] | None,
        typer.Option(help="Turtle with SHACL shapes of your own, run beside the rulebook."),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes, for a folder or JSON lines.")] = 1,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the output of a run that was broken off.")
    ] = False,
) -> None:
    """Check deal packages against a rulebook.

    A folder, or a file of JSON lines (FILE.jsonl, one package a line), gives JSON lines.
    """
    regime = the_regime()
    if shapes and (is_batch(files) or format in (ReportFormat.turtle, ReportFormat.data)):
        hint = "give single packages, and --format text or json"
        raise BadInput("shapes of your own cannot go with this", where="--shapes", hint=hint)
    if is_batch(files) and (as_of or format not in (ReportFormat.text, ReportFormat.json)):
        where = "--as-of" if as_of else "--format"
        hint = "each package has a day of its own, and its answer is a line of JSON"
        raise BadInput("this cannot go with a folder or JSON lines", where=where, hint=hint)
    if is_batch(files):
        validate_many(regime, Path(files[0]), rulebook, engine, jobs, output, resume)
    paths = [package(name) for name in files]
    if format is ReportFormat.data:
        _write_judged(regime, paths, rulebook, as_of, output)
        return
    own = _read_shapes(shapes or [])
    done: list[tuple[Deal, Report, Foreign]] = []
    for path in progress(paths):
        deal = read(regime, str(path), as_of)
        done.append((deal, regime.validate(deal, rulebook, engine), _judge(regime, deal, own)))
    with out(output, [*paths, *(shapes or [])]) as console:
        if format is ReportFormat.turtle:
            console.file.write("\n".join(report.turtle for _, report, _ in done))
        elif format is ReportFormat.json:
            from kg.answers.validate.data import foreign_json, report_json

            one = len(done) == 1
            reports = [
                report_json(regime, deal, report, one) | foreign_json(found)
                for deal, report, found in done
            ]
            write_json(console, reports[0] if len(reports) == 1 else reports)
        else:
            from kg.answers.validate.document import validate_document
            from kg.present.terminal import text

            colour = output is None and sys.stdout.isatty()
            for number, (deal, report, found) in enumerate(done):
                if number:
                    console.rule()
                written = validate_document(regime, deal, report, len(done) == 1, found)
                wide = None if output else width()
                console.file.write(text(written, wide, colour, everything=output is not None))
    good = all(
        report.conforms and not any(r.severity == "Violation" for _, own in found for r in own)
        for _, report, found in done
    )
    raise typer.Exit(0 if good else 1)


def _read_shapes(paths: list[Path]) -> list[tuple[Path, Graph]]:
    if not paths:
        return []
    from kg.check.foreign import read_shapes

    return [(path, read_shapes(path)) for path in paths]


def _judge(regime: Regime, deal: Deal, shapes: list[tuple[Path, Graph]]) -> Foreign:
    """What each file of shapes finds on a package."""
    if not shapes:
        return ()
    from kg.check.foreign import judge

    return tuple((str(path), judge(regime, deal, each)) for path, each in shapes)


def _write_judged(
    regime: Regime,
    paths: list[Path],
    rulebook: str | None,
    as_of: str | None,
    output: Path | None,
) -> None:
    """Writes all that another SHACL engine needs to judge a package."""
    from kg.publish import judged

    if len(paths) != 1:
        hint = "give one package; each judged graph is a file of its own"
        raise BadInput(f"{len(paths)} packages", where="--format data", hint=hint)
    deal = read(regime, str(paths[0]), as_of)
    quads = output is not None and output.suffix == ".nq"
    text = (judged.as_quads if quads else judged.as_turtle)(regime, deal, rulebook)
    with out(output, paths) as console:
        console.file.write(text)


@app.command(epilog="Example: sanctions-kg justify yongbyon-freeze road-map --verified-by iaea")
def justify(
    actions: Annotated[
        list[str],
        typer.Argument(
            help="Actions, such as yongbyon-freeze; with --most also a package, whose concessions "
            "stay in their phases."
        ),
    ],
    verified_by: Annotated[
        str | None,
        typer.Option(
            help="Who verifies them, such as iaea; none if nobody does, so they count not."
        ),
    ] = None,
    rulebook: Rulebook = None,
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
        Path | None, typer.Option(help="With --most: write the package to this file.")
    ] = None,
    format: As = Format.text,
) -> None:
    """Say which relief concessions can justify, by stage, and what one more would add."""
    from kg.answers.verbs.packages import justify as ask

    regime = the_regime()
    if most:
        _most(regime, actions, verified_by, rulebook, phases, strict, write, format)
        return
    for name, given in (("--phases", phases), ("--strict", strict), ("--write", write)):
        if given:
            raise BadInput("this goes with --most alone", where=name)
    write_answer(format, ask(regime, actions, verified_by, rulebook))


def _most(
    regime: Regime,
    actions: list[str],
    verified_by: str | None,
    rulebook: str | None,
    phases: int | None,
    strict: bool,
    write: Path | None,
    format: Format,
) -> None:
    from kg.answers.verbs.packages import most_for as ask

    known = regime.known("action")
    path = None
    if len(actions) == 1 and f"action/{actions[0].removeprefix('action/')}" not in known:
        path = package(actions[0]) if is_package(actions[0]) else None
    for name, stated in (("--verified-by", verified_by), ("--phases", phases)):
        if path and stated is not None:
            raise BadInput("a package says so itself", where=name, hint="leave it out")
    given = read(regime, str(path)) if path else actions
    answer = ask(regime, given, verified_by, rulebook, phases=phases, strict=strict)
    if write is not None:
        from kg.deal.edit.files import changed_file

        text = changed_file(path, answer.found.base, answer.found.edits, write)
        write_file(write, text, [path] if path else [])
    write_answer(format, answer)


@app.command(epilog="Example: sanctions-kg price export-suspension")
def price(
    relief: Annotated[str, typer.Argument(help="A relief measure, such as export-suspension.")],
    rulebook: Rulebook = None,
    format: As = Format.text,
) -> None:
    """Find the least concessions and safeguards for a relief."""
    from kg.answers.verbs.law import price as ask

    write_answer(format, ask(the_regime(), relief, rulebook))


@app.command(epilog="Example: sanctions-kg new --from wertz-2019-framework my-deal.yaml")
def new(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    from_: Annotated[
        str | None, typer.Option("--from", help="Start from this package instead.")
    ] = None,
) -> None:
    """Write a commented starting point for a package."""
    from kg.core.resources import folder
    from kg.deal.terms import SCHEMA

    if file.suffix not in (".yaml", ".yml"):
        hint = f"write {file.with_suffix('.yaml').name}"
        raise BadInput("a new package is written as YAML", where=str(file), hint=hint)
    source = package(from_) if from_ else folder("deals") / "templates" / "new.yaml"
    try:
        text = source.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput("cannot be read as text", where=str(source)) from None
    # A shipped package finds the schema beside itself; the new file may stand anywhere.
    text = text.replace("$schema=package.schema.json", f"$schema={SCHEMA}", 1)
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise BadInput(
            "the file exists; nothing was written", where=str(file), hint="choose another name"
        ) from None
    except OSError as error:
        raise BadInput(f"cannot write: {error.strerror}", where=str(file)) from None
    told = shlex.quote(str(file))
    print(f"wrote {file}; check it with: sanctions-kg validate {told}", file=sys.stderr)
