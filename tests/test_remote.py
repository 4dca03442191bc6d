"""The same graph and questions on two SPARQL servers, and what happens when a server fails."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import servers
from amount import WHOLE
from asked import answer, cases, package, with_lists
from commands import invoke
from hypothesis import given
from hypothesis import strategies as some

from kg.check.questions import package_store
from kg.core.errors import BadAnswer, BadInput, NoAnswer, NotPushed, Refused
from kg.graph import queries
from kg.graph.parts import Part, canonical
from kg.graph.queries import Query, Rows
from kg.graph.regime import GRAPHS, Regime, graph_name
from kg.publish.graphs import content
from kg.remote import connect, push, read, write
from kg.remote.answers import XSD, term
from kg.remote.bind import bind
from kg.remote.endpoint import Endpoint, endpoint
from kg.remote.login import PASSWORD, USER

EVERY = (*queries.list_queries(), *queries.list_queries("checks"))
ENGINES = ("oxigraph", "virtuoso")
# Virtuoso answers wrongly, so that its graph is read and our own store is asked. That the graph is
# the same is a test below; some questions and commands stand for all (see amount.py).
READ = ("caps", "measures-in-force-on", "lists-and-relief-measures", "types-of-measure")
ASKED = [("oxigraph", each) for each in EVERY] + [
    ("virtuoso", each) for each in EVERY if WHOLE or each.name in READ
]


@dataclass(frozen=True)
class Server:
    """A server that runs, and the regime as read from it after a push."""

    name: str
    endpoint: Endpoint
    regime: Regime


def start(engine: str, home: Path, regime: Regime) -> Iterator[Server]:
    with getattr(servers, engine)(home) as url:
        update = f"{url}-auth" if engine == "virtuoso" else None
        remote = endpoint(url, update)
        remote.update("INSERT DATA { GRAPH <urn:other> { <urn:a> a <urn:b> } }")
        push(regime, remote)
        yield Server(engine, remote, connect(url))


@pytest.fixture(scope="session")
def servers_up() -> Iterator[dict[str, Any]]:
    """The servers that some test has started, each with what stops it."""
    up: dict[str, Any] = {}
    yield up
    for _, starter in up.values():
        starter.close()


@pytest.fixture(params=ENGINES)
def server(
    request: pytest.FixtureRequest,
    servers_up: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
    regime: Regime,
    monkeypatch: pytest.MonkeyPatch,
) -> Server:
    engine = request.param
    if engine == "virtuoso":
        monkeypatch.setenv(USER, "dba")
        monkeypatch.setenv(PASSWORD, "dba")
    if engine not in servers_up:
        starter = start(engine, tmp_path_factory.mktemp(engine), regime)
        servers_up[engine] = next(starter), starter
    found: Server = servers_up[engine][0]
    return found


@pytest.mark.parametrize(
    ("server", "query"),
    [pytest.param(engine, query, id=f"{engine}-{query.name}") for engine, query in ASKED],
    indirect=["server"],
)
def test_a_server_gives_the_same_rows(regime: Regime, server: Server, query: Query) -> None:
    for case in [{}] if query.severity else cases(query):
        if server.regime.remote and of_another_day(regime, query, case):
            with pytest.raises(BadInput, match="the store holds the words of 2026-07-21; others"):
                queries.run(server.regime, query.name, **case["parameters"])
            continue
        found = rows_of(server, regime, query, case)
        assert typed(found) == typed(answer(regime, query, case))


def of_another_day(regime: Regime, query: Query, case: dict[str, Any]) -> bool:
    """Whether a case asks about a day on which some provision had other words."""
    day = case.get("parameters", {}).get("day") if query.asks is None else None
    return day is not None and regime.on(date.fromisoformat(str(day))) is not regime


def rows_of(server: Server, regime: Regime, query: Query, case: dict[str, Any]) -> Rows:
    """The rows of a server; of one that is not asked, those of the graph as read from it."""
    if server.regime.remote is None:
        return answer(server.regime, query, case)
    remote = package_on(server, regime, case) if query.asks else asked_of(server, regime, case)
    bound = queries.bindings(regime, query, case.get("parameters", {}))
    rows = remote.select(query.text, bound).rows
    return queries.rows(regime, query, ([row[c] for c in query.returns] for row in rows))


def typed(rows: Rows) -> list[list[tuple[str, object]]]:
    """The values with their types, for in Python 0 is False."""
    return [[(type(value).__name__, value) for value in row.values()] for row in rows]


def asked_of(server: Server, regime: Regime, case: dict[str, Any]) -> Endpoint:
    """The whole of the regime on the server, with the lists that a case names beside it."""
    whole = graph_name(read.ALL, regime.base).value
    lists = tuple(pushed_list(server, regime, name) for name in case.get("lists", ()))
    return replace(server.endpoint, graphs=(whole, *lists))


@cache
def pushed_list(server: Server, regime: Regime, name: str) -> str:
    """Puts a list of designations into a graph of the server; returns its name."""
    graph = ox.NamedNode(f"https://example.org/{name}")
    return put(server, graph, listed(regime, name)).value


def listed(regime: Regime, name: str) -> Iterator[ox.Triple]:
    """What a list of designations says."""
    lists = graph_name("designations", regime.base)
    quads = with_lists(regime, name).store.quads_for_pattern(None, None, None, lists)
    return (quad.triple for quad in quads)


def put(server: Server, graph: ox.NamedNode, triples: Iterable[ox.Triple]) -> ox.NamedNode:
    write.put(Part("x", graph, canonical(triples, "x")), server.endpoint, "urn:pushed")
    return graph


def test_designations_on_a_server_are_asked_beside_the_regime(
    regime: Regime, server: Server
) -> None:
    graph = graph_name("designations", regime.base)
    put(server, graph, listed(regime, "sdn.xml"))
    try:
        given = {"relief": "relief/us-labour-licences"}
        found = queries.run(connect(server.endpoint.url), "designations-for-relief", **given)
    finally:
        server.endpoint.update(f"DELETE WHERE {{ GRAPH <{graph.value}> {{ ?s ?p ?o }} }}")
    # A server that is not asked has no say on lists either.
    wanted = ["designation/ofac/900002"] if server.name == "oxigraph" else []
    assert [row["designation"] for row in found] == wanted


def test_a_server_that_answers_wrongly_is_read_and_not_asked(server: Server) -> None:
    assert (server.regime.remote is None) == (server.name == "virtuoso")


def package_on(server: Server, regime: Regime, case: dict[str, Any]) -> Endpoint:
    """What questions of a package are asked of, as a graph of the server."""
    return replace(server.endpoint, graphs=(pushed_package(server, regime, *_named(case)),))


def _named(case: dict[str, Any]) -> tuple[str, ...]:
    return case["deal"], *case.get("lists", ())


@cache
def pushed_package(server: Server, regime: Regime, deal: str, *lists: str) -> str:
    """Puts a package and the facts that questions of it can reach into a graph; its name."""
    regime = with_lists(regime, *lists)
    store = package_store(regime, package(regime, deal))
    graph = ox.NamedNode(f"https://example.org/{'/'.join((deal, *lists))}")
    return put(server, graph, (quad.triple for quad in store)).value


def test_the_graph_comes_back_as_it_was_pushed(regime: Regime, server: Server) -> None:
    # Virtuoso sends at most 10,000 triples at a time, and does not say so.
    assert content(server.regime) == content(regime)


def test_what_else_the_store_holds_is_not_seen_and_not_touched(server: Server) -> None:
    other = replace(server.endpoint, graphs=("urn:other",))
    assert other.ask("ASK { ?s a <urn:b> }")
    assert not server.regime.ask("ASK { ?s a <urn:b> }")


def test_a_second_push_writes_nothing_and_a_broken_one_goes_on(
    regime: Regime, server: Server
) -> None:
    assert not any(each.written for each in push(regime, server.endpoint))
    law = regime.graph("law").value
    server.endpoint.update(f"DELETE WHERE {{ GRAPH <{law}> {{ ?s <urn:none> ?o }} }}")
    ledger = f"{regime.base}graph/pushed"
    server.endpoint.update(f"DELETE WHERE {{ GRAPH <{ledger}> {{ <{law}> ?p ?o }} }}")
    server.endpoint.update(f"INSERT DATA {{ GRAPH <{law}/new> {{ <urn:half> a <urn:b> }} }}")
    assert [each.graph for each in push(regime, server.endpoint) if each.written] == [law]
    assert content(connect(server.endpoint.url)) == content(regime)


def test_sparql_of_ones_own_is_asked_of_the_server(regime: Regime, server: Server) -> None:
    text = 'SELECT ?a ?b ?n { ?a a ?b . BIND(BOUND(?b) AS ?n) FILTER(STRENDS(STR(?a), "unsc")) }'
    key = str
    ours, theirs = (each.select(text, b="skg:Actor") for each in (regime, server.regime))
    assert sorted(map(key, theirs)) == sorted(map(key, ours))
    assert server.regime.ask("ASK { ?flow a ?class }", flow="skg:aid")
    with pytest.raises(BadInput, match="select every variable"):
        server.regime.ask("ASK { ?flow a ?class }", nothing="skg:aid")
    with pytest.raises(BadInput, match="SERVICE is refused"):
        server.regime.select("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }")


COMMANDS = (
    ("query", "caps"),
    ("regime", "--on", "2017-08-04", "--goods", "coal"),
    ("residual", "hanoi-2019-dprk-offer", "--after", "1"),
    ("validate", "hanoi-2019-dprk-offer"),
)


@pytest.mark.parametrize(
    ("server", "arguments"),
    [
        pytest.param(engine, each, id=f"{engine}-{each[0]}")
        for engine in ENGINES
        for each in (COMMANDS if WHOLE or engine == "oxigraph" else COMMANDS[-1:])
    ],
    indirect=["server"],
)
def test_a_command_says_the_same_with_a_store(server: Server, arguments: tuple[str, ...]) -> None:
    here = invoke(*arguments)
    there = invoke("--store", server.endpoint.url, *arguments)
    assert (there.stdout, there.exit_code) == (here.stdout, here.exit_code)


def test_the_command_pushes(server: Server) -> None:
    arguments = ["push", "--store", server.endpoint.url, "--update", server.endpoint.update_url]
    result = invoke(*arguments)
    assert result.exit_code == 0
    assert result.stderr.count("left as it is") == len(GRAPHS) + 1


@pytest.mark.parametrize("query", [pytest.param(q, id=q.name) for q in EVERY if q.parameters])
def test_a_query_with_its_values_written_in_gives_the_same_rows(
    regime: Regime, query: Query
) -> None:
    for case in cases(query):
        deal, beside = case.get("deal"), with_lists(regime, *case.get("lists", ()))
        store = package_store(beside, package(beside, deal)) if deal else beside.store
        bound = queries.bindings(regime, query, case.get("parameters", {}))
        if queries.DAY in bound and not deal:
            store = beside.on(date.fromisoformat(bound[queries.DAY].value)).store
        found = store.query(bind(query.text, bound), use_default_graph_as_union=True)
        rows = [
            [bound.get(c, each[c] if c not in bound else None) for c in query.returns]
            for each in found  # type: ignore[union-attr]
        ]
        assert queries.rows(regime, query, rows) == answer(regime, query, case)


SHAPES = (
    "SELECT ?v ?s {{ ?s ?p ?v }} ORDER BY ?v ?s",
    "SELECT ?v {{ ?s ?p ?v }}",
    "SELECT * {{ ?s ?p ?v # not ?v\n }}",
    'SELECT ?v ("?v" AS ?w) {{ ?s ?p ?v FILTER(BOUND(?v) && ?v = $v) }}',
    "SELECT ?v (COUNT(*) AS ?n) {{ ?s ?p ?v }} GROUP BY ?v ?s",
    "SELECT ?s ?v {{ ?s ?p ?o {{ SELECT DISTINCT ?v {{ ?a ?b ?v }} }} }}",
    "SELECT ?s ?n ?v {{ ?s ?p ?o BIND(IF(?o = ?v, 1, 2) AS ?n) }}",
    "SELECT ?s ?v {{ ?s ?p ?o FILTER NOT EXISTS {{ ?s <urn:p> ?v }} }}",
)
TERMS = some.one_of(
    some.builds(lambda text: ox.NamedNode(f"urn:{text}"), some.text("ab", min_size=1)),
    some.builds(ox.Literal, some.text("?v#'\"\\\n{}<>é", max_size=6)),
    some.builds(ox.Literal, some.integers(-9, 9)),
)


@given(some.sampled_from(SHAPES), TERMS, some.lists(TERMS, min_size=1, max_size=4))
def test_a_value_written_in_means_what_a_bound_one_means(
    shape: str, value: ox.NamedNode | ox.Literal, others: list[ox.NamedNode | ox.Literal]
) -> None:
    query = shape.format()
    store = ox.Store()
    for number, each in enumerate([value, *others]):
        node = ox.NamedNode(f"urn:s{number}")
        store.add(ox.Quad(node, ox.NamedNode("urn:p"), each))
    bound = store.query(query, substitutions={ox.Variable("v"): value})
    written = store.query(bind(query, {"v": value}))
    assert isinstance(bound, ox.QuerySolutions)
    assert isinstance(written, ox.QuerySolutions)
    names = [variable.value for variable in bound.variables if variable.value != "v"]
    ours, theirs = (
        sorted(str([row[n] for n in names]) for row in rows) for rows in (bound, written)
    )
    assert ours == theirs


@pytest.mark.parametrize(
    "query", ["SELECT ?v { VALUES ?v { 1 } }", "SELECT ?v ?x { BIND(1 AS ?v) ?x ?y ?z }"]
)
def test_a_variable_that_the_query_itself_gives_a_value_is_refused(query: str) -> None:
    with pytest.raises(BadInput, match="has a value in the query itself"):
        bind(query, {"v": ox.Literal(1)})


@given(
    some.one_of(
        some.tuples(some.integers(-(10**12), 10**12).map(str), some.just("integer")),
        some.tuples(some.decimals(-(10**9), 10**9, places=4).map(str), some.just("decimal")),
        some.tuples(some.sampled_from(["true", "false", "1", "0"]), some.just("boolean")),
        some.tuples(some.dates().map(str), some.just("date")),
    )
)
def test_a_value_gets_the_form_that_the_embedded_store_gives_it(value: tuple[str, str]) -> None:
    text, kind = value
    datatype = ox.NamedNode(XSD + kind)
    store = ox.Store()
    node = ox.NamedNode("urn:a")
    store.add(ox.Quad(node, node, ox.Literal(text, datatype=datatype)))
    (kept,) = (quad.object for quad in store)
    sent = {"type": "typed-literal", "value": text, "datatype": datatype.value}
    assert term(sent) == kept


def test_replicas_lose_no_more_than_what_is_under_way(tmp_path: Path, regime: Regime) -> None:
    quads = (quad for part in write.graphs(regime) for quad in part.quads())
    (tmp_path / "all.nq").write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"")
    path = servers.program("oxigraph", "the package oxigraph from PyPI")
    load = [path, "load", "--location", "data", "--file", "all.nq"]
    subprocess.run(load, cwd=tmp_path, check=True, capture_output=True)
    ports = [servers.free_port(), servers.free_port()]
    begin = [path, "serve-read-only", "--location", "data", "--bind"]
    first, second = ([*begin, f"127.0.0.1:{port}"] for port in ports)
    workers, each = 4, 60
    query = queries.find("caps")
    bound = queries.bindings(regime, query, {})
    wanted = queries.run(regime, "caps")

    with (
        servers.running(first, tmp_path, ports[0]),
        servers.running(second, tmp_path, ports[1]) as victim,
        servers.haproxy(tmp_path, ports) as url,
    ):
        remote = replace(connect(url).remote or endpoint(url), attempts=1)
        begun = threading.Semaphore(0)

        def work(number: int) -> int:
            lost = 0
            for _ in range(each):
                begun.release()
                try:
                    rows = remote.select(query.text, bound).rows
                except (NoAnswer, Refused):
                    lost += 1
                    continue
                ours = ([row[c] for c in query.returns] for row in rows)
                assert queries.rows(regime, query, ours) == wanted
            return lost

        with ThreadPoolExecutor(workers) as pool:
            waiting = [pool.submit(work, number) for number in range(workers)]
            for _ in range(workers * each // 3):
                begun.acquire()
            victim.kill()
            lost = sum(each.result() for each in waiting)
    assert lost <= workers


def test_half_an_answer_after_a_time_limit_is_a_failure(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path, "serve", "--timeout-s", "1") as url:
        remote = endpoint(url)
        some_ = " ".join(f"<urn:{n}> <urn:p> {n} ." for n in range(1000))
        remote.update(f"INSERT DATA {{ GRAPH <urn:g> {{ {some_} }} }}")
        slow = "SELECT ?a { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(?b + ?d + ?f = 1.5) }"
        with pytest.raises(BadAnswer, match=r"does not parse.*cancelled"):
            replace(remote, graphs=("urn:g",)).select(slow)


def test_a_store_without_the_regime_says_how_to_push_it(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path) as url, pytest.raises(NotPushed, match="sanctions-kg push"):
        connect(url)


def test_the_embedded_store_needs_no_network_and_no_sparqlwrapper() -> None:
    code = (
        "import sys, kg; kg.load(); from kg.graph import queries; queries.run(kg.load(), 'caps');"
        "assert not {'SPARQLWrapper', 'kg.remote', 'http.client'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


class Scripted(BaseHTTPRequestHandler):
    """Answers as the test has laid down, one answer for each request, the last one for the rest."""

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Fake)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        server.seen.append((body, self.headers.get("Authorization", "")))
        status, headers, answer_ = server.script[min(len(server.seen), len(server.script)) - 1]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer_)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Fake(ThreadingHTTPServer):
    """A server with a script, and what it was asked."""

    script: list[tuple[int, dict[str, str], bytes]]
    seen: list[tuple[str, str]]


@pytest.fixture
def fake() -> Iterator[Fake]:
    with Fake(("127.0.0.1", 0), Scripted) as server:
        server.script, server.seen = [], []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def at(server: Fake, **changes: Any) -> Endpoint:
    return replace(endpoint(f"http://127.0.0.1:{server.server_port}/query"), **changes)


HEAD = b'{"head": {"vars": ["n"]}, "results": '
ROW = HEAD + b'{"bindings": [{"n": {"type": "literal", "value": "1"}}]}}'
ONE = "SELECT ?n { BIND('1' AS ?n) }"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (ROW[:-20], {}),
        (ROW + b"The SPARQL operation has been cancelled", {}),
        (b"<html>welcome</html>", {}),
        (b'{"boolean": true}', {}),
        (b"[]", {}),
        (HEAD + b'{"bindings": [{"n": {"type": "x"}}]}}', {}),
    ],
    ids=["cut", "error-appended", "html", "boolean", "list", "no-term"],
)
def test_a_body_that_is_no_whole_answer_is_a_failure(
    fake: Fake, body: bytes, headers: dict[str, str]
) -> None:
    fake.script = [(200, headers, body)]
    with pytest.raises(BadAnswer):
        at(fake).select(ONE)
    assert len(fake.seen) == 1


def test_an_answer_shorter_than_announced_is_asked_for_again(fake: Fake) -> None:
    short = (200, {"Content-Length": str(len(ROW) + 9)}, ROW)
    fake.script = [short, (200, {}, ROW)]
    assert len(at(fake).select(ONE).rows) == 1
    fake.script = [short]
    with pytest.raises(NoAnswer, match="does not answer"):
        at(fake, attempts=1).select(ONE)


def test_what_virtuoso_found_before_its_time_was_up_is_no_answer(fake: Fake) -> None:
    fake.script = [(200, {"X-SQL-State": "S1TAT"}, ROW)]
    with pytest.raises(NoAnswer, match="no whole answer within 60 seconds"):
        at(fake).select(ONE)


def test_a_busy_store_is_asked_again_and_a_refusal_is_not(fake: Fake) -> None:
    fake.script = [(503, {}, b""), (200, {}, ROW)]
    assert at(fake).select(ONE).rows[0]["n"] == ox.Literal("1")
    assert len(fake.seen) == 2
    for status, words in ((400, "cannot carry it out"), (403, "forbids"), (404, "no store")):
        fake.seen.clear()
        fake.script = [(status, {}, b"<p>no such thing</p>")]
        with pytest.raises(Refused, match=words):
            at(fake).select(ONE)
        assert len(fake.seen) == 1


def test_a_redirect_is_not_followed(fake: Fake) -> None:
    fake.script = [(302, {"Location": "http://127.0.0.1:1/"}, b"")]
    with pytest.raises(Refused, match="sends elsewhere"):
        at(fake).select(ONE)


def test_a_slow_store_is_given_up(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/query"
        with pytest.raises(NoAnswer, match=r"within 0\.2 seconds"):
            replace(endpoint(url), seconds=0.2).select(ONE)


def test_credentials_are_sent_once_asked_for_and_never_shown(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"WWW-Authenticate": 'Basic realm="x"'}
    fake.script = [(401, wanted, b""), (200, {}, ROW)]
    with pytest.raises(Refused, match="wants a user and a password; set SANCTIONS_KG_STORE_USER"):
        at(fake).select(ONE)
    fake.seen.clear()
    monkeypatch.setenv(USER, "someone")
    monkeypatch.setenv(PASSWORD, "hush")
    remote = at(fake)
    remote.select(ONE)
    assert [bool(sent) for _, sent in fake.seen] == [False, True]
    fake.script = [(401, wanted, b"")]
    with pytest.raises(Refused, match="does not accept the credentials") as refused:
        remote.select(ONE)
    assert "hush" not in f"{refused.value}{remote!r}{remote.login!r}"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("ftp://example.org/", "no address of a store"),
        ("file:///etc/passwd", "no address of a store"),
        ("localhost:7878", "no address of a store"),
        ("http://someone:hush@localhost/query", "holds credentials"),
    ],
)
def test_only_an_address_of_the_web_without_credentials_will_do(address: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as refused:
        endpoint(address)
    assert "hush" not in str(refused.value)


def test_without_sparqlwrapper_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SPARQLWrapper", None)
    monkeypatch.delitem(sys.modules, "kg.remote.wrapper", raising=False)
    with pytest.raises(BadInput, match=r"extra remote[\s\S]*pip install 'sparqlwrapper<3,>=2'"):
        endpoint("http://127.0.0.1:1/query").select(ONE)
