"""An rdflib graph that parses each query text once.

pySHACL hands the same few queries to a graph for every focus node. Parsing them is most of what a
check costs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result


class PreparedGraph(Graph):
    """A graph that keeps what it has parsed; answers are those of ``rdflib.Graph``."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Answers a query, as ``rdflib.Graph.query`` does."""
        if isinstance(query_object, str) and not kwargs.get("initNs"):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)


@lru_cache(maxsize=256)
def _prepared(text: str) -> Query:
    return prepareQuery(text)
