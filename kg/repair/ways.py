"""Ways to write a commitment anew: new values of its attributes, with what each step costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kg.core.ids import TERMS

FORM = "form"
SUSPENSION = f"{TERMS}suspension"

Changes = tuple[tuple[str, Any], ...]
Part = tuple[Changes, int]


@dataclass(frozen=True)
class Way:
    """One way to write a commitment anew.

    Attributes:
        axis: what it is about; of each axis one way is chosen.
        parts: new values of attributes, with the cost of each step.
    """

    axis: str
    parts: tuple[Part, ...]

    @property
    def changes(self) -> Changes:
        """All new values."""
        return tuple(change for changes, _ in self.parts for change in changes)

    @property
    def cost(self) -> int:
        """What all steps cost."""
        return sum(cost for _, cost in self.parts)
