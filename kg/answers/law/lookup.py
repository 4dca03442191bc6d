"""Finds a type of measure, a sender, an act, goods or what has a history by what is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS, short
from kg.core.owl import TYPE
from kg.graph import queries
from kg.graph.names import find_among, matches, names

if TYPE_CHECKING:
    from kg.graph.regime import Regime


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
    return find_among(regime.base, text, known, "type of measure", "type")


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
    return find_among(regime.base, text, known, "sender", "sender")


def instrument(regime: Regime, text: str) -> str:
    """Returns the act that a person means.

    >>> import kg
    >>> instrument(kg.load(), "resolution 2397")
    'un/2397'
    """
    ids = (str(row["instrument"]) for row in queries.run(regime, "instruments"))
    return find_among(regime.base, text, names(regime, ids), "instrument", "instrument")


def goods(regime: Regime, text: str) -> str:
    """Returns the goods that a person means.

    >>> import kg
    >>> goods(kg.load(), "seafood in all forms")
    'goods/seafood'
    """
    return find_among(regime.base, text, names(regime, regime.known("goods")), "goods", "goods")


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
        if matches(regime.base, text, known):
            return kind, find_among(regime.base, text, known, kind, "history")
        every |= known
    return "", find_among(regime.base, text, every, "subject, goods or provision", "history")


def _provisions(regime: Regime) -> list[str]:
    provision = ox.NamedNode(f"{TERMS}Provision")
    quads = regime.store.quads_for_pattern(None, TYPE, provision, None)
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
    return sorted(short(iri, regime.base) for iri in subjects)
