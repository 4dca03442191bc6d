"""Writes the values of parameters into a query, for stores that bind no variables.

The embedded store is told the values beside the text. The SPARQL protocol has no such thing, so a
variable is replaced by its term wherever it stands, in the tokens of the query, never in its
strings or comments. A parameter in a list after SELECT is left out; whoever asks knows its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from kg.core.errors import BadInput
from kg.core.sparql import TOKEN

Term = ox.NamedNode | ox.Literal
# The words that begin and end the places in which a variable does not stand for a value.
_LISTS = {"SELECT", "GROUP", "ORDER", "VALUES"}
_ENDS = {*_LISTS, "FROM", "HAVING", "LIMIT", "OFFSET", "WHERE", "{", "}"}
_NOTHING = re.compile(r"\s*(DISTINCT|REDUCED)?\s*", re.IGNORECASE)


def bind(query: str, terms: Mapping[str, Term]) -> str:
    """Returns a query in which variables are replaced by terms.

    Args:
        query: the text of a SPARQL query that parses.
        terms: a term for each variable, by its name.

    Raises:
        BadInput: if a variable stands where no term can: after AS, or in a list after VALUES.

    >>> day = ox.Literal("x")
    >>> bind("SELECT ?a ?day { ?a <urn:p> ?day FILTER BOUND(?day) } ORDER BY ?day", {"day": day})
    'SELECT ?a  { ?a <urn:p> "x" FILTER (true) } ORDER BY ("x")'
    """
    fresh = _fresh(query)
    pieces = _pieces(query)
    tokens = [n for n, (kind, _) in enumerate(pieces) if kind not in ("", "comment")]
    out = [text for _, text in pieces]
    words = ["" if kind == "text" else out[n].upper() for n, (kind, _) in enumerate(pieces)]
    place, start, level, depth = "", 0, 0, 0
    for at, n in enumerate(tokens):
        kind, text = pieces[n]
        if words[n] in _ENDS:
            if place == "SELECT" and _is_empty(pieces, out, start, n):
                out[n] = f"(1 AS {next(fresh)}) {out[n]}"
            place, start, level = words[n] if words[n] in _LISTS else "", n, depth
        depth += (text == "(") - (text == ")")
        if kind != "variable" or text[1:] not in terms:
            continue
        before = [words[tokens[at - back]] if at >= back else "" for back in (1, 2)]
        value = str(terms[text[1:]])
        if place == "VALUES" or before[0] == "AS":
            hint = "give it no value, or use another name in the query"
            raise BadInput(f"{text} has a value in the query itself", hint=hint)
        if place == "SELECT" and depth == level:
            value = ""
        elif place == "GROUP" and depth == level:
            value = f"({value} AS {next(fresh)})"
        elif place == "ORDER" and depth == level:
            value = f"({value})"
        elif before == ["(", "BOUND"]:
            value, out[tokens[at - 2]] = "true", ""
        out[n] = value
    return "".join(out)


def _pieces(query: str) -> list[tuple[str, str]]:
    """Cuts a query into tokens and what stands between them, which has no kind."""
    pieces, end = [], 0
    for match in TOKEN.finditer(query):
        pieces += [("", query[end : match.start()]), (match.lastgroup or "", match[0])]
        end = match.end()
        if match.lastgroup == "unsure" and re.search(r"[?$]", match[0]):
            hint = "put spaces around < and >"
            raise BadInput(f"{match[0]} can be read in two ways", hint=hint)
    return [*pieces, ("", query[end:])]


def _is_empty(pieces: list[tuple[str, str]], out: list[str], start: int, end: int) -> bool:
    left = "".join(out[n] for n in range(start + 1, end) if pieces[n][0] != "comment")
    return _NOTHING.fullmatch(left) is not None


def _fresh(query: str) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"bound{number}" not in query:
            yield f"?bound{number}"
