"""What an assistant may read: the format of packages, the rulebooks, and the list of questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from kg.check.rules import WELL_FORMED, rules
from kg.core import resources
from kg.core.ids import expand, short
from kg.graph.regime import Regime
from kg.mcp.schema import SCHEMA_URI, package_schema
from kg.mcp.tools import listed

_MARKDOWN = "text/markdown"


@dataclass(frozen=True)
class Book:
    """A text to read: its title, its media type, and what makes it."""

    title: str
    media: str
    text: Callable[[], str]


def books(regime: Regime) -> dict[str, Book]:
    """Returns what there is to read, by address.

    Args:
        regime: the regime whose rulebooks they are.
    """
    found = {
        "sanctions-kg://format": Book(
            "How a package is written",
            _MARKDOWN,
            lambda: (resources.folder("docs") / "format.md").read_text("utf-8"),
        ),
        SCHEMA_URI: Book(
            "The JSON Schema of packages",
            "application/schema+json",
            lambda: json.dumps(package_schema(), ensure_ascii=False, indent=1),
        ),
        "sanctions-kg://questions": Book(
            "The named questions, which the tool ask answers",
            "text/plain",
            lambda: "\n".join(listed()) + "\n",
        ),
    }
    for id in regime.known("rulebook"):
        found[f"sanctions-kg://{id}"] = _book(regime, regime.label(expand(id, regime.base)), id)
    return found


def _book(regime: Regime, title: str, id: str) -> Book:
    return Book(title, _MARKDOWN, lambda: rulebook(regime, title, expand(id, regime.base)))


def rulebook(regime: Regime, title: str, iri: str) -> str:
    """Tells the rules of a rulebook, with their reasons and passages.

    Args:
        regime: the regime.
        title: what the rulebook is called.
        iri: its IRI.
    """
    parts = [f"# {title}\n"]
    for heading, book in (("Rules", iri), ("Rules on well-formed packages", WELL_FORMED)):
        parts.append(f"## {heading}\n")
        for rule in rules(regime, book):
            passages = ", ".join(short(each, regime.base) for each in rule.passages)
            parts.append(
                f"### {rule.name} ({short(rule.iri, regime.base)})\n\n{rule.says}\n\n{rule.why}\n"
                + (f"\nPassages: {passages}\n" if passages else "")
                + ("" if rule.checkable else "\nIt is stated and not checked.\n")
            )
    return "\n".join(parts)
