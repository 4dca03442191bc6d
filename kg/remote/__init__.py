"""The regime on a store elsewhere: any SPARQL 1.1 store, asked over HTTP.

``connect`` reads the regime's own graphs once, for all that is worked out in memory (ids, labels,
classes, rules, packages); named questions and queries in SPARQL are then asked of the store.
``push`` writes the graphs there. A package is never sent: what is asked of one is asked of the
embedded store, over the law as read. Without a store nothing here is used, and nothing is sent.
"""

from __future__ import annotations

from kg.remote.read import connect
from kg.remote.write import Pushed, push

__all__ = ["Pushed", "connect", "push"]
