"""Tables for statistics: measures, powers, episodes and commitments, each with a codebook.

A file of the folder ``variables`` says of each column of a table what it holds and by which path of
properties it is found: ``/`` follows a step, ``|`` takes either, ``^`` goes backwards, ``*`` goes
any number of times, and ``{path=Term}`` keeps those from which the path leads to the term. Several
values in a cell are joined by " | ", several of one thing within a list by ", ". What is not
recorded is an empty cell; within a list it is NA, so that the places of lists that belong together
agree.
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
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg.core.errors import BadInput
from kg.core.ids import TERMS, short
from kg.core.owl import RDFS, TYPE
from kg.core.wording import natural
from kg.deal.terms import CLASSES
from kg.graph.parts import PREFIXES
from kg.present.data import csv_lines
from kg.present.plain import text_csv
from kg.publish.graphs import with_deals
from kg.publish.names import DAYLESS, Table

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
# A slash or a bar within braces parts nothing.
_STEPS = re.compile(r"/(?![^{]*\})")
_STEP = re.compile(r"([^{*]+)(\*?)(?:\{(.+)=(\w+)\})?", re.ASCII)
# The classes whose members have a row.
_ROWS = {
    Table.measures: ("Measure",),
    Table.powers: ("Power",),
    Table.episodes: ("Episode",),
    Table.commitments: tuple(
        CLASSES[kind].removeprefix(TERMS)
        for kind in ("concession", "relief", "safeguard", "undertaking")
    ),
}


@dataclass(frozen=True)
class Variable:
    """A column: its name, what it holds, its type, and how and where it is read."""

    name: str
    label: str
    type: str
    how: str
    path: str


@cache
def variables(table: Table = Table.measures) -> tuple[Variable, ...]:
    """Returns the columns of a table, in order.

    >>> [variable.name for variable in variables()][:2]
    ['id', 'iri']
    """
    text = files("kg.publish").joinpath("variables", f"{table}.csv").read_text("utf-8")
    return tuple(Variable(*row) for row in list(csv.reader(io.StringIO(text), strict=True))[1:])


class _Way(NamedTuple):
    """A step of a path: what it follows, whether any number of times, and what it keeps."""

    ways: tuple[str, ...]
    again: bool
    kept_by: tuple[_Way, ...]
    term: str


@cache
def _ways(path: str) -> tuple[_Way, ...]:
    return tuple(map(_way, _STEPS.split(path))) if path else ()


def _way(step: str) -> _Way:
    match = _STEP.fullmatch(step)
    if match is None:
        raise ValueError(step)
    ways, again, path, term = match.groups()
    return _Way(tuple(ways.split("|")), bool(again), _ways(path or ""), TERMS + (term or ""))


@cache
def _predicate(step: str) -> ox.NamedNode:
    prefix, colon, name = step.removeprefix("^").partition(":")
    return ox.NamedNode(PREFIXES[prefix] + name if colon else TERMS + prefix)


class _Reader:
    """Reads cells of a regime, in a fixed order."""

    def __init__(self, regime: Regime, as_of: date | None) -> None:
        self._regime = regime
        self._as_of = as_of or regime.data_date
        rows = regime.select(f"SELECT ?t WHERE {{ ?t <{RDFS}subClassOf>* <{TERMS}Measure> }}")
        self._types = {row["t"] for row in rows}
        self._kept: dict[tuple[_Way, Node], bool] = {}

    def cell(self, node: ox.NamedNode, variable: Variable) -> Cell:
        ends = self._ends(node, _ways(variable.path))
        match variable.how:
            case "id":
                return self._name(node)
            case "iri":
                return node.value
            case "first":
                return next(map(self._name, ends), "")
            case "all":
                return list(dict.fromkeys(map(self._name, ends)))
            case "each":
                return self._each(node, _ways(variable.path))
            case "conditions":
                return [self._conditions(each) for each in ends]
            case "count":
                return str(len(ends))
            case "types":
                return [self._name(kind) for kind in ends if kind in self._types]
            case "true":
                return _logical(any(self._name(each) == "true" for each in ends))
            case "said":
                return next((_logical(self._name(each) == "true") for each in ends), "")
            case "found":
                return _logical(bool(ends))
            case "in-force":
                return _logical(self._regime.has_effect(node, self._as_of))
            case "stands":
                return _logical(self.stands(node))
            case "secondary":
                return _logical(self._regime.is_a(node.value, "SecondaryMeasure"))
            case "as-of":
                return self._as_of.isoformat()
            case "data-date":
                return self._regime.data_date.isoformat()
        raise ValueError(variable.how)

    def stands(self, power: ox.NamedNode) -> bool:
        """Whether a provision that gives a power has effect on the day, or none has a day."""
        given = self._ends(power, _ways("basis"))
        dated = [each for each in given if self._ends(each, _ways("inForceFrom"))]
        found = [each for each in dated if isinstance(each, ox.NamedNode)]
        return not found or any(self._regime.has_effect(each, self._as_of) for each in found)

    def _each(self, node: ox.NamedNode, steps: tuple[_Way, ...]) -> list[str]:
        """Reads the last step of each thing on the way, with NA where it leads to nothing."""
        things = self._ends(node, steps[:-1])
        ends = (sorted(map(self._name, self._ends(each, steps[-1:]))) for each in things)
        return [WITHIN.join(each) or "NA" for each in ends]

    def _conditions(self, power: Node) -> str:
        """What the use of a power asks for, as one sentence; NA if nothing is recorded."""
        asked = self._ends(power, _ways("requirement"))
        return "; ".join(map(self._asked, asked)) or "NA"

    def _asked(self, requirement: Node) -> str:
        parts = sorted(
            self._ends(requirement, _ways("operand")), key=lambda each: natural(_order(each))
        )
        if not parts:
            return next(map(self._name, self._ends(requirement, _ways("rdfs:label"))), "")
        if len(parts) == 1:
            return self._asked(parts[0])
        either = "AnyOf" in map(self._name, self._ends(requirement, _ways("rdf:type")))
        return f"{'any' if either else 'all'} of ({'; '.join(map(self._asked, parts))})"

    def _ends(self, node: Node, path: tuple[_Way, ...]) -> list[Node]:
        reached: list[Node] = [node]
        for step in path:
            found = self._near(reached, step.ways)
            if step.again:
                found |= set(reached)
                while more := self._near(found, step.ways) - found:
                    found |= more
            if step.kept_by:
                found = {each for each in found if self._keeps(step, each)}
            reached = sorted(found, key=_order)
        return reached

    def _keeps(self, step: _Way, node: Node) -> bool:
        if (step, node) not in self._kept:
            ends = self._ends(node, step.kept_by)
            self._kept[step, node] = step.term in map(_order, ends)
        return self._kept[step, node]

    def _near(self, nodes: Iterable[Node], ways: Iterable[str]) -> set[Node]:
        return {end for near in nodes for way in ways for end in self._step(near, way)}

    def _step(self, node: Node, step: str) -> Iterator[Node]:
        predicate, store = _predicate(step), self._regime.store
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


def rows(
    regime: Regime, table: Table = Table.measures, as_of: date | None = None
) -> tuple[dict[str, Cell], ...]:
    """Returns a row for each measure, power, episode or commitment, sorted by id.

    Args:
        regime: the regime.
        table: which of them.
        as_of: only what has effect, or stands, on this day.

    Raises:
        BadInput: if a day is given for what has days of its own.

    >>> import kg
    >>> found = rows(kg.load())
    >>> next(row["types"] for row in found if row["id"] == "un/2375/16")[2:4]
    ['ExportBan', 'ExportMeasure']
    """
    if as_of is not None and table in DAYLESS:
        hint = "only measures and powers can be read as of a day"
        raise BadInput(f"the table of {table} has no day", where="--as-of", hint=hint)
    regime = with_deals(regime) if table is Table.commitments else regime
    read = _Reader(regime, as_of)
    found = {
        quad.subject.value
        for name in _ROWS[table]
        for quad in regime.store.quads_for_pattern(None, TYPE, ox.NamedNode(TERMS + name), None)
        if isinstance(quad.subject, ox.NamedNode)
    }
    nodes = [ox.NamedNode(iri) for iri in sorted(found)]
    if as_of is not None:
        holds = regime.has_effect if table is Table.measures else lambda node, _: read.stands(node)
        nodes = [node for node in nodes if holds(node, as_of)]
    columns = variables(table)
    return tuple({each.name: read.cell(node, each) for each in columns} for node in nodes)


def table_csv(regime: Regime, table: Table = Table.measures, as_of: date | None = None) -> bytes:
    """Returns a table as CSV (RFC 4180) in UTF-8."""
    head = [variable.name for variable in variables(table)]
    found = rows(regime, table, as_of)
    return _csv(head, ([_joined(cell) for cell in row.values()] for row in found))


def codebook_csv(regime: Regime, table: Table = Table.measures, as_of: date | None = None) -> bytes:
    """Returns the codebook of a table: a row for each variable, with what its codes mean."""
    found, read = rows(regime, table, as_of), _Reader(regime, as_of)
    head = ["variable", "label", "type", "separator", "values", "source_property"]
    return _csv(head, (_explained(regime, found, read, each) for each in variables(table)))


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
    path = _ways(variable.path)
    last = path[-1].ways[0] if path else ""
    separator = BETWEEN if variable.type.endswith("s") else ""
    source = _predicate(last).value if last else ""
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
