"""The front of what is possible: more relief, fewer steps of the target, less that is for good."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.answers.after import exposure
from kg.answers.possible.model import PHASES, counted, empty, made, space
from kg.answers.possible.search import Placed, Search, TimeUp, beats
from kg.answers.value import Valuation, value
from kg.check.book import applied_shapes, find_rulebook
from kg.core.errors import BadInput
from kg.core.ids import TERMS, short
from kg.deal.derive.entail import entailments
from kg.deal.overlay import package_triples
from kg.repair.cure import checked

if TYPE_CHECKING:
    from kg.answers.possible.model import Space
    from kg.answers.value.sums import Worth
    from kg.check.findings import Report
    from kg.deal import Deal
    from kg.deal.edit.edits import Edit
    from kg.graph.regime import Regime

SECONDS = 30.0


@dataclass(frozen=True)
class Point:
    """A package of the front.

    Attributes:
        edits: what is added to the given package, or to an empty one.
        deal: the package.
        report: what the reference checker says of it.
        valuation: what its relief is worth a year.
        steps: short ids of the actions that its concessions achieve, those they entail included.
        relaxed: how many provisions it relaxes by its end.
        exposed: how many of them cannot be taken back, or hardly can.
    """

    edits: tuple[Edit, ...]
    deal: Deal
    report: Report
    valuation: Valuation
    steps: tuple[str, ...]
    relaxed: int
    exposed: int

    @property
    def worth(self) -> Worth:
        """What all its relief together is worth."""
        return self.valuation.phases[-1].by_then

    @property
    def scale(self) -> Decimal:
        """The measure by which worth is compared: the ends of the yearly ranges added up."""
        ranges = [each.gross for each in (self.worth.income, self.worth.access) if each]
        return sum((each.low + each.high for each in ranges), Decimal(0))

    @property
    def measures(self) -> tuple[Decimal, int, int]:
        """Worth, steps and exposure as numbers of which more is better."""
        return self.scale, -len(self.steps), -self.exposed

    def beats(self, other: Point) -> bool:
        """Says whether this point is as good as another in all respects and better in one."""
        return beats(self.measures, other.measures)


@dataclass(frozen=True)
class Front:
    """The answer of ``frontier``: the points, from the most relief on.

    ``complete`` is false where the time ran out, or the user interrupted: the points then are
    those found by then. ``base`` is what was given, or an empty package.
    """

    base: Deal
    rulebook: str
    points: tuple[Point, ...]
    complete: bool


def frontier(
    regime: Regime,
    fixed: Deal | None = None,
    rulebook: str | None = None,
    *,
    phases: int = PHASES,
    seconds: float = SECONDS,
    strict: bool = False,
    tell: Callable[[int, float], None] = lambda points, done: None,
) -> Front:
    """Finds the packages than which none gives more relief for fewer steps at less exposure.

    A package of the front breaks no rule and leaves no gap. More relief counts as better here, and
    so do fewer steps of the target: the front shows the least for which the rulebook lets relief
    go. Relief measures are given by the act and the body that their author has in mind.

    Args:
        regime: the loaded regime.
        fixed: a package whose commitments stay; an empty one by default.
        rulebook: as for ``validate``.
        phases: the most phases of a package; a given one keeps all it has.
        seconds: after how long the search stops; what is found by then is still measured.
        strict: whether weaknesses count as breaches.
        tell: is called with the number of points found and the share of the work done.

    Raises:
        BadInput: for an unknown rulebook, fewer than one phase, less than no time, or a fixed
            package that no addition can save.
    """
    if phases < 1:
        raise BadInput(f"{phases} phases", where="--phases", hint="write 1 or more")
    if not seconds >= 0:
        raise BadInput(f"{seconds} seconds", where="--seconds", hint="write 0 or more")
    until = time.monotonic() + seconds
    book = find_rulebook(regime, rulebook)
    shapes = applied_shapes(regime, book)
    base = fixed or empty(regime, "deal/frontier", "A package of the frontier")
    found: list[Placed] = []
    points: list[Point] = []
    complete = True
    try:
        could = space(
            *(regime, base, shapes), concessions=True, worth=True, phases=phases, strict=strict
        )
        for placed, done in _found(Search(could, "money"), until):
            found.append(placed)
            tell(len(found), done)
    except (TimeUp, KeyboardInterrupt):
        complete = False
    if not found and complete:
        hint = "see sanctions-kg repair for what would cure it"
        raise BadInput("nothing that is added cures the fixed package", where=base.id, hint=hint)
    kept = [each for each in found if not any(other.beats(each) for other in found)]
    try:
        for each in dict.fromkeys(kept):
            points.append(_point(regime, could, each, rulebook, strict))
    except KeyboardInterrupt:
        complete = False
    points = [each for each in points if not any(other.beats(each) for other in points)]
    unique = {each.measures: each for each in reversed(points)}
    best = (unique[each] for each in sorted(unique, reverse=True))
    return Front(base, short(book, regime.base), tuple(best), complete)


def _found(search: Search, until: float) -> Iterator[tuple[Placed, float]]:
    """Yields the best packages, bound by bound: fewer and fewer steps, then less exposure."""
    safer: int | None = None
    most: int | None = None
    while True:
        level: list[Placed] = []
        fewer: int | None = None
        while (placed := search.best(until, fewer=fewer, safer=safer)) is not None:
            level.append(placed)
            most = max(placed.exposed, most or 0)
            yield placed, 1 - (max(each.exposed for each in level) / most if most else 0)
            if not placed.steps:
                break
            fewer = placed.steps - 1
        worst = max((each.exposed for each in level), default=0)
        if not worst:
            return
        safer = worst - 1


def _point(
    regime: Regime, could: Space, placed: Placed, rulebook: str | None, strict: bool
) -> Point:
    edits, deal = made(could, placed.places)
    report = regime.validate(deal, rulebook, engine="reference")
    checked(report, strict)
    exposed = exposure(regime, deal)
    return Point(
        edits=edits,
        deal=deal,
        report=report,
        valuation=value(regime, deal),
        steps=_steps(regime, deal),
        relaxed=len(exposed.items),
        exposed=sum(bool(each.caveats) for each in exposed.items),
    )


def _steps(regime: Regime, deal: Deal) -> tuple[str, ...]:
    stated = list(package_triples(deal))
    achieved = {
        short(str(getattr(triple.object, "value", "")), regime.base)
        for triple in entailments(regime, stated, deal.as_of)
        if triple.predicate.value == f"{TERMS}achieves"
    }
    return tuple(each for each in counted(regime) if each in achieved)
