"""Pages, linked data, questions and verbs over HTTP: the same answers as everywhere else."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from commands import invoke
from ruamel.yaml import YAML
from serving import Server, running

import kg
from kg.answers.verbs import VERBS
from kg.check import judged
from kg.check.questions import run_on
from kg.core.ids import ROOT
from kg.deal.jsonld_out import to_jsonld
from kg.deal.overlay import to_turtle
from kg.graph import queries
from kg.graph.regime import Regime
from kg.publish.graphs import with_deals
from kg.publish.pages import Pages
from kg.publish.site import documents

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
READ = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
# An id and where its documents stand: a provision, a package, an action, terms, the wholes.
NAMES = {
    "un/2397/7": "dprk/un/2397/7",
    "dprk/un/2397/7": "dprk/un/2397/7",
    "deal/tutorial": "dprk/deal/tutorial",
    "action/yongbyon-freeze": "dprk/action/yongbyon-freeze",
    "goods/coal": "dprk/goods/coal",
    "un/2397": "dprk/un/2397",
    "ontology": "ontology",
}
EVERYWHERE = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}
DEALS = Path(__file__).parent.parent / "deals"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("serve"), workers=2, seconds=60) as found:
        yield found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["html", "ttl", "jsonld"])
def test_a_name_leads_to_the_document_that_the_client_can_read(
    server: Server, name: str, form: str
) -> None:
    reply = server.ask(f"/{name}", headers={"Accept": MEDIA[form]})
    assert (reply.status, reply.headers["Location"]) == (303, f"/{NAMES[name]}.{form}")
    assert "Accept" in reply.headers["Vary"]
    there = server.ask(reply.headers["Location"])
    assert (there.status, there.media) == (200, MEDIA[form])


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, "html"),
        ("*/*", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle;q=0.5, application/rdf+xml;q=0.9", "rdf"),
        ("application/n-triples", "nt"),
        ("text/*", "html"),
        ("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", "ttl"),
    ],
)
def test_the_form_that_is_liked_best_is_chosen(
    server: Server, accept: str | None, form: str
) -> None:
    reply = server.ask("/un/2397/7", headers={"Accept": accept} if accept else {})
    assert (reply.status, reply.headers["Location"]) == (303, f"/dprk/un/2397/7.{form}")


@pytest.mark.parametrize("form", READ)
def test_every_form_of_a_thing_says_the_same(server: Server, form: str) -> None:
    reply = server.ask(f"/dprk/un/2397/7.{form}")
    assert (reply.status, reply.media) == (200, MEDIA[form])
    base = "https://w3id.org/sanctions-kg/dprk/"
    said = {quad.triple for quad in ox.parse(reply.body, format=READ[form], base_iri=base)}
    turtle = server.ask("/dprk/un/2397/7.ttl").body
    expected = {quad.triple for quad in ox.parse(turtle, format=READ["ttl"], base_iri=base)}
    assert len(expected) > 10
    assert _plain(said) == _plain(expected)


def _plain(triples: set[ox.Triple]) -> set[str]:
    return {str(each) for each in triples if "_:" not in str(each)}


@pytest.mark.parametrize("form", MEDIA)
def test_a_suffix_on_a_short_id_leads_to_the_document(server: Server, form: str) -> None:
    reply = server.ask(f"/un/2397/7.{form}")
    assert (reply.status, reply.headers["Location"]) == (308, f"/dprk/un/2397/7.{form}")


def test_a_form_that_there_is_not_gets_406_and_a_list(server: Server) -> None:
    reply = server.ask("/un/2397/7", headers={"Accept": "image/png"})
    assert (reply.status, reply.media) == (406, "application/problem+json")
    assert all(
        f"/dprk/un/2397/7.{form} ({media})" in reply.data["hint"] for form, media in MEDIA.items()
    )


def test_a_document_that_has_not_changed_is_not_sent_again(server: Server) -> None:
    first = server.ask("/dprk/un/2397/7.ttl")
    tag = first.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = server.ask("/dprk/un/2397/7.ttl", headers={"If-None-Match": known})
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert server.ask("/dprk/un/2397/7.ttl", headers={"If-None-Match": '"other"'}).status == 200


@pytest.mark.parametrize(
    "path", ["/", "/un/2397/7", "/dprk/un/2397/7.nt", "/healthz", "/sparql", "/queries/caps", "/no"]
)
def test_head_gives_the_headers_of_get_and_no_body(server: Server, path: str) -> None:
    got, head = server.ask(path), server.ask(path, "HEAD")
    assert (head.status, head.body) == (got.status, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Location"):
        assert head.headers[name] == got.headers[name]


def test_an_unknown_id_gets_404_and_what_stands_above_it(server: Server) -> None:
    reply = server.ask("/un/2397/777")
    assert (reply.status, reply.data["hint"]) == (404, "there is /un/2397")
    assert "/everything.html" in server.ask("/nothing-of-the-kind").data["hint"]


@pytest.mark.parametrize(
    ("path", "method"), [("/un/2397/7", "POST"), ("/sparql", "PUT"), ("/healthz", "DELETE")]
)
def test_another_method_gets_405_and_the_list_of_methods(
    server: Server, path: str, method: str
) -> None:
    reply = server.ask(path, method)
    assert (reply.status, reply.media) == (405, "application/problem+json")
    assert "GET" in reply.headers["Allow"]


def test_documents_are_those_of_the_static_site(server: Server, regime: Regime) -> None:
    site = documents(regime, Pages(with_deals(regime)), endpoint=f"{ROOT}sparql")
    things = [path for path in site if "/" in path and path.endswith((".html", ".ttl", ".jsonld"))]
    # These hold or count all the others, and take seconds each.
    large = {"about.html", "dcat.ttl", *(path for path in site if path.endswith(".gz"))}
    chosen = [*(site.keys() - things - large), *things[::400]]
    assert len(chosen) > 50
    for path in chosen:
        reply = server.ask(f"/{path}")
        assert (path, reply.status) == (path, 200)
        assert reply.body == site[path](), path


def test_the_schema_of_packages_stands_at_its_own_address(server: Server) -> None:
    reply = server.ask("/schema/package.schema.json")
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    assert reply.body == (DEALS / "package.schema.json").read_bytes()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/un/2397/7", 303), ("/no", 404), ("/sparql?query=x", 400), ("/healthz", 200)],
)
def test_strict_headers_stand_on_every_answer(server: Server, path: str, status: int) -> None:
    reply = server.ask(path)
    assert reply.status == status
    assert {name: reply.headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert "Server" not in reply.headers


def test_what_is_no_http_is_refused_in_the_same_form(server: Server) -> None:
    head, _, body = server.send(b"nonsense\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-security-policy: default-src 'none'" in head
    assert json.loads(body)["status"] == 400


def test_what_is_named_like_a_graph_and_is_none_is_not_there(server: Server) -> None:
    for path in ("/dprk/graph/nonsense", "/dprk/graph//evil.example", "/dprk/graph/law/x"):
        assert server.ask(path).status == 404
    assert server.ask("/dprk/graph/law").headers["Location"] == "/data/law.ttl"


@pytest.mark.parametrize(
    "path",
    ["/..%2f..%2fetc/passwd", "/../../etc/passwd", "/%00", "/data/..%2f..%2fx", "/%0d%0aX:1", "//"],
)
def test_no_path_leads_out_of_the_site(server: Server, path: str) -> None:
    sent = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    assert server.send(sent).split(b" ")[1] in (b"404", b"200" if path == "//" else b"404")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/sparql?query=ASK%7B%7D", 200), ("/sparql?query=ASK", 400), ("/un/1/2/3", 404)],
)
def test_a_page_of_another_site_may_ask_and_read_what_comes_back(
    server: Server, path: str, status: int
) -> None:
    origin = {"Origin": "https://example.org"}
    reply = server.ask(path, headers=origin)
    assert (reply.status, reply.headers.get_all("Access-Control-Allow-Origin")) == (status, ["*"])
    exposed = reply.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"X-Warning", "ETag", "Retry-After", "Location"} <= set(exposed)
    for method in ("GET", "HEAD", "POST"):
        asked = {
            **origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "content-type",
        }
        first = server.ask(path, "OPTIONS", headers=asked)
        assert (first.status, first.headers.get_all("Access-Control-Allow-Origin")) == (200, ["*"])
        assert method in first.headers["Access-Control-Allow-Methods"].split(", ")
        assert "Content-Type" in first.headers["Access-Control-Allow-Headers"].split(", ")
    assert server.ask("/sparql", "OPTIONS").status == 405


# Questions that need no parameter, and one of each theme that asks of packages.
PLAIN = [
    each.name
    for each in queries.list_queries()
    if not each.asks and all(parameter.default for parameter in each.parameters)
]
OF_PACKAGES = [each for each in queries.list_queries() if each.asks]


def test_the_questions_are_listed(server: Server) -> None:
    listed = server.ask("/queries").data
    assert [each["name"] for each in listed] == [each.name for each in queries.list_queries()]


@pytest.mark.parametrize("name", PLAIN[::4])
def test_a_question_gives_the_rows_of_the_command(
    server: Server, regime: Regime, name: str
) -> None:
    rows = queries.run(regime, name)
    reply = server.ask(f"/queries/{name}")
    assert (reply.status, reply.media) == (200, "application/json")
    assert [{key: row[key] for key in rows.columns} for row in reply.data["rows"]] == json.loads(
        json.dumps(list(rows), default=str)
    )


def test_a_question_takes_parameters_and_gives_csv(server: Server, regime: Regime) -> None:
    parameters = {"goods": "goods/coal", "day": "2017-08-04"}
    rows = queries.run(regime, "measures-on-goods", **parameters)
    reply = server.ask("/queries/measures-on-goods", headers={"Accept": "text/csv"}, **parameters)
    assert (reply.status, reply.media) == (200, "text/csv")
    found = list(csv.DictReader(io.StringIO(reply.body.decode())))
    assert [each["provision"] for each in found] == [row["provision"] for row in rows]
    assert {each["as_of"] for each in found} == {"2017-08-04"}


@pytest.mark.parametrize(
    ("parameters", "status", "words"),
    [
        ({}, 422, "required"),
        ({"goods": "goods/cole"}, 404, "goods/cole"),
        ({"goods": "goods/coal", "day": "soon"}, 400, "soon"),
    ],
)
def test_a_wrong_parameter_is_named(
    server: Server, parameters: dict[str, str], status: int, words: str
) -> None:
    reply = server.ask("/queries/measures-on-goods", **parameters)
    assert (reply.status, reply.media) == (status, "application/problem+json")
    assert words in reply.body.decode()


@pytest.mark.parametrize("name", [each.name for each in OF_PACKAGES[::3]])
def test_a_question_on_a_package_is_answered_by_name_and_by_text(
    server: Server, regime: Regime, name: str
) -> None:
    question = queries.find(name)
    given = {
        each.name: {"rulebook": "rulebook/wertz-2019", "after": "1"}.get(each.name, "1")
        for each in question.parameters
        if each.default is None
    }
    path = DEALS / "hanoi-2019-dprk-offer.yaml"
    rows = run_on(regime, kg.read_deal(path, regime), name, **given)
    by_name = server.ask(f"/queries/{name}", package="hanoi-2019-dprk-offer", **given)
    by_text = server.ask(f"/queries/{name}", "POST", path.read_bytes(), **given)
    assert (by_name.status, by_text.status) == (200, 200)
    assert by_name.data == by_text.data
    assert len(by_name.data["rows"]) == len(rows)


# What the command line is asked, and the same for the server: path and parameters.
SAME: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "authority": (("un/2371/8",), {"id": "un/2371/8"}),
    "balance": (("tutorial",), {}),
    "can-i": (
        ("send", "8413", "--from", "us", "--as", "ngo"),
        {"what": "send 8413", "from": "us", "as": "ngo"},
    ),
    "changes": (
        ("--from", "2017-08-04", "--to", "2017-08-06"),
        {"from": "2017-08-04", "to": "2017-08-06"},
    ),
    "compare": (
        ("hanoi-2019-us-position", "tutorial"),
        {"a": "hanoi-2019-us-position", "b": "tutorial"},
    ),
    "calendar": (("tutorial", "--from", "2020-02-29"), {"from": "2020-02-29"}),
    "exposure": (("tutorial", "--after", "1"), {"after": 1}),
    "find": (("oil",), {"q": "oil"}),
    "history": (("coal",), {"id": "coal"}),
    "justify": (("road-map",), {"actions": "road-map"}),
    "list": (("relief",), {"kind": "relief"}),
    "price": (("kaesong",), {"relief": "kaesong"}),
    "regime": (("--on", "2017-08-04", "--goods", "coal"), {"on": "2017-08-04", "goods": "coal"}),
    "repair": (("tutorial", "--best", "1"), {"best": 1}),
    "residual": (("tutorial", "--after", "1"), {"after": 1}),
    "show": (("un/2397/7",), {"id": "un/2397/7"}),
    "stakeholders": (("tutorial",), {}),
    "validate": (("tutorial",), {}),
    "why": (
        ("tutorial", "exports-need-fissile-halt"),
        {"rule": "exports-need-fissile-halt"},
    ),
}
COMMANDS = {**SAME, "value": (("tutorial",), {}), "worth": (("kaesong",), {"relief": "kaesong"})}
ARGUMENTS = {"worth": "value", "most": "justify"}


def _told(*arguments: str) -> Any:
    done = invoke(*arguments, "--format", "json")
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("verb", COMMANDS)
def test_a_verb_gives_the_json_of_the_command(server: Server, verb: str) -> None:
    arguments, parameters = COMMANDS[verb]
    expected = _told(ARGUMENTS.get(verb, verb), *arguments)
    of_package = arguments[0] == "tutorial"
    named = {"package": "tutorial"} if of_package else {}
    reply = server.ask(f"/{verb}", **named, **parameters)
    assert (reply.status, reply.media) == (200, "application/json")
    assert reply.data == expected
    if of_package:
        text = (DEALS / "tutorial.yaml").read_bytes()
        assert server.ask(f"/{verb}", "POST", text, **parameters).data == expected


def test_every_verb_is_compared_or_searches_for_long() -> None:
    assert {verb.name for verb in VERBS} == {*COMMANDS, "most", "frontier"}


def test_the_searches_stop_in_time_with_what_they_have(server: Server) -> None:
    found = server.ask("/frontier", phases=1, seconds=1)
    assert (found.status, "points" in found.data) == (200, True)
    text = (DEALS / "tutorial.yaml").read_bytes()
    assert server.ask("/justify", "POST", text).data == server.ask("/most", "POST", text).data


def test_two_packages_are_compared_from_one_body(server: Server) -> None:
    one, other = (DEALS / f"{name}.yaml" for name in ("tutorial", "wertz-2019-framework"))
    both = {"a": one.read_text("utf-8"), "b": "wertz-2019-framework"}
    sent = server.ask("/compare", "POST", json.dumps(both))
    assert sent.data == server.ask("/compare", a="tutorial", b=other.stem).data
    for bad in ("[]", "{", '{"a": "tutorial"}', '{"a": 1, "b": 2}', "[" * 100_000):
        assert server.ask("/compare", "POST", bad).status == 400


def test_a_package_in_any_format_gets_the_same_verdict(server: Server, regime: Regime) -> None:
    text = (DEALS / "tutorial.yaml").read_text("utf-8")
    deal = kg.read_deal(DEALS / "tutorial.yaml", regime)
    bodies = {
        "application/yaml": text,
        "text/yaml; charset=utf-8": text,
        "": text,
        "application/json": json.dumps(YAML(typ="base").load(text)),
        "application/ld+json": to_jsonld(deal),
        "text/turtle": to_turtle(deal),
    }
    expected = server.ask("/validate", package="tutorial").data
    for media, body in bodies.items():
        reply = server.ask("/validate", "POST", body, {"Content-Type": media} if media else {})
        assert (media, reply.status) == (media, 200)
        assert _without_lines(reply.data) == _without_lines(expected)


def _without_lines(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_lines(value) for key, value in data.items() if key != "line"}
    return [_without_lines(each) for each in data] if isinstance(data, list) else data


def test_the_law_of_another_day_judges_a_package(server: Server) -> None:
    reply = server.ask("/validate", **{"package": "tutorial", "as-of": "2018-01-01"})
    assert (reply.status, reply.data["asOf"]) == (200, "2018-01-01")


@pytest.mark.parametrize(
    ("path", "media", "lines"),
    [
        ("no-such-day.yaml", "application/yaml", True),
        ("unknown-key.jsonld", "application/ld+json", True),
        ("syntax.ttl", "text/turtle", True),
        ("alias-bomb.yaml", "application/yaml", True),
        ("deep.yaml", "application/yaml", True),
        ("remote-context.jsonld", "application/ld+json", False),
        ("imports.ttl", "text/turtle", False),
        ("latin-1.yaml", "application/yaml", False),
    ],
)
def test_a_package_that_cannot_be_read_gets_422_and_the_line(
    server: Server, path: str, media: str, lines: bool
) -> None:
    body = Path(__file__).with_name("bad_input").joinpath(path).read_bytes()
    reply = server.ask("/validate", "POST", body, {"Content-Type": media})
    assert (reply.status, reply.media) == (422, "application/problem+json")
    assert f"package{Path(path).suffix}" in reply.data["detail"]
    assert bool(re.search(rf"package\{Path(path).suffix}:\d+", reply.data["detail"])) >= lines


def test_a_package_in_another_format_gets_415_and_a_list(server: Server) -> None:
    reply = server.ask("/validate", "POST", "x", {"Content-Type": "application/pdf"})
    assert (reply.status, "application/yaml" in reply.data["hint"]) == (415, True)


@pytest.mark.parametrize("media", ["text/plain", "text/csv", "text/turtle", "application/json"])
def test_an_answer_comes_as_text_table_turtle_or_data(server: Server, media: str) -> None:
    path = "/validate" if media == "text/turtle" else "/residual"
    reply = server.ask(path, headers={"Accept": media}, package="tutorial")
    assert (reply.status, reply.media) == (200, media)
    assert "Accept" in reply.headers["Vary"]


def test_an_answer_that_is_no_table_gets_406_for_csv(server: Server) -> None:
    reply = server.ask("/why", headers={"Accept": "image/png"}, package="tutorial", rule="no-such")
    assert reply.status == 404
    reply = server.ask(
        "/why",
        headers={"Accept": "text/csv"},
        package="tutorial",
        rule="exports-need-fissile-halt",
    )
    assert reply.status == 406
    assert reply.data["hint"].startswith("it has application/json, text/plain, text/html, ")


def test_the_address_of_every_route_is_in_a_valid_openapi_document(server: Server) -> None:
    document = server.ask("/openapi.json").data
    assert document["openapi"].startswith("3.")
    verbs = {f"/{verb.name}" for verb in VERBS}
    asked = {f"/queries/{each.name}" for each in queries.list_queries()}
    others = {"/healthz", "/sparql", "/queries", "/{path}"}
    assert set(document["paths"]) == verbs | asked | others
    assert {"get", "post"} == set(document["paths"]["/validate"])
    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids))


def test_the_judged_graph_of_a_package_goes_out_as_n_quads(server: Server, regime: Regime) -> None:
    path = DEALS / "tutorial.yaml"
    headers = {"Content-Type": "application/yaml", "Accept": "application/n-quads"}
    reply = server.ask("/validate", "POST", path.read_bytes(), headers)
    assert (reply.status, reply.media) == (200, "application/n-quads")
    assert reply.body.decode() == judged.as_quads(regime, kg.read_deal(path, regime))
