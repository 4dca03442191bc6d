"""Measures load, validate and justify from a cold start and warm, against named peers, in one run.

Each figure is the median of several runs; ratios are against the peer in the same row. Run with
``make bench``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
FRAMEWORK = ROOT / "deals" / "wertz-2019-framework.yaml"
HANOI = ROOT / "deals" / "hanoi-2019-dprk-offer.yaml"

CHECK = "import kg; r = kg.load(); r.validate(kg.read_deal({!r}, r))"
READ = f"""
import pathlib, rdflib
graph = rdflib.Graph()
for folder in ("ontology", "shapes", "kg/regimes"):
    for file in pathlib.Path({str(ROOT)!r}, folder).rglob("*.ttl"):
        graph.parse(file)
"""
COLD = {
    "python starts": "pass",
    "load the regime": "import kg; kg.load()",
    "load and check the framework": CHECK.format(str(FRAMEWORK)),
    "load and check the Hanoi offer": CHECK.format(str(HANOI)),
    "peer: rdflib reads the same Turtle": READ,
}


def median(run: Callable[[], object], times: int) -> float:
    """Returns the median wall time of a call in seconds."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return statistics.median(spent)


def cold() -> None:
    """Prints what a new process needs."""
    print(f"{'from a cold start':44}{'seconds':>9}{'ratio to the peer':>20}")
    spent = {
        name: median(lambda code=code: subprocess.run([sys.executable, "-c", code], check=True), 5)
        for name, code in COLD.items()
    }
    peer = spent["peer: rdflib reads the same Turtle"]
    for name, seconds in spent.items():
        print(f"{name:44}{seconds:9.2f}{seconds / peer:20.2f}")


def warm() -> None:
    """Prints what a process that has loaded the regime needs."""
    import pyshacl
    import rdflib

    import kg
    from kg.answers.justify import justify, price
    from kg.check.book import applied_shapes, find_rulebook
    from kg.check.graphs import package_graph
    from kg.check.reference import shapes_graph

    regime = kg.load()
    deal = kg.read_deal(FRAMEWORK, regime)
    package = package_graph(regime, deal)
    text = "\n".join(f"{quad.triple} ." for quad in package)
    data = rdflib.Graph().parse(data=text, format="nt")
    book = find_rulebook(regime, None)
    shapes = shapes_graph(regime, applied_shapes(regime, book))
    rows = {
        "read a package": lambda: kg.read_deal(FRAMEWORK, regime),
        "sort a package and build its graph": lambda: package_graph(regime, deal),
        "check a package (validate)": lambda: regime.validate(deal),
        "justify two actions": lambda: justify(regime, ["yongbyon-freeze", "road-map"], "iaea"),
        "price one relief": lambda: price(regime, "export-suspension"),
        "peer: pySHACL on a plain rdflib graph": lambda: pyshacl.validate(data, shacl_graph=shapes),
    }
    spent = {name: median(run, 5) for name, run in rows.items()}
    peer = spent["peer: pySHACL on a plain rdflib graph"]
    print(f"\n{'warm':44}{'ms':>9}{'ratio to the peer':>20}")
    for name, seconds in spent.items():
        print(f"{name:44}{seconds * 1000:9.1f}{seconds / peer:20.2f}")


if __name__ == "__main__":
    cold()
    warm()
