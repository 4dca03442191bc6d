"""Pages: what stands in one is put into its template, which escapes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kg.core.about import LICENCE, VERSION
from kg.present.html import environment

# What stands in the head of each page: its name and the path from the root of the site.
NAV = (
    ("Instruments", "instruments.html"),
    ("Types", "types.html"),
    ("Dates", "dates.html"),
    ("Everything", "everything.html"),
    ("Ontology", "ontology.html"),
    ("About and files", "about.html"),
)
_TYPES = {".ttl": "text/turtle", ".jsonld": "application/ld+json"}


class Link(NamedTuple):
    """Words that lead somewhere; nowhere if there is no address."""

    href: str
    words: str


def page(
    template: str,
    path: str,
    title: str,
    regime: str,
    data_date: str,
    alternates: Sequence[str] = (),
    **values: Any,
) -> bytes:
    """Returns a whole page.

    Args:
        template: the name of its template, without the suffix.
        path: where it will stand, from the root of the site; links in it are relative to this.
        title: its name.
        regime: the name of the regime, in the head of each page.
        data_date: the day up to which the facts were read, in words.
        alternates: the suffixes of the same thing in other formats, beside it.
        **values: what the template puts into it; ``asked`` stands in the box in the head.
    """
    stem = path.rpartition("/")[2].removesuffix(".html")
    written = environment("kg.publish").get_template(f"{template}.html")
    text = written.render(
        asked=values.pop("asked", ""),
        name=title if title == regime else f"{title} – {regime}",
        title=title,
        root="../" * path.count("/"),
        alternates=[(_TYPES[each], stem + each) for each in alternates],
        regime=regime,
        nav=NAV,
        data_date=data_date,
        version=VERSION,
        licence=LICENCE,
        **values,
    )
    return f"{text}\n".encode()
