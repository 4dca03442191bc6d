"""Kills: workers of the server, parents of a batch, and commands in the middle of writing a file.

Nothing half is left: a file is the old one or the new one, a worker is replaced, and no process
outlives the one that started it.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import commands
import random_packages
from command import COMMAND, HERE, ROOT, serving
from part import Run
from serving import Server, _family

OFFER = ROOT / "deals/hanoi-2019-dprk-offer.yaml"
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


def run(run: Run) -> None:
    """Runs the part."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(serving(home))
        lines = home / "lines.jsonl"
        regime = commands.shipped()
        lines.write_text(
            "".join(random_packages.line(regime, n) + "\n" for n in range(4000)), "utf-8"
        )
        whole = _whole(home)
        run.begin()
        for number, rng in run.numbers():
            folder = Path(tempfile.mkdtemp(dir=home))
            way = rng.choice(("worker", "batch", "write", "write"))
            run.outcomes[way] += 1
            if way == "worker":
                found = _worker(server, rng)
            elif way == "batch":
                found = _batch(lines, folder, rng)
            else:
                found = _write(folder, whole, rng)
            if found:
                run.fault(found, number, way)
            shutil.rmtree(folder)


def _worker(server: Server, rng: random.Random) -> str:
    before = len(server.family())
    workers = [pid for pid in server.family()[1:] if pid != server.process.pid]
    os.kill(rng.choice(workers), rng.choice((signal.SIGKILL, signal.SIGSEGV)))
    for _ in range(50):
        time.sleep(0.1)
        try:
            answered = server.query("ASK {}").status == 200
        except OSError:
            return "the server died with a worker"
        if answered and len(server.family()) == before:
            return ""
    return f"{before} processes became {len(server.family())}"


def _batch(lines: Path, folder: Path, rng: random.Random) -> str:
    output = folder / "out.jsonl"
    words = [*COMMAND, "validate", str(lines), "--jobs", "2", "-o", str(output)]
    quiet = subprocess.DEVNULL
    parent = subprocess.Popen(words, env=HERE, stdout=quiet, stderr=quiet)
    time.sleep(rng.uniform(0.3, 6))
    family = [pid for pid in _family(parent.pid) if pid != parent.pid]
    sent = rng.choice(SIGNALS)
    parent.send_signal(sent)
    parent.wait(60)
    ends = time.monotonic() + 10
    while left := [pid for pid in family if _lives(pid)]:
        if time.monotonic() > ends:
            for pid in left:
                os.kill(pid, signal.SIGKILL)
            return f"workers outlive a parent that got {sent.name}"
        time.sleep(0.2)
    return ""


def _write(folder: Path, whole: bytes, rng: random.Random) -> str:
    path = folder / "deal.yaml"
    old = rng.choice((OFFER.read_bytes(), None))
    if old is not None:
        path.write_bytes(old)
    words = [*COMMAND, "repair", str(OFFER), "--engine", "compiled", "--write", str(path)]
    process = subprocess.Popen(
        words, env=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(rng.choice((rng.uniform(0, 3), rng.uniform(0.8, 1.6))))
    sent = rng.choice(SIGNALS)
    process.send_signal(sent)
    process.wait(60)
    found = path.read_bytes() if path.exists() else None
    if found not in (old, whole):
        return f"half a file after {sent.name}"
    left = [each.name for each in folder.iterdir() if each != path]
    # Who is killed cannot tidy up.
    return f"{left[0]} is left after {sent.name}" if left and sent != signal.SIGKILL else ""


def _whole(home: Path) -> bytes:
    path = home / "whole.yaml"
    words = [*COMMAND, "repair", str(OFFER), "--engine", "compiled", "--write", str(path)]
    subprocess.run(words, env=HERE, stdout=subprocess.DEVNULL, check=False)
    return path.read_bytes()


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
