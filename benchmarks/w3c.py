"""Runs the SHACL test suite of the W3C through the loader for shapes of one's own.

The suite is not shipped: clone https://github.com/w3c/data-shapes and name its folder
``data-shapes-test-suite/tests``. What is expected of each test and what pySHACL reports are
compared by focus node, path, value, severity and component of every result.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from rdflib import BNode, Graph, Namespace
from rdflib.collection import Collection
from rdflib.compare import to_canonical_graph
from rdflib.namespace import RDF, SH

from kg.check.foreign import read_shapes, run
from kg.core.errors import BadInput

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
_SAID = ("focusNode", "resultPath", "value", "resultSeverity", "sourceConstraintComponent")


def tests(path: Path, kinds: tuple[str, ...]) -> Iterator[tuple[Path, Graph, Any]]:
    """Yields each test: its file, its manifest and its node."""
    for file in sorted(path.rglob("*.ttl")):
        if file.relative_to(path).parts[0] not in kinds:
            continue
        manifest = Graph().parse(file, format="turtle", publicID=file.as_uri())
        for head in manifest.objects(None, MF.entries):
            for entry in Collection(manifest, head):
                yield file, manifest, entry


def passes(manifest: Graph, entry: Any) -> bool:
    """Says whether a test passes."""
    action = manifest.value(entry, MF.action)
    data, shapes = (
        _path(manifest.value(action, name)) for name in (SHT.dataGraph, SHT.shapesGraph)
    )
    wanted = manifest.value(entry, MF.result)
    try:
        graph = Graph().parse(data, format="turtle", publicID=data.as_uri())
        report = run(graph, read_shapes(shapes))
    except BadInput:
        return bool(wanted == SHT.Failure)
    if wanted == SHT.Failure:
        return False
    [found] = report.subjects(RDF.type, SH.ValidationReport)
    same = manifest.value(wanted, SH.conforms) == report.value(found, SH.conforms)
    return bool(same) and _results(manifest, wanted) == _results(report, found)


def _path(iri: Any) -> Path:
    return Path(unquote(urlparse(str(iri)).path))


def _results(graph: Graph, report: Any) -> Counter[tuple[str | None, ...]]:
    return Counter(
        tuple(_told(graph, graph.value(result, SH[name])) for name in _SAID)
        for result in graph.objects(report, SH.result)
    )


def _told(graph: Graph, term: Any) -> str | None:
    """A term as a text; a blank node by what is said of it."""
    if term is None:
        return None
    if not isinstance(term, BNode):
        return str(term.n3())
    said = Graph()
    todo, seen = [term], set()
    while todo:
        node = todo.pop()
        seen.add(node)
        for triple in graph.triples((node, None, None)):
            said.add(triple)
            if isinstance(triple[2], BNode) and triple[2] not in seen:
                todo.append(triple[2])
    lines = to_canonical_graph(said).serialize(format="nt").splitlines()
    return "\n".join(sorted(lines)) if lines else "[]"


def main() -> None:
    """Runs the suite; ends with exit code 1 if a test fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kinds", default="core", help="core, sparql or both, with a comma")
    given = parser.parse_args()
    failed, count = [], 0
    for file, manifest, entry in tests(given.folder.resolve(), tuple(given.kinds.split(","))):
        count += 1
        if not passes(manifest, entry):
            failed.append(f"{file.relative_to(given.folder.resolve())}")
    print(f"{count - len(failed)} of {count} tests pass")
    print("\n".join(f"  fails: {name}" for name in failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
