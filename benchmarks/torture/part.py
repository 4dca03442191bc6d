"""What every part shares: its time, its seeds, what became of inputs, and where faults are kept."""

from __future__ import annotations

import gc
import os
import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from commands import run

MEGABYTE = 1_000_000
SECONDS, MEMORY = 10, 300 * MEGABYTE
"""What one input may take: of the processor, and beyond what the process held before."""
BROKEN = 70
"""The exit code of a child whose error nobody caught."""


@dataclass(frozen=True)
class Figures:
    """What a part is counted by: a line of the table."""

    inputs: int
    faults: dict[str, int]
    seconds: float
    note: str


@dataclass
class Run:
    """One run of a part.

    Attributes:
        name: the part.
        seed: of the whole run; with the number of an input it gives that input.
        first: the number of the first input.
        most: how many inputs at most; None for as many as there is time for.
        lasts: how many seconds.
        keep: the folder under which faults are kept.
    """

    name: str
    seed: int
    first: int
    most: int | None
    lasts: float
    keep: Path
    begun: float = field(default_factory=time.monotonic)
    inputs: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    note: str = ""

    def begin(self) -> None:
        """Begins to count the time now, after what a part sets up."""
        self.begun = time.monotonic()

    def numbers(self) -> Iterator[tuple[int, random.Random]]:
        """Yields the number of each input, with its own source of chance, while there is time."""
        number = self.first
        while time.monotonic() < self.begun + self.lasts and self.inputs != self.most:
            self.inputs += 1
            yield number, random.Random(f"{self.seed}/{self.name}/{number}")
            number += 1

    def fault(self, what: str, number: int, data: bytes | str = b"", told: str = "") -> None:
        """Counts a fault, says it on stderr, and keeps what it was found on."""
        self.faults[what] += 1
        self.keep.mkdir(parents=True, exist_ok=True)
        path = self.keep / f"{self.name}-{self.seed}-{number}-{self.faults.total()}"
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        path.with_name(path.name + ".txt").write_text(f"{what}\n{told}\n", "utf-8", "replace")
        again = f"--only {self.name} --seed {self.seed} --first {number} --inputs 1"
        print(f"fault: {what} ({again}); {path}\n{told[-1500:]}", file=sys.stderr, flush=True)

    def figures(self) -> dict[str, Any]:
        """Returns what the table says."""
        outcomes = ", ".join(f"{what} {many:,}" for what, many in sorted(self.outcomes.items()))
        note = "; ".join(each for each in (self.note, outcomes) if each)
        spent = time.monotonic() - self.begun
        return asdict(Figures(self.inputs, dict(self.faults), spent, note))


@dataclass(frozen=True)
class Ended:
    """How a child ended: its exit code (negative for a signal), what it wrote, what it took."""

    code: int
    out: str
    error: str
    seconds: float
    memory: int


def apart(work: Callable[[], tuple[int, str, str]], folder: Path) -> Ended:
    """Does something in a child of this process, which crashes and runs out for itself alone.

    The child has no more than the time and memory that an input may take, with some to spare, so
    that it is measured and not the machine.
    """
    out, error = folder / "out.txt", folder / "error.txt"
    out.unlink(missing_ok=True)
    error.unlink(missing_ok=True)
    held = _resident()
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (4 * SECONDS, 4 * SECONDS))
        signal.alarm(8 * SECONDS)
        sys.addaudithook(_no_network)
        code = BROKEN
        try:
            code, written, told = work()
            out.write_text(written, "utf-8", "surrogatepass")
            error.write_text(told, "utf-8", "surrogatepass")
        except BaseException:
            error.write_text(traceback.format_exc(), "utf-8", "surrogatepass")
        finally:
            os._exit(code)
    _, status, used = os.wait4(pid, 0)
    read = (each.read_text("utf-8", "replace") if each.exists() else "" for each in (out, error))
    spent, most = used.ru_utime + used.ru_stime, 1024 * used.ru_maxrss
    return Ended(os.waitstatus_to_exitcode(status), *read, spent, max(0, most - held))


def warm(*commands: Sequence[str]) -> None:
    """Runs some commands in this process, so that children find made what is made once."""
    for words in commands:
        run(*words)
    gc.collect()
    gc.freeze()


def wrong(ended: Ended) -> str:
    """Names what is wrong with how a command ended; empty if nothing is."""
    if ended.code < 0:
        return f"ended by {signal.Signals(-ended.code).name}"
    if ended.code not in (0, 1, 2):
        return "an error that nobody caught"
    if "Traceback" in ended.error or "Traceback" in ended.out:
        return "a traceback"
    if ended.code == 2 and not ended.error.strip() and not ended.out.strip():
        return "refused without a word"
    if ended.seconds > SECONDS:
        return f"over {SECONDS} s"
    return f"over {MEMORY // MEGABYTE} MB" if ended.memory > MEMORY else ""


def _no_network(event: str, given: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen"):
        raise RuntimeError(f"it reached out: {event} {given!r:.200}")


def _resident() -> int:
    return 4096 * int(Path("/proc/self/statm").read_text().split()[1])
