"""What a reader has to remember of a whole file: kept on disk, in a file that goes away."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from types import TracebackType

from kg.core.errors import BadInput
from kg.lists.listing import Listing

_SETTINGS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -32000;"
_TABLES = """
CREATE TABLE seen (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE listing (entity TEXT, line INTEGER, content TEXT);
CREATE TABLE met (entity TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_ORPHANS = """
SELECT entity, min(line) FROM listing
WHERE entity NOT IN (SELECT entity FROM met) GROUP BY entity ORDER BY 2
"""


class Spill:
    """The ids that were seen, and the listings that wait for what they list."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(_SETTINGS + _TABLES)
        self._base.execute("BEGIN")

    def __enter__(self) -> Spill:
        return self

    def __exit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        self._base.close()
        if isinstance(error, sqlite3.Error):
            hint = "make room on the disk for temporary files"
            raise BadInput(f"cannot remember what was read: {error}", hint=hint) from None

    def first(self, id: str) -> bool:
        """Remembers an id; says whether it is new.

        >>> with Spill() as spill:
        ...     spill.first("a"), spill.first("a")
        (True, False)
        """
        return self._base.execute("INSERT OR IGNORE INTO seen VALUES (?)", (id,)).rowcount == 1

    def keep(self, entity: str, line: int, listing: Listing) -> None:
        """Remembers a listing of an entity."""
        day = listing.day and listing.day.isoformat()
        content = (listing.list, listing.codes, listing.reference, day, listing.remarks)
        values = (entity, line, json.dumps(content))
        self._base.execute("INSERT INTO listing VALUES (?, ?, ?)", values)

    def all_kept(self) -> None:
        """Makes ready for ``listings``, once everything was kept."""
        self._base.execute("CREATE INDEX by_entity ON listing (entity)")

    def listings(self, entity: str) -> tuple[Listing, ...]:
        """Returns the listings of an entity in the order in which they were kept."""
        found = self._base.execute(
            "SELECT content FROM listing WHERE entity = ? ORDER BY rowid", (entity,)
        )
        listings = tuple(_listing(content) for (content,) in found)
        if listings:
            self._base.execute("INSERT OR IGNORE INTO met VALUES (?)", (entity,))
        return listings

    def orphans(self) -> Iterator[tuple[str, int]]:
        """Yields what has listings that were never asked for, and the line of the first."""
        yield from self._base.execute(_ORPHANS)


def _listing(content: str) -> Listing:
    name, codes, reference, day, remarks = json.loads(content)
    on = date.fromisoformat(day) if day else None
    return Listing(name, tuple(codes), reference, on, remarks)
