"""A storm of requests to ``sanctions-kg serve`` as a user starts it, with clients that misbehave.

One input is a request. Afterwards the server is as it was: it answers, has as many processes and
open files, no more memory than a little, and no fault in its log.
"""

from __future__ import annotations

import asyncio
import random
import socket
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import load
import mutate
from command import serving
from part import MEGABYTE, Run

CLIENTS = 100
GROWS = 40 * MEGABYTE
"""What the process that listens may hold in the end beyond what it held after the first tenth."""
Client = Callable[[int, random.Random], Awaitable[str]]


def run(run: Run) -> None:
    """Runs the part."""
    with tempfile.TemporaryDirectory() as home, serving(Path(home)) as server:
        asyncio.run(_clients(run, server.port, 0.1 * run.lasts))
        time.sleep(2)
        before, held, files = _state(server)
        asyncio.run(_clients(run, server.port, max(1.0, 0.9 * run.lasts - 16)))
        time.sleep(12)
        after, holds, now = _state(server)
        run.note = f"{held / MEGABYTE:.0f} MB, then {holds / MEGABYTE:.0f} MB; {now} files open"
        checks = {
            "processes are missing or left over": before == after,
            "files are left open": now <= files + 8,
            "memory is kept": holds <= held + GROWS,
            "something waits": server.ask("/healthz").data["waiting"] == 0,
            "it does not answer": server.query("ASK {}").data["boolean"] is True,
        }
        for what, holds_true in checks.items():
            if not holds_true:
                run.fault(what, 0, run.note)
        for line in server.lines():
            if "error" in line or line.get("status") == 500:
                run.fault("a fault in the log", 0, str(line))


def _state(server: load.Server) -> tuple[int, int, int]:
    _, _, files = load.memory(server)
    return len(server.family()), int(1e6 * load._rss(server.process.pid)), files


async def _clients(run: Run, port: int, seconds: float) -> None:
    ends = time.monotonic() + seconds

    async def one(number: int) -> None:
        rng = random.Random(f"{run.seed}/{number}")
        while time.monotonic() < ends:
            kind = rng.choice(list(KINDS))
            try:
                status = await asyncio.wait_for(KINDS[kind](port, rng), 60)
            except TimeoutError:
                run.fault("a client was left waiting for a minute", number, kind)
                continue
            run.inputs += 1
            run.outcomes[status] += 1
            if status == "500":
                run.fault("an answer of 500", number, kind)
            await asyncio.sleep(rng.random() * (2 if status in ("429", "503") else 0.2))

    await asyncio.gather(*(one(each) for each in range(CLIENTS)))


def _head(rng: random.Random, data: bytes) -> bytes:
    address = f"X-Forwarded-For: 10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(256)}"
    return data.replace(b"Host: x\r\n", f"{address}\r\nHost: x\r\n".encode(), 1)


def _whole(make: Callable[[random.Random], bytes], pause: float = 0.0, read: float = 0.0) -> Client:
    async def client(port: int, rng: random.Random) -> str:
        return await load.exchange(port, _head(rng, make(rng)), pause, read)

    return client


async def _drop(port: int, rng: random.Random) -> str:
    """Sends a part of a request, or all of it, and leaves without a word, or with a reset."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    data = _head(rng, load.post("/validate", "application/yaml", rng.choice(load.PACKAGES)))
    writer.write(data[: rng.randrange(len(data) + 1)])
    await asyncio.sleep(rng.choice((0, 0.01, 0.3)))
    if rng.random() < 0.5:
        wire = writer.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    writer.close()
    return "left"


def _odd(rng: random.Random) -> bytes:
    path = rng.choice(load.PAGES) + rng.choice(
        ("", "?as_of=1", "?format=zip", "/..;/%00", "?on=x", "%ff", "?" + "a=1&" * 500)
    )
    return load.get(path)


def _junk(rng: random.Random) -> bytes:
    whole = rng.choice(
        (
            load.get("/"),
            load.sparql(load.LIGHT),
            load.post("/validate", "application/yaml", load.PACKAGES[0]),
        )
    )
    return mutate.of_bytes(rng, whole)[:200_000]


def _mutated(rng: random.Random) -> bytes:
    data = mutate.of_bytes(rng, rng.choice(load.PACKAGES))
    verb = rng.choice(("/validate", "/repair", "/balance", "/compare", "/exposure"))
    return load.post(
        verb,
        rng.choice(("application/yaml", "application/json", "text/turtle", "application/ld+json")),
        data,
    )


KINDS: dict[str, Client] = {
    "page": _whole(lambda rng: load.get(rng.choice(load.PAGES))),
    "odd": _whole(_odd),
    "light": _whole(lambda rng: load.sparql(load.LIGHT)),
    "package": _whole(
        lambda rng: load.post("/validate", "application/yaml", rng.choice(load.PACKAGES))
    ),
    "mutated": _whole(_mutated),
    "hostile": _whole(lambda rng: load.sparql(rng.choice(load.HOSTILE))),
    "large": _whole(lambda rng: load.post("/validate", "application/yaml", b"x" * 3_000_000)),
    "slow": _whole(
        lambda rng: load.post("/validate", "application/yaml", load.PACKAGES[0]), pause=0.2
    ),
    "header": _whole(lambda rng: load.get("/" + "x" * 20_000), pause=0.2),
    "reader": _whole(lambda rng: load.sparql(load.HOSTILE[-1]), read=0.3),
    "junk": _whole(_junk),
    "drop": _drop,
    "drop twice": _drop,
}
