"""A model for the words by which a body that decides by a vote gives a relief measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.answers.authority.model import Body, ProvisionView, linked, text
from kg.core.wording import joint

if TYPE_CHECKING:
    from kg.graph.regime import Regime

# What a body decides, by the act that the author of the relief has in mind.
_DECIDES = {
    "skg:suspension": "to suspend, [for a period of … days,] the measures in",
    "skg:termination": "to terminate the measures in",
    "skg:exemption": "that [for …] the following do not apply: the measures in",
}


def model_wording(
    regime: Regime, relief: str, bodies: Sequence[Body], provisions: Sequence[ProvisionView]
) -> str | None:
    """Returns a model of the operative words; None where no such body gives the relief.

    Args:
        regime: the regime of the day.
        relief: the relief measure.
        bodies: the bodies that decide by a vote.
        provisions: what it relaxes on the day.
    """
    ways = linked(regime, relief, "usualMechanism")
    acts = [_DECIDES[each.id] for each in ways if each.id in _DECIDES]
    deciding = {each.id for each in bodies}
    givers = {each.id for each in linked(regime, relief, "usualBody")} & deciding
    numbers: dict[str, list[str]] = {}
    for each in provisions:
        for act in linked(regime, each.provision.id, "partOf"):
            if each.sender in givers:
                number = text(regime, each.provision.id, "number") or each.provision.label
                numbers.setdefault(act.label, []).append(number)
    if not acts or not numbers:
        return None
    cited = [_cited(act, those) for act, those in numbers.items()]
    but = [each.label for each in linked(regime, relief, "leavesOut")]
    saving = f", except as they apply to {joint(but)}" if but else ""
    return f"Decides {acts[0]} {joint(cited)}{saving};"


def _cited(act: str, numbers: Sequence[str]) -> str:
    paragraphs = "paragraphs" if len(numbers) > 1 else "paragraph"
    return f"{paragraphs} {joint(numbers)} of {act}"
