"""Who can relax a measure: powers, conditions, votes, and what is left out on an earlier day."""

from __future__ import annotations

import re
import time
from dataclasses import fields
from datetime import date

import pytest

from kg.answers.authority import authority
from kg.answers.authority.data import authority_json, authority_rows
from kg.answers.authority.document import AuthorityDocument, authority_document
from kg.answers.authority.model import CONDUCT, NO_CONDUCT, ONE_WAY, PowerView
from kg.answers.authority.parts import Asked
from kg.answers.authority.power_sections import conditions
from kg.core.document import Item, Listing, line
from kg.core.errors import BadInput, UnknownId
from kg.graph import queries
from kg.graph.regime import Regime

THEN = date(2019, 4, 9)
DUTY = "us/nkspea/104/g/1/A/i/I"


def power(regime: Regime, id: str, on: date | None = None) -> PowerView:
    [view] = authority(regime, id, on).powers
    return view


def test_a_waiver_on_a_finding_does_not_look_like_a_suspension_on_conduct(regime: Regime) -> None:
    waiver, suspension = (power(regime, f"us/power/{id}") for id in ("nkspea-208c", "nkspea-401a"))
    assert (waiver.mechanism, waiver.conduct) == ("case-by-case waiver", NO_CONDUCT)
    assert (suspension.mechanism, suspension.conduct) == ("suspension", CONDUCT)
    assert waiver.needs is not None
    assert waiver.needs.met_without_conduct()
    assert {leaf.kind for leaf in waiver.needs.leaves()} == {"condition on a finding"}
    assert suspension.needs is not None
    assert not suspension.needs.met_without_conduct()
    assert {leaf.kind for leaf in suspension.needs.leaves()} == {
        "condition on the target's conduct"
    }


def test_a_pledge_or_a_vital_interest_opens_the_suspension_of_2019(regime: Regime) -> None:
    view = power(regime, "us/power/warmbier-7143b1")
    assert view.conduct == ONE_WAY
    assert view.needs is not None
    either, notice = view.needs.parts
    interest, pledge = either.parts
    assert (view.needs.kind, either.kind) == ("all of", "any of")
    assert (interest.kind, pledge.kind, notice.kind) == (
        *("all of", "all of"),
        "condition on the procedure",
    )
    assert [part.id for part in interest.parts] == [
        "us/warmbier/7143/b/1/A/ii",
        "us/warmbier/7143/b/1/B",
    ]
    assert [part.id for part in pledge.parts] == [
        "us/warmbier/7143/b/1/A/i/I",
        "us/warmbier/7143/b/1/A/i/II",
    ]
    assert (interest.met_without_conduct(), pledge.met_without_conduct()) == (True, False)


def test_conditions_read_as_a_tree_in_words(regime: Regime) -> None:
    needs = Asked(regime, THEN).needs("us/power/nkspea-208c")
    assert needs is not None
    found = conditions(needs)
    [block] = found.blocks
    assert isinstance(block, Listing)
    assert line(found.title) == "Conditions, any of"
    assert [line(each.text) for each in block.items if isinstance(each, Item)] == [
        "the waiver is important to US national security interests [a finding]",
        "the waiver will further enforcement of the Act or serves an important law-enforcement "
        "purpose [a finding]",
    ]


def test_conditions_in_conditions_are_lists_in_lists(regime: Regime) -> None:
    needs = Asked(regime, THEN).needs("us/power/nkspea-401a")
    assert needs is not None
    [block] = conditions(needs).blocks
    assert isinstance(block, Listing)
    joined = block.items[3]
    assert isinstance(joined, Item)
    assert line(joined.text).endswith("(threshold: progress (toward taking steps)): all of:")
    [inside] = joined.inside
    assert isinstance(inside, Listing)
    assert len(inside.items) == 2


def lead(regime: Regime, id: str, on: date | None = None) -> str:
    return authority_document(regime, authority(regime, id, on)).lead


def test_the_lead_says_who_by_which_act_and_what_stands_in_the_way(regime: Regime) -> None:
    assert lead(regime, "us/nkspea/201B") == (
        "NKSPEA, section 201B can be relaxed by the President of the United States under 6 powers "
        "(termination, waiver and others); by the Office of Foreign Assets Control of the Treasury "
        "under 2 powers; by law (1 power held by nobody). 7 of 9 powers need no conduct of the "
        "target and none a vote of the legislature."
    )
    assert lead(regime, "un/2375/16") == (
        "Resolution 2375, paragraph 16 can be relaxed by the United Nations Security Council (each "
        "of 5 members can block); in part by the 1718 Committee under 2 powers. 4 provisions of "
        "the United States of America on the same subject stand besides."
    )
    assert lead(regime, "us/power/nkspea-401a") == (
        "Suspension of NKSPEA sanctions (first period) is held by the President of the United "
        "States and reaches 30 provisions in force on 7 conditions. It needs conduct of the target "
        "but no vote of the legislature."
    )


def test_the_powers_that_only_move_barriers_do_not_give_the_relief(regime: Regime) -> None:
    assert lead(regime, "kaesong") == (
        "Reopening of the Kaesong Industrial Complex can be given by the United Nations Security "
        "Council (each of 5 members can block); in part by the 1718 Committee under 6 powers and "
        "the Republic of Korea (executive decision). 21 barriers stand in the way; 10 of 11 powers "
        "need no conduct of the target and none a vote of the legislature."
    )


def test_no_lead_runs_on(regime: Regime) -> None:
    """A lead has about 60 words, at most 72, those of the name left out."""
    for id in regime.known("relief"):
        words = lead(regime, id).split()
        assert len(words) - len(regime.label(id).split()) <= 72, id


def test_asked_at_the_wrong_level_the_lead_names_the_right_one(regime: Regime) -> None:
    assert lead(regime, "us/nkspea/401") == (
        "NKSPEA, section 401 gives 2 powers: suspension of NKSPEA sanctions (first period) and "
        "renewal of the NKSPEA suspension. No power over it is on record."
    )
    assert lead(regime, "us/nkspea/201B", THEN) == (
        "Nothing of NKSPEA, section 201B is in force on 9 April 2019."
    )


def test_the_parts_of_a_relief_measure_and_of_a_power(regime: Regime) -> None:
    found = authority_document(regime, authority(regime, "kaesong"))
    assert [name for name, _ in found.parts] == [
        *("about", "decisions", "permitted", "roads", "barriers", "no_barriers", "powers"),
        *("returns", "measures", "twins"),
    ]
    assert (len(found.powers), {each.unit for each in found.powers}) == (11, {"power"})
    # The one power that only conduct of the target opens comes last.
    assert line(found.powers[-1].aside) == "us/power/nkspea-401a"
    barriers, *_ = (table for table in found.tables if table.unit == "barrier")
    assert len(barriers.rows) == 21
    alone = authority_document(regime, authority(regime, "us/power/nkspea-401a"))
    assert [name for name, _ in alone.parts] == ["powers", "returns"]


def test_the_docstring_describes_each_part_of_the_document() -> None:
    said = (AuthorityDocument.__doc__ or "").partition("Attributes:\n")[2]
    own = [each.name for each in fields(AuthorityDocument)]
    own = [name for name in own if name in AuthorityDocument.__annotations__]
    assert re.findall(r"^ {8}(\w+):", said, re.MULTILINE) == own


def test_the_query_and_the_tree_agree_on_which_powers_need_no_conduct(regime: Regime) -> None:
    rows = queries.run(regime, "powers-needing-no-conduct")
    by_query = {str(row["power"]): row["conduct"] for row in rows}
    ids = [id for id in regime.known("us") if regime.is_a(id, "Authority")]
    usable = [id for id in ids if power(regime, id).usable]
    by_tree = {id: power(regime, id).conduct for id in usable}
    assert by_query == {id: word for id, word in by_tree.items() if word != CONDUCT}
    assert (len(ids), len(usable)) == (76, 73)


def test_eight_powers_reach_the_duty_on_coal_and_textiles(regime: Regime) -> None:
    answer = authority(regime, DUTY)
    assert [view.id.removeprefix("us/power/") for view in answer.powers] == [
        *("nkspea-208a", "nkspea-208b", "nkspea-208c", "nkspea-402"),
        *("ofac-delist", "ofac-licence", "warmbier-7143b1", "warmbier-7143c"),
    ]
    assert [view.id for view in answer.powers if view.unverified] == [
        "us/power/ofac-delist",
        "us/power/ofac-licence",
    ]
    assert {view.needs_vote for view in answer.powers} == {False}
    assert [(way.after, way.route) for way in answer.returns] == [
        ("a pause", "lapses unless renewed"),
        ("an end", "fresh legislation"),
    ]
    assert {twin.provision.id for twin in answer.twins if twin.relation == "mirrors"} == {
        "un/2371/8",
        "un/2371/9",
        "un/2375/16",
    }


def test_notice_names_the_committees_one_by_one_and_the_delegate_is_dated(regime: Regime) -> None:
    view = power(regime, "us/power/nkspea-208c")
    [told] = view.notice_to
    assert told.members == (
        "House Financial Services",
        "House Foreign Affairs",
        "House Ways and Means",
        "Senate Banking",
        "Senate Foreign Relations",
    )
    [delegate] = view.delegates
    assert (delegate.label, delegate.since) == ("Secretary of State", date(2016, 5, 18))
    assert power(regime, "us/power/nkspea-208c", date(2016, 5, 17)).delegates == ()
    assert (view.shortest_days, view.longest_days) == (30, 366)


def test_what_is_not_in_force_on_the_day_is_left_out_and_named(regime: Regime) -> None:
    answer = authority(regime, DUTY, THEN)
    assert (answer.provisions, answer.powers) == ((), ())
    assert [each.id for each in answer.left_out] == [DUTY]
    view = authority(regime, "us/power/warmbier-7143c", date(2019, 12, 19))
    assert view.powers == ()
    assert "us/power/warmbier-7143c" in [each.id for each in view.left_out]
    suspension = power(regime, "us/power/nkspea-401a", THEN)
    assert suspension.out_of_reach == ()
    assert [each.id for each in suspension.out_of_reach_later] == [
        "us/nkspea/104/g",
        "us/nkspea/201B",
        "us/nkspea/201C",
    ]


def test_a_measure_of_the_council_shows_its_vote_its_blockers_and_the_committee(
    regime: Regime,
) -> None:
    answer = authority(regime, "un/2371/8")
    [council] = answer.bodies
    assert (council.votes, len(council.blockers)) == (9, 5)
    assert [each.id for each in council.review] == [
        *("un/1718/15", "un/1874/32", "un/2087/19", "un/2094/36", "un/2270/51"),
        *("un/2321/49", "un/2371/29", "un/2375/32", "un/2397/28"),
    ]
    [exemption] = answer.case_powers
    assert exemption.id == "power/universal"
    assert [each.id for each in answer.deciders] == ["actor/1718-committee"]
    [view] = answer.provisions
    assert len(view.exceptions) == 2
    assert answer.powers == ()


def test_a_review_clause_counts_from_its_own_day_on(regime: Regime) -> None:
    [council] = authority(regime, "un/1718/8/d", date(2010, 1, 1)).bodies
    assert [each.id for each in council.review] == ["un/1718/15", "un/1874/32"]


def test_kaesong_takes_the_council_the_committee_seoul_and_washington(regime: Regime) -> None:
    answer = authority(regime, "kaesong")
    assert answer.id == "relief/kaesong"
    assert [body.id for body in answer.bodies] == ["actor/unsc"]
    [road] = answer.roads
    assert (road.executive_alone, road.vote_needed, len(road.papers)) == (True, False, 3)
    senders = [barrier.sent_by for barrier in answer.barriers]
    assert senders.count("United States of America") == 19
    assert senders.count("Republic of Korea") == 2
    assert "power/kr-kaesong" in [power.id for power in answer.case_powers]
    [coal] = [view for view in answer.powers if view.id == "us/power/nkspea-208c"]
    assert DUTY in [each.id for each in coal.reaches]
    assert len({view.id for view in answer.powers}) == len(answer.powers)


def test_section_401_gives_two_powers(regime: Regime) -> None:
    answer = authority(regime, "us/nkspea/401")
    assert answer.kind == "division"
    assert [each.id for each in answer.given] == ["us/power/nkspea-401a", "us/power/nkspea-401b"]
    assert [each.id for each in power(regime, "us/power/nkspea-401b").renews] == [
        "us/power/nkspea-401a"
    ]


def test_a_section_that_gives_powers_tells_their_terms(regime: Regime) -> None:
    """Sections 401 and 402 are asked about, not the ids of the powers that they give."""
    views = authority(regime, "us/nkspea/401").given_terms
    assert [(each.id, each.longest_term) for each in views] == [
        ("us/power/nkspea-401a", "1 year"),
        ("us/power/nkspea-401b", "180 days"),
    ]
    [end] = authority_document(regime, authority(regime, "us/nkspea/402")).given_terms
    assert line(end.aside) == "us/power/nkspea-402"
    # What can itself be relaxed tells of the powers over it, and names those that it gives.
    assert not authority(regime, "us/nkspea/104/a/8").given_terms


def test_what_is_capped_says_up_to_how_much(regime: Regime) -> None:
    caps = {
        each.provision.id: each.caps for each in authority(regime, "import-suspension").provisions
    }
    assert ["4,000,000 barrels" in cap for cap in caps["un/2397/4"]] == [True]
    assert ["500,000 barrels" in cap for cap in caps["un/2397/5"]] == [True]
    assert caps["un/2397/7"] == ()


WORDINGS = {
    "import-suspension": (
        "Decides to suspend, [for a period of … days,] the measures in paragraph 30 of UN Security "
        "Council resolution 2321 (2016), paragraph 13 of UN Security Council resolution 2375 "
        "(2017) and paragraphs 4, 5, 7 and 14 of UN Security Council resolution 2397 (2017), "
        "except as they apply to dual-use goods, luxury goods and military goods;"
    ),
    "financial-channel": (
        "Decides that [for …] the following do not apply: the measures in paragraph 33 of UN "
        "Security Council resolution 2270 (2016) and paragraph 32 of UN Security Council "
        "resolution 2321 (2016);"
    ),
    # The Committee approves single cases, and no council decides what a state gives alone.
    "kaesong": None,
    "us-lifting": None,
}


@pytest.mark.parametrize(("relief", "words"), WORDINGS.items())
def test_model_words_name_the_paragraphs_and_what_stays_barred(
    regime: Regime, relief: str, words: str | None
) -> None:
    assert authority(regime, relief).wording == words


def test_conditions_name_the_actions_that_would_meet_them(regime: Regime) -> None:
    needs = Asked(regime, THEN).needs("us/power/nkspea-401a")
    assert needs is not None
    met = {leaf.id: [each.id for each in leaf.actions] for leaf in needs.leaves()}
    assert "action/counterfeiting-end" in met["us/nkspea/401/a/1"]
    assert all(met.values())


def test_json_keeps_the_tree_and_rows_have_one_line_for_each_condition(regime: Regime) -> None:
    answer = authority(regime, "us/power/nkspea-401a")
    data = authority_json(answer)
    [view] = data["powers"]
    assert data["asOf"] == str(regime.data_date)
    assert [part["id"] for part in view["needs"]["parts"]][3] == "us/nkspea/401/a/4"
    assert len(view["needs"]["parts"][3]["parts"]) == 2
    rows = authority_rows(answer)
    assert [row["condition"] is not None for row in rows] == [True] * 7
    assert {row["kind"] for row in rows} == {"condition on the target's conduct"}


@pytest.mark.parametrize(
    ("id", "hint"),
    [
        ("us/nkspea", "name a provision of it, such as us/nkspea/104/a,"),
        ("us/nkspea/401/a/1", "relief measure"),
        ("action/yongbyon-freeze", "relief measure"),
    ],
)
def test_what_nobody_relaxes_is_refused(regime: Regime, id: str, hint: str) -> None:
    with pytest.raises(BadInput) as caught:
        authority(regime, id)
    assert hint in str(caught.value.hint)


def test_a_wrong_id_is_answered_with_the_nearest(regime: Regime) -> None:
    with pytest.raises(UnknownId) as caught:
        authority(regime, "un/2371/88")
    assert caught.value.hint == "did you mean un/2371/8?"


def test_a_provision_is_answered_in_a_second(regime: Regime) -> None:
    authority(regime, DUTY)
    begin = time.perf_counter()
    authority(regime, DUTY)
    assert time.perf_counter() - begin < 1


def test_under_the_first_listing_both_routes_are_shown_as_maybe_older(regime: Regime) -> None:
    answer = authority(regime, "us/sst-listing/1988", date(2008, 6, 1))
    assert [(each.id, each.stands, each.first_day) for each in answer.powers] == [
        ("us/power/sst-rescind-a", "may be older", date(2017, 11, 20)),
        ("us/power/sst-rescind-b", "may be older", date(2017, 11, 20)),
    ]
    assert answer.left_out == ()


def test_a_provision_that_may_be_older_is_not_left_out(regime: Regime) -> None:
    answer = authority(regime, "jp/2025/trade", THEN)
    [view] = answer.provisions
    assert (view.provision.first_day, answer.left_out) == (date(2025, 4, 8), ())
    assert [each.id for each in answer.case_powers] == ["power/jp-measures"]


def test_an_act_is_no_provision_and_some_of_its_provisions_are_named(regime: Regime) -> None:
    with pytest.raises(BadInput) as raised:
        authority(regime, "un/2371")
    assert "is no provision, division, power or relief measure" in raised.value.message
    assert raised.value.hint == "name a provision of it, such as un/2371/3, un/2371/4, un/2371/5"


def test_the_power_to_legislate_has_a_source(regime: Regime) -> None:
    code = "United States Code (Office of the Law Revision Counsel)"
    assert authority(regime, "us/power/act").sources == ("U.S. Const. art. I", code)
