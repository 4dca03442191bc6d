"""What cures a package, as JSON data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.core.dates import as_of_data
from kg.core.ids import short

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime
    from kg.repair.cure import Repair
    from kg.repair.steps import Step


def repair_json(regime: Regime, deal: Deal, answer: Repair) -> dict[str, Any]:
    """Returns what cures a package as JSON data with short ids.

    Args:
        regime: the regime asked.
        deal: the package.
        answer: what ``repair`` found.
    """
    conflict = answer.conflict
    return {
        **as_of_data(regime.data_date, deal.as_of),
        "deal": deal.id,
        "rulebook": answer.report.rulebook,
        "verdict": answer.report.verdict,
        "proposals": [
            {
                "cost": proposal.cost,
                "verdict": proposal.report.verdict,
                "steps": [_step(regime, deal, step) for step in proposal.steps],
                "stays": [
                    {"rule": f.rule, "kind": f.kind, "commitment": f.commitment, "label": f.label}
                    for f in proposal.report.findings
                ],
            }
            for proposal in answer.proposals
        ],
        "proved": answer.proved,
        "conflict": conflict
        and {"keep": list(conflict.keep), "rules": [rule for rule, _ in conflict.rules]},
    }


def _step(regime: Regime, deal: Deal, step: Step) -> dict[str, Any]:
    on = step.edit.on.removeprefix(f"{deal.iri}/")
    return {
        "kind": step.edit.kind,
        "cost": step.edit.cost,
        "text": step.says,
        **({"on": on} if on else {}),
        "phase": step.edit.phase,
        "mends": [
            {
                "rule": each.rule,
                "shape": each.shape,
                "commitment": short(each.commitment, regime.base),
                "label": each.label,
                "passages": list(each.passages),
            }
            for each in step.mends
        ],
    }
