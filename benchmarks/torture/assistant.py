"""Junk lines to ``sanctions-kg mcp``: it goes on, keeps to its memory and ends with its input."""

from __future__ import annotations

import json
import random
import select
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import mutate
from command import COMMAND, HERE
from part import MEGABYTE, SECONDS, Run

GROWS = 300 * MEGABYTE
HELLO = {
    "jsonrpc": "2.0",
    "id": 0,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "t", "version": "1"},
    },
}
CALLS: tuple[dict[str, Any], ...] = (
    {"name": "validate", "arguments": {"package": "tutorial"}},
    {"name": "price", "arguments": {"relief": "kaesong"}},
    {"name": "authority", "arguments": {"id": "un/2397/7"}},
    {"name": "show", "arguments": {"id": "coal"}},
    {"name": "regime", "arguments": {"on": "2017-08-04", "goods": "coal"}},
    {"name": "compare", "arguments": {"a": "tutorial", "b": "hanoi-2019-dprk-offer"}},
)


def run(run: Run) -> None:
    """Runs the part; one process takes a hundred lines, then its input ends."""
    with tempfile.TemporaryDirectory() as home:
        conversation = None
        for number, rng in run.numbers():
            if conversation is None:
                conversation = Conversation(Path(home) / "error.txt")
            line = _line(rng, number)
            found = conversation.say(line, number)
            if found or number % 100 == 99:
                found = found or conversation.end()
                conversation.process.kill()
                conversation.process.wait()
                conversation = None
            if found:
                run.fault(found, number, line)
        if conversation is not None and (found := conversation.end()):
            run.fault(found, number, b"")


class Conversation:
    """A server of tools, and what was said to it."""

    def __init__(self, errors: Path) -> None:
        self.errors = errors
        with errors.open("wb") as out:
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(
                [*COMMAND, "mcp"], env=HERE, stdin=pipe, stdout=pipe, stderr=out
            )
        self.waiting = b""
        self.say(json.dumps(HELLO).encode(), 0)
        self._write(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}')
        self.held = self._memory()

    def say(self, line: bytes, number: int) -> str:
        """Says a line and asks whether the server still answers; names what is wrong."""
        mark = f"alive-{number}"
        try:
            self._write(line)
            self._write(json.dumps({"jsonrpc": "2.0", "id": mark, "method": "ping"}).encode())
        except BrokenPipeError:
            return "it ended"
        ends = time.monotonic() + 2 * SECONDS
        while mark.encode() not in self.waiting:
            left = ends - time.monotonic()
            if left < 0 or not select.select([self.process.stdout], [], [], left)[0]:
                return f"no answer within {2 * SECONDS} s"
            assert self.process.stdout is not None
            read = self.process.stdout.read1(1 << 16)  # type: ignore[attr-defined]
            if not read:
                return "it ended"
            self.waiting = self.waiting[-200:] + read
        self.waiting = b""
        if number and self._memory() > self.held + GROWS:
            return f"over {GROWS // MEGABYTE} MB more"
        return ""

    def end(self) -> str:
        """Ends its input; names what is wrong with how it ends."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(3 * SECONDS)
        except subprocess.TimeoutExpired:
            return "it does not end with its input"
        return f"it ended with {self.process.returncode}" if self.process.returncode else ""

    def _write(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.replace(b"\n", b" ") + b"\n")
        self.process.stdin.flush()

    def _memory(self) -> int:
        return 4096 * int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])


def _line(rng: random.Random, number: int) -> bytes:
    call = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": rng.choice(CALLS)}
    way = rng.random()
    if way < 0.6:
        call = {**call, "params": mutate.of_tree(rng, call["params"])}
    elif way < 0.8:
        call = mutate.of_tree(rng, call)
    data = json.dumps(call, ensure_ascii=rng.random() < 0.9).encode("utf-8", "surrogatepass")
    return mutate.of_bytes(rng, data) if rng.random() < 0.4 else data
