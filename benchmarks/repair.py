"""Measures repairs and the frontier against one check by pySHACL, in one run.

The packages are random: 10 phases, 60 commitments, most of them wrong. Goals: the best repair
within 1 s from a cold start, the best five within 2 s, the frontier within 30 s. Run with
``make bench``.
"""

from __future__ import annotations

import itertools
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import kg
from kg.answers.possible import frontier
from kg.check.book import applied_shapes, find_rulebook
from kg.check.graphs import package_graph
from kg.check.reference import reference, shapes_graph
from kg.deal import parse_deal
from kg.graph.regime import Regime
from kg.repair import read_costs
from kg.repair.cure import prepared

SEEDS = range(1, 21)
ROOT = Path(__file__).parent.parent
QUESTION = '"?"'


def package(regime: Regime, seed: int) -> str:
    """Returns a random package of 10 phases and 60 commitments as YAML."""
    choose = random.Random(seed)
    actions = [id for id in regime.known("action") if not regime.is_a(id, "ActionKind")]
    reliefs, guards = (regime.known(kind) for kind in ("relief", "safeguard"))
    lines = ["id: deal/large", "title: Large", "as-of: 2019-04-09", "phases:"]
    for number in range(1, 11):
        lines += [f"  - title: Phase {number}", "    concessions:"]
        for action in choose.sample(actions, 2):
            who = choose.choice(["iaea", "none", QUESTION])
            lines += [f"      - action: {action}", f"        verified-by: {who}"]
        lines.append("    relief:")
        for relief in choose.sample(reliefs, 3):
            body = choose.choice(["unsc", "1718-committee", "united-states"])
            how = choose.choice(["suspension", "termination", "exemption", "waiver", QUESTION])
            lines += [f"      - measure: {relief}", f"        by: {body}", f"        how: {how}"]
        lines.append(f"    safeguards: [{choose.choice(guards)}]")
    return "\n".join(lines) + "\n"


def spent(run: Callable[[], object]) -> float:
    """Returns the wall time of a call in seconds."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def row(name: str, times: list[float], peer: float) -> None:
    """Prints the median and the longest of some times, and the ratio of the median to the peer."""
    middle = statistics.median(times)
    print(f"{name:52}{middle:9.2f}{max(times):9.2f}{middle / peer:9.1f}")


def main() -> None:
    """Prints the table."""
    regime = kg.load()
    shapes = applied_shapes(regime, find_rulebook(regime, None))
    deals = {n: parse_deal(package(regime, n), "large.yaml", regime) for n in SEEDS}
    graph = shapes_graph(regime, shapes)
    first = package_graph(regime, deals[1])
    reference(first, graph)
    peer = statistics.median(spent(lambda: reference(first, graph)) for _ in range(5))
    print(f"{'10 phases, 60 commitments':52}{'median s':>9}{'most s':>9}{'ratio':>9}")
    row("peer: one warm check by pySHACL", [peer], peer)
    ground, one, more = [], [], []
    for deal in deals.values():
        start = time.perf_counter()
        solver, _ = prepared(regime, deal, shapes, {}, read_costs(), False)
        ground.append(time.perf_counter() - start)
        answers = solver.best(5)
        one.append(spent(lambda found=answers: next(found)))
        more.append(spent(lambda found=answers: list(found)))
    row("model and ground, warm", ground, peer)
    row("best repair found and proved, warm", one, peer)
    row("four more, warm", more, peer)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.yaml"
        path.write_text(package(regime, 2), "utf-8")
        cases = itertools.product((1, 5), ("compiled", "reference"))
        for best, engine in cases:
            command = [sys.executable, "-m", "kg.cli", "repair", str(path), "--best", str(best)]
            command += ["--engine", engine]
            run = lambda c=command: subprocess.run(c, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: E731
            row(
                f"repair --best {best} --engine {engine}, cold",
                [spent(run) for _ in range(3)],
                peer,
            )
    row("frontier of 3 phases, warm", [spent(lambda: frontier(regime, seconds=600))], peer)


if __name__ == "__main__":
    main()
