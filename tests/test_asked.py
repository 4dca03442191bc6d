"""The questions that people asked: each is found, answered and cited, and the docs tell the same.

A case in ``asked/NUMBER.toml`` holds a command, ``cells`` that decide and were worked out by hand,
``phrasings`` in which a stranger asks, and ``law = false`` where no question of law is asked.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from commands import run, shipped

from kg.answers.find import find
from kg.core.resources import folder

CASES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))["case"]
    for path in sorted((Path(__file__).parent / "asked").glob("*.toml"))
}
EACH = [(number, case) for number, cases in CASES.items() for case in cases]
NAMES = [f"{number} {case['command']}" for number, case in EACH]
# Where a text of law itself is published.
OFFICIAL = re.compile(r"https?://(undocs\.org|(www\.)?(uscode\.house|ecfr|federalregister)\.gov)")
ROW = re.compile(r"\| (\d+) \| (.+?) \| `sanctions-kg (.+?)` \| (.+?) \|")


@cache
def answer(command: str) -> str:
    """What a command prints, without its breaks of lines."""
    done = run(*shlex.split(command))
    assert done.returncode in (0, 1), done.stderr
    return " ".join(done.stdout.split())


def asked() -> list[dict[str, Any]]:
    """The entries by which ``find`` knows the questions, by number."""
    files = sorted((folder("queries") / "asked").glob("*.toml"))
    found = [each for path in files for each in tomllib.loads(path.read_text("utf-8"))["asked"]]
    return sorted(found, key=lambda each: each["number"])


@pytest.mark.parametrize("case", [case for _, case in EACH], ids=NAMES)
def test_the_cells_that_decide_are_in_the_answer(case: dict[str, Any]) -> None:
    assert case["cells"]
    assert [cell for cell in case["cells"] if cell not in answer(case["command"])] == []


@pytest.mark.parametrize("case", [case for _, case in EACH], ids=NAMES)
def test_an_answer_on_the_law_cites_a_text_of_law(case: dict[str, Any]) -> None:
    if case.get("law", True):
        assert OFFICIAL.search(answer(case["command"]))


@pytest.mark.parametrize("case", [case for _, case in EACH], ids=NAMES)
def test_a_stranger_finds_the_command(case: dict[str, Any]) -> None:
    known = {name for each in asked() for name in (each["question"], *each.get("also", ()))}
    assert len(set(case["phrasings"]) - known) >= 3
    hits = {words: find(shipped(), words, most=3) for words in case["phrasings"]}
    missed = {
        words: [each.command for each in found]
        for words, found in hits.items()
        if case["command"] not in [each.command for each in found]
    }
    assert missed == {}


def test_every_question_that_find_knows_is_tried_and_no_other() -> None:
    known = {(str(each["number"]), each["command"]) for each in asked()}
    assert known == {(number, case["command"]) for number, case in EACH}


def test_the_docs_list_the_questions_with_their_commands() -> None:
    text = (folder("docs") / "questions.md").read_text("utf-8")
    section = text.split("## Fifty questions that people asked")[1].split("\n## ")[0]
    rows = [(int(n), question, command) for n, question, command, _ in ROW.findall(section)]
    assert rows == [(each["number"], each["question"], each["command"]) for each in asked()]
