"""The expressions of a query, in filters and BIND, as expressions of Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.check.compiled.algebra import Tree
from kg.check.compiled.scope import Scope, Source
from kg.check.compiled.trees import read_term

_LOGIC = {"and": "every", "or": "some"}


@dataclass(frozen=True)
class Expressions:
    """Writes expressions.

    Attributes:
        source: what is written.
        exists: writes a function for a group, and returns the call of it.
    """

    source: Source
    exists: Callable[[Tree, Scope], str]

    def condition(self, tree: Tree, scope: Scope) -> str:
        """Returns an expression as one of Python that is True, False or None."""
        kind = tree[0]
        if kind in _LOGIC:
            parts = ", ".join(self.condition(each, scope) for each in tree[1:])
            return f"{_LOGIC[kind]}({parts})"
        if kind == "not":
            inner = self.condition(tree[1], scope)
            sure = tree[1][0] in ("exists", "bound")
            return f"not {inner}" if sure else f"negated({inner})"
        if kind == "bound":
            return f"({scope.names.get(tree[1][1], 'None')} is not None)"
        if kind == "exists":
            return self.exists(tree[1], scope)
        if kind in ("=", "!="):
            found = f"equal({self.term(tree[1], scope)}, {self.term(tree[2], scope)})"
            return found if kind == "=" else f"negated({found})"
        if kind in ("<", "<=", ">", ">="):
            ends = tree[1:] if kind[0] == "<" else tree[:0:-1]
            left, right = (self.term(each, scope) for each in ends)
            return f"less({left}, {right}, {'=' in kind})"
        if kind == "in":
            left = self.term(tree[1], scope)
            same = (f"equal({left}, {self.term(each, scope)})" for each in tree[2:])
            return f"some({', '.join(same)})"
        return f"holds({self.term(tree, scope)})"

    def term(self, tree: Tree, scope: Scope) -> str:
        """Returns an expression as one of Python that is a term or None."""
        kind = tree[0]
        if kind == "var":
            return scope.names.get(tree[1], "None")
        if kind == "given":
            return f"P{tree[1]}"
        if kind in ("iri", "literal"):
            return self.source.constant(read_term(tree))
        if kind == "concat":
            return f"joined({', '.join(self.term(each, scope) for each in tree[1:])})"
        if kind == "str":
            return f"text({self.term(tree[1], scope)})"
        if kind == "if":
            then, otherwise = (self.term(each, scope) for each in tree[2:])
            return f"pick({self.condition(tree[1], scope)}, {then}, {otherwise})"
        return f"truth({self.condition(tree, scope)})"
