"""Tries the server with schemathesis: thousands of requests made from its OpenAPI document.

Each answer must be one that the document names, in a form that it names, and no 5xx but the 503 of
a limit. Whether an id exists no schema can say, so that valid data may be refused. Needs
``pip install schemathesis``; run with ``python benchmarks/contract.py [examples]``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from serving import running  # noqa: E402


def main() -> None:
    """Runs it and prints what schemathesis says, and what the log says of faults."""
    examples = sys.argv[1] if len(sys.argv) > 1 else "20"
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), each=64) as server:
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "run"),
            f"http://127.0.0.1:{server.port}/openapi.json",
            *("--exclude-checks", "positive_data_acceptance", "--max-examples", examples),
            *("--request-timeout", "60", "--no-color", "--seed", "1", "--warnings", "off"),
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        # A 503 that names its limit is what the document promises.
        failures = re.split(r"\n(?=_{4,} )", done.stdout)
        others = [
            each
            for each in failures
            if re.search(r"^- ST\d+", each, re.MULTILINE)
            and not re.search(r"ST101.*\n(.*\n)*\[503\].*\n(.*\n)*.*stopped after", each)
        ]
        print(*others, failures[-1], sep="\n")
        faults = [line for line in server.lines() if "error" in line or line.get("status") == 500]
        print(f"faults in the log: {len(faults)}", *faults[:5], sep="\n  ")
        sys.exit(1 if others or faults else 0)


if __name__ == "__main__":
    main()
