"""Whose law reaches someone: the Council's for everyone, a state's own, and that of its union."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.errors import BadInput, UnknownId
from kg.core.ids import did_you_mean, short
from kg.core.resources import shared_file
from kg.core.wording import the
from kg.graph import queries
from kg.graph.names import matches, names

if TYPE_CHECKING:
    from kg.graph.regime import Regime


@dataclass(frozen=True)
class Reached:
    """Whose law is asked.

    Attributes:
        place: the state or the union that was named; empty if none was.
        senders: the ids of those whose law binds there, the Council first.
        without: what is said where no law of the state's own is held; empty if some is.
    """

    place: str
    senders: tuple[str, ...]
    without: str = ""


def reached(regime: Regime, place: str | None, day: date) -> Reached:
    """Returns whose law reaches someone in a state, or every sender's where none is named.

    Args:
        regime: the regime.
        place: a state by name or by its two or three letters, a union, or a sender by id.
        day: the day, for the membership of a union.

    Raises:
        UnknownId: if nothing is called so.
        BadInput: for the target itself.

    >>> import kg
    >>> reached(kg.load(), "de", date(2026, 7, 21)).senders
    ('actor/unsc', 'actor/european-union')
    >>> reached(kg.load(), "China", date(2026, 7, 21)).senders
    ('actor/unsc',)
    """
    councils, all_others = _senders(regime)
    if place is None:
        return Reached("", (*councils, *all_others))
    known = names(regime, (*councils, *all_others))
    for row in queries.run(regime, "instruments"):
        if row["sender_id"] is not None:
            known[str(row["sender_id"])].add(str(row["instrument"]).partition("/")[0])
    state = _state(place)
    words = (place, state["code"], state["name"]) if state else (place,)
    own = tuple(dict.fromkeys(id for word in words for id in matches(regime.base, word, known)))
    if state is None and not own:
        raise _nobody(place, known)
    name = state["name"] if state else regime.label(own[0])
    if state and _is_target(regime, state):
        raise BadInput(f"{name} is the target", where="--from", hint="name the other side's state")
    union = matches(regime.base, state["union"], known) if state and _member(state, day) else []
    found = tuple(dict.fromkeys((*councils, *own, *union)))
    lacks = (
        f"No law of {the(name)} is held: answered are the measures that bind every state, and "
        f"{the(name)} may bar more."
    )
    return Reached(name, found, "" if set(found) - set(councils) or own else lacks)


def _senders(regime: Regime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Returns the councils whose measures bind every state, and the other senders, by label."""
    rows = [row for row in queries.run(regime, "instruments") if row["sender_id"] is not None]
    every = dict.fromkeys(str(row["sender_id"]) for row in rows)
    council = {
        str(row["sender_id"])
        for row in rows
        if regime.is_a(str(row["instrument"]), "CouncilResolution")
    }
    counts = {id: sum(row["sender_id"] == id for row in rows) for id in every}
    ordered = sorted(every, key=lambda id: (-counts[id], id))
    return (
        tuple(id for id in ordered if id in council),
        tuple(id for id in ordered if id not in council),
    )


@cache
def _states() -> tuple[dict[str, str], ...]:
    with shared_file("states.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def _names(state: dict[str, str]) -> tuple[str, ...]:
    also = (each for each in state["also"].split("|") if each)
    return (state["code"], state["code3"], state["name"], *also)


def _state(text: str) -> dict[str, str] | None:
    known = {state["code"]: _names(state) for state in _states()}
    found = matches("", text, known)
    wanted = found[0] if found else None
    return next((state for state in _states() if state["code"] == wanted), None)


def _member(state: dict[str, str], day: date) -> bool:
    if not state["union"] or day < date.fromisoformat(state["since"]):
        return False
    return not state["until"] or day < date.fromisoformat(state["until"])


def _is_target(regime: Regime, state: dict[str, str]) -> bool:
    node = regime.value(regime.base, "target")
    if not isinstance(node, ox.NamedNode):
        return False
    known = names(regime, [short(node.value, regime.base)])
    return any(matches(regime.base, name, known) for name in _names(state)[1:])


def _nobody(place: str, known: dict[str, set[str]]) -> UnknownId:
    words = [name for state in _states() for name in _names(state) if len(name) > 2]
    near = did_you_mean(place, [*words, *(name for names in known.values() for name in names)])
    hint = f"did you mean {near[0]}?" if near else "write a state by name or by its two letters"
    return UnknownId(f"no state {place}", where="--from", hint=hint)
