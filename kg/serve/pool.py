"""Worker processes for a server that must not wait: jobs go out, replies come back, in bounds."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import time
from collections import Counter
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from kg.serve import log, worker
from kg.serve.limits import Limits
from kg.serve.reply import Reply, problem, stopping

# After the alarm of the worker itself, in case that it never reached its job.
_GRACE = 5.0
# How long it is remembered that a client asked for too much.
_HEAVY = 60.0
# How a worker ends at its limits: late, by the alarm, or by a library that finds no memory or no
# stack. Any other end comes from outside.
_BY_LIMITS = (
    None,
    *(-each for each in (signal.SIGALRM, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS)),
    *(-each for each in (signal.SIGILL, signal.SIGTRAP)),
)
_Done = TypeVar("_Done")


class Pool:
    """A number of workers, and who waits for one.

    Attributes:
        size: how many workers there are.
        lost: how many were ended by their limits.
    """

    def __init__(self, context: ForkServerContext, size: int, limits: Limits) -> None:
        self.size, self.lost = size, 0
        self._context, self._limits = context, limits
        self._threads = ThreadPoolExecutor(size, "pool")
        self._free: asyncio.LifoQueue[_Hand] = asyncio.LifoQueue()
        self._hands: set[_Hand] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopped = False
        self._clients: Counter[str] = Counter()
        self._heavy: dict[str, float] = {}
        self._lanes = (_Lane(size), _Lane(max(1, size // 2)))

    @property
    def waiting(self) -> int:
        """How many jobs wait for a worker."""
        return sum(lane.waiting for lane in self._lanes)

    async def start(self) -> None:
        """Starts the workers."""
        for _ in range(self.size):
            await self._hire()

    async def stop(self) -> None:
        """Ends the workers; a job under way is broken off."""
        self._stopped = True
        for hand in self._hands:
            hand.process.kill()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for hand in self._hands:
            hand.end()
        self._threads.shutdown(cancel_futures=True)

    async def ask(self, client: str, name: str, /, **arguments: Any) -> Reply:
        """Has a worker do a job.

        Args:
            client: who asks; each may have a number of jobs under way.
            name: a function of ``kg.serve.jobs``.
            **arguments: its arguments.

        Returns:
            The reply of the job; 429 or 503 when there is no room, 503 when it took too long.
        """
        if self._clients[client] >= self._limits.each:
            said = f"more than {self._limits.each} questions at a time from one address"
            return problem(429, said, headers={"Retry-After": "1"})
        self._clients[client] += 1
        try:
            return await self._with_a_hand(client, name, arguments)
        finally:
            self._clients[client] -= 1
            if not self._clients[client]:
                del self._clients[client]

    async def _with_a_hand(self, client: str, name: str, arguments: dict[str, Any]) -> Reply:
        # Any query at all, and whoever asked for too much, get half of the workers: the named
        # questions and the verbs are always answered.
        heavy = name == "sparql" or self._is_heavy(client)
        lane = self._lanes[heavy]
        if self._stopped:
            return stopping()
        if lane.waiting >= self._limits.waiting // 2:
            return self._busy()
        lane.waiting += 1
        try:
            async with asyncio.timeout(self._limits.seconds):
                hand = await self._alive(lane)
        except TimeoutError:
            return self._busy()
        finally:
            lane.waiting -= 1
        # What was handed over is finished even if the one who asked has gone: a hand that is let
        # go in the middle would give the next one its reply.
        task = self._task(self._finish(client, hand, name, arguments))
        task.add_done_callback(lambda _: lane.release())
        return await asyncio.shield(task)

    def _is_heavy(self, client: str) -> bool:
        """Whether a job of a client was ended by its limits of late."""
        now = time.monotonic()
        if len(self._heavy) > 1000:
            self._heavy = {each: until for each, until in self._heavy.items() if until > now}
        return self._heavy.get(client, 0) > now

    async def _finish(
        self, client: str, hand: _Hand, name: str, arguments: dict[str, Any]
    ) -> Reply:
        loop, limits = asyncio.get_running_loop(), self._limits
        try:
            reply = await loop.run_in_executor(
                self._threads, hand.do, name, arguments, limits.seconds + _GRACE
            )
        except (EOFError, OSError):
            code = await self._replace(hand)
            if self._stopped:
                return stopping()
            if code in _BY_LIMITS:
                self.lost += 1
                self._heavy[client] = time.monotonic() + _HEAVY
            return _ended(code, limits)
        self._free.put_nowait(hand)
        if isinstance(reply, Reply):
            return reply
        log.fault(reply)
        return problem(500, f"this is a fault of the server: {reply}", hint="please report it")

    async def _alive(self, lane: _Lane) -> _Hand:
        await lane.acquire()
        try:
            while not (hand := await self._free.get()).process.is_alive():
                self._task(self._replace(hand))
        except BaseException:
            lane.release()
            raise
        return hand

    async def _replace(self, hand: _Hand) -> int | None:
        code = await asyncio.get_running_loop().run_in_executor(None, hand.end)
        self._hands.discard(hand)
        self._task(self._hire())
        if code not in _BY_LIMITS and not self._stopped:
            log.said("a worker was ended by something outside the server", code=code)
        return code

    async def _hire(self) -> None:
        """Starts a worker, however often that fails for want of memory or of files."""
        loop = asyncio.get_running_loop()
        while not self._stopped:
            try:
                hand = await loop.run_in_executor(None, _Hand, self._context, self._limits)
            except OSError as error:
                log.fault(f"no worker could be started, and it is tried again: {error}")
                await asyncio.sleep(1)
                continue
            self._hands.add(hand)
            self._free.put_nowait(hand)
            return

    def _task(self, work: Coroutine[Any, Any, _Done]) -> asyncio.Task[_Done]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _busy(self) -> Reply:
        later = str(round(max(1.0, self._limits.seconds)))
        return problem(503, "too many questions at a time", headers={"Retry-After": later})


class _Lane(asyncio.Semaphore):
    """How many workers a kind of job may have at a time, and how many such jobs wait."""

    waiting = 0


class _Hand:
    """One worker process and the pipe to it."""

    def __init__(self, context: ForkServerContext, limits: Limits) -> None:
        self.pipe, other = context.Pipe()
        self.process: BaseProcess = context.Process(
            target=worker.run, args=(other, limits), daemon=True
        )
        self.process.start()
        other.close()

    def do(self, name: str, arguments: dict[str, Any], seconds: float) -> Reply | str:
        """Sends a job and waits for the reply.

        Raises:
            EOFError, OSError: if the worker ended before it replied.
        """
        pipe: Connection = self.pipe
        pipe.send((name, arguments))
        if not pipe.poll(seconds):
            raise EOFError
        reply: Reply | str = pipe.recv()
        return reply

    def end(self) -> int | None:
        """Ends the process; returns how it ended, if it had of itself."""
        self.process.join(1)
        code = self.process.exitcode
        self.process.kill()
        self.process.join()
        self.pipe.close()
        return code


def context() -> ForkServerContext:
    """Returns what forks workers from a process that has loaded the regime."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["kg.serve.warm"])
    return found


def _ended(code: int | None, limits: Limits) -> Reply:
    if code in (None, -signal.SIGALRM):
        return problem(503, f"stopped after {limits.seconds:g} seconds", hint=worker.LESS)
    if code == -signal.SIGSEGV:
        # The stack of a parser: https://github.com/oxigraph/oxigraph reads recursively.
        return problem(400, "this is nested too deeply", hint="write it flatter")
    if code not in _BY_LIMITS:
        said = "the process that was to answer was ended by something else on this machine"
        return problem(503, said, hint="ask again", headers={"Retry-After": "1"})
    said = f"the answer needs more than the {limits.memory:,} bytes that a worker may take"
    return problem(503, said, hint=worker.LESS)
