"""A query as the text of a Python function: nested loops over dictionaries, planned once.

A slot is one property in one direction. ``B0``, ``B1`` … are dictionaries of what the regime says,
and ``o[S0]``, ``o[S1]`` … of what the package says in the same slots. Where a package says
something of a key of the regime, its own entry holds both, so one look finds everything.

A triple pattern becomes a loop or a test, whichever its bound ends allow, those with the most bound
ends first; a filter stands as soon as all it speaks of is bound; EXISTS and OPTIONAL are functions
of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kg.check.compiled.algebra import Tree, refused
from kg.check.compiled.expressions import Expressions
from kg.check.compiled.paths import ends
from kg.check.compiled.scope import Scope, Slot, Source
from kg.check.compiled.trees import (
    all_variables,
    filled,
    in_triples,
    properties,
    read_term,
    variables,
)
from kg.core.index import Term
from kg.deal.derive.deriver import COUNTS_AS
from kg.deal.derive.membership import RDF_TYPE, UP_TO
from kg.deal.terms import FOLLOWS, HAS_PHASE

__all__ = ["Scope", "Slot", "Source", "properties", "write"]

Leaf = Callable[[Scope, int], None]
"""Writes what is done where everything is bound, at a depth."""


def write(
    where: str,
    said: Callable[[str], tuple[bool, bool]],
    group: Tree,
    given: Mapping[str, Term],
    column: str | None,
) -> Source:
    """Writes a query as the function ``main(o, this)``.

    A parameter of the rule kind becomes the constant ``P`` with its name, so that all shapes of a
    kind share one text; only where it stands in the place of a property, its value is written.

    Args:
        where: whose query it is, for the message of an error.
        said: whether a package, and whether the regime, can say anything with a property.
        group: what it asks, from ``algebra``.
        given: the parameters of the rule kind with their values.
        column: the variable whose values the function yields; it says whether there are any, if
            None.

    Raises:
        BrokenData: for a construct that cannot be compiled, by its name.
    """
    source = Source(where, said)
    group = filled(group, given)
    scope = Scope({"this": "this"}, given=frozenset({"this"}))
    columns = None if column is None else (column,)
    _function(source, "main", ["this"], group, scope, columns)
    return source


def _function(
    source: Source,
    name: str,
    names: list[str],
    group: Tree,
    scope: Scope,
    columns: tuple[str, ...] | None,
) -> None:
    """Writes a group as a function of some variables: its truth, or rows of some columns."""
    for each in names:
        if each in scope.maybe and in_triples(group, each):
            raise refused(f"a pattern on ?{each}, which may have no value,", source.where)
    inner = {each: each if name == "main" else source.fresh("a") for each in names}
    body = _Body(source)

    def leaf(at: Scope, depth: int) -> None:
        if columns is None:
            body.line(depth, "return True")
        else:
            found = "".join(f"{at.names.get(each, 'None')}, " for each in columns)
            body.line(depth, f"yield ({found})")

    body.line(0, f"def {name}({', '.join(['o', *inner.values()])}):")
    body.group(group[1:], Scope(inner, scope.maybe & set(names), frozenset(names)), 1, leaf)
    body.line(1, "return False" if columns is None else "return; yield")
    source.lines += body.lines


def _phases(path: Tree) -> bool:
    """Whether a path leads to phases, of which there may be as many as the package has."""
    return path[1] in (("iri", FOLLOWS),) or path in (("iri", UP_TO), ("iri", HAS_PHASE))


class _Body:
    """The statements of one function."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines: list[str] = []
        self.expressions = Expressions(source, self._exists)

    def line(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def refuse(self, what: str) -> Exception:
        return refused(what, self.source.where)

    def group(self, elements: Sequence[Tree], scope: Scope, depth: int, leaf: Leaf) -> None:
        steps = [self._split(each) for each in elements if each[0] != "filter"]
        filters = [each[1] for each in elements if each[0] == "filter"]
        flat = [each for parts in steps for each in parts]
        binds = all_variables(flat).union(scope.names)
        self._walk(flat, [(one, variables(one) & binds) for one in filters], scope, depth, leaf)

    def _split(self, element: Tree) -> list[Tree]:
        """A pattern with a sequence of paths as one pattern for each of them."""
        if element[0] != "triple" or element[2][0] != "seq":
            return [element]
        subject, paths, object_ = element[1], element[2][1:], element[3]
        ends = [subject, *(("var", self.source.fresh("path")) for _ in paths[1:]), object_]
        parts = [("triple", ends[n], path, ends[n + 1]) for n, path in enumerate(paths)]
        return [each for part in parts for each in self._split(part)]

    def _walk(
        self,
        steps: list[Tree],
        filters: list[tuple[Tree, frozenset[str]]],
        scope: Scope,
        depth: int,
        leaf: Leaf,
    ) -> None:
        waiting = all_variables(steps) - scope.given
        bound = set(scope.names)
        # A pattern still to come binds nothing new where all it names is bound already.
        open_ = {name for name in waiting if name not in bound or name in scope.maybe}
        open_ |= {step[2] for step in steps if step[0] == "bind"}
        ready = [one for one, needs in filters if not needs & open_]
        later = [(one, needs) for one, needs in filters if needs & open_]
        for one in ready:
            self.line(depth, f"if {self.expressions.condition(one, scope)}:")
            depth += 1
        if not steps:
            leaf(scope, depth)
            return
        step = self._next(steps, scope)
        rest = [each for each in steps if each is not step]
        if step[0] == "triple":
            self._triple(step, rest, later, scope, depth, leaf)
        elif step[0] == "union":
            for branch in step[1:]:
                self._branch(branch, rest, later, scope, depth, leaf)
        elif step[0] == "optional":
            self._optional(step[1], rest, later, scope, depth, leaf)
        else:
            name = self.source.fresh("v")
            self.line(depth, f"{name} = {self.expressions.term(step[1], scope)}")
            self._walk(rest, later, scope.bind(step[2], name, maybe=True), depth, leaf)

    def _next(self, steps: list[Tree], scope: Scope) -> Tree:
        """The pattern with the most bound ends, among those before anything that is no pattern."""
        run = []
        for step in steps:
            if step[0] != "triple":
                break
            run.append(step)

        def cost(step: Tree) -> int:
            # A class has many members, and so has what counts as one; before a phase stand many,
            # but whether a certain one does is a look.
            subject, object_ = (self._bound(step[n], scope) for n in (1, 3))
            if subject and object_:
                return 0
            if not subject and not object_:
                return 6
            if subject:
                return 5 if _phases(step[2]) else 2
            if step[2] == ("iri", RDF_TYPE):
                return 5
            if step[2] == ("iri", COUNTS_AS):
                return 4
            # What achieves one named thing is less than what stands in a phase.
            return 1 if step[3][0] in ("iri", "given") else 3

        return min(run, key=cost) if run else steps[0]

    def _bound(self, term: Tree, scope: Scope) -> bool:
        return term[0] != "var" or term[1] in scope.names

    def _name(self, term: Tree, scope: Scope) -> str:
        if term[0] == "var":
            if term[1] in scope.maybe and term[1] not in scope.given:
                raise self.refuse(f"a pattern on ?{term[1]}, which may have no value,")
            return scope.names[term[1]]
        return f"P{term[1]}" if term[0] == "given" else self.source.constant(read_term(term))

    def _triple(
        self,
        step: Tree,
        rest: list[Tree],
        filters: list[tuple[Tree, frozenset[str]]],
        scope: Scope,
        depth: int,
        leaf: Leaf,
    ) -> None:
        _, subject, path, object_ = step
        if path[0] == "var":
            raise self.refuse("a variable in the place of a property")
        subject_bound, object_bound = self._bound(subject, scope), self._bound(object_, scope)
        if subject_bound and object_bound:
            found = ends(self.source, path, self._name(subject, scope), False)
            self.line(depth, f"if {self._name(object_, scope)} in {found}:")
        elif subject_bound or object_bound:
            free, end = (object_, subject) if subject_bound else (subject, object_)
            name = self.source.fresh("v")
            found = ends(self.source, path, self._name(end, scope), not subject_bound)
            self.line(depth, f"for {name} in {found}:")
            scope = scope.bind(free[1], name)
        else:
            if subject == object_ or path[0] not in ("iri", "inv"):
                raise self.refuse("a pattern with both ends open on such a path")
            backwards = path[0] == "inv"
            slot = self.source.slot((path[1] if backwards else path)[1], backwards)
            one, many, other = (self.source.fresh("v") for _ in range(3))
            self.line(depth, f"for {one}, {many} in {{**B{slot}, **o[S{slot}]}}.items():")
            depth += 1
            self.line(depth, f"for {other} in {many}:")
            scope = scope.bind(subject[1], one).bind(object_[1], other)
        self._walk(rest, filters, scope, depth + 1, leaf)

    def _branch(
        self,
        branch: Tree,
        rest: list[Tree],
        filters: list[tuple[Tree, frozenset[str]]],
        scope: Scope,
        depth: int,
        leaf: Leaf,
    ) -> None:
        """One side of a UNION, and after it whatever follows the UNION."""
        inside = scope.given | all_variables([e for e in branch[1:] if e[0] != "filter"])
        for element in branch[1:]:
            if element[0] in ("filter", "optional", "bind"):
                outside = (variables(element) & set(scope.names)) - inside
                if outside or (element[0] != "filter" and set(scope.names) - set(scope.given)):
                    raise self.refuse(f"a {element[0]} that looks out of its group")

        def then(at: Scope, deeper: int) -> None:
            self._walk(rest, filters, at, deeper, leaf)

        self.group(branch[1:], scope, depth, then)

    def _optional(
        self,
        group: Tree,
        rest: list[Tree],
        filters: list[tuple[Tree, frozenset[str]]],
        scope: Scope,
        depth: int,
        leaf: Leaf,
    ) -> None:
        new = sorted(variables(group) - set(scope.names))
        if not new:
            raise self.refuse("an OPTIONAL that binds nothing")
        if len(group) == 2 and group[1][0] == "triple" and group[1][2][0] == "iri":
            _, subject, path, object_ = group[1]
            if self._bound(subject, scope) and object_ == ("var", new[0]):  # Most of them.
                found = ends(self.source, path, self._name(subject, scope), False)
                python = self.source.fresh("v")
                self.line(depth, f"for {python} in {found} or (None,):")
                bound = scope.bind(new[0], python, maybe=True)
                self._walk(rest, filters, bound, depth + 1, leaf)
                return
        name = self.source.fresh("r")
        names = [self.source.fresh("v") for _ in new]
        call = self._call(name, group, scope, tuple(new))
        self.line(depth, f"for {', '.join(names)}, in optional({call}, {len(new)}):")
        for each, python in zip(new, names, strict=True):
            scope = scope.bind(each, python, maybe=True)
        self._walk(rest, filters, scope, depth + 1, leaf)

    def _exists(self, group: Tree, scope: Scope) -> str:
        return self._call(self.source.fresh("e"), group, scope, None)

    def _call(self, name: str, group: Tree, scope: Scope, columns: tuple[str, ...] | None) -> str:
        """Writes a function for a group inside this one, and returns the call of it."""
        mentioned = variables(group)
        used = [each for each in scope.names if each in mentioned]
        _function(self.source, name, used, group, scope, columns)
        return f"{name}({', '.join(['o', *(scope.names[each] for each in used)])})"
