"""What each worker starts with, made once in the process that workers are forked from.

That process imports this module and nothing else runs in it, so a new worker is there in
milliseconds and shares the memory of what was loaded.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from kg.core.ids import ROOT
from kg.graph.regime import Regime
from kg.publish.pages import Pages

BASE_URL = "SANCTIONS_KG_BASE_URL"


@cache
def regime() -> Regime:
    """The regime that is served."""
    import kg

    return kg.load()


@cache
def pages() -> Pages:
    """Its pages; the shipped packages have some too."""
    from kg.publish.graphs import with_deals

    return Pages(with_deals(regime()))


@cache
def documents() -> dict[str, Callable[[], bytes]]:
    """What makes each file of the site, by its path."""
    from kg.publish.site import documents as site

    base = os.environ.get(BASE_URL, ROOT)
    return site(regime(), pages(), base, f"{base}sparql")


@cache
def form() -> bytes:
    """The page of the SPARQL service for a browser."""
    return pages().write("sparql", "sparql.html", "SPARQL")


def result(found: Mapping[str, Any]) -> bytes:
    """Returns the page of a result of the SPARQL service."""
    return pages().write("result", "sparql.html", "Result", **found)


def _begin() -> None:
    import kg
    from kg.answers.find import find
    from kg.answers.verbs import entries
    from kg.check.engines import Engine
    from kg.core import resources
    from kg.graph import queries
    from kg.present.html import environment

    documents()
    environment().get_template("answer.html")
    queries.list_queries()
    # A word that is a slip has all of the index made.
    find(regime(), "xyzzy", commands=entries())
    package = kg.read_deal(resources.deal_files()[0], regime())
    for engine in Engine:
        regime().validate(package, engine=engine)
    # What is loaded stays: a collection in a worker would copy its memory for nothing.
    gc.collect()
    gc.freeze()


_begin()
