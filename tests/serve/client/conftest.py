"""A page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from serve.client.preview_server import LONGEST, Preview


@pytest.fixture
def preview() -> Iterator[Preview]:
    started = Preview()
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Tests share it: each has an origin of its own."""
    size: ViewportSize = {"width": 1280, "height": 800}
    opened = browser.new_context(viewport=size, permissions=["clipboard-read", "clipboard-write"])
    opened.set_default_timeout(1_000 * LONGEST)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab that has yet to go to a page; no fault of a script goes unseen."""
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda fault: faults.append(str(fault)))
    tab.on("console", lambda said: faults.append(said.text) if said.text.startswith("blogbuild") else None)
    yield tab
    for opened in context.pages:
        opened.close()
    assert faults == []
