"""Turtle and JSON-LD as the same plain nodes that YAML gives.

A package graph speaks of one package, its sources, phases and commitments, in the terms of the
ontology, and of nothing else: what it says of the law, of facts or of other packages is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.core.ids import TERMS
from kg.core.wording import enumerated, natural, quoted
from kg.deal.read.nodes import Entry, Items, Keys, Node, Problems, Text
from kg.deal.read.rdf_graph import Graph, read_graph
from kg.deal.read.rdf_keys import keys_of
from kg.deal.read.rdf_order import ordered
from kg.deal.terms import (
    ALTERNATIVE,
    CHOICE,
    CLASSES,
    FOLLOWS,
    HAS_PHASE,
    HOLDS,
    IN_PHASE,
    LABEL,
    LISTS,
    ONE_OF,
    PART_OF,
    POSITION,
    PROPERTIES,
    RDF_TYPE,
    SOURCE,
)

# The properties that only one kind of commitment has; a commitment without a type is known by them.
_TELLING = {
    "concession": ("action", "open-action"),
    "relief": ("measure", "open-measure", "provisions"),
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
    keys = keys_of(graph, deal, "package", skip=("phases",))
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
    aside = {deal, *phases, *graph.iris(deal, SOURCE)}
    for choice in _choices(graph, graph.said):
        for way in graph.iris(choice, ALTERNATIVE):
            for each in (way, *graph.iris(way, HOLDS)):
                if each in aside:
                    said = f"{graph.short(each)} stands in two places, one of them a choice"
                    graph.complain(each, said)
                aside.add(each)
    for iri in sorted(graph.said, key=natural):
        within = graph.iris(iri, IN_PHASE)
        if iri in aside:
            if within:
                said = f"{graph.short(iri)} cannot be in a phase by skg:inPhase"
                graph.complain(iri, said)
        elif len(within) == 1 and within[0] in held:
            held[within[0]].append(iri)
        else:
            said = f"{graph.short(iri)} must be in one phase of the package, by skg:inPhase"
            graph.complain(iri, said)
    return tuple(_phase(graph, iri, held[iri]) for iri in phases)


def _choices(graph: Graph, iris: Iterable[str]) -> list[str]:
    return [
        iri for iri in iris if CHOICE in graph.iris(iri, RDF_TYPE) or graph.values(iri, ALTERNATIVE)
    ]


def _phase(graph: Graph, iri: str, held: Sequence[str]) -> Keys:
    line = graph.spots.subject(iri)
    entries = keys_of(graph, iri, "phase", skip=(POSITION, FOLLOWS))
    choices = _choices(graph, held)
    found: dict[str, list[Node]] = defaultdict(list)
    for kind, keys in _commitments(graph, [each for each in held if each not in choices]):
        found[LISTS[kind]].append(keys)
    for choice in choices:
        for kind, keys in _choice(graph, choice):
            found[LISTS[kind]].append(keys)
    for key, nodes in found.items():
        entries[key] = Entry(line, key, Items(tuple(nodes), line))
    return Keys(entries, line, iri)


def _choice(graph: Graph, iri: str) -> list[tuple[str, Keys]]:
    """The choice with its kind; nothing, with a problem noted, where it has not one."""
    line = graph.spots.subject(iri)
    _says_only(graph, iri, (RDF_TYPE, LABEL, IN_PHASE, ALTERNATIVE))
    ways, kinds = list[Node](), set[str]()
    for way in ordered_ways(graph, graph.iris(iri, ALTERNATIVE)):
        _says_only(graph, way, (POSITION, HOLDS))
        held = _commitments(graph, sorted(graph.iris(way, HOLDS), key=natural))
        kinds |= {kind for kind, _ in held}
        ways.append(Items(tuple(keys for _, keys in held), graph.spots.subject(way)))
    if not (ways and all(isinstance(way, Items) and way.items for way in ways)):
        said = f"{graph.short(iri)} lacks alternatives that hold something, by skg:holds"
        graph.complain(iri, said)
        return []
    if len(kinds) > 1:
        names = enumerated(sorted(kinds))
        graph.complain(iri, f"{graph.short(iri)} mixes {names}; alternatives are of one kind")
        return []
    entries = {ONE_OF: Entry(line, "skg:alternative", Items(tuple(ways), line))}
    return [(kind, Keys(entries, line, iri)) for kind in kinds]


def ordered_ways(graph: Graph, ways: Sequence[str]) -> list[str]:
    """Alternatives in the order of ``skg:position``, or else of their names."""
    places = {
        way: int(values[0].value)
        for way in ways
        if len(values := graph.values(way, POSITION)) == 1
        and values[0].value.isascii()
        and values[0].value.isdecimal()
        and len(values[0].value) < 5
    }
    last = len(ways) + 1
    return sorted(ways, key=lambda way: (places.get(way, last), natural(way)))


def _says_only(graph: Graph, iri: str, known: Sequence[str]) -> None:
    for predicate in graph.said.get(iri, {}):
        if predicate not in known:
            said = f"{graph.short(predicate)} is not said of {graph.short(iri)} in a package"
            graph.complain(iri, said)


def _commitments(graph: Graph, iris: Sequence[str]) -> list[tuple[str, Keys]]:
    """Commitments by kind; the parts of one relief come back as one."""
    further: dict[str, list[str]] = defaultdict(list)
    for iri in iris:
        for whole in graph.iris(iri, PART_OF):
            if whole not in iris or graph.iris(whole, PART_OF):
                said = f"{graph.short(iri)} is part of {graph.short(whole)}, no relief beside it"
                graph.complain(iri, said)
            further[whole].append(iri)
    found = []
    for iri in iris:
        kind = None if graph.iris(iri, PART_OF) else _kind(graph, iri)
        if kind is not None:
            parts = [_commitment(graph, each, "relief") for each in further[iri]]
            found.append((kind, _joined(graph, _commitment(graph, iri, kind), parts)))
    return found


def _commitment(graph: Graph, iri: str, kind: str) -> Keys:
    keys = keys_of(graph, iri, kind, skip=(IN_PHASE, LABEL, PART_OF))
    return Keys(keys, graph.spots.subject(iri), iri)


def _joined(graph: Graph, first: Keys, others: Sequence[Keys]) -> Keys:
    """The parts of one relief, each with its body and its act, as one relief."""
    if not others:
        return first
    bodies: list[Node] = []
    acts: dict[str, Entry] = {}
    for part in (first, *others):
        iri = str(part.iri)
        by, how = part.entries.get("by"), part.entries.get("how")
        if by is None or not isinstance(by.value, Text):
            said = f"{graph.short(iri)} is one of the parts of a relief; it names one body"
            graph.complain(iri, said)
            continue
        if _beside(part) != _beside(first):
            said = (
                f"{graph.short(iri)} says something else than {graph.short(str(first.iri))}; the "
                "parts of one relief differ in skg:by and skg:through alone"
            )
            graph.complain(iri, said)
        bodies.append(by.value)
        if how is not None:
            acts[by.value.value] = how
    entries = dict(first.entries)
    entries.pop("how", None)
    entries["by"] = Entry(first.line, "skg:by", Items(tuple(bodies), first.line))
    if acts:
        entries["how"] = Entry(first.line, "skg:through", Keys(acts, first.line))
    return first._replace(entries=entries)


def _beside(part: Keys) -> dict[str, object]:
    """What a part says beside its body and its act, without lines and order."""
    return {
        key: sorted(_bare(node) for node in entry.value.items)
        if isinstance(entry.value, Items)
        else _bare(entry.value)
        for key, entry in part.entries.items()
        if key not in ("by", "how")
    }


def _bare(node: Node) -> str:
    return node.value if isinstance(node, Text) else str(node)


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
    graph.complain(iri, f"{graph.short(iri)} must have one of the types {enumerated(names, 'or')}")
    return None
