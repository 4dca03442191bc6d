"""The static site holds: every link leads somewhere, every page has its data."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import posixpath
import re
import subprocess
import sys
from collections import Counter
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import html5rdf
import pyoxigraph as ox
import pytest

from kg.core.document import NOT_ADVICE
from kg.core.ids import ROOT, TERMS
from kg.deal.terms import SCHEMA
from kg.graph.regime import Regime
from kg.graph.sources import texts
from kg.publish.files import MANIFEST
from kg.publish.graphs import with_deals
from kg.publish.pages import Pages
from kg.publish.site import site

BASE_URL = "https://example.org/kg/"
WEB = Path(__file__).parent.parent / "web"
# Pages of different kinds, for what is too slow to try on all.
SAMPLE = (
    *("index.html", "about.html", "types.html", "dates.html", "instruments.html"),
    *("dprk/index.html", "dprk/un/2397.html", "dprk/un/2397/5.html", "dprk/us/eo-13810/1/a/i.html"),
    *("dprk/goods/coal.html", "dprk/actor/unsc.html", "dprk/us/power/ofac-licence.html"),
    *("dprk/deal/hanoi-2019-dprk-offer.html", "dprk/rule/wertz-2019/coalition-heard.html"),
    *("dprk/source/wertz-2019.html", "dprk/facility/yongbyon.html", "dprk/relief/kaesong.html"),
    *("ontology/class/Measure.html", "ontology/property/partOf.html"),
    "ontology/thing/ceiling.html",
)


class Page(HTMLParser):
    """What a page links to, loads, is titled and says."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.forms: list[str] = []
        self.anchors: list[str] = []
        self.tags: Counter[str] = Counter()
        self.headings: list[int] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if tag == "a":
            self.links.append(found["href"])
        elif tag == "link" and found["rel"] == "stylesheet":
            self.loads.append(found["href"])
        elif tag == "link":
            self.links.append(found["href"])
        elif tag == "form":
            self.forms.append(found["action"])
        elif "src" in found:
            self.loads.append(found["src"])
        if "id" in found:
            self.anchors.append(found["id"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @cached_property
    def said(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def files(regime: Regime) -> dict[str, bytes]:
    return {file.path: file.data for file in site(regime, BASE_URL)}


@pytest.fixture(scope="module")
def read(files: dict[str, bytes]) -> dict[str, Page]:
    return {path: Page(data.decode()) for path, data in files.items() if path.endswith(".html")}


@pytest.fixture(scope="module")
def pages(regime: Regime) -> Pages:
    return Pages(with_deals(regime))


def test_every_link_leads_to_a_file_of_the_site_or_to_an_anchor(
    files: dict[str, bytes], read: dict[str, Page]
) -> None:
    lost = []
    for path, page in read.items():
        for link in dict.fromkeys([*page.links, *page.loads]):
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                continue
            assert not parts.scheme, (path, link)
            assert not parts.path.startswith("/"), (path, link)
            to = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
            to = path if not parts.path else to
            if to not in files or (parts.fragment and parts.fragment not in read[to].anchors):
                lost.append((path, link))
    assert not lost


def test_no_page_loads_anything_but_the_style_sheet_and_search_its_own_scripts(
    read: dict[str, Page],
) -> None:
    for path, page in read.items():
        scripts = ["search-index.js", "search.js"] if path == "search.html" else []
        assert page.loads == ["../" * path.count("/") + "style.css", *scripts], path
        assert not page.tags.keys() & {"iframe", "img", "object"}, path
        assert page.tags["script"] == len(scripts), path


def test_every_page_has_a_box_that_leads_to_the_search(read: dict[str, Page]) -> None:
    for path, page in read.items():
        assert page.forms == ["../" * path.count("/") + "search.html"], path
        assert (page.tags["input"], page.tags["label"], page.tags["button"]) == (1, 1, 1), path


def test_the_index_of_the_search_is_small(files: dict[str, bytes]) -> None:
    script = files["search.js"] + files["search-index.js"]
    assert len(gzip.compress(script)) < 250_000
    assert files["search-index.js"].count(b"\n") == 1


def test_the_script_of_the_search_is_the_bundle_of_its_sources() -> None:
    """Whoever changes a source without ``make web`` is told."""
    for line in (WEB / "bundle.sha256").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((WEB / name).read_bytes()).hexdigest() == digest, name
    assert {each.name for each in WEB.glob("*.js*")} <= set(
        (WEB / "bundle.sha256").read_text().split()
    )


def test_every_page_says_its_day_and_that_it_is_no_legal_advice(read: dict[str, Page]) -> None:
    for path, page in read.items():
        assert f"{NOT_ADVICE} Data read up to 21 July 2026." in page.said, path


def test_every_page_has_one_title_and_headings_without_a_gap(read: dict[str, Page]) -> None:
    for path, page in read.items():
        assert (page.tags["title"], page.tags["h1"], page.headings[0]) == (1, 1, 1), path
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), path
        assert len(page.anchors) == len(set(page.anchors)), path


def test_no_link_between_things_shows_a_bare_iri(read: dict[str, Page]) -> None:
    for path, page in read.items():
        assert not re.search(r">https?://w3id\.org/sanctions-kg", page.said), path


def test_every_thing_and_every_term_has_a_page_with_its_triples(
    files: dict[str, bytes], pages: Pages, regime: Regime
) -> None:
    things = {row["s"] for row in regime.select("SELECT DISTINCT ?s WHERE { ?s a ?kind }")}
    ours = {each for each in things if str(each).startswith((f"<{regime.base}", f"<{TERMS}"))}
    assert ours <= set(pages.places)
    turtle, linked = ox.RdfFormat.TURTLE, ox.RdfFormat.JSON_LD
    for node, place in pages.places.items():
        assert f"{place}.html" in files
        assert isinstance(node, ox.NamedNode)
        triples = pages.things.said(node)
        said = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
        said.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        for suffix, format in ((".ttl", turtle), (".jsonld", linked)):
            found = ox.Dataset(ox.parse(files[place + suffix], format=format))
            found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
            assert found == said, place + suffix


def test_a_path_is_the_short_id(pages: Pages, regime: Regime) -> None:
    for node, place in pages.places.items():
        if node.value.startswith(regime.base) and node.value != regime.base:
            assert ROOT + place == node.value


def test_no_two_files_differ_in_capitals_alone(files: dict[str, bytes]) -> None:
    assert not [path for path, n in Counter(map(str.lower, files)).items() if n > 1]


@pytest.mark.parametrize("path", SAMPLE)
def test_a_page_is_valid_html(path: str, files: dict[str, bytes]) -> None:
    html5rdf.HTMLParser(strict=True).parse(files[path].decode())


def test_what_someone_judges_or_proposes_is_marked(read: dict[str, Page]) -> None:
    law = read["dprk/un/2397/5.html"].said
    assert "what the law says" in law
    assert "putting back limits on fuel to North Korea judged" in law
    assert "suspension of UN sanctions on imports proposed" in law
    assert "someone's judgement" in read["dprk/assessment/wertz-2019/fuel-to-target.html"].said
    assert "a package: what someone proposes" in read["dprk/deal/hanoi-2019-dprk-offer.html"].said


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("dprk/un/2397/7.html", "what the law says"),
        ("dprk/us/nkspea.html", "what the law says"),
        ("dprk/us/power/ofac-licence.html", "what the law says"),
        ("dprk/facility/yongbyon.html", "a fact on record"),
        ("dprk/actor/unsc.html", "a fact on record"),
        ("dprk/event/nuclear-test-6.html", "a fact on record"),
        ("dprk/goods/coal.html", "a fact on record"),
        ("dprk/source/forum-2375.html", "a source"),
        ("dprk/source/wertz-2019/27.html", "a source"),
    ],
)
def test_a_page_says_what_it_is_about_by_its_class(
    read: dict[str, Page], path: str, what: str
) -> None:
    said = read[path].said
    assert what in said
    assert ("what the law says" in said) == (what == "what the law says")


def test_each_provision_of_a_resolution_or_a_statute_links_to_its_text(
    read: dict[str, Page], pages: Pages, regime: Regime
) -> None:
    rows = regime.select(f"SELECT DISTINCT ?p WHERE {{ ?p a <{TERMS}Provision> }}")
    provisions = [row["p"] for row in rows if isinstance(row["p"], ox.NamedNode)]
    without = set()
    for node in provisions:
        id = node.value.removeprefix(regime.base)
        if id.startswith(("un/", "us/")):
            [text] = texts(regime, id)
            if not text.address or text.address not in read[f"{pages.places[node]}.html"].links:
                without.add(id)
    # The articles of the lenders were recalled; no page of them was read.
    assert without == {"us/lender-articles/membership"}
    said = read["dprk/un/2397/7.html"].said
    assert "Official text: S/RES/2397 (2017), paragraph 7" in said
    assert "Copy of the text: 31 CFR 510.214" in read["dprk/us/cfr/31/510/214.html"].said


def test_a_page_names_official_sources_before_the_press(read: dict[str, Page]) -> None:
    said = read["dprk/un/2371/8.html"].said.partition("Checked and sources")[2]
    order = ("UN machine-readable", "United Kingdom, SI 2019/411", "DPRKnow blog")
    assert sorted(order, key=said.index) == list(order)


def test_a_year_has_no_comma(read: dict[str, Page]) -> None:
    said = read["dprk/figure/kotra/2015/exports.html"].said
    assert "2015" in said
    assert "2,015" not in said


def test_a_page_says_its_sources_and_how_far_it_was_checked(read: dict[str, Page]) -> None:
    said = read["dprk/un/2397/5.html"].said
    assert "checked against the text" in said
    assert "UN machine-readable Security Council resolutions" in said
    doubted = read["dprk/us/passport-restriction/2017.html"].said
    assert "Not compared with its text in full (unverified: partly checked" in doubted


def test_the_indexes_lead_to_every_instrument_type_and_provision(
    read: dict[str, Page], pages: Pages, regime: Regime
) -> None:
    acts = {"dprk/un/2397.html", "dprk/us/nkspea.html", "dprk/us/eo-13810.html"}
    assert acts <= set(read["instruments.html"].links)
    assert "dprk/un/2375/16.html" in read["types.html"].links
    provisions = regime.select(f"SELECT ?p WHERE {{ ?p a <{TERMS}Provision> }}")
    wanted = {f"{pages.places[row['p']]}.html" for row in provisions}  # type: ignore[index]
    assert wanted <= set(read["dates.html"].links)
    everything = set(read["everything.html"].links)
    inside = (place for place in pages.places.values() if place.count("/") > 1 and "dprk/" in place)
    assert {f"{place}.html" for place in inside} <= everything


def test_the_page_of_the_ontology_has_an_anchor_for_every_term(
    read: dict[str, Page], pages: Pages
) -> None:
    terms = {node.value.partition("#")[2] for node in pages.places if "#" in node.value}
    assert set(read["ontology.html"].anchors) == terms


def test_the_site_map_lists_every_page_and_the_robots_may_come(
    files: dict[str, bytes], read: dict[str, Page]
) -> None:
    tree = ElementTree.fromstring(files["sitemap.xml"])
    listed = [unquote(str(each.text)) for each in tree.iter() if each.tag.endswith("loc")]
    assert sorted(listed) == sorted(BASE_URL + path for path in read)
    robots = f"User-agent: *\nAllow: /\nSitemap: {BASE_URL}sitemap.xml\n"
    assert files["robots.txt"].decode() == robots


def test_the_catalogue_has_each_whole_file_with_its_size(files: dict[str, bytes]) -> None:
    found = list(ox.parse(files["dcat.ttl"], format=ox.RdfFormat.TURTLE))
    sizes = {
        quad.subject.value.partition("#")[2]: int(quad.object.value)  # type: ignore[union-attr]
        for quad in found
        if quad.predicate.value.endswith("#byteSize")
    }
    assert "data/law.ttl" in sizes
    assert "data/mappings/terms.sssom.tsv" in sizes
    assert sizes == {path: len(files[path]) for path in sizes}


def test_every_graph_can_be_fetched_where_void_says(files: dict[str, bytes]) -> None:
    found = list(ox.parse(files["void.ttl"], format=ox.RdfFormat.TURTLE))
    said = {(quad.subject, quad.predicate.value.rpartition("#")[2]): quad.object for quad in found}
    dumps = {graph: node for (graph, name), node in said.items() if name == "dataDump"}
    assert len(dumps) > 15
    for graph, node in dumps.items():
        assert isinstance(node, ox.NamedNode)
        read = set(ox.parse(files[node.value.removeprefix(BASE_URL)], format=ox.RdfFormat.TURTLE))
        assert said[graph, "triples"].value == str(len(read))  # type: ignore[union-attr]


# --- names that lead to the site -----------------------------------------------------------------

TURTLE, JSON, HTML, XML = "text/turtle", "application/ld+json", "text/html", "application/rdf+xml"


def led(files: dict[str, bytes], path: str, accept: str) -> str | None:
    """Follows the rules of ``.htaccess`` as mod_rewrite does, as far as they are used."""
    wanted: re.Pattern[str] | None = None
    for line in files["w3id/.htaccess"].decode().splitlines():
        words = line.split()
        if words[:2] == ["RewriteCond", "%{HTTP_ACCEPT}"]:
            wanted = re.compile(words[2], re.I)
        elif words[:1] == ["RewriteRule"]:
            holds = wanted is None or wanted.search(accept)
            wanted = None
            found = re.match(words[1], path) if holds else None
            if found is None:
                continue
            to = re.sub(r"\$(\d)", lambda n, m=found: m[int(n[1])], words[2])  # type: ignore[misc]
            if not to.startswith("http"):
                path = to
                continue
            return to
    return None


@pytest.mark.parametrize(
    ("path", "accept", "to"),
    [
        ("", HTML, "index.html"),
        ("dprk/un/2397/7", f"{HTML},application/xhtml+xml,*/*", "dprk/un/2397/7.html"),
        ("dprk/un/2397/7", TURTLE, "dprk/un/2397/7.ttl"),
        ("dprk/un/2397/7", JSON, "dprk/un/2397/7.jsonld"),
        ("dprk/un/2397/7", "*/*", "dprk/un/2397/7.html"),
        ("dprk/un/2397/", TURTLE, "dprk/un/2397.ttl"),
        ("dprk/source/wertz-2019/T1.1.A1", TURTLE, "dprk/source/wertz-2019/T1.1.A1.ttl"),
        ("dprk/un/2397/7.jsonld", HTML, "dprk/un/2397/7.jsonld"),
        ("dprk/", TURTLE, "dprk/index.ttl"),
        ("ontology", HTML, "ontology.html"),
        ("ontology", XML, "ontology.rdf"),
        ("ontology/0.1.0", TURTLE, "ontology.ttl"),
        ("shapes/kinds/0.1.0", TURTLE, "shapes.ttl"),
        ("dprk/graph/law", TURTLE, "data/law.ttl"),
        ("graph/inferred", TURTLE, "data/inferred.ttl"),
        ("dprk/dataset", TURTLE, "void.ttl"),
        ("dprk/catalogue", TURTLE, "dcat.ttl"),
        ("schema/package.schema.json", JSON, "schema/package.schema.json"),
    ],
)
def test_a_name_leads_to_the_file_that_was_asked_for(
    path: str, accept: str, to: str, files: dict[str, bytes]
) -> None:
    assert led(files, path, accept) == BASE_URL + to
    assert to in files


def test_the_schema_of_packages_stands_at_its_own_address(files: dict[str, bytes]) -> None:
    found = json.loads(files["schema/package.schema.json"])
    assert found["$id"] == SCHEMA == f"{ROOT}schema/package.schema.json"


def test_an_unknown_address_is_no_circle(regime: Regime) -> None:
    from kg.publish.site import _htaccess

    text = _htaccess(regime, ROOT).decode()
    assert "First replace https://example.org/sanctions-kg/" in text
    assert f" {ROOT}" not in text.replace("# Redirects for https://w3id.org/sanctions-kg/", "")


def test_another_process_makes_the_same_site(files: dict[str, bytes]) -> None:
    code = f"""
import hashlib, kg
from kg.publish.site import site
found = {{file.path: file.data for file in site(kg.load(), {BASE_URL!r})}}
print(hashlib.sha256(found[{MANIFEST!r}]).hexdigest())
"""
    command, environment = [sys.executable, "-c", code], os.environ | {"PYTHONHASHSEED": "3"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    # The list of the files has the hash of each.
    assert done.stdout.strip() == hashlib.sha256(files[MANIFEST]).hexdigest()


def test_the_site_lists_its_files(files: dict[str, bytes]) -> None:
    listed = re.findall(r'^  "([^"]+)": "[0-9a-f]{64}"', files[MANIFEST].decode(), re.M)
    assert set(listed) == set(files) - {MANIFEST}
    assert Path("w3id/.htaccess").as_posix() in listed
