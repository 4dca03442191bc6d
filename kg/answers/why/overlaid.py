"""A package laid over its regime, triple by triple: who states what, and what follows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.owl import RDF, Node
from kg.core.wording import natural
from kg.deal.derive import entail
from kg.deal.overlay import package_triples

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

PACKAGE, REGIME, FOLLOWS = "package", "regime", "follows"

_FIRST, _REST = (ox.NamedNode(RDF + name) for name in ("first", "rest"))
_SINCE = ox.NamedNode(f"{TERMS}inForceFrom")


class Overlaid:
    """The triples of a package, those that follow for it, and those of its regime."""

    def __init__(self, regime: Regime, deal: Deal) -> None:
        self._derived = {regime.graph("types"), regime.graph("inferred")}
        self._package = _store(package_triples(deal))
        self._overlay = _store(entail.entailments(regime, package_triples(deal), deal.as_of))
        self._stores = (self._package, self._overlay, regime.store)

    def stated(self, node: Node) -> list[ox.Triple]:
        """Returns what the package itself says of a thing, sorted."""
        return _about(self._package, node)

    def inferred(self, node: Node) -> list[ox.Triple]:
        """Returns what follows for a thing of the package, sorted."""
        return _about(self._overlay, node)

    def told(self, node: Node) -> list[ox.Triple]:
        """Returns what the regime has of a thing, stated or not, sorted."""
        return _about(self._stores[-1], node)

    def holds(self, triple: ox.Triple) -> bool:
        """Says whether a triple is stated or follows."""
        return any(True for store in self._stores for _ in _quads(store, triple))

    def origin(self, triple: ox.Triple) -> str:
        """Says who states a triple; ``FOLLOWS`` if nobody does."""
        if any(True for _ in _quads(self._package, triple)):
            return PACKAGE
        graphs = {quad.graph_name for quad in _quads(self._stores[-1], triple)}
        return REGIME if graphs - self._derived else FOLLOWS

    def objects(self, node: Node, predicate: ox.NamedNode) -> list[Node]:
        """Returns what a property leads to; the oldest law comes first."""
        if isinstance(node, ox.Literal):
            return []
        found = {
            quad.object
            for store in self._stores
            for quad in store.quads_for_pattern(node, predicate, None, None)
        }
        return self.ordered(found)

    def subjects(self, predicate: ox.NamedNode, node: Node) -> list[Node]:
        """Returns what a property leads from, in the same order."""
        found = {
            quad.subject
            for store in self._stores
            for quad in store.quads_for_pattern(None, predicate, node, None)
        }
        return self.ordered(found)

    def subjects_of(self, predicate: ox.NamedNode) -> set[Node]:
        """Returns all that has a property."""
        return {
            quad.subject
            for store in self._stores
            for quad in store.quads_for_pattern(None, predicate, None, None)
        }

    def members(self, head: Node) -> list[Node]:
        """Returns the members of an RDF list."""
        found = list[Node]()
        while firsts := self.objects(head, _FIRST):
            found += firsts
            (head,) = self.objects(head, _REST)
        return found

    def path(
        self, start: Node, goal: Node, predicates: Iterable[ox.NamedNode]
    ) -> list[ox.Triple] | None:
        """Returns a shortest way from one thing to another; empty if they are the same."""
        links = tuple(predicates)
        ways = {start: list[ox.Triple]()}
        todo = deque([start])
        while todo and goal not in ways:
            here = todo.popleft()
            for predicate in links:
                for there in self.objects(here, predicate):
                    if there not in ways:
                        step = ox.Triple(here, predicate, there)  # type: ignore[arg-type]
                        ways[there] = [*ways[here], step]
                        todo.append(there)
        return ways.get(goal)

    def ordered(self, nodes: Iterable[Node]) -> list[Node]:
        """Sorts things by the day of their effect, then by id."""
        found = list(nodes)
        return sorted(found, key=self._order) if len(found) > 1 else found

    def _order(self, node: Node) -> tuple[str, tuple[tuple[int, str], ...]]:
        since = "" if isinstance(node, ox.Literal) else self._since(node)
        return since, natural(str(node))

    def _since(self, node: Node) -> str:
        days = self._stores[-1].quads_for_pattern(node, _SINCE, None, None)  # type: ignore[arg-type]
        return min((str(quad.object) for quad in days), default="")


def _store(triples: Iterable[ox.Triple]) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    return store


def _quads(store: ox.Store, triple: ox.Triple) -> Iterable[ox.Quad]:
    return store.quads_for_pattern(triple.subject, triple.predicate, triple.object, None)


def _about(store: ox.Store, node: Node) -> list[ox.Triple]:
    quads = store.quads_for_pattern(node, None, None, None)  # type: ignore[arg-type]
    return sorted((quad.triple for quad in quads), key=str)
