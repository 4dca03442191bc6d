"""Connections that may not be held for nothing: so many, and so long for a header or a read."""

from __future__ import annotations

import asyncio
import time

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from kg.serve import log
from kg.serve.guard import HEADERS
from kg.serve.limits import Limits
from kg.serve.reply import problem


class Wire(H11Protocol):
    """HTTP/1.1 with what uvicorn leaves to a proxy.

    A client has so many seconds from its first byte to the end of its header, and must take some of
    its answer in so many seconds; after a refusal what it still sends is read for no longer either.
    """

    limits = Limits()
    _header: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes a connection if there is room."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            transport.abort()
        else:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets a connection."""
        self._header, self._stalled = _stopped(self._header), _stopped(self._stalled)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Reads on; the time for a header ends where a request begins."""
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._header = _stopped(self._header)
        elif self._header is None and not self.transport.is_closing():
            self._expect()

    def pause_writing(self) -> None:
        """Waits for a client that does not read, for so long."""
        super().pause_writing()
        self._stalled = _stopped(self._stalled)
        self._stalled = self.loop.call_later(self.limits.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """Goes on."""
        self._stalled = _stopped(self._stalled)
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuses what is no HTTP in the form of all other problems."""
        log.request(self.client[0] if self.client else "", "", "", 400, 0, time.monotonic())
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        reply = problem(400, "this is no HTTP request that can be read")
        headers = [
            (b"content-type", reply.media.encode()),
            (b"content-length", str(len(reply.body)).encode()),
            (b"connection", b"close"),
            *HEADERS,
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=reply.body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _expect(self) -> None:
        self._header = self.loop.call_later(self.limits.header_seconds, self.transport.abort)


def wire(limits: Limits) -> type[Wire]:
    """Returns the protocol with these limits, as uvicorn takes it.

    >>> wire(Limits(connections=2)).limits.connections
    2
    """
    return type("Wire", (Wire,), {"limits": limits})


def _stopped(timer: asyncio.TimerHandle | None) -> asyncio.TimerHandle | None:
    if timer is not None:
        timer.cancel()
    return None
