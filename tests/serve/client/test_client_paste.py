"""An image that is pasted into a post's page, or dropped on it, is saved and its Markdown is at hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from serve.client.preview_server import POST, Preview

GIVE: Final = """([kind, text, html, at]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array([137, 80])], "cup.png", { type: "image/png" }));
  if (text) data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  const options = { bubbles: true, composed: true, cancelable: true };
  const given = kind === "paste" ? new ClipboardEvent(kind, { ...options, clipboardData: data })
    : new DragEvent(kind, { ...options, dataTransfer: data });
  document.querySelector(at).dispatchEvent(given);
  return given.defaultPrevented;
}"""


@pytest.fixture
def shown(page: Page, preview: Preview) -> Page:
    preview.put("<main><p>차</p><input><div contenteditable><b>글</b></div></main>")
    page.goto(preview.address + POST)
    preview.wait_for_streams(1)
    return page


def give(page: Page, kind: str = "paste", *, text: str = "", html: str = "", at: str = "p") -> bool:
    """Whether the page took the image."""
    return bool(page.evaluate(GIVE, [kind, text, html, at]))


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_an_image_is_saved_and_its_markdown_copied(shown: Page, preview: Preview, kind: str) -> None:
    taken = give(shown, kind, text="cup.png")
    expect(shown.get_by_text("content/posts/tea-1.png: 저장하고 복사했습니다.")).to_be_visible()

    assert taken
    assert preview.images == [("/-/blogbuild/image?source=content%2Fposts%2Ftea.md", "image/png", b"\x89P")]
    assert shown.evaluate("navigator.clipboard.readText()") == "![](tea-1.png)"


def test_an_image_over_the_page_is_welcomed(shown: Page) -> None:
    assert give(shown, "dragover")
    expect(shown.get_by_text("놓으면 이 글 옆에 저장합니다.")).to_be_visible()
    give(shown, "dragleave")
    expect(shown.get_by_text("놓으면 이 글 옆에 저장합니다.")).to_have_count(0)


def test_what_is_meant_for_a_field_or_comes_with_text_is_left_alone(shown: Page, preview: Preview) -> None:
    taken = [
        give(shown, at="input"),
        give(shown, at="[contenteditable] b"),
        give(shown, text="문서에서 옮긴 글"),
        give(shown, html="<p>문서에서 옮긴 글<img src='x'></p>"),
        give(shown, "drop", at="input"),
    ]

    assert taken == [False] * 5
    assert preview.images == []


def test_a_page_that_is_no_file_of_ours_takes_no_image(shown: Page, preview: Preview) -> None:
    shown.evaluate("document.querySelector('[data-source]').dataset.source = ''")

    assert not give(shown)
    assert preview.images == []


def test_what_the_server_refuses_is_told(shown: Page, preview: Preview) -> None:
    preview.image = replace(preview.image, body='{"error": "이미지가 너무 큽니다"}'.encode(), status=413)
    give(shown)

    expect(shown.get_by_text("이미지가 너무 큽니다")).to_be_visible()


def test_a_server_that_was_started_again_takes_the_image_too(shown: Page, preview: Preview) -> None:
    preview.ticket = "second"
    preview.put("<main><p>차</p></main>")
    give(shown)

    expect(shown.get_by_text("저장하고 복사했습니다.")).to_be_visible()
    assert len(preview.images) == 2
