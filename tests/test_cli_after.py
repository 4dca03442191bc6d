"""The commands residual, exposure and balance, run as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

STATES = str(Path(__file__).parent / "deals" / "states.yaml")
PARTS = str(Path(__file__).parent / "deals" / "parts.yaml")
LISTS = str(Path(__file__).parent / "deals" / "lists.yaml")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_residual_counts_first_then_lists_and_says_as_of_when() -> None:
    done = run("residual", STATES, "--after", "2", "--sender", "united-states")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Every state once", "after phase 2 of 3: Second exchange"]
    assert lines[2].endswith("5 relaxed in whole or in part")
    text = flat(done.stdout)
    assert "Waived (1) United States of America NKSPEA, section 104(a)(8); no term stated" in text
    assert "Law as of 2019-04-09, data read up to" in text
    assert "not legal advice" in text
    assert "https://w3id.org/" not in text


def test_residual_lists_measures_and_with_all_what_restricts_nothing_too() -> None:
    short, long = (
        run("residual", STATES, "--sender", "unsc", *more).stdout for more in ((), ("--every",))
    )
    assert "resolution 2397, paragraph 25" not in short
    assert "resolution 2397, paragraph 25" in long
    assert "--all lists them" in flat(short)
    assert "--all lists them" not in flat(long)


def test_residual_as_json_has_counts_that_add_up() -> None:
    data = json.loads(run("residual", STATES, "--format", "json", "--every").stdout)
    counts = data["counts"]
    assert (data["asOf"], data["after"], data["phaseTitle"]) == ("2019-04-09", 3, "Third exchange")
    assert counts["inForce"] == len(data["provisions"])
    measures = sum(sum(states.values()) for states in counts["bySender"].values())
    assert measures == counts["measures"]
    assert measures + sum(counts["restrictNothing"].values()) == counts["inForce"]
    relaxed = [each for each in data["provisions"] if each["state"] != "skg:untouched"]
    assert len(relaxed) == counts["relaxed"] == 10
    assert [each["label"] for each in data["notShown"]] == [
        "resolution 2270, paragraph 29",
        "deliveries of heavy fuel oil and other energy aid",
    ]


def test_residual_as_csv_has_one_row_for_each_measure() -> None:
    done = run("residual", STATES, "--after", "1", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    [textiles] = [row for row in rows if row["provision"] == "un/2375/16"]
    assert (textiles["state_label"], textiles["until"], textiles["as_of"]) == (
        "suspended",
        "lapses after 90 days unless renewed",
        "2019-04-09",
    )
    assert {row["measure"] for row in rows} == {"True"}


def test_exposure_says_who_decides_how_fast_and_who_can_block() -> None:
    done = run("exposure", STATES)
    assert (done.returncode, done.stderr) == (0, "")
    text = flat(done.stdout)
    assert (
        "10 provisions relaxed by then: 2 come back by themselves, a veto can stop 2, "
        "4 cannot be taken back or hardly can" in text
    )
    assert "each of these can block it: China, France, Russian Federation" in text
    assert "Veto-proof trigger, or lapses after 90 days (1)" in text
    assert "back in 30 days" in text
    assert "ended, and a veto can stop its return (2): resolution 2375, paragraph 16" in text
    assert "Whether the measures on Iran came back in 2025" in text
    assert "Sources of the provisions above S/RES/" in text
    assert "also UN machine-readable Security Council resolutions; " in text
    assert "https://w3id.org/" not in text


def test_exposure_as_json_and_csv_holds_the_same_provisions() -> None:
    data = json.loads(run("exposure", STATES, "--format", "json").stdout)
    table = run("exposure", STATES, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [each["provision"] for each in data["provisions"]] == [r["provision"] for r in rows]
    [machines] = [each for each in data["provisions"] if each["provision"] == "un/2397/7"]
    assert (machines["route"], machines["returnDays"], machines["lapsesAfter"]) == (
        "skg:vetoProofTrigger",
        30,
        90,
    )
    assert data["counts"]["byThemselves"] == 2
    assert data["restsOn"]


def test_relief_in_part_beside_relief_in_full_is_shown_and_counted_apart() -> None:
    text = flat(run("residual", PARTS, "--after", "2").stdout)
    assert "besides, in part, and in no count here: 1 terminated in part" in text
    assert "terminated in part: resolution 2371, paragraph 8; in part: only coal; phase 2" in text
    data = json.loads(run("residual", PARTS, "--after", "2", "--format", "json").stdout)
    assert (data["counts"]["relaxed"], data["counts"]["besidesInPart"]) == (
        2,
        {"terminated in part": 1},
    )
    table = run("exposure", PARTS, "--after", "2", "--format", "csv").stdout
    rows = [(row["provision"], row["in_part"]) for row in csv.DictReader(io.StringIO(table))]
    assert rows == [("un/2371/8", "False"), ("un/2371/8", "True"), ("un/2375/16", "False")]


def test_balance_shows_both_stages_and_says_what_is_inferred() -> None:
    done = run("balance", LISTS)
    assert (done.returncode, done.stderr) == (0, "")
    text = flat(done.stdout)
    assert "3 phases: relief is ahead in 2, level in 1, behind in 0" in text
    assert "Phase 1 Textiles for a word: relief is 2 stages ahead" in text
    # The freeze at Yongbyon is one step of the row only.
    assert "Phase 2 Investment for a freeze: relief is 4 stages ahead" in text
    assert "missing of stage 2, initial trade-offs: freeze on making ballistic missiles" in text
    assert "not paid for, as far as is said: relief of 2 provisions" in text
    assert "(inferred: amounts to suspension of UN sanctions on most exports)" in text
    assert "without a price: resolution 2375, paragraph 16" in text
    assert "buys nothing: improvements on human rights" in text
    assert "Law as of 2019-04-09" in text


def test_balance_as_json_and_csv_has_a_row_for_each_phase() -> None:
    data = json.loads(run("balance", LISTS, "--format", "json").stdout)
    assert [phase["lead"] for phase in data["phases"]] == [2, 4, 0]
    assert [phase["ahead"] for phase in data["phases"]] == [True, True, False]
    assert [len(phase["unpaid"]) for phase in data["phases"]] == [1, 1, 0]
    rows = list(csv.DictReader(io.StringIO(run("balance", LISTS, "--format", "csv").stdout)))
    assert [(row["relief_stage"], row["reached"]) for row in rows] == [
        ("3", "1"),
        ("5", "1"),
        ("1", "1"),
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("residual", STATES, "--after", "4"), "there is no phase 4; there is 1 (First exchange)"),
        (("exposure", STATES, "--after", "0"), "there is no phase 0"),
        (("residual", STATES, "--sender", "nobody"), "no sender nobody"),
        (("residual", "no-such-file"), "no-such-file"),
        (("balance", STATES, "--rulebook", "nobody"), "no rulebook nobody"),
        (("balance", STATES, "--as-of", "2019-02-30"), "2019-02-30 is not a day"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_two(arguments: tuple[str, ...], says: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["residual", "exposure", "balance"])
def test_help_shows_an_example(command: str) -> None:
    assert "Example: sanctions-kg" in run(command, "--help").stdout
