"""Finds the columns of a query that hold truth values, for a store that has none.

Virtuoso calculates with 1 and 0 where SPARQL says true and false, and sends them as integers. What
a query works out by EXISTS, BOUND or a comparison is a truth value whatever the store calls it.
"""

from __future__ import annotations

import re
from collections import defaultdict

from kg.sparql import TOKEN

_TESTS = {"BOUND", "CONTAINS", "EXISTS", "FALSE", "NOT", "REGEX", "STRENDS", "STRSTARTS", "TRUE"}
_OPERATOR = re.compile(r"[|&=<>!]")
_Piece = tuple[str, str]


def truths(query: str) -> frozenset[str]:
    """Returns the variables to which a query gives nothing but truth values.

    >>> sorted(truths("SELECT ?a ?b { BIND(EXISTS { ?s ?p 1 } AS ?a) BIND(IF(?a, 1, 0) AS ?b) }"))
    ['a']
    """
    given = _expressions(_pieces(query))
    found: frozenset[str] = frozenset()
    while True:
        more = {name for name, all_ in given.items() if all(_is_truth(e, found) for e in all_)}
        if more == found:
            return found
        found = frozenset(more)


def _pieces(query: str) -> list[_Piece]:
    """Cuts a query into tokens and what stands between them; comments are left out."""
    pieces, end = [], 0
    for match in TOKEN.finditer(query):
        between = query[end : match.start()].strip()
        pieces += [("between", between)] if between else []
        pieces += [(match.lastgroup or "", match[0])] if match.lastgroup != "comment" else []
        end = match.end()
    return pieces


def _expressions(pieces: list[_Piece]) -> dict[str, list[list[_Piece]]]:
    """Returns what stands before each ``AS ?name``, by name."""
    found: dict[str, list[list[_Piece]]] = defaultdict(list)
    open_: list[int] = []
    for at, (kind, text) in enumerate(pieces):
        if text in "({" and kind == "mark":
            open_.append(at)
        elif text in ")}" and kind == "mark" and open_:
            start = open_.pop()
            if pieces[at - 1][0] == "variable" and pieces[at - 2][1].upper() == "AS":
                found[pieces[at - 1][1][1:]].append(pieces[start + 1 : at - 2])
    return found


def _is_truth(expression: list[_Piece], known: frozenset[str]) -> bool:
    if not expression:
        return False
    level, commas, operator = 0, [], False
    for at, (kind, text) in enumerate(expression):
        level += (kind == "mark") * ((text in "({") - (text in ")}"))
        if level == 0 and kind == "between":
            operator = operator or _OPERATOR.search(text) is not None
        if level == 0 and kind == "word" and text.upper() == "IN":
            operator = True
        if level == 1 and kind == "between" and "," in text:
            commas.append(at)
    kind, text = expression[0]
    word = text.upper() if kind == "word" else ""
    if operator or word in _TESTS:
        return True
    if kind == "variable":
        return text[1:] in known and len(expression) == 1
    if kind == "mark" and expression[-1][1] == ")":
        return _is_truth(expression[1:-1], known)
    if word not in ("IF", "COALESCE"):
        return False
    parts = [
        expression[a + 1 : b]
        for a, b in zip([1, *commas], [*commas, len(expression) - 1], strict=True)
    ]
    return all(_is_truth(part, known) for part in parts[word == "IF" :])
