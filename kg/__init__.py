"""Sanctions regimes as a knowledge graph: load one, read a deal package, check it.

>>> import kg
>>> regime = kg.load()
>>> regime.label("skg:suspension")
'suspension'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kg.core.about import VERSION as __version__
from kg.core.errors import BadInput, KgError

if TYPE_CHECKING:
    from kg.check.findings import Report
    from kg.deal import read_deal
    from kg.graph.load import load
    from kg.graph.regime import Regime

__all__ = ["BadInput", "KgError", "Regime", "Report", "__version__", "load", "read_deal"]

# What takes time to import is imported when it is first used.
_LATER = {
    "load": "kg.graph.load",
    "read_deal": "kg.deal",
    "Regime": "kg.graph.regime",
    "Report": "kg.check.findings",
}


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER})
