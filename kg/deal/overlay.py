"""A package as RDF: the graph that is laid over the regime, and its Turtle and JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox

from kg.deal.model import Commitment, Concession, Deal, Phase, Relief, Safeguard, Undertaking
from kg.deal.terms import (
    CLASSES,
    CONTEXT,
    FOLLOWS,
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
    XSD,
)
from kg.ids import TERMS
from kg.index import RDF_LANGSTRING, Literal, Term, node

_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skg": TERMS,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": XSD,
}
_KINDS = {
    Concession: "concession",
    Relief: "relief",
    Safeguard: "safeguard",
    Undertaking: "undertaking",
}


def triples(deal: Deal) -> tuple[ox.Triple, ...]:
    """The package graph, sorted."""
    found = {
        ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), node(value))
        for subject, predicate, value in _statements(deal)
    }
    return tuple(sorted(found, key=str))


def said(deal: Deal) -> dict[Term, dict[str, set[Term]]]:
    """What the package graph says of each node, by property."""
    found: dict[Term, dict[str, set[Term]]] = {}
    for subject, predicate, value in _statements(deal):
        of_subject = found.setdefault(subject, {})
        if predicate in of_subject:
            of_subject[predicate].add(value)
        else:
            of_subject[predicate] = {value}
    return found


def to_ntriples(deal: Deal) -> str:
    """The package graph as N-Triples, sorted by line."""
    return "".join(f"{triple} .\n" for triple in triples(deal))


def to_turtle(deal: Deal) -> str:
    """The package graph as Turtle."""
    written = ox.serialize(triples(deal), format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
    assert written is not None
    return written.decode()


def to_jsonld(deal: Deal) -> str:
    """The package as JSON-LD under the shipped context, with the keys of the YAML format."""
    base = deal.iri.removesuffix(deal.id)
    document: dict[str, Any] = {
        "@context": [CONTEXT, {"@base": base}],
        "id": deal.id,
        "type": "DealPackage",
        "title": deal.title,
        "as-of": deal.as_of.isoformat(),
        "sources": [_id(iri, base) for iri in deal.sources],
        "notes": list(deal.notes),
        "phases": [_phase(deal, phase, base) for phase in deal.phases],
    }
    return json.dumps(_filled(document), ensure_ascii=False, indent=2) + "\n"


def _statements(deal: Deal) -> Iterator[tuple[str, str, Term]]:
    keys = PROPERTIES["package"]
    yield deal.iri, RDF_TYPE, CLASSES["package"]
    yield deal.iri, keys["title"], _english(deal.title)
    yield deal.iri, keys["as-of"], _typed(deal.as_of.isoformat(), "date")
    yield from _many(deal.iri, keys["sources"], deal.sources)
    yield from _notes(deal.iri, keys["notes"], deal.notes)
    for phase in deal.phases:
        yield deal.iri, keys["phases"], phase.iri
        yield from _phase_statements(deal, phase)


def _phase_statements(deal: Deal, phase: Phase) -> Iterator[tuple[str, str, Term]]:
    keys = PROPERTIES["phase"]
    yield phase.iri, RDF_TYPE, CLASSES["phase"]
    yield phase.iri, keys["title"], _english(phase.title)
    yield phase.iri, POSITION, _typed(str(phase.position), "integer")
    if phase.position > 1:
        yield phase.iri, FOLLOWS, deal.phases[phase.position - 2].iri
    yield from _many(phase.iri, keys["without"], phase.without)
    yield from _notes(phase.iri, keys["notes"], phase.notes)
    for each in phase.commitments:
        kind = _KINDS[type(each)]
        yield each.iri, RDF_TYPE, CLASSES[kind]
        yield each.iri, LABEL, _english(each.label)
        yield each.iri, IN_PHASE, phase.iri
        for key, value in _stated(each):
            yield each.iri, PROPERTIES[kind][key], value
        yield from _notes(each.iri, PROPERTIES[kind]["notes"], each.notes)


def _stated(each: Commitment) -> Iterator[tuple[str, Term]]:
    """What a commitment says of its own, by the key that says it."""
    named: dict[str, tuple[str | None, ...]]
    match each:
        case Concession():
            named = {"action": (each.action,), "verified-by": each.verified_by}
        case Safeguard():
            named = {"safeguard": (each.safeguard,)}
        case Undertaking():
            named = {"undertaking": (each.undertaking,)}
        case Relief():
            named = {
                "measure": (each.measure,),
                "provisions": each.provisions,
                "by": (each.by,),
                "how": (each.through,),
                "snapback": (each.snapback,),
                "authority": each.authority,
                "except": each.leaves_out,
                "only": each.covers_only,
            }
            if each.term_days is not None:
                yield "term", _typed(str(each.term_days), "integer")
            if each.renewable is not None:
                yield "renewable", _typed(str(each.renewable).lower(), "boolean")
            if each.ends_if is not None:
                yield "ends-if", Literal(each.ends_if)
        case _:
            raise TypeError(type(each))
    for key, iris in named.items():
        for iri in iris:
            if iri is not None:
                yield key, iri


def _many(subject: str, predicate: str, iris: tuple[str, ...]) -> Iterator[tuple[str, str, Term]]:
    return ((subject, predicate, iri) for iri in iris)


def _notes(subject: str, predicate: str, notes: tuple[str, ...]) -> Iterator[tuple[str, str, Term]]:
    return ((subject, predicate, Literal(note)) for note in notes)


def _typed(value: str, name: str) -> Literal:
    return Literal(value, XSD + name)


def _english(text: str) -> Literal:
    return Literal(text, RDF_LANGSTRING, "en")


def _phase(deal: Deal, phase: Phase, base: str) -> dict[str, Any]:
    follows = deal.phases[phase.position - 2].iri if phase.position > 1 else None
    document: dict[str, Any] = {
        "id": _id(phase.iri, base),
        "type": "Phase",
        "title": phase.title,
        "position": phase.position,
        "follows": _id(follows, base) if follows else None,
        "without": [_id(iri, base) for iri in phase.without],
        "notes": list(phase.notes),
    }
    for kind, key in LISTS.items():
        of_kind = (each for each in phase.commitments if _KINDS[type(each)] == kind)
        document[key] = [_commitment(each, kind, base) for each in of_kind]
    return document


def _commitment(each: Commitment, kind: str, base: str) -> dict[str, Any]:
    words = {iri: word for word, iri in (HOW | SNAPBACK).items()}
    document: dict[str, Any] = {
        "id": _id(each.iri, base),
        "type": CLASSES[kind].removeprefix(TERMS),
        "label": each.label,
    }
    for key, value in _stated(each):
        if isinstance(value, Literal):
            document[key] = json.loads(value.text) if key != "ends-if" else value.text
        elif value != UNSTATED:
            word = words.get(value, _id(value, base))
            document.setdefault(key, []).append("none" if value == NONE else word)
    if each.notes:
        document["notes"] = list(each.notes)
    return document


def _id(iri: str, base: str) -> str:
    return iri.removeprefix(base)


def _filled(document: Any) -> Any:
    """Drops what is empty and writes a list of one as its item, as a person would."""
    if isinstance(document, dict):
        kept = {key: _filled(value) for key, value in document.items() if value not in ([], None)}
        lists = ("@context", "phases", *LISTS.values())
        return {
            key: value[0]
            if isinstance(value, list) and len(value) == 1 and key not in lists
            else value
            for key, value in kept.items()
        }
    return [_filled(item) for item in document] if isinstance(document, list) else document
