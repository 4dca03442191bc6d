"""The sets of graphs that an export can hold."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kg.core.errors import BadInput
from kg.graph.parts import Part
from kg.publish.describe import description
from kg.publish.graphs import CONTENT, FACTS, graphs, part
from kg.publish.names import ONLY_TABLES, What
from kg.publish.on_day import law_on

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_SETS = {
    What.facts: FACTS,
    What.all: (*CONTENT, "description"),
    What.engine: (*FACTS, "ontology", "inferred", "rules", "derivations"),
}
# A day can be asked of what the law says, and of the classes that follow from it.
_DATED = {What.facts, What.law}


def parts(regime: Regime, what: What, as_of: date | None = None) -> tuple[Part, ...]:
    """Returns the named graphs that an export holds, in a fixed order.

    Args:
        regime: the regime.
        what: a set of graphs or one of them.
        as_of: the day whose law is wanted, for ``facts`` and ``law``. The judgements and proposals
            are then left out: they have days of their own.

    Raises:
        BadInput: if a day is given for what has none, or it is a table.

    >>> import kg
    >>> [part.name for part in parts(kg.load(), What.facts)]
    ['law', 'assessments', 'proposals', 'types']
    """
    if what in ONLY_TABLES:
        raise BadInput(f"{what} is a table", where="--what", hint="give --format csv")
    if as_of is not None:
        if what not in _DATED:
            hint = f"only {' and '.join(sorted(_DATED))} can be read as of a day"
            raise BadInput(f"{what} has no day", where="--as-of", hint=hint)
        law, types = law_on(regime, as_of)
        found = [part(regime, "law", law)]
        return (*found, part(regime, "types", types)) if what is What.facts else tuple(found)
    names = _SETS.get(what, (str(what),))
    return tuple(each for name in names for each in _graphs(regime, name))


def _graphs(regime: Regime, name: str) -> tuple[Part, ...]:
    return (description(regime),) if name == "description" else graphs(regime, name)
