"""The command that offers the verbs as tools to an assistant."""

from __future__ import annotations

import gc

from kg.cli.common import command, the_store
from kg.cli.process import at_once
from kg.core.extras import missing


@command("mcp")
def mcp() -> None:
    """Offer the verbs and questions as tools to an assistant (MCP, over stdin and stdout)."""
    try:
        from kg.mcp.server import server
        from kg.mcp.stdio import run
    except ModuleNotFoundError as error:
        raise missing("mcp", error) from None

    gc.enable()  # It runs for long.
    at_once()  # It waits for its input, and has nothing to clear away.
    run(server(the_store()))
