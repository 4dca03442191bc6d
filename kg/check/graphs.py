"""The graphs that shapes judge: a package, what follows for it, and what they reach of the regime.

That part of the regime is the triples whose predicates occur in the queries of the rule kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check import rules
from kg.core.errors import BadInput
from kg.core.ids import TERMS
from kg.core.memo import remembered
from kg.core.owl import RDFS, TYPE, Node
from kg.core.spaces import SPACES
from kg.deal.derive import entail
from kg.deal.overlay import package_triples, statements

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

_PREDICATES = re.compile(r"\b(skg|skos|dcterms|rdf|rdfs|sh):([a-z]\w*)")
_LABEL = ox.NamedNode(f"{RDFS}label")
_TOUCHES = f"{TERMS}touches"


MOST_PHASES, MOST_COMMITMENTS = 200, 200
"""The most of either in a graph for SHACL engines: it names each pair of phases."""


def check_size(deal: Deal) -> None:
    """Refuses a package of which a graph for SHACL engines would be too large.

    Raises:
        BadInput: if it is.
    """
    most = (
        (deal.phases, MOST_PHASES, "phases"),
        (deal.commitments, MOST_COMMITMENTS, "commitments"),
    )
    for held, bound, name in most:
        if len(held) > bound:
            raise BadInput(
                f"{len(held)} {name} are too many for a SHACL engine",
                where=deal.id,
                hint=f"{bound} can be judged so; the compiled checker takes more",
            )


MOST_TOUCHED = 20_000
"""How often the reliefs of a package may touch a provision, each counted for each relief."""


def package_graph(regime: Regime, deal: Deal) -> ox.Store:
    """Builds what shapes judge: the package, what follows for it, and the facts they reach.

    Raises:
        BadInput: if the package is too long.
    """
    check_size(deal)
    regime = regime.on(deal.as_of)
    overlay = list(package_triples(deal))
    graph = ox.Store()
    graph.extend(reachable(regime, kinds_text(regime)))
    for triples in (overlay, entail.entailments(regime, overlay, deal.as_of)):
        graph.extend(ox.Quad(*triple) for triple in triples)
    return graph


def asked_graph(regime: Regime, deal: Deal, queries: str) -> ox.Store:
    """Builds what questions of a package can reach: facts, rules, the package, what follows for it.

    Args:
        regime: the loaded regime.
        deal: the package.
        queries: the text of the questions; what they do not look at, such as which phases come
            before which, would be most of a long package.

    Raises:
        BadInput: if its reliefs touch more provisions than can be told of.
    """
    regime = regime.on(deal.as_of)
    graph = ox.Store()
    graph.extend(reachable(regime, queries, rules_too=True))
    told = entail.entail_all(regime, statements(deal), deal.as_of)
    touched = sum(len(about.get(_TOUCHES, ())) for about in told.values())
    if touched > MOST_TOUCHED:
        raise BadInput(
            f"its reliefs touch provisions {touched:,} times, and {MOST_TOUCHED:,} can be told of",
            where=deal.id,
            hint="write relief that is alike once, or write several packages",
        )
    wanted = _predicates(queries)
    for subject, about in told.items():
        kept = {predicate: about[predicate] for predicate in wanted & about.keys()}
        graph.extend(ox.Quad(*each) for each in entail.as_triples({subject: kept}))
    return graph


def _predicates(queries: str) -> set[str]:
    """The properties that some queries name, with the usual prefixes, and types."""
    named = {SPACES[space] + name for space, name in _PREDICATES.findall(queries)}
    return {TYPE.value, *named}


@lru_cache(maxsize=8)
def reachable(regime: Regime, queries: str, rules_too: bool = False) -> tuple[ox.Quad, ...]:
    """Returns the triples of a regime whose predicates occur in some queries, and types.

    Of types those are kept that a query names, or that another triple leads to; of labels those of
    what is in another triple.

    Args:
        regime: the loaded regime.
        queries: their text, with the usual prefixes.
        rules_too: whether the shapes are wanted beside facts and terms.
    """
    found = {
        ox.Quad(*quad.triple)
        for predicate in _predicates(queries)
        for quad in regime.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None)
        if isinstance(quad.subject, ox.NamedNode) and (rules_too or quad.graph_name != rules.SHAPES)
    }
    asked = _classes_asked(regime, queries)
    if rules_too:
        asked |= {q.object for q in found if q.predicate not in (TYPE, _LABEL)}
    found = {q for q in found if q.predicate != TYPE or q.object in asked}
    nodes = {n for q in found if q.predicate != _LABEL for n in (q.subject, q.object)}
    return tuple(q for q in found if q.predicate != _LABEL or q.subject in nodes)


def _classes_asked(regime: Regime, queries: str) -> set[Node]:
    named = {TERMS + name for name in re.findall(r"\bskg:([A-Z]\w*)", queries)}
    shapes = regime.store.quads_for_pattern(None, None, None, rules.SHAPES)
    return {ox.NamedNode(iri) for iri in named} | {quad.object for quad in shapes}


@remembered
def kinds_text(regime: Regime) -> str:
    """Returns the queries of all rule kinds as one text."""
    kinds = set(rules.rule_kinds(regime).values())
    return " ".join(sorted(f"{kind.ask} {kind.detail or ''}" for kind in kinds))


def shapes_triples(regime: Regime, shapes: tuple[rules.RuleShape, ...]) -> Iterator[ox.Triple]:
    """Yields what a SHACL engine needs of some shapes: them, the rule kinds and the prefixes."""
    kinds = {kind.iri for kind in rules.rule_kinds(regime).values()}
    for root in sorted({*(shape.iri for shape in shapes), *kinds, rules.PREFIXED}):
        yield from described(regime, ox.NamedNode(root))


def described(regime: Regime, node: ox.NamedNode | ox.BlankNode) -> Iterator[ox.Triple]:
    """Yields what the shapes graph says of a node, through nameless nodes."""
    for quad in regime.store.quads_for_pattern(node, None, None, rules.SHAPES):
        yield quad.triple
        if isinstance(quad.object, ox.BlankNode):
            yield from described(regime, quad.object)
