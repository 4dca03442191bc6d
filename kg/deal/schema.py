"""The ids in the JSON Schema of packages, from which an editor completes them.

``python -m kg.deal.schema`` writes them into ``deals/package.schema.json`` again; everything else
in the file is written by hand.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from kg.core.resources import folder
from kg.graph.finding import index

if TYPE_CHECKING:
    from kg.graph.finding import Names

#: Under which name in ``$defs`` the ids of a kind stand.
IDS = "{}-ids"
_KINDS = (
    "action",
    "actor",
    "case",
    "facility",
    "goods",
    "provision",
    "relief",
    "safeguard",
    "undertaking",
)


def with_ids(regime: Names, schema: dict[str, Any]) -> dict[str, Any]:
    """Returns a schema with the ids of a regime, each with its label.

    Args:
        regime: the regime whose ids packages use.
        schema: the schema, with or without ids.

    >>> import kg
    >>> found = with_ids(kg.load(), {"$defs": {}})["$defs"]["relief-ids"]
    >>> dict(zip(found["enum"], found["enumDescriptions"]))["kaesong"]
    'reopening of the Kaesong Industrial Complex'
    """
    by_kind: dict[str, list[tuple[str, str]]] = {kind: [] for kind in _KINDS}
    for entry in index(regime).entries:
        if entry.kind in by_kind:
            name = entry.id if entry.kind == "provision" else entry.id.partition("/")[2]
            by_kind[entry.kind].append((name, entry.label))
    ids = {
        IDS.format(kind): {
            "enum": [name for name, _ in sorted(found)],
            "enumDescriptions": [label for _, label in sorted(found)],
        }
        for kind, found in by_kind.items()
    }
    return {**schema, "$defs": {**schema["$defs"], **ids}}


def _main() -> None:
    import kg

    path = folder("deals") / "package.schema.json"
    schema = with_ids(kg.load(), json.loads(path.read_text("utf-8")))
    path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    _main()
