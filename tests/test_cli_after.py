"""The commands residual, exposure and balance."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import commands
import pytest
from commands import run

import kg
from kg.answers.after import exposure, residual
from kg.answers.after.document import residual_document
from kg.answers.after.ways_back import exposure_document
from kg.answers.verbs import Answer, packages
from kg.core.resources import folder
from kg.deal import parse_deal
from kg.graph.regime import Regime

STATES = str(Path(__file__).parent / "deals" / "states.yaml")
PARTS = str(Path(__file__).parent / "deals" / "parts.yaml")
LISTS = str(Path(__file__).parent / "deals" / "lists.yaml")


def told(verb: Callable[..., Answer], regime: Regime, path: str, **options: Any) -> str:
    return commands.told(verb(regime, kg.read_deal(Path(path), regime), **options))


def test_residual_counts_first_then_lists_and_says_as_of_when() -> None:
    done = run("residual", STATES, "--after", "2", "--sender", "united-states")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == [
        "Every state once",
        "After phase 2 of 3 (Second exchange), 261 of the 266 provisions in force on 9 April 2019 "
        "(only those by United States of America) stand untouched and 5 are relaxed in whole or in "
        "part (3 terminated; 1 unused; 1 waived). Of the untouched, 172 are measures; the others "
        "restrict nothing.",
    ]
    waived = lines.index("Waived  United States of America")
    assert lines[waived + 1 : waived + 7] == [
        "  NKSPEA, section 104(a)(8)",
        "    how long: no term stated",
        "    phase: 2",
        "    act: waiver",
        "    by: United States of America",
        "    id: us/nkspea/104/a/8",
    ]
    assert lines[-1].startswith("Law as of 2019-04-09, data read up to")
    assert lines[-1].endswith("not legal advice.")
    assert len(lines) <= 120
    assert "https://w3id.org/" not in done.stdout


def test_residual_lists_measures_and_with_all_what_restricts_nothing_too(regime: Regime) -> None:
    short, long = (
        told(packages.residual, regime, STATES, sender="unsc", every=every)
        for every in (False, True)
    )
    assert "- resolution 2397, paragraph 25  un/2397/25\n" not in short
    assert "- resolution 2397, paragraph 25  un/2397/25\n" in long
    assert "\n150 more provisions restrict nothing and are not listed: " in short
    assert "(--every lists them)." in short
    assert "--all" not in long


def test_the_document_of_residual_has_its_parts_in_order(regime: Regime) -> None:
    deal = kg.read_deal(Path(PARTS), regime)
    found = residual_document(regime, residual(regime, deal, 2))
    names = ["by_sender", "by_type", "relaxed", "besides", "untouched", "unlisted"]
    assert [name for name, _ in found.parts] == names
    assert found.lead == (
        "After phase 2 of 3 (Second exchange), 587 of the 589 provisions in force on 9 April 2019 "
        "stand untouched and 2 are suspended. Of the untouched, 346 are measures (United States of "
        "America 177; United Nations Security Council 142; Republic of Korea 13; and 2 more); the "
        "others restrict nothing."
    )
    [relaxed] = found.relaxed
    assert (relaxed.title, relaxed.aside) == ("Suspended", "United Nations Security Council")
    resolutions = [each.label for each in found.citations if each.id in ("un/2371/8", "un/2375/16")]
    assert resolutions == ["S/RES/2371 (2017), paragraph 8", "S/RES/2375 (2017), paragraph 16"]
    silent = residual_document(regime, residual(regime, kg.read_deal(Path(STATES), regime)))
    assert "no_effect" in dict(silent.parts)


def test_where_nothing_is_relaxed_the_lead_says_so_and_of_whose_law(regime: Regime) -> None:
    deal = kg.read_deal(Path(PARTS), regime)
    found = residual(regime, deal, 1, "united-states")
    assert residual_document(regime, found, sender="united-states").lead.startswith(
        "After phase 1 of 3 (First exchange), nothing is relaxed: all 266 provisions in force on 9 "
        "April 2019 (only those by United States of America) stand untouched."
    )
    back = exposure(regime, deal, 1, "united-states")
    assert exposure_document(regime, back, "united-states").lead == (
        "By the end of phase 1 of 3 (First exchange), no provision in force on 9 April 2019 (only "
        "those by United States of America) is relaxed, so that nothing has to come back. Relief "
        "of later phases is left out of account."
    )


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


def test_exposure_says_who_decides_how_fast_and_who_can_block(regime: Regime) -> None:
    done = run("exposure", STATES)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1] == (
        "By the end of phase 3 of 3 (Third exchange), 10 provisions are relaxed, of which 2 come "
        "back by themselves, a veto can stop the return of 2, and 4 are hard or impossible to take "
        "back."
    )
    text = told(packages.exposure, regime, STATES)
    five = "China, France, Russian Federation, United Kingdom, United States of America"
    assert (
        "\nFresh Council decision  2 provisions\n  Decided by: the Security Council\n"
        f"  Can be blocked by each of: {five}\n"
        "  In every provision: act: termination; by: United Nations Security Council\n"
    ) in text
    assert "\nVeto-proof trigger, or lapses after 90 days  1 provision\n" in text
    assert "\n  Back: in 30 days\n" in text
    assert (
        "\n  Ended, and a veto can stop its return  2 provisions\n"
        "    - all 2 under “fresh Council decision”\n"
    ) in text
    assert (
        "\n  Comes back only by fresh legislation  1 provision\n    - NKSPEA, section 302B\n"
        in text
    )
    assert "\n  Whether the measures on Iran came back in 2025  27 September 2025\n" in text
    assert (
        "\nSources\n  - S/RES/2270 (2016), paragraph 18, https://undocs.org/S/RES/2270(2016)\n"
        in text
    )
    assert "\n  - UN machine-readable Security Council resolutions, https://" in text
    assert "https://w3id.org/" not in text


def test_the_document_of_exposure_has_its_parts_in_order(regime: Regime) -> None:
    deal = kg.read_deal(Path(PARTS), regime)
    found = exposure_document(regime, exposure(regime, deal, 2))
    assert [name for name, _ in found.parts] == [
        *("lasting", "triggers", "back", "besides", "disputed"),
    ]
    assert found.lead == (
        "By the end of phase 2 of 3 (Second exchange), 2 provisions are relaxed, of which all come "
        "back by themselves, no veto can stop the return of any, and none is known to be hard or "
        "impossible to take back. Of 1 further relief in part, none comes back by itself, a veto "
        "can stop the return of 1, and 1 is hard or impossible to take back."
    )


def test_exposure_names_what_ends_each_relief_by_then(regime: Regime) -> None:
    """The words are those of the framework; reliefs of later phases are left out."""
    deal = kg.read_deal(folder("deals") / "wertz-2019-framework.yaml", regime)
    said = {each.relief[-16:]: each.ends_if for each in exposure(regime, deal, 2).triggers}
    assert said["phase-2/relief-2"] == (
        "Yongbyon restarts, missile production resumes, or a test is carried out"
    )
    assert said["phase-1/relief-2"] == "aid is diverted"
    assert {each[:7] for each in said} == {"phase-1", "phase-2"}
    silent = kg.read_deal(folder("deals") / "hanoi-2019-dprk-offer.yaml", regime)
    assert [each.ends_if for each in exposure(regime, silent).triggers] == [None]


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
    assert (
        "\nBesides, in part: reaches further than what is shown above, or to other goods\n"
        "  resolution 2371, paragraph 8\n"
        "    state: terminated in part\n"
        "    how far: only coal\n"
        "    phase: 2\n"
        "    act: termination\n"
        "    by: United Nations Security Council\n"
        "    id: un/2371/8\n"
    ) in run("residual", PARTS, "--after", "2").stdout
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
    lines = done.stdout.splitlines()
    assert lines[1] == (
        "Of 3 phases, relief is ahead of the concessions in 2 and level with them in 1. 1 relief "
        "comes without a price, 2 ask for more than is paid, and 3 concessions buy nothing."
    )
    assert lines[3:9] == [
        "In every phase: stage reached: 1",
        "phase  title                    stage of relief  relief is",
        "    1  Textiles for a word                    3  2 stages ahead",
        "    2  Investment for a freeze                5  4 stages ahead",
        "    3  Aid for a halt                         1  level",
        "3 phases",
    ]
    assert "Phase 1, Textiles for a word: relief is 2 stages ahead" in lines
    # The freeze at Yongbyon is one step of the row only.
    second = lines.index("Phase 2, Investment for a freeze: relief is 4 stages ahead")
    assert lines[second + 1 : second + 5] == [
        "  Relief: stage 5, denuclearization and normalization",
        "    - relief of 2 provisions; inferred: the list amounts to general opening to investment "
        "and joint ventures",
        "  Concessions by then: stage 1, confidence-building measures",
        "    - freeze of the Yongbyon nuclear facility: stage 2, initial trade-offs",
    ]
    assert (
        "  Missing of stage 2, initial trade-offs: freeze on making ballistic missiles and testing "
        "engines; agreed road map and sequence for denuclearization"
    ) in lines[second:]
    assert (
        "  Not paid for, as far as is said: relief of 2 provisions (finance and investment last; "
        "what remains is lifted last)"
    ) in lines[second:]
    assert "  Without a price: resolution 2375, paragraph 16" in lines[:second]
    assert "  Buys nothing: improvements on human rights" in lines[second:]
    assert lines[-1].startswith("Law as of 2019-04-09")


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


EITHER = """\
id: deal/either
title: Either way
as-of: 2019-04-09
phases:
  - title: All
    relief:
      - one-of:
          - {measure: import-suspension, by: unsc, how: suspension, term: 90 days}
          - {measure: export-suspension, by: unsc, how: suspension, term: 90 days}
"""


@pytest.mark.parametrize(
    "verb", [packages.residual, packages.exposure, packages.balance, packages.value]
)
def test_alternatives_that_are_left_out_are_named_before_the_rest(
    regime: Regime, verb: Callable[..., Answer]
) -> None:
    answer = verb(regime, parse_deal(EITHER, "either.yaml", regime))
    labels = answer.data()["alternativesLeftOut"]
    assert len(labels) == 1
    note = "Note: The package names alternatives, of which nothing is said here: "
    assert commands.told(answer).splitlines()[2] == f"{note}{labels[0]}."


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
