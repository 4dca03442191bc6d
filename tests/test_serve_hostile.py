"""What a server must survive, and what it must never do, under small limits."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serving import DIRECT, FORM, Server, ready, running, started

from kg.core.errors import BadInput
from kg.serve import Limits
from kg.serve.run import run

SECONDS = 1.5
LIMITS = {
    "workers": 2,
    "seconds": SECONDS,
    "memory": 200_000_000,
    "result": 2_000_000,
    "body": 300_000,
    "body_seconds": 1.0,
    "header_seconds": 1.0,
    "waiting": 4,
    "each": 3,
}
ANY = "?s ?p ?o"
DEEP = 20_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("hostile"), **LIMITS) as found:
        yield found


# What is asked, and the status that it may have.
HOSTILE: dict[str, tuple[str, set[int]]] = {
    "paths that grow": (
        "SELECT (COUNT(*) AS ?n) { ?a (<p:a>|!<p:a>)* ?b . ?b (<p:a>|!<p:a>)* ?c }",
        {503},
    ),
    "a cartesian product": ("SELECT (COUNT(*) AS ?n) {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}", {503}),
    "the rows of a product": ("SELECT * {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}", {413}),
    "a sorted product": ("SELECT * {?a ?b ?c. ?d ?e ?f} ORDER BY ?f", {503}),
    "huge values": (
        "SELECT (COUNT(*) AS ?n) {"
        + " ".join(f"VALUES ?v{i} {{{' '.join(map(str, range(2000)))}}}" for i in range(8))
        + "}",
        {503},
    ),
    "a text that doubles": (
        "SELECT ?z {BIND('aaaaaaaaaaaaaaaa' AS ?v0) "
        + " ".join(f"BIND(CONCAT({','.join([f'?v{i}'] * 4)}) AS ?v{i + 1})" for i in range(16))
        + " BIND(STRLEN(?v16) AS ?z)}",
        {503},
    ),
    "a text of everything": (
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a),STR(?d))) AS ?x) {?a ?b ?c. ?d ?e ?f}",
        {503},
    ),
    "a large regular expression": (
        f'SELECT * {{{ANY} FILTER(REGEX(STR(?o),"(((a{{0,100}}){{0,100}}){{0,100}})"))}}',
        {400, 503, 200},
    ),
    "brackets": (f"SELECT * {{{ANY} FILTER({'(' * DEEP}1{')' * DEEP})}}", {400}),
    "braces": (f"SELECT * {'{' * DEEP}{ANY}{'}' * DEEP}", {400}),
    "negations": (f"SELECT * {{{ANY} FILTER({'!' * DEEP}true)}}", {400}),
    "nested paths": (f"SELECT * {{?s {'(' * 5000}<p:a>{')*' * 5000} ?o}}", {400, 503}),
    "nested nodes": (f"SELECT * {{?s ?p {'[<p:a> ' * 5000}1{']' * 5000}}}", {400}),
    "a long sum": (f"SELECT * {{{ANY} FILTER({'+'.join(['1'] * DEEP)})}}", {400}),
    "another server": (f"SELECT * {{SERVICE <http://127.0.0.1:9/> {{{ANY}}}}}", {400}),
    "a file": (f"SELECT * FROM <file:///etc/passwd> {{{ANY}}}", {400}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_query_is_stopped_and_the_next_is_answered(server: Server, name: str) -> None:
    text, statuses = HOSTILE[name]
    begun = time.monotonic()
    reply = server.ask("/sparql", "POST", text, DIRECT)
    assert reply.status in statuses | {503}, reply.body[:300]
    assert time.monotonic() - begun < SECONDS + 5
    assert reply.status == 200 or reply.media == "application/problem+json"
    assert server.query("ASK {}").data["boolean"] is True


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/json", "[" * 100_000),
        ("application/json", '{"id":' * 40_000 + "1" + "}" * 40_000),
        ("application/yaml", "[" * 100_000),
        ("application/yaml", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"),
        ("text/turtle", "<a:a> <a:b> " + "[<a:b> " * 30_000 + "1" + "]" * 30_000 + " ."),
        ("text/turtle", "<a:a> <a:b> " + "(" * 100_000),
        ("application/ld+json", '{"@graph":' * 20_000 + "1" + "}" * 20_000),
    ],
)
def test_a_package_that_is_a_bomb_is_refused(server: Server, media: str, body: str) -> None:
    reply = server.ask("/validate", "POST", body, {"Content-Type": media})
    # On a busy machine the time may run out first.
    assert reply.status in (400, 422, 503)
    assert server.query("ASK {}").status == 200


@pytest.mark.parametrize("path", ["/validate", "/sparql", "/compare", "/queries/stages-of-relief"])
def test_an_oversized_request_gets_413(server: Server, path: str) -> None:
    headers = DIRECT if path == "/sparql" else {}
    size = LIMITS["body"] + 1
    assert server.ask(path, "POST", b"x" * size, headers).status == 413  # type: ignore[operator]
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (400_000, b"x" * 400_000)
    reply = server.send(f"{head}Connection: close\r\n\r\n".encode() + chunked)
    assert reply.startswith(b"HTTP/1.1 413 ")


def test_a_form_of_many_fields_and_a_long_header_are_refused(server: Server) -> None:
    assert server.ask("/sparql", "POST", "a=1&" * 2000, FORM).status == 400
    assert server.ask("/un/2397/7", headers={"Accept": "a/b," * 5000}).status == 400
    assert server.send(b"GET / HTTP/1.1\r\nX: " + b"x" * 200_000).startswith(b"HTTP/1.1 400 ")


def test_a_slow_body_gets_408(server: Server) -> None:
    head = b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nid: "
    begun = time.monotonic()
    assert server.send(head).startswith(b"HTTP/1.1 408 ")
    assert 0.9 < time.monotonic() - begun < 6


def test_a_slow_header_ends_the_connection(server: Server) -> None:
    for data in (b"", b"GET / HTTP/1.1\r\nHost: x\r\n"):
        begun = time.monotonic()
        assert server.send(data) == b""
        assert 0.9 < time.monotonic() - begun < 6
    # After one answer the same holds for the next request.
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        while b'"stopped"' not in wire.recv(65536):
            pass
        begun = time.monotonic()
        wire.sendall(b"GET / HT")
        assert _rest(wire) == b""
        assert 0.9 < time.monotonic() - begun < 6


def test_too_many_questions_get_429_or_503_and_when_to_come_back(server: Server) -> None:
    slow = HOSTILE["a cartesian product"][0]
    with ThreadPoolExecutor(20) as threads:
        replies = list(
            threads.map(lambda _: server.ask("/sparql", "POST", slow, DIRECT), range(20))
        )
    assert {reply.status for reply in replies} == {429, 503}
    refused = [reply for reply in replies if "at a time" in reply.data["detail"]]
    assert len(refused) >= 10
    assert all(int(reply.headers["Retry-After"]) >= 1 for reply in refused)
    assert server.query("ASK {}").status == 200


def test_a_client_that_leaves_in_the_middle_harms_nobody(server: Server) -> None:
    text = HOSTILE["a cartesian product"][0].encode()
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port)) as wire:
            head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: {len(text)}\r\n"
            wire.sendall(f"{head}Content-Type: application/sparql-query\r\n\r\n".encode() + text)
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(b"POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nid:")
    time.sleep(2 * SECONDS + 0.5)
    assert server.ask("/healthz").data["waiting"] == 0
    assert server.query("ASK {}").data["boolean"] is True


def test_a_killed_worker_is_replaced(server: Server) -> None:
    workers = server.family()[1:]
    forkserver = [pid for pid in workers if _parent(pid) != server.process.pid]
    assert len(forkserver) == 3
    for pid in forkserver:
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    for _ in range(4):
        reply = server.query("ASK {}")
        assert (reply.status, reply.data["boolean"]) == (200, True)
    assert server.ask("/dprk/deal/tutorial.nt").status == 200
    assert not set(forkserver) & set(server.family())
    assert len(server.family()) == len(workers) + 1


def _rest(wire: socket.socket) -> bytes:
    try:
        return wire.recv(65536)
    except ConnectionResetError:
        return b""


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


SECRET = "zanzibar-7391"


def test_neither_a_query_nor_a_package_is_in_the_log_and_nothing_is_written(server: Server) -> None:
    package = Path(__file__).parent.parent.joinpath("deals/tutorial.yaml").read_text("utf-8")
    package = package.replace("id: deal/tutorial", f"id: deal/{SECRET}")
    reply, ends = server.ask("/validate", "POST", package), time.monotonic() + 60
    while reply.status == 503 and time.monotonic() < ends:
        # On a busy machine the time may run out first.
        reply = server.ask("/validate", "POST", package)
    assert reply.data["deal"] == f"deal/{SECRET}"
    assert server.ask("/validate", "POST", f"{package}{SECRET}: 1\n").status == 422
    assert server.ask("/validate", package=SECRET).status == 404
    for text in (f'ASK {{ FILTER("{SECRET}" = "") }}', f"ASK {{ {SECRET}"):
        server.query(text)
        server.ask("/sparql", "POST", text, DIRECT)
        server.ask("/sparql", "POST", text.replace("ASK", "(" * DEEP), DIRECT)
    assert server.ask("/healthz").status == 200
    assert SECRET not in server.log.read_text("utf-8")
    # Beside requests it tells of the workers that were killed above.
    lines = [line for line in server.lines() if "level" not in line]
    keys = {"time", "client", "method", "path", "status", "bytes", "ms"}
    assert all(set(line) == keys for line in lines)
    assert {line["path"] for line in lines} >= {"/healthz", "/sparql", "/validate"}
    assert all("?" not in line["path"] for line in lines)
    left = [path for path in server.log.with_name("here").rglob("*") if path.is_file()]
    assert left == []
    for pid in server.family():
        opened = {os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()}
        assert not any(SECRET in path or "/core" in path for path in opened)
        assert all(not path.startswith(str(server.log.parent / "here")) for path in opened)


def test_no_request_makes_the_server_call_anyone(server: Server) -> None:
    with socket.socket() as trap:
        trap.bind(("127.0.0.1", 0))
        trap.listen()
        trap.settimeout(0.3)
        url = f"http://127.0.0.1:{trap.getsockname()[1]}/x"
        for text in (
            f"SELECT * {{ SERVICE <{url}> {{ {ANY} }} }}",
            f"SELECT * {{ SERVICE SILENT <{url}> {{ {ANY} }} }}",
            f"SELECT * FROM <{url}> {{ {ANY} }}",
            f"SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ {ANY} }} }}",
            f"LOAD <{url}>",
            f"DESCRIBE <{url}>",
        ):
            assert server.query(text).status == (200 if text.startswith("DESCRIBE") else 400)
        assert server.query("ASK {}", **{"default-graph-uri": url}).status == 400
        packages = {
            "application/ld+json": json.dumps({"@context": url, "id": "deal/x"}),
            "text/turtle": f"<a:a> <http://www.w3.org/2002/07/owl#imports> <{url}> .",
            "application/yaml": f"id: deal/x\ntitle: X\nsources: [{url}]\nphases: []\n",
        }
        for media, body in packages.items():
            assert server.ask("/validate", "POST", body, {"Content-Type": media}).status == 422
        with pytest.raises(TimeoutError):
            trap.accept()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_all_processes_end_with_the_server(tmp_path: Path, how: signal.Signals) -> None:
    server = started(tmp_path, workers=1, seconds=1.5)
    ready(server)
    family = server.family()
    assert len(family) >= 4
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(
            lambda: server.ask("/sparql", "POST", HOSTILE["a cartesian product"][0], DIRECT)
        )
        time.sleep(0.5)
        server.process.send_signal(how)
        server.process.wait(10)
        error = asked.exception(10)
    assert error is None or isinstance(error, OSError)
    ends = time.monotonic() + 8
    while any(Path(f"/proc/{pid}").exists() for pid in family) and time.monotonic() < ends:
        time.sleep(0.1)
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    assert "Traceback" not in server.log.read_text("utf-8")


def test_a_port_that_is_taken_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput) as caught:
            run("127.0.0.1", port, Limits())
    assert (
        caught.value.message == f"cannot listen on 127.0.0.1, port {port}: Address already in use"
    )
    assert capsys.readouterr().err == ""
