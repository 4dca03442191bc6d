"""A static site: a page, a Turtle and a JSON-LD file for each thing, indexes and whole files.

Every link is relative and nothing is fetched, so the folder works under any address and from a
disk; any web server can serve it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files as packaged
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

import pyoxigraph as ox

from kg import resources
from kg.export import describe, formats, jsonld
from kg.export.describe import File
from kg.export.files import manifest
from kg.export.front import about, front
from kg.export.graphs import content, parts, with_deals
from kg.export.indexes import indexes
from kg.export.names import SUFFIX, Syntax, What
from kg.export.pages import Pages
from kg.export.places import home
from kg.export.table import codebook_csv, measures_csv
from kg.ids import ROOT

if TYPE_CHECKING:
    from kg.regime import Regime

# Where nobody said where the site is served.
_EXAMPLE = "https://example.org/sanctions-kg/"


def site(regime: Regime, base_url: str = ROOT) -> tuple[File, ...]:
    """Returns the files of the site, sorted by path.

    Args:
        regime: the regime.
        base_url: the address under which the site is served; it ends in a slash.
    """
    pages = Pages(with_deals(regime))
    data = tuple(_data(regime))
    found = [*_things(pages), *(File(path, text) for path, text in indexes(pages))]
    found += [File("index.html", front(pages)), File("about.html", about(pages, data))]
    found += data
    dumps = {part.name: base_url + _dump(part.name) for part in content(regime)}
    described = {
        "void.ttl": describe.void(regime, dumps),
        "dcat.ttl": describe.dcat(regime, data, base_url),
        "service.ttl": describe.service(regime),
        "prov.ttl": describe.prov(regime),
    }
    found += [File(path, formats.turtle(regime, each)) for path, each in described.items()]
    found.append(File("style.css", packaged("kg.export").joinpath("style.css").read_bytes()))
    found.append(File("sitemap.xml", _sitemap(regime, found, base_url)))
    found.append(File("robots.txt", _robots(base_url)))
    found.append(File("w3id/.htaccess", _htaccess(regime, base_url)))
    return tuple(sorted([*found, manifest(regime, found)], key=lambda file: file.path))


def _things(pages: Pages) -> Iterator[File]:
    writer = jsonld.Writer(pages.regime)
    for node, place in pages.places.items():
        assert isinstance(node, ox.NamedNode)
        said = pages.things.said(node)
        yield File(f"{place}.html", pages.page(node))
        yield File(f"{place}.ttl", formats.turtle(pages.regime, said))
        yield File(f"{place}.jsonld", writer.document(node, said))


def _data(regime: Regime) -> Iterator[File]:
    """The whole files: each graph alone, all of them together, the table, the mappings."""
    for part in content(regime):
        yield File(_dump(part.name), formats.write(regime, [part], Syntax.turtle))
    ontology = parts(regime, What.ontology)
    yield File("ontology.rdf", formats.write(regime, ontology, Syntax.rdfxml))
    yield File("ontology.jsonld", formats.write(regime, ontology, Syntax.jsonld))
    everything = content(regime)
    for syntax in (Syntax.trig, Syntax.nq, Syntax.jsonld):
        written = formats.write(regime, everything, syntax)
        yield File(f"data/all{SUFFIX[syntax]}.gz", formats.zipped(written))
    yield File("data/measures.csv", measures_csv(regime))
    yield File("data/codebook.csv", codebook_csv(regime))
    yield File("data/context.jsonld", jsonld.whole_context(regime))
    yield File("data/frame-provision.jsonld", jsonld.frame(regime, "Provision"))
    for path in resources.mapping_files(regime.name):
        yield File(f"data/mappings/{path.name}", path.read_bytes())


def _dump(name: str) -> str:
    """Returns the path of the file that holds one graph."""
    return f"{'' if name in ('ontology', 'shapes') else 'data/'}{name}.ttl"


def _sitemap(regime: Regime, found: list[File], base_url: str) -> bytes:
    day = regime.data_date.isoformat()
    lines = [
        f"<url><loc>{escape(base_url + quote(file.path))}</loc><lastmod>{day}</lastmod></url>"
        for file in sorted(found, key=lambda file: file.path)
        if file.path.endswith(".html")
    ]
    opened = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return "\n".join([head, opened, *lines, "</urlset>", ""]).encode()


def _robots(base_url: str) -> bytes:
    return f"User-agent: *\nAllow: /\nSitemap: {base_url}sitemap.xml\n".encode()


def _htaccess(regime: Regime, base_url: str) -> bytes:
    # To send the name of a thing to itself would go round in circles.
    unknown = base_url.startswith(ROOT)
    at = _EXAMPLE if unknown else base_url
    note = f"First replace {at} by the address of the site." if unknown else "It leads to the site."
    text = Template(packaged("kg.export").joinpath("htaccess.txt").read_text("utf-8"))
    return text.substitute(site=at, regime=home(regime), note=note).encode()
