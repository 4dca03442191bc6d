"""What a relief costs, as a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.grounds import named
from kg.core.document import (
    Document,
    Listing,
    Note,
    Section,
    Text,
    Tone,
    joined,
    listing,
    quiet,
    ref,
    section,
)
from kg.core.wording import counted
from kg.graph.sources import citations
from kg.graph.words import cited

if TYPE_CHECKING:
    from kg.answers.justify import Kept, Price
    from kg.graph.regime import Regime


@dataclass(frozen=True, kw_only=True)
class PriceDocument(Document):
    """The least concessions and safeguards for a relief.

    Attributes:
        least: the least sets of steps with which no rule is broken and nothing is left open.
        full: the least sets of steps with which no recommendation is missed either.
        asked: the rules that ask for them.
        out_of_reach: the rules that no step on record keeps.
    """

    least: Section | None = None
    full: Section | None = None
    asked: Section | None = None
    out_of_reach: Section | None = None


def price_document(regime: Regime, answer: Price) -> PriceDocument:
    """Makes the document of what a relief costs.

    Args:
        regime: the regime asked.
        answer: what ``price`` found.
    """
    same = answer.full == answer.least
    safe = "Least, so that no rule is broken and nothing is left open"
    rules = {passage for kept in answer.asked for passage in kept.passages}
    return PriceDocument(
        title=answer.label,
        lead=_price_lead(answer),
        data_date=regime.data_date,
        as_of=(regime.data_date,),
        notes=tuple(_doubts(regime, answer.unverified)),
        least=_sets(regime, safe, answer.least),
        full=None if same else _sets(regime, "To miss no recommendation either", answer.full),
        asked=_rules("Asked by", answer.asked),
        out_of_reach=_rules("Out of reach of any step on record", answer.out_of_reach),
        citations=citations(regime, [answer.relief, *sorted(rules)]),
    )


def _price_lead(answer: Price) -> str:
    if answer.full == ((),):
        return "Nothing is asked for it."
    if not answer.least:
        return "No set of steps on record keeps every rule that asks something for it."
    if answer.least == ((),):
        return "No must of the rulebook asks anything for it; recommendations do."
    sizes = sorted({len(each) for each in answer.least})
    steps = counted(sizes[0], "step") if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]} steps"
    ways = "" if len(answer.least) == 1 else f", in {len(answer.least)} ways"
    asked = counted(len(answer.asked), "rule")
    verb = "asks" if len(answer.asked) == 1 else "ask"
    them = "it" if sizes == [1] and not ways else "them"
    return f"The least for it is {steps}{ways}. {asked} {verb} for {them}."


def _sets(regime: Regime, title: str, sets: tuple[tuple[str, ...], ...]) -> Section | None:
    """Sets of steps: those that all sets have are told once."""
    if sets == ((),):
        return None
    if not sets:
        return section(title, listing(["no set of steps on record does it"]))
    common = [step for step in sets[0] if all(step in each for each in sets)]
    told = listing((_step(regime, each) for each in common), "step")
    if len(sets) == 1:
        return section(title, told)
    others = [joined(_step(regime, s) for s in each if s not in common) for each in sets]
    ways = section("and one of these" if common else "One of these", listing(others, "way"))
    return section(title, told if common else None, ways)


def _step(regime: Regime, id: str) -> Text:
    """A step by its label, with its id behind it; relief comes beside or before the one asked."""
    kind, _ = id.split("/", 1)
    beside = "with " if kind == "relief" else ""
    return (beside, ref(named(regime, id), id), quiet(f"  {id}"))


def _rules(title: str, kept: Iterable[Kept]) -> Section | None:
    """Rules by their names, each with the passages that it stands on."""
    entries = [(k.rule, quiet(cited(k.passages))) for k in kept]
    return section(title, Listing(tuple(entries), "rule")) if entries else None


def _doubts(regime: Regime, ids: Iterable[str]) -> Iterable[Note]:
    labels = [ref(regime.label(id), id) for id in ids]
    if labels:
        yield Note(("It rests on what is unverified: ", *joined(labels), "."), "Note", Tone.doubt)
