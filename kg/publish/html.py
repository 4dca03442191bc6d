"""Small pieces of HTML, escaped; a page is put into ``page.html``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from kg.core.about import LICENCE, VERSION

# What stands in the head of each page: its name and the path from the root of the site.
NAV = (
    ("Instruments", "instruments.html"),
    ("Types", "types.html"),
    ("Dates", "dates.html"),
    ("Everything", "everything.html"),
    ("Ontology", "ontology.html"),
    ("About and files", "about.html"),
)


def text(words: str) -> str:
    """Returns text that can stand in HTML.

    >>> text('a < "b"')
    'a &lt; &quot;b&quot;'
    """
    return escape(words)


def link(href: str, words: str) -> str:
    """Returns a link.

    >>> link("a.html", "A & B")
    '<a href="a.html">A &amp; B</a>'
    """
    return f'<a href="{escape(href)}">{escape(words)}</a>'


def items(lines: Iterable[str], kind: str = "") -> str:
    """Returns a list of pieces of HTML."""
    opened = f'<ul class="{kind}">' if kind else "<ul>"
    return "\n".join([opened, *(f"<li>{line}</li>" for line in lines), "</ul>\n"])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a table of pieces of HTML; a column of numbers is set to the right."""
    body = [list(row) for row in rows]
    kinds = [
        ' class="number"' if all(row[n].replace(",", "").isdigit() for row in body) else ""
        for n in range(len(head))
    ]
    lines = ['<div class="scroll">', "<table>", "<thead>", "<tr>"]
    lines += [
        f'<th scope="col"{kind}>{text(each)}</th>' for each, kind in zip(head, kinds, strict=True)
    ]
    lines += ["</tr>", "</thead>", "<tbody>"]
    for row in body:
        cells = (f"<td{kind}>{cell}</td>" for cell, kind in zip(row, kinds, strict=True))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</tbody>", "</table>", "</div>\n"])


def section(heading: str, body: str, level: int = 2, anchor: str = "") -> str:
    """Returns a heading and what stands below it."""
    mark = f' id="{escape(anchor)}"' if anchor else ""
    return f"<h{level}{mark}>{text(heading)}</h{level}>\n{body}"


def page(
    path: str, title: str, body: str, regime: str, data_date: str, alternates: Sequence[str] = ()
) -> bytes:
    """Returns a whole page.

    Args:
        path: where it will stand, from the root of the site; links in it are relative to this.
        title: its name.
        body: what stands in it.
        regime: the name of the regime, in the head of each page.
        data_date: the day up to which the facts were read, in words.
        alternates: the suffixes of the same thing in other formats, beside it.
    """
    root = "../" * path.count("/")
    stem = path.rpartition("/")[2].removesuffix(".html")
    types = {".ttl": "text/turtle", ".jsonld": "application/ld+json"}
    links = (
        f'<link rel="alternate" type="{types[each]}" href="{escape(stem + each)}">\n'
        for each in alternates
    )
    name = title if title == regime else f"{title} – {regime}"
    return (
        _template()
        .substitute(
            title=text(name),
            root=root,
            alternates="".join(links),
            regime=text(regime),
            nav="".join(f"<li>{link(root + href, words)}</li>\n" for words, href in NAV),
            body=body,
            data_date=text(data_date),
            version=VERSION,
            licence=LICENCE,
        )
        .encode()
    )


@cache
def _template() -> Template:
    return Template(files("kg.publish").joinpath("page.html").read_text("utf-8"))
