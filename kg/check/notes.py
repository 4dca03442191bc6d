"""What a reader of a report should know beside its findings; a note changes no verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.core.ids import TERMS, short
from kg.core.index import Term
from kg.deal.derive.deriver import deriver_of
from kg.deal.derive.membership import RDF_TYPE
from kg.deal.derive.reliefs import LEAVES_STANDING, TOUCHES

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime

_FRAMEWORK, _COUNCIL, _RESTRICTS = (
    TERMS + name for name in ("FrameworkMeasure", "CouncilMeasure", "restricts")
)
_MOST_NAMES = 3
_NOTHING: frozenset[Term] = frozenset()


def notes(regime: Regime, deal: Deal) -> tuple[str, ...]:
    """Returns the notes on a package, each a sentence.

    Args:
        regime: the loaded regime.
        deal: a package read by ``kg.read_deal``.

    They say what of a relief measure the bodies named cannot give, which bans of the Council stay
    on dealings that another sender frees, that a list of provisions is somebody's inference, and
    what changed within the month at which the law is read.
    """
    regime = regime.on(deal.as_of)
    return tuple(dict.fromkeys((*_parts(regime, deal), *_inferred(deal), *_changes(regime, deal))))


def _parts(regime: Regime, deal: Deal) -> Iterator[str]:
    deriver, index = deriver_of(regime), regime.index
    statements = {
        each: [deriver.commitment(part, deal.as_of) for part in each.parts] for each in deal.reliefs
    }
    every = {
        t for parts in statements.values() for derived in parts for t in derived.get(TOUCHES, ())
    }
    council = index.subjects(RDF_TYPE, _COUNCIL)
    in_effect = deriver.reliefs.in_effect(deal.as_of)
    for relief, parts in statements.items():
        given = _NOTHING.union(*(derived.get(TOUCHES, _NOTHING) for derived in parts))
        standing = (
            _NOTHING.union(*(derived.get(LEAVES_STANDING, _NOTHING) for derived in parts)) - given
        )
        if standing:
            yield (
                f"{relief.label}: what the bodies named cannot relax stays in force: "
                f"{_named(regime, standing)}."
            )
        if not given or any(_FRAMEWORK in index.objects(t, RDF_TYPE) for t in given):
            continue
        flows = {flow for each in given for flow in index.objects(each, _RESTRICTS)}
        left = {
            each
            for each in (council & in_effect) - every
            if not flows.isdisjoint(index.objects(each, _RESTRICTS))
        }
        if left:
            yield (
                f"{relief.label}: it relaxes no measure of the Security Council on the same "
                f"dealings; still in force: {_named(regime, left)}."
            )


def _inferred(deal: Deal) -> Iterator[str]:
    if any(each.reading for each in deal.reliefs):
        yield (
            "Which provisions are meant is an inference of whoever wrote the package down: the "
            "source names none."
        )


def _changes(regime: Regime, deal: Deal) -> Iterator[str]:
    if deal.as_of_until is None:
        return
    changed = {
        node
        for node, (begin, end) in regime.spans.items()
        if deal.as_of < begin <= deal.as_of_until
        or (end is not None and deal.as_of < end <= deal.as_of_until)
    }
    if changed:
        yield (
            f"The law is read on {deal.as_of}, the first day of the month; within the month "
            f"{_named(regime, changed)} changed."
        )


def _named(regime: Regime, provisions: Iterable[Term]) -> str:
    from kg.core.wording import natural

    ids = sorted((short(str(each), regime.base) for each in provisions), key=natural)
    names = [regime.label(id) for id in ids[:_MOST_NAMES]]
    more = len(ids) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
