"""In which readings a record was compared with its text: of its own, of its act, of its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_PREFIXES = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skg: <https://w3id.org/sanctions-kg/ontology#>
"""
_ASKED = """SELECT DISTINCT ?record ?via ?label ?time WHERE {
    ?record skg:checked ?status .
    FILTER(?status != skg:fromMemory)
    %s
    ?reading prov:endedAtTime ?time ; rdfs:label ?label .
} ORDER BY ?time ?label"""
_WITHIN = ("cap", "deadline", "exception", "observation", "trigger", "version")
_WHOLES = ("skg:partOf", "skg:basis", "skg:statedIn", *(f"^skg:{name}" for name in _WITHIN))
_OF_ACT = " UNION ".join(
    [
        "{ ?record skg:checkedIn ?reading }",
        *(f"{{ ?record {whole}/skg:checkedIn ?reading }}" for whole in _WHOLES),
        *(f"{{ ?record {whole}/skg:partOf/skg:checkedIn ?reading }}" for whole in _WHOLES[1:]),
    ]
)
_OF_SOURCE = (
    "{ ?record dcterms:source ?via } UNION { ?record dcterms:source/skg:passageOf ?via } "
    "?reading prov:used ?via ."
)


def readings(regime: Regime, id: str) -> tuple[str, ...]:
    """Returns the names of the readings in which a record was compared, in the order of time.

    They are those of the record, or of what it is part of or rests on; if there are none, for each
    source of it the first that used it. A record whose text nobody read has none.

    Args:
        regime: the regime that holds the record.
        id: its short id or IRI.

    >>> import kg
    >>> readings(kg.load(), "un/2761/1")
    ('second reading of the United Nations part, 30 November 2026',)
    """
    shared = _labels(regime, id, _OF_ACT)
    if not shared:
        used = _labels(regime, id, _OF_SOURCE)
        first = dict(reversed(used))
        shared = [(via, label) for via, label in used if first[via] == label]
    return tuple(dict.fromkeys(label for _, label in shared))


def _labels(regime: Regime, id: str, shared: str) -> list[tuple[str, str]]:
    """Returns sources and names of readings, in the order of time."""
    rows = regime.select(_PREFIXES + _ASKED % shared, record=regime.node(id))
    return [
        (str(row["via"]), row["label"].value)
        for row in rows
        if isinstance(row["label"], ox.Literal)
    ]
