"""Runs the server until it is stopped."""

from __future__ import annotations

import uvicorn

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
    """
    log.start()
    uvicorn.run(
        application(limits),
        host=host,
        port=port,
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
