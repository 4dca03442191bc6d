"""Measures as a table for statistics: one row each, coded variables, and a codebook for them.

``variables.csv`` says of each column what it holds and by which path of properties it is found:
``/`` follows a step, ``|`` takes either, ``^`` goes backwards. Several values in a cell are joined
by " | ", several of one thing within a list by ", ". What is not recorded is an empty cell; within
a list it is NA, so that the places of lists that belong together agree.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS, short
from kg.core.owl import RDFS, TYPE
from kg.graph.parts import PREFIXES
from kg.present.data import csv_lines
from kg.present.plain import text_csv

if TYPE_CHECKING:
    from kg.graph.regime import Regime

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Cell = str | list[str]

BETWEEN = " | "
# Between several values of one thing of a list, such as the acts of one power.
WITHIN = ", "
_CODED = ("code", "codes")
_TERM = re.compile(r"[A-Za-z]\w*", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Variable:
    """A column: its name, what it holds, its type, and how and where it is read."""

    name: str
    label: str
    type: str
    how: str
    path: str


@cache
def variables() -> tuple[Variable, ...]:
    """Returns the columns, in order.

    >>> [variable.name for variable in variables()][:2]
    ['id', 'iri']
    """
    text = files("kg.publish").joinpath("variables.csv").read_text("utf-8")
    return tuple(Variable(*row) for row in list(csv.reader(io.StringIO(text), strict=True))[1:])


class _Reader:
    """Reads cells of a regime, in a fixed order."""

    def __init__(self, regime: Regime, as_of: date | None) -> None:
        self._regime = regime
        self._as_of = as_of or regime.data_date
        rows = regime.select(f"SELECT ?t WHERE {{ ?t <{RDFS}subClassOf>* <{TERMS}Measure> }}")
        self._types = {row["t"] for row in rows}
        self._prefixes = PREFIXES

    def cell(self, node: ox.NamedNode, variable: Variable) -> Cell:
        match variable.how:
            case "id":
                return self._name(node)
            case "iri":
                return node.value
            case "first":
                return next((self._name(each) for each in self._ends(node, variable.path)), "")
            case "all":
                return list(dict.fromkeys(map(self._name, self._ends(node, variable.path))))
            case "each":
                return self._each(node, variable.path)
            case "types":
                kinds = self._ends(node, variable.path)
                return [self._name(kind) for kind in kinds if kind in self._types]
            case "true":
                found = self._ends(node, variable.path)
                return _logical(any(self._name(each) == "true" for each in found))
            case "in-force":
                return _logical(self._regime.has_effect(node, self._as_of))
            case "secondary":
                return _logical(self._regime.is_a(node.value, "SecondaryMeasure"))
            case "as-of":
                return self._as_of.isoformat()
            case "data-date":
                return self._regime.data_date.isoformat()
        raise ValueError(variable.how)

    def iri(self, step: str) -> str:
        prefix, colon, name = step.lstrip("^").partition(":")
        return self._prefixes[prefix] + name if colon else TERMS + prefix

    def _each(self, node: ox.NamedNode, path: str) -> list[str]:
        """Reads the last step of each thing on the way, with NA where it leads to nothing."""
        way, _, last = path.rpartition("/")
        things = self._ends(node, way)
        ends = (sorted(map(self._name, self._ends(each, last))) for each in things)
        return [WITHIN.join(each) or "NA" for each in ends]

    def _ends(self, node: Node, path: str) -> list[Node]:
        reached: list[Node] = [node]
        for steps in path.split("/"):
            found = {
                end
                for near in reached
                for step in steps.split("|")
                for end in self._step(near, step)
            }
            reached = sorted(found, key=_order)
        return reached

    def _step(self, node: Node, step: str) -> Iterator[Node]:
        predicate, store = ox.NamedNode(self.iri(step)), self._regime.store
        if step.startswith("^"):
            quads = store.quads_for_pattern(None, predicate, node, None)
            yield from (quad.subject for quad in quads)
        elif isinstance(node, ox.NamedNode):
            quads = store.quads_for_pattern(node, predicate, None, None)
            yield from (quad.object for quad in quads)

    def _name(self, node: Node) -> str:
        """A literal as it stands, a thing by its short id, a term by its bare name."""
        if isinstance(node, ox.NamedNode):
            return short(node.value, self._regime.base).removeprefix("skg:")
        return node.value if isinstance(node, ox.Literal) else ""


def _order(node: Node) -> str:
    return str(node) if isinstance(node, ox.Triple) else node.value


def _logical(truth: bool) -> str:
    return "TRUE" if truth else "FALSE"


def measures(regime: Regime, as_of: date | None = None) -> tuple[dict[str, Cell], ...]:
    """Returns a row for each provision that restricts something, sorted by id.

    Args:
        regime: the regime.
        as_of: only those that have effect on this day.

    >>> import kg
    >>> rows = measures(kg.load())
    >>> next(row["types"] for row in rows if row["id"] == "un/2375/16")[2:4]
    ['ExportBan', 'ExportMeasure']
    """
    read = _Reader(regime, as_of)
    quads = regime.store.quads_for_pattern(None, TYPE, ox.NamedNode(f"{TERMS}Measure"), None)
    found = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    nodes = [ox.NamedNode(iri) for iri in sorted(found)]
    if as_of is not None:
        nodes = [node for node in nodes if regime.has_effect(node, as_of)]
    return tuple({each.name: read.cell(node, each) for each in variables()} for node in nodes)


def measures_csv(regime: Regime, as_of: date | None = None) -> bytes:
    """Returns the table as CSV (RFC 4180) in UTF-8."""
    rows = measures(regime, as_of)
    head = [variable.name for variable in variables()]
    return _csv(head, ([_joined(cell) for cell in row.values()] for row in rows))


def codebook_csv(regime: Regime, as_of: date | None = None) -> bytes:
    """Returns the codebook: a row for each variable, with what its codes mean."""
    rows, read = measures(regime, as_of), _Reader(regime, as_of)
    head = ["variable", "label", "type", "separator", "values", "source_property"]
    return _csv(head, (_explained(regime, rows, read, variable) for variable in variables()))


def _explained(
    regime: Regime, rows: Iterable[dict[str, Cell]], read: _Reader, variable: Variable
) -> list[str]:
    cells = [row[variable.name] for row in rows]
    values = ""
    if variable.type in _CODED:
        found = {each for cell in cells for each in ([cell] if isinstance(cell, str) else cell)}
        codes = sorted({code for each in found for code in each.split(WITHIN)} - {"", "NA"})
        values = BETWEEN.join(_meaning(regime, code) for code in codes)
    elif variable.type == "logical":
        values = f"TRUE{BETWEEN}FALSE"
    last = variable.path.rpartition("/")[2].partition("|")[0]
    separator = BETWEEN if variable.type.endswith("s") else ""
    source = read.iri(last) if last else ""
    return [variable.name, variable.label, variable.type, separator, values, source]


def _meaning(regime: Regime, code: str) -> str:
    for id in [code] if "/" in code else [f"skg:{code}"] if _TERM.fullmatch(code) else []:
        if (name := regime.label(id)) != id:
            return f"{code} = {name}"
    return code


def _joined(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    return "" if set(cell) <= {"NA"} else BETWEEN.join(cell)


def _csv(columns: list[str], rows: Iterable[list[str]]) -> bytes:
    return csv_lines([columns, *(map(_field, row) for row in rows)]).encode()


def _field(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else text_csv(cell)
