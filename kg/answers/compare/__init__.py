"""How two packages differ: phase by phase, and in what a rulebook finds in them.

What counts as the same commitment in both packages:

1. a concession with the same action, a safeguard or an undertaking of the same kind, a safeguard
   that both go without;
2. relief through the same relief measure;
3. of two reliefs that list provisions, those with the largest share of provisions in common;
4. a listed relief and one through a measure, where at least half of what the two touch is common
   to both.

Where several fit, the one in the same phase comes first, then the one with the fewest other terms,
then the nearest. A pair in two phases has moved, one with other terms has changed, or both. Remarks
and sources are not compared. Nothing here depends on the order in which the packages are given:
swapping them turns added into dropped and old into new, and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.compare.items import FORGONE, Item, Side, entries, items, side
from kg.core.errors import BadInput

if TYPE_CHECKING:
    from kg.check.findings import Finding, Report
    from kg.deal.model import Deal

__all__ = ["FORGONE", "Comparison", "Item", "Pair", "Side", "Single", "compare", "items", "side"]

_COMMON = 0.5
_SEVERITIES = ("breach", "gap", "weakness")


@dataclass(frozen=True)
class Change:
    """A term that differs; nothing stated is empty."""

    term: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """The same commitment in both packages."""

    a: Item
    b: Item
    changes: tuple[Change, ...]

    @property
    def moved(self) -> bool:
        """Whether it stands in another phase."""
        return self.a.phase != self.b.phase


@dataclass(frozen=True)
class Link:
    """What the other package has instead of a commitment that it lacks.

    ``how`` is "entailed by", "entails" or "shares"; ``count`` is the number of provisions shared.
    """

    how: str
    item: Item
    count: int | None = None


@dataclass(frozen=True)
class Single:
    """A commitment of one package only, and what comes near it in the other."""

    item: Item
    near: tuple[Link, ...]


@dataclass(frozen=True)
class PhaseChanges:
    """What differs in one phase; a moved pair is told in the phase that it has in A."""

    number: int
    a: str | None
    b: str | None
    moved: tuple[Pair, ...]
    added: tuple[Single, ...]
    dropped: tuple[Single, ...]
    changed: tuple[Pair, ...]
    unchanged: tuple[Pair, ...]


@dataclass(frozen=True)
class Findings:
    """What one shape of a rule finds in either package, of one kind: the commitments concerned."""

    rule: str
    kind: str
    shape: str
    message: str
    a: tuple[Finding, ...]
    b: tuple[Finding, ...]


@dataclass(frozen=True)
class Comparison:
    """Two packages side by side."""

    a: Side
    b: Side
    phases: tuple[PhaseChanges, ...]
    findings: tuple[Findings, ...]

    @property
    def moved(self) -> tuple[Pair, ...]:
        """Every commitment in another phase."""
        return tuple(pair for phase in self.phases for pair in phase.moved)

    @property
    def changed(self) -> tuple[Pair, ...]:
        """Every commitment in the same phase with other terms."""
        return tuple(pair for phase in self.phases for pair in phase.changed)

    @property
    def added(self) -> tuple[Single, ...]:
        """Every commitment of B only."""
        return tuple(each for phase in self.phases for each in phase.added)

    @property
    def dropped(self) -> tuple[Single, ...]:
        """Every commitment of A only."""
        return tuple(each for phase in self.phases for each in phase.dropped)

    @property
    def unchanged(self) -> tuple[Pair, ...]:
        """Every commitment that both have in the same phase on the same terms."""
        return tuple(pair for phase in self.phases for pair in phase.unchanged)

    @property
    def only_a(self) -> tuple[Findings, ...]:
        """What is found in A only."""
        return tuple(each for each in self.findings if not each.b)

    @property
    def only_b(self) -> tuple[Findings, ...]:
        """What is found in B only."""
        return tuple(each for each in self.findings if not each.a)

    @property
    def both(self) -> tuple[Findings, ...]:
        """What is found in both."""
        return tuple(each for each in self.findings if each.a and each.b)


# Each commitment is held against each of the other package: so many take some 100 MB.
MOST_PAIRS = 500_000


def bounded(a: Deal, b: Deal) -> None:
    """Refuses packages that are too long to compare, before anything is worked out for them.

    Raises:
        BadInput: if the two have too many commitments for each to be held against each other.
    """
    one, other = (sum(map(entries, deal.phases)) for deal in (a, b))
    if one * other > MOST_PAIRS:
        many = f"{one} and {other} commitments are too many to compare"
        raise BadInput(many, hint=f"one number times the other may be {MOST_PAIRS:,} at most")


def compare(a: Side, b: Side) -> Comparison:
    """Says how package B differs from package A.

    Raises:
        BadInput: if the two have too many commitments for each to be held against each other.

    >>> import kg
    >>> from kg.core.resources import folder
    >>> regime = kg.load()
    >>> one = side(regime, kg.read_deal(folder("deals") / "tutorial.yaml", regime))
    >>> answer = compare(one, one)
    >>> answer.moved + answer.added + answer.dropped + answer.changed + answer.only_a
    ()
    """
    bounded(a.deal, b.deal)
    left, right = items(a), items(b)
    entails = {**a.entails, **b.entails}
    pairs = _pairs(left, right)
    taken = {pair.a.id for pair in pairs}, {pair.b.id for pair in pairs}
    dropped = [_single(one, right, entails) for one in left if one.id not in taken[0]]
    added = [_single(one, left, entails) for one in right if one.id not in taken[1]]
    numbers = range(1, max(len(a.deal.phases), len(b.deal.phases)) + 1)
    phases = []
    for n in numbers:
        here = [pair for pair in pairs if pair.a.phase == n]
        stayed = [pair for pair in here if not pair.moved]
        phases.append(
            PhaseChanges(
                n,
                _title(a.deal, n),
                _title(b.deal, n),
                moved=tuple(pair for pair in here if pair.moved),
                added=tuple(each for each in added if each.item.phase == n),
                dropped=tuple(each for each in dropped if each.item.phase == n),
                changed=tuple(pair for pair in stayed if pair.changes),
                unchanged=tuple(pair for pair in stayed if not pair.changes),
            )
        )
    return Comparison(a, b, tuple(phases), _findings(a.report, b.report))


def _changes(a: Item, b: Item) -> tuple[Change, ...]:
    both = zip(a.terms, b.terms, strict=True)
    return tuple(Change(term, old, new) for (term, old), (_, new) in both if old != new)


def _pairs(left: Iterable[Item], right: tuple[Item, ...]) -> tuple[Pair, ...]:
    # The rank is the same whichever package comes first, and two couples of equal rank never
    # share a commitment: they are (x, y) and (y, x).
    couples = []
    for x, a in enumerate(left):
        for y, b in enumerate(right):
            if (fit := _fit(a, b)) is not None:
                changes = _changes(a, b)
                apart = abs(a.phase - b.phase)
                rank = (fit, apart > 0, len(changes), apart, x + y, abs(x - y))
                couples.append((rank, x, y, Pair(a, b, changes)))
    couples.sort(key=lambda couple: couple[:3])
    found: dict[int, Pair] = {}
    taken: set[int] = set()
    for _, x, y, pair in couples:
        if x not in found and y not in taken:
            found[x] = pair
            taken.add(y)
    return tuple(found[x] for x in sorted(found))


def _fit(a: Item, b: Item) -> tuple[int, float] | None:
    """Ranks how well two commitments fit, the best lowest; None if they are not the same."""
    if a.kind != b.kind:
        return None
    if a.thing is not None and b.thing is not None:
        return (0, 0.0) if a.thing == b.thing else None
    listed = a.thing is None and b.thing is None
    one, other = (dict(each.terms)["provisions"] for each in (a, b))
    reach = (set(one), set(other)) if listed else (a.touches or {*one}, b.touches or {*other})
    common, all_ = reach[0] & reach[1], reach[0] | reach[1]
    share = len(common) / len(all_) if all_ else 0.0
    if share > 0 if listed else share >= _COMMON:
        return (1 if listed else 2), -share
    return None


def _single(one: Item, others: Iterable[Item], entails: Mapping[str, frozenset[str]]) -> Single:
    near = []
    for other in others:
        if one.kind != other.kind or one.thing == other.thing is not None:
            continue
        shared = len(one.touches & other.touches)
        if shared:
            near.append(Link("shares", other, shared))
        elif one.thing and other.thing and one.thing in entails.get(other.thing, ()):
            near.append(Link("entailed by", other))
        elif one.thing and other.thing and other.thing in entails.get(one.thing, ()):
            near.append(Link("entails", other))
    return Single(one, tuple(near))


def _title(deal: Deal, number: int) -> str | None:
    return deal.phases[number - 1].title if number <= len(deal.phases) else None


def _findings(a: Report, b: Report) -> tuple[Findings, ...]:
    # A must that one package breaks and the other leaves open is a breach here and a gap there.
    first = {(each.shape, each.kind): each for each in (*a.findings, *b.findings)}
    found = [
        Findings(
            each.rule,
            kind,
            shape,
            each.message,
            tuple(one for one in a.findings if (one.shape, one.kind) == (shape, kind)),
            tuple(one for one in b.findings if (one.shape, one.kind) == (shape, kind)),
        )
        for (shape, kind), each in first.items()
    ]
    return tuple(sorted(found, key=lambda f: (_SEVERITIES.index(f.kind), f.rule, f.shape)))
