"""A worker: does one job after another, each within its time, its memory and its answer's size."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kg.core.errors import KgError
from kg.serve.limits import Limits
from kg.serve.log import place
from kg.serve.reply import Reply, TooLarge, problem, refused

LESS = "ask for less, or run it on your own machine"


def run(pipe: Connection, limits: Limits) -> None:
    """Does the jobs that come through a pipe until it is closed.

    A job is the name of a function of ``kg.serve.jobs`` and its arguments. A job that overruns its
    time ends the process: the alarm is left to the system, so it works inside a query as well. What
    the job would have answered is then for ``kg.serve.pool`` to say.

    Args:
        pipe: where jobs come from and replies go.
        limits: the limits of the server.
    """
    from kg.serve import jobs

    # A service manager ends every process of a service: the one that listens says when to stop.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # What listens goes first.
    os.nice(5)
    # The memory of a process that is ended may hold a package: it is not written to a file.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a library says as it dies goes nowhere, for the same reason.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _bound_memory(limits.memory)
    while True:
        try:
            name, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        reply = _done(getattr(jobs, name), arguments, limits)
        signal.setitimer(signal.ITIMER_REAL, 0)
        try:
            pipe.send(reply)
        except OSError:
            return


def _done(job: Callable[..., Reply], arguments: dict[str, Any], limits: Limits) -> Reply | str:
    """Returns the reply; or, of an error that nobody foresaw, where it came from."""
    try:
        reply = job(**arguments, most=limits.result)
        if len(reply.body) > limits.result:
            raise TooLarge
        return reply
    except TooLarge:
        return problem(
            413,
            f"the answer is larger than {limits.result:,} bytes",
            hint="ask for less: add LIMIT, a narrower pattern, or take the whole files under data/",
        )
    except KgError as error:
        return refused(error)
    except (MemoryError, RecursionError) as error:
        said = f"the answer needs more than a worker may take ({type(error).__name__})"
        return problem(503, said, hint=LESS)
    except BaseException as error:
        # A panic in a library of Rust is no Exception.
        return place(error)


def _bound_memory(more: int) -> None:
    status = Path("/proc/self/statm")
    if not status.exists():
        return
    now = int(status.read_text().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = now + more if hard == resource.RLIM_INFINITY else min(now + more, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
