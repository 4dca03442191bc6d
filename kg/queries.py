"""Named questions: SPARQL files with a plain header, checked when read and asked with bound parameters.

A query file is a run of header lines, then one SELECT. The header is written in lines of ``# key: text``; a line that
begins with ``#`` and three blanks continues the one before it::

    # title: Which measures on given goods are in force?
    # answers: Every measure that names these goods, a group they belong to, or a part of them.
    # param goods id required : the goods, such as goods/coal
    # param day date default=data-date : the day on which the measures are in force
    # returns: provision, label, says
    # notes: One row for each of the goods that a provision names.

- ``title`` and ``answers`` say what is asked and what comes back; ``notes`` may say what to mind.
- ``param NAME TYPE required : meaning`` or ``param NAME TYPE default=VALUE : meaning``, one line each. The types are
  ``id`` (a short id, or ``skg:Name`` for a term), ``date`` (YYYY-MM-DD; the default ``data-date`` is the day up to
  which the facts of the regime were read), ``text`` and ``integer``.
- ``returns`` lists the columns in order. The query selects these, and its parameters, and nothing else.
- ``severity: error`` or ``warning`` makes the file a check: it has the columns ``record`` and ``detail``, takes no
  parameter, and passes when it returns no row.

A parameter is an ordinary variable of the query. Its value is bound by the engine and never written into the text; an
engine only binds what the query, and each of its subselects, projects. SERVICE and FROM are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import sparql
from kg.errors import BadInput, BrokenData
from kg.ids import did_you_mean
from kg.query_values import Value, bind, plain
from kg.resources import folder

if TYPE_CHECKING:
    from datetime import date

    from kg.regime import Regime

TYPES = ("id", "date", "text", "integer")
_KEYS = ("title", "answers", "param", "returns", "notes", "severity")
_LINE = re.compile(r"# (\w+):? ?(.*)")
_PARAM = re.compile(r"(\w+) (\w+) (required|default=\S+) : (.+)")


@dataclass(frozen=True)
class Parameter:
    """What a query must be told; ``default`` is None when there is none."""

    name: str
    type: str
    default: str | None
    meaning: str


@dataclass(frozen=True)
class Query:
    """A named question, as its file states it."""

    name: str
    theme: str
    title: str
    answers: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    notes: str
    severity: str | None
    text: str

    @property
    def id(self) -> str:
        """The path of the file under the folder of queries, without its ending."""
        return f"{self.theme}/{self.name}"


@dataclass(frozen=True)
class Rows:
    """An answer: the columns in order, and for each row a value under every column."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Value], ...]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def list_queries(theme: str | None = None) -> tuple[Query, ...]:
    """All questions a user may ask, or those of one theme; the theme ``checks`` holds the checks.

    >>> [query.name for query in list_queries("measures")][:2]
    ['binding-or-hortatory', 'measures-by-amenability']
    """
    return tuple(q for q in _all(folder("queries")) if (q.theme == theme if theme else q.severity is None))


def find(name: str) -> Query:
    """The question of this file name, with or without its theme.

    Raises:
        BadInput: No file has this name.
    """
    known = {key: query for query in _all(folder("queries")) for key in (query.name, query.id)}
    if name in known:
        return known[name]
    guess = did_you_mean(name, known)
    raise BadInput(
        f"no query {name}", hint=f"did you mean {guess[0]}?" if guess else "list them with: sanctions-kg query --list"
    )


def run(regime: Regime, name: str, /, **parameters: str | int | date) -> Rows:
    """Asks a named question of a regime.

    Args:
        regime: The regime asked.
        name: The file name of the question, such as ``history-of-subject``.
        **parameters: A value for each parameter that has no default.

    Raises:
        BadInput: The query or a parameter is unknown, one is missing, or a value is not of its type.

    >>> import kg
    >>> run(kg.load(), "history-of-subject", subject="subject/coal").rows[0]["provision"]
    'un/2270/29'
    """
    query = find(name)
    bound = bindings(regime, query, parameters)
    found = regime.store.query(
        query.text,
        use_default_graph_as_union=True,
        substitutions={ox.Variable(key): value for key, value in bound.items()},
    )
    assert isinstance(found, ox.QuerySolutions)
    return rows(regime, query, ([solution[column] for column in query.returns] for solution in found))


def bindings(
    regime: Regime, query: Query, given: Mapping[str, str | int | date]
) -> dict[str, ox.NamedNode | ox.Literal]:
    """The RDF term for each parameter of a query, from what was given and the defaults.

    Raises:
        BadInput: A parameter is unknown or missing, or a value is not of its type.
    """
    names = [parameter.name for parameter in query.parameters]
    for name in given:
        if name not in names:
            guess = did_you_mean(name, names)
            takes = f"it takes {', '.join(names)}" if names else "it takes none"
            raise BadInput(
                f"{query.name} has no parameter {name}", hint=f"did you mean {guess[0]}?" if guess else takes
            )
    bound: dict[str, ox.NamedNode | ox.Literal] = {}
    for parameter in query.parameters:
        value = given.get(parameter.name, parameter.default)
        if value is None:
            raise BadInput(
                f"{query.name} needs the parameter {parameter.name} ({parameter.meaning})",
                hint=f"write {parameter.name}=…",
            )
        bound[parameter.name] = bind(regime, parameter.name, parameter.type, value)
    return bound


def rows(regime: Regime, query: Query, solutions: Iterable[Iterable[object]]) -> Rows:
    """Solutions as plain rows: short ids for IRIs, numbers, days and truth values for literals."""
    table = [dict(zip(query.returns, (plain(regime, term) for term in each), strict=True)) for each in solutions]
    return Rows(query.returns, tuple(table))


@cache
def _all(root: Path) -> tuple[Query, ...]:
    found: dict[str, Query] = {}
    for path in sorted(root.rglob("*.rq")):
        query = read(path)
        if query.name in found:
            raise BrokenData(f"the name {query.name} is taken by {found[query.name].id}", where=str(path))
        found[query.name] = query
    return tuple(sorted(found.values(), key=lambda query: query.id))


def read(path: Path) -> Query:
    """Reads a query file and checks it.

    Raises:
        BrokenData: The header does not follow its grammar, the query does not parse, reaches outside the store, or
            does not select what the header says.
    """
    text = path.read_text("utf-8")
    head: dict[str, list[str]] = {key: [] for key in _KEYS}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        where = f"{path}:{number}"
        if line.startswith("#   ") and key:
            head[key][-1] += " " + line[1:].strip()
            continue
        match = _LINE.fullmatch(line)
        key = match[1] if match else ""
        if not match or key not in _KEYS or (head[key] and key != "param"):
            raise BrokenData("not a header line", where=where, hint=f"write # key: text, with one of {', '.join(_KEYS)}")
        head[key].append(match[2].strip())
    query = Query(
        path.stem,
        path.parent.name,
        *(_one(head, key, path) for key in ("title", "answers")),
        tuple(_parameter(line, path) for line in head["param"]),
        tuple(column.strip() for column in _one(head, "returns", path).split(",")),
        " ".join(head["notes"]),
        head["severity"][0] if head["severity"] else None,
        text,
    )
    _judge(query, path)
    return query


def _one(head: Mapping[str, list[str]], key: str, path: Path) -> str:
    if not head[key] or not head[key][0]:
        raise BrokenData(f"the header has no {key}", where=str(path), hint=f"add a line # {key}: …")
    return head[key][0]


def _parameter(line: str, path: Path) -> Parameter:
    match = _PARAM.fullmatch(line)
    if not match or match[2] not in TYPES:
        raise BrokenData(
            f"not a parameter: {line}",
            where=str(path),
            hint=f"write # param NAME TYPE required|default=VALUE : meaning, with a type of {', '.join(TYPES)}",
        )
    return Parameter(match[1], match[2], None if match[3] == "required" else match[3][len("default=") :], match[4])


def _judge(query: Query, path: Path) -> None:
    try:
        sparql.check(query.text)
        answer = ox.Store().query(query.text)
    except BadInput as error:
        raise BrokenData(error.message, where=str(path), hint=error.hint) from None
    except SyntaxError as error:
        raise BrokenData(f"the query does not parse: {error}", where=str(path)) from None
    if not isinstance(answer, ox.QuerySolutions):
        raise BrokenData("a query file holds one SELECT", where=str(path))
    selected = {variable.value for variable in answer.variables}
    stated = {*query.returns, *(parameter.name for parameter in query.parameters)}
    if selected != stated:
        odd = ", ".join(sorted(selected ^ stated))
        raise BrokenData(f"header and SELECT differ in {odd}", where=str(path), hint="name each column and parameter")
    if (query.severity is None) != (query.theme != "checks") or query.severity not in (None, "error", "warning"):
        raise BrokenData("a check, and only a check, has a severity: error or warning", where=str(path))
    if query.severity and (query.returns != ("record", "detail") or query.parameters):
        raise BrokenData("a check returns record, detail and takes no parameter", where=str(path))
