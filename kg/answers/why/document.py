"""An explanation as a document: the rule in words, its passages, what it saw, its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.grounds import by_kind
from kg.answers.why import FOUND
from kg.answers.why.data import Tell, verdict
from kg.core.document import (
    Code,
    Column,
    Document,
    Fields,
    Finding,
    Item,
    Listing,
    Paragraph,
    Section,
    Table,
    Text,
    filled,
    joined,
    listing,
    pairs,
    quiet,
    ref,
    section,
)
from kg.core.ids import local
from kg.graph.sources import citations, own_texts

if TYPE_CHECKING:
    from kg.answers.why import Case, Part, Promise, Seen, Why
    from kg.deal import Deal
    from kg.graph.regime import Regime

_MOST = 24
_TURTLE = "Turtle"
_VIEW = "The rulebook's view is its author's."
_ONE_WAY = "One way to fill what the package does not say keeps the rule."
_PROMISED = (
    *(Column("concession", "concession"), Column("phase", "phase", "number")),
    *(Column("verified_by", "verified by"), Column("counts", "counts")),
)


@dataclass(frozen=True, kw_only=True)
class WhyDocument(Document):
    """Why a rule finds something in a package, or nothing.

    Attributes:
        rule: what the rule says, why, and whose it is.
        passages: where its author says so.
        asks: what it looks at, and what it asks of that.
        cases: where it finds something: what is wrong there, and what made the rule look at it.
        triples: the triples behind each case.
        text: the rule as it stands in the shapes.
    """

    rule: Fields | None = None
    passages: Section | None = None
    asks: Section | None = None
    cases: tuple[Section, ...] = ()
    triples: tuple[Section, ...] = ()
    text: Section | None = None


def why_document(regime: Regime, deal: Deal, found: Why) -> WhyDocument:
    """Makes the document of an explanation.

    Args:
        regime: the regime asked.
        deal: the package.
        found: what ``why`` found.
    """
    id = local(found.rule) if "://" in found.rule else found.rule
    findings = [each for case in found.cases for each in case.findings]
    touched = [provision for each in findings for provision in each.provisions]
    parts = [_part(each) for each in found.parts]
    text = Code(found.turtle, _TURTLE)
    return WhyDocument(
        title=(ref(found.name, found.rule), quiet(f"  {id}")),
        lead=_lead(found),
        data_date=found.data_date,
        as_of=(found.as_of,),
        rule=pairs(("The rule", found.says), ("Why", found.because), ("By", found.rulebook_label)),
        passages=_passages(found),
        asks=section("What it looks at, and what it asks", *parts) if parts else None,
        cases=tuple(_case(regime, deal, found, each) for each in found.cases),
        triples=tuple(
            section(
                ("The triples behind: ", each.label),
                Code(each.turtle, _TURTLE),
                aside=each.commitment,
                unit="case",
            )
            for each in found.cases
        ),
        text=section("The rule, as it stands in the shapes", text) if found.turtle else None,
        remarks=(_VIEW,),
        citations=(
            *own_texts(regime, touched),
            *citations(regime, [each.id for each in found.passages]),
        ),
    )


def _lead(found: Why) -> str:
    head = f"In “{found.title}” the rule"
    if found.state != FOUND:
        return f"{head}{verdict(found).removeprefix('The rule')}"
    kinds = by_kind(finding.kind for case in found.cases for finding in case.findings)
    *most, last = kinds.split(", ")
    count = f"{', '.join(most)} and {last}" if most else last
    [first, *others] = found.cases
    where = f" in {len(found.cases)} places" if others else f" at “{first.label}”"
    return f"{head} finds {count}{where if first.label != found.title or others else ''}."


def _passages(found: Why) -> Section | None:
    entries = [
        (ref(each.label, each.id), f" ({each.doubt})" if each.doubt else "", f": {each.says}")
        for each in found.passages
    ]
    return section("Where its author says so", listing(entries, "passage")) if entries else None


def _part(part: Part) -> Section:
    seen = [
        (word, _names(each for each in part.looked_at if each.keeps == keeps))
        for word, keeps in (("Does not keep it", False), ("Keeps it", True))
    ]
    looked = (ref(part.target_label, part.target), f": {part.target_definition}")
    nothing = None if part.looked_at else f"nothing in this package is {part.target_label}"
    return section(
        f"{part.kind.capitalize()}: {part.meaning}",
        pairs(
            ("Looks at", looked),
            ("Asks", f"{part.asks}: {part.asks_definition}"),
            *((name.capitalize(), value) for name, value in part.values),
            *seen,
            ("Looked at", nothing),
        ),
        aside=local(part.shape) if "://" in part.shape else "",
        unit="part",
    )


def _names(seen: Iterable[Seen]) -> Text:
    named = [
        each.label if each.phase is None else f"{each.label} (phase {each.phase})" for each in seen
    ]
    rest = [f"and {len(named) - _MOST} more"] if len(named) > _MOST else []
    return joined([*named[:_MOST], *rest])


def _case(regime: Regime, deal: Deal, found: Why, case: Case) -> Section:
    where = "the package as a whole" if case.phase is None else f"phase {case.phase}"
    tell = Tell(regime, deal)
    rule = ref(found.name, found.rule)
    kinds = [
        section(
            ("Kind: ", each.label),
            Paragraph(each.definition),
            _tree(tell.chain(each)),
            unit="kind",
        )
        for each in case.classes
    ]
    return section(
        case.label,
        *(
            Finding(
                each.kind,
                rule,
                each.message,
                (*([_ONE_WAY] if each.open else []), *each.details),
                open=each.open,
            )
            for each in case.findings
        ),
        _promised(case.promised),
        *kinds,
        aside=f"{where}, {case.commitment}",
        unit="case",
    )


def _promised(promised: Iterable[Promise]) -> Table | None:
    rows = [
        (
            *(ref(each.label, each.commitment), each.phase),
            *(", ".join(each.verified_by) or "no verifier named", each.counts),
        )
        for each in promised
    ]
    return filled(_PROMISED, rows, "concession", "Promised by then") if rows else None


def _tree(lines: Iterable[str]) -> Listing | None:
    """A chain, whose lines are indented by their depth, as lists within lists."""
    every = [(len(line) - len(line.lstrip()), line.lstrip()) for line in lines]
    items = tuple(_items(every))
    return Listing(items, "step") if items else None


def _items(lines: list[tuple[int, str]]) -> Iterator[Item]:
    while lines:
        (depth, text), *rest = lines
        size = next((i for i, (deep, _) in enumerate(rest) if deep <= depth), len(rest))
        inside = tuple(_items(rest[:size]))
        yield Item(text, (Listing(inside, "step"),) if inside else ())
        lines = rest[size:]
