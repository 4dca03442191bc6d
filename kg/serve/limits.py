"""What a request may take."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """The limits of a server.

    Attributes:
        workers: processes for questions, half of them for SPARQL; documents have one of their own.
        seconds: the longest that one job may run, and the longest that it may wait for a worker.
        waiting: how many jobs may wait for a worker, half of them in SPARQL; more get 503.
        each: how many jobs one client may have under way; more get 429.
        body: the most bytes of a request.
        body_seconds: the longest that a request may take to arrive.
        header_seconds: the same for its header.
        stall_seconds: how long a client may take nothing of its answer.
        result: the most bytes of an answer.
        memory: the bytes that a worker may take beyond what it starts with.
        connections: the most connections; more are closed.
        held: the most bytes of requests on their way in and answers on their way out; more get 503.
        stopping: how long requests under way may go on once the server is told to stop.
    """

    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 1))
    seconds: float = 10.0
    waiting: int = 64
    each: int = 16
    body: int = 1_000_000
    body_seconds: float = 10.0
    header_seconds: float = 10.0
    stall_seconds: float = 30.0
    result: int = 20_000_000
    memory: int = 1_000_000_000
    connections: int = 512
    held: int = 200_000_000
    stopping: float = 5.0
