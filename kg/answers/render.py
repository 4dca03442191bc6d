"""Answers as text and as JSON.

Text prints labels, never IRIs, and says as of when and what was not checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat
from typing import TYPE_CHECKING

from rich.markup import escape

from kg.answers.grounds import sources_line, unverified, unverified_under
from kg.answers.justify import AHEAD, FITS, FURTHER_AWAY, ONE_AWAY
from kg.core.dates import as_of_line
from kg.core.document import NOT_ADVICE
from kg.core.wording import listed
from kg.graph.words import cited
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.justify import Kept, Option, Reached
    from kg.check.foreign import ForeignResult
    from kg.graph.queries import Rows
    from kg.graph.regime import Regime

    Foreign = tuple[tuple[str, tuple[ForeignResult, ...]], ...]

_MOST_NAMES = 4


def options_text(
    console: Console, regime: Regime, options: tuple[Option, ...], how_far: Reached, heading: str
) -> None:
    """Prints how far concessions have come, and what they justify, by stage and by distance."""
    console.print(f"[bold]{escape(heading)}[/]")
    here = how_far.stage.label if how_far.stage else "none"
    console.print(indented(f"Stage reached: {here}", 0))
    if how_far.next:
        console.print(
            indented(f"missing of {how_far.next.label}: {_steps(regime, how_far.owed)}", 2)
        )
    for state, title in (
        (FITS, "[bold green]Fits the stage reached[/]: no must of the rulebook is broken"),
        (AHEAD, "[bold cyan]Allowed, but ahead of it[/]: no must is broken, and steps are missing"),
        (ONE_AWAY, "[bold yellow]One concession away[/]: one more keeps every must"),
        (FURTHER_AWAY, "[bold red]Further away[/]"),
    ):
        chosen = [option for option in options if option.state == state]
        if chosen:
            console.print(f"\n{title}")
        for option in chosen:
            _option(console, regime, option)
    cited = _sources(regime, chain(*((o.satisfied, o.broken, o.better_with) for o in options)))
    console.print(
        f"\n{cited}Each relief is tried in the form its author has in mind, in the phase of the "
        "concessions. A stage is reached when each step that the rulebook asks at it, and at those "
        "before it, is delivered. Relief that touches no law in force is left out. "
        f"{as_of_line(regime.data_date, regime.data_date)} {NOT_ADVICE}"
    )


def _option(console: Console, regime: Regime, option: Option) -> None:
    console.print(f"  [bold]{escape(option.label)}[/]  [dim]{option.relief}[/]")
    place = option.stage.label if option.stage else "its author places it at no stage"
    if option.stage is None or option.state != FITS:
        console.print(indented(f"[dim]{escape(place)}[/]", 4, markup=True))
    if not option.encoded:
        text = "[yellow]it relaxes no provision on record, so no law is asked for it[/]"
        console.print(indented(text, 4, markup=True))
    _doubts(console, regime, option.unverified, 4)
    for needed, word in zip(option.needs, chain(["needs"], repeat("or")), strict=False):
        console.print(indented(f"{word} {escape(_steps(regime, needed))}", 4, markup=True))
    _kept(console, "    broken", option.broken)
    _kept(console, "    satisfied", option.satisfied)
    _kept(console, "    should also keep", option.better_with)


def _doubts(console: Console, regime: Regime, ids: tuple[str, ...], by: int) -> None:
    if ids:
        text = f"unverified, of what it rests on: {listed(map(regime.label, ids), _MOST_NAMES)}"
        console.print(indented(f"[yellow]{escape(text)}[/]", by, markup=True))


def _kept(console: Console, title: str, kept: tuple[Kept, ...]) -> None:
    if kept:
        indent = len(title) - len(title.lstrip())
        names = ", ".join(f"{k.rule}{cited(k.passages)}" for k in kept)
        console.print(indented(f"[dim]{title.strip()}: {escape(names)}[/]", indent, markup=True))


def _steps(regime: Regime, names: Iterable[str]) -> str:
    def worded(name: str) -> str:
        kind, own = name.split("/", 1)
        doubt = "; rests on what is unverified" if _rests_on_doubt(regime, name) else ""
        return f"{'with ' if kind == 'relief' else ''}{regime.label(name)} ({own}{doubt})"

    return "; ".join(worded(name) for name in names)


def _sources(regime: Regime, rules: Iterable[tuple[Kept, ...]], *records: str) -> str:
    passages = {passage for kept in rules for each in kept for passage in each.passages}
    line = sources_line(regime, passages, records)
    return f"{line}\n" if line else ""


def _rests_on_doubt(regime: Regime, name: str) -> bool:
    if name.startswith("relief/"):
        return bool(unverified_under(regime, name))
    return unverified(regime, name) is not None


def rows_text(console: Console, rows: Rows) -> None:
    """Prints the rows of a query as a table."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for column in rows.columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(
            *("" if row[column] is None else escape(str(row[column])) for column in rows.columns)
        )
    console.print(table)
