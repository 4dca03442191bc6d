"""From what a link of a package follows that the package does not state.

It retraces ``kg.classify.overlay``, which says what relief touches and draws on, and what a
concession achieves: for one such link it returns the triples of one way there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.ids import TERMS
from kg.owl import TYPE, Node

if TYPE_CHECKING:
    from kg.why.overlaid import Overlaid


def _skg(name: str) -> ox.NamedNode:
    return ox.NamedNode(TERMS + name)


_TOUCHES, _LEAVES_OUT, _GRANTS = _skg("touches"), _skg("leavesOut"), _skg("grants")
_RELAXES, _EVERY, _MIRRORS_OF = _skg("relaxes"), _skg("relaxesEvery"), _skg("relaxesMirrorsOf")
_MIRRORS, _SECONDARY, _SINCE = _skg("mirrors"), _skg("SecondaryMeasure"), _skg("inForceFrom")
_DIVIDES, _RESTS_ON, _THROUGH = _skg("subdivisionOf"), _skg("restsOn"), _skg("through")
_DIVISION, _DRAWS_ON, _UNDER = _skg("Division"), _skg("drawsOn"), _skg("under")
_NAMES_POWER, _MECHANISM = _skg("namesPower"), _skg("mechanism")
_ALSO = _skg("alsoThrough")
_BASIS, _USABLE, _ACHIEVES = _skg("basis"), _skg("usable"), _skg("achieves")
_ACTION, _ENTAILS, _FULFILS = _skg("action"), _skg("entails"), _skg("fulfils")
_DELIVERED, _UP_TO, _FOLLOWS = _skg("DeliveredConcession"), _skg("upTo"), _skg("follows")


def derivation(view: Overlaid, triple: ox.Triple) -> list[ox.Triple]:
    """Returns the triples that a link follows from; some may follow in turn.

    Args:
        view: the package laid over its regime.
        triple: a link that holds and is not stated.

    Returns:
        the triples, in the order in which to tell them; empty if no way is known.
    """
    ways = {
        _TOUCHES: _touches,
        _LEAVES_OUT: _leaves_out,
        _NAMES_POWER: _names_power,
        _DRAWS_ON: _draws_on,
        _ACHIEVES: _achieves,
        _UP_TO: _up_to,
    }
    found = ways.get(triple.predicate)
    return found(view, triple.subject, triple.object) if found else []


def _touches(view: Overlaid, relief: Node, node: Node) -> list[ox.Triple]:
    since = [_triple(node, _SINCE, day) for day in view.objects(node, _SINCE)]
    for measure in view.objects(relief, _GRANTS):
        if told := _relaxed(view, measure, node):
            return [_triple(relief, _GRANTS, measure), *told, *since]
    how = [_triple(relief, _THROUGH, each) for each in view.objects(relief, _THROUGH)]
    for link in (_DIVIDES, _RESTS_ON):
        for whole in view.objects(node, link):
            above = _triple(relief, _TOUCHES, whole)
            if view.holds(above):
                return [above, *how, _triple(node, link, whole), *since]
    return []


def _relaxed(view: Overlaid, measure: Node, node: Node) -> list[ox.Triple]:
    """The triples by which a relief measure relaxes a provision; none if it does not."""
    if node in view.objects(measure, _RELAXES):
        return [_triple(measure, _RELAXES, node)]
    for kind in view.objects(measure, _EVERY):
        if kind in view.objects(node, TYPE):
            return [_triple(measure, _EVERY, kind), _triple(node, TYPE, kind)]
    for whole in view.objects(node, _DIVIDES):
        if _DIVISION in view.objects(whole, TYPE) and (told := _relaxed(view, measure, whole)):
            return [*told, _triple(node, _DIVIDES, whole)]
    for other in view.objects(measure, _MIRRORS_OF):
        for mirrored in view.objects(node, _MIRRORS):
            if told := _relaxed(view, other, mirrored):
                first = [_triple(measure, _MIRRORS_OF, other), *told]
                return [*first, _triple(node, _MIRRORS, mirrored), _triple(node, TYPE, _SECONDARY)]
    return []


def _leaves_out(view: Overlaid, relief: Node, goods: Node) -> list[ox.Triple]:
    for measure in view.objects(relief, _GRANTS):
        if goods in view.objects(measure, _LEAVES_OUT):
            return [_triple(relief, _GRANTS, measure), _triple(measure, _LEAVES_OUT, goods)]
    return []


def _draws_on(view: Overlaid, relief: Node, power: Node) -> list[ox.Triple]:
    acts = [_triple(relief, _THROUGH, how) for how in view.objects(relief, _THROUGH)]
    own = [
        _triple(power, term, act.object)
        for act in acts
        for term in (_MECHANISM, _ALSO)
        if act.object in view.objects(power, term)
    ]
    return [_triple(relief, _NAMES_POWER, power), *acts, *own]


def _names_power(view: Overlaid, relief: Node, power: Node) -> list[ox.Triple]:
    usable = [_triple(power, _USABLE, each) for each in view.objects(power, _USABLE)]
    for named in view.objects(relief, _UNDER):
        bases = [(base, [_triple(power, _BASIS, base)]) for base in view.objects(power, _BASIS)]
        for start, first in ((power, list[ox.Triple]()), *bases):
            way = view.path(start, named, (_DIVIDES,))
            if way is not None:
                return [_triple(relief, _UNDER, named), *first, *way, *usable]
    return []


def _achieves(view: Overlaid, concession: Node, met: Node) -> list[ox.Triple]:
    counts = _triple(concession, TYPE, _DELIVERED)
    for action in view.objects(concession, _ACTION):
        way = view.path(action, met, (_ENTAILS, _FULFILS))
        if way is not None:
            return [_triple(concession, _ACTION, action), *way, counts]
    return []


def _up_to(view: Overlaid, phase: Node, earlier: Node) -> list[ox.Triple]:
    return view.path(phase, earlier, (_FOLLOWS,)) or []


def _triple(subject: Node, predicate: ox.NamedNode, object_: Node) -> ox.Triple:
    return ox.Triple(subject, predicate, object_)  # type: ignore[arg-type]
