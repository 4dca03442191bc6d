"""Finds a thing by what a person writes: its id in any form, a part of it, or a name.

Everything that takes an id from a user asks here, so that all of them understand the same forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.errors import BadInput, UnknownId
from kg.core.ids import did_you_mean, said, written
from kg.core.memo import remembered
from kg.core.owl import RDFS
from kg.graph.finding import meant

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_NAMES = tuple(
    ox.NamedNode(iri)
    for iri in (f"{RDFS}label", *(f"{_SKOS}{each}Label" for each in ("pref", "alt", "hidden")))
)
# How many things of one name are named.
_MOST = 6
# A longer text is no name of anything, and is not compared with all there are.
_LONGEST = 200


def find(
    regime: Regime,
    text: str,
    kind: str | None = None,
    fits: Callable[[str], bool] | None = None,
) -> str:
    """Returns the id of the thing or the term that a person means.

    An id that is written out wins; else its first word may be left out, and then all but its last.

    Args:
        regime: the regime that has it.
        text: an id, in any of the forms of ``kg.core.ids.written``, or the end of one.
        kind: the first word of the id where only one kind will do.
        fits: says of an id whether it is of a kind that will do; of several things with the same
            name only those are meant.

    Raises:
        BadInput: if the text cannot be an id, or several things have it.
        UnknownId: if nothing, or nothing of the kind, has this id.

    >>> import kg
    >>> regime = kg.load()
    >>> [find(regime, text) for text in ("2397/7", "dprk/un/2397/7", "iaea")]
    ['un/2397/7', 'un/2397/7', 'actor/iaea']
    >>> find(regime, "coal", "goods")
    'goods/coal'
    """
    id = written(text, regime.base)
    regime.node(id)
    wanted = f"{kind}/{id.removeprefix(f'{kind}/')}" if kind else id
    if wanted in regime.ids:
        return wanted
    found = [each for each in _ends(regime).get(id, ()) if not kind or each.startswith(f"{kind}/")]
    fitting = [each for each in found if fits is None or fits(each)] or found
    nearer = [each for each in fitting if _rest(each) == id] or fitting
    if len(nearer) == 1:
        return nearer[0]
    if nearer:
        raise _several(text, nearer)
    raise _unknown(regime, id, wanted, kind)


def _unknown(regime: Regime, id: str, wanted: str, kind: str | None) -> UnknownId:
    known = regime.known(kind) if kind else list(regime.ids)
    near = meant(regime, wanted, known, (kind,) if kind else (), 1)
    if kind is None:
        hint = _left_out(regime, id) or (f"did you mean {near[0]}?" if near else None)
        return UnknownId(f"nothing has the id {said(id)}", hint=hint)
    names = [each.removeprefix(f"{kind}/") for each in near or known]
    hint = f"did you mean {names[0]}?" if near else f"there is {', '.join(names)}"
    return UnknownId(f"no {kind} {said(id)}", hint=hint)


def _several(text: str, found: list[str], where: str | None = None) -> BadInput:
    more = len(found) - _MOST
    named = " or ".join(found[:_MOST]) + (f", or one of {more} more" if more > 0 else "")
    return BadInput(
        f"{said(text)} can mean {len(found)} things", where=where, hint=f"write {named}"
    )


@remembered
def _ends(regime: Regime) -> dict[str, list[str]]:
    """The ids by what is left of them without the first word, and by their last word."""
    found: dict[str, list[str]] = {}
    for id in regime.ids:
        rest = _rest(id)
        for end in {rest, rest.rpartition("/")[2]} - {""}:
            found.setdefault(end, []).append(id)
    return found


def _rest(id: str) -> str:
    """An id without its first word."""
    return id.removeprefix("skg:") if id.startswith("skg:") else id.partition("/")[2]


def _left_out(regime: Regime, id: str) -> str | None:
    """Says of a paragraph that an act has in print that it has no record; else None."""
    act, _, number = id.rpartition("/")
    count = regime.value(act, "paragraphCount") if act in regime.ids else None
    if not isinstance(count, ox.Literal) or not number.isdecimal():
        return None
    if not 1 <= int(number) <= int(count.value):
        return None
    return f"{regime.label(act)} has it in print, but it orders, allows, asks and demands nothing"


def names(regime: Regime, ids: Iterable[str]) -> dict[str, set[str]]:
    """Returns for each id the names under which people know it.

    These are the id, the id without its first word, its labels, other names and nicknames.

    >>> import kg
    >>> sorted(names(kg.load(), ["actor/iaea"])["actor/iaea"])[:2]
    ['IAEA', 'International Atomic Energy Agency']
    """
    return {id: {id, id.partition("/")[2] or id, *_labels(regime, id)} for id in ids}


def find_among(
    base: str, text: str, known: Mapping[str, Iterable[str]], what: str, where: str
) -> str:
    """Returns which of some things a person means, by id or by name.

    Args:
        base: the base IRI of the regime.
        text: what was written.
        known: the ids that may be meant, each with its names; the first are named in the hint.
        what: what they are, for the error.
        where: the option or argument, for the error.

    Raises:
        UnknownId: if nothing has this name; the hint names what comes nearest.
        BadInput: if several things have it.

    >>> actors = {"actor/kr": ["South Korea"]}
    >>> find_among("https://example.org/", "South-Korea", actors, "sender", "--sender")
    'actor/kr'
    """
    found = matches(base, text, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise _several(text, found, where)
    words = {_plain(name): (name, id) for id in sorted(known) for name in sorted(known[id])}
    near = did_you_mean(_plain(text), words) if len(text) <= _LONGEST else []
    if near:
        name, id = words[near[0]]
        meant = name if name in (id, id.partition("/")[2]) else f"{name} ({id})"
        raise UnknownId(f"no {what} {said(text)}", where=where, hint=f"did you mean {meant}?")
    few = [id.removeprefix("skg:") for id in known][:12]
    hint = f"there is {', '.join(few)}{' and more' if len(known) > len(few) else ''}"
    raise UnknownId(f"no {what} {said(text)}", where=where, hint=hint)


def matches(base: str, text: str, known: Mapping[str, Iterable[str]]) -> list[str]:
    """Returns the ids that have a name, sorted; an id that is written out wins."""
    id = written(text, base)
    if id in known:
        return [id]
    wanted = _plain(id)
    return sorted(id for id, words in known.items() if wanted in map(_plain, words))


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()


def _labels(regime: Regime, id: str) -> set[str]:
    node = regime.node(id)
    quads = (q for name in _NAMES for q in regime.store.quads_for_pattern(node, name, None, None))
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}
