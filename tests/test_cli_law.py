"""The commands regime, changes and history."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from commands import run, told

from kg.answers.verbs import law
from kg.graph.regime import Regime

FOOT = "Law as of {day}, data read up to 2026-07-21."


def lines(text: str) -> list[str]:
    """The lines that hold anything, without margins and with single blanks."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_day_before_the_ban_shows_the_coal_cap() -> None:
    done = run("regime", "--on", "2017-08-04", "--goods", "coal", "--sender", "unsc")
    assert (done.returncode, done.stderr) == (0, "")
    printed = lines(done.stdout)
    text = " ".join(printed)
    asked = "(United Nations Security Council; goods: coal)"
    assert text.startswith(
        f"Measures in force on 4 August 2017 {asked} "
        f"1 measure {asked} was in force on 4 August 2017. "
        "United Nations Security Council: 1 "
        "resolution 2321, paragraph 26 un/2321/26 "
        "Replaces the 2270 coal and iron paragraph: "
    )
    assert "Export measure, caps; since 30 November 2016, no longer from 5 August 2017" in printed
    assert "export measure (what North Korea sells)" in text
    cap = "DPRK exports of coal: 7,500,000 metric tons, calendar year, or 400,870,018 US dollar"
    assert f"Cap: {cap}" in text
    assert "Exceptions: 3" in printed
    sources = printed.index("Sources")
    assert printed[sources + 1] == (
        "- S/RES/2321 (2016), paragraph 26, https://undocs.org/S/RES/2321(2016)"
    )
    assert printed[sources + 2].startswith("- UN machine-readable Security Council resolutions,")
    assert FOOT.format(day="2017-08-04") in text
    assert "not legal advice" in text


def test_the_day_after_shows_the_ban() -> None:
    done = run("regime", "--on", "2017-08-06", "--goods", "2701", "--sender", "un")
    text = " ".join(lines(done.stdout))
    assert "resolution 2371, paragraph 8 un/2371/8" in text
    assert "Goods: coal (HS 2701, indicative HS code, unverified)" in text
    assert "un/2321/26" not in text
    assert "those that reach all goods" in text


@pytest.mark.parametrize("code", ["9018", "3004", "99"])
def test_an_embargo_on_all_goods_is_found_by_any_code(regime: Regime, code: str) -> None:
    text = " ".join(lines(told(law.regime(regime, goods=code))))
    order, rule = "Executive Order 13722, section 3(a)(i)", "15 CFR 746.4"
    assert re.search(rf"{re.escape(order)}( \(unverified\))? us/eo-13722/3/a/i", text)
    assert f"{rule} us/ear/746.4" in text
    assert (
        "Goods: all goods; general licences to look at: 31 CFR 510.512, 31 CFR 510.520, "
        "31 CFR 510.521"
    ) in text


def test_a_code_in_the_text_of_a_resolution_stands_beside_the_embargo() -> None:
    asked = ("regime", "--goods", "8413", "--format", "json")
    found = {each["id"]: each["goods"] for each in json.loads(run(*asked).stdout)["provisions"]}
    assert found["un/2397/7"] == ["industrial machinery (HS 84, HS code in the text)"]
    assert found["us/eo-13722/3/a/i"][0] == "all goods"
    assert found["us/aeca/102/b/2/G"] == ["no goods named"]


@pytest.mark.parametrize("code", ["00", "77", "8400", "770112"])
def test_a_code_that_the_harmonized_system_does_not_have_is_an_error(code: str) -> None:
    done = run("regime", "--goods", code)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{code} is no code of the Harmonized System" in done.stderr


def test_no_line_ends_in_a_blank() -> None:
    for arguments in (("history", "coal"), ("show", "un/2397/7"), ("query", "caps")):
        printed = run(*arguments).stdout.splitlines()
        assert printed
        assert [line for line in printed if line != line.rstrip()] == []


def test_everything_of_one_act_as_json() -> None:
    done = run("regime", "--instrument", "msmt", "--every", "--format", "json")
    answer = json.loads(done.stdout)
    assert (answer["asOf"], answer["dataDate"]) == ("2026-07-21", "2026-07-21")
    assert (answer["asked"], answer["warning"]) == (
        ["Multilateral Sanctions Monitoring Team"],
        None,
    )
    [team] = answer["provisions"]
    assert (team["id"], team["effects"], team["unverified"]) == ("msmt/f1", ["establishes"], True)
    assert (team["since"], team["until"]) == ("2024-10-16", None)
    assert "copy of the MSMT joint statement on its first report" in team["sources"]
    assert "not legal advice" in answer["note"]


def test_caps_as_json_have_amount_unit_and_period() -> None:
    asked = ("--on", "2017-08-04", "--goods", "coal", "--sender", "unsc", "--format", "json")
    [paragraph] = json.loads(run("regime", *asked).stdout)["provisions"]
    assert paragraph["caps"] == [
        {
            "label": "DPRK exports of coal: 7,500,000 metric tons, calendar year",
            "amount": 7500000,
            "unit": "metric ton",
            "alternativeAmount": 400870018,
            "alternativeUnit": "US dollar",
            "period": "calendar year",
            "since": "2017-01-01",
            "until": "2017-08-05",
            "notes": ["whichever is lower"],
            "unverified": False,
        }
    ]


def test_measures_as_csv_carry_their_days_and_sources() -> None:
    asked = ("--on", "2018-06-01", "--type", "import cap", "--sender", "unsc", "--format", "csv")
    done = run("regime", *asked)
    found = rows(done.stdout)
    assert [row["provision"] for row in found] == ["un/2397/4", "un/2397/5"]
    assert {(row["as_of"], row["data_date"]) for row in found} == {("2018-06-01", "2026-07-21")}
    assert found[1]["types"] == "import measure"
    assert found[1]["caps"] == (
        "refined petroleum products to the DPRK: 500,000 barrels, 12 months (calendar year), "
        "since 1 January 2018"
    )
    assert "UN machine-readable Security Council resolutions" in found[1]["sources"]
    assert done.stderr == FOOT.format(day="2018-06-01") + "\n"


def test_a_day_after_the_data_date_warns_in_every_format() -> None:
    asked = ("regime", "--on", "2026-07-22", "--instrument", "un/2397")
    warning = "2026-07-22 is after 2026-07-21, up to which the facts were read"
    text, data, table = (run(*asked, "--format", format) for format in ("text", "json", "csv"))
    assert (text.returncode, data.returncode, table.returncode) == (0, 0, 0)
    assert f"Warning: {warning}" in " ".join(lines(text.stdout))
    assert json.loads(data.stdout)["warning"].startswith(warning)
    assert warning in data.stderr
    assert warning in table.stderr


def test_nothing_in_force_is_said() -> None:
    done = run("regime", "--on", "1990-01-01", "--sender", "unsc")
    assert done.returncode == 0
    assert lines(done.stdout)[1] == (
        "No measure (United Nations Security Council) was in force on 1 January 1990."
    )


def test_an_act_without_measures_says_what_it_holds() -> None:
    text = " ".join(lines(run("regime", "--instrument", "msmt").stdout))
    assert (
        "No measure (Multilateral Sanctions Monitoring Team) is in force on 21 July 2026. "
        "Ask for every provision to see 1 provision that imposes nothing."
    ) in text


def test_changes_are_told_by_day_and_act() -> None:
    done = run("changes", "--from", "2017-12-30", "--to", "2018-01-02", "--sender", "unsc")
    assert (done.returncode, done.stderr) == (0, "")
    text = " ".join(lines(done.stdout))
    assert text.startswith(
        "What changed after 30 December 2017, up to 2 January 2018 "
        "3 changes took effect after 30 December 2017 and up to 2 January 2018, by 1 act: "
        "1 cap began, 1 cap ended, 1 ended. "
        "1 January 2018, by UN Security Council resolution 2397 (2017), of 22 December 2017 "
        "Cap began "
        "- resolution 2397, paragraph 5 un/2397/5 "
        "refined petroleum products to the DPRK: 500,000 barrels, 12 months (calendar year) "
        "Cap ended "
        "- resolution 2375, paragraph 14 un/2375/14 "
    )
    assert FOOT.format(day="2018-01-02") in " ".join(lines(done.stdout))


def test_changes_as_json_and_csv_hold_the_same() -> None:
    asked = ("changes", "--from", "2024-04-30", "--to", "2024-05-01", "--sender", "unsc")
    answer = json.loads(run(*asked, "--format", "json").stdout)
    assert (answer["from"], answer["to"], answer["dataDate"]) == (
        "2024-04-30",
        "2024-05-01",
        "2026-07-21",
    )
    assert [(each["change"], each["id"], each["actDay"]) for each in answer["changes"]] == [
        ("spent", "un/2321/42", "2016-11-30"),
        ("spent", "un/2321/43", "2016-11-30"),
        ("spent", "un/2371/24", "2017-08-05"),
        ("ended", "un/1874/26", "2023-03-23"),
        ("ran out", "un/2680/1", "2023-03-23"),
        ("ran out", "un/2680/2", "2023-03-23"),
    ]
    table = rows(run(*asked, "--format", "csv").stdout)
    assert [(row["day"], row["change"], row["provision"], row["act"]) for row in table] == [
        ("2024-05-01", "spent", "un/2321/42", "un/2321"),
        ("2024-05-01", "spent", "un/2321/43", "un/2321"),
        ("2024-05-01", "spent", "un/2371/24", "un/2371"),
        ("2024-05-01", "ended", "un/1874/26", "un/2680"),
        ("2024-05-01", "ran out", "un/2680/1", "un/2680"),
        ("2024-05-01", "ran out", "un/2680/2", "un/2680"),
    ]


def test_nothing_changed_is_said() -> None:
    done = run("changes", "--from", "2024-05-01", "--to", "2024-06-01", "--sender", "unsc")
    assert lines(done.stdout)[1] == "Nothing changed after 1 May 2024 and up to 1 June 2024."


def test_history_draws_the_chain_and_then_lists_it() -> None:
    done = run("history", "coal")
    assert (done.returncode, done.stderr) == (0, "")
    printed = lines(done.stdout)
    text = " ".join(printed)
    assert text.startswith(
        "coal subject/coal "
        "7 provisions deal or dealt with coal, the first since 18 February 2016. "
        "5 of them are in force on 21 July 2026. "
        "NKSPEA, section 104(a)(8) → resolution 2270, paragraph 29 → "
        "Executive Order 13722, section 2(a)(ii) → resolution 2321, paragraph 26 → "
        "NKSPEA, section 104(b)(1)(D) → resolution 2371, paragraph 8 → "
        "NKSPEA, section 104(g)(1)(A)(i)(I) "
    )
    out = "leaves out transactions exclusively for livelihood and unrelated to programme revenue"
    assert out in text
    sources = text.partition(" Sources ")[2]
    for each in (
        "- S/RES/2270 (2016), paragraph 29, https://undocs.org/S/RES/2270(2016)",
        "- S/RES/2321 (2016), paragraph 26, https://undocs.org/S/RES/2321(2016)",
        "- S/RES/2371 (2017), paragraph 8, https://undocs.org/S/RES/2371(2017)",
    ):
        assert each in sources
    assert sources.index("United Kingdom, SI 2019/411") < sources.index("RedState")
    assert (
        "Cap: DPRK exports of coal: 1,000,866 metric tons, one-off, or 53,495,894 US dollars, "
        "whichever is lower, since 30 November 2016"
    ) in text
    assert FOOT.format(day="2026-07-21") in text


def test_a_cap_that_never_counted_is_called_so() -> None:
    text = " ".join(lines(run("history", "un/2375/14").stdout))
    assert (
        "Cap: refined petroleum products to the DPRK: 2,000,000 barrels, calendar year, never took "
        "effect: 2397 cut it to 500,000 before 1 January 2018, never counted"
    ) in text


def test_history_as_json_and_csv_hold_the_same() -> None:
    answer = json.loads(run("history", "coal", "--format", "json").stdout)
    assert (answer["id"], answer["kind"]) == ("subject/coal", "subject")
    council = [step for step in answer["steps"] if step["id"].startswith("un/")]
    assert [step["id"] for step in council] == ["un/2270/29", "un/2321/26", "un/2371/8"]
    assert [(each["how"], each["id"]) for each in council[0]["changedBy"]] == [
        ("leaves out", "un/2270/29/exception-1"),
        ("leaves out", "un/2270/29/exception-2"),
        ("superseded by", "un/2321/26"),
    ]
    assert council[0]["sources"][0] == (
        "S/RES/2270 (2016), paragraph 29, https://undocs.org/S/RES/2270(2016)"
    )
    table = rows(run("history", "coal", "--format", "csv").stdout)
    assert [(row["provision"], row["since"], row["until"]) for row in table] == [
        ("us/nkspea/104/a/8", "2016-02-18", ""),
        ("un/2270/29", "2016-03-02", "2016-11-30"),
        ("us/eo-13722/2/a/ii", "2016-03-16", ""),
        ("un/2321/26", "2016-11-30", "2017-08-05"),
        ("us/nkspea/104/b/1/D", "2017-08-02", ""),
        ("un/2371/8", "2017-08-05", ""),
        ("us/nkspea/104/g/1/A/i/I", "2019-12-20", ""),
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("regime", "--on", "2017-02-30"), "2017-02-30 is not a day"),
        (("regime", "--on", "yesterday"), "write YYYY-MM-DD"),
        (("regime", "--goods", "cole"), "did you mean coal?"),
        (("regime", "--goods", "7"), "is no code of the Harmonized System"),
        (("regime", "--type", "finanshal"), "did you mean financial"),
        (("regime", "--sender", "untied-states"), "did you mean united-states?"),
        (("regime", "--instrument", "un/2379"), "did you mean un/2397?"),
        (("regime", "--every", "--type", "export"), "leave out one of them"),
        (("changes", "--from", "2018-01-01", "--to", "2018-01-01"), "is not before 2018-01-01"),
        (("changes", "--from", "2018-01-02", "--to", "2018-01-01"), "is not before 2018-01-01"),
        (("changes", "--from", "soon"), "soon is not a day"),
        (("history", "cole"), "did you mean coal?"),
        (("history", "un/2371/88"), "did you mean un/2371/8?"),
    ],
)
def test_bad_input_gives_one_message_and_exit_code_two(
    arguments: tuple[str, ...], says: str
) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("sanctions-kg: ")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["regime", "changes", "history"])
def test_help_shows_an_example(command: str) -> None:
    assert f"Example: sanctions-kg {command}" in run(command, "--help").stdout


def test_japan_before_its_renewal_is_told_as_not_recorded() -> None:
    done = run("regime", "--on", "2019-04-09", "--sender", "japan")
    printed = lines(done.stdout)
    assert " ".join(printed).startswith(
        "Measures in force on 9 April 2019 (Japan) "
        "No measure (Japan) was on record as in force on 9 April 2019. "
        "6 begin on record only later and may have been in force already. "
    )
    assert "First day not recorded, may have been in force already: Japan 6" in printed


def test_a_malformed_code_given_to_a_question_is_refused() -> None:
    done = run("query", "measures-on-hs-code", "code=27..")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip().endswith("write 2, 4 or 6 digits")
