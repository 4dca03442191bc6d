"""What there is of a kind: ids with labels, the stage at which each stands, and a line on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.find import packages
from kg.core.errors import UnknownId
from kg.core.ids import TERMS, did_you_mean, short
from kg.core.owl import TYPE
from kg.core.wording import natural
from kg.graph.queries import list_queries

if TYPE_CHECKING:
    from kg.graph.regime import Regime

#: What can be listed, each with the class of the things; the last two are no things of the regime.
KINDS = {
    "actions": "Action",
    "relief": "ReliefMeasure",
    "safeguards": "SafeguardKind",
    "undertakings": "UndertakingKind",
    "actors": "Actor",
    "goods": "",
    "subjects": "",
    "stages": "Stage",
    "rulebooks": "Rulebook",
    "rules": "Rule",
    "acts": "Instrument",
    "powers": "Authority",
    "episodes": "Episode",
    "events": "Event",
    "facilities": "Facility",
    "deals": "",
    "questions": "",
}
_LONGEST = 110


@dataclass(frozen=True)
class Listed:
    """Something of a kind.

    Attributes:
        id: its short id, or the name of a package or a question.
        label: what it is called.
        stage: the stages at which authors place it, joined; empty if none does.
        says: what is said of it, in a line.
    """

    id: str
    label: str
    stage: str
    says: str


def inventory(regime: Regime, kind: str) -> tuple[Listed, ...]:
    """Lists what there is of a kind.

    Args:
        regime: the regime asked.
        kind: one of ``KINDS``, or the singular of it.

    Raises:
        UnknownId: if there is no such kind.

    >>> import kg
    >>> inventory(kg.load(), "stages")[0].label
    'stage 1, confidence-building measures'
    """
    kind = named(kind)
    if kind == "deals":
        return tuple(Listed(each.id, each.label, "", "") for each in packages())
    if kind == "questions":
        return tuple(Listed(q.name, q.title, "", q.answers) for q in list_queries())
    ids = _of(regime, KINDS[kind]) if KINDS[kind] else regime.known(kind.removesuffix("s"))
    ids = regime.known("goods") if kind == "goods" else ids
    return tuple(_listed(regime, id) for id in sorted(ids, key=natural))


def named(kind: str) -> str:
    """Returns the kind that a person means.

    Raises:
        UnknownId: if there is none.

    >>> named("action"), named("Deal")
    ('actions', 'deals')
    """
    word = kind.strip().lower()
    for each in (word, f"{word}s", word.removesuffix("y") + "ies", _ALSO.get(word, "")):
        if each in KINDS:
            return each
    near = did_you_mean(word, KINDS)
    hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(KINDS)}"
    raise UnknownId(f"no kind {kind}", where="list", hint=hint)


_ALSO = {
    "concessions": "actions",
    "steps": "actions",
    "reliefs": "relief",
    "packages": "deals",
    "package": "deals",
    "queries": "questions",
    "query": "questions",
    "states": "actors",
    "countries": "actors",
    "laws": "acts",
    "resolutions": "acts",
    "instruments": "acts",
    "authorities": "powers",
}


def _listed(regime: Regime, id: str) -> Listed:
    stages = [
        regime.label(node.value).partition(",")[0]
        for node in regime.values(id, "atStage")
        if isinstance(node, ox.NamedNode)
    ]
    says = regime.description(id)
    return Listed(id, regime.label(id), "; ".join(sorted(stages)), _line(says))


def _line(says: str) -> str:
    """The first sentence, or as much of it as fits a line."""
    first = says.partition(". ")[0].removesuffix(".")
    if len(first) <= _LONGEST:
        return first
    return first[: first.rindex(" ", 0, _LONGEST)].rstrip(",;:") + " …"


def _of(regime: Regime, kind: str) -> set[str]:
    quads = regime.store.quads_for_pattern(None, TYPE, ox.NamedNode(TERMS + kind), None)
    found = (q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))
    ids = (short(iri, regime.base) for iri in found)
    return {id for id in ids if not id.startswith("skg:")}
