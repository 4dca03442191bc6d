"""The search box in a real browser: from a disk, without a server, what the command finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import browser
from searches import SEARCHES

from kg.answers.find import find
from kg.answers.verbs import entries
from kg.graph.regime import Regime
from kg.publish.graphs import with_deals
from kg.publish.pages import Pages
from kg.publish.site import documents

if TYPE_CHECKING:
    from playwright.sync_api import Page

THING = "dprk/un/2397/7.html"
MADE = ("index.html", "search.html", "search.js", "search-index.js", "style.css", THING)
WIDTHS = (390, 1280)


@pytest.fixture(scope="module")
def site(regime: Regime, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, frozenset[str]]:
    """A folder with some files of the site, and the paths of all."""
    home, every = tmp_path_factory.mktemp("site"), documents(regime, Pages(with_deals(regime)))
    for path in MADE:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(every[path]())
    return home, frozenset(every)


@pytest.fixture(scope="module")
def page(site: tuple[Path, frozenset[str]]) -> Iterator[Page]:
    """A page of a browser that fails on anything that goes wrong in it."""
    wrong: list[str] = []
    with browser() as found:
        page = found.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page
    assert not wrong


def _open(page: Page, site: tuple[Path, frozenset[str]], path: str) -> None:
    page.goto((site[0] / path).as_uri())


def _looked_for(page: Page, words: str) -> list[str]:
    """Writes words into the box by keyboard and returns the ids of what is found."""
    page.get_by_role("searchbox", name="Find").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.wait_for_function("words => document.title.includes(words)", arg=words)
    return page.locator("#found li").evaluate_all("all => all.map(each => each.dataset.id)")


def test_the_site_finds_what_the_command_finds(
    page: Page, site: tuple[Path, frozenset[str]], regime: Regime
) -> None:
    _open(page, site, THING)
    for words, first in SEARCHES.items():
        found = _looked_for(page, words)
        assert found[0] == first, words
        hits = find(regime, words, commands=entries())
        assert found == [each.id for each in hits], words
        links = page.locator("#found a").evaluate_all("all => all.map(each => each.href)")
        paths = {link.removeprefix(f"{site[0].as_uri()}/") for link in links}
        assert paths <= site[1], words


def test_the_box_is_reached_by_keyboard_and_what_nothing_fits_is_said(
    page: Page, site: tuple[Path, frozenset[str]]
) -> None:
    _open(page, site, "index.html")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("<xyzzy> & qwrtz")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    page.get_by_text("Nothing fits “<xyzzy> & qwrtz”.").wait_for()
    assert page.get_by_role("searchbox").input_value() == "<xyzzy> & qwrtz"
    assert page.locator("#found").get_attribute("aria-live") == "polite"
    page.goto(f"{(site[0] / 'search.html').as_uri()}?q=")
    examples = page.locator("#found a")
    assert examples.count() == 5
    examples.last.click()
    page.get_by_text("this name.").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(
    page: Page, site: tuple[Path, frozenset[str]], width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in ("index.html", THING, "search.html"):
        _open(page, site, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    _looked_for(page, "terror list")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
