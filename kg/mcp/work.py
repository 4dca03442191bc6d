"""Worker processes for calls: each call has a process to itself while it runs."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Mapping
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from typing import Any

import anyio
from anyio import to_thread

from kg.mcp import worker
from kg.mcp.limits import Limits
from kg.mcp.worker import Said

# After the alarm of the worker itself, in case that it never reached its call.
_GRACE = 5.0
_FORKS = "forkserver" in multiprocessing.get_all_start_methods()
_LESS = "ask for less"


class Workers:
    """Some worker processes: started when they are needed, ended when a call overruns."""

    def __init__(self, limits: Limits, store: str | None) -> None:
        self._limits, self._store = limits, store
        self._room = anyio.Semaphore(limits.workers)
        self._idle: list[_Worker] = []

    def begin(self) -> None:
        """Starts the process from which workers are forked; it loads the regime meanwhile."""
        if _FORKS:
            multiprocessing.get_context("forkserver").set_forkserver_preload(["kg.mcp.warm"])
            forkserver.ensure_running()

    def end(self) -> None:
        """Ends the workers."""
        while self._idle:
            self._idle.pop().end()

    async def ask(self, name: str, given: Mapping[str, Any]) -> Said:
        """Has a worker answer a call; one that is broken off is ended.

        Args:
            name: the name of a tool.
            given: its arguments.
        """
        async with self._room:
            found = self._rested()
            if found is None:
                found = await to_thread.run_sync(self._hire)
            try:
                said: Said = await to_thread.run_sync(
                    found.ask, name, given, abandon_on_cancel=True
                )
            except RecursionError:
                self._idle.append(found)
                return f"an argument is nested too deeply; {_LESS}", True
            except (EOFError, OSError):
                return _ended(found.end(), self._limits), True
            except BaseException:
                found.end()
                raise
            self._idle.append(found)
            return said

    def _hire(self) -> _Worker:
        return _Worker(self._limits, self._store)

    def _rested(self) -> _Worker | None:
        while self._idle:
            found = self._idle.pop()
            if found.process.is_alive():
                return found
        return None


class _Worker:
    """A worker process and the pipe to it."""

    def __init__(self, limits: Limits, store: str | None) -> None:
        context: Any = multiprocessing.get_context("forkserver" if _FORKS else "spawn")
        self._seconds = limits.seconds + _GRACE
        self._pipe, other = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=worker.run, args=(other, limits, store), daemon=True
        )
        self.process.start()
        other.close()

    def ask(self, name: str, given: Mapping[str, Any]) -> Said:
        """Sends a call and waits for what is said.

        Raises:
            EOFError, OSError: if the worker ended before it answered.
            RecursionError: if the arguments are nested too deeply to be sent.
        """
        pipe = self._pipe
        pipe.send((name, given))
        if not pipe.poll(self._seconds):
            raise EOFError
        said: Said = pipe.recv()
        return said

    def end(self) -> int | None:
        """Ends the process; returns how it ended, if it had of itself."""
        self.process.join(0.1)
        code = self.process.exitcode
        self.process.kill()
        self.process.join()
        return code


def _ended(code: int | None, limits: Limits) -> str:
    if code is None or code == -getattr(signal, "SIGALRM", 0):
        return f"stopped after {limits.seconds:g} seconds; {_LESS}"
    if code == -signal.SIGSEGV:
        return "the package is nested too deeply; write it as in docs/format.md"
    if code == -getattr(signal, "SIGKILL", 0):
        return "the worker was ended from outside; ask again"
    return f"the answer needs more than {limits.memory:,} bytes of memory; {_LESS}"
