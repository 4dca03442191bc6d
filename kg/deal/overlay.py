"""A package as RDF: the graph that is laid over the regime, and its Turtle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter

import pyoxigraph as ox

from kg.core.index import RDF_LANGSTRING, Literal, Term, node
from kg.core.spaces import SPACES
from kg.deal.commitments import (
    Choice,
    Commitment,
    Concession,
    Document,
    Relief,
    Safeguard,
    Undertaking,
    alternative_iri,
    parts_of,
)
from kg.deal.model import Deal, Phase
from kg.deal.terms import (
    ALTERNATIVE,
    CHOICE,
    CLASSES,
    FOLLOWS,
    HOLDS,
    IN_PHASE,
    LABEL,
    NONE,
    PART_OF,
    POSITION,
    PROPERTIES,
    RDF_TYPE,
    XSD,
)

_PREFIXES = {name: SPACES[name] for name in ("dcterms", "rdfs", "skg", "skos", "xsd")}
KINDS = {
    Concession: "concession",
    Relief: "relief",
    Safeguard: "safeguard",
    Undertaking: "undertaking",
}
_CONTENT = {
    kind: attrgetter("__class__", *(f.name for f in fields(kind) if f.name not in ("iri", "line")))
    for kind in KINDS
}
About = dict[str, set[Term]]
"""What is said of one node, by property."""


def package_triples(deal: Deal) -> tuple[ox.Triple, ...]:
    """The package graph, sorted."""
    found = {
        ox.Triple(node(subject), ox.NamedNode(predicate), node(value))  # type: ignore[arg-type]
        for subject, about in statements(deal).items()
        for predicate, values in about.items()
        for value in values
    }
    return tuple(sorted(found, key=str))


def statements(deal: Deal) -> dict[Term, About]:
    """What the package graph says of each node, by property."""
    found: dict[Term, About] = {deal.iri: about_package(deal)}
    for document in deal.documents:
        found[document.iri] = _about_document(document)
    for phase in deal.phases:
        found[phase.iri] = about_phase(deal, phase)
        for each, where in placed(phase):
            found[each.iri] = {**about(each), **where}
        for choice in phase.choices:
            found |= _about_choice(choice, phase)
    return found


def placed(phase: Phase) -> Iterator[tuple[Commitment, About]]:
    """The nodes of a phase outside choices, with what says where each stands.

    Relief by bodies whose acts differ is one node for each body.
    """
    for each in phase.commitments:
        for part, where in _parts(each):
            yield part, {IN_PHASE: {phase.iri}, **where}


def _parts(each: Commitment) -> Iterator[tuple[Commitment, About]]:
    for part in parts_of(each):
        yield part, {PART_OF: {each.iri}} if part.iri != each.iri else {}


def about_package(deal: Deal) -> About:
    """What is said of the package as a whole."""
    keys = PROPERTIES["package"]
    return _stated(
        {
            RDF_TYPE: (CLASSES["package"],),
            keys["title"]: (_english(deal.title),),
            keys["proposed-by"]: deal.proposed_by,
            keys["proposed-on"]: _text(deal.proposed_on),
            keys["status"]: _text(deal.status),
            keys["as-of"]: (_typed(deal.as_of.isoformat(), "date"),),
            keys["as-of-until"]: _typed_if(deal.as_of_until, "date"),
            keys["ordered"]: () if deal.ordered else (_typed("false", "boolean"),),
            keys["phases"]: tuple(phase.iri for phase in deal.phases),
            keys["sources"]: (*deal.sources, *(each.iri for each in deal.documents)),
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


def _about_document(document: Document) -> About:
    keys = PROPERTIES["source"]
    return _stated(
        {
            keys["title"]: (Literal(document.title),),
            keys["publisher"]: _text(document.publisher),
            keys["date"]: _text(document.date),
            keys["address"]: _typed_if(document.address, "anyURI"),
        }
    )


def _about_choice(choice: Choice, phase: Phase) -> dict[Term, About]:
    ways = [alternative_iri(choice.iri, place) for place in range(len(choice.alternatives))]
    found: dict[Term, About] = {
        choice.iri: {RDF_TYPE: {CHOICE}, IN_PHASE: {phase.iri}, ALTERNATIVE: set(ways)}
    }
    for place, (iri, held) in enumerate(zip(ways, choice.alternatives, strict=True), 1):
        parts = [part for each in held for part in _parts(each)]
        found[iri] = {
            POSITION: {_typed(str(place), "integer")},
            HOLDS: {part.iri for part, _ in parts},
        }
        found |= {part.iri: {**about(part), **where} for part, where in parts}
    return found


def about(each: Commitment) -> About:
    """What is said of a commitment, but not in which phase it stands."""
    kind = KINDS[type(each)]
    keys = PROPERTIES[kind]
    found: About = {RDF_TYPE: {CLASSES[kind]}, LABEL: {_english(each.label)}}
    for key, values in own(each).items():
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
    return "".join(f"{triple} .\n" for triple in package_triples(deal))


def to_turtle(deal: Deal) -> str:
    """The package graph as Turtle."""
    written = ox.serialize(package_triples(deal), format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
    assert written is not None
    return written.decode()


def own(each: Commitment) -> dict[str, tuple[Term, ...]]:
    """What a commitment says of its own, by the key that says it; empty where it says nothing."""
    match each:
        case Concession():
            return {
                "action": _one(each.action or None),
                "open-action": _true(each.open),
                "kind": each.kinds,
                "extent": _text(each.extent),
                "sites": each.sites,
                "verified-by": each.verified_by,
            }
        case Safeguard():
            return {"safeguard": (each.safeguard,)}
        case Undertaking():
            return {
                "undertaking": (each.undertaking,),
                "by": each.by,
                "limit": _text_or_none(each.limit),
            }
        case Relief():
            return {
                "measure": _one(each.measure),
                "open-measure": _true(each.open),
                "provisions": each.provisions,
                "kind": each.kinds,
                "by": each.by,
                "how": (each.through,),
                "for": _one(each.for_whom),
                "limit": _text_or_none(each.limit or (NONE if each.unbounded else None)),
                "term": _typed_if(each.term_days, "integer"),
                "term-most": _typed_if(each.term_most, "integer"),
                "term-said": _text(each.term_said),
                "term-open": _true(each.term_open),
                "renewable": _typed_if(each.renewable, "boolean"),
                "snapback": _one(each.snapback),
                "authority": each.authority,
                "ends-if": _text(each.ends_if),
                "except": each.leaves_out,
                "only": each.covers_only,
                "reading": _one(each.reading),
            }
        case _:
            raise TypeError(type(each))


def _one(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _text(value: str | None) -> tuple[Literal, ...]:
    return () if value is None else (Literal(value),)


def _text_or_none(value: str | None) -> tuple[Term, ...]:
    return _one(value) if value == NONE else _text(value)


def _true(value: bool) -> tuple[Literal, ...]:
    return (_typed("true", "boolean"),) if value else ()


def _typed(value: str, name: str) -> Literal:
    return Literal(value, XSD + name)


def _typed_if(value: object, name: str) -> tuple[Literal, ...]:
    if value is None:
        return ()
    return (_typed(str(value).lower() if isinstance(value, bool) else str(value), name),)


def _english(text: str) -> Literal:
    return Literal(text, RDF_LANGSTRING, "en")
