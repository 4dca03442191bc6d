"""Curation of United States law: that nothing is lost, and that each record is in order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from kg.core.ids import short
from kg.graph.regime import Regime

FOLDER = Path(__file__).parents[2] / "kg" / "regimes" / "dprk"
FILES = sorted([*FOLDER.glob("us/*.ttl"), FOLDER / "assessments" / "us-relief-roads.ttl"])
PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skg: <https://w3id.org/sanctions-kg/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
PROVISIONS = {
    "us/aea": 2,
    "us/aeca": 12,
    "us/aria": 3,
    "us/border-security-act": 1,
    "us/bretton-woods-act": 1,
    "us/caatsa": 21,
    "us/cfr/14/91.1615": 1,
    "us/cfr/31/1010.655": 1,
    "us/cfr/31/1010.659": 3,
    "us/cfr/31/510": 26,
    "us/criminal-code": 1,
    "us/defense-acquisition": 1,
    "us/defense-contracts": 1,
    "us/ear": 2,
    "us/ecra": 1,
    "us/eo-13382": 4,
    "us/eo-13466": 2,
    "us/eo-13551": 8,
    "us/eo-13570": 1,
    "us/eo-13619": 1,
    "us/eo-13687": 7,
    "us/eo-13694": 1,
    "us/eo-13722": 14,
    "us/eo-13810": 16,
    "us/exim-act": 2,
    "us/faa": 7,
    "us/fsia": 1,
    "us/hts": 1,
    "us/ieepa": 5,
    "us/ifi-act": 2,
    "us/inksna": 2,
    "us/irc": 1,
    "us/irfa": 1,
    "us/itar": 1,
    "us/lender-articles": 1,
    "us/national-emergency": 1,
    "us/national-emergency-cyber": 1,
    "us/national-emergency-wmd": 1,
    "us/ndaa-2018": 2,
    "us/nea": 1,
    "us/nkhra": 6,
    "us/nkspea": 98,
    "us/nppa": 2,
    "us/passport-restriction": 1,
    "us/patriot-act": 1,
    "us/ports-and-waterways": 1,
    "us/proclamation-8271": 1,
    "us/proclamation-9645": 1,
    "us/section-311-findings": 3,
    "us/sfops": 1,
    "us/sst-listing": 3,
    "us/tariff-act-1930": 1,
    "us/trade-act-1974": 4,
    "us/trade-agreements-act-1951": 1,
    "us/tsra": 3,
    "us/tvpa": 1,
    "us/twea": 1,
    "us/unpa": 1,
    "us/visa-waiver": 1,
    "us/warmbier": 18,
}
ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
OWN_CONDITIONS = {"Conduct": 17, "Finding": 46, "Case": 49, "Procedure": 29}
CRITERIA = {
    "us/nkspea/401/a": ["1", "2", "3", "4", "4/A", "4/B", "5", "6"],
    "us/nkspea/402": ["1", "2/A", "2/B", "2/C", "2/D", "2/E", "2/E/i", "2/E/ii"],
    "us/warmbier": ["7131/c", *(f"7143/b/1/{x}" for x in ("A/i", "A/i/I", "A/i/II", "A/ii", "B"))],
}
CERTIFICATE, NOTICE = "undertaking/us-certification", "undertaking/us-congress-notice"


def ask(regime: Regime, query: str) -> list[list[str]]:
    """Rows of a query over all graphs, with short ids; an unbound cell is empty."""
    rows = regime.store.query(PREFIXES + query, use_default_graph_as_union=True)
    return [[short(cell.value, regime.base) if cell else "" for cell in row] for row in rows]


def ids(regime: Regime, query: str, start: str = "us/") -> set[str]:
    """What the first column of the rows holds of ids that begin so."""
    return {row[0] for row in ask(regime, query) if row[0].startswith(start)}


def pairs(regime: Regime, term: str, start: str = "us/") -> dict[str, set[str]]:
    """The values of a property by subject, for subjects whose ids begin so."""
    found = defaultdict(set)
    for subject, value in ask(regime, f"SELECT ?s ?o {{ ?s {term} ?o }}"):
        if subject.startswith(start):
            found[subject].add(value)
    return found


@pytest.fixture(scope="module")
def provisions(regime: Regime) -> set[str]:
    return ids(regime, "SELECT ?p { ?p a skg:Provision }")


def test_each_instrument_holds_as_many_provisions_as_were_recorded(regime: Regime) -> None:
    found = Counter(min(parts) for parts in pairs(regime, "skg:partOf").values())
    assert found == PROVISIONS
    assert found.total() == 310


def test_there_are_76_powers_and_the_provisions_name_no_other(regime: Regime) -> None:
    powers = ids(regime, "SELECT ?a { ?a a skg:Authority }")
    assert len(powers) == 76
    named = set().union(*pairs(regime, "skg:relaxableUnder").values())
    assert powers - named == {"us/power/pl106-79-9001"}  # the law of another case
    assert named <= powers


def test_each_of_the_141_conditions_of_the_powers_is_of_one_kind(regime: Regime) -> None:
    kinds = {
        kind: ids(regime, f"SELECT ?c {{ ?c a skg:{kind}Condition }}", "us/power/")
        for kind in OWN_CONDITIONS
    }
    assert {kind: len(found) for kind, found in kinds.items()} == OWN_CONDITIONS
    assert len(set().union(*kinds.values())) == 141


def test_each_of_the_16_criteria_and_6_parts_is_there(regime: Regime) -> None:
    listed = {f"{act}/{item}" for act, items in CRITERIA.items() for item in items}
    assert len(listed) == 22
    # Those that a section divides are an all-of; the others are conditions.
    kinds = pairs(regime, "a")
    divided = {id for id in listed if "skg:AllOf" in kinds[id]}
    assert divided == {
        "us/nkspea/401/a/4",
        "us/nkspea/402/1",
        "us/nkspea/402/2/E",
        "us/warmbier/7143/b/1/A/i",
    }
    findings = {id for id in listed if "skg:FindingCondition" in kinds[id]}
    papers = {id for id in listed if "skg:ProcedureCondition" in kinds[id]}
    conduct = {id for id in listed if "skg:ConductCondition" in kinds[id]}
    assert findings == {"us/warmbier/7143/b/1/A/ii"}
    assert papers == {"us/warmbier/7143/b/1/B", "us/warmbier/7131/c"}
    assert conduct == listed - divided - findings - papers


def test_there_are_193_barriers_in_18_roads_and_each_is_moved_by_a_power(regime: Regime) -> None:
    roads = ids(regime, "SELECT ?r { ?r a skg:RoadOfRelief }", "road/us/")
    barriers = ids(regime, "SELECT ?b { ?b a skg:Barrier }", "road/us/")
    assert (len(roads), len(barriers)) == (18, 193)
    assert {barrier.rsplit("/", 1)[0] for barrier in barriers} == roads
    moved = pairs(regime, "skg:movedBy", "road/us/")
    assert moved.keys() == barriers
    powers = ids(regime, "SELECT ?a { ?a a skg:Authority }")
    assert set().union(*moved.values()) <= powers


def test_the_conditions_of_a_power_nest_no_deeper_than_they_are_judged(regime: Regime) -> None:
    kinds, operands = pairs(regime, "a"), pairs(regime, "skg:operand")

    def leaf(id: str) -> bool:
        return id not in operands

    def all_of_leaves(id: str) -> bool:
        return "skg:AllOf" in kinds[id] and all(map(leaf, operands[id]))

    def in_order(id: str) -> bool:
        if leaf(id) or all_of_leaves(id):
            return True
        choices = operands[id]
        return "skg:AnyOf" in kinds[id] and all(leaf(c) or all_of_leaves(c) for c in choices)

    roots = pairs(regime, "skg:requirement")
    assert len(roots) == 78  # two of them of earlier days
    for power, (root,) in roots.items():
        assert "skg:AllOf" in kinds[root], power
        assert [part for part in operands[root] if not in_order(part)] == [], power


def test_a_suspension_of_the_act_of_2016_asks_for_all_six_items(regime: Regime) -> None:
    operands, rights = pairs(regime, "skg:operand"), pairs(regime, "skg:onRights")
    six = {f"us/nkspea/401/a/{item}" for item in range(1, 7)}
    assert operands["us/power/nkspea-401a/requirement"] == six
    assert {id for id in six if rights[id] == {"true"}} == {
        f"us/nkspea/401/a/{item}" for item in (4, 5, 6)
    }


def test_what_the_suspension_of_2016_cannot_reach_does_not_name_it(regime: Regime) -> None:
    powers = pairs(regime, "skg:relaxableUnder")
    spared = {id for id in powers if re.match(r"us/nkspea/(104/g|201B|201C)(/|$)", id)}
    assert len(spared) == 13
    assert [id for id in spared if powers[id] & {"us/power/nkspea-401a"}] == []
    assert all("us/power/warmbier-7143b1" in powers[id] for id in spared)


def test_what_is_tied_to_the_united_nations_mirrors_it_unless_it_follows_lists(
    regime: Regime,
) -> None:
    tied, mirrors = pairs(regime, "skg:tie"), pairs(regime, "skg:mirrors")
    assert len(tied) == 14
    # The list, the breach and the decision that these follow may be of any resolution.
    assert tied.keys() - mirrors.keys() == {
        "us/nkspea/201B",
        "us/nkspea/201C",
        "us/unpa/5/a",
        "us/warmbier/7124",
    }
    assert all(target.startswith("un/") for targets in mirrors.values() for target in targets)


def test_each_citation_stands_once(regime: Regime, provisions: set[str]) -> None:
    cited = pairs(regime, "skg:citation")
    assert provisions <= cited.keys()
    count = Counter(min(cited[id]) for id in provisions)
    assert [cite for cite, times in count.items() if times > 1] == []


def test_each_unverified_record_is_marked_and_says_what_was_not_read(regime: Regime) -> None:
    status, doubts = pairs(regime, "skg:checked"), pairs(regime, "skos:editorialNote")
    sure = {"skg:checkedAgainstText", "skg:inDoubt"}  # doubt of a day is no want of reading
    assert {id for id in status if not status[id] <= sure} <= doubts.keys()
    assert [d for ds in doubts.values() for d in ds if not d.startswith("unverified: ")] == []


def test_17_provisions_and_4_powers_rest_on_memory_alone(
    regime: Regime, provisions: set[str]
) -> None:
    checked = pairs(regime, "skg:checked")
    recalled = {id for id, s in checked.items() if s - {"skg:inDoubt"} == {"skg:fromMemory"}}
    assert len(recalled & provisions) == 17
    assert {id for id in recalled if id.startswith("us/power/")} == {
        "us/power/ina-212f",
        "us/power/ofac-delist",
        "us/power/pntr",
        "us/power/sfops-act",
    }


def in_print(ids: list[str]) -> list[str]:
    """Ids in the order in which statutes number: 9 before 10, 201 before 201A, ii before iv."""
    siblings = defaultdict(set)
    for id in ids:
        parts = id.split("/")
        for depth in range(len(parts)):
            siblings[tuple(parts[:depth])].add(parts[depth])

    def rank(parts: tuple[str, ...], part: str) -> tuple[int, str]:
        if all(other.lower() in ROMAN for other in siblings[parts]):
            return ROMAN.index(part.lower()), ""
        digits = re.match(r"\d*", part)[0]
        return int(digits or 10**9), part.removeprefix(digits)  # what has no number comes last

    def place(id: str) -> list[tuple[int, str]]:
        parts = tuple(id.split("/"))
        return [rank(parts[:depth], part) for depth, part in enumerate(parts)]

    return sorted(ids, key=place)


def test_statutory_order_is_as_lawyers_count() -> None:
    listed = ["9", "10", "201", "201/a/ii", "201/a/iv", "201/a/ix", "201A", "202/I", "202/J"]
    assert in_print(listed[::-1]) == listed


@pytest.mark.parametrize("instrument", PROVISIONS)
def test_provisions_stand_in_the_order_of_the_text(regime: Regime, instrument: str) -> None:
    query = f"SELECT ?p ?n {{ ?p skg:partOf <{regime.base}{instrument}> ; skg:position ?n }}"
    rows = sorted(ask(regime, query), key=lambda row: int(row[1]))
    found = [id.removeprefix(f"{instrument}/") for id, _ in rows]
    assert [int(place) for _, place in rows] == list(range(1, len(rows) + 1))
    assert found == in_print(found)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_records_stand_in_the_order_of_the_text_in_their_file(regime: Regime, path: Path) -> None:
    places = pairs(regime, "skg:position")
    written = re.findall(r"^<(us/\S+)> a skg:Provision", path.read_text("utf-8"), re.M)
    numbers = [int(min(places[id])) for id in written]
    assert all(before < after for before, after in pairwise(numbers))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_record_speaks_in_shorthand_of_its_making(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"\b(?:RA|RM|CN|GRP|ACC)-[A-Z0-9]\S*|\b\d{4}-OP\S+|seed paper", text) == []
    assert re.findall(r"\b(?:NKSPEA|CAATSA|WARMBIER|AECA|FAA|PROC|NE)-\d\S*", text) == []


def test_coal_is_named_in_four_measures(regime: Regime) -> None:
    named = {id for id, goods in pairs(regime, "skg:goods").items() if "goods/coal" in goods}
    assert named == {
        "us/eo-13722/2/a/ii",
        "us/nkspea/104/a/8",
        "us/nkspea/104/b/1/D",
        "us/nkspea/104/g/1/A/i/I",
    }


def test_only_measures_name_goods_and_only_measures_restrict(regime: Regime) -> None:
    measures = ids(regime, "SELECT ?p { ?p a skg:Measure }")
    versions = ids(regime, "SELECT ?v { ?v a skg:Version }")
    assert pairs(regime, "skg:restricts").keys() - versions == measures
    assert pairs(regime, "skg:aimedAt").keys() == measures
    assert pairs(regime, "skg:goods").keys() <= measures


def test_arms_flow_both_ways_where_the_text_says_so(regime: Regime) -> None:
    flows = pairs(regime, "skg:restricts")
    both = {"skg:armsToTarget", "skg:armsFromTarget"}
    for id in (
        "us/nkspea/104/a/1",
        "us/nkspea/104/a/9",
        "us/eo-13551/1/a/ii/A",
        "us/itar/126.1/d/1",
    ):
        assert flows[id] >= both, id
    for id in ("us/aeca/40", "us/faa/620H", "us/aea/129/b"):
        assert flows[id] & both == {"skg:armsToTarget"}, id


def test_what_may_be_supplied_to_relieve_need_is_filed_under_one_subject(regime: Regime) -> None:
    subjects = pairs(regime, "dcterms:subject")
    assert {id for id, s in subjects.items() if "subject/humanitarian-supplies" in s} == {
        "us/cfr/31/510/512",
        "us/cfr/31/510/520",
        "us/cfr/31/510/521",
        "us/ieepa/203/b/2",
        "us/nkspea/208/b",
        "us/tsra/903",
        "us/tsra/906/a/2",
    }
    licences = {id for id, s in subjects.items() if "subject/general-licence" in s}
    assert len(licences) == 13


def test_duties_follow_from_what_a_power_asks_for(regime: Regime) -> None:
    powers = ids(regime, "SELECT ?a { ?a a skg:Authority }")
    duties = pairs(regime, "skg:duty")
    of = {power.removeprefix("us/power/"): duties[power] for power in powers}
    assert of["nkspea-401a"] == of["warmbier-7143b1"] == {CERTIFICATE, NOTICE}
    # The report is the notice, and the licence needs no certificate.
    for power in ("inksna-4", "gsp-502", "ecra-1754c-licence", "ofac-licence", "bis-licence"):
        assert of[power] == {NOTICE}, power
    # A determination that goes to nobody in Congress.
    for power in ("10usc4871-c", "exim-2b2c", "tsra-908a3", "tvpa-110-tier"):
        assert of[power] == {CERTIFICATE}, power
    # A notice in the Federal Register, or an agency's own decision in a case, is neither.
    for power in ("passport-end", "nea-terminate", "bis-amend", "311-rescind", "nkspea-302a-b"):
        assert of[power] == set(), power


def test_whatever_amends_names_what_it_amends(regime: Regime) -> None:
    amending = ids(regime, "SELECT ?p { ?p skg:effect skg:amendment }")
    assert amending - pairs(regime, "skg:amends").keys() == {
        "us/nkhra/reauthorizations",  # money and reports only
        "us/proclamation-8271/whole",  # ends the use of a power
        "us/sst-listing/2008-rescission",
    }


def test_each_measure_in_force_can_be_relaxed_under_some_power(regime: Regime) -> None:
    measures = ids(regime, "SELECT ?p { ?p a skg:Measure }")
    assert measures - pairs(regime, "skg:relaxableUnder").keys() == {
        "us/eo-13619/1/a",  # both ended
        "us/proclamation-9645/2/d",
    }
