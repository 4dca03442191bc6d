"""The command that writes linked data, tables and the static site."""

from __future__ import annotations

import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import AsOf, command, talk, the_regime
from kg.core.dates import day
from kg.core.errors import BadInput
from kg.core.files import put
from kg.core.ids import ROOT
from kg.publish.names import SUFFIX, Syntax, What

if TYPE_CHECKING:
    from kg.graph.regime import Regime


@command("export --what law --format turtle -o law.ttl")
def export(
    what: Annotated[What, typer.Option(help="Which graphs.")] = What.facts,
    format: Annotated[Syntax, typer.Option("--format", help="How they are written.")] = Syntax.trig,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", readable=False, help="A file, or a folder: a name without a suffix."
        ),
    ] = None,
    as_of: AsOf = None,
    gzip: Annotated[bool, typer.Option("--gzip", help="Compress each file.")] = False,
    site: Annotated[
        Path | None,
        typer.Option(readable=False, help="Write the static site into this folder instead."),
    ] = None,
    base_url: Annotated[
        str, typer.Option(help="Where the site is served, for its site map and catalogue.")
    ] = ROOT,
) -> None:
    """Write the graphs as linked data, tables with codebooks, or everything as a static site."""
    if site is not None:
        _site(site, base_url, alone=(what, format, output, as_of, gzip))
        return
    if base_url != ROOT:
        raise BadInput("only a site has an address", where="--base-url", hint="give --site too")
    on = None if as_of is None else day(as_of, "--as-of")
    regime = the_regime()
    if output is not None and (os.path.isdir(output) or not output.suffix):
        _folder(regime, what, format, output, on, gzip)
    else:
        _file(regime, what, format, output, on, gzip)
    _say(regime, on)


def _file(
    regime: Regime, what: What, format: Syntax, output: Path | None, on: date | None, gzip: bool
) -> None:
    from kg.publish.formats import zipped
    from kg.publish.selection import single

    if output is None and gzip:
        raise BadInput("compressed data goes to a file", where="--gzip", hint="give -o FILE.gz")
    if output is not None:
        _check_suffix(output, format, gzip)
    data = single(regime, what, format, on)
    if output is None:
        sys.stdout.buffer.write(data)
        return
    put(output, zipped(data) if gzip else data)
    print(f"wrote {output}", file=sys.stderr)


def _folder(
    regime: Regime, what: What, format: Syntax, output: Path, on: date | None, gzip: bool
) -> None:
    from kg.publish.files import manifest, write_folder
    from kg.publish.selection import compressed, files

    found = files(regime, what, format, on)
    found = compressed(found) if gzip else found
    write_folder(output, [*found, manifest(regime, found, on)])
    print(f"wrote {len(found) + 1} files into {output}", file=sys.stderr)


def _site(home: Path, base_url: str, alone: tuple[object, ...]) -> None:
    from kg.publish.files import write_folder
    from kg.publish.site import site

    if alone != (What.facts, Syntax.trig, None, None, False):
        hint = "leave out --what, --format, --output, --as-of and --gzip"
        raise BadInput("the site holds everything in all formats", where="--site", hint=hint)
    if not re.fullmatch(r"https?://[\w.:-]+(?:/[\w.~-]+)*/", base_url, re.ASCII):
        hint = "write https://example.org/folder/, with a slash at the end"
        raise BadInput(f"{base_url} is no address of a folder", where="--base-url", hint=hint)
    regime = the_regime()
    with talk("writing the pages"):
        found = site(regime, base_url)
        write_folder(home, found)
    print(f"wrote {len(found):,} files into {home}", file=sys.stderr)
    _say(regime, None)


def _check_suffix(output: Path, format: Syntax, gzip: bool) -> None:
    """Refuses a name that says another format: whoever gets the file would read it wrongly."""
    stem = output.name.removesuffix(".gz")
    known = [syntax for syntax, suffix in SUFFIX.items() if stem.endswith(suffix)]
    if known and known[0] is not format:
        hint = f"give --format {known[0]}, or a name in {SUFFIX[format]}"
        raise BadInput(f"the file would hold {format}", where=str(output), hint=hint)
    if output.name.endswith(".gz") != gzip:
        hint = "leave out .gz" if not gzip else "add .gz to the name"
        raise BadInput("name and --gzip differ", where=str(output), hint=f"{hint}, or --gzip")


def _say(regime: Regime, on: date | None) -> None:
    from kg.core.dates import as_of_line

    print(as_of_line(regime.data_date, *([] if on is None else [on])), file=sys.stderr)
