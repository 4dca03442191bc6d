"""What is possible at all: the most relief for some concessions, and the front of all packages.

The solver of ``kg.repair`` makes packages from nothing, or around what is given, by the same rules.
Every package is checked again by the compiled checker, or by the reference where that is asked for.
"""

from kg.answers.possible.front import Front, Point, frontier
from kg.answers.possible.most import Most, most

__all__ = ["Front", "Most", "Point", "frontier", "most"]
