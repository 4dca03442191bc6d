"""Writes a designation set of any size, loads it beside the regime, and measures both.

The names, numbers and links are made up from a seed: they describe nobody. What is measured is the
size that lists of designations reach once aliases, identifiers, addresses and owners are in them.

    python benchmarks/designation_set.py --triples 10000000 --folder /tmp/big

It needs the ``oxigraph`` server (the package of this name from PyPI) and the extra ``remote``.
"""

from __future__ import annotations

import argparse
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

import kg
from kg.graph import queries
from kg.remote import connect
from kg.remote.write import graphs

GRAPH = "https://example.org/designations"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
THING = "https://example.org/designated/"
WORDS = ("trade", "shipping", "metal", "marine", "general", "star", "river", "golden", "east")
QUESTIONS = ("caps", "instruments", "measures-in-force-on", "vetoes")
JOINED = """PREFIX s: <https://schema.org/>
SELECT ?name ?owner WHERE {{
    <{thing}{number}> s:name ?name ; s:parentOrganization ?up . ?up s:name ?owner .
}}"""


def lines(triples: int, seed: int = 1) -> Iterator[str]:
    """Yields a designation set as N-Quads: ten statements for each of the designated."""
    pick = random.Random(seed)
    schema, end = "https://schema.org/", f" <{GRAPH}> .\n"
    text = f"{schema}name", f"{schema}alternateName", f"{schema}identifier", f"{schema}address"
    for number in range(triples // 10):
        node = f"<{THING}{number}>"
        name = " ".join(pick.choices(WORDS, k=3))
        yield f"{node} <{TYPE}> <{schema}Organization>{end}"
        yield f'{node} <{text[0]}> "{name} {number}"{end}'
        for alias in range(3):
            yield f'{node} <{text[1]}> "{name} {pick.choice(WORDS)} {alias}"{end}'
        yield f'{node} <{text[2]}> "{pick.randrange(10**9)}"{end}'
        yield f'{node} <{text[3]}> "{pick.randrange(999)} {pick.choice(WORDS)} street"{end}'
        yield f'{node} <{schema}startDate> "{pick.randrange(2006, 2026)}"{end}'
        for owner in range(2):
            up = pick.randrange(max(1, triples // 10))
            yield f"{node} <{schema}{('parentOrganization', 'memberOf')[owner]}> <{THING}{up}>{end}"


def oxigraph() -> str:
    """Returns the path of the server."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    found = found or shutil.which("oxigraph")
    if found is None:
        raise SystemExit("there is no oxigraph here: pip install oxigraph")
    return found


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Serves a folder of data on a free port; yields the address for queries."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [oxigraph(), "serve-read-only", "--location", str(data)]
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        server.terminate()
        server.wait()


def timed(what: str, since: float) -> float:
    """Prints how long something took, and returns the time now."""
    now = time.perf_counter()
    print(f"{what:60} {now - since:9.2f} s", flush=True)
    return now


def main() -> None:
    """Writes, loads, connects and asks."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--triples", type=int, default=1_000_000)
    options.add_argument("--folder", type=Path, required=True, help="a new folder for the data")
    given = options.parse_args()
    given.folder.mkdir(parents=True)
    here, big = given.folder / "regime.nq", given.folder / "designations.nq"
    regime = kg.load()
    clock = time.perf_counter()
    with big.open("w", encoding="utf-8") as stream:
        stream.writelines(lines(given.triples))
    clock = timed(f"writing {given.triples:,} designation triples", clock)
    quads = (quad for part in graphs(regime) for quad in part.quads())
    here.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    for file, name in ((here, "regime"), (big, "designations")):
        for data in ("alone", "both") if file is here else ("both",):
            location = str(given.folder / data)
            load = [oxigraph(), "load", "--location", location, "--file", str(file)]
            clock = time.perf_counter()
            subprocess.run(load, check=True, capture_output=True)
            timed(f"loading the {name} into {data}", clock)
    for data in ("alone", "both"):
        with serving(given.folder / data) as url:
            clock = time.perf_counter()
            there = connect(url)
            timed(f"{data}: connect", clock)
            for name in QUESTIONS:
                best = 99.0
                for _ in range(3):
                    clock = time.perf_counter()
                    queries.run(there, name)
                    best = min(best, time.perf_counter() - clock)
                print(f"{data + ': ' + name:60} {best * 1000:9.1f} ms", flush=True)
            if data == "both" and there.remote:
                designated = replace(there.remote, graphs=(GRAPH,))
                clock = time.perf_counter()
                for number in range(100):
                    designated.select(JOINED.format(thing=THING, number=number))
                timed("both: 100 look-ups of a designated party and its owner", clock)
                clock = time.perf_counter()
                designated.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
                timed("both: counting all designation triples", clock)


if __name__ == "__main__":
    main()
