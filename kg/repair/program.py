"""The solver's program, read from the same triples that a SHACL engine runs.

Each rule kind has a translation beside its ASK. Nothing here knows a kind or a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check.rules import SHAPES, RuleShape
from kg.core.errors import BrokenData
from kg.core.memo import remembered
from kg.core.owl import TYPE
from kg.graph.words import KINDS
from kg.repair.terms import iri, quote, term

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_PARAMETER = re.compile(r"\$(\w+)")
_NAME = re.compile(r'"([^"]+)"')


def program(regime: Regime, shapes: Iterable[RuleShape]) -> str:
    """Writes the rules of some shapes for the solver.

    Args:
        regime: the loaded regime.
        shapes: the shapes of a rulebook and of well-formed packages.

    Raises:
        BrokenData: if a shape uses a kind that has no translation; it would otherwise be ignored.
    """
    lines: dict[str, None] = {}
    for shape in shapes:
        lines |= dict.fromkeys(_instance(shape, regime.base))
    return "\n".join(lines) + "\n"


def _instance(shape: RuleShape, base: str) -> Iterator[str]:
    if shape.kind.program is None:
        raise BrokenData(
            f"the rule kind “{shape.kind.label}” has no program for the solver",
            where=shape.kind.iri,
            hint="give it skg:program beside its sh:validator; a rule is never left out",
        )
    names = (*shape.kind.parameters, "shape")
    values = (*(term(value, base) for value in shape.values), quote(shape.iri))
    filled = dict(zip(names, values, strict=True))
    yield f"target({filled['shape']}, {term(ox.NamedNode(shape.target), base)})."
    for line in shape.kind.program.splitlines():
        yield _PARAMETER.sub(lambda found: filled[found[1]], line.strip())


def quoted_names(text: str) -> frozenset[str]:
    """Returns the names that stand in a program, with their quotes."""
    return frozenset(quote(name) for name in _NAME.findall(text))


def facts(regime: Regime, text: str) -> str:
    """Writes what the regime says by the properties and classes that a program names.

    Args:
        regime: the loaded regime.
        text: the program.
    """
    return _facts(regime, frozenset(_NAME.findall(text)))


@remembered
def _facts(regime: Regime, names: frozenset[str]) -> str:
    lines = set()
    for name in names:
        named = iri(name, regime.base)
        if named is None or ":" not in named:
            continue
        node = ox.NamedNode(named)
        for quad in regime.store.quads_for_pattern(None, node, None, None):
            if _usable(quad.subject, quad.object) and quad.graph_name != SHAPES:
                subject, value = (term(x, regime.base) for x in (quad.subject, quad.object))
                lines.add(f"link({subject}, {quote(name)}, {value}).")
        for quad in regime.store.quads_for_pattern(None, TYPE, node, None):
            if _usable(quad.subject, node) and quad.graph_name != SHAPES:
                lines.add(f"is({term(quad.subject, regime.base)}, {quote(name)}).")
    return "\n".join(sorted(lines)) + "\n"


def _usable(subject: object, value: object) -> bool:
    return isinstance(subject, ox.NamedNode) and isinstance(value, ox.NamedNode | ox.Literal)


@cache
def part(name: str, package: str = "kg.repair") -> str:
    """Reads a part of the program that ships with a package."""
    return files(package).joinpath(f"{name}.lp").read_text("utf-8")


def base(regime: Regime, shapes: Iterable[RuleShape]) -> str:
    """Writes the rules of some shapes with the words in which they are stated."""
    return program(regime, shapes) + part("core")


def whole(
    regime: Regime,
    shapes: Sequence[RuleShape],
    rules: str,
    model: str,
    aims: str,
    strict: bool,
    more: Iterable[str] = (),
) -> str:
    """Writes all that the solver is given.

    Args:
        regime: the loaded regime.
        shapes: the shapes that bind.
        rules: what ``base`` writes for them.
        model: the facts of a package.
        aims: the part of the program that says what is best.
        strict: whether weaknesses count as breaches.
        more: further facts.
    """
    parts = (rules, part("choices"), aims, facts(regime, rules), model)
    return "\n".join((*parts, *goals(shapes, strict), *more))


def binds(shape: RuleShape, strict: bool) -> bool:
    """Says whether a shape must be kept: all but weaknesses, or with ``strict`` those too."""
    return strict or KINDS[shape.severity] != "weakness"


def goals(shapes: Iterable[RuleShape], strict: bool) -> Iterator[str]:
    """Writes to which rule each shape belongs, and which must be kept.

    Args:
        shapes: the shapes.
        strict: whether those that find weaknesses must be kept too.
    """
    for shape in shapes:
        yield f"of_rule({quote(shape.iri)}, {quote(shape.rule.iri)})."
        if binds(shape, strict):
            yield f"hard({quote(shape.iri)})."
