"""What the commands share: the application, the regime, packages, files in and out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from kg.cli.usage import CONTEXT, Plain
from kg.core.dates import day
from kg.core.errors import BadInput
from kg.core.files import aside, put

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

# The formats of a package by the names that a user gives them.
_FORMS = {"yaml": "yaml", "json": "yaml", "jsonld": "jsonld", "turtle": "ttl", "jsonl": "jsonl"}
# The format that the user says packages have.
_FORM: ContextVar[str | None] = ContextVar("form", default=None)


def _wanted(name: str | None) -> str | None:
    if name is not None and name not in _FORMS:
        raise BadInput(f"no format {name}", where="--input-format", hint=f"it is {_ANY_FORM}")
    _FORM.set(_FORMS[name] if name else None)
    return name


_ANY_FORM = "yaml, json, jsonld, turtle, or for validate jsonl"
InputFormat = Annotated[
    str | None,
    typer.Option(
        callback=_wanted,
        metavar="FORMAT",
        help=f"The format of packages: {_ANY_FORM}. If left out, by the end of the name; of - "
        "(standard input) and pipes, by what they hold.",
    ),
]
F = TypeVar("F", bound=Callable[..., Any])
AsOf = Annotated[str | None, typer.Option(help="Read the law as of this day (YYYY-MM-DD).")]


class Commands(Plain):
    """The commands; the module of one is imported only when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names them, in the order in which help shows them."""
        return list(COMMANDS)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Finds the command that is called.

        Raises:
            BadInput: if there is none of this name; it names a near one.
        """
        from kg.core.ids import did_you_mean

        unknown = args and args[0] not in COMMANDS and not args[0].startswith("-")
        if unknown and not ctx.resilient_parsing:
            near = did_you_mean(args[0], COMMANDS)
            hint = f"did you mean {near[0]}?" if near else "sanctions-kg --help lists them"
            raise BadInput(f"no command {args[0]}", hint=hint)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Makes a command; None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        import_module(f"kg.cli.{COMMANDS[cmd_name]}")
        function, epilog = _FOUND[cmd_name]
        made = typer.Typer(add_completion=False, rich_markup_mode=None)
        made.command(cmd_name, epilog=epilog, context_settings=CONTEXT)(function)
        return typer.main.get_command(made)


def command(example: str, name: str | None = None) -> Callable[[F], F]:
    """Makes a command of a function.

    Args:
        example: how it is called, after the name of the program.
        name: its name, if not that of the function.
    """

    def add(function: F) -> F:
        _FOUND[name or function.__name__] = (function, f"Example: sanctions-kg {example}")
        return function

    return add


app = typer.Typer(
    cls=Commands,
    help="What relief can a concession justify? Checks deals, prices relief, shows the law behind.",
    invoke_without_command=True,
    context_settings=CONTEXT,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

#: The commands, in the order in which help shows them, each with the module that has it.
COMMANDS = {
    "validate": "validate",
    "repair": "repair",
    "justify": "justify",
    "price": "verbs",
    "frontier": "frontier",
    "residual": "verbs",
    "exposure": "verbs",
    "balance": "verbs",
    "compare": "verbs",
    "why": "verbs",
    "stakeholders": "verbs",
    "value": "value",
    "calendar": "verbs",
    "authority": "verbs",
    "can-i": "verbs",
    "regime": "verbs",
    "changes": "verbs",
    "history": "verbs",
    "show": "verbs",
    "find": "verbs",
    "list": "verbs",
    "query": "query",
    "new": "new",
    "export": "export",
    "import-designations": "designations",
    "check": "check",
    "push": "remote",
    "serve": "serve",
    "mcp": "mcp",
}
# What was found in those modules: the function and an example.
_FOUND: dict[str, tuple[Callable[..., Any], str]] = {}
# The store named before the command.
_STORE: ContextVar[str | None] = ContextVar("store", default=None)


@app.callback()
def options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is, and how old its data.")
    ] = False,
    store: Annotated[
        str | None,
        typer.Option(
            envvar="SANCTIONS_KG_STORE",
            help="Ask a SPARQL store at this address instead of the one that comes along.",
        ),
    ] = None,
) -> None:
    # No docstring: it would take the place of the application's help.
    _STORE.set(store)
    if version:
        print(_version())
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())


def _version() -> str:
    from kg.core.about import VERSION
    from kg.core.dates import as_of_line
    from kg.core.resources import HEADER, regime_folder
    from kg.graph.load import header

    _, data_date, _ = header(regime_folder() / HEADER)
    return f"sanctions-kg {VERSION}. {as_of_line(data_date)}"


def the_regime() -> Regime:
    """Loads the regime that the project ships, or the one in the store that the user names."""
    import kg

    store = the_store()
    if store is None:
        return kg.load()
    from kg.remote import connect

    return connect(store)


def the_store() -> str | None:
    """Returns the address of the store that the user names before the command, if any."""
    return _STORE.get()


def read(regime: Regime, name: str, as_of: str | None = None) -> Deal:
    """Reads a package given as a file, as ``-`` or by the name of a shipped one.

    Args:
        regime: the regime whose ids the package uses.
        name: the path, or the name.
        as_of: the day at which the law is read, where it is not the package's own.

    Raises:
        BadInput: if it cannot be read as a package.
    """
    from kg.deal.read.packages import form_of, parse_deal
    from kg.deal.read.source import read_bytes

    path, form = package(name), input_form()
    if form == "jsonl":
        hint = "validate reads them, one file alone"
        raise BadInput("JSON lines hold many packages", where="--input-format", hint=hint)
    data = read_bytes(path)
    if is_stream(name):
        form = form or form_of(data)
    deal = parse_deal(data, name if is_stream(name) else str(path), regime, form)
    return deal if as_of is None else deal.at(day(as_of, "--as-of"))


def package(name: str) -> Path:
    """Finds a file, or a shipped package by its name; what comes in a stream is put into a file.

    Raises:
        BadInput: for a bare name that neither a file nor a shipped package has.
    """
    from kg.deal import shipped

    if is_stream(name):
        return _kept(name)
    path = Path(name)
    if os.path.exists(path):
        return path
    if known := shipped.find(name):
        return known
    if path.suffix or path.name != name:
        return path
    near = shipped.unknown(name)
    raise BadInput(f"no file {name} and no shipped package of this name", hint=near.hint)


def is_package(name: str) -> bool:
    """Whether a file or a shipped package has this name."""
    from kg.deal import shipped

    return is_stream(name) or os.path.exists(name) or shipped.find(name) is not None


def is_stream(name: str) -> bool:
    """Whether a name means standard input, a pipe or the like, which can be read once."""
    if name == "-" or Path(os.path.abspath(name)).parts[1:2] in (("dev",), ("proc",)):
        return True
    return os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name)


def input_form() -> str | None:
    """The format that the user says packages have: one of ``_FORMS``; None if not said."""
    return _FORM.get()


@cache
def _kept(name: str) -> Path:
    from kg.deal.read.packages import FORMATS, form_of
    from kg.deal.read.source import read_bytes

    data = read_bytes(Path(name))
    form = input_form() or form_of(data)
    suffix = next((end for end in FORMATS if FORMATS[end] == form), ".yaml")
    return aside(f"package{suffix}", data)


def progress(paths: list[str]) -> Iterator[str]:
    """Yields the names; a terminal sees how far it has come."""
    if len(paths) < 2 or not sys.stderr.isatty():
        yield from paths
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(paths, description="checking", console=Console(stderr=True), transient=True)


@contextmanager
def talk(what: str) -> Iterator[None]:
    """Says on stderr what is being done, while it lasts."""
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def write_file(path: Path, text: str, inputs: Sequence[Path] = ()) -> None:
    """Writes a file, put in place only once it is complete, and says so on stderr."""
    write_bytes(path, text.encode(), inputs)
    print(f"wrote {path}", file=sys.stderr)


def write_bytes(path: Path, data: bytes, inputs: Sequence[Path] = ()) -> None:
    """Writes a file, put in place only once it is complete.

    Raises:
        BadInput: if it is one of the files that are read, or cannot be written.
    """
    if os.path.exists(path) and any(each.exists() and each.samefile(path) for each in inputs):
        hint = "choose another name"
        raise BadInput("the output file is one that is read", where=str(path), hint=hint)
    put(path, data)
