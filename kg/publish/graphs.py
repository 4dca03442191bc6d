"""Which triples an export holds: one part for each named graph, sorted, with blank nodes renamed.

What the law says, what someone judges and what someone proposes stay apart: a part never mixes
graphs. Blank nodes get the labels of RDFC-1.0 (https://www.w3.org/TR/rdf-canon/), so the same graph
gives the same bytes in every process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check import rules
from kg.check.graphs import shapes_triples
from kg.core.errors import BadInput
from kg.core.ids import ROOT
from kg.core.owl import TYPE
from kg.core.resources import DERIVATIONS, folder, turtle_files
from kg.core.spaces import SPACES
from kg.publish.names import What
from kg.publish.on_day import law_on

if TYPE_CHECKING:
    from kg.graph.regime import Regime

Subject = ox.NamedNode | ox.BlankNode


_FACTS = ("law", "assessments", "proposals", "types")
_CONTENT = (*_FACTS, "ontology", "inferred", "shapes", "deals")
_SETS = {
    What.facts: _FACTS,
    What.all: (*_CONTENT, "description"),
    What.engine: (*_FACTS, "ontology", "inferred", "rules", "derivations"),
}
# A day can be asked of what the law says, and of the classes that follow from it.
_DATED = {What.facts, What.law}


# The prefixes of every file, in a fixed order.
PREFIXES = dict(
    sorted(
        {
            **SPACES,
            "bibo": "http://purl.org/ontology/bibo/",
            "dcat": "http://www.w3.org/ns/dcat#",
            "eli": "http://data.europa.eu/eli/ontology#",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "graph": f"{ROOT}graph/",
            "pplan": "http://purl.org/net/p-plan#",
            "prov": "http://www.w3.org/ns/prov#",
            "schema": "https://schema.org/",
            "sd": "http://www.w3.org/ns/sparql-service-description#",
            "shape": f"{ROOT}shapes/",
            "vann": "http://purl.org/vocab/vann/",
            "void": "http://rdfs.org/ns/void#",
        }.items()
    )
)


@dataclass(frozen=True)
class Part:
    """A named graph as it is written.

    Attributes:
        name: the name of its file, without the suffix.
        graph: its IRI.
        triples: its triples, sorted.
    """

    name: str
    graph: ox.NamedNode
    triples: tuple[ox.Triple, ...]

    def quads(self) -> Iterator[ox.Quad]:
        """Yields the triples with their graph."""
        for each in self.triples:
            yield ox.Quad(each.subject, each.predicate, each.object, self.graph)


def parts(regime: Regime, what: What, as_of: date | None = None) -> tuple[Part, ...]:
    """Returns the named graphs that an export holds, in a fixed order.

    Args:
        regime: the regime.
        what: a set of graphs or one of them.
        as_of: the day whose law is wanted, for ``facts`` and ``law``. The judgements and proposals
            are then left out: they have days of their own.

    Raises:
        BadInput: if a day is given for what has none.

    >>> import kg
    >>> [part.name for part in parts(kg.load(), What.facts)]
    ['law', 'assessments', 'proposals', 'types']
    """
    if as_of is not None:
        if what not in _DATED:
            hint = f"only {' and '.join(sorted(_DATED))} can be read as of a day"
            raise BadInput(f"{what} has no day", where="--as-of", hint=hint)
        law, types = law_on(regime, as_of)
        found = [_part(regime, "law", law)]
        return (*found, _part(regime, "types", types)) if what is What.facts else tuple(found)
    names = _SETS.get(what, (str(what),))
    return tuple(part for name in names for part in _parts(regime, name))


def content(regime: Regime) -> tuple[Part, ...]:
    """Returns every graph but the one that describes them."""
    return tuple(part for name in _CONTENT for part in _parts(regime, name))


def _parts(regime: Regime, name: str) -> tuple[Part, ...]:
    if name == "deals":
        return deals(regime)
    if name == "description":
        from kg.publish.describe import description

        return (description(regime),)
    if name in _FOR_ENGINES:
        found = canonical(_FOR_ENGINES[name](regime), name)
        return (Part(name, ox.NamedNode(f"{ROOT}graph/{name}"), found),)
    quads = regime.store.quads_for_pattern(None, None, None, regime.graph(name))
    return (_part(regime, name, (quad.triple for quad in quads)),)


def _part(regime: Regime, name: str, triples: Iterable[ox.Triple]) -> Part:
    return Part(name, regime.graph(name), canonical(triples, name))


def _rules(regime: Regime) -> Iterator[ox.Triple]:
    """The shapes that judge packages, apart from those that judge the facts."""
    books = [regime.node(id).value for id in regime.known("rulebook")]
    found = (shape for book in books for shape in rules.rule_shapes(regime.store, book))
    well_formed = rules.rule_shapes(regime.store, rules.WELL_FORMED)
    return shapes_triples(regime, (*found, *well_formed))


def _derivations(regime: Regime) -> Iterator[ox.Triple]:
    """The rules by which what follows for a package is derived."""
    for path in turtle_files(folder("shapes") / DERIVATIONS):
        yield from (quad.triple for quad in ox.parse(path=path))


_FOR_ENGINES = {"rules": _rules, "derivations": _derivations}


def deals(regime: Regime) -> tuple[Part, ...]:
    """Returns the packages that the project ships, each a graph of its own."""
    import kg
    from kg.core.resources import deal_files

    read = ((path.stem, kg.read_deal(path, regime)) for path in deal_files())
    return tuple(
        Part(f"deals/{name}", ox.NamedNode(f"{regime.base}graph/deals/{name}"), deal.triples)
        for name, deal in read
    )


def with_deals(regime: Regime) -> Regime:
    """Returns the regime with the shipped packages beside it, in a store of its own."""
    store = ox.Store()
    store.bulk_extend(regime.store.quads_for_pattern(None, None, None, None))
    for part in deals(regime):
        store.bulk_extend(part.quads())
    return replace(regime, store=store, remote=None)


def canonical(triples: Iterable[ox.Triple], scope: str) -> tuple[ox.Triple, ...]:
    """Returns triples sorted, with blank nodes that are named by what is said of them.

    Args:
        triples: the triples of one graph.
        scope: a word that begins each blank node's name, so that graphs in one file keep theirs.

    >>> one = ox.Triple(ox.BlankNode("x"), ox.NamedNode("urn:p"), ox.BlankNode("y"))
    >>> two = ox.Triple(ox.BlankNode("b"), ox.NamedNode("urn:p"), ox.BlankNode("a"))
    >>> canonical([one], "s") == canonical([two], "s")
    True
    """
    found = list(triples)
    if any(isinstance(each, ox.BlankNode) for t in found for each in (t.subject, t.object)):
        dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in found)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        found = [
            ox.Triple(_scoped(quad.subject, scope), quad.predicate, _scoped(quad.object, scope))
            for quad in dataset
        ]
    return tuple(sorted(set(found), key=_order))


def _scoped(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, scope: str):  # type: ignore[no-untyped-def]
    if not isinstance(node, ox.BlankNode):
        return node
    return ox.BlankNode(f"{scope}{int(node.value.removeprefix('c14n')):04}")


def _order(triple: ox.Triple) -> tuple[bool, str, bool, str, str]:
    subject = triple.subject
    return (
        isinstance(subject, ox.BlankNode),
        getattr(subject, "value", str(subject)),
        triple.predicate != TYPE,
        triple.predicate.value,
        str(triple.object),
    )
