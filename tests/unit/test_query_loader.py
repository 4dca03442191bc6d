"""What the queries refuse: unknown names, missing or hostile values, files out of order."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import kg
from kg.check.questions import package_store, run_on
from kg.core.errors import BadInput, BrokenData, UnknownId
from kg.core.owl import TYPE
from kg.core.resources import folder
from kg.graph import queries
from kg.graph.regime import Regime


def test_an_unknown_question_gets_a_suggestion(regime: Regime) -> None:
    with pytest.raises(
        BadInput, match=r"no query history-of-subjct; did you mean history-of-subject\?"
    ):
        queries.run(regime, "history-of-subjct")


def test_a_question_answers_to_its_path(regime: Regime) -> None:
    assert queries.find("law/caps") is queries.find("caps")


def test_a_missing_parameter_is_named_with_its_meaning(regime: Regime) -> None:
    with pytest.raises(
        BadInput, match=r"needs the parameter subject \(the subject, such as subject/coal\)"
    ):
        queries.run(regime, "history-of-subject")


def test_an_unknown_parameter_gets_a_suggestion(regime: Regime) -> None:
    with pytest.raises(BadInput, match=r"caps has no parameter dy; did you mean day\?"):
        queries.run(regime, "caps", dy="2019-02-28")
    with pytest.raises(BadInput, match="demands has no parameter day; it takes none"):
        queries.run(regime, "demands", day="2019-02-28")


@pytest.mark.parametrize(
    "value",
    [
        "subject/coal> } ; DROP ALL #",
        "subject/coal ?x",
        "../subject/coal",
        "https://example.org/coal",
        'subject/coal" }',
        "subject/coal\nSERVICE <http://example.org/> {}",
        "",
    ],
)
def test_what_cannot_be_an_id_is_refused(regime: Regime, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        queries.run(regime, "history-of-subject", subject=value)
    assert caught.value.where == "subject"


def test_an_id_of_nothing_gets_a_suggestion(regime: Regime) -> None:
    with pytest.raises(
        UnknownId, match=r"subject: nothing has the id subject/cole; did you mean subject/coal\?"
    ):
        queries.run(regime, "history-of-subject", subject="subject/cole")


@pytest.mark.parametrize(
    "value",
    ["today", "2019-02-30", "20190228", "2019-W09-4", "2019-02-28T00:00", "2019-02-28' }"],
)
def test_what_is_not_a_day_is_refused(regime: Regime, value: str) -> None:
    with pytest.raises(BadInput, match="is not a day; write YYYY-MM-DD"):
        queries.run(regime, "caps", day=value)


def test_a_day_may_be_a_date(regime: Regime) -> None:
    assert queries.run(regime, "caps", day=date(2017, 4, 1)) == queries.run(
        regime, "caps", day="2017-04-01"
    )


@pytest.mark.parametrize(
    "value", ["84'] ; DROP ALL", '84" || true || "', "84\\", "\u202e84", "84 ) } #"]
)
def test_text_is_never_read_as_part_of_the_query(regime: Regime, value: str) -> None:
    with pytest.raises(BadInput, match="write 2, 4 or 6 digits"):
        queries.run(regime, "measures-on-hs-code", code=value)


def test_values_come_as_plain_python(regime: Regime) -> None:
    first = queries.run(regime, "caps").rows[0]
    assert (first["amount"], first["from"], first["until"]) == (4000000, date(2017, 12, 22), None)
    assert not isinstance(first["amount"], Decimal)


def test_a_question_of_a_package_is_not_asked_of_the_regime(regime: Regime) -> None:
    with pytest.raises(BadInput, match="states-after-phase asks of a package, not of the regime"):
        queries.run(regime, "states-after-phase", after=1)


def test_a_question_of_the_regime_is_not_asked_of_a_package(regime: Regime) -> None:
    deal = kg.read_deal(folder("deals") / "tutorial.yaml", regime)
    with pytest.raises(BadInput, match="caps asks of the regime, not of a package"):
        run_on(regime, deal, "caps")


def test_a_question_of_a_package_leaves_the_regime_as_it_was(regime: Regime) -> None:
    before = len(regime.store)
    deal = kg.read_deal(folder("deals") / "tutorial.yaml", regime)
    assert len(run_on(regime, deal, "states-after-phase", after=2))
    assert len(regime.store) == before


def test_what_a_package_is_asked_holds_what_follows_for_it(regime: Regime) -> None:
    deal = kg.read_deal(folder("deals") / "tutorial.yaml", regime)
    store = package_store(regime, deal)
    relief = regime.node("deal/tutorial/phase-1/relief-1")
    for predicate, node in (
        ("skg:touches", regime.node("un/2371/8")),
        (None, regime.node("skg:ExportRelief")),
    ):
        name = regime.node(predicate) if predicate else TYPE
        assert next(iter(store.quads_for_pattern(relief, name, node, None)), None)


QUERY = """# title: What?
# answers: All.
# returns: thing

SELECT DISTINCT ?thing WHERE { ?thing ?is ?that } ORDER BY ?thing
"""
SERVICE = "SERVICE <https://example.org/> { ?thing ?is ?that }"


def with_line(line: str) -> str:
    return QUERY.replace("# returns", f"{line}\n# returns")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (QUERY.replace("# answers: All.\n", ""), "the header has no answers"),
        (QUERY.replace("title", "titel"), "not a header line"),
        (with_line("# answers: More."), "not a header line"),
        (with_line("# param day : the day"), "not a parameter: day : the day"),
        (with_line("# param day day required : the day"), "not a parameter"),
        (with_line("# param day date required : the day"), "header and SELECT differ in day"),
        (QUERY.replace(": thing", ": thing, other"), "header and SELECT differ in other"),
        (QUERY.replace("?is ?that", "?is"), "the query does not parse"),
        (QUERY.replace("?thing ?is ?that", SERVICE), "SERVICE is refused"),
        (QUERY.replace("WHERE", "FROM <file:///etc/passwd> WHERE"), "FROM is refused"),
        (QUERY.split("SELECT")[0] + "ASK { ?thing ?is ?that }", "a query file holds one SELECT"),
        (with_line("# severity: error"), "a check, and only a check, has a severity"),
        (with_line("# asks: packages"), "not what a question can ask: packages"),
    ],
)
def test_a_file_out_of_order_is_refused(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "law" / "what.rq"
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    with pytest.raises(BrokenData, match=re.escape(says)) as caught:
        queries.read(path)
    assert str(path) in str(caught.value)


def test_a_file_in_order_is_read(tmp_path: Path) -> None:
    path = tmp_path / "law" / "what.rq"
    path.parent.mkdir()
    text = with_line("#   Really.\n# param n integer default=3 : how many")
    path.write_text(text.replace("?thing WHERE", "?thing ?n WHERE"), "utf-8")
    query = queries.read(path)
    assert (query.id, query.answers, query.returns) == ("law/what", "All. Really.", ("thing",))
    assert query.parameters == (queries.Parameter("n", "integer", "3", "how many"),)
    assert query.asks is None


def test_a_question_of_a_package_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deals" / "what.rq"
    path.parent.mkdir()
    path.write_text(with_line("# asks: package"), "utf-8")
    assert queries.read(path).asks == "package"


def test_a_check_asks_nothing_of_a_package(tmp_path: Path) -> None:
    path = tmp_path / "checks" / "what.rq"
    path.parent.mkdir()
    path.write_text(with_line("# severity: error\n# asks: package"), "utf-8")
    with pytest.raises(BrokenData, match="a check asks the regime"):
        queries.read(path)
