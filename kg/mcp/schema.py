"""The JSON Schema of what a tool takes.

A package has the schema of packages: with words and patterns in the tool that checks one, with no
more than its keys in the others, since a client hands every tool to its model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, get_origin

from kg.answers.verbs import Argument
from kg.answers.verbs.argument import LONGEST, MOST
from kg.answers.verbs.given import LARGEST
from kg.core import resources
from kg.mcp.tools import Tool

_WHOLE = "validate"
_DEFINITION, _IDS = "package", "-ids"
_SAYS = (
    "A package: the name of a shipped one ({names}), a text in YAML or JSON, or an object. The "
    "tool {whole} has the whole schema, the resource {uri} its ids too."
)
SCHEMA_URI = "sanctions-kg://package-schema"
_KEPT = ("$ref", "type", "enum", "required", "additionalProperties")
_TEXT = {"type": "string", "maxLength": LONGEST}
_SIMPLE: dict[Any, str] = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema(tool: Tool) -> dict[str, Any]:
    """Returns the schema of the arguments of a tool."""
    found: dict[str, Any] = {
        "type": "object",
        "properties": {each.name: _property(each) for each in tool.arguments},
        "required": [each.name for each in tool.arguments if each.required],
        "additionalProperties": False,
    }
    if tool.packages:
        found["$defs"] = _definitions(tool.name == _WHOLE)
    return found


def _property(argument: Argument) -> dict[str, Any]:
    found = _described(argument)
    default = argument.default
    if not argument.required and default not in (None, ()):
        found["default"] = default.value if isinstance(default, Enum) else default
    return {"description": argument.meaning, **found}


def _described(argument: Argument) -> dict[str, Any]:
    kind = argument.kind
    if argument.is_package:
        names = ", ".join(path.stem for path in resources.deal_files())
        says = _SAYS.format(names=names, whole=_WHOLE, uri=SCHEMA_URI)
        forms = [{"$ref": f"#/$defs/{_DEFINITION}"}, {"type": "string", "maxLength": LARGEST}]
        return {"description": f"{argument.meaning}. {says}", "anyOf": forms}
    if argument.is_list:
        return {"type": "array", "items": _TEXT, "maxItems": MOST, "uniqueItems": argument.once}
    if get_origin(kind) is Mapping:
        return {
            "type": "object",
            "additionalProperties": _TEXT,
            "propertyNames": _TEXT,
            "maxProperties": MOST,
        }
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"type": "string", "enum": [each.value for each in kind]}
    found: dict[str, Any] = {"type": _SIMPLE[kind]}
    if kind is str:
        found |= _TEXT
    if argument.bounds:
        found |= {"minimum": argument.bounds.least, "maximum": argument.bounds.greatest}
    return found


def package_schema() -> dict[str, Any]:
    """Returns the schema of packages."""
    text = (resources.folder("deals") / "package.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def _definitions(whole: bool) -> dict[str, Any]:
    found = _without_ids(package_schema())
    inner = found.pop("$defs")
    root = {key: each for key, each in found.items() if not key.startswith("$")}
    return {
        name: each if whole else _keys(each) for name, each in {_DEFINITION: root, **inner}.items()
    }


def _without_ids(found: Any) -> Any:
    """Returns a schema without the lists of ids, which are there for editors."""
    if isinstance(found, list):
        return [_without_ids(each) for each in found]
    if not isinstance(found, dict):
        return found
    if str(found.get("$ref", "")).endswith(_IDS):
        return {}
    return {key: _without_ids(each) for key, each in found.items() if not key.endswith(_IDS)}


def _keys(found: dict[str, Any]) -> dict[str, Any]:
    """Returns a schema with its keys, the words that it takes, and what leads to others."""
    kept = {key: found[key] for key in _KEPT if key in found}
    if "items" in found:
        kept["items"] = _keys(found["items"])
    if either := found.get("anyOf") or found.get("oneOf"):
        parts = [_keys(each) for each in either]
        # What is but a matter of form is left to the whole schema.
        kept |= {"anyOf": parts} if any("$ref" in json.dumps(each) for each in parts) else {}
    if "properties" in found:
        kept["properties"] = {key: _keys(each) for key, each in found["properties"].items()}
    return kept
