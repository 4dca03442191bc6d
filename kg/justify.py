"""What relief concessions can justify, and what a relief costs.

Both ask the shapes that ``validate`` runs. For every relief measure a trial package is made: the
concessions in its first phase, the relief in its second, given by the act and the body that its
author has in mind. A relief is justified when no rule that is a "must" is broken. What one more
step would mend is found by adding each candidate in turn and asking the broken shapes again; what
several steps mend only together, by adding all candidates and taking away those not needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg import check, classify, rules
from kg.answers import unverified_under
from kg.ids import TERMS, short
from kg.owl import RDFS, TYPE

if TYPE_CHECKING:
    from kg.regime import Regime

_LABEL = ox.NamedNode(f"{RDFS}label")
_XSD = "http://www.w3.org/2001/XMLSchema#"
_MUST, _SHOULD, _SAY = rules.KINDS
_ALL = ("action", "safeguard", "undertaking", "relief")


def _skg(name: str) -> ox.NamedNode:
    return ox.NamedNode(TERMS + name)


@dataclass(frozen=True)
class Kept:
    """A rule that a relief keeps or misses, with the passages behind it."""

    rule: str
    says: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """What some concessions mean for one relief measure.

    ``state`` is "justified", "one-away" or "further-away". ``satisfied`` are the rules that the
    concessions keep, ``by_form`` those that the form of the relief keeps anyway. ``needs`` holds
    the least further steps, as sets of short ids. ``encoded`` is false where the relief relaxes no
    provision on record, so that no law is asked for it. ``unverified`` are the ids of what it
    relaxes, and of the power that its author has in mind, that nobody compared with the text.
    """

    relief: str
    label: str
    state: str
    encoded: bool
    satisfied: tuple[Kept, ...]
    by_form: tuple[Kept, ...]
    broken: tuple[Kept, ...]
    needs: tuple[tuple[str, ...], ...]
    better_with: tuple[Kept, ...]
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Price:
    """What a relief costs.

    ``least`` are the least sets that break no rule and leave no gap; ``full`` also miss nothing
    but the recommendations of ``out_of_reach``, which no step on record mends, alone or with
    others. Each set holds short ids of actions or kinds of step, of safeguards, of undertakings,
    and of relief measures that come with it or before it. ``unverified`` is as in ``Option``.
    """

    relief: str
    label: str
    least: tuple[tuple[str, ...], ...]
    full: tuple[tuple[str, ...], ...]
    asked: tuple[Kept, ...]
    out_of_reach: tuple[Kept, ...]
    unverified: tuple[str, ...] = ()


def justify(
    regime: Regime,
    actions: Sequence[str],
    verified_by: str | None = None,
    rulebook: str | None = None,
) -> tuple[Option, ...]:
    """Says for every relief measure whether concessions justify it.

    Args:
        regime: the loaded regime.
        actions: short ids of actions, with or without ``action/``.
        verified_by: short id of the actor that verifies those that need it; nobody by default.
        rulebook: as for ``validate``.

    Returns:
        One option for each relief measure, by stage and id.

    Raises:
        BadInput: for an unknown action, actor or rulebook.
    """
    given = [_id(regime, "action", name) for name in actions]
    verifier = regime.find(verified_by, "actor") if verified_by else None
    trial = _Trial(regime, verifier, rulebook)
    return tuple(_option(trial, relief, given) for relief in trial.reliefs)


def _option(trial: _Trial, relief: str, given: Sequence[str]) -> Option:
    regime = trial.regime
    failed = trial.failing(relief, given)
    musts = [shape for shape in failed if shape.severity == _MUST]
    needs = _least_sets(trial, relief, musts, given, ("action",)) if musts else ()
    away = "one-away" if any(len(chosen) == 1 for chosen in needs) else "further-away"
    broken = {shape.rule for shape in failed}
    own = [s for s in trial.looking_at(relief) if s.rule not in broken and trial.states(s)]
    unaided = {shape.rule for shape in trial.failing(relief, [])}
    must_rules = {shape.rule for shape in musts}
    shoulds = [s for s in failed if s.severity == _SHOULD and s.rule not in must_rules]
    return Option(
        relief=relief,
        label=regime.label(relief),
        state=away if musts else "justified",
        encoded=bool(regime.values(relief, "relaxes") or regime.values(relief, "relaxesEvery")),
        satisfied=_kept([shape for shape in own if shape.rule in unaided], regime),
        by_form=_kept([shape for shape in own if shape.rule not in unaided], regime),
        broken=_kept(musts, regime),
        needs=needs,
        better_with=_kept(shoulds, regime),
        unverified=unverified_under(regime, relief),
    )


def price(regime: Regime, relief: str, rulebook: str | None = None) -> Price:
    """Finds the least sets of concessions and safeguards for a relief measure.

    Raises:
        BadInput: for an unknown relief measure or rulebook.
    """
    wanted = _id(regime, "relief", relief)
    trial = _Trial(regime, _somebody(regime), rulebook)
    failed = [
        shape
        for shape in trial.failing(wanted, [])
        if shape.severity != _SAY or trial.helpers(wanted, shape, [], _ALL)
    ]
    needed = [shape for shape in failed if shape.severity in (_MUST, _SAY)]
    hopeless = [s for s in failed if s.severity == _SHOULD and not trial.mendable(wanted, s)]
    wished = [shape for shape in failed if shape not in hopeless]
    return Price(
        relief=wanted,
        label=regime.label(wanted),
        least=_least_sets(trial, wanted, needed, [], _ALL),
        full=_least_sets(trial, wanted, wished, [], _ALL),
        asked=_kept(failed, regime),
        out_of_reach=_kept(hopeless, regime),
        unverified=unverified_under(regime, wanted),
    )


def _somebody(regime: Regime) -> ox.NamedNode | None:
    """An actor who can verify: any that is not the target."""
    targets = regime.index.backward(f"{TERMS}target")
    actors = (regime.node(id) for id in regime.known("actor") if regime.is_a(id, "Actor"))
    return next((actor for actor in actors if actor.value not in targets), None)


class _Trial:
    """Trial packages for all relief measures in one graph, and what could be added to each."""

    def __init__(self, regime: Regime, verifier: ox.NamedNode | None, rulebook: str | None) -> None:
        self.regime = regime
        self.shapes = check.applied_shapes(regime, check.find_rulebook(regime, rulebook))
        self.form = {rule.iri for rule in rules.rules(regime.store, rules.WELL_FORMED)}
        self.reliefs = _staged_reliefs(regime)
        kinds = ("action", "safeguard", "undertaking")
        steps = [*chain.from_iterable(regime.known(kind) for kind in kinds), *self.reliefs]
        self.candidates = {name: self._node(f"candidate/{name}") for name in steps}
        self.graph = check.graph_of(regime, list(self._triples(verifier)), regime.data_date)
        self.entailed = {i: classify.entailed(regime, i) for i in self.candidates}

    def looking_at(self, relief: str) -> Iterator[rules.RuleShape]:
        """Yields the shapes that look at the trial of a relief."""
        node = self.candidates[relief]
        for shape in self.shapes:
            if ox.Quad(node, TYPE, ox.NamedNode(shape.target)) in self.graph:
                yield shape

    def states(self, shape: rules.RuleShape) -> bool:
        """Says whether a shape belongs to the rulebook, and is more than a question of form."""
        return shape.rule.iri not in self.form and shape.severity != _SAY

    def failing(self, relief: str, added: Iterable[str]) -> list[rules.RuleShape]:
        """Lists the shapes that a relief breaks when candidates are added to its first phase."""
        return self._failing(relief, self.looking_at(relief), added)

    def helpers(
        self, relief: str, shape: rules.RuleShape, added: Sequence[str], kinds: tuple[str, ...]
    ) -> set[str]:
        """Returns the candidates of some kinds any one of which mends a shape.

        Relief measures of a later stage are none.
        """
        return {
            name
            for name in self.offered(relief, kinds)
            if not self._failing(relief, [shape], [*added, name])
        }

    def offered(self, relief: str, kinds: tuple[str, ...]) -> list[str]:
        """Lists the candidates of some kinds that may come with a relief or before it."""
        return [
            name
            for name in self.candidates
            if name.startswith(kinds)
            and name != relief
            and self.reliefs.get(name, 0) <= self.reliefs[relief]
        ]

    def together(
        self,
        relief: str,
        shapes: Sequence[rules.RuleShape],
        added: Sequence[str],
        kinds: tuple[str, ...],
    ) -> frozenset[str]:
        """Finds candidates that mend some shapes together, none of which can be spared.

        The kinds come in one by one, until all candidates of them do it. Then what is not needed
        goes: reliefs first, then what entails most. Where no one step stands in for another, there
        is no smaller set; where some do, there may be others as small. Empty if nothing does it.
        """
        enough = self._enough(relief, shapes, added, kinds)
        needed = set(enough)
        order = sorted(enough, key=lambda n: (n not in self.reliefs, -len(self.entailed[n]), n))
        chunks = [order] if order else []
        while chunks:
            chunk = chunks.pop()
            if not self._failing(relief, shapes, [*added, *sorted(needed.difference(chunk))]):
                needed.difference_update(chunk)
            elif len(chunk) > 1:
                half = len(chunk) // 2
                chunks += [chunk[half:], chunk[:half]]
        return frozenset(needed)

    def mendable(self, relief: str, shape: rules.RuleShape) -> bool:
        """Says whether any candidates, alone or together, mend a shape."""
        return bool(
            self._enough(relief, [shape], [], _ALL) or self.helpers(relief, shape, [], _ALL)
        )

    def _enough(
        self,
        relief: str,
        shapes: Sequence[rules.RuleShape],
        added: Sequence[str],
        kinds: tuple[str, ...],
    ) -> list[str]:
        for count in range(1, len(kinds) + 1):
            pool = self.offered(relief, kinds[:count])
            if not self._failing(relief, shapes, [*added, *pool]):
                return pool
        return []

    def _failing(
        self, relief: str, shapes: Iterable[rules.RuleShape], added: Iterable[str]
    ) -> list[rules.RuleShape]:
        first = self._node(f"{relief}/phase-1")
        links = [ox.Quad(self.candidates[name], _skg("inPhase"), first) for name in added]
        self.graph.extend(links)
        try:
            return [s for s in shapes if not s.holds(self.graph, self.candidates[relief])]
        finally:
            for link in links:
                self.graph.remove(link)

    def _node(self, path: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self.regime.base}trial/{path}")

    def _triples(self, verifier: ox.NamedNode | None) -> Iterator[ox.Triple]:
        for name, node in self.candidates.items():
            thing = self.regime.node(name)
            yield ox.Triple(node, _LABEL, ox.Literal(self.regime.label(name), language="en"))
            if name.startswith("action/"):
                yield ox.Triple(node, TYPE, _skg("ConcessionCommitment"))
                yield ox.Triple(node, _skg("action"), thing)
                if verifier is not None:
                    yield ox.Triple(node, _skg("verifiedBy"), verifier)
            elif name.startswith("safeguard/"):
                yield ox.Triple(node, TYPE, _skg("SafeguardCommitment"))
                yield ox.Triple(node, _skg("safeguard"), thing)
            elif name.startswith("undertaking/"):
                yield ox.Triple(node, TYPE, _skg("Undertaking"))
                yield ox.Triple(node, _skg("undertakes"), thing)
            else:
                yield from self._relief(name, node, thing)

    def _relief(self, name: str, node: ox.NamedNode, thing: ox.NamedNode) -> Iterator[ox.Triple]:
        deal, first, second = (self._node(f"{name}{end}") for end in ("", "/phase-1", "/phase-2"))
        yield ox.Triple(deal, TYPE, _skg("DealPackage"))
        day = ox.Literal(str(self.regime.data_date), datatype=ox.NamedNode(f"{_XSD}date"))
        yield ox.Triple(deal, _skg("asOf"), day)
        for phase in (first, second):
            yield ox.Triple(deal, _skg("hasPhase"), phase)
            yield ox.Triple(phase, TYPE, _skg("Phase"))
        yield ox.Triple(second, _skg("follows"), first)
        yield ox.Triple(node, TYPE, _skg("ReliefCommitment"))
        yield ox.Triple(node, _skg("inPhase"), second)
        yield ox.Triple(node, _skg("grants"), thing)
        yield ox.Triple(node, _skg("endsIf"), ox.Literal("to be agreed"))
        how = self.regime.value(name, "usualMechanism") or _skg("unstated")
        yield ox.Triple(node, _skg("through"), how)
        if how == _skg("suspension"):
            yield ox.Triple(node, _skg("termDays"), ox.Literal(90))
        for term, usual in (("by", "usualBody"), ("under", "usualAuthority")):
            value = self.regime.value(name, usual)
            if value is not None:
                yield ox.Triple(node, _skg(term), value)


def _weakest(trial: _Trial, names: Iterable[str]) -> tuple[str, ...]:
    """Keeps the candidates that entail no other of them: the least that would do."""
    pool = set(names)
    return tuple(sorted(n for n in pool if not (trial.entailed[n] & pool) - {n}))


def _least_sets(
    trial: _Trial,
    relief: str,
    shapes: Sequence[rules.RuleShape],
    given: Sequence[str],
    kinds: tuple[str, ...],
) -> tuple[tuple[str, ...], ...]:
    answers = [trial.helpers(relief, shape, given, kinds) for shape in shapes]
    hard = [shape for shape, helpful in zip(shapes, answers, strict=True) if not helpful]
    joint = trial.together(relief, hard, given, kinds) if hard else frozenset()
    if hard and not joint:
        return ()
    sets: set[frozenset[str]] = {joint}
    for helpful in sorted(filter(None, answers), key=len):
        least = _weakest(trial, helpful)
        sets = set(chain.from_iterable(_extended(trial, each, helpful, least) for each in sets))
    kept = [each for each in sets if not any(_undercuts(trial, other, each) for other in sets)]
    return tuple(sorted((tuple(sorted(each)) for each in kept), key=lambda s: (len(s), s)))


def _extended(
    trial: _Trial, chosen: frozenset[str], satisfiers: set[str], least: Iterable[str]
) -> Iterator[frozenset[str]]:
    if any(trial.entailed[name] & satisfiers for name in chosen):
        yield chosen
        return
    for name in least:
        yield frozenset(c for c in chosen if c not in trial.entailed[name]) | {name}


def _undercuts(trial: _Trial, other: frozenset[str], chosen: frozenset[str]) -> bool:
    """True if the other set is entailed by the chosen one and asks for less."""
    reach = set().union(*(trial.entailed[name] for name in chosen))
    return other != chosen and other <= reach


def _staged_reliefs(regime: Regime) -> dict[str, int]:
    """Maps each relief measure to the place of its stage, in that order; 9 where none is given."""
    stages = {}
    for relief in regime.known("relief"):
        stage = regime.value(relief, "atStage")
        position = (
            regime.value(stage.value, "position") if isinstance(stage, ox.NamedNode) else None
        )
        stages[relief] = int(position.value) if isinstance(position, ox.Literal) else 9
    return dict(sorted(stages.items(), key=lambda item: (item[1], item[0])))


def _kept(shapes: Iterable[rules.RuleShape], regime: Regime) -> tuple[Kept, ...]:
    unique = {shape.rule.iri: shape.rule for shape in shapes}
    return tuple(
        Kept(
            rules.local(rule.iri),
            rule.says,
            tuple(short(iri, regime.base) for iri in rule.passages),
        )
        for rule in unique.values()
    )


def _id(regime: Regime, kind: str, name: str) -> str:
    return short(regime.find(name, kind).value, regime.base)
