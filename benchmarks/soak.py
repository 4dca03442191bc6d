"""Watches the memory of the server, started by its command, over many short requests.

Pages, JSON, SPARQL, packages, what there is not, bad input and requests that are dropped half way
come in a fixed order. The memory of each process (RSS) is printed at each tenth; after a fifth,
which warms it up, it may grow by no more than so many bytes a request, else the exit code is 1. Run
with ``python benchmarks/soak.py [--requests 100000] [--bound 100]``.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from servers import free_port  # noqa: E402
from serving import Server, ready  # noqa: E402

AT_A_TIME = 8
WARM_UP = 0.2
PACKAGES = [path.read_bytes() for path in sorted((ROOT / "deals").glob("*200*.yaml"))]
QUERY = (
    "PREFIX skg: <https://w3id.org/sanctions-kg/ontology#> "
    "SELECT ?p ?d { ?p a skg:ExportBan ; skg:inForceFrom ?d } LIMIT 5"
)


def get(path: str, accept: str = "*/*") -> bytes:
    """Returns a request for a path."""
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n".encode()


def post(path: str, media: str, data: bytes) -> bytes:
    """Returns a request with a body, but for the line that closes the connection."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {media}\r\n"
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data


# What is asked and how often, in a round of about two hundred.
ROUND = (
    *[get("/healthz")] * 30,
    *[get("/dprk/un/2397/7.html"), get("/style.css"), get("/dprk/goods/coal.ttl")] * 20,
    *[get("/un/2397/7", accept) for accept in ("text/html", "text/turtle", "image/png")] * 12,
    *[get("/no/such/thing"), get("/un/2397/999"), get("/" + "x" * 300)] * 10,
    *[post("/sparql", "application/sparql-query", QUERY.encode())] * 16,
    *[post("/sparql", "application/sparql-query", b"SELECT {")] * 8,
    *[post("/validate", "application/yaml", b"id: [")] * 4,
    *[post("/validate", "image/png", b"x")] * 8,
    *[get("/show?id=nothing"), get("/regime?on=tomorrow"), get("/sparql?query=ASK")] * 2,
    *[get("/show?id=un/2397/7"), get("/queries/caps")],
    *[post("/validate", "application/yaml", each) for each in PACKAGES],
)
# Where a request is cut off, of those that are dropped.
DROPPED = 8


def requests(count: int) -> Iterator[tuple[bytes, bool]]:
    """Yields requests, and whether each is dropped half way."""
    order = random.Random(1)
    for number in range(count):
        asked = order.choice(ROUND)
        dropped = order.randrange(100) < DROPPED
        who = f"X-Forwarded-For: 10.0.{number // 250 % 250}.{number % 250}\r\n"
        head, _, body = asked.partition(b"\r\n\r\n")
        head = head.rstrip(b"\r\n") + f"\r\n{who}Connection: close\r\n\r\n".encode()
        asked = head + body
        yield (asked[: order.randrange(len(asked))] if dropped else asked), dropped


async def ask(port: int, data: bytes, dropped: bool) -> str:
    """Sends a request and returns the status of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        await writer.drain()
        if dropped:
            return "dropped"
        async with asyncio.timeout(60):
            return (await reader.read())[9:12].decode() or "closed"
    finally:
        writer.close()


async def clients(port: int, asked: Iterator[tuple[bytes, bool]], seen: Counter[str]) -> None:
    """Asks what is to be asked, some at a time."""

    async def one() -> None:
        for data, dropped in asked:
            seen[await ask(port, data, dropped)] += 1

    await asyncio.gather(*(one() for _ in range(AT_A_TIME)))


def started(folder: Path) -> Server:
    """Starts the server by its command."""
    port, log = free_port(), folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "kg.cli", "serve", "--port", str(port), "--seconds", "60"],
            cwd=folder,
            stdout=out,
            stderr=out,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    return Server(process, port, log)


def memory(server: Server) -> dict[int, float]:
    """Returns the memory of each process of the server, in MB."""
    found = {}
    for pid in server.family():
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                found[pid] = int(line.split()[1]) * 1024 / 1e6
    return found


def names(server: Server) -> dict[int, str]:
    """Returns what each process does."""
    found = {server.process.pid: "listens"}
    number = itertools.count(1)
    for pid in server.family()[1:]:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode()
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        if parent != server.process.pid:
            found[pid] = f"worker {next(number)}"
        else:
            found[pid] = "tracker" if "resource_tracker" in words else "fork server"
    return found


def main() -> int:
    """Runs it, prints a table, and returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--bound", type=float, default=100.0, help="bytes a request")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = started(Path(folder))
        try:
            ready(server)
            return soaked(server, given.requests, given.bound)
        finally:
            server.process.terminate()
            server.process.wait(30)


def soaked(server: Server, count: int, bound: float) -> int:
    """Asks so often, and says whether memory grew beyond the bound."""
    processes, seen, begun = names(server), Counter[str](), time.monotonic()
    asked, rows = requests(count), [(0, memory(server))]
    print(f"| requests | {' | '.join(processes.values())} | all |")
    print(f"| --- |{' ---: |' * (len(processes) + 1)}")
    for tenth in range(11):
        if tenth:
            part = itertools.islice(asked, count // 10)
            asyncio.run(clients(server.port, part, seen))
            time.sleep(0.2)
            rows.append((tenth * (count // 10), memory(server)))
        at, found = rows[-1]
        cells = " | ".join(f"{found.get(pid, 0):.1f}" for pid in processes)
        print(f"| {at:,} | {cells} | {sum(found.values()):.1f} |", flush=True)
    kept = [row for row in rows if row[0] >= WARM_UP * count]
    slopes = {
        name: statistics.linear_regression(
            [at for at, _ in kept], [1e6 * found.get(pid, 0) for _, found in kept]
        ).slope
        for pid, name in processes.items()
    }
    print(f"| bytes a request | {' | '.join(f'{each:.0f}' for each in slopes.values())} | |")
    statuses = ", ".join(f"{status}: {many:,}" for status, many in sorted(seen.items()))
    print(f"\n{statuses}; {time.monotonic() - begun:.0f} s")
    told = [line for line in server.lines() if "level" in line or "error" in line]
    print(f"other lines in the log: {len(told)}", *told[:5], sep="\n  ")
    wrong = [
        f"{name} grew by {slope:.0f} bytes a request"
        for name, slope in slopes.items()
        if slope > bound
    ]
    wrong += ["a process was replaced"] if set(server.family()) != set(processes) else []
    wrong += ["the log tells of faults"] if told else []
    print(
        f"failed: {'; '.join(wrong)}" if wrong else f"no process grew by {bound:g} bytes a request"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
