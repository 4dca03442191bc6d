"""A balance as text, as JSON data and as rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.core.dates import as_of_data, as_of_line
from kg.core.document import NOT_ADVICE
from kg.core.wording import counted
from kg.graph.queries import Rows
from kg.graph.sources import source_labels, told
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.balance import Balance, ConcessionPlace, PhaseBalance, ReliefPlace, Stage
    from kg.graph.regime import Regime

_COLUMNS = (
    *("phase", "title", "relief_stage", "relief_stage_label", "inferred", "reached"),
    *("reached_label", "lead", "ahead", "missing", "unpaid", "unpriced", "idle", "rulebook"),
    *("as_of", "data_date"),
)
_INFERRED = (
    "Inferred: the package lists provisions and names no relief measure; the stage is that of the "
    "measures to which the list amounts."
)


def balance_text(console: Console, regime: Regime, found: Balance) -> None:
    """Prints a balance: counts, then each phase."""
    console.print(f"[bold]{escape(found.title)}[/]")
    ahead = sum(phase.ahead for phase in found.phases)
    leads = [p.lead for p in found.phases if p.lead is not None and not p.ahead]
    behind = sum(lead < 0 for lead in leads)
    unpriced, idle = (
        sum(len(getattr(phase, name)) for phase in found.phases) for name in ("unpriced", "idle")
    )
    console.print(
        f"{counted(len(found.phases), 'phase')}: relief is ahead in {ahead}, level in "
        f"{leads.count(0)}, behind in {behind}, without a known stage in "
        f"{len(found.phases) - ahead - len(leads)}"
    )
    console.print(f"relief without a price: {unpriced}; concessions that buy nothing: {idle}")
    for phase in found.phases:
        _phase(console, phase)
    if any(each.inferred for phase in found.phases for each in phase.relief):
        console.print(f"\n{_INFERRED}")
    price = f"the price is {'; '.join(found.price)}" if found.price else "it asks no price"
    console.print(
        f"\nA stage is reached when each step that {found.rulebook_label} asks at it, and at those "
        f"before it, is delivered. Price and purchase as it has them: {price}. A concession that "
        "needs verification buys nothing if no rule ties it to relief of the same phase or a later "
        "one, aid and meetings of persons left aside. Relief that relaxes no provision on record "
        "meets fewer rules.",
        markup=False,
    )
    stages = {
        stage.id
        for phase in found.phases
        for stage in (phase.relief_stage, phase.reached)
        if stage is not None
    }
    if rests_on := source_labels(regime, sorted(stages)):
        console.print(f"The stages: {told([rests_on])}", markup=False)
    if found.sources:
        console.print(f"The package is read from: {'; '.join(found.sources)}.", markup=False)
    console.print(f"{as_of_line(found.data_date, found.as_of)} {NOT_ADVICE}", markup=False)


def balance_json(found: Balance) -> dict[str, Any]:
    """Returns the same as data."""
    return {
        "deal": found.deal,
        "title": found.title,
        "rulebook": found.rulebook,
        "price": list(found.price),
        **as_of_data(found.data_date, found.as_of),
        "sources": list(found.sources),
        "phases": [
            {
                "phase": phase.position,
                "title": phase.title,
                "reliefStage": _stage_data(phase.relief_stage),
                "reached": _stage_data(phase.reached),
                "lead": phase.lead,
                "ahead": phase.ahead,
                "missing": [
                    {"id": step.id, "label": step.label, "stage": step.stage.position}
                    for step in phase.missing
                ],
                "unpaid": [{**asdict(each), "rules": list(each.rules)} for each in phase.unpaid],
                "relief": [
                    {**asdict(each), "measures": list(each.measures)} for each in phase.relief
                ],
                "concessions": [asdict(each) for each in phase.concessions],
                "withoutPrice": list(phase.unpriced),
                "buysNothing": list(phase.idle),
            }
            for phase in found.phases
        ],
        "note": NOT_ADVICE,
    }


def balance_rows(found: Balance) -> Rows:
    """Returns the same as rows, one for each phase."""
    rows = []
    for phase in found.phases:
        stage, reached = phase.relief_stage, phase.reached
        values = (
            *(phase.position, phase.title),
            *((stage.position, stage.label) if stage else (None, None)),
            any(each.inferred for each in phase.relief),
            *((reached.position, reached.label) if reached else (None, None)),
            *(phase.lead, phase.ahead, "; ".join(step.label for step in phase.missing)),
            "; ".join(each.label for each in phase.unpaid),
            *("; ".join(phase.unpriced), "; ".join(phase.idle)),
            *(found.rulebook, found.as_of, found.data_date),
        )
        rows.append(dict(zip(_COLUMNS, values, strict=True)))
    return Rows(_COLUMNS, tuple(rows))


def _phase(console: Console, phase: PhaseBalance) -> None:
    console.print(f"\n[bold]Phase {phase.position}[/]  {escape(phase.title)}: {_verdict(phase)}")
    console.print(indented(f"relief: {_label(phase.relief_stage)}", 2))
    for each in phase.relief:
        console.print(indented(_relief(each), 4))
    console.print(indented(f"concessions by then: {_label(phase.reached)}", 2))
    for one in phase.concessions:
        console.print(indented(_concession(one), 4))
    for stage in dict.fromkeys(step.stage for step in phase.missing):
        labels = [step.label for step in phase.missing if step.stage == stage]
        console.print(indented(f"missing of {stage.label}: {'; '.join(labels)}", 2))
    for unpaid in phase.unpaid:
        rules = ", ".join(unpaid.rules)
        console.print(indented(f"not paid for, as far as is said: {unpaid.label} ({rules})", 2))
    for title, names in (("without a price", phase.unpriced), ("buys nothing", phase.idle)):
        for label in names:
            console.print(indented(f"{title}: {label}", 2))


def _verdict(phase: PhaseBalance) -> str:
    if not phase.relief:
        return "no relief"
    if phase.unpaid and (phase.lead or 0) <= 0:
        return "relief is ahead, since a must asks for more"
    if phase.lead is None:
        return "no stage is known for its relief"
    if phase.lead == 0:
        return "level"
    stages = f"{abs(phase.lead)} stage{'s' if abs(phase.lead) > 1 else ''}"
    return f"relief is {stages} ahead" if phase.lead > 0 else f"relief is {stages} behind"


def _relief(each: ReliefPlace) -> str:
    idle = "" if each.effective else "; touches no law in force"
    text = f"{each.label}{_mark(each.unverified)}: {_label(each.stage)}{idle}"
    if not each.inferred:
        return text
    if not each.measures:
        return f"{text}; the list amounts to no relief measure"
    return f"{text} (inferred: amounts to {'; '.join(each.measures)})"


def _concession(each: ConcessionPlace) -> str:
    reached = _label(each.stage) if each.counts else "does not count, nobody verifies it"
    return f"{each.label}{_mark(each.unverified)}: {reached}"


def _mark(unverified: bool) -> str:
    return " (unverified)" if unverified else ""


def _label(stage: Stage | None) -> str:
    return stage.label if stage else "no stage"


def _stage_data(stage: Stage | None) -> dict[str, Any] | None:
    return asdict(stage) if stage else None
