"""The packages of earlier agreements have the findings that follow from their sources, worked out
by hand from the rulebook, and the episodes name packages that are there.

Rules on United States law are left out here: what they find in these packages is tested with them.
"""

from __future__ import annotations

import pytest

import kg
from kg.core.resources import folder
from kg.graph import queries
from kg.graph.regime import Regime

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


# None of the four starts with relief for aid, nor for exchanges between people.
NO_GOODWILL = each("weakness", "confidence-first", "package", "package")


def test_the_joint_statement_holds_nothing_to_judge(regime: Regime) -> None:
    # Assurances, relations, electricity and a reactor relax no measure, and there were none. The
    # text wants verification and names nobody for it: who does it is asked at each of the two.
    assert found(regime, "joint-statement-2005") == sorted(
        [
            *NO_GOODWILL,
            *each(
                "gap",
                "verified-or-it-does-not-count",
                "phase-2/concession-1",
                "phase-2/concession-2",
            ),
        ]
    )


def test_the_leap_day_understanding_relaxes_nothing(regime: Regime) -> None:
    # The IAEA verifies the halt of enrichment. Food and exchanges in kind are no relief.
    assert found(regime, "leap-day-2012") == NO_GOODWILL


# Rail and road touch 2321/32 (public finance for trade), 2375/18 (joint ventures) and 2397/7
# (machines, metals, vehicles). Who lets them through, and by which act, is open: as an exemption
# of the Committee they are one project; as a suspension by the Council they are finance,
# investment and imports for everyone. So what only the wider reading breaks is a gap, or not said.
# As one project, too, they come before any rollback. The promise not to test leaves out
# proliferation and shorter ranges, and there is no road map and no Yongbyon step by then.
def works_left_open(relief: str) -> list[Finding]:
    """What is found in works whose act and body are open, before any rollback."""
    return [
        *each("gap", "coalition-heard", relief),
        *each("gap", "finance-and-investment-last", relief),
        *each("gap", "framework-until-complete", relief),
        *each("gap", "mechanism-is-stated", relief),
        *each("gap", "remaining-sanctions-last", relief),
        *each("gap", "rollback-before-commerce", relief),
        *each("gap", "snapback-on-suspension", relief),
        *each("weakness", "imports-need-yongbyon", relief, relief),
        *each("weakness", "investment-case-by-case", relief),
        *each("weakness", "no-sensitive-goods", relief, relief, relief),
        *each("weakness", "roadmap-with-first-trade", relief),
        *each("weakness", "rollback-before-commerce", relief),
        *each("weakness", "terms-are-clear", relief),
        *each("weakness", "tests-stay-stopped", relief),
    ]


def test_the_panmunjom_declaration_leaves_its_works_open(regime: Regime) -> None:
    # The closing of Punggye-ri is a tangible step and pays for the works, as far as it is verified.
    only = "phase-1/relief-1"
    assert found(regime, "panmunjom-2018") == sorted(
        [
            *NO_GOODWILL,
            *works_left_open(only),
            *each("gap", "verified-or-it-does-not-count", "phase-1/concession-3"),
        ]
    )


def test_the_pyongyang_declaration_reopens_the_zone_before_any_rollback(regime: Regime) -> None:
    # Sohae, watched by experts, pays for the works of its phase and is no rollback. Of the tours
    # and the zone South Korea gives its own half, in a phase without a concession of its own.
    # Yongbyon comes last and unverified. Tours stand beside the zone, not before it.
    works, tours, zone = "phase-1/relief-1", "phase-2/relief-1", "phase-2/relief-2"
    assert found(regime, "pyongyang-2018") == sorted(
        [
            *NO_GOODWILL,
            *works_left_open(works),
            *each("gap", "mechanism-is-stated", tours, zone),
            *each("weakness", "relief-has-a-price", tours, zone),
            *each("weakness", "terms-are-clear", tours, zone),
            *each("weakness", "rollback-before-commerce", tours),
            *each("breach", "rollback-before-commerce", zone),
            # The two steps of stage 3 that come before the zone, neither of them taken.
            *each("weakness", "rollback-before-commerce", zone, zone),
            *each("weakness", "kumgang-before-kaesong", zone),
            *each("weakness", "labour-rights-first", zone),
            *each("gap", "verified-or-it-does-not-count", "phase-3/concession-1"),
        ]
    )


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("agreed-framework-1994", "nothing-to-judge"),
        ("joint-statement-2005", "nothing-to-judge"),
        ("leap-day-2012", "nothing-to-judge"),
        ("panmunjom-2018", "underspecified"),
        ("pyongyang-2018", "breaks"),
        ("china-russia-2019-draft", "breaks"),
        ("china-russia-2021-draft", "breaks"),
    ],
)
def test_a_package_of_an_earlier_agreement_or_draft_gets_its_verdict(
    regime: Regime, name: str, verdict: str
) -> None:
    deal = kg.read_deal(folder("deals") / f"{name}.yaml", regime)
    assert regime.validate(deal).verdict == verdict


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
