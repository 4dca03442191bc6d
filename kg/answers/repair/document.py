"""What cures a package, as a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.grounds import by_kind
from kg.answers.validate.document import VIEW, rule
from kg.core.document import (
    Document,
    Item,
    Note,
    Paragraph,
    Section,
    Span,
    Text,
    Tone,
    joined,
    listing,
    quiet,
    section,
)
from kg.core.wording import counted
from kg.graph.sources import citations
from kg.graph.words import cited

if TYPE_CHECKING:
    from kg.check.findings import Report
    from kg.deal import Deal
    from kg.graph.regime import Regime
    from kg.repair.cure import Conflict, Proposal, Repair
    from kg.repair.steps import Step


@dataclass(frozen=True, kw_only=True)
class RepairDocument(Document):
    """What cures a package, the cheapest first; or what conflicts.

    Attributes:
        conflict: what is to be kept, and the rules that cannot be kept with it.
        repairs: the sets of changes, each with what stays weak after it.
    """

    conflict: Section | None = None
    repairs: tuple[Section, ...] = ()


def repair_document(regime: Regime, deal: Deal, answer: Repair, engine: str) -> RepairDocument:
    """Makes the document of what cures a package.

    Args:
        regime: the regime asked.
        deal: the package.
        answer: what ``repair`` found.
        engine: what checked each proposal again.
    """
    book = answer.report.rulebook
    made = [each for each in answer.proposals if each.edits]
    steps = [step for each in made for step in each.steps]
    mended = {passage for step in steps for each in step.mends for passage in each.passages}
    left = {id for each in made for found in each.report.findings for id in found.passages}
    return RepairDocument(
        title=("What cures the package: ", deal.title),
        lead=_lead(regime, answer),
        data_date=regime.data_date,
        as_of=(deal.as_of,),
        notes=tuple(_stopped(answer)),
        conflict=_conflict(regime, deal, book, answer.conflict) if answer.conflict else None,
        repairs=tuple(_proposal(regime, deal, n, each) for n, each in enumerate(made, 1)),
        remarks=(*_checked(made, engine), VIEW),
        citations=citations(regime, [*deal.sources, *sorted(mended | left)]),
    )


def _lead(regime: Regime, answer: Repair) -> str:
    book = regime.label(answer.report.rulebook)
    found = by_kind(each.kind for each in answer.report.findings)
    said = f"The package has {found} under {book}." if found else f"Nothing is found under {book}."
    if answer.conflict is not None:
        kept = counted(len(answer.conflict.keep), "part")
        broken = counted(len(answer.conflict.rules), "rule")
        if not answer.conflict.keep:
            return f"{said} Nothing cures it: {broken} cannot be kept together."
        return f"{said} Nothing cures it: {kept} to be kept and {broken} cannot be had together."
    if not answer.proposals:
        return f"{said} No repair was found before the search stopped; there may be one."
    best = answer.proposals[0]
    if not best.edits:
        return f"{said} Nothing needs to change."
    which = f"the cheapest of {len(answer.proposals)} repairs"
    which = "The repair that was found" if len(answer.proposals) == 1 else which.capitalize()
    changes = counted(len(best.steps), "change")
    return f"{said} {which} takes {changes} at a cost of {best.cost} and {_after(best)}."


def _after(proposal: Proposal) -> str:
    left = by_kind(each.kind for each in proposal.report.findings)
    return f"leaves {left}" if left else "leaves no finding"


def _checked(made: list[Proposal], engine: str) -> Iterator[str]:
    judge = "pySHACL, the reference" if engine == "reference" else "the compiled"
    if made:
        yield f"Each proposal was checked again by {judge} checker."
        yield "Costs rank changes and say nothing of worth."


def _stopped(answer: Repair) -> Iterator[Note]:
    if answer.proposals and not answer.proved:
        yield Note(
            "The search stopped at its limit: the last repair may not be the cheapest, and there "
            "may be others.",
            tone=Tone.doubt,
        )


def _proposal(regime: Regime, deal: Deal, number: int, proposal: Proposal) -> Section:
    book = proposal.report.rulebook
    steps = listing((_step(regime, deal, book, each) for each in proposal.steps), "step", True)
    aside = f"cost {proposal.cost}, {_after(proposal)}"
    stays = listing(_stays(regime, proposal.report), "place")
    weak = section("What stays weak", stays) if stays.items else None
    return section(f"Repair {number}", steps, weak, aside=aside, unit="repair")


def _step(regime: Regime, deal: Deal, book: str, step: Step) -> Item:
    """A change, with what it is for: the rules that it keeps, by each commitment concerned."""
    place = f", {step.edit.on.removeprefix(f'{deal.iri}/')}" if step.edit.on else ""
    mended: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for each in step.mends:
        mended["" if each.commitment == step.edit.on else each.label][each.rule] = each.passages
    reasons = []
    for label, rules in mended.items():
        kept = joined(_cited(regime, book, *each) for each in sorted(rules.items()))
        where = f" for {label}" if label else ""
        reasons.append(Paragraph((quiet("Keeps: "), *kept, where)))
    return Item((step.says, quiet(f"  cost {step.edit.cost}{place}")), tuple(reasons))


def _cited(regime: Regime, book: str, name: str, passages: tuple[str, ...]) -> tuple[Span, ...]:
    return (rule(regime, book, name), quiet(cited(passages)))


def _stays(regime: Regime, report: Report) -> Iterator[Text]:
    """Each place at which something stays weak, with the rules."""
    places: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for each in report.findings:
        name = "the package" if each.phase is None else f"{each.label} in phase {each.phase}"
        places[name][each.rule] = each.passages
    for name, rules in places.items():
        weak = joined(_cited(regime, report.rulebook, *each) for each in rules.items())
        yield (f"{name}: ", *weak)


def _conflict(regime: Regime, deal: Deal, book: str, conflict: Conflict) -> Section:
    entries: list[Text] = []
    for kept in conflict.keep:
        place = kept.removeprefix(f"{deal.id}/")
        entries.append(("kept: ", deal.labels[f"{deal.iri}/{place}"], quiet(f"  {place}")))
    for name, says in conflict.rules:
        entries.append(("asked by ", rule(regime, book, name), f": {says}", quiet(f"  {name}")))
    return section("These cannot all be had", listing(entries, "demand"))
