"""The compiled checker finds what pySHACL finds: the same shape at the same node, on every package.

pySHACL takes a third of a second for a random package, so in this suite it judges every package
that ships or that a test writes (those that ship, and those of the rules, in ``test_engines.py``),
and some random ones; more are compared with the queries of the rule kinds as Oxigraph answers them.
``make judge`` lets pySHACL judge as many as are asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import random_packages

import kg
from kg.check import readings, rules
from kg.check.book import applied_shapes, find_rulebook, rulebook_of
from kg.check.compiled import canary, checker, facts, strict_facts
from kg.check.compiled.algebra import FILE, as_file
from kg.check.compiled.functions import Checker, compiled, queries
from kg.check.graphs import kinds_text, package_graph, reachable
from kg.check.reference import reference, shapes_graph
from kg.core.errors import BadInput, BrokenData
from kg.core.ids import local
from kg.core.index import Index
from kg.core.resources import folder
from kg.deal import Deal
from kg.deal.derive import entail
from kg.deal.derive.deriver import PACKAGE_PROPERTIES
from kg.deal.read.packages import parse_line
from kg.graph.regime import Regime
from kg.graph.words import KINDS

ROOT = Path(__file__).parent.parent
PACKAGES = sorted([*ROOT.glob("deals/*.yaml"), *ROOT.glob("tests/rules/*/*.yaml")])
OTHERS = sorted([*ROOT.glob("tests/deals/*.yaml"), *ROOT.glob("tests/value/*.yaml")])
TYPE = rules.TYPE.value
RANDOM, ASKED, JUDGED = 12_500, 20, 60
"""Random packages; how often Oxigraph is asked of a shape kept, and broken; what pySHACL judges."""


def shapes(regime: Regime) -> tuple[rules.RuleShape, ...]:
    return applied_shapes(regime, find_rulebook(regime, None))


def drawn(regime: Regime, number: int) -> Deal:
    return parse_line(random_packages.line(regime, number).encode(), "random", number, regime)


def found(regime: Regime, deal: Deal) -> list[tuple[str, str]]:
    result = checker(regime, shapes(regime)).check(facts(regime, deal))
    return sorted((shape.iri, focus) for shape, focus in result.violated)


def judged(regime: Regime, deal: Deal) -> list[tuple[str, str]]:
    package = package_graph(regime, deal)
    results, _ = reference(package, shapes_graph(regime, shapes(regime)))
    return [(shape, focus) for shape, focus, _ in results]


def test_both_engines_find_the_same_in_every_other_package_of_the_tests(regime: Regime) -> None:
    for path in OTHERS:
        deal = kg.read_deal(path, regime)
        assert found(regime, deal) == judged(regime, deal), path


def test_both_engines_find_the_same_in_random_packages(regime: Regime) -> None:
    for number in range(JUDGED):
        deal = drawn(regime, number)
        assert found(regime, deal) == judged(regime, deal), number


def test_the_short_way_through_the_lenient_reading_finds_what_the_long_one_does(
    regime: Regime,
) -> None:
    """What follows from several commitments is taken from the strict reading where it is alike."""
    book = rulebook_of(regime, find_rulebook(regime, None))
    broken = kept = 0
    for number in range(1_000):
        deal = drawn(regime, number)
        package, otherwise = strict_facts(regime, deal)
        asked = book.checker.check(package).violated
        still = readings.still(regime, deal, book, package, otherwise, asked)
        assert still == book.checker.still(facts(regime, deal, lenient=True), asked), number
        broken, kept = broken + len(still), kept + len(asked) - len(still)
    assert min(broken, kept) > 1_000


def test_the_functions_answer_as_oxigraph_does_on_random_packages(regime: Regime) -> None:
    """Every shape is broken and kept; the first packages that show each way are asked of both."""
    every = shapes(regime)
    made = checker(regime, every)
    compared: Counter[tuple[str, bool]] = Counter()
    store = ox.Store()
    store.extend(reachable(regime, kinds_text(regime)))
    for number in range(RANDOM):
        derived = facts(regime, drawn(regime, number))
        assert {
            each for statements in derived.values() for each in statements
        } <= PACKAGE_PROPERTIES
        broken = {(shape.iri, focus) for shape, focus in made.check(derived).violated}
        new = [
            (shape, node)
            for shape in every
            for node, statements in derived.items()
            if shape.target in statements[TYPE]
            and compared[shape.iri, (shape.iri, node) not in broken] < ASKED
        ]
        if not new:
            continue
        own = [quad for t in entail.as_triples(derived) if (quad := ox.Quad(*t)) not in store]
        store.extend(own)
        for shape, node in new:
            kept = shape.holds(store, ox.NamedNode(str(node)))
            assert kept == ((shape.iri, node) not in broken), (number, shape.iri, node)
            compared[shape.iri, kept] += 1
        for quad in own:
            store.remove(quad)
    ways = {(shape.iri, kept): 1 for shape in every for kept in (True, False)}
    assert {way: compared[way] >= min(ASKED, 8) for way in ways} == dict.fromkeys(ways, True)


def test_the_slice_gives_what_the_whole_graph_gives(regime: Regime) -> None:
    """The checker holds what its shapes look at; everything else may be there or not."""
    every = shapes(regime)
    made = checker(regime, every)
    cut = ox.Store()
    for predicate in made.predicates:
        cut.extend(regime.store.quads_for_pattern(None, ox.NamedNode(predicate), None, None))
    assert len(cut) < len(regime.store) / 2
    sliced = Checker(Index(cut), every)
    for path in PACKAGES:
        derived = facts(regime, kg.read_deal(path, regime))
        whole = {(s.iri, node) for s, node in made.check(derived).violated}
        assert {(s.iri, node) for s, node in sliced.check(derived).violated} == whole, path


def test_the_file_of_parsed_queries_is_up_to_date(regime: Regime) -> None:
    """If this fails, run ``make algebra``."""
    assert (folder("shapes") / FILE).read_text("utf-8") == as_file(queries(regime))


def changed(regime: Regime, shape: rules.RuleShape, ask: str) -> tuple[rules.RuleShape, ...]:
    other = replace(shape, kind=replace(shape.kind, ask=ask))
    return tuple(other if each == shape else each for each in shapes(regime))


def test_a_shape_that_never_fires_is_found_by_the_canary(regime: Regime) -> None:
    for shape in shapes(regime):
        mute = compiled(regime, changed(regime, shape, "ASK { FILTER(true) }"))
        with pytest.raises(BrokenData, match="no canary makes this shape fire") as caught:
            canary.prove(regime, mute)
        assert caught.value.where.startswith(shape.iri + " ")


def test_every_rulebook_has_a_canary(regime: Regime) -> None:
    books = {local(book) for book in regime.known("rulebook")}
    assert canary.canaries(regime).keys() == books


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("ASK { $this ?p ?o }", "a variable in the place of a property"),
        ("ASK { $this a ?c MINUS { $this a skg:Phase } }", "MinusGraphPattern"),
        ("ASK { VALUES ?c { skg:Phase } $this a ?c }", "InlineData"),
        ("ASK { SERVICE <urn:x> { $this a ?c } }", "ServiceGraphPattern"),
        ("ASK { GRAPH ?g { $this a ?c } }", "GraphGraphPattern"),
        ("ASK { { SELECT ?c { $this a ?c } } }", "SubSelect"),
        ("ASK { $this skg:termDays ?d FILTER(?d + 1 > 2) }", "AdditiveExpression"),
        ("ASK { $this skg:endsIf ?t FILTER(regex(?t, 'x')) }", "Builtin_REGEX"),
        ("ASK { $this !skg:touches ?x }", "NegatedPath"),
        ("ASK { OPTIONAL { $this skg:by ?b } ?b a ?c }", "which may have no value"),
        ("ASK { $this skg:by ?b { ?x skg:by ?y FILTER(?y != ?b) } }", "looks out of its group"),
    ],
)
def test_what_cannot_be_compiled_is_refused_by_its_name(
    query: str, named: str, regime: Regime
) -> None:
    first, *_ = shapes(regime)
    with pytest.raises(BrokenData) as caught:
        compiled(regime, changed(regime, first, query))
    assert named in caught.value.message
    assert caught.value.where == first.kind.iri


def test_a_word_of_shacl_that_is_not_compiled_is_refused_by_its_name() -> None:
    regime = kg.load()
    first, *_ = shapes(regime)
    deactivated = ox.NamedNode("http://www.w3.org/ns/shacl#deactivated")
    quad = ox.Quad(ox.NamedNode(first.iri), deactivated, ox.Literal(True), rules.SHAPES)
    regime.store.add(quad)
    with pytest.raises(BrokenData, match="shacl#deactivated of a shape cannot be compiled"):
        compiled(replace(regime), shapes(regime))


def test_a_name_that_is_no_engine_is_refused(regime: Regime) -> None:
    deal = drawn(regime, 0)
    with pytest.raises(BadInput, match="no engine fast; there is compiled, reference"):
        regime.validate(deal, engine="fast")


@pytest.mark.parametrize("name", ["tutorial", "hanoi-2019-dprk-offer", "six-party-2007-2008"])
def test_the_turtle_report_is_the_judge_s_own(regime: Regime, name: str) -> None:
    """What both readings break is one result, as grave as the finding; each is pySHACL's too."""
    from rdflib import Graph
    from rdflib.namespace import RDF, SH

    told = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent, SH.value)

    def results(report: Graph) -> set[tuple[str, ...]]:
        found = set(report.subjects(RDF.type, SH.ValidationResult))
        return {
            tuple(str(report.value(one, each)) for each in told)
            for one in found
            if not readings.is_twin(deal, str(report.value(one, SH.focusNode)))
        }

    deal = kg.read_deal(folder("deals") / f"{name}.yaml", regime)
    report = regime.validate(deal)
    on_day = regime.on(deal.as_of)
    book = rulebook_of(on_day, find_rulebook(on_day, None))
    first = deal.branches[0]
    assert results(report.graph) == results(readings.judged(on_day, first, book)[1])
    assert report.turtle == regime.validate(deal, engine="reference").turtle
    if deal.branches == (deal,):
        graph = report.graph  # Each reading of the Turtle names its blank nodes anew.
        found = graph.subjects(RDF.type, SH.ValidationResult)
        kinds = Counter(KINDS[str(graph.value(one, SH.resultSeverity))] for one in found)
        assert kinds == Counter(finding.kind for finding in report.findings)
