"""By which act, which body and which power relief is usually given, as the facts have it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.core.ids import TERMS
from kg.deal.derive.deriver import deriver_of
from kg.deal.model import Deal, Relief
from kg.deal.terms import NONE, UNSTATED

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_MOST_POWERS = 4
_MOST_ACTS = 4


class Usual:
    """What is usual for the reliefs of one package."""

    def __init__(self, regime: Regime, deal: Deal) -> None:
        self._regime = regime
        self._deal = deal
        self._index = regime.index

    def acts(self, each: Relief) -> list[str]:
        """Returns the acts by which a relief may be given, the most usual first."""
        found = self._of(each, "usualMechanism")
        bodies = set(each.by or self._of(each, "usualBody")) - {NONE}
        limits = [self._values(body, "limitedTo") for body in sorted(bodies)]
        if limits and all(limits):
            # What bodies that are limited to some acts give is given by one of them.
            able = list(dict.fromkeys(act for acts in limits for act in acts))
            own = [act for act in found if act in able] or able[:1]
            found = list(dict.fromkeys([*own, *found]))
        for power in self._powers(each):
            found += [act for act in self._values(power, "mechanism") if act not in found]
        found += [act for act in self._covers(each) if act not in found]
        if not found and each.through == UNSTATED:
            return self._most_common("usualMechanism", "usualBody", *sorted(bodies)[:1])[
                :_MOST_ACTS
            ]
        return found[:_MOST_ACTS]

    def bodies(self, each: Relief) -> list[tuple[str, ...]]:
        """Returns the bodies that may decide a relief, one or several together."""
        if each.provisions:
            # Of a list each provision is its sender's to relax.
            senders = deriver_of(self._regime).reliefs.bodies.senders
            found = [str(one) for listed in each.provisions for one in senders(listed)]
        else:
            found = self._of(each, "usualBody")
        found = list(dict.fromkeys(found))
        every: list[tuple[str, ...]] = [(body,) for body in found]
        if len(found) > 1:
            every = [tuple(sorted(found)), *([] if each.provisions else every)]
        if every or each.by not in ((), (NONE,)):
            return every[:2]
        named = Counter(body for one in self._deal.reliefs for body in one.by if body != NONE)
        own = [body for body, _ in sorted(named.items(), key=by_count)]
        every = [(body,) for body in dict.fromkeys([*own, *self._most_common("usualBody")])]
        return every[:2]

    def powers(self, each: Relief) -> list[tuple[str, ...]]:
        """Returns the powers that a relief may rest on, one or several together."""
        found = self._of(each, "usualAuthority")[:_MOST_POWERS]
        every: list[tuple[str, ...]] = [(power,) for power in found]
        if len(found) > 1:
            every.append(tuple(found))
        reaching = [powers for powers in self._covers(each).values() if powers not in every]
        reaching.sort(key=lambda powers: (-min(self._named[power] for power in powers), powers))
        return [*every, *reaching[:_MOST_POWERS]]

    def on_record(self, each: Relief) -> bool:
        """Says whether an act is on record for a relief, or follows from powers that reach it."""
        return bool(self._of(each, "usualMechanism") or self._covers(each))

    def of_measure(self, measure: str, term: str) -> list[str]:
        """Returns what a relief measure says of itself."""
        return self._values(measure, term)

    @cached_property
    def _named(self) -> Counter[str]:
        """How many relief measures are usually given under each power."""
        found: Counter[str] = Counter()
        for id in self._regime.known("relief"):
            for named in self._values(self._iri(id), "usualAuthority"):
                found.update({named, *map(str, self._index.subjects(f"{TERMS}basis", named))})
        return found

    def _covers(self, each: Relief) -> dict[str, tuple[str, ...]]:
        """The powers of one act that reach all that is touched, by act."""
        derived = deriver_of(self._regime).commitment(replace(each, authority=()), self._deal.as_of)
        under = {
            one: self._index.objects(one, f"{TERMS}relaxableUnder")
            for one in derived.get(f"{TERMS}touches", ())
        }
        bound = {one: powers for one, powers in under.items() if powers}
        acts: dict[str, dict[str, set[object]]] = {}
        for one, powers in bound.items():
            for power in sorted(map(str, powers)):
                for act in self._values(power, "mechanism"):
                    acts.setdefault(act, {}).setdefault(power, set()).add(one)
        found = {}
        for act, reach in sorted(acts.items()):
            left, chosen = set(bound), []
            while left:
                best = min(reach, key=lambda power: (-len(reach[power] & left), power))
                if not reach[best] & left:
                    break
                chosen.append(best)
                left -= reach[best]
            if not left:
                found[act] = tuple(sorted(chosen))
        return found

    def _powers(self, each: Relief) -> list[str]:
        named = deriver_of(self._regime).commitment(each, self._deal.as_of)
        return sorted(map(str, named.get(f"{TERMS}namesPower", ())))

    def _of(self, each: Relief, term: str) -> list[str]:
        """What the relief measure says of itself; of a bare list, what measures like it say."""
        if each.measure is not None:
            return self._values(each.measure, term)
        own = set(each.provisions)
        likeness = {id: len(own & relaxed) for id, relaxed in self._relaxed.items()}
        near = sorted((id for id, n in likeness.items() if n), key=lambda id: (-likeness[id], id))
        found = [value for id in near for value in self._values(self._iri(id), term)]
        return list(dict.fromkeys(found))

    @cached_property
    def _relaxed(self) -> dict[str, set[str]]:
        """The provisions that each relief measure relaxes by name."""
        ids = self._regime.known("relief")
        return {id: set(self._values(self._iri(id), "relaxes")) for id in ids}

    def _most_common(self, term: str, where: str = "", value: str | None = None) -> list[str]:
        every: Counter[str] = Counter()
        own: Counter[str] = Counter()
        for id in self._regime.known("relief"):
            found = self._values(self._iri(id), term)
            every.update(found)
            if where and value in self._values(self._iri(id), where):
                own.update(found)
        counted = (*sorted(own.items(), key=by_count), *sorted(every.items(), key=by_count))
        return list(dict.fromkeys(iri for iri, _ in counted))

    def _values(self, iri: str, term: str) -> list[str]:
        id = iri.removeprefix(self._regime.base)
        return [n.value for n in self._regime.values(id, term) if isinstance(n, ox.NamedNode)]

    def _iri(self, id: str) -> str:
        return self._regime.base + id


def by_count(pair: tuple[Any, int]) -> tuple[int, str]:
    """Sorts counted things, the most frequent first."""
    return -pair[1], str(pair[0])
