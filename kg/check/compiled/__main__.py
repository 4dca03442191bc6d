"""Writes ``shapes/algebra.json``, the queries of the rule kinds parsed; for ``make algebra``."""

from __future__ import annotations

import kg
from kg.check.compiled.algebra import FILE, as_file
from kg.check.compiled.functions import queries
from kg.core.resources import folder

if __name__ == "__main__":
    (folder("shapes") / FILE).write_text(as_file(queries(kg.load())), "utf-8")
