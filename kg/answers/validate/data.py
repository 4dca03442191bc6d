"""What is found in a package, as JSON data."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.answers.grounds import unverified_among
from kg.check.findings import NOTHING_TO_JUDGE
from kg.core.dates import as_of_data

if TYPE_CHECKING:
    from kg.check.findings import Report
    from kg.check.foreign import ForeignResult
    from kg.deal import Deal
    from kg.graph.regime import Regime

    Foreign = tuple[tuple[str, tuple[ForeignResult, ...]], ...]


def report_json(
    regime: Regime, deal: Deal, report: Report, with_cures: bool = True
) -> dict[str, Any]:
    """Returns a report as JSON data with short ids.

    Args:
        regime: the regime that the report is about; it knows which provisions are unverified.
        deal: the package.
        report: the report.
        with_cures: whether to say which single changes cure most; that takes further checks.
    """
    from kg.repair.cures import cure_data, cures

    grouped = cures(regime, deal, report) if with_cures else ()
    return {
        "deal": report.deal,
        "rulebook": report.rulebook,
        **as_of_data(report.data_date, report.as_of),
        "verdict": report.verdict,
        "reason": why_nothing(deal, report),
        "notes": list(report.notes),
        "remarks": list(deal.notes),
        **({"cures": [cure_data(regime, deal, cure) for cure in grouped]} if with_cures else {}),
        "findings": [
            {
                "rule": f.rule,
                "kind": f.kind,
                "open": f.open,
                "phase": f.phase,
                "commitment": f.commitment,
                "provisions": list(f.provisions),
                "unverified": list(unverified_among(regime, f.provisions)),
                "message": f.message,
                "details": list(f.details),
                "passages": list(f.passages),
            }
            for f in report.findings
        ],
        "passed": list(report.passed),
        "notApplicable": list(report.not_applicable),
        "notChecked": list(report.not_checked),
    }


def foreign_json(found: Foreign) -> dict[str, Any]:
    """Returns the same as JSON data, under ``shapes``; nothing if there are none."""
    if not found:
        return {}
    return {"shapes": [{"file": name, "results": [asdict(r) for r in own]} for name, own in found]}


def why_nothing(deal: Deal, report: Report) -> str | None:
    """Says why there is nothing to judge; None where there is.

    Args:
        deal: the package.
        report: what was found on it.
    """
    if report.verdict != NOTHING_TO_JUDGE:
        return None
    if any(branch.reliefs for branch in deal.branches):
        return f"no relief touches law in force on {report.as_of}"
    return "the package holds no relief of sanctions"
