"""Turtle and JSON-LD as the same plain nodes that YAML gives.

A package graph speaks of one package, its phases and its commitments, in the terms of the
ontology, and of nothing else: what it says of the law, of facts or of other packages is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pyoxigraph as ox

from kg.deal.nodes import Entry, Items, Keys, Node, Problems, Text, listed, quoted
from kg.deal.rdf_graph import Graph, Value, read_graph
from kg.deal.rdf_order import ordered
from kg.deal.terms import (
    CLASSES,
    FOLLOWS,
    HAS_PHASE,
    HOW,
    IN_PHASE,
    LABEL,
    LISTS,
    NONE,
    POSITION,
    PROPERTIES,
    RDF_TYPE,
    SNAPBACK,
    UNSTATED,
)
from kg.deal.vocabulary import natural
from kg.ids import TERMS

_MANY = ("sources", "notes", "without", "verified-by", "provisions", "authority", "except", "only")
_TEXTS = ("title", "as-of", "notes", "term", "renewable", "ends-if")
# The properties that only one kind of commitment has; a commitment without a type is known by them.
_TELLING = {
    "concession": ("action",),
    "relief": ("measure", "provisions"),
    "safeguard": ("safeguard",),
    "undertaking": ("undertaking",),
}


def read_rdf(text: str, form: str, base: str, problems: Problems) -> Keys:
    """The package of a Turtle or JSON-LD text.

    Args:
        text: the file.
        form: ``ttl`` or ``jsonld``.
        base: the IRI against which relative ids are read, that of the regime.
        problems: where to note what is wrong.

    Raises:
        BadPackage: when the text cannot be parsed, or is more or less than one package graph.
    """
    graph = read_graph(text, form, base, problems)
    deal = _deal(graph)
    line = graph.spots.subject(deal)
    keys = _keys(graph, deal, "package", skip=("phases",))
    keys["id"] = Entry(line, "the IRI of the package", Text(graph.short(deal), line))
    phases = _phases(graph, deal)
    if phases:
        keys["phases"] = Entry(line, "skg:hasPhase", Items(phases, line))
    return Keys(keys, line, deal)


def _deal(graph: Graph) -> str:
    deals = [iri for iri in graph.said if CLASSES["package"] in graph.iris(iri, RDF_TYPE)]
    if len(deals) != 1:
        found = f"{len(deals)} packages" if deals else "no skg:DealPackage"
        line = graph.spots.subject(deals[1]) if deals else 1
        graph.problems.refuse(line, f"{found} in the file; it must hold one")
    deal = deals[0]
    if not deal.startswith(graph.base):
        said = f"{quoted(deal, 90)} does not lie under {graph.base}, the base of the regime"
        graph.complain(deal, said)
    for iri in {**graph.said, **dict.fromkeys(graph.iris(deal, HAS_PHASE))}:
        if iri != deal and not iri.startswith(deal + "/"):
            said = (
                f"the file speaks of {quoted(graph.short(iri))}; a package says nothing of what "
                f"lies outside {graph.short(deal)}/"
            )
            graph.complain(iri, said)
    graph.problems.check()
    return deal


def _phases(graph: Graph, deal: str) -> tuple[Keys, ...]:
    phases = ordered(graph, graph.iris(deal, HAS_PHASE))
    held: dict[str, list[str]] = {iri: [] for iri in phases}
    for iri in sorted(graph.said, key=natural):
        if iri in held or iri == deal:
            continue
        within = graph.iris(iri, IN_PHASE)
        if len(within) == 1 and within[0] in held:
            held[within[0]].append(iri)
        else:
            said = f"{graph.short(iri)} must be in one phase of the package, by skg:inPhase"
            graph.complain(iri, said)
    return tuple(_phase(graph, iri, held[iri]) for iri in phases)


def _phase(graph: Graph, iri: str, commitments: Sequence[str]) -> Keys:
    line = graph.spots.subject(iri)
    entries = _keys(graph, iri, "phase", skip=(POSITION, FOLLOWS))
    found: dict[str, list[Node]] = defaultdict(list)
    for each in commitments:
        kind = _kind(graph, each)
        if kind is not None:
            keys = _keys(graph, each, kind, skip=(IN_PHASE, LABEL))
            found[LISTS[kind]].append(Keys(keys, graph.spots.subject(each), each))
    for key, nodes in found.items():
        entries[key] = Entry(line, key, Items(tuple(nodes), line))
    return Keys(entries, line, iri)


def _kind(graph: Graph, iri: str) -> str | None:
    """What a commitment is, by its type or else by a property that only its kind has."""
    typed = graph.iris(iri, RDF_TYPE)
    kinds = [kind for kind in LISTS if CLASSES[kind] in typed]
    if not typed:
        said = graph.said[iri]
        kinds = [kind for kind in LISTS if any(PROPERTIES[kind][k] in said for k in _TELLING[kind])]
    if len(kinds) == 1:
        return kinds[0]
    names = [CLASSES[kind].replace(TERMS, "skg:") for kind in LISTS]
    graph.complain(iri, f"{graph.short(iri)} must have one of the types {listed(names, 'or')}")
    return None


def _keys(graph: Graph, iri: str, kind: str, skip: Sequence[str]) -> dict[str, Entry]:
    """What is said of one thing, by the keys of the YAML format."""
    names = {PROPERTIES[kind][key]: key for key in PROPERTIES[kind]}
    entries: dict[str, Entry] = {}
    for predicate, values in graph.said.get(iri, {}).items():
        key = names.get(predicate)
        shown = predicate.replace(TERMS, "skg:").replace(LABEL, "rdfs:label")
        line = graph.spots.within(iri, shown, predicate, key or shown)
        if predicate == RDF_TYPE:
            for extra in sorted({value.value for value in values} - {CLASSES[kind]}):
                said = (
                    f"{quoted(graph.short(extra))} is not a type that a package gives; what a "
                    "commitment amounts to is worked out"
                )
                graph.problems.add(line, said)
        elif predicate in skip or key in skip:
            continue
        elif key is None:
            known = listed(
                [p.replace(TERMS, "skg:") for p in names if p.startswith(TERMS)], most=12
            )
            said = f"{quoted(shown)} is not said of a {kind} in a package; terms: {known}"
            graph.problems.add(line, said)
        elif len(values) > 1 and key not in _MANY:
            graph.problems.add(line, f"{shown} has {len(values)} values; it may have one")
        else:
            nodes = [_node(graph, iri, key, shown, value, line) for value in values]
            kept = tuple(node for node in nodes if node is not None)
            if kept:
                entries[key] = Entry(line, shown, kept[0] if len(kept) == 1 else Items(kept, line))
    return entries


def _node(graph: Graph, iri: str, key: str, shown: str, value: Value, line: int) -> Text | None:
    if isinstance(value, ox.Literal) != (key in _TEXTS):
        wanted = "a text" if key in _TEXTS else "an IRI"
        graph.problems.add(line, f"{shown} must be {wanted}, not {quoted(str(value))}")
        return None
    if isinstance(value, ox.Literal):
        return Text(_worded(key, value.value), line)
    if value.value == UNSTATED and key == "how":
        return None
    if value.value == NONE:
        return Text("none", line)
    words = {"how": HOW, "snapback": SNAPBACK}.get(key, {})
    word = next((word for word, term in words.items() if term == value.value), None)
    place = graph.spots.within(iri, value.value, default=line)
    return Text(word or graph.short(value.value), place, exact=True)


def _worded(key: str, value: str) -> str:
    """A literal as the builder expects it: days carry their unit, truth its word."""
    if key == "term":
        return f"{value} days"
    if key == "renewable":
        return {"1": "true", "0": "false"}.get(value, value)
    return value
