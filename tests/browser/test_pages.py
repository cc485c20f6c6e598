"""What only a browser can tell: contrast, names and roles, sideways scrolling, what scripts add, who is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAGES = {
    "home": "/",
    "post with code": "/공부/2026/01/18/지원-열두-곳의-통계/",
    "post with a table": "/회고/2026/11/01/2026-하반기-지원-표/",
    "post with pictures": "/회고/2025/05/02/기다린-날의-길이/",
    "page": "/about/",
    "tag index": "/tags/",
    "tag": "/tags/면접/",
    "category index": "/categories/",
    "archive": "/archives/",
    "month": "/archives/2026/11/",
    "404": "/404.html",
}
WIDTHS = (320, 1440)


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Browser, own_blog: str, name: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(own_blog + PAGES[name])

    violations = Axe().run(page).response["violations"]
    context.close()

    found = [(fault["id"], fault["nodes"][0]["target"], fault["help"]) for fault in violations]
    assert found == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways(page: Page, own_blog: str, name: str) -> None:
    page.goto(own_blog + PAGES[name])
    wider: dict[int, int] = {}
    for width in (320, 360, 640, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        shown = int(page.evaluate("document.documentElement.scrollWidth"))
        wider |= {width: shown} if shown > width else {}

    assert wider == {}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_and_logs_nothing(page: Page, own_blog: str, name: str) -> None:
    asked: list[str] = []
    logged: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: logged.append(message.text))
    page.on("pageerror", lambda fault: logged.append(str(fault)))

    page.goto(own_blog + PAGES[name])

    assert [url for url in asked if not url.startswith((own_blog, "data:"))] == []
    assert logged == []


def test_the_brightness_switch_is_remembered(page: Page, own_blog: str) -> None:
    page.goto(own_blog + "/")
    button = page.locator("[data-brightness]")

    button.click()
    button.click()
    page.goto(own_blog + PAGES["page"])

    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_code_can_be_copied(browser: Browser, own_blog: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(own_blog + PAGES["post with code"])

    page.locator(".code-caption button").first.click()
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    shown = page.locator(".highlight pre").first.inner_text()
    context.close()

    assert copied.strip() == shown.strip()


def test_a_footnote_opens_where_it_is_called(page: Page, own_blog: str) -> None:
    page.goto(own_blog + PAGES["post with code"])
    note = page.locator(".footnotes li").first.inner_text()

    page.locator("a.footnote").first.click()

    assert page.locator("aside").first.inner_text().strip()[:20] == note.strip()[:20]


def test_without_scripts_the_text_is_all_there(browser: Browser, own_blog: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(own_blog + PAGES["post with code"])

    assert page.locator(".e-content").inner_text() != ""
    assert page.locator("nav.read-next a").count() > 0
    assert page.locator("button:visible").count() == 0
    context.close()
