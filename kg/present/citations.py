"""Citations in words: places of one document together, official texts first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple

from kg.core.document import Citation, Text

# What a lawyer accepts comes first; what is not classified comes last.
# Of official texts, resolutions come before what carries them out.
_PARAGRAPH = ", paragraph"
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
    pages: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for (kind, work, address), places in found.items():
        # Places that are part of the name of what is cited: those on one page are told together.
        alone = "" if address and not any(places) else work
        pages[kind, address, alone].append(_named(kind, work, places))
    named = {key: _joined(names) for key, names in pages.items()}
    order = sorted(named, key=lambda key: (_rank(key[0]), _PARAGRAPH not in named[key]))
    return tuple(Work(named[key], key[1]) for key in order)


def _rank(kind: str) -> int:
    return _FIRST.index(kind) if kind in _FIRST else len(_FIRST)


def cited(citations: Iterable[Citation]) -> tuple[Text, ...]:
    """Returns citations as lines, each document once with all its places.

    >>> from kg.core.document import line
    >>> work, url = "S/RES/2397 (2017)", "https://undocs.org/S/RES/2397(2017)"
    >>> found = [Citation(f"un/2397/{n}", work, f"paragraph {n}", url) for n in (7, 6)]
    >>> [line(each) for each in cited(found)]
    ['S/RES/2397 (2017), paragraphs 6 and 7, https://undocs.org/S/RES/2397(2017)']
    """
    return tuple(", ".join(filter(None, each)) for each in works(citations))


def _named(kind: str, work: str, places: Iterable[str]) -> str:
    of = f" ({kind})" if kind in ("official page", "copy", "press") else ""
    return ", ".join(filter(None, (work + of, together(filter(None, places)))))


def _joined(names: Sequence[str]) -> str:
    """Joins names of what stands on one page; the words that all begin with are said once.

    >>> _joined(["22 U.S.C. 9214(a)", "22 U.S.C. 9214(b)"])
    '22 U.S.C. 9214(a), 9214(b)'
    """
    words = [each.split(" ") for each in names]
    same = sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False)))
    same = min(same, *(len(each) - 1 for each in words))  # A name may be the beginning of another.
    return ", ".join([names[0], *(" ".join(each[same:]) for each in words[1:])])


def together(places: Iterable[str]) -> str:
    """Joins places; paragraphs are numbered together.

    >>> together(["paragraph 12, on entry", "paragraph 5(a)"])
    'paragraphs 5(a) and 12, on entry'
    >>> together(["paragraph 12", "paragraph 7"]), together(["¶4", "Table 1, stage 2"])
    ('paragraphs 7 and 12', '¶4; Table 1, stage 2')
    """
    found = list(dict.fromkeys(places))
    numbers = [each.removeprefix("paragraph ") for each in found]
    if len(found) < 2 or not all(each.startswith("paragraph ") for each in found):
        return ("; " if any("," in each for each in found) else ", ").join(found)
    numbers.sort(key=_natural)
    return f"paragraphs {', '.join(numbers[:-1])} and {numbers[-1]}"


def _natural(number: str) -> list[tuple[int, str]]:
    """A key by which 8(a) stands between 8 and 12."""
    parts = re.findall(r"\d+|\D+", number)
    return [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
