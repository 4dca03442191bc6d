"""The search box of the server: without a script, from any page to what is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from searches import SEARCHES
from serving import Server, running

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("box"), workers=1, seconds=60) as found:
        yield found


@pytest.mark.parametrize("words", SEARCHES)
def test_what_is_written_in_the_box_is_found_first(server: Server, words: str) -> None:
    sent = server.ask("/search.html", headers=BROWSER, q=words)
    assert sent.status == 303
    assert sent.body == b""
    found = server.ask(sent.headers["Location"], headers=BROWSER)
    assert (found.status, found.media) == (200, "text/html")
    page = found.body.decode()
    assert "<script" not in page
    assert f'name="q" value="{words}"' in page
    first = re.search(r"<li>(.*?)</li>", page.partition("<main>")[2], re.DOTALL)
    assert first, page
    assert SEARCHES[words].removeprefix("skg:") in first[1]
    link = re.search(r'<a href="([^"]+)"', first[1])
    assert (link is None) == (words == "HS 2701.12"), first[1]
    assert link is None or server.ask(f"/{link[1]}", headers=BROWSER).status == 200


@pytest.mark.parametrize(
    "path", ["/find", "/find?q=", "/find?q=%20&q=", "/find?format=html", "/search.html?q=%20"]
)
def test_nothing_to_look_for_is_a_page_to_write_on(server: Server, path: str) -> None:
    reply = server.ask(path, headers=BROWSER)
    assert (reply.status, reply.media) == (200, "text/html")
    assert "Accept" in reply.headers["Vary"]
    page = reply.body.decode()
    assert "<script" not in page
    assert page.count('action="search.html"') == 1
    example = re.search(r'href="(search\.html\?q=[^"]+)"', page)
    assert example
    assert server.ask(f"/{example[1]}").status == 303


def test_a_program_that_looks_for_nothing_is_told_so(server: Server) -> None:
    for path in ("/find", "/find?q=", "/find?q=&format=json"):
        reply = server.ask(path)
        assert reply.media == "application/problem+json", path
        assert reply.status in (400, 422), path
    wrong = server.ask("/search.html?query=oil", headers=BROWSER)
    assert wrong.status == 400
    assert "it takes q" in wrong.data["hint"]


def test_words_go_through_the_box_as_they_are_written(server: Server) -> None:
    for words in ("a&b=c#d", 'say "oil"', "100% <b>", "Ünïcødé ¶ 7", "a+b"):
        sent = server.ask("/search.html", q=words)
        page = server.ask(sent.headers["Location"], headers=BROWSER).body.decode()
        shown = re.search(r'name="q" value="([^"]*)"', page)
        assert shown
        assert unescape(shown[1]) == words


def test_the_server_has_no_scripts(server: Server) -> None:
    for path in ("/search.js", "/search-index.js"):
        assert server.ask(path).status == 404
    assert "script" not in server.ask("/search.html").headers["Content-Security-Policy"]
