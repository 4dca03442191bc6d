"""A package with changes made, as the text of a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.core.errors import BadInput
from kg.deal.edit.edits import Edit, apply
from kg.deal.edit.json_text import edited_json
from kg.deal.edit.yaml_text import edited
from kg.deal.jsonld_out import to_jsonld
from kg.deal.overlay import to_turtle
from kg.deal.read.nodes import Problems
from kg.deal.read.source import decode

if TYPE_CHECKING:
    from kg.deal import Deal

YAML = (".yaml", ".yml")


def changed_file(source: Path | None, deal: Deal, edits: Iterable[Edit], out: Path) -> str:
    """Returns a changed package in the format that the ending of a file name asks for.

    Args:
        source: the package as the user wrote it; YAML and JSON keep their order, YAML all else
            that is not changed.
            None for a package without phases that no file holds.
        deal: the same package as read.
        edits: the changes.
        out: the name of the file to be written.

    Raises:
        BadInput: if the ending names no format, or YAML is to be made of another format.
    """
    steps = tuple(edits)
    wanted = _family(out)
    own = ".yaml" if source is None else source.suffix.lower()
    if wanted == (wanted if source is None else _family(source)) and wanted in (".yaml", ".json"):
        text = _written(source) if source else _bare(deal, wanted)
        try:
            return (edited if wanted == ".yaml" else edited_json)(text, deal, steps)
        except BadInput as error:
            raise _placed(error, source) from error
    if wanted == ".ttl":
        return to_turtle(apply(deal, steps))
    if wanted == ".jsonld":
        return to_jsonld(apply(deal, steps))
    hint = f"let the name end in {', '.join(dict.fromkeys([own, '.ttl', '.jsonld']))}"
    raise BadInput("the package cannot be written like this", where=str(out), hint=hint)


def _family(path: Path) -> str:
    suffix = path.suffix.lower()
    return ".yaml" if suffix in YAML else suffix


def _placed(error: BadInput, source: Path | None) -> BadInput:
    """The same error with the name of the file."""
    where = ", ".join(filter(None, [str(source) if source else None, error.where]))
    return BadInput(error.message, where=where or None, hint=error.hint)


def _written(source: Path) -> str:
    """The text of a package with its own line ends and byte-order mark."""
    data = source.read_bytes()
    decode(data, Problems(str(source)))
    return data.decode("utf-8")


def _bare(deal: Deal, family: str) -> str:
    head = {"id": deal.id, "title": deal.title, "as-of": deal.as_of.isoformat()}
    if family == ".json":
        return json.dumps({**head, "phases": []}) + "\n"
    head["title"] = json.dumps(deal.title, ensure_ascii=False)
    return "".join(f"{key}: {value}\n" for key, value in {**head, "phases": "[]"}.items())
