"""Rules as the shapes state them: what they look at, what they ask, where their author says so.

Nothing here knows a rule. Rule kinds (SHACL-SPARQL constraint components) and rules (node shapes)
are read from the shapes graph, so that everything that reasons about rules reads the very triples
that a SHACL engine runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.core.ids import ROOT, TERMS, local
from kg.core.memo import remembered
from kg.core.owl import TYPE

if TYPE_CHECKING:
    from kg.graph.regime import Regime

SHAPES = ox.NamedNode(f"{ROOT}graph/shapes")
PREFIXED = f"{ROOT}shapes/kinds"
WELL_FORMED = f"{ROOT}shapes/package/well-formed"
PREFIXES = f"""
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skg: <{TERMS}>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_PARAMETER = re.compile(r"\$(\w+)")
_MENTIONED = re.compile(r"\b[a-z]+/[a-z0-9][\w-]*", re.ASCII)
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


@dataclass(frozen=True)
class RuleKind:
    """A constraint component: its parameters, its ASK, and the query that names what is missing.

    ``program`` is the same constraint for the solver that repairs packages; None if it has none.
    """

    iri: str
    label: str
    parameters: tuple[str, ...]
    ask: str
    detail: str | None
    program: str | None


@dataclass(frozen=True)
class Rule:
    """A sentence of a rulebook, with its reason and the passages that say so.

    ``checkable`` is false for a rule that is stated and has no shape yet; ``why`` then says what it
    waits for.
    """

    iri: str
    name: str
    says: str
    why: str
    passages: tuple[str, ...]
    checkable: bool


@dataclass(frozen=True)
class RuleShape:
    """One node shape of a rule: which commitments it looks at, and what its kind asks of them."""

    iri: str
    rule: Rule
    severity: str
    target: str
    kind: RuleKind
    values: tuple[ox.NamedNode | ox.Literal, ...]
    message: str

    def holds(self, package: ox.Store, focus: ox.NamedNode) -> bool:
        """Says whether a focus node keeps this shape.

        Args:
            package: the package graph with everything that its commitments touch, as a default
                graph.
            focus: the commitment, phase or package in question.
        """
        return bool(package.query(PREFIXES + self._bound(self.kind.ask, focus)))

    def details(self, package: ox.Store, focus: ox.NamedNode) -> list[str]:
        """Names what is missing or in the way at a focus node that breaks this shape; sorted."""
        if self.kind.detail is None:
            return []
        rows = package.query(PREFIXES + self._bound(self.kind.detail, focus))
        return sorted(row[0].value for row in rows)  # type: ignore[union-attr]

    def _bound(self, query: str, focus: ox.NamedNode) -> str:
        # The Oxigraph binding binds variables of a projection only, so an ASK gets its values as
        # text. They come from the shapes and from IRIs that the reader has checked, never straight
        # from a user.
        values = dict(zip((*self.kind.parameters, "this"), (*self.values, focus), strict=True))
        return _PARAMETER.sub(lambda found: str(values[found[1]]), query)


def rule_kinds(regime: Regime) -> Mapping[str, RuleKind]:
    """Reads the rule kinds of a regime; keyed by the IRI of each parameter's property."""
    return _rule_kinds(regime.origin or regime)


def rules(regime: Regime, rulebook: str) -> tuple[Rule, ...]:
    """Reads the rules of a rulebook, those without a shape included, in the order of their IRIs.

    Args:
        regime: the regime, on any day: rules are the same on all.
        rulebook: the IRI of the rulebook.
    """
    return _rules(regime.origin or regime, rulebook)


def rule_shapes(regime: Regime, rulebook: str) -> tuple[RuleShape, ...]:
    """Reads the shapes of a rulebook, in the order of their IRIs.

    Args:
        regime: the regime, on any day: shapes are the same on all.
        rulebook: the IRI of the rulebook.

    Raises:
        ValueError: if a shape uses no rule kind, or two.
    """
    return _rule_shapes(regime.origin or regime, rulebook)


@remembered
def _rule_kinds(regime: Regime) -> dict[str, RuleKind]:
    store = regime.store
    found: dict[str, RuleKind] = {}
    rows = _select(
        store,
        """SELECT ?kind ?label ?ask ?detail ?program WHERE {
            ?kind a sh:ConstraintComponent ; rdfs:label ?label ; sh:validator/sh:ask ?ask .
            OPTIONAL { ?kind skg:detail ?detail }
            OPTIONAL { ?kind skg:program ?program }
        } ORDER BY ?kind""",
    )
    for kind, label, ask, detail, program in rows:
        names = sorted(
            local(path.value)
            for (path,) in _select(
                store,
                f"SELECT ?path WHERE {{ <{kind.value}> sh:parameter/sh:path ?path }}",
            )
        )
        made = RuleKind(
            kind.value,
            label.value,
            tuple(names),
            ask.value,
            detail and detail.value,
            program and program.value,
        )
        found.update({TERMS + name: made for name in names})
    return found


@remembered
def _rules(regime: Regime, rulebook: str) -> tuple[Rule, ...]:
    store = regime.store
    rows = _select(
        store,
        f"""SELECT ?rule ?name ?says ?why WHERE {{
            ?rule a skg:Rule ; skg:inRulebook <{rulebook}> ; sh:name ?name ;
                sh:description ?says ; skos:note ?why .
        }} ORDER BY ?rule""",
    )
    return tuple(
        Rule(rule.value, name.value, says.value, why.value, *_backing(store, rule))
        for rule, name, says, why in rows
    )


def _backing(store: ox.Store, rule: ox.NamedNode) -> tuple[tuple[str, ...], bool]:
    """The passages that a rule rests on, and whether it is a shape."""
    passages = _select(store, f"SELECT ?passage WHERE {{ {rule} dcterms:source ?passage }}")
    shape = ox.Quad(rule, TYPE, ox.NamedNode("http://www.w3.org/ns/shacl#NodeShape"), SHAPES)
    return tuple(sorted(passage.value for (passage,) in passages)), shape in store


@remembered
def _rule_shapes(regime: Regime, rulebook: str) -> tuple[RuleShape, ...]:
    store = regime.store
    by_rule = {rule.iri: rule for rule in rules(regime, rulebook)}
    kinds = rule_kinds(regime)
    rows = _select(
        store,
        f"""SELECT ?shape ?rule ?severity ?target ?message WHERE {{
            {{ ?rule skg:inRulebook <{rulebook}> . BIND(?rule AS ?shape) }}
            UNION {{ ?shape skg:partOfRule ?rule . ?rule skg:inRulebook <{rulebook}> }}
            ?shape a sh:NodeShape ; sh:severity ?severity ;
                sh:targetClass ?target ; sh:message ?message .
        }} ORDER BY ?shape""",
    )
    return tuple(
        RuleShape(
            shape.value,
            by_rule[rule.value],
            severity.value,
            target.value,
            *_constraint(store, shape, kinds),
            _worded(store, message.value, rulebook.partition("rulebook/")[0]),
        )
        for shape, rule, severity, target, message in rows
    )


def _worded(store: ox.Store, message: str, base: str) -> str:
    """Puts the name of a thing before its id, where a message has the id alone."""

    def named(found: re.Match[str]) -> str:
        node = ox.NamedNode(base + found[0])
        labels = [q.object.value for q in store.quads_for_pattern(node, _LABEL, None, None)]  # type: ignore[union-attr]
        return f"{min(labels)} ({found[0]})" if labels else found[0]

    return _MENTIONED.sub(named, message)


def _constraint(
    store: ox.Store, shape: ox.NamedNode, kinds: Mapping[str, RuleKind]
) -> tuple[RuleKind, tuple[ox.NamedNode | ox.Literal, ...]]:
    given = {
        quad.predicate.value: quad.object
        for quad in store.quads_for_pattern(shape, None, None, SHAPES)
        if quad.predicate.value in kinds
    }
    used = {kinds[name].iri: kinds[name] for name in given}
    if len(used) != 1:
        raise ValueError(f"{shape.value} uses {len(used)} rule kinds; a shape uses exactly one")
    (kind,) = used.values()
    missing = [name for name in kind.parameters if TERMS + name not in given]
    if missing:
        raise ValueError(f"{shape.value} gives no value for {', '.join(missing)}")
    return kind, tuple(given[TERMS + name] for name in kind.parameters)  # type: ignore[misc]


def _select(store: ox.Store, query: str) -> Iterator[tuple[Any, ...]]:
    solutions = store.query(PREFIXES + query, use_default_graph_as_union=True)
    names = solutions.variables  # type: ignore[union-attr]
    return (tuple(row[name] for name in names) for row in solutions)  # type: ignore[union-attr]


def instances(package: ox.Store, target: str) -> list[ox.NamedNode]:
    """Returns the nodes of a package that are typed with a class, in the order of their IRIs."""
    found = package.quads_for_pattern(None, TYPE, ox.NamedNode(target), None)
    nodes = [quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)]
    return sorted(nodes, key=lambda node: node.value)
