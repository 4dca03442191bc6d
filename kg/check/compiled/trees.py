"""What a parsed query, a tree of plain lists, speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from kg.check.compiled.algebra import Tree
from kg.core.index import RDF_LANGSTRING, Literal, Term


def properties(tree: Any) -> set[str]:
    """Returns the variables that stand in the place of a property."""
    if not isinstance(tree, list):
        return set()
    if tree[0] == "triple":
        return set(variables(filled(tree[2], {})))
    return set[str]().union(*(properties(each) for each in tree[1:]))


def filled(tree: Any, given: Mapping[str, Term], path: bool = False) -> Any:
    """Returns a tree with its parameters filled in, of tuples, which can be remembered by value."""
    if not isinstance(tree, list):
        return tree
    if tree[0] == "var" and tree[1] in given:
        return ("iri", given[tree[1]]) if path else ("given", tree[1])
    if tree[0] == "triple":
        return ("triple", *(filled(each, given, n == 1) for n, each in enumerate(tree[1:])))
    return (tree[0], *(filled(each, given, path) for each in tree[1:]))


@lru_cache(maxsize=4096)
def variables(tree: Any) -> frozenset[str]:
    """Returns the variables that a tree names, and those that it binds."""
    if not isinstance(tree, tuple):
        return frozenset()
    if tree[0] == "var":
        return frozenset({tree[1]})
    bound = frozenset({tree[2]} if tree[0] == "bind" else ())
    return bound.union(*(variables(each) for each in tree[1:]))


def all_variables(trees: Iterable[Tree]) -> frozenset[str]:
    """Returns the variables of several trees."""
    return frozenset[str]().union(*(variables(each) for each in trees))


def in_triples(tree: Any, name: str) -> bool:
    """Says whether a variable stands in some pattern of a tree."""
    if not isinstance(tree, tuple):
        return False
    if tree[0] == "triple":
        return name in variables(tree)
    return any(in_triples(each, name) for each in tree[1:])


def read_term(tree: Tree) -> Term:
    """Returns the term that a leaf of a tree writes."""
    if tree[0] == "iri":
        return str(tree[1])
    _, text, datatype, language = tree
    if language is not None:
        return Literal(text, RDF_LANGSTRING, language)
    return Literal(text, datatype) if datatype else Literal(text)
