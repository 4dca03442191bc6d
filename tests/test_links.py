"""Links to things of ours: within the site, escaped once, and the way back to the IRI."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.core.ids import ROOT
from kg.graph.regime import Regime
from kg.publish.graphs import with_deals
from kg.publish.pages import Pages
from kg.publish.places import address
from kg.serve.table import table

SITE = "http://site.example/"
PIECES = st.sampled_from(
    [
        *("/", "//", ".", "..", "%", "%2f", "%2F", "%2e%2E", "%25", "%5c", "%zz", "@", ":", "#"),
        *("?", "&", "=", "\\", "\n", "\t", "\0", " ", "javascript:", "evil.example", "un/2397/7"),
        *("é", "평양", "\u202e", "'", '"', "<", ">", "+", "*", ";", "~", "^", "|", "{", "}"),
    ]
)


@given(st.lists(PIECES | st.characters(codec="utf-8"), max_size=8).map("".join))
@example("/evil.example/")
@example("..//evil.example")
@example("a%20b")
@example("ontology#Measure")
@example("un/2397/7")
@example("")
def test_a_link_stays_on_the_site_and_leads_back_to_the_iri(id: str) -> None:
    found = address(ROOT + id)
    if not found:
        assert id.startswith("/") or {".", ".."} & set(
            unquote_to_bytes(id).decode("latin1").split("/")
        )
        return
    # What a browser strips, or takes for a slash, is not in it.
    assert re.fullmatch(r"/(?!/)[!$&'()*+,\-./0-9:;=@A-Z_a-z~%]*", found)
    there = urlsplit(urljoin(SITE, found))
    assert (there.scheme, there.netloc, there.query, there.fragment) == (
        "http",
        "site.example",
        "",
        "",
    )
    assert unquote_to_bytes(there.path) == b"/" + unquote_to_bytes(id)
    # Escaped once: to escape what was found again changes nothing.
    assert address(ROOT + found[1:]) == found


@pytest.mark.parametrize(
    "iri",
    [
        "javascript:alert(1)",
        "https://evil.example/",
        "//evil.example/",
        ROOT.rstrip("/"),
        ROOT.replace("://", "://x@"),
        ROOT.rstrip("/") + ".evil.example/",
        ROOT.upper(),
    ],
)
def test_what_is_not_ours_is_no_link(iri: str) -> None:
    assert address(iri) == ""


@pytest.mark.parametrize(
    "id", ["/evil.example/", "a/../../b", "%2e%2e/b", "@evil.example", "a:b", "javascript:alert(1)"]
)
def test_a_result_links_to_its_own_site_alone(id: str) -> None:
    found = ox.Store().query(f"SELECT ?x {{ BIND(<{ROOT}{id}> AS ?x) }}")
    assert isinstance(found, ox.QuerySolutions)
    [[cell]] = table(found)["rows"]
    assert cell.words == id
    assert cell.href == "" or urlsplit(urljoin(SITE, cell.href)).netloc == "site.example"


def test_no_page_stands_where_its_address_would_have_to_be_escaped(regime: Regime) -> None:
    places = Pages(with_deals(regime)).places
    assert len(places) > 4000
    assert [
        each for each in places.values() if not re.fullmatch(r"[\w.-]+(/[\w.-]+)*", each, re.A)
    ] == []
