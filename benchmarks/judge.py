"""Lets pySHACL judge many random packages, and compares the compiled checker with it.

``make judge`` runs 100,000; ``make judge PACKAGES=10000`` fewer. It says how far it has come, stops
at the first difference with the number of the package, and names in the end what no package broke
or kept.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import random_packages

import kg
from kg import check, rules
from kg.compiled import checker, facts
from kg.deal.read import parse_line

Judged = tuple[int, bool, Counter[tuple[str, bool]]]
_REGIME = kg.load()
_SHAPES = check.applied_shapes(_REGIME, check.find_rulebook(_REGIME, None))


def judged(number: int) -> Judged:
    """Says of one package whether both found the same, and which shapes were broken and kept."""
    line = random_packages.line(_REGIME, number).encode()
    deal = parse_line(line, "random", number, _REGIME)
    told = facts(_REGIME, deal)
    result = checker(_REGIME, _SHAPES).check(told)
    mine = sorted((shape.iri, focus) for shape, focus in result.violated)
    package = check.package_graph(_REGIME, deal)
    theirs = check.reference(package, check.shapes_graph(_REGIME, _SHAPES))[0]
    counts = Counter((iri, False) for iri in {iri for iri, _ in mine})
    broken = Counter(iri for iri, _ in mine)
    for shape in result.applied:
        focus = sum(shape.target in said[rules.TYPE.value] for said in told.values())
        counts[shape.iri, True] += focus > broken[shape.iri]
    return number, mine == [(iri, focus) for iri, focus, _ in theirs], counts


def main() -> None:
    """Runs the packages that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    given = parser.parse_args()
    numbers = range(given.first, given.first + given.packages)
    total: Counter[tuple[str, bool]] = Counter()
    start = time.perf_counter()
    with multiprocessing.Pool(given.jobs) as pool:
        for done, (number, same, counts) in enumerate(pool.imap(judged, numbers, 10), 1):
            if not same:
                sys.exit(f"package {number}: the compiled checker and pySHACL differ")
            total.update(counts)
            if not done % 100:
                spent = time.perf_counter() - start
                print(f"{done} packages, no difference, {spent:.0f} s", flush=True)
    never = [
        f"{shape.iri} never {'kept' if kept else 'broken'}"
        for shape in _SHAPES
        for kept in (True, False)
        if not total[shape.iri, kept]
    ]
    print("\n".join([f"{given.packages} packages: no difference", *never]))


if __name__ == "__main__":
    main()
