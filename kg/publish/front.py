"""The front page of the site, and the page on sources, files and citation."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

import pyoxigraph as ox

from kg.core.about import CITATION
from kg.core.ids import TERMS
from kg.core.owl import TYPE
from kg.graph.words import Step, term
from kg.publish.describe import File
from kg.publish.html import Link
from kg.publish.pages import Pages

_KINDS = (
    ("Provision", "everything.html"),
    ("Measure", "types.html"),
    ("Instrument", "instruments.html"),
    ("Authority", "everything.html"),
    ("Action", "everything.html"),
    ("ReliefMeasure", "everything.html"),
    ("Facility", "everything.html"),
    ("Episode", "everything.html"),
)
_DEALS = "DealPackage"
_TYPE = Step(TYPE, backwards=True)
_NOTE = Step(ox.NamedNode("http://www.w3.org/2004/02/skos/core#note"))


def front(pages: Pages) -> bytes:
    """Returns the front page."""
    path = "index.html"
    counts = (
        (Link(href, pages.name(term(name))), len(pages.values(term(name), _TYPE)))
        for name, href in _KINDS
    )
    return pages.write(
        "front",
        path,
        pages.title,
        counts=[(link, count) for link, count in counts if count],
        packages=[pages.anchor(path, each) for each in pages.values(term(_DEALS), _TYPE)],
        books=[pages.anchor(path, each) for each in pages.values(term("Rulebook"), _TYPE)],
        record=pages.anchor(path, ox.NamedNode(pages.regime.base)),
    )


def about(pages: Pages, data: Sequence[File]) -> bytes:
    """Returns the page on sources, review, citation and files."""
    base = ox.NamedNode(pages.regime.base)
    provisions = set(pages.values(term("Provision"), _TYPE))
    files = [
        {
            "path": file.path,
            "size": len(file.data),
            "digest": hashlib.sha256(file.data).hexdigest()[:12],
        }
        for file in data
    ]
    return pages.write(
        "about",
        "about.html",
        "About and files",
        notes=[pages.name(note) for note in pages.values(base, _NOTE)],
        review=_review(pages),
        citation=CITATION,
        files=files,
        thing=next((node.value for node in pages.places if node in provisions), base.value),
    )


def _review(pages: Pages) -> list[tuple[Link, int]]:
    quads = pages.regime.store.quads_for_pattern(None, ox.NamedNode(f"{TERMS}checked"), None, None)
    found = Counter(quad.object for quad in quads)
    return [
        (pages.anchor("about.html", status), count)
        for status, count in sorted(found.items(), key=lambda each: -each[1])
        if isinstance(status, ox.NamedNode)
    ]
