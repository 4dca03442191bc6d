"""Everything known of a thing in plain words, with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from kg.core.dates import written
from kg.core.document import NOT_ADVICE
from kg.core.owl import TYPE
from kg.core.spaces import SPACES
from kg.core.wording import listed
from kg.graph.checked import readings
from kg.graph.query_values import known
from kg.graph.regime import Regime
from kg.graph.sources import in_order, texts
from kg.graph.words import Node, Step, Words, sided, target, term

Section = tuple[str, tuple[str, ...]]

_MOST = 30
_LONG = 60


@dataclass(frozen=True)
class Thing:
    """What is known of a thing.

    Attributes:
        id: its short id.
        label: its name.
        kinds: the names of its most specific classes.
        sections: headings in order, each with its lines.
    """

    id: str
    label: str
    kinds: tuple[str, ...]
    sections: tuple[Section, ...]


def steps(words: str) -> tuple[Step, ...]:
    # A bare word is a term of the ontology; ^ turns the step round.
    return tuple(Step(_predicate(word.lstrip("^")), word.startswith("^")) for word in words.split())


def _predicate(word: str) -> ox.NamedNode:
    prefix, colon, name = word.partition(":")
    return ox.NamedNode(SPACES[prefix] + name) if colon else term(word)


# Where each property is told, in this order. What stands nowhere is told under "Also".
SECTIONS = {
    heading: steps(words)
    for heading, words in {
        "What it says": "dcterms:description sh:description skos:definition dcterms:title "
        "skos:altLabel symbol number paragraphCount partOf passageOf dcterms:subject",
        "What it does": "verb effect restricts ^restricts addressee chapterSeven charterArticle",
        "In force": "adoptedOn votedOn vote trigger inForceFrom inForceUntil endedBy ^endedBy "
        "standing dataDate",
        "Rule": "sh:severity keyWord sh:targetClass sh:message partOfRule inRulebook ^partOfRule",
        "Goods": "goods ^goods skos:broader ^skos:broader hsCode hsIndicative leavesOut coversOnly",
        "Quantities and deadlines": "cap ^cap deadline ^deadline",
        "Exceptions": "exception ^exception ground procedure excepts ^excepts grantedIn ^grantedIn",
        "Links": "supersedes ^supersedes tightens ^tightens eases ^eases amends ^amends reaffirms "
        "^reaffirms",
        "Snapback": "assesses amenability ^assesses",
        "Review": "lever reach condition threat",
        "Powers and demands": "^addressee ^heldBy heldBy ^basis basis form ^statedIn statedIn",
        "Actions": "entails ^entails doneWhenAll ^doneWhenAll partSuffices fulfils ^fulfils "
        "concerns ^concerns within ^within ^weighs weighs",
        "Relief": "relaxes relaxesEvery ^relaxes opens ^opens provides ^provides usualMechanism "
        "usualBody ^usualBody limitedTo forCase ^forCase",
        "Stage": "atStage ^atStage",
        "Reports": "facilityKind covert latitude longitude observation",
        "Contents": "^partOf ^passageOf ^inRulebook ^dcterms:subject",
        "Also": "",
        "Notes": "skos:note skos:editorialNote",
        "Checked and sources": "checked dcterms:creator dcterms:date dcterms:source sourceKind "
        "quality url ^dcterms:source",
    }.items()
}
# Told as it stands, without the name of the property.
BARE = frozenset(steps("dcterms:description sh:description skos:definition skos:note"))
# Not told: names, what only orders records, and what the name of a cap already says.
SILENT = frozenset(
    steps(
        "rdfs:label skos:prefLabel skos:notation skos:inScheme sh:name position amount unit period "
        "checkedIn"
    )
)
# What is told of a value in brackets after its name; + puts what it says before the brackets.
_ADDED = {
    step: (more.startswith("+"), steps(more.lstrip("+")))
    for words, more in {
        "verb": "",
        "goods": "hsCode hsIndicative",
        "relaxes": "+standing",
        "^relaxes ^relaxesEvery": "atStage usualMechanism usualBody",
        "^partOf ^passageOf ^dcterms:subject": "+",
        "dcterms:source": "+quality url",
        "^basis": "+form condition",
        "^weighs": "givesUp onOffer usedUpFrom onOfferAgainFrom",
        "^assesses": "amenability dcterms:creator dcterms:date dcterms:source",
    }.items()
    for step in steps(words)
}
_TYPED = Step(term("verb"))
_EVERY = Step(term("relaxesEvery"), backwards=True)
_ADOPTED, _BEGINS, _PARTS = steps("adoptedOn inForceFrom ^partOf")
_ASSESSED = Step(term("assesses"), backwards=True)
_STANDING = Step(term("standing"))
SOURCE = Step(_predicate("dcterms:source"))
_PASSAGE = Step(term("passageOf"))
_SAYS = Step(_predicate("dcterms:description"))


def show(regime: Regime, id: str) -> Thing:
    """Tells everything known of a thing, or of a term of the ontology.

    Args:
        regime: the regime asked.
        id: the short id, such as ``un/2397/7``, or ``skg:Name`` for a term.

    Raises:
        BadInput: if the text cannot be an id.
        UnknownId: if nothing has this id.

    >>> import kg
    >>> thing = show(kg.load(), "action/road-map")
    >>> thing.label, thing.kinds
    ('agreed road map and sequence for denuclearization', ('declaratory action',))
    """
    node, words = known(regime, id), Words(regime)
    kinds = words.kinds(node)
    read = [f"text: {each}" for each in texts(regime, id)]
    told = {
        heading: [line for step in steps for line in _lines(words, node, step)]
        for heading, steps in SECTIONS.items()
    }
    told["Checked and sources"] = [*read, *told["Checked and sources"]]
    told["In force"] += _first_day(words, node)
    told["Checked and sources"] += [f"checked in: {each}" for each in readings(regime, id)]
    told["Snapback"] += _snapback(words, node)
    told["Relief"] += [line for kind in words.objects(node, TYPE) for line in _every(words, kind)]
    placed = {step for steps in SECTIONS.values() for step in steps} | SILENT | {Step(TYPE)}
    rest = sorted(set(words.steps(node)) - placed, key=lambda step: str(words.phrase(step)))
    told["Also"] += [line for step in rest for line in _lines(words, node, step)]
    meanings = [_meaning(words, kind) for kind in kinds]
    sections = [("Kind", meanings), *told.items()]
    return Thing(
        words.short(node),
        words.name(node),
        tuple(words.name(kind) for kind in kinds),
        tuple((heading, tuple(lines)) for heading, lines in sections if lines),
    )


def render_text(thing: Thing) -> str:
    """Returns a thing as plain text: its name, then each heading with its lines."""
    blocks = [f"{thing.label}\n{thing.id}"]
    for heading, lines in thing.sections:
        blocks.append("\n".join([heading, *(f"  {line}" for line in lines)]))
    return "\n\n".join([*blocks, NOT_ADVICE]) + "\n"


def by_kind(regime: Regime, sources: Iterable[Node]) -> list[Node]:
    """Sorts the sources of a record: official ones, scholars, the press."""
    by_iri = {each.value: each for each in sources}
    return [by_iri[iri] for iri in in_order(regime, by_iri)]


def _lines(words: Words, node: Node, step: Step) -> Iterator[str]:
    phrase = words.phrase(step)
    values = words.values(node, step)
    if step.backwards:
        # A record within the thing is told where the thing names it.
        named = words.named(node)
        values = [value for value in values if not (_is_part(value, node) and value in named)]
    if phrase is None or not values:
        return
    if step == SOURCE:
        values = by_kind(words.regime, values)
    told = [_told(words, node, step, value) for value in values]
    if step in BARE:
        yield from told
    elif step in _ADDED or max(map(len, told)) > _LONG:
        yield from (f"{phrase}: {each}" for each in told[:_MOST])
        if len(told) > _MOST:
            yield f"{phrase}: {len(told) - _MOST:,} more"
    else:
        yield f"{phrase}: {listed(told, _MOST)}"
    if far := [words.name(value) for value in words.closure(node, step)]:
        yield f"{phrase}, through others: {listed(far, _MOST)}"


def _told(words: Words, node: Node, step: Step, value: Node) -> str:
    name = words.told(value, step)
    if not isinstance(value, ox.NamedNode):
        return name
    if step == _TYPED:
        return f"{name} ({', '.join(words.name(kind) for kind in words.kinds(value))})"
    if step == _STANDING:
        return f"{name} on {words.data_date}"
    says, added = _ADDED.get(step, (False, ()))
    if says and (step != SOURCE or words.values(value, _PASSAGE)):
        name = ": ".join([name, *(words.name(text) for text in words.values(value, _SAYS))])
    if step not in _ADDED and _is_part(value, node):
        own = {each for each in words.steps(value) if not each.backwards}
        kept = own - SILENT - {Step(TYPE)}
        added = tuple(sorted(kept, key=lambda each: str(words.phrase(each))))
    parts = []
    for each in added:
        if names := [words.told(far, each) for far in words.values(value, each) if far != node]:
            parts.append(f"{words.phrase(each)}: {', '.join(names)}")
    return f"{name} ({'; '.join(parts)})" if parts else name


def _is_part(value: Node, node: Node) -> bool:
    """Whether a value is a record within a record, such as a cap or a vote."""
    named = isinstance(value, ox.NamedNode) and isinstance(node, ox.NamedNode)
    return named and value.value.startswith(f"{node.value}/")


def _meaning(words: Words, kind: ox.NamedNode) -> str:
    found = words.values(kind, Step(_predicate("skos:definition")))
    name = sided(words.name(kind), target(words.regime))
    return ": ".join([name, *(words.name(text) for text in found[:1])])


def _first_day(words: Words, node: Node) -> Iterator[str]:
    """Of an act whose day is not recorded, the first day of its first provision."""
    if words.values(node, _ADOPTED) or words.values(node, _BEGINS):
        return
    parts = words.values(node, _PARTS)
    days = [day.value for each in parts for day in words.objects(each, _BEGINS.property)]
    if days:
        yield f"first provision in force from: {written(date.fromisoformat(min(days)))}"


def _snapback(words: Words, node: Node) -> Iterator[str]:
    """How readily what a provision restricts can be put back, and who judges so."""
    for flow in words.values(node, Step(term("restricts"))):
        for line in _lines(words, flow, _ASSESSED):
            yield f"{words.name(flow)}, {line}"


def _every(words: Words, kind: Node) -> Iterator[str]:
    """The relief that reaches a provision by its class."""
    yield from _lines(words, kind, _EVERY)
