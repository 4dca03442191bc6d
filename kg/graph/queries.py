"""Named questions: asked by the name of their file, with bound parameters, answered in rows.

Most are asked of a regime (``run``), those of a package beside the law of a package
(``kg.check.questions``). ``kg.graph.query_files`` says how a file is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.errors import BadInput
from kg.core.ids import did_you_mean, only_known
from kg.core.resources import folder
from kg.graph.query_files import CHECKS, PACKAGE, Parameter, Query, read, read_all, read_once
from kg.graph.query_values import Value, bind, plain

if TYPE_CHECKING:
    from pathlib import Path

    from kg.graph.regime import Regime

__all__ = [
    "Parameter",
    "Query",
    "Rows",
    "answered",
    "bindings",
    "find",
    "list_queries",
    "misplaced",
    "read",
    "rows",
    "run",
]

_NAME = re.compile(r"(?:[\w-]+/)?[\w-]+", re.ASCII)

#: The parameter by which a question is asked of the law of a day.
DAY = "day"
#: The last day of a stretch of time that a question is asked about.
LAST = "last"


@dataclass(frozen=True)
class Rows:
    """An answer: the columns in order, and for each row a value under every column.

    A value is a short id, a text, a number, a day, a truth value, or None where there is none.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, Value], ...]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def list_queries(theme: str | None = None) -> tuple[Query, ...]:
    """Lists the questions a user may ask.

    Args:
        theme: the folder to list; nothing for all but the checks, ``checks`` for these.

    >>> [query.name for query in list_queries("measures")][:2]
    ['amenability-of-types', 'binding-or-hortatory']
    """
    found = read_all(folder("queries"))
    return tuple(q for q in found if (q.theme == theme if theme else q.theme != CHECKS))


def find(name: str) -> Query:
    """Returns the question of a file name, with or without its theme.

    Raises:
        BadInput: if no file has this name.

    >>> find("law/caps") is find("caps")
    True
    """
    found = _named(folder("queries"), name)
    if found is not None:
        return found
    known = _by_name(folder("queries"))
    if name in known:
        return known[name]
    near = did_you_mean(name, known)
    hint = f"did you mean {near[0]}?" if near else "list them with: sanctions-kg query --list"
    raise BadInput(f"no query {name}", hint=hint)


@lru_cache(maxsize=512)
def _named(root: Path, name: str) -> Query | None:
    """The question in the one file of this name, without a look at the others; else None."""
    pattern = f"{name}.rq" if "/" in name else f"*/{name}.rq"
    files = list(root.glob(pattern)) if _NAME.fullmatch(name) else []
    return read_once(files[0]) if len(files) == 1 else None


@lru_cache(maxsize=8)
def _by_name(root: Path) -> Mapping[str, Query]:
    """The questions of a folder by their names, with and without the theme."""
    return {key: query for query in read_all(root) for key in (query.name, query.id)}


def run(regime: Regime, name: str, /, **parameters: str | int | date) -> Rows:
    """Asks a named question of a regime; one with a parameter ``day`` of the law of that day.

    Args:
        regime: the regime asked.
        name: the file name of the question, such as ``history-of-subject``.
        **parameters: a value for each parameter that has no default.

    Raises:
        BadInput: if the query or a parameter is unknown, a parameter is missing, a value is not of
            its type, the question is one of a package, or a store elsewhere is asked about a day on
            which provisions had other words.

    >>> import kg
    >>> run(kg.load(), "history-of-subject", subject="subject/coal").rows[0]["provision"]
    'us/nkspea/104/a/8'
    """
    query = find(name)
    if query.asks == PACKAGE:
        hint = "name the package as well, with --package"
        raise BadInput(f"{query.name} asks of a package, not of the regime", hint=hint)
    bound = bindings(regime, query, parameters)
    on_day = regime.on(date.fromisoformat(bound[DAY].value)) if DAY in bound else regime
    if regime.remote:
        if on_day is not regime:
            day = bound[DAY].value
            message = f"the store holds the words of {regime.data_date}; others stood on {day}"
            raise BadInput(message, hint="ask without the store, or leave the day out")
        found = regime.remote.select(query.text, bound).rows
        return rows(regime, query, ([each[column] for column in query.returns] for each in found))
    return answered(on_day, on_day.store, query, bound)


def misplaced(
    regime: Regime,
    query: Query,
    given: Mapping[str, str | int | date],
    answered: bool,
) -> str | None:
    """Says that a question was asked at the wrong level, and at which to ask it; else None.

    Args:
        regime: the regime asked.
        query: the question.
        given: the values that were given.
        answered: whether it had rows.

    >>> import kg
    >>> regime, query = kg.load(), find("twins-of-provision")
    >>> misplaced(regime, query, {"provision": "un/2397/7"}, answered=True)
    >>> misplaced(regime, query, {"provision": "un/2397"}, answered=False)
    'un/2397 is an act as a whole, ask for a paragraph of it, such as un/2397/4'
    """
    from kg.graph.levels import advice, meant

    for parameter in query.parameters:
        if parameter.type != "id" or parameter.name not in given:
            continue

        def has_rows(id: str, name: str = parameter.name) -> bool:
            if regime.remote or query.asks == PACKAGE:
                return True
            return bool(run(regime, query.name, **{**given, name: id}))

        id = meant(regime, parameter, str(given[parameter.name]))
        if said := advice(regime, parameter, id, answered, has_rows):
            return said
    return None


def answered(
    regime: Regime,
    store: ox.Store,
    query: Query,
    bound: Mapping[str, ox.NamedNode | ox.Literal],
) -> Rows:
    """Asks a question of a store.

    Args:
        regime: the regime whose ids stand in the answer.
        store: the store.
        query: the question.
        bound: the term for each of its parameters.
    """
    found = store.query(
        query.text,
        use_default_graph_as_union=True,
        substitutions={ox.Variable(key): value for key, value in bound.items()},
    )
    assert isinstance(found, ox.QuerySolutions)
    return rows(regime, query, ([each[column] for column in query.returns] for each in found))


def bindings(
    regime: Regime,
    query: Query,
    given: Mapping[str, str | int | date],
    left_open: str | None = None,
) -> dict[str, ox.NamedNode | ox.Literal]:
    """Returns the RDF term for each parameter of a query, from what was given and the defaults.

    Args:
        regime: the regime whose ids are meant.
        query: the question.
        given: the values that were given.
        left_open: a parameter that gets no value, so that the question is asked of everything.

    Raises:
        BadInput: if a parameter is unknown or missing, or a value is not of its type.
    """
    names = [parameter.name for parameter in query.parameters]
    only_known(given, names, query.name)
    bound: dict[str, ox.NamedNode | ox.Literal] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if parameter.name == left_open:
            continue
        if value is None:
            message = f"{query.name} needs the parameter {parameter.name} ({parameter.meaning})"
            raise BadInput(message, hint=f"write {parameter.name}=…")
        bound[parameter.name] = bind(regime, parameter, value)
    return bound


def rows(regime: Regime, query: Query, solutions: Iterable[Iterable[object]]) -> Rows:
    """Returns solutions, each a sequence of terms in the order of the columns, as plain rows."""
    table = [
        dict(zip(query.returns, (plain(regime, term) for term in each), strict=True))
        for each in solutions
    ]
    return Rows(query.returns, tuple(table))
