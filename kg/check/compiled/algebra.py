"""The query of a rule kind as plain lists, read once by rdflib's parser and kept in a file.

``shapes/algebra.json`` holds them by the digest of the query's text, so that no command has to load
a parser; a query that is not in it is parsed when it is met. ``make algebra`` writes the file.

A group is ``["group", element…]``; an element is ``["triple", s, path, o]``, ``["optional",
group]``, ``["union", group…]``, ``["filter", expression]`` or ``["bind", expression, name]``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from kg.core.errors import BrokenData
from kg.core.resources import folder

Tree = Sequence[Any]
FILE = "algebra.json"
_COMPARED = ("=", "!=", "<", "<=", ">", ">=")
_FUNCTIONS = {"Builtin_CONCAT": "concat", "Builtin_IF": "if", "Builtin_STR": "str"}


def algebra(query: str, where: str) -> Tree:
    """Returns what an ASK or a SELECT of one variable asks for, as a group.

    Args:
        query: the text, with its prefixes.
        where: whose query it is, for the message of an error.

    Raises:
        BrokenData: for a construct that cannot be compiled, by its name.

    >>> algebra("ASK { ?a <urn:b> ?c }", "an example")
    ['group', ['triple', ['var', 'a'], ['iri', 'urn:b'], ['var', 'c']]]
    """
    known = _shipped().get(_digest(query))
    return known if known is not None else parse(query, where)


@cache
def _shipped() -> dict[str, Tree]:
    try:
        text = (folder("shapes") / FILE).read_text("utf-8")
        found = json.loads(text)
    except (OSError, ValueError):  # Everything is parsed then.
        return {}
    return found if isinstance(found, dict) else {}


def _digest(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:32]


def as_file(queries: dict[str, str]) -> str:
    """Returns the content of the file for some queries, given with the names for messages."""
    trees = {_digest(query): parse(query, where) for where, query in queries.items()}
    lines = (f"{json.dumps(key)}: {json.dumps(trees[key])}" for key in sorted(trees))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def parse(query: str, where: str) -> Tree:
    """Does the same as ``algebra``, always with rdflib's parser."""
    from functools import partial

    from rdflib.plugins.sparql import algebra as sparql
    from rdflib.plugins.sparql.parser import parseQuery

    parsed = parseQuery(query)
    prologue = sparql.translatePrologue(parsed[0], None)
    body = sparql.traverse(parsed[1], visitPost=partial(sparql.translatePName, prologue=prologue))
    body.where = sparql.traverse(body.where, visitPost=sparql.translatePath)
    for modifier in ("groupby", "having", "limitoffset", "valuesClause", "datasetClause"):
        if getattr(body, modifier):
            raise refused(modifier, where)
    if body.name == "SelectQuery" and len(body.projection or ()) != 1:
        raise refused("a SELECT of other than one variable", where)
    if body.name not in ("AskQuery", "SelectQuery"):
        raise refused(str(body.name), where)
    return _group(body.where, where)


def refused(what: str, where: str) -> BrokenData:
    """The error for a construct that cannot be compiled."""
    hint = "write it with what kg/compiled/algebra.py knows, or use --engine reference"
    return BrokenData(f"{what} cannot be compiled", where=where, hint=hint)


def _group(node: Any, where: str) -> Tree:
    if node.name != "GroupGraphPatternSub":
        raise refused(node.name, where)
    found: list[Any] = ["group"]
    for part in node.part or ():
        if part.name == "TriplesBlock":
            for flat in part.triples:
                for place in range(0, len(flat), 3):
                    subject, path, object_ = flat[place : place + 3]
                    triple = [_term(subject, where), _path(path, where), _term(object_, where)]
                    found.append(["triple", *triple])
        elif part.name == "Filter":
            found.append(["filter", _expression(part.expr, where)])
        elif part.name == "OptionalGraphPattern":
            found.append(["optional", _group(part.graph, where)])
        elif part.name == "GroupOrUnionGraphPattern":
            found.append(["union", *(_group(each, where) for each in part.graph)])
        elif part.name == "Bind":
            found.append(["bind", _expression(part.expr, where), str(part.var)])
        else:
            raise refused(part.name, where)
    return found


def _term(node: Any, where: str) -> Tree:
    from rdflib import BNode, Literal, URIRef, Variable

    if isinstance(node, Variable | BNode):
        return ["var", str(node)]
    if isinstance(node, URIRef):
        return ["iri", str(node)]
    if isinstance(node, Literal):
        datatype = str(node.datatype) if node.datatype is not None else None
        return ["literal", str(node), datatype, node.language]
    raise refused(getattr(node, "name", type(node).__name__), where)


def _path(node: Any, where: str) -> Tree:
    from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

    if isinstance(node, SequencePath):
        return ["seq", *(_path(each, where) for each in node.args)]
    if isinstance(node, AlternativePath):
        return ["alt", *(_path(each, where) for each in node.args)]
    if isinstance(node, InvPath):
        return ["inv", _path(node.arg, where)]
    if isinstance(node, MulPath):
        return [{"*": "star", "+": "plus", "?": "maybe"}[str(node.mod)], _path(node.path, where)]
    return _term(node, where)


def _expression(node: Any, where: str) -> Tree:
    name = getattr(node, "name", None)
    if name in ("ConditionalAndExpression", "ConditionalOrExpression"):
        if node.other is None:
            return _expression(node.expr, where)
        parts = [_expression(each, where) for each in (node.expr, *node.other)]
        return ["and" if "And" in name else "or", *parts]
    if name == "RelationalExpression":
        if node.op is None:
            return _expression(node.expr, where)
        left = _expression(node.expr, where)
        if node.op in _COMPARED:
            return [node.op, left, _expression(node.other, where)]
        if node.op in ("IN", "NOT IN"):
            inside = ["in", left, *(_expression(each, where) for each in node.other)]
            return inside if node.op == "IN" else ["not", inside]
        raise refused(f"the operator {node.op}", where)
    if name in ("AdditiveExpression", "MultiplicativeExpression") and not node.other:
        return _expression(node.expr, where)
    if name == "UnaryNot":
        return ["not", _expression(node.expr, where)]
    if name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        inside = ["exists", _group(node.graph, where)]
        return inside if name == "Builtin_EXISTS" else ["not", inside]
    if name == "Builtin_BOUND":
        return ["bound", _term(node.arg, where)]
    if name in _FUNCTIONS:
        given = (
            node.arg if name == "Builtin_CONCAT" else [getattr(node, f"arg{n}") for n in (1, 2, 3)]
        )
        given = [node.arg] if name == "Builtin_STR" else given
        return [_FUNCTIONS[name], *(_expression(each, where) for each in given)]
    return _term(node, where)
