"""The order of the phases of a package: which come before which, and what is there by then.

A phase of a long package has as many before it as there are; so these are sets that hold no more
than where they end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from kg.core.closure import closure
from kg.core.index import Term

Before = Mapping[Term, AbstractSet[Term]]
"""Each phase with itself and all that come before it."""
_NOTHING: frozenset[Term] = frozenset()


class UpTo(AbstractSet[Term]):
    """The phases of a line up to a place of it.

    >>> line = ("a", "b", "c")
    >>> two = UpTo(line, {"a": 0, "b": 1, "c": 2}, 2)
    >>> sorted(two), "c" in two, two == {"a", "b"}, two | {"x"} == {"a", "b", "x"}
    (['a', 'b'], False, True, True)
    """

    __slots__ = ("_end", "_places", "line")

    def __init__(self, line: Sequence[Term], places: Mapping[Term, int], end: int) -> None:
        self.line, self._places, self._end = line, places, end

    def __contains__(self, phase: object) -> bool:
        return self._places.get(phase, self._end) < self._end  # type: ignore[call-overload, no-any-return]

    def __iter__(self) -> Iterator[Term]:
        return iter(self.line[: self._end])

    def __len__(self) -> int:
        return self._end

    @classmethod
    def _from_iterable(cls, it: Iterable[Term]) -> frozenset[Term]:  # type: ignore[override]
        return frozenset(it)


def up_to(phases: Iterable[Term], direct: Mapping[Term, AbstractSet[Term]]) -> Before:
    """Returns each phase with itself and all that come before it.

    Args:
        phases: the phases.
        direct: those that each follows at once.

    >>> {phase: sorted(before) for phase, before in up_to("cab", {"b": {"a"}, "c": {"b"}}).items()}
    {'c': ['a', 'b', 'c'], 'a': ['a'], 'b': ['a', 'b']}
    """
    phases = list(phases)
    line = _line(phases, direct)
    if line is None:
        return {phase: closure({phase}, lambda one: direct.get(one, ())) for phase in phases}
    places = {phase: place for place, phase in enumerate(line)}
    return {phase: UpTo(line, places, places[phase] + 1) for phase in phases}


def by_then(
    before: Before, values: Mapping[Term, AbstractSet[Term]]
) -> dict[Term, AbstractSet[Term]]:
    """Returns for each phase all that is there in it or in one before it.

    Args:
        before: as from ``up_to``.
        values: what is there in each phase.

    >>> before = up_to("ab", {"b": {"a"}})
    >>> {phase: sorted(there) for phase, there in by_then(before, {"a": {"x"}, "b": {"y"}}).items()}
    {'a': ['x'], 'b': ['x', 'y']}
    """
    found: dict[Term, AbstractSet[Term]] = {}
    for phase, earlier in before.items():
        if phase in found:
            continue
        if not isinstance(earlier, UpTo):
            found[phase] = _NOTHING.union(*(values.get(each, _NOTHING) for each in earlier))
            continue
        there = _NOTHING
        for each in earlier.line:
            if not values.get(each, _NOTHING) <= there:
                there = there.union(values[each])
            found[each] = there
    return {phase: found[phase] for phase in before}


def _line(phases: Sequence[Term], direct: Mapping[Term, AbstractSet[Term]]) -> list[Term] | None:
    """The phases one after another; None where they are no such line."""
    after = {earlier: phase for phase in phases for earlier in direct.get(phase, ())}
    starts = [phase for phase in phases if not direct.get(phase)]
    if len(starts) != 1 or any(len(direct.get(phase, ())) > 1 for phase in phases):
        return None
    line = starts
    while line[-1] in after and len(line) < len(phases):
        line.append(after[line[-1]])
    return line if len(line) == len(phases) == len(set(line)) else None
