"""From what a link of a package follows that the package does not state.

It retraces ``entail.entailments``, which says what relief touches and draws on, and what a
concession achieves: for one such link it returns the triples of one way there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.owl import TYPE, Node

if TYPE_CHECKING:
    from kg.answers.why.overlaid import Overlaid


def _skg(name: str) -> ox.NamedNode:
    return ox.NamedNode(TERMS + name)


_TOUCHES, _LEAVES_OUT, _GRANTS = _skg("touches"), _skg("leavesOut"), _skg("grants")
_RELAXES, _EVERY, _MIRRORS_OF = _skg("relaxes"), _skg("relaxesEvery"), _skg("relaxesMirrorsOf")
_MIRRORS, _SECONDARY, _SINCE = _skg("mirrors"), _skg("SecondaryMeasure"), _skg("inForceFrom")
_DIVIDES, _RESTS_ON, _THROUGH = _skg("subdivisionOf"), _skg("restsOn"), _skg("through")
_DIVISION, _DRAWS_ON, _UNDER = _skg("Division"), _skg("drawsOn"), _skg("under")
_NAMES_POWER, _MECHANISM = _skg("namesPower"), _skg("mechanism")
_ALSO, _LISTS, _BY, _OPENS_FOR = _skg("alsoThrough"), _skg("lists"), _skg("by"), _skg("opensFor")
_BASIS, _USABLE, _ACHIEVES = _skg("basis"), _skg("usable"), _skg("achieves")
_ACTION, _ENTAILS, _FULFILS = _skg("action"), _skg("entails"), _skg("fulfils")
_DELIVERED, _UP_TO, _FOLLOWS = _skg("DeliveredConcession"), _skg("upTo"), _skg("follows")
_FOR_CASE = _skg("forCase")
_FOR_WHOM, _SCOPED, _COUNCIL = _skg("forWhom"), _skg("ScopedMeasure"), _skg("CouncilMeasure")
_BEYOND, _STANDING, _FREES_BEYOND = _skg("beyondBody"), _skg("leavesStanding"), _skg("freesBeyond")
_MAY_FREE, _IMPORT, _GOODS = _skg("mayFree"), _skg("ImportMeasure"), _skg("goods")
_RECKONED, _PART_OF, _SENDER = _skg("reckonedDays"), _skg("partOf"), _skg("sender")
_DENIES, _VERIFIED_BY, _DONE = _skg("denies"), _skg("verifiedBy"), _skg("doneWhenAll")
_OF_KIND, _CONCESSION, _IN_PHASE = _skg("ofKind"), _skg("ConcessionCommitment"), _skg("inPhase")
_COUNTS_AS, _COUNTS_FOR, _MAY_TOUCH = _skg("countsAs"), _skg("countsFor"), _skg("mayTouch")
_ORDERED, _HAS_PHASE, _RELIEF = _skg("ordered"), _skg("hasPhase"), _skg("ReliefCommitment")
_OPEN_MEASURE, _EFFECTIVE, _UNSTATED = (
    _skg("openMeasure"),
    _skg("EffectiveRelief"),
    _skg("unstated"),
)
_TERM = (_skg("termDays"), _skg("termDaysMost"), _skg("termOpen"))
# What of a concession a package limits.
_LIMITS = (_skg("extent"), _skg("site"))
# Classes that no definition gives, and what they follow from: see ``derive.nodes`` and
# ``derive.whole``.
_CLOSED: dict[Node, tuple[ox.NamedNode, ox.NamedNode | None]] = {
    _skg("PricedRelief"): (TYPE, _EFFECTIVE),
    _skg("IdleRelief"): (TYPE, _RELIEF),
    _skg("EndingRelief"): (_THROUGH, _UNSTATED),
    _skg("ResidualRelief"): (_FREES_BEYOND, None),
}


def closure(view: Overlaid, thing: Node, cls: Node) -> list[ox.Triple]:
    """Returns what a class follows from that no definition gives; empty if that is not known.

    Args:
        view: the package laid over its regime.
        thing: a commitment.
        cls: a class in which it is.
    """
    if opened := _left_open(view, thing, cls):
        return opened
    if cls not in _CLOSED:
        return []
    predicate, wanted = _CLOSED[cls]
    return [each for each in _said(view, thing, predicate) if wanted in (None, each.object)][:1]


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
        _DENIES: _denies,
        _UP_TO: _up_to,
        _FOLLOWS: _unordered,
        _OPENS_FOR: _opens_for,
        _BEYOND: _held_by_others,
        _STANDING: _held_by_others,
        _FREES_BEYOND: _frees_beyond,
        _MAY_FREE: _may_free,
        _RECKONED: _reckoned,
        _VERIFIED_BY: _unsaid,
        _COUNTS_AS: _counts_as,
        _COUNTS_FOR: _counts_for,
        _MAY_TOUCH: _left_open,
        _GRANTS: _for_case,
    }
    found = ways.get(triple.predicate)
    told = found(view, triple.subject, triple.object) if found else []
    # What a relief leaves open follows from what would complete it.
    return told or (_left_open(view, triple.subject, triple.object) if found else [])


def _touches(view: Overlaid, relief: Node, node: Node) -> list[ox.Triple]:
    since = _said(view, node, _SINCE)
    listed = _triple(relief, _LISTS, node)
    if view.holds(listed):
        return [listed, *since]
    for measure in view.objects(relief, _GRANTS):
        if told := _relaxed(view, measure, node):
            return [_triple(relief, _GRANTS, measure), *told, *since]
    how = _said(view, relief, _THROUGH)
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
    if way := _way(view, concession, met):
        return [*way, counts]
    # The last part of what several make up, or what a step entails that is made up so.
    for kind, steps in _made_up(view, met):
        parts = [part for part in view.objects(kind, _DONE)]
        given = [_giver(view, concession, part) for part in parts]
        if all(given):
            told = [each for each in given if each is not None]
            return [*(_triple(kind, _DONE, part) for part in parts), *told, *steps]
    return []


def _way(view: Overlaid, concession: Node, met: Node) -> list[ox.Triple] | None:
    """What leads from the words of a concession to what it is about."""
    for predicate in (_ACTION, _OF_KIND):
        for action in view.objects(concession, predicate):
            way = view.path(action, met, (_ENTAILS, _FULFILS))
            if way is not None:
                limits = [each for limit in _LIMITS for each in _said(view, concession, limit)]
                return [_triple(concession, predicate, action), *limits, *way]
    return None


def _made_up(view: Overlaid, met: Node) -> list[tuple[Node, list[ox.Triple]]]:
    """Kinds of step that are made up of others and amount to something, with the way there."""
    found = []
    for kind in sorted(view.subjects_of(_DONE), key=str):
        way = view.path(kind, met, (_ENTAILS, _FULFILS))
        if way is not None:
            found.append((kind, way))
    return found


def _giver(view: Overlaid, concession: Node, part: Node) -> ox.Triple | None:
    """Which concession, this one or one by then, achieves a part."""
    phases = [
        by_then
        for phase in view.objects(concession, _IN_PHASE)
        for by_then in (phase, *view.objects(phase, _UP_TO))
    ]
    for each in (concession, *view.subjects(_ACHIEVES, part)):
        triple = _triple(each, _ACHIEVES, part)
        if view.holds(triple) and (
            each == concession or any(p in phases for p in view.objects(each, _IN_PHASE))
        ):
            return triple
    return None


def _denies(view: Overlaid, concession: Node, met: Node) -> list[ox.Triple]:
    way = _way(view, concession, met)
    return [*(way or ()), *_said(view, concession, _VERIFIED_BY)] if way is not None else []


def _opens_for(view: Overlaid, relief: Node, _whom: Node) -> list[ox.Triple]:
    given = [*_said(view, relief, _GRANTS), *_said(view, relief, _LISTS)[:1]]
    scoped = [_triple(each.object, TYPE, _SCOPED) for each in given if each.predicate == _GRANTS]
    said = _said(view, relief, _FOR_WHOM)
    known = [each for each in scoped if view.holds(each)]
    return [*said, *given, *known, *_said(view, relief, _THROUGH)]


def _held_by_others(view: Overlaid, relief: Node, node: Node) -> list[ox.Triple]:
    found = _said(view, relief, _BY)
    for whole in view.objects(node, _PART_OF):
        found += [_triple(node, _PART_OF, whole), *_said(view, whole, _SENDER)]
    return found


def _frees_beyond(view: Overlaid, relief: Node, node: Node) -> list[ox.Triple]:
    if not view.holds(_triple(relief, _TOUCHES, node)):
        return []
    council = _triple(node, TYPE, _COUNCIL)
    said = [*_said(view, relief, _OPENS_FOR), *_said(view, relief, _FOR_WHOM)]
    return [_triple(relief, _TOUCHES, node), council, *said]


def _may_free(view: Overlaid, relief: Node, _goods: Node) -> list[ox.Triple]:
    for node in view.objects(relief, _TOUCHES):
        imports = _triple(node, TYPE, _IMPORT)
        if view.holds(imports):
            return [_triple(relief, _TOUCHES, node), imports, *_said(view, node, _GOODS)]
    return []


def _reckoned(view: Overlaid, relief: Node, _days: Node) -> list[ox.Triple]:
    return [each for term in _TERM for each in _said(view, relief, term)]


def _left_open(view: Overlaid, relief: Node, _node: Node) -> list[ox.Triple]:
    opened = _said(view, relief, _OPEN_MEASURE)
    return [*opened, *_said(view, relief, _OF_KIND)] if opened else []


def _for_case(view: Overlaid, relief: Node, measure: Node) -> list[ox.Triple]:
    """Relief for a named case is judged by the measure for it, a listed travel limit by its own."""
    case = [
        each
        for said in _said(view, relief, _FOR_WHOM)
        for each in (said, _triple(measure, _FOR_CASE, said.object))
        if view.holds(each)
    ]
    listed = [
        each
        for said in _said(view, relief, _LISTS)
        if view.holds(reached := _triple(measure, _RELAXES, said.object))
        for each in (said, reached)
    ]
    return case or listed


def _counts_as(view: Overlaid, relief: Node, cls: Node) -> list[ox.Triple]:
    return [_triple(relief, TYPE, cls)]


def _counts_for(view: Overlaid, relief: Node, node: Node) -> list[ox.Triple]:
    return [_triple(relief, _TOUCHES, node)]


def _unsaid(view: Overlaid, concession: Node, _nobody: Node) -> list[ox.Triple]:
    return [_triple(concession, TYPE, _CONCESSION)]


def _unordered(view: Overlaid, phase: Node, _other: Node) -> list[ox.Triple]:
    return [
        each for deal in view.subjects(_HAS_PHASE, phase) for each in _said(view, deal, _ORDERED)
    ]


def _up_to(view: Overlaid, phase: Node, earlier: Node) -> list[ox.Triple]:
    return view.path(phase, earlier, (_FOLLOWS,)) or _unordered(view, phase, earlier)


def _said(view: Overlaid, node: Node, predicate: ox.NamedNode) -> list[ox.Triple]:
    return [_triple(node, predicate, each) for each in view.objects(node, predicate)]


def _triple(subject: Node, predicate: ox.NamedNode, object_: Node) -> ox.Triple:
    return ox.Triple(subject, predicate, object_)  # type: ignore[arg-type]
