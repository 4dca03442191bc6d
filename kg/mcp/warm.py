"""What each worker starts with: imported once, in the process that workers are forked from."""

from __future__ import annotations

import gc
from functools import cache

from kg.graph.regime import Regime


@cache
def regime(store: str | None = None) -> Regime:
    """Returns the regime that the tools ask: the shipped one, or the one in a store elsewhere."""
    if store is None:
        import kg

        return kg.load()
    from kg.remote import connect

    return connect(store)


def _begin() -> None:
    import kg
    from kg.core import resources
    from kg.graph import queries
    from kg.mcp import capped  # noqa: F401

    queries.list_queries()
    regime().validate(kg.read_deal(resources.deal_files()[0], regime()))
    # What is loaded stays: a collection in a worker would copy its memory for nothing.
    gc.collect()
    gc.freeze()


_begin()
