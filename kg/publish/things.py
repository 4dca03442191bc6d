"""What is said of one thing: its triples and its parts', and the names of what they name.

A part is a record within a record, such as a limit of a provision (``un/2397/5/cap-1``) or the
vote on a resolution. The pages of the site, their Turtle and their JSON-LD show the same triples.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.core.owl import TYPE
from kg.graph.parts import canonical
from kg.graph.words import NAMES
from kg.publish.jsonld import is_part

if TYPE_CHECKING:
    from kg.graph.regime import Regime


class Things:
    """The triples of a regime by the thing that they are said of."""

    def __init__(self, regime: Regime) -> None:
        self._said: defaultdict[object, list[ox.Triple]] = defaultdict(list)
        self._home: dict[object, str] = {}
        types = regime.graph("types")
        for quad in regime.store.quads_for_pattern(None, None, None, None):
            self._said[quad.subject].append(quad.triple)
            if quad.graph_name != types and isinstance(quad.graph_name, ox.NamedNode):
                home = quad.graph_name.value.partition("graph/")[2]
                # What the reasoner found of a term stands beside what the ontology says of it.
                if home != "inferred":
                    self._home[quad.subject] = home
        ours = (
            node
            for node, said in self._said.items()
            if isinstance(node, ox.NamedNode)
            and node.value.startswith((regime.base, TERMS))
            and any(each.predicate == TYPE for each in said)
        )
        #: Everything that has an id under the regime's base or is a term, sorted by IRI.
        self.every: list[ox.NamedNode] = sorted(ours, key=lambda node: node.value)

    def home(self, node: ox.NamedNode) -> str:
        """Returns the name of the graph that says what a thing is, such as ``law``."""
        return self._home.get(node, "types")

    def said(self, node: ox.NamedNode) -> tuple[ox.Triple, ...]:
        """Returns what is said of a thing, sorted."""
        kept = dict.fromkeys(self._own(node, {node}))
        names: dict[ox.Triple, None] = {}
        for triple in kept:
            if triple.predicate != TYPE:
                names |= dict.fromkeys(self._names(triple.object))
        return canonical({**kept, **names}, "b")

    def _own(self, node: object, seen: set[object]) -> Iterator[ox.Triple]:
        for triple in self._said[node]:
            yield triple
            value = triple.object
            inside = isinstance(value, ox.BlankNode) or is_part(value, triple.subject)
            if inside and value not in seen and value in self._said:
                seen.add(value)
                yield from self._own(value, seen)

    def _names(self, node: object) -> Iterator[ox.Triple]:
        for predicate in NAMES:
            found = [each for each in self._said.get(node, ()) if each.predicate == predicate]
            if found:
                yield from found
                return
