"""A regime: law, judgements and ontology in one store, classified, and what is asked of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyoxigraph as ox

from kg.core import sparql
from kg.core.errors import BadInput
from kg.core.ids import ROOT, TERMS, short
from kg.core.index import Index, Term, term
from kg.core.owl import RDFS, TYPE, Definitions, Node
from kg.graph import versions
from kg.graph.versions import as_day

if TYPE_CHECKING:
    from kg.check.findings import Report
    from kg.deal import Deal

_LABELS = (
    f"{RDFS}label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/ns/shacl#name",
)
#: The names of the graphs of a regime's own.
GRAPHS = ("ontology", "inferred", "shapes", "law", "assessments", "proposals", "types")
_DESCRIPTIONS = ("http://purl.org/dc/terms/description",)
# A regime on a day takes some 25 MB, with what a check reads of it.
_MOST_DAYS = 8


class Remote(Protocol):
    """A store elsewhere, as a regime asks it: see ``kg.remote``."""

    def select(self, query: str, terms: Mapping[str, Any] | None = None) -> Any: ...

    def ask(self, query: str, terms: Mapping[str, Any] | None = None) -> bool: ...


@dataclass(frozen=True, eq=False, repr=False)
class Regime:
    """A sanctions regime as loaded.

    Attributes:
        name: the name of its folder.
        base: the IRI under which its ids stand.
        store: its triples, in the named graphs that ``graph`` returns. It is never changed.
        data_date: the day up to which its facts were read.
        default_rulebook: the id of the rulebook used when none is named.
        definitions: the class definitions of the ontology.
        home: its folder.
        remote: the store elsewhere that questions are asked of; None to ask ``store`` itself.
        origin: the regime as loaded, of which this is the law on a day; None if it is that one.
        memo: what was worked out from it: see ``kg.core.memo``.
    """

    name: str
    base: str
    store: ox.Store = field(repr=False)
    data_date: date
    default_rulebook: str
    definitions: Definitions = field(repr=False)
    home: Path | None = field(default=None, repr=False)
    remote: Remote | None = None
    origin: Regime | None = field(default=None, repr=False)
    memo: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False)

    def __repr__(self) -> str:
        return f"<Regime {self.name}, read up to {self.data_date}>"

    def on(self, day: date) -> Regime:
        """Returns the regime as the law was on a day: see ``kg.graph.versions``.

        It is made once for all days between which no words change. Where none differ from those of
        the data date, it is the regime itself.

        Args:
            day: the day.
        """
        origin = self.origin or self
        place = bisect_right(origin.turns, day)
        if place == bisect_right(origin.turns, origin.data_date):
            return origin
        return origin._between(place)

    def node(self, id: str) -> ox.NamedNode:
        """Returns the node of a short id or an IRI, whether or not anything is known of it.

        Raises:
            BadInput: if the text is neither.
        """
        return sparql.node(id, self.base)

    def graph(self, name: str) -> ox.NamedNode:
        """Returns a named graph of the store.

        Args:
            name: ``ontology``, ``inferred``, ``shapes``, ``law``, ``assessments``, ``proposals`` or
                ``types``, what follows from the others.
        """
        return graph_name(name, self.base)

    def known(self, kind: str) -> list[str]:
        """Lists what the regime has of a kind, sorted.

        Args:
            kind: the first word of the ids, such as ``action``.

        >>> import kg
        >>> "actor/unsc" in kg.load().known("actor")
        True
        """
        return list(self._by_kind.get(kind, ()))

    def find(self, id: str, kind: str | None = None) -> ox.NamedNode:
        """Returns the node of a thing or a term that the regime has.

        Args:
            id: what a person writes for its id: see ``kg.graph.names.find``.
            kind: the first word of the id where only one kind will do.

        Raises:
            BadInput: if the text cannot be an id, or several things have it.
            UnknownId: if nothing, or nothing of the kind, has this id.

        >>> import kg
        >>> regime = kg.load()
        >>> regime.find("unsc", "actor") == regime.find("actor/unsc")
        True
        """
        from kg.graph import names

        return self.node(names.find(self, id, kind))

    def label(self, id: str) -> str:
        """Returns the English name of a thing or a term; the id itself if it has none."""
        return self._text(id, _LABELS) or short(self.node(id).value, self.base)

    def description(self, id: str) -> str:
        """Returns what is said of a thing in a sentence or two; empty if nothing is."""
        return self._text(id, _DESCRIPTIONS) or ""

    def values(self, id: str, term: str) -> list[Node]:
        """Returns what a thing is linked to by a property of the ontology, sorted.

        Args:
            id: a short id or IRI.
            term: the local name of the property, such as ``relaxes``.
        """
        predicate = ox.NamedNode(TERMS + term)
        found = self.store.quads_for_pattern(self.node(id), predicate, None, None)
        return sorted({quad.object for quad in found}, key=str)

    def value(self, id: str, term: str) -> Node | None:
        """Returns the first of ``values``, or None."""
        return next(iter(self.values(id, term)), None)

    def is_a(self, id: str, term: str) -> bool:
        """Says whether a thing belongs to a class of the ontology, by statement or by definition.

        >>> import kg
        >>> kg.load().is_a("skg:goodsToTarget", "TradeFlow")
        True
        """
        quads = self.store.quads_for_pattern(self.node(id), TYPE, ox.NamedNode(TERMS + term), None)
        return next(iter(quads), None) is not None

    def provisions(self, instrument: str) -> list[str]:
        """Lists the provisions of an instrument, in the order of its text.

        Raises:
            UnknownId: if nothing has this id.
        """
        self.find(instrument)
        inside = self.store.quads_for_pattern(
            None, ox.NamedNode(f"{TERMS}partOf"), self.node(instrument), None
        )
        found = {short(node.value, self.base) for node in _named(quad.subject for quad in inside)}
        return sorted(found, key=lambda id: (self._position(id), id))

    def in_force(self, id: str, day: date) -> bool:
        """Says whether a provision has effect on a day; on ``inForceUntil`` it has none any more.

        Args:
            id: the provision's short id or IRI.
            day: the day asked about.

        Raises:
            UnknownId: if nothing has this id.
        """
        self.find(id)
        return self.has_effect(self.node(id), day)

    def has_effect(self, node: Node, day: date) -> bool:
        """Says of any node what ``in_force`` says of an id; false where no day is stated."""
        begin, end = self.spans.get(term(node), (date.max, None))
        return begin <= day and (end is None or day < end)

    def select(self, query: str, **bindings: sparql.Value) -> list[dict[str, Node | None]]:
        """Asks a SELECT query of all graphs together; a row is a dict, what is unbound is None.

        Args:
            query: the text in SPARQL.
            **bindings: a value for a variable of the query: a term, an id, a number, a day or a
                truth value. The query must select the variable, and so must each of its subselects
                that uses it.

        Raises:
            BadInput: if the query cannot be read, reaches outside the store or is no SELECT.
        """
        if self.remote:
            return [dict(row) for row in self.remote.select(query, self._terms(bindings)).rows]
        rows = self._query(query, bindings)
        if not isinstance(rows, ox.QuerySolutions):
            raise BadInput("the query is no SELECT")
        names = [variable.value for variable in rows.variables]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def ask(self, query: str, **bindings: sparql.Value) -> bool:
        """Asks an ASK query of all graphs together; arguments and errors as for ``select``.

        >>> import kg
        >>> kg.load().ask("ASK { ?flow a ?class }", flow="skg:aid")
        True
        """
        if self.remote:
            return self.remote.ask(query, self._terms(bindings))
        answer = self._query(query, bindings)
        if not isinstance(answer, ox.QueryBoolean):
            raise BadInput("the query is no ASK")
        return bool(answer)

    def validate(
        self,
        deal: Deal,
        rulebook: str | None = None,
        engine: str = "compiled",
        without: Collection[str] = (),
    ) -> Report:
        """Checks a package against a rulebook, or the default one: see ``kg.check.validation``."""
        from kg.check.validation import validate

        return validate(self, deal, rulebook, engine, without)

    def _query(
        self, query: str, bindings: dict[str, sparql.Value]
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        sparql.check(query)
        terms: dict[ox.Variable, Node] = {
            ox.Variable(key): value for key, value in self._terms(bindings).items()
        }
        try:
            return self.store.query(query, use_default_graph_as_union=True, substitutions=terms)
        except SyntaxError as error:
            raise BadInput(f"the query cannot be read: {error.msg}") from None
        except RuntimeError as error:
            raise BadInput(str(error), hint="select every variable that is given a value") from None

    def _terms(self, bindings: dict[str, sparql.Value]) -> dict[str, ox.NamedNode | ox.Literal]:
        return {key: sparql.term(value, self.base) for key, value in bindings.items()}

    def _text(self, id: str, predicates: tuple[str, ...]) -> str | None:
        node = self.node(id)
        for predicate in predicates:
            quads = self.store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)
            texts = {quad.object for quad in quads if isinstance(quad.object, ox.Literal)}
            if texts:
                return min((text.language != "en", text.value) for text in texts)[1]
        return None

    def _position(self, id: str) -> int:
        place = self.value(id, "position")
        return int(place.value) if isinstance(place, ox.Literal) else 0

    @cached_property
    def ids(self) -> dict[str, None]:
        """The ids of all things and terms that it has, sorted."""
        quads = self.store.quads_for_pattern(None, TYPE, None, None)
        found = {node.value for node in _named(quad.subject for quad in quads)}
        ours = (short(iri, self.base) for iri in found if iri.startswith((self.base, TERMS)))
        return dict.fromkeys(sorted(ours))

    @cached_property
    def _by_kind(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for id in self.ids:
            kind, slash, _ = id.partition("/")
            if slash:
                found.setdefault(kind, []).append(id)
        return found

    @cached_property
    def index(self) -> Index:
        """Its triples by property, as dictionaries; for what is asked very often."""
        return Index(self.store)

    @cached_property
    def _between(self) -> Callable[[int], Regime]:
        return lru_cache(maxsize=_MOST_DAYS)(self._after)

    def _after(self, turn: int) -> Regime:
        """Returns the regime on the days after so many turns, and before the next."""
        day = self.turns[turn - 1] if turn else date.min
        law, types = self.graph("law"), self.graph("types")
        store = versions.law_of(self.store, self.definitions, day, law, types)
        return replace(self, store=store, origin=self, remote=None)

    @cached_property
    def spans(self) -> dict[Term, tuple[date, date | None]]:
        """The first day of each provision, and the day from which it has no effect any more."""
        begins, ends = (self._days(name) for name in ("inForceFrom", "inForceUntil"))
        return {node: (begin, ends.get(node)) for node, begin in begins.items()}

    @cached_property
    def first_day(self) -> date:
        """The first day of any provision on record."""
        return min((begin for begin, _ in self.spans.values()), default=date.min)

    @cached_property
    def turns(self) -> list[date]:
        """The days from which words or doubts differ from those of the day before, sorted."""
        return versions.turns(self.store)

    def _days(self, name: str) -> dict[Term, date]:
        quads = self.store.quads_for_pattern(None, ox.NamedNode(TERMS + name), None, None)
        return {term(quad.subject): as_day(quad.object, str(quad.subject)) for quad in quads}


def _named(nodes: Iterable[Node]) -> Iterator[ox.NamedNode]:
    return (node for node in nodes if isinstance(node, ox.NamedNode))


def graph_name(name: str, base: str) -> ox.NamedNode:
    """Returns the named graph of a part of the regime with this base IRI."""
    shared = name in ("ontology", "inferred", "shapes")
    return ox.NamedNode(f"{ROOT if shared else base}graph/{name}")
