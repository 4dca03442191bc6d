"""The command as a user starts it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from servers import free_port
from serving import Server, ready

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "kg.cli")
HERE = {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    """Runs ``sanctions-kg serve`` on a free port until it is done with."""
    port, log = free_port(), folder / "log"
    with log.open("wb") as out:
        words = [*COMMAND, "serve", "--port", str(port), *options]
        process = subprocess.Popen(words, cwd=folder, stdout=out, stderr=out, env=HERE)
    server = Server(process, port, log)
    try:
        ready(server)
        yield server
    finally:
        process.terminate()
        process.wait(30)
