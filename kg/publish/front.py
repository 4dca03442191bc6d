"""The front page of the site, and the page on sources, files and citation."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

import pyoxigraph as ox

from kg.core.about import CITATION, LICENCE
from kg.core.ids import TERMS
from kg.core.owl import TYPE
from kg.graph.words import Step, term
from kg.publish.describe import File
from kg.publish.html import items, link, section, table, text
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
    path, base = "index.html", ox.NamedNode(pages.regime.base)
    body = f"<h1>{text(pages.title)}</h1>\n"
    body += '<p class="lead">Each paragraph of the law with what it restricts, since when, who can '
    body += "relax it and how; what others judge and propose stands apart from it.</p>\n"
    ways = (
        ("instruments.html", "By instrument", "every act, by sender and in order of time"),
        ("types.html", "By type of sanction", "export bans, caps, freezes and others"),
        ("dates.html", "By date", "what took effect or ended, day by day"),
        ("everything.html", "Everything", "each thing with an id"),
        ("ontology.html", "Ontology", "the words, with their definitions"),
        ("about.html", "About and files", "sources, review, citation, downloads"),
    )
    body += items([f"{link(href, name)}: {text(what)}" for href, name, what in ways])
    rows = []
    for name, href in _KINDS:
        if count := len(pages.values(term(name), _TYPE)):
            rows.append((link(href, pages.name(term(name))), f"{count:,}"))
    body += section("What is in it", table(("kind", "number"), rows))
    if packages := pages.values(term(_DEALS), _TYPE):
        links = [pages.anchor(path, each) for each in packages]
        body += section("Packages: what someone proposed or agreed", items(links))
    books = pages.values(term("Rulebook"), _TYPE)
    if books:
        body += section("Rulebooks", items([pages.anchor(path, each) for each in books]))
    body += f"<p>{pages.anchor(path, base)}: the record of the regime itself.</p>\n"
    return pages.write(path, pages.title, body)


def about(pages: Pages, data: Sequence[File]) -> bytes:
    """Returns the page on sources, review, citation and files."""
    path, base = "about.html", ox.NamedNode(pages.regime.base)
    body = "<h1>About and files</h1>\n"
    body += "<p>Summaries are not legal text; the resolutions, statutes and orders are the source. "
    body += "What the law says, what someone judges and what someone proposes stand in graphs of "
    body += "their own, and each page says which it is.</p>\n"
    for note in pages.values(base, _NOTE):
        body += f"<p>{text(pages.name(note))}</p>\n"
    body += section("How far records were compared with their texts", _review(pages))
    body += section("Citation", f"<p>{text(CITATION)}</p>\n<p>{link(LICENCE, 'CC BY 4.0')}</p>\n")
    rows = [
        (
            link(file.path, file.path),
            f"{len(file.data):,}",
            f'<span class="id">{hashlib.sha256(file.data).hexdigest()[:12]}…</span>',
        )
        for file in data
    ]
    described = [link(each, each) for each in ("void.ttl", "dcat.ttl", "service.ttl", "prov.ttl")]
    body += section("Files", table(("file", "bytes", "SHA-256"), rows))
    body += f"<p>What describes them: {', '.join(described)}.</p>\n"
    body += section("With a machine", _machine(pages))
    return pages.write(path, "About and files", body)


def _review(pages: Pages) -> str:
    quads = pages.regime.store.quads_for_pattern(None, ox.NamedNode(f"{TERMS}checked"), None, None)
    found = Counter(quad.object for quad in quads)
    rows = [
        (pages.anchor("about.html", status), f"{count:,}")
        for status, count in sorted(found.items(), key=lambda each: -each[1])
        if isinstance(status, ox.NamedNode)
    ]
    return table(("status", "records"), rows)


def _machine(pages: Pages) -> str:
    id = next(
        (
            node.value
            for node in pages.places
            if node in set(pages.values(term("Provision"), _TYPE))
        ),
        pages.regime.base,
    )
    return (
        "<p>Each page has a Turtle and a JSON-LD file beside it, of the same name. By the name of "
        "a thing, once the names lead here:</p>\n"
        f"<pre>curl -L -H 'Accept: text/turtle' {text(id)}</pre>\n"
        "<p>In R:</p>\n"
        '<pre>measures &lt;- read.csv("data/measures.csv", na.strings = "")</pre>\n'
    )
