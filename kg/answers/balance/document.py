"""A balance as a document, as JSON data and as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from kg.answers.validate.document import rule
from kg.core.dates import as_of_data
from kg.core.document import (
    NOT_ADVICE,
    Column,
    Document,
    Section,
    Span,
    Table,
    Text,
    joined,
    listing,
    pairs,
    ref,
    section,
)
from kg.core.wording import counted
from kg.graph.queries import Rows
from kg.graph.sources import citations

if TYPE_CHECKING:
    from kg.answers.balance import Balance, ConcessionPlace, PhaseBalance, ReliefPlace, Stage
    from kg.graph.regime import Regime

_COLUMNS = (
    *("phase", "title", "relief_stage", "relief_stage_label", "inferred", "reached"),
    *("reached_label", "lead", "ahead", "missing", "unpaid", "unpriced", "idle", "rulebook"),
    *("as_of", "data_date"),
)
_OVERVIEW = (
    *(Column("phase", "phase", "number"), Column("title", "title")),
    Column("relief_stage", "stage of relief", "number"),
    Column("reached", "stage reached", "number"),
    Column("balance", "relief is"),
)
_INFERRED = (
    "Inferred: the package lists provisions and names no relief measure; the stage is that of the "
    "measures to which the list amounts."
)


@dataclass(frozen=True, kw_only=True)
class BalanceDocument(Document):
    """How far relief goes in each phase, and how far the concessions have come by then.

    Attributes:
        overview: the stages of every phase, where there are several.
        phases: each phase: its relief, its concessions, and what is missing of the stages.
    """

    overview: Table | None = None
    phases: tuple[Section, ...] = ()


def balance_document(regime: Regime, found: Balance) -> BalanceDocument:
    """Makes the document of a balance.

    Args:
        regime: the regime asked.
        found: what ``balance`` found.
    """
    stages = {
        stage.id
        for phase in found.phases
        for stage in (phase.relief_stage, phase.reached)
        if stage is not None
    }
    return BalanceDocument(
        title=found.title,
        lead=_lead(found),
        data_date=found.data_date,
        as_of=(found.as_of,),
        overview=_overview(found.phases) if len(found.phases) > 1 else None,
        phases=tuple(_phase(regime, found.rulebook, each) for each in found.phases),
        remarks=tuple(_remarks(found)),
        citations=citations(regime, sorted(stages)),
    )


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


def _lead(found: Balance) -> str:
    phases = found.phases
    given = [phase for phase in phases if phase.relief]
    leads = [each.lead for each in given if each.lead is not None and not each.ahead]
    ahead = sum(phase.ahead for phase in phases)
    behind = sum(lead < 0 for lead in leads)
    counts = (
        ("ahead of {}", ahead),
        ("level with {}", leads.count(0)),
        ("behind {}", behind),
        ("of no known stage", len(given) - ahead - len(leads)),
    )
    held = [(words, count) for words, count in counts if count]
    of = "the concessions"
    if len(held) == 1 and len(given) == len(phases):
        every = {1: "the only phase", 2: "both phases"}
        where = every.get(len(phases), f"all {len(phases)} phases")
        balance = f"In {where}, relief is {held[0][0].format(of)}."
    elif not held:
        every = {1: "the only phase", 2: "either of the 2 phases"}
        where = every.get(len(phases), f"any of the {len(phases)} phases")
        balance = f"There is no relief of sanctions in {where}."
    else:
        names = [of, *["them"] * (len(held) - 1)]
        places = zip(held, names, strict=True)
        *most, last = (f"{words.format(name)} in {count}" for (words, count), name in places)
        said = f"{', '.join(most)} and {last}" if most else last
        none = len(phases) - len(given)
        gone = f"; there is none in {none}" if none else ""
        balance = f"Of {counted(len(phases), 'phase')}, relief is {said}{gone}."
    unpriced, idle = (
        sum(len(getattr(phase, name)) for phase in phases) for name in ("unpriced", "idle")
    )
    comes = "relief comes" if unpriced == 1 else "reliefs come"
    buy = "concession buys" if idle == 1 else "concessions buy"
    free = f"{unpriced} {comes} without a price" if unpriced else "No relief comes without a price"
    bought = f"{idle} {buy}" if idle else "no concession buys"
    if not given:
        return f"{balance} {bought[:1].upper()}{bought[1:]} nothing."
    unpaid = len({each.relief for phase in phases for each in phase.unpaid})
    asks = f"{unpaid} {'asks' if unpaid == 1 else 'ask'} for more than is paid" if unpaid else ""
    more = f", {'' if unpriced else 'but '}{asks}" if asks else ""
    return f"{balance} {free}{more}, and {bought} nothing."


def _overview(phases: Iterable[PhaseBalance]) -> Table:
    rows = (
        (
            *(each.position, each.title, _position(each.relief_stage)),
            *(_position(each.reached), _short(each)),
        )
        for each in phases
    )
    return Table(_OVERVIEW, tuple(rows), "phase")


def _phase(regime: Regime, rulebook: str, phase: PhaseBalance) -> Section:
    relief = [_relief(each, phase.relief_stage) for each in phase.relief]
    unpaid: list[tuple[str | Span, ...]] = []
    for each in phase.unpaid:
        rules = joined(rule(regime, rulebook, name) for name in each.rules)
        unpaid.append((ref(each.label, each.relief), " (", *rules, ")"))
    missing = [
        (f"Missing of {stage.label}", joined(ref(s.label, s.id) for s in steps))
        for stage, steps in _by_stage(phase)
    ]
    done = [_concession(each, phase.reached) for each in phase.concessions]
    return section(
        f"Phase {phase.position}, {phase.title}: {_verdict(phase)}",
        section(f"Relief: {_label(phase.relief_stage)}", listing(relief, "relief"))
        if relief
        else None,
        section(f"Concessions by then: {_label(phase.reached)}", listing(done, "concession")),
        pairs(
            *missing,
            ("Not paid for, as far as is said", joined(unpaid)),
            ("Without a price", "; ".join(phase.unpriced)),
            ("Buys nothing", "; ".join(phase.idle)),
        ),
        unit="phase",
    )


def _by_stage(phase: PhaseBalance) -> Iterator[tuple[Stage, list[Any]]]:
    for stage in dict.fromkeys(step.stage for step in phase.missing):
        yield stage, [step for step in phase.missing if step.stage == stage]


def _verdict(phase: PhaseBalance) -> str:
    if phase.unpaid and (phase.lead or 0) <= 0:
        return "relief is ahead, since a must asks for more"
    if not phase.relief:
        return "no relief"
    if phase.lead is None:
        return "no stage is known for its relief"
    short = _short(phase)
    return f"relief is {short}" if phase.lead else short


def _short(phase: PhaseBalance) -> str:
    if not phase.relief:
        return "none"
    if phase.unpaid and (phase.lead or 0) <= 0:
        return "ahead, by a must"
    if phase.lead is None:
        return "no stage known"
    stages = counted(abs(phase.lead), "stage")
    return f"{stages} {'ahead' if phase.lead > 0 else 'behind'}" if phase.lead else "level"


def _relief(each: ReliefPlace, furthest: Stage | None) -> Text:
    """A relief; its stage is said where it is not that of the whole phase."""
    said = "" if each.stage == furthest else f": {_label(each.stage)}"
    if not each.effective:
        said += "; touches no law in force"
    if each.inferred:
        amounts = "; ".join(each.measures) or "no relief measure"
        said += f"; inferred: the list amounts to {amounts}"
    return (ref(f"{each.label}{_mark(each.unverified)}", each.relief), said)


def _concession(each: ConcessionPlace, reached: Stage | None) -> Text:
    said = "" if each.stage == reached else f": {_label(each.stage)}"
    if not each.counts:
        said = ": does not count, nobody verifies it"
    return (ref(f"{each.label}{_mark(each.unverified)}", each.concession), said)


def _remarks(found: Balance) -> Iterator[str]:
    if any(each.inferred for phase in found.phases for each in phase.relief):
        yield _INFERRED
    price = f"the price is {'; '.join(found.price)}" if found.price else "it asks no price"
    yield (
        f"A stage is reached when each step that {found.rulebook_label} asks at it, and at those "
        f"before it, is delivered. Price and purchase as it has them: {price}. A concession that "
        "needs verification buys nothing if no rule ties it to relief of the same phase or a later "
        "one, aid and meetings of persons left aside. Relief that relaxes no provision on record "
        "meets fewer rules."
    )
    if found.sources:
        yield f"The package is read from: {'; '.join(found.sources)}."


def _mark(unverified: bool) -> str:
    return " (unverified)" if unverified else ""


def _label(stage: Stage | None) -> str:
    return stage.label if stage else "no stage"


def _position(stage: Stage | None) -> int | None:
    return stage.position if stage else None


def _stage_data(stage: Stage | None) -> dict[str, Any] | None:
    return asdict(stage) if stage else None
