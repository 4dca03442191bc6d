"""Loads a regime: the ontology, the shapes and the facts in one store, classified."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox

from kg.core import resources
from kg.core.errors import BrokenData
from kg.core.ids import ROOT, TERMS, short
from kg.core.owl import compile_definitions
from kg.graph import classify, versions
from kg.graph.regime import Regime, graph_name
from kg.graph.versions import as_day

# What someone judges or proposes stands in a folder and a named graph of its own.
_APART = ("assessments", "proposals")
_HEADER = f"""SELECT ?base ?day ?book WHERE {{
    ?base <{TERMS}dataDate> ?day ; <{TERMS}defaultRulebook> ?book
}}"""


def load(name: str | Path | None = None) -> Regime:
    """Loads a regime with the ontology and the shapes, and classifies its things.

    Args:
        name: a regime that the project ships, the path of a folder that holds one, or nothing for
            the default.

    Raises:
        UnknownId: if there is no such regime.
        BrokenData: if one of its files cannot be read.

    >>> load().base.startswith("https://")
    True
    """
    home = resources.regime_folder(name)
    base, data_date, rulebook = header(home / resources.HEADER)
    store = ox.Store()
    for folder in ("ontology", "shapes"):
        for path in resources.turtle_files(resources.folder(folder)):
            if resources.DERIVATIONS not in path.parts:  # The checker does the same faster.
                _read(store, path, graph_name(folder, base))
    inferred = resources.folder("ontology") / resources.INFERRED
    if inferred.exists():
        _read(store, inferred, graph_name("inferred", base))
    for path in resources.turtle_files(home):
        part = path.relative_to(home).parts[0]
        _read(store, path, graph_name(part if part in _APART else "law", base))
    definitions = compile_definitions(store)
    follows = [*classify.types(definitions, store), *versions.doubts(store, data_date)]
    graph = graph_name("types", base)
    store.bulk_extend(ox.Quad(each.subject, each.predicate, each.object, graph) for each in follows)
    return Regime(home.resolve().name, base, store, data_date, rulebook, definitions, home)


def _read(store: ox.Store, path: Path, graph: ox.NamedNode) -> None:
    try:
        store.load(path=path, to_graph=graph)  # bulk_load is slower for a file of this size.
    except SyntaxError as error:
        raise BrokenData(error.msg, where=f"{path}:{error.lineno}") from None


def header(path: Path) -> tuple[str, date, str]:
    """Reads the base IRI, the data date and the default rulebook of a regime from its header."""
    store = ox.Store()
    _read(store, path, graph_name("law", ROOT))
    return described(store, str(path))


def described(store: ox.Store, where: str) -> tuple[str, date, str]:
    """Returns the base IRI, the data date and the default rulebook that a store states.

    Raises:
        BrokenData: if it states none.
    """
    rows = store.query(_HEADER, use_default_graph_as_union=True)
    for base, day, book in rows if isinstance(rows, ox.QuerySolutions) else ():
        if isinstance(base, ox.NamedNode) and isinstance(book, ox.NamedNode):
            data_date = as_day(day, where)
            return base.value, data_date, short(book.value, base.value)
    hint = "<the base IRI> skg:dataDate a day ; skg:defaultRulebook a rulebook"
    raise BrokenData("this describes no regime", where=where, hint=hint)
