"""Who can relax a measure: body, act, vote or certificate, conditions, notice, and the way back.

Asked of a provision, a division of an instrument, a power, or a relief measure. The facts come from
the questions in ``queries/authority`` and their neighbours; this module puts the answers together.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from kg.answers.authority.model import Authority, linked, name
from kg.answers.authority.model import text as text_of
from kg.answers.authority.parts import Asked
from kg.answers.authority.wording import model_wording
from kg.core.errors import BadInput
from kg.graph import cells, names, queries
from kg.graph.sources import source_labels

if TYPE_CHECKING:
    from kg.graph.regime import Regime

__all__ = ["Authority", "authority"]

_KINDS = (
    ("ReliefMeasure", "relief measure"),
    ("Authority", "power"),
    ("Power", "power"),
    ("Division", "division"),
    ("Provision", "provision"),
)


def authority(regime: Regime, id: str, on: date | None = None) -> Authority:
    """Says who can relax a measure, or give a relief, on which conditions.

    Args:
        regime: the regime asked.
        id: a provision, a division, a power or a relief measure; ``relief/`` may be left out.
        on: the day; the data date if none is given.

    Raises:
        UnknownId: if nothing has this id.
        BadInput: if the thing is of another kind.

    >>> import kg
    >>> answer = authority(kg.load(), "us/nkspea/201C")
    >>> [power.label for power in answer.powers if power.conduct == "needed"][0]
    'termination of NKSPEA sanctions'
    """
    day = on or regime.data_date
    regime = regime.on(day)
    id, kind = _resolve(regime, id)
    asked = Asked(regime, day)
    is_relief = kind == "relief measure"
    barriers = asked.barriers(id) if is_relief else ()
    barred = {each.provision.id: each.powers for each in barriers if each.in_force}
    concerned = _concerned(regime, id, kind, day)
    standing = [each for each in concerned if asked.may_stand(each)]
    powers, gone = asked.powers(id, kind, standing, barred)
    absent = [each for each in concerned if each not in standing]
    absent += [each.provision.id for each in barriers if not each.in_force]
    focus = [] if kind == "power" else standing
    provisions, bodies = tuple(asked.provision(each) for each in focus), asked.bodies(focus)
    given = asked.given(id) if kind in ("provision", "division") else ()
    cases = asked.case_powers(id, kind, [*focus, *(each for each in barred if each not in focus)])
    return Authority(
        id=id,
        label=regime.label(id),
        kind=kind,
        as_of=day,
        data_date=regime.data_date,
        usual=_usual(regime, id) if is_relief else None,
        wording=model_wording(regime, id, bodies, provisions) if is_relief else None,
        sources=source_labels(regime, [id]),
        provisions=provisions,
        powers=powers,
        given=given,
        given_terms=() if powers else asked.terms(given),
        bodies=bodies,
        case_powers=cases,
        deciders=asked.deciders(cases),
        returns=asked.returns(focus or (standing if kind == "power" else [])),
        twins=asked.twins(focus),
        roads=asked.roads(id) if is_relief else (),
        barriers=tuple(each for each in barriers if each.in_force),
        no_barriers=asked.no_barriers(id) if is_relief else (),
        left_out=tuple(name(regime, each) for each in (*dict.fromkeys(absent), *gone)),
    )


def _resolve(regime: Regime, id: str) -> tuple[str, str]:
    found = names.find(regime, id, fits=lambda each: _kind(regime, each) is not None)
    if kind := _kind(regime, found):
        return found, kind
    what = f"{regime.label(found)} is no provision, division, power or relief measure"
    raise BadInput(what, where=found, hint=_hint(regime, found))


def _kind(regime: Regime, id: str) -> str | None:
    return next((kind for term, kind in _KINDS if regime.is_a(id, term)), None)


def _hint(regime: Regime, id: str) -> str:
    """Names some provisions of an act, its measures first; else says what may be asked about."""
    if not regime.is_a(id, "Instrument"):
        return "name a provision, a division, a power or a relief measure"
    measures = cells.unique(queries.run(regime, "measures-by-type", instrument=id), "provision")
    rest = cells.unique(queries.run(regime, "provisions-of-instrument", instrument=id), "provision")
    few = tuple(dict.fromkeys((*measures, *rest)))[:3]
    return f"name a provision of it, such as {', '.join(few)}" if few else "it has no provisions"


def _concerned(regime: Regime, id: str, kind: str, day: date) -> Sequence[str]:
    """The provisions that are asked about, whether or not they stand on the day."""
    if kind == "relief measure":
        rows = queries.run(regime, "provisions-relaxed-by", relief=id, day=day)
        return cells.unique(rows, "provision")
    if kind == "power":
        rows = queries.run(regime, "provisions-under-power", power=id, day=day)
        return cells.unique(rows, "provision")
    if kind == "division":
        rows = queries.run(regime, "powers-over-provision", provision=id, day=day)
        return sorted(set(cells.unique(rows, "reaches")), key=lambda each: _place(regime, each))
    return [id]


def _place(regime: Regime, id: str) -> tuple[int, str]:
    place = text_of(regime, id, "position")
    return int(place) if place else 0, id


def _usual(regime: Regime, id: str) -> str | None:
    words = [
        f"{before}{each.label}"
        for before, term in (
            ("", "usualMechanism"),
            ("by ", "usualBody"),
            ("under ", "usualAuthority"),
        )
        for each in linked(regime, id, term)
    ]
    return ", ".join(words) or None
