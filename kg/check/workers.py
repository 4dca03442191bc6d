"""Processes that answer on groups of packages, each at the end of a line of its own.

They share nothing: one that is killed, be it while it reads or writes, ends its own line and no
other. (The processes of a ``ProcessPoolExecutor`` share two queues with locks; one that is killed
while it holds a lock stops the rest for ever.)
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

FORKS = "fork" in multiprocessing.get_all_start_methods()


@dataclass(frozen=True, eq=False)
class Worker:
    """A process that answers what it is given, one thing after another.

    Attributes:
        process: the process.
        line: to it and from it.
    """

    process: BaseProcess
    line: Connection

    def give(self, asked: Any) -> None:
        """Gives it something to answer; whether it still lives is seen when it is taken."""
        with suppress(OSError):
            self.line.send(asked)

    def take(self) -> Any:
        """Returns its answer; None if it has ended.

        Raises:
            Exception: what it raised.
        """
        try:
            found = self.line.recv()
        except (EOFError, OSError):
            return None
        if isinstance(found, Exception):
            raise found
        return found

    def end(self) -> None:
        """Ends it, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.line.close()


def begun(
    begin: Callable[..., None], told: tuple[Any, ...], answer: Callable[[Any], Any]
) -> Worker:
    """Begins a process.

    Args:
        begin: what it does first.
        told: what ``begin`` is given.
        answer: what it does with each thing that it is given.
    """
    ours, theirs = multiprocessing.Pipe()
    given = (theirs, begin, told, answer)
    process: BaseProcess
    if FORKS:
        process = multiprocessing.get_context("fork").Process(target=_work, args=given, daemon=True)
    else:
        spawn = multiprocessing.get_context("spawn")
        process = spawn.Process(target=_work, args=given, daemon=True)
    process.start()
    theirs.close()  # Else no reading ends with it, and the next to be forked would hold it too.
    return Worker(process, ours)


def _work(
    line: Connection,
    begin: Callable[..., None],
    told: tuple[Any, ...],
    answer: Callable[[Any], Any],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # The one that began it ends it.
    threading.Thread(target=_outlive, daemon=True).start()
    begin(*told)
    while True:
        try:
            found = answer(line.recv())
        except MemoryError:
            os._exit(2)
        except Exception as error:
            found = error
        line.send(found)


def _outlive() -> None:
    """Ends this process with the one that began it, however that ends."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(2)
