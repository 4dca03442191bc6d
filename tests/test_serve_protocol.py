"""The SPARQL 1.1 Protocol, by the official names of its tests where one applies.

The tests (https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/) load their graphs
from the web. This endpoint loads nothing, so that graphs which it holds stand in their place.
"""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from serving import DIRECT, FORM, Reply, Server, running

from kg.graph.regime import Regime

GRAPH = "https://w3id.org/sanctions-kg/graph/"
HOME = "https://w3id.org/sanctions-kg/dprk/graph/"
LAW, OTHER = f"{HOME}law", f"{HOME}assessments"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
JSON_OF, JSON_LD = "application/json", "application/ld+json"
SELECT = """PREFIX skg: <https://w3id.org/sanctions-kg/ontology#>
SELECT ?provision ?since WHERE { ?provision a skg:ExportBan ; skg:inForceFrom ?since }
ORDER BY ?since ?provision LIMIT 20"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("protocol"), workers=1, seconds=20) as found:
        yield found


def boolean(reply: Reply) -> bool:
    assert (reply.status, reply.media) == (200, JSON)
    found = reply.data["boolean"]
    assert isinstance(found, bool)
    return found


def form(server: Server, *fields: tuple[str, str], path: str = "/sparql") -> Reply:
    return server.ask(path, "POST", urlencode(fields), FORM)


def test_query_get(server: Server) -> None:
    assert boolean(server.query("ASK {}"))


def test_query_post_form(server: Server) -> None:
    assert boolean(form(server, ("query", "ASK {}")))


def test_query_post_direct(server: Server) -> None:
    assert boolean(server.ask("/sparql", "POST", "ASK {}", DIRECT))


ONLY_LAW = "ASK { ?law <https://w3id.org/sanctions-kg/ontology#inForceFrom> ?day }"


def test_query_dataset_default_graph(server: Server) -> None:
    assert boolean(server.query(ONLY_LAW, **{"default-graph-uri": LAW}))
    assert not boolean(server.query(ONLY_LAW, **{"default-graph-uri": OTHER}))


def test_query_dataset_default_graphs_get(server: Server) -> None:
    both = [LAW, OTHER]
    assert boolean(server.query(ONLY_LAW, **{"default-graph-uri": both}))


def test_query_dataset_default_graphs_post(server: Server) -> None:
    fields = [
        ("query", ONLY_LAW),
        *(("default-graph-uri", each) for each in (LAW, OTHER)),
    ]
    assert boolean(form(server, *fields))
    path = "/sparql?" + urlencode(fields[1:])
    assert boolean(server.ask(path, "POST", ONLY_LAW, DIRECT))


NAMED = "ASK { GRAPH ?g { ?law <https://w3id.org/sanctions-kg/ontology#inForceFrom> ?day } }"


def test_query_dataset_named_graphs_get(server: Server) -> None:
    assert boolean(server.query(NAMED, **{"named-graph-uri": [LAW, f"{GRAPH}shapes"]}))
    assert not boolean(server.query(NAMED, **{"named-graph-uri": f"{GRAPH}shapes"}))


def test_query_dataset_named_graphs_post(server: Server) -> None:
    assert boolean(form(server, ("query", NAMED), ("named-graph-uri", LAW)))
    path = f"/sparql?named-graph-uri={quote(LAW)}"
    assert boolean(server.ask(path, "POST", NAMED, DIRECT))


def test_query_dataset_full(server: Server) -> None:
    chosen = {"default-graph-uri": LAW, "named-graph-uri": f"{GRAPH}shapes"}
    assert boolean(server.query(ONLY_LAW, **chosen))
    assert not boolean(server.query(NAMED, **chosen))


def test_a_graph_that_is_not_there_is_named_and_not_loaded(server: Server) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        for graph in ("http://127.0.0.1:9/data.ttl", "file:///etc/passwd"):
            reply = server.query("ASK {}", **{name: graph})
            assert (reply.status, graph in reply.data["detail"]) == (400, True)
            assert LAW in reply.data["hint"]


@pytest.mark.parametrize("accept", [None, JSON, XML, "text/csv", "text/tab-separated-values"])
def test_query_content_type_select(server: Server, accept: str | None) -> None:
    reply = server.query(SELECT, accept)
    assert (reply.status, reply.media) == (200, accept or JSON)


@pytest.mark.parametrize("accept", [None, JSON, XML])
def test_query_content_type_ask(server: Server, accept: str | None) -> None:
    reply = server.query("ASK {}", accept)
    assert (reply.status, reply.media) == (200, accept or JSON)


GRAPHS = ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"]


@pytest.mark.parametrize("accept", [None, *GRAPHS])
def test_query_content_type_describe(server: Server, accept: str | None) -> None:
    thing = "https://w3id.org/sanctions-kg/dprk/un/2397/7"
    reply = server.query(f"DESCRIBE <{thing}>", accept)
    assert (reply.status, reply.media) == (200, accept or "text/turtle")
    kind = ox.RdfFormat.from_media_type(reply.media)
    assert kind is not None
    assert len(list(ox.parse(reply.body, format=kind))) > 10


@pytest.mark.parametrize("accept", [None, *GRAPHS])
def test_query_content_type_construct(server: Server, accept: str | None) -> None:
    reply = server.query("CONSTRUCT { <s:s> <p:p> 1 } WHERE {}", accept)
    assert (reply.status, reply.media) == (200, accept or "text/turtle")


def test_bad_query_method(server: Server) -> None:
    reply = server.ask("/sparql?query=ASK%20%7B%7D", "PUT")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, POST")


def test_bad_multiple_queries(server: Server) -> None:
    assert server.query("ASK {}", query="SELECT * {}").status == 400
    assert form(server, ("query", "ASK {}"), ("query", "SELECT * {}")).status == 400
    assert server.ask("/sparql?query=ASK%20%7B%7D", "POST", "ASK {}", DIRECT).status == 400
    assert server.ask("/sparql?query=ASK%20%7B%7D&query=").status == 400


def test_bad_query_wrong_media_type(server: Server) -> None:
    reply = server.ask("/sparql", "POST", "ASK {}", {"Content-Type": "text/plain"})
    assert (reply.status, "application/sparql-query" in reply.data["hint"]) == (415, True)


def test_bad_query_missing_form_type(server: Server) -> None:
    assert server.ask("/sparql", "POST", "query=ASK%20%7B%7D").status == 415


def test_bad_query_missing_direct_type(server: Server) -> None:
    assert server.ask("/sparql", "POST", "ASK {}").status == 415


def test_bad_query_non_utf8(server: Server) -> None:
    kind = {"Content-Type": "application/sparql-query; charset=UTF-16"}
    for body in ("ASK {}".encode("utf-16"), b'ASK { ?s ?p "\xff" }'):
        assert server.ask("/sparql", "POST", body, kind).status == 400
    assert server.ask("/sparql", "POST", "query=ASK%20%7B%7D%FF", FORM).status == 400


def test_bad_query_syntax(server: Server) -> None:
    reply = server.query("ASK { ")
    assert (reply.status, reply.media) == (400, "application/problem+json")
    assert reply.data["detail"].startswith("the query cannot be read: error at 1:")


UPDATE = "DELETE WHERE { ?s ?p ?o }"


def test_an_update_is_refused_however_it_is_sent(server: Server, regime: Regime) -> None:
    asked = [
        server.ask("/sparql", update="CLEAR ALL"),
        server.ask("/sparql", **{"using-graph-uri": LAW}),
        server.ask("/sparql", "POST", "ASK {}", DIRECT, update="CLEAR ALL"),
        form(server, ("update", UPDATE)),
        form(server, ("update", UPDATE), ("query", "ASK {}")),
        form(server, ("query", UPDATE)),
        server.ask("/sparql", "POST", UPDATE, DIRECT),
        server.ask("/sparql", update=UPDATE, query="ASK {}"),
        server.query("INSERT DATA { <a:a> <a:a> 1 }"),
        server.query("LOAD <http://127.0.0.1:9/>"),
    ]
    assert [reply.status for reply in asked] == [400] * len(asked)
    kind = {"Content-Type": "application/sparql-update; charset=utf-8"}
    reply = server.ask("/sparql", "POST", UPDATE, kind)
    assert (reply.status, reply.data["detail"]) == (415, asked[0].data["detail"])
    assert reply.data["detail"] == "updates are refused; the graph is never changed"
    count = server.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").data
    assert int(count["results"]["bindings"][0]["n"]["value"]) == len(regime.store)


def test_rows_are_those_of_the_python_api_in_every_form(server: Server, regime: Regime) -> None:
    rows = [[str(value.value) for value in row] for row in _select(regime, SELECT)]
    assert len(rows) == 20
    names = ["provision", "since"]
    data = server.query(SELECT, JSON).data["results"]["bindings"]
    assert [[row[name]["value"] for name in names] for row in data] == rows
    tree = ET.fromstring(server.query(SELECT, XML).body)
    space = "{http://www.w3.org/2005/sparql-results#}"
    found = [
        {each.attrib["name"]: each[0].text for each in row} for row in tree.iter(f"{space}result")
    ]
    assert [[row[name] for name in names] for row in found] == rows
    table = list(csv.reader(io.StringIO(server.query(SELECT, "text/csv").body.decode())))
    assert (table[0], table[1:]) == (names, rows)
    tabs = server.query(SELECT, "text/tab-separated-values").body.decode().splitlines()
    assert tabs[0] == "?provision\t?since"
    assert [line.split("\t")[0] for line in tabs[1:]] == [f"<{row[0]}>" for row in rows]


def _select(regime: Regime, text: str) -> ox.QuerySolutions:
    found = regime.store.query(text, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return found


@pytest.mark.parametrize(
    ("accept", "media"),
    [("application/json", JSON), ("application/xml", XML), ("*/*", JSON), ("text/*", "text/csv")],
)
def test_what_clients_call_the_forms_by_habit_is_understood(
    server: Server, accept: str, media: str
) -> None:
    assert server.query(SELECT, accept).media == media


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("TEXT/CSV", "text/csv"),
        ('text/csv;profile="a,b", text/html;q=0.1', "text/csv"),
        ('text/csv;profile="a;q=0,b"', "text/csv"),
        ('text/csv;p="\\",image/png;q=0.9,\\""', "text/csv"),
        ("text/csv;q=0, */*", JSON),
        (f"{XML};q=0.5, {JSON};q=0", XML),
        ("", JSON),
        (" ", JSON),
        (", ,text/csv,", "text/csv"),
        (", ".join(f"image/x{n};q=0.9" for n in range(80)) + ", text/csv;q=0.1", "text/csv"),
        ("*/*;q=0", None),
        ("image/png, */*;q=0.0", None),
    ],
)
def test_the_list_of_accepted_types_is_read_as_http_has_it(
    server: Server, accept: str, media: str | None
) -> None:
    reply = server.ask(f"/sparql?query={quote(SELECT)}", headers={"Accept": accept})
    assert (reply.status, reply.media) == (
        (200, media) if media else (406, "application/problem+json")
    )


def test_json_is_json_ld_where_there_is_no_other(server: Server) -> None:
    headers = {"Accept": "application/json"}
    assert server.query("CONSTRUCT { <s:s> <p:p> 1 } WHERE {}", JSON_OF).media == JSON_LD
    assert server.ask("/sparql", headers=headers).media == JSON_LD
    assert server.ask("/un/2397/7", headers=headers).headers["Location"].endswith(".jsonld")
    assert server.query(SELECT, JSON_OF).media == JSON


def test_a_form_that_there_is_not_gets_406_and_a_list(server: Server) -> None:
    reply = server.query(SELECT, "image/png")
    assert (reply.status, JSON in reply.data["hint"]) == (406, True)


@pytest.mark.parametrize("accept", [None, *GRAPHS])
def test_without_a_query_the_service_describes_itself(server: Server, accept: str | None) -> None:
    reply = server.ask("/sparql", headers={"Accept": accept} if accept else {})
    assert (reply.status, reply.media) == (200, accept or "text/turtle")
    kind = ox.RdfFormat.from_media_type(reply.media)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    triples = [quad.triple for quad in ox.parse(reply.body, format=kind)]
    [endpoint] = [each.object.value for each in triples if each.predicate.value == f"{sd}endpoint"]
    assert endpoint == f"http://127.0.0.1:{server.port}/sparql"
    names = {each.object.value for each in triples if each.predicate.value == f"{sd}name"}
    assert {LAW, f"{GRAPH}shapes"} <= names


def test_a_browser_gets_a_form_that_leads_back(server: Server) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    reply = server.ask("/sparql", headers={"Accept": accept})
    assert (reply.status, reply.media) == (200, "text/html")
    assert b'<form action="/sparql" method="get">' in reply.body
    table = server.query(SELECT, accept)
    assert (table.status, table.media) == (200, "text/html")
    assert b'<th scope="col">provision</th>' in table.body
    assert json.loads(server.query(SELECT, JSON).body)["head"]["vars"] == ["provision", "since"]
