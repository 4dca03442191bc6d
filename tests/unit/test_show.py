"""What is told of a thing: the whole text of a few, the lines that matter of others."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from kg.answers.show import SECTIONS, Thing, show
from kg.answers.show_document import show_document
from kg.core.document import line
from kg.core.errors import BadInput, UnknownId
from kg.core.ids import TERMS
from kg.graph.regime import Regime
from kg.graph.words import Step, Words, term
from kg.present.terminal import text


def lines(thing: Thing, heading: str) -> tuple[str, ...]:
    return dict(thing.sections).get(heading, ())


ROAD_MAP = """\
agreed road map and sequence for denuclearization  action/road-map
Agreed road map and sequence for denuclearization is a declaratory action. 4 statements are on \
record of it, from 1 source.

Kind
  declaratory action: An action that is complete once it is said, signed or agreed.

What it says
  Both sides agree in outline which steps follow which on the way to denuclearization.

Actions
  weighed in: what is given up by: agreed road map and sequence for denuclearization (gives up: 2)

Stage
  at stage: stage 2, initial trade-offs

Checked and sources
  source: Wertz 2019, Table 1, stage 2, action 3: {passage}

Sources
  - Wertz 2019, Table 1, stage 2, action 3, https://ncnk.org/node/1780
{days} An analyst's tool; not legal advice.
"""


def test_an_action_is_told_whole(regime: Regime) -> None:
    passage = regime.description("source/wertz-2019/T1.2.A3")
    found = show_document(regime, show(regime, "action/road-map"))
    assert text(found) == ROAD_MAP.format(passage=passage, days=found.days)


@pytest.mark.parametrize(
    ("id", "what"),
    [
        ("actor/unsc", "The United Nations Security Council is a sender of the framework."),
        ("goods/coal", "Coal (unverified: partly checked against the text) is a kind of goods."),
        ("subject/coal", "Coal is a subject of the law."),
        ("skg:ExportBan", "Export ban is a term of the ontology."),
        (
            "relief/kaesong",
            "Reopening of the Kaesong Industrial Complex is a relief measure (industrial zone).",
        ),
        (
            "action/rollback-step",
            "A step that begins to roll the programme back is a kind of step.",
        ),
    ],
)
def test_the_lead_calls_a_thing_what_people_call_it(regime: Regime, id: str, what: str) -> None:
    found = show_document(regime, show(regime, id))
    assert found.lead.startswith(what)
    assert (found.kinds is None) == (" of the ontology" in what or "coal" in id)


def test_the_lead_says_what_it_is_and_how_it_stands(regime: Regime) -> None:
    found = show_document(regime, show(regime, "us/nkspea/201B"))
    assert found.lead == (
        "NKSPEA, section 201B is a binding measure, a financial measure, a hardly re-imposable "
        "measure, a measure of the framework and a secondary measure, in force on 21 July 2026. "
        "50 statements are on record of it, from 1 source."
    )
    assert [name for name, _ in found.parts] == ["kinds", "sections"]
    headings = [line(each.title) for each in found.sections]
    assert headings[:4] == ["What it says", "What it does", "In force", "Links"]
    assert "Also" not in headings


def test_a_permission_says_who_granted_it_to_whom_and_until_when(regime: Regime) -> None:
    assert lines(show(regime, "exemption/unicef-2021-08-05"), "Permission granted") == (
        "granted by: 1718 Committee",
        "granted to: UNICEF",
        "granted on: 5 August 2021",
        "usable until: 5 August 2022",
        "acted under: resolution 2397, paragraph 25",
        "prolongs: Exemption for UNICEF, June 2020",
    )


def test_a_deadline_that_comes_back_is_told_in_words(regime: Regime) -> None:
    assert lines(show(regime, "un/1718/12/g"), "Quantities and deadlines") == (
        "deadline: report of the Committee to the Council (due on: 12 January 2007; every 90 days)",
    )
    assert lines(show(regime, "un/2321/26/deadline-1"), "Quantities and deadlines")[-1] == (
        "every month"
    )


def test_records_of_one_name_are_told_once_with_their_number(regime: Regime) -> None:
    told = text(show_document(regime, show(regime, "us/nkspea/201B")), everything=True)
    assert "\n  barrier in: NKSPEA, section 201B (9 records)\n" in told
    assert told.count("\n  overlaps: ") == 1


def test_every_property_in_a_section_is_one_of_the_ontology(regime: Regime) -> None:
    told = {step.property for steps in SECTIONS.values() for step in steps}
    ours = {each for each in told if each.value.startswith(TERMS)}
    said = {each for each in ours if any(regime.store.quads_for_pattern(each, None, None, None))}
    assert ours - said == set()
    placed = [step for steps in SECTIONS.values() for step in steps]
    assert len(placed) == len(set(placed))


def test_a_measure_says_what_it_does_and_how_strongly(regime: Regime) -> None:
    thing = show(regime, "un/2397/7")
    assert (thing.id, thing.label) == ("un/2397/7", "resolution 2397, paragraph 7")
    assert thing.kinds == (
        "Security Council measure",
        "binding measure",
        "import ban",
        "measure of the framework",
        "readily re-imposable measure",
    )
    assert lines(thing, "What it does") == (
        "verb: decides (binding verb)",
        "effect: imposes",
        "restricts: goods to the target",
        "addressee: all States",
    )
    assert lines(thing, "In force") == (
        "in force from: 22 December 2017",
        "standing: in force on 21 July 2026",
    )


def test_goods_say_whether_the_text_names_their_codes(regime: Regime) -> None:
    assert lines(show(regime, "un/2397/7"), "Goods") == (
        "goods: industrial machinery (HS code in the text: 84, 85)",
        "goods: iron, steel and other metals (HS code in the text: "
        "72, 73, 74, 75, 76, 78, 79, 80, 81, 82, 83)",
        "goods: transportation vehicles (HS code in the text: 86, 87, 88, 89)",
    )
    coal = lines(show(regime, "un/2371/8"), "Goods")[0]
    assert coal == "goods: coal (indicative HS code: 2701, 2702, 2703, 2704)"


def test_a_cap_is_told_in_both_quantities_and_its_time(regime: Regime) -> None:
    (_, later, _) = lines(show(regime, "un/2321/26"), "Quantities and deadlines")
    assert later.startswith("cap: DPRK exports of coal: 7,500,000 metric tons, calendar year (")
    for part in (
        "alternative amount: 400,870,018",
        "alternative unit: US dollar",
        "in force from: 1 January 2017",
        "in force until: 5 August 2017",
        "note: whichever is lower",
    ):
        assert part in later


def test_an_exception_says_who_must_do_what_and_where_it_stands(regime: Regime) -> None:
    told = lines(show(regime, "un/2397/7"), "Exceptions")
    assert told[0] == (
        "exception: case-by-case exemption of activity of relief organisations or other consistent "
        "purpose (granted in: resolution 2397, paragraph 25; ground: humanitarian; procedure: "
        "committee approval in advance)"
    )
    assert "granted in" not in told[1], "its own paragraph goes without saying"


def test_links_are_told_from_both_sides(regime: Regime) -> None:
    assert lines(show(regime, "un/2397/11"), "Links") == (
        "tightens: resolution 2321, paragraph 22",
    )
    assert lines(show(regime, "un/2321/22"), "Links") == (
        "tightened by: resolution 2397, paragraph 11",
    )
    assert lines(show(regime, "un/2321/26"), "Links") == (
        "supersedes: resolution 2270, paragraph 29",
        "superseded by: resolution 2371, paragraph 8",
    )


def test_snapback_names_whose_judgement_it_is(regime: Regime) -> None:
    (line,) = lines(show(regime, "un/2375/18"), "Snapback")
    assert line.startswith("investment and joint ventures, assessed in: Wertz 2019 on putting back")
    assert "amenability: hardly re-imposable; author: Daniel Wertz; dated: 9 April 2019" in line
    assert "source: Wertz 2019, ¶13, Wertz 2019, ¶33" in line


def test_what_nobody_judged_says_nothing_of_snapback(regime: Regime) -> None:
    assert lines(show(regime, "un/1718/8/d"), "Snapback") == ()


def test_a_provision_names_the_relief_that_reaches_it(regime: Regime) -> None:
    assert lines(show(regime, "un/2375/17"), "Relief") == (
        "relaxed by: work of North Koreans abroad (at stage: stage 4, transformative engagement; "
        "usual mechanism: suspension; usual body: United Nations Security Council)",
        "relaxed, as one of its kind, by: lifting of the remaining UN sanctions (at stage: stage "
        "5, denuclearization and normalization; usual mechanism: termination; usual body: United "
        "Nations Security Council)",
    )


def test_a_relief_measure_tells_its_provisions_in_time_order(regime: Regime) -> None:
    relaxed = [
        line
        for line in lines(show(regime, "relief/overseas-workers"), "Relief")
        if line.startswith("relaxes: ")
    ]
    assert [line.split(": ")[1] for line in relaxed] == [
        "resolution 2321, paragraph 23",
        "resolution 2371, paragraph 11",
        "resolution 2375, paragraph 17",
        "resolution 2397, paragraph 8",
    ]
    assert relaxed[1].endswith("(standing: in force, overtaken)")


def test_an_action_tells_what_it_entails_near_and_far(regime: Regime) -> None:
    told = lines(show(regime, "action/missile-component-conversion"), "Actions")
    assert told[:2] == (
        "entails: verifiable limits on making ballistic missiles",
        "entails, through others: a step of the first stage; a tangible step on weapons of mass "
        "destruction",
    )
    assert any(line.startswith("concerns: ") for line in told)


def test_a_demand_names_where_it_is_stated_and_what_meets_it(regime: Regime) -> None:
    thing = show(regime, "demand/npt-retract")
    assert thing.kinds == ("binding demand",)
    assert lines(thing, "Powers and demands") == (
        "stated in: resolution 825, paragraph 1; resolution 1718, paragraph 3; resolution 1874, "
        "paragraph 5; resolution 2094, paragraph 3",
    )
    assert len(lines(thing, "Actions")) == 1


def test_an_instrument_lists_its_provisions_as_printed(regime: Regime) -> None:
    told = lines(show(regime, "un/2207"), "Contents")
    assert len(told) == 2
    assert told[0].startswith("contains: resolution 2207, paragraph 1: ")
    assert told[1].startswith("contains: resolution 2207, paragraph 2: ")


def test_a_paragraph_that_is_recorded_in_parts_lists_them(regime: Regime) -> None:
    told = lines(show(regime, "un/1718/9"), "Contents")
    assert [each.rpartition(": ")[0] for each in told] == [
        f"divided into: resolution 1718, paragraph 9({letter})" for letter in "abc"
    ]


def test_a_rule_says_its_finding_its_reason_and_its_passages(regime: Regime) -> None:
    thing = show(regime, "rule/wertz-2019/snapback-on-suspension")
    assert thing.label == "snapback on suspension"
    assert lines(thing, "Rule")[:3] == (
        "finding: breach",
        "key word: should incorporate",
        "judges: Security Council relief",
    )
    assert any(line.startswith("has the part: long (") for line in lines(thing, "Rule"))
    assert len(lines(thing, "Notes")) == 1
    assert [line.split(":")[1] for line in lines(thing, "Checked and sources")] == [
        " Wertz 2019, ¶27",
        " Wertz 2019, ¶33",
    ]


def test_an_unverified_record_says_so(regime: Regime) -> None:
    thing = show(regime, "us/cfr/31/510/518")
    assert "checked: unverified, from memory" in lines(thing, "Checked and sources")
    assert any(line.startswith("doubt: ") for line in lines(thing, "Notes"))


def test_a_long_list_is_cut_and_counted(regime: Regime) -> None:
    told = lines(show(regime, "source/un-xml"), "Checked and sources")
    assert told[-1].startswith("relied on by: ")
    assert told[-1].endswith(" more")


def test_a_term_can_be_asked_too(regime: Regime) -> None:
    thing = show(regime, "skg:ExportBan")
    assert lines(thing, "What it says") == ("An export measure that bars the goods outright.",)


@pytest.mark.parametrize("kind", ["un", "action", "relief", "actor", "facility", "goods", "rule"])
def test_no_iri_of_ours_is_in_the_text(regime: Regime, kind: str) -> None:
    for id in regime.known(kind):
        assert "w3id.org" not in text(show_document(regime, show(regime, id))), id


def test_an_unknown_id_gets_a_suggestion(regime: Regime) -> None:
    with pytest.raises(UnknownId, match=r"nothing has the id un/2397/77; did you mean un/2397/7\?"):
        show(regime, "un/2397/77")


@pytest.mark.parametrize("id", ["", "un/2397 7", "un/../un", "https://example.org/x", "<a>"])
def test_what_cannot_be_an_id_is_refused(regime: Regime, id: str) -> None:
    with pytest.raises(BadInput):
        show(regime, id)


def test_a_thing_cannot_be_changed(regime: Regime) -> None:
    thing = show(regime, "action/road-map")
    with pytest.raises(FrozenInstanceError):
        thing.label = "other"  # type: ignore[misc]


def test_a_property_without_an_inverse_phrase_is_not_told_backwards(regime: Regime) -> None:
    assert Words(regime).phrase(Step(term("effect"), backwards=True)) is None
