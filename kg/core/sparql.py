"""Keeps questions in SPARQL inside the store: nothing is fetched, nothing is changed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from kg.core.errors import BadInput
from kg.core.ids import bounded, expand

Value = ox.NamedNode | ox.Literal | str | bool | int | float | Decimal | date

_XSD = "http://www.w3.org/2001/XMLSchema#"
_REFUSED = {
    "SERVICE": "asks another server",
    "FROM": "names a data set; every question is asked of all graphs, GRAPH picks one",
    **dict.fromkeys(
        ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE"),
        "is an update; the graph is never changed",
    ),
}
_ANYWHERE = re.compile("|".join(_REFUSED), re.IGNORECASE)
# The tokens of SPARQL in which a refused word means nothing, bare words and brackets. An IRI is
# only sure to be one when it has an authority: in `?a<?b#>` a parser may see two operators and a
# comment. Of a prefixed name only the part from the colon on counts, for a parser may read
# `SERVICE:x` or `1SERVICE` as two tokens.
TOKEN = re.compile(
    r"""
    (?P<iri> <[A-Za-z][A-Za-z0-9+.-]*://[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<unsure> <[^<>"{}|^`\\\x00-\x20]*> )
  | (?P<text> '{3}(?:[^\\]|\\.)*?'{3} | "{3}(?:[^\\]|\\.)*?"{3}
        | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*" )
  | (?P<comment> \#[^\n\r]* )
  | (?P<variable> [?$]\w+ )
  | (?P<name> :(?:[\w:]|\\.)(?:[\w:-]|\\.)* )
  | (?P<word> \w+ )
  | (?P<mark> [(){}] )
    """,
    re.VERBOSE | re.DOTALL,
)
# What nests nothing, and then what a parser goes one call deeper for, or one step along.
_FLAT = re.compile(
    r"""<[^<>"{}|^`\\\x00-\x20]*> | '{3}(?:[^\\]|\\.)*?'{3} | "{3}(?:[^\\]|\\.)*?"{3}
      | '(?:[^'\\\n\r]|\\.)*' | "(?:[^"\\\n\r]|\\.)*" | \#[^\n\r]*""",
    re.VERBOSE | re.DOTALL,
)
_BRACKET = re.compile(r"[(){}\[\]]")
_SIGNS = re.compile(r"(?:[!^+-]\s*){40}")
_STEP = re.compile(r"[/|&*+^;,.-]|\b(?:OPTIONAL|UNION|MINUS|BIND|FILTER)\b", re.IGNORECASE)
# Questions of the project nest 8 deep and take some 200 steps; a parser fails beyond a hundred on
# the small stack of a thread, and beyond some thousand steps.
_DEEPEST, _MOST_STEPS = 40, 2_000
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00[01][0-9A-Fa-f]{5})")


def check(query: str) -> None:
    """Refuses a query that reaches outside the store, changes it, or is too much for a parser.

    Args:
        query: the text of a SPARQL query.

    Raises:
        BadInput: for SERVICE, FROM and updates, for a text that may hide one of them, and for one
            that is nested too deeply or has too many steps.

    >>> check("SELECT * { ?s ?p 'at your SERVICE' } # FROM here on")
    >>> check("SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    kg.core.errors.BadInput: SERVICE is refused: it asks another server
    """
    if len(query) > _MOST_STEPS or len(_BRACKET.findall(query)) > _DEEPEST or _SIGNS.search(query):
        _bounded(query)
    # Parsers differ on whether an escape is read before the tokens or in them: a word must not hide
    # in either reading.
    for text in {query, _ESCAPE.sub(lambda m: _unescaped(m[1] or m[2]), query)}:
        if not _ANYWHERE.search(text):
            continue
        for token in TOKEN.finditer(text):
            if token.lastgroup == "unsure":
                hint = "write the IRI in full, or put spaces around < and >"
                raise BadInput(f"{token[0]} can be read in two ways", hint=hint)
            if token.lastgroup == "word" and (found := _ANYWHERE.search(token[0])):
                word = found[0].upper()
                raise BadInput(f"{word} is refused: it {_REFUSED[word]}")


def _bounded(query: str) -> None:
    plain, depth = _FLAT.sub(" ", query), 0
    for bracket in _BRACKET.findall(plain):
        depth += 1 if bracket in "({[" else -1
        if depth > _DEEPEST:
            raise BadInput(
                f"the query is nested more than {_DEEPEST} deep", hint="write it flatter"
            )
    if _SIGNS.search(plain):
        raise BadInput(f"{_DEEPEST} signs stand in a row", hint="write the query flatter")
    if len(_STEP.findall(plain)) > _MOST_STEPS:
        said = f"the query has more than {_MOST_STEPS:,} operators"
        raise BadInput(said, hint="ask with VALUES, or in parts")


def term(value: Value, base: str) -> ox.NamedNode | ox.Literal:
    """Returns the RDF term for a plain value; a text is a short id or an IRI.

    Args:
        value: the value.
        base: the base IRI against which a short id is read.

    Raises:
        BadInput: if a text is neither an id nor an IRI.

    >>> print(term("law/7", "https://example.org/"), term(True, ""))
    <https://example.org/law/7> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>
    """
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    if isinstance(value, str):
        return node(value, base)
    if isinstance(value, date):
        return ox.Literal(value.isoformat(), datatype=ox.NamedNode(f"{_XSD}date"))
    if isinstance(value, Decimal):
        return ox.Literal(str(value), datatype=ox.NamedNode(f"{_XSD}decimal"))
    return ox.Literal(value)


def node(id: str, base: str) -> ox.NamedNode:
    """Returns the node of a short id or of an IRI.

    Raises:
        BadInput: if the text is neither, or too long for an id.
    """
    bounded(id.removeprefix(base))
    try:
        return ox.NamedNode(id if "://" in id else expand(id, base))
    except ValueError:
        raise BadInput(f"{id[:200]!r} is not an IRI") from None


def _unescaped(digits: str) -> str:
    return chr(min(int(digits, 16), 0x10FFFF))
