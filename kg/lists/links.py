"""Which programmes of a regime a record stands under, by the codes and numbers in its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.core.ids import TERMS, short
from kg.lists.listing import Listing

if TYPE_CHECKING:
    from kg.graph.regime import Regime

_PROGRAMMES = f"""SELECT ?programme ?list ?code ?prefix ?day ?mark WHERE {{
    ?programme a <{TERMS}Programme> ; <{TERMS}ofList> ?list .
    OPTIONAL {{ ?programme <http://www.w3.org/2004/02/skos/core#notation> ?code }}
    OPTIONAL {{ ?programme <{TERMS}referencePrefix> ?prefix }}
    OPTIONAL {{ ?programme <{TERMS}listedOn> ?day }}
    OPTIONAL {{ ?programme <{TERMS}markedBy> ?mark }}
}} ORDER BY ?programme ?code ?prefix ?mark"""
_NAMES = f"""SELECT ?list ?name WHERE {{
    ?list a <{TERMS}DesignationList> .
    OPTIONAL {{ ?list <http://www.w3.org/2004/02/skos/core#notation> ?name }}
}} ORDER BY ?list ?name"""


@dataclass(frozen=True)
class Programme:
    """How a record shows that it stands under a programme.

    Attributes:
        id: the programme.
        codes: what the list calls it, in lower case.
        prefixes: what the numbers of its records begin with.
        day: the day on which all of them were listed, if there is one.
        marks: the words of a record of this regime, if the programme has records of others too.
    """

    id: str
    codes: frozenset[str]
    prefixes: tuple[str, ...]
    day: date | None
    marks: tuple[str, ...]

    def numbers(self, listing: Listing) -> bool:
        """Says whether a listing stands under the programme by its number."""
        if not self.prefixes or not (listing.reference or "").startswith(self.prefixes):
            return False
        return self.day in (None, listing.day)

    def names(self, listing: Listing, codes: Collection[str]) -> bool:
        """Says whether a listing stands under the programme by one of its codes."""
        return not self.codes.isdisjoint(codes) and self.day in (None, listing.day)


@dataclass(frozen=True)
class Match:
    """What is known of a listing.

    Attributes:
        list: the id of the list, if the facts know it.
        programmes: the ids of its programmes.
        unknown: the codes that no programme has.
        ours: whether it belongs to the regime.
    """

    list: str | None
    programmes: tuple[str, ...]
    unknown: tuple[str, ...]
    ours: bool


class Links:
    """The programmes of a regime by list."""

    def __init__(self, regime: Regime) -> None:
        self._lists = _lists(regime)
        self._programmes = _programmes(regime)
        self._codes = {
            list_: frozenset().union(*(each.codes for each in known))
            for list_, known in self._programmes.items()
        }

    def match(self, listing: Listing) -> Match:
        """Returns the programmes that a listing stands under."""
        list_ = self._lists.get(folded(listing.list))
        known = self._programmes.get(list_ or "", ())
        given = {folded(code): code for code in listing.codes}
        numbered = [each for each in known if each.numbers(listing)]
        # A number says more than a code: where it is known, the code adds nothing.
        found = numbered or [each for each in known if each.names(listing, given)]
        codes = self._codes.get(list_ or "", frozenset())
        unknown = tuple(code for key, code in given.items() if key not in codes)
        ours = any(not each.marks or _has(listing.remarks, each.marks) for each in found)
        return Match(list_, tuple(each.id for each in found), unknown, ours)


def folded(code: str) -> str:
    """Returns a code as it is compared: case, brackets and double blanks do not count.

    >>> folded(" [Caatsa  - X]")
    'caatsa - x'
    """
    return " ".join(code.strip("[] ").casefold().split())


def _has(remarks: str, marks: Iterable[str]) -> bool:
    text = folded(remarks)
    return any(folded(mark) in text for mark in marks)


def _lists(regime: Regime) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in regime.select(_NAMES):
        id = _id(regime, row["list"])
        found[id.rpartition("/")[2]] = id
        if isinstance(name := row["name"], ox.Literal):
            found[folded(name.value)] = id
    return found


def _programmes(regime: Regime) -> dict[str, tuple[Programme, ...]]:
    rows: defaultdict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in regime.select(_PROGRAMMES):
        key = (_id(regime, row["list"]), _id(regime, row["programme"]))
        texts = {name: each.value for name, each in row.items() if isinstance(each, ox.Literal)}
        rows[key].append(texts)
    found: defaultdict[str, list[Programme]] = defaultdict(list)
    for (list_, id), given in rows.items():
        codes = frozenset(folded(each["code"]) for each in given if "code" in each)
        prefixes = tuple(sorted({each["prefix"] for each in given if "prefix" in each}))
        days = {each["day"] for each in given if "day" in each}
        marks = tuple(sorted({each["mark"] for each in given if "mark" in each}))
        day = date.fromisoformat(min(days)) if days else None
        found[list_].append(Programme(id, codes, prefixes, day, marks))
    return {list_: tuple(each) for list_, each in found.items()}


def _id(regime: Regime, node: object) -> str:
    assert isinstance(node, ox.NamedNode)
    return short(node.value, regime.base)
