"""The toy regime and a toy package, sorted by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import pyoxigraph as ox
import pytest

from kg.core.ids import TERMS, short
from kg.core.owl import TYPE
from kg.deal.derive import entail
from kg.graph.load import load
from kg.graph.regime import Regime

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
    skg:lists <act/1/11> ; skg:through skg:termination .
<deal/x/arms> a skg:ReliefCommitment ; skg:inPhase <deal/x/p1> ;
    skg:lists <act/1/4> ; skg:through skg:licence .
<deal/x/verified> a skg:ConcessionCommitment ; skg:inPhase <deal/x/p1> ;
    skg:action <action/halt> ; skg:verifiedBy <actor/watchers> .
<deal/x/unverified> a skg:ConcessionCommitment ; skg:inPhase <deal/x/p1> ;
    skg:action <action/halt> ; skg:verifiedBy skg:none .
<deal/x/said> a skg:ConcessionCommitment ; skg:inPhase <deal/x/p1> ; skg:action <action/promise> .
"""

LAW = {
    "act/1": "Instrument",
    "act/2": "Instrument",
    "act/1/1": "Measure BindingMeasure CouncilMeasure FrameworkMeasure ImportMeasure ImportBan "
    "TradeMeasure ReadilyReimposableMeasure",
    "act/1/2": "Measure BindingMeasure CouncilMeasure FrameworkMeasure ImportMeasure ImportCap "
    "TradeMeasure",
    "act/1/3": "Measure CouncilMeasure FrameworkMeasure ExportMeasure ExportBan TradeMeasure",
    "act/1/4": "Measure BindingMeasure CouncilMeasure FrameworkMeasure ArmsMeasure LuxuryMeasure "
    "SensitiveMeasure SensitiveImportMeasure",
    "act/1/11": "Measure BindingMeasure CouncilMeasure FrameworkMeasure FinancialMeasure "
    "HardlyReimposableMeasure",
    "act/2/1": "Measure TravelMeasure",
    "verb/decides": "OperativeVerb",
    "verb/asks": "OperativeVerb",
    "action/halt": "Action",
    "action/promise": "Action",
    "relief/aid-convoy": "ReliefMeasure ScopedMeasure",
    "relief/everything": "ReliefMeasure",
}
PRICED = "Commitment EffectiveRelief PricedRelief SectoralRelief "
BANKS = "CouncilRelief FinancialRelief CapitalRelief CommercialRelief HardlyReversedRelief "
# One relief lifts all, so whatever frees what only the last stage frees is part of a full lifting.
LAST = "RemainingRelief ResidualRelief "
DEAL = {
    "deal/x/trade": PRICED + "GeneralRelief CouncilRelief ImportRelief ExportRelief TradeRelief "
    "CommercialRelief",
    "deal/x/aid": "Commitment EffectiveRelief CaseActRelief CaseByCaseRelief HumanitarianRelief "
    "GoodwillRelief",
    # An act that is not stated may be one that ends.
    "deal/x/seat": PRICED + "GeneralRelief EndingRelief StatusRelief LenderRelief",
    # No case is named, so the word for the act opens the law for everyone.
    "deal/x/rest": PRICED + LAST + BANKS + "CaseActRelief ImportRelief ExportRelief TradeRelief "
    "SensitiveRelief",
    "deal/x/banks": PRICED + LAST + BANKS + "GeneralRelief EndingRelief FrameworkEndingRelief",
    "deal/x/arms": PRICED + LAST + "CaseActRelief CouncilRelief SensitiveRelief",
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
    extra = entail.entailments(mini, package(), DAY)
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
    found = links(entail.entailments(mini, package(), day), "touches", mini.base)
    assert {provision for relief, provision in found if relief == "deal/x/trade"} == touched


def test_relief_of_every_member_of_a_class_touches_those_in_force_on_the_day(mini: Regime) -> None:
    found = links(entail.entailments(mini, package(), date(2012, 4, 30)), "touches", mini.base)
    assert {provision for relief, provision in found if relief == "deal/x/rest"} == {
        "act/1/1",
        "act/1/2",
        "act/1/3",
        "act/1/11",
    }


def test_relief_leaves_out_the_goods_that_its_measure_leaves_out(mini: Regime) -> None:
    extra = entail.entailments(mini, package(), DAY)
    assert links(extra, "leavesOut", mini.base) == {("deal/x/trade", "goods/toys")}


@pytest.mark.parametrize("relief", ["deal/x/trade", "deal/x/banks"])
def test_relief_of_what_is_not_yet_in_force_is_idle_and_nothing_else(
    mini: Regime, relief: str
) -> None:
    extra = entail.entailments(mini, package(), date(2009, 12, 31))
    assert classes(extra, mini.base)[relief] == {"Commitment", "IdleRelief"}
    assert not {one for one in links(extra, "touches", mini.base) if one[0] == relief}


def test_an_overlay_speaks_of_the_package_only_and_repeats_nothing(mini: Regime) -> None:
    extra = entail.entailments(mini, package(), DAY)
    assert {each.subject for each in extra} <= {each.subject for each in package()}
    assert not set(extra) & set(package())
    assert extra == sorted(set(extra), key=str)


def test_an_overlay_leaves_the_regime_as_it_was(mini: Regime) -> None:
    before = len(mini.store)
    entail.entailments(mini, package(), DAY)
    assert len(mini.store) == before


def test_an_overlay_is_the_same_in_whatever_order_the_package_comes(mini: Regime) -> None:
    backwards = package()[::-1]
    assert entail.entailments(mini, backwards, DAY) == entail.entailments(mini, package(), DAY)


# A section with a part in a division, an order on the section, two rules on the order, one of which
# has ended; a ban of the one sender and what mirrors it.
CARRIED = """
@base <https://w3id.org/sanctions-kg/parts/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/sanctions-kg/parts/> a skg:Regime ; skg:dataDate "2020-01-01"^^xsd:date ;
    skg:defaultRulebook <rulebook/none> .
<law/1> a skg:Provision ; skg:effect skg:imposition ; skg:inForceFrom "2010-01-01"^^xsd:date .
<law/1/a> a skg:Division ; skg:subdivisionOf <law/1> .
<law/1/a/i> a skg:Provision ; skg:subdivisionOf <law/1/a> ; skg:effect skg:imposition ;
    skg:inForceFrom "2010-01-01"^^xsd:date .
<order/1> a skg:Provision ; skg:restsOn <law/1> ; skg:effect skg:imposition ;
    skg:inForceFrom "2011-01-01"^^xsd:date .
<rule/1> a skg:Provision ; skg:subdivisionOf <order/1> ; skg:effect skg:imposition ;
    skg:inForceFrom "2012-01-01"^^xsd:date .
<rule/2> a skg:Provision ; skg:subdivisionOf <order/1> ; skg:effect skg:imposition ;
    skg:inForceFrom "2012-01-01"^^xsd:date ; skg:inForceUntil "2013-01-01"^^xsd:date .
<ban/1> a skg:Provision ; skg:effect skg:imposition ; skg:inForceFrom "2010-01-01"^^xsd:date .
<foreign/1> a skg:Provision ; skg:mirrors <ban/1> ; skg:aimedAt skg:foreignPersons ;
    skg:effect skg:imposition ; skg:inForceFrom "2010-01-01"^^xsd:date .
<foreign/2> a skg:Provision ; skg:mirrors <ban/1> ; skg:aimedAt skg:foreignPersons ;
    skg:effect skg:imposition ; skg:inForceFrom "2010-01-01"^^xsd:date ;
    skg:inForceUntil "2013-01-01"^^xsd:date .
<own/1> a skg:Provision ; skg:mirrors <ban/1> ; skg:aimedAt skg:ownPersons ;
    skg:effect skg:imposition ; skg:inForceFrom "2010-01-01"^^xsd:date .
<relief/ban> a skg:ReliefMeasure ; skg:relaxes <ban/1> .
<relief/section> a skg:ReliefMeasure ; skg:relaxes <law/1> .
<relief/division> a skg:ReliefMeasure ; skg:relaxes <law/1/a> .
<relief/zone> a skg:IndustrialZone ; skg:relaxes <law/1> .
<relief/mirrors> a skg:ReliefMeasure ; skg:relaxesMirrorsOf <relief/ban> .
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Regime:
    home = tmp_path_factory.mktemp("parts")
    (home / "regime.ttl").write_text(CARRIED, "utf-8")
    return load(home)


def touched(regime: Regime, says: str, how: str, day: date = DAY) -> set[str]:
    text = f"<deal/x/r> skg:{says} ; skg:through skg:{how} ."
    head = f"@base <{regime.base}> . @prefix skg: <{TERMS}> ."
    stated = [q.triple for q in ox.parse(f"{head} {text}", format=ox.RdfFormat.TURTLE)]
    extra = entail.entailments(regime, stated, day)
    return {provision for _, provision in links([*stated, *extra], "touches", regime.base)}


WITH_ALL = {"law/1", "law/1/a/i", "order/1", "rule/1"}


@pytest.mark.parametrize(
    "how",
    [
        *("suspension", "termination", "rescission", "legislativeAct", "waiver", "nonUse"),
        *("unstated", "licence", "exemption"),
    ],
)
def test_what_is_for_everyone_carries_parts_and_what_rests_on_it_by_any_act(
    parts: Regime, how: str
) -> None:
    assert touched(parts, "lists <law/1>", how) == WITH_ALL
    assert touched(parts, "grants <relief/section>", how) == WITH_ALL


def test_what_is_carried_is_carried_only_while_it_is_in_force(parts: Regime) -> None:
    day = date(2012, 6, 30)
    assert touched(parts, "lists <order/1>", "termination", day) == {
        "order/1",
        "rule/1",
        "rule/2",
    }
    assert touched(parts, "lists <order/1>", "termination") == {"order/1", "rule/1"}


def test_a_part_carries_neither_the_whole_nor_what_rests_on_the_whole(parts: Regime) -> None:
    assert touched(parts, "lists <law/1/a/i>", "termination") == {"law/1/a/i"}


def test_a_measure_on_mirrors_touches_the_secondary_mirrors_in_force(parts: Regime) -> None:
    assert touched(parts, "grants <relief/mirrors>", "waiver") == {"foreign/1"}
    day = date(2012, 6, 30)
    assert touched(parts, "grants <relief/mirrors>", "waiver", day) == {"foreign/1", "foreign/2"}


def test_relief_for_a_named_case_carries_nothing(parts: Regime) -> None:
    for how in ("licence", "exemption"):
        assert touched(parts, "grants <relief/zone>", how) == {"law/1"}
    assert touched(parts, "grants <relief/zone>", "waiver") == WITH_ALL


def test_an_act_that_is_left_out_altogether_is_one_that_is_not_stated(parts: Regime) -> None:
    stated = [ox.Triple(parts.node("deal/x/r"), parts.node("skg:lists"), parts.node("law/1"))]
    extra = entail.entailments(parts, stated, DAY)
    assert {found for _, found in links(extra, "touches", parts.base)} == WITH_ALL


def test_a_measure_that_relaxes_a_division_touches_its_parts_by_any_act(parts: Regime) -> None:
    for how in ("licence", "waiver", "termination"):
        assert touched(parts, "grants <relief/division>", how) == {"law/1/a/i"}
