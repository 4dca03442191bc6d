"""The compiled checker: each rule shape as a function, run on the facts of one package.

``algebra`` reads the query of a rule kind; ``source`` writes it as a function, with ``paths`` and
``expressions`` for what stands inside its patterns and filters; ``values`` holds what expressions
work out, ``functions`` runs them, ``facts`` works out what they run on, and ``canary`` proves that
every shape fires before any is trusted. A construct that none of them knows is refused when the
shapes are loaded, by its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.check.compiled.canary import prove
from kg.check.compiled.facts import facts, strict_facts
from kg.check.compiled.functions import Checker, Package, compiled
from kg.core.memo import remembered

if TYPE_CHECKING:
    from kg.check.rules import RuleShape
    from kg.graph.regime import Regime

__all__ = ["Checker", "Package", "checker", "facts", "strict_facts"]


@remembered
def checker(regime: Regime, shapes: tuple[RuleShape, ...]) -> Checker:
    """Returns the checker of some shapes, compiled when first asked for.

    Args:
        regime: the loaded regime.
        shapes: its rule shapes.

    Raises:
        BrokenData: for what cannot be compiled, and for a shape that no canary breaks.
    """
    made = compiled(regime, shapes)
    prove(regime, made)
    return made
