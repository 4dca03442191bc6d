"""Changes made to the text of a package in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from kg.core.errors import BadInput
from kg.deal.edit.edits import Edit
from kg.deal.edit.written import planned, with_plan
from kg.deal.model import Deal
from kg.deal.read.yaml_nodes import joined

_INDENT = re.compile(r"[\[{][ \t]*\n([ \t]+)")


def edited_json(text: str, deal: Deal, edits: Iterable[Edit]) -> str:
    """Returns the JSON of a package with changes made, laid out as it was.

    Args:
        text: the package as written.
        deal: the same package as read.
        edits: the changes.

    Raises:
        BadInput: if the text is not JSON in the strict sense, though it reads as YAML.
    """
    plan = planned(deal, edits)
    if not (plan.sets or plan.outs or plan.ins or plan.titles or plan.gone):
        return text
    mark, bare = ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)
    try:
        tree = json.loads(bare, parse_float=_number, parse_int=_number)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"not strict JSON ({error.msg}), though it reads as YAML",
            where=f"line {error.lineno}",
            hint="let the name of the package end in .yaml",
        ) from error
    own = _INDENT.search(bare.replace("\r\n", "\n"))
    made = json.dumps(with_plan(tree, plan), indent=own[1] if own else 2, ensure_ascii=False)
    made = joined(made) + ("\n" if bare.endswith("\n") else "")
    return mark + (made.replace("\n", "\r\n") if "\r\n" in bare else made)


def _number(written: str) -> Any:
    """A number, if JSON would write it in the same way again; the reader takes it as text."""
    found: float = float(written) if set(written) & set(".eE") else int(written)
    return found if json.dumps(found) == written else written
