"""What repair, most, frontier and compare say of a package, part by part."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import told

import kg
from kg.answers.verbs.packages import compare
from kg.answers.verbs.possible import frontier, most, most_for, repair
from kg.check.engines import Engine
from kg.core.document import Document, Item, Listing, Section, line
from kg.deal import Deal
from kg.graph.regime import Regime
from kg.present.cells import shown
from kg.present.terminal import MOST_LINES, text

DEALS = Path(__file__).parents[1] / "deals"


def deal(regime: Regime, name: str) -> Deal:
    return kg.read_deal(DEALS / f"{name}.yaml", regime)


def parts(document: Document) -> list[str]:
    return [name for name, _ in document.parts]


def items(section: Section | None) -> list[str]:
    assert section is not None
    [listing] = [each for each in section.blocks if isinstance(each, Listing)]
    return [line(each.text if isinstance(each, Item) else each) for each in listing.items]


def test_a_repair_has_a_section_for_each_proposal(regime: Regime) -> None:
    answer = repair(regime, deal(regime, "hanoi-2019-dprk-offer"), engine=Engine.compiled)
    assert answer.document is not None
    document = answer.document()
    assert parts(document) == ["repairs"]
    assert document.lead == (
        "The package has 5 breaches, 1 gap, 18 weaknesses under the rulebook of Wertz (2019). "
        "The cheapest of 3 repairs takes 5 changes at a cost of 48 and leaves 12 weaknesses."
    )
    [(_, repairs)] = document.parts
    assert [each.aside for each in repairs] == [  # type: ignore[union-attr]
        "cost 48, leaves 12 weaknesses",
        "cost 51, leaves 12 weaknesses",
        "cost 55, leaves 10 weaknesses",
    ]
    assert len(text(document, 80).splitlines()) <= MOST_LINES


def test_what_conforms_needs_no_repair(regime: Regime) -> None:
    text = told(repair(regime, deal(regime, "wertz-2019-framework"), engine=Engine.compiled))
    assert text.splitlines()[1] == (
        "Nothing is found under the rulebook of Wertz (2019). Nothing needs to change."
    )
    assert "checked again" not in text


def test_the_most_for_a_package_names_it_and_counts(regime: Regime) -> None:
    answer = most(regime, deal(regime, "hanoi-2019-dprk-offer"))
    assert answer.document is not None
    document = answer.document()
    assert parts(document) == ["phases", "left_out", "not_tried"]
    assert document.title == (
        "The most relief for the concessions of What the DPRK asked for at Hanoi"
    )
    assert document.lead == (
        "Under the rulebook of Wertz (2019), 25 of 40 relief measures go together with these "
        "concessions, in 1 phase. The package leaves 21 weaknesses."
    )


def test_the_most_for_actions_lists_each_measure_with_its_id(regime: Regime) -> None:
    answer = most_for(regime, ["ctbt-signature"], phases=1)
    assert answer.document is not None
    document = answer.document()
    assert document.title == "The most relief that these concessions can justify"
    (_, phases), (_, [left_out]), (_, [not_tried]) = document.parts
    assert isinstance(phases[0], Section)
    assert items(phases[0].blocks[0]) == [  # type: ignore[arg-type]
        "signature of the Comprehensive Nuclear-Test-Ban Treaty  action/ctbt-signature"
    ]
    assert [f"relief/{each.rpartition('  relief/')[2]}" for each in items(left_out)] == list(  # type: ignore[arg-type]
        answer.found.left_out
    )
    assert len(items(not_tried)) == len(answer.found.not_tried)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def front(regime: Regime) -> Document:
    """The front of one phase."""
    document = frontier(regime, phases=1, seconds=600).document
    assert document is not None
    return document()


def test_the_frontier_is_a_table_of_points_with_the_estimates_behind_it(front: Document) -> None:
    assert parts(front) == ["points", "packages", "estimates"]
    assert front.lead == (
        "3 packages stand on the frontier under the rulebook of Wertz (2019). The one that is "
        "worth most relaxes 27 provisions for 7 steps, the one worth least 3 provisions for no "
        "step."
    )
    points, _ = front.tables
    assert shown(points).rows == (
        ("1", "7", "2,410–4,070, D (guess)", "1,100–1,520, C", "27", "10 weaknesses"),
        ("2", "1", "330–1,570, D (guess)", "1,100–1,520, C", "26", "10 weaknesses"),
        ("3", "0", "none", "none", "3", "no finding"),
    )


def test_an_estimate_that_nobody_compared_with_its_text_is_marked(front: Document) -> None:
    _, estimates = front.tables
    rows = {row[-1]: row for row in shown(estimates).rows}
    assert rows["estimate/kumgang-tourism"] == (
        "tours to Mount Kumgang (unverified, from memory)",
        "income",
        "10–50",
        "C",
        "estimate/kumgang-tourism",
    )


def test_a_comparison_has_its_parts_in_order(regime: Regime) -> None:
    one, other = (deal(regime, f"hanoi-2019-{name}") for name in ("us-position", "dprk-offer"))
    answer = compare(regime, one, other)
    assert answer.document is not None
    document = answer.document()
    assert parts(document) == ["packages", "phases", "only_a", "only_b", "both"]
    assert document.lead == (
        "Measured against A, B adds 3 commitments and drops 6; none stays as it is. Under the "
        "rulebook of Wertz (2019) A is underspecified (3 gaps, 7 weaknesses), and B breaks rules "
        "(5 breaches, 1 gap, 18 weaknesses)."
    )
    own = [name for name, blocks in document.parts if name == "phases" for _ in blocks]
    assert len(own) == 3
    assert len(text(document, 80).splitlines()) <= MOST_LINES


def test_a_package_compared_with_itself_has_the_same_commitments(regime: Regime) -> None:
    same = deal(regime, "hanoi-2019-us-position")
    lines = told(compare(regime, same, same)).splitlines()
    assert lines[1].startswith("B commits to the same as A: 6 commitments in all. Under the ")
    assert lines[lines.index("Phase 1  Full declaration and handover") + 1] == "  2 unchanged"
