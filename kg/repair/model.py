"""A package and its possible changes as facts for the solver.

What follows for a commitment, written one way or another, is asked of ``derive.entail``: each way
is laid over the regime as a trial commitment. A bare list of provisions is judged provision by
provision, and provisions that no rule tells apart are kept together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.core.index import node
from kg.core.owl import TYPE
from kg.deal.derive import entail
from kg.deal.derive.deriver import deriver_of
from kg.deal.edit.edits import Edit, kind_of, with_lists
from kg.deal.model import Commitment, Deal, Relief, parts_of
from kg.deal.overlay import package_triples
from kg.repair.program import quoted_names
from kg.repair.terms import quote, term
from kg.repair.ways import FORM

if TYPE_CHECKING:
    from kg.graph.regime import Regime
    from kg.repair.moves import Item
    from kg.repair.ways import Way

_ALL = ("",)

Link = tuple[str, str]


@dataclass(frozen=True)
class Model:
    """A package for the solver: its facts, and what each of the solver's changes means."""

    text: str
    meaning: Mapping[tuple[str, ...], tuple[Edit, ...]]


class Builder:
    """Writes the facts of one package."""

    def __init__(
        self,
        regime: Regime,
        deal: Deal,
        items: Iterable[Item],
        text: str,
        costs: dict[str, int],
        wanted: frozenset[str] | None = None,
        more_phases: int = 1,
    ) -> None:
        """Judges every way to write every item.

        Args:
            regime: the loaded regime.
            deal: the package.
            items: its commitments, and those that could be added.
            text: the program of the rules.
            costs: what changes cost.
            wanted: the values of the rules to be kept; what could be added is left out if it has to
                do with none of them. Everything stays if this is None.
            more_phases: how many phases may be opened after the last.
        """
        self.regime = regime
        self.deal = deal
        self.items = tuple(items)
        self.names = quoted_names(text)
        self.costs = costs
        self.more_phases = more_phases
        self.places = range(1, len(deal.phases) + more_phases + 1)
        self.lines: list[str] = []
        self.meaning: dict[tuple[str, ...], tuple[Edit, ...]] = {}
        self._nodes: dict[str, ox.NamedNode] = {}
        self._links = self._probe()
        if wanted is not None:
            self.items = tuple(
                i for i in self.items if i.home is not None or self._helps(i, wanted)
            )

    def model(self) -> Model:
        """Returns the facts."""
        self._package()
        for item in self.items:
            self._item(item)
        return Model("\n".join(self.lines) + "\n", self.meaning)

    def _probe(self) -> dict[tuple[str, str, int, str], tuple[frozenset[Link], ...]]:
        """What follows for each part of each way of each commitment; of a bare list, for each
        provision."""
        found: dict[tuple[str, str, int, str], tuple[frozenset[Link], ...]] = {}
        for item in self.items:
            for axis, place, way in _ways(item):
                written = replace(item.commitment, **_values(item.commitment, way))
                bits = _bits(item.commitment)
                for bit in bits if axis == FORM else bits[:1]:
                    found[item.name, axis, place, bit] = self._follows(_alone(written, bit))
        return found

    def _follows(self, written: Commitment) -> tuple[frozenset[Link], ...]:
        """What is said of each part of a commitment, and what follows under the strict reading."""
        found = []
        for part in parts_of(written):
            derived = deriver_of(self.regime).commitment(part, self.deal.as_of)
            links = (
                self._link(ox.NamedNode(predicate), node(value))
                for predicate, values in derived.items()
                for value in values
            )
            found.append(frozenset(link for link in links if link is not None))
        return tuple(found)

    def _helps(self, item: Item, wanted: frozenset[str]) -> bool:
        """Says whether adding something could mend a rule that names one of these."""
        if kind_of(item.commitment) not in ("concession", "relief"):
            return True
        (links,) = self._links[item.name, FORM, 0, ""]
        values = {value for _, value in links}
        if values & wanted:
            return True
        # A rule names the classes of what relief touches, a rule kind those of items of conduct.
        kinds = wanted if isinstance(item.commitment, Relief) else self.names
        for value in values:
            node = self._nodes.get(value)
            own = self.regime.store.quads_for_pattern(node, TYPE, None, None) if node else ()
            if any(term(quad.object, self.regime.base) in kinds for quad in own):
                return True
        return isinstance(item.commitment, Relief) and bool(
            item.commitment.measure and self.regime.values(item.commitment.measure, "provides")
        )

    def _link(self, predicate: ox.NamedNode, value: Any) -> Link | None:
        name, written = term(predicate, self.regime.base), term(value, self.regime.base)
        if isinstance(value, ox.NamedNode):
            self._nodes[written] = value
        if predicate == TYPE:
            return (name, written) if written in self.names else None
        return (name, written) if name in self.names else None

    def _package(self) -> None:
        last, more_phases = len(self.deal.phases), self.more_phases
        add = self.lines.append
        add(f"today({self.deal.as_of:%Y%m%d}).")
        add(f"phase(1..{last + more_phases}).")
        add(f"last_phase({last}).")
        if not self.deal.ordered:
            add("no_order.")
        add(f"new_phase({last + 1}..{last + more_phases}).")
        for key, cost in self.costs.items():
            add(f"cost({key.replace('-', '_')}, {cost}).")
        name = quote(self.deal.id)
        add(f"part({name}).")
        own = list(package_triples(self.deal))
        for triple in [*own, *entail.entailments(self.regime, own, self.deal.as_of)]:
            if triple.subject == ox.NamedNode(self.deal.iri):
                link = self._link(triple.predicate, triple.object)
                if link is not None and triple.predicate == TYPE:
                    add(f"is({name}, {link[1]}).")
        reliefs = deriver_of(self.regime).reliefs
        for flow in sorted(map(str, reliefs.remaining_flows(self.deal.as_of))):
            add(f"remaining_flow({term(ox.NamedNode(flow), self.regime.base)}).")
        for phase in self.deal.phases:
            for goods in phase.without:
                short = self._short(goods)
                add(f"forgo({phase.position}, {quote(short)}).")
                self._means(
                    ("restore", str(phase.position), short),
                    Edit(
                        *("restore", self.costs["restore"], phase.iri, phase.position),
                        provisions=(goods,),
                    ),
                )

    def _item(self, item: Item) -> None:
        name, commitment = quote(item.name), item.commitment
        add = self.lines.append
        add(f"part({name}). commitment({name}). loose({name}).")
        for part in self._parts(item):
            add(f"aspect({part}, {name}). part({part}).")
        if item.home is None:
            add(f"extra({name}). cost_add({name}, {item.cost}). ahead({name}, {item.ahead}).")
            for phase in self.places:
                cost = item.cost + (item.ahead if phase <= len(self.deal.phases) else 0)
                added = Edit("add", cost, phase=phase, added=commitment)
                self._means(("add", item.name, str(phase)), added)
        else:
            add(f"home({name}, {item.home}). cost_drop({name}, {item.cost}).")
            on = commitment.iri
            self._means(("drop", item.name), Edit("drop", item.cost, on, item.home))
            for phase in self.places:
                cost = self.costs["move"] * abs(phase - item.home)
                self._means(("move", item.name, str(phase)), Edit("move", cost, on, phase))
        groups = self._groups(item)
        for number, group in enumerate(groups):
            add(f"group({name}, {number}).")
            if len(groups) > 1:
                cost = len(group) * self.costs["take-out-each"]
                add(f"cost_out({name}, {number}, {cost}).")
                out = Edit("take-out", cost, commitment.iri, item.home or 0, provisions=group)
                self._means(("out", item.name, str(number)), out)
        for axis, place, way in _ways(item):
            cost = way.cost if way else 0
            add(f"option({name}, {quote(axis)}, {place}, {cost}).")
            if way is not None:
                steps = (
                    Edit("change", price, commitment.iri, item.home or 0, changes)
                    for changes, price in way.parts
                )
                self._means(("take", item.name, axis, str(place)), *steps)
            self._effects(item, axis, place, groups)

    def _effects(self, item: Item, axis: str, place: int, groups: list[tuple[str, ...]]) -> None:
        for part, name in enumerate(self._parts(item)):
            if axis == FORM:
                for number, group in enumerate(groups):
                    links = {
                        link
                        for bit in group
                        for link in _nth(self._links[item.name, axis, place, bit], part)
                    }
                    for prop, value in sorted(links):
                        self.lines.append(f"gives({name}, {place}, {number}, {prop}, {value}).")
                continue
            bit = _bits(item.commitment)[0]
            before = _nth(self._links[item.name, FORM, 0, bit], part)
            after = _nth(self._links[item.name, axis, place, bit], part)
            for word, changes in (("adds", after - before), ("removes", before - after)):
                for prop, value in sorted(changes):
                    self.lines.append(f"{word}({name}, {quote(axis)}, {place}, {prop}, {value}).")

    def _parts(self, item: Item) -> list[str]:
        """What the solver calls a commitment, and each of its further parts in any of its ways."""
        bit = _bits(item.commitment)[0]
        ways = ((axis, place, bit) for axis, place, _ in _ways(item))
        count = max(len(self._links[item.name, *way]) for way in ways)
        return [quote(item.name + (f"/by-{n}" if n > 1 else "")) for n in range(1, count + 1)]

    def _groups(self, item: Item) -> list[tuple[str, ...]]:
        """Provisions of a bare list, together where no rule tells them apart."""
        groups: dict[Any, list[str]] = defaultdict(list)
        forms = [place for axis, place, _ in _ways(item) if axis == FORM]
        for bit in _bits(item.commitment):
            groups[self._signature(item, forms, bit)].append(bit)
        return [tuple(group) for group in groups.values()]

    def _signature(self, item: Item, forms: Iterable[int], bit: str) -> Any:
        if not bit:
            return None
        # Beside classes and goods it counts that something follows, not what: those are provisions.
        derived = {quote("rdf:type"), *(quote(id) for id in self.regime.known("goods"))}
        sorts = [
            frozenset(
                (prop, value if not derived.isdisjoint((prop, value)) else "")
                for links in self._links[item.name, FORM, form, bit]
                for prop, value in links
            )
            for form in forms
        ]
        node = ox.NamedNode(bit)
        own = self.regime.store.quads_for_pattern(node, TYPE, None, None)
        kinds = {term(quad.object, self.regime.base) for quad in own}
        in_force = self.regime.has_effect(node, self.deal.as_of)
        return tuple(sorts), frozenset(kinds & self.names), in_force

    def _means(self, name: tuple[str, ...], *steps: Edit) -> None:
        self.meaning[name] = steps

    def _short(self, iri: str) -> str:
        return iri.removeprefix(self.regime.base)


def _ways(item: Item) -> Iterator[tuple[str, int, Way | None]]:
    """Each way to write a commitment with its axis and its number; as it is, first."""
    numbers: dict[str, int] = defaultdict(int)
    for axis in dict.fromkeys([FORM, *(way.axis for way in item.ways)]):
        yield axis, 0, None
    for way in item.ways:
        numbers[way.axis] += 1
        yield way.axis, numbers[way.axis], way


def _nth(links: tuple[frozenset[Link], ...], place: int) -> frozenset[Link]:
    return links[place] if place < len(links) else frozenset()


def _values(commitment: Commitment, way: Way | None) -> dict[str, Any]:
    return with_lists(commitment, Edit("change", 0, changes=way.changes)) if way else {}


def _bits(commitment: Commitment) -> tuple[str, ...]:
    """The provisions of a bare list, to be judged one by one; else one empty name."""
    return (isinstance(commitment, Relief) and commitment.provisions) or _ALL


def _alone(commitment: Commitment, bit: str) -> Commitment:
    if bit and isinstance(commitment, Relief) and commitment.provisions:
        return replace(commitment, provisions=(bit,))
    return commitment
