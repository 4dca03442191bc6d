"""What engines that are not ours find, from the files that the project exports, and what it finds.

``docs/your-own-engine.md`` tells a stranger the same; ``benchmarks/outside.py`` asks more engines.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from commands import shipped

from kg.check import judged
from kg.check.book import find_rulebook, rulebook_of
from kg.check.readings import judge
from kg.deal import Deal
from kg.deal.derive import derivations
from kg.deal.overlay import to_turtle
from kg.publish.names import Syntax, What
from kg.publish.selection import files

FACTS = ("law", "assessments", "proposals", "types", "ontology", "inferred")
Verdict = set[tuple[str, str, str]]
"""The IRI of a shape and of a commitment, and what was found: breach, gap or weakness."""
Engine = Callable[[Path, Path, bool], str]
"""Reports in Turtle on a file of data by a file of shapes, after the rules in it if it is told."""
_REGIME = shipped()


def ours(deal: Deal) -> Verdict:
    """What ``validate`` finds, for each combination of the package's alternatives."""
    book = rulebook_of(_REGIME, find_rulebook(_REGIME, None))
    found: Verdict = set()
    for number, branch in enumerate(deal.branches, 1):
        name = deal.iri if len(deal.branches) == 1 else f"{deal.iri}/combination-{number}"
        for each in judge(_REGIME, branch, book, "compiled", details=False).violated:
            where = name + each.focus.removeprefix(deal.iri)
            found.add((each.shape.iri, where, each.kind))
    return found


def read_out(report: str, *beside: Path) -> Verdict:
    """Asks the query that ships of a report beside the rules and the package."""
    store = ox.Store()
    store.load(report.encode(), format=ox.RdfFormat.TURTLE)
    for path in beside:
        store.load(path=path)
    rows = store.query(derivations.verdict_query())
    assert isinstance(rows, ox.QuerySolutions)
    return {tuple(row[name].value for name in ("shape", "commitment", "kind")) for row in rows}  # type: ignore[misc]


@cache
def exported() -> Path:
    """The folder that ``export --what engine`` writes."""
    home = Path(tempfile.mkdtemp())
    for file in files(_REGIME, What.engine, Syntax.turtle):
        (home / file.path).write_bytes(file.data)
    texts = ((home / f"{name}.ttl").read_text("utf-8") for name in FACTS)
    (home / "facts.ttl").write_text("\n".join(texts), "utf-8")
    both = ((home / f"{name}.ttl").read_text("utf-8") for name in ("rules", "derivations"))
    (home / "shapes.ttl").write_text("\n".join(both), "utf-8")
    return home


def pyshacl(data: Path, shapes: Path, derive: bool) -> str:
    """What pySHACL reports."""
    from pyshacl import validate

    _, report, _ = validate(str(data), shacl_graph=str(shapes), advanced=derive)
    return str(report.serialize(format="turtle"))


def from_judged(deal: Deal, engine: Engine, home: Path) -> Verdict:
    """What an engine finds in the judged graph."""
    data = home / "judged.ttl"
    data.write_text(judged.as_turtle(_REGIME, deal), "utf-8")
    return read_out(engine(data, data, False), data)


def from_bare(deal: Deal, engine: Engine, home: Path) -> Verdict:
    """What an engine finds in the bare package beside the exported files."""
    package, data = home / "package.ttl", home / "data.ttl"
    package.write_text(to_turtle(deal), "utf-8")
    data.write_text((exported() / "facts.ttl").read_text("utf-8") + package.read_text("utf-8"))
    report = engine(data, exported() / "shapes.ttl", True)
    return read_out(report, exported() / "rules.ttl", package)
