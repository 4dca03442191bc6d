"""What public proposals say, each with the finding that is right for it, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from judging import STAGES, Found, Item, deal, found, judged, phase, steps

import kg
from kg.check.findings import Report
from kg.core.ids import local
from kg.core.resources import folder
from kg.graph.regime import Regime

ON = "phase-1/relief-1"
GOODWILL = ("confidence-first", "weakness", "package")
FREEZE: Item = {"action": "yongbyon-freeze", "verified-by": "iaea"}
HALT: Item = {"action": "fissile-halt", "verified-by": "iaea"}
VISIT: Item = {"action": "punggye-ri-inspections", "verified-by": "ctbto"}
ROAD_MAP: Item = {"action": "road-map"}
NO_TESTS: Item = {"action": "no-tests-commitment"}


def council(measure: str, **keys: Any) -> Item:
    """A suspension by the Council as the paper wants it."""
    own = {"by": "unsc", "how": "suspension", "term": "90 days", "ends-if": "the step is undone"}
    return {"measure": measure} | own | keys


def exempt(measure: str, **keys: Any) -> Item:
    own = {"by": "1718-committee", "how": "exemption", "ends-if": "the step is undone"}
    return {"measure": measure} | own | keys


def report(regime: Regime, *phases: dict[str, Any], **keys: Any) -> Report:
    return regime.validate(deal(regime, phases, **keys))


def kinds(findings: Found, rule: str, where: str | None = None) -> set[str]:
    """How gravely a rule is missed, at one place or anywhere."""
    return {kind for each, kind, at in findings if each == rule and where in (None, at)}


# --- nothing to judge ----------------------------------------------------------------------------


def test_exports_as_of_2015_relax_nothing(regime: Regime) -> None:
    """The bans came from 2016 on: one weakness says so, and no other rule looks at it."""
    found_ = report(regime, phase(relief=[council("export-suspension")]), day="2015-06-01")
    assert found_.verdict == "nothing-to-judge"
    assert {(f.rule, f.kind) for f in found_.findings if f.phase} == {
        ("touches-law-in-force", "weakness")
    }
    assert "touches-law-in-force" not in found_.passed


@pytest.mark.parametrize(
    "concessions",
    [[], [ROAD_MAP], [NO_TESTS], [{"action": "long-range-test-promise"}], [FREEZE, HALT]],
    ids=["an empty phase", "a road map", "test promises", "one promise", "steps"],
)
def test_without_relief_of_sanctions_there_is_nothing_to_judge(
    concessions: list[Item], regime: Regime
) -> None:
    assert report(regime, phase(concessions)).verdict == "nothing-to-judge"


def test_what_was_noticed_is_shown_and_does_not_change_the_word(regime: Regime) -> None:
    refused = {"action": "yongbyon-freeze", "verified-by": "none"}
    found_ = report(regime, phase([refused]))
    assert found_.verdict == "nothing-to-judge"
    assert ("verified-or-it-does-not-count", "breach") in {
        (f.rule, f.kind) for f in found_.findings
    }


def test_one_relief_in_force_beside_one_that_is_not_is_judged(regime: Regime) -> None:
    gone = {"measure": "twea-termination", "by": "united-states", "how": "termination"}
    found_ = report(regime, phase([FREEZE], [gone, exempt("kumgang-tourism")]))
    assert found_.verdict == "conforms-with-weaknesses"
    assert {f.rule for f in found_.findings if f.commitment.endswith("relief-1")} == {
        "touches-law-in-force"
    }


def test_membership_in_the_lenders_is_relief(regime: Regime) -> None:
    item = {"measure": "lender-membership", "by": "international-lenders", "how": "waiver"}
    findings = judged(regime, [phase(relief=[item | {"ends-if": "x"}])])
    assert findings - {GOODWILL} == {
        ("relief-has-a-price", "breach", ON),
        ("relief-has-a-price", "weakness", ON),
        ("ifi-needs-transparency", "weakness", ON),
        ("normalisation-last", "weakness", ON),
    }


# --- relief that is not specified ----------------------------------------------------------------


def test_relief_that_is_not_specified_is_open_to_every_rule_and_breaks_none(
    regime: Regime,
) -> None:
    found_ = report(regime, phase(relief=[{"measure": "open"}]))
    assert found_.verdict == "underspecified"
    own = [f for f in found_.findings if f.phase]
    assert {f.kind for f in own} == {"gap", "weakness"}
    assert all(f.open for f in own if f.kind == "weakness")
    assert {"exports-need-fissile-halt", "framework-until-complete", "mechanism-is-stated"} <= {
        f.rule for f in own if f.kind == "gap"
    }


def test_relief_known_by_its_kind_is_judged_by_its_kind(regime: Regime) -> None:
    item = {"measure": "open", "kind": "export-relief", "by": "unsc", "how": "suspension"}
    early = judged(regime, [phase([FREEZE], [item | {"term": "90 days"}])])
    assert kinds(early, "exports-need-fissile-halt", ON) == {"breach", "weakness"}
    assert kinds(early, "exports-need-missile-limits", ON) == {"breach", "weakness"}
    assert kinds(early, "finance-and-investment-last") == set()
    later = judged(regime, [phase(steps(1, 2, 3), [item | {"term": "90 days"}])])
    assert "breach" not in {kind for _, kind, _ in later}
    assert kinds(later, "exports-need-fissile-halt") == set()


def test_open_relief_counts_for_others_only_as_what_it_may_be(regime: Regime) -> None:
    """Whether imports came before exports is not said where the first phase is open."""
    exports = council("export-suspension")
    phases = [phase(steps(1, 2), [{"measure": "open"}]), phase(steps(3), [exports])]
    [finding] = [
        f
        for f in report(regime, *phases).findings
        if f.rule == "imports-before-exports" and f.phase == 2
    ]
    assert (finding.kind, finding.open) == ("weakness", True)
    closed = [phase(steps(1, 2)), phase(steps(3), [exports])]
    [finding] = [f for f in report(regime, *closed).findings if f.rule == "imports-before-exports"]
    assert (finding.kind, finding.open) == ("weakness", False)


def test_two_bodies_decide_one_relief(regime: Regime) -> None:
    both = {
        "measure": "kumgang-tourism",
        "by": ["1718-committee", "republic-of-korea"],
        "how": {"1718-committee": "exemption", "republic-of-korea": "rescission"},
        "ends-if": "a visitor is harmed",
    }
    package = deal(regime, [phase(steps(2), [both])])
    assert found(regime, package) == {GOODWILL}
    assert not any("stays in force" in note for note in regime.validate(package).notes)


def test_a_mark_that_is_no_yaml_stays_accepted(regime: Regime) -> None:
    item = council("import-suspension")
    word, mark = (
        judged(regime, [phase([FREEZE | {"verified-by": each}], [item | {"how": each}])])
        for each in ("open", "?")
    )
    assert word == mark


# --- concessions ---------------------------------------------------------------------------------


def test_an_open_concession_counts_as_its_kind(regime: Regime) -> None:
    relief = [exempt("kumgang-tourism")]
    halt = {"action": "open", "kind": "rollback-step", "verified-by": "iaea"}
    assert kinds(judged(regime, [phase([halt], relief)]), "rollback-before-commerce") == set()
    bare = report(regime, phase([{"action": "open"}], relief))
    own = {(f.rule, f.kind, f.open) for f in bare.findings if f.rule.startswith("rollback")}
    assert own == {("rollback-before-commerce", "weakness", True)}
    priced = {(f.kind, f.open) for f in bare.findings if f.rule == "relief-has-a-price"}
    assert priced == {("gap", True)}


@pytest.mark.parametrize(
    ("keys", "fissile"),
    [
        ({}, set()),
        ({"extent": "partial"}, {"breach"}),
        ({"extent": "40 % of the stock"}, {"breach"}),
        ({"extent": "open"}, {"gap"}),
        ({"sites": ["yongbyon"]}, {"breach"}),
    ],
    ids=str,
)
def test_a_part_of_a_halt_is_not_the_halt(keys: Item, fissile: set[str], regime: Regime) -> None:
    declared = {"action": "fissile-declaration", "verified-by": "iaea"}
    findings = judged(regime, [phase([HALT | keys, declared], [council("export-suspension")])])
    assert kinds(findings, "exports-need-fissile-halt", ON) == fissile


def test_one_site_is_still_a_rollback_step(regime: Regime) -> None:
    phases = [phase([HALT | {"sites": ["yongbyon"]}], [council("import-suspension")])]
    assert kinds(judged(regime, phases), "rollback-before-commerce") == set()


@pytest.mark.parametrize(
    ("promise", "missing"),
    [
        ("nuclear-test-promise", {"missile", "proliferation"}),
        ("long-range-test-promise", {"missile", "nuclear", "proliferation"}),
        ("missile-test-promise", {"nuclear", "proliferation"}),
        ("ctbt-signature", {"missile", "proliferation"}),
        ("permanent-test-halt", {"missile", "proliferation"}),
        ("no-tests-commitment", set()),
    ],
)
def test_test_promises_have_their_scope(promise: str, missing: set[str], regime: Regime) -> None:
    found_ = report(regime, phase([*steps(2), {"action": promise}], [council("import-suspension")]))
    details = [d for f in found_.findings if f.rule == "tests-stay-stopped" for d in f.details]
    words = {w for d in details for w in ("nuclear", "missile", "proliferation") if w in d}
    assert words == missing


def test_talks_are_actions_and_buy_nothing(regime: Regime) -> None:
    talks = [{"action": "return-to-talks"}, {"action": "staying-in-talks"}]
    findings = judged(regime, [phase(talks, [exempt("kumgang-tourism")])])
    assert kinds(findings, "relief-has-a-price") == {"breach"}


# --- what the sending side promises beside relief ------------------------------------------------


@pytest.mark.parametrize(
    "undertaking",
    [
        *("end-of-war-declaration", "peace-regime-talks", "liaison-offices"),
        *("political-normalization", "exercise-restraint", "security-assurance"),
        *("exchange-programme", "working-group", "food-aid", "aid", "energy-aid"),
    ],
)
def test_political_steps_and_aid_are_no_relief(undertaking: str, regime: Regime) -> None:
    found_ = report(
        regime, phase(undertakings=[{"undertaking": undertaking, "by": "united-states"}])
    )
    assert found_.verdict == "nothing-to-judge"
    assert {f.rule for f in found_.findings} <= {"confidence-first"}


@pytest.mark.parametrize(
    ("undertaking", "provisions"),
    [
        ({"undertaking": "heavy-fuel-oil", "limit": "500,000 t"}, ["2397, paragraph 5"]),
        (
            {"undertaking": "light-water-reactors"},
            ["1718, paragraph 8(a)(ii)", "2375, paragraph 18", "2397, paragraph 7"],
        ),
    ],
    ids=["fuel oil", "reactors"],
)
def test_what_a_provision_bars_is_named_until_relief_opens_it(
    undertaking: Item, provisions: list[str], regime: Regime
) -> None:
    found_ = report(regime, phase(undertakings=[undertaking]))
    assert found_.verdict == "nothing-to-judge"
    [finding] = [f for f in found_.findings if f.rule == "deliveries-are-lawful"]
    assert (finding.kind, list(finding.details)) == (
        "weakness",
        [f"barred or capped by resolution {each}" for each in provisions],
    )
    before = report(regime, phase(undertakings=[undertaking]), day="2005-09-19")
    assert "deliveries-are-lawful" not in {f.rule for f in before.findings}
    ids = ["un/1718/8/a/ii", "un/2375/18", "un/2397/7", "un/2397/5"]
    opening = {"provisions": ids, "by": "unsc", "how": "suspension", "term": "90 days"}
    opened = judged(regime, [phase(relief=[opening], undertakings=[undertaking])])
    assert kinds(opened, "deliveries-are-lawful") == set()


# --- terms, days, sources ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "term", ["90 days", "13 weeks", "12 months", "1 year", "12–18 months", "temporary"]
)
def test_terms_are_accepted_as_said(term: str, regime: Regime) -> None:
    item = council("import-suspension", term=term, renewable="open")
    assert "breach" not in {kind for _, kind, _ in judged(regime, [phase(steps(1, 2), [item])])}


def test_a_month_is_read_on_its_first_day_and_names_what_changed(regime: Regime) -> None:
    package = deal(regime, [phase([FREEZE], [council("import-suspension")])], day="2017-09")
    assert str(package.as_of) == "2017-09-01"
    [note] = [n for n in regime.validate(package).notes if "first day of the month" in n]
    assert note.startswith("The law is read on 2017-09-01")


def test_a_source_may_stand_at_an_address(regime: Regime) -> None:
    source = {
        "title": "Statement",
        "publisher": "A ministry",
        "date": "2019-02-28",
        "address": "https://example.org/statement",
    }
    keys = {
        "sources": [source],
        "proposed-by": "dprk",
        "status": "offered",
        "proposed-on": "2019-02-28",
    }
    with_, without = (
        found(regime, deal(regime, [phase([FREEZE], [council("import-suspension")])], **each))
        for each in (keys, {})
    )
    assert with_ == without


# --- snapback (¶27, ¶33) -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"snapback": "none"}, {"breach"}),
        ({"snapback": "fresh-council-decision"}, {"breach"}),
        ({"snapback": "promised"}, {"gap"}),
        ({}, {"gap"}),
        ({"term": "180 days"}, {"weakness"}),
        ({"term": "90 days"}, set()),
        ({"snapback": "veto-proof-trigger"}, set()),
        ({"term": "180 days", "snapback": "veto-proof-trigger"}, set()),
    ],
    ids=str,
)
def test_relief_comes_back_past_a_veto(keys: Item, expected: set[str], regime: Regime) -> None:
    item = {"measure": "import-suspension", "by": "unsc", "how": "suspension", "ends-if": "x"}
    findings = judged(regime, [phase(steps(1, 2), [item | keys])])
    assert kinds(findings, "snapback-on-suspension") == expected


def test_aid_and_exchanges_are_asked_for_neither_snapback_nor_an_end(regime: Regime) -> None:
    aid = {"measure": "humanitarian-exports", "by": "unsc", "how": "exemption"}
    travel = {
        "measure": "people-exchanges",
        "by": "united-states",
        "how": "licence",
        "authority": "us/power/passport-validate",
    }
    assert judged(regime, [phase(relief=[aid, travel])]) == frozenset()


# --- the framework (¶27, ¶28) --------------------------------------------------------------------


@pytest.mark.parametrize(
    "what",
    [{"measure": "people-exchanges"}, {"provisions": ["us/passport-restriction/2017"]}],
    ids=["as a measure", "as a provision"],
)
def test_ending_the_passport_bar_in_the_first_phase_is_relief_for_exchanges(
    what: Item, regime: Regime
) -> None:
    ended = {"by": "united-states", "how": "rescission", "authority": "us/power/passport-end"}
    aid = {"measure": "humanitarian-exports", "by": "unsc", "how": "exemption"}
    findings = judged(regime, [phase(relief=[aid, what | ended])])
    assert {rule for rule, kind, _ in findings if kind == "breach"} == set()
    assert kinds(findings, "confidence-first") == set()
    assert kinds(findings, "framework-until-complete") == set()


def test_washington_s_red_tape_may_end_in_the_first_phase(regime: Regime) -> None:
    item = {"measure": "us-humanitarian-rules", "by": "united-states", "how": "rule-change"}
    findings = judged(regime, [phase(relief=[item])])
    assert {rule for rule, kind, _ in findings if kind == "breach"} == set()


def test_suspending_is_not_ending(regime: Regime) -> None:
    ended = council("import-suspension", how="termination")
    findings = judged(regime, [phase(steps(1, 2), [ended])])
    assert kinds(findings, "framework-until-complete") == {"breach"}
    kept = judged(regime, [phase(steps(1, 2), [council("import-suspension")])])
    assert kinds(kept, "framework-until-complete") == set()


# --- exports (¶32, T1.3) -------------------------------------------------------------------------

DECLARED: Item = {"action": "fissile-declaration", "verified-by": "iaea"}
CONVERTED: Item = {"action": "missile-component-conversion", "verified-by": "us-experts"}
MISSILE_FREEZE: Item = {"action": "missile-production-freeze", "verified-by": "us-experts"}


@pytest.mark.parametrize(
    ("concessions", "expected"),
    [
        ([], {"breach", "weakness"}),
        ([FREEZE], {"breach", "weakness"}),
        ([{"action": "known-sites-halt", "verified-by": "iaea"}], {"breach", "weakness"}),
        ([DECLARED], {"breach"}),
        ([HALT], {"weakness"}),
        ([HALT, {"action": "fissile-declaration", "verified-by": "none"}], {"weakness"}),
        ([HALT, DECLARED], set()),
        ([{"action": "fissile-halt", "verified-by": "none"}, DECLARED], {"breach"}),
    ],
    ids=[
        *("nothing", "Yongbyon alone", "known sites", "a list without a halt"),
        *("declaration unsaid", "declaration refused", "both", "halt unverified"),
    ],
)
def test_exports_are_tied_to_the_halt_and_should_be_to_the_declaration(
    concessions: list[Item], expected: set[str], regime: Regime
) -> None:
    findings = judged(
        regime, [phase([*concessions, MISSILE_FREEZE], [council("export-suspension")])]
    )
    assert kinds(findings, "exports-need-fissile-halt", ON) == expected


def test_a_declaration_that_is_not_said_is_not_refused(regime: Regime) -> None:
    refused = {"action": "fissile-declaration", "verified-by": "none"}
    for concessions, left_open in (([HALT], True), ([HALT, refused], False)):
        every = [*concessions, MISSILE_FREEZE]
        [finding] = [
            f
            for f in report(regime, phase(every, [council("export-suspension")])).findings
            if f.rule == "exports-need-fissile-halt"
        ]
        assert (finding.kind, finding.open) == ("weakness", left_open)


@pytest.mark.parametrize(
    ("concessions", "expected"),
    [
        ([], {"breach", "weakness"}),
        ([MISSILE_FREEZE], {"weakness"}),
        ([CONVERTED], set()),
        ([{"action": "missile-production-freeze", "verified-by": "none"}], {"breach", "weakness"}),
    ],
    ids=["nothing", "a verified freeze", "conversion", "an unverified freeze"],
)
def test_exports_are_tied_to_limits_on_missiles(
    concessions: list[Item], expected: set[str], regime: Regime
) -> None:
    phases = [phase([HALT, DECLARED, *concessions], [council("export-suspension")])]
    assert kinds(judged(regime, phases), "exports-need-missile-limits") == expected


def test_prior_is_earlier_and_not_together(regime: Regime) -> None:
    every = [*steps(1, 2, 3, 4)]
    imports, exports = council("import-suspension"), council("export-suspension")
    tours, zone = exempt("kumgang-tourism"), exempt("kaesong")
    for rule, first, second in (
        ("imports-before-exports", imports, exports),
        ("kumgang-before-kaesong", tours, zone),
    ):
        together = judged(regime, [phase(every, [first, second])])
        earlier = judged(regime, [phase(every, [first]), phase(steps(3), [second])])
        assert (kinds(together, rule), kinds(earlier, rule)) == ({"weakness"}, set())


def test_rail_and_road_are_no_condition_of_tours(regime: Regime) -> None:
    findings = judged(regime, [phase(steps(1, 2), [exempt("kumgang-tourism")])])
    assert findings == {GOODWILL}


def test_a_standing_exemption_for_everyone_is_sectoral(regime: Regime) -> None:
    item = {
        "provisions": ["un/2397/6"],
        "only": ["seafood", "food-and-agricultural-products"],
        "for": "everyone",
        "by": "unsc",
        "how": "exemption",
        "ends-if": "x",
    }
    findings = judged(regime, [phase([FREEZE], [item])])
    assert kinds(findings, "exports-need-fissile-halt") == {"breach", "weakness"}
    assert kinds(findings, "exemption-names-its-case") == set()


# --- the pilot (¶28, ¶29) ------------------------------------------------------------------------

PILOT: Item = {
    "measure": "food-pilot",
    "by": "unsc",
    "how": "exemption",
    "ends-if": "income is misused",
}
ESCROW = ["un-escrow", "approved-partners", "committee-vetting"]


@pytest.mark.parametrize(
    ("keys", "safeguards", "expected"),
    [
        ({"limit": "100,000 t"}, ESCROW, set()),
        ({"limit": "100,000 t"}, ["un-agency-delivery"], set()),
        ({}, [*ESCROW, "quantity-limit"], set()),
        ({"limit": "100,000 t"}, ["un-escrow"], {"weakness"}),
        ({"limit": "100,000 t"}, [], {"weakness"}),
        ({}, ESCROW, {"weakness"}),
    ],
    ids=[
        "escrow",
        "agencies",
        "a safeguard as limit",
        "half of a way",
        "no control",
        "no limit said",
    ],
)
def test_the_two_ways_of_a_pilot_are_alternatives(
    keys: Item, safeguards: list[str], expected: set[str], regime: Regime
) -> None:
    findings = judged(regime, [phase([NO_TESTS], [PILOT | keys], safeguards=safeguards)])
    assert kinds(findings, "food-pilot-limits") == expected
    assert {kind for _, kind, _ in findings} <= {"weakness"}


def test_a_modest_action_is_price_enough_for_a_pilot(regime: Regime) -> None:
    safe = {"safeguards": ["un-agency-delivery"]}
    limited = [PILOT | {"limit": "100,000 t"}]
    assert (
        kinds(judged(regime, [phase([NO_TESTS], limited, **safe)]), "relief-has-a-price") == set()
    )
    unpaid = judged(regime, [phase(relief=limited, **safe)])
    assert kinds(unpaid, "relief-has-a-price") == {"breach", "weakness"}


def test_an_unlimited_pilot_is_export_relief(regime: Regime) -> None:
    findings = judged(
        regime,
        [phase(steps(1), [PILOT | {"limit": "none"}], safeguards=["un-agency-delivery"])],
    )
    for rule in ("exports-need-fissile-halt", "exports-need-missile-limits"):
        assert "breach" in kinds(findings, rule)
    assert kinds(findings, "rollback-before-commerce") == {"breach"}


def test_a_pilot_of_coal_is_about_coal(regime: Regime) -> None:
    item = PILOT | {"only": ["coal"], "limit": "100,000 t"}
    package = deal(regime, [phase([NO_TESTS], [item], safeguards=["un-agency-delivery"])])
    assert found(regime, package) == {GOODWILL}


# --- rows of their own ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "measure", ["kaesong", "kumgang-tourism", "inter-korean-infrastructure", "food-pilot"]
)
def test_projects_within_their_scope_are_judged_by_their_own_rows(
    measure: str, regime: Regime
) -> None:
    findings = judged(regime, [phase(relief=[exempt(measure)])])
    others = {
        *("exports-need-fissile-halt", "exports-need-missile-limits", "imports-need-yongbyon"),
        *("finance-and-investment-last", "investment-case-by-case", "remaining-sanctions-last"),
        *("snapback-on-suspension", "framework-until-complete", "imports-before-exports"),
    }
    assert {rule for rule, _, _ in findings} & others == set()


def test_work_abroad_is_judged_by_its_row(regime: Regime) -> None:
    findings = judged(regime, [phase(steps(1, 2, 3, 4), [council("overseas-workers")])])
    assert findings - {GOODWILL} <= {("no-hollow-relief", "weakness", ON)}


# --- compliance (¶39) ----------------------------------------------------------------------------

LIFTED: Item = {
    "measure": "remaining-un-sanctions",
    "by": "unsc",
    "how": "termination",
    "ends-if": "x",
}


@pytest.mark.parametrize(
    ("concessions", "expected"),
    [
        (list(STAGES[4]), set()),
        ([STAGES[4][0], {"action": "wmd-dismantlement", "verified-by": "iaea"}], {"gap"}),
        ([STAGES[4][0], {"action": "full-compliance", "verified-by": "none"}], {"breach", "gap"}),
        ([{"action": "full-compliance", "verified-by": "iaea"}], {"breach"}),
    ],
    ids=["all of it", "not mentioned", "left broken", "without a declaration"],
)
def test_lifting_what_remains_asks_for_every_demand(
    concessions: list[Item], expected: set[str], regime: Regime
) -> None:
    findings = judged(regime, [phase(concessions, [LIFTED])])
    assert kinds(findings, "lift-needs-full-compliance") == expected


def test_dismantlement_meets_the_demands_that_it_implies(regime: Regime) -> None:
    gone = {"action": "wmd-dismantlement", "verified-by": "iaea"}
    [finding] = [
        f
        for f in report(regime, phase([STAGES[4][0], gone], [LIFTED])).findings
        if f.rule == "lift-needs-full-compliance"
    ]
    open_ = " ".join(finding.details)
    assert "abandon" not in open_
    assert "NPT" in open_


def test_the_demand_of_2397_23_binds(regime: Regime) -> None:
    assert regime.is_a("demand/no-diversion", "BindingDemand")
    assert regime.values("demand/no-diversion", "statedIn") == [regime.node("un/2397/23")]


# --- lenders, verification, secondary sanctions --------------------------------------------------


def test_leaving_the_blacklist_is_no_condition_of_membership(regime: Regime) -> None:
    item = {"measure": "lender-membership", "by": "international-lenders", "how": "waiver"}
    open_books = {"action": "economic-transparency", "verified-by": "international-lenders"}
    findings = judged(regime, [phase([*steps(5), open_books], [item | {"ends-if": "x"}])])
    assert findings - {("not-all-or-nothing", "weakness", "package")} == {GOODWILL}


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        *((a, "breach") for a in ("yongbyon-freeze", "fissile-halt", "sohae-dismantlement")),
        *((a, "weakness") for a in ("fissile-declaration", "missile-component-conversion")),
        *((a, "weakness") for a in ("missile-production-freeze", "punggye-ri-inspections")),
    ],
)
def test_who_verifies_matters_by_what_is_verified(action: str, kind: str, regime: Regime) -> None:
    findings = judged(
        regime, [phase([{"action": action, "verified-by": "none"}], [exempt("kumgang-tourism")])]
    )
    assert kinds(findings, "verified-or-it-does-not-count") == {kind}


def test_a_policy_of_not_designating_adjusts_enforcement(regime: Regime) -> None:
    item = council("import-suspension")
    hollow = judged(regime, [phase(steps(1, 2), [item])])
    promised = judged(regime, [phase(steps(1, 2), [item], undertakings=["secondary-non-use"])])
    assert hollow - promised == {("no-hollow-relief", "weakness", ON)}
    assert kinds(promised, "keep-enforcing") == set()


# --- severity rests on the word ------------------------------------------------------------------

MUST = (*("should", "must", "delay", "keep", "would have to", "verifiable"),)
SHOULD = (
    *("could", "might", "would make more sense", "would be more appropriate", "the table"),
    *("other than", "limited quantities", "would help", "each step", "this project’s reading"),
)
WEAKER = {"confidence-first", "terms-are-clear", "keep-enforcing", "ifi-needs-transparency"}
SH = "http://www.w3.org/ns/shacl#"


def test_the_severity_of_each_shape_is_that_of_its_key_word(regime: Regime) -> None:
    from judging import book

    seen = set()
    for shape in book(regime).shapes:
        if "rulebook" not in shape.rule.iri and "/rule/" not in shape.rule.iri:
            continue
        [word] = [node.value for node in regime.values(shape.iri, "keyWord")] or [None]
        rule, severity = local(shape.rule.iri), shape.severity.removeprefix(SH)
        if severity == "Info":
            continue
        assert word, f"{shape.iri} quotes no word"
        seen.add(rule)
        strong = word.startswith(MUST)
        assert strong or word.startswith((*SHOULD, "would need")), f"{shape.iri}: {word}"
        if rule in WEAKER:
            assert severity == "Warning", shape.iri
            continue
        assert severity == ("Violation" if strong else "Warning"), f"{shape.iri}: {word}"
    assert seen >= WEAKER


@pytest.mark.parametrize("rule", sorted(WEAKER))
def test_a_rule_weaker_than_its_word_says_so(rule: str, regime: Regime) -> None:
    import pyoxigraph as ox

    note = ox.NamedNode("http://www.w3.org/2004/02/skos/core#note")
    node = regime.node(f"rule/wertz-2019/{rule}")
    notes = [
        q.object.value
        for q in regime.store.quads_for_pattern(node, None, None, None)
        if q.predicate.value.startswith("http://www.w3.org/2004/02/skos/core#")
    ]
    assert any(each.startswith("Weaker than its word") for each in notes), note


# --- the shipped deals ---------------------------------------------------------------------------


def test_the_framework_conforms_and_hanoi_breaks_for_exports_and_framework(regime: Regime) -> None:
    framework, hanoi = (
        regime.validate(kg.read_deal(folder("deals") / f"{name}.yaml", regime))
        for name in ("wertz-2019-framework", "hanoi-2019-dprk-offer")
    )
    assert (framework.verdict, framework.findings) == ("conforms", ())
    assert hanoi.verdict == "breaks"
    breaches = {f.rule for f in hanoi.findings if f.kind == "breach"}
    assert {"exports-need-fissile-halt", "framework-until-complete"} <= breaches
    assert any("inference" in note for note in hanoi.notes)
