"""Sorts things into the classes that the ontology defines; says what follows for a package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.closure import closure
from kg.core.ids import TERMS, short
from kg.core.index import Term, node, term
from kg.deal.derive import whole
from kg.deal.derive.deriver import deriver_of
from kg.deal.derive.membership import Statements

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_ENTAILS = f"{TERMS}entails"


def entailed(regime: Regime, id: str) -> frozenset[str]:
    """Returns the short ids of all that is done whenever a thing is done, itself included.

    Args:
        regime: the loaded regime.
        id: the short id of an action or a safeguard; nothing else entails anything.

    >>> import kg
    >>> sorted(entailed(kg.load(), "action/free-emigration"))
    ['action/emigration-assurances', 'action/free-emigration']
    """
    start = regime.node(id).value
    found = closure(frozenset[Term]((start,)), lambda one: regime.index.objects(one, _ENTAILS))
    return frozenset(short(str(each), regime.base) for each in found)


def entailments(
    regime: Regime, package: Iterable[ox.Triple], as_of: date, lenient: bool = False
) -> list[ox.Triple]:
    """Returns what follows for a package and is not stated in it, sorted; the regime is only read.

    What a relief touches, for whom it opens the law and which bodies can give it follows as in
    ``derive.reliefs``, what a concession achieves as in ``derive.steps``, and what the package
    makes up as a whole as in ``derive.whole``. Every node gets the classes that the ontology's
    definitions give it.

    Args:
        regime: the loaded regime.
        package: the triples of the package.
        as_of: the day at which the law is read.
        lenient: whether open points are filled in the way that keeps most rules.

    >>> import kg
    >>> regime = kg.load()
    >>> relief, grants = ox.NamedNode(f"{regime.base}deal/x/r"), ox.NamedNode(f"{TERMS}grants")
    >>> [measure, *_] = (regime.node(id) for id in regime.known("relief"))
    >>> extra = entailments(regime, [ox.Triple(relief, grants, measure)], regime.data_date)
    >>> {triple.subject for triple in extra} <= {relief}
    True
    """
    statements: defaultdict[Term, defaultdict[str, set[Term]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for subject, predicate, object_ in package:
        statements[term(subject)][predicate.value].add(term(object_))
    found = entail_all(regime, statements, as_of, lenient)
    new = (
        ox.Triple(node(one), ox.NamedNode(predicate), node(each))  # type: ignore[arg-type]
        for one, derived in found.items()
        for predicate, objects in derived.items()
        for each in objects - (statements[one][predicate] if one in statements else frozenset())
    )
    return sorted(new, key=str)


def as_triples(package: Mapping[Term, Statements]) -> list[ox.Triple]:
    """Returns dictionaries of what is said of nodes as triples, in no order."""
    return [
        ox.Triple(node(one), ox.NamedNode(predicate), node(each))  # type: ignore[arg-type]
        for one, derived in package.items()
        for predicate, objects in derived.items()
        for each in objects
    ]


def entail_all(
    regime: Regime, package: Mapping[Term, Statements], as_of: date, lenient: bool = False
) -> dict[Term, dict[str, AbstractSet[Term]]]:
    """Does the same as ``entailments`` on dictionaries; what is stated stands beside what follows.

    Args:
        regime: the loaded regime.
        package: what is said of each node, by property.
        as_of: the day at which the law is read.
        lenient: as for ``entailments``.
    """
    derived = {
        one: deriver_of(regime).node(statements, as_of, lenient)
        for one, statements in package.items()
    }
    whole.derive(derived, deriver_of(regime), regime.index, as_of, lenient)
    return derived
