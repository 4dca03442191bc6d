"""Designations: published lists read into a graph of their own, linked to the provisions behind.

A list is read from a file, never fetched, and stays apart from the law: it is loaded beside a
regime when it is asked about. Of each designation no more is kept than the questions need.
"""

from kg.lists.beside import beside, hint
from kg.lists.bring import Report, bring
from kg.lists.formats import ListFormat

__all__ = ["ListFormat", "Report", "beside", "bring", "hint"]
