"""Facts beside the texts that they report: what differs, and what a text has and the graph lacks.

The texts are the user's own; the project holds none.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.check.integrity import Problem
from kg.check.texts import source
from kg.check.texts.act import shown
from kg.check.texts.facts import Facts
from kg.check.texts.stated import statements
from kg.check.texts.unsaid import looked
from kg.graph.regime import Regime


@dataclass(frozen=True)
class Comparison:
    """What came out of it.

    Attributes:
        problems: the differences as errors, and what the graph lacks as warnings.
        texts: how many acts of the graph have a text.
        without: the ids of the acts that have none.
        compared: how many numbers of the graph were compared.
        looked: how many numbers of the texts were looked for.
        left_aside: the files that were not used, each with the reason.
    """

    problems: tuple[Problem, ...]
    texts: int
    without: tuple[str, ...]
    compared: int
    looked: int
    left_aside: tuple[str, ...]

    @property
    def differing(self) -> int:
        """How many numbers of the graph the texts do not have."""
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def missing(self) -> int:
        """How many numbers of the texts the graph does not have."""
        return len(self.problems) - self.differing

    def summary(self) -> list[str]:
        """Returns what was done in a few lines: the counts both ways, and what has no text."""
        acts = f"{self.texts} {'act' if self.texts == 1 else 'acts'}"
        compared = f"{self.compared:,} numbers of the graph compared with the texts of"
        looked = f"{self.looked:,} numbers of the texts looked for in the graph"
        lines = [
            f"{compared} {acts}, {self.differing:,} differ",
            f"{looked}, {self.missing:,} missing",
        ]
        return [*lines, f"without a text: {', '.join(self.without)}"] if self.without else lines


def compare(regime: Regime, folder: Path) -> Comparison:
    """Compares the numbers of the graph with the texts in a folder, both ways.

    Args:
        regime: the regime whose acts are compared.
        folder: the folder; each text is a file in JSON or in Akoma Ntoso.

    Raises:
        BadInput: if the folder or a text cannot be read.
    """
    held = source.read(folder)
    facts = Facts(regime)
    acts = facts.acts()
    stated = list(statements(facts, held.acts))
    sought = list(looked(facts, held.acts))
    differ = [
        Problem("error", each.record, str(each), each.where) for each in stated if each.differs
    ]
    lack = [
        Problem("warning", each.record, str(each), each.where) for each in sought if not each.found
    ]
    foreign = tuple(
        f"{shown(act.path)}: left aside: no act of the graph has this number"
        for number, act in held.acts.items()
        if number not in acts
    )
    return Comparison(
        problems=(*differ, *lack),
        texts=len(acts.keys() & held.acts.keys()),
        without=tuple(facts.id(iri) for number, iri in acts.items() if number not in held.acts),
        compared=len(stated),
        looked=len(sought),
        left_aside=(*held.left_aside, *foreign),
    )
