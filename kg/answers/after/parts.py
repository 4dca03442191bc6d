"""What the answers on a day after a package have in common: head, tables, lines and foot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from rich.markup import escape

from kg.answers.after import tally
from kg.core.dates import as_of_data, as_of_line
from kg.core.document import NOT_ADVICE
from kg.graph.queries import Rows
from kg.graph.sources import lines, told
from kg.present.printing import indented

if TYPE_CHECKING:
    from rich.console import Console

    from kg.answers.after import After, Silent, Standing
    from kg.graph.query_values import Value

Item = TypeVar("Item")

RENEWED = "A suspension with a term is taken to be renewed. Later phases are left out of account."
IN_PART = "Besides, in part: reaches further than what is shown above, or to other goods"


def with_parts(
    items: Iterable[Item], parts: Sequence[Item], key: Callable[[Item], str]
) -> Iterable[Item]:
    """Yields each item with the further reliefs in part of the same provision after it."""
    for item in items:
        yield item
        yield from (part for part in parts if key(part) == key(item))


def standing_line(each: Standing, doubtful: bool = False) -> str:
    """Returns a provision with its state as one line; the caller has named the state."""
    parts = [each.label]
    if each.in_part and each.limits:
        parts.append(f"in part: {'; '.join(each.limits)}")
    elif each.in_part and each.state != "skg:exemptedInPart":
        parts.append("in part")
    if each.until:
        parts.append(each.until)
    if each.relief_label:
        by = f" by {each.body}" if each.body else ""
        act = each.act if each.state != "skg:relaxedSomehow" else "act not stated,"
        parts.append(f"phase {each.phase}, {act}{by}")
    if each.unverified or doubtful:
        parts.append("unverified")
    return "; ".join(parts)


def head(console: Console, after: After) -> None:
    """Prints the package and the phase after which it is looked at."""
    console.print(f"[bold]{escape(after.title)}[/]")
    console.print(f"after phase {after.phase} of {after.phases}: {after.phase_title}", markup=False)


def head_data(after: After) -> dict[str, Any]:
    """Returns the same as data, with the days."""
    return {
        "deal": after.deal,
        "title": after.title,
        "after": after.phase,
        "phases": after.phases,
        "phaseTitle": after.phase_title,
        **as_of_data(after.data_date, after.as_of),
        "sources": list(after.sources),
    }


def foot(
    console: Console,
    after: After,
    note: str,
    shown: Iterable[Standing],
    rests_on: Sequence[str] = (),
) -> None:
    """Prints the texts of what is shown, other sources, days and what the answer is not."""
    if texts := lines(each.sources for each in shown):
        console.print("\n[bold]Sources of the provisions above[/]")
    for line in texts:
        console.print(indented(line, 2))
    if after.sources:
        console.print(f"\nThe package is read from: {'; '.join(after.sources)}.", markup=False)
    if rests_on:
        console.print(f"How measures come back: {told([rests_on])}", markup=False)
    console.print(
        f"{as_of_line(after.data_date, after.as_of)} {note} {NOT_ADVICE}",
        markup=False,
    )


def silent_lines(console: Console, silent: Sequence[Silent]) -> None:
    """Prints the relief that relaxes no provision in force."""
    if silent:
        console.print("\n[bold]Not shown above[/]: relief that relaxes no provision in force")
    for each in silent:
        by = f", by {each.body}" if each.body else ""
        console.print(indented(f"phase {each.phase}, {each.label}{by}", 2))


def by_state(standings: Iterable[Standing]) -> dict[str, int]:
    """Counts provisions by the label of their state."""
    return {key[0]: count for key, count in tally(standings, "state_label").items()}


def nested(counts: dict[tuple[str, ...], int]) -> dict[str, dict[str, int]]:
    """Returns counts by two keys as counts by the second within the first."""
    found: dict[str, dict[str, int]] = {}
    for (outer, inner), count in counts.items():
        found.setdefault(outer, {})[inner] = count
    return found


def table(
    console: Console, title: str, columns: Sequence[str], rows: list[tuple[str, dict[str, int]]]
) -> None:
    """Prints counts, with a dash for none; nothing where there is no row or no column."""
    from rich.table import Table

    if not columns or not rows:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(escape(title))
    for column in columns:
        table.add_column(escape(column), justify="right", overflow="fold")
    for name, counts in rows:
        table.add_row(escape(name), *(str(counts.get(column, 0) or "–") for column in columns))
    console.print()
    console.print(table)


def rows(columns: tuple[str, ...], after: After, items: Iterable[dict[str, Any]]) -> Rows:
    """Returns items as rows with the days; a cell with several values parts them by semicolons."""
    days = {"as_of": after.as_of, "data_date": after.data_date}
    return Rows(
        columns,
        tuple({name: _plain({**each, **days}[name]) for name in columns} for each in items),
    )


def _plain(value: Any) -> Value:
    return "; ".join(value) if isinstance(value, tuple) else value


def upper(text: str) -> str:
    """Returns a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]
