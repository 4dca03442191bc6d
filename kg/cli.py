"""The command ``sanctions-kg``: thin over the Python API. Data goes to stdout, talk to stderr.

Exit codes: 0 conforms (or done), 1 does not conform, 2 bad input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.errors import BadInput, KgError

if TYPE_CHECKING:
    from rich.console import Console

    from kg.check import Report
    from kg.deal import Deal
    from kg.regime import Regime

app = typer.Typer(
    help="What relief can a concession justify? Checks deals, prices relief, shows the law behind.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class Format(StrEnum):
    """How an answer is printed."""

    text = "text"
    json = "json"


class ReportFormat(StrEnum):
    """How a report is printed."""

    text = "text"
    json = "json"
    turtle = "turtle"


Rulebook = Annotated[str | None, typer.Option(help="The rulebook, by name.")]
As = Annotated[Format, typer.Option("--format", help="text or json.")]


def main() -> None:
    """Runs the command; every known error becomes one message and exit code 2."""
    try:
        app()
    except KgError as error:
        print(f"sanctions-kg: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None


@app.command(epilog="Example: sanctions-kg validate hanoi-2019-dprk-offer")
def validate(
    files: Annotated[
        list[str],
        typer.Argument(help="Packages (YAML, JSON-LD, Turtle), or names of shipped ones."),
    ],
    rulebook: Rulebook = None,
    as_of: Annotated[
        str | None, typer.Option(help="Read the law as of this day (YYYY-MM-DD).")
    ] = None,
    format: Annotated[ReportFormat, typer.Option(help="text, json or turtle.")] = ReportFormat.text,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to this file.")
    ] = None,
) -> None:
    """Check deal packages against a rulebook."""
    regime = _regime()
    paths = [_package(name) for name in files]
    done: list[tuple[Deal, Report]] = []
    for path in _progress(paths):
        deal = _read(regime, path, as_of)
        done.append((deal, regime.validate(deal, rulebook)))
    with _out(output, paths) as console:
        if format is ReportFormat.turtle:
            console.file.write("\n".join(report.turtle for _, report in done))
        elif format is ReportFormat.json:
            from kg.render import report_json

            reports = [report_json(report) for _, report in done]
            _json(console, reports[0] if len(reports) == 1 else reports)
        else:
            from kg.render import report_text

            for number, (deal, report) in enumerate(done):
                if number:
                    console.rule()
                report_text(console, regime, deal, report)
    raise typer.Exit(0 if all(report.conforms for _, report in done) else 1)


@app.command(epilog="Example: sanctions-kg justify yongbyon-freeze road-map --verified-by iaea")
def justify(
    actions: Annotated[list[str], typer.Argument(help="Actions, such as yongbyon-freeze.")],
    verified_by: Annotated[
        str | None, typer.Option(help="Who verifies them, such as iaea.")
    ] = None,
    rulebook: Rulebook = None,
    format: As = Format.text,
) -> None:
    """Say which relief concessions can justify, and what one more would add."""
    from kg.justify import justify as ask
    from kg.render import options_text

    regime = _regime()
    options = ask(regime, actions, verified_by, rulebook)
    with _out() as console:
        if format is Format.json:
            _json(console, [asdict(option) for option in options])
        else:
            who = f", verified by {regime.label(f'actor/{verified_by}')}" if verified_by else ""
            options_text(console, regime, options, f"What {' and '.join(actions)}{who} can justify")


@app.command(epilog="Example: sanctions-kg price export-suspension")
def price(
    relief: Annotated[str, typer.Argument(help="A relief measure, such as export-suspension.")],
    rulebook: Rulebook = None,
    format: As = Format.text,
) -> None:
    """Find the least concessions and safeguards for a relief."""
    from kg.justify import price as ask
    from kg.render import price_text

    regime = _regime()
    answer = ask(regime, relief, rulebook)
    with _out() as console:
        if format is Format.json:
            _json(console, asdict(answer))
        else:
            price_text(console, regime, answer)


@app.command(epilog="Example: sanctions-kg show un/2397/7")
def show(
    id: Annotated[
        str, typer.Argument(help="An id, such as un/2397/7, action/yongbyon-freeze or goods/coal.")
    ],
    format: As = Format.text,
) -> None:
    """Tell everything known of a thing, with its sources."""
    from kg.show import render_text
    from kg.show import show as ask

    thing = ask(_regime(), id)
    with _out() as console:
        if format is Format.json:
            _json(console, asdict(thing))
        else:
            console.print(render_text(thing), markup=False, highlight=False)


@app.command(epilog="Example: sanctions-kg query history-of-subject subject=subject/coal")
def query(
    name: Annotated[str | None, typer.Argument(help="The question's file name.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="Values, as key=value.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the questions.")] = False,
    format: As = Format.text,
) -> None:
    """Ask one of the named questions."""
    from kg import queries
    from kg.render import rows_text

    if list_ or name is None:
        with _out() as console:
            for known in queries.list_queries():
                console.print(f"{known.name}: {known.title}", markup=False, highlight=False)
        return
    rows = queries.run(_regime(), name, **_pairs(parameters or []))
    with _out() as console:
        if format is Format.json:
            _json(console, [dict(row) for row in rows])
        else:
            rows_text(console, rows)


@app.command(epilog="Example: sanctions-kg check")
def check() -> None:
    """Check the integrity of the ontology, the facts, the shapes and the queries."""
    from kg.integrity import problems

    regime = _regime()
    with _talk("checking ontology, facts, shapes and queries"):
        found = problems(regime)
    with _out() as console:
        for problem in found:
            console.print(str(problem), markup=False, highlight=False)
        errors = [problem for problem in found if problem.severity == "error"]
        console.print(f"{len(errors)} errors, {len(found) - len(errors)} warnings")
    raise typer.Exit(1 if errors else 0)


@app.command(epilog="Example: sanctions-kg new --from wertz-2019-framework my-deal.yaml")
def new(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
    from_: Annotated[
        str | None, typer.Option("--from", help="Start from this package instead.")
    ] = None,
) -> None:
    """Write a commented starting point for a package."""
    from kg.resources import folder

    source = _package(from_) if from_ else folder("deals") / "templates" / "new.yaml"
    text = source.read_text("utf-8")
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise BadInput(
            "the file exists; nothing was written", where=str(file), hint="choose another name"
        ) from None
    except OSError as error:
        raise BadInput(f"cannot write: {error.strerror}", where=str(file)) from None
    print(f"wrote {file}; check it with: sanctions-kg validate {file}", file=sys.stderr)


def _regime() -> Regime:
    import kg

    return kg.load()


def _read(regime: Regime, path: Path, as_of: str | None) -> Deal:
    import kg

    if as_of is None:
        return kg.read_deal(path, regime)
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        raise BadInput(f"{as_of} is not a day", where="--as-of", hint="write YYYY-MM-DD") from None
    return kg.read_deal(path, regime).at(day)


def _package(name: str) -> Path:
    """Finds a file, or a shipped package by its name."""
    from kg.resources import folder

    path = Path(name)
    shipped = folder("deals") / f"{name}.yaml"
    if not path.exists() and path.name == name and shipped.is_file():
        return shipped
    return path


def _progress(paths: list[Path]) -> Iterator[Path]:
    if len(paths) < 2 or not sys.stderr.isatty():
        yield from paths
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(paths, description="checking", console=Console(stderr=True), transient=True)


@contextmanager
def _talk(what: str) -> Iterator[None]:
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


@contextmanager
def _out(output: Path | None = None, inputs: Sequence[Path] = ()) -> Iterator[Console]:
    """Yields a console on stdout, or on a file that is put in place only once it is complete."""
    import io

    from rich.console import Console

    if output is None:
        yield Console(highlight=False, width=None if sys.stdout.isatty() else 100)
        return
    if any(path.exists() and output.exists() and path.samefile(output) for path in inputs):
        raise BadInput(
            "the output file is the package itself", where=str(output), hint="choose another name"
        )
    text = io.StringIO()
    yield Console(file=text, highlight=False, width=100)
    partial = output.with_name(f".{output.name}.part")
    try:
        partial.write_text(text.getvalue(), "utf-8")
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise BadInput(f"cannot write: {error.strerror}", where=str(output)) from None


def _json(console: Console, data: Any) -> None:
    console.file.write(json.dumps(data, indent=2, ensure_ascii=False, default=str) + "\n")


def _pairs(parameters: list[str]) -> dict[str, str]:
    pairs = {}
    for given in parameters:
        key, equals, value = given.partition("=")
        if not equals:
            raise BadInput(f"{given} is not a parameter", hint="write key=value")
        pairs[key] = value
    return pairs


if __name__ == "__main__":
    main()
