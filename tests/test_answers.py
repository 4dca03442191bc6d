"""Every answer of the command line says as of when it holds, and up to when the facts were read."""

from __future__ import annotations

import csv
import doctest
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kg.cli import app

# A short example for each command that answers a question; a command without one fails.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "authority": ("un/2371/8",),
    "balance": ("hanoi-2019-dprk-offer",),
    "changes": ("--from", "2017-08-04", "--to", "2017-08-06"),
    "compare": ("hanoi-2019-us-position", "hanoi-2019-dprk-offer"),
    "exposure": ("hanoi-2019-dprk-offer", "--after", "1"),
    "history": ("coal",),
    "justify": ("road-map",),
    "price": ("kaesong",),
    "query": ("caps",),
    "regime": ("--on", "2017-08-04", "--goods", "coal"),
    "residual": ("hanoi-2019-dprk-offer", "--after", "1"),
    "show": ("un/2397/7",),
    "stakeholders": ("hanoi-2019-dprk-offer",),
    "validate": ("hanoi-2019-dprk-offer",),
    "value": ("kaesong",),
    "why": ("hanoi-2019-dprk-offer", "exports-need-fissile-halt"),
}
# These answer nothing about a regime: one writes a file, the other judges the project's own files.
OTHERS = {"check", "new"}
# The rows of a named question are a plain list, as tools rely on; the day goes to stderr.
LISTED = {"query"}

DAY = r"\d{4}-\d\d-\d\d"
LINE = re.compile(rf"data read up to {DAY}", re.IGNORECASE)


def commands() -> list[str]:
    found = (command.name or command.callback.__name__ for command in app.registered_commands)  # type: ignore[union-attr]
    return sorted(name.rstrip("_") for name in found)


ANSWERING = [name for name in commands() if name not in OTHERS]


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def keys(data: Any) -> set[str]:
    if isinstance(data, dict):
        return {*data, *(key for value in data.values() for key in keys(value))}
    return {key for value in data for key in keys(value)} if isinstance(data, list) else set()


def test_every_command_that_answers_has_an_example() -> None:
    assert set(ANSWERING) == set(EXAMPLES)


@pytest.mark.parametrize("command", commands())
def test_every_help_ends_in_an_example_of_its_own(command: str) -> None:
    text = " ".join(run(command, "--help").output.split())
    assert f"Example: sanctions-kg {command}" in text


@pytest.mark.parametrize("command", ANSWERING)
def test_every_answer_in_text_says_up_to_when_the_facts_were_read(command: str) -> None:
    last = " ".join(run(command, *EXAMPLES[command]).stdout.split())[-400:]
    assert LINE.search(last), last


@pytest.mark.parametrize("command", ANSWERING)
def test_every_answer_in_json_has_both_days(command: str) -> None:
    result = run(command, *EXAMPLES[command], "--format", "json")
    data = json.loads(result.stdout)
    if command in LISTED:
        assert isinstance(data, list)
        assert LINE.search(result.stderr)
    else:
        assert {"asOf", "dataDate"} <= keys(data)


def test_what_depends_on_a_day_names_that_day() -> None:
    for arguments in (
        ("validate", "hanoi-2019-dprk-offer", "--as-of", "2018-01-02"),
        ("why", "hanoi-2019-dprk-offer", "terms-are-clear", "--as-of", "2018-01-02"),
        ("query", "caps", "day=2018-01-02"),
    ):
        assert "Law as of 2018-01-02, data read up to" in run(*arguments).stdout


PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
SHOWN = re.findall(r"^sanctions-kg .+$|(?<=`)sanctions-kg .+(?=`)", PAGE.read_text("utf-8"), re.M)


@pytest.mark.parametrize("line", SHOWN)
def test_every_command_on_the_page_of_questions_runs(line: str) -> None:
    assert run(*line.split()[1:]).stdout


def test_the_page_of_questions_shows_every_command_that_answers() -> None:
    assert {line.split()[1] for line in SHOWN} == set(ANSWERING)


def test_the_python_on_the_page_of_questions_does_what_it_shows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(PAGE.parents[1])
    found = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert found.attempted > 10
    assert found.failed == 0


TABLES = [name for name in ANSWERING if "csv" in CliRunner().invoke(app, [name, "--help"]).output]


@pytest.mark.parametrize("command", TABLES)
def test_every_table_in_csv_has_as_many_cells_in_each_row(command: str) -> None:
    text = run(command, *EXAMPLES[command], "--format", "csv").stdout_bytes.decode()
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert rows
    assert {len(row) for row in rows} == {len(head)}
    assert text.endswith("\r\n")
