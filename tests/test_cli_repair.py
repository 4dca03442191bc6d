"""The commands repair, justify --most and frontier."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from commands import run

DEAL = """\
# A first draft.
id: deal/mine
title: Imports for a freeze
as-of: 2019-04-09
phases:
  - title: A start
    concessions:
      - action: yongbyon-freeze # still without a verifier
    relief:
      - measure: import-suspension
        by: unsc
        how: termination
# the end
"""


def flat(text: str) -> str:
    return " ".join(text.split())


def draft(folder: Path) -> Path:
    path = folder / "mine.yaml"
    path.write_text(DEAL, "utf-8")
    return path


def test_repair_says_the_steps_their_reasons_and_as_of_when(tmp_path: Path) -> None:
    done = run("repair", str(draft(tmp_path)), "--best", "1")
    assert (done.returncode, done.stderr) == (0, "")
    text = flat(done.stdout)
    lines = done.stdout.splitlines()
    assert lines[:5] == [
        "What cures the package: Imports for a freeze",
        "The package has 1 breach, 2 gaps, 7 weaknesses under the rulebook of Wertz (2019). The "
        "repair that was found takes 2 changes at a cost of 5 and leaves 7 weaknesses.",
        "",
        "Repair 1  cost 5, leaves 7 weaknesses",
        "  1. Have the International Atomic Energy Agency verify the freeze of the Yongbyon "
        "nuclear facility in phase 1  cost 1, phase-1/concession-1",
    ]
    assert lines[7] == (
        "     Keeps: the framework stays until denuclearization is complete (¶27 ¶39 T1.5); "
        "snapback on suspension (¶27 ¶33)"
    )
    assert lines[8:10] == ["  What stays weak", "    - the package: confidence first (¶15 ¶27 ¶28)"]
    assert "Law as of 2019-04-09, data read up to" in text
    assert "not legal advice" in text


def test_repair_writes_the_cured_package_with_every_comment(tmp_path: Path) -> None:
    path, cured = draft(tmp_path), tmp_path / "cured.yaml"
    done = run("repair", str(path), "--write", str(cured))
    assert (done.returncode, done.stderr) == (0, f"wrote {cured}\n")
    assert path.read_text("utf-8") == DEAL
    assert cured.read_text("utf-8") == DEAL.replace(
        "freeze # still without a verifier\n",
        "freeze # still without a verifier\n        verified-by: iaea\n",
    ).replace(
        "how: termination\n",
        "how: suspension\n        term: 90 days\n        renewable: true\n",
    )
    assert run("validate", str(cured)).returncode == 0


def test_repair_never_writes_over_the_package(tmp_path: Path) -> None:
    path = draft(tmp_path)
    done = run("repair", str(path), "--write", str(path))
    assert (done.returncode, path.read_text("utf-8")) == (2, DEAL)
    assert "the output file is one that is read" in done.stderr


def test_what_cannot_be_had_together_is_named_and_the_exit_code_is_1(tmp_path: Path) -> None:
    path = draft(tmp_path)
    keep = ("--keep", "phase-1/concession-1", "--keep", "phase-1/relief-1")
    done = run("repair", str(path), *keep, "--format", "json")
    conflict = {"keep": ["phase-1/concession-1"], "rules": ["verified-or-it-does-not-count"]}
    assert (done.returncode, json.loads(done.stdout)["conflict"]) == (1, conflict)
    lines = run("repair", str(path), *keep).stdout.splitlines()
    assert lines[1] == (
        "The package has 1 breach, 2 gaps, 7 weaknesses under the rulebook of Wertz (2019). "
        "Nothing cures it: 1 part to be kept and 1 rule cannot be had together."
    )
    assert lines[3:5] == [
        "These cannot all be had",
        "  - kept: freeze of the Yongbyon nuclear facility  phase-1/concession-1",
    ]
    assert lines[5].startswith("  - asked by verified or it does not count: A step at ")
    assert lines[5].endswith("  verified-or-it-does-not-count")
    assert "checked again" not in lines[7]


def test_a_cost_file_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    costs = tmp_path / "costs.toml"
    costs.write_text("verifyer = 1\n", "utf-8")
    done = run("repair", str(draft(tmp_path)), "--cost", str(costs))
    assert (done.returncode, done.stdout) == (2, "")
    assert "no change has the name verifyer; did you mean verifier?" in done.stderr


def test_justify_most_writes_a_package_that_conforms(tmp_path: Path) -> None:
    path = tmp_path / "most.yaml"
    actions = ("yongbyon-freeze", "missile-production-freeze", "--verified-by", "iaea")
    done = run("justify", *actions, "--most", "--write", str(path))
    assert (done.returncode, done.stderr) == (0, f"wrote {path}\n")
    lines = done.stdout.splitlines()
    assert lines[:2] == [
        "The most relief that these concessions can justify",
        "Under the rulebook of Wertz (2019), 25 of 40 relief measures go together with these "
        "concessions, in 2 phases. The package leaves 18 weaknesses.",
    ]
    assert lines[3:7] == [
        "Phase 1",
        "  Asks for",
        "    - freeze of the Yongbyon nuclear facility  action/yongbyon-freeze",
        "  Gives",
    ]
    left_out = lines[lines.index("Not with these concessions") :]
    assert "  - suspension of UN sanctions on most exports  relief/export-suspension" in left_out
    assert run("validate", str(path)).returncode == 0


def test_justify_most_takes_the_concessions_of_a_package() -> None:
    done = run("justify", "hanoi-2019-dprk-offer", "--most", "--format", "json")
    data = json.loads(done.stdout)
    assert done.returncode == 0
    assert data["asOf"] == "2019-02-28"
    (phase,) = data["package"]["phases"]
    asked = (
        [phase["concessions"]] if isinstance(phase["concessions"], dict) else phase["concessions"]
    )
    assert [each["action"] for each in asked] == [
        "action/yongbyon-dismantlement",
        "action/permanent-test-halt",
    ]


def test_the_frontier_is_drawn_written_and_told_as_rows(tmp_path: Path) -> None:
    plot, points = tmp_path / "front.svg", tmp_path / "points"
    more = ("--plot", str(plot), "--write", str(points), "--format", "csv")
    done = run("frontier", "--phases", "1", "--seconds", "600", *more)
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    files = sorted(path.name for path in points.iterdir())
    assert files == [f"point-{number}.yaml" for number in range(1, len(rows) + 1)]
    assert plot.read_text("utf-8").startswith("<svg")
    assert run("validate", *(str(path) for path in points.iterdir())).returncode == 0
    again = run("frontier", *more)
    assert (again.returncode, again.stdout) == (2, "")
    assert "the folder exists; nothing was written" in again.stderr


def test_a_frontier_without_time_says_that_it_was_stopped() -> None:
    done = run("frontier", "--seconds", "0")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == [
        "What is possible under the rulebook of Wertz (2019)",
        "No package was found under the rulebook of Wertz (2019) before the search was stopped. "
        "More seconds may find some.",
    ]
