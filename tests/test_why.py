"""What stands behind a finding: words, passages, the rule's text, and the triples behind it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

import kg
from kg.answers.why import Why, why
from kg.answers.why.chains import Chains, Reason
from kg.answers.why.data import Tell, verdict, why_json
from kg.answers.why.document import why_document
from kg.answers.why.overlaid import FOLLOWS, PACKAGE
from kg.answers.why.turtle import cut
from kg.check.book import applied_shapes, find_rulebook
from kg.check.graphs import described as of_shapes
from kg.core import resources
from kg.core.errors import UnknownId
from kg.core.owl import TYPE
from kg.core.resources import folder
from kg.deal import Deal, parse_deal
from kg.deal.overlay import package_triples
from kg.graph.regime import Regime
from kg.present.terminal import text as written

HERE = Path(__file__).parent
DEALS = sorted(folder("deals").glob("*.yaml"))
SMALL = sorted((HERE / "rules").glob("*/fail-*.yaml"))


YONGBYON_ONLY = """\
id: deal/small
title: Yongbyon for exports
as-of: 2019-04-09
phases:
  - title: Trade
    concessions:
      - {action: yongbyon-dismantlement, verified-by: iaea}
      - {action: missile-component-conversion, verified-by: us-experts}
      - {action: fissile-declaration, verified-by: none}
      - {action: road-map}
    relief:
      - {measure: import-suspension, by: unsc, how: suspension, term: 90 days}
      - {measure: export-suspension, by: unsc, how: suspension, term: 90 days}
"""
HALT = "verified halt of all fissile-material production, covert enrichment included"


def offer(regime: Regime) -> Deal:
    return kg.read_deal(folder("deals") / "hanoi-2019-dprk-offer.yaml", regime)


@pytest.fixture(scope="module")
def small(regime: Regime) -> tuple[Deal, Why]:
    """Exports are suspended for Yongbyon alone."""
    deal = parse_deal(YONGBYON_ONLY, "small.yaml", regime)
    return deal, why(regime, deal, "exports-need-fissile-halt")


def test_the_rule_is_told_in_the_words_of_its_shape(regime: Regime) -> None:
    answer = why(regime, offer(regime), "exports-need-fissile-halt")
    assert answer.rule == "rule/wertz-2019/exports-need-fissile-halt"
    assert answer.name == "exports need a halt of fissile production"
    assert answer.says == (
        "Export relief must be tied to a verified halt of all production of fissile material, "
        "covert enrichment included; all of it should be declared."
    )
    assert answer.because == (
        "Hard currency from exports would otherwise pay for more fissile material."
    )
    assert answer.rulebook_label == "the rulebook of Wertz (2019)"
    assert (answer.state, verdict(answer)) == (
        "found",
        "The rule finds 1 breach, 1 weakness.",
    )


def test_each_passage_has_its_summary_and_its_source(regime: Regime) -> None:
    answer = why(regime, offer(regime), "exports-need-fissile-halt")
    assert [(p.id, p.label) for p in answer.passages] == [
        ("source/wertz-2019/32", "Wertz 2019, ¶32"),
        ("source/wertz-2019/T1.3", "Wertz 2019, Table 1, stage 3"),
    ]
    first = answer.passages[0]
    assert first.says == regime.description("source/wertz-2019/32")
    assert first.source == "Daniel Wertz, Converting Maximum Pressure to Maximum Leverage (2019)"


def test_the_shape_says_what_it_looks_at_and_what_it_asks(regime: Regime) -> None:
    part, declared = why(regime, offer(regime), "exports-need-fissile-halt").parts
    assert (part.kind, part.meaning) == ("breach", "a must of the rulebook is broken")
    assert (part.target, part.target_label) == ("skg:ExportRelief", "export relief")
    assert part.asks == "requires a concession"
    assert part.values == (
        ("moot after", "completed denuclearization"),
        ("requires concession", HALT),
    )
    # The declaration stands in the table only.
    assert (declared.kind, dict(declared.values)["requires said"]) == (
        "weakness",
        "declaration of all fissile-material production facilities",
    )
    assert [(s.label, s.phase, s.keeps) for s in part.looked_at] == [
        ("relief of 20 provisions", 1, False)
    ]


def test_the_chain_leads_from_the_commitment_to_the_law(
    regime: Regime, small: tuple[Deal, Why]
) -> None:
    """The suspension touches its bans as its measure relaxes them; the oldest one comes first."""
    deal, answer = small
    [case] = answer.cases
    assert (case.label, case.phase) == ("suspension of UN sanctions on most exports", 1)
    target = case.classes[0]
    assert (target.id, target.label) == ("skg:ExportRelief", "export relief")
    assert list(Tell(regime, deal).chain(target)) == [
        "kind: sectoral relief",
        "  kind: relief, as the package says",
        "  opens for: everyone",
        "    grants: suspension of UN sanctions on most exports",
        "    through: suspension",
        "touches: resolution 2270, paragraph 30 (measure of the framework, export measure)",
        "  grants: suspension of UN sanctions on most exports",
        "  suspension of UN sanctions on most exports relaxes: resolution 2270, paragraph 30",
        "  resolution 2270, paragraph 30 in force from: 2 March 2016",
        "  kind: measure",
        "    kind: provision, as the regime says",
        "    effect: imposes (restrictive effect)",
        "  part of: UN Security Council resolution 2270 (2016)",
        "    sender: United Nations Security Council (sender of the framework)",
        "  kind: measure, see above",
        "  restricts: goods from the target (export flow)",
        "  and so for 7 more: resolution 2321, paragraph 28; resolution 2321, paragraph 29; "
        "resolution 2371, paragraph 8; resolution 2371, paragraph 9; resolution 2371, paragraph "
        "10; resolution 2375, paragraph 16; resolution 2397, paragraph 6",
    ]


def test_what_was_promised_by_then_says_whether_it_counts(small: tuple[Deal, Why]) -> None:
    [case] = small[1].cases
    assert [(p.label, p.counts) for p in case.promised] == [
        ("dismantlement of the Yongbyon nuclear facility", True),
        ("inspection and conversion of plants for critical missile components", True),
        ("declaration of all fissile-material production facilities", False),
        ("agreed road map and sequence for denuclearization", True),
    ]


def with_halt(regime: Regime, verified_by: str) -> Why:
    halt = f"{{action: fissile-halt{verified_by}}}"
    text = YONGBYON_ONLY.replace("{action: road-map}", halt)
    return why(regime, parse_deal(text, "halt.yaml", regime), "exports-need-fissile-halt")


def test_a_concession_that_nobody_verifies_does_not_count(regime: Regime) -> None:
    [case] = with_halt(regime, ", verified-by: none").cases
    halt = [p for p in case.promised if p.label == HALT]
    assert [(p.verified_by, p.counts) for p in halt] == [(("expressly none",), False)]
    assert case.findings[0].details == (
        f"{HALT} is promised by then, but only in part, or unverified",
    )


def test_a_rule_that_passed_says_what_it_looked_at(regime: Regime) -> None:
    # Who verifies the halt is not said; that is a gap of another rule.
    text = YONGBYON_ONLY.replace("{action: road-map}", "{action: fissile-halt}")
    deal = parse_deal(text.replace("verified-by: none", "verified-by: iaea"), "h.yaml", regime)
    answer = why(regime, deal, "exports-need-fissile-halt")
    assert (answer.state, answer.cases) == ("passed", ())
    for part in answer.parts:
        assert [(s.label, s.keeps) for s in part.looked_at] == [
            ("suspension of UN sanctions on most exports", True)
        ]
    assert verdict(answer) == "The rule looked at one thing and finds nothing."


def test_a_must_that_is_left_open_says_so(regime: Regime) -> None:
    text = YONGBYON_ONLY.replace("how: suspension, term: 90 days", "how: suspension")
    deal = parse_deal(text, "open.yaml", regime)
    answer = why(regime, deal, "snapback-on-suspension")
    assert {(f.kind, f.open) for case in answer.cases for f in case.findings} == {("gap", True)}
    data = why_json(regime, deal, answer)
    assert {f["open"] for case in data["cases"] for f in case["findings"]} == {True}
    told = written(why_document(regime, deal, answer), everything=True)
    assert "\n  gap      snapback on suspension  snapback-on-suspension\n    Left open. " in told
    assert "\n    - One way to fill what the package does not say keeps the rule.\n" in told


def test_the_document_has_rule_passages_question_cases_triples_and_text(regime: Regime) -> None:
    deal = offer(regime)
    found = why_document(regime, deal, why(regime, deal, "exports-need-fissile-halt"))
    names = ["rule", "passages", "asks", "cases", "triples", "text"]
    assert [name for name, _ in found.parts] == names
    assert found.lead == (
        "In “What the DPRK asked for at Hanoi” the rule finds 1 breach and 1 weakness at “relief "
        "of 20 provisions”."
    )
    *law, table, paragraph = (each.label for each in found.citations)
    assert (table, paragraph) == ("Wertz 2019, Table 1, stage 3", "Wertz 2019, ¶32")
    # The texts of what the relief touches stand first; the offer lists 20 paragraphs.
    assert len(law) == 20
    assert law[0] == "S/RES/2270 (2016), paragraph 30"
    silent = why_document(regime, deal, why(regime, deal, "food-pilot-limits"))
    assert [name for name, _ in silent.parts] == ["rule", "passages", "asks", "text"]
    assert silent.lead == (
        "In “What the DPRK asked for at Hanoi” the rule did not apply: nothing in this package is "
        "pilot relief."
    )


def test_a_chain_is_a_list_of_steps_each_with_what_it_follows_from(
    regime: Regime, small: tuple[Deal, Why]
) -> None:
    told = written(why_document(regime, *small), everything=True)
    assert (
        "    - kind: sectoral relief\n"
        "      - kind: relief, as the package says\n"
        "      - opens for: everyone\n"
        "        - grants: suspension of UN sanctions on most exports\n"
        "        - through: suspension\n"
    ) in told


def test_a_rule_that_did_not_apply_says_what_is_not_there(regime: Regime) -> None:
    answer = why(regime, offer(regime), "food-pilot-limits")
    assert (answer.state, answer.cases) == ("not-applicable", ())
    assert verdict(answer) == "The rule did not apply: nothing in this package is pilot relief."


def test_a_rule_without_a_shape_says_what_it_waits_for(regime: Regime) -> None:
    answer = why(regime, offer(regime), "food-pilot-limits")
    waiting = replace(answer, state="not-checked", parts=(), because="Needs data.")
    assert verdict(waiting) == "The rule is stated and cannot be checked yet. Needs data."


@pytest.mark.parametrize(
    "name",
    [
        "exports-need-fissile-halt",
        "rule/wertz-2019/exports-need-fissile-halt",
        "https://w3id.org/sanctions-kg/dprk/rule/wertz-2019/exports-need-fissile-halt",
    ],
)
def test_a_rule_can_be_named_by_its_id_or_the_last_part(regime: Regime, name: str) -> None:
    assert why(regime, offer(regime), name).name == "exports need a halt of fissile production"


def test_a_part_of_a_rule_leads_to_the_rule(regime: Regime) -> None:
    answer = why(regime, offer(regime), "rule/wertz-2019/confidence-first/exchanges")
    assert answer.rule == "rule/wertz-2019/confidence-first"


def test_a_rule_on_well_formed_packages_names_its_own_rulebook(regime: Regime) -> None:
    answer = why(regime, offer(regime), "mechanism-fits-body")
    assert answer.rulebook_label == "well-formed packages"


def test_an_unknown_rule_gets_the_nearest_one(regime: Regime) -> None:
    with pytest.raises(UnknownId, match="did you mean exports-need-fissile-halt"):
        why(regime, offer(regime), "exports-need-fisile-halt")


# --- the rule's text -----------------------------------------------------------------------------


def described(regime: Regime, *iris: str) -> rdflib.Graph:
    triples = (t for iri in iris for t in of_shapes(regime, ox.NamedNode(iri)))
    return rdflib.Graph().parse(data="\n".join(f"{triple} ." for triple in triples), format="nt")


def parsed(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=text, format="turtle")


def test_the_text_of_a_rule_is_what_the_shapes_graph_holds(regime: Regime) -> None:
    text = why(regime, offer(regime), "exports-need-fissile-halt").turtle
    kinds = [str(regime.node(f"skg:Requires{name}").value) for name in ("Concession", "Said")]
    rule = f"{regime.base}rule/wertz-2019/exports-need-fissile-halt"
    assert isomorphic(parsed(text), described(regime, rule, f"{rule}/declared", *kinds))
    assert "sh:ask" in text


def test_every_shape_and_every_rule_kind_is_cut_out_whole(regime: Regime) -> None:
    files = resources.turtle_files(resources.folder("shapes"))
    shapes = applied_shapes(regime, find_rulebook(regime, None))
    for iri in sorted({each.iri for each in shapes} | {each.kind.iri for each in shapes}):
        assert isomorphic(parsed(cut(files, [iri])), described(regime, iri)), iri


def test_a_full_stop_in_a_text_an_iri_or_a_comment_ends_no_statement(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        "@prefix e: <https://e.org/a.b#> . # A comment. With stops .\n"
        'e:one e:says """It ends. """ , "no . stop" ; e:is 1.5 ; # here . neither\n'
        "    e:of <https://e.org/x.y> .\n"
        "e:two e:is e:one .\n",
        "utf-8",
    )
    assert cut([path], ["https://e.org/a.b#one"]) == (
        "@prefix e: <https://e.org/a.b#> .\n\n"
        'e:one e:says """It ends. """ , "no . stop" ; e:is 1.5 ; # here . neither\n'
        "    e:of <https://e.org/x.y> .\n"
    )
    assert cut([path], ["https://e.org/a.b#three"]) == ""


# --- the triples behind a case -------------------------------------------------------------------


OPEN = """\
id: deal/open
title: All that can be left open
as-of: 2019-04-09
ordered: false
phases:
  - concessions:
      - {action: nuclear-test-promise}
      - {action: missile-test-promise}
      - {action: no-proliferation-promise}
      - {action: fissile-halt, verified-by: none}
      - {action: missile-component-conversion, extent: partial, verified-by: iaea}
      - {action: fissile-dismantlement, sites: [yongbyon], verified-by: unnamed}
      - {action: open, kind: rollback-step}
    relief:
      - {measure: open}
      - {measure: open, kind: export-relief, by: unsc, term: 12-18 months}
      - {measure: humanitarian-exports, for: everyone, by: unsc, how: suspension, term: temporary}
      - {measure: kumgang-tourism, by: republic-of-korea, how: exemption}
      - {measure: twea-termination, by: united-states, how: termination}
  - relief:
      - {provisions: [un/2270/8, un/2371/8], by: japan}
      - {provisions: [un/2375/16], for: case/kaesong-zone, by: 1718-committee, how: exemption}
      - {measure: remaining-un-sanctions, by: [unsc, japan]}
"""


@pytest.mark.parametrize("path", [*DEALS, *SMALL[::5], None], ids=lambda p: p.stem if p else "open")
def test_every_class_and_link_that_follows_has_a_chain_down_to_what_is_stated(
    path: Path | None, regime: Regime
) -> None:
    deal = kg.read_deal(path, regime) if path else parse_deal(OPEN, "open.yaml", regime)
    chains = Chains(regime, deal)
    for commitment in deal.commitments:
        for triple in chains.view.inferred(ox.NamedNode(commitment.iri)):
            if triple.predicate == TYPE:
                reason = chains.why_is(triple.subject, triple.object)
            else:
                reason = chains.why_linked(triple)
            assert reason is not None, triple
            assert reason.triple == triple
            assert reason.origin == FOLLOWS
            assert [each for each in reason.walk() if hangs(each, regime)] == []


def hangs(reason: Reason, regime: Regime) -> bool:
    """Whether a step follows from nothing, though no definition lists its subject."""
    if reason.origin != FOLLOWS or reason.because:
        return False
    listed = f"""ASK {{ {reason.triple.object} <http://www.w3.org/2002/07/owl#equivalentClass>?/
        <http://www.w3.org/2002/07/owl#oneOf>/
        <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>*/
        <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> {reason.triple.subject} }}"""
    return reason.triple.predicate != TYPE or not regime.ask(listed)


def test_nothing_leads_to_a_class_that_a_commitment_is_not_in(regime: Regime) -> None:
    deal = offer(regime)
    relief = ox.NamedNode(deal.phases[0].relief[0].iri)
    assert Chains(regime, deal).why_is(relief, regime.node("skg:PilotRelief")) is None


def test_the_triples_of_a_case_are_those_of_the_package_and_the_regime(
    regime: Regime, small: tuple[Deal, Why]
) -> None:
    deal, answer = small
    [case] = answer.cases
    known = {
        *package_triples(deal),
        *Chains(regime, deal).view.inferred(regime.node(case.commitment)),
    }
    found = list(ox.parse(case.turtle, ox.RdfFormat.TURTLE))
    assert len(found) > 20
    for quad in found:
        inside = quad.triple in known or quad.subject.value.startswith(deal.iri)
        stored = regime.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        assert inside or any(True for _ in stored), quad


def test_the_package_part_of_a_case_holds_the_commitment_as_written(
    small: tuple[Deal, Why],
) -> None:
    deal, answer = small
    [case] = answer.cases
    head, *parts = case.turtle.split("\n\n")
    assert [part.splitlines()[0] for part in parts] == [
        "# what the package says",
        "# what the regime says",
        "# what follows",
    ]
    written = {q.triple for q in ox.parse(f"{head}\n{parts[0]}", ox.RdfFormat.TURTLE)}
    assert written <= set(package_triples(deal))
    relief = ox.NamedNode(deal.phases[0].relief[1].iri)
    assert {t for t in package_triples(deal) if t.subject == relief} <= written


def test_json_holds_every_chain_in_full(regime: Regime, small: tuple[Deal, Why]) -> None:
    deal, answer = small
    data = why_json(regime, deal, answer)
    assert (data["asOf"], data["dataDate"]) == ("2019-04-09", str(regime.data_date))
    [case] = data["cases"]
    chains = {each["id"]: each["chain"] for each in case["classes"]}
    assert chains["skg:SectoralRelief"] == [
        "kind: relief, as the package says",
        "opens for: everyone",
        "  grants: suspension of UN sanctions on most exports",
        "  through: suspension",
    ]
    for chain in chains.values():
        for place, line in enumerate(chain):
            told, refers, _ = line.strip().partition(", see above")
            assert not refers or told in [earlier.strip() for earlier in chain[:place]]


def test_what_is_told_once_is_referred_to_the_second_time(
    regime: Regime, small: tuple[Deal, Why]
) -> None:
    deal, answer = small
    [case] = answer.cases
    tell = Tell(regime, deal)
    told = {each.id: list(tell.chain(each)) for each in case.classes}
    assert told["skg:SectoralRelief"] == ["see above"]


def test_a_record_that_nobody_read_is_marked_in_the_chain(regime: Regime) -> None:
    doubtful = regime.select(
        """PREFIX skg: <https://w3id.org/sanctions-kg/ontology#>
        SELECT ?record WHERE { ?record skg:checked skg:fromMemory } ORDER BY ?record LIMIT 1"""
    )
    [row] = doubtful
    from kg.answers.grounds import named

    assert isinstance(row["record"], ox.NamedNode)
    assert named(regime, row["record"].value).endswith("(unverified, from memory)")
    assert named(regime, "un/2371/8") == "resolution 2371, paragraph 8"


def test_what_the_package_says_needs_no_reason(regime: Regime) -> None:
    deal = offer(regime)
    relief = ox.NamedNode(deal.phases[0].relief[0].iri)
    reason = Chains(regime, deal).why_is(relief, regime.node("skg:ReliefCommitment"))
    assert reason is not None
    assert (reason.origin, reason.because) == (PACKAGE, ())
