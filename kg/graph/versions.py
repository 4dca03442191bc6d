"""The law of a day: what provisions said then, laid over what they say today, and what is in doubt.

A regime holds the words of its data date, and beside them versions of earlier days
(``ontology/versions.ttl``). A regime on a day is a graph of its own, in which the versions of the
day stand in place of today's words: questions, rules and packages read it as they read today's,
and only ``history`` and ``changes`` look at versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from kg.core.closure import closure
from kg.core.dates import written
from kg.core.errors import BrokenData
from kg.core.ids import TERMS
from kg.core.owl import RDFS, TYPE, Definitions, Node
from kg.graph import classify

_DESCRIPTION = ox.NamedNode("http://purl.org/dc/terms/description")
_CHECKED, _DOUBT, _IN_DOUBT = (
    ox.NamedNode(TERMS + name) for name in ("checked", "doubt", "inDoubt")
)
_FROM, _UNTIL, _VERSION, _LACKS, _NOT_HELD, _CONTINUED, _RESTS_ON = (
    ox.NamedNode(TERMS + name)
    for name in (
        "inForceFrom",
        "inForceUntil",
        "version",
        "lacks",
        "wordingNotHeld",
        "continuedUntil",
        "restsOn",
    )
)
# What is said of a version itself, not of the provision on its days.
_OF_ITSELF = {
    TYPE,
    ox.NamedNode(f"{RDFS}label"),
    ox.NamedNode(f"{TERMS}madeBy"),
    _FROM,
    _UNTIL,
    _LACKS,
    _NOT_HELD,
}
_NO_WORDS = "the wording of this day is not on record"


class Version(NamedTuple):
    """What a provision said between two days.

    Attributes:
        of: the provision or the power.
        node: the version.
        since: the first day on which it spoke so.
        until: the first day on which it did not any more; None for the last version.
    """

    of: ox.NamedNode
    node: ox.NamedNode
    since: date
    until: date | None


def versions(store: ox.Store) -> list[Version]:
    """Returns the versions on record, by provision and in the order of time."""
    found = [
        Version(of, node, since, _day(store, node, _UNTIL))
        for of, node in _pairs(store, _VERSION)
        if (since := _day(store, node, _FROM))
    ]
    return sorted(found, key=lambda each: (str(each.of), each.since))


def turns(store: ox.Store) -> list[date]:
    """Returns the days from which words or doubts differ from those of the day before, sorted."""
    spoken = {day for each in versions(store) for day in (each.since, each.until) if day}
    doubted = store.quads_for_pattern(None, _CONTINUED, None, None)
    return sorted(spoken | {_last(quad) for quad in doubted})


def law_of(
    facts: ox.Store, definitions: Definitions, day: date, law: ox.NamedNode, follows: ox.NamedNode
) -> ox.Store:
    """Returns a copy of the facts with the words of a day, and what follows from them.

    Args:
        facts: the facts of a regime as loaded.
        definitions: the class definitions of the ontology.
        day: the day.
        law: the named graph of what the law says.
        follows: the named graph of what follows from it.
    """
    gone, new = _patch(facts, day, law)
    store = ox.Store()
    # Copied whole and then mended: looking at each statement on the way takes twice as long. Not in
    # bulk, which is no faster and takes threads, for which a worker of a server has no memory.
    store.extend(facts)
    for subject, predicate in gone:
        for quad in list(store.quads_for_pattern(subject, predicate, None, None)):
            store.remove(quad)
    store.extend(new)
    if not {predicate for _, predicate in gone}.isdisjoint(definitions.predicates):
        store.clear_graph(follows)
        _add(store, classify.types(definitions, store), follows)
    for predicate in (_DOUBT, _CHECKED):
        for quad in list(store.quads_for_pattern(None, predicate, None, follows)):
            store.remove(quad)
    _add(store, doubts(store, day), follows)
    return store


def _add(store: ox.Store, triples: Iterable[ox.Triple], graph: ox.NamedNode) -> None:
    store.extend([ox.Quad(each.subject, each.predicate, each.object, graph) for each in triples])


def _patch(
    store: ox.Store, day: date, graph: ox.NamedNode
) -> tuple[set[tuple[ox.NamedNode, ox.NamedNode]], list[ox.Quad]]:
    """Returns which properties of which things are other on a day, and what they are."""
    gone: set[tuple[ox.NamedNode, ox.NamedNode]] = set()
    new: list[ox.Quad] = []
    known = versions(store)
    for each in known:
        if each.since > day or each.until is None or each.until <= day:
            continue
        said = list(store.quads_for_pattern(each.node, None, None, None))
        lacked = (quad.object for quad in said if quad.predicate == _LACKS)
        gone |= {(each.of, node) for node in lacked if isinstance(node, ox.NamedNode)}
        of_provision = [quad for quad in said if quad.predicate not in _OF_ITSELF]
        new += [ox.Quad(each.of, quad.predicate, quad.object, graph) for quad in of_provision]
        if _text(store, each.node, _NOT_HELD) == "true":
            new.append(ox.Quad(each.of, _DESCRIPTION, _not_held(store, each, known), graph))
        gone |= {(each.of, quad.predicate) for quad in new if quad.subject == each.of}
    return gone, new


def doubts(store: ox.Store, day: date) -> Iterator[ox.Triple]:
    """Says of each provision in doubt on a day that it is, and why.

    In doubt is one that ends unless it is continued, when no continuation to the day was read; what
    rests on it; and one whose wording of the day is not on record.
    """
    for quad in store.quads_for_pattern(None, _CONTINUED, None, None):
        last = _last(quad)
        if last <= day:
            why = f"continued to {written(last)}; a later continuation was not read"
            for node in _resting_on(store, quad.subject):
                yield from _doubtful(node, why)
    for each in versions(store):
        here = each.since <= day and (each.until is None or day < each.until)
        if here and _text(store, each.node, _NOT_HELD) == "true":
            yield from _doubtful(each.of, _NO_WORDS)


def _doubtful(node: Node, why: str) -> Iterator[ox.Triple]:
    assert isinstance(node, ox.NamedNode)
    yield ox.Triple(node, _DOUBT, ox.Literal(why))
    yield ox.Triple(node, _CHECKED, _IN_DOUBT)


def _resting_on(store: ox.Store, start: Node) -> set[Node]:
    """Returns a thing and all that rests on it, over any number of links."""

    def resting(on: Node) -> Iterator[Node]:
        return (q.subject for q in store.quads_for_pattern(None, _RESTS_ON, on, None))

    return closure({start}, resting)


def _not_held(store: ox.Store, version: Version, known: list[Version]) -> ox.Literal:
    """Says that the words of a version are not on record, and gives the next that are."""
    for each in known:
        if each.of == version.of and each.since > version.since:
            later = _text(store, each.node, _DESCRIPTION)
            if each.until is None:
                later = later or _text(store, each.of, _DESCRIPTION)
            if later:
                then = f"; as amended on {written(each.since)}: {later}"
                return ox.Literal(_NO_WORDS.capitalize() + then, language="en")
    return ox.Literal(f"{_NO_WORDS.capitalize()}.", language="en")


def _last(continued: ox.Quad) -> date:
    """The day up to which something is continued."""
    return as_day(continued.object, str(continued.subject))


def _day(store: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode) -> date | None:
    days = [as_day(each, str(node)) for each in _objects(store, node, predicate)]
    return min(days, default=None)


def _text(store: ox.Store, node: Node, predicate: ox.NamedNode) -> str:
    """Returns the text that a property gives a thing; empty if it gives none."""
    assert not isinstance(node, ox.Literal | ox.Triple)
    return min(map(_value, _objects(store, node, predicate)), default="")


def _pairs(store: ox.Store, predicate: ox.NamedNode) -> Iterator[tuple[ox.NamedNode, ox.NamedNode]]:
    for quad in store.quads_for_pattern(None, predicate, None, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            yield quad.subject, quad.object


def _objects(
    store: ox.Store, node: ox.NamedNode | ox.BlankNode, predicate: ox.NamedNode
) -> Iterator[Node]:
    return (quad.object for quad in store.quads_for_pattern(node, predicate, None, None))


def _value(node: Node) -> str:
    return node.value if isinstance(node, ox.Literal) else ""


def as_day(node: Node, where: str) -> date:
    """Returns a literal as a day.

    Args:
        node: the literal.
        where: the record that states it, for the error.

    Raises:
        BrokenData: if it is none; it names the place.
    """
    try:
        return date.fromisoformat(node.value if isinstance(node, ox.Literal) else "")
    except ValueError:
        raise BrokenData(f"{node} is not a day", where=where) from None
