"""Every derivation without one of its conditions: what follows for some package must differ.

What no package tells is counted and kept, and no fault: part of it follows from the facts as they
stand, and which part nobody has read yet.
"""

from __future__ import annotations

import commands
import pyoxigraph as ox
import random_packages
import test_derivations
import weakened
from part import Run

from kg.core.ids import TERMS
from kg.core.owl import TYPE
from kg.deal.overlay import package_triples
from kg.deal.read.packages import parse_line

RANDOM = 20
OPEN = ox.NamedNode(f"{TERMS}openMeasure")
"""Rules take seconds over relief that is left open: such packages are left out."""
PACKAGE = ox.NamedNode(f"{TERMS}DealPackage")


def run(run: Run) -> None:
    """Runs the part: by chance, since there is seldom time for all."""
    regime = commands.shipped()
    every = test_derivations.telling(regime)
    found = [each for each in every if not any(triple.predicate == OPEN for triple in each)]
    for number in range(RANDOM):
        line = random_packages.line(regime, number).encode()
        found.append(set(package_triples(parse_line(line, "random", number, regime))))
    named = []
    for number, triples in enumerate(found):
        [own] = {
            each.subject.value
            for each in triples
            if (each.predicate, each.object) == (TYPE, PACKAGE)
        }
        named.append(weakened.apart(triples, own, f"{own}-{number}"))
    trial = weakened.Trial(regime, named)
    run.begin()
    unseen = []
    for number, rng in run.numbers():
        tried = trial.next(rng)
        if tried is None:
            run.inputs -= 1
            break
        rule, gone, seen = tried
        run.outcomes["seen" if seen else "unseen"] += 1
        if not seen:
            unseen.append(f"{number}: {rule.label}: {gone}")
    run.keep.mkdir(parents=True, exist_ok=True)
    (run.keep / f"derivations-{run.seed}-unseen.txt").write_text("\n".join(unseen) + "\n", "utf-8")
