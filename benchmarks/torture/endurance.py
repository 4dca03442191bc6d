"""The server's memory over many short requests: what ``benchmarks/soak.py`` finds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from part import Run

SOAK = Path(__file__).resolve().parents[1] / "soak.py"
# What the server answers in a second on a slow machine, and the fewest that tell a slope.
RATE, FEWEST = 60, 20_000


def run(run: Run) -> None:
    """Runs the part, in one piece: a slope of memory has no single inputs."""
    count = run.most or max(FEWEST, int(RATE * run.lasts))
    soak = [sys.executable, str(SOAK), "--requests", str(count)]
    done = subprocess.run(soak, stdout=subprocess.PIPE, text=True, check=False)
    run.inputs = count
    lines = done.stdout.splitlines()
    run.note = lines[-1] if lines else ""
    if done.returncode:
        run.fault("the soak failed", run.first, done.stdout, run.note)
