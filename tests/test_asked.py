"""What people asked: the command of each question gives what decides it, and `find` leads there."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
from commands import run

from kg.answers.find import find
from kg.answers.verbs import entries
from kg.core.resources import folder
from kg.graph.regime import Regime

#: What each answer must hold, worked out by hand, and how strangers ask; by number.
CASES: dict[int, dict[str, Any]] = {
    int(path.stem): tomllib.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "asked").glob("*.toml"))
}
WORKED: list[dict[str, Any]] = [
    each
    for path in sorted((folder("queries") / "asked").glob("*.toml"))
    for each in tomllib.loads(path.read_text("utf-8"))["asked"]
]
#: Where the texts of acts are published by those who made them.
OFFICIAL = (
    "https://undocs.org/",
    "https://uscode.house.gov/",
    "https://www.ecfr.gov/",
    "https://www.federalregister.gov/",
)

ROW = re.compile(r"^\| (\d+) \| (.+?) \| `sanctions-kg (.+?)` \| (.+?) \|$", re.MULTILINE)


def test_each_question_has_its_command_and_its_answer() -> None:
    numbered = {each["number"]: each for each in WORKED if "number" in each}
    assert sorted(numbered) == sorted(CASES)
    for number, each in numbered.items():
        assert each["command"] == CASES[number]["command"], number
        assert each["question"].endswith("?"), number
        assert each["answer"].endswith("."), number


@pytest.mark.parametrize("number", CASES)
def test_an_answer_holds_what_decides(number: int, tmp_path: Path) -> None:
    """In the text as it is printed, with its long lists cut."""
    case = CASES[number]
    done = run(*shlex.split(case["command"]), cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    written = [each.name for each in tmp_path.rglob("*") if each.is_file()]
    text = " ".join([*done.stdout.split(), *written])
    assert case["cells"]
    assert [cell for cell in case["cells"] if cell not in text] == []
    assert not case["official"] or any(each in text for each in OFFICIAL)


@pytest.mark.parametrize(
    ("number", "asked"),
    [(number, each) for number, case in CASES.items() for each in case["phrasings"]],
)
def test_whoever_asks_in_other_words_is_led_there(regime: Regime, number: int, asked: str) -> None:
    """Among the first three hits; so a question takes two commands."""
    found = find(regime, asked, most=3, commands=entries())
    assert CASES[number]["command"] in [each.command for each in found]


def test_the_docs_list_every_question_by_number() -> None:
    text = (folder("docs") / "questions.md").read_text("utf-8")
    told = text.partition("## Fifty questions that people asked\n")[2].partition("\n## ")[0]
    numbered = sorted((e for e in WORKED if "number" in e), key=lambda each: each["number"])
    assert [(int(number), *rest) for number, *rest in ROW.findall(told)] == [
        (each["number"], each["question"], each["command"], each["answer"]) for each in numbered
    ]
