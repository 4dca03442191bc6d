"""Everything known of a thing, as a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.answers.grounds import mark, unverified
from kg.answers.show import EVERY, SOURCE, Fact, Thing, Value, facts, meanings, steps
from kg.core.dates import written
from kg.core.document import (
    Block,
    Citation,
    Document,
    Fields,
    Paragraph,
    Section,
    Text,
    joined,
    listing,
    pairs,
    quiet,
    ref,
    section,
)
from kg.core.wording import counted, joint, the
from kg.graph.sources import citations

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_STANDING, _ADDRESS, _DIVIDED = steps("standing url ^subdivisionOf")
# Names that go into a line; more of them make a list.
_FEW = 6
# Kinds that say nothing: what such a thing is, is said by the first word of its id.
_BARE = ("concept", "class")
_CALLED = {"goods": "a kind of goods", "subject": "a subject of the law"}


@dataclass(frozen=True, kw_only=True)
class ShowDocument(Document):
    """Everything known of a thing.

    Attributes:
        kinds: its most specific classes, each with its definition.
        sections: what is known of it, under the headings that have anything.
    """

    kinds: Section | None = None
    sections: tuple[Section, ...] = ()


def show_document(regime: Regime, thing: Thing) -> ShowDocument:
    """Makes the document of everything known of a thing.

    Args:
        regime: the regime asked.
        thing: what ``show`` found.
    """
    cited = citations(regime, [thing.id])
    told = [(heading, tuple(_uncited(own, cited))) for heading, own in facts(regime, thing.id)]
    told = [(heading, tuple(_summed_up(regime, own))) for heading, own in told if own]
    kinds = meanings(regime, thing.id)
    found = [
        pairs((kind, meaning)) if meaning else Paragraph(kind)
        for kind, meaning in kinds
        if kind not in _BARE
    ]
    return ShowDocument(
        title=(ref(thing.label, thing.id), quiet(f"  {thing.id}")),
        lead=_lead(regime, thing, told, cited),
        data_date=regime.data_date,
        kinds=section("Kind", *found) if found else None,
        sections=tuple(section(heading, *_blocks(own)) for heading, own in told),
        citations=cited,
    )


def _lead(
    regime: Regime,
    thing: Thing,
    told: Iterable[tuple[str, tuple[Fact, ...]]],
    cited: tuple[Citation, ...],
) -> str:
    """What it is and how it stands, and how much is known of it."""
    every = [fact for _, own in told for fact in own]
    what = _what(thing)
    stands = [str(value.name) for fact in every if fact.step == _STANDING for value in fact.values]
    standing = f", {joint(stands)} on {written(regime.data_date)}" if stands else ""
    doubt = mark(unverified(regime, thing.id))
    count = sum(len(fact.values) for fact in every)
    sources = f", from {counted(len(cited), 'source')}" if cited else ""
    label = the(thing.label) if thing.id.startswith("actor/") else thing.label
    label = f"{label[:1].upper()}{label[1:]}"
    return (
        f"{label}{doubt} is {what}{standing}. {counted(count, 'statement')} "
        f"{'is' if count == 1 else 'are'} on record of it{sources}."
    )


def _what(thing: Thing) -> str:
    """What a thing is, in words that stand behind "is"."""
    space = thing.id.partition("/")[0]
    kinds = [kind for kind in thing.kinds if kind not in _BARE]
    if len(kinds) < len(thing.kinds):
        own = _CALLED.get(space) or f"a {space}" if "/" in thing.id else "a term of the ontology"
        return joint([own, *map(_one, kinds)])
    if space == "relief" and kinds and kinds != ["relief measure"]:
        return f"a relief measure ({joint(kinds)})"
    return joint(list(map(_one, kinds))) if kinds else "a thing of no kind on record"


def _one(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _uncited(own: Iterable[Fact], cited: tuple[Citation, ...]) -> Iterator[Fact]:
    """Leaves out what the citations say: texts, addresses, and sources whose words are not told."""
    addresses = {each.address for each in cited}
    for fact in own:
        kept = fact.values
        if fact.phrase == "text" and fact.step is None:
            kept = ()
        elif fact.step == _ADDRESS:
            kept = tuple(each for each in kept if each.name not in addresses)
        elif fact.step == SOURCE:
            kept = tuple(each for each in kept if each.more.startswith(": "))
        if kept:
            yield replace(fact, values=kept)


def _summed_up(regime: Regime, own: Iterable[Fact]) -> Iterator[Fact]:
    """Tells of the parts of a provision what they say; the rest is told where one asks for them."""
    for fact in own:
        if fact.step == _DIVIDED:
            says = ((each, regime.description(each.id) if each.id else "") for each in fact.values)
            parts = (replace(each, more=f": {said}" if said else "") for each, said in says)
            fact = replace(fact, values=tuple(parts))
        yield fact


def _blocks(own: Iterable[Fact]) -> Iterator[Block]:
    """Facts as labelled values, and as lists where they have many."""
    held: list[tuple[str, Text]] = []
    # A property that holds both ways reads the same from either side.
    once = {(fact.phrase, fact.values): fact for fact in own}
    for fact in once.values():
        values = _alike(fact.values)
        if fact.phrase and (len(values) == 1 or (not fact.apart and len(values) <= _FEW)):
            words = joined(map(_text, values))
            named = fact.step == EVERY
            held.append((fact.phrase, (f"every {values[0].name}",) if named else words))
        else:
            if held:
                yield Fields(tuple(held))
                held = []
            if fact.phrase:
                yield section(fact.phrase, listing(map(_text, values), "entry"))
            else:
                yield from (Paragraph(_text(each)) for each in values)
        if fact.through:
            held.append((f"{fact.phrase}, through others", "; ".join(fact.through)))
    if held:
        yield Fields(tuple(held))


def _alike(values: Iterable[Value]) -> tuple[Value, ...]:
    """Tells records of one name once, with their number."""
    found: dict[str, list[Value]] = {}
    for each in values:
        found.setdefault(str(each), []).append(each)
    return tuple(
        one if not more else replace(one, more=f"{one.more} ({1 + len(more)} records)")
        for one, *more in found.values()
    )


def _text(value: Value) -> Text:
    return (ref(value.name, value.id), value.more) if value.id else str(value)
