"""Rules that are a little wrong: each must change what is found on a package with stated findings.

A mutant of a shape has another severity, looks at a wider or narrower class, or gives its kind
another value: a step up or down in the same hierarchy, what the same parameter is in another rule,
nothing at all, or one day more or less. What no package tells apart survives.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox
from judging import Item, deal, phase, place
from ruamel.yaml import YAML

import kg
from kg.check.book import Book, find_rulebook, rulebook_of
from kg.check.compiled.functions import compiled
from kg.check.readings import judge
from kg.check.rules import RuleShape
from kg.core.ids import TERMS, local, short
from kg.core.owl import RDFS
from kg.deal import Deal
from kg.graph.regime import Regime

FOLDER = Path(__file__).parent / "rules"
PACKAGES = sorted(FOLDER.glob("*/*.yaml"))
RULES = "rule/wertz-2019/"
ANYONE = ["iaea", "opcw", "us-experts", "ctbto", "ilo", "fatf", "international-lenders"]
DATA = Path(__file__).parent / "data"
with (DATA / "what-concession-rules-ask.csv").open(encoding="utf-8") as _file:
    TABLE = list(csv.DictReader(_file))
    """What keeps each rule on concessions, by its sentence; it is not read from its shape."""
OF_ACTION = {
    *("requiresConcession", "mootAfter", "requiresSaid", "saidMootAfter", "matchedBy"),
    *("touchesNoUntil", "freesNoneUntil", "onlyByUntil", "comesBackUntil", "lapsesUntil"),
}
SEVERITIES = [f"http://www.w3.org/ns/shacl#{each}" for each in ("Violation", "Warning", "Info")]
#: A class and an action that nothing is: as if the parameter were not there.
NOTHING = ox.NamedNode(f"{TERMS}NothingAtAll")
HIERARCHIES = (f"{RDFS}subClassOf", f"{TERMS}entails")
Found = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Mutant:
    """A shape that is a little wrong: what was changed, and what it has become."""

    name: str
    shape: RuleShape


def mutants(regime: Regime) -> Iterator[Mutant]:
    """Yields every mutant of the shapes of the default rulebook, in a fixed order."""
    shapes = book(regime).shapes
    for shape in shapes:
        own = short(shape.iri, regime.base)
        for severity in SEVERITIES:
            if severity != shape.severity:
                yield Mutant(f"{own} {local(severity)}", replace(shape, severity=severity))
        for node in near(regime, ox.NamedNode(shape.target)):
            yield Mutant(f"{own} looks-at {local(node.value)}", replace(shape, target=node.value))
        for at, name in enumerate(shape.kind.parameters):
            for value in others(regime, shapes, shape, at):
                values = (*shape.values[:at], value, *shape.values[at + 1 :])
                told = value.value if isinstance(value, ox.Literal) else _id(regime, value)
                yield Mutant(f"{own} {name} {told}", replace(shape, values=values))


def others(
    regime: Regime, shapes: Sequence[RuleShape], shape: RuleShape, at: int
) -> list[ox.NamedNode | ox.Literal]:
    """What a parameter could be instead."""
    value = shape.values[at]
    if isinstance(value, ox.Literal):
        if not value.value.isdecimal():
            return []  # Some kinds have no parameter: theirs is true.
        return [ox.Literal(int(value.value) + by) for by in (-1, 1)]
    elsewhere = {each.values[at] for each in shapes if each.kind.iri == shape.kind.iri}
    named = {each for each in elsewhere if isinstance(each, ox.NamedNode)}
    return sorted({*named, *near(regime, value), NOTHING} - {value}, key=lambda each: each.value)


def near(regime: Regime, node: ox.NamedNode) -> list[ox.NamedNode]:
    """What stands one step above or below something."""
    found: set[ox.NamedNode] = set()
    for iri in HIERARCHIES:
        up = ox.NamedNode(iri)
        above = regime.store.quads_for_pattern(node, up, None, None)
        below = regime.store.quads_for_pattern(None, up, node, None)
        ends = [*(q.object for q in above), *(q.subject for q in below)]
        found |= {each for each in ends if isinstance(each, ox.NamedNode)}
    found = {each for each in found if each.value.startswith((TERMS, regime.base))} - {node}
    return sorted(_next(regime, node, found), key=lambda each: each.value)


def _next(regime: Regime, node: ox.NamedNode, found: set[ox.NamedNode]) -> set[ox.NamedNode]:
    """Of what stands above and below in what HermiT has closed, the next."""

    def under(one: ox.NamedNode, other: ox.NamedNode) -> bool:
        return any(
            True
            for iri in HIERARCHIES
            for _ in regime.store.quads_for_pattern(one, ox.NamedNode(iri), other, None)
        )

    between = {
        far
        for far in found
        for near_ in found - {far}
        if (under(node, near_) and under(near_, far)) or (under(far, near_) and under(near_, node))
    }
    return found - between


def book(regime: Regime) -> Book:
    """The default rulebook, with the shapes of a well-formed package."""
    return rulebook_of(regime, find_rulebook(regime, None))


def with_only(regime: Regime, shape: RuleShape) -> Book:
    """A rulebook of one shape, which is not proved: a mutant may never fire."""
    one = replace(book(regime), shapes=(shape,))
    one.__dict__["checker"] = compiled(regime, (shape,))
    return one


def packages(regime: Regime) -> dict[Path, Deal]:
    """The packages whose files state what is found on them, apart from those with alternatives."""
    deals = {path: kg.read_deal(path, regime) for path in PACKAGES}
    return {path: deal for path, deal in deals.items() if len(deal.branches) == 1}


def tabled(regime: Regime, shape: str) -> dict[tuple[str, ...], Deal]:
    """The relief that breaks a shape on concessions, after each action and some pairs of them.

    Args:
        regime: the loaded regime.
        shape: the id of the shape, without that of the rulebook.
    """
    item, day = _alone(regime, shape)
    actions = [each for each in regime.known("action") if not regime.is_a(each, "ActionKind")]
    whole = ("action/wmd-dismantlement", "action/full-compliance", "action/fissile-dismantlement")
    pairs = itertools.product(["action/full-declaration"], [a for a in actions if a in whole])
    made = {}
    for some in [(), *((each,) for each in actions), *pairs]:
        given = [{"action": a.removeprefix("action/"), "verified-by": ANYONE} for a in some]
        made[some] = deal(regime, [phase(given, [item])], day)
    return made


def _alone(regime: Regime, shape: str) -> tuple[Item, str]:
    """The first relief of the packages of a rule that breaks a shape without any concession."""
    [own] = [s for s in book(regime).shapes if short(s.iri, regime.base) == RULES + shape]
    one = with_only(regime, own)
    for path in sorted((FOLDER / shape.partition("/")[0]).glob("*.yaml")):
        plain = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        for item in (item for each in plain["phases"] for item in each.get("relief") or ()):
            alone = deal(regime, [phase((), [item])], str(plain["as-of"]))
            if len(alone.branches) == 1 and found(regime, one, alone):
                return dict(item), str(plain["as-of"])
    raise AssertionError(f"no relief alone breaks {shape}")


def found(regime: Regime, one: Book, deal: Deal) -> Found:
    """What a rulebook of one shape finds on a package: where, and of which kind."""
    violated = judge(regime, deal, one, "compiled", details=False).violated
    return frozenset((place(deal, each.focus), each.kind) for each in violated)


class Judge:
    """Remembers what each shape finds as it is."""

    def __init__(self, regime: Regime, deals: Mapping[Path, Deal]) -> None:
        self.regime, self.deals = regime, deals
        self.right: dict[tuple[str, Path], Found] = {}
        self.tables: dict[str, dict[tuple[str, ...], tuple[Deal, Found]]] = {}

    def killer(self, mutant: Mutant) -> str | None:
        """Names the first package on which a mutant finds something else; None if it survives."""
        wrong = with_only(self.regime, mutant.shape)
        rule = local(mutant.shape.rule.iri)
        for path in sorted(self.deals, key=lambda path: (path.parent.name != rule, path)):
            if found(self.regime, wrong, self.deals[path]) != self._right(mutant.shape.iri, path):
                return path.stem
        return self._by_table(mutant, wrong)

    def _by_table(self, mutant: Mutant, wrong: Book) -> str | None:
        own = short(mutant.shape.iri, self.regime.base).removeprefix(RULES)
        if own not in {row["shape"] for row in TABLE}:
            return None
        if own not in self.tables:
            right = with_only(self.regime, self._as_it_is(mutant.shape.iri))
            self.tables[own] = {
                some: (package, found(self.regime, right, package))
                for some, package in tabled(self.regime, own).items()
            }
        for some, (package, right_) in self.tables[own].items():
            if found(self.regime, wrong, package) != right_:
                return " ".join(some)
        return None

    def _as_it_is(self, iri: str) -> RuleShape:
        return next(each for each in book(self.regime).shapes if each.iri == iri)

    def _right(self, iri: str, path: Path) -> Found:
        if (iri, path) not in self.right:
            one = with_only(self.regime, self._as_it_is(iri))
            for each, deal in self.deals.items():
                self.right[iri, each] = found(self.regime, one, deal)
        return self.right[iri, path]


def _id(regime: Regime, node: ox.NamedNode) -> str:
    return local(node.value) if node.value.startswith(TERMS) else short(node.value, regime.base)


def told_apart(mutant: Mutant) -> bool:
    """Whether a mutant has another action in a rule on concessions, which the table decides.

    Its packages hold every action and every pair that ends a sequence, so such a mutant that
    survives them is the same rule as the facts stand: what delivers the one delivers the other.
    """
    parameter = mutant.name.split(" ")[1]
    own = mutant.name.partition(" ")[0].removeprefix(RULES)
    return parameter in OF_ACTION and own in {row["shape"] for row in TABLE}


def excused() -> dict[str, str]:
    """Mutants that no package can tell from the rule, by name, each with the reason."""
    with (DATA / "equivalent-mutants.csv").open(encoding="utf-8") as file:
        return {row["mutant"]: row["because"] for row in csv.DictReader(file)}
