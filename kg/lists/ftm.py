"""Reads entities of FollowTheMoney in JSON lines, as OpenSanctions publishes them.

What lists an entity stands on a line of its own, before or after it: the file is read twice, and
the listings wait on disk in between.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kg.lists.listing import Listing
from kg.lists.records import Read, Unread, clean, day, record
from kg.lists.source import MOST_LINE, Source
from kg.lists.spill import Spill

ORIGIN = "opensanctions"
_LISTING = "Sanction"
_KINDS = {
    "Person": "person",
    "Vessel": "vessel",
    "Airplane": "aircraft",
    **dict.fromkeys(("Company", "LegalEntity", "Organization", "PublicBody"), "entity"),
}
# A sanction lists one entity in one list; a line that pairs thousands of both is no list.
_MOST_PAIRS = 10_000
_CODES = ("program", "programId")
_NUMBERS = ("unscId", "authorityId")
_DAYS = ("listingDate", "startDate")
_REMARKS = ("provisions", "summary", "reason")


def read(source: Source, spill: Spill) -> Iterator[Read]:
    """Yields the entities that a sanction lists, or that name a programme themselves."""
    for number, line in source.lines():
        if line is None or not line.strip():
            if line is None:
                yield Unread(number, f"longer than {MOST_LINE:,} bytes")
            continue
        entity = _entity(line)
        if isinstance(entity, str):
            yield Unread(number, entity)
        elif entity["schema"] == _LISTING:
            listings, targets = tuple(_listings(entity)), _texts(entity, "entity")
            if len(listings) * len(targets) > _MOST_PAIRS:
                told = f"lists {len(targets):,} entities in {len(listings):,} lists at once"
                yield Unread(number, told)
                continue
            for target in targets:
                for listing in listings:
                    spill.keep(target, number, listing)
    spill.all_kept()
    for number, line in source.lines():
        entity = _entity(line) if line and line.strip() else ""
        if isinstance(entity, str) or entity["schema"] == _LISTING:
            continue
        own = _own(entity)
        listings = (*own, *spill.listings(clean(entity["id"])))
        if listings:
            kind = _KINDS.get(entity["schema"])
            name = entity.get("caption") or next(iter(_texts(entity, "name")), "")
            name = name if isinstance(name, str) else ""
            yield record(number, ORIGIN, entity["id"], name, kind, *listings)
    for entity_id, number in spill.orphans():
        yield Unread(number, f"lists {entity_id}, which the file does not hold")


def _entity(line: bytes) -> dict[str, Any] | str:
    """Returns what a line holds, or what is wrong with it."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return "no JSON"
    if not isinstance(found, dict):
        return "no JSON object"
    for key in ("id", "schema"):
        if not isinstance(found.get(key), str):
            return f"no {key}"
    if not isinstance(found.get("properties", {}), dict):
        return "the properties are no JSON object"
    return found


def _listings(entity: dict[str, Any]) -> Iterator[Listing]:
    """Yields a listing for each data set that an entity, or a sanction, comes from."""
    names = entity.get("datasets")
    lists = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    # The second names the same programmes as the first, in words of OpenSanctions' own.
    codes = next(filter(None, (_texts(entity, key) for key in _CODES)), [])
    number = next((text for key in _NUMBERS for text in _texts(entity, key)), None)
    days = sorted(found for key in _DAYS for text in _texts(entity, key) if (found := day(text)))
    remarks = "; ".join(text for key in _REMARKS for text in _texts(entity, key))
    for name in sorted({clean(each) for each in lists}) or [ORIGIN]:
        yield Listing(name, tuple(codes), number, days[0] if days else None, remarks)


def _own(entity: dict[str, Any]) -> tuple[Listing, ...]:
    """Returns the listing in an entity that names a programme itself.

    Where it comes from several data sets it does not say which of them the programme is of.
    """
    if not any(_texts(entity, key) for key in _CODES):
        return ()
    found = tuple(_listings(entity))
    return found if len(found) == 1 else (replace(found[0], list=ORIGIN),)


def _texts(entity: dict[str, Any], key: str) -> list[str]:
    values = entity.get("properties", {}).get(key, [])
    given = values if isinstance(values, list) else [values]
    return [text for each in given if isinstance(each, str) and (text := clean(each))]
