"""What a call of a tool may take."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """The limits of the tools.

    Attributes:
        workers: how many calls are answered at a time; others wait.
        seconds: the longest that one call may run.
        memory: the bytes that a worker may take beyond what it starts with.
        short: the most bytes of an answer.
        long: the most bytes of an answer of which everything is asked for.
    """

    workers: int = field(default_factory=lambda: min(4, max(2, os.cpu_count() or 1)))
    seconds: float = 30.0
    memory: int = 1_000_000_000
    short: int = 20_000
    long: int = 1_000_000
