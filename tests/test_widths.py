"""Text is never wider than it was asked to be, but for words that cannot be broken."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from asked import package
from commands import run, shipped

from kg.answers.verbs import VERBS, Answer
from kg.present.answers import written

GIVEN: dict[str, dict[str, Any]] = {
    "justify": {"actions": ["yongbyon-freeze", "road-map"], "verified_by": "iaea"},
    "price": {"relief": "kaesong"},
    "worth": {"relief": "kaesong"},
    "authority": {"id": "us/nkspea/201B"},
    "changes": {"from_": "2017-08-01", "to": "2017-12-31"},
    "history": {"id": "coal"},
    "show": {"id": "un/2397/7"},
    "find": {"q": ["oil"]},
    "list": {"kind": "relief"},
    "can-i": {"what": ["send", "8413"], "from_": "us"},
    "why": {"rule": "exports-need-fissile-halt"},
    "repair": {"best": 1},
    "frontier": {"seconds": 0.5, "phases": 1},
}
# What concedes most of what there is, for a package that breaks every rule leaves nothing to find.
LEAST = 30
PACKAGE = {"most": "wertz-2019-framework", "frontier": "wertz-2019-framework"}


@cache
def answer(name: str) -> Answer:
    verb = next(verb for verb in VERBS if verb.name == name)
    deal = package(shipped(), PACKAGE.get(name, "hanoi-2019-dprk-offer"))
    packages = {each.parameter: deal for each in verb.packages}
    return verb.ask(shipped(), **packages, **GIVEN.get(name, {}))


def code_of(name: str) -> str:
    if name != "why":
        return ""
    found = answer(name).found
    return "\n".join([found.turtle, *(case.turtle for case in found.cases)])


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("name", [verb.name for verb in VERBS])
def test_no_line_is_wider_unless_a_word_is(name: str, width: int) -> None:
    """Lines of code keep their breaks; deep in a narrow text, words keep 30 columns."""
    code = {line.strip() for line in code_of(name).splitlines()}
    for line in written(answer(name), "text", width=width).decode().splitlines():
        if len(line) > width and line.strip() not in code:
            longest = max(map(len, line.split()))
            indent = len(line) - len(line.lstrip())
            assert indent + longest > width or len(line) <= indent + LEAST, line


def test_a_pipe_has_the_width_that_is_set_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def lengths(*options: str) -> int:
        return max(map(len, run("show", "un/2397/7", *options).stdout.splitlines()))

    monkeypatch.setenv("COLUMNS", "60")
    assert lengths() <= 120
    wide = lengths("--wide")
    monkeypatch.delenv("COLUMNS")
    assert lengths() == wide > 200
