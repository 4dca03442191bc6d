"""Who decides a package, who can block it, whom else it needs: worked out by hand."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from functools import cache
from pathlib import Path

import commands
import pytest
from bare import DESCRIPTION, LABEL, SOURCE, STATUS, lacking

import kg
from kg.answers.stakeholders import Answer, Stakeholder, Stakes, stakeholders
from kg.answers.stakeholders.document import StakeholdersDocument, stakeholders_document
from kg.core.document import line
from kg.core.resources import folder
from kg.graph import queries
from kg.graph.regime import Regime

PERMANENT = [
    "actor/china",
    "actor/france",
    "actor/russian-federation",
    "actor/united-kingdom",
    "actor/united-states",
]
SAME = "same subject as what the relief touches"
IN_THE_WAY = "stands in the way of the relief measure"


@cache
def answer(regime: Regime, name: str, day: date | None = None) -> Answer:
    deal = kg.read_deal(folder("deals") / f"{name}.yaml", regime)
    return stakeholders(regime, deal.at(day) if day else deal)


def relief(found: Answer, end: str) -> Stakes:
    [one] = [each for each in found.reliefs if each.commitment.endswith(end)]
    return one


def actor(found: Answer, id: str) -> Stakeholder:
    [one] = [each for each in found.stakeholders if each.id == id]
    return one


def beside(one: Stakes, sender: str) -> list[tuple[str, str]]:
    return [(each.because, each.provision) for each in one.beside if each.sender == sender]


def test_the_council_decides_by_nine_votes_and_five_members_can_block(regime: Regime) -> None:
    one = relief(answer(regime, "tutorial"), "phase-1/relief-1")
    assert one.body is not None
    assert (one.body.id, one.body.named, one.body.votes) == ("actor/unsc", True, 9)
    assert [each.id for each in one.blockers] == PERMANENT


def test_where_the_package_names_nobody_the_body_its_author_has_in_mind_counts(
    regime: Regime,
) -> None:
    one = relief(answer(regime, "tutorial"), "phase-2/relief-3")
    assert one.body is not None
    assert (one.body.id, one.body.named) == ("actor/1718-committee", False)
    assert one.body.unverified is None
    # It decides by the consensus of all fifteen members of the Council.
    assert [each.id for each in one.blockers] == [*PERMANENT, "actor/elected-members"]


def test_kaesong_also_needs_south_korea_and_the_twins_of_the_joint_venture_bans(
    regime: Regime,
) -> None:
    one = relief(answer(regime, "tutorial"), "phase-2/relief-3")
    own = beside(one, "actor/republic-of-korea")
    assert (IN_THE_WAY, "kr/kaesong-2016/closure") in own
    assert (SAME, "kr/may-24/investment") in own
    assert beside(one, "actor/european-union") == [(SAME, "eu/2017-10/investment")]


def test_a_body_is_never_listed_beside_itself_or_the_one_it_acts_for(regime: Regime) -> None:
    for each in answer(regime, "wertz-2019-framework").reliefs:
        body = "" if each.body is None else each.body.id
        council = {"actor/unsc", "actor/1718-committee"}
        taboo = council if body in council else {body}
        assert not taboo & {one.sender for one in each.beside}, each.commitment


def test_a_twin_that_falls_by_its_own_words_is_marked(regime: Regime) -> None:
    found = {
        each.provision: each.adjusts
        for each in relief(answer(regime, "tutorial"), "phase-1/relief-1").beside
    }
    # Section 104(b)(1)(D) reaches only what exceeds the limits of the Council; 104(a)(8) does not.
    assert found["us/nkspea/104/b/1/D"] is True
    assert found["us/nkspea/104/a/8"] is False


def test_positions_count_up_to_the_day_of_the_package_and_later_ones_are_only_named(
    regime: Regime,
) -> None:
    china = actor(answer(regime, "hanoi-2019-dprk-offer"), "actor/china")
    assert [each.on_record for each in china.positions] == [date(2017, 7, 4), date(2018, 10, 9)]
    assert [each.id for each in china.later] == [
        "position/wertz-2019/china",
        "position/1718-committee/2019-06-18",
        "position/china-russia/2019-12",
        "position/china-russia/2021-10",
        "position/china-russia/2022-05-26",
        "position/china/2024-03-28",
    ]


def test_read_at_a_later_day_the_same_package_uses_them(regime: Regime) -> None:
    russia = actor(
        answer(regime, "hanoi-2019-dprk-offer", date(2024, 6, 19)), "actor/russian-federation"
    )
    assert russia.positions[-1].id == "position/russian-federation/2024-06-19"
    assert [each.id for each in russia.later] == [
        "position/russian-federation/2024-09-26",
        "position/russian-federation/2026-01-21",
    ]
    assert "treaty ally of the target" in [role.role for role in russia.roles]


def test_what_a_position_rests_on_and_whether_it_was_read_is_said(regime: Regime) -> None:
    congress = actor(answer(regime, "wertz-2019-framework", date(2020, 1, 1)), "actor/us-congress")
    said, seen, done = congress.positions
    assert (said.unverified, seen.unverified) == ("partly checked against the text", None)
    assert (seen.kind, seen.author) == ("ascribed position", "Daniel Wertz")
    assert [source.id for source in seen.sources] == ["source/wertz-2019/26"]
    assert (done.unverified, [each.id for each in done.sources]) == (None, ["source/us-code"])


def test_a_relief_that_nobody_decides_has_no_body(regime: Regime, tmp_path: Path) -> None:
    path = tmp_path / "deal.yaml"
    path.write_text(
        "id: deal/x\ntitle: X\nas-of: 2019-04-09\nphases:\n  - title: One\n    relief:\n"
        "      - measure: export-suspension\n        by: none\n        how: suspension\n",
        "utf-8",
    )
    [one] = stakeholders(regime, kg.read_deal(path, regime)).reliefs
    assert (one.body, one.blockers) == (None, ())
    assert "actor/unsc" in {each.sender for each in one.beside}


def test_the_states_with_a_veto_are_the_recorded_blockers(regime: Regime) -> None:
    recorded = [
        row["actor"] for row in queries.run(regime, "vetoes") if row["body"] == "actor/unsc"
    ]
    by_role = [row["blocker"] for row in queries.run(regime, "who-can-block", body="actor/unsc")]
    assert recorded == by_role == PERMANENT


def test_bare_records_of_people_and_events_lack_what_an_answer_needs(tmp_path: Path) -> None:
    facts = """
    <role/a> a skg:Capacity . <position/a> a skg:AscribedPosition . <event/a> a skg:NuclearTest .
    <event/b> a skg:ListingEvent . <exemption/a> a skg:GrantedExemption .
    """
    assert lacking(tmp_path, facts) == {
        *((record, message) for record in RECORDS for message in (LABEL, SOURCE, STATUS)),
        ("role/a", "the record needs one role"),
        ("role/a", "a role belongs to one actor"),
        ("position/a", DESCRIPTION),
        ("position/a", "a position needs the actor whose it is"),
        ("position/a", "a position needs the day by which it was taken"),
        ("position/a", "an ascribed position needs its author"),
        ("event/a", "an event needs its day"),
        ("event/b", "an event needs its day"),
        ("exemption/a", DESCRIPTION),
        ("exemption/a", "an exemption is granted by one body"),
        ("exemption/a", "an exemption is granted to somebody"),
        ("exemption/a", "an exemption needs its day, or the last day of its month"),
    }


RECORDS = ("role/a", "position/a", "event/a", "event/b", "exemption/a")


def run(*arguments: str) -> commands.Done:
    return commands.run("stakeholders", *arguments)


def test_the_text_names_labels_the_day_and_what_is_left_out() -> None:
    done = run("hanoi-2019-dprk-offer")
    text = " ".join(done.stdout.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        "Each of these can block it: China, France, Russian Federation, United Kingdom, United "
        "States of America"
    ) in text
    assert "Later than 2019-02-28, not used: December 2019" in text
    assert "Law as of 2019-02-28, data read up to 2026-07-21." in text
    assert text.endswith("An analyst's tool; not legal advice.")
    assert "w3id.org" not in text


def test_the_lead_counts_who_decides_who_can_block_and_who_is_needed_too(regime: Regime) -> None:
    assert stakeholders_document(regime, answer(regime, "hanoi-2019-dprk-offer")).lead == (
        "The relief of the package is decided by the United Nations Security Council; 5 actors can "
        "each block it alone. 3 other senders are needed too, and 5 of the 9 actors have a "
        "position on record by 28 February 2019."
    )
    assert stakeholders_document(regime, answer(regime, "wertz-2019-framework")).lead == (
        "The 30 reliefs of the package are decided by the United States of America (17), the "
        "United Nations Security Council (8), the 1718 Committee (4) and others (1); 6 actors can "
        "each block some of them alone. 4 other senders are needed too, and 7 of the 12 actors "
        "have a position on record by 9 April 2019."
    )


def test_the_document_tells_each_body_relief_sender_and_actor_once(regime: Regime) -> None:
    found = stakeholders_document(regime, answer(regime, "tutorial"))
    assert [name for name, _ in found.parts] == ["bodies", "reliefs", "beside", "actors"]
    [table] = found.tables
    council, committee = "United Nations Security Council", "1718 Committee"
    assert [row[:4] for row in table.rows] == [
        ("suspension of UN sanctions on most exports", 1, "suspension", council),
        ("suspension of UN sanctions on imports", 2, "suspension", committee),
        ("resolution 2375, paragraph 18", 2, "termination", council),
        (
            *("reopening of the Kaesong Industrial Complex", 2, "exemption"),
            f"{committee} (as its author has in mind)",
        ),
    ]
    actors = [line(each.aside) for each in found.actors]
    assert actors == [each.id for each in answer(regime, "tutorial").stakeholders]
    said = (StakeholdersDocument.__doc__ or "").partition("Attributes:\n")[2]
    assert re.findall(r"^ {8}(\w+):", said, re.MULTILINE) == [name for name, _ in found.parts]


def test_json_has_the_keys_that_tools_rely_on() -> None:
    done = run("tutorial", "--format", "json")
    found = json.loads(done.stdout)
    assert (found["deal"], found["asOf"], found["dataDate"]) == (
        "deal/tutorial",
        "2019-04-09",
        "2026-07-21",
    )
    first = found["reliefs"][0]
    assert (first["body"]["votes"], first["blockers"][0]["id"]) == (9, "actor/china")
    [china] = [each for each in found["stakeholders"] if each["id"] == "actor/china"]
    assert china["parts"] == {"can block": 4}
    assert china["positions"][0]["sources"][0]["id"] == "source/derechos-2017"


def test_csv_has_a_row_for_each_part_role_and_position() -> None:
    done = run("tutorial", "--format", "csv", "--as-of", "2020-01-01")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    deciding = [(row["phase"], row["actor"]) for row in rows if row["part"] == "decides"]
    assert deciding == [
        ("1", "actor/unsc"),
        ("2", "actor/1718-committee"),
        ("2", "actor/unsc"),
        ("2", "actor/1718-committee"),
    ]
    [france] = [r for r in rows if r["actor"] == "actor/france" and r["part"] == "position"]
    assert (france["day"], france["sources"], france["unverified"]) == (
        "2019-12-31",
        "AsiaOne on the draft of China and Russia",
        "partly checked against the text",
    )
    assert done.stderr.startswith("Law as of 2020-01-01")


@pytest.mark.parametrize(
    "arguments", [("no-such-file.yaml",), ("tutorial", "--as-of", "2019-02-30")]
)
def test_bad_input_never_gives_a_traceback(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("sanctions-kg: ")
    assert "Traceback" not in done.stderr


def test_help_shows_an_example() -> None:
    assert "Example: sanctions-kg stakeholders" in run("--help").stdout
