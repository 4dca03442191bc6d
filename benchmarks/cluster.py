"""Checks one batch in a process, in two processes, and on a local Dask cluster of two workers.

Each worker loads the graph once and keeps it; what travels is lines of JSON and their answers. On a
cluster of machines the same two functions run unchanged: give ``Client`` its address. Run with
``python benchmarks/cluster.py``; needs ``pip install ".[dask]"``.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from distributed import Client, LocalCluster

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import kg
from kg.check.batch import answer_group, begin_worker
from kg.check.engines import Engine
from kg.check.entries import entries

ROOT = Path(__file__).parent.parent
GROUP = 500


def on_dask(source: Path, home: Path, book: str, workers: int) -> tuple[float, float, list[str]]:
    """Returns the seconds until workers are ready, the seconds of the batch, and its answers."""
    begin = time.perf_counter()
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        # In the thread that will answer: a result of the store must not change threads.
        given = (home, source, book, Engine.compiled)
        names = client.scheduler_info()["workers"]
        client.gather([client.submit(begin_worker, *given, workers=[n], pure=False) for n in names])
        client.run(gc.disable)
        ready = time.perf_counter()
        lines = list(entries(source))
        groups = [lines[place : place + GROUP] for place in range(0, len(lines), GROUP)]
        futures = client.map(answer_group, groups, pure=False)
        found = [answer.text for answers in client.gather(futures) for answer in answers]
        done = time.perf_counter()
    return ready - begin, done - ready, found


def alone(source: Path, jobs: int) -> tuple[float, list[str]]:
    """Returns the wall seconds of the command with some jobs, start included, and its answers."""
    command = [sys.executable, "-m", "kg.cli", "validate", str(source), "--jobs", str(jobs)]
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return time.perf_counter() - begin, done.stdout.splitlines()


def main() -> None:
    """Prints the table."""
    import random_packages

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, default=20_000)
    number = parser.parse_args().packages
    regime = kg.load()
    assert regime.home is not None
    book = regime.default_rulebook
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "packages.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for place in range(number):
                out.write(random_packages.line(regime, place) + "\n")
        print(f"{f'{number:,} random packages':40}{'start s':>9}{'batch s':>9}{'a second':>10}")
        expected: list[str] = []
        base = 0.0
        for jobs in (1, 2):
            seconds, found = alone(source, jobs)
            base, expected = (seconds, found) if jobs == 1 else (base, expected)
            assert found == expected
            row(f"validate --jobs {jobs}, start included", 0.0, seconds, number, base)
        for workers in (1, 2):
            start, seconds, found = on_dask(source, regime.home, book, workers)
            assert found == expected
            row(f"Dask, {workers} worker{'s' * (workers > 1)}", start, seconds, number, base)


def row(name: str, start: float, seconds: float, number: int, base: float) -> None:
    """Prints a row, with the ratio to one job."""
    ratio = base / seconds
    print(f"{name:40}{start:9.1f}{seconds:9.1f}{number / seconds:10,.0f}{ratio:8.2f} x")


if __name__ == "__main__":
    main()
