"""The commands that look at packages from the side, and tables as CSV."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from commands import run, told

import kg
from kg.answers.verbs import packages
from kg.core.resources import folder
from kg.graph.queries import Rows
from kg.graph.regime import Regime
from kg.present.data import as_csv

PAIR = Path(__file__).parent / "deals"
BEFORE, AFTER = str(PAIR / "before.yaml"), str(PAIR / "after.yaml")


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


# --- compare -------------------------------------------------------------------------------------


LEAD = (
    "Measured against A, B adds 1 commitment, drops 1, moves 3 and changes 2; 2 stay as they are. "
    "Under the rulebook of Wertz (2019) A breaks rules (2 breaches, 1 gap, 13 weaknesses), and B "
    "breaks rules (3 breaches, 1 gap, 14 weaknesses)."
)


def test_compare_tells_each_phase_in_turn() -> None:
    done = run("compare", BEFORE, AFTER)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == ["Before (A) and After (B)", LEAD]
    start = lines.index("Phase 1  Start")
    assert lines[2:start] == ["", "A: Before  deal/before", "", "B: After  deal/after", ""]
    assert lines[start : start + 27] == [
        "Phase 1  Start",
        "  - moved concession: agreed road map and sequence for denuclearization, to phase 2",
        "  - moved safeguard forgone: limit on the quantities sold, to phase 2",
        "  - dropped concession: freeze of the Yongbyon nuclear facility",
        "    verified-by: International Atomic Energy Agency",
        "    is entailed by dismantlement of the Yongbyon nuclear facility (phase 1 of B)",
        "  - added concession: dismantlement of the Yongbyon nuclear facility",
        "    verified-by: International Atomic Energy Agency",
        "    entails freeze of the Yongbyon nuclear facility (phase 1 of A)",
        "  - changed relief: relief of 4 provisions",
        "    now: relief of 3 provisions",
        "    1 provision dropped: resolution 2371, paragraph 10",
        "    how: suspension → termination",
        "    term: 90 days → not stated",
        "    renewable: yes → not stated",
        "  1 unchanged",
        "",
        "Phase 2  A: Trade; B: Trade and more",
        "  - moved undertaking: new sanctions programmes while talks run, to phase 3",
        "  - moved concession: agreed road map and sequence for denuclearization, from phase 1",
        "  - moved safeguard forgone: limit on the quantities sold, from phase 1",
        "  - changed concession: freeze on making ballistic missiles and testing engines",
        "    verified-by: not stated → United States experts on site",
        "  1 unchanged",
        "",
        "Phase 3  A: no such phase; B: Later",
        "  - moved undertaking: new sanctions programmes while talks run, from phase 2",
    ]
    last = " ".join(done.stdout.split())
    assert "Law as of 2019-04-09 and 2019-05-09, data read up to" in last
    assert last.endswith("not legal advice.")


def test_compare_in_json_counts_what_stays_and_lists_the_rest() -> None:
    data = json.loads(run("compare", BEFORE, AFTER, "--format", "json").stdout)
    assert (data["a"]["deal"], data["a"]["asOf"]) == ("deal/before", "2019-04-09")
    first = data["phases"][0]
    assert (first["phase"], first["unchanged"]) == (1, 1)
    assert [each["a"]["thing"] for each in first["moved"]] == [
        "action/road-map",
        "safeguard/quantity-limit",
    ]
    assert first["changed"][0]["changes"][1] == {
        "term": "how",
        "old": ["skg:suspension"],
        "new": ["skg:termination"],
        "unverified": [],
    }
    assert {"onlyA", "onlyB", "both"} == set(data["findings"])


def test_compare_in_csv_has_a_row_for_each_changed_term() -> None:
    rows = table(run("compare", BEFORE, AFTER, "--format", "csv").stdout)
    terms = [
        (row["label"], row["term"], row["old"], row["new"])
        for row in rows
        if row["change"] == "changed"
    ]
    relief = "relief of 4 provisions"
    assert terms == [
        (
            relief,
            "provisions",
            "un/2371/8 un/2371/9 un/2371/10 un/2375/16",
            "un/2371/8 un/2371/9 un/2375/16",
        ),
        (relief, "how", "skg:suspension", "skg:termination"),
        (relief, "term", "90 days", ""),
        (relief, "renewable", "yes", ""),
        (
            "freeze on making ballistic missiles and testing engines",
            "verified-by",
            "",
            "actor/us-experts",
        ),
    ]


def test_compare_takes_another_day_for_both() -> None:
    done = run("compare", BEFORE, AFTER, "--as-of", "2018-01-02", "--format", "csv")
    assert done.stderr.startswith("Law as of 2018-01-02, data read up to")


# --- why -----------------------------------------------------------------------------------------


def explained(regime: Regime) -> str:
    deal = kg.read_deal(folder("deals") / "hanoi-2019-dprk-offer.yaml", regime)
    return told(packages.why(regime, deal, "exports-need-fissile-halt"))


def test_why_prints_words_passage_message_chain_triples_and_text_in_this_order(
    regime: Regime,
) -> None:
    done = run("why", "hanoi-2019-dprk-offer", "exports-need-fissile-halt")
    assert (done.returncode, done.stderr) == (0, "")
    whole = explained(regime)
    assert done.stdout.splitlines()[:6] == whole.splitlines()[:6]
    assert "  … 103 lines of Turtle (--all)" in done.stdout.splitlines()
    text = " ".join(whole.split())
    parts = (
        "exports need a halt of fissile production rule/wertz-2019/exports-need-fissile-halt",
        "the rule finds 1 breach and 1 weakness at “relief of 20 provisions”.",
        "By: the rulebook of Wertz (2019)",
        "Wertz 2019, ¶32: Export relief brings hard currency",
        "Breach: a must of the rulebook is broken",
        "Does not keep it: relief of 20 provisions (phase 1)",
        "Add that halt by this phase, or move the exports later.",
        "Kind: export relief Sectoral relief that lets the target sell ordinary goods.",
        "touches: resolution 2270, paragraph 30 (measure of the framework, export measure)",
        "# what the package says",
        "# what the regime says",
        "# what follows",
        "The rule, as it stands in the shapes",
        "sh:targetClass skg:ExportRelief ;",
        "skg:RequiresConcession a sh:ConstraintComponent ;",
        "Law as of 2019-02-28, data read up to",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_the_turtle_that_why_prints_parses_as_printed(regime: Regime) -> None:
    """Lines of Turtle are never broken to fit the screen."""
    head = (
        "The triples behind: relief of 20 provisions  deal/hanoi-2019-dprk-offer/phase-1/relief-1"
    )
    behind, rule = explained(regime).split(head)[1].split("The rule, as it stands")
    triples = [each.triple for each in ox.parse(behind, ox.RdfFormat.TURTLE)]
    assert len(triples) > 40
    shape = rule.split("shapes\n", 1)[1].rsplit("\n\nSources\n", 1)[0]
    assert len(list(ox.parse(shape, ox.RdfFormat.TURTLE))) > 15


def test_why_says_of_a_rule_that_passed_what_it_looked_at() -> None:
    done = run("why", "wertz-2019-framework", "exports-need-fissile-halt")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1] == (
        "In “The framework of Wertz (2019)” the rule looked at 6 things and finds nothing."
    )
    kept = "\n    Keeps it: suspension of UN sanctions on most exports (phase 3); "
    assert kept in done.stdout


def test_why_in_json_gives_the_rule_and_each_case() -> None:
    done = run("why", "hanoi-2019-dprk-offer", "no-sensitive-goods", "--format", "json")
    data = json.loads(done.stdout)
    assert (data["rule"]["id"], data["state"]) == ("rule/wertz-2019/no-sensitive-goods", "found")
    [case] = data["cases"]
    # What the table only pairs is a should; whether the offer leaves such goods out is not said.
    assert {each["kind"] for each in case["findings"]} == {"weakness"}
    assert all(each["open"] for each in case["findings"])


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (
            ("why", "tutorial", "exports-need-fisile-halt"),
            "did you mean exports-need-fissile-halt?",
        ),
        (("why", "tutorial", "terms-are-clear", "--rulebook", "wertz"), "rulebook"),
        (("why", "no-such-file.yaml", "terms-are-clear"), "no-such-file.yaml"),
        (("compare", "tutorial", "no-such-file.yaml"), "no-such-file.yaml"),
        (("compare", "tutorial", "tutorial", "--as-of", "2019-02-30"), "write YYYY-MM-DD"),
    ],
)
def test_bad_input_gives_one_message_and_exit_code_two(
    arguments: tuple[str, ...], hint: str
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sanctions-kg: ")
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


# --- tables as CSV -------------------------------------------------------------------------------


def written(rows: Rows) -> str:
    return as_csv(rows)


def test_csv_quotes_what_rfc_4180_says_and_no_more() -> None:
    values = {"a": 'says "no"', "b": "one, two", "c": "first\nsecond", "d": "plain"}
    assert written(Rows(("a", "b", "c", "d"), (values,))) == (
        'a,b,c,d\r\n"says ""no""","one, two","first\nsecond",plain\r\n'
    )


def test_an_unbound_value_is_an_empty_cell_in_csv() -> None:
    assert written(Rows(("a", "b", "c"), ({"a": None, "b": 0, "c": False},))) == (
        "a,b,c\r\n,0,False\r\n"
    )


def test_a_question_in_csv_has_its_columns_in_order_and_nothing_else_on_stdout() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kg.cli", "query", "caps", "--format", "csv"],
        capture_output=True,
        check=False,
    )
    head, *lines = done.stdout.decode().split("\r\n")
    assert head.split(",")[:2] == ["provision", "label"]
    # An open end is an empty cell; a label with a comma is quoted.
    assert lines[0].startswith('un/2397/4,"resolution 2397, paragraph 4",')
    assert lines[-1] == ""
    assert b"Law as of" not in done.stdout
    first, last = done.stderr.decode().splitlines()
    assert first.startswith("Sources: ")
    assert last.startswith("Law as of ")


def test_the_rows_of_csv_and_json_are_the_same() -> None:
    rows = table(run("query", "caps", "--format", "csv").stdout)
    data = json.loads(run("query", "caps", "--format", "json").stdout)
    assert [
        {key: "" if value is None else str(value) for key, value in row.items()} for row in data
    ] == rows


def test_a_question_of_a_package_is_asked_with_its_name() -> None:
    done = run("query", "lists-and-relief-measures", "--package", "hanoi-2019-dprk-offer")
    assert done.returncode == 0
    assert "Law as of 2019-02-28, data read up to" in done.stdout
    bare = run("query", "lists-and-relief-measures")
    assert (bare.returncode, bare.stdout) == (2, "")


def test_a_list_of_questions_needs_no_regime_and_no_day() -> None:
    done = run("query", "--list")
    assert done.stderr == ""
    assert any(line.startswith("history-of-subject: ") for line in done.stdout.splitlines())


HANOI = (
    "The statement names no paragraphs: which are meant is an inference. Listed are the bans and "
    "caps on ordinary goods and fuel, on work abroad and on joint ventures, as they stood that "
    "day; finance and arms are left out."
)


@pytest.mark.parametrize(
    "arguments",
    [
        ("validate", "hanoi-2019-dprk-offer"),
        ("stakeholders", "hanoi-2019-dprk-offer"),
        ("compare", "hanoi-2019-dprk-offer", "tutorial"),
    ],
)
def test_what_a_package_remarks_is_told_with_it(arguments: tuple[str, ...]) -> None:
    assert f"Note: {HANOI}" in " ".join(run(*arguments).stdout.split())
    data = json.loads(run(*arguments, "--format", "json").stdout)
    assert HANOI in data.get("a", data)["remarks"]


@pytest.mark.parametrize(
    ("arguments", "asked", "instead"),
    [
        (
            ("measures-by-amenability", "level=skg:moderately"),
            "for level “moderately re-imposable” on 21 July 2026",
            "",
        ),
        (
            ("papers-for-relief", "relief=relief/import-suspension"),
            "for relief “suspension of UN sanctions on imports”",
            ": no road of papers under national law is assessed for it; the Security Council and "
            "its committee act by their own decision, for which no paper is on record",
        ),
        (
            ("twins-of-provision", "provision=un/2397"),
            "for UN Security Council resolution 2397 (2017) on 21 July 2026",
            ": un/2397 is an act as a whole, ask for a paragraph of it, such as un/2397/4",
        ),
    ],
)
def test_a_question_without_rows_says_so(
    arguments: tuple[str, ...], asked: str, instead: str
) -> None:
    text = " ".join(run("query", *arguments).stdout.split())
    assert f"? None on record {asked}{instead}. " in text
    done = run("query", *arguments, "--format", "json")
    assert json.loads(done.stdout) == []
    assert done.stderr.startswith(f"None on record{instead}.")


def test_a_message_names_what_it_asks_for(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(
        "id: deal/x\ntitle: X\nas-of: 2019-02-28\nphases:\n  - title: One\n    relief:\n"
        "      - {measure: overseas-workers, by: unsc, how: suspension}\n",
        "utf-8",
    )
    labour = "credible adherence to the minimum labour standards of the ILO (action/ilo-standards)"
    assert f"Add {labour}, verified" in " ".join(run("validate", str(file)).stdout.split())


def test_what_holds_only_powers_is_named_so(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(
        "id: deal/x\ntitle: X\nas-of: 2019-02-28\nphases:\n  - title: One\n    relief:\n"
        "      - {provisions: [us/power], by: united-states, how: waiver, authority: us/power}\n",
        "utf-8",
    )
    said = run("validate", str(file)).stderr
    assert "no provision us/power; it holds powers, which go under authority" in said
    assert "no power or provision us/power; name one of the powers us/power/" in said


def test_one_phase_is_no_phases() -> None:
    assert "\nIn the only phase, relief is " in run("balance", "hanoi-2019-dprk-offer").stdout


def test_export_and_import_are_those_of_the_target(regime: Regime) -> None:
    assert "  import ban (what North Korea buys): " in run("show", "un/2397/7").stdout
    assert "  export ban (what North Korea sells): " in run("show", "un/2371/8").stdout
    deal = kg.read_deal(folder("deals") / "hanoi-2019-dprk-offer.yaml", regime)
    printed = told(packages.residual(regime, deal))
    assert "\nimport measure (what North Korea buys) " in printed
    assert "\nexport measure (what North Korea sells) " in printed


def test_an_act_without_a_day_of_its_own_tells_its_first_provision() -> None:
    assert (
        "\n  first provision in force from: 20 December 2019\n" in run("show", "us/warmbier").stdout
    )


def test_a_year_is_told_as_a_year() -> None:
    printed = run("show", "figure/kotra/2015/exports").stdout
    assert "\n  year: 2015\n" in printed
