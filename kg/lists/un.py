"""Reads the consolidated list of the United Nations Security Council (XML)."""

from __future__ import annotations

from collections.abc import Iterator

from kg.lists.listing import Listing
from kg.lists.records import Read, Unread, clean, day, record
from kg.lists.source import Source
from kg.lists.spill import Spill
from kg.lists.xml_records import Element, elements

ROOT = "CONSOLIDATED_LIST"
_RECORDS = {"INDIVIDUALS": "INDIVIDUAL", "ENTITIES": "ENTITY"}
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def read(source: Source, _: Spill) -> Iterator[Read]:
    """Yields the records of the list, named by their reference number."""
    for each in elements(source, ROOT, _RECORDS):
        yield each if isinstance(each, Unread) else _record(each)


def _record(element: Element) -> Read:
    reference = clean(element.first("REFERENCE_NUMBER"))
    listing = Listing(
        list="un",
        codes=tuple(filter(None, map(clean, element.under("UN_LIST_TYPE")))),
        reference=reference or None,
        day=day(element.first("LISTED_ON")),
    )
    id = reference or element.first("DATAID")
    name = " ".join(element.first(part) for part in _NAMES)
    kind = "person" if element.tag == "INDIVIDUAL" else "entity"
    return record(element.line, "un", id, name, kind, listing)
