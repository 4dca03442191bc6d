"""What concessions justify and what relief costs, as documents: the leads and the parts."""

from __future__ import annotations

from dataclasses import fields

import pytest
from commands import told

from kg.answers.justify.document import JustifyDocument, PriceDocument
from kg.answers.verbs.law import price
from kg.answers.verbs.packages import justify
from kg.core.document import Item, Listing, Section, line
from kg.graph.regime import Regime

BOOK = "the rulebook of Wertz (2019)"


def priced(regime: Regime, relief: str) -> PriceDocument:
    made = price(regime, relief).document
    assert made is not None
    found = made()
    assert isinstance(found, PriceDocument)
    return found


def justified(regime: Regime, actions: list[str], verifier: str | None = None) -> JustifyDocument:
    made = justify(regime, actions, verifier).document
    assert made is not None
    found = made()
    assert isinstance(found, JustifyDocument)
    return found


def entries(part: Section | None) -> list[str]:
    assert part is not None
    [block] = part.blocks
    assert isinstance(block, Listing)
    return [line(each.text if isinstance(each, Item) else each) for each in block.items]


def test_a_price_names_its_least_step_and_counts_the_rest(regime: Regime) -> None:
    found = priced(regime, "kaesong")
    assert line(found.title) == "The price of the reopening of the Kaesong Industrial Complex"
    assert found.lead == (
        "The least price of the reopening of the Kaesong Industrial Complex is 1 step (a step that "
        "begins to roll the programme back); to miss no recommendation either takes 3 steps and 1 "
        f"other term, in one of 2 ways. 4 rules of {BOOK} ask for something in return."
    )
    assert [name for name, _ in found.parts] == ["about", "least", "full", "asked"]
    assert found.about is not None
    told = {name: line(text) for name, text in found.about.pairs}
    assert told["Stage"] == "stage 4, transformative engagement"
    assert "resolution 2375, paragraph 18; resolution 2397, paragraph 7" in told["Relaxes"]
    assert entries(found.least) == [
        "a step that begins to roll the programme back  action/rollback-step"
    ]
    assert entries(found.asked)[0] == (
        "The Kaesong zone should reopen after tourism at Mount Kumgang, not before it or with it."
        "  kumgang-before-kaesong (¶31)"
    )


def test_long_relief_is_named_in_part_and_counted(regime: Regime) -> None:
    found = priced(regime, "us-lifting")
    assert found.about is not None
    relaxes = line(dict(found.about.pairs)["Relaxes"])
    assert relaxes.count(";") == 11
    assert relaxes.endswith("more provisions: sanctions-kg authority relief/us-lifting")


def test_what_nothing_is_asked_for_has_no_further_parts(regime: Regime) -> None:
    found = priced(regime, "people-exchanges")
    assert found.lead == (
        f"No rule of {BOOK} asks for anything in return for people-to-people exchanges and travel."
    )
    assert [name for name, _ in found.parts] == ["about"]


def test_what_no_step_gives_is_told_once(regime: Regime) -> None:
    found = priced(regime, "twea-termination")
    assert found.lead == (
        f"No rule of {BOOK} asks for anything in return for the end of the Trading with the Enemy "
        "Act programme; 1 recommendation is out of reach of any step on record."
    )
    assert [name for name, _ in found.parts] == ["out_of_reach"]


def test_what_is_justified_counts_every_relief_measure_once(regime: Regime) -> None:
    found = justified(regime, ["yongbyon-freeze", "road-map"], "iaea")
    assert line(found.title) == (
        "Relief for the freeze of the Yongbyon nuclear facility; an agreed road map and sequence "
        "for denuclearization (verified by the International Atomic Energy Agency)"
    )
    assert found.lead == (
        f"Under {BOOK}, these concessions reach stage 1, confidence-building measures; of 41 "
        "relief measures, 6 fit it, 19 are allowed ahead of it, 3 are one concession away and 13 "
        "are further away. 1 step is missing before stage 2, initial trade-offs."
    )
    names = ["missing", "fits", "ahead", "one_away", "further_away"]
    assert [name for name, _ in found.parts] == names
    assert [len(entries(getattr(found, name))) for name in names] == [1, 6, 19, 3, 13]
    assert entries(found.fits)[0] == (
        "pilot sales of barred goods for food and medicine  relief/food-pilot, stage 1"
    )


def test_where_a_must_is_broken_only_what_is_needed_is_told(regime: Regime) -> None:
    text = told(justify(regime, ["yongbyon-freeze", "road-map"], "iaea"))
    exports = text[text.index("relief/export-suspension") :].splitlines()[1:3]
    assert exports == [
        "    Needs: verified halt of all fissile-material production, covert enrichment included  "
        "action/fissile-halt; verifiable limits on making ballistic missiles  "
        "action/missile-production-limits",
        "    Breaks: exports need a halt of fissile production (¶32 T1.3); exports need missile "
        "limits (¶32 T1.3)",
    ]


@pytest.mark.parametrize(
    ("verifier", "title"),
    [
        (None, "Relief for an agreed road map and sequence for denuclearization"),
        (
            "none",
            "Relief for an agreed road map and sequence for denuclearization (verified by nobody)",
        ),
    ],
)
def test_the_title_says_who_verifies(regime: Regime, verifier: str | None, title: str) -> None:
    assert line(justified(regime, ["road-map"], verifier).title) == title


@pytest.mark.parametrize("kind", [JustifyDocument, PriceDocument])
def test_the_docstring_describes_each_part(kind: type) -> None:
    said = (kind.__doc__ or "").partition("Attributes:\n")[2]
    own = [each.name for each in fields(kind) if each.name in kind.__annotations__]
    assert [each.split(":")[0].strip() for each in said.splitlines() if ": " in each] == own
