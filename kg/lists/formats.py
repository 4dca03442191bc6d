"""Which list a file holds: said by its content, or by the user."""

from __future__ import annotations

import csv
import json
import re
from enum import StrEnum

from kg.core.errors import BadInput
from kg.lists import ftm, ofac, un
from kg.lists.records import Reader
from kg.lists.source import Source

# Comments may hold anything; what may stand before the root besides is judged by the reader.
_ASIDE = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(CONSOLIDATED_LIST|sdnList)\b")


class ListFormat(StrEnum):
    """The formats that can be read."""

    un = "un-xml"
    ofac_xml = "ofac-xml"
    ofac_csv = "ofac-csv"
    ftm = "ftm"


READERS: dict[ListFormat, Reader] = {
    ListFormat.un: un.read,
    ListFormat.ofac_xml: ofac.read_xml,
    ListFormat.ofac_csv: ofac.read_csv,
    ListFormat.ftm: ftm.read,
}
_ROOTS = {un.ROOT: ListFormat.un, ofac.ROOT: ListFormat.ofac_xml}
_KNOWN = "the UN consolidated list (XML), OFAC's SDN.XML and SDN.CSV, FollowTheMoney JSON lines"


def recognised(source: Source) -> ListFormat:
    """Returns the format of a file by how it begins.

    Raises:
        BadInput: if it is none that can be read.
    """
    head = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    found = _recognised(head)
    if found is None:
        said = "the file is empty" if not head else "the format is not recognised"
        hint = f"give {_KNOWN}, or say which it is with --format"
        raise BadInput(said, where=source.at(), hint=hint)
    return found


def _recognised(head: bytes) -> ListFormat | None:
    if head.startswith(b"<"):
        root = _ROOT.search(_ASIDE.sub(b"", head))
        return _ROOTS[root[1].decode()] if root else None
    first = head.partition(b"\n")[0]
    if head.startswith(b"{"):
        # A first line that is longer than the piece, or broken, is judged by the reader.
        return ListFormat.ftm if b'"schema"' in first or not _is_json(first) else None
    try:
        cells = ofac.row(first)
    except csv.Error:
        return None
    return ListFormat.ofac_csv if len(cells) == ofac.COLUMNS and cells[0].isdigit() else None


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
