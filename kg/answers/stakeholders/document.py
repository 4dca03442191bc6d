"""The answer of ``stakeholders`` as a document: the reliefs by phase, then whom they turn on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.grounds import mark
from kg.answers.stakeholders import BLOCKS, DECIDES, LEGISLATES, NEEDED
from kg.answers.stakeholders.data import ADJUSTS, MISSING, role
from kg.core.dates import written
from kg.core.document import (
    Block,
    Column,
    Document,
    Item,
    Note,
    Paragraph,
    Section,
    Span,
    Table,
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
    from kg.answers.stakeholders import Answer, Beside, Position, Source, Stakeholder, Stakes
    from kg.graph.regime import Regime

_PARTS = {
    DECIDES: "decides {}",
    BLOCKS: "can block {}",
    NEEDED: "is also needed for {}",
    LEGISLATES: "makes the statutes behind {}",
}
_MEANT = " (as its author has in mind)"
_COLUMNS = (
    Column("relief", "relief"),
    Column("phase", "phase", "number"),
    Column("how", "act"),
    Column("decides", "decides"),
    Column("also_needs", "also needs"),
    Column("id", "id", "id"),
)
# How many of the bodies that decide the lead names.
_MOST = 3


@dataclass(frozen=True, kw_only=True)
class StakeholdersDocument(Document):
    """Who decides the relief of a package, who can block it, and where each stood.

    Attributes:
        bodies: the bodies that decide, each with its rule and with who can block it.
        reliefs: the reliefs, each with who decides it and whom else it needs.
        beside: the senders that are needed too, with their measures.
        actors: everyone that a relief turns on, with roles and positions; who decides comes first.
    """

    bodies: Section | None = None
    reliefs: Section | None = None
    beside: tuple[Section, ...] = ()
    actors: tuple[Section, ...] = ()


def stakeholders_document(regime: Regime, answer: Answer) -> StakeholdersDocument:
    """Makes the document of whom the relief of a package turns on.

    Args:
        regime: the regime asked.
        answer: what ``stakeholders`` found.
    """
    return StakeholdersDocument(
        title=(answer.title, quiet(f"  {answer.deal}")),
        lead=_lead(answer),
        data_date=answer.data_date,
        as_of=(answer.as_of,),
        notes=tuple(Note(each) for each in answer.remarks),
        bodies=_bodies(answer),
        reliefs=_reliefs(answer),
        beside=tuple(_beside(answer)),
        actors=tuple(_actor(answer, each) for each in answer.stakeholders),
        remarks=(MISSING,),
        citations=citations(regime, _ids(answer)),
    )


def _lead(answer: Answer) -> str:
    reliefs = answer.reliefs
    if not reliefs:
        return "The package holds no relief, so it turns on nobody."
    bodies = Counter(each.body.label for each in reliefs if each.body)
    many = len(reliefs) > 1
    unnamed = sum(each.body is None for each in reliefs)
    some = [
        f"{the(label)}{f' ({count})' if many else ''}" for label, count in bodies.most_common(_MOST)
    ]
    if others := len(reliefs) - unnamed - sum(n for _, n in bodies.most_common(_MOST)):
        some.append(f"others ({others})")
    verb = "are decided by" if many else "is decided by"
    nobody = f"; nobody is named for {unnamed}" if unnamed and bodies else ""
    if not bodies:
        decided = f"Nobody is named who decides {'any of ' if many else ''}the {_of(len(reliefs))}"
    else:
        decided = f"The {_of(len(reliefs))} {verb} {joint(some)}{nobody}"
    blockers = len({one.id for each in reliefs for one in each.blockers})
    them = "some of them" if many else "it"
    block = f"; {counted(blockers, 'actor')} can each block {them} alone" if blockers else ""
    senders = {one.sender for each in reliefs for one in each.beside}
    on_record = sum(bool(each.positions) for each in answer.stakeholders)
    besides = counted(len(senders), "other sender") if senders else "No other sender"
    are = "is" if len(senders) < 2 else "are"
    had = "has" if on_record == 1 else "have"
    return (
        f"{decided}{block}. {besides} {are} needed too, and {on_record or 'none'} of the "
        f"{counted(len(answer.stakeholders), 'actor')} {had} a position on record by "
        f"{written(answer.as_of)}."
    )


def _of(count: int) -> str:
    return f"{counted(count, 'relief')} of the package" if count > 1 else "relief of the package"


def _bodies(answer: Answer) -> Section | None:
    """The bodies that decide, each with how, and with who can block it."""
    by_body: dict[str, list[Stakes]] = {}
    for relief in answer.reliefs:
        if relief.body:
            by_body.setdefault(relief.body.id, []).append(relief)
    items = []
    for id, reliefs in by_body.items():
        body = reliefs[0].body
        assert body is not None
        called = ref(f"{body.label}{mark(body.unverified)}", id)
        names = (ref(f"{e.label}{mark(e.unverified)}", e.id) for e in reliefs[0].blockers)
        how = pairs(("By", body.rule), ("Each of these can block it", joined(names, ", ")))
        items.append(Item((called, f": {counted(len(reliefs), 'relief')}"), (how,)))
    return section("Who decides", listing(items, "body")) if items else None


def _reliefs(answer: Answer) -> Section | None:
    rows = tuple(
        (
            each.label,
            each.phase,
            each.how,
            _decides(each),
            ", ".join(dict.fromkeys(one.sender_label for one in each.beside)) or None,
            each.commitment.split("/", 2)[-1],
        )
        for each in answer.reliefs
    )
    return section("The reliefs", Table(_COLUMNS, rows, "relief")) if rows else None


def _decides(relief: Stakes) -> str:
    if relief.body is None:
        return "nobody is named"
    return f"{relief.body.label}{'' if relief.body.named else _MEANT}"


def _beside(answer: Answer) -> Iterator[Section]:
    """The senders that are needed too, each with its measures by what makes it needed."""
    found = [one for relief in answer.reliefs for one in relief.beside]
    many = len(answer.reliefs) > 1
    for sender in dict.fromkeys(each.sender for each in found):
        mine = [each for each in found if each.sender == sender]
        times = Counter((each.because, each.provision) for each in mine)
        once = {(each.because, each.provision): each for each in mine}
        blocks: list[Block] = []
        for because in dict.fromkeys(each.because for each in mine):
            those = {key: one for key, one in once.items() if one.because == because}
            differ = len({times[key] for key in those}) > 1
            names = [
                (_measure(each), quiet(f"  for {counted(times[key], 'relief')}" if differ else ""))
                for key, each in those.items()
            ]
            count = counted(times[next(iter(those))], "relief")
            whole = f", {'each ' if len(those) > 1 else ''}for {count}"
            alike = whole if many and not differ else ""
            blocks.append(Paragraph(f"{because[:1].upper()}{because[1:]}{alike}:"))
            blocks.append(listing(names, "measure"))
        follows = all(each.adjusts for each in mine)
        title = f"{'Follows' if follows else 'Also needed'}: {the(mine[0].sender_label)}"
        yield section(ref(title, sender), *blocks, aside=sender, unit="sender")


def _measure(each: Beside) -> Span:
    adjusts = ADJUSTS if each.adjusts else ""
    return ref(f"{each.label}{adjusts}{mark(each.unverified)}", each.provision)


def _actor(answer: Answer, each: Stakeholder) -> Section:
    parts = joint([_PARTS[part].format(counted(count, "relief")) for part, count in each.parts])
    later = ", ".join(taken.dated or str(taken.on_record) for taken in each.later)
    roles = [
        (f"{role(one)}{mark(one.unverified)}", quiet(_cited(one.sources))) for one in each.roles
    ]
    none = None if each.positions else f"No position on record by {written(answer.as_of)}."
    return section(
        ref(each.label, each.id),
        Paragraph(f"{parts[:1].upper()}{parts[1:]}."),
        listing(roles, "role") if roles else None,
        Paragraph(none) if none else None,
        listing(map(_position, each.positions), "position") if each.positions else None,
        pairs((f"Later than {answer.as_of}, not used", later)) if later else None,
        aside=each.id,
        unit="actor",
    )


def _position(position: Position) -> Text:
    when = position.dated or str(position.on_record)
    author = f", as {position.author} sees it" if position.author else ""
    says = f"{when}{author}: {position.says}{mark(position.unverified)}"
    return (says, quiet(_cited(position.sources)))


def _cited(sources: Iterable[Source]) -> str:
    return f" [{'; '.join(source.label for source in sources)}]"


def _ids(answer: Answer) -> Iterator[str]:
    for relief in answer.reliefs:
        if relief.body:
            yield from (source.id for source in relief.body.sources)
        yield from (each.provision for each in relief.beside)
    for actor in answer.stakeholders:
        held = (*(one.sources for one in actor.roles), *(one.sources for one in actor.positions))
        yield from (source.id for sources in held for source in sources)
