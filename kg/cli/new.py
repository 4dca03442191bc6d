"""The command that writes a starting point for a package."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.common import InputFormat, command, package
from kg.core.errors import BadInput
from kg.core.files import put_new


@command("new --from wertz-2019-framework my-deal.yaml")
def new(
    file: Annotated[
        Path, typer.Argument(readable=False, help="The file to write; it must not exist.")
    ],
    from_: Annotated[
        str | None, typer.Option("--from", help="Start from this package instead.")
    ] = None,
    input_format: InputFormat = None,
) -> None:
    """Write a commented starting point for a package."""
    from kg.core.resources import folder
    from kg.deal.terms import SCHEMA

    if file.suffix not in (".yaml", ".yml"):
        hint = f"write {file.stem or 'my-deal'}.yaml"
        raise BadInput("a new package is written as YAML", where=str(file), hint=hint)
    source = package(from_) if from_ else folder("deals") / "templates" / "new.yaml"
    try:
        text = source.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput("cannot be read as text", where=str(source)) from None
    # A shipped package finds the schema beside itself; the new file may stand anywhere.
    text = text.replace("$schema=package.schema.json", f"$schema={SCHEMA}", 1)
    put_new(file, text.encode())
    told = shlex.quote(str(file))
    print(f"wrote {file}; check it with: sanctions-kg validate {told}", file=sys.stderr)
