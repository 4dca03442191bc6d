"""The answer to who can relax a measure, as text, as JSON and as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.authority.model import CONDUCT, NO_CONDUCT, ONE_WAY
from kg.answers.grounds import mark
from kg.core.dates import as_of_data, as_of_line
from kg.core.dates import written as day
from kg.core.document import NOT_ADVICE
from kg.core.wording import camel, listed
from kg.graph.queries import Rows
from kg.graph.sources import lines, told
from kg.present.printing import indented

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console

    from kg.answers.authority.model import Authority, Named, Need, PowerView, ProvisionView, Road

_MOST = 8
_CONDUCT = {
    NO_CONDUCT: "Needs no conduct of the target.",
    ONE_WAY: "Conduct of the target is one way; it can be used without.",
    CONDUCT: "Needs conduct of the target.",
}
_COLUMNS = (
    *("power", "label", "mechanism", "held_by", "delegates", "citation", "conduct", "condition"),
    *("kind", "threshold", "needs_vote", "certification", "notice_days", "notice_to"),
    *("longest_term", "renewal", "usable", "reaches", "first_day", "unverified"),
)


def authority_text(console: Console, answer: Authority) -> None:
    """Prints who can relax a measure."""

    def line(text: str = "", indent: int = 0) -> None:
        console.print(indented(text, indent), highlight=False)

    def head(text: str) -> None:
        console.print(f"\n[bold]{escape(text)}[/]", highlight=False)

    console.print(f"[bold]{escape(answer.label)}[/] ({answer.kind})", highlight=False)
    if answer.usual:
        line(f"As its author has it: {answer.usual}.")
    for text, indent in _lines(answer):
        if indent < 0:
            head(text)
        else:
            line(text, indent)
    console.print()
    line(f"{as_of_line(answer.data_date, answer.as_of)} {NOT_ADVICE}")


def authority_json(answer: Authority) -> dict[str, Any]:
    """Returns the answer as JSON data with short ids."""
    return {**camel(asdict(answer)), **as_of_data(answer.data_date, answer.as_of)}


def authority_rows(answer: Authority) -> Rows:
    """Returns the answer as rows: a row for each single condition of each power."""
    rows: list[dict[str, Any]] = []
    for power in answer.powers:
        leaves = list(power.needs.leaves()) if power.needs else [None]
        for leaf in leaves:
            rows.append(
                {
                    **dict.fromkeys(_COLUMNS),
                    "power": power.id,
                    "label": power.label,
                    "mechanism": power.mechanism,
                    "held_by": "; ".join(power.held_by),
                    "delegates": "; ".join(each.label for each in power.delegates),
                    "citation": power.citation,
                    "conduct": power.conduct,
                    "condition": leaf.says if leaf else None,
                    "kind": leaf.kind if leaf else None,
                    "threshold": leaf.threshold if leaf else None,
                    "needs_vote": power.needs_vote,
                    "certification": power.certification,
                    "notice_days": power.notice_days,
                    "notice_to": "; ".join(told.label for told in power.notice_to),
                    "longest_term": power.longest_term,
                    "renewal": power.renewal,
                    "usable": power.usable,
                    "reaches": "; ".join(each.id for each in power.reaches),
                    "first_day": power.first_day,
                    "unverified": power.unverified,
                }
            )
    for body in answer.bodies:
        rows.append(
            {
                **dict.fromkeys(_COLUMNS),
                "power": body.id,
                "label": "own decision",
                "held_by": body.label,
                "condition": body.rule,
                "needs_vote": True,
                "reaches": "; ".join(
                    each.provision.id for each in answer.provisions if each.sender == body.id
                ),
                "unverified": body.unverified,
            }
        )
    for case in answer.case_powers:
        rows.append(
            {
                **dict.fromkeys(_COLUMNS),
                "power": case.id,
                "label": case.label,
                "mechanism": case.form,
                "held_by": "; ".join(each.label for each in case.held_by),
                "citation": "; ".join(each.label for each in case.basis),
                "condition": case.condition,
                "reaches": "; ".join(each.id for each in case.over),
                "unverified": case.unverified,
            }
        )
    return Rows(_COLUMNS, tuple(rows))


def need_lines(need: Need, depth: int = 0) -> Iterator[tuple[str, int]]:
    """Yields the conditions of a power in words, each with how deep it stands in the tree."""
    if len(need.parts) == 1:
        yield from need_lines(need.parts[0], depth)
        return
    own_words = need.says not in ("all of these", "any of these")
    if need.parts:
        own = f"{need.says}{_measure(need)}: " if own_words else ""
        yield f"{own}{need.kind}:", depth
        for part in need.parts:
            yield from need_lines(part, depth + 1)
    else:
        yield f"- {need.says} [{_kind(need)}]{_measure(need)}", depth
    if need.actions:
        names = listed((each.label for each in need.actions), _MOST)
        yield f"would be met by: {names}", depth + 1


def _lines(answer: Authority) -> Iterator[tuple[str, int]]:
    """Lines with their indent; a heading has the indent -1."""
    if not answer.provisions and not answer.powers and not answer.case_powers:
        if answer.given:
            yield "Gives powers, and is no measure itself.", 0
        elif answer.left_out:
            yield "Nothing of it is in force on this day.", 0
        else:
            yield "No provision that it would relax, and no power over it, is in the facts.", 0
    yield from _provisions(answer)
    yield from _bodies(answer)
    if answer.case_powers:
        alone = (
            "What can be permitted without such a decision" if answer.bodies else "Who can relax it"
        )
        yield alone, -1
    for case in answer.case_powers:
        holders = ", ".join(each.label for each in case.held_by)
        yield f"{case.label}{mark(case.unverified)}: {holders}; {case.form}", 2
        yield f"{case.what}{f'; condition: {case.condition}' if case.condition else ''}", 4
        yield f"under {_names(case.basis)}", 4
        if case.over != case.basis and len(case.over) < len(answer.provisions):
            yield f"over {_names(case.over)}", 4
    for decider in answer.deciders:
        yield f"{decider.label}{mark(decider.unverified)} decides by {decider.rule}.", 2
    for road in answer.roads:
        yield from _road(road)
    yield from _barriers(answer)
    if answer.given:
        yield "Gives these powers (name one to see its terms)", -1
        for each in answer.given:
            yield f"{each.label}{mark(each.unverified)}: {each.id}", 2
    if answer.powers and answer.kind != "power":
        yield f"Powers that reach it: {len(answer.powers)}", -1
    for power in answer.powers:
        yield from _power(power, answer.kind, answer.as_of)
    if answer.returns:
        yield "How it comes back", -1
        for way in answer.returns:
            who = f", by {way.decider}" if way.decider else ""
            fast = f" {way.speed}" if way.speed else ""
            yield f"after {way.after}: {way.route}{who}.{fast}", 2
            if way.blockers:
                yield f"can be blocked by {', '.join(way.blockers)}", 4
            if len(answer.returns) > 2:
                yield f"for {_names(way.of)}", 4
    yield from _twins(answer)
    if answer.left_out:
        yield f"Not in force on {day(answer.as_of)}, left out", -1
        yield _names(answer.left_out, 24), 2
    if answer.sources:
        yield "Sources", -1
        yield from ((line, 2) for line in lines([answer.sources]))


def _provisions(answer: Authority) -> Iterator[tuple[str, int]]:
    senders = dict.fromkeys(each.sent_by for each in answer.provisions)
    for sender in senders:
        mine = [each for each in answer.provisions if each.sent_by == sender]
        older = sum(each.provision.first_day is not None for each in mine)
        counts = [f"{len(mine) - older} in force"] if len(mine) > older else []
        counts += [f"{older} with first day not recorded, may have been in force"] if older else []
        yield f"{sender or 'Sender not recorded'}: {', '.join(counts)}", -1
        for each in mine:
            cited = f" ({each.citation})" if each.citation else ""
            yield f"{each.provision.label}{cited}{mark(each.provision.unverified)}", 2
            yield f"{each.says} {_since(each)}.", 4
            for exception in each.exceptions:
                yield f"outside it: {exception}", 4
        yield "Sources:", 2
        yield from ((line, 4) for line in lines((each.sources for each in mine), _MOST))


def _bodies(answer: Authority) -> Iterator[tuple[str, int]]:
    for body in answer.bodies:
        yield f"Decision of the {body.label} itself{mark(body.unverified)}", -1
        yield f"Vote: {body.rule}.", 2
        if body.blockers:
            yield f"Each of these can block it: {', '.join(body.blockers)}.", 2
        if body.review:
            yield f"It says that it may suspend or lift in: {_names(body.review, 24)}.", 2
        for note in body.notes:
            yield note, 2


def _road(road: Road) -> Iterator[tuple[str, int]]:
    yield road.label[:1].upper() + road.label[1:], -1
    yield f"A judgement of {road.author} on {road.made_on}; sources: {told([road.sources], 4)}", 2
    alone = "can" if road.executive_alone else "cannot"
    vote = "is" if road.vote_needed else "is not"
    yield f"The executive {alone} do it alone; a vote of the legislature {vote} needed.", 2
    yield road.verdict, 2
    if road.notice:
        yield f"Notice: {road.notice}.", 2
    yield f"Turning back: {road.speed}.", 2
    yield "Papers, in order:", 2
    for number, paper in enumerate(road.papers, 1):
        yield f"{number}. {paper}", 4


def _barriers(answer: Authority) -> Iterator[tuple[str, int]]:
    for sender in dict.fromkeys(each.sent_by for each in answer.barriers):
        mine = [each for each in answer.barriers if each.sent_by == sender]
        yield f"What stands in the way in the law of {sender}: {len(mine)}", -1
        for each in mine:
            note = f"; {each.note}" if each.note else ""
            yield (
                f"{_named(each.provision)} ({each.needed}{note})",
                2,
            )
            if each.powers:
                yield f"moved by {_names(each.powers)}", 4
    if answer.no_barriers:
        yield "What only looks like an obstacle", -1
    for each in answer.no_barriers:
        yield f"{each.provision.label}: {each.needed}", 2


def _power(power: PowerView, kind: str, on: date) -> Iterator[tuple[str, int]]:
    yield f"{power.label}{mark(power.unverified)}", -1
    holders = ", ".join(power.held_by) or "nobody: it applies by law"
    yield f"Act: {power.mechanism}. Held by {holders}.", 2
    for other in power.delegates:
        yield f"May be used by {other.label}: {other.act} ({other.citation}).", 2
    yield f"Basis: {power.citation}.", 2
    if power.first_day:
        first = day(power.first_day)
        yield f"The first day on record of its basis is {first}; it may be older.", 2
    if power.stands == "not dated":
        yield "Since when it stands is not in the facts.", 2
    if not power.usable:
        yield "It cannot be used at the data date.", 2
    for each in power.renews:
        yield f"Prolongs {each.label}; it cannot be used first.", 2
    if power.reach:
        yield f"Reach: {power.reach}.", 2
    yield _CONDUCT[power.conduct], 2
    if power.needs:
        yield "Conditions:", 2
        for text, depth in need_lines(power.needs):
            yield text, 4 + 2 * depth
    vote = "cannot be used without a vote" if power.needs_vote else "needs no vote"
    paper = f" Paper: {power.certification}." if power.certification else ""
    yield f"It {vote} of the legislature.{paper}", 2
    if power.notice:
        days = f" ({power.notice_days} days before)" if power.notice_days else ""
        yield f"Notice{days}: {power.notice}.", 2
    for committee in power.notice_to:
        yield f"To {committee.label}: {', '.join(committee.members)}.", 4
    yield from _term(power)
    if power.out_of_reach:
        yield f"Does not reach: {_names(power.out_of_reach)}.", 2
    if power.out_of_reach_later:
        later = _names(power.out_of_reach_later)
        yield f"Leaves alone, but not in force on {day(on)}: {later}.", 2
    if power.reaches and kind != "provision":
        what = "Reaches" if kind == "power" else "Reaches of these"
        yield f"{what}: {_names(power.reaches, 24 if kind == 'power' else _MOST)}.", 2
    for note in power.notes:
        yield f"Note: {note}", 2
    yield f"Sources: {told([power.sources], _MOST)}", 2


def _term(power: PowerView) -> Iterator[tuple[str, int]]:
    words = [power.longest_term] if power.longest_term else []
    if power.shortest_days:
        words.append(f"at least {power.shortest_days} days")
    if words:
        yield f"Longest term: {'; '.join(words)}.", 2
    if power.renewal:
        yield f"Renewal: {power.renewal}.", 2


def _twins(answer: Authority) -> Iterator[tuple[str, int]]:
    own = [each for each in answer.twins if each.relation == "overlaps"]
    others = [each for each in answer.twins if each.relation != "overlaps"]
    if own:
        yield "The same is barred by the same sender in", -1
        yield _names(dict.fromkeys(each.provision for each in own), 24), 2
    if others:
        yield "On the same subject in the law of other senders", -1
    for sender in dict.fromkeys(each.sent_by for each in others):
        mine = [each for each in others if each.sent_by == sender]
        yield f"{sender}: {_names(dict.fromkeys(each.provision for each in mine), 24)}", 2
        for each in mine:
            if each.tie:
                moving = each.provision.label if each.relation == "mirrored by" else _names(each.of)
                yield f"moves with it: {moving}, which {each.tie}", 4
    if answer.twins:
        yield "Relief of one leaves the others in force unless a tie says so.", 2


def _kind(need: Need) -> str:
    rights = ", human rights" if need.on_rights else ""
    return f"{need.kind.removeprefix('condition on ')}{rights}"


def _measure(need: Need) -> str:
    words = [f"threshold: {need.threshold}"] if need.threshold else []
    if need.only_when:
        words.append(f"binds only for: {need.only_when}")
    return f" ({'; '.join(words)})" if words else ""


def _names(things: Iterable[Named], most: int = _MOST) -> str:
    return listed((_named(each) for each in things), most)


def _named(each: Named) -> str:
    first = ""
    if each.first_day:
        first = f" (first day on record is {day(each.first_day)}, it may be older)"
    return f"{each.label}{mark(each.unverified)}{first}"


def _since(each: ProvisionView) -> str:
    if each.provision.first_day:
        return f"The first day on record is {day(each.since)}; it may be older"
    return (
        f"On record since {day(each.since)}, may be older"
        if each.may_be_older
        else (f"Since {day(each.since)}")
    )
