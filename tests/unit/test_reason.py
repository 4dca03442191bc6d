"""HermiT, the complete reasoner, agrees with what is recorded and with the sorting at load."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.core import resources
from kg.core.errors import BrokenData
from kg.core.ids import TERMS
from kg.core.owl import TYPE
from kg.deal.derive import entail
from kg.graph import reason
from kg.graph.load import load
from kg.graph.regime import Regime

MINI = Path(__file__).parents[1] / "data" / "mini"
HOMES = [MINI, *(resources.regime_folder(name) for name in resources.regimes())]
AGAIN = "what HermiT entails is out of date; run: make reason"

java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")


@pytest.mark.parametrize("home", [None, *HOMES], ids=lambda home: home.name if home else "ontology")
def test_what_is_recorded_comes_from_these_very_axioms_and_facts(home: Path | None) -> None:
    assert reason.recorded(reason.written_to(home))[0] == reason.input_hash(home), AGAIN


@pytest.mark.parametrize("home", HOMES, ids=lambda home: home.name)
def test_things_are_sorted_at_load_as_hermit_sorts_them(home: Path) -> None:
    """A type that HermiT has alone follows from a domain or range: state it in the facts."""
    regime = load(home)
    quads = regime.store.quads_for_pattern(None, TYPE, None, regime.graph("types"))
    ours = {quad.triple for quad in quads if of_the_ontology(quad.triple)}
    assert ours == reason.recorded(reason.written_to(home))[1]


def of_the_ontology(triple: ox.Triple) -> bool:
    named = isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode)
    return named and triple.object.value.startswith(TERMS)  # type: ignore[union-attr]


@java
def test_hermit_still_entails_what_is_recorded() -> None:
    assert reason.main(["--check", str(MINI)]) == 0


@java
def test_hermit_sorts_the_commitments_of_a_package_in_the_same_way(mini: Regime) -> None:
    relief, halt = mini.node("deal/x/relief"), mini.node("deal/x/halt")
    facts = {
        "a": [(relief, "ReliefCommitment"), (halt, "ConcessionCommitment")],
        "grants": [(relief, "relief/open-trade")],
        "action": [(halt, "action/halt")],
        "verifiedBy": [(halt, "actor/watchers")],
    }
    package = [
        ox.Triple(thing, TYPE, mini.node(f"skg:{name}"))
        if term == "a"
        else ox.Triple(thing, mini.node(f"skg:{term}"), mini.node(name))
        for term, pairs in facts.items()
        for thing, name in pairs
    ]
    package.append(ox.Triple(relief, mini.node("skg:through"), mini.node("skg:rescission")))
    extra = entail.entailments(mini, package, date(2014, 6, 30))
    linked = [each for each in extra if each.predicate != TYPE]
    found = reason.entailed([*reason.reasoner_input(MINI), *package, *linked]).types
    of_package = {each for each in found if each.subject in (relief, halt)}
    # No definition can say what is not goodwill relief.
    closed = {ox.Triple(relief, TYPE, mini.node("skg:PricedRelief"))}
    assert of_package | closed == {each for each in extra if each.predicate == TYPE}
    assert not of_package & closed


@java
def test_facts_that_contradict_the_ontology_are_refused(mini: Regime) -> None:
    both = ox.Triple(mini.node("act/1/1"), TYPE, mini.node("skg:Instrument"))
    with pytest.raises(BrokenData, match="the facts contradict the ontology"):
        reason.entailed([*reason.reasoner_input(MINI), both])


@java
def test_a_class_that_nothing_can_be_in_is_refused(mini: Regime) -> None:
    below = mini.node("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    odd, cls = mini.node("skg:Odd"), mini.node("http://www.w3.org/2002/07/owl#Class")
    axioms = [
        ox.Triple(odd, TYPE, cls),
        ox.Triple(odd, below, mini.node("skg:Provision")),
        ox.Triple(odd, below, mini.node("skg:Instrument")),
    ]
    with pytest.raises(BrokenData, match=r"no thing can ever be in these classes: \S+#Odd$"):
        reason.entailed([*reason.reasoner_input(), *axioms])


def test_an_input_without_classes_is_refused_before_it_is_reasoned_over() -> None:
    with pytest.raises(BrokenData, match="no class"):
        reason.entailed([])


def test_labels_days_and_nameless_things_are_no_input() -> None:
    triples = reason.reasoner_input(MINI)[len(reason.reasoner_input()) :]
    assert triples
    assert not [each for each in triples if not isinstance(each.object, ox.NamedNode)]


def test_the_hash_stays_when_only_a_label_changes_and_moves_with_a_fact(tmp_path: Path) -> None:
    home = shutil.copytree(MINI, tmp_path / "toy")
    before = reason.input_hash(home)
    law = home / "law.ttl"
    law.write_text(law.read_text("utf-8").replace("fuel cap", "limit on fuel"), "utf-8")
    assert reason.input_hash(home) == before
    law.write_text(law.read_text("utf-8").replace("skg:ceiling", "skg:imposition"), "utf-8")
    assert reason.input_hash(home) != before


def test_a_file_that_was_never_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenData, match=r"inferred\.nt: nothing is recorded; run make reason"):
        reason.recorded(tmp_path / "inferred.nt")
