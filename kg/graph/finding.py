"""What a person means by a word: things of a regime by their names, aliases and citations.

Everyday words and short forms are hidden labels in the graph (``skos:hiddenLabel``), which are
looked for and never shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Any, Protocol

import pyoxigraph as ox

from kg.core.closure import closure
from kg.core.ids import TERMS, did_you_mean, short
from kg.core.memo import remembered
from kg.core.owl import OWL, RDFS, TYPE
from kg.core.search import Entry, Hit, Index, words

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DC = "http://purl.org/dc/terms/"
#: What a thing is called, the name that is shown first.
_NAMES = (
    f"{RDFS}label",
    f"{_SKOS}prefLabel",
    "http://www.w3.org/ns/shacl#name",
    f"{_DC}title",
    f"{_SKOS}altLabel",
    f"{_SKOS}hiddenLabel",
    f"{TERMS}citation",
    f"{TERMS}symbol",
)
_SAYS = (f"{_DC}description", f"{_SKOS}definition", f"{TERMS}summary")
# By class, what a thing is, the first that fits; others are of the kind that begins their id.
_KINDS = {
    "Provision": "provision",
    "Instrument": "act",
    "Division": "division",
    "Power": "power",
    "Authority": "power",
    "Exception": "exception",
    "Cap": "cap",
    "Deadline": "deadline",
    "EpisodePhase": "step",
    "Step": "step",
    "Sequel": "step",
}
# How likely a thing of a kind is to be meant; 1 for the kinds that are not named.
_WEIGHTS = {
    "term": 0.7,
    "exception": 0.85,
    "cap": 0.95,
    "deadline": 0.8,
    "step": 0.6,
    "class": 0.85,
    "source": 0.6,
    "figure": 0.6,
    "estimate": 0.7,
    "position": 0.7,
    "episode": 0.85,
    "event": 0.9,
    "exemption": 0.8,
    "road": 0.5,
    "problem": 0.6,
    "series": 0.7,
    "power": 0.95,
    "reversal": 0.8,
    "verifier": 0.8,
    "assessment": 0.7,
    "programme": 0.9,
}
# Parts of other records, which nobody looks for by themselves.
_PARTS = ("Barrier", "NonBarrier", "Paper", "Version", "Requirement", "StepAssessment", "Return")
_SEPARATOR = re.compile(r"[-_/]+")
_LONGEST = 100
# How much of what was written must be in a name that is suggested.
_ENOUGH = 0.6
_PROPERTIES = ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")


class Names(Protocol):
    """The part of a regime that has names."""

    @property
    def base(self) -> str: ...
    @property
    def store(self) -> ox.Store: ...
    @property
    def memo(self) -> dict[Hashable, Any]: ...


@remembered
def index(regime: Names) -> Index:
    """Returns what finds the things of a regime by words."""
    return Index(entries(regime))


def entries(regime: Names) -> Iterator[Entry]:
    """Yields the things of a regime with the names under which people know them."""
    texts: dict[str, dict[str, list[str]]] = {}
    for property in (*_NAMES, *_SAYS):
        for quad in regime.store.quads_for_pattern(None, ox.NamedNode(property), None, None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                of = texts.setdefault(quad.subject.value, {})
                of.setdefault(property, []).append(quad.object.value)
    kinds = {
        iri: kind for name, kind in reversed(_KINDS.items()) for iri in _of(regime, TERMS + name)
    }
    left = {iri for name in _PARTS for iri in _of(regime, TERMS + name)}
    left |= {iri for name in _PROPERTIES for iri in _of(regime, OWL + name)}
    for iri, said in texts.items():
        id = short(iri, regime.base)
        names = [text for property in _NAMES for text in sorted(said.get(property, ()))]
        if iri in left or id == iri or not names:
            continue
        path = id.removeprefix("skg:")
        kind = kinds.get(iri) or ("term" if path != id else id.partition("/")[0])
        own = [path.partition("/")[2], path] if "/" in path else [path]
        text = " ".join((kind, *(each for property in _SAYS for each in said.get(property, ()))))
        if kind == "provision":
            # Its label is its place in an act: what it says is its name for whoever looks for it.
            names += said.get(_SAYS[0], ())
        yield Entry(id, kind, names[0], (*names, *own), text, _WEIGHTS.get(kind, 1.0))


def meant(
    regime: Names,
    word: str,
    known: Collection[str],
    kinds: Collection[str] = (),
    most: int = 3,
) -> list[str]:
    """Returns the known ids that an unknown word may have been meant to be, the likeliest first.

    What is suggested has the telling words of what was written, or words that these are slips of;
    a word in use is never taken for a slip of another. Of two concessions that fit alike the
    smaller comes first, and none comes that amounts to more than another that fits.

    Args:
        regime: the regime.
        word: what was written, such as ``actor/us`` or ``oil``.
        known: the ids that may stand there.
        kinds: what these are, as the index calls them; any if empty.
        most: how many to return at most.

    >>> import kg
    >>> regime = kg.load()
    >>> meant(regime, "yongbion-freeze", regime.known("action"), ["action"], 1)
    ['action/yongbyon-freeze']
    >>> meant(regime, "us", regime.known("actor"), ["actor"], 1)
    ['actor/united-states']
    """
    if len(word) > _LONGEST:
        return []
    space, _, name = word.partition("/")
    inside = [id for id in known if id.startswith(f"{space}/")] if name else []
    text, known = (name, inside) if inside else (word, known)
    hits = index(regime).search(_SEPARATOR.sub(" ", text), kinds, 40, loose=False)
    hits = [hit for hit in hits if hit.share >= _ENOUGH and hit.entry.id in known]
    found = [hit.entry.id for hit in _smallest(regime, hits)]
    return (found or _spelled_alike(regime, word, known, most))[:most]


def _spelled_alike(regime: Names, word: str, known: Collection[str], most: int) -> list[str]:
    """Returns ids that differ from a word in spelling only, or in a number."""
    every = index(regime)
    sure = {each for each in words(_SEPARATOR.sub(" ", word)) if each.isalpha() and every.has(each)}
    near = [id for id in known if sure <= set(words(_SEPARATOR.sub(" ", id)))]
    parts = word.count("/")
    by_name = {id if parts else id.partition("/")[2]: id for id in near}
    same = [name for name in by_name if name.count("/") == parts]
    alike = did_you_mean(word, same, most) or did_you_mean(word, by_name, most)
    return [by_name[name] for name in alike]


def _smallest(regime: Names, hits: Iterable[Hit]) -> list[Hit]:
    """Leaves out what amounts to more than another that fits as well."""
    entails = ox.NamedNode(f"{TERMS}entails")

    def lesser(id: str) -> set[str]:
        node = ox.NamedNode(regime.base + id)
        quads = regime.store.quads_for_pattern(node, entails, None, None)
        far = (quad.object for quad in quads)
        return {short(each.value, regime.base) for each in far if isinstance(each, ox.NamedNode)}

    hits = list(hits)
    ids = {hit.entry.id for hit in hits}
    every = {hit.entry.id: closure(lesser(hit.entry.id), lesser) for hit in hits}
    return [hit for hit in hits if hit.whole or not (every[hit.entry.id] - {hit.entry.id}) & ids]


def _of(regime: Names, kind: str) -> set[str]:
    quads = regime.store.quads_for_pattern(None, TYPE, ox.NamedNode(kind), None)
    return {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
