"""Checks packages with shapes that were compiled once, on the facts of one package at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any

from kg.check import rules
from kg.check.compiled import values
from kg.check.compiled.algebra import algebra, refused
from kg.check.compiled.source import Source, properties, write
from kg.core.index import Index, Links, Term, term
from kg.deal.derive.deriver import PACKAGE_PROPERTIES
from kg.deal.derive.membership import RDF_TYPE, Statements

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_SH = "http://www.w3.org/ns/shacl#"
_HELPERS: dict[str, Any] = {
    each.__name__: each
    for each in (
        *(values.equal, values.less, values.holds, values.truth, values.negated, values.every),
        *(values.some, values.pick, values.joined, values.text, values.reached, values.onwards),
        values.optional,
    )
}
# What a rule shape may say in SHACL's own words beside the parameters of its kind.
_UNDERSTOOD = {_SH + name for name in ("name", "description", "severity", "targetClass", "message")}

Package = Mapping[Term, Statements]
"""What is said of each node of a package, with what follows, by property."""
Place = tuple[str, bool, Links]
"""A slot: its property, whether it is read backwards, and what the regime says there."""


class Slots:
    """The places where the queries of a checker look, each once, whatever query looks there.

    Args:
        index: the triples of the regime.
    """

    def __init__(self, index: Index) -> None:
        self.places: list[Place] = []
        self._index = index
        self._known: dict[tuple[str, bool], int] = {}

    def place(self, predicate: str, backwards: bool) -> int:
        """Returns the number of a slot, which is new if no query looked there before."""
        slot = predicate, backwards
        if slot not in self._known:
            regime = (self._index.backward if backwards else self._index.forward)(predicate)
            self._known[slot] = len(self.places)
            self.places.append((predicate, backwards, regime))
        return self._known[slot]


class Overlay(dict[int, dict[Term, AbstractSet[Term]]]):
    """What a package says by slot; a slot is filled when a shape first looks into it."""

    def __init__(self, package: Package, places: Sequence[Place]) -> None:
        super().__init__()
        self._places = places
        self._said: dict[str, list[tuple[Term, AbstractSet[Term]]]] = {}
        for node, said in package.items():
            for predicate, objects in said.items():
                if predicate in self._said:
                    self._said[predicate].append((node, objects))
                else:
                    self._said[predicate] = [(node, objects)]

    def __missing__(self, place: int) -> dict[Term, AbstractSet[Term]]:
        predicate, backwards, regime = self._places[place]
        slot: dict[Term, AbstractSet[Term]] = {}
        for node, objects in self._said.get(predicate, ()):
            if not backwards:
                known = regime.get(node)
                slot[node] = known | objects if known else objects
                continue
            for each in objects:
                before = slot.get(each)
                if before is None:
                    slot[each] = {node, *regime.get(each, ())}
                else:
                    before.add(node)  # type: ignore[attr-defined]
        self[place] = slot
        return slot


class Glance(Overlay):
    """The same for a look at few properties of many nodes: the others are never sorted."""

    def __init__(self, package: Package, places: Sequence[Place]) -> None:
        dict.__init__(self)
        self._places = places
        self._said = _Sayings(package)


class _Sayings(dict[str, list[tuple[Term, AbstractSet[Term]]]]):
    def __init__(self, package: Package) -> None:
        super().__init__()
        self._package = package

    def __missing__(self, predicate: str) -> list[tuple[Term, AbstractSet[Term]]]:
        nodes = self._package.items()
        found = self[predicate] = [(n, said[predicate]) for n, said in nodes if predicate in said]
        return found

    def get(self, predicate: str, default: object = None) -> Any:
        return self[predicate]


class Beside(Overlay):
    """What a package says with one more node; all that this one does not touch is shared."""

    def __init__(self, base: Overlay, node: Term, said: Statements) -> None:
        dict.__init__(self)
        self._base, self._node, self._added = base, node, said
        self._places = base._places

    def __missing__(self, place: int) -> dict[Term, AbstractSet[Term]]:
        predicate, backwards, regime = self._places[place]
        slot, objects = self._base[place], self._added.get(predicate)
        if objects:
            slot = dict(slot)
            if backwards:
                for each in objects:
                    slot[each] = {self._node, *slot.get(each, regime.get(each, ()))}
            else:
                known = regime.get(self._node)
                slot[self._node] = known | objects if known else objects
        self[place] = slot
        return slot


_NOTHING: frozenset[Term] = frozenset()
Function = Callable[[Overlay, Term], Any]


class Functions:
    """The queries of some rule shapes as functions on the facts of one package."""

    def __init__(self, slots: Slots, sources: Mapping[str, tuple[Source, Mapping[str, Term]]]):
        """Makes the functions of some shapes.

        Args:
            slots: where queries look; what these look at is added.
            sources: the text and the parameters of each shape, by its IRI.
        """
        self.by_shape: dict[str, Function] = {}
        self.looks_at = {
            shape: frozenset(predicate for predicate, _ in source.slots)
            for shape, (source, _) in sources.items()
        }
        for shape, (source, given) in sources.items():
            names: dict[str, Any] = {**_HELPERS, **source.constants}
            for slot, name in source.slots.items():
                place = slots.place(*slot)
                names |= {f"S{name}": place, f"B{name}": slots.places[place][2]}
            names |= {f"P{name}": value for name, value in given.items()}
            names |= {name: {} for name in source.memories}
            exec(_code("\n".join(source.lines)), names)
            self.by_shape[shape] = names["main"]


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes:
        violated: the shapes that are broken, each with the focus node (an IRI), in no order.
        applied: the shapes that had a focus node.
        overlay: what the package says, as the queries look at it.
    """

    violated: tuple[tuple[rules.RuleShape, str], ...]
    applied: tuple[rules.RuleShape, ...]
    overlay: Overlay = field(repr=False)


class Checker:
    """Some rule shapes, compiled against one regime.

    Args:
        index: the triples of the regime.
        shapes: the shapes.

    Raises:
        BrokenData: if a query uses what cannot be compiled; the message names it.
    """

    def __init__(self, index: Index, shapes: tuple[rules.RuleShape, ...]) -> None:
        self.shapes = shapes
        self._index = index
        self._slots = Slots(index)
        self._made: dict[rules.RuleKind, Functions] = {}
        self._asks = Functions(self._slots, _sources(index, shapes, "ask"))
        typed = index.backward(RDF_TYPE)
        self._plan: dict[Term, list[tuple[rules.RuleShape, Function]]] = {}
        for shape in shapes:
            asks = self._asks.by_shape[shape.iri]
            self._plan.setdefault(shape.target, []).append((shape, asks))
        self._targets = frozenset(self._plan)
        self._elsewhere = {cls: typed[cls] for cls in self._targets if cls in typed}

    @property
    def predicates(self) -> frozenset[str]:
        """The properties that the shapes look at; of the regime, nothing else is looked at."""
        return frozenset().union({RDF_TYPE}, *self._asks.looks_at.values())

    def check(self, package: Package) -> Result:
        """Checks a package."""
        overlay = self.overlay(package)
        focus = {cls: set(nodes) for cls, nodes in self._elsewhere.items()}
        for node, said in package.items():
            for cls in self._targets & said.get(RDF_TYPE, _NOTHING):
                if cls in focus:
                    focus[cls].add(node)
                else:
                    focus[cls] = {node}
        violated: list[tuple[rules.RuleShape, str]] = []
        applied: list[rules.RuleShape] = []
        for cls, nodes in focus.items():
            for shape, asks in self._plan[cls]:
                applied.append(shape)
                violated += [(shape, str(node)) for node in nodes if not asks(overlay, node)]
        return Result(tuple(violated), tuple(applied), overlay)

    def looks_at(self, shape: rules.RuleShape) -> frozenset[str]:
        """Returns the properties that a shape's query looks at, beside the class it targets."""
        return self._asks.looks_at[shape.iri]

    def still(
        self, package: Package, violated: Iterable[tuple[rules.RuleShape, str]]
    ) -> frozenset[tuple[str, str]]:
        """Says which of some shapes are broken at the same focus nodes of another reading.

        Args:
            package: the other reading of the package.
            violated: the shapes and focus nodes, from ``check``.

        Returns:
            the IRIs of the shapes that are, each with the focus node.
        """
        overlay = self.overlay(package)
        return frozenset(
            (shape.iri, focus)
            for shape, focus in violated
            if shape.target in package.get(focus, {}).get(RDF_TYPE, _NOTHING)
            and self.breaks(shape, overlay, focus)
        )

    def overlay(self, package: Package) -> Overlay:
        """Returns what a package says, as the queries look at it."""
        return Overlay(package, self._slots.places)

    def glance(self, package: Package) -> Overlay:
        """Does the same for few shapes."""
        return Glance(package, self._slots.places)

    def breaks(self, shape: rules.RuleShape, overlay: Overlay, focus: Term) -> bool:
        """Says whether a node that a shape targets breaks it.

        Args:
            shape: one of the shapes.
            overlay: what the package says; or what it says with one more node, ``Beside``.
            focus: the node.
        """
        return not self._asks.by_shape[shape.iri](overlay, focus)

    def details(self, result: Result) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
        """Names what is missing or in the way, for each shape that is broken at a focus node.

        Args:
            result: what was found on a package.

        Yields:
            the IRIs of shape and node, and the details; alike ones are one object.
        """
        shared: dict[tuple[str, ...], tuple[str, ...]] = {}
        for shape, focus in result.violated:
            if shape.kind.detail is None:
                continue
            tells = self._tells(shape.kind)
            rows = {row[0] for row in tells.by_shape[shape.iri](result.overlay, focus)}
            texts = tuple(sorted(getattr(each, "text", each) for each in rows if each is not None))
            yield (shape.iri, focus), shared.setdefault(texts, texts)

    def _tells(self, kind: rules.RuleKind) -> Functions:
        """What names the details of a kind's shapes, made when the first of them is broken."""
        if kind not in self._made:
            shapes = (shape for shape in self.shapes if shape.kind == kind)
            self._made[kind] = Functions(self._slots, _sources(self._index, shapes, "detail"))
        return self._made[kind]


def compiled(regime: Regime, shapes: tuple[rules.RuleShape, ...]) -> Checker:
    """Compiles some shapes of a regime.

    Raises:
        BrokenData: for what cannot be compiled.
    """
    for shape in shapes:
        _understood(regime, shape)
    return Checker(regime.index, shapes)


def _understood(regime: Regime, shape: rules.RuleShape) -> None:
    """Refuses a shape that says more than what is compiled."""
    import pyoxigraph as ox

    parameters = regime.index.backward(_SH + "path")
    components = regime.index.backward(_SH + "parameter")
    for quad in regime.store.quads_for_pattern(ox.NamedNode(shape.iri), None, None, rules.SHAPES):
        said = quad.predicate.value
        of_kinds = {k for p in parameters.get(said, ()) for k in components.get(p, ())}
        foreign = of_kinds and shape.kind.iri not in of_kinds
        if foreign or (said.startswith(_SH) and said not in _UNDERSTOOD):
            raise refused(f"the property {said} of a shape", shape.iri)


def _sources(
    index: Index, shapes: Iterable[rules.RuleShape], column: str
) -> dict[str, tuple[Source, Mapping[str, Term]]]:
    """The text for each shape; shapes of one kind share it where it does not depend on them."""

    def said(predicate: str) -> tuple[bool, bool]:
        return predicate in PACKAGE_PROPERTIES, bool(index.forward(predicate))

    made: dict[tuple[object, ...], Source] = {}
    found: dict[str, tuple[Source, Mapping[str, Term]]] = {}
    for shape in shapes:
        kind = shape.kind
        query = kind.ask if column == "ask" else kind.detail
        assert query is not None
        group = algebra(rules.PREFIXES + query, kind.iri)
        given = dict(zip(kind.parameters, (term(each) for each in shape.values), strict=True))
        written = tuple(given[name] for name in sorted(properties(group) & given.keys()))
        if (query, *written) not in made:
            column_ = None if column == "ask" else column
            source = write(kind.iri, said, group, given, column_)
            made[query, *written] = source
        found[shape.iri] = (made[query, *written], given)
    return found


@lru_cache(maxsize=512)
def _code(text: str) -> CodeType:
    # The text holds names of its own making only: what a query or a shape says reaches it as data.
    return compile(text, "<rule kind>", "exec")


def queries(regime: Regime) -> dict[str, str]:
    """Returns the queries of all rule kinds, with the names of the kinds for messages."""
    found = {}
    for kind in set(rules.rule_kinds(regime).values()):
        found[kind.iri] = rules.PREFIXES + kind.ask
        if kind.detail is not None:
            found[f"{kind.iri} (detail)"] = rules.PREFIXES + kind.detail
    return found
