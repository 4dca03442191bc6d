"""Words as a form can hold them: without characters that something would obey."""

from __future__ import annotations

import re

# Control characters, the marks that turn the direction of what follows, halves of characters, and
# what XML may not hold.
_UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAKS = re.compile(r"[\t\n\r\u2028\u2029]+")
# A spreadsheet computes what begins so, some of them behind blanks, and in full width too.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.IGNORECASE)


def plain(words: str) -> str:
    """Returns words in one line, without characters that a terminal, a browser or XML would obey.

    >>> plain("a\\x1b[31m\\nb\\u202ec")
    'a[31m bc'
    """
    if words.isascii() and words.isprintable():
        return words
    return _UNFIT.sub("", _BREAKS.sub(" ", words))


def plain_lines(text: str) -> tuple[str, ...]:
    """Returns the lines of a text, each without the characters that ``plain`` takes out.

    >>> plain_lines("a .\\n  b\\x07 .")
    ('a .', '  b .')
    """
    return tuple(plain(each) for each in text.splitlines())


def web(address: str) -> str:
    """Returns an address that can be followed on the web; empty for any other.

    >>> web("https://undocs.org/S/RES/2397(2017)"), web("javascript:alert(1)")
    ('https://undocs.org/S/RES/2397(2017)', '')
    """
    return address if plain(address) == address and _WEB.fullmatch(address) else ""


def text_csv(words: str) -> str:
    """Returns words as a field of a table, with an apostrophe where they could be a formula.

    >>> text_csv("=1+1"), text_csv("one"), text_csv("one-two")
    ("'=1+1", 'one', 'one-two')
    """
    # A field keeps its line breaks: its quotes hold them.
    fit = _UNFIT.sub("", words)
    return f"'{fit}" if _FORMULA.match(fit) else fit
