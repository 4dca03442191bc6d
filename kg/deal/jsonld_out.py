"""A package as JSON-LD under the shipped context, with the keys of the YAML format."""

from __future__ import annotations

import json
from typing import Any

from kg.core.ids import TERMS
from kg.core.index import Literal
from kg.deal.commitments import Choice, Commitment, Document, alternative_iri, parts_of
from kg.deal.model import Deal, Phase
from kg.deal.overlay import KINDS, own
from kg.deal.terms import CLASSES, CONTEXT, LISTS, ONE_OF, UNSTATED, WORDS

_WORD = {key: {iri: word for word, iri in words.items()} for key, words in WORDS.items()}
_LISTS = ("@context", "phases", ONE_OF, "holds", *LISTS.values())
_TYPED = ("term", "term-most", "renewable", "open-action", "open-measure", "term-open")


def to_jsonld(deal: Deal) -> str:
    """The package as JSON-LD."""
    base = deal.iri.removesuffix(deal.id)
    document: dict[str, Any] = {
        "@context": [CONTEXT, {"@base": base}],
        "id": deal.id,
        "type": "DealPackage",
        "title": deal.title,
        "proposed-by": [_id(iri, base) for iri in deal.proposed_by],
        "proposed-on": deal.proposed_on,
        "status": deal.status,
        "as-of": deal.as_of.isoformat(),
        "as-of-until": deal.as_of_until.isoformat() if deal.as_of_until else None,
        "sources": [
            *(_id(iri, base) for iri in deal.sources),
            *(_document(each, base) for each in deal.documents),
        ],
        "ordered": None if deal.ordered else False,
        "notes": list(deal.notes),
        "phases": [_phase(deal, phase, base) for phase in deal.phases],
    }
    return json.dumps(_filled(document), ensure_ascii=False, indent=2) + "\n"


def _document(document: Document, base: str) -> dict[str, Any]:
    return {
        "id": _id(document.iri, base),
        "title": document.title,
        "publisher": document.publisher,
        "date": document.date,
        "address": document.address,
    }


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
        document[key] = [
            part
            for each in phase.commitments
            if KINDS[type(each)] == kind
            for part in _commitments(each, base)
        ]
    for choice in phase.choices:
        document[LISTS[choice.kind]].append(_choice(choice, base))
    return document


def _choice(choice: Choice, base: str) -> dict[str, Any]:
    ways = [
        {
            "id": _id(alternative_iri(choice.iri, place), base),
            "position": place + 1,
            "holds": [part for each in held for part in _commitments(each, base)],
        }
        for place, held in enumerate(choice.alternatives)
    ]
    return {"id": _id(choice.iri, base), "type": "Choice", ONE_OF: ways}


def _commitments(each: Commitment, base: str) -> list[dict[str, Any]]:
    kind = KINDS[type(each)]
    found = []
    for part in parts_of(each):
        document: dict[str, Any] = {
            "id": _id(part.iri, base),
            "type": CLASSES[kind].removeprefix(TERMS),
            "label": part.label,
            "part-of-relief": _id(each.iri, base) if part.iri != each.iri else None,
        }
        for key, values in own(part).items():
            for value in values:
                _say(document, key, value, base)
        document["notes"] = list(part.notes)
        found.append(document)
    return found


def _say(document: dict[str, Any], key: str, value: str | Literal, base: str) -> None:
    if isinstance(value, Literal):
        document[key] = json.loads(value.text) if key in _TYPED else value.text
    elif key == "limit":
        document[key] = {"id": "skg:none"}
    elif value != UNSTATED:
        word = _WORD.get(key, {}).get(value, _id(value, base))
        document.setdefault(key, []).append(word)


def _id(iri: str, base: str) -> str:
    return iri.removeprefix(base).replace(TERMS, "skg:")


def _filled(document: Any) -> Any:
    """Drops what is empty and writes a list of one as its item, as a person would."""
    if isinstance(document, dict):
        kept = {key: _filled(value) for key, value in document.items() if value not in ([], None)}
        return {
            key: value[0]
            if isinstance(value, list) and len(value) == 1 and key not in _LISTS
            else value
            for key, value in kept.items()
        }
    return [_filled(item) for item in document] if isinstance(document, list) else document
