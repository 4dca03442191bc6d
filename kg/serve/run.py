"""Runs the server until it is stopped."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress

import uvicorn

from kg.core.errors import BadInput
from kg.serve import log
from kg.serve.app import application
from kg.serve.limits import Limits
from kg.serve.wire import wire


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
        timeout_graceful_shutdown=5,
    )
    print(f"serving on http://{host}:{port}/; stop with Ctrl-C", file=sys.stderr)
    with listening, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
