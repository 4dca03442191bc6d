"""An answer as HTML: a piece that stands in a page, or a page of its own.

The markup stands in templates, which escape whatever is put into them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from kg.core.document import Document, line, spans
from kg.core.wording import counted
from kg.present.cells import cell, shown
from kg.present.citations import works
from kg.present.parts import KINDS, Slugs, alike, kind, statement
from kg.present.plain import plain, plain_lines, web

Link = Callable[[str], str]


def html(document: Document, link: Link | None = None) -> str:
    """Returns a document as a piece of a page.

    Args:
        document: the answer.
        link: returns the address of the page about a thing by its id, empty if there is none;
            without it nothing is linked but what is cited.
    """
    found = environment().get_template("answer.html")
    return found.render(document=document, link=link, slug=Slugs())


def page(document: Document, link: Link | None = None) -> str:
    """Returns a document as a page that needs no other file."""
    found = environment().get_template("alone.html")
    return found.render(document=document, link=link, slug=Slugs())


@cache
def environment(package: str = "kg.present") -> Environment:
    """Returns what reads templates; every value is escaped and freed of control characters.

    Args:
        package: the package in whose folder ``templates`` they stand.
    """
    found = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_fit,
    )
    found.globals |= {
        **{each.__name__: each for each in (spans, line, cell, shown, counted, works)},
        **{each.__name__: each for each in (alike, kind, statement, plain_lines, web)},
        "KINDS": KINDS,
        "name": lambda block: type(block).__name__,
    }
    return found


def _fit(value: Any) -> Any:
    # Markup is a kind of string too, and what it was made of is fit already.
    return plain(value) if type(value) is str else value
