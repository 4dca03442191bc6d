"""The command that offers the verbs as tools to an assistant."""

from __future__ import annotations

from kg.cli.common import command, the_regime
from kg.core.extras import missing


@command("mcp")
def mcp() -> None:
    """Offer the verbs and questions as tools to an assistant (MCP, over stdin and stdout)."""
    try:
        from kg.mcp import server
    except ModuleNotFoundError as error:
        raise missing("mcp", error) from None

    server(the_regime()).run("stdio")
