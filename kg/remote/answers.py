"""Reads what a store sends: solutions in JSON, triples as N-Triples. Half an answer is none.

A store may say 200 and break off in the middle: Oxigraph appends the text of the error when a
time limit runs out. What does not parse to the end is refused. Stores also write the same value
in several ways (``1`` for ``true``), so literals get the form that the embedded store gives them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from kg.core.errors import BadAnswer

Term = ox.NamedNode | ox.BlankNode | ox.Literal
XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = {f"{XSD}{name}" for name in ("integer", "int", "long", "short", "byte")}
_TRUTH = {"1": "true", "0": "false"}


@dataclass(frozen=True)
class Solutions:
    """The answer to a SELECT: its columns, and each row a term or None for each."""

    columns: tuple[str, ...]
    rows: tuple[dict[str, Term | None], ...]


def solutions(body: bytes, where: str) -> Solutions:
    """Reads the answer to a SELECT.

    Args:
        body: the document, in SPARQL 1.1 Query Results JSON Format.
        where: the address of the store, for the error.

    Raises:
        BadAnswer: if it is not exactly such a document.

    >>> solutions(b'{"head": {"vars": ["n"]}, "results": {"bindings": [{}]}}', "").rows
    ({'n': None},)
    """
    data = _document(body, where)
    try:
        columns = tuple(str(name) for name in data["head"]["vars"])
        rows = tuple(
            {name: term(row[name]) if name in row else None for name in columns}
            for row in data["results"]["bindings"]
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _bad(body, where, f"is no answer to a SELECT ({error!r})") from None
    return Solutions(columns, rows)


def truth(body: bytes, where: str) -> bool:
    """Reads the answer to an ASK; arguments and errors as for ``solutions``."""
    found = _document(body, where).get("boolean")
    if not isinstance(found, bool):
        raise _bad(body, where, "is no answer to an ASK")
    return found


def triples(body: bytes, where: str) -> frozenset[ox.Triple]:
    """Reads the answer to a CONSTRUCT, as N-Triples; arguments and errors as for ``solutions``."""
    try:
        found = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        return frozenset(quad.triple for quad in found)
    except (SyntaxError, ValueError) as error:
        raise _bad(body, where, f"is no N-Triples ({error})") from None


def term(value: Mapping[str, str]) -> Term:
    """Returns a term of a JSON document, a literal in the form that the embedded store gives it.

    Raises:
        ValueError: if it is none.

    >>> print(term({"type": "typed-literal", "value": "1", "datatype": f"{XSD}boolean"}))
    "true"^^<http://www.w3.org/2001/XMLSchema#boolean>
    """
    kind, text = value["type"], value["value"]
    if kind == "uri":
        return ox.NamedNode(text)
    if kind == "bnode":
        return ox.BlankNode(re.sub(r"[^A-Za-z0-9]", "", text))
    if kind not in ("literal", "typed-literal"):
        raise ValueError(f"no such kind of term: {kind}")
    if language := value.get("xml:lang"):
        return ox.Literal(text, language=language)
    datatype = value.get("datatype")
    if datatype is None:
        return ox.Literal(text)
    return ox.Literal(canonical(text, datatype), datatype=ox.NamedNode(datatype))


def canonical(text: str, datatype: str) -> str:
    """Returns the form of a value in which the embedded store writes it.

    >>> canonical("+07", f"{XSD}integer"), canonical("7.50", f"{XSD}decimal")
    ('7', '7.5')
    """
    if datatype in _INTEGERS and re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        return str(int(text))
    if datatype == f"{XSD}boolean":
        return _TRUTH.get(text, text)
    if datatype == f"{XSD}decimal":
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        plain = f"{number:f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return "0" if plain in ("-0", "") else plain
    return text


def _document(body: bytes, where: str) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except ValueError as error:
        raise _bad(body, where, f"does not parse ({error})") from None
    if not isinstance(data, dict):
        raise _bad(body, where, "is no SPARQL result")
    return data


def _bad(body: bytes, where: str, why: str) -> BadAnswer:
    end = body[-200:].decode("utf-8", "replace").strip()
    hint = "it may have run out of time: ask for less, or raise its time limit"
    return BadAnswer(f"what the store sent {why}; it ends in {end!r}", where=where, hint=hint)
