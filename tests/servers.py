"""Starts SPARQL servers and a load balancer on free ports of this machine, each in its folder."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
ThreadsPerQuery = 1
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryExecutionTime = 60
[Flags]
hash_join_enable = 0
"""
_HAPROXY = """global
    log stderr local0 emerg
defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    retries 3
    option redispatch 1
frontend queries
    bind 127.0.0.1:{port}
    default_backend replicas
backend replicas
    balance roundrobin
"""


def program(name: str, package: str) -> str:
    """Returns the path of a program; the test is skipped without it."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"there is no {name} here: install {package}")
    return found


_PORTS = itertools.count(os.getpid())


def free_port() -> int:
    """Returns a port that nothing listens on, from a range of the worker's own.

    Tests run side by side, and a port given by the system may be taken before it is used. These lie
    below those that the system gives.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for _ in range(1000):
        port = 10_000 + worker * 1000 + next(_PORTS) % 1000
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


@contextmanager
def running(command: list[str], home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a server until it is done with; it is ready once it listens on its port."""
    with (home / "output.txt").open("ab") as output:
        process = subprocess.Popen(command, cwd=home, stdout=output, stderr=output)
    try:
        until = time.monotonic() + 30
        while not _listens(port):
            told = (home / "output.txt").read_text("utf-8", "replace")[-2000:]
            assert process.poll() is None, f"{command[0]} has ended: {told}"
            assert time.monotonic() < until, f"{command[0]} does not listen: {told}"
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def oxigraph(home: Path, *options: str) -> Iterator[str]:
    """Runs an Oxigraph server in memory, or as the options say; yields its address for queries."""
    port = free_port()
    path = program("oxigraph", "the package oxigraph from PyPI")
    command = [path, *(options or ("serve",)), "--bind", f"127.0.0.1:{port}"]
    with running(command, home, port):
        yield f"http://127.0.0.1:{port}/query"


@contextmanager
def virtuoso(home: Path) -> Iterator[str]:
    """Runs Virtuoso with an empty database; yields its address for queries."""
    sql, http = free_port(), free_port()
    (home / "virtuoso.ini").write_text(_VIRTUOSO.format(sql=sql, http=http), "utf-8")
    path = program("virtuoso-t", "virtuoso-opensource from Debian")
    command = [path, "+foreground", "+wait", "+configfile", "virtuoso.ini"]
    with running(command, home, http):
        yield f"http://127.0.0.1:{http}/sparql"


@contextmanager
def haproxy(home: Path, ports: list[int]) -> Iterator[str]:
    """Runs HAProxy before servers on some ports; yields the address for queries."""
    port = free_port()
    servers = (
        f"    server replica{n} 127.0.0.1:{each} check inter 200 fall 1 rise 2\n"
        for n, each in enumerate(ports, 1)
    )
    (home / "haproxy.cfg").write_text(_HAPROXY.format(port=port) + "".join(servers), "utf-8")
    path = program("haproxy", "haproxy from Debian")
    with running([path, "-db", "-f", "haproxy.cfg"], home, port):
        yield f"http://127.0.0.1:{port}/query"
