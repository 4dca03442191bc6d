"""What the rules in ``shapes/derivations`` derive is what the checker works out.

The rules are the definition; ``derive.deriver`` and ``derive.whole`` are fast. Both readings are
compared on every package that ships or that a test writes and on random ones, and every rule is
needed.
"""

from __future__ import annotations

from pathlib import Path

import completing
import judging
import pyoxigraph as ox
import pytest
import random_packages
from amount import WHOLE

import kg
from kg.check import readings
from kg.core import resources
from kg.core.ids import TERMS
from kg.deal import Deal
from kg.deal.derive import class_rules, derivations
from kg.deal.derive.deriver import PACKAGE_PROPERTIES, deriver_of
from kg.deal.derive.reliefs import TOUCHES
from kg.deal.overlay import package_triples
from kg.deal.read.packages import parse_deal, parse_line
from kg.deal.vocabulary import vocabulary
from kg.graph.regime import Regime

ROOT = Path(__file__).parent.parent
PACKAGES = sorted(
    path
    for folder in ("deals", "tests/deals", "tests/value", "tests/rules/*")
    for path in ROOT.glob(f"{folder}/*.yaml")
)
# Open relief takes the rules over a second: see amount.py.
RANDOM, OPEN, KINDS = (400, 40, 1) if WHOLE else (80, 4, 6)
"""Random packages; random packages that leave points open; each how many-th kind of open relief."""
COMPLETES = ox.NamedNode(f"{TERMS}completes")
Triples = set[ox.Triple]


def looked_at(triples: Triples) -> Triples:
    """What rules can look at: nothing of what could complete open relief, only what follows."""
    apart = {each.subject for each in triples if each.predicate == COMPLETES}
    return {
        each
        for each in triples
        if each.predicate.value in PACKAGE_PROPERTIES and each.subject not in apart
    }


def by_python(regime: Regime, deal: Deal) -> Triples:
    return looked_at(readings.both(regime, deal)) - set(package_triples(deal))


def by_rules(regime: Regime, deal: Deal) -> Triples:
    own = set(package_triples(deal))
    return looked_at(derivations.derive(regime, own)) - own


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_rules_derive_what_python_does(path: Path, regime: Regime) -> None:
    deal = kg.read_deal(path, regime)
    assert by_rules(regime, deal) == by_python(regime, deal)


def test_rules_derive_what_python_does_of_random_packages(regime: Regime) -> None:
    for number in range(RANDOM):
        line = random_packages.line(regime, number).encode()
        deal = parse_line(line, "random", number, regime)
        assert by_rules(regime, deal) == by_python(regime, deal), number


@pytest.mark.parametrize("ordered", [True, False])
def test_rules_derive_what_python_does_of_open_packages(ordered: bool, regime: Regime) -> None:
    for number in range(OPEN):
        deal = judging.deal(regime, completing.phases(number), ordered=ordered)
        assert by_rules(regime, deal) == by_python(regime, deal), number


def test_deriving_leaves_no_trace(regime: Regime) -> None:
    deal = kg.read_deal(ROOT / "deals/tutorial.yaml", regime)
    first = derivations.derive(regime, package_triples(deal))
    derivations.derive(regime, package_triples(kg.read_deal(PACKAGES[0], regime)))
    assert derivations.derive(regime, package_triples(deal)) == first


# What no shipped package and none of the rules' smallest ones says.
SAYS = {
    "a site": "concessions: [{action: yongbyon-dismantlement, sites: [yongbyon-5mwe-reactor]}]",
    "an open step": "concessions: [{action: open, kind: [rollback-step], verified-by: iaea}]",
    "a case": "relief: [{measure: kaesong, how: exemption, for: case/kaesong-zone}]",
    "a listed case": "relief: [{provisions: [un/2375/18], how: exemption, for: case/kaesong-zone}]",
    "passports": "relief: [{provisions: [us/passport-restriction/2017], how: suspension}]",
    "a term left open": "relief: [{measure: import-suspension, how: suspension, term: open}]",
    "anything": "relief: [{measure: open}]",
    "nothing that can be given": "relief: [{measure: open, kind: [export-relief], by: dprk}]",
}


ALL_THAT_REMAINS = {"measure": "remaining-un-sanctions", "by": "unsc"}


@pytest.fixture(scope="module")
def packages(regime: Regime) -> list[Triples]:
    return telling(regime)


def telling(regime: Regime) -> list[Triples]:
    """Packages in which every rule has something to do, as bare triples; small ones first."""
    told = deriver_of(regime).commitment(
        judging.deal(regime, [{"relief": [ALL_THAT_REMAINS]}]).reliefs[0], regime.data_date
    )
    listed = sorted(str(each).removeprefix(regime.base) for each in told[TOUCHES])
    deals = [kg.read_deal(path, regime) for path in PACKAGES[::2]]
    deals += [
        judging.deal(regime, [{"relief": [{"provisions": share, "by": "unsc"}]}])
        for share in (listed, listed[::2])
    ]
    deals.append(judging.deal(regime, [{"title": "a"}, {"title": "b"}], ordered=False))
    deals += [
        parse_deal(f"id: t\ntitle: T\nphases: [{{{said}}}]", "t.yaml", regime)
        for said in SAYS.values()
    ]
    # What is left open takes longest.
    deals.sort(key=lambda d: (any(each.open for each in d.reliefs), len(package_triples(d))))
    pilot = "[{measure: food-pilot, by: unsc, how: exemption}], without: [quantity-limit]"
    unbounded = parse_deal(f"id: t\ntitle: T\nphases: [{{relief: {pilot}}}]", "t.yaml", regime)
    limit = ox.NamedNode(f"{TERMS}limit")
    bare = {each for each in package_triples(unbounded) if each.predicate != limit}
    return [bare, *(set(package_triples(deal)) for deal in deals)]


def test_each_rule_is_needed(regime: Regime, packages: list[Triples]) -> None:
    """Without it something that the rulebooks look at is missing from some package."""
    by_rule = [derivations.by_rule(regime, each) for each in packages]
    whole = [looked_at({q.triple for quads in each.values() for q in quads}) for each in by_rule]
    at_work = [{iri for iri, quads in each.items() if quads} for each in by_rule]
    idle = [
        rule.label
        for rule in derivations.derivations()
        if rule.order >= 10
        and not any(
            rule.iri in used
            and looked_at(derivations.derive(regime, package, without=rule.iri)) != found
            for package, found, used in zip(packages, whole, at_work, strict=True)
        )
    ]
    # That every commitment is one, HermiT found already; without its file the rule says so.
    assert idle == ["commitment"]


def test_the_rules_on_classes_are_those_of_the_ontology() -> None:
    path = resources.folder("shapes") / resources.DERIVATIONS / class_rules.FILE
    assert path.read_text("utf-8") == class_rules.text(), "run make derivations"


def test_each_rule_says_what_it_does_in_a_sentence() -> None:
    rules = derivations.derivations()
    assert len({each.label for each in rules}) == len(rules)
    for each in rules:
        assert each.says[0].isupper(), each.iri
        assert each.says.endswith("."), each.iri


def test_each_rule_stands_at_the_same_place_for_engines_that_sort_shapes_and_those_that_sort_rules(
    regime: Regime,
) -> None:
    store = ox.Store()
    for path in resources.turtle_files(resources.folder("shapes") / resources.DERIVATIONS):
        store.load(path=path)
    order = ox.NamedNode("http://www.w3.org/ns/shacl#order")
    rule = ox.NamedNode("http://www.w3.org/ns/shacl#rule")
    for quad in store.quads_for_pattern(None, rule, None, None):
        places = {
            q.object
            for node in (quad.subject, quad.object)
            for q in store.quads_for_pattern(node, order, None, None)  # type: ignore[arg-type]
        }
        assert len(places) == 1, quad.subject


@pytest.mark.parametrize("order", ["", "ordered: false\n"])
def test_a_stranger_s_graph_need_not_say_that_a_pilot_is_unbounded(
    order: str, regime: Regime
) -> None:
    """Our reader says so; a graph that another tool makes only says what is forgone."""
    pilot = "    relief: [{measure: food-pilot, by: unsc, how: exemption}]\n"
    without = "    without: [quantity-limit]\n"
    phases = f"  - title: one\n{pilot}  - title: two\n{pilot}{without}  - title: three\n{pilot}"
    deal = parse_deal(f"id: t\ntitle: T\n{order}phases:\n{phases}", "t.yaml", regime)
    own = set(package_triples(deal))
    limit, none = (ox.NamedNode(f"{TERMS}{name}") for name in ("limit", "none"))
    said = {each for each in own if each.predicate == limit}
    assert {each.object for each in said} == {none}
    assert len(said) == (1 if order else 2)
    found = looked_at(derivations.derive(regime, own - said))
    assert found - own == by_rules(regime, deal)
    assert said <= found


def test_open_relief_of_each_kind_is_read_alike(regime: Regime) -> None:
    """Of kinds that hang on the measure granted, every measure of the kind counts.

    One in six kinds, and all of them with ``SANCTIONS_KG_TESTS=all``.
    """
    for kind in [*vocabulary(regime).kinds_of_relief][::KINDS]:
        item = f"{{measure: open, kind: [{kind}]}}"
        deal = parse_deal(f"id: t\ntitle: T\nphases: [{{relief: [{item}]}}]", "t.yaml", regime)
        assert by_rules(regime, deal) == by_python(regime, deal), kind
