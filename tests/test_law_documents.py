"""What was in force, what changed and how it came about, as documents."""

from __future__ import annotations

from datetime import date

from kg.answers.law import changes, history, regime_on
from kg.answers.law.document import changes_document, history_document, regime_document
from kg.core.document import Fields, Item, Listing, Paragraph, Section, line
from kg.graph.regime import Regime
from kg.present.terminal import MOST_LINES, text

DAY = date(2017, 8, 4)


def titles(sections: tuple[Section, ...]) -> list[str]:
    return [line(each.title) for each in sections]


def test_the_law_of_a_day_is_told_by_sender_those_with_most_measures_first(regime: Regime) -> None:
    found = regime_document(regime, regime_on(regime, DAY, goods="coal"), target="North Korea")
    assert found.lead == (
        "16 measures (goods: coal) were in force on 4 August 2017: United States of America 13, "
        "European Union 1, Republic of Korea 1, United Nations Security Council 1. "
        "1 more begins on record only later and may have been in force already."
    )
    assert [name for name, _ in found.parts] == ["senders", "may_be_older"]
    assert titles(found.senders) == [
        "United States of America: 13",
        "European Union: 1",
        "Republic of Korea: 1",
        "United Nations Security Council: 1",
    ]
    [council] = found.senders[-1].blocks
    assert isinstance(council, Section)
    assert (line(council.title), council.aside, council.unit) == (
        "resolution 2321, paragraph 26",
        "un/2321/26",
        "measure",
    )
    says, kind, marks = council.blocks
    assert isinstance(says, Paragraph)
    assert isinstance(kind, Paragraph)
    assert isinstance(marks, Fields)
    assert line(kind.text) == (
        "Export measure, caps; since 30 November 2016, no longer from 5 August 2017"
    )
    assert [name for name, _ in marks.pairs] == ["Goods", "Cap", "Exceptions"]


def test_a_short_form_of_the_law_still_counts_every_sender(regime: Regime) -> None:
    law = regime_on(regime)
    found = regime_document(regime, law)
    for width in (80, 120, None):
        written = text(found, width)
        assert written.count("\n") <= MOST_LINES
        for title in titles(found.senders):
            assert f"\n{title}\n" in written
    whole = text(found, everything=True)
    assert all(f"  {each.id}\n" in whole for each in law.provisions)


def test_a_year_has_no_comma_and_no_line_ends_in_blanks(regime: Regime) -> None:
    written = text(regime_document(regime, regime_on(regime)), everything=True)
    assert "2,016" not in written
    assert [each for each in written.splitlines() if each != each.rstrip()] == []


def test_provisions_that_are_no_measures_keep_all_their_effects(regime: Regime) -> None:
    law = regime_on(regime, instrument="msmt", every=True)
    found = regime_document(regime, law, "provision")
    assert (
        found.title
        == "Provisions in force on 21 July 2026 (Multilateral Sanctions Monitoring Team)"
    )
    [sender] = found.senders
    [provision] = sender.blocks
    assert isinstance(provision, Section)
    assert line(provision.title).endswith(" (unverified)")
    kind = provision.blocks[1]
    assert isinstance(kind, Paragraph)
    assert line(kind.text) == "Establishes; since 16 October 2024"


def test_changes_stand_under_their_act_by_kind(regime: Regime) -> None:
    found = changes_document(
        regime, changes(regime, date(2024, 4, 30), date(2024, 5, 1), sender="unsc")
    )
    assert found.lead == (
        "6 changes took effect after 30 April 2024 and up to 1 May 2024, by 3 acts: "
        "3 spent, 2 ran out, 1 ended."
    )
    assert [name for name, _ in found.parts] == ["acts"]
    assert titles(found.acts) == [
        "1 May 2024, by UN Security Council resolution 2321 (2016), of 30 November 2016",
        "1 May 2024, by UN Security Council resolution 2371 (2017), of 5 August 2017",
        "1 May 2024, by UN Security Council resolution 2680 (2023), of 23 March 2023",
    ]
    kinds = [
        [line(each.title) for each in act.blocks if isinstance(each, Section)] for act in found.acts
    ]
    assert kinds == [["Spent"], ["Spent"], ["Ended", "Ran out"]]


def test_a_history_has_its_chain_and_a_section_for_each_step(regime: Regime) -> None:
    found = history_document(regime, history(regime, "un/2371/8"))
    assert found.lead == (
        "Resolution 2371, paragraph 8 stands in a chain of 3 provisions, the first since 2 March "
        "2016. 1 of them is in force on 21 July 2026."
    )
    assert [name for name, _ in found.parts] == ["chain", "steps"]
    assert found.chain
    assert line(found.chain.text) == (
        "resolution 2270, paragraph 29 → resolution 2321, paragraph 26 → "
        "resolution 2371, paragraph 8"
    )
    assert [step.aside for step in found.steps] == ["un/2270/29", "un/2321/26", "un/2371/8"]
    [later] = [each for each in found.steps[0].blocks if isinstance(each, Listing)]
    assert [line(each) for each in later.items if not hasattr(each, "inside")][-1] == (
        "superseded by resolution 2321, paragraph 26"
    )


def test_a_provision_without_a_chain_is_told_alone(regime: Regime) -> None:
    found = history_document(regime, history(regime, "msmt/f1"))
    assert found.chain is None
    assert found.lead == (
        "No other provision on record changes Multilateral Sanctions Monitoring Team, function F1 "
        "or is changed by it. It is in force on 21 July 2026."
    )


def test_a_provision_that_several_acts_changed_at_once_is_named_once(regime: Regime) -> None:
    found = changes_document(
        regime, changes(regime, date(2016, 3, 1), date(2016, 3, 2), sender="unsc")
    )
    [act] = found.acts
    tightened = next(
        block
        for block in act.blocks
        if isinstance(block, Section) and block.title == "Tightened by"
    )
    [listed] = tightened.blocks
    assert isinstance(listed, Listing)
    names = [line(item.text) for item in listed.items if isinstance(item, Item)]
    assert len(names) == len(set(names)) == len(listed.items)
    first = listed.items[0]
    assert isinstance(first, Item)
    assert line(first.text) == "resolution 1718, paragraph 8(a)(i)  un/1718/8/a/i"
    assert [line(each.text)[:30] for each in first.inside if isinstance(each, Paragraph)] == [
        f"resolution 2270, paragraph {number}: " for number in (6, 7, 8)
    ]


def test_a_long_stretch_counts_its_commonest_kinds_of_change(regime: Regime) -> None:
    found = changes_document(regime, changes(regime, date(2016, 1, 1), date(2026, 7, 21)))
    assert found.lead == (
        "701 changes took effect after 1 January 2016 and up to 21 July 2026, by 72 acts: 428 "
        "began, 63 reworded, 60 tightened, 27 given an exception, 24 ran out, 19 first on record, "
        "maybe older, 80 of other kinds."
    )


def test_what_a_provision_says_today_is_told_once(regime: Regime) -> None:
    found = history_document(regime, history(regime, "us/nkspea/203/b"))
    said = [each for each in found.steps[0].blocks if isinstance(each, Paragraph)]
    assert [line(each.text) for each in said] == ["Since 18 February 2016"]


def test_sums_of_money_are_in_the_plural(regime: Regime) -> None:
    assert "or 400,870,018 US dollars, whichever is lower" in text(
        history_document(regime, history(regime, "coal"))
    )
