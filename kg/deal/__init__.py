"""Deal packages: read from YAML, JSON-LD or Turtle, held as data, written as a graph of their own.

Whatever the format, a file becomes plain nodes with line numbers (``yaml_nodes``, ``rdf_nodes``),
the nodes become a ``Deal`` in one place (``build``), and the ``Deal`` becomes triples in one place
(``overlay``). Nothing is fetched, nothing is written to the file, and nothing is added to the graph
of law.

Decisions on the format:

* Phases happen in the order of the file. They are numbered, not named, so they cannot form a
  circle; two phases with the same title are refused. In Turtle and JSON-LD, ``skg:position`` or
  ``skg:follows`` gives the order.
* Every value is text until its key says otherwise: ``NO`` is Norway's code, not false.
* A missing key and ``open`` both mean that the package does not say. ``none`` means that it says
  that there is none: no verifier, no deciding body, no snapback.
* What a package leaves to choose is a ``Choice`` beside the commitments of its phase, and
  ``Deal.branches`` has the package once for each combination.
"""

from kg.deal.model import (
    Choice,
    Commitment,
    Concession,
    Deal,
    Document,
    Phase,
    Relief,
    Safeguard,
    Undertaking,
)
from kg.deal.read.nodes import BadPackage, Problem
from kg.deal.read.packages import parse_deal, read_deal

__all__ = [
    "BadPackage",
    "Choice",
    "Commitment",
    "Concession",
    "Deal",
    "Document",
    "Phase",
    "Problem",
    "Relief",
    "Safeguard",
    "Undertaking",
    "parse_deal",
    "read_deal",
]
