"""Query files: SPARQL under a plain header, checked when read.

A query file is a run of header lines, then one SELECT. The header is written in lines of
``# key: text``; a line that begins with ``#`` and three blanks continues the one before it::

    # title: Which measures on given goods are in force?
    # answers: Every measure that names these goods, a group they belong to, or a part of them.
    # param goods id required : the goods, such as goods/coal
    # param day date default=data-date : the day on which the measures are in force
    # returns: provision, label, says
    # notes: One row for each of the goods that a provision names.

- ``title`` and ``answers`` say what is asked and what comes back; ``notes`` may say what to mind.
- ``param NAME TYPE required : meaning`` or ``param NAME TYPE default=VALUE : meaning``, one line
  each. The types are ``id`` (a short id, or ``skg:Name`` for a term), ``date`` (YYYY-MM-DD; the
  default ``data-date`` is the day up to which the facts of the regime were read), ``text``,
  ``integer`` and ``code`` (of the Harmonized System, in 2, 4 or 6 digits).
- ``empty`` says what it means that no row comes back, as half a sentence after "None on record …:".
- ``returns`` lists the columns in order. The query selects these and its parameters, no more.
- ``severity: error`` or ``severity: warning`` makes the file a check: it stands in ``checks``, has
  the columns ``record`` and ``detail``, takes no parameter, and passes when it returns no row.
- ``asks: package`` makes the file a question of a deal package. It is asked of one graph: the
  package, what follows for it, and of the regime and its rules whatever questions of this kind name
  with the prefix skg, dcterms, skos, rdf, rdfs or sh, and the types that they name or that a triple
  leads to. What is written otherwise, or hangs on a nameless node, is not found there.

A parameter is an ordinary variable of the query. Its value is bound by the engine and never written
into the text; an engine only binds what the query, and each of its subselects, projects. What
reaches outside the store is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.core import sparql
from kg.core.errors import BadInput, BrokenData

CHECKS = "checks"
TYPES = ("id", "date", "text", "integer", "code")
SEVERITIES = ("error", "warning")
PACKAGE = "package"
_KEYS = ("title", "answers", "param", "returns", "notes", "empty", "severity", "asks")
_LINE = re.compile(r"# (\w+):? ?(.*)")
_PARAM = re.compile(r"(\w+) (\w+) (required|default=\S+) : (.+)")
_ASKS_PACKAGE = f"\n# asks: {PACKAGE}\n"


@dataclass(frozen=True)
class Parameter:
    """What a query must be told; ``default`` is None when there is none."""

    name: str
    type: str
    default: str | None
    meaning: str


@dataclass(frozen=True)
class Query:
    """A named question, as its file states it.

    ``empty`` says what no row means, or nothing.
    ``severity`` is None unless it is a check, ``asks`` is None unless it is asked of a package.
    """

    name: str
    theme: str
    title: str
    answers: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    notes: str
    empty: str
    severity: str | None
    asks: str | None
    text: str

    @property
    def id(self) -> str:
        """The path of the file under the folder of queries, without its ending."""
        return f"{self.theme}/{self.name}"


@cache
def read_all(root: Path) -> tuple[Query, ...]:
    """Reads every query file under a folder, sorted by theme and name.

    Raises:
        BrokenData: if a file is not in order, or two have the same name.
    """
    found: dict[str, Query] = {}
    for path in sorted(root.rglob("*.rq")):
        query = read_once(path)
        if query.name in found:
            other = found[query.name].id
            raise BrokenData(f"the name {query.name} is taken by {other}", where=str(path))
        found[query.name] = query
    return tuple(sorted(found.values(), key=lambda query: query.id))


@cache
def texts_on_packages(root: Path) -> str:
    """Returns the text of all questions of a package; only their headers are read, not checked."""
    texts = (path.read_text("utf-8") for path in sorted(root.rglob("*.rq")))
    return "\n".join(text for text in texts if _ASKS_PACKAGE in text)


@cache
def read_once(path: Path) -> Query:
    """Does what ``read`` does, and keeps it: a file of the project does not change."""
    return read(path)


def read(path: Path) -> Query:
    """Reads a query file and checks it.

    Raises:
        BrokenData: if the header does not follow its grammar, or the query does not parse, reaches
            outside the store, or does not select what the header says.
    """
    text = path.read_text("utf-8")
    head = _header(text, path)
    query = Query(
        name=path.stem,
        theme=path.parent.name,
        title=_one(head, "title", path),
        answers=_one(head, "answers", path),
        parameters=tuple(_parameter(line, path) for line in head["param"]),
        returns=tuple(column.strip() for column in _one(head, "returns", path).split(",")),
        notes=" ".join(head["notes"]),
        empty=" ".join(head["empty"]),
        severity=next(iter(head["severity"]), None),
        asks=next(iter(head["asks"]), None),
        text=text,
    )
    _judge(query, path)
    return query


def _header(text: str, path: Path) -> dict[str, list[str]]:
    head: dict[str, list[str]] = {key: [] for key in _KEYS}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#"):
            break
        if line.startswith("#   ") and key:
            head[key][-1] += " " + line[1:].strip()
            continue
        match = _LINE.fullmatch(line)
        key = match[1] if match else ""
        if not match or key not in _KEYS or (head[key] and key != "param"):
            hint = f"write # key: text, each once, with one of {', '.join(_KEYS)}"
            raise BrokenData("not a header line", where=f"{path}:{number}", hint=hint)
        head[key].append(match[2].strip())
    return head


def _one(head: Mapping[str, list[str]], key: str, path: Path) -> str:
    if not head[key] or not head[key][0]:
        raise BrokenData(f"the header has no {key}", where=str(path), hint=f"add # {key}: …")
    return head[key][0]


def _parameter(line: str, path: Path) -> Parameter:
    match = _PARAM.fullmatch(line)
    if not match or match[2] not in TYPES:
        hint = f"write # param NAME TYPE required|default=VALUE : meaning, TYPE {'|'.join(TYPES)}"
        raise BrokenData(f"not a parameter: {line}", where=str(path), hint=hint)
    default = None if match[3] == "required" else match[3].removeprefix("default=")
    return Parameter(match[1], match[2], default, match[4])


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
    if odd := selected ^ stated:
        message = f"header and SELECT differ in {', '.join(sorted(odd))}"
        raise BrokenData(message, where=str(path), hint="name each column and parameter in both")
    if query.severity not in (SEVERITIES if query.theme == CHECKS else (None,)):
        message = "a check, and only a check, has a severity: error or warning"
        raise BrokenData(message, where=str(path))
    if query.asks not in ((None,) if query.severity else (None, PACKAGE)):
        message = f"not what a question can ask: {query.asks}"
        hint = f"write # asks: {PACKAGE}, or leave it out; a check asks the regime"
        raise BrokenData(message, where=str(path), hint=hint)
    if query.severity and (query.returns != ("record", "detail") or query.parameters):
        raise BrokenData("a check returns record, detail and takes no parameter", where=str(path))
