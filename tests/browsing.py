"""A real browser without a window, for tests of pages: Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Nothing is asked of the network, and a container has no sandbox to give.
_OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@contextmanager
def browser() -> Iterator[Browser]:
    """Runs a browser; a test that has none is skipped, and in CI fails."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("no Chromium found (Debian: apt-get install chromium)")
    with driver.sync_playwright() as play:
        running = play.chromium.launch(executable_path=found, args=_OPTIONS)
        try:
            yield running
        finally:
            running.close()
