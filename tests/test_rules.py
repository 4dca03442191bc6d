"""Every rule has a smallest package that passes and one that fails, and the exact findings stand in
each file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.check import rules
from kg.check.book import applied_shapes, find_rulebook
from kg.check.findings import Report
from kg.check.graphs import package_graph, shapes_triples
from kg.check.reference import reference, shapes_graph, to_rdflib
from kg.core.ids import local
from kg.graph.regime import Regime

FOLDER = Path(__file__).parent / "rules"
PACKAGES = sorted(FOLDER.glob("*/*.yaml"))
EXPECT = re.compile(r"^# expect: (breach|weakness|gap) (\S+) (\S+)$", re.MULTILINE)


def expected(path: Path) -> list[tuple[str, str, str]]:
    """Reads the findings that a package states for itself: kind, rule, commitment."""
    return sorted(EXPECT.findall(path.read_text("utf-8")))


def found(report: Report) -> list[tuple[str, str, str]]:
    """Lists what a report found: kind, rule, commitment (``package`` for the package as a
    whole)."""
    inside = f"{report.deal}/"
    return sorted(
        (f.kind, f.rule, f.commitment.removeprefix(inside) if f.phase else "package")
        for f in report.findings
    )


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_package_has_exactly_the_findings_it_states(path: Path, regime: Regime) -> None:
    report = regime.validate(kg.read_deal(path, regime))
    assert found(report) == expected(path)


def shapes(regime: Regime) -> tuple[rules.RuleShape, ...]:
    return applied_shapes(regime, find_rulebook(regime, None))


def test_every_rule_has_a_package_that_passes_and_one_that_fails(regime: Regime) -> None:
    for rule in {local(shape.rule.iri) for shape in shapes(regime)}:
        own = [path for path in PACKAGES if path.parent.name == rule]
        fails = [path for path in own if rule in {found[1] for found in expected(path)}]
        passes = [path for path in own if path.stem.startswith("pass-") and path not in fails]
        assert passes, f"{rule} has no smallest passing package"
        assert fails, f"{rule} has no smallest failing package"


def test_a_file_named_fail_fails_its_rule_and_a_file_named_pass_keeps_it() -> None:
    for path in PACKAGES:
        broken = path.parent.name in {finding[1] for finding in expected(path)}
        assert broken == path.stem.startswith("fail-"), path


def test_switching_any_shape_off_changes_the_findings_of_some_package(regime: Regime) -> None:
    """A shape that no package breaks could be taken out without a test noticing."""
    fired = {
        finding.shape
        for path in PACKAGES
        for finding in regime.validate(kg.read_deal(path, regime)).findings
    }
    from kg.core.ids import short

    assert {short(shape.iri, regime.base) for shape in shapes(regime)} - fired == set()


@cache
def with_all(path: Path, regime: Regime) -> tuple[ox.Store, list[tuple[str, str, str]]]:
    """A package with what follows for it, and what all shapes find."""
    package = package_graph(regime, kg.read_deal(path, regime))
    return package, reference(package, shapes_graph(regime, shapes(regime)))[0]


def test_a_rulebook_without_a_rule_no_longer_finds_it(regime: Regime) -> None:
    """Taking one shape out of the shapes graph takes exactly its findings out of every report."""
    every = shapes(regime)
    for shape in every:
        path = next(p for p in sorted((FOLDER / local(shape.rule.iri)).glob("fail-*.yaml")))
        package, full = with_all(path, regime)
        others = tuple(each for each in every if each != shape)
        less = reference(package, to_rdflib(shapes_triples(regime, others)))[0]
        assert less == [pair for pair in full if pair[0] != shape.iri]
