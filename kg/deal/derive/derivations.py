"""What follows for a package by the rules in ``shapes/derivations``, run with a SPARQL engine.

They are the definition. ``derive.nodes`` and ``derive.whole`` work out the same on dictionaries, a
hundred times faster; tests hold the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core import resources
from kg.core.memo import remembered
from kg.core.owl import RDFS

if TYPE_CHECKING:
    from kg.graph.regime import Regime

VERDICT = "verdict.rq"
_SH = "http://www.w3.org/ns/shacl#"
_ABOUT_REGIME = 10
"""Rules below this place in the order look at the regime alone."""


@dataclass(frozen=True, order=True)
class Derivation:
    """A rule: what follows from what.

    Attributes:
        order: its place; rules with the same one do not look at what the others derive.
        iri: the IRI of its shape.
        label: what it is called.
        says: the same as a sentence.
        construct: its query, with prefixes; ``$this`` is the package.
    """

    order: int
    iri: str
    label: str
    says: str
    construct: str


@lru_cache(maxsize=1)
def derivations() -> tuple[Derivation, ...]:
    """Returns the rules in their order.

    >>> [each.label for each in derivations()][-1]
    'relief that leaves nothing of what remains'
    """
    store = ox.Store()
    for path in resources.turtle_files(resources.folder("shapes") / resources.DERIVATIONS):
        store.load(path=path)
    return tuple(sorted(_read(store)))


def derive(
    regime: Regime, package: Iterable[ox.Triple], without: str | None = None
) -> set[ox.Triple]:
    """Returns what follows for packages by the rules, with what helps to derive it.

    Args:
        regime: the loaded regime.
        package: the triples of one package or several, as they are written.
        without: the IRI of a rule to be left out.

    Returns:
        the triples that are not in the regime and not given; those of the lenient reading are among
        them, under names of their own.
    """
    found = by_rule(regime, package, without)
    return {quad.triple for quads in found.values() for quad in quads}


def by_rule(
    regime: Regime, package: Iterable[ox.Triple], without: str | None = None
) -> dict[str, set[ox.Quad]]:
    """Returns what follows for packages by each rule, by its IRI; as ``derive``."""
    store = _laid(regime)
    given = {ox.Quad(*triple) for triple in package}
    new = {quad for quad in given if quad not in store}
    store.extend(new)
    found = {
        rule.iri: _apply(store, rule)
        for rule in derivations()
        if rule.order >= _ABOUT_REGIME and rule.iri != without
    }
    for quad in new.union(*found.values()):
        store.remove(quad)
    return found


def as_update() -> str:
    """Returns the rules as one SPARQL Update, for tools that have no SHACL rules, such as Jena's.

    >>> as_update().count("INSERT") == len(derivations())
    True
    """
    return " ;\n".join(
        f"# {each.order}: {each.label}\n{each.construct.replace('CONSTRUCT', 'INSERT', 1)}"
        for each in derivations()
    )


def verdict_query() -> str:
    """Returns the query that reads breaches, gaps and weaknesses out of a validation report.

    >>> verdict_query().count("SELECT")
    1
    """
    return (resources.folder("shapes") / VERDICT).read_text("utf-8")


@remembered
def _laid(regime: Regime) -> ox.Store:
    """The facts and the ontology in one graph, with what follows from them alone."""
    store = ox.Store()
    shapes = regime.graph("shapes")
    store.bulk_extend(ox.Quad(*q.triple) for q in regime.store if q.graph_name != shapes)
    for rule in derivations():
        if rule.order < _ABOUT_REGIME:
            _apply(store, rule)
    return store


def _apply(store: ox.Store, rule: Derivation) -> set[ox.Quad]:
    triples = store.query(rule.construct)
    assert isinstance(triples, ox.QueryTriples)
    fresh = {quad for quad in (ox.Quad(*each) for each in triples) if quad not in store}
    store.extend(fresh)
    return fresh


def _read(store: ox.Store) -> Iterator[Derivation]:
    prefixes = "".join(
        f"PREFIX {_value(store, declared, f'{_SH}prefix')}: "
        f"<{_value(store, declared, f'{_SH}namespace')}>\n"
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{_SH}declare"), None, None)
        for declared in [quad.object]
    )
    for quad in store.quads_for_pattern(None, ox.NamedNode(f"{_SH}rule"), None, None):
        shape, rule = quad.subject, quad.object
        yield Derivation(
            int(_value(store, rule, f"{_SH}order")),
            str(getattr(shape, "value", "")),
            _value(store, shape, f"{RDFS}label"),
            _value(store, shape, f"{_SH}description"),
            prefixes + _value(store, rule, f"{_SH}construct"),
        )


def _value(store: ox.Store, node: object, predicate: str) -> str:
    [quad] = store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)  # type: ignore[arg-type]
    return str(getattr(quad.object, "value", ""))
