"""RDF as terms of the solver: ids in quotes, numbers and days bare."""

from __future__ import annotations

import pyoxigraph as ox

from kg.core.ids import short
from kg.core.owl import Node
from kg.core.spaces import SPACES

_XSD = SPACES["xsd"]


def term(node: Node, base: str) -> str:
    """Writes a node as a term of the solver.

    Args:
        node: an IRI or a literal; a blank node or a triple has no name that lasts.
        base: the base IRI of the regime.

    >>> term(ox.NamedNode(SPACES["skg"] + "suspension"), "https://example.org/")
    '"skg:suspension"'
    >>> term(ox.Literal("2019-02-28", datatype=ox.NamedNode(f"{_XSD}date")), "https://example.org/")
    '20190228'
    >>> term(ox.Literal("say “so”"), "https://example.org/")
    'text("say “so”")'
    """
    if isinstance(node, ox.NamedNode):
        return quote(name(node.value, base))
    if not isinstance(node, ox.Literal):
        raise TypeError(f"{node} has no name")
    kind = node.datatype.value.removeprefix(_XSD)
    if kind == "integer":
        return str(int(node.value))
    if kind == "boolean":
        return "true" if node.value in ("true", "1") else "false"
    if kind == "date":
        return node.value[:10].replace("-", "")
    return f"text({quote(node.value)})"


def name(iri: str, base: str) -> str:
    """Returns the short id of an IRI, or its prefixed name; else the IRI."""
    for prefix, space in SPACES.items():
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return short(iri, base)


def iri(name: str, base: str) -> str | None:
    """Returns the IRI that a quoted name stands for; None if it has an unknown prefix."""
    prefix, colon, local = name.partition(":")
    if prefix in SPACES:
        return SPACES[prefix] + local
    return name if colon else base + name


def quote(text: str) -> str:
    r"""Writes a text as a string of the solver.

    >>> quote('a "b"')
    '"a \\"b\\""'
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
