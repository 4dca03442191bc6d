"""The command ``authority``."""

from __future__ import annotations

import csv
import io
import json

import commands
import pytest


def run(*arguments: str) -> commands.Done:
    return commands.run("authority", *arguments)


def test_a_waiver_is_told_with_its_terms_and_the_days_of_the_answer() -> None:
    done = run("us/power/nkspea-208c")
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[1].endswith("It needs no conduct of the target and no vote of the legislature.")
    assert "Conditions, any of" in lines
    assert "Basis: NKSPEA s.208(c) (22 U.S.C. 9228(c))" in lines
    assert "Longest term: 1 year; at least 30 days" in lines
    assert "Does not reach: NKSPEA, section 203; NKSPEA, section 210" in lines
    assert lines[-1] == (
        "Law as of 2026-07-21, data read up to 2026-07-21. An analyst's tool; not legal advice."
    )


def test_a_suspension_says_that_it_needs_conduct_and_which_actions_would_meet_it() -> None:
    text = " ".join(run("us/power/nkspea-401a", "--on", "2019-04-09").stdout.split())
    assert "It needs conduct of the target but no vote of the legislature." in text
    assert "needs no conduct of the target" not in text
    assert "Would be met by: verified end of counterfeiting United States currency" in text
    assert "Leaves alone, but not in force on 9 April 2019: NKSPEA, section 104(g)" in text
    assert "Law as of 2019-04-09" in text


def test_a_measure_of_the_council_names_who_can_block_it() -> None:
    done = run("un/2375/16").stdout
    text = " ".join(done.split())
    assert "Vote: nine votes of fifteen, and no vote against by a permanent member." in text
    assert "China, France, Russian Federation, United Kingdom, United States of America." in text
    assert "In every power: held by: 1718 Committee" in text
    assert (
        "\n  textile exports\n    what it permits: approve DPRK textile exports\n"
        "    act: approval in advance\n" in done
    )
    assert (
        "\n  universal exemption\n    what it permits: exempt any activity from the measures\n"
        "    act: case-by-case exemption\n" in done
    )


def test_what_was_not_yet_law_is_said() -> None:
    text = run("us/nkspea/201B", "--on", "2019-04-09").stdout
    assert "Nothing of NKSPEA, section 201B is in force on 9 April 2019." in text
    assert "Not in force on 9 April 2019, left out" in text


def test_a_relief_measure_has_its_road_its_papers_and_its_barriers() -> None:
    text = run("kaesong").stdout
    assert "The executive can do it alone; a vote of the legislature is not needed." in text
    assert (
        "What stands in the way  19 in the law of the United States of America and 2 in the law of "
        "the Republic of Korea\n"
    ) in text
    assert "1. 1718 Committee exemptions or UN suspension" in text


def test_what_rests_on_memory_is_marked() -> None:
    assert "removal from the SDN list (unverified, from memory)" in run("us/eo-13382/1/a/i").stdout


def test_text_holds_no_iri() -> None:
    assert "https://w3id.org" not in run("kaesong").stdout


def test_json_and_csv_are_for_programs() -> None:
    data = json.loads(run("us/nkspea/201C", "--format", "json").stdout)
    assert (data["asOf"], data["dataDate"]) == ("2026-07-21", "2026-07-21")
    assert {"conduct", "needs", "noticeTo", "outOfReach"} <= set(data["powers"][0])
    done = run("us/nkspea/201C", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["power"] for row in rows} >= {"us/power/nkspea-208c", "us/power/nkspea-402"}
    assert "Law as of 2026-07-21" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("un/2371/88",), "did you mean un/2371/8?"),
        (("us/nkspea",), "name a provision"),
        (("un/2371/8", "--on", "9 April 2019"), "is not a day"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(arguments: tuple[str, ...], says: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
