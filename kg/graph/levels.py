"""Whether a question was asked at the wrong level, and at which it has an answer.

A question of a provision has no answer for the resolution that holds it, one of an act none for a
paragraph of it, one of goods none for the subject of the same name. What a parameter takes is read
from its meaning and from the examples there; what is near a thing, from the graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS, short
from kg.core.wording import natural
from kg.graph import names

if TYPE_CHECKING:
    from kg.graph.query_files import Parameter
    from kg.graph.regime import Regime

_SKOS = "http://www.w3.org/2004/02/skos/core#"
# What a thing is a part of.
_WHOLES = (
    *(f"{TERMS}{name}" for name in ("subdivisionOf", "partOf", "within", "organOf", "ofList")),
    f"{_SKOS}broader",
)
# What links things without bringing them near each other.
_IDLE = frozenset(
    (
        "http://www.w3.org/2000/01/rdf-schema#seeAlso",
        *(f"{_SKOS}{name}" for name in ("inScheme", "hasTopConcept", "broader")),
    )
)
# By class, what a thing is: its name in a parameter's meaning, and with the article.
_KINDS = {
    "Instrument": ("act", "an act as a whole"),
    "Division": ("division", "a division of an act"),
    "Provision": ("provision", "a provision"),
    "Authority": ("power", "a power"),
    "Power": ("power", "a power"),
    "Actor": ("actor", "a state or body"),
    "ReliefMeasure": ("relief", "a relief measure"),
    "Action": ("action", "an action"),
    "DesignationList": ("list", "a list of designations"),
    "Role": ("role", "a role"),
    "Amenability": ("level", "a level of amenability"),
    "Snapback": ("route", "a way back"),
    "Reversal": ("reversal", "a reversal"),
}
# The kinds of things that have no class of their own here, by the first word of their ids.
_PLURAL = frozenset(("goods", "series"))
_NAMED = {"instrument": "act"}
_ANY = re.compile(r"any record|what they rest on", re.ASCII)
_EXAMPLE = re.compile(r"skg:\w+|[A-Za-z0-9][\w.-]*(?:/[\w.-]*\w)+", re.ASCII)
_NOUNS = re.compile(r"the (\w+)(?: or (?:the |a )?(\w+))?[,;]? ?", re.ASCII)
_CLASS = "class"
_MOST = 60


@dataclass(frozen=True)
class _Near:
    """A thing near another: ``below`` it, ``above`` it or ``beside`` it."""

    id: str
    where: str


def kind_of(regime: Regime, id: str) -> str:
    """Returns what a thing is, in a word.

    >>> import kg
    >>> [kind_of(kg.load(), id) for id in ("un/2397", "un/2397/7", "us/nkspea/104", "goods/coal")]
    ['act', 'provision', 'division', 'goods']
    """
    for name, (word, _) in _KINDS.items():
        if regime.is_a(id, name):
            return word
    if id.startswith("skg:"):
        return _CLASS if _is_class(regime, id) else "term"
    return id.partition("/")[0]


def wanted(regime: Regime, parameter: Parameter) -> frozenset[str]:
    """Returns the kinds of things that a parameter takes; none where it takes any.

    >>> import kg
    >>> from kg.graph.queries import find
    >>> sorted(wanted(kg.load(), find("powers-over-provision").parameters[0]))
    ['division', 'provision']
    """
    if parameter.type != "id" or _ANY.match(parameter.meaning):
        return frozenset()
    examples = examples_of(parameter)
    found = {kind_of(regime, each) for each in examples}
    nouns = _NOUNS.match(parameter.meaning)
    words = {_NAMED.get(each, each) for each in nouns.groups() if each} if nouns else set()
    return frozenset(found | (words & {word for word, _ in _KINDS.values()}))


def meant(regime: Regime, parameter: Parameter, text: str) -> str:
    """Returns the id that a person means by a value of a parameter.

    Raises:
        BadInput: as for ``kg.graph.names.find``.

    >>> import kg
    >>> from kg.graph.queries import find
    >>> meant(kg.load(), find("history-of-goods").parameters[0], "coal")
    'goods/coal'
    """
    return names.find(
        regime, text, fits=lambda id: kind_of(regime, id) in wanted(regime, parameter)
    )


def examples_of(parameter: Parameter) -> tuple[str, ...]:
    """Returns the ids that the meaning of a parameter names, and its default.

    >>> from kg.graph.queries import find
    >>> examples_of(find("uses-of-act").parameters[0])
    ('us/eo-13810', 'skg:Instrument')
    """
    named = _EXAMPLE.findall(parameter.meaning)
    return tuple(dict.fromkeys((*named, *([parameter.default] if parameter.default else []))))


def advice(
    regime: Regime,
    parameter: Parameter,
    id: str,
    answered: bool,
    has_rows: Callable[[str], bool],
) -> str | None:
    """Says that a question was asked at the wrong level, and at which to ask; else None.

    Args:
        regime: the regime asked.
        parameter: the parameter.
        id: the short id that was given under it.
        answered: whether the question had rows.
        has_rows: whether it would have rows for another id.
    """
    takes = wanted(regime, parameter)
    kind = kind_of(regime, id)
    right = not takes or kind in takes
    if right and (answered or kind == _CLASS):
        return None
    near = list(_near(regime, id, takes, right))
    if right:
        found = next((each for each in near if has_rows(each.id)), None)
        if found is None:
            return None
        ask = "a part of it, such as" if found.where == "below" else "the whole that holds it,"
        return f"nothing is recorded for {id} itself, ask for {ask} {found.id}"
    is_ = f"{id} is {_called(kind)}"
    found = next((each for each in near if has_rows(each.id)), None)
    if found is None:
        if near and near[0].where == "below":
            few = sum(each.where == "below" for each in near)
            return f"{is_}, and none of its {few} parts that were asked has any either"
        fit = (e for e in examples_of(parameter) if kind_of(regime, e) in takes - {_CLASS})
        example = next(fit, examples_of(parameter)[0])
        return f"{is_}, not {_all(takes)}: ask for one, such as {example}"
    if found.where == "below":
        a = _called(kind_of(regime, found.id))
        part = "a paragraph of it" if kind == "act" else f"{a} in it"
        return f"{is_}, ask for {part}, such as {found.id}"
    if found.where == "above":
        return f"{is_}, ask for the {kind_of(regime, found.id)} that holds it, {found.id}"
    return f"{is_}, not {_all(takes)}: ask for {found.id}"


def _near(regime: Regime, id: str, kinds: Iterable[str], only_whole: bool) -> Iterator[_Near]:
    """Yields what of some kinds is near a thing: its parts, its wholes, what bears on any of them.

    Args:
        regime: the regime.
        id: the short id of the thing.
        kinds: what is looked for; any if empty.
        only_whole: whether only parts and wholes count.
    """
    below = list(_closure(regime, id, _parts))
    above = list(_closure(regime, id, _wholes))
    found: dict[str, str] = {}
    for where, ids in (("below", below), ("above", above)):
        found |= dict.fromkeys(ids, where)
    if not only_whole:
        name = id.removeprefix("skg:").partition("/")[2]
        beside = [f"{kind}/{name}" for kind in kinds if name and _exists(regime, f"{kind}/{name}")]
        beside += [each for one in (id, *below, *above) for each in _linked(regime, one)]
        found |= {each: "beside" for each in beside if each not in found}
    found.pop(id, None)
    fits = (each for each in found if not kinds or kind_of(regime, each) in kinds)
    for each in islice(fits, _MOST):
        yield _Near(each, found[each])


def _closure(regime: Regime, id: str, step: Callable[[Regime, str], list[str]]) -> Iterator[str]:
    seen, new = {id}, [id]
    while new:
        new = [far for near in new for far in step(regime, near) if far not in seen]
        new = list(dict.fromkeys(new))
        seen.update(new)
        yield from new


def _parts(regime: Regime, id: str) -> list[str]:
    node = regime.node(id)
    quads = (
        quad
        for name in _WHOLES
        for quad in regime.store.quads_for_pattern(None, ox.NamedNode(name), node, None)
    )
    ids = {
        short(q.subject.value, regime.base) for q in quads if isinstance(q.subject, ox.NamedNode)
    }
    return sorted(ids, key=natural)


def _wholes(regime: Regime, id: str) -> list[str]:
    node = regime.node(id)
    quads = (
        quad
        for name in _WHOLES
        for quad in regime.store.quads_for_pattern(node, ox.NamedNode(name), None, None)
    )
    return [short(q.object.value, regime.base) for q in quads if isinstance(q.object, ox.NamedNode)]


def _linked(regime: Regime, id: str) -> list[str]:
    node = regime.node(id)
    ends = [
        *((q.predicate, q.object) for q in regime.store.quads_for_pattern(node, None, None, None)),
        *((q.predicate, q.subject) for q in regime.store.quads_for_pattern(None, None, node, None)),
    ]
    ids = {
        short(end.value, regime.base)
        for predicate, end in ends
        if predicate.value not in _IDLE and isinstance(end, ox.NamedNode)
    }
    return sorted(ids, key=natural)


def _exists(regime: Regime, id: str) -> bool:
    quads = regime.store.quads_for_pattern(regime.node(id), None, None, None)
    return next(iter(quads), None) is not None


def _is_class(regime: Regime, id: str) -> bool:
    """Whether an id is that of a class, which stands for any of it."""
    if not id.startswith("skg:"):
        return False
    owl = ox.NamedNode("http://www.w3.org/2002/07/owl#Class")
    quads = regime.store.quads_for_pattern(regime.node(id), None, owl, None)
    return next(iter(quads), None) is not None


def _called(kind: str) -> str:
    if known := dict(_KINDS.values()).get(kind):
        return known
    if kind in _PLURAL:
        return kind
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _all(kinds: Iterable[str]) -> str:
    return " or ".join(sorted(_called(each) for each in set(kinds) - {_CLASS} or kinds))
