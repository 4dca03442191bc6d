"""Lets engines that are not ours judge packages from exported files: docs/your-own-engine.md.

Each engine is asked twice: with the judged graph that ``validate --format data`` writes, and with
the bare package beside facts, ontology, rules and derivations. What it says of rule, commitment and
kind has to be what ``validate`` says. ``make judge`` runs it on deals/ and tests/rules/.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from outside import Engine, exported, from_bare, from_judged, ours, pyshacl

import kg
from kg.deal.read.packages import read_deal

ROOT = Path(__file__).parent.parent


def topbraid(data: Path, shapes: Path, derive: bool) -> str:
    """What TopBraid reports."""
    from topbraid import report

    return report(data, shapes, derive)


def jena(data: Path, shapes: Path, derive: bool) -> str:
    """What Jena reports; it has no SHACL rules, so the same CONSTRUCTs run as an update first."""
    from jena import command

    if derive:
        update = exported() / "derivations.ru"
        derived = data.with_suffix(".derived.ttl")
        derived.write_text(command("arq.update", f"--data={data}", f"--update={update}", "--dump"))
        data, shapes = derived, exported() / "rules.ttl"
    return command("shacl.shacl", "validate", "--shapes", str(shapes), "--data", str(data))


ENGINES: dict[str, Engine] = {"pyshacl": pyshacl, "topbraid": topbraid, "jena": jena}


def packages(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*.yaml") if "templates" not in path.parts)


def main() -> None:
    """Runs what the command line asks for; ends with exit code 1 at a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "deals"])
    parser.add_argument("--engines", default=",".join(ENGINES), help="one or more, with commas")
    parser.add_argument("--from", dest="ways", default="judged,bare", help="judged, bare or both")
    given = parser.parse_args()
    ways = {"judged": from_judged, "bare": from_bare}
    regime, differ = kg.load(), 0
    for engine in given.engines.split(","):
        for way in given.ways.split(","):
            start, count = time.perf_counter(), 0
            with tempfile.TemporaryDirectory() as home:
                for path in packages(given.folders):
                    deal = read_deal(path, regime)
                    if way == "bare" and len(deal.branches) > 1:
                        continue  # Alternatives are chosen before anything is derived.
                    count += 1
                    theirs, mine = ways[way](deal, ENGINES[engine], Path(home)), ours(deal)
                    if theirs != mine:
                        differ += 1
                        print(f"{engine}, {way}, {path.name}: the verdicts differ")
                        for shape, where, kind in sorted(theirs ^ mine):
                            side = engine if (shape, where, kind) in theirs else "validate"
                            print(f"  only {side}: {kind} {shape} {where}")
            spent = time.perf_counter() - start
            print(f"{engine}, {way}: {count} packages in {spent:.0f} s", flush=True)
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
