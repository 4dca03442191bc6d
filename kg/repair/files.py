"""A package with changes made, as the text of a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.deal.nodes import Problems
from kg.deal.source import decode
from kg.errors import BadInput
from kg.repair.edits import Edit, apply
from kg.repair.yaml_text import edited

if TYPE_CHECKING:
    from kg.deal import Deal

YAML = (".yaml", ".yml")


def changed_file(source: Path | None, deal: Deal, edits: Iterable[Edit], out: Path) -> str:
    """Returns a changed package in the format that the ending of a file name asks for.

    Args:
        source: the package as the user wrote it; YAML and JSON keep their order, YAML its comments.
            None for a package without phases that no file holds.
        deal: the same package as read.
        edits: the changes.
        out: the name of the file to be written.

    Raises:
        BadInput: if the ending names no format, or YAML is to be made of another format.
    """
    steps = tuple(edits)
    suffix = source.suffix if source is not None else out.suffix
    if out.suffix == suffix and suffix in (*YAML, ".json"):
        text = decode(source.read_bytes(), Problems(str(source))) if source else _bare(deal)
        return edited(text, deal, steps)
    if out.suffix == ".ttl":
        return apply(deal, steps).to_turtle()
    if out.suffix == ".jsonld":
        return apply(deal, steps).to_jsonld()
    own = ".yaml" if source is None else source.suffix
    hint = f"let the name end in {', '.join(dict.fromkeys([own, '.ttl', '.jsonld']))}"
    raise BadInput("the package cannot be written like this", where=str(out), hint=hint)


def _bare(deal: Deal) -> str:
    keys = {"id": deal.id, "title": json.dumps(deal.title, ensure_ascii=False)}
    keys |= {"as-of": deal.as_of.isoformat(), "phases": "[]"}
    return "".join(f"{key}: {value}\n" for key, value in keys.items())
