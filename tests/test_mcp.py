"""The verbs and questions as tools for assistants, by a client of the protocol."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from commands import invoke
from mcp import Client, StdioServerParameters

from kg.answers.verbs import VERBS
from kg.mcp.server import server

pytestmark = pytest.mark.usefixtures("checked_fast")
OFFER = "hanoi-2019-dprk-offer"
# For each verb: what a tool is given, and the same on the command line.
EXAMPLES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "validate": ({"package": OFFER}, ["validate", OFFER]),
    "repair": (
        {"package": OFFER, "best": 1, "engine": "compiled"},
        ["repair", OFFER, "--best", "1", "--engine", "compiled"],
    ),
    "justify": (
        {"actions": ["yongbyon-freeze", "road-map"], "verified_by": "iaea"},
        ["justify", "yongbyon-freeze", "road-map", "--verified-by", "iaea"],
    ),
    "most": ({"package": OFFER}, ["justify", OFFER, "--most"]),
    "price": ({"relief": "kaesong"}, ["price", "kaesong"]),
    "frontier": (
        {"phases": 1, "seconds": 600},
        ["frontier", "--phases", "1", "--seconds", "600"],
    ),
    "residual": (
        {"package": OFFER, "after": 1, "every": True, "sender": "unsc"},
        ["residual", OFFER, "--after", "1", "--every", "--sender", "unsc"],
    ),
    "exposure": ({"package": OFFER}, ["exposure", OFFER]),
    "balance": ({"package": OFFER}, ["balance", OFFER]),
    "can-i": (
        {"what": ["send", "8413"], "from": "us", "as": "ngo"},
        ["can-i", "send", "8413", "--from", "us", "--as", "ngo"],
    ),
    "compare": (
        {"a": "hanoi-2019-us-position", "b": OFFER},
        ["compare", "hanoi-2019-us-position", OFFER],
    ),
    "why": (
        {"package": OFFER, "rule": "exports-need-fissile-halt"},
        ["why", OFFER, "exports-need-fissile-halt"],
    ),
    "stakeholders": ({"package": OFFER}, ["stakeholders", OFFER]),
    "value": ({"package": OFFER}, ["value", OFFER]),
    "calendar": (
        {"package": OFFER, "from": "2019-06-01"},
        ["calendar", OFFER, "--from", "2019-06-01"],
    ),
    "worth": ({"relief": "kaesong"}, ["value", "kaesong"]),
    "authority": (
        {"id": "us/nkspea/201B", "on": "2019-12-20"},
        ["authority", "us/nkspea/201B", "--on", "2019-12-20"],
    ),
    "regime": (
        {"on": "2017-08-04", "goods": "coal"},
        ["regime", "--on", "2017-08-04", "--goods", "coal"],
    ),
    "changes": (
        {"from": "2017-12-30", "to": "2018-01-02"},
        ["changes", "--from", "2017-12-30", "--to", "2018-01-02"],
    ),
    "history": ({"id": "coal"}, ["history", "coal"]),
    "show": ({"id": "un/2397/7"}, ["show", "un/2397/7"]),
    "find": ({"q": ["oil"]}, ["find", "oil"]),
    "list": ({"kind": "relief"}, ["list", "relief"]),
}
# A passage of the paper, a paragraph, a section or a line that names sources.
CITED = re.compile(r"¶|paragraph \d|section \d|Sources?:")


def call(name: str, **arguments: Any) -> tuple[bool, str]:
    """Calls a tool; returns whether it failed, and what it said."""

    async def go(client: Client) -> tuple[bool, str]:
        result = await client.call_tool(name, arguments)
        return bool(result.is_error), result.content[0].text  # type: ignore[union-attr]

    return with_client(server(), go)


def with_client(to: Any, go: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(to) as client:
            return await go(client)

    return asyncio.run(run())


def test_every_verb_and_the_questions_are_tools() -> None:
    async def go(client: Client) -> list[str]:
        return [tool.name for tool in (await client.list_tools()).tools]

    assert with_client(server(), go) == [*(verb.name for verb in VERBS), "ask"]


def test_every_argument_of_a_tool_says_what_it_is() -> None:
    async def go(client: Client) -> list[str]:
        return [
            f"{tool.name}.{name}"
            for tool in (await client.list_tools()).tools
            for name, field in tool.input_schema["properties"].items()
            if not field.get("description")
        ]

    assert with_client(server(), go) == []


@pytest.mark.parametrize("name", [verb.name for verb in VERBS])
def test_a_tool_says_what_the_command_says_and_cites_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "")
    given, line = EXAMPLES[name]
    failed, said = call(name, everything=True, **given)
    assert not failed
    assert said == invoke(*line, "--all").stdout
    # What leads to answers cites nothing: the answers do.
    assert name in ("find", "list") or CITED.search(said)


def test_a_long_text_is_cut_and_says_how_to_get_all_of_it() -> None:
    _, short = call("regime", sender="unsc")
    _, long = call("regime", sender="unsc", everything=True)
    assert len(short.splitlines()) <= 122 < len(long.splitlines())
    assert "everything=true" in short
    assert "--all" not in short


def test_a_tool_answers_in_json_as_the_command_does() -> None:
    failed, said = call("balance", package=OFFER, form="json")
    line = ["balance", OFFER, "--format", "json"]
    assert not failed
    assert json.loads(said) == json.loads(invoke(*line).stdout)


@pytest.mark.parametrize("form", ["yaml", "json", "object"])
def test_a_package_comes_as_a_text_or_an_object(form: str) -> None:
    thing = {"id": "deal/draft", "title": "A draft", "phases": [{"title": "One"}]}
    yaml = "id: deal/draft\ntitle: A draft\nphases:\n  - title: One\n"
    given = {"yaml": yaml, "json": json.dumps(thing), "object": thing}[form]
    failed, said = call("validate", package=given, form="json")
    assert not failed
    assert json.loads(said)["deal"] == "deal/draft"


def test_the_day_of_a_package_can_be_moved() -> None:
    failed, said = call("balance", package=OFFER, as_of="2016-01-01", form="json")
    assert not failed
    assert json.loads(said)["asOf"] == "2016-01-01"


def test_a_question_answers_with_its_sources() -> None:
    given = {"subject": "subject/coal"}
    failed, said = call("ask", question="history-of-subject", parameters=given)
    assert not failed
    assert "un/2270/29" in said
    assert "\nSources\n  - " in said


def test_a_question_of_a_package_is_asked_of_the_one_given() -> None:
    given = {"question": "stages-of-relief", "package": "tutorial", "form": "json"}
    failed, said = call("ask", **given)
    assert not failed
    rows = [(row["phase"], row["grants"], row["position"]) for row in json.loads(said)["rows"]]
    assert rows == [
        (1, "relief/export-suspension", 3),
        (2, "relief/import-suspension", 2),
        (2, None, None),
        (2, "relief/kaesong", 4),
    ]


def test_a_question_of_a_package_asks_for_one() -> None:
    failed, said = call("ask", question="stages-of-relief")
    assert failed
    assert "stages-of-relief asks of a package" in said


def test_the_questions_are_listed() -> None:
    failed, said = call("ask")
    assert not failed
    assert "caps: " in said


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("price", {"relief": "kaesongg"}, "no relief kaesongg; did you mean kaesong?"),
        (
            "validate",
            {"package": "hanoi-2019-dprk-offe"},
            "no shipped package hanoi-2019-dprk-offe; did you mean hanoi-2019-dprk-offer?",
        ),
        ("validate", {"package": "id: deal/x\ntitle: X\nphases: 3"}, "package.yaml:3: phases must"),
        ("residual", {"package": OFFER, "after": 9}, "9"),
    ],
)
def test_an_error_is_what_a_user_would_see(name: str, given: dict[str, Any], says: str) -> None:
    failed, said = call(name, **given)
    assert failed
    assert says in said
    assert "Traceback" not in said


def test_no_file_is_read_for_a_package(tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text("id: deal/secret\ntitle: A secret\nphases:\n  - title: One\n")
    failed, said = call("validate", package=str(path))
    assert failed
    assert "no shipped package" in said
    assert "secret" not in said


def test_the_command_speaks_the_protocol_over_its_pipes() -> None:
    async def go(client: Client) -> str:
        result = await client.call_tool("show", {"id": "un/2397/7"})
        return str(result.content[0].text)  # type: ignore[union-attr]

    line = StdioServerParameters(command=sys.executable, args=["-m", "kg.cli", "mcp"])
    assert with_client(line, go).startswith("resolution 2397, paragraph 7")
