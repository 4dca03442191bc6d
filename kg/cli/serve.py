"""The command that serves pages, SPARQL and answers over HTTP."""

from __future__ import annotations

import os
from math import isfinite
from typing import Annotated

import typer

from kg.cli.common import command, the_store
from kg.cli.process import at_once
from kg.core.errors import BadInput
from kg.core.extras import missing
from kg.core.ids import ROOT


@command("serve --port 8000")
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port.")] = 8000,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes for questions; one a core, at least two, if left out."),
    ] = None,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="The longest that one question may run.")
    ] = 10.0,
    base_url: Annotated[
        str, typer.Option(help="The address that others know it by, for the catalogue.")
    ] = ROOT,
) -> None:
    """Serve pages, linked data, SPARQL, the questions and the verbs over HTTP."""
    from dataclasses import replace

    try:
        from kg.serve import Limits
        from kg.serve.run import run
    except ModuleNotFoundError as error:
        raise missing("serve", error) from None

    if the_store() is not None:
        hint = "leave it out, and unset SANCTIONS_KG_STORE"
        raise BadInput(
            "the server answers from the files of the project", where="--store", hint=hint
        )
    if not isfinite(seconds):
        raise BadInput(f"{seconds} seconds", where="--seconds", hint="write a number, such as 10")
    os.environ["SANCTIONS_KG_BASE_URL"] = base_url
    limits = replace(Limits(), seconds=seconds)
    limits = limits if workers is None else replace(limits, workers=workers)
    at_once()  # The server takes signals itself.
    run(host, port, limits)
