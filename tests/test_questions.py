"""The rows of a named question as a document."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from asked import cases, package, with_lists

from kg.answers.columns import table_of, unit_of
from kg.answers.rows_document import RowsDocument
from kg.answers.verbs import Answer, questions
from kg.core.document import Column, Span, line
from kg.graph import queries
from kg.graph.queries import Query, Rows
from kg.graph.regime import Regime
from kg.present.terminal import MOST_LINES, text

FIRST = [pytest.param(query, id=query.name) for query in queries.list_queries()]


def asked(regime: Regime, query: Query) -> Answer:
    case: dict[str, Any] = cases(query)[0]
    regime = with_lists(regime, *case.get("lists", ()))
    deal = package(regime, case["deal"]) if "deal" in case else None
    given = {name: str(value) for name, value in case.get("parameters", {}).items()}
    return questions.ask(regime, query.name, given, deal)


def document(answer: Answer) -> RowsDocument:
    assert answer.document
    found = answer.document()
    assert isinstance(found, RowsDocument)
    return found


@pytest.mark.parametrize("query", FIRST)
def test_a_table_holds_every_column_of_its_question_labels_first(
    regime: Regime, query: Query
) -> None:
    answer = asked(regime, query)
    found = document(answer)
    assert found.title == query.title
    assert found.rows
    columns = found.rows.columns
    names = {each.name for each in columns}
    terms = {
        name
        for name in query.returns
        if all(str(row[name]).startswith("skg:") for row in answer.found if row[name])
    }
    labelled = {name.removesuffix("_label") for name in names}
    assert set(query.returns) - names - labelled <= terms
    assert columns[0].kind != "id" or all(each.kind == "id" for each in columns[:1])
    kinds = [each.kind == "id" for each in columns]
    assert kinds == sorted(kinds)
    headings = [each.label for each in columns]
    assert len(set(headings)) == len(headings)
    assert len(found.rows.rows) == len(answer.found)


@pytest.mark.parametrize("query", FIRST)
def test_a_text_is_short_and_has_no_year_with_a_comma(regime: Regime, query: Query) -> None:
    found = document(asked(regime, query))
    assert found.rows
    for width in (80, None):
        written = text(found, width)
        assert written.count("\n") <= MOST_LINES
        assert [each for each in written.splitlines() if each != each.rstrip()] == []
    for place, column in enumerate(found.rows.columns):
        cells = [row[place] for row in found.rows.rows if row[place] is not None]
        years = [each for each in cells if type(each) is int and 1900 <= each <= 2100]
        assert column.kind == "year" or len(years) < len(cells) or not cells or len(cells) < 3, (
            column
        )


def lead(regime: Regime, name: str, **given: str) -> str:
    return document(questions.ask(regime, name, given)).lead


def test_a_lead_counts_rows_and_says_what_was_asked(regime: Regime) -> None:
    council = "United Nations Security Council"
    assert lead(regime, "history-of-subject", subject="subject/coal", sender="actor/unsc") == (
        f"3 provisions of the {council} for subject “coal”, in 13 rows."
    )
    assert lead(regime, "measures-on-goods", goods="goods/coal", sender="actor/unsc") == (
        f"1 provision of the {council} for goods “coal” on 21 July 2026."
    )
    assert lead(regime, "caps", day="2017-04-01", sender="actor/unsc") == (
        f"1 provision of the {council} on 1 April 2017."
    )
    assert lead(
        regime, "changes-between", first="2017-12-30", last="2018-01-02", sender="actor/unsc"
    ) == (f"2 provisions of the {council} after 30 December 2017 up to 2 January 2018, in 3 rows.")
    assert lead(regime, "exports-by-goods", year="2016") == "12 figures in 2016, in 19 rows."
    assert lead(regime, "types-of-measure") == "31 rows."
    assert lead(regime, "delegations") == "9 powers on 21 July 2026, in 15 rows."
    assert lead(regime, "actions-that-entail", action="action/rollback-step") == (
        "14 actions for action “a step that begins to roll the programme back”."
    )
    assert lead(regime, "positions-on", of="actor/china", day="2019-12-20") == (
        "5 rows for China on 20 December 2019."
    )


def test_an_empty_answer_says_what_it_means(regime: Regime) -> None:
    assert lead(regime, "designations-under-provision", provision="us/eo-13722/2/a/iv") == (
        "None on record for Executive Order 13722, section 2(a)(iv): "
        "no list of designations is loaded beside the regime."
    )
    assert lead(regime, "twins-of-provision", provision="un/2397") == (
        "None on record for UN Security Council resolution 2397 (2017) on 21 July 2026: "
        "un/2397 is an act as a whole, ask for a paragraph of it, such as un/2397/4."
    )


OF_RELIEF = [
    pytest.param(query, id=query.name)
    for query in queries.list_queries()
    if any(parameter.name == "relief" for parameter in query.parameters)
]


@pytest.mark.parametrize("query", OF_RELIEF)
def test_a_question_of_relief_is_never_silently_empty(regime: Regime, query: Query) -> None:
    answers = [
        questions.ask(regime, query.name, {"relief": f"relief/{name}"})
        for name in ("export-suspension", "kaesong", "us-lifting", "bda-funds")
    ]
    empty = [each for each in answers if not each.found]
    assert empty
    for each in empty:
        assert str(each.warning).startswith("none on record: ")
        assert document(each).lead.endswith(f"{str(each.warning).partition(': ')[2]}.")


def test_rows_for_a_thing_of_another_kind_carry_a_note(regime: Regime) -> None:
    answer = questions.ask(regime, "measures-on-goods", {"goods": "subject/coal"})
    said = "subject/coal is a subject, not goods: ask for goods/coal"
    assert answer.warning == said
    assert line(document(answer).notes[0].text) == f"{said}."


def test_many_unverified_records_are_counted_before_the_rows_and_named_after_them(
    regime: Regime,
) -> None:
    found = document(questions.ask(regime, "measures-on-goods", {"goods": "goods/coal"}))
    assert [name for name, _ in found.parts] == ["rows", "unverified"]
    [note] = found.notes
    assert line(note.text) == (
        "11 records that the rows name are unverified; they are listed after the rows."
    )


def test_ids_without_labels_get_those_of_the_regime(regime: Regime) -> None:
    rows = Rows(
        ("provision", "label", "since", "held_by", "share"),
        (
            {
                "provision": "un/2397/7",
                "label": "resolution 2397, paragraph 7",
                "since": 2017,
                "held_by": "actor/unsc",
                "share": 0.125,
            },
        ),
    )
    assert unit_of(rows) == ("provision", 1)
    table = table_of(regime, rows, "provision")
    assert table.columns == (
        Column("label", "provision"),
        Column("since", "since", "year"),
        Column("held_by_label", "held by"),
        Column("share", "share", "number"),
        Column("provision", "provision id", "id"),
        Column("held_by", "held by id", "id"),
    )
    [row] = table.rows
    assert row[0] == Span("resolution 2397, paragraph 7", None, "un/2397/7")
    assert row[2] == Span("United Nations Security Council", None, "actor/unsc")
    assert (str(row[3]), row[4:]) == ("0.125", ("un/2397/7", "actor/unsc"))


def test_a_day_is_a_day_and_a_text_is_a_text(regime: Regime) -> None:
    rows = Rows(
        ("event", "day", "note"), ({"event": "event/x", "day": date(2019, 2, 28), "note": None},)
    )
    assert [each.kind for each in table_of(regime, rows, "event").columns] == ["day", "text", "id"]
