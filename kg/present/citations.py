"""Citations in words: places of one document together, official texts first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from kg.core.document import Citation, Text

# What a lawyer accepts comes first; what is not classified comes last.
_FIRST = ("official text", "official page", "copy", "scholarly work", "press")


class Work(NamedTuple):
    """A document that is cited.

    Attributes:
        label: its name with all places in it.
        address: where it can be read; empty if no address is on record.
    """

    label: str
    address: str


def works(citations: Iterable[Citation]) -> tuple[Work, ...]:
    """Returns the documents that are cited, each once with all its places.

    >>> found = [Citation(f"un/2397/{n}", "S/RES/2397 (2017)", f"paragraph {n}") for n in (7, 6)]
    >>> works(found)
    (Work(label='S/RES/2397 (2017), paragraphs 6 and 7', address=''),)
    """
    found: defaultdict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for each in citations:
        found[each.kind, each.work, each.address][each.place] = None
    order = sorted(found, key=lambda key: _FIRST.index(key[0]) if key[0] in _FIRST else len(_FIRST))
    return tuple(_work(key, [place for place in found[key] if place]) for key in order)


def cited(citations: Iterable[Citation]) -> tuple[Text, ...]:
    """Returns citations as lines, each document once with all its places.

    >>> from kg.core.document import line
    >>> work, url = "S/RES/2397 (2017)", "https://undocs.org/S/RES/2397(2017)"
    >>> found = [Citation(f"un/2397/{n}", work, f"paragraph {n}", url) for n in (7, 6)]
    >>> [line(each) for each in cited(found)]
    ['S/RES/2397 (2017), paragraphs 6 and 7, https://undocs.org/S/RES/2397(2017)']
    """
    return tuple(", ".join(filter(None, each)) for each in works(citations))


def _work(work: tuple[str, str, str], places: list[str]) -> Work:
    kind, name, address = work
    of = f" ({kind})" if kind in ("official page", "copy", "press") else ""
    return Work(", ".join(filter(None, (name + of, together(places)))), address)


def together(places: Iterable[str]) -> str:
    """Joins places; paragraphs are numbered together.

    >>> together(["paragraph 12", "paragraph 7"]), together(["¶4", "Table 1, stage 2"])
    ('paragraphs 7 and 12', '¶4; Table 1, stage 2')
    """
    found = list(dict.fromkeys(places))
    numbers = [each.removeprefix("paragraph ") for each in found]
    if len(found) < 2 or not all(each.startswith("paragraph ") for each in found):
        return ("; " if any("," in each for each in found) else ", ").join(found)
    numbers.sort(key=lambda each: (int(each) if each.isdecimal() else 0, each))
    return f"paragraphs {', '.join(numbers[:-1])} and {numbers[-1]}"
