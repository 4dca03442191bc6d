"""The Harmonized System of 2022: sections, chapters, headings and subheadings by name.

The table stands in ``kg/regimes/harmonized-system-2022.csv`` and is read when it is first asked.
"""

from __future__ import annotations

import csv
import re
from difflib import get_close_matches
from functools import cache

from kg.core.errors import UnknownId
from kg.core.resources import shared_file
from kg.graph.query_values import hs_code

#: The edition of the table.
EDITION = "HS 2022"
_WORD = re.compile(r"[a-z0-9]+")


@cache
def table() -> dict[str, str]:
    """Returns the name of every code, and of every section by its Roman number.

    >>> table()["8413"].partition(";")[0]
    'Pumps'
    """
    return {row["code"]: row["name"] for row in _rows()}


def known_code(text: str, where: str) -> str:
    """Returns a code that the Harmonized System has, without dots and blanks.

    Args:
        text: a chapter, a heading or a subheading, such as ``27`` or ``27.01``.
        where: the parameter or option, named in errors.

    Raises:
        BadInput: if it is no code by its form.
        UnknownId: if there is none such; the hint names what comes nearest.

    >>> known_code("27.01", "goods")
    '2701'
    """
    code = hs_code(text, where)
    if code not in table():
        hint = f"did you mean {' or '.join(f'{each} ({head(each)})' for each in _near(code))}?"
        raise UnknownId(f"{EDITION} has no code {text}", where=where, hint=hint)
    return code


def path(code: str) -> tuple[tuple[str, str], ...]:
    """Returns a code with what it falls under, each with its name: section, chapter, heading.

    >>> [number for number, _ in path("841311")]
    ['XVI', '84', '8413', '841311']
    """
    above = (_sections()[code[:2]], *(code[:end] for end in (2, 4, 6) if end <= len(code)))
    return tuple((each, table()[each]) for each in above if each in table())


def named(text: str) -> tuple[str, ...]:
    """Returns the chapters and headings that a word or two name.

    A code whose name begins with just these words wins, the shorter one first; else every heading
    comes whose name holds them all. Words are taken in the singular.

    >>> named("pumps"), named("cereals")
    (('8413',), ('10',))
    """
    wanted = _words(text)
    if not wanted:
        return ()
    found = [code for code, words in _heads().items() if words == wanted]
    if found:
        shortest = min(map(len, found))
        return tuple(code for code in found if len(code) == shortest)
    return tuple(
        code for code, words in _bags().items() if len(code) == 4 and words.issuperset(wanted)
    )


def heads() -> dict[str, str]:
    """Returns the first words of the names of chapters and headings, each with its code."""
    return {_head(name).lower(): code for code, name in _short().items()}


def head(code: str) -> str:
    """Returns the first words of the name of a code.

    >>> head("8413")
    'Pumps'
    """
    return _head(table()[code])


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with shared_file("harmonized-system-2022.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def _sections() -> dict[str, str]:
    # Chapter 99, for what is not specified, stands in no section.
    return {row["code"]: row["section"] for row in _rows() if len(row["code"]) == 2}


def _short() -> dict[str, str]:
    return {
        code: name for code, name in table().items() if code.isdecimal() and len(code) in (2, 4)
    }


def _near(code: str) -> list[str]:
    for end in (4, 2, 0):
        same = [each for each in table() if each.isdecimal() and each.startswith(code[:end])]
        alike = [each for each in same if len(each) == len(code)] or same
        if end < len(code) and alike:
            return get_close_matches(code, alike, 3, 0.0)
    return []


def _head(name: str) -> str:
    return re.split(r"[;(]", name)[0].strip()


def _words(text: str) -> tuple[str, ...]:
    return tuple(_singular(word) for word in _WORD.findall(text.lower()))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@cache
def _heads() -> dict[str, tuple[str, ...]]:
    return {code: _words(_head(name)) for code, name in _short().items()}


@cache
def _bags() -> dict[str, frozenset[str]]:
    return {code: frozenset(_words(name)) for code, name in _short().items()}
