"""The packages of earlier agreements have the findings that follow from their sources, worked out
by hand from the rulebook, and the episodes name packages that are there.

Rules on United States law are left out here: what they find in these packages is tested with them.
"""

from __future__ import annotations

import pytest

import kg
from kg import queries
from kg.regime import Regime
from kg.resources import folder

OF_UNITED_STATES_LAW = {
    "congress-informed",
    "no-hollow-relief",
    "rights-for-us-suspension",
    "statutory-basis",
    "un-before-us",
}
Finding = tuple[str, str, str]


def found(regime: Regime, name: str) -> list[Finding]:
    """Lists what is found as kind, rule and commitment, once for each shape."""
    report = regime.validate(kg.read_deal(folder("deals") / f"{name}.yaml", regime))
    inside = f"{report.deal}/"
    return sorted(
        (f.kind, f.rule, f.commitment.removeprefix(inside) if f.phase else "package")
        for f in report.findings
        if f.rule not in OF_UNITED_STATES_LAW
    )


def each(kind: str, rule: str, *commitments: str) -> list[Finding]:
    return [(kind, rule, commitment) for commitment in commitments]


# None of the four starts with aid by exemption, nor with exchanges between people.
NO_GOODWILL = each("weakness", "confidence-first", "package", "package")


def test_the_joint_statement_promises_relief_before_any_verified_step(regime: Regime) -> None:
    # The commitment to abandon is a promise; the abandonment itself has no verifier, so it counts
    # for nothing either. Nothing it gives touches a measure: there were none.
    every = ("phase-1/relief-1", "phase-1/relief-2", "phase-1/relief-3", "phase-2/relief-1")
    assert found(regime, "joint-statement-2005") == sorted(
        [
            *NO_GOODWILL,
            *each("breach", "relief-has-a-price", *every),
            *each("gap", "mechanism-is-stated", *every),
            *each("weakness", "terms-are-clear", *every),
            *each(
                "gap",
                "verified-or-it-does-not-count",
                "phase-2/concession-1",
                "phase-2/concession-2",
            ),
        ]
    )


def test_the_leap_day_understanding_breaks_nothing_and_leaves_its_terms_open(
    regime: Regime,
) -> None:
    # The IAEA verifies the halt of enrichment, so the food has its price. What would end it was not
    # said, and this is what it broke over.
    only = "phase-1/relief-1"
    assert found(regime, "leap-day-2012") == sorted(
        [
            *NO_GOODWILL,
            *each("gap", "mechanism-is-stated", only),
            *each("weakness", "terms-are-clear", only),
        ]
    )


# Rail and road touch 2321/32 (public finance for trade), 2375/18 (joint ventures) and 2397/7
# (machines, metals, vehicles): by an act that is not stated they are read as opened for everyone,
# which is finance, investment and imports. No Yongbyon step, no road map, and the promise not to
# test leaves out proliferation and shorter ranges.
def opened_for_everyone(relief: str) -> list[Finding]:
    """What is found in works that open finance, investment and imports before any rollback."""
    return [
        *each("breach", "finance-and-investment-last", relief),
        *each("breach", "investment-case-by-case", relief),
        *each("breach", "rollback-before-commerce", relief),
        *each("gap", "mechanism-is-stated", relief),
        *each("gap", "no-sensitive-goods", relief, relief, relief),
        *each("gap", "snapback-on-suspension", relief),
        *each("weakness", "imports-need-yongbyon", relief, relief),
        *each("weakness", "roadmap-with-first-trade", relief),
        *each("weakness", "terms-are-clear", relief),
        *each("weakness", "tests-stay-stopped", relief),
    ]


def test_the_panmunjom_declaration_opens_works_for_a_goal(regime: Regime) -> None:
    # The closing of Punggye-ri would be a tangible step, had someone been named to verify it.
    only = "phase-1/relief-1"
    assert found(regime, "panmunjom-2018") == sorted(
        [
            *NO_GOODWILL,
            *opened_for_everyone(only),
            *each("breach", "relief-has-a-price", only),
            *each("gap", "verified-or-it-does-not-count", "phase-1/concession-3"),
        ]
    )


def test_the_pyongyang_declaration_pays_with_sohae_and_opens_too_much_for_it(
    regime: Regime,
) -> None:
    # Sohae, watched by experts, is a price but no rollback. Yongbyon comes last and unverified.
    works, tours, zone = "phase-1/relief-1", "phase-2/relief-1", "phase-2/relief-2"
    assert found(regime, "pyongyang-2018") == sorted(
        [
            *NO_GOODWILL,
            *opened_for_everyone(works),
            # Textiles from the zone are freed only later, and are easier to bar again.
            *each("weakness", "reversible-first", works),
            # Tours touch the limits on cash and the ban on joint ventures, and no trade.
            *each("breach", "finance-and-investment-last", tours),
            *each("breach", "investment-case-by-case", tours),
            *each("breach", "rollback-before-commerce", tours),
            *each("gap", "mechanism-is-stated", tours),
            *each("gap", "snapback-on-suspension", tours),
            *each("weakness", "terms-are-clear", tours),
            # The zone sells textiles too. Finance is read as open, so no channel is missed.
            *opened_for_everyone(zone),
            *each("breach", "exports-need-fissile-halt", zone),
            *each("breach", "exports-need-missile-limits", zone),
            *each("breach", "labour-rights-first", zone),
            *each("gap", "verified-or-it-does-not-count", "phase-3/concession-1"),
        ]
    )


@pytest.mark.parametrize("name", ["joint-statement-2005", "panmunjom-2018", "pyongyang-2018"])
def test_a_package_with_a_breach_breaks_the_rulebook(regime: Regime, name: str) -> None:
    deal = kg.read_deal(folder("deals") / f"{name}.yaml", regime)
    assert regime.validate(deal).verdict == "breaks"


def test_every_package_that_an_episode_names_is_there(regime: Regime) -> None:
    rows = queries.run(regime, "episodes-of-actor", actor="actor/dprk")
    named = {str(row["package"]) for row in rows if row["package"]}
    assert named == {
        "deal/agreed-framework-1994",
        "deal/hanoi-2019-dprk-offer",
        "deal/hanoi-2019-us-position",
        "deal/joint-statement-2005",
        "deal/leap-day-2012",
        "deal/panmunjom-2018",
        "deal/pyongyang-2018",
        "deal/six-party-2007-2008",
    }
    for package in named:
        path = folder("deals") / f"{package.removeprefix('deal/')}.yaml"
        assert kg.read_deal(path, regime).id == package


ROUTE = """
PREFIX skg: <https://w3id.org/sanctions-kg/ontology#>
SELECT DISTINCT ?model ?route ?days ?blocker WHERE {
    ?model skg:route ?route .
    OPTIONAL { ?model skg:days ?days }
    OPTIONAL { ?model skg:blocker ?blocker }
} ORDER BY ?days ?blocker
"""


def test_the_trigger_takes_thirty_days_and_nobody_can_block_it(regime: Regime) -> None:
    [row] = regime.select(ROUTE, model="snapback/resolution-2231")
    assert row["route"] == regime.node("skg:vetoProofTrigger")
    assert (str(getattr(row["days"], "value", "")), row["blocker"]) == ("30", None)


def test_any_permanent_member_can_block_a_fresh_decision_and_no_days_are_known(
    regime: Regime,
) -> None:
    rows = regime.select(ROUTE, model="snapback/council")
    members = ["china", "france", "russian-federation", "united-kingdom", "united-states"]
    assert [row["blocker"] for row in rows] == [regime.node(f"actor/{each}") for each in members]
    assert {row["days"] for row in rows} == {None}
    assert {row["route"] for row in rows} == {regime.node("skg:freshCouncilDecision")}
