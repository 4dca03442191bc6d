"""Every answer of the command line says as of when it holds, and up to when the facts were read."""

from __future__ import annotations

import csv
import doctest
import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from commands import invoke
from typer.testing import Result

from kg.cli.common import COMMANDS
from kg.core.errors import BadInput
from kg.graph.regime import Regime

# What a search proposes is checked again by the engine that takes no seconds.
pytestmark = pytest.mark.usefixtures("checked_fast")
# A short example for each command that answers a question; a command without one fails.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "authority": ("un/2371/8",),
    "balance": ("hanoi-2019-dprk-offer",),
    "can-i": ("send", "8413", "--from", "us"),
    "changes": ("--from", "2017-08-04", "--to", "2017-08-06"),
    "compare": ("hanoi-2019-us-position", "hanoi-2019-dprk-offer"),
    "exposure": ("hanoi-2019-dprk-offer", "--after", "1"),
    "find": ("oil",),
    "frontier": ("--phases", "1", "--seconds", "600"),
    "history": ("coal",),
    "justify": ("road-map",),
    "list": ("relief",),
    "price": ("kaesong",),
    "query": ("caps",),
    "regime": ("--on", "2017-08-04", "--goods", "coal"),
    "repair": ("hanoi-2019-dprk-offer", "--best", "1"),
    "residual": ("hanoi-2019-dprk-offer", "--after", "1"),
    "show": ("un/2397/7",),
    "stakeholders": ("hanoi-2019-dprk-offer",),
    "calendar": ("hanoi-2019-dprk-offer", "--from", "2019-06-01"),
    "validate": ("hanoi-2019-dprk-offer",),
    "value": ("kaesong",),
    "why": ("hanoi-2019-dprk-offer", "exports-need-fissile-halt"),
}
# These answer nothing about a regime by themselves: four write, one judges the project's own
# files, two serve what the others answer.
OTHERS = {"check", "export", "import-designations", "mcp", "new", "push", "serve"}
# These lead to answers, which cite what they rest on.
LEADING = {"find", "list"}
# The rows of a named question are a plain list, as tools rely on; days and sources go to stderr.
LISTED = {"query"}

DAY = r"\d{4}-\d\d-\d\d"
LINE = re.compile(rf"data read up to {DAY}", re.IGNORECASE)


def commands() -> list[str]:
    return sorted(COMMANDS)


ANSWERING = [name for name in commands() if name not in OTHERS]


def run(*arguments: str) -> Result:
    result = invoke(*arguments)
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@cache
def example(command: str, format: str) -> Result:
    """The example of a command, run once for all that is asked of what it prints."""
    return run(command, *EXAMPLES[command], "--format", format)


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
def test_every_answer_in_text_says_up_to_when_the_facts_were_read(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1796040000")  # 30 November 2026, noon
    last = " ".join(run(command, *EXAMPLES[command]).stdout.split())[-400:]
    assert re.search(rf"ata read up to {DAY} \(132 days ago\)", last), last


# Every way to ask about a day.
ON = {
    "authority": ("un/2371/8", "--on"),
    "balance": ("hanoi-2019-dprk-offer", "--as-of"),
    "can-i": ("send", "8413", "--on"),
    "changes": ("--from", "2026-07-01", "--to"),
    "compare": ("hanoi-2019-us-position", "hanoi-2019-dprk-offer", "--as-of"),
    "exposure": ("hanoi-2019-dprk-offer", "--as-of"),
    "query": ("caps", "day="),
    "regime": ("--goods", "coal", "--on"),
    "repair": ("panmunjom-2018", "--best", "1", "--engine", "compiled", "--as-of"),
    "residual": ("hanoi-2019-dprk-offer", "--as-of"),
    "stakeholders": ("hanoi-2019-dprk-offer", "--as-of"),
    "calendar": ("hanoi-2019-dprk-offer", "--as-of"),
    "validate": ("hanoi-2019-dprk-offer", "--as-of"),
    "value": ("kaesong", "--as-of"),
    "why": ("hanoi-2019-dprk-offer", "terms-are-clear", "--as-of"),
}


def takes_a_day(command: str) -> bool:
    help = run(command, "--help").output
    return command == "query" or any(
        f" {option} " in help for option in ("--on", "--as-of", "--to")
    )


def test_every_command_that_takes_a_day_has_an_example() -> None:
    assert set(filter(takes_a_day, ANSWERING)) == set(ON)


def on(command: str, day: str) -> list[str]:
    *first, last = ON[command]
    return [*first, last + day] if last.endswith("=") else [*first, last, day]


@pytest.mark.parametrize("command", sorted(ON))
@pytest.mark.parametrize(("day", "late"), [("2026-07-21", False), ("2026-07-22", True)])
def test_an_answer_for_a_day_after_the_data_date_says_so(
    command: str, day: str, late: bool
) -> None:
    text = " ".join(run(command, *on(command, day)).stdout.split())
    assert (f"Law as of {day}, data read up to 2026-07-21" in text) is True
    assert ("data read up to 2026-07-21: what changed since then is missing" in text) is late
    data = json.loads(run(command, *on(command, day), "--format", "json").stdout)
    if command not in LISTED:
        assert ("pastDataDate" in keys(data)) is late


@pytest.mark.parametrize("command", ANSWERING)
def test_every_answer_in_json_has_both_days(command: str) -> None:
    result = example(command, "json")
    data = json.loads(result.stdout)
    if command in LISTED:
        assert isinstance(data, list)
        assert LINE.search(result.stderr)
        assert result.stderr.startswith("Sources: ")
    else:
        assert {"asOf", "dataDate", "dataAgeDays"} <= keys(data)


def test_what_depends_on_a_day_names_that_day() -> None:
    for arguments in (
        ("validate", "hanoi-2019-dprk-offer", "--as-of", "2018-01-02"),
        ("why", "hanoi-2019-dprk-offer", "terms-are-clear", "--as-of", "2018-01-02"),
        ("query", "caps", "day=2018-01-02"),
    ):
        assert "Law as of 2018-01-02, data read up to" in run(*arguments).stdout


PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
# The questions that people asked have a test of their own.
TOLD = re.sub(r"## Fifty questions.+?(?=^## )", "", PAGE.read_text("utf-8"), flags=re.M | re.S)
SHOWN = re.findall(r"^sanctions-kg .+$|(?<=`)sanctions-kg .+(?=`)", TOLD, re.M)


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


NO_TABLES = ("justify", "price", "repair", "show", "validate", "why")
TABLES = [name for name in ANSWERING if name not in NO_TABLES]


@pytest.mark.parametrize("command", NO_TABLES)
def test_an_answer_that_is_no_table_says_so(command: str) -> None:
    result = invoke(command, *EXAMPLES[command], "--format", "csv")
    assert isinstance(result.exception, BadInput)
    assert str(result.exception).startswith("this answer has no form csv; it has text, html, ")


@pytest.mark.parametrize("command", TABLES)
def test_every_table_in_csv_has_as_many_cells_in_each_row(command: str) -> None:
    text = example(command, "csv").stdout_bytes.decode()
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert rows
    assert {len(row) for row in rows} == {len(head)}
    assert text.endswith("\r\n")


@pytest.mark.parametrize("command", [name for name in ANSWERING if name not in LEADING])
def test_every_answer_in_text_names_a_source_or_a_passage(command: str, regime: Regime) -> None:
    text = " ".join(example(command, "text").stdout.split())
    assert any(regime.label(source) in text for source in regime.known("source")), text


@pytest.mark.parametrize("command", TABLES)
def test_every_table_in_csv_carries_its_days_and_sources(command: str) -> None:
    result = example(command, "csv")
    found = list(csv.DictReader(io.StringIO(result.stdout, newline=""), strict=True))
    assert found
    assert LINE.search(result.stderr)
    if command in LISTED:
        assert "sources" not in found[0]
        assert result.stderr.startswith("Sources: ")
        return
    for row in found:
        assert re.fullmatch(rf"{DAY}(; {DAY})?", row["as_of"]), row
        assert re.fullmatch(DAY, row["data_date"]), row
        assert not re.match(r"source/", row["sources"]), row
    # A sum over nothing, or a thing of no record, rests on no source; most rows rest on one.
    assert sum(bool(row["sources"]) for row in found) > len(found) / 2


def test_a_row_of_a_comparison_has_the_day_and_the_sources_of_its_package() -> None:
    names = ("wertz-2019-framework", "hanoi-2019-dprk-offer")
    text = run("compare", *names, "--format", "csv").stdout
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    statement = "Statement of Foreign Minister Ri Yong-ho after the Hanoi summit, 28 February 2019"
    added = [row for row in found if row["change"] == "added"]
    assert {(row["as_of"], row["sources"]) for row in added} == {("2019-02-28", statement)}
    assert "2019-04-09" in {row["as_of"] for row in found if row["change"] == "dropped"}


# --- what a named question rests on --------------------------------------------------------------


def test_a_table_names_every_text_and_at_most_eight_other_sources_beside_it() -> None:
    text = " ".join(run("query", "measures-in-force-on", "--format", "csv").stderr.split())
    [line] = re.findall(r"Sources: (.+?) Unverified: ", text)
    texts, _, others = line.partition("; also ")
    assert texts.startswith("S/RES/")
    assert "https://undocs.org/S/RES/2397(2017)" in texts
    assert re.fullmatch(r"(?:.+?; ){8}and \d+ more", others), others
    assert others.count("; ") == 8


def test_a_question_names_what_is_unverified_without_a_column_for_it() -> None:
    result = run("query", "provisions-relaxed-by", "relief=relief/people-exchanges")
    text = " ".join(result.stdout.split())
    assert (
        "Note: 1 record that the rows name is unverified: "
        "passport restriction of 2017 (22 CFR 51.63(a)(3)). "
    ) in text


def test_a_question_whose_rows_are_all_read_names_nothing_unverified() -> None:
    asked = ("history-of-subject", "subject=subject/coal", "sender=actor/unsc")
    assert "are unverified" not in run("query", *asked).stdout
    assert "is unverified" not in run("query", *asked).stdout


def test_rows_that_rest_on_no_record_say_so() -> None:
    text = run("query", "types-of-measure").stdout
    assert "\nNo source is recorded for what the rows name.\n" in text


def test_a_question_of_a_package_names_what_the_package_is_read_from() -> None:
    names = ("--package", "hanoi-2019-dprk-offer")
    text = " ".join(run("query", "lists-and-relief-measures", *names).stdout.split())
    read = (
        "The package is read from: Statement of Foreign Minister Ri Yong-ho after the Hanoi summit"
    )
    assert read in text


# --- what nobody compared with its text ----------------------------------------------------------

DOUBTFUL = """\
id: deal/doubtful
title: Visitors at once
as-of: 2019-04-09
phases:
  - title: All at once
    relief:
      - provisions: [us/passport-restriction/2017, un/2371/8]
        by: united-states
"""
PASSPORTS = "us/passport-restriction/2017"
MARKED = "passport restriction of 2017 (22 CFR 51.63(a)(3))"
NOT_COMPARED = "was recalled or only partly read, and not compared with its text"


@pytest.fixture
def doubtful(tmp_path: Path) -> str:
    path = tmp_path / "doubtful.yaml"
    path.write_text(DOUBTFUL, "utf-8")
    return str(path)


def test_validate_marks_the_provisions_that_are_unverified_and_no_other(doubtful: str) -> None:
    text = " ".join(run("validate", doubtful).stdout.split())
    assert f"{MARKED} (unverified): " in text
    assert "resolution 2371, paragraph 8: Full ban" in text
    assert text.count(NOT_COMPARED) == 1


def test_validate_says_nothing_of_marks_where_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "read.yaml"
    path.write_text(DOUBTFUL.replace("us/passport-restriction/2017, ", ""), "utf-8")
    assert "unverified" not in run("validate", str(path)).stdout


def test_validate_lists_what_is_unverified_for_each_finding(doubtful: str) -> None:
    findings = json.loads(run("validate", doubtful, "--format", "json").stdout)["findings"]
    about = [each["unverified"] for each in findings if each["provisions"]]
    assert about
    assert all(each == [PASSPORTS] for each in about)
    assert all(each["unverified"] == [] for each in findings if not each["provisions"])


def test_justify_marks_relief_that_rests_on_what_is_unverified() -> None:
    text = " ".join(run("justify", "road-map").stdout.split())
    assert f"Unverified, of what it rests on: {MARKED}" in text
    options = json.loads(run("justify", "road-map", "--format", "json").stdout)["options"]
    doubts = {each["relief"]: each["unverified"] for each in options}
    assert doubts["relief/people-exchanges"] == [PASSPORTS]
    assert doubts["relief/export-suspension"] == []
    # Three orders rest on an emergency whose continuation was not read, the power is partly read.
    orders = ["us/eo-13722/2/a/ii", "us/eo-13810/1/a/i", "us/eo-13810/1/a/iii"]
    assert doubts["relief/us-export-licences"] == [*orders, "us/power/ofac-licence"]


def test_price_marks_relief_that_rests_on_what_is_unverified() -> None:
    assert MARKED in " ".join(run("price", "people-exchanges").stdout.split())
    assert "unverified" not in run("price", "import-suspension").stdout
    # The shutdown by Seoul, which the reopening ends, is recalled.
    assert "Kaesong Industrial Complex (2016)" in " ".join(run("price", "kaesong").stdout.split())
    answer = json.loads(run("price", "people-exchanges", "--format", "json").stdout)
    assert answer["unverified"] == [PASSPORTS]


def test_compare_marks_relief_that_touches_what_is_unverified(doubtful: str) -> None:
    text = " ".join(run("compare", doubtful, "tutorial").stdout.split())
    assert f"unverified: {MARKED}" in text
    answer = json.loads(run("compare", doubtful, "tutorial", "--format", "json").stdout)
    gone = [each for phase in answer["phases"] for each in phase["dropped"]]
    assert [each["unverified"] for each in gone] == [[PASSPORTS]]
