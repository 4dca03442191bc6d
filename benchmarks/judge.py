"""Lets other SHACL engines judge many packages, and compares the compiled checker with them.

Each engine judges both readings of a package in one graph and one run.

``make judge`` lets pySHACL and TopBraid judge 100,000 random packages; ``make judge PACKAGES=10000
JUDGES=topbraid`` fewer, with one of them. It says how far it has come, and names in the end what no
package broke or kept. At the first difference it prints the package, its number, which is its seed,
and what each side alone found, and ends with exit code 1.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import pyoxigraph as ox
import random_packages

import kg
from kg.check import readings, rules
from kg.check.book import find_rulebook, rulebook_of
from kg.check.compiled import checker, facts
from kg.check.graphs import kinds_text, reachable, shapes_triples
from kg.check.reference import reference, shapes_graph
from kg.core.errors import KgError
from kg.deal import Deal
from kg.deal.derive import derivations
from kg.deal.overlay import package_triples
from kg.deal.read.packages import parse_line, read_deal

if TYPE_CHECKING:
    from topbraid import TopBraid

Verdict = tuple[str, str, str, str]
"""A rule's shape, the commitment, the severity, and the value that the result names: four IRIs."""
Ways = Counter[tuple[str, bool]]
"""How many packages broke a shape, and kept it."""
_REGIME = kg.load()
_BOOK = rulebook_of(_REGIME, find_rulebook(_REGIME, None))
_SHAPES = _BOOK.shapes


def judged_graph(deal: Deal, by_rules: bool) -> set[ox.Triple]:
    """The package with what follows under both readings, by Python or by the derivations."""
    own = set(package_triples(deal))
    if by_rules:
        found = own | derivations.derive(_REGIME, own)
        apart = {each.subject for each in found if each.predicate.value.endswith("#completes")}
        return {each for each in found if each.subject not in apart}
    return readings.both(_REGIME, deal)


def pyshacl(package: set[ox.Triple]) -> list[Verdict]:
    """What pySHACL finds."""
    from rdflib.namespace import SH

    data = ox.Store()
    data.extend(reachable(_REGIME, kinds_text(_REGIME)))
    data.extend(ox.Quad(*each) for each in package)
    _, report = reference(data, shapes_graph(_REGIME, _SHAPES))
    said = (SH.sourceShape, SH.focusNode, SH.resultSeverity, SH.value)
    rows = (
        [str(report.value(each, one)) for one in said] for each in report.objects(None, SH.result)
    )
    return sorted((shape, focus, severity, value) for shape, focus, severity, value in rows)


def topbraid(package: set[ox.Triple]) -> list[Verdict]:
    """What TopBraid finds."""
    return _topbraid().check(package)


@cache
def _topbraid() -> TopBraid:
    from topbraid import TopBraid

    regime = (quad.triple for quad in reachable(_REGIME, kinds_text(_REGIME)))
    return TopBraid(shapes_triples(_REGIME, _SHAPES), regime)


JUDGES: Mapping[str, Callable[[set[ox.Triple]], list[Verdict]]] = {
    "pyshacl": pyshacl,
    "topbraid": topbraid,
}


def read(package: int | Path) -> Deal:
    """Returns a random package by its number, or one from a file."""
    if isinstance(package, Path):
        try:
            return read_deal(package, _REGIME)
        except KgError as error:  # A pool waits for ever for an error that does not travel.
            raise ValueError(str(error)) from None
    line = random_packages.line(_REGIME, package).encode()
    return parse_line(line, "random", package, _REGIME)


def differences(mine: Iterable[Verdict], theirs: Iterable[Verdict], judge: str) -> list[str]:
    """Returns a line for each verdict that one side alone has, or has more often."""
    ours, others = Counter(mine), Counter(theirs)
    sides = (("the compiled checker", ours - others), (judge, others - ours))
    return [f"only {side}: {' '.join(each)}" for side, more in sides for each in sorted(more)]


def judged(task: tuple[int | Path, tuple[str, ...], bool]) -> tuple[int | Path, list[str], Ways]:
    """Says of one package how the judges differ, and which shapes were broken and kept."""
    package, judges, by_rules = task
    deal = read(package)
    graph = judged_graph(deal, by_rules)
    told = facts(_REGIME, deal)
    result, lenient = (
        checker(_REGIME, _SHAPES).check(each) for each in (told, facts(_REGIME, deal, lenient=True))
    )
    found = [(shape, focus) for shape, focus in result.violated]
    found += [(shape, readings.twin(deal, focus)) for shape, focus in lenient.violated]
    mine = [(shape.iri, focus, shape.severity, focus) for shape, focus in found]
    differ = [each for name in judges for each in differences(mine, JUDGES[name](graph), name)]
    broken = Counter(shape.iri for shape, _ in result.violated)
    ways = Counter((iri, False) for iri in broken)
    for shape in result.applied:
        focus = sum(shape.target in said[rules.TYPE.value] for said in told.values())
        ways[shape.iri, True] += focus > broken[shape.iri]
    return package, differ, ways


def shown(package: int | Path) -> str:
    """Returns what a package says, to look at a difference again."""
    if isinstance(package, Path):
        return package.read_text("utf-8")
    return json.dumps(random_packages.package(random_packages.words(_REGIME), package), indent=1)


def main() -> None:
    """Runs the packages that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument(
        "--folder", type=Path, help="judge the packages in a folder, not random ones"
    )
    parser.add_argument("--judges", default=",".join(JUDGES), help="one or more, with commas")
    parser.add_argument(
        "--rules", action="store_true", help="derive by shapes/derivations, not by Python"
    )
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    given = parser.parse_args()
    judges = tuple(given.judges.split(","))
    if unknown := set(judges) - JUDGES.keys():
        parser.error(f"no judge {', '.join(sorted(unknown))}; there is {', '.join(JUDGES)}")
    packages: list[int | Path] = [*range(given.first, given.first + given.packages)]
    if given.folder:
        packages = [*sorted(given.folder.rglob("*.yaml"))]
    total: Ways = Counter()
    start = time.perf_counter()
    with multiprocessing.Pool(given.jobs) as pool:
        tasks = ((each, judges, given.rules) for each in packages)
        for done, (package, differ, ways) in enumerate(pool.imap(judged, tasks, 10), 1):
            if differ:
                print(shown(package))
                sys.exit("\n".join([f"package {package}: the verdicts differ", *differ]))
            total.update(ways)
            if not done % 100:
                spent = time.perf_counter() - start
                print(f"{done} packages, no difference, {spent:.0f} s", flush=True)
    spent = time.perf_counter() - start
    print(f"{len(packages)} packages, {given.judges}: no difference, {spent:.0f} s")
    for shape in _SHAPES:
        for kept in (True, False):
            if not total[shape.iri, kept]:
                print(f"{shape.iri} never {'kept' if kept else 'broken'}")


if __name__ == "__main__":
    main()
