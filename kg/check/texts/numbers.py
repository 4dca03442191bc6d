"""Numbers, quantities and codes in the words of an act, or in those of a record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.check.texts.days import DAY

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_WORDS = {word: number for number, word in enumerate(_SMALL.split(), 1)} | _TENS
_WORDS |= {"twenty-four": 24, "forty-five": 45}
# A number of more digits than any act has is none.
_DIGITS = r"(?<![\d,.])\d[\d,]{0,14}(?:\.\d{1,6})?(?: million| billion)?(?![\d,]*\d)"
NUMBER = rf"(?:{_DIGITS}|\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b)"
_SCALE = {"million": 1_000_000, "billion": 1_000_000_000}
# What is counted in an act: a number with one of these words is a quantity, and no reference.
_UNIT = (
    r"(?:(?:working|calendar|consecutive) )?(?:days?|weeks?|months?|years?|hours?)|per ?cent|%|"
    r"barrels?|(?:US|United States) dollars?|euros?|(?:metric )?ton(?:ne)?s?|kilograms?|"
    r"lit(?:er|re)s?|experts?"
)
_LIST = rf"{NUMBER}(?:(?:,? and |,? or |, ){NUMBER}){{0,9}}"
_QUANTITY = re.compile(rf"({_LIST})[- ]?({_UNIT})(?!\w)|(?:USD|US\$|EUR|[$€]) ?({NUMBER})", re.I)
# Numbers that name something: resolutions, documents, paragraphs, articles, rules.
_ITEMS = r"(?: ?\(\w{1,5}\))"
_FURTHER = rf"(?:\d{{1,3}}(?!\d|[- ](?i:{_UNIT})){_ITEMS}*|\(\w{{1,5}}\))"
_REFERENCE = re.compile(
    r"\b\d{3,4} \(\d{4}\)|\b[A-Z]+(?:/[\w.-]+)+(?: ?\(\d+\))?|"
    r"(?i:\b(?:sub-?)?(?:paragraph|article|section|rule|chapter|resolution|annexe?)s?)"
    rf" [\dIVX]+{_ITEMS}*(?:(?:,? and|,? or|,| to| through) {_FURTHER}){{0,20}}"
)
_CODES = re.compile(r"HS codes? ([^);]{1,400})")
_CODE = re.compile(r"\b(\d{2,6})(?: (?:through|to) (\d{2,6}))?\b")
_MOST_CODES = 100
# An empty chapter: a range of codes may run over it, no goods can stand in it.
_RESERVED = {"77"}


def value(words: str) -> float:
    """Returns the number that digits or words write.

    >>> value("4 million"), value("twelve"), value("525,000")
    (4000000.0, 12.0, 525000.0)
    """
    if words.lower() in _WORDS:
        return float(_WORDS[words.lower()])
    digits, _, scale = words.replace(",", "").partition(" ")
    return float(digits) * _SCALE.get(scale.lower(), 1)


def numbers(text: str) -> set[float]:
    """Returns every number in a text, in digits or in words.

    >>> sorted(numbers("within 45 days, and twice within ninety"))
    [45.0, 90.0]
    """
    return {value(found) for found in re.findall(NUMBER, text, re.I)}


def codes(text: str) -> set[str]:
    """Returns the codes of the Harmonized System that a text names, its ranges written out.

    >>> sorted(codes("iron (HS codes 72 through 74), seafood (HS code 03)"))
    ['03', '72', '73', '74']
    """
    found = set()
    for low, high in (pair for listed in _CODES.findall(text) for pair in _CODE.findall(listed)):
        numbers = range(int(low), int(high or low) + 1)[:_MOST_CODES]
        found |= {f"{number:0{len(low)}}" for number in numbers}
    return found - _RESERVED


def counted(text: str) -> str:
    """Returns a text without its days, its codes and the numbers that only name something.

    >>> counted("paragraphs 8 (a) and 9 of resolution 1718 (2006): 30 days from 1 May 2017")
    '  of  : 30 days from  '
    """
    return _REFERENCE.sub(" ", DAY.sub(" ", _CODES.sub(" ", text)))


def quantities(text: str) -> Iterator[tuple[str, float]]:
    """Yields what a text counts, with the words that say so: numbers with a unit.

    >>> list(quantities("75 and 90 percent within 30 days; 2 others under paragraph 5"))
    [('75 percent', 75.0), ('90 percent', 90.0), ('30 days', 30.0)]
    """
    for found in _QUANTITY.finditer(counted(text)):
        if money := found[3]:
            yield found[0], value(money)
        for number in re.findall(NUMBER, found[1] or "", re.I):
            yield f"{number} {found[2]}", value(number)
