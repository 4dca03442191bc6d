"""A real server on a free port of the loopback, for the tests of ``kg.serve`` and the load."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from servers import free_port

DIRECT = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def media(self) -> str:
        """The media type, without parameters."""
        return (self.headers["Content-Type"] or "").partition(";")[0]

    @property
    def data(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A server that runs: its process, its port, and the file with its log."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: Any,
    ) -> Reply:
        """Sends a request; parameters go behind the path."""
        if parameters:
            path += ("&" if "?" in path else "?") + urlencode(parameters, doseq=True)
        data = body.encode() if isinstance(body, str) else body
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, data, dict(headers or {}))
            got = connection.getresponse()
            return Reply(got.status, got.headers, got.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str | None = None, **parameters: Any) -> Reply:
        """Asks a query with GET."""
        headers = {"Accept": accept} if accept else {}
        return self.ask(f"/sparql?query={quote(text)}", headers=headers, **parameters)

    def send(self, data: bytes, seconds: float = 20) -> bytes:
        """Sends bytes as they are and returns all that comes back until the end."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as wire:
            wire.sendall(data)
            parts = []
            try:
                while part := wire.recv(65536):
                    parts.append(part)
            except ConnectionResetError:
                pass
            return b"".join(parts)

    def lines(self) -> list[dict[str, Any]]:
        """The log so far."""
        found = self.log.read_text("utf-8").splitlines()
        return [json.loads(line) for line in found if not line.startswith("serving on")]

    def family(self) -> list[int]:
        """The process and all that come from it."""
        return _family(self.process.pid)


@contextmanager
def running(folder: Path, **limits: Any) -> Iterator[Server]:
    """Runs a server with these limits; its working directory is empty, and stays so.

    Args:
        folder: where its log goes.
        **limits: of ``kg.serve.Limits``.
    """
    server = started(folder, **limits)
    try:
        ready(server)
        yield server
    finally:
        server.process.terminate()
        server.process.wait(30)


def started(folder: Path, **limits: Any) -> Server:
    """Starts a server without waiting for it."""
    port = free_port()
    here = folder / "here"
    here.mkdir()
    # The path of a Unix socket has at most 107 bytes, and those of temporary folders are long.
    short = Path(tempfile.mkdtemp(prefix="kg-")) / "t"
    short.symlink_to(here)
    root = Path(__file__).resolve().parent.parent
    text = (
        "from kg.serve import Limits\nfrom kg.serve.run import run\n"
        f"run('127.0.0.1', {port}, Limits(**{limits!r}))\n"
    )
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", text],
            cwd=here,
            stdout=out,
            stderr=out,
            env={**os.environ, "PYTHONPATH": str(root), "TMPDIR": str(short)},
        )
    return Server(process, port, log)


def ready(server: Server) -> None:
    """Waits until a server answers."""
    end = time.monotonic() + 60
    while time.monotonic() < end and server.process.poll() is None:
        try:
            if server.ask("/healthz").status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(server.log.read_text("utf-8"))


def _family(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                stat = (path / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(path.name))
    found = [pid]
    for each in found:
        found.extend(parents.get(each, ()))
    return found
