"""Everything known of a thing in plain words, with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pyoxigraph as ox

from kg.core.dates import period, written
from kg.core.owl import TYPE
from kg.core.spaces import SPACES
from kg.core.wording import listed
from kg.graph.checked import readings
from kg.graph.regime import Regime
from kg.graph.sources import in_order, texts
from kg.graph.words import Node, Step, Words, sided, target, term

Section = tuple[str, tuple[str, ...]]

_MOST = 30
_LONG = 60


@dataclass(frozen=True)
class Value:
    """What is told of a thing by a fact.

    Attributes:
        name: what it is called.
        more: what is told of it behind its name.
        id: its short id; None where it is no thing of the regime.
    """

    name: str
    more: str = ""
    id: str | None = None

    def __str__(self) -> str:
        return f"{self.name}{self.more}"


@dataclass(frozen=True)
class Fact:
    """What one property tells of a thing.

    Attributes:
        phrase: how the property reads; empty for what is told as it stands.
        values: what it leads to.
        apart: whether each value has a line of its own.
        through: what a transitive property only leads to through others.
        step: the property, and from which side it is told; None of what is worked out.
    """

    phrase: str
    values: tuple[Value, ...]
    apart: bool = False
    through: tuple[str, ...] = ()
    step: Step | None = None

    def lines(self) -> Iterator[str]:
        """Yields it in lines."""
        told = [str(each) for each in self.values]
        if not self.phrase:
            yield from told
        elif self.apart:
            yield from (self._line(each) for each in told[:_MOST])
            if len(told) > _MOST:
                yield f"{self.phrase}: {len(told) - _MOST:,} more"
        elif told:
            yield self._line(listed(told, _MOST))
        if self.through:
            yield f"{self.phrase}, through others: {listed(self.through, _MOST)}"

    def _line(self, words: str) -> str:
        return f"{self.phrase} {words}" if self.step == EVERY else f"{self.phrase}: {words}"


@dataclass(frozen=True)
class Thing:
    """What is known of a thing.

    Attributes:
        id: its short id.
        label: its name.
        kinds: the names of its most specific classes.
        sections: headings in order, each with its lines.
    """

    id: str
    label: str
    kinds: tuple[str, ...]
    sections: tuple[Section, ...]


def steps(words: str) -> tuple[Step, ...]:
    # A bare word is a term of the ontology; ^ turns the step round.
    return tuple(Step(_predicate(word.lstrip("^")), word.startswith("^")) for word in words.split())


def _predicate(word: str) -> ox.NamedNode:
    prefix, colon, name = word.partition(":")
    return ox.NamedNode(SPACES[prefix] + name) if colon else term(word)


# Where each property is told, in this order. What stands nowhere is told under "Also".
SECTIONS = {
    heading: steps(words)
    for heading, words in {
        "What it says": "dcterms:description sh:description skos:definition dcterms:title "
        "skos:altLabel symbol number citation paragraphCount partOf subdivisionOf passageOf "
        "dcterms:subject",
        "What it does": "verb effect restricts ^restricts addressee aimedAt allGoods listsUnder "
        "^listsUnder chapterSeven charterArticle",
        "In force": "adoptedOn votedOn vote inFavour against abstaining trigger inForceFrom "
        "mayBeOlder inForceUntil spentFrom continuedUntil endedBy ^endedBy madeBy ^madeBy version "
        "^version lacks standing dataDate",
        "Permission granted": "grantedBy ^grantedBy grantedTo ^grantedTo grantedOn usableUntil "
        "actedUnder ^actedUnder prolongs ^prolongs",
        "Rule": "sh:severity keyWord sh:targetClass sh:message partOfRule inRulebook ^partOfRule "
        "requiresConcession mootAfter requiresSaid saidMootAfter matchedBy mustState",
        "Goods": "goods ^goods skos:broader ^skos:broader hsCode hsIndicative leavesOut coversOnly "
        "mayHold ^mayHold",
        "Quantities and deadlines": "cap ^cap deadline ^deadline dueOn every",
        "Exceptions": "exception ^exception ground procedure excepts ^excepts grantedIn ^grantedIn",
        "Links": "supersedes ^supersedes tightens ^tightens eases ^eases amends ^amends reaffirms "
        "^reaffirms",
        "Activities": "moves ^moves partOfActivity ^partOfActivity bars ^bars barsInCases "
        "^barsInCases permits ^permits permitsGoods ^permitsGoods usableBy ^usableBy bindsOnly "
        "^bindsOnly forSingleCases papers usualTime lawNotHeld",
        "On the same subject": "mirrors ^mirrors overlaps ^overlaps tie restsOn ^restsOn ofRule "
        "^ofRule besideParagraph ^besideParagraph reachesLess reachesMore",
        "Claims": "claimedBy ^claimedBy claimedOn claimedCount claimedOf claimedShare windowFrom "
        "windowUntil means ^means meaningInferred onSameMatter",
        "Who can relax it": "relaxableUnder ^relaxableUnder doesNotReach ^doesNotReach roadOf "
        "^roadOf executiveAlone voteNeeded paperOf ^paperOf barrierTo ^barrierTo stands ^stands "
        "needed movedBy ^movedBy noBarrierTo ^noBarrierTo",
        "Terms of the power": "mechanism usable needsVote requirement ^requirement operand "
        "^operand threshold onlyWhen onRights certification notice noticeDays dayCount ^dayCount "
        "renewalNoticeDays reportDays noticeTo ^noticeTo duty ^duty longestTerm longestDays "
        "shortestDays renewal renews ^renews delegates ^delegates delegate ^delegate alsoThrough",
        "How it comes back": "reversal ^reversal afterPause afterEnd route decider speed days",
        "Snapback": "assesses amenability ^assesses",
        "Review": "lever reach condition threat",
        "Powers and demands": "^addressee ^heldBy heldBy ^basis basis form ^statedIn statedIn "
        "decisionRule votesNeeded blocker ^blocker sender ^sender memberState ^memberState "
        "organOf ^organOf members",
        "Roles and positions": "capacity ^capacity inRole fromYear toYear positionOf ^positionOf "
        "onRecordBy dated",
        "Actions": "entails ^entails doneWhenAll ^doneWhenAll partSuffices fulfils ^fulfils "
        "looksAfter ^looksAfter usualVerifier ^usualVerifier concerns ^concerns within ^within "
        "^weighs weighs",
        "Relief": "relaxes relaxesEvery ^relaxes opens ^opens provides ^provides usualMechanism "
        "usualBody ^usualBody usualAuthority ^usualAuthority limitedTo forCase ^forCase",
        "Stage": "atStage ^atStage",
        "Reports": "facilityKind covert latitude longitude observation",
        "Events and episodes": "happenedOn outcome site ^site answeredThrough ^answeredThrough "
        "ofEpisode ^ofEpisode inEpisodePhase ^inEpisodePhase party ^party giver ^giver amountsTo "
        "^amountsTo givesRelief ^givesRelief givesUndertaking ^givesUndertaking undoes ^undoes "
        "endedAs",
        "Figures": "estimates ^estimates series ^series year side partner ofGoods ^ofGoods "
        "barredBy ^barredBy valueUsd quantity quantityUnit lowUsd highUsd benefit method "
        "uncertainty workedOutFrom ^workedOutFrom",
        "Contents": "^partOf ^subdivisionOf ^passageOf ^inRulebook ^dcterms:subject",
        "Also": "",
        "Notes": "skos:note skos:editorialNote doubt",
        "Checked and sources": "checked dcterms:creator dcterms:date dcterms:source sourceKind "
        "quality url ^dcterms:source",
    }.items()
}
# Told as it stands, without the name of the property.
BARE = frozenset(steps("dcterms:description sh:description skos:definition skos:note"))
# Not told: names, what only orders records, and what the name of a cap already says.
SILENT = frozenset(
    steps(
        "rdfs:label skos:prefLabel skos:hiddenLabel skos:notation skos:inScheme sh:name position "
        "amount unit period checkedIn"
    )
)
# What is told of a value in brackets after its name; + puts what it says before the brackets.
_ADDED = {
    step: (more.startswith("+"), steps(more.lstrip("+")))
    for words, more in {
        "verb": "",
        "goods": "hsCode hsIndicative",
        "relaxes": "+standing",
        "^relaxes ^relaxesEvery": "atStage usualMechanism usualBody",
        "^partOf ^passageOf ^dcterms:subject": "+",
        "dcterms:source": "+quality url",
        "^basis": "+form condition",
        "^weighs": "givesUp onOffer usedUpFrom onOfferAgainFrom",
        "^assesses": "amenability dcterms:creator dcterms:date dcterms:source",
    }.items()
    for step in steps(words)
}
EVERY = Step(term("every"))
_TYPED = Step(term("verb"))
_WHOLE_KIND = Step(term("relaxesEvery"), backwards=True)
_ADOPTED, _BEGINS, _PARTS = steps("adoptedOn inForceFrom ^partOf")
_ASSESSED = Step(term("assesses"), backwards=True)
_STANDING = Step(term("standing"))
SOURCE = Step(_predicate("dcterms:source"))
_PASSAGE = Step(term("passageOf"))
_SAYS = Step(_predicate("dcterms:description"))


def show(regime: Regime, id: str) -> Thing:
    """Tells everything known of a thing, or of a term of the ontology.

    Args:
        regime: the regime asked.
        id: what a person writes for its id, such as ``un/2397/7``, or ``skg:Name`` for a term: see
            ``kg.graph.names.find``.

    Raises:
        BadInput: if the text cannot be an id, or several things have it.
        UnknownId: if nothing has this id.

    >>> import kg
    >>> thing = show(kg.load(), "action/road-map")
    >>> thing.label, thing.kinds
    ('agreed road map and sequence for denuclearization', ('declaratory action',))
    """
    node, words = regime.find(id), Words(regime)
    id, kinds = words.short(node), words.kinds(node)
    told = [
        (heading, [line for each in own for line in each.lines()])
        for heading, own in facts(regime, id)
    ]
    sections = [("Kind", [": ".join(filter(None, each)) for each in meanings(regime, id)]), *told]
    return Thing(
        id,
        words.name(node),
        tuple(words.name(kind) for kind in kinds),
        tuple((heading, tuple(lines)) for heading, lines in sections if lines),
    )


def facts(regime: Regime, id: str) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    """Returns all that is known of a thing, under headings.

    Args:
        regime: the regime asked.
        id: the short id, as for ``show``.
    """
    node, words = regime.find(id), Words(regime)
    id = words.short(node)
    told = {
        heading: [each for step in steps for each in _fact(words, node, step)]
        for heading, steps in SECTIONS.items()
    }
    told["Checked and sources"] = [*_plain("text", texts(regime, id)), *told["Checked and sources"]]
    told["In force"] += _first_day(words, node)
    told["Checked and sources"] += _plain("checked in", readings(regime, id))
    told["Snapback"] += _snapback(words, node)
    told["Relief"] += [
        each for kind in words.objects(node, TYPE) for each in _fact(words, kind, _WHOLE_KIND)
    ]
    placed = {step for steps in SECTIONS.values() for step in steps} | SILENT | {Step(TYPE)}
    rest = sorted(set(words.steps(node)) - placed, key=lambda step: str(words.phrase(step)))
    told["Also"] += [each for step in rest for each in _fact(words, node, step)]
    return tuple((heading, tuple(own)) for heading, own in told.items() if own)


def meanings(regime: Regime, id: str) -> tuple[tuple[str, str], ...]:
    """Returns the kinds of a thing, each with its definition; empty where it has none.

    Args:
        regime: the regime asked.
        id: the short id, as for ``show``.
    """
    node, words = regime.find(id), Words(regime)
    defined = Step(_predicate("skos:definition"))
    return tuple(
        (
            sided(words.name(kind), target(regime)),
            next((words.name(text) for text in words.values(kind, defined)), ""),
        )
        for kind in words.kinds(node)
    )


def spoken(words: Words, value: Node, step: Step) -> str:
    """Returns what the value of a step is called; a length of time in words.

    Args:
        words: the words of the regime.
        value: what the step leads to.
        step: the step.
    """
    return period(value.value) if step == EVERY else words.told(value, step)


def by_kind(regime: Regime, sources: Iterable[Node]) -> list[Node]:
    """Sorts the sources of a record: official ones, scholars, the press."""
    by_iri = {each.value: each for each in sources}
    return [by_iri[iri] for iri in in_order(regime, by_iri)]


def _plain(phrase: str, values: Iterable[object]) -> Iterator[Fact]:
    if found := tuple(Value(str(each)) for each in values):
        yield Fact(phrase, found, apart=True)


def _fact(words: Words, node: Node, step: Step) -> Iterator[Fact]:
    """What a property tells of a thing; nothing where it tells nothing from this side."""
    phrase = words.phrase(step)
    values = words.values(node, step)
    if step.backwards:
        # A record within the thing is told where the thing names it.
        named = words.named(node)
        values = [value for value in values if not (_is_part(value, node) and value in named)]
    if phrase is None or not values:
        return
    if step == SOURCE:
        values = by_kind(words.regime, values)
    told = tuple(_told(words, node, step, value) for value in values)
    apart = step in _ADDED or max(len(str(each)) for each in told) > _LONG
    far = tuple(words.name(value) for value in words.closure(node, step))
    yield Fact("" if step in BARE else phrase, told, apart, far, step)


def _told(words: Words, node: Node, step: Step, value: Node) -> Value:
    name = spoken(words, value, step)
    if not isinstance(value, ox.NamedNode):
        return Value(name)
    id, base = words.short(value), words.regime.base
    own_id = id if value.value.startswith(base) and id else None
    if step == _TYPED:
        kinds = ", ".join(words.name(kind) for kind in words.kinds(value))
        return Value(name, f" ({kinds})", own_id)
    if step == _STANDING:
        return Value(name, f" on {words.data_date}")
    says, added = _ADDED.get(step, (False, ()))
    more = ""
    if says and (step != SOURCE or words.values(value, _PASSAGE)):
        more = "".join(f": {words.name(text)}" for text in words.values(value, _SAYS))
    if _is_part(value, node) and words.regime.is_a(value.value, "Provision"):
        # A part of a provision is a thing of its own; what it says is enough here.
        more = "".join(f": {words.name(text)}" for text in words.values(value, _SAYS))
    elif step not in _ADDED and _is_part(value, node):
        own = {each for each in words.steps(value) if not each.backwards}
        kept = own - SILENT - {Step(TYPE)}
        added = tuple(sorted(kept, key=lambda each: str(words.phrase(each))))
    parts = []
    for each in added:
        if names := [spoken(words, far, each) for far in words.values(value, each) if far != node]:
            colon = "" if each == EVERY else ":"
            parts.append(f"{words.phrase(each)}{colon} {', '.join(names)}")
    return Value(name, f"{more} ({'; '.join(parts)})" if parts else more, own_id)


def _is_part(value: Node, node: Node) -> bool:
    """Whether a value is a record within a record, such as a cap or a vote."""
    named = isinstance(value, ox.NamedNode) and isinstance(node, ox.NamedNode)
    return named and value.value.startswith(f"{node.value}/")


def _first_day(words: Words, node: Node) -> Iterator[Fact]:
    """Of an act whose day is not recorded, the first day of its first provision."""
    if words.values(node, _ADOPTED) or words.values(node, _BEGINS):
        return
    parts = words.values(node, _PARTS)
    days = [day.value for each in parts for day in words.objects(each, _BEGINS.property)]
    if days:
        yield from _plain("first provision in force from", [written(date.fromisoformat(min(days)))])


def _snapback(words: Words, node: Node) -> Iterator[Fact]:
    """How readily what a provision restricts can be put back, and who judges so."""
    for flow in words.values(node, Step(term("restricts"))):
        for each in _fact(words, flow, _ASSESSED):
            yield replace(each, phrase=f"{words.name(flow)}, {each.phrase}")
