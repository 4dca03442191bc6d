"""A stranger with pySHACL alone gets our verdict: from the judged graph, and from a bare package.

``benchmarks/outside.py`` asks TopBraid and Jena the same; ``docs/your-own-engine.md`` tells how.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from outside import exported, from_bare, ours, pyshacl, read_out

import kg
from kg.check import judged, readings
from kg.check.book import find_rulebook, rulebook_of
from kg.check.graphs import kinds_text, package_graph, reachable
from kg.cli import main
from kg.deal.derive import derivations
from kg.deal.overlay import to_turtle
from kg.deal.read.packages import parse_deal
from kg.graph.regime import Regime
from kg.publish.names import What
from kg.publish.sets import parts

ROOT = Path(__file__).parent.parent
DEALS = sorted(ROOT.glob("deals/*.yaml"))
PACKAGES = sorted([*DEALS, *ROOT.glob("tests/rules/*/*.yaml")])
PYSHACL = Path(sys.executable).with_name("pyshacl")


def command(home: Path, *arguments: str) -> str:
    """Runs pySHACL as a stranger does, and returns the report."""
    report = home / "report.ttl"
    call = [str(PYSHACL), "--format", "turtle", "--output", str(report), *arguments]
    run = subprocess.run(call, capture_output=True, check=False, cwd=home)
    assert run.returncode in (0, 1), run.stderr
    return report.read_text("utf-8")


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_query_reads_our_verdict_out_of_pyshacl_s_report(path: Path, regime: Regime) -> None:
    """Of the same graph that ``--format data`` writes, as the test below says."""
    deal = kg.read_deal(path, regime)
    book = rulebook_of(regime, find_rulebook(regime, None))
    store = ox.Store()
    for number, branch in enumerate(deal.branches, 1):
        results, report = readings.judged(regime, branch, book)
        assert results or not ours(deal)
        text = str(report.serialize(format="nt"))
        if len(deal.branches) > 1:
            text = text.replace(f"{deal.iri}/", f"{deal.iri}/combination-{number}/")
            text = text.replace(f"{deal.iri}>", f"{deal.iri}/combination-{number}>")
        store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES)
    for part in judged.parts(regime, deal):
        store.extend(ox.Quad(*each) for each in part.triples)
    rows = store.query(derivations.verdict_query())
    assert isinstance(rows, ox.QuerySolutions)
    found = {tuple(row[n].value for n in ("shape", "commitment", "kind")) for row in rows}
    assert found == ours(deal)


def test_the_judged_graph_is_what_pyshacl_is_given(regime: Regime) -> None:
    for path in PACKAGES:
        deal = kg.read_deal(path, regime)
        if len(deal.branches) > 1:
            continue
        package, law, _ = judged.parts(regime, deal)
        given = {quad.triple for quad in package_graph(regime, deal)}
        of_day = regime.on(deal.as_of)
        given |= set(readings.twin_triples(of_day, deal))
        assert {*package.triples, *law.triples} == given, path
        assert set(law.triples) == {quad.triple for quad in reachable(of_day, kinds_text(of_day))}


@pytest.mark.parametrize("name", ["hanoi-2019-dprk-offer", "wertz-2019-framework"])
def test_the_command_of_pyshacl_on_the_judged_graph(
    name: str, tmp_path: Path, regime: Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "judged.ttl"
    asked = ["sanctions-kg", "validate", name, "--format", "data", "-o", str(data)]
    monkeypatch.setattr(sys, "argv", asked)
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 0
    report = command(tmp_path, "--shapes", str(data), str(data))
    assert read_out(report, data) == ours(kg.read_deal(ROOT / f"deals/{name}.yaml", regime))


def test_the_command_of_pyshacl_on_a_bare_package(tmp_path: Path, regime: Regime) -> None:
    deal = kg.read_deal(ROOT / "deals/tutorial.yaml", regime)
    package, data = tmp_path / "package.ttl", tmp_path / "data.ttl"
    package.write_text(to_turtle(deal), "utf-8")
    facts = (exported() / "facts.ttl").read_text("utf-8")
    data.write_text(facts + package.read_text("utf-8"), "utf-8")
    shapes = str(exported() / "shapes.ttl")
    report = command(tmp_path, "--advanced", "--shapes", shapes, str(data))
    assert read_out(report, exported() / "rules.ttl", package) == ours(deal)


@pytest.mark.parametrize("path", DEALS, ids=lambda path: path.stem)
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
