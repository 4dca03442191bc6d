"""A named question as an answer in every format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.grounds import rows_lines
from kg.answers.rows_document import rows_document
from kg.answers.verbs.answer import Answer
from kg.answers.verbs.argument import Argument
from kg.check.questions import run_on
from kg.core.dates import as_of_data, as_of_line
from kg.core.ids import TERMS
from kg.graph import queries

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.query_files import Query
    from kg.graph.regime import Regime

_LISTS = "designations"
_NAME = Argument("name", "question", str, None, "its name")
_VALUES = Argument("parameters", "parameters", Mapping[str, str], None, "a value for each")
_LISTED = f"ASK {{ ?designation a <{TERMS}Designation> }}"


def ask(
    regime: Regime, name: str, parameters: Mapping[str, str], package: Deal | None = None
) -> Answer:
    """Ask a named question of the regime, or of a package.

    Args:
        regime: the regime asked.
        name: the file name of the question.
        parameters: a value for each parameter that has no default.
        package: the package, for a question that asks of one.

    Raises:
        BadInput: as for ``kg.graph.queries.run`` and ``kg.graph.queries.run_on``.

    >>> import kg
    >>> given = {"subject": "subject/coal", "sender": "actor/unsc"}
    >>> ask(kg.load(), "history-of-subject", given).found.rows[0]["provision"]
    'un/2270/29'
    """
    query = queries.find(_NAME.read(name))
    _VALUES.read(parameters)
    days: tuple[date, ...] = ()
    if package is None:
        rows = queries.run(regime, name, **parameters)
        bound = queries.bindings(regime, query, parameters)
        if on := bound.get(queries.DAY) or bound.get(queries.LAST):
            days = (date.fromisoformat(on.value),)
    else:
        rows, days = run_on(regime, package, name, **parameters), (package.as_of,)
    instead = _instead(regime, query, parameters, bool(rows))
    answer = Answer(
        regime,
        rows,
        days,
        document=lambda: rows_document(regime, query, parameters, rows, days, instead, package),
        data=lambda: {
            **as_of_data(regime.data_date, *days),
            "question": query.title,
            "rows": answer.table().rows,
        },
        rows=lambda: rows,
        package_sources=package.sources if package else (),
        remark=instead if rows else f"none on record{f': {instead}' if instead else ''}",
    )
    return answer


def grounds(answer: Answer) -> list[str]:
    """Says on which sources the rows of a question rest, what is unverified, and its days."""
    regime = answer.regime
    told = rows_lines(regime, answer.found, answer.package_sources)
    empty = [f"{answer.warning[0].upper()}{answer.warning[1:]}."] if answer.warning else []
    return [*empty, *told, as_of_line(regime.data_date, *answer.as_of)]


def _instead(regime: Regime, query: Query, given: Mapping[str, str], answered: bool) -> str | None:
    """Says why a question may have no answer: no list is loaded, it was asked too high, or else."""
    if query.theme == _LISTS and not answered and not regime.ask(_LISTED):
        return "no list of designations is loaded beside the regime"
    elsewhere = queries.misplaced(regime, query, given, answered)
    return elsewhere or (None if answered else query.empty or None)
