"""HTML: exact output for every kind of block, and nothing that a package says becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import said, sample

from kg.present.html import html, page
from kg.present.plain import plain

EXPECTED = """\
<article class="answer" data-kind="sample">
<h1>What <strong class="strong"><a href="/goods/coal">coal</a></strong> costs</h1>
<p class="lead">Two steps. One rule asks.</p>
<aside class="note doubt"><p><strong>Warning:</strong> It rests on what is unverified.</p></aside>
<section id="least">
<h2>Least</h2>
<p>A paragraph.</p>
<ul>
<li>with <a href="/action/a">a freeze</a><span class="quiet">  action/a</span></li>
<li>steps
<ol>
<li>in</li>
<li>side</li>
</ol>
<p>below</p>
</li>
</ul>
<dl>
<dt>Basis</dt>
<dd><a href="/us/x">22 U.S.C. 9251</a></dd>
<dt>Day</dt>
<dd>2019</dd>
</dl>
<section id="inner">
<h3>Inner <small class="quiet">inner/id</small></h3>
<p class="quiet">In every row: state: in force</p>
<p class="quiet">Not stated: end</p>
<div class="scroll">
<table>
<caption>The rows</caption>
<thead>
<tr><th scope="col" class="text">name</th><th scope="col" class="number">sum</th>\
<th scope="col" class="day">day</th><th scope="col" class="id">id</th></tr>
</thead>
<tbody>
<tr><th scope="row" class="text"><a href="/a/1">one</a></th><td class="number">12,500</td>\
<td class="day">2019-01-02</td><td class="id">a/1</td></tr>
<tr><th scope="row" class="text">two</th><td class="number">3.50</td>\
<td class="day"></td><td class="id">a/2</td></tr>
</tbody>
</table>
</div>
</section>
<section id="inner-2">
<h3>Inner</h3>
<p>no row</p>
</section>
</section>
<div class="finding breach">
<p><span class="bad">breach</span> <strong><a href="/rule/x">A price</a></strong></p>
<p>It is missing.</p>
<ul>
<li>a detail</li>
</ul>
<p class="quiet">Why: So.</p>
</div>
<div class="finding gap">
<p><span class="doubt">gap</span> <strong>Other</strong></p>
<p>Left open. Say it.</p>
</div>
<ol>
<li>a</li>
<li>b</li>
</ol>
<p class="remark">Not looked at: more.</p>
<section id="sources">
<h2>Sources</h2>
<ol class="citations">
<li>A book (press), javascript:alert(1)</li>
<li><a href="https://undocs.org/S/RES/2397(2017)">S/RES/2397 (2017), paragraphs 7 and 8</a></li>
</ol>
</section>
<footer>
<p class="days">Law as of 2026-07-21, data read up to 2026-07-21.</p>
<p class="disclaimer">An analyst&#39;s tool; not legal advice.</p>
</footer>
</article>"""

KNOWN = {
    *("article", "h1", "h2", "h3", "p", "aside", "section", "dl", "dt", "dd", "ul", "ol", "li"),
    *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "strong", "small", "span"),
    *("footer", "a"),
}


class Reader(HTMLParser):
    """Collects the tags, the attributes and the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(autouse=True)
def at_the_data_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1784592000")


def test_every_kind_of_block_has_its_tags() -> None:
    assert html(sample(), lambda id: f"/{id}") == EXPECTED


def test_things_are_linked_only_where_the_page_has_links() -> None:
    assert html(sample()).count("<a ") == 1
    assert html(sample(), lambda id: "").count("<a ") == 1


def test_a_page_of_its_own_needs_no_other_file() -> None:
    text = page(sample())
    assert text.startswith("<!DOCTYPE html>\n")
    assert "<title>What coal costs</title>" in text
    assert "<script" not in text
    assert "<link" not in text
    assert html(sample()) in text


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</article></body><!--",
        "&lt;b&gt; {{ 7 * 7 }} {% raw %}",
        "javascript:alert(1)",
        "\x00\x1b[31m\u202ered\u2066\ud800",
    ],
)
def test_hostile_words_stay_words(hostile: str) -> None:
    reader = read(html(said(hostile), lambda id: f"/{id}"))
    assert set(reader.tags) <= KNOWN
    assert plain(hostile) in "".join(reader.words)
    assert {name for name, _ in reader.attributes} <= {"class", "data-kind", "id", "href", "scope"}
    for name, value in reader.attributes:
        if name == "href":
            assert value is not None
            assert value.startswith("/")


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_words_stay_words(words: str) -> None:
    reader = read(html(said(words)))
    assert set(reader.tags) <= KNOWN
    ids = [value for name, value in reader.attributes if name == "id"]
    assert len(ids) == len(set(ids))
