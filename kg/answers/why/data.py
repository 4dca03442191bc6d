"""An explanation as JSON data, and its verdict and chains in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.answers.grounds import by_kind, marked
from kg.answers.why import FOUND, NOT_APPLICABLE, PASSED
from kg.answers.why.chains import Reason
from kg.answers.why.overlaid import FOLLOWS
from kg.core.dates import as_of_data
from kg.core.owl import TYPE, Node
from kg.core.wording import listed
from kg.graph.words import Step, Words

if TYPE_CHECKING:
    from kg.answers.why import Membership, Why
    from kg.deal import Deal
    from kg.graph.regime import Regime

_MOST = 24
_INDENT = "  "


def why_json(regime: Regime, deal: Deal, answer: Why) -> dict[str, Any]:
    """Returns an explanation as JSON data with short ids."""
    return {
        "deal": answer.deal,
        **as_of_data(answer.data_date, answer.as_of),
        "rule": {
            "id": answer.rule,
            "name": answer.name,
            "says": answer.says,
            "why": answer.because,
            "rulebook": answer.rulebook,
            "passages": [asdict(passage) for passage in answer.passages],
            "turtle": answer.turtle,
        },
        "state": answer.state,
        "says": verdict(answer),
        "parts": [
            {
                "shape": part.shape,
                "kind": part.kind,
                "meaning": part.meaning,
                "target": part.target,
                "asks": part.asks,
                "values": dict(part.values),
                "message": part.message,
                "lookedAt": [asdict(seen) for seen in part.looked_at],
            }
            for part in answer.parts
        ],
        "cases": [
            {
                "commitment": case.commitment,
                "label": case.label,
                "phase": case.phase,
                "findings": [
                    {
                        "kind": finding.kind,
                        "open": finding.open,
                        "shape": finding.shape,
                        "message": finding.message,
                        "details": list(finding.details),
                    }
                    for finding in case.findings
                ],
                "classes": [
                    {
                        "id": each.id,
                        "label": each.label,
                        "definition": each.definition,
                        "chain": list(Tell(regime, deal).chain(each)),
                    }
                    for each in case.classes
                ],
                "promised": [
                    {
                        "commitment": each.commitment,
                        "label": each.label,
                        "phase": each.phase,
                        "verifiedBy": list(each.verified_by),
                        "counts": each.counts,
                    }
                    for each in case.promised
                ],
                "turtle": case.turtle,
            }
            for case in answer.cases
        ],
    }


def verdict(answer: Why) -> str:
    """Says in a sentence what the rule came to."""
    targets = " or ".join(dict.fromkeys(part.target_label for part in answer.parts))
    seen = {each.commitment for part in answer.parts for each in part.looked_at}
    if answer.state == FOUND:
        found = by_kind(finding.kind for case in answer.cases for finding in case.findings)
        return f"The rule finds {found}."
    if answer.state == PASSED:
        things = "one thing" if len(seen) == 1 else f"{len(seen)} things"
        return f"The rule looked at {things} and finds nothing."
    if answer.state == NOT_APPLICABLE:
        return f"The rule did not apply: nothing in this package is {targets}."
    return f"The rule is stated and cannot be checked yet. {answer.because}"


class Tell:
    """Puts chains into words; the things of a package have the names that it gives them.

    What it has told once it does not tell again, but refers to.
    """

    def __init__(self, regime: Regime, deal: Deal) -> None:
        self._regime, self._words = regime, Words(regime)
        self._told: set[ox.Triple] = set()
        self._own = deal.labels

    def chain(self, membership: Membership) -> Iterator[str]:
        """Yields the chain that led to a class, a line for each step, indented by its depth."""
        reason = membership.reason
        if reason is None:
            return
        if reason.origin != FOLLOWS:
            yield "the package says so"
        elif reason.triple in self._told:
            yield "see above"
        else:
            self._told.add(reason.triple)
            for depth, text in self._because(reason):
                yield _INDENT * depth + text

    def _because(self, reason: Reason) -> Iterator[tuple[int, str]]:
        for each in reason.because:
            yield from self._step(each, reason.triple.subject)

    def _step(self, reason: Reason, thing: Node) -> Iterator[tuple[int, str]]:
        subject, predicate, node = reason.triple
        if predicate == TYPE:
            own = "" if subject == thing else f"{self._name(subject)} "
            said = "" if reason.origin == FOLLOWS else f", as the {reason.origin} says"
            again = reason.triple in self._told and bool(reason.because)
            yield 0, f"{own}kind: {self._name(node)}{', see above' if again else said}"
            self._told.add(reason.triple)
            if not again:
                yield from _deeper(self._because(reason))
            return
        backwards = node == thing
        value = subject if backwards else node
        phrase = self._words.phrase(Step(predicate, backwards)) or self._name(predicate)
        own = "" if thing in (subject, node) else f"{self._name(subject)} "
        kinds = [self._name(each.triple.object) for each in reason.of_object if _is_type(each)]
        more = f" ({', '.join(kinds)})" if kinds else ""
        yield 0, f"{own}{phrase}: {self._name(value)}{more}"
        yield from _deeper(self._because(reason))
        for each in reason.of_object:
            if not _is_type(each):
                yield from _deeper(self._step(each, value))
            elif each.triple not in self._told:
                self._told.add(each.triple)
                yield from _deeper(self._because(each))
        if reason.alike:
            more = listed((self._name(each) for each in reason.alike), _MOST)
            yield 1, f"and so for {len(reason.alike)} more: {more}"

    def _name(self, node: Node) -> str:
        if isinstance(node, ox.Literal):
            return self._words.name(node)
        if not isinstance(node, ox.NamedNode):
            return str(node)
        if node.value in self._own:
            return self._own[node.value]
        return marked(self._regime, node.value, self._words.name(node))


def _is_type(reason: Reason) -> bool:
    return reason.triple.predicate == TYPE


def _deeper(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((depth + 1, text) for depth, text in lines)
