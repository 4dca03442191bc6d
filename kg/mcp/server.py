"""The server: what it lists, and how it has calls answered."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from mcp.server import Server
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListToolsResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    TextContent,
    TextResourceContents,
    Tool,
    ToolAnnotations,
)

from kg.core.about import VERSION
from kg.core.errors import BadInput
from kg.core.ids import did_you_mean
from kg.mcp.books import books
from kg.mcp.limits import Limits
from kg.mcp.schema import schema
from kg.mcp.tools import every_tool, find
from kg.mcp.work import Workers

_SAYS = (
    "Answers on {label} from a knowledge graph: what a deal package breaks, what relief "
    "concessions can justify, what stays in force, who decides. Ids look like un/2397/7, "
    "relief/export-suspension, action/yongbyon-freeze; `ask` lists and asks further questions. "
    "Repeat the paragraph, statute or passage that an answer names, and its day. Not legal advice."
)
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def server(store: str | None = None, limits: Limits | None = None) -> Server[Any]:
    """Returns the server; its workers start and stop with it.

    Args:
        store: the address of a SPARQL store that holds the regime; None for the shipped one.
        limits: what a call may take.

    Raises:
        StoreError: if the store cannot be asked.
    """
    from kg.mcp.warm import regime as regime_of

    regime, limits = regime_of(store), limits or Limits()
    workers, shelf = Workers(limits, store), books(regime)
    # What the library would log may quote the package, which is told to the caller alone.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)

    @asynccontextmanager
    async def running(_: Server[Any]) -> AsyncIterator[None]:
        workers.begin()
        try:
            yield
        finally:
            workers.end()

    async def list_tools(_: Any, params: Any) -> ListToolsResult:
        return ListToolsResult(
            tools=[
                Tool(
                    name=each.name,
                    description=each.says,
                    input_schema=schema(each),
                    annotations=_READS,
                )
                for each in every_tool().values()
            ]
        )

    async def call(_: Any, params: CallToolRequestParams) -> CallToolResult:
        try:
            find(params.name)
        except BadInput as error:
            raise MCPError(code=INVALID_PARAMS, message=_plain(error)) from None
        text, failed = await workers.ask(params.name, params.arguments or {})
        return CallToolResult(content=[TextContent(type="text", text=text)], is_error=failed)

    async def list_resources(_: Any, params: Any) -> ListResourcesResult:
        return ListResourcesResult(
            resources=[
                Resource(uri=uri, name=uri, title=each.title, mime_type=each.media)
                for uri, each in shelf.items()
            ]
        )

    async def read(_: Any, params: ReadResourceRequestParams) -> ReadResourceResult:
        if params.uri not in shelf:
            near = did_you_mean(params.uri, shelf) if len(params.uri) < 100 else []
            hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(shelf)}"
            said = BadInput(f"there is no {params.uri[:100]}", hint=hint)
            raise MCPError(code=INVALID_PARAMS, message=_plain(said))
        found = shelf[params.uri]
        text = TextResourceContents(uri=params.uri, text=found.text(), mime_type=found.media)
        return ReadResourceResult(contents=[text])

    return Server(
        "sanctions-kg",
        version=VERSION,
        instructions=_SAYS.format(label=regime.label(regime.base)),
        lifespan=running,
        on_list_tools=list_tools,
        on_call_tool=call,
        on_list_resources=list_resources,
        on_read_resource=read,
    )


def _plain(error: BadInput) -> str:
    return str(error).encode("utf-8", "replace").decode()
