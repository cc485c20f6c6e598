"""What the server tells reaches the page, also after the server was away."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from serve.client.preview_server import POST, Preview

COLOUR = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def shown(page: Page, preview: Preview) -> Page:
    """A page whose stream stands."""
    preview.put("<main><p>차</p></main>")
    page.goto(preview.address + POST)
    preview.wait_for_streams(1)
    return page


def test_a_style_sheet_is_swapped_without_a_flash(shown: Page, preview: Preview) -> None:
    held = threading.Event()
    sheet = preview.answers["/css/theme.css"]
    red = sheet.body + b"body { background: rgb(9, 0, 0) }"
    preview.answers["/css/theme.css"] = replace(sheet, body=red, held=held)
    before = shown.evaluate(COLOUR)
    shown.evaluate("""() => {
      window.unstyled = 0;
      const look = () => {
        if (getComputedStyle(document.body).marginTop !== "0px") window.unstyled += 1;
        requestAnimationFrame(look);
      };
      look();
    }""")

    preview.tell("style", path="/css/theme.css", href="/css/theme.css?fresh=2")
    expect(shown.locator("link[rel=stylesheet]")).to_have_count(2)
    during = shown.evaluate(COLOUR)
    held.set()
    expect(shown.locator("link[rel=stylesheet]")).to_have_count(1)

    assert (during, shown.evaluate(COLOUR)) == (before, "rgb(9, 0, 0)")
    assert shown.evaluate("unstyled") == 0


def test_of_several_sheets_on_their_way_the_last_stays(shown: Page, preview: Preview) -> None:
    held = threading.Event()
    preview.answers["/css/theme.css"] = replace(preview.answers["/css/theme.css"], held=held)

    preview.tell("style", path="/css/theme.css", href="/css/theme.css?fresh=2")
    preview.tell("style", path="/css/theme.css", href="/css/theme.css?v=3")
    preview.edit("<main><p>녹차</p></main>", style=3)
    expect(shown.locator("p")).to_have_text("녹차")
    held.set()
    expect(shown.locator("link[rel=stylesheet]")).to_have_count(1)

    assert shown.locator("link[rel=stylesheet]").get_attribute("href") == "/css/theme.css?v=3"


def test_an_edit_that_names_a_new_sheet_swaps_it(shown: Page, preview: Preview) -> None:
    preview.edit("<main><p>녹차</p></main>", style=2)
    expect(shown.locator("p")).to_have_text("녹차")
    preview.edit("<main><p>홍차</p></main>", style=3)
    expect(shown.locator("p")).to_have_text("홍차")
    expect(shown.locator("link[rel=stylesheet]")).to_have_count(1)

    assert shown.locator("link[rel=stylesheet]").get_attribute("href") == "/css/theme.css?v=3"


def test_a_sheet_that_another_imports_is_swapped(page: Page, preview: Preview) -> None:
    sheet = preview.answers["/css/theme.css"]
    preview.answers["/css/theme.css"] = replace(sheet, body=b'@import "part.css";')
    preview.answers["/css/part.css"] = replace(sheet, body=b"body { background: rgb(1, 0, 0) }")
    preview.put("<p></p>")
    page.goto(preview.address + POST)
    preview.wait_for_streams(1)

    preview.answers["/css/part.css"] = replace(sheet, body=b"body { background: rgb(2, 0, 0) }")
    preview.tell("style", path="/css/part.css", href="/css/part.css?v=2")
    page.wait_for_function(f"{COLOUR} === 'rgb(2, 0, 0)'")

    expect(page.locator("link[rel=stylesheet]")).to_have_count(1)


def test_a_picture_is_shown_anew(page: Page, preview: Preview) -> None:
    preview.put('<img src="/a.png" alt="">')
    page.goto(preview.address + POST)
    preview.wait_for_streams(1)

    preview.tell("picture", path="/a.png", href="/a.png?v=2")

    expect(page.locator("img")).to_have_attribute("src", "/a.png?v=2")


def test_a_notice_offers_to_go_to_the_page_that_changed(shown: Page, preview: Preview) -> None:
    preview.put("<p>다른 글</p>", at="/other/")
    preview.tell("elsewhere", url="/other/", title="다른 글", follow=False)
    shown.get_by_role("link", name="보러 가기").click()

    expect(shown.locator("p")).to_have_text("다른 글")
    assert shown.url == f"{preview.address}/other/"


def test_a_reader_who_follows_is_taken_there(shown: Page, preview: Preview) -> None:
    preview.put("<p>다른 글</p>", at="/other/")
    preview.tell("elsewhere", url="/other/", title="다른 글", follow=True)

    shown.wait_for_url(f"{preview.address}/other/")


def test_a_page_that_is_gone_says_so_until_it_is_back(shown: Page, preview: Preview) -> None:
    preview.tell("gone")
    home = shown.get_by_role("link", name="첫 화면으로")
    expect(home).to_have_attribute("href", f"{preview.address}/")

    preview.edit("<main><p>다시</p></main>")

    expect(shown.locator("main p")).to_have_text("다시")
    expect(home).to_have_count(0)


def test_a_server_that_was_away_is_found_again_and_caught_up_with(shown: Page, preview: Preview) -> None:
    preview.stop()
    expect(shown.get_by_text("다시 잇고 있습니다")).to_be_visible()
    preview.put("<main><p>그 사이에 고친 글</p></main>")
    preview.problems = [
        {"path": "a.md", "line": 0, "what": "w", "mend": "", "fatal": False, "kind": "", "excerpt": [], "edit": ""}
    ]
    preview.start()

    expect(shown.locator("main p")).to_have_text("그 사이에 고친 글")
    expect(shown.get_by_text("다시 잇고 있습니다")).to_have_count(0)
    expect(shown.get_by_role("button", name="살펴볼 곳 1")).to_be_visible()


def test_a_tab_that_was_not_seen_catches_up(shown: Page, preview: Preview) -> None:
    """A tab that is opened takes the connection of one that is hidden."""
    shown.evaluate("Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })")
    other = shown.context.new_page()
    other.goto(preview.address + POST)
    preview.wait_for_streams(2)
    assert preview.wait_until_left(1)

    preview.edit("<main><p>녹차</p></main>")
    expect(other.locator("p")).to_have_text("녹차")
    assert shown.locator("p").inner_text() == "차"
    shown.evaluate("delete document.visibilityState; document.dispatchEvent(new Event('visibilitychange'))")

    expect(shown.locator("p")).to_have_text("녹차")


def test_tabs_follow_together(shown: Page, preview: Preview) -> None:
    other = shown.context.new_page()
    other.goto(preview.address + POST)
    preview.wait_for_streams(2)

    preview.edit("<main><p>녹차</p></main>")

    for tab in (shown, other):
        expect(tab.locator("p")).to_have_text("녹차")


def test_what_is_not_the_page_is_not_shown(shown: Page, preview: Preview) -> None:
    """A server that fails for a moment takes nothing from the reader."""
    good = preview.answers[POST]
    preview.answers[POST] = replace(good, body=b"<p>Internal Server Error</p>", status=500)
    preview.tell("page", digest="new")
    preview.wait_until_given(POST, 500)
    preview.answers[POST] = good
    preview.edit("<main><p>차</p><p>물</p></main>")

    expect(shown.locator("p")).to_have_text(["차", "물"])
    assert not shown.evaluate("Object.keys(window).some((name) => /panel|digest|morph/i.test(name))")
