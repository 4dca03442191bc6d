"""Every rule a little wrong, shape by shape and derivation by derivation: some test must see it."""

from __future__ import annotations

import commands
import mutants
from part import Run


def run(run: Run) -> None:
    """Runs the part; what survives and is not named as the same rule is a fault."""
    regime = commands.shipped()
    judge = mutants.Judge(regime, mutants.packages(regime))
    every = list(mutants.mutants(regime))
    excused = mutants.excused()
    for number, _ in run.numbers():
        if number >= len(every):
            run.inputs -= 1
            break
        killed = judge.killer(every[number]) is not None
        named = every[number].name in excused or mutants.told_apart(every[number])
        run.outcomes["killed" if killed else "named" if named else "unseen"] += 1
        if not killed and not named:
            run.fault("no package sees it", number, every[number].name)
