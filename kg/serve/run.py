"""Runs the server until it is stopped."""

from __future__ import annotations

import asyncio
import gc
import math
import socket
import sys
from contextlib import suppress

import uvicorn

from kg.core.errors import BadInput
from kg.serve import log
from kg.serve.app import application
from kg.serve.limits import Limits
from kg.serve.wire import wire

# After what is under way was broken off, for the last bytes to go out.
_LAST = 3


class _Server(uvicorn.Server):
    """Stops within a stated time: what is still under way then is answered with 503."""

    def __init__(self, config: uvicorn.Config, seconds: float) -> None:
        super().__init__(config)
        self._seconds = seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Lets requests under way end, for so long."""
        late = asyncio.create_task(self._break_off())
        try:
            await super().shutdown(sockets)
        finally:
            late.cancel()

    async def _break_off(self) -> None:
        await asyncio.sleep(self._seconds)
        for each in list(self.server_state.connections):
            # Half an answer cannot become another one.
            if each.cycle is None or each.cycle.response_started:  # type: ignore[union-attr]
                each.transport.abort()
        for task in list(self.server_state.tasks):
            # kg.serve.guard answers for it.
            task.cancel()


def run(host: str, port: int, limits: Limits) -> None:
    """Serves at an address.

    Args:
        host: the address to listen on.
        port: the port.
        limits: what a request may take.

    Raises:
        BadInput: if nothing can listen there.
    """
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=2048
        )
    except OSError as error:
        # Python adds to the reason what stands before it anyway.
        why = str(error.strerror or error).partition(" (while")[0]
        said = f"cannot listen on {host}, port {port}: {why}"
        hint = "stop what listens there, or name another port: --port 8001"
        raise BadInput(said, hint=hint) from None
    log.start()
    # What a request leaves behind goes, also where a command has switched the collector off.
    gc.enable()
    config = uvicorn.Config(
        application(limits),
        http=wire(limits),
        ws="none",
        access_log=False,
        # The log is a line of JSON for each request: see kg.serve.log.
        log_config=None,
        log_level="error",
        server_header=False,
        # A query in an address may be long.
        h11_max_incomplete_event_size=65_536,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=math.ceil(limits.stopping) + _LAST,
    )
    print(f"serving on http://{host}:{port}/; stop with Ctrl-C", file=sys.stderr)
    with listening, suppress(KeyboardInterrupt):
        _Server(config, limits.stopping).run(sockets=[listening])
