"""Why a rule finds something in a package, or nothing: its words, its text, and what it saw.

The rule and its passages come from the shapes and the sources, its text is cut from the shape file,
and the classes that sorted the commitment are followed back to what package and law say
(``kg.answers.why.chains``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers.grounds import unverified
from kg.answers.why import turtle
from kg.answers.why.chains import Chains, Reason
from kg.answers.why.overlaid import FOLLOWS, PACKAGE, REGIME
from kg.check import rules
from kg.check.book import applied_shapes, find_rulebook
from kg.check.graphs import package_graph
from kg.core import resources
from kg.core.errors import UnknownId
from kg.core.ids import TERMS, did_you_mean, local, said, short, written
from kg.core.owl import TYPE, Node
from kg.graph.words import KINDS, SKOS

if TYPE_CHECKING:
    from kg.check.findings import Finding, Report
    from kg.deal import Deal
    from kg.graph.regime import Regime

FOUND, PASSED, NOT_APPLICABLE, NOT_CHECKED = "found", "passed", "not-applicable", "not-checked"
MEANING = {
    "breach": "a must of the rulebook is broken",
    "weakness": "a should of the rulebook is missed",
    "gap": "the package does not say, or leaves open whether it keeps a must",
}
_DELIVERED = ox.NamedNode(f"{TERMS}DeliveredConcession")
# A rule kind asks what was delivered if its query looks at concessions.
_CONCESSIONS = re.compile(r"skg:(DeliveredConcession|achieves|action)\b")
_HEADS = {
    PACKAGE: "# what the package says",
    REGIME: "# what the regime says",
    FOLLOWS: "# what follows",
}


@dataclass(frozen=True)
class Passage:
    """A passage that a rule rests on; ``doubt`` says how far it was read if not in full."""

    id: str
    label: str
    says: str
    source: str
    url: str | None
    doubt: str | None


@dataclass(frozen=True)
class Seen:
    """A commitment that a shape looked at, and whether it keeps the shape."""

    commitment: str
    label: str
    phase: int | None
    keeps: bool


@dataclass(frozen=True)
class Part:
    """One shape of a rule.

    Attributes:
        shape: its id.
        kind: what it finds: breach, weakness or gap; ``meaning`` says what that is.
        target: the id of the class that it looks at, with its name and definition.
        asks: the name of the rule kind, with its definition.
        values: what the rule kind is told: the name of the parameter, and the value in words.
        message: what it says where it finds something.
        looked_at: every commitment, phase or package that it judged.
    """

    shape: str
    kind: str
    meaning: str
    target: str
    target_label: str
    target_definition: str
    asks: str
    asks_definition: str
    values: tuple[tuple[str, str], ...]
    message: str
    looked_at: tuple[Seen, ...]


@dataclass(frozen=True)
class Membership:
    """A class that follows for a commitment; the reason is None where nothing tells why."""

    id: str
    label: str
    definition: str
    reason: Reason | None


@dataclass(frozen=True)
class Promise:
    """A concession that stands in the phase of a finding or before it, and whether it counts."""

    commitment: str
    label: str
    phase: int
    verified_by: tuple[str, ...]
    counts: bool


@dataclass(frozen=True)
class Case:
    """Where a rule finds something: the commitment, and what made the rule look at it.

    ``promised`` is empty unless the rule asks what was delivered by then; ``turtle`` holds the
    triples behind the case, as the package, the regime, and neither of them states them.
    """

    commitment: str
    label: str
    phase: int | None
    findings: tuple[Finding, ...]
    classes: tuple[Membership, ...]
    promised: tuple[Promise, ...]
    turtle: str


@dataclass(frozen=True)
class Why:
    """The answer of ``why``; ``turtle`` is the text of the rule and of its kinds."""

    deal: str
    title: str
    as_of: date
    data_date: date
    rule: str
    name: str
    says: str
    because: str
    rulebook: str
    rulebook_label: str
    state: str
    passages: tuple[Passage, ...]
    parts: tuple[Part, ...]
    turtle: str
    cases: tuple[Case, ...]


def why(regime: Regime, deal: Deal, rule: str, rulebook: str | None = None) -> Why:
    """Explains what a rule finds in a package.

    Args:
        regime: the loaded regime.
        deal: the package.
        rule: the id of a rule, or its last part.
        rulebook: as for ``validate``.

    Raises:
        BadInput: if there is no such rulebook.
        UnknownId: if neither the rulebook nor the rules on well-formed packages have such a rule.

    >>> import kg
    >>> regime = kg.load()
    >>> deal = kg.read_deal(resources.folder("deals") / "tutorial.yaml", regime)
    >>> answer = why(regime, deal, "exports-need-fissile-halt")
    >>> answer.state, [case.label for case in answer.cases]
    ('found', ['suspension of UN sanctions on most exports'])
    """
    regime = regime.on(deal.as_of)
    book = find_rulebook(regime, rulebook)
    wanted = find_rule(regime, book, rule)
    report = regime.validate(deal, rulebook)
    found = [each for each in report.findings if each.rule == local(wanted.iri)]
    shapes = [each for each in applied_shapes(regime, book) if each.rule == wanted]
    package = package_graph(regime, deal)
    parts = tuple(_part(regime, deal, package, shape, report) for shape in shapes)
    chains = Chains(regime, deal)
    own = regime.values(wanted.iri, "inRulebook")
    home = str(getattr(own[0], "value", book)) if own else book
    return Why(
        deal=deal.id,
        title=deal.title,
        as_of=deal.as_of,
        data_date=regime.data_date,
        rule=short(wanted.iri, regime.base),
        name=wanted.name,
        says=wanted.says,
        because=wanted.why,
        rulebook=short(home, regime.base),
        rulebook_label=regime.label(home),
        state=_state(wanted, parts, found),
        passages=tuple(_passage(regime, iri) for iri in wanted.passages),
        parts=parts,
        turtle=_text(wanted, shapes),
        cases=tuple(
            _case(regime, deal, chains, shapes, [f for f in found if f.commitment == id])
            for id in dict.fromkeys(each.commitment for each in found)
        ),
    )


def find_rule(regime: Regime, book: str, name: str) -> rules.Rule:
    """Returns a rule of a rulebook, or of well-formed packages, by its id or its last part.

    Raises:
        UnknownId: if there is none.
    """
    known: dict[str, rules.Rule] = {}
    for home in (rules.WELL_FORMED, book):
        for each in rules.rules(regime, home):
            id = short(each.iri, regime.base)
            for word in (id, id.partition("/")[2], local(each.iri)):
                known[word] = each
        for shape in rules.rule_shapes(regime, home):
            id = short(shape.iri, regime.base)
            for word in (id, id.partition("/")[2]):
                known.setdefault(word, shape.rule)
    name = written(name, regime.base)
    if name in known:
        return known[name]
    near = did_you_mean(name, known)
    hint = f"did you mean {near[0]}?" if near else "sanctions-kg validate lists the rules"
    raise UnknownId(f"{regime.label(book)} has no rule {said(name)}", hint=hint)


def _state(rule: rules.Rule, parts: tuple[Part, ...], found: list[Finding]) -> str:
    if not rule.checkable:
        return NOT_CHECKED
    if found:
        return FOUND
    return PASSED if any(part.looked_at for part in parts) else NOT_APPLICABLE


def _passage(regime: Regime, iri: str) -> Passage:
    sources = regime.values(iri, "passageOf")
    source = str(getattr(sources[0], "value", iri)) if sources else iri
    url = next((each.value for id in (iri, source) for each in _urls(regime, id)), None)
    return Passage(
        short(iri, regime.base),
        regime.label(iri),
        regime.description(iri),
        regime.label(source),
        url,
        unverified(regime, iri) or unverified(regime, source),
    )


def _urls(regime: Regime, id: str) -> list[ox.Literal]:
    return [each for each in regime.values(id, "url") if isinstance(each, ox.Literal)]


def _part(
    regime: Regime, deal: Deal, package: ox.Store, shape: rules.RuleShape, report: Report
) -> Part:
    id = short(shape.iri, regime.base)
    broken = {finding.commitment for finding in report.findings if finding.shape == id}
    seen = [
        Seen(
            short(node.value, regime.base),
            deal.label_of(node.value),
            deal.phase_of(node.value),
            short(node.value, regime.base) not in broken,
        )
        for node in rules.instances(package, shape.target)
    ]
    told = zip(shape.kind.parameters, shape.values, strict=True)
    severity = KINDS[shape.severity]
    return Part(
        shape=id,
        kind=severity,
        meaning=MEANING[severity],
        target=short(shape.target, regime.base),
        target_label=regime.label(shape.target),
        target_definition=_definition(regime, shape.target),
        asks=shape.kind.label,
        asks_definition=_definition(regime, shape.kind.iri),
        values=tuple((regime.label(f"skg:{name}"), _value(regime, value)) for name, value in told),
        message=shape.message,
        looked_at=tuple(seen),
    )


def _value(regime: Regime, value: ox.NamedNode | ox.Literal) -> str:
    return value.value if isinstance(value, ox.Literal) else regime.label(value.value)


def _definition(regime: Regime, iri: str) -> str:
    definition = ox.NamedNode(f"{SKOS}definition")
    quads = regime.store.quads_for_pattern(ox.NamedNode(iri), definition, None, None)
    return min((str(getattr(quad.object, "value", "")) for quad in quads), default="")


def _text(rule: rules.Rule, shapes: list[rules.RuleShape]) -> str:
    """The text of the rule, of its further shapes, and of the kinds that they use."""
    files = resources.turtle_files(resources.folder("shapes"))
    kinds = {shape.kind.iri for shape in shapes}
    own = {rule.iri, *(shape.iri for shape in shapes)}
    # A file holds rules or kinds; the rule comes first.
    files.sort(key=lambda path: path.parent.name == "shapes" and path.name != "package.ttl")
    return turtle.cut(files, own | kinds)


def _case(
    regime: Regime,
    deal: Deal,
    chains: Chains,
    shapes: list[rules.RuleShape],
    found: list[Finding],
) -> Case:
    first = found[0]
    focus = regime.node(first.commitment)
    fired = [each for each in shapes if short(each.iri, regime.base) in {f.shape for f in found}]
    targets = [ox.NamedNode(shape.target) for shape in fired]
    inferred = [each.object for each in chains.view.inferred(focus) if each.predicate == TYPE]
    # Classes of other vocabularies, which the ontology aligns with its own, explain nothing.
    ours = [cls for cls in inferred if isinstance(cls, ox.NamedNode) and TERMS in cls.value]
    classes = list(dict.fromkeys([*targets, *ours]))
    told = [Membership(*_named(regime, cls), chains.why_is(focus, cls)) for cls in classes]
    asked = any(_CONCESSIONS.search(shape.kind.ask) for shape in fired)
    promised = _promised(regime, deal, chains, first.phase) if asked else ()
    return Case(
        commitment=first.commitment,
        label=first.label,
        phase=first.phase,
        findings=tuple(found),
        classes=tuple(told),
        promised=promised,
        turtle=_triples(regime, chains, focus, told, promised),
    )


def _named(regime: Regime, cls: Node) -> tuple[str, str, str]:
    iri = str(getattr(cls, "value", cls))
    return short(iri, regime.base), regime.label(iri), _definition(regime, iri)


def _promised(regime: Regime, deal: Deal, chains: Chains, phase: int | None) -> tuple[Promise, ...]:
    by_then = [each for each in deal.phases if phase is None or each.position <= phase]
    return tuple(
        Promise(
            short(each.iri, regime.base),
            each.label,
            step.position,
            tuple(regime.label(iri) for iri in each.verified_by),
            chains.why_is(ox.NamedNode(each.iri), _DELIVERED) is not None,
        )
        for step in by_then
        for each in step.concessions
    )


def _triples(
    regime: Regime,
    chains: Chains,
    focus: ox.NamedNode,
    told: list[Membership],
    promised: tuple[Promise, ...],
) -> str:
    """The triples behind a case, in three parts: stated here, stated there, following."""
    reasons = [membership.reason for membership in told if membership.reason]
    by_origin: dict[str, set[ox.Triple]] = {origin: set() for origin in _HEADS}
    for reason in reasons:
        for each in reason.walk():
            by_origin[each.origin].add(each.triple)
    for node in (focus, *(regime.node(each.commitment) for each in promised)):
        by_origin[PACKAGE].update(chains.view.stated(node))
        by_origin[FOLLOWS].update(chains.view.inferred(node))
    bodies = {
        head: turtle.write(by_origin[origin], regime.base, head=False)
        for origin, head in _HEADS.items()
        if by_origin[origin]
    }
    blocks = [f"{head}\n{body}" for head, body in bodies.items()]
    return "\n\n".join([turtle.heading(bodies.values(), regime.base), *blocks]) + "\n"
