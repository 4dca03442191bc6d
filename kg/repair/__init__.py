"""Repair: the smallest change that cures a package, and what conflicts where none does.

The solver works on the same rules as the checker: every rule kind carries its translation beside
its SPARQL (``program``), the facts come from the package, the regime and the ontology's definitions
(``model``), and what may be changed from the regime's data (``moves``). Every proposal is made on
the package (``edits``) and checked again before it is returned.
"""

from kg.deal.edit.edits import Edit
from kg.repair.costs import read_costs
from kg.repair.cure import Conflict, Proposal, Repair, repair

__all__ = ["Conflict", "Edit", "Proposal", "Repair", "read_costs", "repair"]
