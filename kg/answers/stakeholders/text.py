"""The answer of ``stakeholders`` as text, as JSON and as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.grounds import mark
from kg.answers.stakeholders import BLOCKS, DECIDES, LEGISLATES, NEEDED
from kg.core.dates import as_of_data, as_of_line
from kg.core.document import NOT_ADVICE
from kg.core.wording import listed
from kg.graph.queries import Rows
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.stakeholders import Answer, Beside, Position, Role, Source, Stakeholder, Stakes
    from kg.graph.query_values import Value

COLUMNS = (
    *("phase", "commitment", "relief", "part", "actor", "actor_label", "says", "day"),
    *("provision", "sources", "unverified"),
)
_MOST = 4
_ADJUSTS = " (adjusts by its own words)"
_PARTS = {
    DECIDES: "decides {}",
    BLOCKS: "can block {}",
    NEEDED: "also needed for {}",
    LEGISLATES: "makes the statutes behind {}",
}
_MISSING = (
    "Not covered: members of the Council elected for a term, except those recorded; measures of "
    "other senders whose first day is not recorded; what somebody wants and no source here says."
)


def stakeholders_text(console: Console, answer: Answer) -> None:
    """Prints the reliefs by phase, then everyone they turn on."""
    console.print(f"[bold]{escape(answer.title)}[/]  [dim]{answer.deal}[/]")
    for note in answer.remarks:
        _line(console, 0, f"Note: {note}")
    for number in dict.fromkeys(relief.phase for relief in answer.reliefs):
        console.print(f"\n[bold]Phase {number}[/]")
        for relief in (each for each in answer.reliefs if each.phase == number):
            _relief(console, relief)
    if not answer.reliefs:
        console.print("The package holds no relief.")
    for each in answer.stakeholders:
        _stakeholder(console, answer, each)
    line = as_of_line(answer.data_date, answer.as_of)
    console.print(f"\n{line} {_MISSING} {NOT_ADVICE}")


def stakeholders_json(answer: Answer) -> dict[str, Any]:
    """Returns the answer as JSON data with short ids."""
    return {
        "deal": answer.deal,
        "title": answer.title,
        **as_of_data(answer.data_date, answer.as_of),
        "remarks": list(answer.remarks),
        "reliefs": [asdict(relief) for relief in answer.reliefs],
        "stakeholders": [
            {**asdict(each), "parts": dict(each.parts)} for each in answer.stakeholders
        ],
        "notes": [_MISSING, NOT_ADVICE],
    }


def stakeholders_rows(answer: Answer) -> Rows:
    """Returns the answer as rows: one for each part in a relief, each role and each position."""
    return Rows(COLUMNS, tuple(dict(zip(COLUMNS, row, strict=True)) for row in _rows(answer)))


def _rows(answer: Answer) -> Iterator[tuple[Value, ...]]:
    for relief in answer.reliefs:
        head: tuple[Value, ...] = (relief.phase, relief.commitment, relief.label)
        if (body := relief.body) is None:
            yield *head, DECIDES, None, None, "nobody is named", None, None, None, None
        else:
            tail = None, None, _labels(body.sources), body.unverified
            yield *head, DECIDES, body.id, body.label, body.rule, *tail
        for one in relief.blockers:
            yield *head, BLOCKS, one.id, one.label, one.because, None, None, None, one.unverified
        for other in relief.beside:
            yield (
                *(*head, NEEDED, other.sender, other.sender_label),
                f"{other.because}{_ADJUSTS if other.adjusts else ''}",
                *(None, other.provision, None, other.unverified),
            )
    none: tuple[Value, ...] = (None, None, None)
    for each in answer.stakeholders:
        for role in each.roles:
            tail = None, None, _labels(role.sources), role.unverified
            yield *none, "role", each.id, each.label, _role(role), *tail
        for part, taken in (("position", each.positions), ("later position", each.later)):
            for position in taken:
                yield (
                    *(*none, part, each.id, each.label, position.says, position.on_record),
                    *(None, _labels(position.sources), position.unverified),
                )


def _relief(console: Console, relief: Stakes) -> None:
    short = relief.commitment.rsplit("/", 1)[-1]
    console.print(f"  [bold]{escape(relief.label)}[/]  {escape(relief.how)}  [dim]{short}[/]")
    if (body := relief.body) is None:
        _line(console, 4, "decides: nobody is named")
    else:
        meant = "" if body.named else ", as the author of the relief has in mind"
        rule = f": {body.rule}" if body.rule else ""
        _line(console, 4, f"decides: {body.label}{meant}{rule}{mark(body.unverified)}")
    if relief.blockers:
        names = (f"{each.label}{mark(each.unverified)}" for each in relief.blockers)
        _line(console, 4, f"can block: {', '.join(names)}")
    for sender in dict.fromkeys(each.sender for each in relief.beside):
        _beside(console, [each for each in relief.beside if each.sender == sender])


def _beside(console: Console, measures: Sequence[Beside]) -> None:
    follows = all(each.adjusts for each in measures)
    _line(console, 4, f"{'follows' if follows else 'also needs'}: {measures[0].sender_label}")
    for because in dict.fromkeys(each.because for each in measures):
        labels = [
            f"{each.label}{_ADJUSTS if each.adjusts else ''}{mark(each.unverified)}"
            for each in measures
            if each.because == because
        ]
        _line(console, 6, f"{because}: {listed(labels, _MOST)}", dim=True)


def _stakeholder(console: Console, answer: Answer, each: Stakeholder) -> None:
    parts = ", ".join(_PARTS[part].format(_reliefs(count)) for part, count in each.parts)
    console.print(f"\n[bold]{escape(each.label)}[/]  {parts}")
    for role in each.roles:
        _line(console, 2, f"{_role(role)}{mark(role.unverified)}{_cited(role.sources)}")
    for position in each.positions:
        _line(console, 2, _position(position))
    if not each.positions:
        _line(console, 2, f"no position on record by {answer.as_of}")
    if each.later:
        days = ", ".join(position.dated or str(position.on_record) for position in each.later)
        _line(console, 2, f"later than {answer.as_of}, not used: {days}", dim=True)


def _position(position: Position) -> str:
    when = position.dated or str(position.on_record)
    author = f", as {position.author} sees it" if position.author else ""
    doubt, sources = mark(position.unverified), _cited(position.sources)
    return f"{when}{author}: {position.says}{doubt}{sources}"


def _role(role: Role) -> str:
    if role.since is None and role.until is None:
        return role.role
    years = f"since {role.since}" if role.until is None else f"{role.since or ''} to {role.until}"
    return f"{role.role} ({years.strip()})"


def _reliefs(count: int) -> str:
    return "1 relief" if count == 1 else f"{count} reliefs"


def _cited(sources: Iterable[Source]) -> str:
    return f" [{'; '.join(source.label for source in sources)}]"


def _labels(sources: Iterable[Source]) -> str:
    return "; ".join(source.label for source in sources)


def _line(console: Console, by: int, text: str, *, dim: bool = False) -> None:
    words = f"[dim]{escape(text)}[/]" if dim else escape(text)
    console.print(indented(words, by, markup=True))
