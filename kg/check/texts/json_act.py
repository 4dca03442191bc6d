"""The text of an act in JSON: day, votes, operative paragraphs by number, annexes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kg.check.texts.act import CAST, Act, shown
from kg.core.dates import day
from kg.core.errors import BadInput

_HINT = (
    'write {"resolution": "2397", "adopted": "2017-12-22", "votes": {"inFavour": 15}, '
    '"operative": {"1": "…"}, "annexes": ["…"]}'
)


def read(path: Path, data: bytes) -> Act:
    """Reads a text.

    Args:
        path: the file, as errors name it.
        data: what it holds.

    Raises:
        BadInput: if it is no such text.
    """
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadInput("is not UTF-8", where=shown(path), hint="save it as UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"{shown(path)}:{error.lineno}"
        raise BadInput(f"is no JSON: {error.msg}", where=where, hint="mend it there") from None
    except (RecursionError, ValueError):
        raise BadInput(
            "is nested or numbered beyond reason", where=shown(path), hint=_HINT
        ) from None
    if not isinstance(found, dict):
        raise BadInput("is no text of an act", where=shown(path), hint=_HINT)
    return _act(path, found)


def _act(path: Path, found: dict[str, Any]) -> Act:
    number = str(found.get("resolution", ""))
    if not re.fullmatch(r"\d{1,4}", number, re.ASCII):
        raise _bad(path, "resolution", "the number of a resolution")
    operative, annexes = found.get("operative"), found.get("annexes") or []
    if not isinstance(operative, dict) or not _all_text(operative.values()):
        raise _bad(path, "operative", "the text of each paragraph by its number")
    if not isinstance(annexes, list) or not _all_text(annexes):
        raise _bad(path, "annexes", "a list of texts")
    adopted = day(str(found.get("adopted")), f"{shown(path)}: adopted")
    votes = found.get("votes") or {}
    if not isinstance(votes, dict):
        raise _bad(path, "votes", f"a count by {', '.join(CAST)}")
    return Act(number, adopted, cast(path, votes), operative, tuple(annexes), path)


def cast(path: Path, votes: dict[str, Any]) -> dict[str, int]:
    """Returns how many votes were cast each way; empty if nothing is said of votes.

    Raises:
        BadInput: if a count is none.
    """
    stated = {way: str(votes.get(way) or "0") for way in CAST} if votes else {}
    for count in stated.values():
        if not re.fullmatch(r"\d{1,3}", count, re.ASCII):
            raise _bad(path, "votes", f"a count by {', '.join(CAST)}")
    return {way: int(count) for way, count in stated.items()}


def _all_text(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def _bad(path: Path, key: str, wanted: str) -> BadInput:
    return BadInput(f"{key} is not {wanted}", where=shown(path), hint=_HINT)
