"""What is asked most goes past the framework, which would compare each path with all its routes."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response

from kg.core.errors import KgError
from kg.serve import box, documents
from kg.serve.reply import refused
from kg.serve.sending import only_taken, response

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
        path, request = scope["path"], Request(_strict(scope), _strict(receive))
        try:
            answer = await box.answer(request, path)
            if answer is None and path not in self._known:
                answer = await self._thing(request, path)
        except KgError as error:
            answer = response(refused(error))
        await _strict(answer or self._app)(scope, receive, send)

    async def _thing(self, request: Request, path: str) -> Response:
        # Neither a document nor the name of a thing takes a parameter.
        only_taken(request, ())
        if path == OPENAPI:
            return Response(self._openapi, media_type="application/json")
        return await documents.thing(request, path)


def _strict(value: Any) -> Any:
    # The types of two libraries for the same things differ in their mutability.
    return value
