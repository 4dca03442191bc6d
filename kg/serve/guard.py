"""What stands around every request: its size and time, strict headers, and a line in the log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import Request
from starlette.requests import ClientDisconnect

from kg.serve import log
from kg.serve.limits import Limits
from kg.serve.reply import Reply, problem, stopping

Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]
App = Callable[[Scope, Callable[[], Awaitable[Scope]], Send], Awaitable[None]]

# Pages have no script and load nothing from elsewhere; a form leads back here.
_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# The server knows no users and has no secrets: any page may ask, and read what comes back.
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_EXPOSED = "Allow, Content-Disposition, ETag, Location, Retry-After, X-Warning"
HEADERS = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED.encode()),
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
# So much is handed to the connection at a time; the next only when the client has taken some.
_PART = 65_536
_TURNS = 4
HEALTH = "/healthz"


class Refused(Exception):
    """A request that is answered with a problem before any work is done."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Held:
    """Counts the bytes of requests on their way in and of answers on their way out."""

    def __init__(self, most: int) -> None:
        self._most, self._now = most, 0

    def take(self, size: int) -> bool:
        """Counts some more, if there is room."""
        if self._now + size > self._most:
            return False
        self._now += size
        return True

    def give(self, size: int) -> None:
        """Counts some less."""
        self._now -= size


def full() -> Reply:
    """Returns the problem of too many bytes at a time."""
    return problem(503, "too much at a time", headers={"Retry-After": "5"})


async def body(request: Request, limits: Limits) -> bytes:
    """Reads the body of a request.

    Raises:
        Refused: if it is too large or too slow, or there is no room.
    """
    over = problem(413, f"a request holds at most {limits.body:,} bytes")
    stated = request.headers.get("content-length", "0")
    if not stated.isdecimal() or len(stated) > 15 or int(stated) > limits.body:
        raise Refused(over)
    held: Held = request.app.state.held
    parts, size = [], 0
    try:
        async with asyncio.timeout(limits.body_seconds):
            async for part in request.stream():
                if not held.take(len(part)):
                    raise Refused(full())
                size += len(part)
                if size > limits.body:
                    raise Refused(over)
                parts.append(part)
    except TimeoutError:
        said = f"the request did not arrive within {limits.body_seconds:g} seconds"
        raise Refused(problem(408, said, headers={"Connection": "close"})) from None
    finally:
        held.give(size)
    return b"".join(parts)


class Guard:
    """Adds headers to each answer, and writes a line of JSON on it: no query and no package.

    HEAD is answered as GET; the body is left out where it would go on the wire.
    """

    def __init__(self, app: App, held: Held) -> None:
        self._app, self._held = app, held
        self._turns = asyncio.Semaphore(_TURNS)

    async def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Send
    ) -> None:
        """Handles a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        inner = {**scope, "method": "GET"} if method == "HEAD" else scope
        out, error = _Out(send, self._held), ""
        try:
            if scope["path"] != HEALTH:
                await self._turn()
            if method == "OPTIONS" and _asks_first(scope):
                await out.reply(Reply(b"", "text/plain", 200, _PREFLIGHT))
            else:
                await self._app(inner, receive, out.take)
        except ClientDisconnect:
            pass
        except asyncio.CancelledError:
            # The server stops, and has waited long enough.
            if not out.status:
                await out.reply(stopping())
        except Exception as found:
            error = log.place(found)
            if not out.status:
                await out.reply(problem(500, "this is a fault of the server"))
        finally:
            client = (scope.get("client") or ("",))[0]
            log.request(client, method, scope["path"], out.status, out.size, out.begun, error)

    async def _turn(self) -> None:
        # Of all that have come in, a few begin in each round of the loop: whoever asks for the
        # health of the server waits for these alone.
        async with self._turns:
            await asyncio.sleep(0)


def _asks_first(scope: Scope) -> bool:
    """Whether a browser asks for a page of another origin what that may send."""
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])


class _Out:
    """An answer on its way out, whole from the application and in parts to the client."""

    def __init__(self, send: Send, held: Held) -> None:
        self._send, self._held = send, held
        self._head: Scope = {}
        self.begun, self.status, self.size = time.monotonic(), 0, 0

    async def take(self, message: Scope) -> None:
        """Takes what the application sends."""
        if message["type"] == "http.response.start":
            self._head = message
            return
        data = message.get("body", b"")
        if self._held.take(len(data)):
            try:
                await self._parts(data)
            finally:
                self._held.give(len(data))
        else:
            await self.reply(full())

    async def reply(self, reply: Reply) -> None:
        """Sends this instead."""
        headers = {"content-type": reply.media, "content-length": len(reply.body), **reply.headers}
        self._head = {
            "type": "http.response.start",
            "status": reply.status,
            "headers": [(k.lower().encode(), str(v).encode()) for k, v in headers.items()],
        }
        await self._parts(reply.body)

    async def _parts(self, data: bytes) -> None:
        self.status, self.size = self._head["status"], len(data)
        await self._send({**self._head, "headers": [*self._head["headers"], *HEADERS]})
        for at in range(0, max(1, len(data)), _PART):
            part, more = data[at : at + _PART], at + _PART < len(data)
            await self._send({"type": "http.response.body", "body": part, "more_body": more})
            # Whether the client is still there shows between two parts.
            await asyncio.sleep(0)
