"""Answers over HTTP as pages, pieces of pages, Markdown, Word and PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from serving import Server, running

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BEGINS = {
    "text/html": b"<!DOCTYPE html>",
    "text/markdown": b"# ",
    "application/pdf": b"%PDF-",
    WORD: b"PK",
    "text/plain": b"The price of the suspension",
    "application/json": b"{",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("serve"), workers=1, seconds=60) as found:
        yield found


@pytest.mark.parametrize("media", BEGINS)
def test_an_answer_comes_in_the_form_that_is_accepted(server: Server, media: str) -> None:
    reply = server.ask("/price", headers={"Accept": media}, relief="export-suspension")
    assert (reply.status, reply.media) == (200, media)
    assert reply.body.startswith(BEGINS[media])
    assert "Accept" in reply.headers["Vary"]


def test_a_browser_gets_a_page_that_leads_to_things_and_other_forms(server: Server) -> None:
    reply = server.ask("/price", headers={"Accept": BROWSER}, relief="export-suspension")
    page = reply.body.decode()
    assert reply.media == "text/html"
    assert '<article class="answer" data-kind="price">' in page
    assert "<style" not in page
    assert "<script" not in page
    for link in re.findall(r'href="(dprk/[^"]+|style\.css|\?[^"]+)"', page):
        path = link.replace("&amp;", "&")
        assert server.ask(f"/{path}" if path[0] != "?" else f"/price{path}").status == 200


def test_whoever_takes_anything_gets_json(server: Server) -> None:
    for headers in ({}, {"Accept": "*/*"}):
        assert server.ask("/price", headers=headers, relief="kaesong").media == "application/json"


def test_the_address_can_name_the_form(server: Server) -> None:
    headers = {"Accept": "application/json"}
    found = server.ask("/price", headers=headers, relief="kaesong", format="docx")
    assert (found.status, found.media) == (200, WORD)
    assert found.headers["Content-Disposition"] == 'attachment; filename="price.docx"'
    piece = server.ask("/price", relief="kaesong", format="fragment")
    assert piece.media == "text/html"
    assert piece.body.startswith(b'<article class="answer"')


def test_a_calendar_programme_can_subscribe_to_an_answer(server: Server) -> None:
    asked = {"package": "tutorial", "from": "2020-02-29"}
    named = server.ask("/calendar", **asked, format="ics")
    accepted = server.ask("/calendar", headers={"Accept": "text/calendar"}, **asked)
    assert (
        (named.status, named.media) == (accepted.status, accepted.media) == (200, "text/calendar")
    )
    assert named.body == accepted.body
    assert named.body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert server.ask("/price", relief="kaesong", format="ics").status == 400


def test_a_form_that_an_answer_does_not_have_is_refused(server: Server) -> None:
    reply = server.ask("/price", relief="kaesong", format="csv")
    assert reply.status == 400
    assert reply.data["where"] == "format"
    assert "it has text, html" in reply.data["hint"]
    assert server.ask("/price", headers={"Accept": "image/png"}, relief="kaesong").status == 406


def test_the_forms_are_described(server: Server) -> None:
    described = server.ask("/openapi.json").data["paths"]["/price"]["get"]
    assert set(BEGINS) <= set(described["responses"]["200"]["content"])
    assert "format" in [each["name"] for each in described["parameters"]]
