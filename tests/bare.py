"""A regime of nothing but the facts that a test writes down."""

from __future__ import annotations

from pathlib import Path

from kg.check.integrity import problems
from kg.graph.load import load
from kg.graph.regime import Regime

PREFIXES = """
@base <https://w3id.org/sanctions-kg/test/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skg: <https://w3id.org/sanctions-kg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
HEADER = """
<https://w3id.org/sanctions-kg/test/> a skg:Regime ; rdfs:label "test"@en ;
    skg:dataDate "2020-01-01"^^xsd:date ; skg:defaultRulebook <rulebook/test> .
"""
LABEL = "the record needs one label"
DESCRIPTION = "the record needs one description in the project's own words"
STATUS = "the record must say whether it was checked against the text"
SOURCE = "the record needs a source"


def bare(folder: Path, facts: str, header: str = "") -> Regime:
    """Loads a regime that holds some facts, written as Turtle without prefixes.

    Args:
        folder: where its files are put.
        facts: what its only file of facts says.
        header: what ``regime.ttl`` says besides.
    """
    (folder / "regime.ttl").write_text(PREFIXES + HEADER + header, "utf-8")
    (folder / "facts.ttl").write_text(PREFIXES + facts, "utf-8")
    return load(folder)


def lacking(folder: Path, facts: str) -> set[tuple[str, str]]:
    """Returns what the shapes for facts find, as record and message."""
    found = problems(bare(folder, facts))
    return {(p.record, p.message) for p in found if p.found_by == "shapes/facts.ttl"}
