"""Named questions of a package, asked of it and of what follows over the law of its day."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check.graphs import asked_graph
from kg.core.errors import BadInput
from kg.core.resources import folder
from kg.graph import queries
from kg.graph.query_files import PACKAGE, texts_on_packages

if TYPE_CHECKING:
    from kg.deal import Deal
    from kg.graph.regime import Regime


def run_on(
    regime: Regime, deal: Deal, name: str, /, **parameters: str | int | date
) -> queries.Rows:
    """Asks a named question of a package, as it lies over the law of its day.

    Args:
        regime: the regime by which the package is read.
        deal: a package read by ``kg.read_deal``.
        name: the file name of the question, one with ``asks: package``.
        **parameters: a value for each parameter that has no default.

    Raises:
        BadInput: as for ``run``, or if the question is not one of a package.
    """
    regime = regime.on(deal.as_of)
    query = queries.find(name)
    if query.asks != PACKAGE:
        said = f"{query.name} asks of the regime, not of a package"
        raise BadInput(said, hint="leave the package out")
    bound = queries.bindings(regime, query, parameters)
    return queries.answered(regime, package_store(regime, deal), query, bound)


@lru_cache(maxsize=4)
def package_store(regime: Regime, deal: Deal) -> ox.Store:
    """Returns what questions of a package are asked of; it is never changed.

    That is the package, what follows for it, and the facts that any such question can reach.
    """
    return asked_graph(regime, deal, texts_on_packages(folder("queries")))
