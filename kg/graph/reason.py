"""Records what HermiT, a complete OWL 2 DL reasoner, entails: ``python -m kg.graph.reason``.

It writes which classes of the ontology lie under which (loaded with the ontology), and beside each
regime how its things sort (never loaded: a test compares it with how they are sorted at load).
It runs at build time and needs Java; the hash of the input heads each file, so that a stale one is
found without it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.core import resources
from kg.core.errors import BrokenData, KgError
from kg.core.ids import TERMS
from kg.core.owl import OWL, RDF, RDFS, TYPE

_HEADER = "# input sha256: "
_NOTE = "# Entailed by HermiT and not stated elsewhere. Written by: python -m kg.graph.reason"
_SUBCLASS = ox.NamedNode(f"{RDFS}subClassOf")
_INDIVIDUAL = ox.NamedNode(f"{OWL}NamedIndividual")
_OBJECT_PROPERTY = ox.NamedNode(f"{OWL}ObjectProperty")
_AXIOMS = {RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
_AXIOMS |= {RDF + name for name in ("type", "first", "rest")}
_VERSIONS = {OWL + name for name in ("versionIRI", "versionInfo", "priorVersion")}


@dataclass(frozen=True)
class Entailed:
    """What follows from some triples and is not stated in them, for the classes of the ontology."""

    subclasses: frozenset[ox.Triple]
    types: frozenset[ox.Triple]


def reasoner_input(home: Path | None = None) -> list[ox.Triple]:
    """Returns the ontology's axioms and, for a regime's folder, the facts that can sort a thing.

    Labels, notes and numbers stay out: no definition looks at them, an edit of them should not
    call for a new run, and HermiT aborts on every literal that is a day.
    """
    ontology = _parsed(resources.turtle_files(resources.folder("ontology")))
    properties = {each.subject for each in ontology if each.object == _OBJECT_PROPERTY}
    axioms = [each for each in ontology if _is_axiom(each) or each.predicate in properties]
    facts = [
        each
        for each in _parsed(resources.turtle_files(home) if home else [])
        if each.predicate == TYPE or each.predicate in properties
        if isinstance(each.subject, ox.NamedNode) and isinstance(each.object, ox.NamedNode)
        # owlready2 gives another name to what has none after its last slash: the regime itself.
        if not each.subject.value.endswith("/")
    ]
    return axioms + facts


def input_hash(home: Path | None = None) -> str:
    """Returns the SHA-256 of the input for the ontology, or for the regime in a folder."""
    dataset = ox.Dataset(
        ox.Quad(each.subject, each.predicate, each.object) for each in reasoner_input(home)
    )
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad.triple} ." for quad in dataset)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def recorded(path: Path) -> tuple[str, frozenset[ox.Triple]]:
    """Returns the hash in the header of a written file, and its triples.

    Raises:
        BrokenData: if the file is missing or has no header.
    """
    text = path.read_text("utf-8") if path.exists() else ""
    if not text.startswith(_HEADER):
        raise BrokenData("nothing is recorded", where=str(path), hint="run make reason")
    return text.split("\n", 1)[0].removeprefix(_HEADER), frozenset(_parsed([path]))


def written_to(home: Path | None = None) -> Path:
    """Returns the file that holds what is entailed for the ontology, or for a regime."""
    return (home or resources.folder("ontology")) / resources.INFERRED


def entailed(triples: Sequence[ox.Triple]) -> Entailed:
    """Runs HermiT over axioms and facts.

    Raises:
        BrokenData: if they contradict each other, a class can have no member, or no class is found.
    """
    import owlready2

    # owlready2 reads a Turtle file as empty, and lists only individuals that are declared.
    declared = (ox.Triple(thing, TYPE, _INDIVIDUAL) for thing in _individuals(triples))
    text = ox.serialize([*triples, *declared], format=ox.RdfFormat.N_TRIPLES)
    world = owlready2.World()
    world.get_ontology(f"{TERMS}reasoned").load(fileobj=io.BytesIO(text or b""))
    classes = list(world.classes())
    if not classes:
        raise BrokenData("the reasoner was given no class")
    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        hint = "look for a thing in two disjoint classes, or a property on the wrong kind of thing"
        raise BrokenData("the facts contradict the ontology", hint=hint) from None
    empty = sorted(cls.iri for cls in world.inconsistent_classes() if cls.iri.startswith(TERMS))
    if empty:
        raise BrokenData(f"no thing can ever be in these classes: {', '.join(empty)}")
    stated = set(triples)
    subclasses = {
        ox.Triple(ox.NamedNode(cls.iri), _SUBCLASS, above)
        for cls in classes
        if cls.iri.startswith(TERMS)
        for above in _terms(cls.ancestors() - {cls})
    }
    types = {
        ox.Triple(ox.NamedNode(thing.iri), TYPE, above)
        for thing in world.individuals()
        for cls in thing.is_a
        if isinstance(cls, owlready2.ThingClass)
        for above in _terms(cls.ancestors())
    }
    return Entailed(frozenset(subclasses - stated), frozenset(types - stated))


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes what is entailed, or checks what was written; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m kg.graph.reason", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("regimes", nargs="*", help="names or folders; all shipped by default")
    given = parser.parse_args(arguments)
    homes = [resources.regime_folder(name) for name in given.regimes or resources.regimes()]
    stale = 0
    for home in (None, *homes):
        found = entailed(reasoner_input(home))
        lines = sorted(f"{each} ." for each in (found.types if home else found.subclasses))
        text = "\n".join([_HEADER + input_hash(home), _NOTE, *lines, ""])
        path = written_to(home)
        if not given.check:
            path.write_text(text, "utf-8")
            print(f"{path}: {len(lines)} triples", file=sys.stderr)
        elif not path.exists() or path.read_text("utf-8") != text:
            stale += 1
            print(f"{path}: not what HermiT entails; run make reason", file=sys.stderr)
    return 1 if stale else 0


def _parsed(paths: Iterable[Path]) -> list[ox.Triple]:
    return [quad.triple for path in paths for quad in ox.parse(path=path)]


def _is_axiom(triple: ox.Triple) -> bool:
    predicate = triple.predicate.value
    return predicate in _AXIOMS or (predicate.startswith(OWL) and predicate not in _VERSIONS)


def _individuals(triples: Iterable[ox.Triple]) -> set[ox.NamedNode]:
    typed = (each for each in triples if each.predicate == TYPE)
    return {
        each.subject
        for each in typed
        if isinstance(each.subject, ox.NamedNode)
        if isinstance(each.object, ox.NamedNode) and not each.object.value.startswith(OWL)
    }


def _terms(classes: Iterable[object]) -> Iterator[ox.NamedNode]:
    iris = (getattr(cls, "iri", "") for cls in classes)
    return (ox.NamedNode(iri) for iri in iris if iri.startswith(TERMS))


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KgError as error:
        print(f"kg.graph.reason: {error}", file=sys.stderr)
        raise SystemExit(2) from None
