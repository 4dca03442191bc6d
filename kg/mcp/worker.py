"""A worker: answers one call after another, each within its time and its memory."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kg.core.errors import KgError
from kg.mcp.limits import Limits

#: What was said, and whether it is an error.
Said = tuple[str, bool]
_ERROR = 2000


def run(pipe: Connection, limits: Limits, store: str | None) -> None:
    """Answers the calls that come through a pipe until it is closed.

    A call that overruns its time ends the process: the alarm is left to the system, so it works
    inside a parser and a solver as well.

    Args:
        pipe: where calls come from and answers go.
        limits: what a call may take.
        store: the address of the store that holds the regime; None for the shipped one.
    """
    from kg.mcp import warm

    _confine(limits.memory)
    while True:
        try:
            name, given = pipe.recv()
        except (EOFError, OSError):
            return
        _alarm(limits.seconds)
        said = _said(warm, store, name, given, limits)
        _alarm(0)
        with suppress(OSError):
            pipe.send(said)


def _said(
    warm: Any, store: str | None, name: str, given: Mapping[str, Any], limits: Limits
) -> Said:
    from kg.mcp.capped import capped
    from kg.mcp.tools import asked

    try:
        told = asked(warm.regime(store), name, given, limits.seconds / 2)
        return _clean(capped(told, limits)), False
    except KgError as error:
        # An option of the command line is an argument here.
        text = _clean(str(error).removeprefix("--"))
        return text if len(text) <= _ERROR else f"{text[:_ERROR]}…", True
    except (MemoryError, RecursionError):
        return "the answer needs more memory than a call may take; ask for less", True
    except BaseException as error:
        # A panic in a library of Rust is no Exception; what it says may quote the package.
        return f"this is a fault of the server ({type(error).__name__}); please report it", True


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _confine(memory: int) -> None:
    """Bounds the memory of this process, and has it heed nothing but its pipe and its alarm."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "win32":
        return
    import resource

    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # What listens goes first.
    os.nice(5)
    # The memory of a process that is ended may hold a package: it is not written to a file, and
    # what a library says as it dies goes nowhere.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    status = Path("/proc/self/statm")
    if status.exists():
        now = int(status.read_text().split()[0]) * resource.getpagesize()
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = now + memory if hard == resource.RLIM_INFINITY else min(now + memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
