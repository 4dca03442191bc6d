"""The server over stdin and stdout: a line that is no message is answered too."""

from __future__ import annotations

import json
from typing import Any

import anyio
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp.types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError
from pydantic import ValidationError


def run(server: Server[Any]) -> None:
    """Serves until the input ends."""
    anyio.run(_run, server)


async def _run(server: Server[Any]) -> None:
    async with stdio_server() as (lines, out):
        sent, messages = anyio.create_memory_object_stream[SessionMessage | Exception](0)

        async def sort() -> None:
            async with sent:
                async for each in lines:
                    if isinstance(each, Exception):
                        await out.send(SessionMessage(_refusal(each)))
                    else:
                        await sent.send(each)

        async with anyio.create_task_group() as group:
            group.start_soon(sort)
            await server.run(messages, out, server.create_initialization_options())
            group.cancel_scope.cancel()


def _refusal(error: Exception) -> JSONRPCError:
    """Says what is wrong with a line, under the id of the request if it can be found."""
    found: Any = error.errors()[0]["input"] if isinstance(error, ValidationError) else None
    text = False
    try:
        # Python reads what the library does not: half of a letter, for one.
        found = json.loads(found) if isinstance(found, str) else found
    except (ValueError, RecursionError):
        text = True
    said = "the line is no JSON" if text else "the line is no request of JSON-RPC 2.0 in UTF-8"
    data = ErrorData(code=PARSE_ERROR if text else INVALID_REQUEST, message=said)
    id = found.get("id") if isinstance(found, dict) else None
    whole = isinstance(id, int | str) and not isinstance(id, bool) and str(id).isprintable()
    return JSONRPCError(jsonrpc="2.0", id=id if whole else None, error=data)
