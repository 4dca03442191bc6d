"""Graphs of the user's own, such as designations, loaded beside a regime."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from kg.core.errors import BadInput
from kg.core.ids import TERMS, did_you_mean
from kg.graph.regime import GRAPHS
from kg.lists.bring import GRAPH

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_FORMATS = {
    ".nq": ox.RdfFormat.N_QUADS,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".trig": ox.RdfFormat.TRIG,
    ".ttl": ox.RdfFormat.TURTLE,
}
_ASK = f"ASK {{ ?designation a <{TERMS}Designation> }}"


def beside(regime: Regime, paths: Sequence[Path]) -> Regime:
    """Returns the regime with files of the user's own beside it, in a store of its own.

    Args:
        regime: the regime; it is not changed.
        paths: local files that end in ``.nq``, ``.trig``, ``.nt`` or ``.ttl``, with or without
            ``.gz``. What names no graph goes into the graph of designations.

    Raises:
        BadInput: if a file cannot be read, or writes into a graph of the regime's own.
    """
    store = ox.Store()
    store.bulk_extend(regime.store.quads_for_pattern(None, None, None, None))
    before = _sizes(regime, store)
    for path in paths:
        _load(store, path, ox.NamedNode(regime.base + GRAPH))
        for name, size in _sizes(regime, store).items():
            if size != before[name]:
                hint = f"put it into a graph of its own, such as {regime.base}{GRAPH}"
                said = f"the file adds to the graph {name}, which is the regime's own"
                raise BadInput(said, where=str(path), hint=hint)
    # What stands beside it is here, so it is asked here as well.
    return replace(regime, store=store, remote=None)


def hint(regime: Regime) -> str | None:
    """Returns what to do where no designation is loaded; None where some are."""
    if regime.ask(_ASK):
        return None
    return (
        "no designations are loaded: read a list with "
        "sanctions-kg import-designations FILE -o designations.nq, then add "
        "--with designations.nq"
    )


def _opened(path: Path) -> IO[bytes]:
    if path.suffix.lower() == ".gz":
        return cast("IO[bytes]", gzip.open(path))
    return path.open("rb")


def _sizes(regime: Regime, store: ox.Store) -> dict[str, int]:
    graphs = {name: regime.graph(name) for name in GRAPHS}
    return {
        name: sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
        for name, graph in graphs.items()
    }


def _load(store: ox.Store, path: Path, graph: ox.NamedNode) -> None:
    suffix = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()
    if suffix not in _FORMATS:
        near = did_you_mean(suffix, _FORMATS)
        hint = f"did you mean {near[0]}?" if near else f"only {', '.join(_FORMATS)} are"
        raise BadInput("not a kind of file that is loaded", where=str(path), hint=hint)
    format = _FORMATS[suffix]
    named = format in (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG)
    try:
        with _opened(path) as stream:
            store.bulk_load(stream, format, to_graph=None if named else graph)
    except SyntaxError as error:
        where = f"{path}:{error.lineno}" if error.lineno else str(path)
        raise BadInput(f"cannot be read: {error.msg}", where=where) from None
    except (OSError, EOFError, zlib.error) as error:
        said = getattr(error, "strerror", None) or "the compressed file is damaged"
        raise BadInput(f"cannot read: {said}", where=str(path)) from None
