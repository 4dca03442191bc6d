"""What a package leaves in force, as text, JSON data and rows; counts come first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from kg.answers.after import UNTOUCHED, tally
from kg.answers.after.parts import (
    IN_PART,
    RENEWED,
    by_state,
    foot,
    head,
    head_data,
    nested,
    rows,
    silent_lines,
    standing_line,
    table,
    upper,
    with_parts,
)
from kg.core.document import NOT_ADVICE
from kg.core.wording import camel, counted
from kg.graph.queries import Rows
from kg.graph.words import sided
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.after import Residual, Standing

_COLUMNS = (
    *("provision", "label", "sender", "sender_label", "measure", "types", "state", "state_label"),
    *("in_part", "limits", "until", "phase", "relief", "relief_label", "act", "body", "days"),
    *("days_most", "temporary", "renewable", "unverified", "sources", "as_of", "data_date"),
)
_REST = "not measures"
_NOT_MEASURES = "not measures: demands, powers, definitions and the like, which restrict nothing"


def residual_text(console: Console, found: Residual, every: bool = False) -> None:
    """Prints in what state each provision is.

    Args:
        console: where to print.
        found: the answer.
        every: whether provisions that restrict nothing are listed too.
    """
    measures = [each for each in found.standings if each.measure]
    head(console, found.after)
    console.print(
        f"{counted(len(found.standings), 'provision')} in force that day: "
        f"{len(found.standings) - len(found.relieved)} untouched, {len(found.relieved)} relaxed "
        "in whole or in part"
    )
    if found.parts:
        counts = ", ".join(f"{number} {state}" for state, number in by_state(found.parts).items())
        console.print(f"besides, in part, and in no count here: {counts}", markup=False)
    states = _states(found.standings)
    rest = [each for each in found.standings if not each.measure]
    table(
        console,
        "By sender",
        states,
        [*_cells(measures, "sender_label"), *([(_REST, by_state(rest))] if rest else [])],
    )
    by_type = [
        (sided(name, found.after.target), by_state([e for e in measures if name in e.types]))
        for name in sorted({name for each in measures for name in each.types})
    ]
    table(console, "By type; a measure of two types counts in both", states, by_type)
    listed = list(found.standings) if every else measures
    for state in sorted(states, key=lambda name: name == states[0]):
        those = [each for each in listed if each.state_label == state]
        if those:
            console.print(f"\n[bold]{escape(upper(state))}[/] ({len(those)})")
        for sender, group in groupby(those, key=lambda each: each.sender_label):
            console.print(f"  {escape(sender)}")
            for each in group:
                console.print(indented(standing_line(each), 4))
    parts = [each for each in found.parts if each.measure or every]
    if parts:
        console.print(f"\n[bold]{IN_PART}[/] ({len(parts)})")
    for each in parts:
        console.print(indented(f"{each.state_label}: {standing_line(each)}", 2))
    if not every and rest:
        console.print(f"\n{len(rest)} provisions are {_NOT_MEASURES}; --all lists them.")
    silent_lines(console, found.silent)
    foot(console, found.after, RENEWED, [*listed, *parts])


def residual_json(found: Residual, every: bool = False) -> dict[str, Any]:
    """Returns the same as data; the counts are of all provisions."""
    return {
        **head_data(found.after),
        "counts": {
            "inForce": len(found.standings),
            "relaxed": len(found.relieved),
            "measures": sum(each.measure for each in found.standings),
            "bySender": nested(tally(_measures(found), "sender_label", "state_label")),
            "byType": {
                name: by_state([each for each in _measures(found) if name in each.types])
                for name in sorted({name for each in found.standings for name in each.types})
            },
            "restrictNothing": dict(
                by_state([each for each in found.standings if not each.measure])
            ),
            "besidesInPart": by_state(found.parts),
        },
        **{
            name: [
                camel({**asdict(each), "until": each.until})
                for each in those
                if each.measure or every
            ]
            for name, those in (("provisions", found.standings), ("besidesInPart", found.parts))
        },
        "notShown": [camel(asdict(each)) for each in found.silent],
        "note": NOT_ADVICE,
    }


def residual_rows(found: Residual, every: bool = False) -> Rows:
    """Returns the same as rows; a cell with several values parts them by semicolons.

    Further relief in part is a row after that of its provision, with ``in_part``.
    """
    return rows(
        _COLUMNS,
        found.after,
        (
            {**asdict(each), "until": each.until}
            for each in with_parts(found.standings, found.parts, lambda each: each.provision)
            if each.measure or every
        ),
    )


def _states(standings: Iterable[Standing]) -> list[str]:
    """The states that there are, those that nothing touched first."""
    found = {each.state_label: each.state for each in standings}
    return sorted(found, key=lambda label: (found[label] != UNTOUCHED, label))


def _measures(found: Residual) -> list[Standing]:
    return [each for each in found.standings if each.measure]


def _cells(standings: Sequence[Standing], key: str) -> list[tuple[str, dict[str, int]]]:
    return sorted(nested(tally(standings, key, "state_label")).items())
