"""A power with its terms and conditions, as a section of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.answers.authority.model import CONDUCT, ONE_WAY
from kg.answers.authority.words import called, under
from kg.answers.grounds import mark
from kg.core.dates import written
from kg.core.document import (
    Block,
    Item,
    Note,
    Paragraph,
    Section,
    Text,
    joined,
    listing,
    pairs,
    quiet,
    section,
)
from kg.core.wording import the

if TYPE_CHECKING:
    from kg.answers.authority.model import Authority, Need, PowerView

_JOINS = ("all of these", "any of these")


def power_section(power: PowerView, answer: Authority) -> Section:
    """Returns what is said of a power.

    Args:
        power: the power.
        answer: the answer that it stands in.
    """
    alone = answer.kind == "power"
    return section(
        "Its terms" if alone else f"{power.label}{mark(power.unverified)}",
        None if alone else Paragraph(_summary(power)),
        _terms(power),
        conditions(power.needs) if power.needs else None,
        *_reach(power, answer),
        *(Note(note) for note in power.notes),
        aside=power.id,
        unit="power",
    )


def conditions(need: Need) -> Section:
    """Returns the conditions of a power as nested lists."""
    while len(need.parts) == 1:
        need = need.parts[0]
    if not need.parts or need.says not in _JOINS:
        return section("Conditions", listing([_item(need)], "condition"))
    return section(f"Conditions, {need.kind}", listing(map(_item, need.parts), "condition"))


def _item(need: Need) -> Item:
    while len(need.parts) == 1:
        need = need.parts[0]
    inside: list[Block] = []
    if need.parts:
        own = "" if need.says in _JOINS else f"{need.says}{_measure(need)}: "
        text: Text = f"{own}{need.kind}:"
        inside.append(listing(map(_item, need.parts), "condition"))
    else:
        text = (need.says, quiet(f" [{_kind(need)}]"), _measure(need))
    if need.actions:
        inside.append(pairs(("Would be met by", joined(map(called, need.actions)))))
    return Item(text, tuple(inside))


def _summary(power: PowerView) -> str:
    holders = " and ".join(the(each) for each in power.held_by)
    held = f"held by {holders}" if holders else "held by nobody: it applies by law"
    act = power.mechanism[:1].upper() + power.mechanism[1:] or "Act"
    unusable = "" if power.usable else " It cannot be used at the data date."
    return f"{act}, {held}. {asks(power)}{unusable}"


def asks(power: PowerView) -> str:
    """Says whether a power needs conduct of the target, and a vote of the legislature.

    Args:
        power: the power.
    """
    vote = "a vote" if power.needs_vote else "no vote"
    if power.conduct == ONE_WAY:
        return f"Conduct of the target is one way to it; it needs {vote} of the legislature."
    conduct = "conduct" if power.conduct == CONDUCT else "no conduct"
    but = "and" if power.needs_vote == (power.conduct == CONDUCT) else "but"
    return f"It needs {conduct} of the target {but} {vote} of the legislature."


def _terms(power: PowerView) -> Block:
    term = [power.longest_term] if power.longest_term else []
    term += [f"at least {power.shortest_days} days"] if power.shortest_days else []
    unit = power.notice_count or "days"
    days = f" ({power.notice_days} {unit} before)" if power.notice_days else ""
    return pairs(
        *(
            ("May be used by", f"{each.label}: {each.act} ({each.citation})")
            for each in power.delegates
        ),
        ("Basis", power.citation),
        ("Since", _since(power)),
        ("Prolongs", joined(map(called, power.renews))),
        ("Can be used first", "no" if power.renews else None),
        ("Reach", power.reach),
        ("Paper", power.certification),
        (f"Notice{days}", power.notice),
        *(("Told", f"{each.label}: {', '.join(each.members)}") for each in power.notice_to),
        ("Longest term", "; ".join(term)),
        ("Renewal", power.renewal),
    )


def _since(power: PowerView) -> str | None:
    if power.first_day:
        return f"{written(power.first_day)}, the first day on record of its basis; may be older"
    return "not on record" if power.stands == "not dated" else None


def _reach(power: PowerView, answer: Authority) -> Iterator[Block | None]:
    yield under("Does not reach", power.out_of_reach)
    later = f"Leaves alone, but not in force on {written(answer.as_of)}"
    yield under(later, power.out_of_reach_later)
    if answer.kind != "provision":
        what = "Reaches" if answer.kind == "power" else "Reaches of these"
        yield under(what, power.reaches)


def _kind(need: Need) -> str:
    rights = ", human rights" if need.on_rights else ""
    return f"{need.kind.removeprefix('condition on ')}{rights}"


def _measure(need: Need) -> str:
    words = [f"threshold: {need.threshold}"] if need.threshold else []
    if need.only_when:
        words.append(f"binds only for: {need.only_when}")
    return f" ({'; '.join(words)})" if words else ""
