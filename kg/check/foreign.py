"""Shapes of a user's own, run beside the rulebook over the graph that it judges.

Any SHACL Core or SHACL-SPARQL shapes will do; pySHACL runs them. Their queries are held to the
graph: none may ask another server. Nothing is imported, and no scripts are run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.core import sparql
from kg.core.errors import BadInput

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.deal import Deal
    from kg.graph.regime import Regime

_QUERIES = ("select", "ask", "construct")
# What pySHACL puts into a query as it stands; anything else in it could begin a query of its own.
_PREFIX = re.compile(r"[A-Za-z0-9][\w.-]*|", re.ASCII)
_IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\]*")
_MOST_BYTES = 10_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class ForeignResult:
    """One result of a user's shapes; IRIs and literals as texts.

    Attributes:
        severity: the last part of the severity's IRI: Violation, Warning, Info or one of their own.
        focus: the focus node.
        label: what the focus node is called.
        path: the path, as written; None for a constraint on the node.
        value: the value that breaks the shape; None where there is none.
        messages: what the shape says.
        component: the IRI of the constraint component.
        shape: the IRI of the shape, if it has one.
    """

    severity: str
    focus: str
    label: str
    path: str | None
    value: str | None
    messages: tuple[str, ...]
    component: str
    shape: str


def read_shapes(path: Path) -> Graph:
    """Reads shapes from a Turtle file.

    Args:
        path: the file; it is only read.

    Raises:
        BadInput: if it cannot be read, is no Turtle, or holds a query that leaves the graph.
    """
    from rdflib import Graph
    from rdflib.namespace import SH

    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(error.strerror or "cannot be read", where=str(path)) from None
    if len(data) > _MOST_BYTES:
        raise BadInput(f"the file has more than {_MOST_BYTES:,} bytes", where=str(path))
    shapes = Graph()
    try:
        shapes.parse(data=data, format="turtle", publicID=path.absolute().as_uri())
    except Exception as error:  # rdflib raises whatever its parser meets.
        line = getattr(error, "lines", None)
        where = f"{path}:{line + 1}" if isinstance(line, int) else str(path)
        said = str(getattr(error, "_why", "") or type(error).__name__)
        raise BadInput(f"this is no Turtle: {said}", where=where) from None
    _keep_inside(shapes, str(path))
    if not any(str(said).startswith(str(SH)) for said in shapes.predicates()):
        hint = "shapes have targets and constraints; see https://www.w3.org/TR/shacl/"
        raise BadInput("there are no shapes in the file", where=str(path), hint=hint)
    return shapes


def _keep_inside(shapes: Graph, where: str) -> None:
    """Refuses what would take a query out of the graph, in its text or in what is put into it."""
    from rdflib import URIRef
    from rdflib.namespace import SH

    for name in _QUERIES:
        for query in shapes.objects(None, SH[name]):
            try:
                sparql.check(str(query))
            except BadInput as error:
                raise BadInput(f"a query of a shape: {error}", where=where) from None
    for prefix in shapes.objects(None, SH.prefix):
        if not _PREFIX.fullmatch(str(prefix)):
            raise BadInput(f"“{str(prefix)[:60]}” is no prefix", where=where)
    named = {term for triple in shapes for term in triple if isinstance(term, URIRef)}
    for iri in {*map(str, named), *map(str, shapes.objects(None, SH.namespace))}:
        if not _IRI.fullmatch(iri):
            raise BadInput(f"“{iri[:60]}” is no IRI", where=where)


def judge(regime: Regime, deal: Deal, shapes: Graph) -> tuple[ForeignResult, ...]:
    """Runs shapes on a package, what follows for it, and the law that the rules reach.

    Args:
        regime: the loaded regime.
        deal: the package, under the strict reading; its alternatives are left aside.
        shapes: the shapes, from ``read_shapes``.

    Returns:
        the results, by severity, focus node and shape.

    Raises:
        BadInput: if pySHACL cannot run them.
    """
    from kg.check.graphs import package_graph
    from kg.check.reference import to_rdflib

    data = to_rdflib(quad.triple for quad in package_graph(regime, deal))
    found = results(run(data, shapes), {**regime_labels(data), **deal.labels})
    order = {"Violation": 0, "Warning": 1, "Info": 2}
    return tuple(
        sorted(
            found,
            key=lambda r: (
                *(order.get(r.severity, 3), r.focus, r.shape, r.path or ""),
                *(r.value or "", r.component, r.messages),
            ),
        )
    )


def run(data: Graph, shapes: Graph) -> Graph:
    """Runs shapes on a graph and returns the validation report.

    Raises:
        BadInput: if pySHACL cannot run them.
    """
    from pyshacl import validate
    from rdflib import Graph

    try:
        with _no_service():
            _, report, text = validate(data, shacl_graph=shapes, inplace=True)
    except Exception as error:  # pySHACL and rdflib raise whatever a shape makes them.
        said = str(error).split("\n")[0] or type(error).__name__
        raise BadInput(f"pySHACL cannot run the shapes: {said}", where="--shapes") from None
    if not isinstance(report, Graph):
        raise BadInput(f"pySHACL cannot run the shapes: {text}", where="--shapes")
    return report


@contextmanager
def _no_service() -> Iterator[None]:
    """Lets rdflib ask no other server, whatever a query says."""
    from rdflib.plugins.sparql import evaluate

    def refuse(*_: Any) -> Any:
        raise BadInput("SERVICE is refused: it asks another server")

    before = evaluate.evalServiceQuery
    evaluate.evalServiceQuery = refuse  # type: ignore[assignment]
    try:
        yield
    finally:
        evaluate.evalServiceQuery = before


def results(report: Graph, labels: dict[str, str]) -> list[ForeignResult]:
    """Reads the results out of a validation report."""
    from rdflib import BNode
    from rdflib.namespace import SH

    def said(result: Any, name: str) -> str | None:
        value = report.value(result, SH[name])
        if isinstance(value, BNode):
            return "(without a name)"
        return None if value is None else _CONTROL.sub(" ", str(value))

    return [
        ForeignResult(
            severity=re.split("[#/]", said(each, "resultSeverity") or "")[-1],
            focus=str(focus := said(each, "focusNode")),
            label=labels.get(str(focus), str(focus)),
            path=said(each, "resultPath"),
            value=said(each, "value"),
            messages=tuple(
                sorted(_CONTROL.sub(" ", str(m)) for m in report.objects(each, SH.resultMessage))
            ),
            component=said(each, "sourceConstraintComponent") or "",
            shape=said(each, "sourceShape") or "",
        )
        for each in report.objects(None, SH.result)
    ]


def regime_labels(data: Graph) -> dict[str, str]:
    """Returns the labels in a graph."""
    from rdflib.namespace import RDFS

    return {str(thing): str(label) for thing, label in data.subject_objects(RDFS.label)}
