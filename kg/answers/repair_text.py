"""Repairs as text and as JSON, and the cured package as a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.grounds import by_kind, sources_line
from kg.core.dates import as_of_data, as_of_line
from kg.core.document import NOT_ADVICE
from kg.core.ids import short
from kg.graph.words import cited
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.check.findings import Report
    from kg.deal import Deal
    from kg.graph.regime import Regime
    from kg.repair.cure import Proposal, Repair
    from kg.repair.steps import Step


def repair_text(console: Console, regime: Regime, deal: Deal, answer: Repair, engine: str) -> None:
    """Prints what cures a package, the cheapest first; or what conflicts."""
    judge = "pySHACL, the reference" if engine == "reference" else "the compiled"
    found = by_kind(finding.kind for finding in answer.report.findings)
    book = regime.label(answer.report.rulebook)
    console.print(f"[bold]{escape(deal.title)}[/]")
    console.print(f"{found or 'nothing found'} under {escape(book)}")
    if answer.conflict is not None:
        _conflict(console, regime, deal, answer)
    for number, proposal in enumerate(answer.proposals, 1):
        _proposal(console, deal, number, proposal)
    if not answer.proved and not answer.proposals:
        console.print("\nThe search stopped at its limit and found no repair; there may be one.")
    elif not answer.proved:
        console.print(
            "\nThe search stopped at its limit: the last repair may not be the cheapest, and there "
            "may be others."
        )
    passages = {
        passage
        for proposal in answer.proposals
        for step in proposal.steps
        for each in step.mends
        for passage in each.passages
    }
    console.print()
    if line := sources_line(regime, passages):
        console.print(line)
    console.print(
        f"{as_of_line(regime.data_date, deal.as_of)} Each proposal was checked again by "
        f"{judge} checker. Costs rank changes and say nothing of worth. The rulebook's view is "
        f"its author's. {NOT_ADVICE}"
    )


def _stays(report: Report) -> Iterator[str]:
    """Names what stays weak, rule by rule."""
    places: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for each in report.findings:
        whole = each.phase is None
        name = "the package" if whole else f"{each.label} in phase {each.phase}"
        places[each.rule, each.passages].append(name)
    if places:
        yield "What stays weak:"
    for (rule, passages), names in places.items():
        where = "; ".join(dict.fromkeys(names))
        yield f"- {rule}{cited(passages)}: {where}"


def _proposal(console: Console, deal: Deal, number: int, proposal: Proposal) -> None:
    if not proposal.edits:
        console.print("\nNothing needs to change.")
        return
    left = by_kind(finding.kind for finding in proposal.report.findings)
    after = f"leaves {left}" if left else "leaves nothing found"
    console.print(f"\n[bold]Repair {number}[/]  cost {proposal.cost}; {after}")
    for number, step in enumerate(proposal.steps, 1):
        place = f", {step.edit.on.removeprefix(f'{deal.iri}/')}" if step.edit.on else ""
        said = f"{number}. {escape(step.says)}. [dim](cost {step.edit.cost}{place})[/]"
        console.print(indented(said, 2, markup=True))
        for reason in _reasons(step):
            console.print(indented(f"[dim]{escape(reason)}[/]", 5, markup=True))
    for line in _stays(proposal.report):
        console.print(indented(f"[dim]{escape(line)}[/]", 2, markup=True))


def _reasons(step: Step) -> Iterator[str]:
    """Says for what a step is made: each commitment that it lets stand, with the rules."""
    mended: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for each in step.mends:
        own = each.commitment == step.edit.on
        mended["" if own else each.label][each.rule] = each.passages
    for label, rules in mended.items():
        kept = ", ".join(f"{rule}{cited(passages)}" for rule, passages in sorted(rules.items()))
        yield f"which keeps {kept} for {label}" if label else f"which keeps {kept}"


def _conflict(console: Console, regime: Regime, deal: Deal, answer: Repair) -> None:
    assert answer.conflict is not None
    names = deal.labels
    console.print("\nNothing cures it while all of this is kept. These cannot all be had:")
    for kept in answer.conflict.keep:
        place = kept.removeprefix(f"{deal.id}/")
        name = names[f"{deal.iri}/{place}"]
        console.print(indented(f"• kept: {escape(name)} [dim]({escape(place)})[/]", 2, markup=True))
    for rule, says in answer.conflict.rules:
        console.print(indented(f"• {escape(says)} [dim]({escape(rule)})[/]", 2, markup=True))


def repair_json(regime: Regime, deal: Deal, answer: Repair) -> dict[str, Any]:
    """Returns the answer as data."""
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
