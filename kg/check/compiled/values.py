"""What an expression of a rule kind's query works out: SPARQL's values, with None for an error."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from kg.core.index import XSD_STRING, Literal, Term

_XSD = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS = tuple(_XSD + name for name in ("integer", "int", "long", "nonNegativeInteger"))
_NUMBERS = (*_INTEGERS, *(_XSD + name for name in ("decimal", "double", "float")))
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@lru_cache(maxsize=10_000)
def value(literal: Literal) -> tuple[str, Any] | None:
    """Returns a literal's kind and value; None where its datatype is not known or not met.

    >>> value(Literal("90", _XSD + "integer"))
    ('number', 90)
    """
    text, datatype, language = literal
    try:
        if datatype in _NUMBERS:
            return "number", int(text) if datatype in _INTEGERS else float(text)
        if datatype == _XSD + "date":
            return "date", date.fromisoformat(text)
        if datatype == _XSD + "boolean":
            return "boolean", _TRUTH[text]
    except (ValueError, KeyError):
        return None
    if language is not None:
        return f"@{language.lower()}", text
    return ("string", text) if datatype == XSD_STRING else None


def equal(left: Term | None, right: Term | None) -> bool | None:
    """Compares two terms by their value, as ``=`` does."""
    if left is None or right is None:
        return None
    if left == right:
        return True
    if isinstance(left, str) or isinstance(right, str):
        return False
    a, b = value(left), value(right)
    return None if a is None or b is None else a == b


def less(left: Term | None, right: Term | None, or_equal: bool) -> bool | None:
    """Compares two terms by their order, as ``<`` and ``<=`` do."""
    if not isinstance(left, Literal) or not isinstance(right, Literal):
        return None
    a, b = value(left), value(right)
    if a is None or b is None or a[0] != b[0] or a[0].startswith("@"):
        return None
    return bool(a[1] <= b[1] if or_equal else a[1] < b[1])


def holds(term: Term | None) -> bool | None:
    """Returns the truth of a term where one is asked for."""
    if not isinstance(term, Literal):
        return None
    found = value(term)
    if found is None or found[0] == "date":
        return None
    return bool(found[1])


def truth(found: bool | None) -> Literal | None:
    """Returns the literal of a truth value."""
    return None if found is None else Literal(str(found).lower(), _XSD + "boolean")


def negated(found: bool | None) -> bool | None:
    """``!`` with errors."""
    return None if found is None else not found


def every(*found: bool | None) -> bool | None:
    """``&&`` with errors: one falsehood decides."""
    return False if False in found else None if None in found else True


def some(*found: bool | None) -> bool | None:
    """``||`` with errors: one truth decides."""
    return True if True in found else None if None in found else False


def pick(found: bool | None, then: Term | None, otherwise: Term | None) -> Term | None:
    """``IF``."""
    return None if found is None else then if found else otherwise


def joined(*terms: Term | None) -> Literal | None:
    """``CONCAT``."""
    texts = [term.text for term in terms if isinstance(term, Literal)]
    if len(texts) < len(terms):
        return None
    languages = {term.language for term in terms if isinstance(term, Literal)}
    if len(languages) == 1 and None not in languages:
        assert isinstance(terms[0], Literal)
        return terms[0]._replace(text="".join(texts))
    return Literal("".join(texts))


def text(term: Term | None) -> Literal | None:
    """``STR``."""
    if term is None:
        return None
    return Literal(term if isinstance(term, str) else term.text)


def reached(step: Callable[[Term], Collection[Term]], start: Term, itself: bool) -> frozenset[Term]:
    """Everything that steps lead to, one after the other."""
    return frozenset(onwards(step, start, itself))


def onwards(step: Callable[[Term], Collection[Term]], start: Term, itself: bool) -> Iterator[Term]:
    """The same one by one, the nearest first: who looks for one of many goes no further than it."""
    found: set[Term] = {start} if itself else set()
    yield from found
    new: Iterable[Term] = (start,)
    while new:
        after = []
        for one in new:
            for each in step(one):
                if each not in found:
                    found.add(each)
                    after.append(each)
                    yield each
        new = after


def optional(rows: Iterator[tuple[Any, ...]], width: int) -> Iterator[tuple[Any, ...]]:
    """The rows, or one without any value where there are none."""
    first = next(rows, None)
    if first is None:
        yield (None,) * width
        return
    yield first
    yield from rows
