"""The toy regime and a toy package, sorted by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox
import pytest

from kg import classify
from kg.ids import TERMS, short
from kg.owl import TYPE
from kg.regime import Regime

DAY = date(2014, 6, 30)
PACKAGE = """
@base <https://w3id.org/sanctions-kg/mini/> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .

<deal/x> a skg:DealPackage ; skg:hasPhase <deal/x/p1> .
<deal/x/p1> a skg:Phase .
<deal/x/trade> a skg:ReliefCommitment ; skg:inPhase <deal/x/p1> ;
    skg:grants <relief/open-trade> ; skg:through skg:suspension .
<deal/x/aid> a skg:ReliefCommitment ; skg:inPhase <deal/x/p1> ;
    skg:grants <relief/aid-convoy> ; skg:through skg:exemption .
<deal/x/seat> a skg:ReliefCommitment ; skg:inPhase <deal/x/p1> ;
    skg:grants <relief/lender-seat> ; skg:through skg:unstated .
<deal/x/rest> a skg:ReliefCommitment ; skg:inPhase <deal/x/p1> ;
    skg:grants <relief/everything> ; skg:through skg:exemption .
<deal/x/banks> a skg:ReliefCommitment ; skg:inPhase <deal/x/p1> ;
    skg:touches <act/1/11> ; skg:through skg:termination .
<deal/x/arms> a skg:ReliefCommitment ; skg:inPhase <deal/x/p1> ;
    skg:touches <act/1/4> ; skg:through skg:licence .
<deal/x/verified> a skg:ConcessionCommitment ; skg:inPhase <deal/x/p1> ;
    skg:action <action/halt> ; skg:verifiedBy <actor/watchers> .
<deal/x/unverified> a skg:ConcessionCommitment ; skg:inPhase <deal/x/p1> ;
    skg:action <action/halt> ; skg:verifiedBy skg:none .
<deal/x/said> a skg:ConcessionCommitment ; skg:inPhase <deal/x/p1> ; skg:action <action/promise> .
"""

LAW = {
    "act/1": "Instrument",
    "act/2": "Instrument",
    "act/1/1": "Measure BindingMeasure CouncilMeasure ImportMeasure ImportBan TradeMeasure "
    "ReadilyReimposableMeasure",
    "act/1/2": "Measure BindingMeasure CouncilMeasure ImportMeasure ImportCap TradeMeasure",
    "act/1/3": "Measure CouncilMeasure ExportMeasure ExportBan TradeMeasure",
    "act/1/4": "Measure BindingMeasure CouncilMeasure ArmsMeasure LuxuryMeasure SensitiveMeasure",
    "act/1/11": "Measure BindingMeasure CouncilMeasure FinancialMeasure HardlyReimposableMeasure",
    "act/2/1": "Measure TravelMeasure",
    "verb/decides": "OperativeVerb",
    "verb/asks": "OperativeVerb",
    "action/halt": "Action",
    "action/promise": "Action",
    "relief/aid-convoy": "ReliefMeasure",
    "relief/everything": "ReliefMeasure",
}
DEAL = {
    "deal/x/trade": "Commitment SectoralRelief CouncilRelief ImportRelief ExportRelief TradeRelief "
    "CommercialRelief",
    "deal/x/aid": "Commitment CaseByCaseRelief HumanitarianRelief GoodwillRelief",
    "deal/x/seat": "Commitment SectoralRelief StatusRelief LenderRelief",
    "deal/x/rest": "Commitment CaseByCaseRelief ResidualRelief",
    "deal/x/banks": "Commitment SectoralRelief EndingRelief CouncilRelief FinancialRelief "
    "CapitalRelief CommercialRelief HardlyReversedRelief",
    "deal/x/arms": "Commitment CaseByCaseRelief",
    "deal/x/verified": "Commitment VerifiableConcession DeliveredConcession",
    "deal/x/unverified": "Commitment VerifiableConcession",
    "deal/x/said": "Commitment DeliveredConcession",
}


def package() -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(PACKAGE, format=ox.RdfFormat.TURTLE)]


def classes(triples: Iterable[ox.Triple], base: str) -> dict[str, set[str]]:
    """Lists, for each thing of a regime, the classes of the ontology that some triples give it."""
    found = defaultdict(set)
    for subject, predicate, node in triples:
        if predicate == TYPE and node.value.startswith(TERMS) and subject.value.startswith(base):
            found[short(subject.value, base)].add(node.value.removeprefix(TERMS))
    return dict(found)


def links(triples: Iterable[ox.Triple], term: str, base: str) -> set[tuple[str, str]]:
    """Lists the pairs that a property links in some triples."""
    return {
        (short(subject.value, base), short(node.value, base))
        for subject, predicate, node in triples
        if predicate.value == TERMS + term
    }


def words(table: dict[str, str]) -> dict[str, set[str]]:
    return {thing: set(text.split()) for thing, text in table.items()}


def test_the_facts_of_a_regime_fall_into_exactly_these_classes(mini: Regime) -> None:
    types = (q.triple for q in mini.store.quads_for_pattern(None, None, None, mini.graph("types")))
    assert classes(types, mini.base) == words(LAW)


@pytest.mark.parametrize(
    ("flow", "new"),
    [
        ("goodsToTarget", {"Flow", "TradeFlow", "ReadilyReimposableFlow"}),
        ("financialAccess", {"Flow", "HardlyReimposableFlow"}),
        ("travel", {"Flow"}),
    ],
)
def test_a_flow_is_as_reimposable_as_the_assessment_says(
    mini: Regime, flow: str, new: set[str]
) -> None:
    quads = mini.store.quads_for_pattern(mini.node(f"skg:{flow}"), TYPE, None, mini.graph("types"))
    assert {quad.object for quad in quads} == {mini.node(f"skg:{name}") for name in new}


def test_the_commitments_of_a_package_fall_into_exactly_these_classes(mini: Regime) -> None:
    extra = classify.overlay(mini, package(), DAY)
    assert classes(extra, mini.base) == words(DEAL)


@pytest.mark.parametrize(
    ("day", "touched"),
    [
        (date(2009, 12, 31), set()),
        (date(2010, 1, 1), {"act/1/1", "act/1/2", "act/1/3"}),
        (date(2014, 12, 31), {"act/1/1", "act/1/2", "act/1/3"}),
        (date(2015, 1, 1), {"act/1/1", "act/1/3"}),
    ],
)
def test_relief_touches_what_its_measure_relaxes_and_is_in_force_on_the_day(
    mini: Regime, day: date, touched: set[str]
) -> None:
    found = links(classify.overlay(mini, package(), day), "touches", mini.base)
    assert {provision for relief, provision in found if relief == "deal/x/trade"} == touched


def test_relief_of_every_member_of_a_class_touches_those_in_force_on_the_day(mini: Regime) -> None:
    found = links(classify.overlay(mini, package(), date(2012, 4, 30)), "touches", mini.base)
    assert {provision for relief, provision in found if relief == "deal/x/rest"} == {
        "act/1/1",
        "act/1/2",
        "act/1/3",
        "act/1/11",
    }


def test_relief_leaves_out_the_goods_that_its_measure_leaves_out(mini: Regime) -> None:
    extra = classify.overlay(mini, package(), DAY)
    assert links(extra, "leavesOut", mini.base) == {("deal/x/trade", "goods/toys")}


def test_relief_of_provisions_not_yet_in_force_is_no_trade_relief(mini: Regime) -> None:
    extra = classify.overlay(mini, package(), date(2009, 12, 31))
    assert classes(extra, mini.base)["deal/x/trade"] == {"Commitment", "SectoralRelief"}


def test_a_provision_that_a_package_names_is_touched_whatever_the_day(mini: Regime) -> None:
    extra = classify.overlay(mini, package(), date(2000, 1, 1))
    assert "FinancialRelief" in classes(extra, mini.base)["deal/x/banks"]


def test_an_overlay_speaks_of_the_package_only_and_repeats_nothing(mini: Regime) -> None:
    extra = classify.overlay(mini, package(), DAY)
    assert {each.subject for each in extra} <= {each.subject for each in package()}
    assert not set(extra) & set(package())
    assert extra == sorted(set(extra), key=str)


def test_an_overlay_leaves_the_regime_as_it_was(mini: Regime) -> None:
    before = len(mini.store)
    classify.overlay(mini, package(), DAY)
    assert len(mini.store) == before


def test_an_overlay_is_the_same_in_whatever_order_the_package_comes(mini: Regime) -> None:
    backwards = package()[::-1]
    assert classify.overlay(mini, backwards, DAY) == classify.overlay(mini, package(), DAY)
