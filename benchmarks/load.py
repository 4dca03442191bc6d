"""Measures the server under 200 clients for a minute: pages, queries, packages, and hostile ones.

A process of its own asks ``/healthz`` all the while; memory is that of every process of the server.
At the end the server must be as it was: every request answered, workers alive, no file left. Run
with ``python benchmarks/load.py [seconds] [clients] [mix]``.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from serving import Server, ready, started  # noqa: E402

LIGHT = (
    "PREFIX skg: <https://w3id.org/sanctions-kg/ontology#> "
    "SELECT ?p ?d { ?p a skg:ExportBan ; skg:inForceFrom ?d } LIMIT 50"
)
ANY = "?s ?p ?o"
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}",
    "SELECT * {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}",
    "SELECT * {?a ?b ?c. ?d ?e ?f} ORDER BY ?f",
    "SELECT (COUNT(*) AS ?n) {?a (<p:a>|!<p:a>)* ?b . ?b (<p:a>|!<p:a>)* ?c}",
    f"SELECT * {{{ANY} FILTER({'(' * 20000}1{')' * 20000})}}",
    f"SELECT * {{SERVICE <http://127.0.0.1:9/> {{{ANY}}}}}",
    f"SELECT * FROM <file:///etc/passwd> {{{ANY}}}",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?a),STR(?d))) AS ?x) {?a ?b ?c. ?d ?e ?f}",
    f"SELECT * {{{ANY} . ?x ?y ?z}} LIMIT 60000",
)
PACKAGES = [path.read_bytes() for path in sorted((ROOT / "deals").glob("*.yaml"))]
PAGES = (
    *("/un/2397/7", "/dprk/un/2397/7.html", "/dprk/goods/coal.ttl", "/", "/style.css"),
    *("/dprk/un/2371/8.jsonld", "/dprk/un/2375/15.rdf", "/everything.html", "/queries/caps"),
    *("/no/such/thing", "/openapi.json", "/data/law.ttl", "/regime?on=2017-08-04&goods=coal"),
)
MIXES = {
    # How many of a hundred clients do what.
    "mixed": {"page": 40, "light": 20, "package": 10, "hostile": 15, "slow": 8, "large": 7},
    "friendly": {"page": 60, "light": 25, "package": 15},
    "headers": {"header": 100},
    "readers": {"reader": 100},
}
CLOSE = "Host: x\r\nConnection: close\r\n"


def get(path: str) -> bytes:
    """Returns a request for a path."""
    return f"GET {path} HTTP/1.1\r\n{CLOSE}\r\n".encode()


def post(path: str, media: str, data: bytes) -> bytes:
    """Returns a request with a body."""
    head = f"POST {path} HTTP/1.1\r\n{CLOSE}Content-Type: {media}\r\nContent-Length: {len(data)}"
    return f"{head}\r\n\r\n".encode() + data


def sparql(text: str) -> bytes:
    """Returns a request with a query."""
    return post("/sparql", "application/sparql-query", text.encode())


async def exchange(port: int, data: bytes, pause: float = 0.0, read: float = 0.0) -> str:
    """Sends a request, in bits if it is to be slow, and returns the status of the answer."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
    except OSError as error:
        return f"no connection ({error.errno})"
    try:
        size = 8 if pause else len(data)
        for at in range(0, len(data), size):
            writer.write(data[at : at + size])
            await writer.drain()
            await asyncio.sleep(pause)
            if pause and reader._buffer:  # type: ignore[attr-defined]
                break
        head = await reader.read(13)
        while await reader.read(4096):
            await asyncio.sleep(read)
        return head[9:12].decode() or "closed"
    except OSError:
        # A refusal may be lost when more was under way.
        return "reset"
    finally:
        writer.close()


async def client(
    port: int, number: int, kind: str, ends: float, seen: dict[str, Counter[str]]
) -> None:
    """Asks one request after another, as if from an address of its own."""
    choose = random.Random(number)
    line = f"X-Forwarded-For: 10.0.{number // 250}.{number % 250}\r\nHost: x\r\n".encode()
    make: dict[str, Callable[[], bytes]] = {
        "page": lambda: get(choose.choice(PAGES)),
        "light": lambda: sparql(LIGHT),
        "package": lambda: post("/validate", "application/yaml", choose.choice(PACKAGES)),
        "hostile": lambda: sparql(choose.choice(HOSTILE)),
        "slow": lambda: post("/validate", "application/yaml", PACKAGES[0]),
        "large": lambda: post("/validate", "application/yaml", b"x" * 5_000_000),
        "header": lambda: get("/" + "x" * 60_000),
        "reader": lambda: sparql(HOSTILE[-1]),
    }
    while time.monotonic() < ends:
        pause = 0.2 if kind in ("slow", "header") else 0.0
        read = 0.5 if kind == "reader" else 0.0
        data = make[kind]().replace(b"Host: x\r\n", line, 1)
        status = await exchange(port, data, pause, read)
        seen[kind][status] += 1
        # A client that is refused comes back later, a hostile one sooner.
        later = 0.5 if kind == "hostile" else 2.0
        await asyncio.sleep(later if status in ("429", "503") else 0.05)


async def clients(port: int, count: int, seconds: float, mix: str) -> dict[str, Counter[str]]:
    """Runs the clients."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    kinds = [kind for kind, share in MIXES[mix].items() for _ in range(share)]
    random.Random(1).shuffle(kinds)
    ends = time.monotonic() + seconds
    tasks = [client(port, at, kinds[at % len(kinds)], ends, seen) for at in range(count)]
    async with asyncio.timeout(seconds + 90):
        await asyncio.gather(*tasks)
    return seen


PROBE = """
import http.client, json, sys, time
port, ends = int(sys.argv[1]), time.monotonic() + float(sys.argv[2])
spent, late = [], []
while time.monotonic() < ends:
    begun = time.perf_counter()
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    wire.request("GET", "/healthz")
    got = wire.getresponse()
    assert got.status == 200, got.status
    got.read()
    wire.close()
    spent.append(1000 * (time.perf_counter() - begun))
    begun = time.perf_counter()
    time.sleep(0.05)
    # What a busy machine adds to anything at all.
    late.append(1000 * (time.perf_counter() - begun) - 50)
print(json.dumps([sorted(spent), sorted(late)]))
"""


def memory(server: Server) -> tuple[float, float, int]:
    """Returns the memory of the server, its share that is its own, in MB, and how many files."""
    whole = own = files = 0
    for pid in server.family():
        folder = Path(f"/proc/{pid}")
        try:
            text = folder.joinpath("smaps_rollup").read_text()
            files += len(list(folder.joinpath("fd").iterdir()))
        except OSError:
            continue
        sizes = {line.split()[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
        whole, own = whole + sizes["Pss:"], own + sizes["Private_Dirty:"]
    return whole / 1000, own / 1000, files


def main() -> None:
    """Runs it and prints a table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    mix = sys.argv[3] if len(sys.argv) > 3 else "mixed"
    with tempfile.TemporaryDirectory() as folder:
        server = started(Path(folder))
        ready(server)
        time.sleep(1)
        first, before = memory(server), len(server.family())
        print(f"start: {first[0]:.0f} MB, {before} processes, {first[2]} files open")
        probe = subprocess.Popen(
            [sys.executable, "-c", PROBE, str(server.port), str(seconds)],
            stdout=subprocess.PIPE,
        )
        load = subprocess.Popen(
            [
                sys.executable,
                __file__,
                "--clients",
                str(server.port),
                str(count),
                str(seconds),
                mix,
            ],
            stdout=subprocess.PIPE,
        )
        most, listening = 0.0, 0.0
        while load.poll() is None:
            most = max(most, memory(server)[0])
            listening = max(listening, _rss(server.process.pid))
            time.sleep(1)
        assert load.returncode == 0, "a client was left without an answer"
        assert load.stdout is not None
        for kind, statuses in sorted(json.loads(load.stdout.read()).items()):
            told = ", ".join(f"{status}: {many}" for status, many in sorted(statuses.items()))
            print(f"  {kind:8} {told}")
        out, _ = probe.communicate(timeout=60)
        for name, spent in zip(("/healthz", "a sleeper"), json.loads(out), strict=True):
            print(
                f"{name}: {len(spent)} times, median {spent[len(spent) // 2]:.1f} ms, "
                f"p99 {spent[int(0.99 * len(spent))]:.1f} ms, most {spent[-1]:.1f} ms"
            )
        print(f"memory: most {most:.0f} MB in all, {listening:.0f} MB in what listens")
        time.sleep(12)
        last = memory(server)
        health = server.ask("/healthz").data
        print(
            f"12 s later: {last[0]:.0f} MB, {len(server.family())} processes, {last[2]} files open"
        )
        print(f"workers ended by a limit: {health['stopped']}; waiting: {health['waiting']}")
        assert len(server.family()) == before
        assert health["waiting"] == 0
        assert server.query("ASK {}").data["boolean"] is True
        assert not list(Path(folder, "here").rglob("*.*"))
        faults = [line for line in server.lines() if "error" in line or line.get("status") == 500]
        print(f"faults in the log: {len(faults)}", *faults[:5], sep="\n  ")
        server.process.terminate()
        begun = time.monotonic()
        server.process.wait(30)
        print(f"stopped in {time.monotonic() - begun:.1f} s")


def _rss(pid: int) -> float:
    pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    return int(pages) * 4096 / 1e6


if __name__ == "__main__":
    if sys.argv[1:2] == ["--clients"]:
        port, count, seconds, mix = sys.argv[2:]
        # The clients stand for other machines: they must not take the processor from the server.
        os.nice(10)
        found = asyncio.run(clients(int(port), int(count), float(seconds), mix))
        print(json.dumps(found))
    else:
        main()
