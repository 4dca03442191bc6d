"""A stranger with pySHACL alone gets our verdict: from the judged graph, and from a bare package.

Of every package that ships, or that a rule has as its smallest, pySHACL finds what the compiled
checker, Oxigraph and the solver find.

``benchmarks/outside.py`` asks TopBraid and Jena the same; ``docs/your-own-engine.md`` tells how.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from amount import WHOLE
from commands import run
from outside import exported, from_bare, ours, pyshacl, read_out
from rdflib import Graph

import kg
from kg.check import judged, readings, rules
from kg.check.book import find_rulebook, rulebook_of
from kg.check.graphs import kinds_text, package_graph, reachable
from kg.deal import Deal
from kg.deal.derive import derivations
from kg.deal.overlay import to_turtle
from kg.deal.read.packages import parse_deal
from kg.graph.regime import Regime
from kg.publish.names import What
from kg.publish.sets import parts
from kg.repair.cure import broken_as_written

ROOT = Path(__file__).parent.parent
DEALS = sorted(ROOT.glob("deals/*.yaml"))
PACKAGES = sorted([*DEALS, *ROOT.glob("tests/rules/*/*.yaml")])
# Rules and all, a package takes pySHACL up to half a minute. Two stand for those that ship; with
# SANCTIONS_KG_TESTS=all, and under make judge, every one is judged.
BARE = [each for each in DEALS if WHOLE or each.stem in ("hanoi-2019-dprk-offer", "pyongyang-2018")]
KEEPS_ALL = "wertz-2019-framework" if WHOLE else "snapback-on-suspension/pass-ninety-days"
PYSHACL = Path(sys.executable).with_name("pyshacl")


def command(home: Path, *arguments: str) -> str:
    """Runs pySHACL as a stranger does, and returns the report."""
    report = home / "report.ttl"
    call = [str(PYSHACL), "--format", "turtle", "--output", str(report), *arguments]
    done = subprocess.run(call, capture_output=True, check=False, cwd=home)
    assert done.returncode in (0, 1), done.stderr
    return report.read_text("utf-8")


@dataclass(frozen=True)
class Run:
    """What pySHACL was given, what it found as shape and focus node, and its report."""

    given: set[ox.Triple]
    found: list[tuple[str, str]]
    report: str


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Run]:
    """Every run of pySHACL on both readings of a package, as it was made."""
    made: list[Run] = []
    usual = readings.reference

    def kept(data: ox.Store, shapes: Graph) -> tuple[list[tuple[str, str, str]], Graph]:
        results, report = usual(data, shapes)
        found = [(shape, focus) for shape, focus, _ in results]
        text = str(report.serialize(format="nt"))
        made.append(Run({quad.triple for quad in data}, found, text))
        return results, report

    monkeypatch.setattr(readings, "reference", kept)
    return made


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_run_of_pyshacl_finds_what_all_others_find(
    path: Path, regime: Regime, runs: list[Run]
) -> None:
    """One run for each package, or for each combination of its alternatives: a run is slow."""
    deal = kg.read_deal(path, regime)
    assert regime.validate(deal) == regime.validate(deal, engine="reference")
    assert len(runs) == len(deal.branches)
    assert verdict_of(deal, regime, runs) == ours(deal)
    if len(runs) == 1:
        assert runs[0].given == judged_graph(regime, deal)
        same_when_asked_and_solved(regime, deal, runs[0])


def verdict_of(deal: Deal, regime: Regime, runs: list[Run]) -> set[tuple[str, ...]]:
    """What the query that ships reads out of the reports, beside what ``--format data`` writes."""
    store = ox.Store()
    for number, each in enumerate(runs, 1):
        assert each.found or not ours(deal)
        text = each.report
        if len(runs) > 1:
            text = text.replace(f"{deal.iri}/", f"{deal.iri}/combination-{number}/")
            text = text.replace(f"{deal.iri}>", f"{deal.iri}/combination-{number}>")
        store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    for part in judged.parts(regime, deal):
        store.extend(ox.Quad(*triple) for triple in part.triples)
    rows = store.query(derivations.verdict_query())
    assert isinstance(rows, ox.QuerySolutions)
    return {tuple(row[n].value for n in ("shape", "commitment", "kind")) for row in rows}


def judged_graph(regime: Regime, deal: Deal) -> set[ox.Triple]:
    """The package and the law, as ``--format data`` writes them."""
    package, law, _ = judged.parts(regime, deal)
    assert set(law.triples) == law_of(regime.on(deal.as_of))
    return {*package.triples, *law.triples}


@cache
def law_of(regime: Regime) -> set[ox.Triple]:
    return {quad.triple for quad in reachable(regime, kinds_text(regime))}


def same_when_asked_and_solved(regime: Regime, deal: Deal, one: Run) -> None:
    """What justify and price ask of Oxigraph, and what the solver that repairs packages calls
    broken, is what pySHACL finds."""
    shapes = rulebook_of(regime, find_rulebook(regime, None)).shapes
    package = package_graph(regime, deal)
    asked = sorted(
        (shape.iri, focus.value)
        for shape in shapes
        for focus in rules.instances(package, shape.target)
        if not shape.holds(package, focus)
    )
    wanted = [(shape, focus) for shape, focus in one.found if not readings.is_twin(deal, focus)]
    assert asked == wanted
    assert broken_as_written(regime, deal, shapes) == wanted


@pytest.mark.parametrize("name", ["hanoi-2019-dprk-offer", KEEPS_ALL])
def test_the_command_of_pyshacl_on_the_judged_graph(
    name: str, tmp_path: Path, regime: Regime
) -> None:
    [path] = [each for each in PACKAGES if f"{each.parent.name}/{each.stem}".endswith(name)]
    data = tmp_path / "judged.ttl"
    assert run("validate", path, "--format", "data", "-o", data).returncode == 0
    report = command(tmp_path, "--shapes", str(data), str(data))
    assert read_out(report, data) == ours(kg.read_deal(path, regime))


def test_the_command_of_pyshacl_on_a_bare_package(tmp_path: Path, regime: Regime) -> None:
    deal = kg.read_deal(ROOT / "deals/tutorial.yaml", regime)
    package, data = tmp_path / "package.ttl", tmp_path / "data.ttl"
    package.write_text(to_turtle(deal), "utf-8")
    facts = (exported() / "facts.ttl").read_text("utf-8")
    data.write_text(facts + package.read_text("utf-8"), "utf-8")
    shapes = str(exported() / "shapes.ttl")
    report = command(tmp_path, "--advanced", "--shapes", shapes, str(data))
    assert read_out(report, exported() / "rules.ttl", package) == ours(deal)


@pytest.mark.parametrize("path", BARE, ids=lambda path: path.stem)
def test_pyshacl_judges_bare_packages_as_we_do(path: Path, tmp_path: Path, regime: Regime) -> None:
    deal = kg.read_deal(path, regime)
    assert from_bare(deal, pyshacl, tmp_path) == ours(deal)


def test_each_combination_of_alternatives_is_a_package_of_its_own(regime: Regime) -> None:
    text = (
        "id: t\ntitle: T\nphases: [{relief: [{measure: kaesong, how: {one-of: [exemption, "
        "suspension]}}]}]\n"
    )
    deal = parse_deal(text, "t.yaml", regime)
    package, _, _ = judged.parts(regime, deal)
    kind = ox.NamedNode("https://w3id.org/sanctions-kg/ontology#DealPackage")
    names = {t.subject.value for t in package.triples if t.object == kind}  # type: ignore[union-attr]
    both = {f"{deal.iri}/combination-{n}" for n in (1, 2)}
    assert names == both | {f"{each}/_lenient" for each in both}


def test_the_rules_are_apart_from_the_shapes_for_facts(regime: Regime) -> None:
    """Every shape of a rulebook and of a well-formed package; none that judges facts."""
    [rules] = parts(regime, What.rules)
    shape = ox.NamedNode("http://www.w3.org/ns/shacl#NodeShape")
    named = {t.subject.value for t in rules.triples if t.object == shape}  # type: ignore[union-attr]
    book = rulebook_of(regime, find_rulebook(regime, None))
    assert named == {each.iri for each in book.shapes}
    assert not [name for name in named if "/shapes/facts/" in name]
