"""How fast packages are checked, against pySHACL and against the goals; one table, one run.

Times are medians of processor time, so that a busy machine does not count; a cold start and a batch
are wall time. The background is made larger by copies of every fact under other names. Run with
``make bench``, or ``python benchmarks/speed.py``.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import pyoxigraph as ox
import random_packages

import kg
from kg.check.book import find_rulebook, rulebook_of
from kg.check.compiled import checker, facts
from kg.check.graphs import package_graph
from kg.check.reference import shapes_graph
from kg.deal.derive import derivations
from kg.deal.overlay import package_triples
from kg.deal.read.packages import parse_line
from kg.graph.regime import Regime

ROOT = Path(__file__).parent.parent
HANOI = "hanoi-2019-dprk-offer"
SIZES = (100_000, 250_000, 500_000)


def median(run: Callable[[], object], times: int, clock: Callable[[], float]) -> float:
    """Returns the median time of a call in milliseconds."""
    run()
    spent = []
    for _ in range(times):
        start = clock()
        run()
        spent.append(clock() - start)
    return statistics.median(spent) * 1000


def cpu(run: Callable[[], object], times: int) -> float:
    return median(run, times, time.process_time)


def larger(regime: Regime, size: int) -> Regime:
    """The same regime among copies of its facts under other names, up to a number of triples."""
    store = ox.Store()
    store.bulk_extend(regime.store)
    law = [q for q in regime.store if q.graph_name == regime.graph("law")]
    own = regime.base

    def renamed(node: object, copy: int) -> object:
        if isinstance(node, ox.NamedNode) and node.value.startswith(own):
            return ox.NamedNode(f"{own}copy-{copy}/{node.value.removeprefix(own)}")
        if isinstance(node, ox.BlankNode):
            return ox.BlankNode(f"{node.value}c{copy}")
        return node

    copy = 0
    while len(store) < size:
        copy += 1
        store.bulk_extend(
            ox.Quad(renamed(q.subject, copy), q.predicate, renamed(q.object, copy), q.graph_name)
            for q in law[: size - len(store)]
        )
    return replace(regime, store=store)


def row(name: str, value: float, unit: str, ratio: float | None, goal: str) -> None:
    print(f"{name:52}{value:10.2f} {unit:12}{'' if ratio is None else f'{ratio:8.0f}×':9} {goal}")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=10_000)
    given = parser.parse_args()
    spin = cpu(lambda: sum(number for number in range(10_000_000)), 3)
    regime = kg.load()
    book = rulebook_of(regime, find_rulebook(regime, None))
    deal = kg.read_deal(ROOT / "deals" / f"{HANOI}.yaml", regime)
    print(f"{'what':52}{'measured':>10} {'':12}{'ratio':>9} goal")
    row("yardstick: Python adds ten million numbers", spin, "ms", None, "")

    judge = cpu(lambda: regime.validate(deal, engine="reference"), 3)
    row("pySHACL, queries prepared, one package", judge, "ms", None, "")
    from pyshacl import validate
    from rdflib import Graph

    package = package_graph(regime, deal)
    data = Graph().parse(data="\n".join(f"{q.triple} ." for q in package), format="nt")
    shapes = shapes_graph(regime, book.shapes)
    plain = cpu(lambda: validate(data, shacl_graph=shapes), 3)
    row("pySHACL as a user calls it, one package", plain, "ms", None, "the peer")
    warm = cpu(lambda: regime.validate(deal), 101)
    row(
        "validate, compiled, one package",
        warm,
        "ms",
        plain / warm,
        "2 ms, 200×",
    )
    made = checker(regime, book.shapes)
    bare = cpu(lambda: made.check(facts(regime, deal)), 101)
    row("the same without the words of the report", bare, "ms", plain / bare, "")

    quick = cpu(lambda: facts(regime, deal), 101)
    row("what follows, by Python", quick, "ms", None, "")
    slow = cpu(lambda: derivations.derive(regime, package_triples(deal)), 11)
    row("what follows, by the derivations, both readings", slow, "ms", None, f"{slow / quick:.0f}×")

    lines = [random_packages.line(regime, number).encode() for number in range(2000)]
    deals = [parse_line(line, "x", 1, regime) for line in lines]
    told = [facts(regime, each) for each in deals]
    for name, run in (
        ("  read", lambda: [parse_line(line, "x", 1, regime) for line in lines]),
        ("  sort", lambda: [facts(regime, each) for each in deals]),
        ("  check", lambda: [made.check(each) for each in told]),
    ):
        spent = cpu(run, 3) / len(lines)
        row(f"{name} one random package (118 triples, 62 shapes)", spent, "ms", None, "")

    command = [sys.executable, "-m", "kg.cli", "validate"]
    # What is installed has its bytecode.
    env = {key: each for key, each in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    cold = median(
        lambda: subprocess.run([*command, HANOI], cwd=ROOT, env=env, capture_output=True),
        21,
        time.perf_counter,
    )
    row("cold: sanctions-kg validate, wall", cold / 1000, "s", None, "0.5 s")

    with tempfile.TemporaryDirectory() as folder:
        for count in (given.batch // 10, given.batch):
            source = Path(folder) / "many.jsonl"
            with source.open("w", encoding="utf-8") as stream:
                stream.writelines(f"{random_packages.line(regime, n)}\n" for n in range(count))
            for jobs in (1, 2):
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                begun = time.perf_counter()
                arguments = [str(source), "-o", f"{folder}/out", "--jobs", str(jobs)]
                subprocess.run([*command, *arguments], cwd=ROOT, check=False)
                wall = time.perf_counter() - begun
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                name = f"batch of {count} random packages, {jobs} job{'s' * (jobs > 1)}"
                goal = "2,000 a core" if jobs == 1 else ""
                row(f"{name}, wall", count / wall, "a second", None, goal)
                row(f"{name}, processor time", count / used, "a second", None, goal)

    for size in SIZES:
        many = larger(regime, size)
        grown = checker(many, book.shapes)
        spent = cpu(lambda many=many, grown=grown: grown.check(facts(many, deal)), 101)
        goal = f"{spent / bare:.2f} of the same; 0.8 to 1.2"
        row(f"the same, {len(many.store):,} triples of background", spent, "ms", None, goal)


if __name__ == "__main__":
    main()
