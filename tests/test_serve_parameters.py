"""Parameters in an address: what there is not, and what stands there twice, every route refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serving import Server, running

from kg.answers.verbs import VERBS, Verb
from kg.answers.verbs.argument import Argument
from kg.core.errors import BadInput
from kg.serve.app import application

PATHS = application().openapi()["paths"]
ROUTES = [
    (method, path.replace("{path}", name))
    for path, methods in PATHS.items()
    for method in methods
    for name in (["un/2397/7", "index.html", "data/nothing"] if "{path}" in path else [""])
]
HYPHENED = [
    (path, parameter["name"])
    for path, methods in PATHS.items()
    for parameter in methods.get("get", {}).get("parameters", ())
    if "-" in parameter["name"] and path != "/sparql"
]
PARAMETERS = [
    (
        method,
        path.replace("{path}", "un/2397/7"),
        each["name"],
        each["schema"].get("type") == "array",
    )
    for path, methods in PATHS.items()
    for method, route in methods.items()
    for each in route.get("parameters", ())
    if each["in"] == "query"
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("serve"), workers=2, seconds=60) as found:
        yield found


def body(path: str) -> tuple[str, dict[str, str]]:
    if path == "/sparql":
        return "query=ASK {}", {"Content-Type": "application/x-www-form-urlencoded"}
    return "id: deal/x\ntitle: X\nphases:\n  - title: One\n", {"Content-Type": "application/yaml"}


def test_every_route_refuses_a_parameter_that_it_does_not_take(server: Server) -> None:
    assert len(ROUTES) > 150
    for method, path in [*ROUTES, ("get", "/openapi.json"), ("head", "/show")]:
        sent, headers = body(path) if method == "post" else (None, {})
        reply = server.ask(path, method.upper(), sent, headers, nope=1)
        assert reply.status == 400, (method, path, reply.body[:200])
        if method != "head":
            assert f"{path} has no parameter nope" in reply.data["detail"], (method, path)


def test_a_name_with_a_line_for_a_hyphen_is_refused_and_the_right_one_told(server: Server) -> None:
    assert len(HYPHENED) > 10
    for path, name in HYPHENED:
        reply = server.ask(path, **{name.replace("-", "_"): "2017-01-01"})
        assert reply.status == 400
        assert reply.data["hint"] == f"did you mean {name}?"


def test_every_route_refuses_a_parameter_that_stands_twice_unless_it_is_a_list(
    server: Server,
) -> None:
    assert len(PARAMETERS) > 250
    lists = {(path, name) for _, path, name, is_list in PARAMETERS if is_list}
    assert {
        ("/find", "q"),
        ("/can-i", "what"),
        ("/repair", "keep"),
        ("/justify", "actions"),
    } < lists
    for method, path, name, is_list in PARAMETERS:
        sent, headers = body(path) if method == "post" else (None, {})
        reply = server.ask(f"{path}?{name}=x&{name}=y", method.upper(), sent, headers)
        refused = "the address has it 2 times" in reply.body.decode(errors="replace")
        if is_list or path == "/sparql":
            assert not refused, (method, path, name)
        else:
            assert refused, (method, path, name, reply.body[:200])
            assert (reply.status, reply.data["where"]) == (400, name)


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("/show?id=coal&id=oil", "id"),
        ("/show?id=coal&id=coal", "id"),
        ("/find?q=oil&most=2&most=3", "most"),
        ("/find?q=&format=html&format=json", "format"),
        ("/queries/measures-on-goods?goods=goods/coal&goods=goods/oil", "goods"),
        ("/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D", "query"),
    ],
)
def test_of_two_values_none_is_taken(server: Server, address: str, where: str) -> None:
    for accept in ("application/json", "text/html"):
        reply = server.ask(address, headers={"Accept": accept})
        assert (reply.status, reply.data["where"]) == (400, where)


def test_words_that_are_looked_for_may_be_repeated(server: Server) -> None:
    assert server.ask("/find?q=crude&q=oil").status == 200
    assert server.ask("/search.html?q=crude&q=oil").status == 303


@pytest.mark.parametrize(
    ("verb", "argument"),
    [(verb, each) for verb in VERBS for each in verb.arguments if each.bounds],
    ids=lambda each: each.name,
)
def test_a_number_out_of_bounds_is_refused_in_the_words_of_the_table(
    server: Server, verb: Verb, argument: Argument
) -> None:
    assert argument.bounds is not None
    beyond = int(argument.bounds.greatest) + 1
    with pytest.raises(BadInput) as refused:
        argument.read(beyond)
    given = {each.name: "tutorial" for each in verb.arguments if each.required}
    asked = {**given, argument.name.replace("_", "-"): beyond}
    reply = server.ask(f"/{verb.name}", **asked)
    assert reply.status == 400
    assert (reply.data["where"], reply.data["detail"]) == (argument.name, refused.value.message)
