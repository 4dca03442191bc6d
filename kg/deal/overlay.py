"""A package as RDF: the graph that is laid over the regime, and its Turtle and JSON-LD."""

from __future__ import annotations

import json
from dataclasses import fields
from operator import attrgetter
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
from kg.spaces import SPACES

_PREFIXES = {name: SPACES[name] for name in ("dcterms", "rdfs", "skg", "skos", "xsd")}
_KINDS = {
    Concession: "concession",
    Relief: "relief",
    Safeguard: "safeguard",
    Undertaking: "undertaking",
}
_CONTENT = {
    kind: attrgetter("__class__", *(f.name for f in fields(kind) if f.name not in ("iri", "line")))
    for kind in _KINDS
}
About = dict[str, set[Term]]
"""What is said of one node, by property."""


def triples(deal: Deal) -> tuple[ox.Triple, ...]:
    """The package graph, sorted."""
    found = {
        ox.Triple(node(subject), ox.NamedNode(predicate), node(value))  # type: ignore[arg-type]
        for subject, about in said(deal).items()
        for predicate, values in about.items()
        for value in values
    }
    return tuple(sorted(found, key=str))


def said(deal: Deal) -> dict[Term, About]:
    """What the package graph says of each node, by property."""
    found: dict[Term, About] = {deal.iri: about_package(deal)}
    for phase in deal.phases:
        found[phase.iri] = about_phase(deal, phase)
        for each in phase.commitments:
            found[each.iri] = {**about(each), IN_PHASE: {phase.iri}}
    return found


def about_package(deal: Deal) -> About:
    """What is said of the package as a whole."""
    keys = PROPERTIES["package"]
    return _stated(
        {
            RDF_TYPE: (CLASSES["package"],),
            keys["title"]: (_english(deal.title),),
            keys["as-of"]: (_typed(deal.as_of.isoformat(), "date"),),
            keys["phases"]: tuple(phase.iri for phase in deal.phases),
            keys["sources"]: deal.sources,
            keys["notes"]: _texts(deal.notes),
        }
    )


def about_phase(deal: Deal, phase: Phase) -> About:
    """What is said of a phase."""
    keys = PROPERTIES["phase"]
    return _stated(
        {
            RDF_TYPE: (CLASSES["phase"],),
            keys["title"]: (_english(phase.title),),
            POSITION: (_typed(str(phase.position), "integer"),),
            FOLLOWS: (deal.phases[phase.position - 2].iri,) if phase.position > 1 else (),
            keys["without"]: phase.without,
            keys["notes"]: _texts(phase.notes),
        }
    )


def about(each: Commitment) -> About:
    """What is said of a commitment, but not in which phase it stands."""
    kind = _KINDS[type(each)]
    keys = PROPERTIES[kind]
    found: About = {RDF_TYPE: {CLASSES[kind]}, LABEL: {_english(each.label)}}
    for key, values in _own(each).items():
        if values:
            found[keys[key]] = set(values)
    if each.notes:
        found[keys["notes"]] = set(_texts(each.notes))
    return found


def content(each: Commitment) -> tuple[object, ...]:
    """All that a commitment says, but not its name and its line: alike where two say the same."""
    found: tuple[object, ...] = _CONTENT[type(each)](each)
    return found


def _stated(found: dict[str, tuple[Term, ...]]) -> About:
    return {predicate: set(values) for predicate, values in found.items() if values}


def _texts(notes: tuple[str, ...]) -> tuple[Literal, ...]:
    return tuple(Literal(note) for note in notes)


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


def _own(each: Commitment) -> dict[str, tuple[Term, ...]]:
    """What a commitment says of its own, by the key that says it; empty where it says nothing."""
    match each:
        case Concession():
            return {"action": (each.action,), "verified-by": each.verified_by}
        case Safeguard():
            return {"safeguard": (each.safeguard,)}
        case Undertaking():
            return {"undertaking": (each.undertaking,)}
        case Relief():
            days, again, ends = each.term_days, each.renewable, each.ends_if
            return {
                "term": () if days is None else (_typed(str(days), "integer"),),
                "renewable": () if again is None else (_typed(str(again).lower(), "boolean"),),
                "ends-if": () if ends is None else (Literal(ends),),
                "measure": _one(each.measure),
                "provisions": each.provisions,
                "by": _one(each.by),
                "how": (each.through,),
                "snapback": _one(each.snapback),
                "authority": each.authority,
                "except": each.leaves_out,
                "only": each.covers_only,
            }
        case _:
            raise TypeError(type(each))


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


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
    for key, value in ((key, value) for key, values in _own(each).items() for value in values):
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
