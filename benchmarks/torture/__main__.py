"""Tortures the project: mutated input, storms, kills, relations and rules that are a little wrong.

``make torture`` runs every part for its share of an hour (``MINUTES=n``, ``SEED=n``) and prints a
table in Markdown; with a fault the exit code is 1. A fault names the part, its seed and where what
it was found on is kept; ``python benchmarks/torture --only PART --first N --inputs 1 --seed SEED``
runs that one again. Where the system lets it, what reads files has no network to reach.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Behind the folder of this file: a part may be called as a file elsewhere is.
sys.path[1:1] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]

from part import Figures, Run  # noqa: E402

# Each part: what the table calls it, its share of the time, and whether it needs the loopback.
PARTS: dict[str, tuple[str, float, bool]] = {
    "packages": ("packages, mutated in bytes and trees", 0.2, False),
    "layouts": ("odd layouts through repair --write", 0.12, False),
    "lists": ("published lists, mutated", 0.1, False),
    "relations": ("metamorphic relations", 0.16, False),
    "engines": ("compiled against reference", 0.08, False),
    "rules": ("rules that are a little wrong", 0.04, False),
    "derivations": ("derivations without a condition", 0.08, False),
    "storm": ("requests to the server, by the command", 0.14, True),
    "endurance": ("memory of the server in a soak, by the command", 0.1, True),
    "kills": ("workers, parents and writers that are killed", 0.06, True),
    "assistant": ("lines to the server of tools", 0.04, False),
}
ALONE = ["unshare", "--net"]


def arguments() -> argparse.Namespace:
    """Reads what the command was given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60.0, help="for all parts together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=list(PARTS), action="append", help="these parts alone")
    parser.add_argument("--first", type=int, default=0, help="the number of the first input")
    parser.add_argument("--inputs", type=int, help="at most so many inputs of each part")
    parser.add_argument("--keep", type=Path, default=ROOT / "build/torture", help="for faults")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def seconds(given: argparse.Namespace) -> dict[str, float]:
    """How long each part may take."""
    chosen = given.only or list(PARTS)
    whole = sum(PARTS[each][1] for each in chosen)
    return {each: 60 * given.minutes * PARTS[each][1] / whole for each in chosen}


def tortured(name: str, given: argparse.Namespace, lasts: float, shut: bool) -> Figures:
    """Runs a part in a process of its own, without a network where that can be had."""
    command = [
        *(ALONE if shut and not PARTS[name][2] else ()),
        sys.executable,
        str(ROOT / "benchmarks/torture"),
    ]
    command += ["--child", "--only", name, "--minutes", str(lasts / 60), "--seed", str(given.seed)]
    command += ["--first", str(given.first), "--keep", str(given.keep)]
    command += ["--inputs", str(given.inputs)] if given.inputs else []
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=4 * lasts + 300, check=False)
    except subprocess.TimeoutExpired:
        return Figures(0, {"the part": 1}, 4 * lasts + 300, "it never ended")
    try:
        return Figures(**json.loads(done.stdout.splitlines()[-1]))
    except (IndexError, ValueError, TypeError):
        return Figures(0, {f"the part ended with {done.returncode}": 1}, 0.0, "")


def main() -> None:
    """Runs all parts and prints the table."""
    given = arguments()
    if given.child:
        [(name, lasts)] = seconds(given).items()
        run = Run(name, given.seed, given.first, given.inputs, lasts, given.keep)
        import_module(name).run(run)
        print(json.dumps(run.figures()))
        return
    shut = _can_be_alone()
    told = "no network" if shut else "with this machine's network: unshare is not allowed"
    print(f"seed {given.seed}, {given.minutes:g} minutes, {told}\n")
    print("| what | inputs | faults | minutes | |\n| --- | --- | --- | --- | --- |", flush=True)
    faults = 0
    for name, lasts in seconds(given).items():
        found = tortured(name, given, lasts, shut)
        number = sum(found.faults.values())
        faulty = [f"{what}: {many}" for what, many in found.faults.items()]
        cells = (
            PARTS[name][0],
            f"{found.inputs:,}",
            str(number),
            f"{found.seconds / 60:.1f}",
            "; ".join(each for each in (*faulty, found.note) if each),
        )
        print(f"| {' | '.join(cells)} |", flush=True)
        faults += number
    sys.exit(1 if faults else 0)


def _can_be_alone() -> bool:
    if shutil.which(ALONE[0]) is None:
        return False
    return not subprocess.run([*ALONE, "true"], check=False, capture_output=True).returncode


if __name__ == "__main__":
    main()
