"""The command that writes the graph to a store elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import command, the_store
from kg.core.errors import BadInput

if TYPE_CHECKING:
    from kg.remote import Pushed


@command("push --store http://localhost:7878/query")
def push(
    store: Annotated[
        str | None,
        typer.Option(envvar="SANCTIONS_KG_STORE", help="The address of the store for queries."),
    ] = None,
    update: Annotated[
        str | None,
        typer.Option(
            envvar="SANCTIONS_KG_STORE_UPDATE",
            help="The address for updates, where it does not follow from the other.",
        ),
    ] = None,
) -> None:
    """Write the graph to a SPARQL store, so that --store can ask it there.

    Each graph is replaced as a whole; one that is there already is left alone. A user and a
    password are read from SANCTIONS_KG_STORE_USER and SANCTIONS_KG_STORE_PASSWORD.
    """
    import kg
    from kg.remote import push as write
    from kg.remote.endpoint import endpoint

    def tell(done: Pushed) -> None:
        what = "wrote" if done.written else "left as it is"
        print(f"{what}: <{done.graph}>, {done.triples} triples", file=sys.stderr)

    address = store or the_store()
    if address is None:
        hint = "name it: sanctions-kg push --store http://…"
        raise BadInput("no store is named", where="--store", hint=hint)
    write(kg.load(), endpoint(address, update), tell)
