"""What was asked: an activity, and for some the goods, by name or by code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

import pyoxigraph as ox

from kg.core.errors import BadInput, UnknownId
from kg.core.ids import did_you_mean
from kg.graph import cells, harmonized, queries
from kg.graph.names import find_among, matches, names

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_CODE = re.compile(r"(?:HS ?)?(\d[\d. ]*)", re.ASCII | re.IGNORECASE)
_MOST = 8


@dataclass(frozen=True)
class Goods:
    """Goods that were asked for.

    Attributes:
        label: their name.
        code: their code in the Harmonized System, if they were asked for by one or found by one.
        id: their id in the facts, if they were found there.
        codes: the codes by which they are looked up where ``code`` is not given.
        path: the section, chapter and heading of the code, each with its name.
        kinds: the goods and supplies, as measures and exceptions name them, that all of them are.
    """

    label: str
    code: str | None = None
    id: str | None = None
    codes: tuple[str, ...] = ()
    path: tuple[tuple[str, str], ...] = ()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Activity:
    """An activity that was asked for.

    Attributes:
        id: its id.
        label: its name.
        of_goods: whether goods move in it.
    """

    id: str
    label: str
    of_goods: bool


def activity(regime: Regime, what: Sequence[str]) -> tuple[Activity, str]:
    """Returns the activity that words begin with, and the words left over.

    A kind of an activity, such as bunkering, may stand alone or behind the activity.

    Raises:
        UnknownId: if they name none.

    >>> import kg
    >>> found, rest = activity(kg.load(), ["ship", "bunkering"])
    >>> found.id, rest
    ('skg:bunkering', '')
    """
    words = " ".join(what).split()
    known: dict[str, set[str]] = {}
    found: dict[str, Activity] = {}
    wider: dict[str, str] = {}
    for row in queries.run(regime, "activities"):
        id = str(row["activity"])
        known.setdefault(id, {id}).update((str(row["word"]), str(row["label"])))
        found[id] = Activity(id, str(row["label"]), row["goods"] is True)
        if row["wider"] is not None:
            wider[id] = str(row["wider"])
    for end in range(len(words), 0, -1):
        meant = matches(regime.base, " ".join(words[:end]), known)
        tops = [id for id in meant if id not in wider] or meant
        if not tops:
            continue
        rest = " ".join(words[end:])
        inner = {id: known[id] for id, of in wider.items() if of == tops[0]}
        if rest and (kinds := matches(regime.base, rest, inner)):
            return found[kinds[0]], ""
        return found[tops[0]], rest
    words_of = sorted({name for id in known if id not in wider for name in known[id]})
    asked = words[0] if words else ""
    near = did_you_mean(asked, words_of)
    firsts = ", ".join(min(known[id], key=_plainest) for id in known if id not in wider)
    hint = f"did you mean {near[0]}?" if near else f"begin with {firsts}"
    raise UnknownId(f"no activity {asked}", where="WHAT", hint=hint)


def _plainest(name: str) -> tuple[bool, int, str]:
    return (" " in name or ":" in name, len(name), name)


def goods(regime: Regime, text: str, activity: Activity, where: str = "WHAT") -> Goods:
    """Returns the goods that a name or a code means.

    This is the one place where names of goods are resolved. Goods that a measure on the activity
    names come first, then supplies, then headings of the Harmonized System, then other goods of the
    facts.

    Raises:
        UnknownId: if nothing is called so, or no such code exists.
        BadInput: if several headings may be meant.

    >>> import kg
    >>> sending = activity(kg.load(), ["send"])[0]
    >>> [goods(kg.load(), text, sending).code for text in ("pumps", "84.13")]
    ['8413', '8413']
    """
    if found := _CODE.fullmatch(text.strip()):
        return _coded(regime, harmonized.known_code(found[1].strip(), where))
    known = names(regime, (*regime.known("goods"), *regime.known("supplies")))
    meant = matches(regime.base, text, known)
    barred = [id for id in meant if _named_by(regime, activity, id)]
    if first := barred or [id for id in meant if id.startswith("supplies/")]:
        return _of_facts(regime, first[0])
    codes = harmonized.named(text)
    if len(codes) == 1:
        return _coded(regime, codes[0])
    if meant:
        return _of_facts(regime, meant[0])
    if codes:
        told = "; ".join(f"{code} {harmonized.head(code)}" for code in codes[:_MOST])
        more = f"; and {len(codes) - _MOST} more" if len(codes) > _MOST else ""
        message = f"{text} can mean {len(codes)} headings of {harmonized.EDITION}"
        raise BadInput(message, where=where, hint=f"write the code: {told}{more}")
    heads = harmonized.heads()
    ids = {name.lower(): id for id, each in known.items() for name in each}
    near = did_you_mean(text.lower(), [*ids, *heads])
    hint = f"did you mean {_meant(near[0], ids, heads)}?" if near else "write an HS code"
    raise UnknownId(f"no goods {text}", where=where, hint=hint)


def _meant(name: str, ids: dict[str, str], heads: dict[str, str]) -> str:
    return f"{name} ({ids[name] if name in ids else f'HS {heads[name]}'})"


def _named_by(regime: Regime, activity: Activity, id: str) -> bool:
    return bool(len(queries.run(regime, "bars-on-goods", activity=activity.id, goods=id)))


def _coded(regime: Regime, code: str) -> Goods:
    known = (*regime.known("goods"), *regime.known("supplies"))
    kinds = frozenset(id for id in known if any(map(code.startswith, _codes(regime, id))))
    return Goods(harmonized.table()[code], code, None, (), harmonized.path(code), kinds)


def _of_facts(regime: Regime, id: str) -> Goods:
    codes = _codes(regime, id) if id.startswith("supplies/") else ()
    return Goods(regime.label(id), None, id, codes, (), frozenset((id,)))


def _codes(regime: Regime, id: str) -> tuple[str, ...]:
    """Returns the codes under which goods stand, those left out that hold other goods besides."""
    named, others = (
        {node.value for term in terms for node in regime.values(id, term) if _is_text(node)}
        for terms in (("hsCode", "hsIndicative"), ("amongOthers",))
    )
    return tuple(sorted(named - others))


def _is_text(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> TypeGuard[ox.Literal]:
    return isinstance(node, ox.Literal)


def user_kind(regime: Regime, text: str | None) -> str | None:
    """Returns the kind of user that a word means; None for none.

    Raises:
        UnknownId: if there is none such.

    >>> import kg
    >>> user_kind(kg.load(), "ngo")
    'skg:aidBody'
    """
    if text is None:
        return None
    rows = queries.run(regime, "kinds-of-users")
    known = {
        str(each[0]["kind"]): {*cells.unique(each, "word"), *cells.unique(each, "label")}
        for each in cells.grouped(rows, "kind")
    }
    return find_among(regime.base, text, known, "kind of user", "--as")
