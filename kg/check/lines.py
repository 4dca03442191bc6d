"""How much is told of what is found in one package, counted before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.core.errors import BadInput

if TYPE_CHECKING:
    from kg.deal import Deal

MOST_LINES = 300_000
"""The most lines in all, so that every form of a report is made in seconds and below 300 MB."""
PER_FINDING = 10
"""What a finding counts for, beside a line for each detail and each provision that it names."""


def few(deal: Deal, lines: int) -> None:
    """Refuses a package of which too much would have to be told.

    Args:
        deal: the package.
        lines: how many lines there are, as far as they are counted.

    Raises:
        BadInput: if they are more than ``MOST_LINES``.
    """
    if lines > MOST_LINES:
        raise BadInput(
            f"what is found here would fill more than {MOST_LINES:,} lines",
            where=deal.id,
            hint="write relief that is alike once, or write several packages",
        )
