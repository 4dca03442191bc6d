"""A small regime for tests of the package reader: its messages stay when facts are added."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.deal import Deal, parse_deal
from kg.deal.read.nodes import Items, Keys, Node

BASE = "https://w3id.org/sanctions-kg/dprk/"


@dataclass(frozen=True)
class SmallRegime:
    """What a reader needs of a regime."""

    base: str
    data_date: date
    store: ox.Store
    memo: dict[Hashable, Any] = field(default_factory=dict, hash=False)


def small_regime() -> SmallRegime:
    """Returns the regime of ``unit/small_regime.ttl``."""
    store = ox.Store()
    path = Path(__file__).parent / "unit" / "small_regime.ttl"
    store.load(path=path, format=ox.RdfFormat.TURTLE, base_iri=BASE)
    return SmallRegime(BASE, date(2026, 7, 21), store)


SMALL = small_regime()


def read(text: str | bytes, name: str = "deal.yaml") -> Deal:
    """Returns a package of this regime."""
    return parse_deal(text, name, SMALL)


def normal(value: Any) -> Any:
    """Returns a package without its lines and places, and with names sorted: a graph keeps none."""
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return tuple(sorted(value))
    if isinstance(value, tuple):
        return tuple(normal(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = (each.name for each in fields(value) if each.name not in ("line", "place"))
        return (type(value).__name__, *((name, normal(getattr(value, name))) for name in names))
    return value


def plain(node: Node) -> Any:
    """Returns a node as an editor sees it: truth values typed, all else text."""
    if isinstance(node, Keys):
        return {key: plain(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {"true": True, "false": False}.get(node.value, node.value)
