"""What is asked most goes past the framework, which would compare each path with all its routes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response

from kg.core.errors import KgError
from kg.serve import documents
from kg.serve.reply import refused
from kg.serve.sending import response

if TYPE_CHECKING:
    from fastapi import FastAPI

    from kg.serve.guard import App, Scope, Send

OPENAPI = "/openapi.json"


class Front:
    """Answers GET for documents, names of things and the OpenAPI document."""

    def __init__(self, app: App, owner: FastAPI) -> None:
        self._app = app
        description = owner.openapi()
        self._known = frozenset(description["paths"])
        self._openapi = json.dumps(description, ensure_ascii=False).encode()

    async def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Send
    ) -> None:
        """Handles a request, or hands it on."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path == OPENAPI:
            answer = Response(self._openapi, media_type="application/json")
        elif path in self._known:
            await self._app(scope, receive, send)
            return
        else:
            answer = await self._thing(Request(_strict(scope), _strict(receive)), path)
        await answer(_strict(scope), _strict(receive), _strict(send))

    async def _thing(self, request: Request, path: str) -> Response:
        try:
            return await documents.thing(request, path)
        except KgError as error:
            return response(refused(error))


def _strict(value: Any) -> Any:
    # The types of two libraries for the same things differ in their mutability.
    return value
