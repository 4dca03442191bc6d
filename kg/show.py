"""Everything known of a thing, in plain words, with its sources.

Headings are the labels of the properties in the ontology, so a new property shows without a change here. What other things
say of it stands under the heading "named by", and what follows from definitions under "sorted as".
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import UnknownId
from kg.ids import TERMS, did_you_mean, short
from kg.owl import RDFS, TYPE
from kg.rules import KINDS

if TYPE_CHECKING:
    from kg.regime import Regime

_DCT = "http://purl.org/dc/terms/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SH = "http://www.w3.org/ns/shacl#"
_NOT_SHOWN = {
    f"{RDFS}label",
    f"{_SKOS}prefLabel",
    f"{_DCT}description",
    f"{_SKOS}definition",
    TYPE.value,
}
_WORDS = {
    f"{_DCT}source": "source",
    f"{_DCT}subject": "subject",
    f"{_DCT}title": "title",
    f"{_DCT}creator": "author",
    f"{_DCT}date": "date",
    f"{_SKOS}altLabel": "also called",
    f"{_SKOS}broader": "part of",
    f"{_SKOS}notation": "notation",
    f"{_SKOS}note": "note",
    f"{_SKOS}editorialNote": "editorial note",
    f"{_SKOS}inScheme": "scheme",
    f"{_SH}name": "name",
    f"{_SH}description": "says",
    f"{_SH}message": "message",
    f"{_SH}severity": "severity",
    f"{_SH}targetClass": "looks at",
    f"{RDFS}subClassOf": "is a kind of",
    f"{RDFS}seeAlso": "see also",
}
_LAST = ("note", "editorial note", "checked", "web address", "source")
_MOST = 40


@dataclass(frozen=True)
class Thing:
    """A thing in words: what it is, what is said of it, and what says something of it.

    ``sections`` are pairs of a heading and its lines, in the order in which they are printed.
    """

    id: str
    label: str
    kinds: tuple[str, ...]
    text: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]


def show(regime: Regime, id: str) -> Thing:
    """Collects everything known of a thing.

    Args:
        regime: the loaded regime.
        id: a short id such as ``un/2397/7``, or ``skg:Name`` for a term.

    Raises:
        UnknownId: if nothing has this id.

    >>> import kg
    >>> show(kg.load(), "skg:suspension").kinds
    ('mechanism', 'sectoral mechanism')
    """
    node = regime.node(id)
    said: dict[str, set[str]] = defaultdict(set)
    for quad in regime.store.quads_for_pattern(node, None, None, None):
        if quad.predicate.value not in _NOT_SHOWN and not isinstance(quad.object, ox.BlankNode):
            said[_word(regime, quad.predicate)].add(_value(regime, quad.object, nested=True))
    for flow in regime.values(id, "restricts"):
        for judgement in regime.store.quads_for_pattern(None, _skg("assesses"), flow, None):
            level = regime.value(judgement.subject.value, "amenability")  # type: ignore[union-attr]
            said["snapback amenability"].add(
                f"{_value(regime, level)}, by {_value(regime, judgement.subject)}"
            )
    kinds = sorted(
        {_value(regime, q.object) for q in regime.store.quads_for_pattern(node, TYPE, None, None)}
    )
    if not said and not kinds:
        ids = regime.known(id.split("/")[0])
        near = did_you_mean(id, ids)
        raise UnknownId(
            f"nothing has the id {id}", hint=f"did you mean {near[0]}?" if near else None
        )
    named: dict[str, set[str]] = defaultdict(set)
    for quad in regime.store.quads_for_pattern(None, None, node, None):
        if quad.predicate != TYPE and isinstance(quad.subject, ox.NamedNode):
            named[f"named by ({_word(regime, quad.predicate)})"].add(_value(regime, quad.subject))
    return Thing(
        id=short(node.value, regime.base),
        label=regime.label(id),
        kinds=tuple(kind for kind in kinds if not kind.startswith("http")),
        text=regime.description(id) or _definition(regime, node),
        sections=(*_ordered(said), *_ordered(named)),
    )


def render_text(thing: Thing) -> str:
    """Writes a thing as plain text."""
    lines = [f"{thing.label}  [{thing.id}]"]
    if thing.text:
        lines.append(thing.text)
    if thing.kinds:
        lines.append(f"It is: {', '.join(thing.kinds)}.")
    for heading, values in thing.sections:
        shown = values[:_MOST]
        lines.append(f"\n{heading}" if len(values) > 1 else "")
        if len(values) == 1:
            lines[-1] = f"{heading}: {values[0]}"
            continue
        lines += [f"  - {value}" for value in shown]
        if len(values) > _MOST:
            lines.append(f"  … and {len(values) - _MOST} more")
    return "\n".join(lines)


def _skg(name: str) -> ox.NamedNode:
    return ox.NamedNode(TERMS + name)


def _ordered(found: dict[str, set[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    def place(heading: str) -> tuple[int, str]:
        return (_LAST.index(heading) + 1 if heading in _LAST else 0, heading)

    return tuple((h, tuple(sorted(found[h], key=_natural))) for h in sorted(found, key=place))


def _word(regime: Regime, predicate: ox.NamedNode) -> str:
    if predicate.value in _WORDS:
        return _WORDS[predicate.value]
    return (
        regime.label(predicate.value)
        if predicate.value.startswith(TERMS)
        else short(predicate.value, "")
    )


def _value(regime: Regime, node: object, *, nested: bool = False) -> str:
    if isinstance(node, ox.Literal):
        return node.value
    if not isinstance(node, ox.NamedNode):
        return str(node)
    if node.value in KINDS:
        return KINDS[node.value]
    id = short(node.value, regime.base)
    label = regime.label(node.value)
    if node.value.startswith(TERMS) or not node.value.startswith(regime.base):
        return label
    parts = _parts(regime, node) if nested else ""
    return f"{label} ({id}){parts}"


def _parts(regime: Regime, node: ox.NamedNode) -> str:
    """What is said of a part that has no life of its own, such as a cap, a vote or an exception."""
    said = [
        f"{_word(regime, quad.predicate)} {_value(regime, quad.object)}"
        for quad in regime.store.quads_for_pattern(node, None, None, regime.graph("law"))
        if node.value.rsplit("/", 1)[-1].split("-")[0]
        in ("cap", "deadline", "exception", "vote", "trigger", "observation")
        and quad.predicate.value not in _NOT_SHOWN
    ]
    return f": {'; '.join(sorted(said))}" if said else ""


def _definition(regime: Regime, node: ox.NamedNode) -> str:
    for name in (f"{_SKOS}definition", f"{_SH}description"):
        for quad in regime.store.quads_for_pattern(node, ox.NamedNode(name), None, None):
            if isinstance(quad.object, ox.Literal):
                return quad.object.value
    return ""


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(p), "") if p.isdigit() else (0, p) for p in re.split(r"(\d+)", text))
