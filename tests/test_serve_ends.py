"""How a server ends, and how it goes on when a worker or a client does."""

from __future__ import annotations

import os
import signal
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serving import DIRECT, Server, ready, running, started

SLOW = "SELECT (COUNT(*) AS ?n) {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}"
STRICT = {"content-security-policy", "x-content-type-options", "referrer-policy"}
STOPPING = 1.5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("ends"), workers=2, seconds=20) as found:
        yield found


def _faults(server: Server) -> list[dict[str, object]]:
    return [line for line in server.lines() if "level" in line or "error" in line]


@pytest.mark.parametrize("seconds", [0.5, 20])
def test_a_server_that_is_told_to_stop_answers_what_is_under_way(
    tmp_path: Path, seconds: float
) -> None:
    server = started(tmp_path, workers=1, seconds=seconds, stopping=STOPPING)
    ready(server)
    body = SLOW if seconds > STOPPING else "ASK {}"
    with ThreadPoolExecutor(8) as threads:
        asked = [threads.submit(server.ask, "/sparql", "POST", body, DIRECT) for _ in range(4)]
        # One whose body is still on its way.
        half = b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nid: "
        waits = threads.submit(server.send, half)
        time.sleep(0.4)
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        with pytest.raises(ConnectionError):
            server.ask("/healthz")
        server.process.wait(20)
        assert time.monotonic() - begun < STOPPING + 3
        for each in asked:
            reply = each.result()
            if seconds < STOPPING:
                assert (reply.status, reply.data["boolean"]) == (200, True)
                continue
            assert (reply.status, reply.media) == (503, "application/problem+json")
            assert reply.data["detail"] == "the server is stopping"
            assert set(map(str.lower, reply.headers)) >= {*STRICT, "retry-after"}
        assert waits.result().startswith(b"HTTP/1.1 503 ")
    assert _faults(server) == []


def _workers(server: Server) -> list[int]:
    return [pid for pid in server.family()[1:] if _parent(pid) != server.process.pid]


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _busy(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "R"


def test_a_worker_that_someone_kills_is_not_held_against_its_client(server: Server) -> None:
    before = server.ask("/healthz").data["stopped"]
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(server.ask, "/sparql", "POST", SLOW, DIRECT)
        ends = time.monotonic() + 10
        while not (busy := [pid for pid in _workers(server) if _busy(pid)]):
            assert time.monotonic() < ends
            time.sleep(0.05)
        # A signal that a service manager sends to all is for the one that listens.
        os.kill(busy[0], signal.SIGTERM)
        time.sleep(0.3)
        assert not asked.done()
        os.kill(busy[0], signal.SIGKILL)
        reply = asked.result(10)
    assert (reply.status, reply.data["hint"]) == (503, "ask again")
    assert "ended by something else" in reply.data["detail"]
    assert reply.headers["Retry-After"] == "1"
    assert server.ask("/healthz").data["stopped"] == before
    [told] = [line for line in server.lines() if line.get("level") == "warning"]
    assert (told["message"], told["code"]) == (
        "a worker was ended by something outside the server",
        -9,
    )


def test_a_client_that_drops_leaves_one_line_in_the_log(server: Server) -> None:
    def drop(path: str) -> None:
        with socket.create_connection(("127.0.0.1", server.port)) as wire:
            # What is closed so is reset at once.
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            wire.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 3)
            time.sleep(0.01)

    paths = ["/data/law.ttl", "/everything.html", "/regime?on=2017-08-04", "/openapi.json"]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(drop, paths * 30))
    assert server.ask("/healthz").status == 200
    assert not [line for line in server.lines() if "socket" in str(line.get("message"))]
