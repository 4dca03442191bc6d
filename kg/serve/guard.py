"""What stands around every request: its size and time, strict headers, and a line in the log."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import Request

from kg.serve.limits import Limits
from kg.serve.reply import Reply, problem

Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Callable[[], Awaitable[Scope]], Send], Awaitable[None]]

LOG = logging.getLogger("kg.serve")
# Pages have no script and load nothing from elsewhere; a form leads back here.
_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)


class Refused(Exception):
    """A request that is answered with a problem before any work is done."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


async def body(request: Request, limits: Limits) -> bytes:
    """Reads the body of a request.

    Raises:
        Refused: if it is too large or too slow.
    """
    over = problem(413, f"a request holds at most {limits.body:,} bytes")
    stated = request.headers.get("content-length", "0")
    if not stated.isdecimal() or int(stated) > limits.body:
        raise Refused(over)
    parts, size = [], 0
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for part in request.stream():
                size += len(part)
                if size > limits.body:
                    raise Refused(over)
                parts.append(part)
    except TimeoutError:
        said = f"the request did not arrive within {limits.body_seconds:g} seconds"
        raise Refused(problem(408, said, headers={"Connection": "close"})) from None
    return b"".join(parts)


class Guard:
    """Adds headers to each answer, and writes a line of JSON on it: no query and no package."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Send
    ) -> None:
        """Handles a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, size = time.monotonic(), 500, 0

        async def sent(message: Scope) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            LOG.info(
                json.dumps(
                    {
                        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                        "client": (scope.get("client") or ("",))[0],
                        "method": scope["method"],
                        "path": scope["path"][:200],
                        "status": status,
                        "bytes": size,
                        "ms": round(1000 * (time.monotonic() - begun), 1),
                    }
                )
            )
