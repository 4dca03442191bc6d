"""The canary: packages on which every shape of a rulebook must fire, checked before any other.

An engine that misreads a shape finds nothing and says nothing. So the canaries of a regime,
``canaries/<rulebook>.jsonl`` in its folder, pass through reader, sorting and checker first, and a
shape that none of them breaks is an error. A rulebook without a canary runs unproven.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.check import rules
from kg.check.compiled.facts import facts
from kg.core.errors import BrokenData, KgError
from kg.core.ids import TERMS, local
from kg.deal.read.packages import parse_line

if TYPE_CHECKING:
    from pathlib import Path

    from kg.check.compiled.functions import Checker
    from kg.graph.regime import Regime

_EVERY = rules.WELL_FORMED.rsplit("/", 1)[0]
_IN_RULEBOOK = f"{TERMS}inRulebook"


def canaries(regime: Regime) -> dict[str, Path]:
    """Returns the files of a regime's canaries, by the name of their rulebook."""
    home = regime.home
    return {each.stem: each for each in sorted(home.glob("canaries/*.jsonl"))} if home else {}


def prove(regime: Regime, checker: Checker) -> None:
    """Lets the canaries of some shapes through, and returns if every shape fires.

    Args:
        regime: the loaded regime.
        checker: its checker.

    Raises:
        BrokenData: if a shape does not fire, or a canary cannot be read.
    """
    files, waiting = canaries(regime), {}
    for shape in checker.shapes:
        books = regime.index.objects(shape.rule.iri, _IN_RULEBOOK)
        for name in {local(str(book)) for book in books} & files.keys():
            waiting[shape.iri] = name
    # What every package must keep comes with each rulebook.
    for name in set(waiting.values()):
        waiting |= {s.iri: name for s in checker.shapes if s.iri.startswith(_EVERY)}
    fired: set[str] = set()
    for name in sorted(set(waiting.values())):
        for number, line in enumerate(files[name].read_bytes().splitlines(), 1):
            try:
                deal = parse_line(line, str(files[name]), number, regime)
            except KgError as error:
                raise BrokenData(f"the canary cannot be read: {error}") from None
            fired |= {shape.iri for shape, _ in checker.check(facts(regime, deal)).violated}
    for iri, name in waiting.items():
        if iri not in fired:
            hint = "the shape, what it builds on or the checker is broken; or extend the canary"
            raise BrokenData("no canary makes this shape fire", where=f"{iri} ({name})", hint=hint)
