"""Finds a thing by what a person writes: its id, a part of it, or a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.errors import BadInput, UnknownId
from kg.core.ids import TERMS, did_you_mean, short
from kg.core.owl import RDFS, TYPE
from kg.graph import queries

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_NAMES = tuple(
    ox.NamedNode(iri)
    for iri in (f"{RDFS}label", *(f"{_SKOS}{each}Label" for each in ("pref", "alt", "hidden")))
)


def names(regime: Regime, ids: Iterable[str]) -> dict[str, set[str]]:
    """Returns for each id the names under which people know it.

    These are the id, the id without its first word, its labels, other names and nicknames.

    >>> import kg
    >>> sorted(names(kg.load(), ["actor/iaea"])["actor/iaea"])[:2]
    ['IAEA', 'International Atomic Energy Agency']
    """
    return {id: {id, id.partition("/")[2] or id, *_labels(regime, id)} for id in ids}


def find(text: str, known: Mapping[str, Iterable[str]], what: str, where: str) -> str:
    """Returns the id that a person means.

    Args:
        text: what was written.
        known: the ids that may be meant, each with its names; the first are named in the hint.
        what: what they are, for the error.
        where: the option or argument, for the error.

    Raises:
        UnknownId: if nothing has this name; the hint names what comes nearest.
        BadInput: if several things have it.

    >>> find("South-Korea", {"actor/kr": ["South Korea"]}, "sender", "--sender")
    'actor/kr'
    """
    found = matches(text, known)
    if len(found) == 1:
        return found[0]
    if found:
        hint = f"write {' or '.join(found)}"
        raise BadInput(f"{text} can mean {len(found)} things", where=where, hint=hint)
    words = {_plain(name): (name, id) for id in sorted(known) for name in sorted(known[id])}
    near = did_you_mean(_plain(text), words)
    if near:
        name, id = words[near[0]]
        meant = name if name in (id, id.partition("/")[2]) else f"{name} ({id})"
        raise UnknownId(f"no {what} {text}", where=where, hint=f"did you mean {meant}?")
    few = [id.removeprefix("skg:") for id in known][:12]
    hint = f"there is {', '.join(few)}{' and more' if len(known) > len(few) else ''}"
    raise UnknownId(f"no {what} {text}", where=where, hint=hint)


def matches(text: str, known: Mapping[str, Iterable[str]]) -> list[str]:
    """Returns the ids that have a name, sorted; an id that is written out wins."""
    if text in known:
        return [text]
    wanted = _plain(text)
    return sorted(id for id, words in known.items() if wanted in map(_plain, words))


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()


def _labels(regime: Regime, id: str) -> set[str]:
    node = regime.node(id)
    quads = (q for name in _NAMES for q in regime.store.quads_for_pattern(node, name, None, None))
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}


def measure_type(regime: Regime, text: str) -> str:
    """Returns the class of measures that a person means.

    >>> import kg
    >>> [measure_type(kg.load(), text) for text in ("financial", "export bans", "ImportCap")]
    ['skg:FinancialMeasure', 'skg:ExportBan', 'skg:ImportCap']
    """
    known = {}
    for row in queries.run(regime, "types-of-measure"):
        id, name = str(row["type"]), str(row["name"])
        known[id] = {id, id.removeprefix("skg:"), name, f"{name}s", name.removesuffix(" measure")}
    return find(text, known, "type of measure", "type")


def sender(regime: Regime, text: str) -> str:
    """Returns the state or body that a person means, among those that sent an instrument.

    The first word of the ids of its instruments, such as ``un``, will do too.

    >>> import kg
    >>> [sender(kg.load(), text) for text in ("unsc", "Security Council", "un")]
    ['actor/unsc', 'actor/unsc', 'actor/unsc']
    """
    acts = [row for row in queries.run(regime, "instruments") if row["sender_id"] is not None]
    known = names(regime, sorted({str(row["sender_id"]) for row in acts}))
    for row in acts:
        known[str(row["sender_id"])].add(str(row["instrument"]).partition("/")[0])
    return find(text, known, "sender", "sender")


def instrument(regime: Regime, text: str) -> str:
    """Returns the act that a person means.

    >>> import kg
    >>> instrument(kg.load(), "resolution 2397")
    'un/2397'
    """
    ids = (str(row["instrument"]) for row in queries.run(regime, "instruments"))
    return find(text, names(regime, ids), "instrument", "instrument")


def goods(regime: Regime, text: str) -> str:
    """Returns the goods that a person means.

    >>> import kg
    >>> goods(kg.load(), "seafood in all forms")
    'goods/seafood'
    """
    return find(text, names(regime, regime.known("goods")), "goods", "goods")


def chain(regime: Regime, text: str) -> tuple[str, str]:
    """Returns of what kind the thing is whose history a person asks for, and its id.

    A subject comes before goods, and goods before a provision.

    >>> import kg
    >>> [chain(kg.load(), text) for text in ("coal", "goods/coal", "un/2371/8")]
    [('subject', 'subject/coal'), ('goods', 'goods/coal'), ('provision', 'un/2371/8')]
    """
    every: dict[str, set[str]] = {}
    for kind in ("subject", "goods", "provision"):
        known = names(regime, _provisions(regime) if kind == "provision" else regime.known(kind))
        if matches(text, known):
            return kind, find(text, known, kind, "history")
        every |= known
    return "", find(text, every, "subject, goods or provision", "history")


def _provisions(regime: Regime) -> list[str]:
    provision = ox.NamedNode(f"{TERMS}Provision")
    quads = regime.store.quads_for_pattern(None, TYPE, provision, None)
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return sorted(short(iri, regime.base) for iri in subjects)
