"""The front as a static picture, drawn by Vega-Lite from the description in ``plot.vl.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg.answers.possible.document import amount, steps_of
from kg.core.dates import as_of_line
from kg.core.document import NOT_ADVICE
from kg.core.extras import missing

if TYPE_CHECKING:
    from kg.answers.possible.front import Front, Point
    from kg.graph.regime import Regime

_KINDS = (("income", "income"), ("access", "access to goods"))


def svg(regime: Regime, front: Front) -> str:
    """Draws a front as SVG: for each point its ranges, its steps and what is for good.

    Args:
        regime: the regime of the front.
        front: the answer of ``frontier``.

    Raises:
        BadInput: if the library that draws is not installed.
    """
    try:
        import vl_convert
    except ModuleNotFoundError as error:
        raise missing("plot", error) from None
    spec = json.loads(files("kg.answers.possible").joinpath("plot.vl.json").read_text("utf-8"))
    spec["title"]["text"] = f"What is possible under {regime.label(front.rulebook)}"
    spec["title"]["subtitle"] = [
        "Steps of the target, and provisions relaxed that cannot be taken back or hardly can. "
        "Grades from A (good) to D (guess).",
        *([] if front.complete else ["The search was stopped: there may be better points."]),
        f"{as_of_line(regime.data_date, front.base.as_of)} {NOT_ADVICE}",
    ]
    spec["data"]["values"] = [
        row for number, point in enumerate(front.points, 1) for row in _rows(number, point)
    ]
    return str(vl_convert.vegalite_to_svg(spec))


def _rows(number: int, point: Point) -> Iterator[dict[str, Any]]:
    title = f"{number}: {steps_of(point)}; {point.exposed} of {point.relaxed} for good"
    for attribute, kind in _KINDS:
        found = getattr(point.worth, attribute)
        ends = (float(found.gross.low), float(found.gross.high)) if found else (None, None)
        yield {
            "point": title,
            "kind": kind,
            "low": ends[0],
            "high": ends[1],
            "said": amount(found),
        }
