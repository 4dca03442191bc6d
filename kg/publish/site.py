"""A static site: a page, a Turtle and a JSON-LD file for each thing, indexes and whole files.

Every link is relative and nothing is fetched, so the folder works under any address and from a
disk, its search too; any web server can serve it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from importlib.resources import files as packaged
from string import Template
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

import pyoxigraph as ox

from kg.core import resources
from kg.core.ids import ROOT
from kg.deal.terms import SCHEMA_PATH
from kg.graph.serialize import turtle
from kg.publish import describe, formats, jsonld, searching
from kg.publish.describe import File
from kg.publish.files import manifest
from kg.publish.front import about, front
from kg.publish.graphs import content, with_deals
from kg.publish.indexes import INDEXES
from kg.publish.names import SUFFIX, Syntax, Table, What
from kg.publish.pages import Pages
from kg.publish.places import home
from kg.publish.selection import codebook_of
from kg.publish.sets import parts
from kg.publish.table import codebook_csv, table_csv

if TYPE_CHECKING:
    from kg.graph.regime import Regime

Make = Callable[[], bytes]
# Where nobody said where the site is served.
_EXAMPLE = "https://example.org/sanctions-kg/"


def site(regime: Regime, base_url: str = ROOT) -> tuple[File, ...]:
    """Returns the files of the site, sorted by path.

    Args:
        regime: the regime.
        base_url: the address under which the site is served; it ends in a slash.
    """
    made = documents(regime, Pages(with_deals(regime)), base_url)
    found = [File(path, make()) for path, make in made.items()]
    return tuple(sorted([*found, manifest(regime, found)], key=lambda file: file.path))


def documents(
    regime: Regime, pages: Pages, base_url: str = ROOT, endpoint: str | None = None
) -> dict[str, Make]:
    """Returns what makes each file of the site, by its path; nothing is made before it is called.

    Args:
        regime: the regime.
        pages: the pages of the regime with its packages.
        base_url: the address under which the site is served; it ends in a slash.
        endpoint: where the graphs can be asked in SPARQL; None where nowhere, on a site without
            a server, whose page of search finds by a script.
    """
    alone = endpoint is None
    whole = {path: cache(make) for path, make in _data(regime)}

    def data() -> list[File]:
        return [File(path, make()) for path, make in whole.items()]

    def dumps() -> dict[str, str]:
        return {part.name: base_url + _dump(part.name) for part in content(regime)}

    described = {
        "void.ttl": lambda: describe.void(regime, dumps(), endpoint),
        "dcat.ttl": lambda: describe.dcat(regime, data(), base_url, endpoint),
        "service.ttl": lambda: describe.service(regime),
        "prov.ttl": lambda: describe.prov(regime),
    }
    made: dict[str, Make] = {
        **dict(_things(pages)),
        **{path: partial(make, pages) for path, make in INDEXES.items()},
        "index.html": lambda: front(pages),
        "about.html": lambda: about(pages, data()),
        searching.PAGE: lambda: searching.page(regime, pages, scripts=alone),
        **whole,
        **{path: partial(_turtle, regime, each) for path, each in described.items()},
        SCHEMA_PATH: (resources.folder("deals") / "package.schema.json").read_bytes,
        "style.css": packaged("kg.publish").joinpath("style.css").read_bytes,
        "robots.txt": lambda: _robots(base_url),
        "w3id/.htaccess": lambda: _htaccess(regime, base_url),
    }
    if alone:
        made[searching.INDEX] = lambda: searching.index(regime, pages)
        made[searching.SCRIPT] = packaged("kg.publish").joinpath(searching.SCRIPT).read_bytes
    return {**made, "sitemap.xml": lambda: _sitemap(regime, made, base_url)}


def _things(pages: Pages) -> Iterator[tuple[str, Make]]:
    writer = jsonld.Writer(pages.regime)
    for node, place in pages.places.items():
        assert isinstance(node, ox.NamedNode)
        said = partial(pages.things.said, node)
        yield f"{place}.html", partial(pages.page, node)
        yield f"{place}.ttl", partial(_turtle, pages.regime, said)
        yield f"{place}.jsonld", partial(_document, writer, node, said)


def _turtle(regime: Regime, said: Callable[[], tuple[ox.Triple, ...]]) -> bytes:
    return turtle(regime, said())


def _document(
    writer: jsonld.Writer, node: ox.NamedNode, said: Callable[[], tuple[ox.Triple, ...]]
) -> bytes:
    return writer.document(node, said())


def _data(regime: Regime) -> Iterator[tuple[str, Make]]:
    """The whole files: each graph alone, all of them together, the table, the mappings."""
    for part in content(regime):
        yield _dump(part.name), partial(formats.write, regime, [part], Syntax.turtle)
    ontology = parts(regime, What.ontology)
    yield "ontology.rdf", partial(formats.write, regime, ontology, Syntax.rdfxml)
    yield "ontology.jsonld", partial(formats.write, regime, ontology, Syntax.jsonld)
    for syntax in (Syntax.trig, Syntax.nq, Syntax.jsonld):
        yield f"data/all{SUFFIX[syntax]}.gz", partial(_everything, regime, syntax)
    for table in Table:
        yield f"data/{table}.csv", partial(table_csv, regime, table)
        yield f"data/{codebook_of(table)}", partial(codebook_csv, regime, table)
    yield "data/context.jsonld", partial(jsonld.whole_context, regime)
    yield "data/frame-provision.jsonld", partial(jsonld.frame, regime, "Provision")
    for path in resources.mapping_files(regime.name):
        yield f"data/mappings/{path.name}", path.read_bytes


def _everything(regime: Regime, syntax: Syntax) -> bytes:
    return formats.zipped(formats.write(regime, content(regime), syntax))


def _dump(name: str) -> str:
    """Returns the path of the file that holds one graph."""
    return f"{'' if name in ('ontology', 'shapes') else 'data/'}{name}.ttl"


def _sitemap(regime: Regime, paths: Iterable[str], base_url: str) -> bytes:
    day = regime.data_date.isoformat()
    lines = [
        f"<url><loc>{escape(base_url + quote(path))}</loc><lastmod>{day}</lastmod></url>"
        for path in sorted(paths)
        if path.endswith(".html")
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
    text = Template(packaged("kg.publish").joinpath("htaccess.txt").read_text("utf-8"))
    return text.substitute(site=at, regime=home(regime), note=note).encode()
