"""Reads the list of specially designated nationals of the United States (SDN.XML and SDN.CSV)."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from kg.lists.listing import Listing
from kg.lists.records import Read, Unread, clean, record
from kg.lists.source import Source
from kg.lists.spill import Spill
from kg.lists.xml_records import Element, elements

ROOT = "sdnList"
COLUMNS = 12
_KINDS = {"individual": "person", "entity": "entity", "vessel": "vessel", "aircraft": "aircraft"}
_REMARKS = ("remarks", "idList/id/idType", "idList/id/idNumber")
_NOTHING = "-0-"
# What ends the file, a habit of old systems.
_END = b"\x1a"
_MOST_LINE = 1 << 16


def read_xml(source: Source, _: Spill) -> Iterator[Read]:
    """Yields the records of SDN.XML, named by their number."""
    for each in elements(source, ROOT, {"": "sdnEntry"}):
        yield each if isinstance(each, Unread) else _element(each)


def _element(element: Element) -> Read:
    codes = element.under("programList/program")
    remarks = "; ".join(text for path in _REMARKS for text in element.under(path))
    name = f"{element.first('firstName')} {element.first('lastName')}"
    return _made(element.line, element.first("uid"), name, element.first("sdnType"), codes, remarks)


def read_csv(source: Source, _: Spill) -> Iterator[Read]:
    """Yields the records of SDN.CSV, one on each line; the file has no line of headings."""
    for number, line in source.lines(_MOST_LINE):
        if line is None:
            yield Unread(number, f"longer than {_MOST_LINE:,} bytes")
        elif line.strip().strip(_END):
            yield _row(number, line)


def row(line: bytes) -> list[str]:
    """Returns the cells of a line, empty where the list writes ``-0-``.

    Raises:
        csv.Error: if the line is no CSV.

    >>> row(b'7,"ACME TRADING","-0- ","DPRK4"')
    ['7', 'ACME TRADING', '', 'DPRK4']
    """
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = line.decode("latin-1")
    cells = next(csv.reader([text.rstrip("\r\n\x1a")], strict=True), [])
    return ["" if cell.strip() == _NOTHING else cell.strip() for cell in cells]


def _row(number: int, line: bytes) -> Read:
    try:
        cells = row(line)
    except csv.Error as error:
        return Unread(number, f"no line of CSV: {error}")
    if len(cells) != COLUMNS:
        return Unread(number, f"{len(cells)} columns, not {COLUMNS}")
    id, name, kind, programmes = cells[:4]
    if not (id.isascii() and id.isdigit()):
        return Unread(number, f"the first column is no number: {clean(id)[:40]!r}")
    last, comma, first = name.partition(", ")
    if kind == "individual" and comma:
        name = f"{first} {last}"
    codes = programmes.strip("[] ").split("] [")
    return _made(number, id, name, kind or "entity", codes, cells[-1])


def _made(line: int, id: str, name: str, kind: str, codes: list[str], remarks: str) -> Read:
    given = tuple(filter(None, map(clean, codes)))
    listing = Listing("ofac", given, clean(id) or None, remarks=remarks)
    return record(line, "ofac", id, name, _KINDS.get(kind.strip().lower()), listing)
