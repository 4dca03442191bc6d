"""Runs the shapes of a rulebook on a package under both readings of its open points.

The strict reading finds everything; what the lenient one finds too, every completion of the package
breaks. A package that names alternatives is run once for each combination of them. Both readings
stand in one graph, the lenient one as a twin of the package under names of its own, so that any
SHACL engine judges them in one run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.check import rules
from kg.check.engines import Engine
from kg.check.graphs import check_size, package_graph
from kg.check.lines import PER_FINDING, few
from kg.check.reference import reference, shapes_graph
from kg.core.ids import TERMS
from kg.core.index import Term, node
from kg.core.owl import TYPE
from kg.deal.derive import entail
from kg.deal.derive.deriver import EFFECTIVE
from kg.deal.derive.membership import RDF_TYPE, UP_TO, Statements
from kg.deal.derive.reliefs import FREES_BEYOND
from kg.deal.derive.steps import ACHIEVES
from kg.deal.derive.whole import DEPEND_ON, LENIENTLY, READ_LENIENTLY, RESIDUAL
from kg.deal.overlay import package_triples
from kg.deal.terms import FOLLOWS
from kg.graph.words import KINDS, VIOLATION

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.check.book import Book
    from kg.check.compiled import Package
    from kg.check.compiled.functions import Result
    from kg.deal import Deal
    from kg.graph.regime import Regime

TOUCHES = f"{TERMS}touches"
_TWIN = "/_lenient"
_READING_OF, _LENIENT = ox.NamedNode(f"{TERMS}readingOf"), ox.NamedNode(f"{TERMS}LenientReading")


@dataclass(frozen=True)
class Violation:
    """A shape that a focus node breaks.

    Attributes:
        shape: the shape.
        focus: the IRI of the focus node.
        kind: breach, gap or weakness.
        open: whether some completion of the package keeps the shape.
        details: what is missing or in the way.
        touched: the provisions that the focus node touches.
    """

    shape: rules.RuleShape
    focus: str
    kind: str
    open: bool
    details: tuple[str, ...]
    touched: frozenset[str]


@dataclass(frozen=True)
class Judgement:
    """What was found on one package without alternatives.

    Attributes:
        violated: what is broken.
        applied: the shapes that had something to look at.
        effective: whether the package holds relief that changes anything.
        results: what is broken, at each part of a relief that several bodies give.
    """

    violated: tuple[Violation, ...]
    applied: tuple[rules.RuleShape, ...]
    effective: bool
    results: tuple[Violation, ...] = ()


def judge(regime: Regime, deal: Deal, book: Book, engine: str, details: bool = True) -> Judgement:
    """Runs the shapes of a rulebook on a package without alternatives.

    Args:
        regime: the loaded regime.
        deal: the package.
        book: the rulebook.
        engine: ``compiled``, or ``reference`` for pySHACL.
        details: whether to name what is missing or in the way, and what is touched.

    Raises:
        BadInput: with details, if they would fill too many lines.
    """
    run = _referred if engine == Engine.reference else _compiled
    found = run(regime, deal, book, details)
    return replace(found, violated=_on_wholes(deal, found.violated), results=found.violated)


def _on_wholes(deal: Deal, violated: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Says of a relief once what is found on the parts that several bodies give of it."""
    whole = {part.iri: each.iri for each in deal.reliefs if each.acts for part in each.parts}
    if not whole:
        return violated
    found: dict[tuple[str, str], Violation] = {}
    for each in violated:
        key = each.shape.iri, whole.get(each.focus, each.focus)
        before = found.get(key)
        found[key] = replace(
            each if before is None or (before.open and not each.open) else before,
            focus=key[1],
            details=tuple(sorted({*each.details, *(before.details if before else ())})),
            touched=each.touched | (before.touched if before else frozenset()),
        )
    return tuple(found.values())


def kind(shape: rules.RuleShape, open_: bool) -> str:
    """Returns what a broken shape is: a must that some completion keeps is a gap."""
    found = KINDS[shape.severity]
    return "gap" if found == "breach" and open_ else found


def _compiled(regime: Regime, deal: Deal, book: Book, details: bool) -> Judgement:
    from kg.check.compiled import strict_facts

    package, otherwise = strict_facts(regime, deal)
    result = book.checker.check(package)
    touched = _touched(package, result) if details else {}
    statements = _details(deal, book, result, touched) if details else {}
    # Of a should only a reader wants to know whether it is missed or not said.
    asked = [each for each in result.violated if details or each[0].severity == VIOLATION]
    broken = still(regime, deal, book, package, otherwise, asked)
    violated = []
    for shape, focus in result.violated:
        open_ = (shape.iri, focus) not in broken
        reasons = statements.get((shape.iri, focus), ())
        found = kind(shape, open_)
        violated.append(
            Violation(shape, focus, found, open_, reasons, touched.get(focus, frozenset()))
        )
    effective = any(EFFECTIVE in derived.get(RDF_TYPE, ()) for derived in package.values())
    return Judgement(tuple(violated), result.applied, effective)


def _touched(package: Package, result: Result) -> dict[str, frozenset[str]]:
    """The provisions that each focus node touches; nodes that touch the same share them."""
    sets = {focus: package[focus].get(TOUCHES, ()) for _, focus in result.violated}
    own = {id(each): each for each in sets.values()}
    shared = {key: frozenset(map(str, each)) for key, each in own.items()}
    return {focus: shared[id(each)] for focus, each in sets.items()}


def _details(
    deal: Deal, book: Book, result: Result, touched: Mapping[str, frozenset[str]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The details of all that is broken; refused as soon as there is too much to tell."""
    lines = sum(PER_FINDING + len(touched[focus]) for _, focus in result.violated)
    few(deal, lines)
    found = {}
    for place, texts in book.checker.details(result):
        few(deal, lines := lines + len(texts))
        found[place] = texts
    return found


def still(
    regime: Regime,
    deal: Deal,
    book: Book,
    package: Package,
    otherwise: Package,
    asked: Sequence[tuple[rules.RuleShape, str]],
) -> set[tuple[str, str]]:
    """Returns which of some shapes that the strict reading breaks the lenient one breaks too.

    Most are decided without the lenient package: where a commitment is in no class that the shape
    looks at, the shape is kept; where the shape looks at nothing in which the readings differ, it
    is broken.

    Args:
        regime: the loaded regime.
        deal: the package.
        book: the rulebook.
        package: its facts under the strict reading.
        otherwise: the commitments of which the lenient reading says anything else.
        asked: shapes of the rulebook, each with a focus node at which it is broken.

    Returns:
        the IRIs of the shapes, each with the focus node.
    """
    from kg.check.compiled import facts

    if not asked:
        return set()
    differing = {READ_LENIENTLY} if deal.ordered else {READ_LENIENTLY, UP_TO, FOLLOWS}
    for iri, lenient in otherwise.items():
        strict = package[iri]
        differing |= {k for k in strict.keys() | lenient.keys() if strict.get(k) != lenient.get(k)}
    broken, undecided = set(), []
    for shape, focus in asked:
        classes = otherwise.get(focus, package[focus])[RDF_TYPE]
        of_several = shape.target == RESIDUAL and shape.target not in classes
        if shape.target not in classes and not of_several:
            continue
        sure = not (of_several and FREES_BEYOND in differing)
        if sure and differing.isdisjoint(book.checker.looks_at(shape)):
            broken.add((shape.iri, focus))
        else:
            undecided.append((shape, focus))
    if undecided:
        kinder: Package
        if differing.isdisjoint(DEPEND_ON):
            kinder = {
                **package,
                **{each.iri: {**package[each.iri], **LENIENTLY} for each in deal.phases},
                **{
                    iri: _made_up(statements, package[iri]) for iri, statements in otherwise.items()
                },
            }
        else:
            kinder = facts(regime, deal, lenient=True)
        broken |= book.checker.still(kinder, undecided)
    return broken


def _made_up(lenient: Statements, strict: Statements) -> Statements:
    """A lenient reading with what follows from several commitments, where that is the same."""
    residual = strict[RDF_TYPE] & {RESIDUAL}
    derived = {**lenient, RDF_TYPE: lenient[RDF_TYPE] | residual} if residual else {**lenient}
    return derived | {key: strict[key] for key in (ACHIEVES,) if key in strict}


def _referred(regime: Regime, deal: Deal, book: Book, details: bool) -> Judgement:
    package = package_graph(regime, deal)
    results, _ = judged(regime, deal, book, package)
    by_iri = {shape.iri: shape for shape in book.shapes}
    found = {(iri, focus) for iri, focus, _ in results}
    few(deal, PER_FINDING * len(found))
    touches = ox.NamedNode(TOUCHES)
    violated = []
    for iri, focus in sorted(found):
        if is_twin(deal, focus):
            continue
        open_ = (iri, twin(deal, focus)) not in found
        focus_node = ox.NamedNode(focus)
        touched = (q.object for q in package.quads_for_pattern(focus_node, touches, None, None))
        violated.append(
            Violation(
                by_iri[iri],
                focus,
                kind(by_iri[iri], open_),
                open_,
                tuple(by_iri[iri].details(package, focus_node)) if details else (),
                frozenset(str(getattr(each, "value", "")) for each in touched),
            )
        )
    applied = tuple(s for s in book.shapes if any(rules.instances(package, s.target)))
    effective = bool(rules.instances(package, EFFECTIVE))
    return Judgement(tuple(violated), applied, effective)


def judged(
    regime: Regime, deal: Deal, book: Book, package: ox.Store | None = None
) -> tuple[list[tuple[str, str, str]], Graph]:
    """Runs pySHACL once on a package with both of its readings.

    Returns:
        what ``reference`` does, for the package and for its lenient twin.
    """
    graph = ox.Store()
    graph.extend(package if package is not None else package_graph(regime, deal))
    graph.extend(ox.Quad(*triple) for triple in twin_triples(regime, deal))
    return reference(graph, shapes_graph(regime, book.shapes))


def is_twin(deal: Deal, iri: str) -> bool:
    """Says whether an IRI names a part of the lenient reading of a package."""
    return iri.startswith(f"{deal.iri}{_TWIN}")


def twin(deal: Deal, iri: str) -> str:
    """Returns the name that a part of a package has in its lenient reading."""
    return f"{deal.iri}{_TWIN}{iri.removeprefix(deal.iri)}"


def both(regime: Regime, deal: Deal) -> set[ox.Triple]:
    """Returns a package with what follows for it, and its lenient reading beside it.

    Raises:
        BadInput: if the package is too long.
    """
    check_size(deal)
    strict = entail.entailments(regime, package_triples(deal), deal.as_of)
    return {*package_triples(deal), *strict, *twin_triples(regime, deal)}


def twin_triples(regime: Regime, deal: Deal) -> Iterable[ox.Triple]:
    """Yields the lenient reading of a package as a package of its own."""
    own = {deal.iri, *(phase.iri for phase in deal.phases)}
    own |= {triple.subject.value for triple in package_triples(deal)}  # type: ignore[union-attr]
    names: Mapping[str, str] = {iri: twin(deal, iri) for iri in own}

    def named(term: Term) -> Term:
        return names.get(term, term) if isinstance(term, str) else term

    statements: defaultdict[Term, defaultdict[str, set[Term]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for subject, predicate, object_ in package_triples(deal):
        statements[_text(subject)][predicate.value].add(_text(object_))
    # What is filled in takes the place of what is stated, so that the two never stand together.
    derived = entail.entail_all(regime, statements, deal.as_of, lenient=True)
    for subject, predicate, object_ in entail.as_triples(derived):
        ends = (named(_text(subject)), named(_text(object_)))
        yield ox.Triple(node(ends[0]), predicate, node(ends[1]))  # type: ignore[arg-type]
    for iri, other in sorted(names.items()):
        yield ox.Triple(ox.NamedNode(other), _READING_OF, ox.NamedNode(iri))
    yield ox.Triple(ox.NamedNode(names[deal.iri]), TYPE, _LENIENT)


def _text(term: object) -> Term:
    from kg.core.index import term as as_term

    return as_term(term)  # type: ignore[arg-type]
