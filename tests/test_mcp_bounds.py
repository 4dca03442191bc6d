"""The tools for assistants in bounds: of values, length, time and memory, whoever calls."""

from __future__ import annotations

import json
import math
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from ruamel.yaml import YAML
from wrongs import wrong

from kg.answers.verbs import Argument
from kg.check.rules import WELL_FORMED, rules
from kg.core import resources
from kg.core.errors import KgError
from kg.core.ids import expand
from kg.graph import queries
from kg.graph.regime import Regime
from kg.mcp.capped import capped
from kg.mcp.limits import Limits
from kg.mcp.schema import schema
from kg.mcp.server import server
from kg.mcp.tools import Tool, asked, every_tool
from kg.mcp.work import Workers
from kg.mcp.worker import Said

TOOLS = every_tool()
SHIPPED = {path.stem: path for path in resources.deal_files()}
ALL = [(tool, each) for tool in TOOLS.values() for each in tool.arguments]
# What a tool needs beside packages; with these the longest answers.
NEEDS: Mapping[str, dict[str, Any]] = {
    "justify": {"actions": ["yongbyon-freeze", "road-map"], "verified_by": "iaea"},
    "price": {"relief": "us-lifting"},
    "worth": {"relief": "us-lifting"},
    "why": {"rule": "exports-need-fissile-halt"},
    "authority": {"id": "us-lifting"},
    "changes": {"from": "1990-01-01"},
    "history": {"id": "coal"},
    "show": {"id": "un/2397/7"},
    "find": {"q": ["oil"], "most": 200},
    "list": {"kind": "actions"},
    "can-i": {"what": ["travel"]},
    "frontier": {"phases": 1},
    "repair": {"best": 1},
}


def ask(calls: list[tuple[str, dict[str, Any]]], limits: Limits | None = None) -> list[Said]:
    """Has a worker answer calls, one after another."""

    async def go() -> list[Said]:
        workers = Workers(limits or Limits(), None)
        workers.begin()
        try:
            return [await workers.ask(*each) for each in calls]
        finally:
            workers.end()

    return anyio.run(go)


def is_one_sentence(said: Said) -> bool:
    text, failed = said
    lines = text.strip().splitlines()
    raw = ("pydantic", "validation error", "Traceback", "Input should", "fault of the server")
    return failed and len(lines) == 1 and len(text) < 500 and not any(each in text for each in raw)


def test_every_tool_refuses_what_an_argument_does_not_take_in_one_sentence() -> None:
    wrongs = [
        (tool, each, value)
        for tool, each in ALL
        for value in wrong(each)
        # A client sends no number of so many digits.
        if not (isinstance(value, int) and abs(value) > 10**100)
    ]
    calls = [(tool.name, {**least(tool), each.name: value}) for tool, each, value in wrongs]
    for (tool, each, value), said in zip(wrongs, ask(calls), strict=True):
        assert is_one_sentence(said), (tool.name, str(value)[:200], said)
        assert said[0].startswith(f"{each.name}: "), (tool.name, said)


def least(tool: Tool) -> dict[str, Any]:
    """What a tool cannot do without."""
    packages = {each.name: "tutorial" for each in tool.packages if each.required}
    return packages | NEEDS.get(tool.name, {})


@pytest.mark.parametrize("tool", TOOLS.values(), ids=list(TOOLS))
def test_every_tool_refuses_an_argument_that_there_is_not(tool: Tool) -> None:
    calls = [
        (tool.name, {**least(tool), name: "2017-01-01"}) for name in ("nope", "as-of", "forms")
    ]
    nope, as_of, forms = ask(calls)
    assert nope[0].startswith(f"{tool.name} has no parameter nope; it takes ")
    assert f"{tool.name} has no parameter as-of" in as_of[0]
    assert ("did you mean as_of?" in as_of[0]) == (
        "as_of" in {each.name for each in tool.arguments}
    )
    assert forms[0].endswith("forms; did you mean form?")
    assert all(failed for _, failed in (nope, as_of, forms))


@pytest.mark.parametrize("tool", TOOLS.values(), ids=list(TOOLS))
def test_every_tool_asks_for_what_must_be_there(tool: Tool) -> None:
    required = [each.name for each in tool.arguments if each.required]
    ((text, failed),) = ask([(tool.name, {})]) if required else (("", True),)
    assert failed
    assert text.startswith(f"{tool.name} needs {required[0]}" if required else "")


def calls() -> Iterator[tuple[str, dict[str, Any]]]:
    for tool in TOOLS.values():
        if not tool.packages or tool.name == "frontier":
            yield tool.name, least(tool)
        elif tool.name == "ask":
            yield tool.name, {}
            yield tool.name, {"question": "stages-of-relief", "package": "tutorial"}
            yield tool.name, {"question": "caps"}
        else:
            for name in SHIPPED:
                yield tool.name, {**least(tool), **{each.name: name for each in tool.packages}}


@pytest.mark.parametrize(
    ("name", "given"), [pytest.param(*each, id=f"{each[0]}-{n}") for n, each in enumerate(calls())]
)
def test_no_answer_is_longer_than_the_cap(regime: Regime, name: str, given: dict[str, Any]) -> None:
    limits = Limits()
    for form in ("text", "json"):
        try:
            told = asked(regime, name, {**given, "form": form}, 15)
        except KgError:
            return
        text = capped(told, limits)
        whole = capped(replace(told, everything=True), limits)
        assert len(text.encode()) <= limits.short
        assert len(whole.encode()) <= limits.long
        # The list of questions is a text in every form.
        as_data = form == "json" and not isinstance(told.answer, str)
        if as_data:
            assert ("cut" in json.loads(text)) == (len(whole.encode()) > limits.short)
        if text == whole:
            continue
        # What there is comes first, and what makes it shorter.
        assert told.narrows
        if as_data:
            cut = json.loads(text)["cut"]
            assert next(iter(json.loads(text))) == "cut"
            assert cut["bytes"] == len(whole.encode())
            assert cut["shown"]
            assert cut["narrowBy"] == list(told.narrows)
            assert cut["more"] == "everything=true"
        else:
            first = text.splitlines()[0]
            assert f"lines of {len(whole.splitlines()):,} are shown" in first
            assert f"narrow by {', '.join(told.narrows)}, or everything=true" in first


def test_everything_has_a_bound_too(regime: Regime) -> None:
    limits = Limits(short=3000, long=6000)
    for form in ("text", "json"):
        told = asked(regime, "changes", {"from": "1990-01-01", "form": form}, 15)
        whole = capped(replace(told, everything=True), limits)
        assert 1000 < len(whole.encode()) <= limits.long
        assert "everything=true" not in whole.partition("\n\n")[0]


def test_what_narrows_an_answer_is_what_was_not_given(regime: Regime) -> None:
    told = asked(regime, "regime", {"sender": "unsc"}, 15)
    assert told.narrows == ("type", "goods", "instrument")


HEAVY = ("repair", {"package": "tutorial", "best": 100})
LIGHT = ("show", {"id": "un/2397/7"})


def test_a_call_that_overruns_its_time_is_ended_and_the_next_answered() -> None:
    heavy, light = ask([HEAVY, LIGHT], Limits(workers=1, seconds=2.0))
    assert heavy == ("stopped after 2 seconds; ask for less", True)
    assert not light[1]


def test_a_call_that_takes_too_much_memory_is_ended_and_the_next_answered() -> None:
    limits = Limits(workers=1, memory=1_000_000)
    big = ("validate", {"package": "id: deal/x\ntitle: X\nphases:\n" + "  - title: One\n" * 20_000})
    (text, failed), _ = ask([big, LIGHT], limits)
    assert failed
    assert "memory" in text
    assert ask([LIGHT])[0][1] is False


def test_a_slow_call_holds_up_no_other() -> None:
    ended: list[str] = []

    async def go() -> None:
        workers = Workers(Limits(workers=2), None)
        workers.begin()

        async def one(name: str, given: Mapping[str, Any]) -> None:
            await workers.ask(name, given)
            ended.append(name)

        async with anyio.create_task_group() as group:
            group.start_soon(partial(one, *HEAVY))
            await anyio.sleep(0.1)
            group.start_soon(partial(one, *LIGHT))
        workers.end()

    anyio.run(go)
    assert ended == ["show", "repair"]


def test_a_call_that_is_broken_off_ends_its_work() -> None:
    async def go() -> float:
        workers = Workers(Limits(workers=1), None)
        workers.begin()
        await workers.ask(*LIGHT)
        with anyio.move_on_after(0.3):
            await workers.ask(*HEAVY)
        begun = time.monotonic()
        assert not (await workers.ask(*LIGHT))[1]
        workers.end()
        return time.monotonic() - begun

    assert anyio.run(go) < 30
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize(
    "package",
    [
        "a\ud800",
        "id: deal/x\ntitle: \ud800\nphases:\n  - title: One\n",
        {"id": "deal/x", "title": math.nan, "phases": [{"title": "One"}]},
        {"id": "deal/x", "title": "X", "phases": math.inf},
        {"id": "deal/\udfff"},
        {"\ud800": 1},
        "x: " + "[" * 5000,
        "id: deal/x\n" * 100_000,
        json.loads("[" * 400 + "]" * 400) and {"phases": json.loads("[" * 400 + "]" * 400)},
    ],
    ids=[
        "half",
        "half-in-yaml",
        "nan",
        "infinity",
        "half-in-json",
        "half-key",
        "deep",
        "big",
        "nest",
    ],
)
def test_no_package_is_too_bad_for_an_answer(package: Any) -> None:
    for text, failed in ask([("validate", {"package": package}), ("price", {"relief": "kaesong"})])[
        :1
    ]:
        assert failed
        assert "fault of the server" not in text
        text.encode()


def test_an_unknown_tool_and_an_unknown_text_are_errors_of_the_protocol() -> None:
    async def go() -> list[str]:
        said = []
        async with Client(server()) as client:
            for asking in (
                client.call_tool("pricee", {}),
                client.read_resource("sanctions-kg://x"),
            ):
                with pytest.raises(MCPError) as refused:
                    await asking
                said.append(str(refused.value))
        return said

    tool, text = anyio.run(go)
    assert "no tool pricee; did you mean price?" in tool
    assert "there is no sanctions-kg://x; " in text


def test_every_tool_has_the_schema_of_packages() -> None:
    read = YAML(typ="safe", pure=True)
    things = [json.loads(json.dumps(read.load(each), default=str)) for each in SHIPPED.values()]
    for tool in TOOLS.values():
        found = schema(tool)
        jsonschema.Draft202012Validator.check_schema(found)
        check = jsonschema.Draft202012Validator(found).is_valid
        others = {name: each for name, each in least(tool).items()}
        for argument in tool.packages:
            for thing in things:
                assert check({**others, argument.name: thing}), tool.name
                assert not check({**others, argument.name: thing | {"nope": 1}})
                assert not check({**others, argument.name: thing | {"phases": [{"relieff": []}]}})
            assert check({**others, argument.name: "tutorial"})
        assert not check({**others, "nope": 1})


@pytest.mark.parametrize(("tool", "argument"), ALL, ids=[f"{t.name}-{a.name}" for t, a in ALL])
def test_the_schema_of_an_argument_refuses_what_the_tool_refuses(
    tool: Tool, argument: Argument
) -> None:
    found = schema(tool)
    part = {"$defs": found.get("$defs", {}), **found["properties"][argument.name]}
    check = jsonschema.Draft202012Validator(part).is_valid
    for value in wrong(argument):
        # A schema knows neither halves of letters nor numbers that are none.
        if isinstance(value, float) or (isinstance(value, int) and abs(value) > 10**100):
            continue
        assert "\\ud" in ascii(value) or not check(value), value


def test_the_format_the_rulebooks_and_the_questions_can_be_read(regime: Regime) -> None:
    async def go() -> dict[str, str]:
        async with Client(server()) as client:
            listed = (await client.list_resources()).resources
            read = {each.uri: await client.read_resource(each.uri) for each in listed}
        return {uri: found.contents[0].text for uri, found in read.items()}  # type: ignore[union-attr]

    found = anyio.run(go)
    docs = Path(__file__).parent.parent / "docs"
    assert found["sanctions-kg://format"] == (docs / "format.md").read_text("utf-8")
    whole = json.loads(found["sanctions-kg://package-schema"])
    assert whole == json.loads((resources.folder("deals") / "package.schema.json").read_text())
    lines = found["sanctions-kg://questions"].splitlines()
    assert [line.partition(":")[0] for line in lines] == [q.name for q in queries.list_queries()]
    for id in regime.known("rulebook"):
        text = found[f"sanctions-kg://{id}"]
        for book in (expand(id, regime.base), WELL_FORMED):
            assert [rule.name for rule in rules(regime, book) if rule.says not in text] == []


OPENING = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


def test_a_line_that_is_no_message_is_answered_and_the_next_one_too() -> None:
    given = {"name": "show", "arguments": {"id": "\ud800"}}
    half = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": given})
    lines = [
        json.dumps(OPENING),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        "{bad",
        "[" * 3000,
        half,
        "[1]",
        '{"jsonrpc":"2.0","id":8}',
        '{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":3}}',
        '{"jsonrpc":"2.0","id":10,"method":"ping"}',
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.cli", "mcp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("".join(f"{line}\n" for line in lines).encode())
    process.stdin.flush()
    said = [json.loads(process.stdout.readline()) for _ in range(8)]
    process.stdin.close()
    assert process.wait(30) == 0
    process.stdout.close()
    by_id = {each["id"]: each for each in said if each["id"] is not None}
    codes = {id: each["error"]["code"] for id, each in by_id.items() if "error" in each}
    assert codes == {7: -32600, 8: -32600, 9: -32602}
    assert by_id.keys() == {1, 7, 8, 9, 10}
    unnamed = sorted(each["error"]["code"] for each in said if each["id"] is None)
    assert unnamed == [-32700, -32700, -32600]
    assert "pydantic" not in json.dumps(said)
