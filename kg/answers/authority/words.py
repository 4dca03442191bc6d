"""What the parts of the answer to who can relax a measure call things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.answers.grounds import mark
from kg.core.dates import written
from kg.core.document import Block, Fields, Span, joined, listing, ref, section

if TYPE_CHECKING:
    from kg.answers.authority.model import Named

# Names that go into a line; more of them make a list.
_FEW = 12


def called(each: Named) -> Span:
    """Returns the name of a thing, with its marks.

    >>> from kg.answers.authority.model import Named
    >>> called(Named("un/2397/7", "resolution 2397, paragraph 7", "unverified")).text
    'resolution 2397, paragraph 7 (unverified)'
    """
    first = ""
    if each.first_day:
        first = f" (first day on record is {written(each.first_day)}, it may be older)"
    return ref(f"{each.label}{mark(each.unverified)}{first}", each.id)


def spaced(form: str) -> str:
    """Returns the form of an act as words.

    >>> spaced("approval-in-advance"), spaced("case-by-case exemption")
    ('approval in advance', 'case-by-case exemption')
    """
    return form if " " in form else form.replace("-", " ")


def names(things: Sequence[Named]) -> str:
    """Returns the names of some things in a line."""
    return "; ".join(called(each).text for each in things)


def under(title: str, things: Sequence[Named], unit: str = "provision") -> Block | None:
    """Returns things under a title: few of them in a line, many in a list; None if there is none.

    Args:
        title: what they are.
        things: the things.
        unit: what one of them is.
    """
    if not things:
        return None
    if len(things) > _FEW:
        return section(title, listing(map(called, things), unit))
    return Fields(((title, joined(map(called, things))),))
