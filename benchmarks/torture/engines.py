"""Random packages by the compiled checker and by pySHACL: the whole report is the same."""

from __future__ import annotations

import commands
import completing
import judging
import random_packages
from part import Run

from kg.deal.read.packages import parse_line


def run(run: Run) -> None:
    """Runs the part."""
    regime = commands.shipped()
    for number, rng in run.numbers():
        at = run.seed * 1_000_000 + number
        if rng.random() < 0.5:
            deal = parse_line(random_packages.line(regime, at).encode(), "random", at, regime)
        else:
            deal = judging.deal(regime, completing.phases(at), ordered=rng.random() < 0.8)
        fast, slow = (regime.validate(deal, engine=each) for each in ("compiled", "reference"))
        run.outcomes[fast.verdict] += 1
        if fast != slow:
            run.fault("the engines differ", number, str(at), f"{fast}\n{slow}")
