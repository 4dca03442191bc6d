"""The SHACL validation report on a package, with what our own report says beside each result.

pySHACL judges both readings of a package in one run. Here the results on the lenient one are folded
into those on the package itself. ``sh:conforms`` is as the standard of 2017 has it: false with any
result, be it a warning. Which severities count is said in the words of SHACL 1.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.check.readings import is_twin, twin
from kg.core.ids import TERMS

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.check.findings import Finding
    from kg.deal import Deal


def written(
    report: Graph, deal: Deal, findings: Iterable[Finding], verdict: str, base: str
) -> Graph:
    """Folds the readings in a report, and says in it what our report says.

    A violation that only the strict reading shows is a gap, so its severity becomes ``sh:Info``.
    What is missing or in the way is a message of its result; the provisions that are touched are
    its references, the passages its sources, the reason its comment.

    Args:
        report: pySHACL's report on both readings; it is changed and returned.
        deal: the package.
        findings: what our report finds.
        verdict: its verdict.
        base: the base IRI of the regime.
    """
    from rdflib import Literal, URIRef
    from rdflib.namespace import DCTERMS, RDF, RDFS, SH

    at = {
        (str(report.value(each, SH.sourceShape)), str(report.value(each, SH.focusNode))): each
        for each in set(report.subjects(RDF.type, SH.ValidationResult))
    }

    def iri(id: str) -> str:
        return id if "://" in id else base + id

    ours = {(iri(f.shape), iri(f.commitment)): f for f in findings}
    for (shape, focus), result in at.items():
        if is_twin(deal, focus):
            report.remove((None, SH.result, result))
            report.remove((result, None, None))
            continue
        must = (result, SH.resultSeverity, SH.Violation) in report
        if must and (shape, twin(deal, focus)) not in at:
            report.set((result, SH.resultSeverity, SH.Info))
        finding = ours.get((shape, focus))
        if finding is None:
            continue
        for detail in finding.details:
            report.add((result, SH.resultMessage, Literal(detail, lang="en")))
        for predicate, ids in (
            (DCTERMS.references, finding.provisions),
            (DCTERMS.source, finding.passages),
        ):
            for each in ids:
                report.add((result, predicate, URIRef(iri(each))))
        report.add((result, RDFS.comment, Literal(finding.why, lang="en")))
    report.bind("skg", TERMS)
    for node in report.subjects(RDF.type, SH.ValidationReport):
        for severity in (SH.Violation, SH.Warning, SH.Info):
            report.add((node, URIRef(f"{SH}conformanceDisallows"), severity))
        report.add((node, URIRef(f"{TERMS}verdict"), Literal(verdict)))
    return report
