"""What a check finds: findings, the report that holds them, and the verdict that follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from kg.core.wording import natural

if TYPE_CHECKING:
    from rdflib import Graph

CONFORMING = ("conforms", "conforms-with-weaknesses")
NOTHING_TO_JUDGE = "nothing-to-judge"
GRAVITY = {"breach": 0, "gap": 1, "weakness": 2}


@dataclass(frozen=True)
class Finding:
    """One commitment that breaks one shape of a rule.

    ``kind`` is breach, weakness or gap; ids are short ids; ``phase`` counts from one and is None
    for the package as a whole. ``open`` says that some completion of the package keeps the shape:
    of a weakness it means that the package does not say.
    """

    rule: str
    kind: str
    phase: int | None
    commitment: str
    label: str
    message: str
    details: tuple[str, ...]
    why: str
    provisions: tuple[str, ...]
    passages: tuple[str, ...]
    shape: str
    open: bool = False


@dataclass(frozen=True)
class Report:
    """The answer of ``validate``: verdict, findings, what passed and what was not checked."""

    deal: str
    title: str
    rulebook: str
    as_of: date
    data_date: date
    verdict: str
    findings: tuple[Finding, ...]
    passed: tuple[str, ...]
    not_applicable: tuple[str, ...]
    not_checked: tuple[str, ...]
    notes: tuple[str, ...]
    write: Callable[[], str] = field(repr=False, compare=False)

    @cached_property
    def turtle(self) -> str:
        """The SHACL validation report as Turtle, written when it is first asked for."""
        return self.write()

    @property
    def graph(self) -> Graph:
        """The same as a graph of rdflib."""
        from rdflib import Graph

        return Graph().parse(data=self.turtle, format="turtle")

    @property
    def conforms(self) -> bool:
        """True for the two conforming verdicts."""
        return self.verdict in CONFORMING


def verdict(kinds: Iterable[str], effective: bool = True) -> str:
    """Returns the verdict on a package with findings of some kinds.

    Args:
        kinds: the kinds of its findings.
        effective: whether it holds relief that changes anything; else there is nothing to judge.

    >>> verdict(["weakness", "gap"])
    'underspecified'
    >>> verdict(["weakness"], effective=False)
    'nothing-to-judge'
    """
    kinds = set(kinds)
    if not effective:
        return NOTHING_TO_JUDGE
    if "breach" in kinds:
        return "breaks"
    if "gap" in kinds:
        return "underspecified"
    return "conforms-with-weaknesses" if kinds else "conforms"


def place(finding: Finding) -> tuple[object, ...]:
    """Returns where a finding stands in a report, for sorting."""
    return (
        finding.phase or 0,
        GRAVITY[finding.kind],
        natural(finding.commitment),
        finding.rule,
        finding.shape,
    )
