"""How work grows with a package: each verb on one of n and of 2 n commitments, and the most memory.

    python benchmarks/size.py [N]

A ratio near 2 is linear, near 4 quadratic. Each run is a process of its own; what a run on a short
package takes is taken off, since it is the start of Python and of the regime.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

VERBS = (
    *(["validate", "{}", "--all"], ["validate", "{}", "--format", "turtle"]),
    *([verb, "{}"] for verb in ("residual", "exposure", "balance", "stakeholders", "value")),
    ["compare", "{}", "{}"],
)
FREEZE = {"action": "yongbyon-freeze", "verified-by": "iaea"}
RELIEF = {"measure": "export-suspension", "by": "unsc", "how": "suspension", "term": "90 days"}
KINDS = {
    "phases": lambda n: [
        {"title": f"Step {each}", "concessions": [FREEZE], "relief": [RELIEF]} for each in range(n)
    ],
    "relief": lambda n: [{"title": "A", "concessions": [FREEZE], "relief": [RELIEF] * n}],
}


def cost(arguments: list[str]) -> tuple[float, float]:
    """Returns the seconds of work and the megabytes that a command takes."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(sys.executable, [sys.executable, "-m", "kg", *arguments])
    used = os.wait4(pid, 0)[2]
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Prints a table."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    print(f"{'package':8} {'verb':32} {'n s':>7} {'2 n s':>7} {'ratio':>6} {'MB':>5}")
    with tempfile.TemporaryDirectory() as folder:
        for name, phases in KINDS.items():
            files = {}
            for n in (1, most, 2 * most):
                files[n] = Path(folder) / f"{name}-{n}.json"
                said = {"id": "deal/long", "title": "Long", "phases": phases(n)}
                files[n].write_text(json.dumps(said), "utf-8")
            for verb in VERBS:
                costs = [cost([each.format(file) for each in verb]) for file in files.values()]
                (start, _), (once, _), (twice, memory) = costs
                ratio = (twice - start) / max(once - start, 1e-9)
                words = " ".join(each for each in verb if each != "{}")
                row = f"{once:7.2f} {twice:7.2f} {ratio:6.1f} {memory:5.0f}"
                print(f"{name:8} {words:32} {row}", flush=True)


if __name__ == "__main__":
    main()
