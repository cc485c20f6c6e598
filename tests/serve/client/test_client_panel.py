"""Faults are shown over the page until they are mended; warnings wait in the corner."""

from __future__ import annotations

from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from serve.client.preview_server import POST, Preview

FATAL: Final[dict[str, object]] = {
    "path": "content/posts/2026-11-21-tea.md",
    "line": 4,
    "what": 'unknown key "catgory"',
    "mend": 'did you mean "category"?',
    "fatal": True,
    "kind": "front matter",
    "excerpt": [[2, "title: 차"], [3, "date: 2026-11-21"], [4, "catgory: 일상"], [5, ""], [6, "---"]],
    "edit": "vscode://file/blog/content/posts/2026-11-21-tea.md:4",
}
WARNING: Final[dict[str, object]] = {
    "path": "content/about.md",
    "line": 12,
    "what": 'the picture "cup.png" has no description',
    "mend": "write what it shows: ![a cup of tea](cup.png)",
    "fatal": False,
    "kind": "",
    "excerpt": [],
    "edit": "",
}


@pytest.fixture
def shown(page: Page, preview: Preview) -> Page:
    """A page whose stream stands."""
    preview.put('<main><h1>차</h1><p>차 <input aria-label="q"></p></main>')
    page.goto(preview.address + POST)
    preview.wait_for_streams(1)
    return page


def test_a_fault_is_shown_and_goes_when_it_is_mended(shown: Page, preview: Preview) -> None:
    preview.tell("problems", problems=[FATAL, WARNING])
    dialog = shown.get_by_role("dialog", name="고쳐야 할 곳 1")
    expect(dialog).to_contain_text('unknown key "catgory"')
    expect(dialog).to_contain_text("content/posts/2026-11-21-tea.md:4")
    expect(dialog).to_contain_text('did you mean "category"?')
    expect(dialog.locator("mark")).to_have_text("4catgory: 일상")
    expect(dialog.get_by_role("link")).to_have_attribute("href", str(FATAL["edit"]))
    expect(dialog).not_to_contain_text("cup.png")

    preview.tell("problems", problems=[WARNING])

    expect(shown.get_by_role("dialog")).to_have_count(0)
    expect(shown.get_by_role("button", name="살펴볼 곳 1")).to_be_visible()


def test_the_list_opens_from_the_corner_and_is_kept_up_to_date(shown: Page, preview: Preview) -> None:
    preview.tell("problems", problems=[WARNING])
    shown.get_by_role("button", name="살펴볼 곳 1").click()
    dialog = shown.get_by_role("dialog")
    expect(dialog).to_contain_text("cup.png")

    preview.tell("problems", problems=[WARNING, {**WARNING, "line": 20}])
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    preview.tell("problems", problems=[])

    expect(dialog).to_have_count(0)
    expect(shown.get_by_role("button")).to_have_count(0)


def test_what_the_reader_closed_opens_for_a_new_fault_only(shown: Page, preview: Preview) -> None:
    dialog = shown.get_by_role("dialog")
    preview.tell("problems", problems=[FATAL])
    expect(dialog).to_be_visible()
    shown.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    preview.tell("problems", problems=[FATAL, WARNING])
    expect(shown.get_by_role("button", name="고쳐야 할 곳 1 · 살펴볼 곳 1")).to_be_visible()
    expect(dialog).to_have_count(0)
    preview.tell("problems", problems=[{**FATAL, "line": 5}])

    expect(dialog).to_be_visible()


def test_the_focus_stays_in_the_dialog_and_comes_back(shown: Page, preview: Preview) -> None:
    shown.locator("input").focus()
    focused = "document.querySelector('blogbuild-preview').shadowRoot.activeElement?.localName"
    preview.tell("problems", problems=[FATAL])
    expect(shown.get_by_role("dialog")).to_be_visible()

    order = [shown.evaluate(focused)]
    for key in ("Tab", "Tab", "Tab", "Tab", "Shift+Tab"):
        shown.keyboard.press(key)
        order.append(shown.evaluate(focused))
    shown.keyboard.press("Escape")

    assert order == ["h2", "button", "a", "pre", "button", "pre"]
    expect(shown.locator("input")).to_be_focused()


def test_a_notice_is_closed_by_its_button(shown: Page, preview: Preview) -> None:
    preview.tell("elsewhere", url="/other/", title="다른 글", follow=False)
    shown.get_by_role("button", name="닫기").click()

    expect(shown.get_by_text("다른 글")).to_have_count(0)


def test_an_english_page_speaks_english(page: Page, preview: Preview) -> None:
    preview.problems = [FATAL]
    preview.put("<main>tea</main>", lang="en")
    page.goto(preview.address + POST)

    expect(page.get_by_role("dialog", name="1 to mend")).to_contain_text("Open in the editor")


def test_no_style_of_the_page_reaches_the_panel(shown: Page, preview: Preview) -> None:
    shown.add_style_tag(
        content="* { display: none !important } blogbuild-preview { opacity: 0 !important; color: red }"
    )
    preview.tell("problems", problems=[FATAL])
    shown.wait_for_function("document.querySelector('blogbuild-preview')?.shadowRoot.querySelector('dialog').open")

    style = shown.evaluate("""() => {
      const style = getComputedStyle(document.querySelector("blogbuild-preview"));
      return [style.display, style.opacity, style.color];
    }""")
    assert style == ["block", "1", "rgb(26, 31, 28)"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, preview: Preview, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page = context.new_page()
    preview.put("<main><h1>차</h1><p>차</p></main>")
    page.goto(preview.address + POST)
    preview.wait_for_streams(1)
    found = []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        preview.tell("problems", problems=[FATAL, WARNING])
        expect(page.get_by_role("dialog")).to_be_visible()
        found += Axe().run(page).response["violations"]
        page.keyboard.press("Escape")
        preview.tell("elsewhere", url="/other/", title="다른 글", follow=False)
        preview.tell("gone")
        expect(page.get_by_role("link", name="첫 화면으로")).to_be_visible()
        found += Axe().run(page).response["violations"]
        assert page.evaluate("document.documentElement.scrollWidth") == width
        preview.tell("problems", problems=[])
        expect(page.get_by_role("button", name="고쳐야 할 곳")).to_have_count(0)
    context.close()

    assert [(fault["id"], fault["nodes"][0]["target"], fault["help"]) for fault in found] == []
